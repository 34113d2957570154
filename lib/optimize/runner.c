/* One round evaluates the objective at the whole block, lets the method judge what it sees, takes out the points that have come to their
 * end and moves the rest. Blocks are small enough to stay in the cache from the first round to the last. */
#include "optimize/runner.h"

#include "expression/kernels.h"
#include "optimize/rows.h"

#include <math.h>
#include <string.h>

struct runner {
    const struct objective *objective;
    const struct descent_options *options;
    const struct method *method;
    const struct descent_ends *ends;
    const struct descent_observer *observer;
    size_t count;
    struct block *block; /* where gradients are taken */
    struct block *shown; /* where the runs are said to stand: the same, or of as many points, which share their lanes' counts and marks */
    void *scratch;       /* the objective's */
    void *shown_scratch; /* to evaluate what is shown; null where it is the same */
    struct minibatches *batches;
    double **memory; /* rows of the method's arrays for one coordinate */
    double *noise;
    double *projected; /* [2 * dimension]: for the projection */
    struct method_step step;
    struct own_settings *own; /* null: all runs take the step above */
};

size_t runner_memory_rows(const struct descent_options *options, size_t n, size_t lanes)
{
    const struct method *method = method_of(options->method);
    return (method->rows ? method->rows(options->method->values, n, lanes) : method_arrays(options->method) * n) +
           (options->settings ? OWN_SETTINGS_ROWS : 0);
}

/* The step that a point takes. */
static const struct method_step *step_of(const struct runner *runner, size_t point)
{
    return runner->own ? own_settings_step(runner->own, runner->block, point) : &runner->step;
}

struct runner *runner_create(struct arena *arena, const struct objective *objective, const struct descent_options *options,
                             const struct descent_ends *ends, const struct descent_observer *observer, size_t count, size_t lanes)
{
    struct runner *runner = ARENA_NEW(arena, struct runner, 1);
    const struct method *method = method_of(options->method);
    const struct minibatch_options batches = {options->batch, options->by_epoch, options->seed};
    const struct objective_kind *kind = objective->kind;
    const size_t n = objective->dimension;
    *runner = (struct runner){.objective = objective, .options = options, .method = method, .ends = ends, .observer = observer, .count = count};
    runner->block = block_create(arena, n, lanes, runner_memory_rows(options, n, lanes), method->curvature, method->judge != NULL);
    runner->scratch = method->squares ? kind->open_squares(arena, objective, lanes) : kind->open(arena, objective, lanes, method->curvature);
    runner->shown = runner->block;
    if (method_shows(options->method)) {
        runner->shown = block_beside(arena, runner->block);
        runner->shown_scratch = kind->open(arena, objective, lanes, false);
    }
    runner->memory = ARENA_NEW(arena, double *, method_arrays(options->method) + 1);
    runner->noise = ARENA_NEW(arena, double, 2 * lanes);
    if (options->projection)
        runner->projected = ARENA_NEW(arena, double, 2 * n);
    if (options->settings)
        runner->own = own_settings_create(arena, options->method, options->settings, options->steps + 1, runner->block);
    if (batches.size)
        runner->batches = minibatches_create(arena, &batches, objective->terms, lanes);
    return runner;
}

/* The norm that gradients are shortened to: the least of those asked for, by these values of the method's options; 0: none was. */
static double clip_limit(const struct descent_options *options, const double *values)
{
    const double own = values[METHOD_CLIP];
    return own > 0 && (options->clip <= 0 || own < options->clip) ? own : options->clip;
}

/* Shortens gradients whose norm is over the limit. */
static void clip(struct runner *runner)
{
    static const double spare = 1e-6; /* as torch.nn.utils.clip_grad_norm_ adds to the norm */
    struct block *block = runner->block;
    for (size_t i = 0; i < block->active; i++) {
        const double limit = clip_limit(runner->options, step_of(runner, i)->values);
        const double factor = limit > 0 ? limit / (block_norm(block, block->gradient, i) + spare) : 1;
        for (size_t d = 0; d < block->dimension && factor < 1; d++)
            block->gradient[d * block->lanes + i] *= factor;
    }
}

/* The norms of x - P(x - gradient), where they are wanted. */
static void find_residuals(struct runner *runner, struct block *block)
{
    for (size_t i = 0; i < block->active && runner->options->stationarity; i++)
        block->residual[i] = projection_residual(runner->options->projection, block->x + i, block->gradient + i, block->lanes, runner->projected);
}

