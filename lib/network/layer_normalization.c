/* Every example's units are brought to mean 0 and variance 1, with the variance biased, ε = 1e-5 and no affine part (Ba, Kiros & Hinton,
 * Layer Normalization, 2016). With s = 1/√(variance + ε), ẑ the result and ⟨·⟩ the mean over the units, its derivative is the symmetric map
 * v ↦ s (v − ⟨v⟩ − ẑ ⟨ẑ v⟩). */
#include "network/layer.h"

#include <math.h>

static const double EPSILON = 1e-5;

/* s of every example and lane. */
static size_t memory(const struct network_layer *layer, const struct signal *in, const struct signal *out)
{
    (void)layer, (void)out;
    return in->stride / in->units + 8;
}

/* The units of one example of one lane, and how far apart they are. */
struct normalized_units {
    size_t count, step;
};

static double mean(struct normalized_units units, const double *a)
{
    double total = 0;
    for (size_t u = 0; u < units.count; u++)
        total += a[u * units.step];
    return total / (double)units.count;
}

static double mean_product(struct normalized_units units, const double *a, const double *b)
{
    double total = 0;
    for (size_t u = 0; u < units.count; u++)
        total += a[u * units.step] * b[u * units.step];
    return total / (double)units.count;
}

/* Runs the statement behind it for each example and lane, with `at` where its units begin. */
#define FOR_EACH_COLUMN(run, at)                                                                                                                     \
    for (size_t e_ = 0; e_ < (run)->examples; e_++)                                                                                                  \
        for (size_t l_ = 0, at = e_ * (run)->in->stride; l_ < (run)->lanes; l_++, at++)

static double *scale_of(const struct layer_run *run, size_t at)
{
    return &run->memory[at / run->in->stride * run->lanes + at % run->in->stride];
}

static void forward(struct layer_run *run)
{
    const struct normalized_units units = {run->layer->inputs, run->lanes};
    FOR_EACH_COLUMN(run, at)
    {
        const double *in = run->in->value + at;
        double *out = run->out->value + at;
        const double centre = mean(units, in);
        for (size_t u = 0; u < units.count; u++)
            out[u * units.step] = in[u * units.step] - centre;
        const double scale = *scale_of(run, at) = 1 / sqrt(mean_product(units, out, out) + EPSILON);
        for (size_t u = 0; u < units.count; u++)
            out[u * units.step] *= scale;
    }
}

/* to (+)= s (v − ⟨v⟩ − ẑ ⟨ẑ v⟩). */
static void differentiate(struct normalized_units units, double scale, const double *normalized, const double *v, double *to, bool add)
{
    const double centre = mean(units, v), along = mean_product(units, normalized, v);
    for (size_t u = 0; u < units.count; u++) {
        const size_t i = u * units.step;
        const double value = scale * (v[i] - centre - normalized[i] * along);
        to[i] = add ? to[i] + value : value;
    }
}

static void backward(struct layer_run *run)
{
    const struct normalized_units units = {run->layer->inputs, run->lanes};
    FOR_EACH_COLUMN(run, at)
    differentiate(units, *scale_of(run, at), run->out->value + at, run->out->gradient + at, run->in->gradient + at, true);
}

static void tangent(struct layer_run *run)
{
    const struct normalized_units units = {run->layer->inputs, run->lanes};
    FOR_EACH_COLUMN(run, at)
    differentiate(units, *scale_of(run, at), run->out->value + at, run->in->tangent + at, run->out->tangent + at, false);
}

/* The derivative of s (g − ⟨g⟩ − ẑ ⟨ẑ g⟩) along the direction; that of s is −s² ⟨ẑ z˙⟩. */
static void tangent_backward(struct layer_run *run)
{
    const struct normalized_units units = {run->layer->inputs, run->lanes};
    FOR_EACH_COLUMN(run, at)
    {
        const double scale = *scale_of(run, at), *normalized = run->out->value + at, *moved = run->out->tangent + at;
        const double *gradient = run->out->gradient + at;
        double *to = run->in->gradient_tangent + at;
        const double centre = mean(units, gradient), along = mean_product(units, normalized, gradient);
        const double along_moved = mean_product(units, moved, gradient);
        const double shrinkage = scale * mean_product(units, normalized, run->in->tangent + at); /* of s, relative */
        for (size_t u = 0; u < units.count; u++) {
            const size_t i = u * units.step;
            to[i] -= shrinkage * scale * (gradient[i] - centre - normalized[i] * along) + scale * (moved[i] * along + normalized[i] * along_moved);
        }
        differentiate(units, scale, normalized, run->out->gradient_tangent + at, to, true);
    }
}

const struct network_layer_kind layer_normalization = {
    .name = "normalization",
    .memory = memory,
    .forward = forward,
    .backward = backward,
    .tangent = tangent,
    .tangent_backward = tangent_backward,
};
