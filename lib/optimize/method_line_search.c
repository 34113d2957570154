/* Gradient descent that looks before it leaps: steps are halved until the value falls by enough. */
#include "optimize/method.h"

#include <math.h>

enum { SHRINK = METHOD_OWN, DECREASE };
enum { LENGTH, SLOPE, ROWS }; /* rows: the step length tried, the squared norm of the gradient where the point stands */

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)dimension, (void)lanes;
    return ROWS;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 4 * (double)dimension;
}

static double *row(const struct block *block, size_t index)
{
    return block->memory + index * block->lanes;
}

/* Armijo's condition. */
static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    const double length = row(block, LENGTH)[point], slope = row(block, SLOPE)[point];
    if (block->value[point] <= block->kept_value[point] - step->values[DECREASE] * length * slope) {
        block->length[point] = length;
        return true;
    }
    row(block, LENGTH)[point] = length * step->values[SHRINK];
    return false;
}

static void advance(const struct method_step *step, struct block *block)
{
    for (size_t point = 0; point < block->active; point++) {
        if (block->accepted[point]) {
            row(block, SLOPE)[point] = block_dot(block, block->kept_gradient, block->kept_gradient, point);
            row(block, LENGTH)[point] = step->lr;
        }
        block->stuck[point] = !block_step(block, point, -row(block, LENGTH)[point], block->kept_gradient);
    }
}

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 1, 0, 1e6, "auto", NULL, "the first step length tried, as a multiple of the gradient"},
    OPTIONS_OF_ALL,
    {"shrink", OPTION_REAL, 0.5, 0.01, 0.99, NULL, NULL, "ρ: a step that does not fall enough is shortened by it"},
    {"decrease", OPTION_REAL, 1e-4, 0, 0.999, NULL, "c", "c: the part of the fall the slope promises that is demanded"},
};

const struct method line_search_method = {
    .callable = {"line_search", OPTIONS(options)},
    .title = "gradient descent with backtracking line search",
    .rule = "a = lr, then a = rho*a until f(x - a*g) <= f(x) - c*a*|g|^2; x = x - a*g",
    .tex = "x_t=x_{t-1}-\\alpha\\,\\nabla f(x_{t-1}),\\quad f(x_t)\\le f(x_{t-1})-c\\,\\alpha\\,\\|\\nabla f(x_{t-1})\\|^2",
    .paper = "Armijo, Minimization of Functions Having Lipschitz Continuous First Partial Derivatives, Pacific Journal of Mathematics 16 (1966) 1",
    .python = "evaluations = 1\n"
              "value, g = value_and_gradient(x)\n"
              "while True:\n"
              "    length = rates[evaluations - 1]\n"
              "    while True:\n"
              "        there = x - length*g\n"
              "        if np.all(there == x):\n"
              "            return\n"
              "        value_there, g_there = value_and_gradient(there)\n"
              "        evaluations += 1\n"
              "        if value_there <= value - decrease*length*(g @ g):\n"
              "            break\n"
              "        length = shrink*length\n"
              "    x, value, g = there, value_there, g_there\n"
              "    yield x, length\n",
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance,
};
