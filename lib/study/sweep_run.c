/* All settings in lockstep, some thousand at a time. */
#include "study/sweep.h"

#include "analysis/statistics.h"
#include "base/contract.h"
#include "base/sort.h"
#include "expression/kernels.h"
#include "study/sweep_pace.h"

#include <math.h>
#include <string.h>

enum { CHUNK = 8192 };
/* Networks at once, at most, a multiple of 8; and how many weights they have together, so that what a step reads and writes stays in the caches. */
enum { NETWORKS = 32, WEIGHTS = 2048 };

/* Gradients under this part of the usual one tell nothing of the pace. */
static const double rounding = 1e-12;

/* A sweep under way: of a chunk of runs. */
struct sweeper {
    const struct sweep_parameters *parameters;
    size_t first, seeds, columns; /* the chunk's first run; runs are the seeds of a cell, then those of the next */
    const double *const *rates;   /* of distinct schedules; null: rates stay the same */
    size_t rate_columns;          /* how many distinct ones there are along x, 1 or all */
    size_t rate_rows;
    /* [CHUNK], what is seen on the way: */
    double small;           /* gradients up to it are those of runs that have converged */
    double *early, *late;   /* the greatest values of the first half of the steps, and of the second */
    struct sweep_pace pace; /* null sums where it is not asked for */
};

/* The runs of all chunks. */
struct sweep_runs {
    size_t count;
    double *x; /* [dimension][count] ends */
    double *value, *steps, *rate;
    enum sweep_outcome *outcome;
};

static void set(const void *context, size_t run, struct descent_setting *setting)
{
    const struct sweeper *sweeper = context;
    const size_t cell = (sweeper->first + run) / sweeper->seeds;
    double position[2];
    sweep_position(sweeper->parameters, cell, position);
    sweep_settle(sweeper->parameters, position, setting->values, NULL, NULL, 0);
    const size_t column = cell % sweeper->columns % sweeper->rate_columns, row = cell / sweeper->columns % sweeper->rate_rows;
    for (size_t k = 0; k < sweeper->parameters->axis_count; k++)
        if (sweeper->parameters->axes[k].target == SWEEP_GROUP_RATE)
            setting->group_rates[sweeper->parameters->axes[k].index] = position[k];
    if (sweeper->rates)
        setting->rates = sweeper->rates[row * sweeper->rate_columns + column];
}

/* The schedules of all settings that differ in them. */
static void make_rates(struct arena *arena, struct sweeper *sweeper)
{
    const struct sweep_parameters *parameters = sweeper->parameters;
    const size_t steps = (size_t)parameters->steps;
    sweeper->rate_columns = sweep_schedules(&parameters->axes[0]) ? parameters->axes[0].count : 1;
    sweeper->rate_rows = parameters->axis_count == 2 && sweep_schedules(&parameters->axes[1]) ? parameters->axes[1].count : 1;
    if (!parameters->scheduled)
        return;
    const double **rates = ARENA_NEW(arena, const double *, sweeper->rate_columns * sweeper->rate_rows);
    for (size_t i = 0; i < sweeper->rate_columns * sweeper->rate_rows; i++) {
        const double position[2] = {parameters->axes[0].positions[i % sweeper->rate_columns],
                                    parameters->axis_count == 2 ? parameters->axes[1].positions[i / sweeper->rate_columns] : 0};
        struct call method = parameters->method, schedule = parameters->schedule.items[0];
        double *row = ARENA_NEW(arena, double, steps + 1);
        sweep_settle(parameters, position, method.values, &schedule, NULL, 0);
        schedule_rates(&schedule, method.values[METHOD_LR], steps, row, steps + 1);
        rates[i] = row;
    }
    sweeper->rates = rates;
}

/* The quantities of a run, which are its own, are updated at every step; the steps that it may take decide which half a step belongs to. */
static void watch(void *context, const struct block *block, size_t round)
{
    struct sweeper *sweeper = context;
    double *peak = round <= (size_t)sweeper->parameters->steps / 2 ? sweeper->early : sweeper->late;
    for (size_t i = 0; i < block->active; i++)
        if (block->accepted[i] && block->value[i] > peak[block->run[i] - sweeper->first])
            peak[block->run[i] - sweeper->first] = block->value[i];
    if (sweeper->pace.weight)
        sweep_pace_add(&sweeper->pace, block, round, sweeper->first);
}

