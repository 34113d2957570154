/* Gradient descent with a slowly decaying rate; the average that gives it its name is of the iterates, which are what is shown. */
#include "optimize/method.h"

#include "expression/kernels.h"

enum { LAMBD = METHOD_OWN, ALPHA, WEIGHT_DECAY };
enum { ETA };  /* running: the rate of the next step */
enum { RATE }; /* constants */

static void begin(struct method_step *step)
{
    const double lambda = step->values[LAMBD];
    step->constants[RATE] = step->t == 1 ? step->lr : step->running[ETA];
    step->running[ETA] = step->lr / kernel_scalar(OPERATION_POWER, 1 + lambda * step->lr * (double)step->t, step->values[ALPHA], 0);
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    (void)memory;
    const double rate = step->constants[RATE], shrinkage = 1 - step->values[LAMBD] * rate, decay = step->values[WEIGHT_DECAY];
    for (size_t i = 0; i < count; i++)
        x[i] = x[i] * shrinkage - rate * (g[i] + decay * x[i]);
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.01),
    {"lambd", OPTION_REAL, 1e-4, 0, 1e3, NULL, NULL, "λ: how fast the rate and x decay"},
    {"alpha", OPTION_REAL, 0.75, 0, 1e3, NULL, NULL, "α: power of the rate's decay"},
    OPTION_WEIGHT_DECAY(0),
};

const struct method asgd_method = {
    .callable = {"asgd", OPTIONS(options)},
    .rate_by_curvature = true,
    .title = "ASGD",
    .rule = "x = (1 - lambda*eta_t)*x - eta_t*g; eta_(t+1) = eta/(1 + lambda*eta*t)^alpha (the iterate is shown, not the average)",
    .tex = "x_t=(1-\\lambda\\eta_t)\\,x_{t-1}-\\eta_t\\,g_t,\\quad \\eta_{t+1}=\\frac{\\eta}{(1+\\lambda\\eta t)^\\alpha}",
    .paper = "Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, SIAM Journal on Control and Optimization 30 (1992) 838",
    .python = "for t, lr in enumerate(rates, 1):\n"
              "    eta = lr if t == 1 else following\n"
              "    x = (1 - lambd*eta)*x - eta*(gradient(x) + weight_decay*x)\n"
              "    following = lr/(1 + lambd*lr*t)**alpha\n"
              "    yield x, lr\n",
    .begin = begin,
    .update = update,
    .update_each = update_each,
};
