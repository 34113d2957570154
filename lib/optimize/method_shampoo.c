/* Gradients as matrices, scaled from both sides by what their rows and columns have been: Shampoo, and SOAP, which is Adam in the same bases. */
#include "optimize/matrices.h"

#include "base/eigen.h"
#include "expression/kernels.h"

#include <math.h>

enum { SHAMPOO_EPS = MATRICES_OWN };
enum { SOAP_BETA1 = MATRICES_OWN, SOAP_BETA2, SOAP_EPS, SOAP_SHAMPOO_BETA, SOAP_PERIOD, SOAP_DECAY };

static size_t rows_shampoo(const double *values, size_t dimension, size_t lanes)
{
    const struct matrices shape = matrices_shape(values, dimension);
    return matrices_grams(&shape) + matrices_scratch(2 * shape.size + 3 * shape.longer * shape.longer + shape.longer, lanes);
}

static double work_shampoo(const double *values, size_t dimension)
{
    const struct matrices shape = matrices_shape(values, dimension);
    const double rows = (double)shape.rows, columns = (double)shape.columns;
    return (double)shape.matrices * (36 * (rows * rows * rows + columns * columns * columns) + 4 * rows * columns * (rows + columns));
}

/* A side of a point's matrix: what is kept of it is added to, and `gram` becomes (kept + ε I)^(-1/4); behind it there is room for 2 n² + n numbers. */
static void scale_side(const struct method_step *step, const struct block *block, size_t point, const double *matrix, size_t n, size_t inner,
                       bool turned, double *kept, double *gram)
{
    const double eps = step->values[SHAMPOO_EPS];
    double *vectors = gram + n * n, *values = vectors + n * n;
    matrices_gather(block, point, matrix, n, inner, turned, 1, 1, kept, gram);
    for (size_t i = 0; i < n; i++)
        gram[i * n + i] += eps;
    symmetric_eigen(n, gram, values, vectors);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (size_t k = 0; k < n; k++) {
                const double root = sqrt(sqrt(fmax(values[k], eps)));
                sum += root > 0 ? vectors[k * n + i] * vectors[k * n + j] / root : 0;
            }
            gram[i * n + j] = sum;
        }
}

static void advance_shampoo(const struct method_step *step, struct block *block)
{
    const struct matrices shape = matrices_shape(step->values, block->dimension);
    const size_t lanes = block->lanes, size = shape.size, rows = shape.rows, columns = shape.columns;
    double *matrix = block->memory + matrices_grams(&shape) * lanes, *turned = matrix + size, *gram = turned + size;
    for (size_t point = 0; point < block->active; point++) {
        block->length[point] = step->lr;
        for (size_t m = 0; m < shape.matrices; m++) {
            double *kept = block->memory + m * (shape.left + shape.right) * lanes;
            matrices_load(block, point, block->gradient, m * size, size, matrix);
            scale_side(step, block, point, matrix, rows, columns, false, kept, gram);
            matrices_product(rows, rows, columns, gram, false, matrix, false, turned);
            scale_side(step, block, point, matrix, columns, rows, true, kept + shape.left * lanes, gram);
            matrices_product(rows, columns, columns, turned, false, gram, false, matrix);
            for (size_t i = 0; i < size; i++)
                block->x[(m * size + i) * lanes + point] -= step->lr * matrix[i];
        }
    }
}

/* Rows: the means of gradients and of squares; for each matrix L, R, and their eigenvectors by columns. */
static size_t rows_soap(const double *values, size_t dimension, size_t lanes)
{
    const struct matrices shape = matrices_shape(values, dimension);
    return 2 * dimension + 2 * matrices_grams(&shape) + matrices_scratch(3 * shape.size + 3 * shape.longer * shape.longer + shape.longer, lanes);
}

