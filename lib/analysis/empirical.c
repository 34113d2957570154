/* Pairs of a point and a datum are evaluated in rows, a datum each: so points share vectors, and each sum runs over the data in their order. */
#include "analysis/empirical.h"

#include "expression/kernels.h"
#include "expression/weigh.h"

#include <math.h>
#include <string.h>

enum {
    PAIRS = 4096,
    MAX_POINTS = 512,
    VALLEYS = MINIMA_MAX,
    USUAL_VALLEYS = 4,
    MOST_STEPS = 60,
    USUAL_LOOKS = 13, /* steps to a minimum, and looks around it for how level it is */
    OUTPUTS = 3,
    INPUTS = 2 + LOSS_MAX_PARTS
};

static struct split_program split(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count)
{
    struct split_program split = {0};
    node_id given[LOSS_MAX_PARTS];
    split.parts = program_invariants(arena, graph, outputs, count, 1, given, LOSS_MAX_PARTS);
    if (split.parts > LOSS_MAX_PARTS)
        split.parts = 0;
    if (split.parts)
        split.place = program_compile(arena, graph, given, split.parts, 1);
    split.rest = program_compile_given(arena, graph, outputs, count, 2, given, split.parts);
    return split;
}

/* The program of loss and slope times e^s. */
static bool weigh(struct arena *arena, struct graph *graph, const node_id *outputs, const struct program **weighted, struct error *error)
{
    *weighted = NULL;
    if (!graph_takes_weight(graph, outputs[0]))
        return true;
    const node_id s = graph_variable(graph, 2), products[] = {graph_weigh(graph, outputs[0], s), graph_weigh(graph, outputs[1], s)};
    if (!graph_check(graph, error))
        return false;
    *weighted = program_compile(arena, graph, products, 2, 3);
    return true;
}

bool loss_resolve(struct arena *arena, const char *text, struct landscape **landscape, struct loss *loss, struct error *error)
{
    static const char *const names[] = {"z"};
    size_t count;
    if (!landscape_resolve(arena, text, 1, 1, names, 1, landscape, &count, error))
        return false;
    if (count > 1)
        return error_set(error, ERROR_INVALID, "one loss is wanted here, not %zu", count);
    if (!landscape_differentiate(*landscape, 2, error))
        return false;
    struct graph *graph = (*landscape)->graph;
    const node_id outputs[OUTPUTS] = {(*landscape)->value, (*landscape)->gradient[0], (*landscape)->hessian[0]};
    loss->cells = LEVEL_GRID;
    loss->value = program_compile(arena, graph, outputs, 1, 2);
    loss->slope = program_compile(arena, graph, outputs, 2, 2);
    loss->curvature = program_compile(arena, graph, outputs, OUTPUTS, 2);
    if (!weigh(arena, graph, outputs, &loss->weighted, error))
        return false;
    loss->split_value = split(arena, graph, outputs, 1);
    loss->split_curvature = split(arena, graph, outputs, OUTPUTS);
    return true;
}

/* How often the loss turns on the grid for one datum; what is rounding does not count. */
static size_t count_turns(struct workspace *workspace, const struct loss *loss, const double *x, double *z, double *values, double datum)
{
    const double slack = 1e-10;
    double most = 0, last = 0;
    size_t turns = 0;
    for (size_t i = 0; i <= LOSS_MOST_CELLS; i++)
        z[i] = datum;
    program_run(loss->value, workspace, (const double *const[]){x, z}, &values, LOSS_MOST_CELLS + 1);
    for (size_t i = 0; i <= LOSS_MOST_CELLS; i++)
        most = isfinite(values[i]) ? fmax(most, fabs(values[i])) : most;
    for (size_t i = 1; i <= LOSS_MOST_CELLS; i++) {
        const double step = values[i] - values[i - 1];
        if (!(fabs(step) > slack * most))
            continue;
        turns += step * last < 0;
        last = step;
    }
    return turns;
}

