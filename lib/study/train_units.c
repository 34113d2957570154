/* What the hidden units do at the end of a training. */
#include "study/train.h"

#include "base/contract.h"

#include <math.h>

enum { PROBES = 161, PADDED = 168 /* whole vectors */ };
static const double probed = 8, saturated = 0.01; /* arguments; of the greatest slope */

struct units {
    struct arena *arena;
    const struct model *model;
    double *steepest; /* [units]: the greatest slope seen, by magnitude */
    double greatest;  /* slope of the activation anywhere */
    bool levels;      /* it is level far out on both sides: it can saturate */
    double pairs, flat;
    size_t count;
};

/* Magnitudes of the activation's slopes, those that training takes; `count` is a multiple of 8. */
static void slopes_of(struct units *units, const struct network_layer *layer, const double *at, size_t count, double *slopes)
{
    double *outputs[3] = {NULL};
    for (size_t k = 0; k < program_outputs(layer->activation) && k < 3; k++)
        outputs[k] = ARENA_NEW(units->arena, double, count);
    CONTRACT(outputs[0] && outputs[1]);
    if (layer->activation_loop)
        layer->activation_loop(at, outputs[0], outputs[1], NULL, count);
    else
        program_run(layer->activation, workspace_create(units->arena, layer->activation), (const double *const[]){at}, outputs, count);
    for (size_t i = 0; i < count; i++)
        slopes[i] = fabs(outputs[1][i]);
}

static void probe(struct units *units, const struct network_layer *layer)
{
    double at[PADDED] = {0}, slopes[PADDED];
    for (size_t i = 0; i < PROBES; i++)
        at[i] = probed * (2 * (double)i / (PROBES - 1) - 1);
    slopes_of(units, layer, at, PADDED, slopes);
    units->greatest = 0;
    for (size_t i = 0; i < PROBES; i++)
        units->greatest = fmax(units->greatest, slopes[i]);
    units->levels = slopes[0] < saturated * units->greatest && slopes[PROBES - 1] < saturated * units->greatest;
}

static void visit(void *context, const struct layer_run *run)
{
    struct units *units = context;
    const size_t width = run->layer->outputs, stride = run->in->stride;
    if (!run->layer->activation)
        return;
    size_t first = 0;
    for (const struct network_layer *layer = units->model->layers; layer < run->layer; layer++)
        first += layer->activation ? layer->outputs : 0;
    struct arena *scratch = arena_within(units->arena);
    struct units within = *units;
    within.arena = scratch;
    double *slopes = ARENA_NEW(scratch, double, run->examples *stride);
    slopes_of(&within, run->layer, run->in->value, run->examples * stride, slopes);
    for (size_t e = 0; e < run->examples; e++)
        for (size_t i = 0; i < width; i++) {
            const double slope = slopes[e * stride + i];
            units->steepest[first + i] = isnan(slope) ? INFINITY : fmax(units->steepest[first + i], slope); /* what overflowed is not known */
            units->flat += slope < saturated * units->greatest;
            units->pairs++;
        }
    arena_clear(scratch);
}

void train_units(struct arena *arena, const struct training_plan *plan, struct train_run *run)
{
    const struct model *model = run->course.group->model;
    struct units units = {.arena = arena, .model = model};
    run->dead = run->saturated = NAN;
    for (size_t i = 0; i < model->layer_count; i++)
        if (model->layers[i].activation) {
            run->units += model->layers[i].outputs;
            probe(&units, &model->layers[i]);
        }
    if (!run->units)
        return;
    units.steepest = ARENA_NEW(arena, double, run->units);
    struct evaluation *evaluation = evaluation_create(arena, model, 1, 0);
    const struct batch all = {.examples = &run->set->train, .count = run->set->train.count};
    double *weights = training_weights(arena, run->course.group, run->course.end, plan->seeds);
    evaluation_visit(evaluation, weights, &all, visit, &units);
    double dead = 0;
    for (size_t i = 0; i < run->units; i++)
        dead += units.steepest[i] == 0;
    run->dead = dead / (double)run->units;
    run->saturated = units.levels ? units.flat / units.pairs : NAN;
}