static double work_soap(const double *values, size_t dimension)
{
    const struct matrices shape = matrices_shape(values, dimension);
    const double rows = (double)shape.rows, columns = (double)shape.columns;
    return 40 * (double)dimension + (double)shape.matrices * (10 * rows * columns * (rows + columns) +
                                                              (8 / values[SOAP_PERIOD] + 2) * (rows * rows * rows + columns * columns * columns));
}

/* The columns of a matrix made orthonormal, from the first to the last. */
static void orthonormalize(size_t n, double *columns)
{
    for (size_t k = 0; k < n; k++) {
        for (size_t j = 0; j < k; j++) {
            double along = 0;
            for (size_t i = 0; i < n; i++)
                along += columns[i * n + j] * columns[i * n + k];
            for (size_t i = 0; i < n; i++)
                columns[i * n + k] -= along * columns[i * n + j];
        }
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += columns[i * n + k] * columns[i * n + k];
        const double norm = sqrt(sum);
        for (size_t i = 0; i < n && norm > 0; i++)
            columns[i * n + k] /= norm;
    }
}

/* Of a null space no basis is told from another: its vectors, rows of `vectors` as the values ascend, become what the axes leave, one after the other, beside
 * those that are known. */
static void settle_null_space(size_t n, const double *values, double *vectors)
{
    static const double null = 1e-13, least = 1e-6; /* of the greatest value; of the square of what an axis leaves */
    size_t free = 0, found = 0;
    while (free < n && values[free] <= null * values[n - 1])
        free++;
    for (size_t axis = 0; axis < n && found < free; axis++) {
        double *rest = vectors + found * n, square = 0;
        for (size_t i = 0; i < n; i++)
            rest[i] = i == axis;
        for (size_t k = 0; k < n; k++) {
            const double *one = vectors + k * n, along = one[axis];
            for (size_t i = 0; i < n && (k < found || k >= free); i++)
                rest[i] -= along * one[i];
        }
        for (size_t i = 0; i < n; i++)
            square += rest[i] * rest[i];
        for (size_t i = 0; i < n; i++)
            rest[i] /= sqrt(square);
        found += square > least;
    }
}

/* Columns of which the product left no more than rounding stay what they were. */
static void keep_null_columns(size_t n, const double *before, double *product)
{
    static const double null = 1e-13;
    double greatest = 0;
    for (size_t i = 0; i < n * n; i++)
        greatest = fmax(greatest, fabs(product[i]));
    for (size_t k = 0; k < n; k++) {
        double most = 0;
        for (size_t i = 0; i < n; i++)
            most = fmax(most, fabs(product[i * n + k]));
        for (size_t i = 0; i < n && most <= null * greatest; i++)
            product[i * n + k] = before[i * n + k];
    }
}

/* The basis of one side: all eigenvectors of `gram` at first, then a step of the power iteration. `work` of 2 n² + n numbers. */
static void turn_basis(const struct block *block, size_t point, size_t n, bool first, double *gram, double *basis, double *work)
{
    double *now = work, *next = now + n * n;
    if (first) {
        symmetric_eigen(n, gram, next + n * n, now);
        settle_null_space(n, next + n * n, now);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < n; k++)
                next[i * n + k] = now[k * n + i];
    } else {
        matrices_load(block, point, basis, 0, n * n, now);
        matrices_product(n, n, n, gram, false, now, false, next);
        keep_null_columns(n, now, next);
        orthonormalize(n, next);
    }
    matrices_store(block, point, next, 0, n * n, basis);
}

/* One matrix: what is kept of its sides, by rows and by columns, as rows of the block; and room to work. */
struct rotated {
    double *sides[2], *bases[2];
    double *gradient, *turned, *middle, *gram, *work;
};

static void rotate(const struct block *block, size_t point, const struct matrices *shape, const struct rotated *m, const double *from, bool back,
                   double *to)
{
    const size_t rows = shape->rows, columns = shape->columns;
    matrices_load(block, point, m->bases[0], 0, rows * rows, m->gram);
    matrices_product(rows, rows, columns, m->gram, !back, from, false, m->middle);
    matrices_load(block, point, m->bases[1], 0, columns * columns, m->gram);
    matrices_product(rows, columns, columns, m->middle, false, m->gram, back, to);
}

