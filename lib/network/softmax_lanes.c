/* Compiled once for each width: LANES doubles a vector, of as many columns side by side: lanes of one example, or examples of one network. */
#include "network/softmax.h"

#include "base/lanes.h"

#include <immintrin.h>
#include <string.h>

#if LANES == 2
#define SET softmaxes_sse2
#define MAX _mm_max_pd
#elif LANES == 4
#define SET softmaxes_avx
#define MAX _mm256_max_pd
#else
#define SET softmaxes_avx512
#define MAX _mm512_max_pd
#endif

/* Where the first of the columns from `column` on has its first number, and how many columns there are, LANES at most. */
struct column_group {
    size_t at, columns;
};

static inline struct column_group group_of(const struct softmax *softmax, size_t column, size_t row)
{
    const size_t all = softmax->examples * softmax->lanes, left = column < all ? all - column : 0;
    const size_t at = softmax->lanes == 1 ? column * row : column / softmax->lanes * row + column % softmax->lanes;
    return (struct column_group){at, left < LANES ? left : LANES};
}

/* A number of each column: those of lanes lie side by side, those of examples a row apart, with zeros for the examples that a vector has too many. */
static inline lanes gather(const struct softmax *softmax, struct column_group group, const double *values, size_t row)
{
    if (softmax->lanes > 1)
        return lanes_load(values + group.at);
    lanes vector = {0};
    if (group.columns == LANES)
#pragma GCC unroll 8
        for (int i = 0; i < LANES; i++)
            vector[i] = values[group.at + (size_t)i * row];
    else
        for (size_t i = 0; i < group.columns; i++)
            vector[i] = values[group.at + i * row];
    return vector;
}

static inline void scatter(const struct softmax *softmax, struct column_group group, lanes vector, double *values, size_t row)
{
    if (softmax->lanes > 1)
        lanes_store(values + group.at, vector);
    else if (group.columns == LANES)
#pragma GCC unroll 8
        for (int i = 0; i < LANES; i++)
            values[group.at + (size_t)i * row] = vector[i];
    else
        for (size_t i = 0; i < group.columns; i++)
            values[group.at + i * row] = vector[i];
}

static void subtract_greatest(const struct softmax *softmax, const double *values, size_t row)
{
    const size_t step = softmax->lanes, stride = softmax->stride;
    for (size_t column = 0; column < stride; column += LANES) {
        const struct column_group group = group_of(softmax, column, row);
        lanes greatest = gather(softmax, group, values, row);
        lanes_store(softmax->less + column, greatest);
        for (size_t o = 1; o < softmax->outputs; o++) {
            const lanes output = gather(softmax, group, values + o * step, row);
            greatest = (lanes)MAX(output, greatest);
            lanes_store(softmax->less + o * stride + column, output);
        }
        for (size_t o = 0; o < softmax->outputs; o++)
            lanes_store(softmax->less + o * stride + column, lanes_load(softmax->less + o * stride + column) - greatest);
    }
}

static void add(const struct softmax *softmax)
{
    for (size_t column = 0; column < softmax->stride; column += LANES) {
        lanes sum = {0};
        for (size_t o = 0; o < softmax->outputs; o++)
            sum += lanes_load(softmax->power + o * softmax->stride + column);
        lanes_store(softmax->sum + column, sum);
    }
}

static void slopes(const struct softmax *softmax, const double *class, double share, double *slope, size_t row)
{
    const lanes one = (lanes){0} + 1.0;
    for (size_t column = 0; column < softmax->examples * softmax->lanes; column += LANES) {
        const struct column_group group = group_of(softmax, column, row);
        const lanes wanted = lanes_load(class + column), sum = lanes_load(softmax->sum + column);
        for (size_t o = 0; o < softmax->outputs; o++) {
            const lanes right = (lanes)((mask)(wanted == (double)o) & (mask)one);
            const lanes part = lanes_load(softmax->power + o * softmax->stride + column) / sum;
            scatter(softmax, group, (part - right) * share, slope + o * softmax->lanes, row);
        }
    }
}

const struct softmax_set SET = {subtract_greatest, add, slopes};
