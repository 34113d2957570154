/* Training is a descent on the loss of a block of networks; losses and accuracies are recorded at some of its steps, for all seeds at once. */
#include "analysis/statistics.h"
#include "base/crew.h"
#include "base/random.h"
#include "base/sort.h"
#include "study/training.h"
#include "study/training_recorder.h"

#include <math.h>
#include <string.h>

enum { SHARPNESS_STEPS_TYPICAL = 12, SEEDS_TOGETHER = 8, SCRATCH_BYTES = 8 << 20 };

struct examples training_examples(struct arena *arena, const struct training_plan *plan, size_t set, const struct examples *examples)
{
    const size_t classes = plan->sets[set].classes;
    struct examples wanted = *examples;
    if (!classes || plan->losses[set]->classes)
        return wanted;
    double *target = ARENA_NEW(arena, double, examples->count *classes + PRODUCT_PADDING);
    for (size_t i = 0; i < examples->count; i++)
        target[i * classes + (size_t)examples->target[i]] = 1;
    wanted.target = target;
    wanted.targets = classes;
    return wanted;
}

size_t training_recorded(const struct training_group *group, size_t *into)
{
    enum { GRADIENT = 3 };            /* as much work as so many losses */
    static const double little = 1e7; /* nanoseconds */
    const size_t steps = group->steps, batch = group->batch ? group->batch : group->examples;
    const double examples = (double)(group->examples + group->test_examples);
    const double affordable =
        fmax(GRADIENT * (double)steps * (double)batch / examples, little / (examples * OBJECTIVE_NETWORK_OPERATION * model_cost(group->model)));
    const size_t most = affordable < TRAINING_MIN_ROWS ? TRAINING_MIN_ROWS : affordable > TRAINING_MAX_ROWS ? TRAINING_MAX_ROWS : (size_t)affordable;
    const size_t stride = steps < most ? 1 : (steps + most - 1) / most;
    size_t count = 0;
    for (size_t step = 0;; step += stride) {
        if (step > steps)
            step = steps;
        if (into)
            into[count] = step;
        count++;
        if (step == steps)
            return count;
    }
}

static bool overflowed(enum descent_stop stop)
{
    return stop == STOP_OVERFLOW || stop == STOP_NOWHERE || stop == STOP_UNDEFINED;
}

/* What seed `seed` has to say in the row of step `step`: from the end of its run on the values of its end, which of a search may be a trial that was never
 * recorded; once it has overflowed, nothing. */
static double value_at(const struct recorder *recorder, enum training_quantity quantity, size_t seed, size_t row, size_t step)
{
    const struct training_course *course = recorder->course;
    const double *values = recorder->values[quantity] + seed * recorder->rows;
    if (step < course->steps[seed])
        return values[row];
    return step == course->steps[seed] || !overflowed(course->stops[seed]) ? values[recorder->rows - 1] : NAN;
}

/* Median and quantiles over the seeds: one that overflowed has a loss beyond all others. Undefined where most are. */
static void summarize(const struct recorder *recorder, enum training_quantity quantity, const size_t *steps, const size_t *rows)
{
    struct training_curve *curve = &recorder->course->curves[quantity];
    const size_t count = recorder->course->rows, seeds = recorder->seeds;
    double *sorted = ARENA_NEW(recorder->arena, double, seeds);
    curve->middle = ARENA_NEW(recorder->arena, double, count);
    curve->low = ARENA_NEW(recorder->arena, double, count);
    curve->high = ARENA_NEW(recorder->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        for (size_t seed = 0; seed < seeds; seed++) {
            const double value = value_at(recorder, quantity, seed, rows[i], steps[i]);
            sorted[seed] = isnan(value) ? INFINITY : value;
        }
        sort_ascending(sorted, seeds);
        size_t finite = 0;
        while (finite < seeds && isfinite(sorted[finite]))
            finite++;
        const double *const ends[3] = {curve->middle, curve->low, curve->high};
        static const double fractions[3] = {0.5, 0.1, 0.9};
        for (size_t k = 0; k < 3; k++)
            ((double *)ends[k])[i] = fractions[k] * (double)(seeds - 1) <= (double)finite - 1 ? sorted_quantile(sorted, seeds, fractions[k]) : NAN;
    }
}

