/* A normal distribution that learns its centre, its width and its shape from the best of the points drawn from it. One point is evaluated at a time;
 * where the run stands is the best that was found. Points are drawn by the symmetric root of the covariance, which does not depend on the order and
 * the signs of eigenvectors. */
#include "optimize/method.h"

#include "base/eigen.h"
#include "expression/kernels.h"

#include <math.h>

enum { POPULATION = METHOD_OWN };

static double logarithm(double x)
{
    return kernel_scalar(OPERATION_LOG, x, 0, 0);
}

/* λ of a dimension, unless it is given. */
static size_t size_of(const double *values, size_t dimension)
{
    return values[POPULATION] > 0 ? (size_t)values[POPULATION] : 4 + (size_t)(3 * logarithm((double)dimension));
}

/* Rows: vectors of [n], matrices of [n][n], the points drawn [λ][n] as (x − m)/σ, their values, σ; then numbers one behind the other for eigenvectors. */
enum { MEAN, PATH, SHAPE_PATH, DRAWN, SHIFT, VECTORS };
enum { COVARIANCE, ROOT, INVERSE, MATRICES };

static size_t own_rows(const double *values, size_t n)
{
    const size_t size = size_of(values, n);
    return VECTORS * n + MATRICES * n * n + size * n + size + 1;
}

static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    const size_t numbers = 2 * dimension * dimension + dimension;
    return own_rows(values, dimension) + (numbers + lanes - 1) / lanes + 1;
}

/* Eigenvectors once a generation. */
static double work(const double *values, size_t dimension)
{
    const double n = (double)dimension, size = (double)size_of(values, dimension);
    return 100 + 60 * n + 4 * n * n + size * 4 + (36 * n * n * n + 10 * n * n) / size;
}

static double *vector(const struct block *block, size_t which)
{
    return block->memory + which * block->dimension * block->lanes;
}

static double *matrix(const struct block *block, size_t which, size_t point)
{
    const size_t n = block->dimension;
    return block->memory + (VECTORS * n + which * n * n) * block->lanes + point;
}

static double *drawn(const struct block *block, size_t k)
{
    const size_t n = block->dimension;
    return block->memory + (VECTORS * n + MATRICES * n * n + k * n) * block->lanes;
}

static double *value_of(const struct block *block, size_t size, size_t k, size_t point)
{
    return drawn(block, size) + k * block->lanes + point;
}

/* Hansen's table 1, with the weights of the worse half 0. */
struct constants {
    size_t size, parents;
    double weights[200], total, effective; /* μ_eff */
    double path, damping, shape_path, rank_one, rank_many, expected;
};

static struct constants constants_of(const double *values, size_t dimension)
{
    struct constants c = {.size = size_of(values, dimension)};
    const double n = (double)dimension;
    double squares = 0;
    c.parents = c.size / 2;
    for (size_t k = 0; k < c.parents; k++)
        c.total += c.weights[k] = logarithm(((double)c.size + 1) / 2) - logarithm((double)k + 1);
    for (size_t k = 0; k < c.parents; k++) {
        c.weights[k] /= c.total;
        squares += c.weights[k] * c.weights[k];
    }
    const double m = c.effective = 1 / squares;
    c.path = (m + 2) / (n + m + 5);
    c.damping = 1 + 2 * fmax(0, sqrt((m - 1) / (n + 1)) - 1) + c.path;
    c.shape_path = (4 + m / n) / (n + 4 + 2 * m / n);
    c.rank_one = 2 / ((n + 1.3) * (n + 1.3) + m);
    c.rank_many = fmin(1 - c.rank_one, 2 * (0.25 + m + 1 / m - 2) / ((n + 2) * (n + 2) + m));
    c.expected = sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
    return c;
}

static void multiply(const struct block *block, const double *entries, const double *from, double *to, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes;
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += entries[(i * n + j) * lanes] * from[j * lanes + point];
        to[i * lanes + point] = sum;
    }
}