static enum sweep_outcome outcome_of(enum descent_stop stop, bool small, double early, double late)
{
    switch (stop) {
    case STOP_TOLERANCE:
        return SWEEP_CONVERGED;
    case STOP_OVERFLOW:
        return SWEEP_DIVERGED;
    case STOP_NOWHERE:
    case STOP_UNDEFINED:
        return SWEEP_UNDEFINED;
    case STOP_STUCK:
        return SWEEP_STALLED;
    case STOP_BUDGET:
        break;
    }
    return small ? SWEEP_CONVERGED : late > early ? SWEEP_DIVERGED : SWEEP_OUT_OF_STEPS;
}

static void clear(struct sweeper *sweeper, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sweeper->early[i] = sweeper->late[i] = -INFINITY;
    if (sweeper->pace.weight)
        sweep_pace_clear(&sweeper->pace, count);
}

/* Where a run starts. Networks start from weights that a seed's run has in all cells. */
static void set_start(const struct sweeper *sweeper, size_t run, double *start, size_t stride)
{
    const struct sweep_parameters *parameters = sweeper->parameters;
    const size_t starts = parameters->landscape ? 1 : sweeper->seeds;
    double position[2];
    for (size_t d = 0; d < parameters->objective.dimension; d++)
        start[d * stride] = parameters->origin[d * starts + run % starts];
    sweep_position(parameters, run / sweeper->seeds, position);
    sweep_settle(parameters, position, NULL, NULL, start, stride);
}

/* Values or norms of the gradient at these points, of all examples: those of gradient descent before its first step. */
static void evaluate(struct arena *arena, const struct sweep_parameters *parameters, const double *points, size_t count, double *value, double *norm)
{
    const struct call nothing = call_default(method_at(0));
    const double rates[1] = {0};
    const struct descent_options options = {.method = &nothing, .rates = rates, .tolerance = -1};
    double *same = ARENA_NEW(arena, double, parameters->objective.dimension *count);
    descent_run(arena, &parameters->objective, &options, points, count, &(struct descent_ends){.x = same, .value = value, .gradient_norm = norm},
                NULL);
}

/* Runs first … first + count − 1. */
static void run_chunk(struct arena *arena, struct sweeper *sweeper, struct descent_options *options, size_t count, struct sweep_runs *runs)
{
    const struct sweep_parameters *parameters = sweeper->parameters;
    const size_t n = parameters->objective.dimension, first = sweeper->first;
    double *starts = ARENA_NEW(arena, double, n *count), *ends = ARENA_NEW(arena, double, n *count);
    double *norms = ARENA_NEW(arena, double, count);
    size_t *steps = ARENA_NEW(arena, size_t, count);
    enum descent_stop *stops = ARENA_NEW(arena, enum descent_stop, count);
    for (size_t i = 0; i < count; i++)
        set_start(sweeper, first + i, starts + i, count);
    clear(sweeper, count);
    options->first_run = first;
    descent_run(arena, &parameters->objective, options, starts, count,
                &(struct descent_ends){.x = ends, .value = runs->value + first, .gradient_norm = norms, .steps = steps, .stops = stops},
                &(struct descent_observer){.watch = watch, .context = sweeper, .apart = true});
    if (options->batch) /* on the way minibatches stood for all examples */
        evaluate(arena, parameters, ends, count, runs->value + first, NULL);
    for (size_t i = 0; i < count; i++) {
        runs->outcome[first + i] = outcome_of(stops[i], norms[i] <= sweeper->small, sweeper->early[i], sweeper->late[i]);
        runs->steps[first + i] = (double)steps[i];
        if (runs->rate)
            runs->rate[first + i] = sweep_pace_of(&sweeper->pace, i, norms[i], steps[i]);
        for (size_t d = 0; d < n && runs->x; d++)
            runs->x[d * runs->count + first + i] = ends[d * count + i];
    }
}

/* The median norm of the gradient at the starts of all cells, or at the one they share. */
static double usual_gradient(struct arena *arena, const struct sweeper *sweeper, size_t cells)
{
    const struct sweep_parameters *parameters = sweeper->parameters;
    const size_t count = sweep_has(parameters, SWEEP_START) ? cells : 1;
    double *norms = ARENA_NEW(arena, double, count), *starts = ARENA_NEW(arena, double, parameters->objective.dimension *count);
    size_t finite = 0;
    for (size_t i = 0; i < count; i++)
        set_start(sweeper, i * sweeper->seeds, starts + i, count);
    evaluate(arena, parameters, starts, count, NULL, norms);
    for (size_t i = 0; i < count; i++)
        if (isfinite(norms[i]))
            norms[finite++] = norms[i];
    sort_ascending(norms, finite);
    return finite ? norms[finite / 2] : 0;
}

static double *numbers_if(struct arena *arena, bool wanted, size_t count)
{
    return wanted ? ARENA_NEW(arena, double, count) : NULL;
}

