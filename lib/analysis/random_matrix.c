/* Eigenvalues are counted, not computed: every sample is, or becomes, a tridiagonal matrix. */
#include "analysis/random_matrix.h"

#include "base/random.h"
#include "base/tridiagonal.h"
#include "expression/kernels.h"

#include <float.h>
#include <math.h>

/* What the samples of an ensemble are drawn into. */
struct matrix_workspace {
    struct tridiagonal matrix;
    double *normals, *uniforms; /* of the GOE */
    double *entries, *scratch;  /* of the others: n × n, by columns */
};

static bool is_drawn_tridiagonal(const struct ensemble *ensemble)
{
    return ensemble->entries == ENTRIES_GOE || ensemble->entries == ENTRIES_WISHART;
}

static struct matrix_workspace make_workspace(struct arena *arena, const struct ensemble *ensemble)
{
    const size_t n = ensemble->n;
    struct matrix_workspace space = {.matrix = {n, ARENA_NEW(arena, double, n), ARENA_NEW(arena, double, n)}};
    if (is_drawn_tridiagonal(ensemble)) {
        space.normals = ARENA_NEW(arena, double, n);
        space.uniforms = ARENA_NEW(arena, double, n);
    } else {
        space.entries = arena_allocate(arena, n * n, sizeof *space.entries);
        space.scratch = ARENA_NEW(arena, double, n);
    }
    return space;
}

static uint64_t stream_of(const struct ensemble *ensemble, uint64_t sample)
{
    return random_stream(RANDOM_MATRIX, (uint64_t)ensemble->n << 32 | sample);
}

/* Half a χ² of 2·shape degrees of freedom from one normal and one uniform number, shape ≥ 1; false if they are to be drawn again
 * (Marsaglia & Tsang, ACM Transactions on Mathematical Software 26 (2000) 363). */
static bool gamma_from(double shape, double normal, double uniform, double *gamma)
{
    const double d = shape - 1.0 / 3, root = 1 + normal / sqrt(9 * d), v = root * root * root, square = normal * normal;
    *gamma = d * v;
    if (v <= 0)
        return false;
    if (uniform < 1 - 0.0331 * square * square)
        return true;
    const double log_uniform = kernel_scalar(OPERATION_LOG, uniform, 0, 0), log_v = kernel_scalar(OPERATION_LOG, v, 0, 0);
    return log_uniform < square / 2 + d * (1 - v + log_v);
}

/* A sample's numbers lie in regions of its stream, each as long as the diagonal: of a list of χ², normals from `start` on and uniforms in the region
 * behind it, and `stride` further on those of the next attempt. */
struct chi_squares {
    uint64_t seed, stream, start, stride, region;
};

/* χ² of `freedom`, freedom − 1, … degrees of freedom into list[count]. */
static void draw_chi_squares(const struct chi_squares *place, size_t count, size_t freedom, struct matrix_workspace *space, double *list)
{
    random_normals(place->seed, place->stream, place->start, space->normals, count);
    random_uniforms(place->seed, place->stream, place->start + place->region, space->uniforms, count);
    for (size_t i = 0; i < count; i++) {
        double normal = space->normals[i], uniform = space->uniforms[i], gamma = normal * normal / 2;
        const double degrees = (double)(freedom - i);
        for (uint64_t attempt = 1; degrees > 1 && !gamma_from(degrees / 2, normal, uniform, &gamma); attempt++) {
            random_normals(place->seed, place->stream, place->start + attempt * place->stride + i, &normal, 1);
            random_uniforms(place->seed, place->stream, place->start + place->region + attempt * place->stride + i, &uniform, 1);
        }
        list[i] = 2 * gamma;
    }
}

static void draw_goe(const struct ensemble *ensemble, uint64_t sample, struct matrix_workspace *space)
{
    struct tridiagonal *matrix = &space->matrix;
    const size_t n = matrix->n, region = n + n % 2;
    const struct chi_squares off = {ensemble->seed, stream_of(ensemble, sample), region, 2 * region, region};
    random_normals(off.seed, off.stream, 0, matrix->diagonal, n);
    for (size_t i = 0; i < n; i++)
        matrix->diagonal[i] *= sqrt(2);
    draw_chi_squares(&off, n - 1, n - 1, space, matrix->squares);
}

