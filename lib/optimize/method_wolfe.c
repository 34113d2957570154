/* Directions that past steps have taught, each searched until the strong Wolfe conditions hold: BFGS, and conjugate gradients. */
#include "optimize/method.h"

#include "optimize/wolfe_search.h"

#include <math.h>
#include <string.h>

enum { DECREASE = METHOD_OWN, CURVATURE };

/* Rows: the direction; the search; the value before the last step; then BFGS's inverse Hessian, and a vector to work in. */
enum { VALUE_BEFORE = WOLFE_SEARCH_NUMBERS, FAILED, SCALARS };

static double *scalar(const struct block *block, size_t which, size_t point)
{
    return block->memory + (block->dimension + which) * block->lanes + point;
}

static size_t rows_conjugate(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return dimension + SCALARS;
}

static size_t rows_bfgs(const double *values, size_t dimension, size_t lanes)
{
    return rows_conjugate(values, dimension, lanes) + dimension * dimension + dimension;
}

static double work_conjugate(const double *values, size_t dimension)
{
    (void)values;
    return 100 + 14 * (double)dimension;
}

static double work_bfgs(const double *values, size_t dimension)
{
    return work_conjugate(values, dimension) + 8 * (double)dimension * (double)dimension;
}

static void load(const struct block *block, size_t point, struct wolfe_search *search)
{
    double numbers[WOLFE_SEARCH_NUMBERS];
    for (size_t k = 0; k < WOLFE_SEARCH_NUMBERS; k++)
        numbers[k] = *scalar(block, k, point);
    memcpy(search, numbers, sizeof *search);
}

static void store(const struct block *block, size_t point, const struct wolfe_search *search)
{
    double numbers[WOLFE_SEARCH_NUMBERS];
    memcpy(numbers, search, sizeof *search);
    for (size_t k = 0; k < WOLFE_SEARCH_NUMBERS; k++)
        *scalar(block, k, point) = numbers[k];
}

static double *inverse_of(const struct block *block)
{
    return block->memory + (block->dimension + SCALARS) * block->lanes;
}

/* H becomes (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ (Nocedal & Wright, (6.17)) by the step from where the point stands to x. */
static void learn_bfgs(struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes;
    double *inverse = inverse_of(block), *turned = inverse + n * n * lanes, along = 0, length = 0;
    for (size_t d = 0, at = point; d < n; d++, at += lanes)
        along += (block->gradient[at] - block->kept_gradient[at]) * (block->x[at] - block->kept_x[at]);
    const double rho = along == 0 ? 1000 : 1 / along; /* as scipy does where the gradient has not changed along the step */
    for (size_t i = 0, at = point; i < n; i++, at += lanes) {
        double sum = 0;
        for (size_t j = 0, from = point; j < n; j++, from += lanes)
            sum += inverse[(i * n + j) * lanes + point] * (block->gradient[from] - block->kept_gradient[from]);
        turned[at] = sum;
        length += sum * (block->gradient[at] - block->kept_gradient[at]);
    }
    for (size_t i = 0, row = point; i < n; i++, row += lanes)
        for (size_t j = 0, column = point; j < n; j++, column += lanes) {
            const double si = block->x[row] - block->kept_x[row], sj = block->x[column] - block->kept_x[column];
            inverse[(i * n + j) * lanes + point] += (rho * rho * length + rho) * si * sj - rho * (si * turned[column] + turned[row] * sj);
        }
}

static void aim_bfgs(struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes;
    const double *inverse = inverse_of(block);
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += inverse[(i * n + j) * lanes + point] * block->kept_gradient[j * lanes + point];
        block->memory[i * lanes + point] = -sum;
    }
}

/* d becomes −g + β d with β of Polak & Ribière, not below 0, by the gradients at x and where the point stands. */
static void turn_conjugate(struct block *block, size_t point)
{
    double change = 0, before = 0;
    for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes) {
        change += block->gradient[at] * (block->gradient[at] - block->kept_gradient[at]);
        before += block->kept_gradient[at] * block->kept_gradient[at];
    }
    const double beta = fmax(0, change / before);
    for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes)
        block->memory[at] = beta * block->memory[at] - block->gradient[at];
}

static bool judge(const struct method_step *step, struct block *block, size_t point, void learn(struct block *block, size_t point))
{
    const struct wolfe_conditions conditions = {step->values[DECREASE], step->values[CURVATURE]};
    struct wolfe_search search;
    load(block, point, &search);
    const enum wolfe_verdict verdict =
        wolfe_search_next(&search, &conditions, block->value[point], block_dot(block, block->gradient, block->memory, point));
    store(block, point, &search);
    *scalar(block, FAILED, point) = verdict == WOLFE_FAILED;
    if (verdict != WOLFE_FOUND)
        return false;
    block->length[point] = search.length;
    *scalar(block, VALUE_BEFORE, point) = block->kept_value[point];
    learn(block, point);
    return true;
}

