/* Layers' weights row by row. */
#include "analysis/directions.h"

#include "analysis/assignment.h"
#include "base/linear.h"

#include <math.h>
#include <string.h>

enum { MAX_SWEEPS = 20 };

static double norm(const double *a, size_t count)
{
    return sqrt(linear_dot(count, a, a));
}

static void rescale(double *a, size_t count, double length)
{
    const double now = norm(a, count), factor = now > 0 ? length / now : 0;
    for (size_t i = 0; i < count; i++)
        a[i] *= factor;
}

static size_t filters_of(const struct network_layer *layer)
{
    return layer->kind == &layer_convolution ? layer->outputs / (layer->shape.rows * layer->shape.columns) : layer->outputs;
}

void direction_normalize(const struct model *model, const double *weights, enum direction_normalization normalization, double *direction)
{
    if (normalization == DIRECTION_UNIT) {
        rescale(direction, model->parameters, 1);
        return;
    }
    for (size_t l = 0; l < model->layer_count; l++) {
        const struct network_layer *layer = &model->layers[l];
        const size_t all = layer->kind->parameters ? layer->kind->parameters(layer) : 0;
        const size_t biases = layer->kind->biases ? layer->kind->biases(layer) : 0;
        if (!all)
            continue;
        const size_t rows = normalization == DIRECTION_FILTER ? filters_of(layer) : 1, length = (all - biases) / rows;
        for (size_t r = 0; r < rows; r++) {
            const size_t first = layer->first + r * length;
            rescale(direction + first, length, norm(weights + first, length));
        }
        memset(direction + layer->first + all - biases, 0, biases * sizeof *direction);
    }
}

bool directions_can_match(const struct model *model)
{
    for (size_t l = 0; l < model->layer_count; l++)
        if (model->layers[l].kind == &layer_addition || model->layers[l].kind == &layer_convolution || model->layers[l].kind == &layer_pooling)
            return false;
    return true;
}

/* The affine layer behind layer l, or the number of layers. */
static size_t next_affine(const struct model *model, size_t l)
{
    for (l++; l < model->layer_count && model->layers[l].kind != &layer_affine; l++)
        ;
    return l;
}

/* What unit `other` of one network and unit `one` of another have in common: the product of their weights in and out. */
static double likeness(const struct network_layer *in, const struct network_layer *out, const double *weights, size_t one, const double *others,
                       size_t other)
{
    const double *a = weights + in->first, *b = others + in->first, *c = weights + out->first, *d = others + out->first;
    const size_t biases = in->inputs * in->outputs;
    double sum = in->bias ? a[biases + one] * b[biases + other] : 0;
    for (size_t i = 0; i < in->inputs; i++)
        sum += a[one * in->inputs + i] * b[other * in->inputs + i];
    for (size_t o = 0; o < out->outputs; o++)
        sum += c[o * out->inputs + one] * d[o * out->inputs + other];
    return sum;
}

/* Unit u becomes what unit order[u] was. */
static void reorder(const struct network_layer *in, const struct network_layer *out, const size_t *order, const double *before, double *weights)
{
    const size_t biases = in->first + in->inputs * in->outputs;
    for (size_t u = 0; u < in->outputs; u++) {
        memcpy(weights + in->first + u * in->inputs, before + in->first + order[u] * in->inputs, in->inputs * sizeof *weights);
        if (in->bias)
            weights[biases + u] = before[biases + order[u]];
        for (size_t o = 0; o < out->outputs; o++)
            weights[out->first + o * out->inputs + u] = before[out->first + o * out->inputs + order[u]];
    }
}

/* Whether a unit moved; `place` follows each. */
static bool match_layer(struct arena *arena, const struct model *model, size_t l, const double *weights, double *other, size_t *place)
{
    const struct network_layer *in = &model->layers[l], *out = &model->layers[next_affine(model, l)];
    const size_t n = in->outputs;
    double *cost = ARENA_NEW(arena, double, n *n), *before = ARENA_NEW(arena, double, model->parameters);
    size_t *order = ARENA_NEW(arena, size_t, n), *was = ARENA_NEW(arena, size_t, n);
    double now = 0;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            cost[a * n + b] = -likeness(in, out, weights, a, other, b);
    for (size_t a = 0; a < n; a++)
        now += cost[a * n + a];
    const double least = assignment_solve(arena, cost, n, order);
    if (!(least < now - 1e-12 * fabs(now)))
        return false;
    memcpy(before, other, model->parameters * sizeof *before);
    memcpy(was, place, n * sizeof *was);
    reorder(in, out, order, before, other);
    for (size_t u = 0; u < n; u++)
        place[u] = was[order[u]];
    return true;
}

size_t directions_match(struct arena *arena, const struct model *model, const double *weights, double *other)
{
    size_t moved = 0, **places = ARENA_NEW(arena, size_t *, model->layer_count);
    bool any = true;
    for (int sweep = 0; sweep < MAX_SWEEPS && any; sweep++) {
        any = false;
        for (size_t l = 0; next_affine(model, l) < model->layer_count; l = next_affine(model, l)) {
            const size_t units = model->layers[l].outputs;
            if (!places[l]) {
                places[l] = ARENA_NEW(arena, size_t, units);
                for (size_t u = 0; u < units; u++)
                    places[l][u] = u;
            }
            any |= match_layer(arena, model, l, weights, other, places[l]);
        }
    }
    for (size_t l = 0; l < model->layer_count; l++)
        for (size_t u = 0; places[l] && u < model->layers[l].outputs; u++)
            moved += places[l][u] != u;
    return moved;
}

double directions_match_cost(const struct model *model)
{
    double sum = 0;
    for (size_t l = 0; next_affine(model, l) < model->layer_count; l = next_affine(model, l)) {
        const struct network_layer *in = &model->layers[l], *out = &model->layers[next_affine(model, l)];
        const double n = (double)in->outputs;
        sum += n * n * (n + 2 * (double)(in->inputs + out->outputs));
    }
    return 6 * sum;
}
