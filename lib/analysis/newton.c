#include "analysis/newton.h"

#include "analysis/newton_plane.h"
#include "base/contract.h"
#include "base/eigen.h"
#include "base/exact.h"
#include "base/linear.h"
#include "expression/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In units of the box. */
static const double longest_step = 1.0 / 16, rested_step = 1e-14, slow_step = 1e-4, reach_outside = 0.1;
/* Pivots and eigenvalues this small beside the largest are 0. */
static const double singular = NEWTON_SINGULAR, no_curvature = 1e-14;

bool newton_prepare(struct newton *newton, struct arena *arena, struct landscape *landscape, const double *low, const double *extent,
                    struct error *error)
{
    *newton = (struct newton){.landscape = landscape, .dimension = landscape->dimension, .low = low, .extent = extent};
    if (!landscape_program(landscape, 2, &newton->program, error))
        return false;
    newton->workspace = workspace_create(arena, newton->program);
    return true;
}

struct newton_swarm newton_swarm_of(struct arena *arena, const struct newton *newton, size_t count)
{
    struct newton_swarm swarm = {.at = ARENA_NEW(arena, double *, newton->dimension), .step = ARENA_ROOM(arena, double, count), .count = count};
    for (size_t k = 0; k < newton->dimension; k++)
        swarm.at[k] = ARENA_ROOM(arena, double, count);
    swarm.held = ARENA_NEW(arena, unsigned, count);
    swarm.way = ARENA_NEW(arena, int, count);
    return swarm;
}

/* Newton's step in the plane from gradient g and Hessian h = {xx, xy, yy}; along a singular Hessian's range only. */
static void step_plane(const double g[2], const double h[3], double step[2])
{
    const double determinant = h[0] * h[2] - h[1] * h[1], square = h[0] * h[0] + 2 * h[1] * h[1] + h[2] * h[2];
    if (fabs(determinant) > singular * square) {
        step[0] = -(h[2] * g[0] - h[1] * g[1]) / determinant;
        step[1] = -(h[0] * g[1] - h[1] * g[0]) / determinant;
    } else { /* rank one: the pseudo-inverse is h / |h|² */
        step[0] = -(h[0] * g[0] + h[1] * g[1]) / square;
        step[1] = -(h[1] * g[0] + h[2] * g[1]) / square;
    }
}

/* The step -matrix⁻¹ · right; false if the matrix is singular. It is overwritten. */
static bool eliminate(size_t n, double *matrix, const double *right, double *step)
{
    CONTRACT(n > 0);
    double largest = 0;
    for (size_t i = 0; i < n * n; i++)
        largest = fmax(largest, fabs(matrix[i]));
    for (size_t i = 0; i < n; i++)
        step[i] = -right[i];
    return linear_solve(n, matrix, step, singular * largest);
}

/* The step along the range of a Hessian that may be singular, or by one whose eigenvalues have all the sign of `way` (Dauphin et al., Identifying and
 * attacking the saddle point problem, 2014). */
static void step_by_eigenvectors(size_t n, double *matrix, const double *g, int way, double *step)
{
    double values[NEWTON_MOST_DIMENSION], vectors[NEWTON_MOST_DIMENSION * NEWTON_MOST_DIMENSION];
    symmetric_eigen(n, matrix, values, vectors);
    memset(step, 0, n * sizeof *step);
    const double largest = fmax(fabs(values[0]), fabs(values[n - 1]));
    for (size_t k = 0; k < n; k++) {
        double slope = 0;
        const double curvature = way ? way * fabs(values[k]) : values[k];
        for (size_t i = 0; i < n; i++)
            slope += g[i] * vectors[k * n + i];
        for (size_t i = 0; i < n && !(fabs(curvature) <= no_curvature * largest); i++)
            step[i] -= slope / curvature * vectors[k * n + i];
    }
}

static void unpack(size_t n, const double *triangle, double *matrix)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            matrix[i * n + j] = matrix[j * n + i] = *triangle++;
}

/* Newton's step from gradient g and Hessian's lower triangle h; both are overwritten where coordinates are held. */
static void step_of(size_t n, double *g, double *h, unsigned held, int way, double *step)
{
    CONTRACT(n > 0);
    double matrix[NEWTON_MOST_DIMENSION * NEWTON_MOST_DIMENSION], largest = 0;
    for (size_t i = 0; i < n * (n + 1) / 2; i++)
        largest = fmax(largest, fabs(h[i]));
    for (size_t i = 0, next = 0; i < n; i++) {
        g[i] = held >> i & 1 ? 0 : g[i];
        for (size_t j = 0; j <= i; j++, next++)
            if ((held >> i | held >> j) & 1)
                h[next] = i == j ? largest : 0;
    }
    if (n == 2 && !way) {
        step_plane(g, h, step);
        return;
    }
    unpack(n, h, matrix);
    if (!way && eliminate(n, matrix, g, step))
        return;
    unpack(n, h, matrix);
    step_by_eigenvectors(n, matrix, g, way, step);
}