static bool judge_bfgs(const struct method_step *step, struct block *block, size_t point)
{
    return judge(step, block, point, learn_bfgs);
}

static bool judge_conjugate(const struct method_step *step, struct block *block, size_t point)
{
    return judge(step, block, point, turn_conjugate);
}

/* The first length tried along a fresh direction: as far as the last step would have brought the fall now promised, at most the rate. */
static void begin_search(const struct method_step *step, struct block *block, size_t point, double slope)
{
    const double value = block->kept_value[point], before = *scalar(block, VALUE_BEFORE, point), guess = 1.01 * 2 * (value - before) / slope;
    struct wolfe_search search;
    wolfe_search_begin(&search, value, slope, guess < 0 || isnan(guess) ? step->lr : fmin(step->lr, guess));
    store(block, point, &search);
}

static void go(struct block *block, size_t point)
{
    const double length = *scalar(block, offsetof(struct wolfe_search, length) / sizeof(double), point);
    const bool moved = block_step(block, point, length, block->memory);
    block->stuck[point] = !moved || *scalar(block, FAILED, point) != 0;
}

/* A first direction; the length of its first trial comes of a fall of half the gradient's norm, as if it had brought x here. */
static void start(struct block *block, size_t point, bool inverse)
{
    const size_t n = block->dimension, lanes = block->lanes;
    for (size_t at = point; at < n * lanes; at += lanes)
        block->memory[at] = -block->kept_gradient[at];
    for (size_t i = 0; i < n && inverse; i++)
        inverse_of(block)[(i * n + i) * lanes + point] = 1;
    *scalar(block, VALUE_BEFORE, point) = block->kept_value[point] + block_norm(block, block->kept_gradient, point) / 2;
}

static void advance(const struct method_step *step, struct block *block, bool bfgs)
{
    static const double enough = 0.01; /* of the gradient's square: a direction that falls less is given up for the steepest one */
    for (size_t point = 0; point < block->active; point++) {
        if (!block->accepted[point]) {
            go(block, point);
            continue;
        }
        if (block->steps[point] == 0)
            start(block, point, bfgs);
        else if (bfgs)
            aim_bfgs(block, point);
        const double square = block_dot(block, block->kept_gradient, block->kept_gradient, point);
        double slope = block_dot(block, block->memory, block->kept_gradient, point);
        if (bfgs ? !(slope < 0) : !(slope <= -enough * square)) {
            for (size_t at = point; at < block->dimension * block->lanes; at += block->lanes)
                block->memory[at] = -block->kept_gradient[at];
            slope = -square;
        }
        if (slope < 0)
            begin_search(step, block, point, slope);
        *scalar(block, FAILED, point) = !(slope < 0);
        go(block, point);
    }
}

static void advance_bfgs(const struct method_step *step, struct block *block)
{
    advance(step, block, true);
}

static void advance_conjugate(const struct method_step *step, struct block *block)
{
    advance(step, block, false);
}

#define RATE                                                                                                                                         \
    {                                                                                                                                                \
        "lr", OPTION_REAL, 1, 0, 1e6, "auto", NULL, "the longest first trial of a search, as a multiple of the direction"                            \
    }
#define WOLFE(initial)                                                                                                                               \
    {"decrease", OPTION_REAL, 1e-4, 0, 0.499, NULL, "c1", "c₁: the part of the fall the slope promises that is demanded"},                           \
    {                                                                                                                                                \
        "curvature", OPTION_REAL, initial, 0.001, 0.999, NULL, "c2", "c₂: how much of the slope may be left"                                       \
    }
static const struct call_option bfgs_options[] = {RATE, OPTIONS_OF_ALL, WOLFE(0.9)};
static const struct call_option conjugate_options[] = {RATE, OPTIONS_OF_ALL, WOLFE(0.4)};

