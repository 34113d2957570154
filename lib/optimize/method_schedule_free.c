/* Gradients between a point that steps and the mean of its places, which is what is shown: a schedule would be the mean's. */
#include "optimize/method.h"

enum { BETA = METHOD_OWN, WEIGHT_DECAY };
enum { SQUARES }; /* running: of all rates so far */
enum { PART };    /* constants: what the newest place counts in the mean */

static void begin(struct method_step *step)
{
    step->running[SQUARES] += step->lr * step->lr;
    step->constants[PART] = step->running[SQUARES] > 0 ? step->lr * step->lr / step->running[SQUARES] : 0;
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double beta = step->values[BETA], decay = step->values[WEIGHT_DECAY], part = step->constants[PART], lr = step->lr;
    const bool first = step->t == 1;
    double *restrict base = memory[0], *restrict mean = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double z = (first ? x[i] : base[i]) - lr * (g[i] + decay * x[i]), before = first ? x[i] : mean[i];
        base[i] = z;
        mean[i] = (1 - part) * before + part * z;
        x[i] = (1 - beta) * z + beta * mean[i];
    }
}

static void show(const struct method_step *step, const double *x, double *const *memory, double *restrict shown, size_t count)
{
    for (size_t i = 0; i < count; i++)
        shown[i] = step->t ? memory[1][i] : x[i];
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.1),
    {"beta", OPTION_REAL, 0.9, 0, 1, NULL, "momentum", "β: how near the mean gradients are taken; 0: SGD averaged, 1: at the mean itself"},
    OPTION_WEIGHT_DECAY(0),
};

const struct method schedule_free_method = {
    .callable = {"schedule_free", OPTIONS(options)},
    .rate_by_curvature = true,
    .title = "schedule-free SGD",
    .rule = "y = (1 - beta)*z + beta*x; z = z - eta*(f'(y) + lambda*y); c = eta^2/(sum of eta^2 so far); x = (1 - c)*x + c*z",
    .tex = "y_t=(1-\\beta)z_t+\\beta x_t,\\quad z_{t+1}=z_t-\\eta_t\\,\\nabla f(y_t),\\quad x_{t+1}=(1-c_t)\\,x_t+c_t\\,z_{t+1},\\quad "
           "c_t=\\frac{\\eta_t^2}{\\sum_{i\\le t}\\eta_i^2}",
    .paper = "Defazio et al., The Road Less Scheduled, NeurIPS (2024), equations (3) to (5), weights as in section 3",
    .python = "z, mean, squares = x, x, 0\n"
              "for lr in rates:\n"
              "    z = z - lr*(gradient(x) + weight_decay*x)\n"
              "    squares += lr**2\n"
              "    part = lr**2/squares if squares > 0 else 0\n"
              "    mean = (1 - part)*mean + part*z\n"
              "    x = (1 - beta)*z + beta*mean\n"
              "    yield x, lr, mean\n",
    .arrays = 2,
    .begin = begin,
    .update = update,
    .update_each = update_each,
    .show = show,
};