/* Moves one start; false if it is to be given up. */
static bool advance(const struct newton *newton, double *const *outputs, size_t i, struct newton_swarm *swarm, size_t to)
{
    const size_t n = newton->dimension;
    const double *extent = newton->extent;
    double g[NEWTON_MOST_DIMENSION], h[NEWTON_MOST_DIMENSION * (NEWTON_MOST_DIMENSION + 1) / 2], step[NEWTON_MOST_DIMENSION] = {0}, length = 0;
    bool level = true, inside = true;
    for (size_t k = 0, next = 0; k < n; k++) {
        g[k] = outputs[1 + k][i] * extent[k];
        level = level && g[k] == 0;
        for (size_t l = 0; l <= k; l++, next++)
            h[next] = outputs[1 + n + next][i] * extent[k] * extent[l];
    }
    const unsigned held = swarm->held[i];
    const int way = swarm->way[i];
    if (!level)
        step_of(n, g, h, held, way, step);
    for (size_t k = 0; k < n; k++)
        length = fmax(length, fabs(step[k]));
    const double shorten = length > longest_step ? longest_step / length : 1;
    for (size_t k = 0; k < n; k++) {
        const double x = swarm->at[k][i] + shorten * step[k] * extent[k];
        inside = inside && fabs((x - newton->low[k]) / extent[k] - 0.5) <= 0.5 + reach_outside; /* not for a not-a-number */
        swarm->at[k][to] = x;
    }
    swarm->step[to] = length;
    swarm->held[to] = held;
    swarm->way[to] = way;
    return inside;
}

/* The same of all starts in the plane that go to any zero and of which no coordinate is held: as newton_plane.h says of outputs[1] … [5]. */
static void advance_plane(const struct newton *newton, const struct newton_swarm *swarm, double *const *outputs)
{
    static newton_plane_rows *const widths[] = {newton_plane_sse2, newton_plane_avx, newton_plane_avx512};
    const struct newton_plane plane = {{newton->low[0], newton->low[1]}, {newton->extent[0], newton->extent[1]}, longest_step, 0.5 + reach_outside};
    widths[kernels_width()](&plane, swarm->at[0], swarm->at[1], outputs + 1, swarm->count);
}

/* Moves all starts; those that rest go to `rested`, those that leave the box are given up. */
static void advance_all_in_plane(const struct newton *newton, double *const *outputs, struct newton_swarm *swarm, struct newton_swarm *rested)
{
    size_t moving = 0;
    advance_plane(newton, swarm, outputs);
    for (size_t i = 0; i < swarm->count; i++) {
        const double length = outputs[3][i];
        struct newton_swarm *to = length <= rested_step ? rested : swarm;
        const size_t place = to == rested ? rested->count : moving;
        to->at[0][place] = outputs[1][i]; /* nothing is read behind it any more */
        to->at[1][place] = outputs[2][i];
        to->step[place] = length;
        const bool stays = outputs[4][i] != 0;
        rested->count += stays && to == rested;
        moving += stays && to != rested;
    }
    swarm->count = moving;
}

/* Whether all starts go to any zero, and no coordinate is held. */
static bool is_free(const struct newton_swarm *swarm)
{
    bool free = true;
    for (size_t i = 0; i < swarm->count && free; i++)
        free = !swarm->held[i] && !swarm->way[i];
    return free;
}

static void copy(size_t n, const struct newton_swarm *from, size_t i, struct newton_swarm *to, size_t j)
{
    for (size_t k = 0; k < n; k++)
        to->at[k][j] = from->at[k][i];
    to->step[j] = from->step[i];
    to->held[j] = from->held[i];
    to->way[j] = from->way[i];
}

void newton_settle(const struct newton *newton, struct arena *arena, struct newton_swarm *swarm, int most_steps, struct newton_swarm *rested)
{
    const size_t n = newton->dimension, output_count = 1 + n + n * (n + 1) / 2;
    double **outputs = ARENA_NEW(arena, double *, output_count);
    for (size_t k = 0; k < output_count; k++)
        outputs[k] = ARENA_ROOM(arena, double, swarm->count);
    const bool plane = n == 2 && is_free(swarm);
    rested->count = 0;
    if (plane) {
        memset(rested->held, 0, swarm->count * sizeof *rested->held);
        memset(rested->way, 0, swarm->count * sizeof *rested->way);
    }
    for (int step = 0; step < most_steps && swarm->count; step++) {
        size_t moving = 0;
        double *const *now = step == 0 && newton->known ? newton->known : outputs;
        if (now == outputs)
            program_run(newton->program, newton->workspace, (const double *const *)swarm->at, outputs, swarm->count);
        if (plane) {
            advance_all_in_plane(newton, now, swarm, rested);
            continue;
        }
        for (size_t i = 0; i < swarm->count; i++) {
            if (!advance(newton, now, i, swarm, moving))
                continue;
            if (swarm->step[moving] <= rested_step)
                copy(n, swarm, moving, rested, rested->count++);
            else
                moving++;
        }
        swarm->count = moving;
    }
    size_t slow = 0;
    for (size_t i = 0; i < swarm->count; i++)
        if (swarm->step[i] <= slow_step)
            copy(n, swarm, i, swarm, slow++);
    swarm->count = slow;
}

