/* From where each path ended, three searches go on: Newton's method to the critical point nearest by, downhill, and Newton's method from
 * there. What they find is classified in one block. All but L-BFGS go the same way whatever the units of the coordinates. */
#include "analysis/outcome_search.h"

#include "analysis/newton.h"
#include "analysis/outcome_downhill.h"
#include "analysis/outcome_path.h"
#include "base/random.h"
#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum { SURVEYED = 256, PROBES = 32, NEWTON_STEPS = 60, DOWNHILL_STEPS = 200 };

static const double polished = 1e-13;     /* of the largest gradient's norm: what L-BFGS goes on to */
static const double astray = 1e-2;        /* of the path's extent: Newton's method may not lead farther from where L-BFGS came to */
static const double edge = 1e-3;          /* of the domain's width: what is as near to its edge is at it */
static const double as_steep = 1e-3;      /* of the slope at a path's end */
static const double probed_radius = 1e-3; /* of the path's extent */
static const double beside_range = 1e-24; /* of the range of what probes see: on relu(x)² at 1e-48 it is not lower to the left */
static const double rounded_by = 1e-3;    /* of the way to a place: how far it may be moved to be a short decimal */

/* The lowest value at points spread over the box. */
static void survey(struct surroundings *around)
{
    const size_t n = around->dimension;
    double *points = ARENA_NEW(around->arena, double, n *SURVEYED), values[SURVEYED];
    random_uniforms(1, random_stream(RANDOM_START, 0), 0, points, n * SURVEYED);
    for (size_t d = 0; d < n; d++) {
        const double low = around->setting->box[d][0], high = around->setting->box[d][1];
        for (size_t i = 0; i < SURVEYED; i++)
            points[d * SURVEYED + i] = low + (high - low) * points[d * SURVEYED + i];
    }
    outcome_evaluate(around, points, SURVEYED, values, NULL);
    around->lowest = INFINITY;
    for (size_t i = 0; i < SURVEYED; i++)
        around->lowest = values[i] < around->lowest ? values[i] : around->lowest;
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
    descent_run(around->arena, &around->objective, &options, starts, count, &ends, NULL);
    for (size_t i = 0; i < count; i++)
        for (size_t d = 0; d < n; d++)
            around->points[((size_t)to * count + i) * n + d] = ends.x[d * count + i];
}

/* Newton's method from where the way downhill came to. From a flat minimum it may go astray: then where it started from is as good. */
static void refine(struct surroundings *around)
{
    const size_t n = around->dimension, count = around->count;
    double *downhill = ARENA_NEW(around->arena, double, count *n);
    memcpy(downhill, outcome_point(around, SEARCH_DOWNHILL, 0), count * n * sizeof *downhill);
    search_on(around, "newton", NEWTON_STEPS, 0, SEARCH_DOWNHILL, SEARCH_DOWNHILL);
    for (size_t i = 0; i < count; i++)
        if (!(path_distance(outcome_point(around, SEARCH_DOWNHILL, i), downhill + i * n, outcome_extent(around, i), n) <= astray))
            memcpy(around->points + (SEARCH_DOWNHILL * count + i) * n, downhill + i * n, n * sizeof *downhill);
}

/* Newton's method creeps to where the gradient vanishes with a power of the distance: that is a short decimal, such as 0, where it is as good, and close
 * beside the way there is. */
static void round_places(struct surroundings *around)
{
    enum { DIGITS = 9, FEW_DIGITS = 4 };
    const size_t n = around->dimension, total = (SEARCH_COUNT - 1) * around->count;
    const double(*box)[2] = around->setting->box;
    double **places = ARENA_NEW(around->arena, double *, total), *width = ARENA_NEW(around->arena, double, n);
    double *before = ARENA_NEW(around->arena, double, n *total);
    for (size_t d = 0; d < n; d++)
        width[d] = box[d][1] - box[d][0];
    for (size_t i = 0; i < total; i++) /* what is behind the ends of the paths themselves */
        places[i] = around->points + (around->count + i) * n;
    struct arena *scratch = arena_within(around->arena);
    memcpy(before, places[0], n * total * sizeof *before);
    newton_round(scratch, around->setting->landscape, width, FEW_DIGITS, places, total);
    for (size_t i = 0; i < total; i++) {
        const double *extent = outcome_extent(around, i % around->count), *end = outcome_point(around, SEARCH_NONE, i % around->count);
        if (!(path_distance(before + i * n, places[i], extent, n) <= rounded_by * path_distance(end, before + i * n, extent, n)))
            memcpy(places[i], before + i * n, n * sizeof **places);
    }
    arena_clear(scratch);
    newton_round(scratch, around->setting->landscape, width, DIGITS, places, total);
    arena_clear(scratch);
}

