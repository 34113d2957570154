/* Text that the base font alone cannot set: other scripts, right-to-left, combining marks. Pango shapes it with whatever fonts are
 * installed; what none of them has a glyph for becomes a box. Text is well-formed UTF-8; lengths are in ems. */
#ifndef FIGURE_TEXT_H
#define FIGURE_TEXT_H

#include "base/error.h"
#include "figure/font.h"

/* Reads the list of installed fonts, which is what fontconfig then goes by; once, before anything below and before font_start. Pango itself
 * is made ready by the first text that needs it: most figures have none, and it takes 5 ms and a megabyte. */
bool text_start(struct error *error);

/* The width of one line. */
double text_width(struct arena *arena, const char *line);

/* Adds the outlines of one line whose baseline begins at place->at (the grid is not used). */
void text_outline(struct path *path, const char *line, const struct glyph_place *place);

/* Breaks a paragraph (without '\n') where its script allows: between words, between Chinese characters, if it must be within words. Returns
 * the number of lines in `lines`, which is `most` if there were more. Each line reads in the direction it has in the paragraph. */
size_t text_wrap(struct arena *arena, const char *paragraph, double most_width, const char **lines, size_t most);

/* Shows one line on a cairo_t as text that can be selected in a PDF; false (and nothing is shown) if there are characters without glyphs. */
struct _cairo;
bool text_show(struct arena *arena, struct _cairo *cairo, const char *line, const struct glyph_place *place);

#endif
