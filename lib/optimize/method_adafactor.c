/* Squares of gradients remembered by rows and by columns, as if they were products; steps in proportion to x. */
#include "optimize/matrices.h"

#include "expression/kernels.h"

#include <math.h>

enum { FACTOR_POWER = MATRICES_OWN, FACTOR_CLIP, FACTOR_EPS1, FACTOR_EPS2 };

static size_t rows_adafactor(const double *values, size_t dimension, size_t lanes)
{
    const struct matrices shape = matrices_shape(values, dimension);
    return dimension + shape.matrices * (shape.rows + shape.columns) + (lanes > 0);
}

static double work_adafactor(const double *values, size_t dimension)
{
    (void)values;
    return 60 + 16 * (double)dimension;
}

/* The squares' means of one matrix into `move`, as if each were its row's times its column's over all; a single row or column has its own. */
static void factor(const struct method_step *step, struct block *block, size_t point, const struct matrices *shape, size_t m, double keep)
{
    const size_t lanes = block->lanes, n = block->dimension, size = shape->rows * shape->columns;
    const double eps = step->values[FACTOR_EPS1];
    double *move = block->memory + m * size * lanes + point, *rows = block->memory + (n + m * (shape->rows + shape->columns)) * lanes + point;
    double *columns = rows + shape->rows * lanes, all = 0;
    const double *g = block->gradient + m * size * lanes + point;
    const bool flat = shape->rows == 1 || shape->columns == 1;
    double *kept = shape->rows == 1 ? columns : rows;
    for (size_t i = 0; i < size && flat; i++) {
        kept[i * lanes] = keep * kept[i * lanes] + (1 - keep) * (g[i * lanes] * g[i * lanes] + eps);
        move[i * lanes] = g[i * lanes] / sqrt(kept[i * lanes]);
    }
    if (flat)
        return;
    for (size_t i = 0; i < shape->rows; i++) {
        double sum = 0;
        for (size_t j = 0; j < shape->columns; j++)
            sum += g[(i * shape->columns + j) * lanes] * g[(i * shape->columns + j) * lanes] + eps;
        rows[i * lanes] = keep * rows[i * lanes] + (1 - keep) * sum;
        all += rows[i * lanes];
    }
    for (size_t j = 0; j < shape->columns; j++) {
        double sum = 0;
        for (size_t i = 0; i < shape->rows; i++)
            sum += g[(i * shape->columns + j) * lanes] * g[(i * shape->columns + j) * lanes] + eps;
        columns[j * lanes] = keep * columns[j * lanes] + (1 - keep) * sum;
        for (size_t i = 0; i < shape->rows; i++)
            move[(i * shape->columns + j) * lanes] = g[(i * shape->columns + j) * lanes] / sqrt(rows[i * lanes] * columns[j * lanes] / all);
    }
}

static double mean_square_root(const struct block *block, const double *numbers, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += numbers[i * block->lanes] * numbers[i * block->lanes];
    return sqrt(sum / (double)count);
}

static void advance_adafactor(const struct method_step *step, struct block *block)
{
    const struct matrices shape = matrices_shape(step->values, block->dimension);
    const size_t lanes = block->lanes, size = shape.rows * shape.columns;
    const double t = (double)step->t, keep = 1 - kernel_scalar(OPERATION_POWER, t, -step->values[FACTOR_POWER], 0);
    const double relative = fmin(step->lr, 1 / sqrt(t));
    for (size_t point = 0; point < block->active; point++)
        for (size_t m = 0; m < shape.matrices; m++) {
            double *x = block->x + m * size * lanes + point, *move = block->memory + m * size * lanes + point;
            factor(step, block, point, &shape, m, keep);
            const double rate = relative * fmax(step->values[FACTOR_EPS2], mean_square_root(block, x, size));
            const double over = fmax(1, mean_square_root(block, move, size) / step->values[FACTOR_CLIP]);
            block->length[point] = rate;
            for (size_t i = 0; i < size; i++)
                x[i * lanes] -= rate * (move[i * lanes] / over);
        }
}

static const struct call_option adafactor_options[] = {
    {"lr", OPTION_REAL, 0.01, 0, 1e6, "auto", NULL, "η: the largest step as a part of x, which falls as 1/sqrt(t)"},
    OPTIONS_OF_ALL,
    OPTIONS_OF_MATRICES,
    {"decay", OPTION_REAL, 0.8, 0, 10, NULL, NULL, "how fast the memory of squares grows: β₂ = 1 − t^(−decay)"},
    {"threshold", OPTION_REAL, 1, 1e-9, 1e9, NULL, "d", "d: the root mean square above which a step is shortened"},
    {"eps1", OPTION_REAL, 1e-30, 0, 1, NULL, NULL, "ε₁, which keeps the squares above 0"},
    {"eps2", OPTION_REAL, 1e-3, 0, 1e6, NULL, NULL, "ε₂: the least size that x is taken to have"},
};

const struct method adafactor_method = {
    .callable = {"adafactor", OPTIONS(adafactor_options)},
    .title = "Adafactor",
    .rule = "as matrices: b = 1 - t^(-0.8); R = b*R + (1 - b)*(g^2 + eps1)*1; C = b*C + (1 - b)*1'*(g^2 + eps1); u = g/sqrt(R*C/sum(R)); "
            "u = u/max(1, rms(u)/d); x = x - max(eps2, rms(x))*min(eta, 1/sqrt(t))*u",
    .tex = "\\hat V_t=\\frac{R_tC_t}{1^\\top R_t},\\quad U_t=\\frac{G_t}{\\sqrt{\\hat V_t}},\\quad "
           "X_t=X_{t-1}-\\max(\\epsilon_2,\\mathrm{RMS}(X_{t-1}))\\,\\rho_t\\,\\frac{U_t}{\\max(1,\\mathrm{RMS}(U_t)/d)}",
    .paper =
        "Shazeer & Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, ICML (2018), algorithms 4 and 5, with section 7's rates",
    .fits = matrices_fit,
    .python = "def rms(m):\n"
              "    return np.sqrt(np.mean(m**2, axis=(1, 2), keepdims=True))\n"
              "\n"
              "r = c = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = as_matrices(gradient(x), matrices, rows)\n"
              "    keep, squares = 1 - t**-decay, g**2 + eps1\n"
              "    if 1 in g.shape[1:]:\n"
              "        r = v = keep*r + (1 - keep)*squares\n"
              "    else:\n"
              "        r = keep*r + (1 - keep)*squares.sum(axis=2, keepdims=True)\n"
              "        c = keep*c + (1 - keep)*squares.sum(axis=1, keepdims=True)\n"
              "        v = r*c/r.sum(axis=1, keepdims=True)\n"
              "    u = g/np.sqrt(v)\n"
              "    u = u/np.maximum(1, rms(u)/threshold)\n"
              "    rate = min(lr, 1/np.sqrt(t))*np.maximum(eps2, rms(x.reshape(g.shape)))\n"
              "    x = x - (rate*u).ravel()\n"
              "    yield x, rate[-1, 0, 0]\n",
    .rows = rows_adafactor,
    .work = work_adafactor,
    .advance = advance_adafactor,
};
