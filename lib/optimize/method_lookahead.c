/* k steps of another method, then a part of the way from where they began to where they led. */
#include "optimize/method.h"

enum { INNER = METHOD_OWN, PERIOD, PART };

static void begin(struct method_step *step)
{
    inner_begin(step, step->t);
}

static void update(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const bool first = step->t == 1, together = step->t % (size_t)step->values[PERIOD] == 0;
    double *restrict slow = memory[0];
    for (size_t i = 0; i < count && first; i++)
        slow[i] = x[i];
    inner_update(step, step->t, x, g, memory + 1, count);
    for (size_t i = 0; i < count && together; i++)
        x[i] = slow[i] += step->values[PART] * (x[i] - slow[i]);
}

static const struct call_option options[] = {
    OPTION_LR_OF_INNER,
    {"inner", OPTION_CALLS, 0, 1, 1, "sgd", NULL, "the method whose steps are taken, as in inner=adam(beta1=0.8)"},
    {"k", OPTION_WHOLE, 5, 1, 1e6, NULL, NULL, "steps of it between two of the slow point"},
    {"alpha", OPTION_REAL, 0.5, 0, 1, NULL, NULL, "α: the share of the fast point's way that the slow point takes"},
};

const struct method lookahead_method = {
    .callable = {"lookahead", OPTIONS(options), .check = method_adopt_inner},
    .title = "Lookahead",
    .rule = "x = step of the inner method from x; after every k steps z = z + alpha*(x - z), x = z (z is the start at first)",
    .tex = "x_t=A(x_{t-1}),\\quad z_t=z_{t-1}+\\alpha\\,(x_t-z_{t-1}),\\ x_t:=z_t\\ \\text{where } k\\mid t",
    .paper = "Zhang, Lucas, Hinton & Ba, Lookahead Optimizer: k Steps Forward, 1 Step Back, NeurIPS (2019), algorithm 1",
    .python = "slow, there, steps = x, None, inner(gradient, x, rates)\n"
              "for t in range(1, len(rates)):\n"
              "    x, lr = steps.send(there)\n"
              "    there = None\n"
              "    if t % k == 0:\n"
              "        slow = slow + alpha*(x - slow)\n"
              "        x = there = slow.copy()\n"
              "    yield x, lr\n",
    .arrays = 1,
    .begin = begin,
    .update = update,
};
