/* What a place is that a search came to. */
#include "analysis/kkt_local.h"
#include "base/contract.h"
#include "base/eigen.h"
#include "base/exact.h"
#include "base/linear.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { N = KKT_DIMENSION, M = KKT_MOST_CONSTRAINTS };

static const double held = 1e-8;      /* of the gradients that are summed: what a KKT point leaves */
static const double dependent = 1e-5; /* of its length: what of a gradient is not along another, if they are not independent */
static const double undecided = 1e-9; /* of the Hessian, and of the slopes elsewhere by the box: curvatures that are zero */

void kkt_evaluate(const struct kkt_seeker *seeker, size_t k, const double *x, struct kkt_jet *jet)
{
    enum { OUTPUTS = 1 + N + N * (N + 1) / 2 };
    double numbers[OUTPUTS];
    const double *inputs[N];
    double *outputs[OUTPUTS];
    for (size_t d = 0; d < N; d++)
        inputs[d] = &x[d];
    for (size_t i = 0; i < OUTPUTS; i++)
        outputs[i] = &numbers[i];
    program_run(seeker->programs[k], seeker->workspaces[k], inputs, outputs, 1);
    jet->value = numbers[0];
    memcpy(jet->gradient, numbers + 1, N * sizeof *numbers);
    const double *entry = numbers + 1 + N;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j <= i; j++)
            jet->hessian[i][j] = jet->hessian[j][i] = *entry++;
}

double kkt_length(const double *vector, size_t count)
{
    double largest = 0, sum = 0, squares = 0;
    for (size_t d = 0; d < count; d++) {
        sum += fabs(vector[d]);
        largest = fmax(largest, fabs(vector[d]));
    }
    if (!(largest >= DBL_MIN && sum <= DBL_MAX)) /* 0, infinite, not-a-number, or as good as 0 */
        return sum;
    for (size_t d = 0; d < count; d++)
        squares += vector[d] / largest * (vector[d] / largest);
    return largest * sqrt(squares);
}

bool kkt_is_inside(const struct kkt_seeker *seeker, const double *x)
{
    bool inside = true;
    for (size_t d = 0; d < N; d++) {
        const double slack = 1e-9 * (seeker->problem->box[d][1] - seeker->problem->box[d][0]);
        inside = inside && x[d] >= seeker->problem->box[d][0] - slack && x[d] <= seeker->problem->box[d][1] + slack;
    }
    return inside;
}

double kkt_least_multipliers(const struct kkt_point *point, const size_t *members, size_t k, double *multipliers)
{
    double gram[M * M], right[M], left[N];
    for (size_t i = 0; i < M; i++)
        multipliers[i] = 0;
    for (size_t i = 0; i < k; i++) {
        right[i] = -linear_dot(N, point->pulls[1 + members[i]], point->pulls[0]);
        for (size_t j = 0; j < k; j++)
            gram[i * k + j] = linear_dot(N, point->pulls[1 + members[i]], point->pulls[1 + members[j]]);
    }
    if (k && !linear_solve(k, gram, right, 0))
        return INFINITY;
    for (size_t d = 0; d < N; d++) {
        left[d] = point->pulls[0][d];
        for (size_t i = 0; i < k; i++)
            left[d] += right[i] * point->pulls[1 + members[i]][d];
    }
    for (size_t i = 0; i < k; i++)
        multipliers[members[i]] = right[i];
    return kkt_length(left, N);
}

/* Whether gradients are independent: of two, whether one has a part across the other. */
static bool are_independent(const struct kkt_point *point, const size_t *members, size_t k, const double *sizes)
{
    for (size_t i = 0; i < k; i++)
        if (!(kkt_length(point->pulls[1 + members[i]], N) > dependent * sizes[members[i]]))
            return false;
    if (k < 2)
        return true;
    const double *a = point->pulls[1 + members[0]], *b = point->pulls[1 + members[1]];
    return fabs(a[0] * b[1] - a[1] * b[0]) > dependent * kkt_length(a, 2) * kkt_length(b, 2);
}

