/* Only the gradient's sign counts: steps grow while it stays and shrink when it turns. */
#include "optimize/method.h"

enum { ETAMINUS = 1, ETAPLUS, STEP_MIN, STEP_MAX };

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double *values = step->values;
    const double first = step->t == 1 ? step->lr : 0;
    double *restrict previous = memory[0], *restrict length = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double size = length[i] + first, sign = g[i] * previous[i];
        const double grown = size * values[ETAPLUS], shrunk = size * values[ETAMINUS];
        length[i] = sign > 0   ? (grown < values[STEP_MAX] ? grown : values[STEP_MAX])
                    : sign < 0 ? (shrunk > values[STEP_MIN] ? shrunk : values[STEP_MIN])
                               : size;
        /* Having overshot, it neither moves nor remembers this once. */
        const double slope = sign < 0 ? 0 : g[i];
        x[i] -= slope > 0 ? length[i] : slope < 0 ? -length[i] : 0;
        previous[i] = slope;
    }
}

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 0.01, 0, 1e6, NULL, NULL, "η: the first step's length"},
    {"etaminus", OPTION_REAL, 0.5, 0, 1, NULL, "eta_minus", "η₋: steps shrink by it when the gradient turns"},
    {"etaplus", OPTION_REAL, 1.2, 1, 1e3, NULL, "eta_plus", "η₊: steps grow by it while the gradient keeps its sign"},
    {"step_min", OPTION_REAL, 1e-6, 0, 1e6, NULL, NULL, "the shortest step"},
    {"step_max", OPTION_REAL, 50, 0, 1e6, NULL, NULL, "the longest step"},
};

const struct method rprop_method = {
    .callable = {"rprop", OPTIONS(options)},
    .title = "Rprop",
    .rule = "d = eta at first; g*g_previous > 0: d = min(d*eta_plus, step_max); < 0: d = max(d*eta_minus, step_min), g = 0; x = x - sign(g)*d",
    .tex = "d_t=\\begin{cases}\\min(\\eta_+d_{t-1},d_{\\max})&g_tg_{t-1}>0\\\\\\max(\\eta_-d_{t-1},d_{\\min}),\\ g_t:=0&g_tg_{t-1}<0\\\\"
           "d_{t-1}&\\text{otherwise}\\end{cases}\\quad x_t=x_{t-1}-\\operatorname{sign}(g_t)\\,d_t",
    .paper = "Riedmiller & Braun, A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm, IEEE ICNN (1993) 586",
    .arrays = 2,
    .update = update,
};
