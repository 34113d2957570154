/* Another method's steps by the gradient a little uphill, which is large where the landscape is sharp. Each takes two gradients. */
#include "optimize/method.h"

enum { INNER = METHOD_OWN, RADIUS };

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return METHOD_MAX_ARRAYS * dimension;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 14 * (double)dimension;
}

/* Points climb on odd steps and descend on even ones. */
static bool climbs(const struct method_step *step)
{
    return step->t % 2 == 1;
}

static void begin(struct method_step *step)
{
    if (!climbs(step))
        inner_begin(step, step->t / 2);
}

static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    (void)block, (void)point;
    return !climbs(step);
}

static void climb(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes;
    for (size_t point = 0; point < block->active; point++) {
        const double norm = block_norm(block, block->kept_gradient, point), part = norm > 0 ? step->values[RADIUS] / norm : 0;
        for (size_t at = point; at < block->dimension * lanes; at += lanes)
            block->x[at] = block->kept_x[at] + part * block->kept_gradient[at];
    }
}

static void advance(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes, end = block->dimension * lanes;
    double *memory[METHOD_MAX_ARRAYS];
    if (climbs(step)) {
        climb(step, block);
        return;
    }
    for (size_t row = 0; row < end; row += lanes) {
        for (size_t k = 0; k < METHOD_MAX_ARRAYS; k++)
            memory[k] = block->memory + k * end + row;
        for (size_t i = 0; i < block->active; i++)
            block->x[row + i] = block->kept_x[row + i];
        inner_update(step, step->t / 2, block->x + row, block->gradient + row, memory, block->active);
    }
    for (size_t i = 0; i < block->active; i++)
        block->length[i] = step->lr;
}

static const struct call_option options[] = {
    OPTION_LR_OF_INNER,
    {"inner", OPTION_CALLS, 0, 1, 1, "sgd", NULL, "the method whose steps are taken, as in inner=momentum"},
    {"rho", OPTION_REAL, 0.05, 0, 1e6, NULL, NULL, "ρ: how far uphill the gradient is taken"},
};

const struct method sam_method = {
    .callable = {"sam", OPTIONS(options), .check = method_adopt_inner},
    .title = "sharpness-aware minimization",
    .rule = "g = f'(x + rho*f'(x)/|f'(x)|); x = step of the inner method from x by g: two gradients a step",
    .tex = "g_t=\\nabla f\\left(x_{t-1}+\\rho\\,\\frac{\\nabla f(x_{t-1})}{\\|\\nabla f(x_{t-1})\\|}\\right),\\quad x_t=A(x_{t-1},g_t)",
    .paper = "Foret, Kleiner, Mobahi & Neyshabur, Sharpness-Aware Minimization for Efficiently Improving Generalization, ICLR (2021), algorithm 1",
    .python = "def uphill(x):\n"
              "    norm = np.linalg.norm(g)\n"
              "    return value_and_gradient(x + (rho/norm if norm > 0 else 0)*g)[1]\n"
              "\n"
              "g = value_and_gradient(x)[1]\n"
              "for x, lr in inner(uphill, x, rates[1::2]):\n"
              "    g = value_and_gradient(x)[1]\n"
              "    yield x, lr\n",
    .begin = begin,
    .probes = true,
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance,
};