/* Evaluates all points; where minibatches do not tell the value, the whole is evaluated first. What makes the gradient an estimate comes
 * after its norm is taken, but for minibatches that stand for the whole. */
static void evaluate(struct runner *runner, size_t round)
{
    const struct descent_options *options = runner->options;
    struct block *block = runner->block;
    const struct objective *objective = runner->objective;
    const struct objective_points points = {block->lanes, block->active,   block->x,
                                            block->value, block->gradient, runner->method->curvature ? block->hessian : NULL};
    const struct minibatch batch = options->batch ? minibatches_next(runner->batches, block, round) : (struct minibatch){0};
    objective->kind->evaluate(runner->scratch, &points, options->batch && objective->estimates ? &batch : NULL);
    block_norms(block, block->gradient, block->norm);
    find_residuals(runner, block);
    if (options->batch && !objective->estimates)
        objective->kind->evaluate(runner->scratch, &points, &batch);
    if (options->noise > 0)
        noise_add(block, options->noise, options->seed, round, options->normals, runner->noise);
    if (clip_limit(options, options->method->values) > 0)
        clip(runner);
}

static void observe(const struct runner *runner, size_t point)
{
    if (runner->observer && runner->observer->observe)
        runner->observer->observe(runner->observer->context, runner->shown, point);
}

/* The place of the method's arrays for all coordinates, or those from row d on. */
static double *const *memory_from(struct runner *runner, size_t d)
{
    const struct block *block = runner->block;
    for (size_t k = 0; k < method_arrays(runner->options->method); k++)
        runner->memory[k] = block->memory + (k * block->dimension + d) * block->lanes;
    return runner->memory;
}

/* Where the method shows the coordinates d of all points, into `now`. */
static void show_row(struct runner *runner, size_t d, double *now)
{
    const struct block *block = runner->block;
    const double *x = block->x + d * block->lanes;
    double *const *memory = memory_from(runner, d);
    if (!runner->own)
        runner->method->show(&runner->step, x, memory, now, block->active);
    for (size_t i = 0; i < block->active && runner->own; i++) {
        runner->method->show(step_of(runner, i), x + i, memory, now + i, 1);
        for (size_t k = 0; k < method_arrays(runner->options->method); k++)
            runner->memory[k]++;
    }
}

/* Where `count` points from `first` on are shown, those of them that have just become steps: where the method says, then the mean of that. */
static void place_shown(struct runner *runner, size_t first, size_t count)
{
    const struct block *block = runner->block;
    struct block *shown = runner->shown;
    const double *values = runner->options->method->values, kind = values[METHOD_AVERAGE];
    const struct method *method = runner->method;
    const bool says = method->show && (!method->shown_by || values[method->shown_by] != 0);
    for (size_t d = 0; d < block->dimension; d++) {
        const double *x = block->x + d * block->lanes;
        double *to = shown->x + d * block->lanes, *now = shown->gradient + d * block->lanes; /* not evaluated yet: free */
        if (says)
            show_row(runner, d, now);
        for (size_t i = first; i < first + count; i++) {
            const double at = says ? now[i] : x[i], steps = (double)block->steps[i] + (block->round > 0);
            const double weight = kind == AVERAGE_NONE || steps == 0 ? 1
                                  : kind == AVERAGE_EMA              ? 1 - step_of(runner, i)->values[METHOD_MEMORY]
                                                                     : 1 / steps;
            if (block->accepted[i])
                to[i] = weight == 1 ? at : to[i] + weight * (at - to[i]);
        }
    }
}

/* Puts the points back into the set. */
static void hold(struct runner *runner, struct block *block)
{
    if (runner->options->projection)
        projection_apply(runner->options->projection, block->x, block->lanes, block->active, runner->projected);
}

/* Moves what is shown of these points after their steps, and evaluates it: of the whole objective, without noise. */
static void show(struct runner *runner, size_t first, size_t count)
{
    struct block *shown = runner->shown;
    if (shown == runner->block)
        return;
    shown->active = runner->block->active;
    shown->round = runner->block->round;
    place_shown(runner, first, count);
    hold(runner, shown);
    const struct objective_points points = {shown->lanes, shown->active, shown->x, shown->value, shown->gradient, NULL};
    runner->objective->kind->evaluate(runner->shown_scratch, &points, NULL);
    block_norms(shown, shown->gradient, shown->norm);
    find_residuals(runner, shown);
}

