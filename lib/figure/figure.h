/* A figure as data: panels with axes, layers and annotations, and nothing of how they are drawn. Studies fill this in;
 * figure_render turns it into a PNG, an SVG or a PDF. A zeroed struct is a figure with sensible defaults. All memory is the
 * caller's (an arena's) and is only read. Lengths are CSS pixels (1/96 in), data is in the units of the axes. */
#ifndef FIGURE_FIGURE_H
#define FIGURE_FIGURE_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

enum figure_format { FIGURE_PNG, FIGURE_SVG, FIGURE_PDF, FIGURE_GIF, FIGURE_WEBP, FIGURE_APNG };
enum figure_theme { THEME_LIGHT, THEME_DARK, THEME_AUTO }; /* auto: an SVG that follows prefers-color-scheme; light elsewhere */
enum figure_scale {
    SCALE_LINEAR,
    SCALE_LOG,
    SCALE_RANK, /* for z only: by order among the values */
    SCALE_AUTO, /* for z only: linear where that shows the minimum, else by powers or by order (axis_auto.c says when) */
    SCALE_COUNT /* linear, of things that are counted: ticks at whole numbers only */
};
enum figure_switch { SWITCH_AUTO, SWITCH_ON, SWITCH_OFF };

/* A colour: one of the theme's (chosen so that it is legible on light and dark), or a given one. */
enum figure_colour {
    COLOUR_CYCLE,      /* the layer's turn in the theme's cycle (colour-blind safe), with the matching dash pattern when dash is DASH_AUTO */
    COLOUR_BLUE,       /* matplotlib's #1f77b4 on light */
    COLOUR_MAGENTA,    /* matplotlib's 'm', #bf00bf on light */
    COLOUR_GREEN,      /* #2ca02c */
    COLOUR_RED,        /* #d62728 */
    COLOUR_ORANGE,     /* #ff7f0e */
    COLOUR_FOREGROUND, /* as text and spines */
    COLOUR_MUTED,      /* as grid lines' darker brother */
    COLOUR_MARK_RED,   /* pure red, matplotlib's 'r' */
    COLOUR_GIVEN       /* rgb below */
};
enum figure_dash { DASH_AUTO, DASH_SOLID, DASH_DASHED, DASH_DASHDOT, DASH_DOTTED };
enum figure_marker { MARKER_NONE, MARKER_DOT, MARKER_CROSS, MARKER_PLUS, MARKER_SQUARE, MARKER_TRIANGLE, MARKER_DIAMOND, MARKER_STAR };

struct figure_style {
    enum figure_colour colour;
    uint32_t rgb; /* 0xrrggbb, for COLOUR_GIVEN */
    enum figure_dash dash;
    double line_width; /* points (1/72 in); 0: 1.5 for lines, 0.8 for contours */
    enum figure_marker marker;
    double marker_size; /* points across; 0: 6, less of many points (panel_layout.h) */
    double opacity;     /* 0 is taken as 1; of lines, markers, areas and heatmaps */
};

enum layer_kind {
    LAYER_LINE,           /* x[i], y[i] (z[i] in space): joined in order, broken at non-finite values */
    LAYER_POINTS,         /* x[i], y[i] (z[i] in space): markers only */
    LAYER_BAND,           /* between low[i] and high[i] over x[i]; in the cycle's colour of the layer after it */
    LAYER_BARS,           /* from 0 to y[i] at x[i], 0.8 of the least spacing wide */
    LAYER_ERRORS,         /* vertical error bars low[i]..high[i] at x[i] with a marker at y[i] */
    LAYER_WORDS,          /* words[i] centred on x[i], y[i], all in one size: as large as `words_room` allows; left out where that is illegible */
    LAYER_HEATMAP,        /* grid: one colour a sample, with a colour bar */
    LAYER_CATEGORIES,     /* grid of whole numbers: one colour a category (the cycle's), shaded by `shade`, 0 to 1; may be null */
    LAYER_IMAGES,         /* grid of greys from 0, paper, to 1, ink, without a colour bar; what is no number stays blank */
    LAYER_CONTOUR,        /* grid: lines at levels, level labels where there is room; colours where lines could not be told apart (crowded.h) */
    LAYER_CONTOUR_FILLED, /* grid: bands between levels, with a colour bar */
    LAYER_WIREFRAME,      /* grid, in space: every stride-th row and column */
    LAYER_SURFACE         /* grid, in space: shaded faces, nearest last */
};

/* A cut of a grid: its surface is not joined between a sample and a neighbour, the next one in its row (edge 2·sample) or in its column
 * (edge 2·sample + 1). */
struct figure_cut {
    size_t edge;
    double part;     /* how far from the sample to its neighbour, from 0 to 1 */
    double value[2]; /* before and behind the cut; not-a-number where undefined */
};