/* What programs of both methods begin with: how a search looks along the direction d, and where it starts. */
#define PYTHON_BEGINNING                                                                                                                             \
    "def along(length):\n"                                                                                                                           \
    "    nonlocal there, value_there, g_there, evaluations\n"                                                                                        \
    "    there = x + length*d\n"                                                                                                                     \
    "    if np.all(there == x):\n"                                                                                                                   \
    "        return np.nan, np.nan\n"                                                                                                                \
    "    value_there, g_there = value_and_gradient(there)\n"                                                                                         \
    "    evaluations += 1\n"                                                                                                                         \
    "    return value_there, g_there @ d\n"                                                                                                          \
    "value, g = value_and_gradient(x)\n"                                                                                                             \
    "there, value_there, g_there, evaluations = x, value, g, 1\n"                                                                                    \
    "before, d = value + np.linalg.norm(g)/2, -g\n"

const struct method bfgs_method = {
    .callable = {"bfgs", OPTIONS(bfgs_options)},
    .title = "BFGS",
    .rule = "x = x - a*H*g, a by the search of More and Thuente for f(x + a*d) <= f(x) + c1*a*g.d and |f'(x + a*d).d| <= c2*|g.d|; "
            "H = (I - s*y'/(s.y))*H*(I - y*s'/(s.y)) + s*s'/(s.y) with s the step and y the change of the gradient; H = I at first",
    .tex = "x_t=x_{t-1}-\\alpha_tH_t\\,\\nabla f(x_{t-1}),\\quad H_{t+1}=V_t^\\top H_tV_t+\\rho_ts_ts_t^\\top,\\quad "
           "V_t=I-\\rho_ty_ts_t^\\top,\\quad \\rho_t=1/(y_t^\\top s_t)",
    .paper = "Nocedal & Wright, Numerical Optimization (2006), algorithm 6.1; More & Thuente, Line Search Algorithms with Guaranteed Sufficient "
             "Decrease, ACM Transactions on Mathematical Software 20 (1994) 286",
    .python = PYTHON_BEGINNING
    "inverse = np.eye(len(x))\n"
    "while True:\n"
    "    slope = d @ g\n"
    "    if not slope < 0:\n"
    "        d, slope = -g, -(g @ g)\n"
    "    first, guess = rates[evaluations - 1], 2.02*(value - before)/slope\n"
    "    length = wolfe_search(along, value, slope, min(first, guess) if guess >= 0 else first, decrease, curvature) if slope < 0 else None\n"
    "    if length is None:\n"
    "        return\n"
    "    s, y, before = there - x, g_there - g, value\n"
    "    rho = 1/(y @ s) if y @ s else 1000\n"
    "    turned = inverse @ y\n"
    "    inverse = inverse + (rho**2*(turned @ y) + rho)*np.outer(s, s) - rho*(np.outer(s, turned) + np.outer(turned, s))\n"
    "    x, value, g = there, value_there, g_there\n"
    "    d = -inverse @ g\n"
    "    yield x, length\n",
    .rows = rows_bfgs,
    .work = work_bfgs,
    .judge = judge_bfgs,
    .advance = advance_bfgs,
};

const struct method conjugate_gradient_method = {
    .callable = {"conjugate_gradient", OPTIONS(conjugate_options)},
    .title = "nonlinear conjugate gradients",
    .rule = "d = -g + max(0, g.(g - g_previous)/|g_previous|^2)*d (-g at first, and where d falls too little); x = x + a*d, "
            "a by the search of More and Thuente for f(x + a*d) <= f(x) + c1*a*g.d and |f'(x + a*d).d| <= c2*|g.d|",
    .tex = "d_t=-g_t+\\max\\left(0,\\frac{g_t^\\top(g_t-g_{t-1})}{\\|g_{t-1}\\|^2}\\right)d_{t-1},\\quad x_{t+1}=x_t+\\alpha_td_t",
    .paper = "Polak & Ribière, Note sur la convergence de méthodes de directions conjuguées, RIRO 3 (1969) 35; Gilbert & Nocedal, Global Convergence "
             "Properties of Conjugate Gradient Methods for Optimization, SIAM Journal on Optimization 2 (1992) 21",
    .python = PYTHON_BEGINNING
    "while True:\n"
    "    slope = d @ g\n"
    "    if not slope <= -0.01*(g @ g):\n"
    "        d, slope = -g, -(g @ g)\n"
    "    first, guess = rates[evaluations - 1], 2.02*(value - before)/slope\n"
    "    length = wolfe_search(along, value, slope, min(first, guess) if guess >= 0 else first, decrease, curvature) if slope < 0 else None\n"
    "    if length is None:\n"
    "        return\n"
    "    d, before = max(0, g_there @ (g_there - g)/(g @ g))*d - g_there, value\n"
    "    x, value, g = there, value_there, g_there\n"
    "    yield x, length\n",
    .rows = rows_conjugate,
    .work = work_conjugate,
    .judge = judge_conjugate,
    .advance = advance_conjugate,
};
