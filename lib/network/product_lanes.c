/* Compiled once for each width: LANES doubles a vector. A tile of C stays in registers while the inner index runs; eight sums at once hide the
 * latency of an addition. */
#include "network/product.h"

#include "base/lanes.h"

#include <string.h>

#if LANES == 2
#define SET products_sse2
#elif LANES == 4
#define SET products_avx
#else
#define SET products_avx512
#endif

enum { MAX_ROWS = 8, MAX_VECTORS = 8 };

/* The first `width` numbers of a vector, at most all. Only a vector that is cut goes through memory. */
static inline void store_part(double *at, lanes vector, size_t width)
{
    if (width >= LANES) {
        lanes_store(at, vector);
        return;
    }
    double numbers[LANES];
    lanes_store(numbers, vector);
    for (size_t i = 0; i < width; i++)
        at[i] = numbers[i];
}

/* Where the sums of a tile begin, and how far apart these numbers lie for two rows, and for two columns of matrices with lanes. */
struct beginning {
    const double *at;
    size_t row, column;
};

static struct beginning beginning_of(const struct product *product, bool fresh, size_t row, size_t column, size_t lane, size_t all_lanes)
{
    static const double zeros[MAX_VECTORS * LANES];
    if (!fresh)
        return (struct beginning){product->c + row * product->c_row + column * all_lanes + lane, product->c_row, all_lanes};
    return product->bias ? (struct beginning){product->bias + column * all_lanes + lane, 0, all_lanes} : (struct beginning){zeros, 0, 0};
}

/* Rows and vectors are constants where this is called, so that the loops over them vanish. `width` of the columns are written. */
static inline __attribute__((always_inline)) void tile(const struct product *product, size_t row, size_t column, size_t width, const size_t rows,
                                                       const size_t vectors)
{
    const double *a = product->a + row * product->a_row, *b = product->b + column;
    const size_t c_row = product->c_row, a_row = product->a_row, a_step = product->a_step, b_step = product->b_step, depth = product->depth;
    double *c = product->c + row * c_row + column;
    const struct beginning from = beginning_of(product, product->fresh, row, column, 0, 1);
    lanes sum[MAX_ROWS][MAX_VECTORS];
#pragma GCC unroll 8
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++)
            sum[r][v] = lanes_load(from.at + r * from.row + v * LANES);
    for (size_t k = 0; k < depth; k++, a += a_step, b += b_step) {
        lanes factor[MAX_VECTORS];
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++)
            factor[v] = lanes_load(b + v * LANES);
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 8
            for (size_t v = 0; v < vectors; v++)
                sum[r][v] += a[r * a_row] * factor[v];
    }
#pragma GCC unroll 8
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 8
        for (size_t v = 0; v < vectors; v++)
            store_part(c + r * c_row + v * LANES, sum[r][v], width > v * LANES ? width - v * LANES : 0);
}

/* At most NARROW columns: a vector of half the width takes half the time, where the widest are worked on in halves. */
enum { NARROW = LANES == 8 ? LANES / 2 : 0 };
static inline __attribute__((always_inline)) void narrow_tile(const struct product *product, size_t row, size_t column, size_t width,
                                                              const size_t rows)
{
    typedef double half __attribute__((vector_size(4 * LANES)));
    const size_t a_row = product->a_row, a_step = product->a_step, b_step = product->b_step, depth = product->depth;
    const double *a = product->a + row * a_row, *b = product->b + column;
    const struct beginning from = beginning_of(product, product->fresh, row, column, 0, 1);
    half sum[MAX_ROWS], factor;
#pragma GCC unroll 8
    for (size_t r = 0; r < rows; r++)
        memcpy(&sum[r], from.at + r * from.row, sizeof(half));
    for (size_t k = 0; k < depth; k++, a += a_step, b += b_step) {
        memcpy(&factor, b, sizeof factor);
#pragma GCC unroll 8
        for (size_t r = 0; r < rows; r++)
            sum[r] += a[r * a_row] * factor;
    }
#pragma GCC unroll 8
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < width; i++)
            product->c[(row + r) * product->c_row + column + i] = sum[r][i];
}

/* Some rows of a stripe of at most two vectors. Eight rows leave a vector of eight numbers no registers for another, and need none: each number of
 * A is spread by the instruction that multiplies it, where with two vectors it is spread before them by one more. */
static inline __attribute__((always_inline)) void rows_of_stripe(const struct product *product, size_t row, size_t column, const size_t rows)
{
    const size_t width = product->columns - column;
    if (width > LANES + NARROW && rows < 8) {
        tile(product, row, column, width, rows, 2);
        return;
    }
    if (width > NARROW)
        tile(product, row, column, width, rows, 1);
    else
        narrow_tile(product, row, column, width, rows);
    if (width > LANES + NARROW)
        tile(product, row, column + LANES, width - LANES, rows, 1);
    else if (width > LANES)
        narrow_tile(product, row, column + LANES, width - LANES, rows);
}

