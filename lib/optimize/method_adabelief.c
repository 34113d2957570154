/* Adam divided by how far gradients lie from what was expected of them, instead of by how large they are. */
#include "optimize/method.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, WEIGHT_DECAY };

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], eps = step->values[EPS], decay = step->values[WEIGHT_DECAY];
    const double rate = step->constants[MOMENTS_RATE], root = step->constants[MOMENTS_ROOT];
    double *restrict mean = memory[0], *restrict spread = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
        spread[i] = beta2 * spread[i] + (1 - beta2) * (slope - mean[i]) * (slope - mean[i]) + eps;
        const double size = sqrt(spread[i]) / root + eps;
        x[i] -= size > 0 ? rate * mean[i] / size : 0;
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.001), OPTION_BETA1, OPTION_BETA2("β₂: memory of the mean of squared surprises"), OPTION_EPS(1e-16), OPTION_WEIGHT_DECAY(0),
};

const struct method adabelief_method = {
    .callable = {"adabelief", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "AdaBelief",
    .rule = "m = beta1*m + (1 - beta1)*g; s = beta2*s + (1 - beta2)*(g - m)^2 + eps; x = x - eta*(m/(1 - beta1^t))/(sqrt(s/(1 - beta2^t)) + eps)",
    .tex = "m_t=\\beta_1m_{t-1}+(1-\\beta_1)\\,g_t,\\quad s_t=\\beta_2s_{t-1}+(1-\\beta_2)(g_t-m_t)^2+\\epsilon,\\quad "
           "x_t=x_{t-1}-\\eta\\,\\frac{m_t/(1-\\beta_1^t)}{\\sqrt{s_t/(1-\\beta_2^t)}+\\epsilon}",
    .paper = "Zhuang et al., AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients, NeurIPS (2020), algorithm 2",
    .python = "m = s = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    s = beta2*s + (1 - beta2)*(g - m)**2 + eps\n"
              "    x = x - lr/(1 - beta1**t)*quotient(m, np.sqrt(s)/np.sqrt(1 - beta2**t) + eps)\n"
              "    yield x, lr\n",
    .arrays = 2,
    .begin = moments_begin,
    .begin_each = moments_begin_each,
    .update = update,
    .update_each = update_each,
};
