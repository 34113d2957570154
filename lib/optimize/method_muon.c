/* The mean of gradients, as a matrix, with all its singular values brought near 1. */
#include "optimize/matrices.h"
#include "optimize/newton_schulz.h"

#include <math.h>

enum { MUON_MOMENTUM = MATRICES_OWN, MUON_NESTEROV, MUON_STEPS, MUON_DECAY };

static size_t rows_muon(const double *values, size_t dimension, size_t lanes)
{
    const struct matrices shape = matrices_shape(values, dimension);
    return dimension + matrices_scratch(shape.size + newton_schulz_scratch(shape.rows, shape.columns), lanes);
}

static double work_muon(const double *values, size_t dimension)
{
    const struct matrices shape = matrices_shape(values, dimension);
    return 20 * (double)dimension + (double)shape.matrices * values[MUON_STEPS] * newton_schulz_work(shape.rows, shape.columns);
}

static void advance_muon(const struct method_step *step, struct block *block)
{
    const struct matrices shape = matrices_shape(step->values, block->dimension);
    const size_t lanes = block->lanes, end = block->dimension * lanes, size = shape.rows * shape.columns;
    const double momentum = step->values[MUON_MOMENTUM], shrinkage = 1 - step->lr * step->values[MUON_DECAY];
    const double scale = sqrt(fmax(1, (double)shape.rows / (double)shape.columns));
    double *mean = block->memory, *matrix = mean + end, *scratch = matrix + size;
    for (size_t point = 0; point < block->active; point++) {
        block->length[point] = step->lr;
        for (size_t at = point; at < end; at += lanes)
            mean[at] = momentum * mean[at] + (1 - momentum) * block->gradient[at];
        for (size_t first = 0; first < block->dimension; first += size) {
            matrices_load(block, point, mean, first, size, matrix);
            for (size_t i = 0; i < size && step->values[MUON_NESTEROV] != 0; i++)
                matrix[i] = momentum * matrix[i] + (1 - momentum) * block->gradient[(first + i) * lanes + point];
            newton_schulz_run(matrix, shape.rows, shape.columns, (size_t)step->values[MUON_STEPS], scratch);
            for (size_t i = 0; i < size; i++) {
                double *x = block->x + (first + i) * lanes + point;
                *x = *x * shrinkage - step->lr * scale * matrix[i];
            }
        }
    }
}

static const struct call_option muon_options[] = {
    OPTION_LR(0.02),
    OPTIONS_OF_MATRICES,
    {"momentum", OPTION_REAL, 0.95, 0, 0.999999999, NULL, "beta", "β: memory of the mean of gradients"},
    {"nesterov", OPTION_SWITCH, 1, 0, 1, NULL, NULL, "1: the mean as it would be after the same gradient once more"},
    {"ns_steps", OPTION_WHOLE, 5, 0, 30, NULL, NULL, "steps of the Newton–Schulz iteration"},
    {"weight_decay", OPTION_REAL, 0, 0, 1e3, NULL, NULL, "λ: x is multiplied by 1 − ηλ at every step"},
};

const struct method muon_method = {
    .callable = {"muon", OPTIONS(muon_options)},
    .rate_by_width = 0.02,
    .title = "Muon",
    .rule =
        "m = beta*m + (1 - beta)*g; u = beta*m + (1 - beta)*g (nesterov), as matrices; X = u/(|u| + 1e-7); 5 times X = 3.4445*X - 4.7750*(X*X')*X + "
        "2.0315*(X*X')^2*X; x = (1 - eta*lambda)*x - eta*sqrt(max(1, rows/columns))*X",
    .tex = "M_t=\\beta M_{t-1}+(1-\\beta)\\,G_t,\\quad X_{k+1}=aX_k+b\\,(X_kX_k^\\top)X_k+c\\,(X_kX_k^\\top)^2X_k,\\ X_0=U_t/\\|U_t\\|_F,\\quad "
           "x_t=x_{t-1}-\\eta\\sqrt{\\max(1,r/c)}\\,X_5",
    .paper = "Jordan et al., Muon: An Optimizer for Hidden Layers in Neural Networks (2024), with its authors' program for the mean and the scale",
    .fits = matrices_fit,
    .python = "m = 0\n"
              "for lr in rates:\n"
              "    g = gradient(x)\n"
              "    m = momentum*m + (1 - momentum)*g\n"
              "    u = as_matrices(momentum*m + (1 - momentum)*g if nesterov else m, matrices, rows)\n"
              "    tall = u.shape[1] > u.shape[2]\n"
              "    scale = np.sqrt(max(1, u.shape[1]/u.shape[2]))\n"
              "    u = u/(np.linalg.norm(u, axis=(1, 2), keepdims=True) + 1e-7)\n"
              "    u = u.transpose(0, 2, 1) if tall else u\n"
              "    for _ in range(ns_steps):\n"
              "        gram = u @ u.transpose(0, 2, 1)\n"
              "        u = 3.4445*u + (2.0315*gram @ gram - 4.7750*gram) @ u\n"
              "    u = u.transpose(0, 2, 1) if tall else u\n"
              "    x = (1 - lr*weight_decay)*x - lr*scale*u.ravel()\n"
              "    yield x, lr\n",
    .rows = rows_muon,
    .work = work_muon,
    .advance = advance_muon,
};
