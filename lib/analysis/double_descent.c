/* The formulas, and the least squares of one draw: by the Cholesky factor of XᵀX for p ≤ n, whose leading blocks are the factors for fewer
 * parameters, and of XXᵀ beyond, which grows by a product a feature. */
#include "analysis/double_descent.h"

#include "base/contract.h"
#include "base/linear.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

struct double_descent_workspace {
    const struct double_descent *question;
    size_t inner;          /* min(n, D): rows of the factor of XᵀX */
    double *inputs;        /* [D][n]: a column an input, as features are taken one after the other */
    double *target;        /* [n] */
    double *gram, *factor; /* of XXᵀ, and its factor, [n][n]; or of XᵀX [inner][inner] */
    double *right, *forward, *solution;
};

static double used_of(const struct double_descent *question, size_t parameters, double *unused)
{
    double used = 0;
    *unused = 0;
    for (size_t j = 0; j < question->features; j++)
        *(j < parameters ? &used : unused) += question->beta[j] * question->beta[j];
    return used;
}

static double risk_exact(const struct double_descent *question, double p, double used, double noise)
{
    const double n = (double)question->examples;
    if (p <= n - 2)
        return noise * (1 + p / (n - p - 1));
    if (p >= n + 2)
        return used * (1 - n / p) + noise * (1 + n / (p - n - 1));
    return noise > 0 ? INFINITY : p < n ? 0 : used * (1 - n / p);
}

/* With S = XᵀX/n and t(λ) = E tr (S + λ)⁻¹: the error is noise (1 + (t + λ t′)/n) − used λ² t′/p, as t′ = −E tr (S + λ)⁻². */
static double risk_ridge(const struct double_descent *question, double p, double used, double noise)
{
    const double n = (double)question->examples, lambda = question->ridge, ratio = p / n;
    const double b = 1 - ratio + lambda, root = sqrt(b * b + 4 * ratio * lambda), root_slope = (b + 2 * ratio) / root;
    /* m = (root − b)/(2 ratio λ), without cancellation where b > 0. */
    const double m = b > 0 ? 2 / (root + b) : (root - b) / (2 * ratio * lambda);
    const double m_slope = b > 0 ? -2 * (root_slope + 1) / ((root + b) * (root + b)) : ((root_slope - 1) / (2 * ratio) - m) / lambda;
    const double side = 1 - sqrt(ratio), other = 1 + sqrt(ratio), low = side * side + lambda, high = other * other + lambda;
    const double product = sqrt(low * high);
    const double t = p * m + (1 / low + 1 / high) / 4 - 1 / (2 * product);
    const double slope = p * m_slope - (1 / (low * low) + 1 / (high * high)) / 4 + (low + high) / (4 * product * product * product);
    return noise * (1 + (t + lambda * slope) / n) - used * lambda * lambda * slope / p;
}

double double_descent_risk(const struct double_descent *question, size_t parameters)
{
    double unused;
    const double used = used_of(question, parameters, &unused), noise = unused + question->noise * question->noise;
    CONTRACT(parameters <= question->features);
    if (parameters == 0)
        return noise;
    return (question->ridge > 0 ? risk_ridge : risk_exact)(question, (double)parameters, used, noise);
}

bool double_descent_has_interval(const struct double_descent *question, size_t parameters)
{
    return question->ridge > 0 || fabs((double)parameters - (double)question->examples) >= 4;
}

struct double_descent_workspace *double_descent_open(struct arena *arena, const struct double_descent *question)
{
    const size_t n = question->examples, features = question->features;
    struct double_descent_workspace *workspace = ARENA_NEW(arena, struct double_descent_workspace, 1);
    *workspace = (struct double_descent_workspace){.question = question,
                                                   .inner = n < features ? n : features,
                                                   .inputs = arena_allocate(arena, n * features, sizeof(double)),
                                                   .target = ARENA_NEW(arena, double, n),
                                                   .gram = ARENA_NEW(arena, double, n *n),
                                                   .factor = ARENA_NEW(arena, double, n *n),
                                                   .right = ARENA_NEW(arena, double, n),
                                                   .forward = ARENA_NEW(arena, double, n),
                                                   .solution = ARENA_NEW(arena, double, n)};
    return workspace;
}

/* The upper factor U of A = UᵀU, [size][size], row by row, in place of A's upper triangle: the inner loop runs along rows. */
static void factorize(double *a, size_t size)
{
    for (size_t k = 0; k < size; k++) {
        double *row = a + k * size;
        const double pivot = sqrt(fmax(row[k], 1e-300));
        for (size_t j = k; j < size; j++)
            row[j] /= pivot;
        for (size_t i = k + 1; i < size; i++) {
            double *below = a + i * size;
            const double factor = row[i];
            for (size_t j = i; j < size; j++)
                below[j] -= factor * row[j];
        }
    }
}

/* Solves Uᵀ forward = right. The first numbers of forward are those of every leading block. */
static void solve_forward(const double *u, size_t size, const double *right, double *forward)
{
    memcpy(forward, right, size * sizeof *forward);
    for (size_t k = 0; k < size; k++) {
        forward[k] /= u[k * size + k];
        for (size_t j = k + 1; j < size; j++)
            forward[j] -= u[k * size + j] * forward[k];
    }
}

/* Solves U solution = forward for the leading block of `count` rows. */
static void solve_backward(const double *u, size_t size, size_t count, const double *forward, double *solution)
{
    for (size_t k = count; k-- > 0;) {
        double sum = forward[k];
        for (size_t j = k + 1; j < count; j++)
            sum -= u[k * size + j] * solution[j];
        solution[k] = sum / u[k * size + k];
    }
}