static bool has(const struct recorder *recorder, enum training_quantity quantity, size_t classes)
{
    const bool accuracy = quantity == TRAINING_ACCURACY || quantity == TRAINING_TEST_ACCURACY;
    const bool test = quantity == TRAINING_TEST_LOSS || quantity == TRAINING_TEST_ACCURACY || quantity == TRAINING_GAP;
    return (!accuracy || classes) && (!test || recorder->test->count) && (quantity != TRAINING_SHARPNESS || recorder->sharpness);
}

/* The recorded steps up to the last that any seed took, and that one if it is not among them. */
static void finish(struct recorder *recorder, size_t classes, const double *rates, const struct descent_ends *ends)
{
    struct training_course *course = recorder->course;
    const struct training_group *group = recorder->group;
    size_t last = 0, *steps = ARENA_NEW(recorder->arena, size_t, recorder->rows + 1), *rows = ARENA_NEW(recorder->arena, size_t, recorder->rows + 1);
    for (size_t seed = 0; seed < recorder->seeds; seed++)
        last = course->steps[seed] > last ? course->steps[seed] : last;
    for (size_t row = 0; row + 1 < recorder->rows && recorder->steps[row] <= last; row++) {
        steps[course->rows] = recorder->steps[row];
        rows[course->rows++] = row;
    }
    if (steps[course->rows - 1] < last) {
        steps[course->rows] = last;
        rows[course->rows++] = recorder->rows - 1;
    }
    course->step = ARENA_NEW(recorder->arena, double, course->rows);
    course->epoch = ARENA_NEW(recorder->arena, double, course->rows);
    course->gradients = ARENA_NEW(recorder->arena, double, course->rows);
    course->lr = ARENA_NEW(recorder->arena, double, course->rows);
    /* Gradients that a step of a search took besides the start's, on average over the first seed's, those that led nowhere included. */
    const double searched = course->steps[0] ? (double)(ends->evaluations[0] - 1) / (double)course->steps[0] : 1;
    for (size_t i = 0; i < course->rows; i++) {
        const size_t epochs = steps[i] / group->per_epoch, within = steps[i] % group->per_epoch;
        const double examples = (double)epochs * (double)group->examples + (double)(within * group->batch);
        course->step[i] = (double)steps[i];
        course->gradients[i] = method_of(&group->method)->judge ? rint(examples * searched) : examples;
        course->epoch[i] = examples / (double)group->examples;
        course->lr[i] = rates[steps[i]];
    }
    for (size_t seed = 0; recorder->test->count && seed < recorder->seeds * recorder->rows; seed++)
        recorder->values[TRAINING_GAP][seed] = recorder->values[TRAINING_TEST_LOSS][seed] - recorder->values[TRAINING_LOSS][seed];
    for (int quantity = 0; quantity < TRAINING_QUANTITIES; quantity++)
        if (has(recorder, quantity, classes))
            summarize(recorder, quantity, steps, rows);
}

/* The rate of each step; by epochs the same within one. */
static double *rates_of(struct arena *arena, const struct training_plan *plan, const struct training_group *group)
{
    const size_t count = group->steps + 1;
    double *rates = ARENA_NEW(arena, double, count);
    if (!plan->typed->schedule_by) {
        schedule_rates(group->schedule, group->lr, group->steps, rates, count);
        return rates;
    }
    const size_t epochs = (group->steps + group->per_epoch - 1) / group->per_epoch;
    double *by_epoch = ARENA_NEW(arena, double, epochs + 1);
    schedule_rates(group->schedule, group->lr, epochs, by_epoch, epochs + 1);
    for (size_t i = 0; i < count; i++)
        rates[i] = by_epoch[i / group->per_epoch];
    return rates;
}

static struct descent_options options_of(const struct training_plan *plan, const struct training_group *group)
{
    return (struct descent_options){.method = &group->method,
                                    .steps = group->steps,
                                    .tolerance = -1,
                                    .batch = group->batch,
                                    .by_epoch = true,
                                    .clip = plan->typed->clip,
                                    .seed = (uint64_t)plan->typed->data.seed};
}

