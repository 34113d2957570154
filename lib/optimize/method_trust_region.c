/* Newton's model of the landscape, believed within a radius that follows how well it foretells the fall: conjugate gradients inside, as scipy's
 * trust-ncg takes them. */
#include "optimize/method.h"

#include <math.h>

enum { MOST_RADIUS = METHOD_OWN, ETA };

/* Rows: vectors; the Hessian where the point stands; scalars. */
enum { STEP, RESIDUE, DIRECTION, PRODUCT, VECTORS };
enum { RADIUS, PROMISED, AT_EDGE, SCALARS };

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return VECTORS * dimension + dimension * (dimension + 1) / 2 + SCALARS;
}

/* As many products as coordinates, at most twice as many. */
static double work(const double *values, size_t dimension)
{
    const double n = (double)dimension;
    (void)values;
    return 100 + n * n + n * (2 * n * n + 14 * n);
}

static double *vector(const struct block *block, size_t which)
{
    return block->memory + which * block->dimension * block->lanes;
}

static double *scalar(const struct block *block, size_t which, size_t point)
{
    const size_t n = block->dimension;
    return block->memory + (VECTORS * n + n * (n + 1) / 2 + which) * block->lanes + point;
}

static void add(const struct block *block, double *to, double part, const double *from, size_t point)
{
    for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes)
        to[at] += part * from[at];
}

/* What the model promises the value to fall by at the step. */
static double promised(struct block *block, size_t point)
{
    double *product = vector(block, PRODUCT);
    block_multiply(block, vector(block, VECTORS), vector(block, STEP), product, point);
    return -block_dot(block, block->kept_gradient, vector(block, STEP), point) - 0.5 * block_dot(block, vector(block, STEP), product, point);
}

/* Goes along the direction to the edge: the farther end, or with `either` the lower of both. */
static void to_edge(struct block *block, size_t point, double radius, bool either)
{
    double *step = vector(block, STEP), *direction = vector(block, DIRECTION);
    const double a = block_dot(block, direction, direction, point), b = 2 * block_dot(block, step, direction, point);
    const double c = block_dot(block, step, step, point) - radius * radius, root = sqrt(b * b - 4 * a * c), sum = b + copysign(root, b);
    const double first = -sum / (2 * a), second = -2 * c / sum, low = fmin(first, second), high = fmax(first, second);
    add(block, step, high, direction, point);
    *scalar(block, AT_EDGE, point) = 1;
    if (!either)
        return;
    const double at_high = promised(block, point);
    add(block, step, low - high, direction, point);
    if (!(promised(block, point) > at_high))
        add(block, step, high - low, direction, point);
}

/* The step by conjugate gradients (Nocedal & Wright, algorithm 7.2). */
static void solve(struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes;
    const double norm = block_norm(block, block->kept_gradient, point), enough = fmin(0.5, sqrt(norm)) * norm, radius = *scalar(block, RADIUS, point);
    double *step = vector(block, STEP), *residue = vector(block, RESIDUE), *direction = vector(block, DIRECTION), *product = vector(block, PRODUCT);
    *scalar(block, AT_EDGE, point) = 0;
    for (size_t at = point; at < n * lanes; at += lanes) {
        step[at] = 0;
        residue[at] = block->kept_gradient[at];
        direction[at] = -residue[at];
    }
    for (size_t k = 0; k < 2 * n; k++) { /* n in exact arithmetic */
        block_multiply(block, vector(block, VECTORS), direction, product, point);
        const double curvature = block_dot(block, direction, product, point), square = block_dot(block, residue, residue, point);
        if (!(curvature > 0)) {
            to_edge(block, point, radius, true);
            return;
        }
        const double part = square / curvature;
        add(block, step, part, direction, point);
        if (block_norm(block, step, point) >= radius) {
            add(block, step, -part, direction, point);
            to_edge(block, point, radius, false);
            return;
        }
        add(block, residue, part, product, point);
        const double left = block_dot(block, residue, residue, point);
        if (sqrt(left) < enough)
            return;
        for (size_t at = point; at < n * lanes; at += lanes)
            direction[at] = left / square * direction[at] - residue[at];
    }
}

static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    double *radius = scalar(block, RADIUS, point);
    const double ratio = (block->kept_value[point] - block->value[point]) / *scalar(block, PROMISED, point);
    block->length[point] = *radius;
    if (!(ratio >= 0.25))
        *radius *= 0.25;
    else if (ratio > 0.75 && *scalar(block, AT_EDGE, point) != 0)
        *radius = fmin(2 * *radius, step->values[MOST_RADIUS]);
    return ratio > step->values[ETA];
}

