/* Axes: what range the data have, what limits and ticks follow, and where a value lies between the limits. */
#ifndef FIGURE_AXIS_H
#define FIGURE_AXIS_H

#include "figure/figure.h"

/* The finite values of one coordinate. Empty when low > high. */
struct range {
    double low, high;
    double least_positive;
    double stick_low, stick_high; /* a limit that would be moved past these by its margin stays there (the foot of bars, the edge of images) */
    size_t not_positive;          /* how many finite values a logarithmic axis cannot show */
    size_t seen;                  /* how many finite values there are */
};

struct axis {
    enum figure_scale scale;
    bool chosen;     /* by axis_auto, and not linear: the picture says so */
    size_t left_out; /* values that a logarithmic axis has no place for */
    bool empty;      /* no data and no limits: the axis has no ticks */
    double limits[2];
    struct figure_ticks ticks;
    const double *sorted, *ranks; /* of a ranked axis: its distinct values, ascending, and the fraction of values below each; else null */
    size_t sorted_count;
    size_t minor_count;
    double *minors;
    const char **minor_labels; /* null, or one (maybe null) a minor tick: where a logarithmic axis shows less than two powers of ten */
};

enum axis_which { AXIS_X, AXIS_Y, AXIS_Z };

/* The range of the panel's layers along x, y or z. */
struct range axis_range(struct arena *arena, const struct figure_panel *panel, enum axis_which which);

/* The range of z for an axis of that scale: a logarithmic one begins where grids of samples bear it out, see ground.h. */
struct range axis_ground(const struct figure_panel *panel, const struct range *range, enum figure_scale scale);

/* Limits and ticks; `margin` widens the range by matplotlib's 5 % unless the axis says otherwise. `space` as in figure_ticks. */
void axis_make(struct arena *arena, struct axis *axis, const struct figure_axis *wanted, const struct range *range, bool margin, int space);

/* The scale that SCALE_AUTO stands for on a panel of the plane, whose z has the given range: see axis_auto.c. */
enum figure_scale axis_auto(struct arena *arena, const struct figure_panel *panel, const struct range *range);

/* The finite values of the panel's grids, within the limits of z if these are given, or an even choice of them where there are very many; returns how
 * many. */
size_t axis_values(struct arena *arena, const struct figure_panel *panel, double **values);

/* An axis for z by order among the values of the panel's grids within its limits: each takes as much room as there are values. */
void axis_rank(struct arena *arena, struct axis *axis, const struct figure_panel *panel);

/* Where a value lies: 0 at the first limit, 1 at the second; not a number where the axis cannot show it. */
double axis_fraction(const struct axis *axis, double value);

/* The same of so many values at once, which is faster; in place, too. */
void axis_fractions(const struct axis *axis, const double *values, size_t count, double *fractions);

/* The value at a fraction. */
double axis_value(const struct axis *axis, double fraction);

#endif
