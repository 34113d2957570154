/* Few edges of a grid are cut, so cuts are a list in the order of edges, and looked up by bisection. */
#include "figure/cuts.h"

#include "base/arena.h"

#include <stdlib.h>

static int by_edge(const void *a, const void *b)
{
    const struct cut *x = a, *y = b;
    if (x->edge != y->edge)
        return x->edge < y->edge ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
}

/* How many of `count` nodes are left at a step. */
static size_t left_of(size_t count, size_t step)
{
    return (count - 1 + step - 1) / step + 1;
}

/* Where a cut behind node `along` of its line lies among every step-th node and the last: behind which, and how far. */
static void map_cut(size_t along, size_t count, size_t step, double *part, size_t *index)
{
    const size_t from = along / step * step, to = from + step < count ? from + step : count - 1;
    *index = along / step;
    *part = ((double)(along - from) + *part) / (double)(to - from);
}

/* The number of a line that is kept, SIZE_MAX for others. */
static size_t kept_line(size_t line, size_t count, size_t step)
{
    return line % step == 0 ? line / step : line + 1 == count ? left_of(count, step) - 1 : SIZE_MAX;
}

struct cuts cuts_coarsen(struct arena *arena, const struct cuts *cuts, size_t rows, size_t columns, size_t row_step, size_t column_step)
{
    if (!cuts->count || (row_step == 1 && column_step == 1))
        return *cuts;
    struct cut *items = ARENA_NEW(arena, struct cut, cuts->count);
    size_t kept = 0, count = 0;
    for (size_t i = 0; i < cuts->count; i++) {
        struct cut cut = cuts->items[i];
        const size_t node = cut.edge / 2, down = cut.edge % 2;
        size_t row = node / columns, column = node % columns;
        if (down) {
            map_cut(row, rows, row_step, &cut.part, &row);
            column = kept_line(column, columns, column_step);
        } else {
            map_cut(column, columns, column_step, &cut.part, &column);
            row = kept_line(row, rows, row_step);
        }
        if (row == SIZE_MAX || column == SIZE_MAX)
            continue;
        cut.edge = 2 * (row * left_of(columns, column_step) + column) + down;
        items[kept++] = cut;
    }
    qsort(items, kept, sizeof *items, by_edge);
    for (size_t i = 0; i < kept; i++)
        if (count && items[count - 1].edge == items[i].edge) {
            items[count - 1].part = items[count - 1].part / 2 + items[i].part / 2;
            items[count - 1].height[1] = items[i].height[1];
        } else {
            items[count++] = items[i];
        }
    return (struct cuts){items, count};
}

const struct cut *cuts_find(const struct cuts *cuts, size_t edge)
{
    size_t low = 0, high = cuts->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (cuts->items[middle].edge < edge)
            low = middle + 1;
        else
            high = middle;
    }
    return low < cuts->count && cuts->items[low].edge == edge ? &cuts->items[low] : NULL;
}

size_t cuts_of_cell(const struct cuts *cuts, size_t columns, size_t row, size_t column, const struct cut *sides[4])
{
    const size_t node = row * columns + column, edges[4] = {2 * node, 2 * (node + 1) + 1, 2 * (node + columns), 2 * node + 1};
    size_t count = 0;
    for (size_t i = 0; i < 4; i++) {
        sides[i] = cuts->count ? cuts_find(cuts, edges[i]) : NULL;
        count += sides[i] != NULL;
    }
    return count;
}

double cut_place(const struct cut *cut, size_t side)
{
    return side < 2 ? cut->part : 1 - cut->part;
}

size_t cut_first(size_t side)
{
    return side >= 2;
}
