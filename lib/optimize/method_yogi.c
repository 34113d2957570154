/* Adam whose mean of squares moves by the size of the gradient only, so that it cannot collapse or jump. */
#include "optimize/method.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, WEIGHT_DECAY };

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], eps = step->values[EPS], decay = step->values[WEIGHT_DECAY];
    const double rate = step->constants[MOMENTS_RATE], root = step->constants[MOMENTS_ROOT];
    double *restrict mean = memory[0], *restrict square = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i], fresh = slope * slope, change = (1 - beta2) * fresh;
        mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
        square[i] += fresh > square[i] ? change : fresh < square[i] ? -change : 0;
        const double size = sqrt(square[i]) / root + eps;
        x[i] -= size > 0 ? rate * mean[i] / size : 0;
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.01), OPTION_BETA1, OPTION_BETA2("β₂: how slowly the mean of squares moves"), OPTION_EPS(1e-3), OPTION_WEIGHT_DECAY(0),
};

const struct method yogi_method = {
    .callable = {"yogi", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "Yogi",
    .rule = "m = beta1*m + (1 - beta1)*g; v = v + (1 - beta2)*sign(g^2 - v)*g^2; x = x - eta*(m/(1 - beta1^t))/(sqrt(v/(1 - beta2^t)) + eps)",
    .tex = "m_t=\\beta_1m_{t-1}+(1-\\beta_1)\\,g_t,\\quad v_t=v_{t-1}+(1-\\beta_2)\\operatorname{sign}(g_t^2-v_{t-1})\\,g_t^2,\\quad "
           "x_t=x_{t-1}-\\eta\\,\\frac{m_t/(1-\\beta_1^t)}{\\sqrt{v_t/(1-\\beta_2^t)}+\\epsilon}",
    .paper = "Zaheer et al., Adaptive Methods for Nonconvex Optimization, NeurIPS (2018)",
    .python = "m = v = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = v + (1 - beta2)*np.sign(g**2 - v)*g**2\n"
              "    x = x - lr/(1 - beta1**t)*quotient(m, np.sqrt(v)/np.sqrt(1 - beta2**t) + eps)\n"
              "    yield x, lr\n",
    .arrays = 2,
    .begin = moments_begin,
    .begin_each = moments_begin_each,
    .update = update,
    .update_each = update_each,
};
