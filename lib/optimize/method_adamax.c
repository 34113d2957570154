/* Adam with the largest recent gradient in place of the root of the mean of squares. */
#include "optimize/method.h"

#include "expression/kernels.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, WEIGHT_DECAY };

static void begin(struct method_step *step)
{
    step->constants[0] = step->lr / (1 - method_power(step, step->values[BETA1]));
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], eps = step->values[EPS], decay = step->values[WEIGHT_DECAY];
    const double rate = step->constants[0];
    double *restrict mean = memory[0], *restrict largest = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i], size = fabs(slope) + eps, faded = beta2 * largest[i];
        mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
        largest[i] = faded > size ? faded : size; /* ε within the maximum */
        x[i] -= largest[i] > 0 ? rate * mean[i] / largest[i] : 0;
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.002), OPTION_BETA1, OPTION_BETA2("β₂: how slowly the largest gradient fades"), OPTION_EPS(1e-8), OPTION_WEIGHT_DECAY(0),
};

const struct method adamax_method = {
    .callable = {"adamax", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "Adamax",
    .rule = "m = beta1*m + (1 - beta1)*g; u = max(beta2*u, |g| + eps); x = x - eta/(1 - beta1^t)*m/u",
    .tex = "m_t=\\beta_1m_{t-1}+(1-\\beta_1)\\,g_t,\\quad u_t=\\max(\\beta_2u_{t-1},|g_t|+\\epsilon),\\quad "
           "x_t=x_{t-1}-\\frac{\\eta}{1-\\beta_1^t}\\,\\frac{m_t}{u_t}",
    .paper = "Kingma & Ba, Adam: A Method for Stochastic Optimization, ICLR (2015), section 7",
    .python = "m = u = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    u = np.maximum(beta2*u, abs(g) + eps)\n"
              "    x = x - lr/(1 - beta1**t)*quotient(m, u)\n"
              "    yield x, lr\n",
    .arrays = 2,
    .begin = begin,
    .update = update,
    .update_each = update_each,
};
