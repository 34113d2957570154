/* Rounding costs the plain recurrence its orthogonality as soon as a Ritz value has converged, and copies of it appear among the values. Each new
 * vector is therefore made orthogonal to all before it, twice: once leaves what rounding put there ("twice is enough", Parlett, The Symmetric
 * Eigenvalue Problem, 6.9). */
#include "analysis/lanczos.h"

#include "base/eigen.h"
#include "base/linear.h"
#include "base/random.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { CHECKED_EVERY = 5, ROUNDING = 16 }; /* a product's rounding error, at most so many times n times the rounding unit of the norm */

struct iteration {
    struct lanczos *lanczos;
    double *diagonal, *off;          /* [steps] */
    double *values, *scratch, *ends; /* of a look at the residuals */
};

static void subtract(size_t n, double *from, double factor, const double *vector)
{
    for (size_t i = 0; i < n; i++)
        from[i] -= factor * vector[i];
}

static void orthogonalize(size_t n, double *vector, const double *basis, size_t count)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < count; k++)
            subtract(n, vector, linear_dot(n, basis + k * n, vector), basis + k * n);
}

/* Whether the leading Ritz values have come to rest: their residuals are |off-diagonal entry · last component of the tridiagonal's vector|. */
static bool settled(struct iteration *iteration, size_t count, const struct lanczos_options *options)
{
    memcpy(iteration->values, iteration->diagonal, count * sizeof *iteration->values);
    memcpy(iteration->scratch, iteration->off, count * sizeof *iteration->scratch);
    memset(iteration->ends, 0, count * sizeof *iteration->ends);
    iteration->ends[count - 1] = 1;
    tridiagonal_eigen(count, iteration->values, iteration->scratch, iteration->ends, 1);
    const double largest = fmax(fabs(iteration->values[0]), fabs(iteration->values[count - 1]));
    for (size_t k = 0; k < options->leading; k++)
        if (!(fabs(iteration->off[count - 1] * iteration->ends[count - 1 - k]) <= options->tolerance * largest))
            return false;
    return true;
}

/* Values, weights and residuals from the tridiagonal matrix. */
static void finish(struct arena *arena, struct iteration *iteration)
{
    struct lanczos *lanczos = iteration->lanczos;
    const size_t count = lanczos->count;
    const double rest = iteration->off[count - 1];
    lanczos->vectors = ARENA_NEW(arena, double, count *count);
    lanczos->weight = ARENA_NEW(arena, double, count);
    lanczos->residual = ARENA_NEW(arena, double, count);
    lanczos->value = iteration->diagonal;
    for (size_t k = 0; k < count; k++)
        lanczos->vectors[k * count + k] = 1;
    tridiagonal_eigen(count, lanczos->value, iteration->off, lanczos->vectors, count);
    for (size_t k = 0; k < count; k++) {
        const double first = lanczos->vectors[k * count], last = lanczos->vectors[k * count + count - 1];
        lanczos->weight[k] = first * first;
        lanczos->residual[k] = lanczos->whole ? 0 : fabs(rest * last);
    }
}

void lanczos_run(struct arena *arena, const struct linear_operator *matrix, const struct lanczos_options *options, struct lanczos *lanczos)
{
    const size_t n = matrix->n, steps = options->steps < n ? options->steps : n;
    struct iteration iteration = {.lanczos = lanczos,
                                  .diagonal = ARENA_NEW(arena, double, steps),
                                  .off = ARENA_NEW(arena, double, steps),
                                  .values = ARENA_NEW(arena, double, steps),
                                  .scratch = ARENA_NEW(arena, double, steps),
                                  .ends = ARENA_NEW(arena, double, steps)};
    *lanczos = (struct lanczos){.n = n, .basis = ARENA_NEW(arena, double, (steps + 1) * n + BASIS_PADDING)};
    if (options->start)
        memcpy(lanczos->basis, options->start, n * sizeof *lanczos->basis);
    else
        random_normals(options->seed, random_stream(RANDOM_PROBE, options->probe), 0, lanczos->basis, n);
    linear_normalize(n, lanczos->basis);
    double largest = 0;
    while (lanczos->count < steps && !lanczos->whole) {
        const size_t k = lanczos->count;
        double *vector = lanczos->basis + k * n, *next = vector + n;
        arena_checkpoint(arena);
        matrix->apply(matrix->context, vector, next);
        iteration.diagonal[k] = linear_dot(n, vector, next);
        orthogonalize(n, next, lanczos->basis, k + 1);
        iteration.off[k] = linear_normalize(n, next);
        largest = fmax(largest, fmax(fabs(iteration.diagonal[k]), iteration.off[k]));
        lanczos->count++;
        lanczos->whole = lanczos->count == n || !(iteration.off[k] > ROUNDING * (double)n * DBL_EPSILON * largest);
        if (options->tolerance > 0 && !lanczos->whole && lanczos->count % CHECKED_EVERY == 0 && lanczos->count > options->leading &&
            settled(&iteration, lanczos->count, options))
            break;
    }
    finish(arena, &iteration);
}

void lanczos_vector(const struct lanczos *lanczos, size_t k, double *vector)
{
    const size_t n = lanczos->n;
    memset(vector, 0, n * sizeof *vector);
    for (size_t j = 0; j < lanczos->count; j++)
        subtract(n, vector, -lanczos->vectors[k * lanczos->count + j], lanczos->basis + j * n);
    linear_normalize(n, vector);
    linear_turn_up(n, vector);
}

double lanczos_rounding(const struct lanczos *lanczos)
{
    return ROUNDING * (double)lanczos->n * DBL_EPSILON * fmax(fabs(lanczos->value[0]), fabs(lanczos->value[lanczos->count - 1]));
}

double lanczos_memory(double n, double steps)
{
    return 8 * (steps + 1) * (n + 2 * steps);
}

double lanczos_cost(size_t n, size_t steps)
{
    const double m = (double)(steps < n ? steps : n), looks = m / CHECKED_EVERY;
    return 2 * m * m * (double)n + 3 * m * m * m + 10 * m * m * looks;
}
