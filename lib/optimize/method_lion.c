/* The sign of a momentum alone: every coordinate moves by the rate, whatever its gradient. */
#include "optimize/method.h"

enum { BETA1 = METHOD_OWN, BETA2, WEIGHT_DECAY };

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double lr = step->lr, beta1 = step->values[BETA1], beta2 = step->values[BETA2], decay = step->values[WEIGHT_DECAY];
    double *restrict mean = memory[0];
    for (size_t i = 0; i < count; i++) {
        const double blend = beta1 * mean[i] + (1 - beta1) * g[i], sign = blend > 0 ? 1 : blend < 0 ? -1 : 0;
        x[i] -= lr * (sign + decay * x[i]);
        mean[i] = beta2 * mean[i] + (1 - beta2) * g[i];
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(1e-4),
    {"beta1", OPTION_REAL, 0.9, 0, 0.999999999, NULL, NULL, "β₁: what the mean of gradients counts in the step's sign"},
    {"beta2", OPTION_REAL, 0.99, 0, 0.999999999, NULL, NULL, "β₂: memory of the mean of gradients"},
    {"weight_decay", OPTION_REAL, 0, 0, 1e3, NULL, NULL, "λ: λx is added to the step's direction"},
};

const struct method lion_method = {
    .callable = {"lion", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "Lion",
    .rule = "c = beta1*m + (1 - beta1)*g; x = x - eta*(sign(c) + lambda*x); m = beta2*m + (1 - beta2)*g",
    .tex = "c_t=\\beta_1m_{t-1}+(1-\\beta_1)\\,g_t,\\quad x_t=x_{t-1}-\\eta\\,(\\operatorname{sign}(c_t)+\\lambda x_{t-1}),\\quad "
           "m_t=\\beta_2m_{t-1}+(1-\\beta_2)\\,g_t",
    .paper = "Chen et al., Symbolic Discovery of Optimization Algorithms, NeurIPS (2023), algorithm 2",
    .python = "m = 0\n"
              "for lr in rates:\n"
              "    g = gradient(x)\n"
              "    x = x - lr*(np.sign(beta1*m + (1 - beta1)*g) + weight_decay*x)\n"
              "    m = beta2*m + (1 - beta2)*g\n"
              "    yield x, lr\n",
    .arrays = 1,
    .update = update,
    .timeless = true,
    .update_each = update_each,
};
