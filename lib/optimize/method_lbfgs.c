/* L-BFGS: the Hessian's inverse, as far as the last few steps have shown it, applied by two loops over them. Step lengths are found by
 * bisection on the weak Wolfe conditions, so that every step teaches a positive curvature. */
#include "optimize/method.h"

#include <math.h>

enum { MEMORY = METHOD_OWN, DECREASE, CURVATURE };

static const double narrowest = 1e-8; /* bracket of step lengths, as a part of the longer */

/* Times the first length tried: where the landscape falls on without curving up, as a plane does, this is step enough. */
static const double longest = 1024;

/* Rows: the direction; then scalars; then for each remembered step the step s, the change of the gradient y, and 1/(s·y). */
enum { LENGTH, FIRST, LOW, HIGH, SLOPE, PAIRS, SCALARS };

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)lanes;
    return dimension + SCALARS + (size_t)values[MEMORY] * (2 * dimension + 1);
}

static double work(const double *values, size_t dimension)
{
    return (8 * values[MEMORY] + 10) * (double)dimension;
}

static double *scalar(const struct block *block, size_t which, size_t point)
{
    return block->memory + (block->dimension + which) * block->lanes + point;
}

static double *pair(const struct block *block, size_t slot)
{
    return block->memory + (block->dimension + SCALARS + slot * (2 * block->dimension + 1)) * block->lanes;
}

/* Remembers the step from where the point stands to x. Pairs fill their slots in turn, the oldest overwritten. */
static void learn(const struct method_step *step, struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes, slot = (size_t)*scalar(block, PAIRS, point) % (size_t)step->values[MEMORY];
    double *s = pair(block, slot), *y = s + n * lanes, *inverse = y + n * lanes;
    for (size_t at = point; at < n * lanes; at += lanes) {
        s[at] = block->x[at] - block->kept_x[at];
        y[at] = block->gradient[at] - block->kept_gradient[at];
    }
    const double product = block_dot(block, s, y, point);
    inverse[point] = 1 / product;
    if (product > 0 && isfinite(inverse[point]))
        *scalar(block, PAIRS, point) += 1;
}

static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    double *length = scalar(block, LENGTH, point), *low = scalar(block, LOW, point), *high = scalar(block, HIGH, point);
    const double slope = *scalar(block, SLOPE, point), *direction = block->memory;
    const bool falls = block->value[point] <= block->kept_value[point] + step->values[DECREASE] * *length * slope;
    const double slope_there = falls ? block_dot(block, block->gradient, direction, point) : 0;
    const bool narrow = falls && *length <= *low; /* the bracket closed on this point */
    const bool endless = falls && *high == 0 && *length >= longest * *scalar(block, FIRST, point);
    if (falls && (narrow || endless || slope_there >= step->values[CURVATURE] * slope)) {
        block->length[point] = *length;
        learn(step, block, point);
        return true;
    }
    *(falls ? low : high) = *length;
    *length = *high > 0 ? (*low + *high) / 2 : 2 * *length;
    if (*high > 0 && *high - *low <= narrowest * *high)
        *length = *low;
    return false;
}

/* direction = −(inverse Hessian) · gradient by the two loops (Nocedal & Wright, algorithm 7.4). */
static void find_direction(const struct method_step *step, struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes, memory = (size_t)step->values[MEMORY];
    const size_t pairs = (size_t)*scalar(block, PAIRS, point), known = pairs < memory ? pairs : memory;
    double *direction = block->memory, weights[64];
    for (size_t at = point; at < n * lanes; at += lanes)
        direction[at] = -block->kept_gradient[at];
    for (size_t k = 0; k < known; k++) {
        const double *s = pair(block, (pairs - 1 - k) % memory), *y = s + n * lanes, *inverse = y + n * lanes;
        weights[k] = inverse[point] * block_dot(block, s, direction, point);
        for (size_t at = point; at < n * lanes; at += lanes)
            direction[at] -= weights[k] * y[at];
    }
    if (known) {
        const double *s = pair(block, (pairs - 1) % memory), *y = s + n * lanes;
        const double scale = block_dot(block, s, y, point) / block_dot(block, y, y, point);
        for (size_t at = point; at < n * lanes; at += lanes)
            direction[at] *= scale;
    }
    for (size_t k = known; k-- > 0;) {
        const double *s = pair(block, (pairs - 1 - k) % memory), *y = s + n * lanes, *inverse = y + n * lanes;
        const double weight = weights[k] - inverse[point] * block_dot(block, y, direction, point);
        for (size_t at = point; at < n * lanes; at += lanes)
            direction[at] += weight * s[at];
    }
}

