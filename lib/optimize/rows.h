/* Loops over the rows of a block of points, at each width of vectors: the same bits. */
#ifndef OPTIMIZE_ROWS_H
#define OPTIMIZE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of numbers, one a point, `stride` apart; `count` points are looked at, but whole vectors of ROWS_LANES are read and written. */
enum { ROWS_LANES = 8 };
struct rows {
    const double *numbers;
    size_t stride, rows, count;
};

/* What is asked of each number of some rows: that its magnitude is strictly between these (least < 0: any low end will do). */
struct row_limits {
    struct rows rows;
    double least, most;
};

/* A step of gradient descent and what is to be known of it. */
struct row_stride {
    double rate, least, reach;
};
enum { STRIDE_ENDS = 1, STRIDE_LEAVES = 2 };

/* The functions for one width of vectors; rows.c takes that of the kernels. */
struct row_set {
    /* The root of each point's sum of squares, of rows in their order. False if a sum is not between the limits: its root is not to be used. Of one row
     * the magnitudes, whatever they are: the root of a rounded square is exactly that (S. Boldo, Stupid is as Stupid Does, 2015). */
    bool (*norms)(const struct rows *rows, double least, double most, double *norms);
    /* within[i] = -1 of points all of whose numbers are within their limits, else 0, as where one is not a number. `count` kinds of rows of the same points.
     * Returns whether all points are within. */
    bool (*within)(const struct row_limits *limits, size_t count, int64_t *within);
    /* Numbers outside of low to high become the end that they are beyond; what is not a number stays. */
    void (*hold)(double *numbers, size_t count, double low, double high);
    /* Sets in `marked`, a bit a point, those of points with these coordinates, values and gradients ([x->rows] rows as x has) of which a coordinate or
     * the value is not finite, or whose gradient's sum of squares is not strictly between the limits; clears the others. Whether any is set. */
    bool (*mark_ends)(const struct rows *x, const double *value, const double *gradient, double least, double most, uint64_t *marked);
    /* Writes x − rate · gradient, of rows as x has, into `to`. Sets in `marked`, a bit a point, those of points whose gradient's sum of squares is not above
     * `least`; clears the others. STRIDE_ENDS if any is set; STRIDE_LEAVES if a coordinate's magnitude in `to` is not below `reach`. */
    unsigned (*stride)(const struct rows *x, const double *gradient, const struct row_stride *stride, double *restrict to, uint64_t *marked);
    /* x -= rate · g, of `count` numbers. */
    void (*descend)(double *restrict x, const double *restrict g, double rate, size_t count);
    /* The same with a rate for each. */
    void (*descend_each)(double *restrict x, const double *restrict g, const double *restrict rates, size_t count);
};
extern const struct row_set rows_sse2, rows_avx, rows_avx512;
const struct row_set *rows_chosen(void);

#endif
