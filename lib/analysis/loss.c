/* A loss as text becomes programs, and is looked at for its waves. */
#include "analysis/empirical.h"

#include "analysis/level_jump.h"
#include "expression/kernels.h"
#include "expression/weigh.h"

#include <math.h>
#include <stdlib.h>

enum { OUTPUTS = 3 }; /* the loss and its two derivatives in x */

static struct split_program split(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count)
{
    struct split_program split = {0};
    node_id given[LOSS_MAX_PARTS];
    split.parts = program_invariants(arena, graph, outputs, count, 1, UINT32_MAX, given, LOSS_MAX_PARTS);
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
    struct graph *graph = (*landscape)->graph;
    loss->continuous = graph_is_continuous(graph); /* before derivatives are in it, which may jump */
    if (!landscape_differentiate(*landscape, 2, error))
        return false;
    const node_id outputs[OUTPUTS] = {(*landscape)->value, (*landscape)->gradient[0], (*landscape)->hessian[0]};
    loss->cells = LEVEL_GRID;
    loss->jump_count = loss->gap_count = 0;
    loss->narrow = false;
    loss->value = program_compile(arena, graph, outputs, 1, 2);
    loss->slope = program_compile(arena, graph, outputs, 2, 2);
    loss->curvature = program_compile(arena, graph, outputs, OUTPUTS, 2);
    if (!weigh(arena, graph, outputs, &loss->weighted, error))
        return false;
    loss->split_value = split(arena, graph, outputs, 1);
    loss->split_curvature = split(arena, graph, outputs, OUTPUTS);
    loss_add_steps(arena, graph, outputs[0], loss);
    return graph_check(graph, error);
}

/* A loss of one datum on a grid of LOSS_MOST_CELLS. */
struct loss_survey {
    struct loss *loss;
    struct workspace *workspace;
    double *x, *z, *values;
    double most; /* of the values without signs */
};

static void evaluate(struct loss_survey *survey, const double *x, double datum, size_t count)
{
    for (size_t i = 0; i < count; i++)
        survey->z[i] = datum;
    program_run(survey->loss->value, survey->workspace, (const double *const[]){x, survey->z}, &survey->values, count);
}

static void evaluate_grid(struct loss_survey *survey, double datum)
{
    evaluate(survey, survey->x, datum, LOSS_MOST_CELLS + 1);
    survey->most = 0;
    for (size_t i = 0; i <= LOSS_MOST_CELLS; i++)
        survey->most = isfinite(survey->values[i]) ? fmax(survey->most, fabs(survey->values[i])) : survey->most;
}

/* How often the loss turns; what is rounding does not count. */
static size_t count_turns(const struct loss_survey *survey)
{
    const double slack = 1e-10;
    double last = 0;
    size_t turns = 0;
    for (size_t i = 1; i <= LOSS_MOST_CELLS; i++) {
        const double step = survey->values[i] - survey->values[i - 1];
        if (!(fabs(step) > slack * survey->most))
            continue;
        turns += step * last < 0;
        last = step;
    }
    return turns;
}

static void add_jump(struct loss_survey *survey, double place)
{
    struct loss *loss = survey->loss;
    for (size_t k = 0; k < loss->jump_count; k++)
        if (loss->jumps[k] == place)
            return;
    if (loss->jump_count < LOSS_MOST_JUMPS)
        loss->jumps[loss->jump_count++] = place;
}

static struct level_look look_at(void *untyped, double x)
{
    struct loss_survey *survey = untyped;
    double value, *values = &value;
    program_run(survey->loss->value, survey->workspace, (const double *const[]){&x, survey->z}, &values, 1);
    return (struct level_look){.value = value, .magnitude = survey->most};
}

/* Where the loss steps by far more than in the cells beside, and still does between neighbouring doubles. */
static void find_jumps(struct loss_survey *survey, const double interval[2])
{
    enum { LOOKS = 32 };
    const double larger = 4, noise = 1e-9, *values = survey->values;
    size_t looks = 0;
    for (size_t i = 0; i < LOSS_MOST_CELLS && looks < LOOKS; i++) {
        const double step = fabs(values[i + 1] - values[i]), before = i > 0 ? fabs(values[i] - values[i - 1]) : 0,
                     after = i + 2 <= LOSS_MOST_CELLS ? fabs(values[i + 2] - values[i + 1]) : 0;
        double place;
        const bool alone = step > larger * fmin(before, after) && step > 0.5 * fmax(before, after); /* a place of its own on the grid steps twice */
        if (!isfinite(step) || !(step > noise * survey->most) || !alone)
            continue;
        looks++;
        if (level_jump_between(look_at, survey, interval, survey->x[i], survey->x[i + 1], &place))
            add_jump(survey, place);
    }
}

