/* Losses in lockstep, and planes whose first layer is done but once. */
#include "study/loss_sampler.h"

#include <math.h>

enum { LINE_SAMPLES = 101, PLANE_SAMPLES = 51 };

size_t loss_surface_count(const struct loss_surface_parameters *parameters, bool up)
{
    const size_t samples = parameters->samples ? (size_t)parameters->samples : parameters->plane ? PLANE_SAMPLES : LINE_SAMPLES;
    return interval_count(up ? &parameters->y : &parameters->x, samples);
}

bool loss_surface_once(const struct loss_surface_parameters *parameters)
{
    static const double max_numbers = 2e6;
    const struct training_group *group = &parameters->plan.groups[0];
    const struct model *model = group->model;
    const double examples = (double)(parameters->of ? group->test_examples : group->examples);
    for (size_t l = 1; l < model->layer_count; l++)
        if (model->layers[l].kind == &layer_addition && model->layers[l].source == 0)
            return false;
    return parameters->plane && model->layer_count > 1 && model->layers[0].kind == &layer_affine && model->layers[0].inputs >= 16 &&
           examples * (double)model->units[1] <= max_numbers;
}

double *loss_sampler_vector(const struct loss_sampler *sampler)
{
    return ARENA_NEW(sampler->arena, double, sampler->size + PRODUCT_PADDING);
}

/* Points in lockstep: the loss of the weights as they stand, with decay. */
static void evaluate_lanes(struct loss_sampler *sampler, double *into, size_t count)
{
    const double decay = sampler->parameters->typed.decay;
    const struct batch all = {.examples = &sampler->examples, .count = sampler->examples.count};
    double loss[LOSS_LANES], squares[LOSS_LANES] = {0};
    arena_checkpoint(sampler->arena);
    evaluation_loss(sampler->evaluation, sampler->weights, &all, loss, NULL);
    for (size_t i = 0; i < sampler->size && decay > 0; i++)
        for (size_t l = 0; l < LOSS_LANES; l++)
            squares[l] += sampler->weights[i * LOSS_LANES + l] * sampler->weights[i * LOSS_LANES + l];
    for (size_t l = 0; l < count; l++) {
        const double value = loss[l] + decay / 2 * squares[l];
        into[l] = isfinite(value) ? value : NAN;
    }
}

void loss_sampler_line(struct loss_sampler *sampler, const double *first, const double *second, const double *u, const double *v, size_t count,
                       double *z)
{
    const double *centre = sampler->result->centre;
    for (size_t done = 0; done < count; done += LOSS_LANES) {
        const size_t lanes = count - done < LOSS_LANES ? count - done : LOSS_LANES;
        for (size_t i = 0; i < sampler->size; i++)
            for (size_t l = 0; l < LOSS_LANES; l++) {
                const size_t k = done + (l < lanes ? l : lanes - 1);
                double weight = centre[i] + u[k] * first[i];
                if (second)
                    weight += v[k] * second[i];
                sampler->weights[i * LOSS_LANES + l] = weight;
            }
        evaluate_lanes(sampler, z + done, lanes);
    }
}

void loss_sampler_points(struct loss_sampler *sampler, double *const *points, size_t count, double *z)
{
    for (size_t done = 0; done < count; done += LOSS_LANES) {
        const size_t lanes = count - done < LOSS_LANES ? count - done : LOSS_LANES;
        for (size_t i = 0; i < sampler->size; i++)
            for (size_t l = 0; l < LOSS_LANES; l++)
                sampler->weights[i * LOSS_LANES + l] = points[done + (l < lanes ? l : lanes - 1)][i];
        evaluate_lanes(sampler, z + done, lanes);
    }
}

/* What the first layer has in a plane is linear in the plane's coordinates: its products are taken once for the centre and each direction, and at a
 * sample the rest of the network, a model of its own with the same parameters, is given their sum. */
struct first_layer {
    struct model rest;
    struct evaluation *evaluation;
    struct examples examples;
    double *part[3], *row, *sum; /* [examples][units] */
    double *weights;             /* [parameters] */
};

