#include "analysis/kkt_local.h"
#include "base/linear.h"
#include "base/random.h"
#include "base/sort.h"
#include "expression/interval.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { N = KKT_DIMENSION, M = KKT_MOST_CONSTRAINTS, UNKNOWNS = N + M, NEWTON_STEPS = 80, HALVINGS = 12, RESTORING_STEPS = 120, MOST_BOXES = 20000 };

static const double least_moving = 1e-15; /* of the box: steps that move nothing */

/* The equations of an active set, members[0 … k − 1]: what they leave, and their matrix (null: not wanted). Returns the norm of what they leave. */
static double equations(const struct kkt_seeker *seeker, const size_t *members, size_t k, const double *unknowns, double *left, double *matrix)
{
    const size_t all = N + k;
    struct kkt_jet f, g[M];
    kkt_evaluate(seeker, 0, unknowns, &f);
    memcpy(left, f.gradient, N * sizeof *left);
    if (matrix) {
        memset(matrix, 0, all * all * sizeof *matrix);
        for (size_t i = 0; i < N; i++)
            memcpy(matrix + i * all, f.hessian[i], N * sizeof *matrix);
    }
    for (size_t a = 0; a < k; a++) {
        const double multiplier = unknowns[N + a];
        kkt_evaluate(seeker, 1 + members[a], unknowns, &g[a]);
        left[N + a] = g[a].value;
        for (size_t i = 0; i < N; i++) {
            left[i] += multiplier * g[a].gradient[i];
            for (size_t j = 0; j < N && matrix; j++)
                matrix[i * all + j] += multiplier * g[a].hessian[i][j];
            if (matrix)
                matrix[i * all + N + a] = matrix[(N + a) * all + i] = g[a].gradient[i];
        }
    }
    return kkt_length(left, all);
}

/* Newton's step, in place of what the equations leave; where their matrix is singular, as along a curve of solutions, the least that mends them best. */
static bool newton_step(size_t all, const double *matrix, double *left)
{
    static const double damping = 1e-13;
    double copy[UNKNOWNS * UNKNOWNS], normal[UNKNOWNS * UNKNOWNS], right[UNKNOWNS], trace = 0;
    memcpy(copy, matrix, all * all * sizeof *copy);
    memcpy(right, left, all * sizeof *right);
    if (linear_solve(all, copy, right, 0)) {
        memcpy(left, right, all * sizeof *left);
        return true;
    }
    for (size_t i = 0; i < all; i++) {
        right[i] = 0;
        for (size_t j = 0; j < all; j++) {
            right[i] += matrix[j * all + i] * left[j];
            normal[i * all + j] = 0;
            for (size_t c = 0; c < all; c++)
                normal[i * all + j] += matrix[c * all + i] * matrix[c * all + j];
        }
        trace += normal[i * all + i];
    }
    for (size_t i = 0; i < all; i++)
        normal[i * all + i] += damping * trace;
    memcpy(left, right, all * sizeof *left);
    return linear_solve(all, normal, left, 0);
}

/* Newton's method, its steps halved until the equations leave less. Unknowns are the coordinates and multipliers. True where it came to rest. */
static bool newton(const struct kkt_seeker *seeker, const size_t *members, size_t k, double *unknowns)
{
    static const double rest = 1e-9; /* of the box: a step that no longer mends anything */
    const size_t all = N + k;
    double left[UNKNOWNS], matrix[UNKNOWNS * UNKNOWNS], next[UNKNOWNS], ignored[UNKNOWNS];
    for (int step = 0; step < NEWTON_STEPS; step++) {
        const double before = equations(seeker, members, k, unknowns, left, matrix);
        if (before == 0)
            return true;
        if (!isfinite(before) || !newton_step(all, matrix, left))
            return false;
        const double way = kkt_length(left, N);
        double part = way > seeker->extent / 2 ? seeker->extent / 2 / way : 1;
        bool less = false;
        for (int i = 0; i < HALVINGS && !less; i++, part /= 2) {
            for (size_t d = 0; d < all; d++)
                next[d] = unknowns[d] - part * left[d];
            less = equations(seeker, members, k, next, ignored, NULL) < before;
        }
        if (!less)
            return way <= rest * seeker->extent;
        memcpy(unknowns, next, sizeof next);
        if (way <= least_moving * seeker->extent || (step + 1 == NEWTON_STEPS && way <= rest * seeker->extent))
            return true;
    }
    return false;
}

