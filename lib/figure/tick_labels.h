/* The numbers of ticks, as matplotlib writes them and as people do. */
#ifndef FIGURE_TICK_LABELS_H
#define FIGURE_TICK_LABELS_H

#include "figure/figure.h"

#define MINUS "\u2212"

/* Raw ticks include a neighbour outside either limit: labels are formatted with those in view, too. Values are 10^shift times
 * the true ones, so that differences of the largest and the smallest doubles stay finite and normal. */
struct raw_ticks {
    double low, high;
    size_t count;
    double positions[FIGURE_MOST_TICKS];
    int shift;
};

/* How the labels of an axis are written: value = offset + number * 10^order, number with `decimals` places; of shifted values. */
struct number_format {
    double offset;
    int order, decimals;
};
struct number_format ticks_format(const struct raw_ticks *raw);

/* The label of a (shifted) position, and what is written once for all labels: "1e−5", "+1e4", "1e−3+1.2345e7" or "". */
char *ticks_number(struct arena *arena, const struct number_format *format, double position);
const char *ticks_offset_text(struct arena *arena, const struct number_format *format, int shift);

/* The shift that suits limits, 10^exponent, and Python's floored division (`remainder` may be null). */
int ticks_shift(double low, double high);
double ticks_power(double exponent);
double ticks_floor_divide(double a, double b, double *remainder);

/* Labels for ticks at given positions on a linear axis, formatted together; fills in `labels` and `offset_text` of `ticks`,
 * whose limits, count and positions are set. */
void ticks_label(struct arena *arena, struct figure_ticks *ticks);

/* "10⁻³" for -3. */
char *ticks_power_label(struct arena *arena, int exponent);

/* "10⁻³" for 1e-3, "2×10⁻³" for 2e-3 and plain digits where those are shorter ("0.2", "50"). */
const char *ticks_log_label(struct arena *arena, double value);

/* A number as people write it, in up to `digits` digits: "−0.25", "4.3×10¹³". */
const char *ticks_plain_label(struct arena *arena, double value, int digits);

/* The offset text as people write it: "×10⁻⁵" for "1e−5", "+10⁴" for "+1e4". */
const char *ticks_offset_for_people(struct arena *arena, const char *offset_text);

/* `text` with every '-' that stands for a minus as U+2212. */
char *ticks_minus(struct arena *arena, const char *text);

#endif