/* B Bᵀ, B with χ of columns, columns − 1, … degrees of freedom on its diagonal and of n − 1, n − 2, … below it. */
static void draw_wishart(const struct ensemble *ensemble, uint64_t sample, struct matrix_workspace *space)
{
    struct tridiagonal *matrix = &space->matrix;
    const size_t n = matrix->n, region = n + n % 2;
    struct chi_squares place = {ensemble->seed, stream_of(ensemble, sample), 0, 4 * region, region};
    draw_chi_squares(&place, n, ensemble->columns, space, matrix->diagonal);
    place.start = 2 * region;
    draw_chi_squares(&place, n - 1, n - 1, space, matrix->squares);
    for (size_t i = n - 1; i-- > 0;) {
        const double below = matrix->squares[i];
        matrix->squares[i] *= matrix->diagonal[i];
        matrix->diagonal[i + 1] += below;
    }
}

/* The lower triangle, column by column. */
static void draw_full(const struct ensemble *ensemble, uint64_t sample, struct matrix_workspace *space)
{
    const size_t n = ensemble->n;
    const uint64_t stream = stream_of(ensemble, sample);
    uint64_t position = 0;
    for (size_t column = 0; column < n; position += n - column, column++) {
        double *lower = space->entries + column * n + column;
        if (ensemble->entries == ENTRIES_NORMAL)
            random_normals(ensemble->seed, stream, position, lower, n - column);
        else
            random_uniforms(ensemble->seed, stream, position, lower, n - column);
        for (size_t i = 0; i < n - column && ensemble->entries != ENTRIES_NORMAL; i++)
            lower[i] = ensemble->entries == ENTRIES_UNIFORM ? 2 * lower[i] - 1 : lower[i] < 0.5 ? -1 : 1;
    }
    tridiagonal_reduce(space->entries, &space->matrix, space->scratch);
}

static void draw(struct arena *arena, const struct ensemble *ensemble, uint64_t sample, struct matrix_workspace *space)
{
    arena_checkpoint(arena);
    if (ensemble->entries == ENTRIES_GOE)
        draw_goe(ensemble, sample, space);
    else if (ensemble->entries == ENTRIES_WISHART)
        draw_wishart(ensemble, sample, space);
    else
        draw_full(ensemble, sample, space);
}

uint64_t random_matrix_signs(struct arena *arena, const struct ensemble *ensemble, size_t samples, uint64_t *negative)
{
    struct matrix_workspace space = make_workspace(arena, ensemble);
    uint64_t all_positive = 0;
    for (size_t k = 0; k <= ensemble->n; k++)
        negative[k] = 0;
    for (size_t sample = 0; sample < samples; sample++) {
        draw(arena, ensemble, sample, &space);
        /* Singular matrices are common among those of ±1: zero is what is zero within rounding. */
        const double zero = is_drawn_tridiagonal(ensemble) ? 0 : (double)ensemble->n * DBL_EPSILON * tridiagonal_bound(&space.matrix);
        const size_t below = tridiagonal_count_below(&space.matrix, -zero);
        negative[below]++;
        all_positive += below == 0 && (zero == 0 || tridiagonal_count_below(&space.matrix, zero) == 0);
    }
    return all_positive;
}

void random_matrix_spectrum(struct arena *arena, const struct ensemble *ensemble, size_t samples, const double *edges, size_t count, uint64_t *below)
{
    const double scale =
        ensemble->entries == ENTRIES_WISHART ? (double)ensemble->columns : sqrt((double)ensemble->n / (ensemble->entries == ENTRIES_UNIFORM ? 3 : 1));
    struct matrix_workspace space = make_workspace(arena, ensemble);
    for (size_t k = 0; k < count; k++)
        below[k] = 0;
    for (size_t sample = 0; sample < samples; sample++) {
        draw(arena, ensemble, sample, &space);
        for (size_t k = 0; k < count; k++)
            below[k] += tridiagonal_count_below(&space.matrix, edges[k] * scale);
    }
}

double random_matrix_cost(const struct ensemble *ensemble, size_t edges)
{
    const double n = (double)ensemble->n, drawn = ensemble->entries == ENTRIES_GOE       ? 75 * n
                                                  : ensemble->entries == ENTRIES_WISHART ? 110 * n
                                                                                         : 0.3 * n * n * n + 25 * n * n + 200 * n;
    return drawn + 6 * n * (double)edges;
}
