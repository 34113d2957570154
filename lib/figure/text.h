/* Text that the first font alone cannot set: other scripts, right-to-left, combining marks. Pango shapes it with the fonts of the set
 * (font_set.h); what none of them has a glyph for becomes a box. Pango is made ready by the first text that needs it: most figures have none,
 * and it takes 5 ms and a megabyte. Text is well-formed UTF-8; lengths are in ems. */
#ifndef FIGURE_TEXT_H
#define FIGURE_TEXT_H

#include "base/error.h"
#include "figure/font.h"

/* The first character of a text that no font of the set has a glyph for; 0: none. Noncharacters (U+FFFE) are drawn as U+FFFD. */
uint32_t text_missing_character(const char *text);

/* The width of one line. */
double text_width(struct arena *arena, const char *line);

/* Whether a line as a whole is read from right to left. */
bool text_reads_leftwards(struct arena *arena, const char *line);

/* Adds the outlines of one line whose baseline begins at place->at (the grid is not used). */
void text_outline(struct path *path, const char *line, const struct glyph_place *place);

/* Breaks a paragraph (without '\n') where its script allows: between words, between Chinese characters, if it must be within words. Returns
 * the number of lines in `lines`, which is `most` if there were more. Each line reads in the direction it has in the paragraph. */
size_t text_wrap(struct arena *arena, const char *paragraph, double most_width, const char **lines, size_t most);

/* Shows one line on a cairo_t as text that can be selected in a PDF; false (and nothing is shown) if there are characters without glyphs. */
struct _cairo;
bool text_show(struct arena *arena, struct _cairo *cairo, const char *line, const struct glyph_place *place);

#endif
