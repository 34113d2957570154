#include "analysis/penalty.h"

#include "analysis/kkt_local.h"
#include "base/eigen.h"

#include <math.h>
#include <string.h>

enum { N = KKT_DIMENSION, M = KKT_MOST_CONSTRAINTS, STEPS = 100, HALVINGS = 30 };

/* What a round minimizes, at a point. */
struct penalized {
    double value, gradient[N], hessian[N][N];
    double multipliers[M]; /* what it says of them */
};

static void evaluate(const struct kkt_seeker *seeker, const struct penalty_options *options, double weight, const double *held, const double *x,
                     struct penalized *sum)
{
    struct kkt_jet jet;
    kkt_evaluate(seeker, 0, x, &jet);
    sum->value = jet.value;
    memcpy(sum->gradient, jet.gradient, sizeof jet.gradient);
    memcpy(sum->hessian, jet.hessian, sizeof jet.hessian);
    for (size_t i = 0; i < seeker->m; i++) {
        kkt_evaluate(seeker, 1 + i, x, &jet);
        const double before = options->augmented ? held[i] : 0, pull = before + weight * jet.value;
        const bool pulls = seeker->problem->equality[i] || pull > 0;
        sum->multipliers[i] = pulls ? pull : 0;
        sum->value += (sum->multipliers[i] * sum->multipliers[i] - before * before) / (2 * weight);
        for (size_t a = 0; a < N && pulls; a++) {
            sum->gradient[a] += pull * jet.gradient[a];
            for (size_t b = 0; b < N; b++)
                sum->hessian[a][b] += pull * jet.hessian[a][b] + weight * jet.gradient[a] * jet.gradient[b];
        }
    }
}

/* Newton's step with the eigenvalues taken positive, against which the gradient has a part. */
static void downhill(const struct penalized *sum, double way[N])
{
    static const double least = 1e-10; /* of the largest eigenvalue */
    double matrix[N * N], values[N], vectors[N * N];
    memcpy(matrix, sum->hessian, sizeof matrix);
    symmetric_eigen(N, matrix, values, vectors);
    const double most = fmax(fabs(values[0]), fabs(values[N - 1]));
    way[0] = way[1] = 0;
    for (size_t k = 0; k < N; k++) {
        const double curvature = fmax(fmax(fabs(values[k]), least * most), 1e-300);
        const double part = -(vectors[k * N] * sum->gradient[0] + vectors[k * N + 1] * sum->gradient[1]) / curvature;
        for (size_t d = 0; d < N; d++)
            way[d] += part * vectors[k * N + d];
    }
}

/* From x to a minimum of one round; returns the steps taken. */
static size_t minimize(const struct kkt_seeker *seeker, const struct penalty_options *options, double weight, const double *held, double *x)
{
    static const double falls = 1e-4, still = 1e-15;
    for (size_t step = 0; step < STEPS; step++) {
        struct penalized here, there;
        double way[N], next[N], part = 1;
        evaluate(seeker, options, weight, held, x, &here);
        downhill(&here, way);
        const double far = kkt_length(way, N), slope = here.gradient[0] * way[0] + here.gradient[1] * way[1];
        if (!isfinite(far) || !isfinite(here.value) || far <= still * seeker->extent)
            return step;
        if (far > seeker->extent)
            part = seeker->extent / far;
        bool lower = false;
        for (int i = 0; i < HALVINGS && !lower; i++, part /= 2) {
            for (size_t d = 0; d < N; d++)
                next[d] = x[d] + part * way[d];
            evaluate(seeker, options, weight, held, next, &there);
            /* Near the minimum rounding hides what the value does: there the gradient decides. */
            lower = there.value <= here.value + falls * part * slope ||
                    (far <= 1e-6 * seeker->extent && kkt_length(there.gradient, N) < kkt_length(here.gradient, N));
        }
        if (!lower)
            return step;
        memcpy(x, next, sizeof next);
    }
    return STEPS;
}

static struct penalty_round round_at(const struct kkt_seeker *seeker, const double *x, double weight, const double *multipliers)
{
    struct penalty_round now = {.weight = weight};
    struct kkt_jet jet;
    double left[N];
    memcpy(now.at, x, sizeof now.at);
    kkt_evaluate(seeker, 0, x, &jet);
    now.value = jet.value;
    memcpy(left, jet.gradient, sizeof left);
    for (size_t i = 0; i < seeker->m; i++) {
        kkt_evaluate(seeker, 1 + i, x, &jet);
        now.multipliers[i] = multipliers[i];
        now.violation = fmax(now.violation, seeker->problem->equality[i] ? fabs(jet.value) : jet.value);
        for (size_t d = 0; d < N; d++)
            left[d] += multipliers[i] * jet.gradient[d];
    }
    now.residual = kkt_length(left, N);
    return now;
}

size_t penalty_run(struct arena *arena, const struct kkt_problem *problem, const struct penalty_options *options, struct penalty_round *rounds,
                   struct error *error)
{
    struct kkt_seeker seeker = {.problem = problem, .arena = arena, .m = problem->count};
    double x[N], held[M] = {0}, weight = options->weight;
    for (size_t i = 0; i <= problem->count; i++) {
        if (!landscape_program(&problem->functions[i], 2, &seeker.programs[i], error))
            return 0;
        seeker.workspaces[i] = workspace_create(arena, seeker.programs[i]);
    }
    for (size_t d = 0; d < N; d++)
        seeker.extent = fmax(seeker.extent, problem->box[d][1] - problem->box[d][0]);
    memcpy(x, options->start, sizeof x);
    rounds[0] = round_at(&seeker, x, 0, held);
    size_t count = 1;
    for (; count <= options->rounds; count++, weight = fmin(weight * options->growth, PENALTY_MOST_WEIGHT)) {
        struct penalized sum;
        const size_t steps = minimize(&seeker, options, weight, held, x);
        evaluate(&seeker, options, weight, held, x, &sum);
        memcpy(held, sum.multipliers, sizeof held);
        rounds[count] = round_at(&seeker, x, weight, held);
        rounds[count].steps = steps;
        if (!isfinite(rounds[count].value) || !isfinite(rounds[count].residual))
            break;
    }
    return count;
}

double penalty_cost(double work)
{
    enum { TYPICAL = 100, OVERHEAD = 400 };
    return TYPICAL * (1.5 * work + OVERHEAD);
}
