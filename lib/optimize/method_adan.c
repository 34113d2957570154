/* Nesterov's look ahead from the differences of successive gradients, so that no gradient is taken away from x. */
#include "optimize/method.h"

#include "expression/kernels.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, BETA3, EPS, WEIGHT_DECAY };
enum { MEAN_RATE, CHANGE_RATE, ROOT }; /* constants */

static void begin(struct method_step *step)
{
    step->constants[MEAN_RATE] = step->lr / (1 - method_power(step, step->values[BETA1]));
    step->constants[CHANGE_RATE] = step->lr * step->values[BETA2] / (1 - method_power(step, step->values[BETA2]));
    step->constants[ROOT] = sqrt(1 - method_power(step, step->values[BETA3]));
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], beta3 = step->values[BETA3], eps = step->values[EPS];
    const double mean_rate = step->constants[MEAN_RATE], change_rate = step->constants[CHANGE_RATE], root = step->constants[ROOT];
    const double shrinkage = 1 + step->lr * step->values[WEIGHT_DECAY];
    const bool first = step->t == 1;
    double *restrict mean = memory[0], *restrict change = memory[1], *restrict square = memory[2], *restrict previous = memory[3];
    for (size_t i = 0; i < count; i++) {
        const double difference = first ? 0 : g[i] - previous[i], ahead = g[i] + beta2 * difference;
        mean[i] = beta1 * mean[i] + (1 - beta1) * g[i];
        change[i] = beta2 * change[i] + (1 - beta2) * difference;
        square[i] = beta3 * square[i] + (1 - beta3) * ahead * ahead;
        const double size = sqrt(square[i]) / root + eps;
        x[i] = (x[i] - (size > 0 ? (mean_rate * mean[i] + change_rate * change[i]) / size : 0)) / shrinkage;
        previous[i] = g[i];
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.001),
    {"beta1", OPTION_REAL, 0.98, 0, 0.999999999, NULL, NULL, "β₁: memory of the mean of gradients (1 − β₁ of the paper)"},
    {"beta2", OPTION_REAL, 0.92, 0, 0.999999999, NULL, NULL, "β₂: memory of the mean of their differences"},
    {"beta3", OPTION_REAL, 0.99, 0, 0.999999999, NULL, NULL, "β₃: memory of the mean of squares"},
    OPTION_EPS(1e-8),
    {"weight_decay", OPTION_REAL, 0, 0, 1e3, NULL, NULL, "λ: x is divided by 1 + ηλ after every step"},
};

const struct method adan_method = {
    .callable = {"adan", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "Adan",
    .rule = "d = g - g_previous (0 at first); m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*d; n = beta3*n + (1 - beta3)*(g + beta2*d)^2; "
            "x = (x - eta*(m/(1 - beta1^t) + beta2*v/(1 - beta2^t))/(sqrt(n/(1 - beta3^t)) + eps))/(1 + eta*lambda)",
    .tex = "v_t=\\beta_2v_{t-1}+(1-\\beta_2)(g_t-g_{t-1}),\\quad n_t=\\beta_3n_{t-1}+(1-\\beta_3)\\,(g_t+\\beta_2(g_t-g_{t-1}))^2,\\quad "
           "x_t=\\frac{1}{1+\\eta\\lambda}\\left(x_{t-1}-\\eta\\,\\frac{\\hat m_t+\\beta_2\\hat v_t}{\\sqrt{\\hat n_t}+\\epsilon}\\right)",
    .paper = "Xie et al., Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models, IEEE TPAMI 46 (2024) 9508, algorithm 1, "
             "with means corrected for their start at 0 as its authors' program has them",
    .python = "m = v = n = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x)\n"
              "    d = g - previous if t > 1 else 0*g\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = beta2*v + (1 - beta2)*d\n"
              "    n = beta3*n + (1 - beta3)*(g + beta2*d)**2\n"
              "    size = np.sqrt(n)/np.sqrt(1 - beta3**t) + eps\n"
              "    x = (x - lr*quotient(m/(1 - beta1**t) + beta2/(1 - beta2**t)*v, size))/(1 + lr*weight_decay)\n"
              "    previous = g\n"
              "    yield x, lr\n",
    .arrays = 4,
    .begin = begin,
    .update = update,
    .update_each = update_each,
};
