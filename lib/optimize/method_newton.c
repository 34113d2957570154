/* Newton's method: a step to where the gradient would vanish if the landscape were its own second-order model. Being drawn to maxima
 * and saddles as much as to minima, it has a variant whose curvatures are all taken positive. */
#include "optimize/method.h"

#include "base/eigen.h"
#include "base/linear.h"

#include <math.h>
#include <string.h>

enum { DAMPING = METHOD_OWN, ABSOLUTE };

/* Rows of the method: two matrices and three vectors, in the first numbers of as many rows: only one point is solved at a time. */
struct scratch {
    double *matrix, *vectors, *values, *step, *projected;
};

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values;
    const size_t numbers = 2 * dimension * dimension + 3 * dimension;
    return (numbers + lanes - 1) / lanes;
}

/* Elimination, or some ten sweeps of rotations. */
static double work(const double *values, size_t dimension)
{
    const double n = (double)dimension;
    return n * n * (values[ABSOLUTE] != 0 ? 30 * n : n / 3 + 2);
}

static struct scratch scratch_of(const struct block *block)
{
    const size_t n = block->dimension;
    double *vectors = block->memory + n * n, *values = vectors + n * n;
    return (struct scratch){block->memory, vectors, values, values + n, values + 2 * n};
}

static void load(const struct block *block, size_t point, double damping, double *matrix)
{
    const size_t n = block->dimension;
    for (size_t row = 0, at = 0; row < n; row++)
        for (size_t column = 0; column <= row; column++, at++)
            matrix[row * n + column] = matrix[column * n + row] = block->hessian[at * block->lanes + point] + (row == column ? damping : 0);
}

/* |H|⁻¹ g into `into`: H with the absolute values of its eigenvalues. */
static bool solve_absolute(size_t n, struct scratch *scratch, double damping, double *gradient, double *into)
{
    symmetric_eigen(n, scratch->matrix, scratch->values, scratch->vectors);
    memset(into, 0, n * sizeof *into);
    for (size_t k = 0; k < n; k++) {
        const double *vector = scratch->vectors + k * n, curvature = fabs(scratch->values[k]) + damping;
        double component = 0;
        for (size_t i = 0; i < n; i++)
            component += vector[i] * gradient[i];
        if (!(curvature > 0) && component != 0)
            return false;
        for (size_t i = 0; i < n && component != 0; i++)
            into[i] += component / curvature * vector[i];
    }
    return true;
}

static bool all_finite(size_t n, const double *numbers)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(numbers[i]))
            return false;
    return true;
}

static void advance(const struct method_step *step, struct block *block)
{
    const size_t n = block->dimension, lanes = block->lanes;
    const bool absolute = step->values[ABSOLUTE] != 0;
    struct scratch scratch = scratch_of(block);
    for (size_t point = 0; point < block->active; point++) {
        double *direction = absolute ? scratch.projected : scratch.step;
        for (size_t d = 0; d < n; d++)
            scratch.step[d] = block->gradient[d * lanes + point];
        load(block, point, absolute ? 0 : step->values[DAMPING], scratch.matrix);
        const bool solved =
            all_finite(n * n, scratch.matrix) &&
            (absolute ? solve_absolute(n, &scratch, step->values[DAMPING], scratch.step, direction) : linear_solve(n, scratch.matrix, direction, 0));
        block->stuck[point] = !solved || !all_finite(n, direction);
        for (size_t d = 0; d < n && !block->stuck[point]; d++)
            block->x[d * lanes + point] -= step->lr * direction[d];
    }
}

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 1, 0, 1e6, "auto", NULL, "η: the part of the step that is taken; 1 is Newton's method undamped"},
    OPTIONS_OF_ALL,
    {"damping", OPTION_REAL, 0, 0, 1e12, NULL, NULL, "δ is added to the Hessian's diagonal: towards gradient descent"},
    {"absolute", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: the Hessian's eigenvalues are taken positive, so that saddles repel (saddle-free Newton)"},
};

const struct method newton_method = {
    .callable = {"newton", OPTIONS(options)},
    .title = "Newton's method",
    .rule = "x = x - eta*(H + delta*I)^(-1)*g, with absolute |H| in place of H",
    .tex = "x_t=x_{t-1}-\\eta\\,(H+\\delta I)^{-1}\\,\\nabla f(x_{t-1}),\\quad H=\\nabla^2f(x_{t-1})",
    .paper = "Nocedal & Wright, Numerical Optimization (2006), section 3.3; |H|: Dauphin et al., Identifying and Attacking the Saddle Point Problem, "
             "NeurIPS (2014)",
    .python = "for lr in rates:\n"
              "    g, h = gradient(x), hessian(x)\n"
              "    if not np.all(np.isfinite(h)):\n"
              "        return\n"
              "    if absolute:\n"
              "        values, vectors = np.linalg.eigh(h)\n"
              "        curvature, slope = abs(values) + damping, vectors.T @ g\n"
              "        if np.any((curvature == 0) & (slope != 0)):\n"
              "            return\n"
              "        step = vectors @ quotient(slope, curvature)\n"
              "    else:\n"
              "        try:\n"
              "            step = np.linalg.solve(h + damping*np.eye(len(x)), g)\n"
              "        except np.linalg.LinAlgError:\n"
              "            return\n"
              "    if not np.all(np.isfinite(step)):\n"
              "        return\n"
              "    x = x - lr*step\n"
              "    yield x, lr\n",
    .curvature = true,
    .rows = rows,
    .work = work,
    .advance = advance,
};
