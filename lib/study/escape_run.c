/* Many runs from one start, the share of them that ends outside the region left behind, and Kramers' rate beside it; then, without noise, what
 * momentum does. */
#include "study/escape.h"

#include "analysis/statistics.h"
#include "base/crew.h"
#include "expression/program.h"

#include <math.h>

enum { QUIET_STARTS = 512, MOST_PIECES = 64, SCRATCH_BYTES = 8 << 20 };

static struct descent_options options_of(const struct escape_parameters *parameters, const struct call *method)
{
    return (struct descent_options){.method = method,
                                    .steps = (size_t)parameters->steps,
                                    .tolerance = -1,
                                    .seed = (uint64_t)parameters->seed,
                                    .projection = &parameters->interval};
}

/* The two methods run without noise: plain descent, and momentum as people set it. */
static void set_quiet(const struct escape_parameters *parameters, struct call quiet[2])
{
    static const char *const names[2] = {"gd", "momentum"};
    for (size_t i = 0; i < 2; i++) {
        const char *nearest = NULL;
        quiet[i] = call_default(call_find(method_at, names[i], &nearest));
        quiet[i].values[METHOD_LR] = parameters->lr;
    }
}

/* Whether normals are made once for all that is run. */
static bool is_shared(const struct escape_parameters *parameters)
{
    return parameters->noise.count * parameters->optimizer.count > 1 && noise_table_holds(PROGRAM_BLOCK, (size_t)parameters->steps + 1);
}

/* Making a normal takes about as long as a small landscape. */
double escape_cost(const void *untyped)
{
    enum { NORMAL = 14, ADDED = 1 };
    const struct escape_parameters *parameters = untyped;
    double work = critical_points_cost(1, graph_work(parameters->landscape->graph), graph_is_smooth(parameters->landscape->graph));
    const double all = (double)parameters->runs * (double)parameters->steps, levels = (double)parameters->noise.count;
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        const struct descent_options options = options_of(parameters, &parameters->methods[i]);
        work += levels * (descent_cost(&parameters->objective, &options, (size_t)parameters->runs) + ADDED * all);
    }
    work += (is_shared(parameters) ? 1 : levels * (double)parameters->optimizer.count) * NORMAL * all;
    struct call quiet[2];
    set_quiet(parameters, quiet);
    for (size_t i = 0; i < 2; i++) {
        const struct descent_options options = options_of(parameters, &quiet[i]);
        work += descent_cost(&parameters->objective, &options, QUIET_STARTS);
    }
    return work;
}

static bool is_outside(const struct escape_parameters *parameters, double x)
{
    return !(x >= parameters->region.low && x <= parameters->region.high);
}

/* Runs on their way: how many stand outside at each stage. A run that ends early stays where it is. */
struct passage {
    const struct escape_parameters *parameters;
    size_t *outside; /* [ESCAPE_STAGES + 1] */
    size_t first;    /* of the runs below */
    size_t *seen;    /* [runs]: stages counted of each */
    bool *out;       /* [runs]: where each stood last */
};

/* The first step of a stage. */
static size_t stage_step(const struct escape_parameters *parameters, size_t stage)
{
    return (size_t)parameters->steps * stage / ESCAPE_STAGES;
}

static void pass(void *context, const struct block *block, size_t point)
{
    const struct passage *passage = context;
    const size_t run = (size_t)block->run[point] - passage->first;
    size_t *seen = &passage->seen[run];
    for (; *seen <= ESCAPE_STAGES && stage_step(passage->parameters, *seen) < block->round; ++*seen)
        passage->outside[*seen] += passage->out[run];
    passage->out[run] = is_outside(passage->parameters, block->kept_x[point]);
    for (; *seen <= ESCAPE_STAGES && stage_step(passage->parameters, *seen) <= block->round; ++*seen)
        passage->outside[*seen] += passage->out[run];
}

/* Some of the runs: those from a number on, from these starts. */
struct group {
    size_t first, count;
    const double *starts;
    struct noise_table *normals; /* may be null */
};

/* How many of the runs end outside the region; unless null, `outside` is raised by how many are there at each stage. */
static size_t count_escapes(struct arena *arena, const struct escape_parameters *parameters, const struct call *method, double noise,
                            const struct group *group, size_t *outside)
{
    struct descent_options options = options_of(parameters, method);
    const size_t count = group->count;
    double *rates = ARENA_NEW(arena, double, options.steps + 1), *ends = ARENA_NEW(arena, double, count);
    struct passage passage = {.parameters = parameters, .outside = outside, .first = group->first};
    const struct descent_observer observer = {.observe = pass, .context = &passage};
    if (outside) {
        passage.seen = ARENA_NEW(arena, size_t, count);
        passage.out = ARENA_NEW(arena, bool, count);
    }
    for (size_t i = 0; i <= options.steps; i++)
        rates[i] = method->values[METHOD_LR];
    options.rates = rates;
    options.noise = noise;
    options.first_run = group->first;
    options.normals = group->normals;
    descent_run(arena, &parameters->objective, &options, group->starts, count, &(struct descent_ends){.x = ends}, outside ? &observer : NULL);
    size_t escapes = 0;
    for (size_t i = 0; i < count; i++)
        escapes += is_outside(parameters, ends[i]);
    for (size_t i = 0; i < count && outside; i++)
        for (size_t stage = passage.seen[i]; stage <= ESCAPE_STAGES; stage++)
            outside[stage] += is_outside(parameters, ends[i]);
    return escapes;
}