static bool search_all(struct surroundings *around, const struct outcome_path *paths, struct error *error)
{
    const size_t n = around->dimension, count = around->count;
    const bool curvature = n <= OUTCOME_MOST_DIMENSION;
    double steepest = 0;
    if (!objective_formula(around->arena, around->setting->landscape, curvature, &around->objective, error))
        return false;
    around->workspace = workspace_create(around->arena, objective_formula_program(&around->objective, false));
    around->points = ARENA_NEW(around->arena, double, SEARCH_COUNT *count *n);
    around->extents = ARENA_NEW(around->arena, double, count *n);
    survey(around);
    for (size_t i = 0; i < count; i++) {
        memcpy(around->points + i * n, paths[i].x + (paths[i].rows - 1) * n, n * sizeof *around->points);
        path_extent(&paths[i], n, around->setting->box, around->extents + i * n);
        steepest = fmax(steepest, paths[i].gradient_norm[0]);
    }
    if (n > SEARCH_MOST_DECOMPOSED)
        search_on(around, "lbfgs", DOWNHILL_STEPS, polished * steepest, SEARCH_NONE, SEARCH_DOWNHILL);
    if (!curvature)
        return true;
    around->curvature_workspace = workspace_create(around->arena, objective_formula_program(&around->objective, true));
    if (n <= SEARCH_MOST_DECOMPOSED)
        outcome_go_down(around);
    search_on(around, "newton", NEWTON_STEPS, 0, SEARCH_NONE, SEARCH_NEAREST);
    if (n <= SEARCH_MOST_DECOMPOSED)
        outcome_cross_valleys(around);
    refine(around);
    round_places(around);
    around->inspections = ARENA_NEW(around->arena, struct inspection, SEARCH_COUNT * count);
    return critical_inspect(around->arena, around->setting->landscape, around->points, SEARCH_COUNT * count, around->inspections, error);
}

struct probes outcome_probe(const struct surroundings *around, size_t path, const double *point)
{
    const size_t n = around->dimension, count = PROBES + 1;
    const double *extent = outcome_extent(around, path);
    double *points = ARENA_NEW(around->arena, double, n *count), values[PROBES + 1];
    random_normals(2, random_stream(RANDOM_START, 1), 0, points, n * count);
    for (size_t i = 0; i < count; i++) {
        double squares = 0;
        for (size_t d = 0; d < n; d++)
            squares += points[d * count + i] * points[d * count + i];
        for (size_t d = 0; d < n; d++) /* the last is the point itself */
            points[d * count + i] = point[d] + (i < PROBES ? probed_radius * extent[d] * points[d * count + i] / sqrt(squares) : 0);
    }
    outcome_evaluate(around, points, count, values, NULL);
    struct probes seen = {false, false};
    double least = values[PROBES], greatest = values[PROBES];
    for (size_t i = 0; i < PROBES; i++) {
        least = fmin(least, values[i]);
        greatest = fmax(greatest, values[i]);
    }
    const double range = greatest - least;
    const double slack = fmax(OUTCOME_ROUNDING * fabs(values[PROBES]), isfinite(range) ? beside_range * range : 0);
    for (size_t i = 0; i < PROBES; i++) {
        seen.lower = seen.lower || values[i] < values[PROBES] - slack;
        seen.higher = seen.higher || values[i] > values[PROBES] + slack;
    }
    return seen;
}

bool outcome_goes_on(const struct surroundings *around, size_t path)
{
    const size_t n = around->dimension;
    const double(*box)[2] = around->setting->box, *extent = outcome_extent(around, path);
    double steepness[2];
    if (!memcmp(outcome_point(around, SEARCH_NONE, path), outcome_point(around, SEARCH_DOWNHILL, path), n * sizeof(double)))
        return false;
    for (int end = 0; end < 2; end++) {
        const double *point = outcome_point(around, end ? SEARCH_DOWNHILL : SEARCH_NONE, path);
        double value, *gradient = ARENA_NEW(around->arena, double, n);
        outcome_evaluate(around, point, 1, &value, gradient);
        steepness[end] = 0;
        for (size_t d = 0; d < n; d++) {
            const double width = box[d][1] - box[d][0], margin = fmin(point[d] - box[d][0], box[d][1] - point[d]);
            if (end && !(margin > edge * width))
                return false;
            steepness[end] += gradient[d] * extent[d] * gradient[d] * extent[d];
        }
    }
    return steepness[1] > as_steep * as_steep * steepness[0];
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
    const double nodes = graph_work(landscape->graph), newton = 2 * NEWTON_STEPS * vectors * (nodes + n * n * (n / 3 + 2));
    const double downhill = landscape->dimension <= SEARCH_MOST_DECOMPOSED ? (double)count * outcome_descents_work(n, nodes)
                                                                           : vectors * DOWNHILL_STEPS * (nodes + 90 * n);
    /* The test along the eigenvectors and creases, and the ways behind (how steep 64 points are, towards 64) and ahead. */
    const double local = (double)count * ((12 * n + 726) * nodes + 4096 * n + (curvature ? 30 * n * n * n + 1000 * n * n : 0));
    *cost = downhill + SURVEYED * nodes + local + (curvature ? newton + SEARCH_COUNT * (double)count * (3 * nodes + 30 * n * n * n) : 0);
    return true;
}
