/* The numbers of ticks, as matplotlib writes them and as people do. */
#ifndef FIGURE_TICK_LABELS_H
#define FIGURE_TICK_LABELS_H

#include "base/number.h"
#include "figure/figure.h"

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

/* The label of a (shifted) position, and what is written once for all labels: "×10⁻⁵", "+ 10000", "×10⁻³ + 12345678.9" or "". */
char *ticks_number(struct arena *arena, const struct number_format *format, double position);
const char *ticks_offset_text(struct arena *arena, const struct number_format *format, int shift);

/* The shift that suits limits, 10^exponent, and Python's floored division (`remainder` may be null). */
int ticks_shift(double low, double high);
double ticks_power(double exponent);
double ticks_floor_divide(double a, double b, double *remainder);

/* Labels for ticks at given positions on a linear axis, formatted together; fills in `labels` and `offset_text` of `ticks`,
 * whose limits, count and positions are set. Positions of so different sizes that a common number of decimals would round one of them
 * to something else are written each by itself. */
void ticks_label(struct arena *arena, struct figure_ticks *ticks);

/* "10⁻³" for -3. */
char *ticks_power_label(struct arena *arena, int exponent);

/* "10⁻³" for 1e-3, "2×10⁻³" for 2e-3 and plain digits where those are shorter ("0.2", "50"); `among_others`: beside labels of numbers between
 * powers of ten, among which a power is a number as well ("10" between "5" and "20"). */
const char *ticks_log_label(struct arena *arena, double value, bool among_others);

/* A number as people write it (number_print_rounded). */
const char *ticks_plain_label(struct arena *arena, double value, int digits);

/* The numbers of a set that is read together, such as the levels of a map, written by themselves with as many digits (at least `digits`) as
 * tell them apart; or, where those would be more than MOST_DIGITS, without what all have in common. `ticks` has the count, the limits and
 * the positions; labels and offset_text are filled in. */
enum { TICKS_MOST_DIGITS = 7 };
void ticks_label_set(struct arena *arena, struct figure_ticks *ticks, int digits);

#endif
