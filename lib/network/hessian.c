/* A node is an input of an activation, or an output of the network: what an affine layer gives. Derivatives along the nodes of the layers so far
 * are numbers (unit, node, example) of a signal, the examples of a block side by side, so that a layer is one product of matrices. */
#include "network/hessian.h"

#include <math.h>
#include <string.h>

enum { LEAST_BLOCK = 8, MOST_BLOCK = 64, BLOCK_NUMBERS = 1 << 16 };

/* What is kept of a signal, for one block of examples. */
struct node_signal {
    size_t units, nodes; /* nodes: of the layers up to here */
    double *tangent;     /* [units][nodes][block]: the values' derivatives along the nodes */
    double *second;      /* [units][nodes][block]: those of the loss's gradient with respect to the values */
    double *value;       /* [units][block]; of what an affine layer is given */
    double *row;         /* [block][units + 1]: the same by examples, and a 1 for the bias */
    double *gradient;    /* [units][block]: of the loss, with respect to the values */
};

/* An affine layer. */
struct node_layer {
    const struct network_layer *layer;
    struct node_signal *in, *out;
    size_t first; /* node */
};

struct hessian {
    const struct model *model;
    struct evaluation *evaluation;
    const double *weights;
    size_t block;                /* examples at once, in the arrays */
    struct node_signal *signals; /* [layer_count + 1] */
    struct node_layer *affine;   /* [affine_count] */
    size_t affine_count;
    double *slope, *curvature; /* [units][block]: of one layer of activations */
    double *outer;             /* [outputs][outputs][block]: second derivatives of the loss in the outputs */
    double *pairs;             /* [inputs + 1][outputs][block]: what the weights of one unit have with the nodes of one layer */
    double **sums;             /* [affine_count][affine_count]: of layers l ≤ m, [weights of m by outputs, biases last][weights of l likewise] */
};

static bool possible(const struct model *model)
{
    for (size_t i = 0; i < model->layer_count; i++)
        if (model->layers[i].kind != &layer_affine && model->layers[i].kind != &layer_activation)
            return false;
    return true;
}

/* Rows of a unit's weights, its bias among them. */
static size_t fan(const struct network_layer *layer)
{
    return layer->inputs + layer->bias;
}

/* The nodes of a lower layer that those of a unit's weights are paired with: of the same layer those up to the unit, as the matrix is symmetric. */
static size_t partners(const struct network_layer *upper, size_t unit, const struct network_layer *lower)
{
    return upper == lower ? unit + 1 : lower->outputs;
}

/* Where the sums of a unit begin: behind those of the units before. */
static size_t sums_before(const struct network_layer *upper, size_t unit, const struct network_layer *lower)
{
    return fan(upper) * fan(lower) * (upper == lower ? unit * (unit + 1) / 2 : unit * lower->outputs);
}

double hessian_cost(const struct model *model)
{
    double cost = 0, nodes = 0, parameters = 0;
    if (!possible(model))
        return INFINITY;
    for (size_t i = 0; i < model->layer_count; i++) {
        const struct network_layer *layer = &model->layers[i];
        if (layer->kind == &layer_activation) {
            cost += 3 * (double)layer->outputs * nodes;
            continue;
        }
        const double weights = (double)(fan(layer) * layer->outputs), own = (double)layer->outputs;
        cost += 2 * weights * nodes;
        nodes += own;
        parameters += weights;
        cost += weights * (parameters + 2 * nodes);
    }
    return cost + (double)(model->outputs * model->outputs) * (nodes + 6);
}

static double *numbers(struct arena *arena, size_t count)
{
    return ARENA_NEW(arena, double, count + PRODUCT_PADDING);
}