static double wanting(const struct kkt_seeker *seeker, size_t i, double value, bool all)
{
    return seeker->problem->equality[i] || all ? value : fmax(value, 0);
}

/* To a corner of two constraints, by their gradients themselves. */
static bool corner_step(const struct kkt_jet *g, size_t m, const double *right, double way[N])
{
    double matrix[N * N];
    if (m != N)
        return false;
    for (size_t i = 0; i < N; i++) {
        memcpy(matrix + i * N, g[i].gradient, N * sizeof *matrix);
        way[i] = right[i];
    }
    return linear_solve(N, matrix, way, 0);
}

/* The least step to where constraints are 0, to first order. */
static bool least_step(const struct kkt_jet *g, size_t m, double *right, double way[N])
{
    static const double damping = 1e-14;
    double gram[M * M];
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++) {
            gram[i * m + j] = linear_dot(N, g[i].gradient, g[j].gradient);
            if (i == j)
                gram[i * m + j] = gram[i * m + j] * (1 + damping) + (gram[i * m + j] == 0);
        }
    if (!linear_solve(m, gram, right, 0))
        return false;
    for (size_t d = 0; d < N; d++) {
        way[d] = 0;
        for (size_t i = 0; i < m; i++)
            way[d] += g[i].gradient[d] * right[i];
    }
    return true;
}

/* Moves a point to where the constraints hold (with `all`: to where they are 0), by Gauss and Newton's steps of the least length. Returns the largest
 * violation, in parts of each constraint's slope across the box. */
static double restore(const struct kkt_seeker *seeker, bool all, double *x)
{
    const size_t m = seeker->m;
    double worst = INFINITY;
    for (int step = 0; step < RESTORING_STEPS; step++) {
        struct kkt_jet g[M];
        double right[M];
        worst = 0;
        for (size_t i = 0; i < m; i++) {
            kkt_evaluate(seeker, 1 + i, x, &g[i]);
            const double slope = kkt_length(g[i].gradient, N) * seeker->extent;
            right[i] = wanting(seeker, i, g[i].value, all);
            worst = fmax(worst, right[i] == 0 ? 0 : fabs(right[i]) / fmax(slope, DBL_MIN));
            if (!isfinite(right[i]) || !isfinite(slope))
                return INFINITY;
            if (right[i] == 0 && !all) /* it does not count */
                memset(g[i].gradient, 0, sizeof g[i].gradient);
        }
        if (worst <= (all ? 0 : 4 * DBL_EPSILON)) /* a corner without an angle is come to by thirds of the way */
            break;
        double way[N] = {0};
        if (!corner_step(g, m, right, way) && !least_step(g, m, right, way))
            return worst;
        const double far = kkt_length(way, N), part = far > seeker->extent / 4 ? seeker->extent / 4 / far : 1;
        for (size_t d = 0; d < N; d++)
            x[d] -= part * way[d];
        if (!(far > least_moving * seeker->extent))
            break;
    }
    return worst;
}

/* A start in the box: places of a fixed seed. */
static void start_at(const struct kkt_seeker *seeker, size_t number, double *x)
{
    for (size_t d = 0; d < N; d++) {
        const double low = seeker->problem->box[d][0], high = seeker->problem->box[d][1];
        x[d] = low + (high - low) * random_uniform(4, random_stream(RANDOM_START, 3), number * N + d);
    }
}

static double typical_slope(const struct kkt_seeker *seeker)
{
    double slopes[KKT_STARTS];
    size_t count = 0;
    for (size_t start = 0; start < KKT_STARTS; start++) {
        double x[N];
        struct kkt_jet f;
        start_at(seeker, start, x);
        kkt_evaluate(seeker, 0, x, &f);
        slopes[count] = kkt_length(f.gradient, N);
        count += isfinite(slopes[count]);
    }
    return count ? sort_ranked(slopes, count, count / 2) : 0;
}