/* How a figure moves. A figure may have a time of its own, from 0 to 1: what it shows comes into being in the course of it, and is finished at
 * its end. Layers say when (times, follows, rises, states), annotations too, and panels in space how far they turn. The layout (limits, ticks,
 * legend, places of words) is that of the finished figure at every moment, so that nothing jumps. A study with a moving figure fills
 * these in where it draws, and says so by study.frame. */
struct figure_state {
    double time; /* from which the layer is as here */
    const struct figure_layer *layer;
};

struct figure_layer {
    enum layer_kind kind;
    const char *label;       /* its name in the legend; null: not in the legend */
    const char *short_label; /* the same where there is no room for all names in full; null: the label */
    struct figure_style style;
    size_t like;  /* 1 + the index of a layer before this one whose turn in the cycle it shares: the end of a line is marked in its colour; 0: none */
    size_t count; /* of x, y, z, low, high below, for all kinds but grids */
    const double *x, *y, *z, *low, *high;
    const char *const *words;
    double words_room[2]; /* width and height that one of them may take, in data units */
    /* grids: z[row * columns + column] at (grid_x[column], grid_y[row]); both ascending */
    size_t rows, columns;
    const double *grid_x, *grid_y;
    const double *shade;           /* of categories: of each sample; or, if the shades have numbers, */
    const double *shade_numbers;   /* sample i has shade[shade_numbers[i]]; else null */
    const struct figure_cut *cuts; /* ascending by edge; a grid that has some is drawn as it is, without samples interpolated between its own */
    size_t cut_count;
    size_t stride;                      /* wireframe; 0: chosen so that about 20 lines show in each direction */
    const double *levels;               /* contours: ascending; null: chosen, about level_count of them */
    size_t level_count;                 /* 0: 10 */
    const char *const *category_labels; /* LAYER_CATEGORIES: a legend entry a category, null-terminated; may be null */
    bool smooth;                        /* heatmaps: interpolate between samples rather than one rectangle a sample */
    bool traced;                        /* lines: breaks are already marked by not-a-numbers; other lines are searched for poles */
    /* Time; without any of these the layer is there from the beginning. */
    const double *times;   /* when x[i], y[i], or of categories and heatmaps sample i, is there, 0 to 1; along lines and bands ascending, and
                            between two points they grow evenly. Such lines are not searched for poles */
    size_t follows;        /* points, one of them: 1 + the index of a line before this layer; until the point's own place is reached it marks the
                            line's head; 0: none */
    bool rises;            /* contours of the plane: levels come one after the other, from the lowest on, evenly along the z axis */
    const double *heights; /* points of the plane: each comes with the level of its height */
    const struct figure_state *states; /* ascending by time: what the layer is before it is what it is here, which it is from time 1 on */
    size_t state_count;
};

struct figure_axis {
    const char *label;  /* may hold '\n'; null: none */
    const char *column; /* of the answer: what the axis shows of it, written for programs that read the SVG; letters, digits and '_'; null: none */
    enum figure_scale scale;
    bool limits_given;
    double limits[2]; /* lo, hi; lo > hi turns the axis round */
    bool ticks_given;
    const double *ticks;            /* positions; those outside the limits are left out */
    const char *const *tick_labels; /* with ticks; null: numbers, formatted together as on automatic axes */
    size_t tick_count;
    bool tight; /* limits are the data's range without the 5 % margins (as for images and contours) */
};

struct figure_annotation {
    const char *text; /* may hold '\n'; null or blank: a dot alone, if it has one */
    double tip[3];    /* data coordinates of what it names; z in space only */
    bool text_given;
    double text_at[2]; /* data coordinates of the text's left baseline end (lowest line), as matplotlib's xytext; plane only */
    bool marker;       /* a small dot on the tip besides the arrow */
    double time;       /* from which it is there */
};

struct figure_panel {
    const char *title;          /* may be null */
    bool space;                 /* a 3-D panel: x, y and z axes, perspective */
    double azimuth, elevation;  /* degrees, used as they are: set -60 and 30 for matplotlib's view */
    double turn;                /* degrees that the azimuth grows by in the course of the figure's time; 0: none */
    struct figure_axis x, y, z; /* z: of space panels; for heatmaps and filled contours the colour axis (label, limits, scale) */
    const struct figure_layer *layers;
    size_t layer_count;
    const struct figure_annotation *annotations;
    size_t annotation_count;
    enum figure_switch grid;   /* auto: on for lines, off over images */
    enum figure_switch legend; /* auto: on when two or more layers have labels */
    bool equal_aspect;         /* one unit of x is as long as one unit of y */
    const char *note;          /* a short remark drawn muted in the lower right corner outside the frame, e.g. "12 values undefined"; may be null */
};

