/* One panel arranged: its frame and axes, its words, notes and legend with their places. The order of the steps is in layout.h. */
#ifndef FIGURE_PANEL_LAYOUT_H
#define FIGURE_PANEL_LAYOUT_H

#include "figure/axis.h"
#include "figure/label.h"
#include "figure/space.h"
#include "figure/theme.h"

struct label_list {
    struct placed_label *items;
    size_t count, room;
};

/* An annotation placed: text, and an arrow from `start` to `tip` if there is one. */
struct placed_note {
    const struct figure_annotation *source;
    struct placed_label label;
    bool arrow, marker, placed;
    bool free; /* its text may go anywhere */
    struct point start, tip;
};

enum legend_sample { SAMPLE_LAYER, SAMPLE_CATEGORY, SAMPLE_NONE };

struct legend_entry {
    struct label label;
    enum legend_sample sample;        /* none: the entry that says how many more there are */
    const struct figure_layer *layer; /* of SAMPLE_LAYER */
    size_t turn;                      /* in the cycle */
};

enum legend_place { LEGEND_NOWHERE, LEGEND_INSIDE, LEGEND_ABOVE, LEGEND_BESIDE };

struct legend {
    size_t count, columns, rows;
    size_t left_out; /* entries there was no room for */
    struct legend_entry *entries;
    struct box box;
    double size;
    double *lefts, *tops; /* of its columns and rows within the box */
};

/* What a panel is arranged for: known before its first step, and the same in all of them. */
struct panel_input {
    double size;            /* of body text, px */
    double unit;            /* a "point" in px: a tenth of the text size, as in a figure set in 10 pt */
    double resolution;      /* of the page, pixels a unit */
    struct box cell;        /* what the panel may use */
    struct range ranges[3]; /* of the data, by enum axis_which; measured once, as there may be many samples */
    bool nothing;           /* no layer has anything to show */
};

struct levels;

struct panel_layout {
    const struct figure_panel *panel;
    const struct panel_input *in;
    struct arena *arena;
    struct box frame; /* of the axes */
    struct axis x, y, z;
    const struct axis *heights;  /* z as it was made first: its scale and ranks need all samples, and stay as they are; null before */
    const struct levels *levels; /* kept of one layer (levels.h), or null */
    const struct figure_layer *levels_of;
    struct box colour_bar;             /* empty: none */
    struct view view;                  /* of space panels */
    const struct panel_layout *turned; /* of a panel that turns: the same laid out so that it fits from all sides */
    struct label_list labels;
    struct placed_note *notes;
    size_t note_count;
    size_t notes_left_out; /* that would lie on something else */
    size_t words_left_out; /* that would be illegible */
    struct legend legend;
    bool legend_short;                                /* names are the short ones */
    size_t legend_most;                               /* entries that are shown at most; those beyond are counted in a last one */
    struct box legend_frame;                          /* the frame for which the legend was last chosen */
    enum legend_place legend_place;                   /* outside of the frame where it would cover too much inside */
    double legend_room;                               /* px kept free for it there, above or to the right */
    struct box least;                                 /* margins that others in the row and the column need, so that frames line up */
    bool aspect_left_out;                             /* equal units of x and y would leave no frame to see anything in */
    bool title_shown, axis_labels_shown, ticks_shown; /* false where the panel is too small for them */
    double moment;                                    /* of the figure's time that is drawn; above 1: the finished figure */
};

/* Appends a label and returns it, to be given a paint. */
struct placed_label *label_add(struct arena *arena, struct label_list *list, const char *role, const struct placed_label *placed);

/* Where data are on the page; not numbers where an axis cannot show them. z counts in space only. */
struct point panel_point(const struct panel_layout *panel, double x, double y, double z);

/* Makes the z axis of a panel of the plane, whose samples have this range, with about `space` ticks. Of the panel only `panel` and `arena` are read. */
void plane_make_height(struct panel_layout *panel, const struct range *range, int space);

/* Arranges one panel within its cell. */
void plane_layout(struct panel_layout *panel);
void space_layout(struct panel_layout *panel);

/* Places the words of a panel that turns anew, for its moment. */
void space_turn(struct panel_layout *panel);

/* The size of a layer's markers, px: as the layer says, else 6 units; but markers of points without a size are no larger than lets them be told apart:
 * spread evenly over the frame, all of the panel would cover a sixth of it. */
double panel_marker_size(const struct panel_layout *panel, const struct figure_layer *layer);

/* The turn in the colour cycle of a layer: how many layers before it take one. Bands take none: they are of the colour of what follows them.
 * Nor do layers that are like another: they have its turn. */
size_t layer_turn(const struct figure_panel *panel, size_t layer);

#endif
