/* Steps in the units of x: the ratio of recent steps to recent gradients sets the rate. */
#include "optimize/method.h"

#include <math.h>

enum { RHO = METHOD_OWN, EPS, WEIGHT_DECAY };

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double lr = step->lr, rho = step->values[RHO], eps = step->values[EPS], decay = step->values[WEIGHT_DECAY];
    double *restrict square = memory[0], *restrict moved = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        square[i] = rho * square[i] + (1 - rho) * slope * slope;
        const double size = sqrt(square[i] + eps), change = size > 0 ? sqrt(moved[i] + eps) / size * slope : 0;
        moved[i] = rho * moved[i] + (1 - rho) * change * change;
        x[i] -= lr * change;
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(1),
    {"rho", OPTION_REAL, 0.9, 0, 1, NULL, NULL, "ρ: memory of the means of squares"},
    OPTION_EPS(1e-6),
    OPTION_WEIGHT_DECAY(0),
};

const struct method adadelta_method = {
    .callable = {"adadelta", OPTIONS(options)},
    .title = "Adadelta",
    .rule = "s = rho*s + (1 - rho)*g^2; d = sqrt(u + eps)/sqrt(s + eps)*g; u = rho*u + (1 - rho)*d^2; x = x - eta*d",
    .tex = "s_t=\\rho s_{t-1}+(1-\\rho)\\,g_t^2,\\quad d_t=\\frac{\\sqrt{u_{t-1}+\\epsilon}}{\\sqrt{s_t+\\epsilon}}\\,g_t,\\quad "
           "u_t=\\rho u_{t-1}+(1-\\rho)\\,d_t^2,\\quad x_t=x_{t-1}-\\eta\\,d_t",
    .paper = "Zeiler, ADADELTA: An Adaptive Learning Rate Method, arXiv:1212.5701 (2012)",
    .python = "s = u = 0\n"
              "for lr in rates:\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    s = rho*s + (1 - rho)*g**2\n"
              "    d = quotient(np.sqrt(u + eps), np.sqrt(s + eps))*g\n"
              "    u = rho*u + (1 - rho)*d**2\n"
              "    x = x - lr*d\n"
              "    yield x, lr\n",
    .arrays = 2,
    .update = update,
    .timeless = true,
    .update_each = update_each,
};