/* Stream: the sample. Positions: the noise first, so that it does not depend on the number of features, then input after input. */
static void draw(struct double_descent_workspace *workspace, uint64_t seed, uint64_t sample)
{
    const struct double_descent *question = workspace->question;
    const size_t n = question->examples, region = n + n % 2;
    const uint64_t stream = random_stream(RANDOM_EXAMPLES, sample);
    random_normals(seed, stream, 0, workspace->target, n);
    for (size_t i = 0; i < n; i++)
        workspace->target[i] *= question->noise;
    for (size_t j = 0; j < question->features; j++) {
        double *input = workspace->inputs + j * n;
        random_normals(seed, stream, (j + 1) * region, input, n);
        for (size_t i = 0; i < n; i++)
            workspace->target[i] += question->beta[j] * input[i];
    }
}

/* What p coefficients, found by `coefficient_of`, come to. */
struct score {
    double error, *residual; /* [n] */
};

static void score_feature(const struct double_descent_workspace *workspace, struct score *score, size_t j, double coefficient)
{
    const size_t n = workspace->question->examples;
    const double off = coefficient - workspace->question->beta[j];
    const double *input = workspace->inputs + j * n;
    score->error += off * off;
    for (size_t i = 0; i < n; i++)
        score->residual[i] -= coefficient * input[i];
}

static void score_end(const struct double_descent_workspace *workspace, struct score *score, size_t parameters, double *risk, double *residual)
{
    const struct double_descent *question = workspace->question;
    double unused;
    used_of(question, parameters, &unused);
    *risk = score->error + unused + question->noise * question->noise;
    *residual = linear_dot(question->examples, score->residual, score->residual) / (double)question->examples;
}

static struct score score_begin(const struct double_descent_workspace *workspace)
{
    memcpy(workspace->right, workspace->target, workspace->question->examples * sizeof *workspace->target);
    return (struct score){0, workspace->right};
}

/* p ≤ n, from the normal equations. Returns how many of the numbers of parameters that were. */
static size_t sample_under(struct double_descent_workspace *workspace, const double *parameters, size_t count, double *risk, double *residual)
{
    const size_t n = workspace->question->examples, size = workspace->inner;
    double *factor = workspace->factor;
    for (size_t i = 0; i < size; i++) {
        for (size_t j = i; j < size; j++)
            factor[i * size + j] = linear_dot(n, workspace->inputs + i * n, workspace->inputs + j * n);
        factor[i * size + i] += (double)n * workspace->question->ridge;
        workspace->right[i] = linear_dot(n, workspace->inputs + i * n, workspace->target);
    }
    factorize(factor, size);
    solve_forward(factor, size, workspace->right, workspace->forward);
    size_t k = 0;
    for (; k < count && parameters[k] <= (double)n; k++) {
        const size_t p = (size_t)parameters[k];
        struct score score = score_begin(workspace);
        solve_backward(factor, size, p, workspace->forward, workspace->solution);
        for (size_t j = 0; j < p; j++)
            score_feature(workspace, &score, j, workspace->solution[j]);
        score_end(workspace, &score, p, &risk[k], &residual[k]);
    }
    return k;
}

/* Adds features `from` to `to` to the upper triangle of XXᵀ. */
static void grow_gram(struct double_descent_workspace *workspace, size_t from, size_t to)
{
    const size_t n = workspace->question->examples;
    for (size_t f = from; f < to; f++) {
        const double *input = workspace->inputs + f * n;
        for (size_t i = 0; i < n; i++)
            for (size_t j = i; j < n; j++)
                workspace->gram[i * n + j] += input[i] * input[j];
    }
}

/* p > n: the coefficients are Xᵀ(XXᵀ + nλ)⁻¹ y. */
static void sample_over(struct double_descent_workspace *workspace, const double *parameters, size_t count, double *risk, double *residual)
{
    const size_t n = workspace->question->examples;
    memset(workspace->gram, 0, n * n * sizeof *workspace->gram);
    for (size_t k = 0, from = 0; k < count; k++) {
        const size_t p = (size_t)parameters[k];
        grow_gram(workspace, from, p);
        from = p;
        memcpy(workspace->factor, workspace->gram, n * n * sizeof *workspace->gram);
        for (size_t i = 0; i < n; i++)
            workspace->factor[i * n + i] += (double)n * workspace->question->ridge;
        factorize(workspace->factor, n);
        solve_forward(workspace->factor, n, workspace->target, workspace->forward);
        solve_backward(workspace->factor, n, n, workspace->forward, workspace->solution);
        struct score score = score_begin(workspace);
        for (size_t j = 0; j < p; j++)
            score_feature(workspace, &score, j, linear_dot(n, workspace->inputs + j * n, workspace->solution));
        score_end(workspace, &score, p, &risk[k], &residual[k]);
    }
}

void double_descent_sample(struct double_descent_workspace *workspace, uint64_t seed, uint64_t sample, const double *parameters, size_t count,
                           double *risk, double *residual)
{
    draw(workspace, seed, sample);
    const size_t under = sample_under(workspace, parameters, count, risk, residual);
    sample_over(workspace, parameters + under, count - under, risk + under, residual + under);
}

double double_descent_cost(const struct double_descent *question, const double *parameters, size_t count)
{
    static const double normal = 15, operation = 0.8;
    const double n = (double)question->examples, features = (double)question->features, inner = fmin(n, features);
    double operations = inner * inner * n / 2 + inner * inner * inner / 6, greatest = 0;
    for (size_t k = 0; k < count; k++) {
        const double p = parameters[k];
        operations += p > n ? n * n * n / 6 + 2 * n * n + 3 * n * p : p * p + 2 * n * p;
        greatest = fmax(greatest, p);
    }
    operations += greatest > n ? n * n / 2 * greatest : 0;
    return normal * n * (features + 1) + operation * operations + n * features;
}
