/* Adam with Nesterov's look ahead, by the published rule. */
#include "optimize/method.h"

#include "expression/kernels.h"

#include <math.h>

enum { BETA1 = METHOD_OWN, BETA2, EPS, MOMENTUM_DECAY, WEIGHT_DECAY };
enum { GRADIENT_RATE, MEAN_RATE, ROOT }; /* constants */
enum { PRODUCT };                        /* running: of all momenta so far */

/* The momentum of step t. */
static double momentum_at(const struct method_step *step, double t)
{
    return step->values[BETA1] * (1 - 0.5 * kernel_scalar(OPERATION_POWER, 0.96, t * step->values[MOMENTUM_DECAY], 0));
}

static void begin(struct method_step *step)
{
    const double t = (double)step->t, now = momentum_at(step, t), next = momentum_at(step, t + 1);
    const double product = step->running[PRODUCT] = (step->t == 1 ? 1 : step->running[PRODUCT]) * now;
    step->constants[GRADIENT_RATE] = step->lr * (1 - now) / (1 - product);
    step->constants[MEAN_RATE] = step->lr * next / (1 - product * next);
    step->constants[ROOT] = sqrt(1 - method_power(step, step->values[BETA2]));
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double beta1 = step->values[BETA1], beta2 = step->values[BETA2], eps = step->values[EPS], decay = step->values[WEIGHT_DECAY];
    const double gradient_rate = step->constants[GRADIENT_RATE], mean_rate = step->constants[MEAN_RATE], root = step->constants[ROOT];
    double *restrict mean = memory[0], *restrict square = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        mean[i] = beta1 * mean[i] + (1 - beta1) * slope;
        square[i] = beta2 * square[i] + (1 - beta2) * slope * slope;
        const double size = sqrt(square[i]) / root + eps;
        /* Two moves, as the rule is published: their sum first would round otherwise. */
        x[i] -= size > 0 ? gradient_rate * slope / size : 0;
        x[i] -= size > 0 ? mean_rate * mean[i] / size : 0;
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.002),
    OPTION_BETA1,
    OPTION_BETA2("β₂: memory of the mean of squares"),
    OPTION_EPS(1e-8),
    {"momentum_decay", OPTION_REAL, 0.004, 0, 1e3, NULL, NULL, "ψ: how fast the momentum rises to β₁"},
    OPTION_WEIGHT_DECAY(0),
};

const struct method nadam_method = {
    .callable = {"nadam", OPTIONS(options)},
    .rate_by_width = 0.01,
    .title = "NAdam",
    .rule = "mu_t = beta1*(1 - 0.96^(t*psi)/2); M = mu_1*...*mu_t; m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g^2; "
            "x = x - eta*((1 - mu_t)/(1 - M)*g + mu_(t+1)/(1 - M*mu_(t+1))*m)/(sqrt(v/(1 - beta2^t)) + eps)",
    .tex = "\\mu_t=\\beta_1\\left(1-\\tfrac12\\,0.96^{t\\psi}\\right),\\quad x_t=x_{t-1}-\\eta\\,\\frac{\\frac{1-\\mu_t}{1-\\prod_{i\\le "
           "t}\\mu_i}\\,g_t+"
           "\\frac{\\mu_{t+1}}{1-\\prod_{i\\le t+1}\\mu_i}\\,m_t}{\\sqrt{v_t/(1-\\beta_2^t)}+\\epsilon}",
    .paper = "Dozat, Incorporating Nesterov Momentum into Adam, ICLR workshop (2016)",
    .python = "m = v = 0\n"
              "product = 1\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    m = beta1*m + (1 - beta1)*g\n"
              "    v = beta2*v + (1 - beta2)*g**2\n"
              "    mu, following = (beta1*(1 - 0.96**(k*momentum_decay)/2) for k in (t, t + 1))\n"
              "    product = product*mu\n"
              "    size = np.sqrt(v)/np.sqrt(1 - beta2**t) + eps\n"
              "    x = x - lr*(1 - mu)/(1 - product)*quotient(g, size)\n"
              "    x = x - lr*following/(1 - product*following)*quotient(m, size)\n"
              "    yield x, lr\n",
    .arrays = 2,
    .begin = begin,
    .update = update,
    .update_each = update_each,
};