static double *starts_of(struct arena *arena, const struct training_plan *plan, const struct training_group *group)
{
    const size_t parameters = group->model->parameters, seeds = plan->seeds;
    double *starts = ARENA_NEW(arena, double, parameters *seeds);
    if (plan->typed->start.count)
        for (size_t i = 0; i < parameters * seeds; i++)
            starts[i] = plan->typed->start.items[i / seeds];
    else
        model_initialize(group->model, (uint64_t)plan->typed->data.seed, 0, seeds, starts);
    return starts;
}

static void begin(struct arena *arena, struct recorder *recorder, const struct training_recording *recording)
{
    struct training_course *course = recorder->course;
    const struct training_group *group = recorder->group;
    size_t *steps = ARENA_NEW(arena, size_t, TRAINING_MAX_ROWS + 2);
    recorder->rows = 1 + training_recorded(group, steps);
    recorder->steps = steps;
    for (int quantity = 0; quantity < TRAINING_QUANTITIES; quantity++)
        recorder->values[quantity] = ARENA_NEW(arena, double, recorder->rows * recorder->seeds);
    course->snapshot_count = recording->snapshot_count;
    course->snapshot_steps = ARENA_NEW(arena, size_t, course->snapshot_count + 1);
    course->snapshots = ARENA_NEW(arena, double *, course->snapshot_count + 1);
    for (size_t k = 0; k < course->snapshot_count; k++) {
        const double step = recording->snapshots[k];
        course->snapshot_steps[k] = step < (double)group->steps ? (size_t)step : group->steps;
        course->snapshots[k] = ARENA_NEW(arena, double, group->model->parameters + PRODUCT_PADDING);
    }
}

/* All seeds, or so many of them as one piece of what idle threads may share. */
struct training_pieces {
    const struct recorder *recorder;
    const struct objective *objective;
    const struct descent_options *options;
    const struct descent_ends *ends; /* of all seeds */
};

/* Trains some seeds, and copies where they end to where the ends of all are. What is recorded of a seed is written to rows of its own. */
static void train_piece(void *untyped, struct arena *scratch, size_t index)
{
    const struct training_pieces *pieces = untyped;
    const struct descent_ends *ends = pieces->ends;
    const size_t all = pieces->recorder->seeds, first = index * SEEDS_TOGETHER, left = all - first, n = pieces->objective->dimension;
    const size_t seeds = left < SEEDS_TOGETHER ? left : SEEDS_TOGETHER;
    struct recorder recorder = *pieces->recorder;
    struct descent_options options = *pieces->options;
    double *starts = ARENA_ROOM(scratch, double, n *seeds), *x = ARENA_ROOM(scratch, double, n *seeds);
    recorder.arena = scratch;
    recorder_open_curvature(&recorder, pieces->objective);
    options.first_run = first;
    for (size_t i = 0; i < n; i++)
        memcpy(starts + i * seeds, recorder.course->start + i * all + first, seeds * sizeof *starts);
    const struct descent_ends mine = {.x = x,
                                      .gradient_norm = ends->gradient_norm + first,
                                      .steps = ends->steps + first,
                                      .evaluations = ends->evaluations + first,
                                      .stops = ends->stops + first};
    descent_run(scratch, pieces->objective, &options, starts, seeds, &mine,
                &(struct descent_observer){.watch = recorder_watch, .context = &recorder});
    for (size_t i = 0; i < n; i++)
        memcpy(ends->x + i * all + first, x + i * seeds, seeds * sizeof *x);
}

/* Seeds are trained eight at a time in any case, as that is what stays in the caches; where threads are lent, each eight are a piece. */
static void train_all(struct recorder *recorder, const struct objective *objective, const struct descent_options *options,
                      const struct descent_ends *ends, double work)
{
    static const double least_shared = 2e6; /* nanoseconds: waking a thread takes a part of it */
    const size_t seeds = recorder->seeds, count = (seeds + SEEDS_TOGETHER - 1) / SEEDS_TOGETHER;
    struct training_pieces pieces = {recorder, objective, options, ends};
    if (count > 1 && crew_threads(recorder->arena) > 1 && work >= least_shared) {
        crew_share(recorder->arena, count, SCRATCH_BYTES, train_piece, &pieces);
    } else {
        recorder_open_curvature(recorder, objective);
        descent_run(recorder->arena, objective, options, recorder->course->start, seeds, ends,
                    &(struct descent_observer){.watch = recorder_watch, .context = recorder});
    }
    recorder_open_curvature(recorder, objective); /* for the ends */
}