static void learn_bases(const struct method_step *step, const struct block *block, size_t point, const struct matrices *shape,
                        const struct rotated *m)
{
    const bool first = step->t == 1, turns = first || (step->t - 1) % (size_t)step->values[SOAP_PERIOD] == 0;
    const double keep = first ? 0 : step->values[SOAP_SHAMPOO_BETA];
    for (size_t side = 0; side < 2; side++) {
        const size_t n = side ? shape->columns : shape->rows, inner = side ? shape->rows : shape->columns;
        matrices_gather(block, point, m->gradient, n, inner, side, keep, 1 - keep, m->sides[side], m->gram);
        if (turns)
            turn_basis(block, point, n, first, m->gram, m->bases[side], m->work);
    }
}

/* What a turn leaves where exact arithmetic has 0 is rounding, which Adam would divide by its own size: of the gradient that has told the bases, all but a
 * diagonal. */
static void drop_rounding(size_t size, double *turned)
{
    static const double relative = 1e-13;
    double greatest = 0;
    for (size_t i = 0; i < size; i++)
        greatest = fmax(greatest, fabs(turned[i]));
    for (size_t i = 0; i < size; i++)
        turned[i] = fabs(turned[i]) <= relative * greatest ? 0 : turned[i];
}

/* Adam's step in the bases of the matrix's sides; the first gradient only tells them. */
static void step_soap(const struct method_step *step, struct block *block, size_t point, const struct matrices *shape, const struct rotated *m,
                      size_t first)
{
    const size_t size = shape->size, lanes = block->lanes;
    const double beta1 = step->values[SOAP_BETA1], beta2 = step->values[SOAP_BETA2], t = (double)step->t - 1;
    const double past1 = 1 - kernel_scalar(OPERATION_POWER, beta1, t, 0), past2 = 1 - kernel_scalar(OPERATION_POWER, beta2, t, 0);
    double *mean = block->memory + first * lanes + point, *squares = mean + block->dimension * lanes, *x = block->x + first * lanes + point;
    rotate(block, point, shape, m, m->gradient, false, m->turned);
    drop_rounding(size, m->turned);
    for (size_t i = 0; i < size; i++) {
        mean[i * lanes] = beta1 * mean[i * lanes] + (1 - beta1) * m->gradient[i];
        squares[i * lanes] = beta2 * squares[i * lanes] + (1 - beta2) * m->turned[i] * m->turned[i];
    }
    matrices_load(block, point, block->memory, first, size, m->turned);
    rotate(block, point, shape, m, m->turned, false, m->turned);
    drop_rounding(size, m->turned);
    for (size_t i = 0; i < size; i++) {
        const double spread = sqrt(squares[i * lanes] / past2) + step->values[SOAP_EPS];
        m->turned[i] = spread > 0 ? m->turned[i] / past1 / spread : 0;
    }
    rotate(block, point, shape, m, m->turned, true, m->turned);
    for (size_t i = 0; i < size; i++)
        x[i * lanes] = x[i * lanes] * (1 - step->lr * step->values[SOAP_DECAY]) - step->lr * m->turned[i];
}

