#include "optimize/objective_network.h"

#include "network/hessian.h"

#include <math.h>
#include <string.h>

_Static_assert(BLOCK_PADDING >= (int)PRODUCT_PADDING, "products of matrices read so far past the parameters");

struct network_objective {
    const struct model *model;
    const struct examples *examples;
    double decay;
};

enum { DIRECTIONS = 8 };            /* of a Hessian at once */
enum { GRADIENT = 3, PRODUCT = 7 }; /* times the work of a value */

struct network_scratch {
    const struct network_objective *network;
    struct evaluation *evaluation;
    /* For Hessians, of one point: */
    struct hessian *whole; /* null: by products */
    double loss, *matrix;  /* [parameters][parameters] */
    struct evaluation *products;
    double *weights, *direction, *gradient, *product; /* [parameters][DIRECTIONS], of the whole [parameters] */
};

static double *numbers(struct arena *arena, size_t count)
{
    return ARENA_NEW(arena, double, count + PRODUCT_PADDING);
}

static void *open(struct arena *arena, const struct objective *objective, size_t lanes, bool curvature)
{
    const struct network_objective *network = objective->context;
    const size_t count = network->model->parameters * DIRECTIONS;
    struct network_scratch *scratch = ARENA_NEW(arena, struct network_scratch, 1);
    *scratch = (struct network_scratch){.network = network, .evaluation = evaluation_create(arena, network->model, lanes, 1)};
    if (!curvature)
        return scratch;
    scratch->whole = hessian_create(arena, network->model);
    if (scratch->whole)
        scratch->matrix = numbers(arena, network->model->parameters * network->model->parameters);
    else
        scratch->products = evaluation_create(arena, network->model, DIRECTIONS, 2);
    scratch->weights = numbers(arena, count);
    scratch->direction = numbers(arena, count);
    scratch->gradient = numbers(arena, count);
    scratch->product = numbers(arena, count);
    return scratch;
}

/* Adds decay/2 · ‖w‖² and its gradient. */
static void decay(const struct network_objective *network, const struct objective_points *points)
{
    const size_t lanes = points->lanes;
    double half = 0.5 * network->decay;
    for (size_t lane = 0; lane < points->count; lane++) {
        double squares = 0;
        for (size_t i = 0; i < network->model->parameters; i++)
            squares += points->x[i * lanes + lane] * points->x[i * lanes + lane];
        points->value[lane] += half * squares;
    }
    for (size_t i = 0; i < network->model->parameters * lanes; i++)
        points->gradient[i] += network->decay * points->x[i];
}

/* The Hessian at one point, at once; the loss and gradient that come with it have the bits that they have alone. */
static void fill_whole(struct network_scratch *scratch, const struct objective_points *points, size_t point, const struct batch *batch)
{
    const size_t n = scratch->network->model->parameters, lanes = points->lanes;
    for (size_t i = 0; i < n; i++)
        scratch->weights[i] = points->x[i * lanes + point];
    hessian_evaluate(scratch->whole, scratch->weights, batch, &scratch->loss, scratch->gradient, scratch->matrix);
    for (size_t row = 0; row < n; row++)
        for (size_t column = 0; column <= row; column++)
            points->hessian[(row * (row + 1) / 2 + column) * lanes + point] =
                scratch->matrix[row * n + column] + (row == column ? scratch->network->decay : 0);
}

/* The Hessian at one point, by products with unit vectors. */
static void fill_by_products(struct network_scratch *scratch, const struct objective_points *points, size_t point, const struct batch *batch)
{
    const size_t n = scratch->network->model->parameters, lanes = points->lanes;
    double loss[DIRECTIONS];
    for (size_t i = 0; i < n * DIRECTIONS; i++)
        scratch->weights[i] = points->x[i / DIRECTIONS * lanes + point];
    for (size_t first = 0; first < n; first += DIRECTIONS) {
        for (size_t i = 0; i < n * DIRECTIONS; i++)
            scratch->direction[i] = i / DIRECTIONS == first + i % DIRECTIONS;
        evaluation_product(scratch->products, scratch->weights, scratch->direction, batch, loss, scratch->gradient, scratch->product);
        for (size_t row = first; row < n; row++)
            for (size_t column = first; column < first + DIRECTIONS && column <= row; column++)
                points->hessian[(row * (row + 1) / 2 + column) * lanes + point] =
                    scratch->product[row * DIRECTIONS + column - first] + (row == column ? scratch->network->decay : 0);
    }
}

