/* Rates that shrink with the sum of all squared gradients. */
#include "optimize/method.h"

#include <math.h>

enum { LR_DECAY = METHOD_OWN, INITIAL, EPS, EPS_INSIDE, WEIGHT_DECAY };

static void begin(struct method_step *step)
{
    step->constants[0] = step->lr / (1 + (double)(step->t - 1) * step->values[LR_DECAY]);
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const double *values = step->values;
    const double rate = step->constants[0], decay = values[WEIGHT_DECAY], initial = step->t == 1 ? values[INITIAL] : 0;
    const double inside = values[EPS_INSIDE] != 0 ? values[EPS] : 0, outside = values[EPS_INSIDE] != 0 ? 0 : values[EPS];
    double *restrict sum = memory[0];
    for (size_t i = 0; i < count; i++) {
        const double slope = g[i] + decay * x[i];
        sum[i] = sum[i] + initial + slope * slope;
        const double size = sqrt(sum[i] + inside) + outside;
        x[i] -= size > 0 ? rate * slope / size : 0;
    }
}

METHOD_EACH(update_each, update)

static const struct call_option options[] = {
    OPTION_LR(0.01),
    {"lr_decay", OPTION_REAL, 0, 0, 1e6, NULL, NULL, "δ: the rate of step t is η/(1 + (t − 1)δ)"},
    {"initial_accumulator_value", OPTION_REAL, 0, 0, 1e6, NULL, NULL, "what the sum of squares starts from"},
    OPTION_EPS(1e-10),
    {"eps_inside", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: ε under the root, as in the textbook"},
    OPTION_WEIGHT_DECAY(0),
};

const struct method adagrad_method = {
    .callable = {"adagrad", OPTIONS(options)},
    .rate_by_width = 0.1,
    .title = "Adagrad",
    .rule = "s = s + g^2; x = x - eta/(1 + (t - 1)*delta)*g/(sqrt(s) + eps), with eps_inside g/sqrt(s + eps)",
    .tex = "s_t=s_{t-1}+g_t^2,\\quad x_t=x_{t-1}-\\frac{\\eta}{1+(t-1)\\delta}\\,\\frac{g_t}{\\sqrt{s_t}+\\epsilon}",
    .paper = "Duchi, Hazan & Singer, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12 (2011) 2121",
    .python = "s = initial_accumulator_value\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = gradient(x) + weight_decay*x\n"
              "    s = s + g**2\n"
              "    size = np.sqrt(s + eps) if eps_inside else np.sqrt(s) + eps\n"
              "    x = x - lr/(1 + (t - 1)*lr_decay)*quotient(g, size)\n"
              "    yield x, lr\n",
    .arrays = 1,
    .begin = begin,
    .update = update,
    .update_each = update_each,
};
