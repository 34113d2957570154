#include "figure/crossings.h"

#include <math.h>

enum { LOOKED_AT = 100 };

/* How many of the ascending values are at or below z, which mostly are as many as of its neighbour. */
static size_t rank_of(const double *values, size_t count, double z, size_t rank)
{
    while (rank < count && values[rank] <= z)
        rank++;
    while (rank > 0 && values[rank - 1] > z)
        rank--;
    return rank;
}

/* Crossings of levels along lines of heights; the lines looked at stand for `weight` each. */
struct look {
    const double *values;
    size_t count;
    double *last; /* [count]: where on the line the level was crossed before; -infinity: nowhere */
    double weight, reach;
    struct crossings found;
};

static void cross(struct look *look, size_t from, size_t to, double at)
{
    for (size_t k = from; k < to; k++) {
        look->found.count += look->weight;
        look->found.returns += at - look->last[k] < look->reach ? look->weight : 0;
        look->last[k] = at;
    }
}

/* Along `length` heights that are `stride` apart. */
static void follow(struct look *look, const double *z, size_t length, size_t stride)
{
    size_t before = 0;
    bool known = false;
    for (size_t k = 0; k < look->count; k++)
        look->last[k] = -INFINITY;
    for (size_t i = 0; i < length; i++) {
        const double height = z[i * stride];
        const size_t rank = isnan(height) ? 0 : rank_of(look->values, look->count, height, before);
        if (known && !isnan(height) && rank != before)
            cross(look, rank < before ? rank : before, rank < before ? before : rank, (double)i);
        known = !isnan(height);
        before = rank;
    }
}

struct crossings crossings_look(struct arena *arena, const struct figure_layer *layer, const double *values, size_t count, double column_reach,
                                double row_reach)
{
    const size_t row_step = layer->rows / LOOKED_AT + 1, column_step = layer->columns / LOOKED_AT + 1;
    struct look look = {values, count, ARENA_NEW(arena, double, count), (double)row_step, column_reach, {0, 0}};
    for (size_t r = 0; r < layer->rows; r += row_step)
        follow(&look, layer->z + r * layer->columns, layer->columns, 1);
    look.weight = (double)column_step;
    look.reach = row_reach;
    for (size_t c = 0; c < layer->columns; c += column_step)
        follow(&look, layer->z + c, layer->rows, layer->columns);
    return look.found;
}