struct figure {
    double width, height; /* CSS pixels; 0: 630 x 350 */
    double scale;         /* 1..4; PNG pixels = round(width * scale); 0: 1 */
    enum figure_theme theme;
    bool background_given, transparent;
    uint32_t background;           /* 0xrrggbb */
    const char *title;             /* drawn above all panels; wraps; null: none */
    const char *alternative_title; /* SVG <title>, PDF title; never null when rendered */
    const char *description;       /* SVG <desc>: the sentence the figure tells; what there was no room for is added */
    const struct figure_panel *panels;
    size_t panel_count;   /* laid out in rows of `panel_columns` */
    size_t panel_columns; /* 0: as the figure's shape suggests */
    bool alike;           /* panels show the same: what a user gives for an axis holds for all of them, not for the first alone */
    bool live_text;       /* letters of an SVG are characters, in the reader's font at our widths, rather than outlines; of no effect elsewhere */
    /* What is wanted of its time. */
    bool at_moment; /* the figure at a moment of its time, rather than the finished one */
    double moment;  /* 0 to 1 */
    /* As a moving picture: GIF, WebP, APNG and PDF (a page a frame) of `frames` frames, the first of which is the finished figure and the k-th,
     * from the second on, the figure at moment (k − 2)/(frames − 2); SVG by its own style sheet. A figure that does not move, or is wanted at
     * a moment, is a still in every format, as PNG always is. */
    bool in_motion;
    size_t frames;   /* at least 3 */
    double duration; /* seconds, once through */
    size_t loops;    /* how often; 0: for ever */
};

/* Whether the figure has a time of its own. */
bool figure_moves(const struct figure *figure);

/* Draws the figure and appends the finished file to `out`. The same figure gives the same bytes, always and everywhere the same
 * libraries and font packages are, whatever fonts are beside them. Memory is had from out->arena; foreign resources are released before it returns or when the arena
 * goes. False with ERROR_INTERNAL if the drawing library reports an error. */
bool figure_render(const struct figure *figure, enum figure_format format, struct buffer *out, struct error *error);

/* Appends a PNG of the samples of a grid of cells (LAYER_HEATMAP, LAYER_CATEGORIES, LAYER_IMAGES) alone, a pixel each and the first row lowest, in the
 * colours that they would have on the map `panel`, whose layers say what its z axis shows. */
void figure_write_cells(const struct figure_panel *panel, const struct figure_layer *cells, struct buffer *out);

/* Appends the finished figure as a LaTeX document of its own that pgfplots draws: data in the units of the axes, of bounded size. `comment` stands in its
 * first line. It needs standalone, pgfplots, lmodern and textcomp, and pdfLaTeX or LuaLaTeX; characters that pdfLaTeX has no font for show as their numbers.
 * Of what lies in time there is the end. */
void figure_write_pgfplots(const struct figure *figure, const char *comment, struct buffer *out);

/* Where Debian's packages put fonts. */
#define FIGURE_FONTS "/usr/share/fonts/truetype"

/* Has figure_start look for the fonts in a folder that stays as it is, instead of FIGURE_FONTS. The files have the same names there. */
void figure_look_for_fonts(const char *folder);

/* Loads the fonts and warms the drawing library; to be called once before the first figure, from one thread. False with a sentence that
 * names the file and the package if one of the fonts is missing: figures are drawn with these and no others. */
bool figure_start(struct error *error);

/* The first character (a code point) of a text that cannot be drawn, as none of the fonts has it; 0: none, or figures were not started. */
uint32_t figure_missing_character(const char *text);

/* What can be drawn, for messages: "Latin, Greek, ...". */
const char *figure_scripts(void);

/* Writes where everything in the figure is, as lines of text: limits, ticks, frames, every text with its box, arrows with their tips. For
 * tests; figure_start must have been called. */
void figure_describe_layout(const struct figure *figure, struct buffer *out);

/* Where automatic limits and ticks fall, for callers that need them without drawing (and for tests). `space` is how many labels
 * fit along the axis (matplotlib's tick_space: 8 for x and 6 for y at 4.5 x 2.5 in); limits from data get 5 % margins.
 * Ticks and labels (at most FIGURE_MOST_TICKS) are arena memory. */
enum { FIGURE_MOST_TICKS = 64 };
struct figure_ticks {
    double limits[2];
    size_t count;
    double *positions;
    char **labels;           /* minus sign as U+2212; on log axes "10^k" is written 10 with superscript digits */
    const char *offset_text; /* what is common to all labels: "", or e.g. "×10⁻⁵", "+ 10000", "×10⁻³ − 123456.789", without a blank to break at */
};
void figure_ticks(struct arena *arena, const double data[2], bool data_are_limits, enum figure_scale scale, int space, struct figure_ticks *ticks);

#endif
