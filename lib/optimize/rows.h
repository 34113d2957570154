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

/* The functions for one width of vectors; rows.c takes that of the kernels. */
struct row_set {
    /* The root of each point's sum of squares, of rows in their order. False if a sum is not between the limits: its root is not to be used. */
    bool (*norms)(const struct rows *rows, double least, double most, double *norms);
    /* Clears within[i], which is 0 or −1, of points of which a number's magnitude is not strictly between the limits (least < 0: any low end will do),
     * or is not a number. */
    void (*keep_within)(const struct rows *rows, double least, double most, int64_t *within);
    /* Sets in `marked`, a bit a point, those of points with these coordinates, values and gradients ([x->rows] rows as x has) of which a coordinate or
     * the value is not finite, or whose gradient's sum of squares is not strictly between the limits; clears the others. Whether any is set. */
    bool (*mark_ends)(const struct rows *x, const double *value, const double *gradient, double least, double most, uint64_t *marked);
    /* x -= rate · g, of `count` numbers. */
    void (*descend)(double *restrict x, const double *restrict g, double rate, size_t count);
};
extern const struct row_set rows_sse2, rows_avx, rows_avx512;
const struct row_set *rows_chosen(void);

#endif