static size_t greater(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The nodes of each signal, and a block with which the largest stay in the second-level cache. */
static void count_nodes(struct hessian *hessian)
{
    size_t nodes = 0, most = 1;
    for (size_t i = 0; i <= hessian->model->layer_count; i++) {
        struct node_signal *signal = &hessian->signals[i];
        if (i && hessian->model->layers[i - 1].kind == &layer_affine) {
            hessian->affine[hessian->affine_count++] = (struct node_layer){&hessian->model->layers[i - 1], signal - 1, signal, nodes};
            nodes += hessian->model->units[i];
        }
        *signal = (struct node_signal){.units = hessian->model->units[i], .nodes = nodes};
        most = greater(most, signal->units * nodes);
    }
    const size_t block = BLOCK_NUMBERS / most / 8 * 8;
    hessian->block = block < LEAST_BLOCK ? LEAST_BLOCK : block > MOST_BLOCK ? MOST_BLOCK : block;
}

static void create_signals(struct arena *arena, struct hessian *hessian)
{
    const size_t block = hessian->block;
    size_t units = 0;
    for (size_t i = 0; i <= hessian->model->layer_count; i++) {
        struct node_signal *signal = &hessian->signals[i];
        signal->tangent = numbers(arena, signal->units * signal->nodes * block);
        signal->second = numbers(arena, signal->units * signal->nodes * block);
        signal->value = numbers(arena, signal->units * block);
        signal->row = numbers(arena, (signal->units + 1) * block);
        signal->gradient = numbers(arena, signal->units * block);
        units = greater(units, signal->units);
    }
    hessian->slope = numbers(arena, units * block);
    hessian->curvature = numbers(arena, units * block);
    hessian->outer = numbers(arena, hessian->model->outputs * hessian->model->outputs * block);
    hessian->pairs = numbers(arena, (units + 1) * units * block);
}

struct hessian *hessian_create(struct arena *arena, const struct model *model)
{
    if (!possible(model))
        return NULL;
    struct hessian *hessian = ARENA_NEW(arena, struct hessian, 1);
    *hessian = (struct hessian){.model = model,
                                .evaluation = evaluation_create(arena, model, 1, 2),
                                .signals = ARENA_NEW(arena, struct node_signal, model->layer_count + 1),
                                .affine = ARENA_NEW(arena, struct node_layer, model->layer_count)};
    count_nodes(hessian);
    create_signals(arena, hessian);
    const size_t count = hessian->affine_count;
    hessian->sums = ARENA_NEW(arena, double *, count *count);
    for (size_t m = 0; m < count; m++)
        for (size_t l = 0; l <= m; l++) {
            const struct network_layer *upper = hessian->affine[m].layer, *lower = hessian->affine[l].layer;
            hessian->sums[m * count + l] = numbers(arena, sums_before(upper, upper->outputs, lower));
        }
    return hessian;
}

/* into[unit][block] = from[example][stride], with zeros behind the last example. */
static void transpose(const double *from, size_t stride, size_t units, size_t examples, size_t block, double *into)
{
    for (size_t u = 0; u < units; u++) {
        for (size_t e = 0; e < examples; e++)
            into[u * block + e] = from[e * stride + u];
        for (size_t e = examples; e < block; e++)
            into[u * block + e] = 0;
    }
}

/* A block of a chunk: its examples from `first` on. */
struct chunk_part {
    size_t first, examples;
    const struct layer_run *layers;
    struct loss_run *loss;
};

static void affine_forward(const struct hessian *hessian, const struct node_layer *affine)
{
    const struct node_signal *in = affine->in, *out = affine->out;
    const size_t block = hessian->block;
    memset(out->tangent, 0, out->units * out->nodes * block * sizeof *out->tangent);
    for (size_t o = 0; o < out->units; o++)
        for (size_t e = 0; e < block; e++)
            out->tangent[(o * out->nodes + affine->first + o) * block + e] = 1;
    if (!in->nodes)
        return;
    product_add(&(struct product){.rows = out->units,
                                  .columns = in->nodes * block,
                                  .depth = in->units,
                                  .a = hessian->weights + affine->layer->first,
                                  .a_row = in->units,
                                  .a_step = 1,
                                  .b = in->tangent,
                                  .b_step = in->nodes * block,
                                  .b_column = 1,
                                  .c = out->tangent,
                                  .c_row = out->nodes * block},
                1);
}

static void affine_backward(const struct hessian *hessian, const struct node_layer *affine)
{
    const struct node_signal *in = affine->in, *out = affine->out;
    const size_t block = hessian->block;
    if (!in->nodes)
        return;
    memset(in->second, 0, in->units * in->nodes * block * sizeof *in->second);
    product_add(&(struct product){.rows = in->units,
                                  .columns = in->nodes * block,
                                  .depth = out->units,
                                  .a = hessian->weights + affine->layer->first,
                                  .a_row = 1,
                                  .a_step = in->units,
                                  .b = out->second,
                                  .b_step = out->nodes * block,
                                  .b_column = 1,
                                  .c = in->second,
                                  .c_row = in->nodes * block},
                1);
}

static void activation_factors(struct hessian *hessian, const struct chunk_part *part, const struct layer_run *run)
{
    const size_t stride = run->in->stride, units = run->layer->outputs;
    const double *slopes = run->memory + part->first * stride, *curvatures = slopes + run->examples * stride;
    transpose(slopes, stride, units, part->examples, hessian->block, hessian->slope);
    transpose(curvatures, stride, units, part->examples, hessian->block, hessian->curvature);
}

static void activation_forward(const struct hessian *hessian, const struct node_signal *in, const struct node_signal *out)
{
    const size_t block = hessian->block;
    for (size_t u = 0; u < in->units; u++)
        for (size_t n = 0; n < in->nodes; n++) {
            const double *restrict slope = hessian->slope + u * block, *restrict from = in->tangent + (u * in->nodes + n) * block;
            double *restrict to = out->tangent + (u * in->nodes + n) * block;
            for (size_t e = 0; e < block; e++)
                to[e] = slope[e] * from[e];
        }
}

static void activation_backward(const struct hessian *hessian, const struct node_signal *in, const struct node_signal *out)
{
    const size_t block = hessian->block;
    for (size_t u = 0; u < in->units; u++)
        for (size_t n = 0; n < in->nodes; n++) {
            const size_t at = (u * in->nodes + n) * block;
            const double *restrict slope = hessian->slope + u * block, *restrict curvature = hessian->curvature + u * block;
            const double *restrict above = out->gradient + u * block, *restrict tangent = in->tangent + at, *restrict from = out->second + at;
            double *restrict to = in->second + at;
            for (size_t e = 0; e < block; e++)
                to[e] = curvature[e] * tangent[e] * above[e] + slope[e] * from[e];
        }
}

/* The loss's second derivatives in the outputs, as it has them along one output after the other. */
static void differentiate_loss(struct hessian *hessian, const struct chunk_part *part)
{
    const size_t outputs = hessian->model->outputs, block = hessian->block;
    struct loss_run *loss = part->loss;
    const struct signal *out = loss->out;
    for (size_t along = 0; along < outputs; along++) {
        for (size_t e = 0; e < loss->examples; e++)
            for (size_t o = 0; o < outputs; o++)
                out->tangent[e * out->stride + o] = o == along;
        hessian->model->loss->gradient_tangent(loss);
        transpose(out->gradient_tangent + part->first * out->stride, out->stride, outputs, part->examples, block,
                  hessian->outer + along * outputs * block);
    }
}

static void loss_backward(struct hessian *hessian, const struct chunk_part *part)
{
    const size_t outputs = hessian->model->outputs, block = hessian->block;
    const struct node_signal *out = &hessian->signals[hessian->model->layer_count];
    differentiate_loss(hessian, part);
    memset(out->second, 0, outputs * out->nodes * block * sizeof *out->second);
    for (size_t o = 0; o < outputs; o++)
        for (size_t along = 0; along < outputs; along++)
            for (size_t n = 0; n < out->nodes; n++) {
                const double *restrict outer = hessian->outer + (along * outputs + o) * block;
                const double *restrict tangent = out->tangent + (along * out->nodes + n) * block;
                double *restrict second = out->second + (o * out->nodes + n) * block;
                for (size_t e = 0; e < block; e++)
                    second[e] += outer[e] * tangent[e];
            }
}

/* The pairs of one unit's weights with the nodes of a lower layer, or of the same. */
static void pair(const struct hessian *hessian, const struct node_layer *upper, size_t unit, const struct node_layer *lower)
{
    const size_t block = hessian->block, nodes = partners(upper->layer, unit, lower->layer), count = nodes * block, inputs = upper->layer->inputs;
    const struct node_signal *in = upper->in;
    const double *second = upper->out->second + (unit * upper->out->nodes + lower->first) * block, *restrict gradient =
                                                                                                       upper->out->gradient + unit * block;
    for (size_t j = 0; j < inputs; j++)
        for (size_t o = 0; o < nodes; o++) {
            const double *restrict value = in->value + j * block, *restrict along = second + o * block;
            double *restrict into = hessian->pairs + j * count + o * block;
            if (lower == upper) { /* what the layer is given does not depend on its weights */
                for (size_t e = 0; e < block; e++)
                    into[e] = along[e] * value[e];
                continue;
            }
            const double *restrict tangent = in->tangent + (j * in->nodes + lower->first + o) * block;
            for (size_t e = 0; e < block; e++)
                into[e] = along[e] * value[e] + gradient[e] * tangent[e];
        }
    if (upper->layer->bias)
        memcpy(hessian->pairs + inputs * count, second, count * sizeof *second);
}

static void add_pairs(struct hessian *hessian, const struct chunk_part *part)
{
    const size_t count = hessian->affine_count, block = hessian->block;
    for (size_t m = 0; m < count; m++)
        for (size_t l = 0; l <= m; l++) {
            const struct node_layer *upper = &hessian->affine[m], *lower = &hessian->affine[l];
            for (size_t unit = 0; unit < upper->layer->outputs; unit++) {
                pair(hessian, upper, unit, lower);
                product_add(&(struct product){.rows = fan(upper->layer) * partners(upper->layer, unit, lower->layer),
                                              .columns = fan(lower->layer),
                                              .depth = part->examples,
                                              .a = hessian->pairs,
                                              .a_row = block,
                                              .a_step = 1,
                                              .b = lower->in->row,
                                              .b_step = lower->in->units + 1,
                                              .b_column = 1,
                                              .c = hessian->sums[m * count + l] + sums_before(upper->layer, unit, lower->layer),
                                              .c_row = fan(lower->layer)},
                            1);
            }
        }
}

/* What the evaluation knows of the block, by units: the gradients, and what affine layers are given. */
static void read_block(struct hessian *hessian, const struct chunk_part *part)
{
    for (size_t i = 0; i < hessian->model->layer_count; i++) {
        const struct signal *out = part->layers[i].out;
        transpose(out->gradient + part->first * out->stride, out->stride, out->units, part->examples, hessian->block,
                  hessian->signals[i + 1].gradient);
    }
    for (size_t m = 0; m < hessian->affine_count; m++) {
        const struct node_signal *signal = hessian->affine[m].in;
        const struct signal *in = part->layers[signal - hessian->signals].in;
        const double *from = in->value + part->first * in->stride;
        transpose(from, in->stride, signal->units, part->examples, hessian->block, signal->value);
        for (size_t e = 0; e < part->examples; e++) {
            double *row = signal->row + e * (signal->units + 1);
            for (size_t u = 0; u < signal->units; u++)
                row[u] = from[e * in->stride + u];
            row[signal->units] = 1;
        }
    }
}

static void add_block(struct hessian *hessian, const struct chunk_part *part)
{
    const struct node_layer *affine = hessian->affine;
    read_block(hessian, part);
    for (size_t i = 0; i < hessian->model->layer_count; i++) {
        if (part->layers[i].layer->kind == &layer_affine) {
            affine_forward(hessian, affine++);
            continue;
        }
        activation_factors(hessian, part, &part->layers[i]);
        activation_forward(hessian, &hessian->signals[i], &hessian->signals[i + 1]);
    }
    loss_backward(hessian, part);
    for (size_t i = hessian->model->layer_count; i-- > 0;) {
        if (part->layers[i].layer->kind == &layer_affine) {
            affine_backward(hessian, --affine);
            continue;
        }
        activation_factors(hessian, part, &part->layers[i]);
        activation_backward(hessian, &hessian->signals[i], &hessian->signals[i + 1]);
    }
    add_pairs(hessian, part);
}

static void add_chunk(void *untyped, const struct layer_run *layers, struct loss_run *loss)
{
    struct hessian *hessian = untyped;
    for (size_t first = 0; first < loss->examples; first += hessian->block) {
        const size_t left = loss->examples - first;
        add_block(hessian, &(struct chunk_part){first, left < hessian->block ? left : hessian->block, layers, loss});
    }
}

/* The number among all parameters of weight `row` of a unit, which is its bias behind the last input. */
static size_t parameter(const struct network_layer *layer, size_t unit, size_t row)
{
    return layer->first + (row < layer->inputs ? unit * layer->inputs + row : layer->outputs * layer->inputs + unit);
}

/* The sums of two layers, to where they belong in the matrix. Two weights of one unit have two sums, which may differ by rounding. */
static void place(const struct hessian *hessian, size_t m, size_t l, double *matrix)
{
    const struct network_layer *upper = hessian->affine[m].layer, *lower = hessian->affine[l].layer;
    const size_t n = hessian->model->parameters;
    const double *sum = hessian->sums[m * hessian->affine_count + l];
    for (size_t unit = 0; unit < upper->outputs; unit++)
        for (size_t j = 0; j < fan(upper); j++)
            for (size_t o = 0; o < partners(upper, unit, lower); o++)
                for (size_t i = 0; i < fan(lower); i++, sum++) {
                    const size_t row = parameter(upper, unit, j), column = parameter(lower, o, i);
                    if (upper != lower || o != unit || i <= j)
                        matrix[row * n + column] = matrix[column * n + row] = *sum;
                }
}

void hessian_evaluate(struct hessian *hessian, const double *weights, const struct batch *batch, double *loss, double *gradient, double *matrix)
{
    const size_t count = hessian->affine_count;
    hessian->weights = weights;
    for (size_t m = 0; m < count; m++)
        for (size_t l = 0; l <= m; l++) {
            const struct network_layer *upper = hessian->affine[m].layer, *lower = hessian->affine[l].layer;
            memset(hessian->sums[m * count + l], 0, sums_before(upper, upper->outputs, lower) * sizeof(double));
        }
    evaluation_gradient_visit(hessian->evaluation, weights, batch, loss, gradient, add_chunk, hessian);
    for (size_t m = 0; m < count; m++)
        for (size_t l = 0; l <= m; l++)
            place(hessian, m, l, matrix);
}
