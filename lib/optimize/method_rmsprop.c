/* Rates that follow the recent size of the gradient. */
#include "optimize/method.h"

#include <math.h>

enum { ALPHA = METHOD_OWN, EPS, CENTERED, MOMENTUM, WEIGHT_DECAY, EPS_INSIDE };

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double *values = step->values;
    const double lr = step->lr, alpha = values[ALPHA], momentum = values[MOMENTUM], decay = values[WEIGHT_DECAY], centered = values[CENTERED];
    const double inside = values[EPS_INSIDE] != 0 ? values[EPS] : 0, outside = values[EPS_INSIDE] != 0 ? 0 : values[EPS];
    double *restrict square = memory[0], *restrict mean = memory[1], *restrict velocity = memory[2];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        square[i] = alpha * square[i] + (1 - alpha) * slope * slope;
        mean[i] = alpha * mean[i] + (1 - alpha) * slope;
        /* The variance of equal gradients may round to less than 0. */
        const double variance = square[i] - centered * (mean[i] * mean[i]);
        const double size = sqrt((variance > 0 ? variance : 0) + inside) + outside;
        velocity[i] = momentum * velocity[i] + (size > 0 ? slope / size : 0);
        x[i] -= lr * velocity[i];
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.01),
    {"alpha", OPTION_REAL, 0.99, 0, 1, NULL, "gamma", "α: memory of the mean of squares"},
    OPTION_EPS(1e-8),
    {"centered", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: divides by the spread instead of the size of recent gradients"},
    {"momentum", OPTION_REAL, 0, 0, 1, NULL, NULL, "μ: how much of the velocity is kept"},
    OPTION_WEIGHT_DECAY(0),
    {"eps_inside", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: ε under the root, as in the textbook"},
};

const struct method rmsprop_method = {
    .callable = {"rmsprop", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "RMSprop",
    .rule = "s = alpha*s + (1 - alpha)*g^2; centered: a = alpha*a + (1 - alpha)*g, s - a^2 in place of s; "
            "b = mu*b + g/(sqrt(s) + eps), with eps_inside g/sqrt(s + eps); x = x - eta*b",
    .tex = "s_t=\\alpha s_{t-1}+(1-\\alpha)\\,g_t^2,\\quad x_t=x_{t-1}-\\eta\\,\\frac{g_t}{\\sqrt{s_t}+\\epsilon}",
    .paper = "Tieleman & Hinton, Lecture 6.5: RMSprop, Coursera: Neural Networks for Machine Learning (2012)",
    .python = "s = a = b = 0\n"
              "for lr in rates:\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    s = alpha*s + (1 - alpha)*g**2\n"
              "    a = alpha*a + (1 - alpha)*g\n"
              "    variance = np.maximum(s - a**2, 0) if centered else s\n"
              "    size = np.sqrt(variance + eps) if eps_inside else np.sqrt(variance) + eps\n"
              "    b = momentum*b + quotient(g, size)\n"
              "    x = x - lr*b\n"
              "    yield x, lr\n",
    .arrays = 3,
    .update = update,
    .timeless = true,
    .update_each = update_each,
};