static size_t networks_at_once(size_t weights)
{
    const size_t fit = WEIGHTS / weights / KERNEL_LANES * KERNEL_LANES;
    return fit < KERNEL_LANES ? KERNEL_LANES : fit > NETWORKS ? NETWORKS : fit;
}

static void run_all(struct arena *arena, const struct sweep_parameters *parameters, struct sweep_result *result, struct sweep_runs *runs)
{
    const bool rate = parameters->measure == SWEEP_RATE;
    struct sweeper sweeper = {.parameters = parameters, .seeds = (size_t)parameters->seeds, .columns = result->columns};
    struct arena *scratch = arena_within(arena);
    make_rates(arena, &sweeper);
    result->usual = parameters->whole ? parameters->whole->usual : usual_gradient(scratch, &sweeper, result->cells);
    /* A minibatch's gradient that is small says nothing of the whole. */
    sweeper.small = !parameters->landscape && parameters->plan.groups[0].batch ? -1 : parameters->tolerance * result->usual;
    sweeper.early = ARENA_NEW(arena, double, CHUNK);
    sweeper.late = ARENA_NEW(arena, double, CHUNK);
    if (rate)
        sweeper.pace = sweep_pace_create(arena, CHUNK, rounding * result->usual);
    double *constant = ARENA_NEW(arena, double, (size_t)parameters->steps + 1);
    for (size_t i = 0; i <= (size_t)parameters->steps; i++)
        constant[i] = sweeper.rates ? sweeper.rates[0][i] : parameters->method.values[METHOD_LR];
    const struct descent_settings settings = {.set = set,
                                              .context = &sweeper,
                                              .group_ends = parameters->group_ends,
                                              .group_count = sweep_has(parameters, SWEEP_GROUP_RATE) ? parameters->group_count : 0};
    struct descent_options options = {.method = &parameters->method,
                                      .rates = constant,
                                      .steps = (size_t)parameters->steps,
                                      .tolerance =
                                          rate ? -1 : sweeper.small, /* a gradient that is small in passing does not end a run whose pace is told */
                                      .noise = parameters->noise,
                                      .clip = parameters->clip,
                                      .seed = (uint64_t)parameters->data.seed,
                                      .batch = parameters->landscape ? 0 : parameters->plan.groups[0].batch,
                                      .by_epoch = true,
                                      .streams = sweeper.seeds,
                                      .settings = sweep_only_starts(parameters) ? NULL : &settings};
    const size_t chunk = parameters->landscape ? CHUNK : networks_at_once(parameters->objective.dimension);
    for (size_t first = 0; first < runs->count; first += chunk) {
        arena_clear(scratch);
        sweeper.first = first;
        run_chunk(scratch, &sweeper, &options, runs->count - first < chunk ? runs->count - first : chunk, runs);
    }
    arena_clear(scratch);
}

/* What the measure says of a run; not-a-number: nothing. */
static double measure_of(const struct sweep_parameters *parameters, const struct sweep_runs *runs, size_t run)
{
    switch ((enum sweep_measure)parameters->measure) {
    case SWEEP_VALUE:
        return runs->outcome[run] == SWEEP_DIVERGED ? NAN : runs->value[run];
    case SWEEP_STEPS:
        return runs->outcome[run] == SWEEP_CONVERGED ? runs->steps[run] : NAN;
    case SWEEP_RATE:
        return runs->rate[run];
    case SWEEP_OUTCOME:
        break;
    }
    return NAN;
}

/* Medians and quantiles over the seeds: a run of which there is nothing to say is beyond all others. */
static void summarize(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_runs *runs, struct sweep_result *result)
{
    const size_t seeds = (size_t)parameters->seeds;
    double *sorted = ARENA_NEW(arena, double, seeds);
    for (size_t cell = 0; cell < result->cells; cell++) {
        size_t known = 0;
        for (size_t i = 0; i < seeds; i++) {
            const size_t run = cell * seeds + i;
            const double value = measure_of(parameters, runs, run);
            result->shares[runs->outcome[run]][cell] += 1 / (double)seeds;
            result->outcomes[runs->outcome[run]]++;
            sorted[i] = isfinite(value) ? value : INFINITY;
            known += isfinite(value);
        }
        sort_ascending(sorted, seeds);
        double *const into[3] = {result->measured, result->low, result->high};
        static const double fractions[3] = {0.5, 0.1, 0.9};
        for (size_t k = 0; k < 3; k++)
            into[k][cell] = fractions[k] * (double)(seeds - 1) <= (double)known - 1 ? sorted_quantile(sorted, seeds, fractions[k]) : NAN;
        if (isfinite(result->measured[cell]) && (result->best == SIZE_MAX || result->measured[cell] < result->measured[result->best]))
            result->best = cell;
    }
}

