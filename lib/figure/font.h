/* The first font of all figures, DejaVu Sans: widths and outlines of its letters, read once at start and constant from then on.
 * Lengths are in ems (multiples of the text size). */
#ifndef FIGURE_FONT_H
#define FIGURE_FONT_H

#include "base/error.h"
#include "figure/path.h"

#include <stdint.h>

/* Heights of DejaVu Sans above the baseline, and of a line. */
#define FONT_X_HEIGHT 0.547
#define FONT_CAP_HEIGHT 0.729
#define FONT_ASCENT 0.76
#define FONT_DESCENT 0.236
#define FONT_LINE 1.2

struct glyph {
    uint32_t index; /* within the font file */
    double advance;
    uint32_t verb_start, verb_count, point_start; /* of its outline */
};

/* Reads the font; once, after font_set_start. False with a sentence if it cannot be read. */
bool font_start(struct error *error);

/* Path of the font file; null before font_start. */
const char *font_file(void);

/* The glyph of a character, or null if it needs another font or shaping. */
const struct glyph *font_glyph(uint32_t character);

/* Whether every character of `text` (UTF-8) has a glyph here and needs no shaping. */
bool font_covers(const char *text);

/* The same, with the width of the text as one line if it is so. */
bool font_measure(const char *text, double *width);

/* Where a glyph's outline goes: scaled by `size`, turned counter-clockwise by `angle` radians, its origin at `at`. With a `grid` (device pixels
 * a unit; 0: none; only for angle 0) the heights of letters are rounded to whole pixels, so that their edges are crisp. */
struct glyph_place {
    struct point at;
    double size, angle, grid;
};
void font_outline(struct path *path, const struct glyph *glyph, const struct glyph_place *place);

/* A glyph's outline in font units (FONT_UNITS to the em, y up), as SVG path data. */
enum { FONT_UNITS = 2048 };
struct buffer;
void font_outline_data(struct buffer *buffer, const struct glyph *glyph);

#endif