/* The multipliers of a point: of all active constraints, or, where these are not independent, of fewer whose gradients are not zero. */
static void find_multipliers(const struct kkt_seeker *seeker, struct kkt_point *point, const size_t *members, size_t k, const double *sizes)
{
    CONTRACT(seeker->m <= M && k <= seeker->m);
    for (size_t set = ((size_t)1 << k) - !point->independent; set-- > 0;) { /* all of them first */
        size_t some[M], count = 0;
        double multipliers[M], size = kkt_length(point->pulls[0], N);
        for (size_t i = 0; i < k; i++)
            if (set >> i & 1)
                some[count++] = members[i];
        if (!point->independent && count && !(kkt_length(point->pulls[1 + some[0]], N) > dependent * sizes[some[0]]))
            continue;
        const double residual = kkt_least_multipliers(point, some, count, multipliers);
        bool signs = true;
        for (size_t i = 0; i < seeker->m; i++) {
            const double pull = multipliers[i] * kkt_length(point->pulls[1 + i], N);
            size += fabs(pull);
            if (!seeker->problem->equality[i] && fabs(pull) <= held * kkt_length(point->pulls[0], N))
                multipliers[i] = 0;
            signs = signs && (seeker->problem->equality[i] || multipliers[i] >= 0);
        }
        if (isfinite(residual) && signs && residual <= fmax(held * size, 1e-12)) {
            memcpy(point->multipliers, multipliers, sizeof multipliers);
            point->residual = residual;
            point->held = true;
            return;
        }
        if (point->independent)
            break;
    }
}

/* The Lagrangian's curvatures along constraints: eigenvalues on the directions that none of them has a part along. Returns how many directions there are. */
static size_t curvatures(const struct kkt_seeker *seeker, const struct kkt_point *point, const size_t *members, size_t k, const struct kkt_jet *jets,
                         double *values, double *size)
{
    double hessian[N][N], basis[N][N], reduced[N * N];
    size_t rows = 0;
    *size = seeker->slope / seeker->extent;
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            hessian[i][j] = jets[0].hessian[i][j];
            *size += fabs(hessian[i][j]);
            for (size_t c = 0; c < seeker->m; c++) {
                hessian[i][j] += point->multipliers[c] * jets[1 + c].hessian[i][j];
                *size += fabs(point->multipliers[c] * jets[1 + c].hessian[i][j]);
            }
        }
    if (N <= k)
        return 0;
    if (k == 0)
        for (; rows < N; rows++)
            for (size_t d = 0; d < N; d++)
                basis[rows][d] = d == rows;
    else { /* two coordinates, one constraint */
        const double *across = point->pulls[1 + members[0]], norm = kkt_length(across, 2);
        basis[0][0] = -across[1] / norm;
        basis[0][1] = across[0] / norm;
        rows = 1;
    }
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < rows; j++) {
            double sum = 0;
            for (size_t a = 0; a < N; a++)
                for (size_t b = 0; b < N; b++)
                    sum += basis[i][a] * hessian[a][b] * basis[j][b];
            reduced[i * rows + j] = sum;
        }
    symmetric_eigen(rows, reduced, values, NULL);
    return rows;
}