/* Newton's method for one active set from every start, with the multipliers that fit there best. */
static void seek(struct kkt_seeker *seeker, const size_t *members, size_t k)
{
    for (size_t start = 0; start < KKT_STARTS && !seeker->found->overfull; start++) {
        struct kkt_point here = {0};
        double unknowns[UNKNOWNS], multipliers[M] = {0};
        start_at(seeker, start, unknowns);
        for (size_t i = 0; i <= seeker->m; i++) {
            struct kkt_jet jet;
            kkt_evaluate(seeker, i, unknowns, &jet);
            memcpy(here.pulls[i], jet.gradient, sizeof jet.gradient);
        }
        kkt_least_multipliers(&here, members, k, multipliers);
        for (size_t i = 0; i < k; i++)
            unknowns[N + i] = isfinite(multipliers[members[i]]) ? multipliers[members[i]] : 0;
        if (newton(seeker, members, k, unknowns))
            kkt_consider(seeker, unknowns);
    }
}

/* Where a constraint has no slope, its gradient's zeros on it: Newton's method on the gradient alone. */
static void seek_flat(struct kkt_seeker *seeker, size_t constraint)
{
    for (size_t start = 0; start < KKT_STARTS && !seeker->found->overfull; start++) {
        double x[N];
        bool rests = true;
        start_at(seeker, start, x);
        for (int step = 0; step < NEWTON_STEPS && rests; step++) {
            struct kkt_jet g;
            kkt_evaluate(seeker, 1 + constraint, x, &g);
            double matrix[N * N], way[N];
            for (size_t i = 0; i < N; i++) {
                memcpy(matrix + i * N, g.hessian[i], N * sizeof *matrix);
                way[i] = g.gradient[i];
            }
            const double slope = kkt_length(way, N);
            if (slope == 0)
                break;
            rests = isfinite(slope) && linear_solve(N, matrix, way, 0) && kkt_length(way, N) <= seeker->extent;
            for (size_t d = 0; d < N && rests; d++)
                x[d] -= way[d];
        }
        if (rests)
            kkt_consider(seeker, x);
    }
}

/* How low f is at the place of the set nearest to this one, or how near the set is. */
static void see_place(struct kkt_seeker *seeker, double x[N])
{
    struct kkt_found *found = seeker->found;
    const double left = restore(seeker, false, x);
    if (!kkt_is_inside(seeker, x))
        return;
    if (left <= KKT_TOUCHING) {
        struct kkt_jet f;
        kkt_evaluate(seeker, 0, x, &f);
        found->feasible = KKT_FEASIBLE;
        if (f.value < found->lowest) {
            found->lowest = f.value;
            memcpy(found->lowest_at, x, N * sizeof *x);
        }
    }
    if (left < found->least_violation) {
        found->least_violation = left;
        memcpy(found->nearest, x, N * sizeof *x);
    }
}

/* Places of the rim, where f may be lower than at all points within. */
static void see_rim(struct kkt_seeker *seeker)
{
    const double(*box)[2] = seeker->problem->box;
    for (size_t i = 0; i < KKT_RIM; i++) {
        const size_t side = i % (2 * N), across = side / 2;
        double x[N];
        x[across] = box[across][side % 2];
        x[1 - across] = box[1 - across][0] + (box[1 - across][1] - box[1 - across][0]) * ((double)(i / (2 * N)) / (double)(KKT_RIM / (2 * N) - 1));
        see_place(seeker, x);
    }
}

/* Corners of two constraints, where their gradients may be parallel, and places of the set: how low f is there, or how near the set is. */
static void seek_places(struct kkt_seeker *seeker)
{
    for (size_t start = 0; start < KKT_STARTS; start++) {
        double x[N];
        start_at(seeker, start, x);
        if (seeker->m == M && restore(seeker, true, x) <= KKT_TOUCHING)
            kkt_consider(seeker, x);
        start_at(seeker, start, x);
        see_place(seeker, x);
    }
    see_rim(seeker);
}

