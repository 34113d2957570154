/* Adam with an estimate of the distance to the solution for a rate: none need be set. */
#include "optimize/method.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, WEIGHT_DECAY, FIRST };

/* Rows of vectors, then of scalars. */
enum { MEAN, SQUARE, SLOPES, START, VECTORS };
enum { GAIN, DISTANCE, SCALARS };

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return VECTORS * dimension + SCALARS;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 20 * (double)dimension;
}

/* The estimate of the distance after this step's gradient: it only grows. */
static double estimate(const struct method_step *step, struct block *block, size_t point, double distance)
{
    const size_t lanes = block->lanes, end = block->dimension * lanes;
    const double keep = sqrt(step->values[BETA2]), weight = (1 - keep) * step->lr * distance * distance;
    double *slopes = block->memory + SLOPES * end, *start = block->memory + START * end, *gain = block->memory + VECTORS * end + GAIN * lanes;
    double size = 0, along = 0;
    for (size_t at = point; at < end; at += lanes) {
        along += block->gradient[at] * (start[at] - block->x[at]);
        slopes[at] = keep * slopes[at] + weight * block->gradient[at];
        size += fabs(slopes[at]);
    }
    gain[point] = keep * gain[point] + weight * along;
    const double found = gain[point] / size;
    return size > 0 && found > distance ? found : distance;
}

static void advance(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes, end = block->dimension * lanes;
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], decay = step->values[WEIGHT_DECAY];
    double *mean = block->memory, *square = mean + SQUARE * end, *start = mean + START * end, *distances = mean + VECTORS * end + DISTANCE * lanes;
    for (size_t point = 0; point < block->active; point++) {
        for (size_t at = point; at < end && step->t == 1; at += lanes)
            start[at] = block->x[at];
        const double distance = step->t == 1 ? step->values[FIRST] : distances[point], rate = step->lr * distance;
        distances[point] = estimate(step, block, point, distance);
        block->length[point] = rate;
        for (size_t at = point; at < end; at += lanes) {
            const double slope = distance * block->gradient[at];
            mean[at] = beta1 * mean[at] + (1 - beta1) * slope;
            square[at] = beta2 * square[at] + (1 - beta2) * slope * slope;
            const double spread = sqrt(square[at]) + distance * step->values[EPS];
            block->x[at] -= rate * (decay * block->x[at] + (spread > 0 ? mean[at] / spread : 0));
        }
    }
}

static const struct call_option options[] = {
    OPTION_LR(1),
    OPTION_BETA1,
    OPTION_BETA2("β₂: memory of the mean of squares"),
    OPTION_EPS(1e-8),
    {"weight_decay", OPTION_REAL, 0, 0, 1e3, NULL, NULL, "λ: λx is added to the step"},
    {"d0", OPTION_REAL, 1e-6, 1e-300, 1e6, NULL, NULL, "d₀: the first estimate of the distance to the solution"},
};

const struct method prodigy_method = {
    .callable = {"prodigy", OPTIONS(options)},
    .title = "Prodigy",
    .rule = "m = beta1*m + (1 - beta1)*d*g; v = beta2*v + (1 - beta2)*(d*g)^2; b = sqrt(beta2); r = b*r + (1 - b)*eta*d^2*g.(x_0 - x); "
            "s = b*s + (1 - b)*eta*d^2*g; x = x - eta*d*(m/(sqrt(v) + d*eps) + lambda*x); d = max(d, r/|s|_1)",
    .tex = "r_{t+1}=\\sqrt{\\beta_2}\\,r_t+(1-\\sqrt{\\beta_2})\\,\\eta d_t^2\\,\\langle g_t,x_0-x_t\\rangle,\\quad "
           "d_{t+1}=\\max\\left(d_t,\\frac{r_{t+1}}{\\|s_{t+1}\\|_1}\\right),\\quad "
           "x_{t+1}=x_t-\\eta d_t\\,\\frac{m_{t+1}}{\\sqrt{v_{t+1}}+d_t\\epsilon}",
    .paper = "Mishchenko & Defazio, Prodigy: An Expeditiously Adaptive Parameter-Free Learner, ICML (2024), algorithm 4",
    .python = "m = v = r = s = 0\n"
              "d, start, keep = d0, x, np.sqrt(beta2)\n"
              "for lr in rates:\n"
              "    g = gradient(x)\n"
              "    weight = (1 - keep)*lr*d**2\n"
              "    r = keep*r + weight*(g @ (start - x))\n"
              "    s = keep*s + weight*g\n"
              "    size = np.sum(np.abs(s))\n"
              "    m = beta1*m + (1 - beta1)*d*g\n"
              "    v = beta2*v + (1 - beta2)*(d*g)**2\n"
              "    rate = lr*d\n"
              "    x = x - rate*(weight_decay*x + quotient(m, np.sqrt(v) + d*eps))\n"
              "    d = max(d, r/size) if size > 0 else d\n"
              "    yield x, rate\n",
    .rows = rows,
    .work = work,
    .advance = advance,
};
