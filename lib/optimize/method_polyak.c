/* The step that would reach the minimum's value if the landscape were its tangent. */
#include "optimize/method.h"

enum { LEAST = METHOD_OWN };

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)dimension, (void)lanes;
    return 0;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 4 * (double)dimension;
}

static void advance(const struct method_step *step, struct block *block)
{
    for (size_t point = 0; point < block->active; point++) {
        const double square = block_dot(block, block->gradient, block->gradient, point), above = block->value[point] - step->values[LEAST];
        const double length = step->lr * (above / square);
        block->stuck[point] = !(square > 0) || !(above > 0);
        block->length[point] = length;
        for (size_t at = point; at < block->dimension * block->lanes && !block->stuck[point]; at += block->lanes)
            block->x[at] -= length * block->gradient[at];
    }
}

static const struct call_option options[] = {
    OPTION_LR(1),
    {"f_min", OPTION_REAL, 0, -1e300, 1e300, NULL, NULL, "f*: the value at the minimum; at or below it no step is left"},
};

const struct method polyak_method = {
    .callable = {"polyak", OPTIONS(options)},
    .title = "Polyak's step length",
    .rule = "x = x - eta*(f(x) - f_min)/|g|^2*g",
    .tex = "x_t=x_{t-1}-\\eta\\,\\frac{f(x_{t-1})-f^*}{\\|\\nabla f(x_{t-1})\\|^2}\\,\\nabla f(x_{t-1})",
    .paper = "Polyak, Introduction to Optimization (1987), section 5.3.2",
    .python = "for lr in rates:\n"
              "    g, above = gradient(x), value(x) - f_min\n"
              "    if not (g @ g > 0 and above > 0):\n"
              "        return\n"
              "    length = lr*above/(g @ g)\n"
              "    x = x - length*g\n"
              "    yield x, length\n",
    .rows = rows,
    .work = work,
    .advance = advance,
};