/* The roots of the covariance and of its inverse. False if it is no covariance any more. */
static bool factor(const struct method_step *step, struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes;
    double *entries = matrix(block, COVARIANCE, point), *root = matrix(block, ROOT, point), *inverse = matrix(block, INVERSE, point);
    double *scratch = block->memory + own_rows(step->values, n) * lanes, *vectors = scratch + n * n, *values = vectors + n * n;
    for (size_t i = 0; i < n * n; i++)
        scratch[i] = entries[i * lanes];
    symmetric_eigen(n, scratch, values, vectors);
    for (size_t k = 0; k < n; k++)
        if (!(values[k] > 0))
            return false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double forth = 0, back = 0;
            for (size_t k = 0; k < n; k++) {
                const double product = vectors[k * n + i] * vectors[k * n + j], size = sqrt(values[k]);
                forth += product * size;
                back += product / size;
            }
            root[(i * n + j) * lanes] = forth;
            inverse[(i * n + j) * lanes] = back;
        }
    return true;
}

static void begin(const struct method_step *step, struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes, size = size_of(step->values, n);
    for (size_t d = 0, at = point; d < n; d++, at += lanes) {
        vector(block, MEAN)[at] = block->kept_x[at];
        for (size_t k = 0; k < MATRICES; k++)
            matrix(block, k, point)[(d * n + d) * lanes] = 1;
    }
    *value_of(block, size, size, point) = step->lr; /* σ */
}

/* The index of the k-th best of the points drawn; of equal ones the first drawn. */
static size_t ranked(const struct block *block, size_t size, size_t point, size_t k)
{
    for (size_t i = 0; i < size; i++) {
        size_t better = 0;
        for (size_t j = 0; j < size; j++) {
            const double a = *value_of(block, size, j, point), b = *value_of(block, size, i, point);
            better += a < b || (a == b && j < i);
        }
        if (better == k)
            return i;
    }
    return 0;
}

/* Σ w (C ← …): (47), with the worse half's weights 0. */
static void reshape(const struct constants *c, struct block *block, size_t point, const size_t *order, double stalled)
{
    const size_t n = block->dimension, lanes = block->lanes;
    double *entries = matrix(block, COVARIANCE, point);
    const double *path = vector(block, SHAPE_PATH);
    const double keep = 1 + c->rank_one * stalled * c->shape_path * (2 - c->shape_path) - c->rank_one - c->rank_many;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t k = 0; k < c->parents; k++)
                sum += c->weights[k] * drawn(block, order[k])[i * lanes + point] * drawn(block, order[k])[j * lanes + point];
            const double one = path[i * lanes + point] * path[j * lanes + point];
            entries[(i * n + j) * lanes] = keep * entries[(i * n + j) * lanes] + c->rank_one * one + c->rank_many * sum;
            entries[(j * n + i) * lanes] = entries[(i * n + j) * lanes];
        }
}

/* The distribution after a generation: (41) to (47). */
static bool learn(const struct method_step *step, struct block *block, size_t point, size_t generation)
{
    const struct constants c = constants_of(step->values, block->dimension);
    const size_t n = block->dimension, lanes = block->lanes;
    double *shift = vector(block, SHIFT), *whitened = vector(block, DRAWN), *path = vector(block, PATH), *shape = vector(block, SHAPE_PATH);
    double *sigma = value_of(block, c.size, c.size, point), length = 0;
    size_t order[200];
    for (size_t k = 0; k < c.parents; k++)
        order[k] = ranked(block, c.size, point, k);
    for (size_t at = point; at < n * lanes; at += lanes) {
        shift[at] = 0;
        for (size_t k = 0; k < c.parents; k++)
            shift[at] += c.weights[k] * drawn(block, order[k])[at];
        vector(block, MEAN)[at] += *sigma * shift[at];
    }
    multiply(block, matrix(block, INVERSE, point), shift, whitened, point);
    for (size_t at = point; at < n * lanes; at += lanes) {
        path[at] = (1 - c.path) * path[at] + sqrt(c.path * (2 - c.path) * c.effective) * whitened[at];
        length += path[at] * path[at];
    }
    length = sqrt(length);
    const double warm = sqrt(1 - kernel_scalar(OPERATION_POWER, 1 - c.path, 2 * (double)(generation + 1), 0));
    const bool steady = length / warm < (1.4 + 2 / ((double)n + 1)) * c.expected;
    for (size_t at = point; at < n * lanes; at += lanes)
        shape[at] = (1 - c.shape_path) * shape[at] + (steady ? sqrt(c.shape_path * (2 - c.shape_path) * c.effective) * shift[at] : 0);
    *sigma *= kernel_scalar(OPERATION_EXP, c.path / c.damping * (length / c.expected - 1), 0, 0);
    reshape(&c, block, point, order, steady ? 0 : 1);
    return factor(step, block, point);
}