/* Where the loss has an extreme that is narrower than a cell of the grid of valleys, and prominent: a valley is a gap, and a peak a jump. */
static void find_narrow(struct loss_survey *survey)
{
    const double prominent = 0.02, *values = survey->values;
    struct loss *loss = survey->loss;
    const size_t beside = LOSS_MOST_CELLS / loss->cells;
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i <= LOSS_MOST_CELLS; i++) {
        low = isfinite(values[i]) ? fmin(low, values[i]) : low;
        high = isfinite(values[i]) ? fmax(high, values[i]) : high;
    }
    for (size_t i = beside; i + beside <= LOSS_MOST_CELLS && beside > 1; i++) {
        const double least = prominent * (high - low), left = values[i - beside] - values[i], right = values[i + beside] - values[i];
        const bool valley = left > least && right > least && values[i] < values[i - 1] && values[i] < values[i + 1],
                   peak = left < -least && right < -least && values[i] > values[i - 1] && values[i] > values[i + 1];
        if (peak)
            add_jump(survey, survey->x[i]);
        if (!valley || loss->gap_count == LOSS_MOST_JUMPS)
            continue;
        loss->gaps[loss->gap_count][0] = survey->x[i - 1];
        loss->gaps[loss->gap_count++][1] = survey->x[i + 1];
    }
}

static int ascending(const void *a, const void *b)
{
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

/* Neighbouring jumps that are nearer than two cells of the grid, and farther apart than one place. */
static void find_gaps(struct loss *loss, const double interval[2])
{
    const double width = interval[1] - interval[0], nearest = 1e-7, cell = width / (double)loss->cells;
    for (size_t k = 0; k + 1 < loss->jump_count && loss->gap_count < LOSS_MOST_JUMPS; k++) {
        const double gap = loss->jumps[k + 1] - loss->jumps[k];
        if (!(gap > nearest * width && gap < 2 * cell))
            continue;
        loss->gaps[loss->gap_count][0] = loss->jumps[k];
        loss->gaps[loss->gap_count++][1] = loss->jumps[k + 1];
    }
}

bool loss_look(struct arena *arena, struct loss *loss, const struct distribution *distribution, const double interval[2])
{
    enum { POINTS = 16 };
    static const double quantiles[] = {0.25, 0.7, 0.95};
    struct arena *within = arena_within(arena);
    const struct data *points = &distribution->points;
    const size_t room = LOSS_MOST_CELLS + 1 + KERNEL_LANES, count = sizeof quantiles / sizeof *quantiles;
    struct loss_survey survey = {loss,
                                 workspace_create(within, loss->value),
                                 ARENA_NEW(within, double, room),
                                 ARENA_NEW(within, double, room),
                                 ARENA_NEW(within, double, room),
                                 0};
    size_t turns = 0;
    for (size_t i = 0; i < room; i++)
        survey.x[i] = interval[0] + (interval[1] - interval[0]) * fmin(1, (double)i / LOSS_MOST_CELLS);
    loss->jump_count = 0;
    for (size_t k = 0; k < count; k++) {
        evaluate_grid(&survey, distribution_quantile(distribution, quantiles[k]));
        const size_t there = count_turns(&survey);
        turns = there > turns ? there : turns;
        find_jumps(&survey, interval);
    }
    for (size_t k = 0; k < points->count && k < POINTS; k++) {
        evaluate_grid(&survey, points->z[k]);
        find_jumps(&survey, interval);
    }
    for (loss->cells = LEVEL_GRID; loss->cells < 8 * turns && loss->cells < LOSS_MOST_CELLS;)
        loss->cells *= 2;
    loss->cells = loss->cells < LOSS_MOST_CELLS ? loss->cells : LOSS_MOST_CELLS;
    loss->gap_count = 0;
    for (size_t k = 0; k < count; k++) {
        evaluate_grid(&survey, distribution_quantile(distribution, quantiles[k]));
        find_narrow(&survey);
    }
    qsort(loss->jumps, loss->jump_count, sizeof *loss->jumps, ascending);
    if (points->count)
        find_gaps(loss, interval);
    arena_clear(within);
    return 4 * turns <= LOSS_MOST_CELLS;
}