bool loss_look(struct arena *arena, struct loss *loss, const struct distribution *distribution, const double interval[2])
{
    static const double quantiles[] = {0.25, 0.7, 0.95};
    struct arena *within = arena_within(arena);
    const size_t room = LOSS_MOST_CELLS + 1 + KERNEL_LANES;
    double *x = ARENA_NEW(within, double, room), *z = ARENA_NEW(within, double, room), *values = ARENA_NEW(within, double, room);
    struct workspace *workspace = workspace_create(within, loss->value);
    size_t turns = 0;
    for (size_t i = 0; i < room; i++)
        x[i] = interval[0] + (interval[1] - interval[0]) * fmin(1, (double)i / LOSS_MOST_CELLS);
    for (size_t k = 0; k < sizeof quantiles / sizeof *quantiles; k++) {
        const size_t there = count_turns(workspace, loss, x, z, values, distribution_quantile(distribution, quantiles[k]));
        turns = there > turns ? there : turns;
    }
    for (loss->cells = LEVEL_GRID; loss->cells < 8 * turns && loss->cells < LOSS_MOST_CELLS;)
        loss->cells *= 2;
    loss->cells = loss->cells < LOSS_MOST_CELLS ? loss->cells : LOSS_MOST_CELLS;
    arena_clear(within);
    return 4 * turns <= LOSS_MOST_CELLS;
}

struct split_space {
    struct workspace *place, *rest;
};

struct estimator {
    const struct loss *loss;
    struct split_space value_space, curvature_space;
    struct workspace *slope_space;
    double *inputs[INPUTS], *outputs[OUTPUTS]; /* [PAIRS] each: x, z, and what depends on x alone */
    double *parts[LOSS_MAX_PARTS];             /* [MAX_POINTS] each */
    struct estimator_doubts doubts;
    double *grid, *heights; /* [loss->cells + 1] */
    bool tied;              /* estimator_tied */
};

/* Minima whose values differ by no more of themselves are alike, if they are as far apart in units of the interval. */
static const double alike = 1e-13, distinct = 1e-9;

static struct split_space split_space_create(struct arena *arena, const struct split_program *split)
{
    return (struct split_space){split->place ? workspace_create(arena, split->place) : NULL, workspace_create(arena, split->rest)};
}

struct estimator *estimator_create(struct arena *arena, const struct loss *loss)
{
    struct estimator *estimator = ARENA_NEW(arena, struct estimator, 1);
    const size_t parts = loss->split_value.parts > loss->split_curvature.parts ? loss->split_value.parts : loss->split_curvature.parts;
    estimator->loss = loss;
    estimator->grid = ARENA_NEW(arena, double, loss->cells + 1);
    estimator->heights = ARENA_NEW(arena, double, loss->cells + 1);
    estimator->value_space = split_space_create(arena, &loss->split_value);
    estimator->curvature_space = split_space_create(arena, &loss->split_curvature);
    estimator->slope_space = workspace_create(arena, loss->slope);
    for (size_t k = 0; k < 2 + parts; k++)
        estimator->inputs[k] = ARENA_NEW(arena, double, PAIRS);
    for (size_t k = 0; k < parts; k++)
        estimator->parts[k] = ARENA_NEW(arena, double, MAX_POINTS);
    for (size_t k = 0; k < OUTPUTS; k++)
        estimator->outputs[k] = ARENA_NEW(arena, double, PAIRS);
    return estimator;
}

static void repeat(const double *numbers, size_t count, size_t rows, double *into)
{
    for (size_t row = 0; row < rows; row++)
        for (size_t i = 0; i < count; i++)
            into[row * count + i] = numbers[i];
}

/* Sums of outputs over the data at up to MAX_POINTS points, to those in sums[output]. */
static void add_up(struct estimator *estimator, const struct data *data, const double *x, size_t count, size_t outputs, double *const *sums)
{
    const struct split_program *split = outputs == 1 ? &estimator->loss->split_value : &estimator->loss->split_curvature;
    const struct split_space *space = outputs == 1 ? &estimator->value_space : &estimator->curvature_space;
    const size_t room = PAIRS / count, most = room < data->count ? room : data->count;
    if (split->parts)
        program_run(split->place, space->place, &x, estimator->parts, count);
    repeat(x, count, most, estimator->inputs[0]);
    for (size_t k = 0; k < split->parts; k++)
        repeat(estimator->parts[k], count, most, estimator->inputs[2 + k]);
    for (size_t first = 0; first < data->count; first += most) {
        const size_t rows = data->count - first < most ? data->count - first : most;
        for (size_t row = 0; row < rows; row++)
            for (size_t i = 0; i < count; i++)
                estimator->inputs[1][row * count + i] = data->z[first + row];
        program_run(split->rest, space->rest, (const double *const *)estimator->inputs, estimator->outputs, rows * count);
        for (size_t k = 0; k < outputs; k++)
            for (size_t row = 0; row < rows; row++) {
                const double weight = data->weights ? data->weights[first + row] : 1, *values = estimator->outputs[k] + row * count;
                for (size_t i = 0; i < count; i++)
                    sums[k][i] += values[i] * weight;
            }
    }
}