static void draw(const struct method_step *step, struct block *block, size_t point, size_t k)
{
    const size_t lanes = block->lanes, size = size_of(step->values, block->dimension);
    const double sigma = *value_of(block, size, size, point);
    bool moved = false;
    method_normals(step, block, point, vector(block, DRAWN));
    multiply(block, matrix(block, ROOT, point), vector(block, DRAWN), drawn(block, k), point);
    for (size_t at = point; at < block->dimension * lanes; at += lanes) {
        block->x[at] = vector(block, MEAN)[at] + sigma * drawn(block, k)[at];
        moved = moved || block->x[at] != vector(block, MEAN)[at];
    }
    block->length[point] = sigma;
    block->stuck[point] = block->stuck[point] || !moved;
}

static bool judge(const struct method_step *step, struct block *block, size_t point)
{
    (void)step;
    return block->value[point] < block->kept_value[point];
}

static void advance(const struct method_step *step, struct block *block)
{
    const size_t size = size_of(step->values, block->dimension);
    for (size_t point = 0; point < block->active; point++) {
        if (step->t == 1) {
            begin(step, block, point);
        } else {
            const size_t k = (step->t - 2) % size;
            *value_of(block, size, k, point) = isnan(block->value[point]) ? INFINITY : block->value[point];
            block->stuck[point] = k + 1 == size && !learn(step, block, point, (step->t - 2) / size);
        }
        draw(step, block, point, (step->t - 1) % size);
    }
}

/* The points of the generation as far as it is drawn. */
static void look(const struct method_step *step, const struct block *block, size_t point, struct search_state *search)
{
    const size_t n = block->dimension, lanes = block->lanes, size = size_of(step->values, n);
    const double sigma = *value_of(block, size, size, point), *root = matrix(block, ROOT, point);
    search->count = (step->t - 1) % size + 1;
    for (size_t d = 0, at = point; d < n; d++, at += lanes) {
        search->centre[d] = vector(block, MEAN)[at];
        for (size_t k = 0; k < search->count; k++)
            search->points[k * n + d] = search->centre[d] + sigma * drawn(block, k)[at];
        for (size_t j = 0; j < n; j++)
            search->root[d * n + j] = sigma * root[(d * n + j) * lanes];
    }
}

static const struct method_search distribution_search = {SEARCH_NORMAL, size_of, look};

static const struct call_option options[] = {
    {"lr", OPTION_REAL, 0.5, 0, 1e6, "auto", "sigma", "σ: the first standard deviation of the points drawn"},
    OPTIONS_OF_ALL,
    {"population", OPTION_WHOLE, 0, 0, 200, NULL, "lambda", "λ: points a generation; 0: 4 + 3 ln n"},
};

static bool check(struct arena *arena, struct call *call, struct error *error)
{
    const double size = call->values[POPULATION];
    return size == 0 || size >= 4 || call_refuse(arena, call, POPULATION, 4, error, "a generation of cma_es has 4 points or more");
}