static void advance_soap(const struct method_step *step, struct block *block)
{
    const struct matrices shape = matrices_shape(step->values, block->dimension);
    const size_t lanes = block->lanes, n = block->dimension, size = shape.size, both = shape.left + shape.right;
    double *scratch = block->memory + (2 * n + 2 * matrices_grams(&shape)) * lanes;
    for (size_t point = 0; point < block->active; point++) {
        block->length[point] = step->lr;
        for (size_t m = 0; m < shape.matrices; m++) {
            double *kept = block->memory + (2 * n + 2 * m * both) * lanes;
            const struct rotated one = {.sides = {kept, kept + shape.left * lanes},
                                        .bases = {kept + both * lanes, kept + (both + shape.left) * lanes},
                                        .gradient = scratch,
                                        .turned = scratch + size,
                                        .middle = scratch + 2 * size,
                                        .gram = scratch + 3 * size,
                                        .work = scratch + 3 * size + shape.longer * shape.longer};
            matrices_load(block, point, block->gradient, m * size, size, one.gradient);
            if (step->t > 1)
                step_soap(step, block, point, &shape, &one, m * size);
            learn_bases(step, block, point, &shape, &one);
        }
    }
}

/* Whether the gradients between two turns of the bases have as many directions as the longer side: else the vectors that they leave open are rounding's. */
static bool soap_is_told(const double *values, size_t dimension)
{
    const struct matrices shape = matrices_shape(values, dimension);
    return (double)shape.longer <= values[SOAP_PERIOD] * (double)(shape.rows < shape.columns ? shape.rows : shape.columns);
}

static const struct call_option shampoo_options[] = {
    OPTION_LR(0.1),
    OPTIONS_OF_MATRICES,
    {"eps", OPTION_REAL, 1e-4, 0, 1e6, NULL, "epsilon", "ε: what L and R have on their diagonals besides"},
};
static const struct call_option soap_options[] = {
    OPTION_LR(3e-3),
    OPTIONS_OF_MATRICES,
    {"beta1", OPTION_REAL, 0.95, 0, 0.999999999, NULL, NULL, "β₁: memory of the mean of gradients"},
    {"beta2", OPTION_REAL, 0.95, 0, 0.999999999, NULL, NULL, "β₂: memory of the mean of squares"},
    OPTION_EPS(1e-8),
    {"shampoo_beta", OPTION_REAL, 0.95, 0, 0.999999999, NULL, NULL, "β: memory of L and R"},
    {"k", OPTION_WHOLE, 10, 1, 1e6, NULL, "precondition_frequency", "steps between two turns of the bases"},
    {"weight_decay", OPTION_REAL, 0, 0, 1e3, NULL, NULL, "λ: x is multiplied by 1 − ηλ at every step"},
};

const struct method shampoo_method = {
    .callable = {"shampoo", OPTIONS(shampoo_options)},
    .rate_by_width = 0.1,
    .title = "Shampoo",
    .rule = "as matrices: L = L + G*G'; R = R + G'*G (eps*I at first); X = X - eta*L^(-1/4)*G*R^(-1/4)",
    .tex = "L_t=L_{t-1}+G_tG_t^\\top,\\quad R_t=R_{t-1}+G_t^\\top G_t,\\quad X_t=X_{t-1}-\\eta\\,L_t^{-1/4}G_tR_t^{-1/4}",
    .paper = "Gupta, Koren & Singer, Shampoo: Preconditioned Stochastic Tensor Optimization, ICML (2018), algorithm 1",
    .fits = matrices_fit,
    .python = "def root(kept):  # (kept + eps I)^(-1/4)\n"
              "    values, vectors = np.linalg.eigh(kept + eps*np.eye(len(kept)))\n"
              "    return vectors*quotient(1, np.maximum(values, eps)**0.25) @ vectors.T\n"
              "\n"
              "left = right = 0\n"
              "for lr in rates:\n"
              "    g = as_matrices(gradient(x), matrices, rows)\n"
              "    left, right = left + g @ g.transpose(0, 2, 1), right + g.transpose(0, 2, 1) @ g\n"
              "    x = x - lr*np.ravel([root(a) @ one @ root(b) for a, one, b in zip(left, g, right)])\n"
              "    yield x, lr\n",
    .rows = rows_shampoo,
    .work = work_shampoo,
    .advance = advance_shampoo,
};

