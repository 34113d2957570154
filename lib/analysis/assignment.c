/* Row after row is added; a shortest path by reduced costs from it to a free column is found as Dijkstra does, and the rows along it change places. */
#include "analysis/assignment.h"

#include <math.h>

/* Columns are counted from 1; column 0 stands for the row that is being added. */
struct search {
    const double *cost;
    size_t n;
    double *row_price, *column_price, *distance;
    size_t *row_of, *before; /* by column: its row + 1, or 0; the column before it on the path */
    bool *done;
};

/* Settles the nearest column; returns it. */
static size_t settle(struct search *search, size_t column)
{
    const size_t row = search->row_of[column] - 1;
    double least = INFINITY;
    size_t next = 0;
    search->done[column] = true;
    for (size_t j = 1; j <= search->n; j++) {
        if (search->done[j])
            continue;
        const double reduced = search->cost[row * search->n + j - 1] - search->row_price[row] - search->column_price[j];
        if (reduced < search->distance[j]) {
            search->distance[j] = reduced;
            search->before[j] = column;
        }
        if (next == 0 || search->distance[j] < least) {
            least = search->distance[j];
            next = j;
        }
    }
    for (size_t j = 0; j <= search->n; j++)
        if (search->done[j]) {
            search->row_price[search->row_of[j] - 1] += least;
            search->column_price[j] -= least;
        } else {
            search->distance[j] -= least;
        }
    return next;
}

static void add_row(struct search *search, size_t row)
{
    size_t column = 0;
    search->row_of[0] = row + 1;
    for (size_t j = 0; j <= search->n; j++) {
        search->distance[j] = INFINITY;
        search->done[j] = false;
    }
    do
        column = settle(search, column);
    while (search->row_of[column]);
    for (; column; column = search->before[column])
        search->row_of[column] = search->row_of[search->before[column]];
}

double assignment_solve(struct arena *arena, const double *cost, size_t n, size_t *column)
{
    struct search search = {.cost = cost,
                            .n = n,
                            .row_price = ARENA_NEW(arena, double, n),
                            .column_price = ARENA_NEW(arena, double, n + 1),
                            .distance = ARENA_NEW(arena, double, n + 1),
                            .row_of = ARENA_NEW(arena, size_t, n + 1),
                            .before = ARENA_NEW(arena, size_t, n + 1),
                            .done = ARENA_NEW(arena, bool, n + 1)};
    double sum = 0;
    for (size_t row = 0; row < n; row++)
        add_row(&search, row);
    for (size_t j = 1; j <= n; j++)
        column[search.row_of[j] - 1] = j - 1;
    for (size_t row = 0; row < n; row++)
        sum += cost[row * n + column[row]];
    return sum;
}