const struct method cma_es_method = {
    .callable = {"cma_es", OPTIONS(options), .check = check},
    .rate_by_width = 0.3,
    .title = "CMA-ES",
    .rule = "x = m + sigma*C^(1/2)*N(0, I) lambda times; m = weighted mean of the better half; sigma grows where the last steps of m point one way; "
            "C learns "
            "from them and from the better half",
    .tex = "x_k=m+\\sigma\\,C^{1/2}z_k,\\quad m:=m+\\sigma\\sum_{i\\le\\mu}w_i\\,y_{i:\\lambda},\\quad "
           "\\sigma:=\\sigma\\,e^{\\frac{c_\\sigma}{d_\\sigma}\\left(\\frac{\\|p_\\sigma\\|}{E\\|N(0,I)\\|}-1\\right)},\\quad "
           "C:=(1-c_1-c_\\mu)\\,C+c_1p_cp_c^\\top+c_\\mu\\sum w_iy_{i:\\lambda}y_{i:\\lambda}^\\top",
    .paper = "Hansen, The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772 (2016), figure 6, without negative weights",
    .python = "n, sigma = len(x), rates[0]\n"
              "size = population or 4 + int(3*np.log(n))\n"
              "weights = np.log((size + 1)/2) - np.log(np.arange(1, size//2 + 1))\n"
              "weights = weights/sum(weights)\n"
              "effective = 1/sum(weights**2)\n"
              "memory = (effective + 2)/(n + effective + 5)  # of the path that tells the width\n"
              "slowness = 1 + 2*max(0, np.sqrt((effective - 1)/(n + 1)) - 1) + memory\n"
              "shape_memory = (4 + effective/n)/(n + 4 + 2*effective/n)\n"
              "rank_one = 2/((n + 1.3)**2 + effective)\n"
              "rank_many = min(1 - rank_one, 2*(0.25 + effective + 1/effective - 2)/((n + 2)**2 + effective))\n"
              "expected = np.sqrt(n)*(1 - 1/(4*n) + 1/(21*n**2))  # length of a normal vector\n"
              "mean, path, shape_path, covariance = x, 0*x, 0*x, np.eye(n)\n"
              "root = inverse = covariance  # of the root\n"
              "lowest, drawn, values = value_and_gradient(x)[0], [], []\n"
              "for t in range(1, len(rates)):\n"
              "    drawn.append(root @ chance(t)[1])\n"
              "    there = mean + sigma*drawn[-1]\n"
              "    if np.all(there == mean):\n"
              "        return\n"
              "    value = value_and_gradient(there)[0]\n"
              "    values.append(np.fmin(value, np.inf))  # infinite where it is none\n"
              "    if value < lowest:\n"
              "        lowest = value\n"
              "        yield there, sigma\n"
              "    if len(drawn) < size:\n"
              "        continue\n"
              "    best = np.array(drawn)[np.argsort(values, kind=\"stable\")[:size//2]]\n"
              "    drawn, values, shift = [], [], weights @ best\n"
              "    mean = mean + sigma*shift\n"
              "    path = (1 - memory)*path + np.sqrt(memory*(2 - memory)*effective)*(inverse @ shift)\n"
              "    length = np.linalg.norm(path)\n"
              "    steady = length/np.sqrt(1 - (1 - memory)**(2*t/size)) < (1.4 + 2/(n + 1))*expected\n"
              "    shape_path = (1 - shape_memory)*shape_path + steady*np.sqrt(shape_memory*(2 - shape_memory)*effective)*shift\n"
              "    sigma = sigma*np.exp(memory/slowness*(length/expected - 1))\n"
              "    keep = 1 - rank_one - rank_many + (0 if steady else rank_one*shape_memory*(2 - shape_memory))\n"
              "    covariance = keep*covariance + rank_one*np.outer(shape_path, shape_path) + rank_many*(best.T*weights @ best)\n"
              "    squares, vectors = np.linalg.eigh(covariance)\n"
              "    if not np.all(squares > 0):\n"
              "        return\n"
              "    root = vectors*np.sqrt(squares) @ vectors.T\n"
              "    inverse = vectors/np.sqrt(squares) @ vectors.T\n",
    .values_only = true,
    .probes = true,
    .rows = rows,
    .work = work,
    .judge = judge,
    .advance = advance,
    .search = &distribution_search,
};