/* By the definitions of kkt.h. */
static void classify(const struct kkt_seeker *seeker, struct kkt_point *point, const size_t *members, size_t k, const struct kkt_jet *jets)
{
    size_t strong[M], count = 0;
    bool inequality = false;
    double values[N], free_values[N], size;
    for (size_t i = 0; i < k; i++) {
        const bool equal = seeker->problem->equality[members[i]];
        if (equal || point->multipliers[members[i]] > 0)
            strong[count++] = members[i];
        inequality = inequality || !equal;
    }
    const size_t rows = curvatures(seeker, point, members, k, jets, values, &size);
    const double zero = undecided * size;
    point->curvature = rows ? values[0] : NAN;
    point->kind = CRITICAL_MINIMUM;
    if (count < k) { /* on one side of a constraint that does not pull everything goes */
        const size_t wider = curvatures(seeker, point, strong, count, jets, free_values, &size);
        if (wider && !(free_values[0] > zero))
            point->kind = rows && values[0] < -zero ? CRITICAL_SADDLE : CRITICAL_DEGENERATE;
        return;
    }
    if (!rows || values[0] > zero)
        return;
    point->kind = !inequality && values[rows - 1] < -zero ? CRITICAL_MAXIMUM : values[0] < -zero ? CRITICAL_SADDLE : CRITICAL_DEGENERATE;
}

static bool is_known(const struct kkt_seeker *seeker, const double *x)
{
    for (size_t i = 0; i < seeker->found->count; i++) {
        double away[N];
        for (size_t d = 0; d < N; d++)
            away[d] = x[d] - seeker->found->items[i].at[d];
        if (kkt_length(away, N) <= KKT_SAME * seeker->extent)
            return true;
    }
    return false;
}

/* Where constraints have no slope a place is found only to a root of rounding: of several nearby one stays, that which holds them best. */
static bool is_blurred(const struct kkt_seeker *seeker, const struct kkt_point *point)
{
    static const double blurred = 1e-3; /* of the box */
    for (size_t i = 0; i < seeker->found->count; i++) {
        struct kkt_point *other = &seeker->found->items[i];
        const double away[N] = {point->at[0] - other->at[0], point->at[1] - other->at[1]};
        if (other->independent || kkt_length(away, N) > blurred * seeker->extent)
            continue;
        if (fabs(point->violation) < fabs(other->violation))
            *other = *point;
        return true;
    }
    return false;
}

void kkt_consider(struct kkt_seeker *seeker, const double *x)
{
    struct kkt_jet jets[KKT_FUNCTIONS];
    struct kkt_point point = {.residual = NAN, .curvature = NAN, .kind = CRITICAL_DEGENERATE};
    size_t members[M], k = 0;
    double sizes[M];
    if (!kkt_is_inside(seeker, x))
        return;
    for (size_t i = 0; i <= seeker->m; i++) {
        kkt_evaluate(seeker, i, x, &jets[i]);
        memcpy(point.pulls[i], jets[i].gradient, N * sizeof *x);
        if (!isfinite(jets[i].value) || !isfinite(kkt_length(jets[i].gradient, N)))
            return;
    }
    for (size_t i = 0; i < seeker->m; i++) {
        const struct kkt_jet *g = &jets[1 + i];
        double bend = 0;
        for (size_t d = 0; d < N; d++)
            bend = fmax(bend, kkt_length(g->hessian[d], N));
        sizes[i] = kkt_length(g->gradient, N) + bend * seeker->extent; /* what its slope is elsewhere */
        const double near = KKT_TOUCHING * sizes[i] * seeker->extent, past = g->value;
        if (seeker->problem->equality[i] ? fabs(past) > near : past > near)
            return;
        point.active[i] = fabs(past) <= near;
        point.violation = fmax(point.violation, seeker->problem->equality[i] ? fabs(past) : past);
        if (point.active[i])
            members[k++] = i;
    }
    memcpy(point.at, x, N * sizeof *x);
    point.value = jets[0].value;
    point.independent = are_independent(&point, members, k, sizes);
    point.multipliers[0] = point.multipliers[1] = NAN;
    find_multipliers(seeker, &point, members, k, sizes);
    if (point.held && point.independent)
        classify(seeker, &point, members, k, jets);
    if (!point.held && point.independent)
        return;
    if (point.independent ? is_known(seeker, x) : is_blurred(seeker, &point))
        return;
    if (seeker->found->count == KKT_MOST_POINTS)
        seeker->found->overfull = true;
    else
        seeker->found->items[seeker->found->count++] = point;
}