/* The highest maximum between two points, or at most `slack` beyond the second; null if there is none. */
static const struct critical_point *highest_between(const struct critical_points *critical, double near, double far, double slack)
{
    const double low = fmin(near, far - slack), high = fmax(near, far + slack);
    const struct critical_point *highest = NULL;
    for (size_t i = 0; i < critical->count; i++) {
        const struct critical_point *point = &critical->items[i];
        const double x = point->at[0];
        if (point->kind == CRITICAL_MAXIMUM && x >= low && x <= high && (!highest || point->value > highest->value))
            highest = point;
    }
    return highest;
}

/* The well the start lies in, and the barriers on the way out of the region. */
static void find_barriers(const struct escape_parameters *parameters, struct escape_result *result)
{
    const struct critical_points *critical = &parameters->critical;
    const double start = parameters->start.items[0];
    for (size_t i = 0; i < critical->count; i++) {
        const struct critical_point *point = &critical->items[i];
        if (point->kind == CRITICAL_MINIMUM && (!result->well || fabs(point->at[0] - start) < fabs(result->well->at[0] - start)) &&
            !highest_between(critical, start, point->at[0], 0))
            result->well = point;
    }
    /* A region typed by hand ends near its barrier rather than on it. */
    const double ends[2] = {parameters->region.low, parameters->region.high}, slack = 0.02 * (ends[1] - ends[0]);
    for (size_t side = 0; result->well && side < 2; side++) {
        const bool inside = ends[side] > parameters->box[0][0] && ends[side] < parameters->box[0][1];
        const struct critical_point *top = inside ? highest_between(critical, result->well->at[0], ends[side], slack) : NULL;
        if (top)
            result->barriers[result->barrier_count++] = (struct escape_barrier){
                top->at[0], top->value - result->well->value, sqrt(result->well->eigenvalues[0] * fabs(top->eigenvalues[0])) / (2 * acos(-1))};
    }
}

static struct escape_sweep make_sweep(struct arena *arena, size_t levels)
{
    return (struct escape_sweep){.probability = ARENA_NEW(arena, double, levels),
                                 .low = ARENA_NEW(arena, double, levels),
                                 .high = ARENA_NEW(arena, double, levels),
                                 .kramers = ARENA_NEW(arena, double, levels)};
}

/* What is counted of a method at a level of noise. */
struct tally {
    size_t escapes, *outside; /* null, or [ESCAPE_STAGES + 1] */
};

/* All runs, in blocks, of which every so many are a piece of what idle threads may share. */
struct escape_pieces {
    const struct escape_parameters *parameters;
    const double *starts;  /* [PROGRAM_BLOCK] */
    struct tally *tallies; /* [count][sweeps] */
    size_t count, sweeps;
};

/* A block of runs of every method at every level. Runs of a number have the same normals there: these are made once. */
static void count_block(struct arena *arena, const struct escape_pieces *pieces, size_t first, struct tally *tallies)
{
    const struct escape_parameters *parameters = pieces->parameters;
    const size_t all = (size_t)parameters->runs, levels = parameters->noise.count;
    struct group group = {.first = first, .count = all - first < PROGRAM_BLOCK ? all - first : PROGRAM_BLOCK, .starts = pieces->starts};
    struct arena *scratch = arena_within(arena);
    if (is_shared(parameters))
        group.normals = noise_table_create(arena, (uint64_t)parameters->seed, first, group.count, (size_t)parameters->steps + 1);
    for (size_t i = 0; i < pieces->sweeps; i++, arena_clear(scratch))
        tallies[i].escapes +=
            count_escapes(scratch, parameters, &parameters->methods[i / levels], parameters->noise.items[i % levels], &group, tallies[i].outside);
}

static void count_piece(void *untyped, struct arena *arena, size_t index)
{
    const struct escape_pieces *pieces = untyped;
    struct arena *kept = arena_within(arena);
    struct tally *tallies = pieces->tallies + index * pieces->sweeps;
    for (size_t i = 0; i < pieces->sweeps; i++) { /* what was begun where memory ran out is begun anew */
        tallies[i].escapes = 0;
        for (size_t stage = 0; stage <= ESCAPE_STAGES && tallies[i].outside; stage++)
            tallies[i].outside[stage] = 0;
    }
    for (size_t first = index * PROGRAM_BLOCK; first < (size_t)pieces->parameters->runs; first += pieces->count * PROGRAM_BLOCK, arena_clear(kept))
        count_block(kept, pieces, first, tallies);
}