/* units[e] = W x_e + b, with the layer's parameters among those given. */
static void apply_first(const struct network_layer *layer, const struct examples *examples, const double *parameters, double *units)
{
    const double *weights = parameters + layer->first, *biases = weights + layer->inputs * layer->outputs;
    for (size_t e = 0; e < examples->count; e++)
        for (size_t o = 0; o < layer->outputs; o++) {
            double sum = layer->bias ? biases[o] : 0;
            for (size_t i = 0; i < layer->inputs; i++)
                sum += weights[o * layer->inputs + i] * examples->input[e * layer->inputs + i];
            units[e * layer->outputs + o] = sum;
        }
}

static struct first_layer *first_layer_create(const struct loss_sampler *sampler)
{
    const struct model *model = sampler->model;
    const size_t numbers = sampler->examples.count * model->units[1];
    const double *const parameters[3] = {sampler->result->centre, sampler->result->direction[0], sampler->result->direction[1]};
    struct first_layer *first = ARENA_NEW(sampler->arena, struct first_layer, 1);
    first->rest = *model;
    first->rest.layers = ARENA_NEW(sampler->arena, struct network_layer, model->layer_count);
    first->rest.layer_count--;
    first->rest.units++;
    first->rest.inputs = model->units[1];
    for (size_t l = 1; l < model->layer_count; l++) {
        first->rest.layers[l - 1] = model->layers[l];
        first->rest.layers[l - 1].source -= model->layers[l].source > 0;
    }
    for (size_t k = 0; k < 3; k++) {
        first->part[k] = ARENA_NEW(sampler->arena, double, numbers);
        apply_first(&model->layers[0], &sampler->examples, parameters[k], first->part[k]);
    }
    first->row = ARENA_NEW(sampler->arena, double, numbers);
    first->sum = ARENA_NEW(sampler->arena, double, numbers + PRODUCT_PADDING);
    first->weights = loss_sampler_vector(sampler);
    first->examples = sampler->examples;
    first->examples.input = first->sum;
    first->examples.inputs = model->units[1];
    first->evaluation = evaluation_create(sampler->arena, &first->rest, 1, 0);
    return first;
}

/* What all samples at one v share. */
static void first_layer_begin(struct first_layer *first, double v)
{
    const size_t numbers = first->examples.count * first->examples.inputs;
    for (size_t i = 0; i < numbers; i++)
        first->row[i] = first->part[0][i] + v * first->part[2][i];
}

/* The loss at one place of the plane. */
static double first_layer_evaluate(struct first_layer *first, const struct loss_sampler *sampler, double u, double v)
{
    const struct loss_surface_result *result = sampler->result;
    const size_t numbers = first->examples.count * first->examples.inputs;
    const double decay = sampler->parameters->typed.decay;
    const struct batch all = {.examples = &first->examples, .count = first->examples.count};
    double loss, squares = 0, *restrict sum = first->sum;
    const double *restrict row = first->row, *restrict along = first->part[1];
    arena_checkpoint(sampler->arena);
    for (size_t i = 0; i < numbers; i++)
        sum[i] = row[i] + u * along[i];
    for (size_t i = 0; i < sampler->size; i++)
        first->weights[i] = result->centre[i] + v * result->direction[1][i] + u * result->direction[0][i];
    evaluation_loss(first->evaluation, first->weights, &all, &loss, NULL);
    for (size_t i = 0; i < sampler->size && decay > 0; i++)
        squares += first->weights[i] * first->weights[i];
    const double value = loss + decay / 2 * squares;
    return isfinite(value) ? value : NAN;
}

void loss_sampler_grid(struct loss_sampler *sampler, const double *x, size_t columns, const double *y, size_t rows, double *z)
{
    struct first_layer *first = loss_surface_once(sampler->parameters) ? first_layer_create(sampler) : NULL;
    double *v = ARENA_NEW(sampler->arena, double, columns);
    for (size_t row = 0; row < rows; row++) {
        double *into = z + row * columns;
        if (first) {
            first_layer_begin(first, y[row]);
            for (size_t k = 0; k < columns; k++)
                into[k] = first_layer_evaluate(first, sampler, x[k], y[row]);
            continue;
        }
        for (size_t k = 0; k < columns; k++)
            v[k] = y[row];
        loss_sampler_line(sampler, sampler->result->direction[0], sampler->result->direction[1], x, v, columns, into);
    }
}