/* A fresh direction, or the steepest one if rounding has turned it uphill. The first step is at most as long as the rate. */
static void aim(const struct method_step *step, struct block *block, size_t point)
{
    double *direction = block->memory, *slope = scalar(block, SLOPE, point);
    find_direction(step, block, point);
    *slope = block_dot(block, direction, block->kept_gradient, point);
    if (!(*slope < 0)) {
        *scalar(block, PAIRS, point) = 0;
        find_direction(step, block, point);
        *slope = block_dot(block, direction, block->kept_gradient, point);
    }
    const double norm = block_norm(block, block->kept_gradient, point);
    const bool first = *scalar(block, PAIRS, point) == 0;
    *scalar(block, LENGTH, point) = *scalar(block, FIRST, point) = step->lr * (first && norm > 1 ? 1 / norm : 1);
    *scalar(block, LOW, point) = *scalar(block, HIGH, point) = 0;
}

static void advance(const struct method_step *step, struct block *block)
{
    for (size_t point = 0; point < block->active; point++) {
        if (block->accepted[point])
            aim(step, block, point);
        const bool moved = block_step(block, point, *scalar(block, LENGTH, point), block->memory);
        block->stuck[point] = !moved || *scalar(block, SLOPE, point) >= 0;
    }
}

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 1, 0, 1e6, "auto", NULL, "the first step length tried, as a multiple of the quasi-Newton step"},
    OPTIONS_OF_ALL,
    {"memory", OPTION_WHOLE, 10, 1, 64, NULL, "history_size", "how many steps are remembered"},
    {"decrease", OPTION_REAL, 1e-4, 0, 0.499, NULL, "c1", "c₁: the part of the fall the slope promises that is demanded"},
    {"curvature", OPTION_REAL, 0.9, 0.5, 0.999, NULL, "c2", "c₂: how much of the slope may be left"},
};

const struct method lbfgs_method = {
    .callable = {"lbfgs", OPTIONS(options)},
    .title = "L-BFGS",
    .rule = "d = -(inverse Hessian from the last steps s = x_k+1 - x_k and y = g_k+1 - g_k)*g; x = x + a*d, "
            "a by bisection on f(x + a*d) <= f(x) + c1*a*g.d and f'(x + a*d).d >= c2*g.d",
    .tex = "x_t=x_{t-1}-\\alpha_tH_t\\,\\nabla f(x_{t-1}),\\quad H_{t+1}=V_t^\\top H_tV_t+\\rho_ts_ts_t^\\top,\\quad "
           "V_t=I-\\rho_ty_ts_t^\\top,\\quad \\rho_t=1/(y_t^\\top s_t)",
    .paper = "Liu & Nocedal, On the Limited Memory BFGS Method for Large Scale Optimization, Mathematical Programming 45 (1989) 503",
    .python = "def direction(g):\n"
              "    d, weights = -g, []\n"
              "    for s, y in reversed(pairs):\n"
              "        weights.append((s @ d)/(s @ y))\n"
              "        d = d - weights[-1]*y\n"
              "    if pairs:\n"
              "        s, y = pairs[-1]\n"
              "        d = (s @ y)/(y @ y)*d\n"
              "    for (s, y), weight in zip(pairs, reversed(weights)):\n"
              "        d = d + (weight - (y @ d)/(s @ y))*s\n"
              "    return d\n"
              "\n"
              "pairs, evaluations = [], 1\n"
              "value, g = value_and_gradient(x)\n"
              "while True:\n"
              "    d = direction(g)\n"
              "    if not g @ d < 0:\n"
              "        pairs.clear()\n"
              "        d = -g\n"
              "    slope, norm = g @ d, np.linalg.norm(g)\n"
              "    first = length = rates[evaluations - 1]*(1/norm if not pairs and norm > 1 else 1)\n"
              "    low = high = 0\n"
              "    while True:\n"
              "        there = x + length*d\n"
              "        if slope >= 0 or np.all(there == x):\n"
              "            return\n"
              "        value_there, g_there = value_and_gradient(there)\n"
              "        evaluations += 1\n"
              "        falls = value_there <= value + decrease*length*slope\n"
              "        endless = high == 0 and length >= 1024*first\n"
              "        if falls and (length <= low or endless or g_there @ d >= curvature*slope):\n"
              "            break\n"
              "        low, high = (length, high) if falls else (low, length)\n"
              "        length = (low + high)/2 if high > 0 else 2*length\n"
              "        if high > 0 and high - low <= 1e-8*high:\n"
              "            length = low\n"
              "    if (there - x) @ (g_there - g) > 0:\n"
              "        pairs.append((there - x, g_there - g))\n"
              "        del pairs[:-memory]\n"
              "    x, value, g = there, value_there, g_there\n"
              "    yield x, length\n",
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance,
};