/* Whether interval arithmetic shows of every part of the box that a constraint is broken all over it. */
static bool is_empty(const struct kkt_seeker *seeker)
{
    const size_t m = seeker->m;
    const struct landscape *functions = seeker->problem->functions;
    node_id *values = ARENA_NEW(seeker->arena, node_id, m);
    for (size_t i = 0; i < m; i++)
        values[i] = functions[1 + i].value;
    struct interval_program *program = interval_compile(seeker->arena, functions->graph, values, m, N);
    double(*boxes)[N][2] = arena_allocate(seeker->arena, MOST_BOXES, sizeof *boxes);
    size_t count = 1;
    memcpy(boxes[0], seeker->problem->box, N * sizeof boxes[0][0]);
    for (size_t looked = 0; count; looked++) {
        struct enclosure sides[N], outputs[M];
        bool broken = false;
        double box[N][2];
        memcpy(box, boxes[--count], sizeof box);
        for (size_t d = 0; d < N; d++)
            sides[d] = enclosure_between(box[d][0], box[d][1]);
        interval_run(program, sides, outputs);
        for (size_t i = 0; i < m; i++)
            broken = broken || enclosure_empty(&outputs[i]) || outputs[i].low > 0 || (seeker->problem->equality[i] && outputs[i].high < 0);
        if (broken)
            continue;
        const size_t widest = box[1][1] - box[1][0] > box[0][1] - box[0][0];
        const double middle = box[widest][0] + (box[widest][1] - box[widest][0]) / 2;
        if (looked + count + 2 > MOST_BOXES)
            return false;
        memcpy(boxes[count], box, sizeof box);
        boxes[count++][widest][1] = middle;
        memcpy(boxes[count], box, sizeof box);
        boxes[count++][widest][0] = middle;
    }
    return true;
}

static void sort_points(struct kkt_found *found)
{
    for (size_t i = 1; i < found->count; i++) {
        const struct kkt_point point = found->items[i];
        size_t k = i;
        for (;
             k && (found->items[k - 1].value > point.value || (found->items[k - 1].value == point.value && found->items[k - 1].at[0] > point.at[0]));
             k--)
            found->items[k] = found->items[k - 1];
        found->items[k] = point;
    }
}

bool kkt_find(struct arena *arena, const struct kkt_problem *problem, struct kkt_found *found, struct error *error)
{
    struct kkt_seeker seeker = {.problem = problem, .arena = arena, .m = problem->count, .found = found};
    *found = (struct kkt_found){
        .items = ARENA_NEW(arena, struct kkt_point, KKT_MOST_POINTS), .feasible = KKT_NOT_FOUND, .least_violation = INFINITY, .lowest = INFINITY};
    for (size_t i = 0; i <= problem->count; i++) {
        if (!landscape_program(&problem->functions[i], 2, &seeker.programs[i], error))
            return false;
        seeker.workspaces[i] = workspace_create(arena, seeker.programs[i]);
    }
    for (size_t d = 0; d < N; d++)
        seeker.extent = fmax(seeker.extent, problem->box[d][1] - problem->box[d][0]);
    seeker.slope = typical_slope(&seeker);
    /* Smaller active sets come first: a point that two of them hold is found by the better conditioned. */
    for (size_t k = 0; k <= seeker.m && k <= N; k++)
        for (size_t set = 0; set < (size_t)1 << seeker.m; set++) {
            size_t members[M], count = 0;
            bool equalities = true;
            for (size_t i = 0; i < seeker.m; i++) {
                if (set >> i & 1)
                    members[count++] = i;
                equalities = equalities && (!problem->equality[i] || set >> i & 1);
            }
            if (count == k && equalities)
                seek(&seeker, members, count);
        }
    for (size_t i = 0; i < seeker.m; i++)
        seek_flat(&seeker, i);
    seek_places(&seeker);
    if (found->count)
        found->feasible = KKT_FEASIBLE;
    if (found->feasible == KKT_NOT_FOUND && is_empty(&seeker))
        found->feasible = KKT_EMPTY;
    sort_points(found);
    return true;
}

double kkt_cost(size_t constraints, double work)
{
    enum { SETS = 1 << M, SOUGHT = 50, RESTORED = 80, CORNERED = 100, OVERHEAD = 400 }; /* evaluations a start, as measured */
    const double each = constraints == 1 ? 2 * SOUGHT + RESTORED : SETS * SOUGHT + RESTORED + CORNERED;
    return KKT_STARTS * each * (1.5 * work + OVERHEAD) + MOST_BOXES;
}