/* A search that is over without a step takes its lowest trial for one. */
static void take_best(struct runner *runner, size_t point)
{
    struct block *block = runner->block;
    if (!runner->method->judge || runner->method->probes || !(block->best_value[point] < block->kept_value[point]))
        return;
    block_copy(block, block->x, block->best_x, point);
    block_copy(block, block->gradient, block->best_gradient, point);
    block->value[point] = block->best_value[point];
    block->norm[point] = block->best_norm[point];
    block_keep(block, point);
    block->accepted[point] = true;
    show(runner, point, 1);
    if (runner->shown != block)
        block_keep(runner->shown, point);
    block->steps[point]++;
    observe(runner, point);
}

static void finish(struct runner *runner, size_t point, size_t round, enum descent_stop stop)
{
    struct block *block = runner->block;
    const struct block *shown = runner->shown;
    take_best(runner, point);
    const struct descent_ends *ends = runner->ends;
    const size_t run = (size_t)(block->run[point] - runner->options->first_run);
    for (size_t d = 0; d < block->dimension; d++)
        ends->x[d * runner->count + run] = shown->kept_x[d * block->lanes + point];
    if (ends->value)
        ends->value[run] = shown->kept_value[point];
    if (ends->gradient_norm)
        ends->gradient_norm[run] = shown->kept_norm[point];
    if (ends->steps)
        ends->steps[run] = block->steps[point];
    if (ends->evaluations)
        ends->evaluations[run] = round + 1;
    if (ends->stops)
        ends->stops[run] = stop;
    block_remove(block, point);
    if (runner->shown != block)
        block_remove(runner->shown, point);
}

/* Whether a run can stand on a point: it and its value are finite. */
static bool stands(const struct block *block, size_t point, enum descent_stop *stop)
{
    *stop = isnan(block->value[point]) && block_is_finite(block, point) ? STOP_NOWHERE : STOP_OVERFLOW;
    return isfinite(block->value[point]) && block_is_finite(block, point);
}

/* Looks at a point just evaluated; true if the run is over, and why. */
static bool look(struct runner *runner, size_t point, size_t round, enum descent_stop *stop)
{
    struct block *block = runner->block, *shown = runner->shown;
    const struct method *method = runner->method;
    if (block->accepted[point]) {
        if (!stands(block, point, stop) || !stands(shown, point, stop))
            return true;
        block_keep(block, point);
        if (shown != block)
            block_keep(shown, point);
        if (method->judge)
            block->best_value[point] = block->value[point];
        block->steps[point] += round > 0;
        observe(runner, point);
        *stop = isfinite(block->norm[point]) ? STOP_TOLERANCE : STOP_UNDEFINED;
        if (*stop == STOP_UNDEFINED || (runner->options->stationarity ? shown->residual : shown->norm)[point] <= runner->options->tolerance)
            return true;
    } else if (block_is_finite(block, point) && isfinite(block->value[point])) {
        block_remember_trial(block, point);
    }
    *stop = STOP_BUDGET;
    return round == runner->options->steps;
}

/* Whether a point just evaluated, the only one of its block, is kept and goes on, whatever the method: what look finds nearly always. */
static bool goes_on_alone(const struct runner *runner)
{
    const struct block *block = runner->block;
    return block_between(block->value, 1, -1, INFINITY) && block_between(block->norm, 1, runner->options->tolerance, INFINITY) &&
           block_between(block->x, block->dimension, -1, INFINITY);
}

/* The same of all points, into on[i]: −1, or 0. Returns whether all go on. */
static bool mark_those_that_go_on(const struct runner *runner, int64_t *on)
{
    const struct block *block = runner->block;
    const size_t lanes = block->lanes, count = block->active;
    const struct row_limits limits[] = {{{block->value, lanes, 1, count}, -1, INFINITY},
                                        {{block->norm, lanes, 1, count}, runner->options->tolerance, INFINITY},
                                        {{block->x, lanes, block->dimension, count}, -1, INFINITY}};
    return rows_chosen()->within(limits, sizeof limits / sizeof *limits, on);
}

/* Says of all points just evaluated whether they are steps or only trials of a search. */
static void judge_all(struct runner *runner, size_t round)
{
    struct block *block = runner->block;
    const bool searched = round && runner->method->search && !runner->own && runner->observer && runner->observer->search;
    for (size_t point = 0; point < block->active && searched; point++)
        runner->observer->search(runner->observer->context, &runner->step, block, point);
    if (!round || runner->method->judge) /* else they are as they were */
        memset(block->accepted, true, block->active * sizeof *block->accepted);
    for (size_t point = 0; point < block->active && round && runner->method->judge; point++)
        block->accepted[point] = runner->own ? own_settings_judge(runner->own, block, point) : runner->method->judge(&runner->step, block, point);
    show(runner, 0, block->active);
    if (runner->observer && runner->observer->watch)
        runner->observer->watch(runner->observer->context, runner->shown, round);
}

