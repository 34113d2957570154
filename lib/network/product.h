/* Products of matrices, the bulk of what networks cost. A sum runs over the inner index in its order, one number after the other, and no
 * multiplication is fused with an addition: the bits are the same on every processor, and whether the work is done in one piece or in many. */
#ifndef NETWORK_PRODUCT_H
#define NETWORK_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

/* Matrices may be read up to so many numbers past their end, which are of no effect: arrays are that much longer than what they hold. */
enum { PRODUCT_PADDING = 32 };

/* C += A·B with A [rows][depth], B [depth][columns], C [rows][columns]: number (r, c) of C becomes ((C + A(r,0)·B(0,c)) + A(r,1)·B(1,c)) + …
 * If `fresh`, what C holds is not read: every row of it begins with `bias`, or with zeros if that is null. */
struct product {
    size_t rows, columns, depth;
    const double *a;
    size_t a_row, a_step; /* A(r,k) is a[r * a_row + k * a_step] */
    const double *b;
    size_t b_step, b_column; /* B(k,c) is b[k * b_step + c * b_column] */
    double *c;
    size_t c_row; /* C(r,c) is c[r * c_row + c], with lanes c[r * c_row + c * lanes] */
    bool fresh;
    const double *bias; /* [columns][lanes] */
};

/* `lanes` products at once, 1 or a multiple of 8. For one, columns are contiguous (b_column is 1). For more, the matrices have a row of `lanes`
 * numbers, one of each matrix, where one has a number; the strides count numbers. Each product has the bits that it has alone. */
void product_add(const struct product *product, size_t lanes);

/* The functions for one width of vectors; product.c takes the widest that the processor has. */
struct product_set {
    void (*add)(const struct product *product);
    void (*add_lanes)(const struct product *product, size_t lanes);
};
extern const struct product_set products_sse2, products_avx, products_avx512;

#endif