/* How near to each other ends are one place. */
static double *find_nearness(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_runs *runs)
{
    static const double part = 1e-3;
    const size_t n = parameters->objective.dimension;
    double *nearness = ARENA_NEW(arena, double, n);
    for (size_t d = 0; d < n; d++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < runs->count; i++)
            if (runs->outcome[i] == SWEEP_CONVERGED) {
                low = fmin(low, runs->x[d * runs->count + i]);
                high = fmax(high, runs->x[d * runs->count + i]);
            }
        const double extent = fmax(high - low, fabs(low - parameters->origin[d]));
        nearness[d] = part * fmax(extent, 1e-3 * (parameters->landscape->domain[d][1] - parameters->landscape->domain[d][0]));
    }
    return nearness;
}

/* The place where a run ends; place_count: none of those that there are. */
static size_t place_of(const struct sweep_result *result, const struct sweep_runs *runs, size_t n, size_t run)
{
    size_t found = 0;
    CONTRACT(runs->x);
    for (; found < result->place_count; found++) {
        bool near = true;
        for (size_t d = 0; d < n && near; d++)
            near = fabs(runs->x[d * runs->count + run] - result->places[found].at[d]) <= result->nearness[d];
        if (near)
            break;
    }
    return found;
}

/* The places that runs converge to, by the ends in their order; none if there are too many. */
static void find_places(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_runs *runs, struct sweep_result *result)
{
    const size_t n = parameters->objective.dimension;
    result->nearness = find_nearness(arena, parameters, runs);
    for (size_t i = 0; i < runs->count; i++) {
        if (runs->outcome[i] != SWEEP_CONVERGED)
            continue;
        const size_t found = place_of(result, runs, n, i);
        if (found == SWEEP_MOST_PLACES) {
            result->place_count = 0;
            return;
        }
        if (found == result->place_count) {
            double *at = ARENA_NEW(arena, double, n);
            for (size_t d = 0; d < n; d++)
                at[d] = runs->x[d * runs->count + i];
            result->places[result->place_count++] = (struct sweep_place){.at = at};
        }
        result->places[found].count++;
    }
}

/* Those of the whole, where a tile is a part of one. */
static void take_places(const struct sweep_result *whole, struct sweep_result *result)
{
    memcpy(result->places, whole->places, sizeof result->places);
    result->place_count = whole->place_count;
    result->nearness = whole->nearness;
}

static double category_of(const struct sweep_parameters *parameters, const struct sweep_runs *runs, const struct sweep_result *result, size_t run)
{
    const enum sweep_outcome outcome = runs->outcome[run];
    if (outcome != SWEEP_CONVERGED)
        return (double)((result->place_count ? result->place_count : 1) + (size_t)outcome - 1);
    const size_t place = result->place_count ? place_of(result, runs, parameters->objective.dimension, run) : 0;
    return result->place_count && place == result->place_count ? SWEEP_ELSEWHERE : (double)place;
}

static void categorize(struct arena *arena, const struct sweep_parameters *parameters, const struct sweep_runs *runs, struct sweep_result *result)
{
    if (parameters->whole)
        take_places(parameters->whole, result);
    else if (runs->x)
        find_places(arena, parameters, runs, result);
    for (size_t cell = 0; cell < result->cells; cell++) {
        const size_t run = cell * (size_t)parameters->seeds;
        result->steps[cell] = runs->steps[run];
        result->category[cell] = category_of(parameters, runs, result, run);
    }
}

void sweep_run(struct arena *arena, const struct sweep_parameters *parameters, struct sweep_result *result)
{
    const size_t cells = result->cells, count = cells * (size_t)parameters->seeds;
    struct sweep_runs runs = {.count = count,
                              .x = numbers_if(arena, parameters->landscape != NULL, parameters->objective.dimension * count),
                              .value = ARENA_NEW(arena, double, count),
                              .steps = ARENA_NEW(arena, double, count),
                              .rate = numbers_if(arena, parameters->measure == SWEEP_RATE, count),
                              .outcome = ARENA_NEW(arena, enum sweep_outcome, count)};
    double **const arrays[] = {&result->measured, &result->low, &result->high, &result->category, &result->steps};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
        *arrays[k] = ARENA_NEW(arena, double, cells);
    for (size_t k = 0; k < SWEEP_OUTCOMES; k++)
        result->shares[k] = ARENA_NEW(arena, double, cells);
    result->best = SIZE_MAX;
    run_all(arena, parameters, result, &runs);
    summarize(arena, parameters, &runs, result);
    categorize(arena, parameters, &runs, result);
}