/* Looks at all points just evaluated. Where neither the method nor an observer needs each of them, those that go on are dealt
 * with row by row: point by point a map of basins takes three times as long. */
static void look_at_all(struct runner *runner, size_t round)
{
    struct block *block = runner->block;
    const bool watched = runner->observer && runner->observer->observe;
    const bool by_rows =
        !runner->method->judge && runner->shown == block && !watched && !runner->options->stationarity && round < runner->options->steps;
    int64_t on[PROGRAM_BLOCK];
    const bool all = by_rows && (block->lanes == 1 ? goes_on_alone(runner) : mark_those_that_go_on(runner, on)); /* in most rounds none ends */
    /* From the last to the first, because a point taken out is replaced by the last. */
    for (size_t point = all ? 0 : block->active; point-- > 0;) {
        enum descent_stop stop;
        if ((!by_rows || block->lanes == 1 || !on[point]) && look(runner, point, round, &stop))
            finish(runner, point, round, stop);
    }
    if (by_rows)
        block_keep_all(block, round > 0);
}

/* Moves all points by one step of a method that treats coordinates alike. */
static void update_rows(struct runner *runner)
{
    struct block *block = runner->block;
    const struct method *method = runner->method;
    /* Rows are neighbours in memory: of a block that is nearly full all are one row. What lies in free lanes has no effect. */
    const bool whole = 2 * block->active > block->lanes;
    const size_t rows = whole ? 1 : block->dimension, length = whole ? block->dimension * block->lanes : block->active;
    for (size_t d = 0; d < rows; d++)
        method->update(&runner->step, block->x + d * block->lanes, block->gradient + d * block->lanes, memory_from(runner, d), length);
}

/* Where all take the same step. */
static void move_all(struct runner *runner, size_t round)
{
    struct block *block = runner->block;
    runner->step.t = round + 1;
    runner->step.lr = runner->options->rates[round];
    if (runner->method->begin)
        runner->method->begin(&runner->step);
    double *length = block->length;
    const double lr = runner->step.lr;
    const bool known = runner->method->judge || (round && runner->method->update && lr == runner->options->rates[round - 1]);
    for (size_t point = 0, count = known ? 0 : block->active; point < count; point++)
        length[point] = lr;
    if (runner->method->update)
        update_rows(runner);
    else
        runner->method->advance(&runner->step, block);
}

static void move(struct runner *runner, size_t round)
{
    struct block *block = runner->block;
    if (runner->own)
        own_settings_move(runner->own, block, round);
    else
        move_all(runner, round);
    for (size_t point = block->active; point-- > 0 && runner->method->advance;)
        if (block->stuck[point])
            finish(runner, point, round, STOP_STUCK);
    hold(runner, block);
}

/* Starts first … first + count − 1 into the empty block. */
static void fill(struct runner *runner, struct block *block, const double *starts, size_t first, size_t count)
{
    block_clear(block);
    block->active = count;
    const uint64_t streams = runner->options->streams;
    for (size_t i = 0; i < count; i++) {
        block->run[i] = runner->options->first_run + first + i;
        block->stream[i] = streams ? block->run[i] % streams : block->run[i];
    }
    for (size_t d = 0; d < block->dimension; d++) {
        memcpy(block->x + d * block->lanes, starts + d * runner->count + first, count * sizeof *starts);
        memcpy(block->kept_x + d * block->lanes, starts + d * runner->count + first, count * sizeof *starts);
    }
    for (size_t i = 0; i < count; i++)
        block->kept_value[i] = block->kept_norm[i] = NAN; /* until evaluated */
}

void runner_run(struct runner *runner, const double *starts, size_t first, size_t count)
{
    const struct descent_options *options = runner->options;
    struct block *block = runner->block;
    fill(runner, runner->shown, starts, first, count);
    fill(runner, block, starts, first, count);
    runner->step = (struct method_step){.values = options->method->values, .inner = options->method->inner, .seed = options->seed};
    if (runner->own)
        own_settings_fill(runner->own, block, first, &runner->step);
    for (size_t round = 0; block->active; round++) {
        block->round = round;
        evaluate(runner, round);
        judge_all(runner, round);
        look_at_all(runner, round);
        move(runner, round);
    }
}