const struct method soap_method = {
    .callable = {"soap", OPTIONS(soap_options)},
    .rate_by_width = 0.01,
    .title = "SOAP",
    .rule =
        "Adam's step on P'*G*Q with P and Q the eigenvectors of L and R, turned back; L = b*L + (1 - b)*G*G', R = b*R + (1 - b)*G'*G; every k steps "
        "P = QR(L*P), Q = QR(R*Q); the first gradient tells L, R, P and Q alone",
    .tex = "G'=Q_L^\\top G\\,Q_R,\\quad M'=Q_L^\\top M\\,Q_R,\\quad V=\\beta_2V+(1-\\beta_2)\\,G'\\odot G',\\quad "
           "X:=X-\\eta\\,Q_L\\frac{M'}{\\sqrt V+\\epsilon}Q_R^\\top,\\quad Q_L:=\\mathrm{QR}(LQ_L),\\ Q_R:=\\mathrm{QR}(RQ_R)",
    .paper = "Vyas et al., SOAP: Improving and Stabilizing Shampoo using Adam, ICLR (2025), algorithms 3 and 4",
    .fits = matrices_fit,
    .python = "def eigenvectors(kept):  # of a null space, what the axes leave beside the others\n"
              "    values, vectors = np.linalg.eigh(kept)\n"
              "    known, free = list(vectors.T[values > 1e-13*values[-1]]), []\n"
              "    for axis in np.eye(len(values)):\n"
              "        rest = axis - sum((axis @ one)*one for one in free + known)\n"
              "        if rest @ rest > 1e-6 and len(free + known) < len(values):\n"
              "            free.append(rest/np.linalg.norm(rest))\n"
              "    return np.transpose(free + known)\n"
              "\n"
              "def again(kept, basis):  # a step of the power iteration; columns of which nothing but rounding is left stay\n"
              "    product = kept @ basis\n"
              "    most = abs(product).max(axis=1, keepdims=True)\n"
              "    return np.linalg.qr(np.where(most <= 1e-13*most.max(axis=2, keepdims=True), basis, product))[0]\n"
              "\n"
              "def turn(a):  # into the bases; what is 0 but for rounding is 0\n"
              "    turned = left_basis.transpose(0, 2, 1) @ a @ right_basis\n"
              "    return np.where(abs(turned) <= 1e-13*abs(turned).max(axis=(1, 2), keepdims=True), 0, turned)\n"
              "\n"
              "left = right = m = v = 0\n"
              "for t, lr in enumerate(rates, 1):\n"
              "    g = as_matrices(gradient(x), matrices, rows)\n"
              "    if t > 1:\n"
              "        m = beta1*m + (1 - beta1)*g\n"
              "        v = beta2*v + (1 - beta2)*turn(g)**2\n"
              "        step = quotient(turn(m)/(1 - beta1**(t - 1)), np.sqrt(v/(1 - beta2**(t - 1))) + eps)\n"
              "        x = x*(1 - lr*weight_decay) - lr*np.ravel(left_basis @ step @ right_basis.transpose(0, 2, 1))\n"
              "    keep = shampoo_beta if t > 1 else 0\n"
              "    left = keep*left + (1 - keep)*g @ g.transpose(0, 2, 1)\n"
              "    right = keep*right + (1 - keep)*g.transpose(0, 2, 1) @ g\n"
              "    if t == 1:\n"
              "        left_basis, right_basis = (np.array([eigenvectors(one) for one in kept]) for kept in (left, right))\n"
              "    elif (t - 1) % k == 0:\n"
              "        left_basis, right_basis = again(left, left_basis), again(right, right_basis)\n"
              "    yield x, lr\n",
    .python_fits = soap_is_told,
    .unscripted = "its matrices are so long and narrow that the gradients between two turns of the bases leave some of their vectors open, which "
                  "rounding then decides",
    .rows = rows_soap,
    .work = work_soap,
    .advance = advance_soap,
};
