/* What theory says of quadratics, drawn exactly: points of lines are found by bisection to the last digit, and joined from cell to cell. */
#include "study/sweep.h"

#include <math.h>
#include <string.h>

/* The rate by theory at a setting less 1, or the discriminant of its slowest direction; only its sign is used. */
struct theory {
    struct arena *scratch; /* empty between questions */
    const struct sweep_parameters *parameters;
    bool discriminant;
};

static double rate_at(struct arena *arena, const struct sweep_parameters *parameters, const double position[2], double *discriminant, bool *alone)
{
    const size_t n = parameters->objective.dimension;
    struct call method = parameters->method;
    double *start = ARENA_NEW(arena, double, n), *excited = ARENA_NEW(arena, double, n);
    memcpy(start, parameters->origin, n * sizeof *start);
    sweep_settle(parameters, position, method.values, NULL, start, 1);
    const size_t count = quadratic_excited(arena, &parameters->quadratic, start, excited);
    if (alone) /* excited values ascend */
        *alone = count && excited[count - 1] - excited[0] <= 1e-12 * fabs(excited[0]);
    return quadratic_rate(method_of(&method), method.values, method.values[METHOD_LR], excited, count, discriminant);
}

static bool is_above(const struct theory *theory, const double position[2])
{
    double discriminant;
    arena_clear(theory->scratch);
    const double rate = rate_at(theory->scratch, theory->parameters, position, &discriminant, NULL);
    return theory->discriminant ? discriminant > 0 : rate > 1;
}

/* Between two positions of which one is above and one is not, along axis k: where that changes. */
static double crossing(const struct theory *theory, double low[2], double high, size_t k)
{
    const bool above = is_above(theory, low);
    for (;;) {
        const double middle = low[k] + (high - low[k]) / 2, position[2] = {k ? low[0] : middle, k ? middle : low[1]};
        if (!(middle > low[k]) || !(middle < high))
            return high;
        if (is_above(theory, position) == above)
            low[k] = middle;
        else
            high = middle;
    }
}

/* Points where a line crosses an edge of the grid, and which are joined. Edge 2·sample leads to the next column, edge 2·sample + 1 to the next row. */
struct net {
    double *x, *y;
    size_t (*next)[2]; /* SIZE_MAX: none */
    size_t count;
    size_t *at; /* by edge: the point, or SIZE_MAX */
};

static void find_points(struct arena *arena, const struct theory *theory, const struct sweep_result *result, const bool *above, struct net *net)
{
    const size_t columns = result->columns;
    for (size_t pass = 0; pass < 2; pass++) { /* counted first */
        net->count = 0;
        for (size_t edge = 0; edge < 2 * result->cells; edge++) {
            const size_t sample = edge / 2, k = edge % 2, column = sample % columns, row = sample / columns, other = sample + (k ? columns : 1);
            const bool there = (k ? row + 1 < result->rows : column + 1 < columns) && above[sample] != above[other];
            if (pass)
                net->at[edge] = there ? net->count : SIZE_MAX;
            if (pass && there) {
                double low[2] = {result->x[column], result->y[row]};
                const double found = crossing(theory, low, k ? result->y[row + 1] : result->x[column + 1], k);
                net->x[net->count] = k ? result->x[column] : found;
                net->y[net->count] = k ? found : result->y[row];
                net->next[net->count][0] = net->next[net->count][1] = SIZE_MAX;
            }
            net->count += there;
        }
        if (!pass) {
            net->x = ARENA_NEW(arena, double, net->count);
            net->y = ARENA_NEW(arena, double, net->count);
            net->next = arena_allocate(arena, net->count + 1, sizeof *net->next);
            net->at = ARENA_NEW(arena, size_t, 2 * result->cells);
        }
    }
}

static void join(struct net *net, size_t a, size_t b)
{
    net->next[a][net->next[a][0] != SIZE_MAX] = b;
    net->next[b][net->next[b][0] != SIZE_MAX] = a;
}

/* The points on the edges of each cell are joined in pairs. */
static void join_cells(const struct sweep_result *result, struct net *net)
{
    for (size_t row = 0; row + 1 < result->rows; row++)
        for (size_t column = 0; column + 1 < result->columns; column++) {
            const size_t sample = row * result->columns + column;
            const size_t edges[4] = {2 * sample, 2 * sample + 1, 2 * (sample + 1) + 1, 2 * (sample + result->columns)};
            size_t waiting = SIZE_MAX;
            for (size_t i = 0; i < 4; i++) {
                const size_t point = net->at[edges[i]];
                if (point == SIZE_MAX)
                    continue;
                if (waiting != SIZE_MAX)
                    join(net, waiting, point);
                waiting = waiting == SIZE_MAX ? point : SIZE_MAX;
            }
        }
}

/* Appends the line that a point is on, from there; points are taken out as they are passed. */
static void follow(struct net *net, size_t from, bool *taken, struct sweep_lines *lines)
{
    const size_t first = from;
    size_t before = SIZE_MAX;
    while (from != SIZE_MAX && !taken[from]) {
        taken[from] = true;
        lines->x[lines->count] = net->x[from];
        lines->y[lines->count++] = net->y[from];
        const size_t next = net->next[from][0] == before ? net->next[from][1] : net->next[from][0];
        before = from;
        from = next;
    }
    if (from == first) { /* a closed line */
        lines->x[lines->count] = net->x[first];
        lines->y[lines->count++] = net->y[first];
    }
    lines->x[lines->count] = lines->y[lines->count] = NAN;
    lines->count++;
}

static struct sweep_lines trace(struct arena *arena, const struct theory *theory, const struct sweep_result *result, const bool *above)
{
    struct net net = {0};
    find_points(arena, theory, result, above, &net);
    join_cells(result, &net);
    struct sweep_lines lines = {.x = ARENA_NEW(arena, double, 3 * net.count + 1), .y = ARENA_NEW(arena, double, 3 * net.count + 1)};
    bool *taken = ARENA_NEW(arena, bool, net.count + 1);
    for (size_t pass = 0; pass < 2; pass++) /* open lines from their ends, then closed ones */
        for (size_t i = 0; i < net.count; i++)
            if (!taken[i] && (pass || net.next[i][1] == SIZE_MAX))
                follow(&net, i, taken, &lines);
    return lines;
}

void sweep_theory(struct arena *arena, const struct sweep_parameters *parameters, struct sweep_result *result)
{
    struct theory rate = {.scratch = arena_within(arena), .parameters = parameters}, critical = rate;
    bool *above = ARENA_NEW(arena, bool, result->cells), *damped = ARENA_NEW(arena, bool, result->cells), alone = true;
    result->theory = ARENA_NEW(arena, double, result->cells);
    critical.discriminant = true;
    for (size_t cell = 0; cell < result->cells; cell++) {
        double position[2], discriminant;
        sweep_position(parameters, cell, position);
        bool one;
        arena_clear(rate.scratch);
        result->theory[cell] = rate_at(rate.scratch, parameters, position, &discriminant, &one);
        above[cell] = result->theory[cell] > 1;
        damped[cell] = discriminant > 0;
        alone = alone && one;
    }
    if (parameters->axis_count == 2) {
        result->stable = trace(arena, &rate, result, above);
        if (alone)
            result->critical = trace(arena, &critical, result, damped);
        return;
    }
    result->boundary = ARENA_NEW(arena, double, result->cells);
    for (size_t i = 0; i + 1 < result->cells; i++) {
        double low[2] = {result->x[i], 0};
        if (above[i] != above[i + 1])
            result->boundary[result->boundary_count++] = crossing(&rate, low, result->x[i + 1], 0);
    }
}