/* Means of the first `outputs` outputs (1 or 3) at each x into sums[output][point]. */
static void means(struct estimator *estimator, const struct data *data, const double *x, size_t count, size_t outputs, double *const *sums)
{
    for (size_t k = 0; k < outputs; k++)
        memset(sums[k], 0, count * sizeof *sums[k]);
    for (size_t first = 0; first < count; first += MAX_POINTS) {
        double *from[OUTPUTS];
        for (size_t k = 0; k < outputs; k++)
            from[k] = sums[k] + first;
        add_up(estimator, data, x + first, count - first < MAX_POINTS ? count - first : MAX_POINTS, outputs, from);
    }
    for (size_t k = 0; k < outputs; k++)
        for (size_t i = 0; !data->weights && i < count; i++)
            sums[k][i] /= (double)data->count;
}

void estimator_values(struct estimator *estimator, const struct data *data, const double *x, size_t count, double *values)
{
    means(estimator, data, x, count, 1, &values);
}

/* Newton's method kept inside [low, high] by bisection on the sign of the slope; value and place of the minimum. */
static double polish(struct estimator *estimator, const struct data *data, double low, double high, double x, double *value)
{
    const double width = high - low;
    double slope, curvature, *sums[OUTPUTS] = {value, &slope, &curvature};
    for (int step = 0; step < MOST_STEPS; step++) {
        means(estimator, data, &x, 1, OUTPUTS, sums);
        if (slope == 0 || (slope > 0 && x <= low) || (slope < 0 && x >= high) || !isfinite(slope))
            return x;
        if (slope > 0)
            high = x;
        else
            low = x;
        const double newton = x - slope / curvature, next = curvature > 0 && newton > low && newton < high ? newton : low + (high - low) / 2;
        const double moved = fabs(next - x);
        x = next;
        if (moved <= 1e-13 * width)
            break;
    }
    means(estimator, data, &x, 1, 1, sums);
    return x;
}

/* The value of the parabola through a value and its neighbours where it turns, if it has such. */
static double depth_of(const double *values, size_t count, size_t i)
{
    if (i == 0 || i + 1 == count)
        return values[i];
    const double bend = values[i - 1] - 2 * values[i] + values[i + 1], lean = values[i - 1] - values[i + 1],
                 depth = values[i] - lean * lean / (8 * bend);
    return isfinite(depth) && bend > 0 ? depth : values[i];
}

size_t estimator_valleys(const double *values, size_t count, struct valley *valleys, size_t most)
{
    size_t found = 0;
    for (size_t first = 0, last = 0; first < count; first = last + 1) {
        struct valley valley = {first, first, first, values[first]};
        for (last = first; last + 1 < count && fabs(values[last + 1] - values[first]) <= alike * fabs(values[first]); last++)
            if (values[last + 1] < values[valley.lowest])
                valley.lowest = last + 1;
        valley.last = last;
        if (!isfinite(values[first]) || (first > 0 && values[first - 1] < values[first]) || (last + 1 < count && values[last + 1] < values[last]))
            continue;
        valley.depth = depth_of(values, count, valley.lowest);
        size_t place = found < most ? found++ : most;
        for (; place > 0 && valleys[place - 1].depth > valley.depth; place--)
            if (place < most)
                valleys[place] = valleys[place - 1];
        if (place < most)
            valleys[place] = valley;
    }
    return found;
}

/* The empirical risk of some data at one place, as levels are looked for. */
struct looked {
    struct estimator *estimator;
    const struct data *data;
};

