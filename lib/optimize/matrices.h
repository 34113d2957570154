/* Coordinates as matrices, for methods that scale rows and columns together. */
#ifndef OPTIMIZE_MATRICES_H
#define OPTIMIZE_MATRICES_H

#include "optimize/method.h"

/* The options of shape come first of such a method's own. */
enum { MATRICES_COUNT = METHOD_OWN, MATRICES_ROWS, MATRICES_OWN };
/* clang-format off */
#define OPTIONS_OF_MATRICES                                                                                                                                        \
    {"matrices", OPTION_WHOLE, 1, 1, 1e4, NULL, NULL, "how many matrices x holds, one behind the other; they divide the coordinates"},   \
    {"rows", OPTION_WHOLE, 0, 0, 1e4, NULL, NULL, "rows of each, which divide its numbers; 0: as near to a square as can be"}
/* clang-format on */

/* x holds `matrices` of them one behind the other, each by rows. */
struct matrices {
    size_t matrices, rows, columns;
    size_t size, left, right; /* numbers of each: of itself, of M·Mᵀ and of Mᵀ·M */
    size_t longer;            /* of rows and columns */
};

/* Whether the options divide the coordinates; else false with the error set. */
bool matrices_fit(const double *values, size_t dimension, struct error *error);

/* The shape that the options say, or one as near to squares as the dimension allows. */
struct matrices matrices_shape(const double *values, size_t dimension);

/* How many numbers M·Mᵀ and Mᵀ·M of all of them take. */
size_t matrices_grams(const struct matrices *shape);

/* Rows of a block for so many numbers one behind the other, in which one matrix of one point is worked out. */
size_t matrices_scratch(size_t numbers, size_t lanes);

/* Numbers `first` … of a point's column, one behind the other, and back. */
void matrices_load(const struct block *block, size_t point, const double *from, size_t first, size_t count, double *to);
void matrices_store(const struct block *block, size_t point, const double *from, size_t first, size_t count, double *to);

/* to[rows][columns] = a · b, of a[rows][inner] and b[inner][columns]; `left` and `right` say whether they are turned: a[inner][rows], b[columns][inner]. */
void matrices_product(size_t rows, size_t inner, size_t columns, const double *a, bool left, const double *b, bool right, double *to);

/* The matrix[n][inner] times its transpose, or with `turned` the transpose of matrix[inner][n] times it, is added with this weight to keep times what is
 * kept, [n][n] of the point's column; the whole is in `gram` as well. */
void matrices_gather(const struct block *block, size_t point, const double *matrix, size_t n, size_t inner, bool turned, double keep, double weight,
                     double *kept, double *gram);

#endif
