/* From where each path ended, three searches go on: Newton's method to the critical point nearest by, L-BFGS downhill, and Newton's
 * method from there. What they find is classified in one block. */
#include "analysis/outcome_search.h"

#include "base/random.h"
#include "expression/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SURVEYED = 256, PROBES = 32, NEWTON_STEPS = 60, DOWNHILL_STEPS = 200 };

/* A gradient's norm the search downhill goes on to, relative to the landscape's if that is below 1. */
static const double polished = 1e-13;

const double *outcome_point(const struct surroundings *around, enum outcome_search search, size_t path)
{
    return around->points + ((size_t)search * around->count + path) * around->dimension;
}

const struct inspection *outcome_inspection(const struct surroundings *around, enum outcome_search search, size_t path)
{
    return &around->inspections[(size_t)search * around->count + path];
}

double outcome_distance(const double *a, const double *b, size_t n)
{
    double largest = 0, sum = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(a[i] - b[i]));
    if (largest == 0 || !isfinite(largest))
        return largest;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - b[i]) / largest * ((a[i] - b[i]) / largest);
    return largest * sqrt(sum);
}

/* Values at `count` points, and the gradients if `gradients` is not null; all [n][count]. */
static void evaluate(const struct surroundings *around, const double *points, size_t count, double *values, double *gradients)
{
    const size_t n = around->dimension;
    const double **inputs = ARENA_NEW(around->arena, const double *, n);
    double **outputs = ARENA_NEW(around->arena, double *, n + 1), *ignored = gradients ? gradients : ARENA_NEW(around->arena, double, n *count);
    outputs[0] = values;
    for (size_t d = 0; d < n; d++) {
        inputs[d] = points + d * count;
        outputs[1 + d] = ignored + d * count;
    }
    program_run(around->problem.slope, around->workspace, inputs, outputs, count);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The landscape's scale, from points spread over the box. */
static void survey(struct surroundings *around)
{
    const size_t n = around->dimension;
    double *points = ARENA_NEW(around->arena, double, n *SURVEYED), *gradients = ARENA_NEW(around->arena, double, n *SURVEYED);
    double values[SURVEYED], norms[SURVEYED];
    size_t finite = 0;
    double *low = ARENA_NEW(around->arena, double, n), *high = ARENA_NEW(around->arena, double, n);
    random_uniforms(1, random_stream(RANDOM_START, 0), 0, points, n * SURVEYED);
    for (size_t d = 0; d < n; d++) {
        low[d] = around->setting->box[d][0];
        high[d] = around->setting->box[d][1];
        for (size_t i = 0; i < SURVEYED; i++)
            points[d * SURVEYED + i] = low[d] + (high[d] - low[d]) * points[d * SURVEYED + i];
    }
    around->diagonal = outcome_distance(low, high, n);
    evaluate(around, points, SURVEYED, values, gradients);
    around->lowest = INFINITY;
    for (size_t i = 0; i < SURVEYED; i++) {
        double squares = 0;
        for (size_t d = 0; d < n; d++)
            squares += gradients[d * SURVEYED + i] * gradients[d * SURVEYED + i];
        around->lowest = values[i] < around->lowest ? values[i] : around->lowest;
        if (isfinite(squares))
            norms[finite++] = sqrt(squares);
    }
    qsort(norms, finite, sizeof *norms, ascending);
    around->typical = finite ? norms[finite / 2] : 1;
}

double outcome_gradient_scale(const struct surroundings *around)
{
    return around->typical > 0 && around->typical < 1 ? around->typical : 1;
}

/* Lets a method run on from the points of one search to those of another. */
static void search_on(struct surroundings *around, const char *method_text, size_t steps, double tolerance, enum outcome_search from,
                      enum outcome_search to)
{
    const size_t n = around->dimension, count = around->count;
    const char *nearest = NULL;
    const struct call method = call_default(call_find(method_at, method_text, &nearest));
    double *rates = ARENA_NEW(around->arena, double, steps + 1), *starts = ARENA_NEW(around->arena, double, n *count);
    for (size_t t = 0; t <= steps; t++)
        rates[t] = method.values[METHOD_LR];
    for (size_t i = 0; i < count; i++)
        for (size_t d = 0; d < n; d++)
            starts[d * count + i] = outcome_point(around, from, i)[d];
    const struct descent_ends ends = {.x = ARENA_NEW(around->arena, double, n *count)};
    const struct descent_options options = {.method = &method, .rates = rates, .steps = steps, .tolerance = tolerance};
    descent_run(around->arena, &around->problem, &options, starts, count, &ends, NULL);
    for (size_t i = 0; i < count; i++)
        for (size_t d = 0; d < n; d++)
            around->points[((size_t)to * count + i) * n + d] = ends.x[d * count + i];
}

static bool search_all(struct surroundings *around, const struct outcome_path *paths, struct error *error)
{
    const size_t n = around->dimension, count = around->count;
    const bool curvature = n <= OUTCOME_MOST_DIMENSION;
    if (!descent_prepare(around->arena, around->setting->landscape, curvature, false, &around->problem, error))
        return false;
    around->workspace = workspace_create(around->arena, around->problem.slope);
    around->points = ARENA_NEW(around->arena, double, SEARCH_COUNT *count *n);
    survey(around);
    for (size_t i = 0; i < count; i++)
        memcpy(around->points + i * n, paths[i].x + (paths[i].rows - 1) * n, n * sizeof *around->points);
    search_on(around, "lbfgs", DOWNHILL_STEPS, polished * outcome_gradient_scale(around), SEARCH_NONE, SEARCH_DOWNHILL);
    if (!curvature)
        return true;
    search_on(around, "newton", NEWTON_STEPS, 0, SEARCH_NONE, SEARCH_NEAREST);
    double *downhill = ARENA_NEW(around->arena, double, count *n);
    memcpy(downhill, outcome_point(around, SEARCH_DOWNHILL, 0), count * n * sizeof *downhill);
    search_on(around, "newton", NEWTON_STEPS, 0, SEARCH_DOWNHILL, SEARCH_DOWNHILL);
    /* From a flat minimum Newton's method may go astray: then where it started from is as good. */
    for (size_t i = 0; i < count; i++)
        if (!(outcome_distance(outcome_point(around, SEARCH_DOWNHILL, i), downhill + i * n, n) <= OUTCOME_NEAR * around->diagonal))
            memcpy(around->points + (SEARCH_DOWNHILL * count + i) * n, downhill + i * n, n * sizeof *downhill);
    around->inspections = ARENA_NEW(around->arena, struct inspection, SEARCH_COUNT * count);
    return critical_inspect(around->arena, around->setting->landscape, around->points, SEARCH_COUNT * count, around->inspections, error);
}

struct probes outcome_probe(const struct surroundings *around, const double *point)
{
    const size_t n = around->dimension, count = PROBES + 1;
    const double radius = 1e-3 * around->diagonal;
    double *points = ARENA_NEW(around->arena, double, n *count), values[PROBES + 1];
    random_normals(2, random_stream(RANDOM_START, 1), 0, points, n * count);
    for (size_t i = 0; i < count; i++) {
        double squares = 0;
        for (size_t d = 0; d < n; d++)
            squares += points[d * count + i] * points[d * count + i];
        for (size_t d = 0; d < n; d++) /* the last is the point itself */
            points[d * count + i] = point[d] + (i < PROBES ? radius * points[d * count + i] / sqrt(squares) : 0);
    }
    evaluate(around, points, count, values, NULL);
    struct probes seen = {false, false};
    const double slack = 1e-14 * fabs(values[PROBES]);
    for (size_t i = 0; i < PROBES; i++) {
        seen.lower = seen.lower || values[i] < values[PROBES] - slack;
        seen.higher = seen.higher || values[i] > values[PROBES] + slack;
    }
    return seen;
}

bool outcome_search(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                    struct surroundings *around, struct error *error)
{
    *around = (struct surroundings){.arena = arena, .setting = setting, .dimension = setting->landscape->dimension, .count = count};
    return search_all(around, paths, error);
}

bool outcome_cost(struct landscape *landscape, size_t count, double *cost, struct error *error)
{
    const double n = (double)landscape->dimension, vectors = ceil((double)count / KERNEL_LANES) * KERNEL_LANES;
    const bool curvature = landscape->dimension <= OUTCOME_MOST_DIMENSION;
    if (!landscape_differentiate(landscape, curvature ? 2 : 1, error))
        return false;
    const double nodes = (double)landscape->graph->count, newton = 2 * NEWTON_STEPS * vectors * (nodes + n * n * (n / 3 + 2));
    *cost = vectors * DOWNHILL_STEPS * (nodes + 90 * n) + SURVEYED * nodes +
            (curvature ? newton + SEARCH_COUNT * (double)count * (3 * nodes + 30 * n * n * n) : 0);
    return true;
}