static void evaluate(void *untyped, const struct objective_points *points, const struct minibatch *minibatch)
{
    struct network_scratch *scratch = untyped;
    const struct network_objective *network = scratch->network;
    const struct batch all = {.examples = network->examples, .count = network->examples->count, .constant = true};
    for (size_t point = 0; point < points->count && points->hessian; point++)
        (scratch->whole ? fill_whole : fill_by_products)(scratch, points, point, &all);
    if (points->hessian && scratch->whole && points->lanes == 1 && !minibatch) {
        points->value[0] = scratch->loss;
        memcpy(points->gradient, scratch->gradient, network->model->parameters * sizeof *points->gradient);
    } else {
        struct batch batch = all;
        if (minibatch)
            batch = (struct batch){network->examples, minibatch->which, points->lanes > 1, minibatch->size, false};
        evaluation_gradient(scratch->evaluation, points->x, &batch, points->value, points->gradient);
    }
    if (network->decay > 0)
        decay(network, points);
}

static void *open_products(struct arena *arena, const struct objective *objective, size_t lanes)
{
    const struct network_objective *network = objective->context;
    struct network_scratch *scratch = ARENA_NEW(arena, struct network_scratch, 1);
    *scratch = (struct network_scratch){.network = network, .products = evaluation_create(arena, network->model, lanes, 2)};
    return scratch;
}

static void multiply(void *untyped, const struct objective_points *points, const double *direction, double *product)
{
    struct network_scratch *scratch = untyped;
    const struct network_objective *network = scratch->network;
    const struct batch all = {.examples = network->examples, .count = network->examples->count, .constant = true};
    evaluation_product(scratch->products, points->x, direction, &all, points->value, points->gradient, product);
    if (!(network->decay > 0))
        return;
    decay(network, points);
    for (size_t i = 0; i < network->model->parameters * points->lanes; i++)
        product[i] += network->decay * direction[i];
}

double objective_network_hessian_work(const struct model *model, size_t examples)
{
    const double n = (double)model->parameters, each = model_cost(model), whole = hessian_cost(model);
    const double example = isfinite(whole) ? GRADIENT * each + whole : ceil(n / DIRECTIONS) * DIRECTIONS * PRODUCT * each;
    return OBJECTIVE_NETWORK_OPERATION * (double)examples * example + 2 * n * n;
}

static double work(const struct objective *objective, size_t count, bool curvature, size_t batch)
{
    enum { CALL = 500 };
    const struct network_objective *network = objective->context;
    const double lanes = count > 1 ? ceil((double)count / 8) * 8 : 1, n = (double)network->model->parameters;
    const double example = OBJECTIVE_NETWORK_OPERATION * model_cost(network->model);
    const double examples = batch ? (double)batch : (double)network->examples->count;
    double operations = CALL + GRADIENT * lanes * examples * example + n * lanes;
    if (curvature)
        operations += (double)count * objective_network_hessian_work(network->model, network->examples->count);
    return operations;
}

static const struct objective_kind kind = {.open = open, .evaluate = evaluate, .open_products = open_products, .multiply = multiply, .work = work};

void objective_network(struct arena *arena, const struct model *model, const struct examples *examples, double decay, struct objective *objective)
{
    struct network_objective *network = ARENA_NEW(arena, struct network_objective, 1);
    *network = (struct network_objective){model, examples, decay};
    *objective = (struct objective){.kind = &kind, .context = network, .dimension = model->parameters, .terms = examples->count, .estimates = true};
}
