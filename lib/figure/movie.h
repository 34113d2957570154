/* A figure as pixels at moments of its time: a still at one of them, or a moving picture. */
#ifndef FIGURE_MOVIE_H
#define FIGURE_MOVIE_H

#include "figure/canvas.h"
#include "figure/layout.h"

/* Draws the figure that is laid out on a canvas of pixels, which is blank, as the figure says it is wanted (struct figure: at_moment, in_motion),
 * and appends the file. What lies below all that moves is drawn once, and each frame brings only the rectangle that differs from the one before.
 * All frames have the colours that the finished figure's PNG has, and so has a still at a moment. */
bool movie_render(struct canvas *canvas, const struct layout *layout, struct buffer *out, struct error *error);

#endif
