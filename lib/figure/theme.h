/* Colours and dash patterns. Drawing code names the use of a colour; the theme has its value on a light and on a dark background. */
#ifndef FIGURE_THEME_H
#define FIGURE_THEME_H

#include "figure/figure.h"

#include <math.h>

enum paint_role {
    PAINT_GIVEN, /* the paint's own rgb, the same in every theme */
    PAINT_BACKGROUND,
    PAINT_TEXT,
    PAINT_SPINE,
    PAINT_GRID,
    PAINT_MUTED,
    PAINT_PANE,
    PAINT_PANE_DARKER,
    PAINT_PANE_GRID,
    PAINT_LEGEND_EDGE,
    PAINT_BLUE,
    PAINT_MAGENTA,
    PAINT_GREEN,
    PAINT_RED,
    PAINT_ORANGE,
    PAINT_TEAL,
    PAINT_BROWN,
    PAINT_VIOLET,
    PAINT_OLIVE,
    PAINT_GREY,
    PAINT_MARK_RED,
    PAINT_RAMP, /* the first of RAMP_LENGTH shades, for lines by height */
    PAINT_ROLES = PAINT_RAMP + 16
};

enum { RAMP_LENGTH = PAINT_ROLES - PAINT_RAMP };

struct paint {
    enum paint_role role;
    uint32_t rgb;   /* 0xrrggbb, for PAINT_GIVEN */
    double opacity; /* 0 is taken as 1 */
};

struct theme {
    uint32_t light[PAINT_ROLES], dark[PAINT_ROLES]; /* what roles look like; `dark` is used only if follows */
    bool follows;                                   /* the picture is to follow the reader's preference */
    bool transparent;                               /* nothing is drawn behind the figure */
};

/* The theme of a figure. A format that cannot follow the reader's preference gets the light one for THEME_AUTO; a given background decides by
 * contrast whether what is drawn on it is that of the light theme or of the dark. */
void theme_choose(struct theme *theme, const struct figure *figure, bool can_follow);

uint32_t theme_rgb(const struct theme *theme, struct paint paint);
struct paint paint_role(enum paint_role role);
struct paint paint_rgb(uint32_t rgb);

/* The turn-th colour of the cycle and its dash pattern. */
enum { CYCLE_LENGTH = 10 };
enum paint_role cycle_paint(size_t turn);
enum figure_dash cycle_dash(size_t turn);
enum figure_marker cycle_marker(size_t turn); /* of points: another for a colour each time round */

/* The paint of a style whose turn in the cycle is `turn`. */
struct paint style_paint(const struct figure_style *style, size_t turn);

/* The lengths of dashes and of the gaps behind them, in turn, of lines of this width: above 0, as what draws them wants. Returns how many; 0: the line is
 * solid. */
enum { DASH_MOST_LENGTHS = 4 };
size_t dash_lengths(enum figure_dash dash, double width, double lengths[DASH_MOST_LENGTHS]);

/* The relative luminance of a colour, 0..1, as WCAG defines it. */
double luminance(uint32_t rgb);

/* The colour that is `share_of_b` (0..1) of the way from a to b. */
uint32_t colour_mix(uint32_t a, uint32_t b, double share_of_b);

/* The colours of categories, as rgb: the same in every theme, because images cannot follow one. */
uint32_t category_colour(size_t category);

/* A paint for height t (0..1), in viridis as far as that is legible on the theme's background. */
struct paint ramp_paint(double t);

/* Viridis (perceptually uniform, legible to the colour-blind): the colour at t in 0..1, of which there are so few that a picture in them can have
 * a palette. */
enum { VIRIDIS_STEPS = 200 };
uint32_t viridis(double t);

/* The number of that colour, 0 to VIRIDIS_STEPS. */
static inline int viridis_step(double t)
{
    return (int)lrint((t > 0 ? t < 1 ? t : 1 : 0) * VIRIDIS_STEPS);
}

#endif