static void advance(const struct method_step *step, struct block *block)
{
    for (size_t point = 0; point < block->active; point++) {
        if (step->t == 1)
            *scalar(block, RADIUS, point) = fmin(step->lr, step->values[MOST_RADIUS]);
        block_keep_hessian(block, vector(block, VECTORS), point);
        solve(block, point);
        const double fall = *scalar(block, PROMISED, point) = promised(block, point);
        const bool moved = block_step(block, point, 1, vector(block, STEP));
        block->stuck[point] = !moved || !(fall > 0);
    }
}

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 1, 0, 1e6, "auto", "radius", "the first radius within which the model is believed"},
    OPTIONS_OF_ALL,
    {"max_radius", OPTION_REAL, 1000, 0, 1e300, NULL, NULL, "the largest radius"},
    {"eta", OPTION_REAL, 0.15, 0, 0.249, NULL, NULL, "the part of the promised fall that makes a trial a step"},
};

const struct method trust_region_method = {
    .callable = {"trust_region", OPTIONS(options)},
    .rate_by_width = 0.1,
    .title = "trust region",
    .rule = "p = least of g.p + p.H.p/2 for |p| <= r by conjugate gradients; q = (f(x) - f(x + p))/(promised fall); x = x + p if q > eta; r = r/4 if "
            "q < 1/4, "
            "2*r if q > 3/4 and |p| = r",
    .tex =
        "p_t=\\arg\\min_{\\|p\\|\\le r_t}g_t^\\top p+\\tfrac12p^\\top H_tp,\\quad \\rho_t=\\frac{f(x_t)-f(x_t+p_t)}{-g_t^\\top p_t-\\frac12p_t^\\top "
        "H_tp_t},\\quad x_{t+1}=x_t+p_t\\text{ if }\\rho_t>\\eta",
    .paper = "Nocedal & Wright, Numerical Optimization (2006), algorithms 4.1 and 7.2; Steihaug, SIAM Journal on Numerical Analysis 20 (1983) 626",
    .python = "def fall(p, g, h):  # that the model promises\n"
              "    return -(g @ p) - p @ h @ p/2\n"
              "\n"
              "def edge(p, d, radius):  # both places where the line through p meets it\n"
              "    a, b, c = d @ d, 2*(p @ d), p @ p - radius**2\n"
              "    both = b + np.copysign(np.sqrt(b**2 - 4*a*c), b)\n"
              "    return [p + part*d for part in sorted([-both/(2*a), -2*c/both])]\n"
              "\n"
              "def step(g, h, radius):  # and whether it leads to the edge\n"
              "    p, residue, d = 0*g, g, -g\n"
              "    norm = np.linalg.norm(g)\n"
              "    for _ in range(2*len(g)):\n"
              "        curvature = d @ h @ d\n"
              "        if not curvature > 0:\n"
              "            low, high = edge(p, d, radius)\n"
              "            return (low if fall(low, g, h) > fall(high, g, h) else high), True\n"
              "        part = residue @ residue/curvature\n"
              "        if np.linalg.norm(p + part*d) >= radius:\n"
              "            return edge(p, d, radius)[1], True\n"
              "        p, before, residue = p + part*d, residue, residue + part*(h @ d)\n"
              "        if np.linalg.norm(residue) < min(0.5, np.sqrt(norm))*norm:\n"
              "            break\n"
              "        d = residue @ residue/(before @ before)*d - residue\n"
              "    return p, False\n"
              "\n"
              "radius = min(rates[0], max_radius)\n"
              "value, g = value_and_gradient(x)\n"
              "while True:\n"
              "    h = hessian(x)\n"
              "    p, far = step(g, h, radius)\n"
              "    promised, there, length = fall(p, g, h), x + p, radius\n"
              "    if np.all(there == x) or not promised > 0:\n"
              "        return\n"
              "    value_there, g_there = value_and_gradient(there)\n"
              "    ratio = (value - value_there)/promised\n"
              "    if not ratio >= 0.25:\n"
              "        radius = radius/4\n"
              "    elif ratio > 0.75 and far:\n"
              "        radius = min(2*radius, max_radius)\n"
              "    if ratio > eta:\n"
              "        x, value, g = there, value_there, g_there\n"
              "        yield x, length\n",
    .curvature = true,
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance,
};