static struct level_look look_at(void *untyped, double x)
{
    const struct looked *looked = untyped;
    struct estimator *estimator = looked->estimator;
    const struct data *data = looked->data;
    struct level_look look = {0};
    for (size_t first = 0; first < data->count; first += PAIRS) {
        const size_t pairs = data->count - first < PAIRS ? data->count - first : PAIRS;
        repeat(&x, 1, pairs, estimator->inputs[0]);
        program_run(estimator->loss->slope, estimator->slope_space, (const double *const[]){estimator->inputs[0], data->z + first},
                    estimator->outputs, pairs);
        for (size_t i = 0; i < pairs; i++) {
            const double weight = data->weights ? data->weights[first + i] : 1 / (double)data->count;
            look.value += weight * estimator->outputs[0][i];
            look.slope += weight * estimator->outputs[1][i];
            look.magnitude += weight * fabs(estimator->outputs[0][i]);
            look.slope_magnitude += weight * fabs(estimator->outputs[1][i]);
        }
    }
    return look;
}

double estimator_minimize(struct estimator *estimator, const struct data *data, const double interval[2], double *least, struct minima *minima)
{
    const double width = interval[1] - interval[0];
    const size_t cells = estimator->loss->cells;
    double *x = estimator->grid, *values = estimator->heights, at[VALLEYS], lowest[VALLEYS], best = NAN;
    struct valley valleys[VALLEYS];
    struct looked looked = {estimator, data};
    for (size_t i = 0; i <= cells; i++)
        x[i] = interval[0] + width * ((double)i / (double)cells);
    estimator_values(estimator, data, x, cells + 1, values);
    const size_t count = estimator_valleys(values, cells + 1, valleys, VALLEYS);
    *least = NAN;
    *minima = (struct minima){0};
    for (size_t k = 0; k < count; k++) {
        const struct valley *valley = &valleys[k];
        at[k] = polish(estimator, data, x[valley->first > 0 ? valley->first - 1 : 0], x[valley->last < cells ? valley->last + 1 : cells],
                       x[valley->lowest], &lowest[k]);
        at[k] = fabs(at[k]) < 1e-13 * width ? 0 : at[k]; /* where the weights' rounding has moved it from 0 */
        if (!(lowest[k] >= *least)) {
            *least = lowest[k];
            best = at[k];
        }
    }
    for (size_t k = 0; k < count; k++) {
        if (!(fabs(lowest[k] - *least) <= alike * fabs(lowest[k])) || minima_distance(minima, at[k]) <= distinct * width)
            continue;
        const struct level level = level_around(look_at, &looked, interval, at[k], lowest[k]);
        if (at[k] == best)
            best = level.left + (level.right - level.left) / 2;
        minima_add(minima, level);
    }
    estimator->doubts.tied = estimator->doubts.tied || minima->count > 1;
    estimator->doubts.level = estimator->doubts.level || minima_are_level(minima);
    estimator->doubts.rounded = estimator->doubts.rounded || minima_are_rounded(minima);
    return best;
}

struct estimator_doubts estimator_doubts(const struct estimator *estimator)
{
    return estimator->doubts;
}

double estimator_slope(struct estimator *estimator, const struct data *data, const size_t *chosen, size_t count, double x)
{
    double sum = 0;
    for (size_t first = 0; first < count; first += PAIRS) {
        const size_t pairs = count - first < PAIRS ? count - first : PAIRS;
        for (size_t i = 0; i < pairs; i++) {
            estimator->inputs[0][i] = x;
            estimator->inputs[1][i] = data->z[chosen[first + i]];
        }
        program_run(estimator->loss->slope, estimator->slope_space, (const double *const *)estimator->inputs, estimator->outputs, pairs);
        for (size_t i = 0; i < pairs; i++)
            sum += estimator->outputs[1][i];
    }
    return sum / (double)count;
}

static double work_of(const struct split_program *split, double data)
{
    return (split->place ? program_work(split->place) : 0) + data * (program_work(split->rest) + 4);
}

double estimator_minimize_cost(const struct loss *loss, double data)
{
    return (double)(loss->cells + 1) * work_of(&loss->split_value, data) +
           (loss->cells > LEVEL_GRID ? VALLEYS : USUAL_VALLEYS) * USUAL_LOOKS * work_of(&loss->split_curvature, data);
}
