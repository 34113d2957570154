/* How each kind of layer is written. `turn`: its place in the cycle of colours. */
#ifndef FIGURE_PGFPLOTS_LAYERS_H
#define FIGURE_PGFPLOTS_LAYERS_H

#include "figure/figure.h"
#include "figure/pgfplots_page.h"

typedef void pgfplots_layer(const struct tex_page *sheet, const struct figure_layer *layer, size_t turn);

pgfplots_layer pgfplots_series, pgfplots_band, pgfplots_bars, pgfplots_errors, pgfplots_words;
pgfplots_layer pgfplots_image, pgfplots_contours, pgfplots_surface;

#endif
