/* Only the gradient's sign counts: steps grow while it stays and shrink when it turns. */
#include "optimize/method.h"

enum { ETAMINUS = METHOD_OWN, ETAPLUS, STEP_MIN, STEP_MAX };

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double least = step->values[STEP_MIN], most = step->values[STEP_MAX], first = step->t == 1 ? step->lr : 0;
    double *restrict previous = memory[0], *restrict length = memory[1];
    for (size_t i = 0; i < count; i++) {
        const double size = length[i] + first, sign = g[i] * previous[i];
        const double wanted = size * (sign > 0 ? step->values[ETAPLUS] : sign < 0 ? step->values[ETAMINUS] : 1);
        length[i] = wanted < least ? least : wanted > most ? most : wanted;
        /* Having overshot, it neither moves nor remembers this once. */
        const double slope = sign < 0 ? 0 : g[i];
        x[i] -= slope > 0 ? length[i] : slope < 0 ? -length[i] : 0;
        previous[i] = slope;
    }
}

/* Torch's conditions, and that there is a step between the shortest and the longest. */
static bool check(struct arena *arena, struct call *call, struct error *error)
{
    const double *values = call->values;
    if (values[ETAMINUS] == 0 || values[ETAMINUS] == 1)
        return call_refuse(arena, call, ETAMINUS, 0.5, error, "etaminus of rprop lies between 0 and 1");
    if (values[ETAPLUS] == 1)
        return call_refuse(arena, call, ETAPLUS, 1.2, error, "etaplus of rprop is greater than 1");
    return values[STEP_MIN] <= values[STEP_MAX] ||
           call_refuse(arena, call, STEP_MIN, values[STEP_MAX], error, "the shortest step of rprop is longer than the longest");
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 0.01, 0, 1e6, "auto", NULL, "η: the first step's length"},
    OPTIONS_OF_ALL,
    {"etaminus", OPTION_REAL, 0.5, 0, 1, NULL, "eta_minus", "η₋: steps shrink by it when the gradient turns"},
    {"etaplus", OPTION_REAL, 1.2, 1, 1e3, NULL, "eta_plus", "η₊: steps grow by it while the gradient keeps its sign"},
    {"step_min", OPTION_REAL, 1e-6, 0, 1e6, NULL, NULL, "the shortest step"},
    {"step_max", OPTION_REAL, 50, 0, 1e6, NULL, NULL, "the longest step"},
};

const struct method rprop_method = {
    .callable = {"rprop", OPTIONS(options), .check = check},
    .rate_by_width = 0.01,
    .title = "Rprop",
    .rule = "d = eta at first; g*g_previous > 0: d = d*eta_plus; < 0: d = d*eta_minus, g = 0; d from step_min to step_max; x = x - sign(g)*d",
    .tex = "d_t=\\min\\left(d_{\\max},\\max\\left(d_{\\min},\\begin{cases}\\eta_+d_{t-1}&g_tg_{t-1}>0\\\\\\eta_-d_{t-1},\\ g_t:=0&g_tg_{t-1}<0\\\\"
           "d_{t-1}&\\text{otherwise}\\end{cases}\\right)\\right),\\quad x_t=x_{t-1}-\\operatorname{sign}(g_t)\\,d_t",
    .paper = "Riedmiller & Braun, A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm, IEEE ICNN (1993) 586",
    .python = "previous = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x)\n"
              "    d = lr if t == 1 else d\n"
              "    turn = g*previous\n"
              "    d = np.clip(d*np.where(turn > 0, etaplus, np.where(turn < 0, etaminus, 1)), step_min, step_max)\n"
              "    previous = np.where(turn < 0, 0, g)\n"
              "    x = x - np.sign(previous)*d\n"
              "    yield x, lr\n",
    .arrays = 2,
    .update = update,
    .update_each = update_each,
};