static void stripe(const struct product *product, size_t column)
{
    enum { TALL = LANES == 8 ? 8 : 6 };
    const size_t left_over =
        TALL == 6 && product->rows % 6 == 2 ? 8 : product->rows % TALL; /* eight rows are better taken four and four than six and two */
    const size_t tall = product->rows < left_over ? 0 : product->rows - left_over;
    size_t row = 0;
    for (; row < tall; row += TALL)
        rows_of_stripe(product, row, column, TALL);
    for (; product->rows - row >= 4; row += 4)
        rows_of_stripe(product, row, column, 4);
    for (; product->rows - row >= 2; row += 2)
        rows_of_stripe(product, row, column, 2);
    if (row < product->rows)
        rows_of_stripe(product, row, column, 1);
}

static void add(const struct product *product)
{
    size_t column = 0;
    /* A single row has no other sums to wait with, so it takes more columns at once. */
    for (; product->rows == 1 && product->columns - column > 4 * LANES && column < product->columns; column += 8 * LANES)
        tile(product, 0, column, product->columns - column, 1, 8);
    for (; column < product->columns; column += 2 * LANES)
        stripe(product, column);
}

enum { GROUP = 8 }; /* products that are worked on together: a line of the cache has a number of each */

/* Of many products: some rows and columns, constants where this is called. B is read where it lies: to pack it first takes longer than what its rows,
 * which may lie a power of two apart, lose in the first-level cache. */
static inline __attribute__((always_inline)) void tile_of_lanes(const struct product *product, size_t all_lanes, size_t lane, size_t row,
                                                                size_t column, const size_t rows, const size_t columns)
{
    const size_t a_row = product->a_row, a_step = product->a_step, b_step = product->b_step, b_column = product->b_column;
    const size_t c_row = product->c_row, depth = product->depth;
    const double *a = product->a + row * a_row + lane, *b = product->b + column * b_column + lane;
    double *c = product->c + row * c_row + column * all_lanes + lane;
    const struct beginning from = beginning_of(product, product->fresh, row, column, lane, all_lanes);
    lanes sum[MAX_ROWS][MAX_VECTORS];
#pragma GCC unroll 4
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 4
        for (size_t v = 0; v < columns; v++)
            sum[r][v] = lanes_load(from.at + r * from.row + v * from.column);
    for (size_t k = 0; k < depth; k++, a += a_step, b += b_step) {
#pragma GCC unroll 4
        for (size_t v = 0; v < columns; v++) {
            const lanes factor = lanes_load(b + v * b_column);
#pragma GCC unroll 4
            for (size_t r = 0; r < rows; r++)
                sum[r][v] += lanes_load(a + r * a_row) * factor;
        }
    }
#pragma GCC unroll 4
    for (size_t r = 0; r < rows; r++)
#pragma GCC unroll 4
        for (size_t v = 0; v < columns; v++)
            lanes_store(c + r * c_row + v * all_lanes, sum[r][v]);
}

/* The widest vectors have registers for sixteen sums. */
static inline __attribute__((always_inline)) void stripe_of_lanes(const struct product *product, size_t all_lanes, size_t first, size_t column,
                                                                  const size_t columns)
{
    size_t row = 0;
    for (; LANES == 8 && product->rows - row >= 4; row += 4)
        tile_of_lanes(product, all_lanes, first, row, column, 4, columns);
    for (; product->rows - row >= 2; row += 2)
        for (size_t lane = first; lane < first + GROUP; lane += LANES)
            tile_of_lanes(product, all_lanes, lane, row, column, 2, columns);
    for (size_t lane = first; row < product->rows && lane < first + GROUP; lane += LANES)
        tile_of_lanes(product, all_lanes, lane, row, column, 1, columns);
}

static void add_lanes(const struct product *product, size_t all_lanes)
{
    for (size_t lane = 0; lane < all_lanes; lane += GROUP) {
        size_t column = 0;
        for (; product->columns - column >= 4; column += 4)
            stripe_of_lanes(product, all_lanes, lane, column, 4);
        if (product->columns - column == 3)
            stripe_of_lanes(product, all_lanes, lane, column, 3);
        else if (product->columns - column == 2)
            stripe_of_lanes(product, all_lanes, lane, column, 2);
        else if (product->columns > column)
            stripe_of_lanes(product, all_lanes, lane, column, 1);
    }
}

const struct product_set SET = {add, add_lanes};