/* So many digits behind the point, or before it if they are negative; `power` is ten to their magnitude. */
static double rounded_to(int digits, double power, double x)
{
    const double value = digits > 0 ? round(x * power) / power : round(x / power) * power;
    return isfinite(value) ? value + 0.0 : x;
}

static int digits_behind(double extent, int digits)
{
    return digits - (int)floor(exact_log10(extent));
}

double newton_rounded(double extent, int digits, double x)
{
    const int behind = digits_behind(extent, digits);
    return rounded_to(behind, exact_power_of_ten(abs(behind)), x);
}

/* A place as it is, or with coordinates rounded, and not the same: chosen if its gradient is no larger than so many times the least of those before. */
struct variant {
    size_t place;
    double allowed;
};

/* Beside other coordinates whose rounding leaves some gradient, noise may be better than zero by nothing but chance. */
static const double better = 1, about_as_good = 2, much_better = 1e-3;

/* Writes the variants of a place, whose coordinates rounded are `rounded`, to the columns from `count` on; returns how many there are then. */
static inline __attribute__((always_inline)) size_t vary(size_t n, size_t place, const double *at, const double *rounded, double *const *columns,
                                                         struct variant *variants, size_t count)
{
    enum { AS_IT_IS, NOISE_AS_ZERO, ROUNDED };
    const size_t last = n == 1 ? ROUNDED : ROUNDED + n; /* one coordinate after the other, then all */
    for (size_t variant = AS_IT_IS; variant <= last; variant++) {
        bool differs = variant == AS_IT_IS;
        for (size_t k = 0; k < n; k++) {
            const bool round = variant == last || variant == ROUNDED + k || (variant == NOISE_AS_ZERO && rounded[k] == 0);
            columns[k][count] = round ? rounded[k] : at[k];
            differs = differs || (round && (rounded[k] != at[k] || signbit(rounded[k]) != signbit(at[k])));
        }
        if (differs)
            variants[count++] = (struct variant){place, variant >= ROUNDED ? much_better : variant == NOISE_AS_ZERO ? about_as_good : better};
    }
    return count;
}

void newton_round(struct arena *arena, struct landscape *landscape, const double *extent, int digits, double *const *places, size_t count)
{
    const size_t n = landscape->dimension, most = (n == 1 ? 3 : n + 3) * count + 1;
    struct program *slope = program_compile(arena, landscape->graph, landscape->gradient, n, n);
    double **inputs = ARENA_NEW(arena, double *, 2 * n), **outputs = inputs + n, *rounded = ARENA_NEW(arena, double, 2 * n), *power = rounded + n;
    struct variant *variants = ARENA_ROOM(arena, struct variant, most);
    int *behind = ARENA_NEW(arena, int, n);
    size_t total = 0;
    for (size_t k = 0; k < n; k++) {
        inputs[k] = ARENA_ROOM(arena, double, most);
        outputs[k] = ARENA_ROOM(arena, double, most);
        behind[k] = digits_behind(extent[k], digits);
        power[k] = exact_power_of_ten(abs(behind[k]));
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < n; k++)
            rounded[k] = rounded_to(behind[k], power[k], places[i][k]);
        total = n == 2 ? vary(2, i, places[i], rounded, inputs, variants, total) : vary(n, i, places[i], rounded, inputs, variants, total);
    }
    program_run(slope, workspace_create(arena, slope), (const double *const *)inputs, outputs, total);
    double least = INFINITY;
    for (size_t at = 0; at < total; at++) {
        const size_t place = variants[at].place;
        double size = 0;
        least = at && variants[at - 1].place == place ? least : INFINITY;
        for (size_t k = 0; k < n; k++)
            size = fmax(size, isnan(outputs[k][at]) ? INFINITY : fabs(outputs[k][at]) * extent[k]);
        if (!(size <= variants[at].allowed * least))
            continue;
        least = fmin(least, size);
        for (size_t k = 0; k < n; k++)
            places[place][k] = inputs[k][at];
    }
}
