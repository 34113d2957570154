/* Blocks of text: cleaned, broken into lines, measured, and put somewhere. */
#ifndef FIGURE_LABEL_H
#define FIGURE_LABEL_H

#include "figure/canvas.h"
#include "figure/font.h"

/* Lines of text; widths are in ems. */
struct label {
    size_t line_count;
    const char **lines;
    double *widths;
    double width; /* of the widest line */
    bool tall;    /* not all of it is in the first font: other scripts have marks above and below */
};

/* From one baseline to the next, and how far letters reach below it, in ems. */
double label_line(const struct label *label);
double label_descent(const struct label *label);

/* Where a label's anchor is: a fraction of its width, and which of its heights. */
enum label_height { LABEL_TOP, LABEL_MIDDLE, LABEL_BASELINE, LABEL_BOTTOM };

/* A label with its place. */
struct placed_label {
    const char *role; /* "title", "xtick", ...: what it is, for descriptions */
    struct label label;
    double size, angle; /* px, radians counter-clockwise */
    double align;       /* of lines within the block: 0 left, 0.5 centred, 1 right */
    struct point first; /* where the baseline of the first line begins, were it as wide as the block */
    struct box box;     /* that the drawn text stays in */
    struct paint paint;
    double halo;
};

/* `text` as valid UTF-8 without control characters: bad bytes and noncharacters become U+FFFD, '\n' stays, tabs become blanks. Never null;
 * `text` itself where all of it stays. */
const char *label_clean(struct arena *arena, const char *text);

/* Breaks text at '\n', and between words (or, if it must be, within) where a line would be wider than `most_width` ems (0: any width).
 * At most `most_lines` lines; the last ends with an ellipsis if more is left. */
struct label label_break(struct arena *arena, const char *text, double most_width, size_t most_lines);

/* The width in ems of the widest piece that label_break would not break if it need not. */
double label_widest_word(struct arena *arena, const char *text);

/* A label of one line or as many as it has '\n'. */
struct label label_make(struct arena *arena, const char *text);

/* The height in px from the top of capitals in the first line to below the descenders of the last. */
double label_height(const struct label *label, double size);

/* Puts a label with its anchor at a point. The anchor is the fraction `across` of its width, at the given height of the (unturned) block. */
struct placed_label label_place(const struct label *label, double size, double angle, struct point anchor, double across, enum label_height height);

/* Moves a placed label. */
void label_move(struct placed_label *placed, double dx, double dy);

void label_draw(struct canvas *canvas, const struct placed_label *placed);

#endif
