/* From where a path ended, three searches go on: Newton's method to the critical point nearest by, L-BFGS downhill, and Newton's method
 * from there. What they find is classified in one block; then the path's last half tells how it was moving. */
#include "analysis/outcome.h"

#include "base/number.h"
#include "base/random.h"
#include "expression/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SURVEYED = 256, PROBES = 32, NEWTON_STEPS = 60, DOWNHILL_STEPS = 200, LEAST_ROWS = 5 };

static const double polished = 1e-13;  /* a gradient's norm the search downhill goes on to, relative to the landscape's if that is below 1 */
static const double rest = 1e-6;       /* … and one that counts as zero */
static const double near_part = 1e-2;  /* of the box's diagonal: a critical point this near is the one it rests at */
static const double reach_part = 0.1;  /* … this near the one it is heading for, if that way is down */
static const double still_part = 1e-6; /* … and what moves less than this in half its steps does not move */
static const double patience = 20;     /* times the steps taken: what would take longer has stalled */
static const double growth = 1.05, noisy_growth = 2;        /* of steps from a quarter of the path to the next: from here on they grow */
static const double shrinkage = 0.97, most_shrinkage = 0.5; /* a step, and in all: steps that shrink less do not come to rest */
static const double aimless = 0.2;                          /* part of the way travelled that was ahead */

static const struct {
    const char *name, *words, *label;
} names[] = {{"converged", "converged", "converged"},
             {"stalled", "stalled", "stalled"},
             {"diverged", "diverged", "diverged"},
             {"oscillating", "oscillates", "oscillating"},
             {"left_domain", "left the domain", "left the domain"},
             {"out_of_steps", "ran out of steps", "out of steps"}};

const char *outcome_name(enum outcome_kind kind)
{
    return names[kind].name;
}

const char *outcome_words(enum outcome_kind kind)
{
    return names[kind].words;
}

const char *outcome_label(enum outcome_kind kind)
{
    return names[kind].label;
}

/* All that is known besides the paths. Points of k searches are kept one after the other: search k of path i is point k * count + i. */
struct judge {
    struct arena *arena;
    const struct outcome_setting *setting;
    size_t dimension, count;
    struct descent_problem problem;
    struct workspace *workspace;
    double diagonal; /* of the box */
    double typical;  /* the median gradient's norm over the box */
    double lowest;   /* value seen there */
    enum { END, NEAREST, DOWNHILL, SEARCHES } search;
    double *points; /* [SEARCHES * count][dimension] */
    struct inspection *inspections;
};

static const double *point_of(const struct judge *judge, int search, size_t path)
{
    return judge->points + ((size_t)search * judge->count + path) * judge->dimension;
}

static const struct inspection *inspection_of(const struct judge *judge, int search, size_t path)
{
    return &judge->inspections[(size_t)search * judge->count + path];
}

