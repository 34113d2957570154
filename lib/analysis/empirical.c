/* Pairs of a point and a datum are evaluated in rows, a datum each: so points share vectors, and each sum runs over the data in their order. */
#include "analysis/empirical.h"

#include "analysis/minimize.h"
#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum {
    PAIRS = 4096,
    MAX_POINTS = 512,
    MOST_STEPS = 60,
    USUAL_LOOKS = 13, /* steps to a minimum, and looks around it for how level it is */
    JUMP_LOOKS = 250, /* for a jump and the ends of an interval of minimisers */
    LOOK = 100,       /* operations of one, besides those at data */
    OUTPUTS = 3,
    INPUTS = 2 + LOSS_MAX_PARTS
};

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

static const double alike = 1e-13; /* of a value: values that differ by no more are one */

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

/* Polishes a place of a valley with this value. A jump within misleads slopes: then the value would be higher, and what lies beyond is left out. */
static double find_lowest(void *untyped, double low, double high, double start, double width, double *value)
{
    enum { TRIES = 4 };
    struct looked *looked = untyped;
    struct estimator *estimator = looked->estimator;
    const double before = *value;
    for (int attempt = 0; attempt < TRIES; attempt++) {
        double at = polish(estimator, looked->data, low, high, start, value), good = start;
        if (*value <= before + alike * fabs(before))
            return at;
        level_part(look_at, looked, width, before + alike * fabs(before), &good, &at);
        *(good < start || at < start ? &low : &high) = good;
    }
    *value = before;
    return start;
}

static void looked_values(void *untyped, const double *x, size_t count, double *values)
{
    const struct looked *looked = untyped;
    estimator_values(looked->estimator, looked->data, x, count, values);
}

static double tolerance(void *untyped, double x, double least)
{
    (void)untyped, (void)x;
    return alike * fabs(least);
}

double estimator_minimize(struct estimator *estimator, const struct data *data, const double interval[2], double *least, struct minima *minima)
{
    struct looked looked = {estimator, data};
    const struct mean_loss mean = {.loss = estimator->loss,
                                   .grid = estimator->grid,
                                   .heights = estimator->heights,
                                   .owner = &looked,
                                   .look = look_at,
                                   .values = looked_values,
                                   .descend = find_lowest,
                                   .tolerance = tolerance,
                                   .apart = 1e-9};
    const struct minimum minimum = minimize(&mean, interval, minima);
    struct estimator_doubts *doubts = &estimator->doubts;
    doubts->tied = doubts->tied || minima->count > 1;
    doubts->level = doubts->level || minima_are_level(minima);
    doubts->rounded = doubts->rounded || minima_are_rounded(minima);
    doubts->jump = doubts->jump || minima_jump(minima);
    *least = minimum.value;
    return minimum.place;
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

static const double vectors = 0.4; /* of an operation: one at a datum, of which a row of vectors is */

static double work_of(const struct split_program *split, double data)
{
    return (split->place ? program_work(split->place) : 0) + vectors * data * (program_work(split->rest) + 4);
}

double estimator_minimize_cost(const struct loss *loss, double data)
{
    const double one = work_of(&loss->split_value, data);
    return (double)(loss->cells + 1) * one + minimize_valleys(loss) * USUAL_LOOKS * work_of(&loss->split_curvature, data) +
           (loss->jump_count ? JUMP_LOOKS * (one + LOOK) : 0);
}