double training_time(const struct training_course *course, double step, double gradients)
{
    const double steps = course->step[course->rows - 1];
    return gradients > 0 && steps > 0 ? fmin(1, step / steps) * (course->gradients[course->rows - 1] / gradients) : 0;
}

void training_run(struct arena *arena, const struct training_plan *plan, const struct training_group *group, const struct data_set *set,
                  const struct training_recording *recording, struct training_course *course)
{
    const size_t seeds = plan->seeds;
    const struct examples train = training_examples(arena, plan, group->set, &set->train),
                          test = training_examples(arena, plan, group->set, &set->test);
    struct recorder recorder = {.arena = arena, .group = group, .train = &train, .test = &test, .course = course, .seeds = seeds};
    struct objective objective;
    *course = (struct training_course){.group = group, .start = starts_of(arena, plan, group)};
    course->end = ARENA_NEW(arena, double, group->model->parameters *seeds);
    course->steps = ARENA_NEW(arena, size_t, seeds);
    course->stops = ARENA_NEW(arena, enum descent_stop, seeds);
    begin(arena, &recorder, recording);
    objective_network(arena, group->model, &train, plan->typed->decay, &objective);
    recorder.sharpness = recording->sharpness;
    for (size_t seed = 0; seed < seeds && recording->nudged; seed++)
        course->start[seed] = nextafter(course->start[seed], INFINITY);
    double *rates = rates_of(arena, plan, group);
    struct descent_options options = options_of(plan, group);
    options.rates = rates;
    const struct descent_ends ends = {.x = course->end,
                                      .gradient_norm = ARENA_NEW(arena, double, seeds),
                                      .steps = course->steps,
                                      .evaluations = ARENA_NEW(arena, size_t, seeds),
                                      .stops = course->stops};
    const double work = descent_cost(&objective, &options, seeds) + (recording->sharpness ? training_sharpness_cost(plan, group) : 0);
    train_all(&recorder, &objective, &options, &ends, work);
    for (size_t seed = 0; seed < seeds; seed++)
        course->diverged += overflowed(course->stops[seed]);
    recorder_take_ends(&recorder, &ends);
    finish(&recorder, set->classes, rates, &ends);
}

double training_cost(struct arena *arena, const struct training_plan *plan, const struct training_group *group)
{
    const struct examples examples = {.count = group->examples, .inputs = plan->sets[group->set].inputs, .targets = 1};
    const struct descent_options options = options_of(plan, group);
    struct objective objective;
    objective_network(arena, group->model, &examples, plan->typed->decay, &objective);
    const double lanes = plan->seeds == 1 ? 1 : ceil((double)plan->seeds / 8) * 8;
    const double recorded = (double)training_recorded(group, NULL) + 1;
    return descent_cost(&objective, &options, plan->seeds) +
           recorded * lanes * (double)(group->examples + group->test_examples) * OBJECTIVE_NETWORK_OPERATION * model_cost(group->model);
}

double training_product_cost(const struct training_group *group)
{
    return 7 * (double)group->examples * OBJECTIVE_NETWORK_OPERATION * model_cost(group->model) + 3 * (double)group->model->parameters;
}

double training_sharpness_cost(const struct training_plan *plan, const struct training_group *group)
{
    const double size = (double)group->model->parameters, most = fmin(TRAINING_SHARPNESS_STEPS, size), steps = fmin(most, SHARPNESS_STEPS_TYPICAL);
    return ((double)training_recorded(group, NULL) + 1) * (double)plan->seeds *
           (steps * training_product_cost(group) + lanczos_cost((size_t)size, (size_t)steps));
}

double training_sharpness_memory(const struct training_group *group)
{
    const double size = (double)group->model->parameters;
    return lanczos_memory(size, fmin(TRAINING_SHARPNESS_STEPS, size));
}

double *training_weights(struct arena *arena, const struct training_group *group, const double *weights, size_t step)
{
    double *vector = ARENA_NEW(arena, double, group->model->parameters + PRODUCT_PADDING);
    for (size_t i = 0; i < group->model->parameters; i++)
        vector[i] = weights[i * step];
    return vector;
}