/* Without overflow for points that have run far away. */
static double distance(const double *a, const double *b, size_t n)
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
static void evaluate(const struct judge *judge, const double *points, size_t count, double *values, double *gradients)
{
    const size_t n = judge->dimension;
    const double **inputs = ARENA_NEW(judge->arena, const double *, n);
    double **outputs = ARENA_NEW(judge->arena, double *, n + 1), *ignored = gradients ? gradients : ARENA_NEW(judge->arena, double, n *count);
    outputs[0] = values;
    for (size_t d = 0; d < n; d++) {
        inputs[d] = points + d * count;
        outputs[1 + d] = ignored + d * count;
    }
    program_run(judge->problem.slope, judge->workspace, inputs, outputs, count);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The landscape's scale, from points spread over the box. */
static void survey(struct judge *judge)
{
    const size_t n = judge->dimension;
    double *points = ARENA_NEW(judge->arena, double, n *SURVEYED), *gradients = ARENA_NEW(judge->arena, double, n *SURVEYED);
    double values[SURVEYED], norms[SURVEYED];
    size_t finite = 0;
    judge->diagonal = 0;
    random_uniforms(1, random_stream(RANDOM_START, 0), 0, points, n * SURVEYED);
    for (size_t d = 0; d < n; d++) {
        const double low = judge->setting->box[d][0], width = judge->setting->box[d][1] - low;
        judge->diagonal = hypot(judge->diagonal, width);
        for (size_t i = 0; i < SURVEYED; i++)
            points[d * SURVEYED + i] = low + width * points[d * SURVEYED + i];
    }
    evaluate(judge, points, SURVEYED, values, gradients);
    judge->lowest = INFINITY;
    for (size_t i = 0; i < SURVEYED; i++) {
        double norm = 0;
        for (size_t d = 0; d < n; d++)
            norm = hypot(norm, gradients[d * SURVEYED + i]);
        judge->lowest = values[i] < judge->lowest ? values[i] : judge->lowest;
        if (isfinite(norm))
            norms[finite++] = norm;
    }
    qsort(norms, finite, sizeof *norms, ascending);
    judge->typical = finite ? norms[finite / 2] : 1;
}

/* What a gradient's norm is compared with. */
static double gradient_scale(const struct judge *judge)
{
    return judge->typical > 0 && judge->typical < 1 ? judge->typical : 1;
}

/* Lets a method run on from the points of one search to those of another. */
static void search_on(struct judge *judge, const char *method_text, size_t steps, double tolerance, int from, int to)
{
    const size_t n = judge->dimension, count = judge->count;
    const char *nearest = NULL;
    const struct call method = call_default(call_find(method_at, method_text, &nearest));
    double *rates = ARENA_NEW(judge->arena, double, steps + 1), *starts = ARENA_NEW(judge->arena, double, n *count);
    for (size_t t = 0; t <= steps; t++)
        rates[t] = method.values[METHOD_LR];
    for (size_t i = 0; i < count; i++)
        for (size_t d = 0; d < n; d++)
            starts[d * count + i] = point_of(judge, from, i)[d];
    const struct descent_ends ends = {.x = ARENA_NEW(judge->arena, double, n *count)};
    const struct descent_options options = {.method = &method, .rates = rates, .steps = steps, .tolerance = tolerance};
    descent_run(judge->arena, &judge->problem, &options, starts, count, &ends, NULL);
    for (size_t i = 0; i < count; i++)
        for (size_t d = 0; d < n; d++)
            judge->points[((size_t)to * count + i) * n + d] = ends.x[d * count + i];
}

static bool prepare(struct judge *judge, const struct outcome_path *paths, struct error *error)
{
    const size_t n = judge->dimension, count = judge->count;
    const bool curvature = n <= OUTCOME_MOST_DIMENSION;
    if (!descent_prepare(judge->arena, judge->setting->landscape, curvature, false, &judge->problem, error))
        return false;
    judge->workspace = workspace_create(judge->arena, judge->problem.slope);
    judge->points = ARENA_NEW(judge->arena, double, SEARCHES *count *n);
    survey(judge);
    for (size_t i = 0; i < count; i++)
        memcpy(judge->points + i * n, paths[i].x + (paths[i].rows - 1) * n, n * sizeof *judge->points);
    search_on(judge, "lbfgs", DOWNHILL_STEPS, polished * gradient_scale(judge), END, DOWNHILL);
    if (!curvature)
        return true;
    search_on(judge, "newton", NEWTON_STEPS, 0, END, NEAREST);
    double *downhill = ARENA_NEW(judge->arena, double, count *n);
    memcpy(downhill, point_of(judge, DOWNHILL, 0), count * n * sizeof *downhill);
    search_on(judge, "newton", NEWTON_STEPS, 0, DOWNHILL, DOWNHILL);
    /* From a flat minimum Newton's method may go astray: then where it started from is as good. */
    for (size_t i = 0; i < count; i++)
        if (!(distance(point_of(judge, DOWNHILL, i), downhill + i * n, n) <= near_part * judge->diagonal))
            memcpy(judge->points + (DOWNHILL * count + i) * n, downhill + i * n, n * sizeof *downhill);
    judge->inspections = ARENA_NEW(judge->arena, struct inspection, SEARCHES * count);
    return critical_inspect(judge->arena, judge->setting->landscape, judge->points, SEARCHES * count, judge->inspections, error);
}

/* What probes around a point see: whether any is lower, and whether any is higher. */
struct surroundings {
    bool lower, higher;
};

static struct surroundings look_around(const struct judge *judge, const double *point)
{
    const size_t n = judge->dimension, count = PROBES + 1;
    const double radius = 1e-3 * judge->diagonal;
    double *points = ARENA_NEW(judge->arena, double, n *count), values[PROBES + 1];
    random_normals(2, random_stream(RANDOM_START, 1), 0, points, n * count);
    for (size_t i = 0; i < count; i++) {
        double norm = 0;
        for (size_t d = 0; d < n; d++)
            norm = hypot(norm, points[d * count + i]);
        for (size_t d = 0; d < n; d++) /* the last is the point itself */
            points[d * count + i] = point[d] + (i < PROBES ? radius * points[d * count + i] / norm : 0);
    }
    evaluate(judge, points, count, values, NULL);
    struct surroundings around = {false, false};
    const double slack = 1e-14 * fabs(values[PROBES]);
    for (size_t i = 0; i < PROBES; i++) {
        around.lower = around.lower || values[i] < values[PROBES] - slack;
        around.higher = around.higher || values[i] > values[PROBES] + slack;
    }
    return around;
}

static bool is_critical(const struct inspection *inspection)
{
    return inspection->kind != CRITICAL_REGULAR && inspection->kind != CRITICAL_UNDEFINED;
}

/* Whether the gradient at the end counts as zero. */
static bool rests(const struct judge *judge, const struct outcome_path *path)
{
    const double norm = path->gradient_norm[path->rows - 1];
    return norm <= fmax(judge->setting->tolerance, rest * gradient_scale(judge));
}

static void take_target(const struct judge *judge, int search, size_t i, bool at, struct outcome *outcome)
{
    outcome->target = point_of(judge, search, i);
    outcome->target_value = inspection_of(judge, search, i)->value;
    outcome->critical = inspection_of(judge, search, i)->kind;
    outcome->at = at;
}

/* The critical point the end is at or heading for. */
static void find_target(const struct judge *judge, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    const size_t n = judge->dimension;
    const struct inspection *end = inspection_of(judge, END, i), *nearest = inspection_of(judge, NEAREST, i);
    const double *x = point_of(judge, END, i), *c = point_of(judge, NEAREST, i), away = distance(x, c, n);
    double approach = 0;
    for (size_t d = 0; d < n; d++)
        approach += (x[d] - c[d]) * end->gradient[d];
    const bool resting = rests(judge, path);
    if (is_critical(end) && (resting || end->kind != CRITICAL_DEGENERATE))
        take_target(judge, END, i, true, outcome);
    else if (is_critical(nearest) && away <= near_part * judge->diagonal && resting)
        take_target(judge, NEAREST, i, true, outcome);
    else if (is_critical(nearest) && away <= reach_part * judge->diagonal && approach > 0)
        take_target(judge, NEAREST, i, false, outcome);
    else if (is_critical(inspection_of(judge, DOWNHILL, i)))
        take_target(judge, DOWNHILL, i, false, outcome);
}

/* Without a Hessian: the end of the way downhill, if the landscape rises around it. */
static void find_target_by_probes(const struct judge *judge, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    const bool at = rests(judge, path);
    const double *target = point_of(judge, at ? END : DOWNHILL, i);
    if (look_around(judge, target).lower)
        return;
    outcome->target = target;
    outcome->critical = CRITICAL_MINIMUM;
    outcome->at = at;
    outcome->target_value = NAN;
}

/* How the path moved in its last half. */
struct motion {
    double travelled, advanced; /* length of the way, and from its first point to its last */
    double growth;              /* mean step of the last quarter over that of the third */
    double sustained;           /* the least growth at which steps do not shrink to rest */
    double pace;                /* fall of the value a step */
    size_t steps;
};

static double step_length(const struct outcome_path *path, size_t n, size_t row, size_t from)
{
    return distance(path->x + row * n, path->x + from * n, n);
}

static struct motion last_half(const struct outcome_path *path, size_t n)
{
    const size_t last = path->rows - 1, middle = last / 2, quarter = last - last / 4;
    double third = 0, fourth = 0;
    for (size_t row = middle + 1; row <= last; row++)
        *(row <= quarter ? &third : &fourth) += step_length(path, n, row, row - 1);
    struct motion motion = {.travelled = third + fourth, .steps = last - middle};
    /* To and fro comes back after two steps: the half may begin at either. */
    motion.advanced = fmin(step_length(path, n, last, middle), step_length(path, n, last, middle + 1));
    motion.sustained = 1;
    for (size_t row = quarter; row < last && motion.sustained > most_shrinkage; row++)
        motion.sustained *= shrinkage;
    motion.growth = last - quarter ? fourth / (double)(last - quarter) / (third / (double)(quarter - middle)) : 1;
    motion.pace = (path->value[middle] - path->value[last]) / (double)motion.steps;
    return motion;
}

static bool inside(const struct judge *judge, const double *point)
{
    bool inside = true;
    for (size_t d = 0; d < judge->dimension; d++)
        inside = inside && point[d] >= judge->setting->box[d][0] && point[d] <= judge->setting->box[d][1];
    return inside;
}

static const char *shown(struct arena *arena, double value)
{
    char text[NUMBER_SIZE];
    number_print_rounded(text, value, 4);
    return arena_format(arena, "%s%s", text[0] == '-' ? "−" : "", text + (text[0] == '-'));
}

static void conclude(struct outcome *outcome, enum outcome_kind kind, const char *evidence)
{
    outcome->kind = kind;
    outcome->evidence = evidence;
}

/* The curvatures at the end in words, where they are known. */
static const char *curvatures(const struct judge *judge, const struct outcome *outcome)
{
    if (!outcome->eigenvalues)
        return "";
    const double least = outcome->eigenvalues[0], most = outcome->eigenvalues[judge->dimension - 1];
    if (judge->dimension == 1)
        return arena_format(judge->arena, " (curvature %s)", shown(judge->arena, least));
    return arena_format(judge->arena, " (curvatures from %s to %s)", shown(judge->arena, least), shown(judge->arena, most));
}

/* It rests: at what? */
static void conclude_rest(const struct judge *judge, const struct outcome_path *path, struct outcome *outcome)
{
    struct arena *arena = judge->arena;
    const char *norm = shown(arena, path->gradient_norm[path->rows - 1]), *curved = curvatures(judge, outcome);
    if (outcome->critical == CRITICAL_MINIMUM) {
        conclude(outcome, OUTCOME_CONVERGED, arena_format(arena, "the gradient's norm is %s at a minimum%s", norm, curved));
    } else if (outcome->critical == CRITICAL_SADDLE || outcome->critical == CRITICAL_MAXIMUM) {
        conclude(outcome, OUTCOME_STALLED,
                 arena_format(arena, "the gradient's norm is %s at a %s%s", norm, critical_kind_name(outcome->critical), curved));
    } else if (!outcome->at || outcome->critical != CRITICAL_DEGENERATE) {
        conclude(outcome, OUTCOME_STALLED, arena_format(arena, "the gradient's norm is %s on a plateau%s", norm, curved));
    } else {
        const struct surroundings around = look_around(judge, outcome->target);
        const bool lowest = !around.lower && (around.higher || outcome->target_value <= judge->lowest);
        conclude(outcome, lowest ? OUTCOME_CONVERGED : OUTCOME_STALLED,
                 around.lower    ? arena_format(arena, "the gradient's norm is %s at a degenerate point beside which the landscape falls on", norm)
                 : around.higher ? arena_format(arena, "the gradient's norm is %s at a degenerate minimum", norm)
                                 : arena_format(arena, "the gradient's norm is %s where the landscape is flat", norm));
    }
}

/* Whether slowness comes from a saddle nearby or from flatness, rather than from a valley so steep that steps must be short: there the
 * curvature would use the gradient up within a hundredth of the box. */
static bool flat_or_saddle(const struct judge *judge, const struct outcome_path *path, const struct outcome *outcome)
{
    if (!outcome->eigenvalues)
        return false;
    const double most = outcome->eigenvalues[judge->dimension - 1];
    return outcome->critical == CRITICAL_SADDLE || !(path->gradient_norm[path->rows - 1] < near_part * judge->diagonal * most);
}

/* It moves: how? */
static void conclude_motion(const struct judge *judge, const struct outcome_path *path, const double *end, struct outcome *outcome)
{
    struct arena *arena = judge->arena;
    const size_t last = path->rows - 1;
    const bool enough = path->rows >= LEAST_ROWS, rose = path->value[last] > path->value[0];
    const struct motion motion = last_half(path, judge->dimension);
    const double reference =
        outcome->target && outcome->critical == CRITICAL_MINIMUM && !isnan(outcome->target_value) ? outcome->target_value : judge->lowest;
    const double needed = (path->value[last] - reference) / motion.pace;
    if (rose && (enough ? motion.growth > (judge->setting->noisy ? noisy_growth : growth) : !inside(judge, end)))
        conclude(
            outcome, OUTCOME_DIVERGED,
            arena_format(arena, "the value rose from %s to %s and the steps grow", shown(arena, path->value[0]), shown(arena, path->value[last])));
    else if (!inside(judge, end))
        conclude(outcome, OUTCOME_LEFT_DOMAIN,
                 arena_format(arena, "after %zu steps it is outside the domain, the value %s", last, shown(arena, path->value[last])));
    else if (enough && motion.growth > motion.sustained && motion.advanced < aimless * motion.travelled)
        conclude(outcome, OUTCOME_OSCILLATING,
                 arena_format(arena, "the last %zu steps went %s to get %s ahead", motion.steps, shown(arena, motion.travelled),
                              shown(arena, motion.advanced)));
    else if (enough && motion.travelled <= still_part * judge->diagonal)
        conclude(outcome, OUTCOME_STALLED,
                 arena_format(arena, "the last %zu steps moved it by %s in all, with a gradient's norm of %s", motion.steps,
                              shown(arena, motion.travelled), shown(arena, path->gradient_norm[last])));
    else if (enough && !judge->setting->noisy && flat_or_saddle(judge, path, outcome) && !(needed <= patience * (double)last) &&
             path->value[last] > reference)
        conclude(outcome, OUTCOME_STALLED,
                 arena_format(arena, "the gradient's norm is %s %s%s: at this pace %s more steps to %s", shown(arena, path->gradient_norm[last]),
                              outcome->critical == CRITICAL_SADDLE ? "near a saddle" : "on a plateau", curvatures(judge, outcome),
                              needed > 0 && needed < 1e300 ? shown(arena, needed) : "endlessly many", shown(arena, reference)));
    else
        conclude(outcome, OUTCOME_OUT_OF_STEPS,
                 arena_format(arena, "after %zu steps the gradient's norm is still %s", last, shown(arena, path->gradient_norm[last])));
}

static void judge_path(const struct judge *judge, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    const size_t n = judge->dimension;
    *outcome = (struct outcome){.critical = CRITICAL_REGULAR, .target_value = NAN, .largest_stable_rate = NAN};
    if (judge->inspections) {
        outcome->eigenvalues = inspection_of(judge, END, i)->eigenvalues;
        if (outcome->eigenvalues[n - 1] > 0)
            outcome->largest_stable_rate = 2 / outcome->eigenvalues[n - 1];
    }
    if (path->stop == STOP_OVERFLOW) {
        conclude(outcome, OUTCOME_DIVERGED, arena_format(judge->arena, "the point after step %zu is not finite", path->rows - 1));
        return;
    }
    if (judge->inspections)
        find_target(judge, path, i, outcome);
    else
        find_target_by_probes(judge, path, i, outcome);
    if (path->stop == STOP_UNDEFINED)
        conclude(outcome, OUTCOME_STALLED, "the gradient is undefined where it stands");
    else if (rests(judge, path) || outcome->at)
        conclude_rest(judge, path, outcome);
    else if (path->stop == STOP_STUCK)
        conclude(outcome, OUTCOME_STALLED,
                 arena_format(judge->arena, "the method found no step to take, with a gradient's norm of %s%s",
                              shown(judge->arena, path->gradient_norm[path->rows - 1]), curvatures(judge, outcome)));
    else if (path->rows == 1)
        conclude(outcome, OUTCOME_OUT_OF_STEPS, "it has not moved yet");
    else
        conclude_motion(judge, path, point_of(judge, END, i), outcome);
    /* What runs away is heading nowhere. */
    if (outcome->kind == OUTCOME_DIVERGED || outcome->kind == OUTCOME_LEFT_DOMAIN) {
        outcome->target = NULL;
        outcome->critical = CRITICAL_REGULAR;
    }
}

bool outcome_judge(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                   struct outcome *outcomes, struct error *error)
{
    struct judge judge = {.arena = arena, .setting = setting, .dimension = setting->landscape->dimension, .count = count};
    if (!prepare(&judge, paths, error))
        return false;
    for (size_t i = 0; i < count; i++)
        judge_path(&judge, &paths[i], i, &outcomes[i]);
    return true;
}

bool outcome_cost(struct landscape *landscape, size_t count, double *cost, struct error *error)
{
    const double n = (double)landscape->dimension, vectors = ceil((double)count / KERNEL_LANES) * KERNEL_LANES;
    const bool curvature = landscape->dimension <= OUTCOME_MOST_DIMENSION;
    if (!landscape_differentiate(landscape, curvature ? 2 : 1, error))
        return false;
    const double nodes = (double)landscape->graph->count, newton = 2 * NEWTON_STEPS * vectors * (nodes + n * n * (n / 3 + 2));
    *cost = vectors * DOWNHILL_STEPS * (nodes + 90 * n) + SURVEYED * nodes +
            (curvature ? newton + SEARCHES * (double)count * (3 * nodes + 30 * n * n * n) : 0);
    return true;
}
