/* Losses, gradients and sharpness of networks that are trained together. */
#include "study/training_recorder.h"

#include <math.h>
#include <string.h>

/* Scratch of a recorder, which is in its own arena. */
static void set_lanes(struct recorder *recorder, size_t lanes)
{
    if (recorder->lanes == lanes)
        return;
    recorder->lanes = lanes;
    recorder->evaluation = evaluation_create(recorder->arena, recorder->group->model, lanes, 0);
    recorder->loss = ARENA_NEW(recorder->arena, double, lanes);
    recorder->right = ARENA_NEW(recorder->arena, double, lanes);
    recorder->wanted = ARENA_NEW(recorder->arena, size_t, lanes);
}

static void put(struct recorder *recorder, enum training_quantity quantity, size_t seed, size_t row, double value)
{
    recorder->values[quantity][seed * recorder->rows + row] = isfinite(value) ? value : NAN;
}

/* Losses and accuracies of one part of the data, of the networks that are wanted: lane l is seed run[l]. */
static void record_part(struct recorder *recorder, const struct examples *part, enum training_quantity loss, enum training_quantity accuracy,
                        const double *weights, const uint64_t *run, size_t count)
{
    if (!part->count)
        return;
    const struct batch all = {.examples = part, .count = part->count};
    evaluation_loss(recorder->evaluation, weights, &all, recorder->loss, recorder->right);
    for (size_t l = 0; l < count; l++)
        if (recorder->wanted[l] != SIZE_MAX) {
            put(recorder, loss, (size_t)run[l], recorder->wanted[l], recorder->loss[l]);
            put(recorder, accuracy, (size_t)run[l], recorder->wanted[l], recorder->right[l] / (double)part->count);
        }
}

static void record_losses(struct recorder *recorder, const double *weights, const uint64_t *run, size_t count)
{
    record_part(recorder, recorder->train, TRAINING_LOSS, TRAINING_ACCURACY, weights, run, count);
    record_part(recorder, recorder->test, TRAINING_TEST_LOSS, TRAINING_TEST_ACCURACY, weights, run, count);
}

/* The greatest eigenvalue at one network's weights, `stride` numbers apart. */
static void record_sharpness(struct recorder *recorder, const double *weights, size_t stride, size_t seed, size_t row)
{
    const struct linear_operator matrix = curvature_operator(recorder->curvature);
    const struct lanczos_options options = {.steps = TRAINING_SHARPNESS_STEPS, .tolerance = TRAINING_SHARPNESS_TOLERANCE, .leading = 1};
    struct lanczos lanczos;
    curvature_move(recorder->curvature, weights, stride);
    lanczos_run(recorder->within, &matrix, &options, &lanczos);
    put(recorder, TRAINING_SHARPNESS, seed, row, lanczos.value[lanczos.count - 1]);
    arena_clear(recorder->within);
}

/* Keeps the first seed's weights where they are asked for. */
static void keep_snapshots(struct recorder *recorder, size_t step, const double *weights, size_t stride, size_t first)
{
    struct training_course *course = recorder->course;
    for (size_t k = first; k < course->snapshot_count; k++)
        if (course->snapshot_steps[k] == step)
            for (size_t i = 0; i < recorder->group->model->parameters; i++)
                course->snapshots[k][i] = weights[i * stride];
}

/* The row in which a step is recorded, or SIZE_MAX. */
static size_t row_of(const struct recorder *recorder, size_t step)
{
    const size_t count = recorder->rows - 1, stride = count > 1 ? recorder->steps[1] : 1;
    const size_t row = step % stride ? count - 1 : step / stride;
    return row < count && recorder->steps[row] == step ? row : SIZE_MAX;
}

void recorder_watch(void *context, const struct block *block, size_t round)
{
    struct recorder *recorder = context;
    bool any = false;
    set_lanes(recorder, block->lanes);
    for (size_t l = 0; l < block->active; l++) {
        const size_t step = block->steps[l] + (round > 0);
        recorder->wanted[l] = block->accepted[l] ? row_of(recorder, step) : SIZE_MAX;
        if (block->accepted[l] && block->run[l] == 0)
            keep_snapshots(recorder, step, block->x + l, block->lanes, 0);
        if (recorder->wanted[l] == SIZE_MAX)
            continue;
        any = true;
        put(recorder, TRAINING_GRADIENT, (size_t)block->run[l], recorder->wanted[l], block->norm[l]);
        if (recorder->sharpness)
            record_sharpness(recorder, block->x + l, block->lanes, (size_t)block->run[l], recorder->wanted[l]);
    }
    if (any)
        record_losses(recorder, block->x, block->run, block->active);
}

void recorder_take_ends(struct recorder *recorder, const struct descent_ends *ends)
{
    const size_t seeds = recorder->seeds, parameters = recorder->group->model->parameters;
    const size_t lanes = seeds == 1 ? 1 : (seeds + 7) / 8 * 8;
    double *weights = ARENA_NEW(recorder->arena, double, parameters *lanes + PRODUCT_PADDING);
    uint64_t *run = ARENA_NEW(recorder->arena, uint64_t, lanes);
    set_lanes(recorder, lanes);
    for (size_t i = 0; i < parameters; i++)
        memcpy(weights + i * lanes, ends->x + i * seeds, seeds * sizeof *weights);
    for (size_t l = 0; l < seeds; l++) {
        run[l] = l;
        recorder->wanted[l] = recorder->rows - 1;
        put(recorder, TRAINING_GRADIENT, l, recorder->rows - 1, ends->gradient_norm[l]);
        if (recorder->sharpness)
            record_sharpness(recorder, weights + l, lanes, l, recorder->rows - 1);
    }
    record_losses(recorder, weights, run, seeds);
    for (size_t k = 0; k < recorder->course->snapshot_count; k++)
        if (recorder->course->snapshot_steps[k] >= ends->steps[0]) {
            recorder->course->snapshot_steps[k] = ends->steps[0];
            keep_snapshots(recorder, ends->steps[0], weights, lanes, k);
        }
}

void recorder_open_curvature(struct recorder *recorder, const struct objective *objective)
{
    if (!recorder->sharpness || recorder->curvature)
        return;
    recorder->curvature = curvature_create(recorder->arena, objective);
    recorder->within = arena_within(recorder->arena);
}
