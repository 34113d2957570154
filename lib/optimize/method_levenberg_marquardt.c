/* Sums of squares: Newton's step with the Gauss–Newton matrix for the Hessian, damped by as much as was needed for the last step to fall. */
#include "optimize/method.h"

#include "base/linear.h"

#include <math.h>

enum { FACTOR = METHOD_OWN };

/* Rows: the matrix where the point stands, the damping; then numbers one behind the other to solve with. */
static size_t own_rows(size_t n)
{
    return n * (n + 1) / 2 + 1;
}

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values;
    return own_rows(dimension) + (dimension * dimension + dimension + lanes - 1) / lanes + 1;
}

static double work(const double *values, size_t dimension)
{
    const double n = (double)dimension;
    (void)values;
    return 60 + n * n * (n / 3 + 3);
}

static double *damping(const struct block *block, size_t point)
{
    return block->memory + (own_rows(block->dimension) - 1) * block->lanes + point;
}

static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    const bool lower = block->value[point] < block->kept_value[point];
    block->length[point] = *damping(block, point);
    *damping(block, point) *= lower ? 1 / step->values[FACTOR] : step->values[FACTOR];
    return lower;
}

/* (A + λ diag A) d = −g. */
static bool solve(struct block *block, size_t point, double *matrix, double *step)
{
    const size_t n = block->dimension;
    for (size_t row = 0, at = 0; row < n; row++) {
        step[row] = -block->kept_gradient[row * block->lanes + point];
        for (size_t column = 0; column <= row; column++, at++) {
            const double entry = block->memory[at * block->lanes + point];
            matrix[row * n + column] = matrix[column * n + row] = row == column ? entry * (1 + *damping(block, point)) : entry;
        }
    }
    return linear_solve(n, matrix, step, 0);
}

static void advance(const struct method_step *step, struct block *block)
{
    const size_t n = block->dimension, lanes = block->lanes;
    double *matrix = block->memory + own_rows(n) * lanes, *found = matrix + n * n;
    for (size_t point = 0; point < block->active; point++) {
        if (step->t == 1)
            *damping(block, point) = step->lr;
        block_keep_hessian(block, block->memory, point);
        bool moved = false;
        const bool solved = solve(block, point, matrix, found);
        for (size_t d = 0, at = point; d < n && solved; d++, at += lanes) {
            block->x[at] = block->kept_x[at] + found[d];
            moved = moved || block->x[at] != block->kept_x[at];
        }
        block->stuck[point] = !moved;
    }
}

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 0.01, 0, 1e6, "auto", "damping", "λ: the first damping"},
    OPTIONS_OF_ALL,
    {"factor", OPTION_REAL, 10, 1.0001, 1e6, NULL, "nu",
     "ν: the damping is divided by it after a step that falls, and multiplied after one that does not"},
};

const struct method levenberg_marquardt_method = {
    .callable = {"levenberg_marquardt", OPTIONS(options)},
    .title = "Levenberg–Marquardt",
    .rule = "f = sum of squares r.r with J = dr/dx: (J'J + lambda*diag(J'J))*d = -J'r; x = x + d and lambda = lambda/nu if f(x + d) < f(x), else "
            "lambda = nu*lambda",
    .tex = "(J_t^\\top J_t+\\lambda_t\\operatorname{diag}(J_t^\\top J_t))\\,d_t=-J_t^\\top r_t,\\quad x_{t+1}=x_t+d_t,\\ "
           "\\lambda_{t+1}=\\lambda_t/\\nu\\text{ if "
           "it falls, else }x_{t+1}=x_t,\\ \\lambda_{t+1}=\\nu\\lambda_t",
    .paper = "Marquardt, An Algorithm for Least-Squares Estimation of Nonlinear Parameters, SIAM Journal on Applied Mathematics 11 (1963) 431",
    .python = "value, g = value_and_gradient(x)\n"
              "h, damping = gauss_newton(x), rates[0]  # h is 2*J'J\n"
              "while True:\n"
              "    try:\n"
              "        there, length = x - np.linalg.solve(h + damping*np.diag(np.diag(h)), g), damping\n"
              "    except np.linalg.LinAlgError:\n"
              "        return\n"
              "    if np.all(there == x):\n"
              "        return\n"
              "    value_there, g_there = value_and_gradient(there)\n"
              "    if value_there < value:\n"
              "        x, value, g, h = there, value_there, g_there, gauss_newton(there)\n"
              "        damping = damping/factor\n"
              "        yield x, length\n"
              "    else:\n"
              "        damping = damping*factor\n",
    .curvature = true,
    .squares = true,
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance,
};