static struct tally *make_tallies(struct arena *arena, const struct escape_parameters *parameters, size_t count)
{
    struct tally *tallies = ARENA_NEW(arena, struct tally, count);
    size_t *outside = parameters->picture.in_time ? ARENA_NEW(arena, size_t, count * (ESCAPE_STAGES + 1)) : NULL;
    for (size_t i = 0; i < count && outside; i++)
        tallies[i].outside = outside + i * (ESCAPE_STAGES + 1);
    return tallies;
}

/* Counts all runs. */
static struct tally *count_all(struct arena *arena, const struct escape_parameters *parameters)
{
    const size_t sweeps = parameters->noise.count * parameters->optimizer.count,
                 blocks = ((size_t)parameters->runs + PROGRAM_BLOCK - 1) / PROGRAM_BLOCK;
    double starts[PROGRAM_BLOCK];
    for (size_t i = 0; i < PROGRAM_BLOCK; i++)
        starts[i] = parameters->start.items[0];
    const size_t count = blocks < MOST_PIECES ? blocks : MOST_PIECES;
    struct escape_pieces pieces = {parameters, starts, make_tallies(arena, parameters, count * sweeps), count, sweeps};
    crew_share(arena, count, SCRATCH_BYTES, count_piece, &pieces);
    struct tally *sums = make_tallies(arena, parameters, sweeps);
    for (size_t i = 0; i < count * sweeps; i++) {
        const struct tally *tally = &pieces.tallies[i];
        sums[i % sweeps].escapes += tally->escapes;
        for (size_t stage = 0; stage <= ESCAPE_STAGES && tally->outside; stage++)
            sums[i % sweeps].outside[stage] += tally->outside[stage];
    }
    return sums;
}

static void set_sweep(struct arena *arena, const struct escape_parameters *parameters, const struct escape_result *result, const struct call *method,
                      const struct tally *tallies, struct escape_sweep *sweep)
{
    const size_t levels = parameters->noise.count;
    const double count = (double)parameters->runs;
    *sweep = make_sweep(arena, levels);
    if (parameters->picture.in_time) {
        sweep->stages = ARENA_NEW(arena, struct escape_sweep, ESCAPE_STAGES + 1);
        for (size_t stage = 0; stage <= ESCAPE_STAGES; stage++)
            sweep->stages[stage] = make_sweep(arena, levels);
    }
    for (size_t k = 0; k < levels; k++) {
        const double escapes = (double)tallies[k].escapes;
        for (size_t stage = 0; sweep->stages && stage <= ESCAPE_STAGES; stage++) {
            struct escape_sweep *at = &sweep->stages[stage];
            const double outside = (double)tallies[k].outside[stage];
            at->probability[k] = outside / count;
            wilson_interval(outside, count, &at->low[k], &at->high[k]);
        }
        sweep->probability[k] = escapes / count;
        wilson_interval(escapes, count, &sweep->low[k], &sweep->high[k]);
        sweep->kramers[k] = escape_kramers(parameters, result, method, parameters->noise.items[k]);
    }
}

static void run_sweeps(struct arena *arena, const struct escape_parameters *parameters, struct escape_result *result)
{
    const size_t levels = parameters->noise.count;
    const struct tally *tallies = count_all(arena, parameters);
    for (size_t i = 0; i < parameters->optimizer.count; i++)
        set_sweep(arena, parameters, result, &parameters->methods[i], tallies + i * levels, &result->sweeps[i]);
}

/* The counterexample: starts all over the region and no noise at all. */
static void run_quiet(struct arena *arena, const struct escape_parameters *parameters, struct escape_result *result)
{
    double *starts = ARENA_NEW(arena, double, QUIET_STARTS);
    const double low = fmax(parameters->region.low, parameters->box[0][0]), high = fmin(parameters->region.high, parameters->box[0][1]);
    for (size_t i = 0; i < QUIET_STARTS; i++)
        starts[i] = low + (high - low) * ((double)i + 0.5) / QUIET_STARTS;
    for (size_t i = 0; i < 2; i++)
        result->quiet_share[i] =
            (double)count_escapes(arena, parameters, &result->quiet[i], 0, &(struct group){.count = QUIET_STARTS, .starts = starts}, NULL) /
            QUIET_STARTS;
}

bool escape_run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct escape_parameters *parameters = untyped;
    struct escape_result *result = ARENA_NEW(arena, struct escape_result, 1);
    set_quiet(parameters, result->quiet);
    find_barriers(parameters, result);
    run_sweeps(arena, parameters, result);
    run_quiet(arena, parameters, result);
    *answer = result;
    return true;
}
