/* Compiled once for each width: LANES doubles a vector. A tile of C stays in registers while the inner index runs; eight sums at once hide the
 * latency of an addition. */
#include "network/product.h"

#include <string.h>

#if LANES == 2
#define SET products_sse2
#define SET_NAME "sse2"
#elif LANES == 4
#define SET products_avx
#define SET_NAME "avx"
#else
#define SET products_avx512
#define SET_NAME "avx512"
#endif

typedef double lanes __attribute__((vector_size(8 * LANES)));

enum { MAX_ROWS = 4, MAX_VECTORS = 8 };

static inline lanes load(const double *at)
{
    lanes vector;
    memcpy(&vector, at, sizeof vector);
    return vector;
}

static inline void store(double *at, lanes vector)
{
    memcpy(at, &vector, sizeof vector);
}

/* Rows and vectors are constants where this is called, so that the loops over them vanish. `width` of the columns are written. */
static inline __attribute__((always_inline)) void tile(const struct product *product, size_t row, size_t column, size_t width, const size_t rows,
                                                       const size_t vectors)
{
    const double *a = product->a + row * product->a_row, *b = product->b + column;
    double *c = product->c + row * product->c_row + column;
    lanes sum[MAX_ROWS][MAX_VECTORS];
#pragma GCC unroll 4
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++)
            sum[r][v] = load(c + r * product->c_row + v * LANES);
    for (size_t k = 0; k < product->depth; k++, a += product->a_step, b += product->b_step) {
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++) {
            const lanes factor = load(b + v * LANES);
#pragma GCC unroll 4
            for (size_t r = 0; r < rows; r++)
                sum[r][v] += a[r * product->a_row] * factor;
        }
    }
#pragma GCC unroll 4
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++) {
            double *at = c + r * product->c_row + v * LANES;
            if (width >= (v + 1) * LANES)
                store(at, sum[r][v]);
            else
                for (size_t i = 0; v * LANES + i < width; i++)
                    at[i] = sum[r][v][i];
        }
}

/* All rows of a stripe of columns. */
#define STRIPE(vectors)                                                                                                                              \
    for (size_t row = 0; row < product->rows;) {                                                                                                     \
        const size_t left = product->rows - row;                                                                                                     \
        if (left >= 4) {                                                                                                                             \
            tile(product, row, column, width, 4, vectors);                                                                                           \
            row += 4;                                                                                                                                \
        } else if (left >= 2) {                                                                                                                      \
            tile(product, row, column, width, 2, vectors);                                                                                           \
            row += 2;                                                                                                                                \
        } else {                                                                                                                                     \
            tile(product, row, column, width, 1, vectors);                                                                                           \
            row++;                                                                                                                                   \
        }                                                                                                                                            \
    }

static void add(const struct product *product)
{
    for (size_t column = 0; column < product->columns;) {
        const size_t width = product->columns - column;
        /* A single row has no other sums to wait with, so it takes more columns at once. */
        if (product->rows == 1 && width > 4 * LANES) {
            tile(product, 0, column, width, 1, 8);
            column += 8 * LANES;
        } else if (width > LANES) {
            STRIPE(2)
            column += 2 * LANES;
        } else {
            STRIPE(1)
            column += LANES;
        }
    }
}

static inline __attribute__((always_inline)) void tile_of_lanes(const struct product *product, size_t row, size_t column, size_t all_lanes,
                                                                const size_t rows, const size_t columns)
{
    for (size_t lane = 0; lane < all_lanes; lane += LANES) {
        const double *a = product->a + row * product->a_row + lane, *b = product->b + column * product->b_column + lane;
        double *c = product->c + row * product->c_row + column * all_lanes + lane;
        lanes sum[MAX_ROWS][MAX_VECTORS];
#pragma GCC unroll 2
        for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 4
            for (size_t v = 0; v < columns; v++)
                sum[r][v] = load(c + r * product->c_row + v * all_lanes);
        for (size_t k = 0; k < product->depth; k++, a += product->a_step, b += product->b_step) {
#pragma GCC unroll 4
            for (size_t v = 0; v < columns; v++) {
                const lanes factor = load(b + v * product->b_column);
#pragma GCC unroll 2
                for (size_t r = 0; r < rows; r++)
                    sum[r][v] += load(a + r * product->a_row) * factor;
            }
        }
#pragma GCC unroll 2
        for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 4
            for (size_t v = 0; v < columns; v++)
                store(c + r * product->c_row + v * all_lanes, sum[r][v]);
    }
}

#define STRIPE_OF_LANES(columns)                                                                                                                     \
    for (size_t row = 0; row < product->rows;) {                                                                                                     \
        if (product->rows - row >= 2) {                                                                                                              \
            tile_of_lanes(product, row, column, all_lanes, 2, columns);                                                                              \
            row += 2;                                                                                                                                \
        } else {                                                                                                                                     \
            tile_of_lanes(product, row, column, all_lanes, 1, columns);                                                                              \
            row++;                                                                                                                                   \
        }                                                                                                                                            \
    }

static void add_lanes(const struct product *product, size_t all_lanes)
{
    for (size_t column = 0; column < product->columns;) {
        if (product->columns - column >= 4) {
            STRIPE_OF_LANES(4)
            column += 4;
        } else {
            STRIPE_OF_LANES(1)
            column++;
        }
    }
}

const struct product_set SET = {SET_NAME, add, add_lanes};
