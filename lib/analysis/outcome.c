/* The definitions of outcome.h, in their order. */
#include "analysis/outcome.h"

#include "analysis/outcome_constrained.h"
#include "analysis/outcome_target.h"
#include "base/exact.h"
#include "base/number.h"

#include <float.h>
#include <math.h>

enum { LEAST_ROWS = 5 };

static const double small = 1e-2;           /* of the steepest slope: what a plateau's gradient is at most */
static const double still = 1e-6;           /* of the whole way: what the last half of a path that stalls is at most */
static const double rise = 1.1, growth = 2; /* of the values and of the steps from the third quarter to the last: they grow */
static const double noisy_factor = 2;       /* with noise they have to grow more */
static const double most_curved = 1e4;      /* extents of the path */
static const double aimless = 0.2;          /* part of the way travelled that was ahead */

static const struct {
    const char *name, *words, *label;
} names[OUTCOME_COUNT] = {
    [OUTCOME_CONVERGED] = {"converged", "converged", "converged"},
    [OUTCOME_STALLED] = {"stalled", "stalled", "stalled"},
    [OUTCOME_PLATEAU] = {"plateau", "is on a plateau", "plateau"},
    [OUTCOME_DIVERGED] = {"diverged", "diverged", "diverged"},
    [OUTCOME_OSCILLATING] = {"oscillating", "oscillates", "oscillating"},
    [OUTCOME_LEFT_DOMAIN] = {"left_domain", "left the domain", "left the domain"},
    [OUTCOME_OUT_OF_STEPS] = {"out_of_steps", "ran out of steps", "out of steps"},
};

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

static const char *shown(struct arena *arena, double value)
{
    char text[NUMBER_SIZE];
    return arena_copy(arena, text, number_print_rounded(text, value, 4));
}

/* A word for a descent, or that for a climb. */
static const char *either(const struct verdict *path, const char *descent, const char *climb)
{
    return path->around->setting->climbs ? climb : descent;
}

/* A kind of point of the landscape that is descended on, as one of f. */
static enum critical_kind kind_told(const struct verdict *path, enum critical_kind kind)
{
    const bool turns = path->around->setting->climbs && (kind == CRITICAL_MINIMUM || kind == CRITICAL_MAXIMUM);
    return !turns ? kind : kind == CRITICAL_MINIMUM ? CRITICAL_MAXIMUM : CRITICAL_MINIMUM;
}

/* A path's first and last value with the digits that tell them apart, and at least those that sentences give values. */
static const char *shown_change(const struct verdict *verdict)
{
    struct arena *arena = verdict->around->arena;
    const struct outcome_path *path = verdict->path;
    const double sign = verdict->around->setting->climbs ? -1 : 1, from = sign * path->value[0], to = sign * path->value[path->rows - 1];
    char before[NUMBER_SIZE], after[NUMBER_SIZE];
    const int digits = number_digits((const double[]){from, to}, 2, 6);
    number_print_rounded(before, from, digits);
    number_print_rounded(after, to, digits);
    return arena_format(arena, "from %s to %s", before, after);
}

static const char *shown_norm(const struct verdict *path)
{
    return shown(path->around->arena, path->path->gradient_norm[path->path->rows - 1]);
}

/* The outcome is this one; true, for the caller to return. */
static bool conclude(const struct verdict *path, enum outcome_kind kind, const char *place, const char *evidence)
{
    path->outcome->kind = kind;
    path->outcome->place = place;
    path->outcome->evidence = evidence;
    return true;
}

/* The curvatures at the end in words, where they are known. */
static const char *curvatures(const struct verdict *path)
{
    struct arena *arena = path->around->arena;
    const double *eigenvalues = path->outcome->eigenvalues;
    if (!eigenvalues)
        return "";
    const double first = eigenvalues[0], last = eigenvalues[path->dimension - 1];
    const bool climbs = path->around->setting->climbs;
    const double least = climbs ? -last : first, most = climbs ? -first : last;
    if (!isfinite(least) || !isfinite(most))
        return " (the Hessian is undefined)";
    if (path->dimension == 1)
        return arena_format(arena, " (curvature %s)", shown(arena, least));
    return arena_format(arena, " (curvatures from %s to %s)", shown(arena, least), shown(arena, most));
}

/* "saddle", or "degenerate minimum" of one that is level along an eigenvector. */
static const char *place_name(const struct verdict *path, enum critical_kind kind)
{
    if (kind == CRITICAL_DEGENERATE)
        return "degenerate point";
    const char *name = critical_kind_name(kind_told(path, kind));
    return path->local.level ? arena_format(path->around->arena, "degenerate %s", name) : name;
}

/* Where a gradient is that is 0 in doubles alone. */
static const char *lost_gradient(const struct verdict *path)
{
    const double *gradient = outcome_inspection(path->around, SEARCH_NONE, path->index)->gradient;
    double norm = 0;
    for (size_t d = 0; d < path->dimension; d++)
        norm = exact_hypot(norm, gradient[d]);
    return norm > 0 ? arena_format(path->around->arena, "rounded off, with a norm of %s", shown(path->around->arena, norm))
                    : "below the range of numbers";
}

/* It stands where the landscape is level all around. */
static bool judge_level(const struct verdict *path)
{
    const double value = path->path->value[path->path->rows - 1];
    const bool lowest = value <= path->around->lowest + OUTCOME_ROUNDING * fabs(value);
    const struct probes seen = outcome_probe(path->around, path->index, path->end);
    const char *minimum = either(path, "degenerate minimum", "degenerate maximum");
    const bool below = path->around->inspections && outcome_inspection(path->around, SEARCH_NONE, path->index)->below;
    if (below && !seen.lower && (seen.higher || lowest))
        return conclude(path, OUTCOME_STALLED, NULL, arena_format(path->around->arena, "the gradient is not 0, but %s", lost_gradient(path)));
    if (!below)
        verdict_take_place(path, CRITICAL_DEGENERATE);
    if (!seen.lower && seen.higher)
        return conclude(path, OUTCOME_CONVERGED, minimum,
                        arena_format(path->around->arena, "the gradient's norm is %s at a %s", shown_norm(path), minimum));
    if (!seen.lower && lowest)
        return conclude(path, OUTCOME_CONVERGED, "flat ground",
                        arena_format(path->around->arena, "the gradient's norm is %s where the landscape is flat, and no %s value is known",
                                     shown_norm(path), either(path, "lower", "higher")));
    return conclude(path, OUTCOME_PLATEAU, NULL,
                    arena_format(path->around->arena, "the landscape is level around it, with a gradient%s, and %s elsewhere",
                                 below ? arena_format(path->around->arena, " that is %s", lost_gradient(path))
                                       : arena_format(path->around->arena, "'s norm of %s", shown_norm(path)),
                                 either(path, "lower", "higher")));
}

/* Whether the landscape jumps beside where it stands, and is lower there: ⌊x⌋ + x² is, left of 0. Gradients do not tell. */
static bool stands_at_jump(const struct verdict *path)
{
    const struct surroundings *around = path->around;
    bool jumps = false;
    for (int search = SEARCH_NONE; search <= SEARCH_NEAREST && around->inspections; search++)
        jumps = jumps || ((search == SEARCH_NONE || verdict_nearest_is_here(path)) &&
                          outcome_inspection(around, (enum outcome_search)search, path->index)->kind == CRITICAL_UNDEFINED);
    return jumps && outcome_probe(around, path->index, path->end).lower;
}

/* It is at a point: converged or stalled. */
static bool judge_rest(const struct verdict *path)
{
    struct arena *arena = path->around->arena;
    const struct local *local = &path->local;
    const char *norm = shown_norm(path);
    if (local->level == path->dimension)
        return judge_level(path);
    if (local->onward) {
        if (!verdict_nearest_is_here(path))
            return false;
        const struct local nearest = local_inspect(path->around, path->path, path->index, SEARCH_NEAREST, 0);
        if (!verdict_is_terrace(path, &nearest))
            return false;
        verdict_take_place(path, CRITICAL_DEGENERATE);
        return conclude(path, OUTCOME_STALLED, "degenerate point",
                        arena_format(arena, "the gradient's norm is %s at a degenerate point beside which the landscape %s on", norm,
                                     either(path, "falls", "rises")));
    }
    if (stands_at_jump(path)) {
        path->outcome->critical = CRITICAL_UNDEFINED;
        return conclude(
            path, OUTCOME_STALLED, "jump",
            arena_format(arena, "the gradient's norm is %s where the landscape jumps to %s values", norm, either(path, "lower", "higher")));
    }
    if (local->level && !(path->path->value[path->path->rows - 1] <= path->path->value[0]))
        return false; /* thrown so far out that rounding hides the slope along a valley */
    const enum critical_kind kind = verdict_take_place(path, local->falls && local->level ? CRITICAL_DEGENERATE : local_kind(local));
    const bool minimum = kind == CRITICAL_MINIMUM || (kind == CRITICAL_DEGENERATE && !local->falls);
    const char *place = minimum && kind == CRITICAL_DEGENERATE ? either(path, "degenerate minimum", "degenerate maximum") : place_name(path, kind);
    const char *word = either(path, "minimum", "maximum");
    const bool slopes = isfinite(local_steepness(path->around, path->path, path->index, local));
    if (minimum && !slopes)
        return conclude(path, OUTCOME_CONVERGED, word,
                        arena_format(arena, "no gradient is defined where it stands, but no point around it is %s", either(path, "lower", "higher")));
    return conclude(path, minimum ? OUTCOME_CONVERGED : OUTCOME_STALLED, minimum && local->jumps ? word : place,
                    minimum && local->jumps ? arena_format(arena, "the gradient's norm is %s at a %s where the gradient jumps", norm, word)
                                            : arena_format(arena, "the gradient's norm is %s at a %s%s", norm, place, curvatures(path)));
}

/* Paths that were cut off by numbers that are not finite. */
static bool judge_cut(const struct verdict *path)
{
    const size_t last = path->path->rows - 1;
    struct arena *arena = path->around->arena;
    if (path->path->stop == STOP_NOWHERE && !(path->path->value[last] > path->path->value[0]))
        return conclude(
            path, OUTCOME_LEFT_DOMAIN, NULL,
            arena_format(arena, "step %zu leads %s", last + 1,
                         outcome_inside(path->around, path->end) ? "where the landscape is undefined" : "to numbers that are not finite"));
    if (path->path->stop == STOP_OVERFLOW || path->path->stop == STOP_NOWHERE)
        return conclude(path, OUTCOME_DIVERGED, NULL, arena_format(arena, "step %zu leads to numbers that are not finite", last + 1));
    return false;
}

/* A minimum is found, and it is as good as there: as on the way to a valley whose bottom is level but for slopes that vanish with the distance. */
static bool judge_arrival(const struct verdict *path)
{
    struct arena *arena = path->around->arena;
    const struct motion *motion = &path->motion;
    const bool rests = path->path->rows >= LEAST_ROWS && motion->travelled <= still * motion->whole;
    const bool stuck = path->path->stop == STOP_STUCK && path->path->value[path->path->rows - 1] <= path->path->value[0];
    if (!(rests || stuck) || !verdict_targets_minimum(path))
        return false;
    for (size_t d = 0; d < path->dimension; d++)
        if (!(fabs(path->outcome->target[d] - path->end[d]) <= still * path->extent[d]))
            return false;
    return conclude(path, OUTCOME_CONVERGED, NULL,
                    arena_format(arena, "the gradient's norm is %s, and a %s is within a millionth of its way", shown_norm(path),
                                 either(path, "minimum", "maximum")));
}

/* The user said what gradient is small enough. */
static bool judge_tolerance(const struct verdict *path)
{
    const double norm = path->path->gradient_norm[path->path->rows - 1], tolerance = path->around->setting->tolerance;
    if (!(tolerance > 0 && norm <= tolerance) || !verdict_targets_minimum(path))
        return false;
    return conclude(path, OUTCOME_CONVERGED, NULL,
                    arena_format(path->around->arena, "the gradient's norm of %s is within the tolerance of %s", shown_norm(path),
                                 shown(path->around->arena, tolerance)));
}

static bool judge_divergence(const struct verdict *path)
{
    struct arena *arena = path->around->arena;
    const double first = path->path->value[0], value = path->path->value[path->path->rows - 1];
    const double factor = path->around->setting->noisy ? noisy_factor : 1;
    const bool enough = path->path->rows >= LEAST_ROWS;
    if (!(value > first) ||
        !(enough ? path->motion.rise > rise * factor || path->motion.growth > growth * factor : !outcome_inside(path->around, path->end)))
        return false;
    return conclude(
        path, OUTCOME_DIVERGED, NULL,
        arena_format(arena, "the value %s %s and goes on to %s", either(path, "rose", "fell"), shown_change(path), either(path, "rise", "fall")));
}

/* Says which coordinate is out of the box, and whether that is the landscape's own domain: formulas have none, and starts outside it widen it. */
static bool judge_domain(const struct verdict *path)
{
    struct arena *arena = path->around->arena;
    const struct landscape *landscape = path->around->setting->landscape;
    const double(*box)[2] = path->around->setting->box;
    const size_t last = path->path->rows - 1, out = outcome_outside(path->around, path->end);
    if (out == path->dimension)
        return false;
    const bool own = landscape->domain_known && box[out][0] == landscape->domain[out][0] && box[out][1] == landscape->domain[out][1];
    return conclude(path, OUTCOME_LEFT_DOMAIN, NULL,
                    arena_format(arena, "after %zu step%s %s is outside %s to %s, %s, and the value went %s", last, last == 1 ? "" : "s",
                                 coordinate_name(arena, path->dimension, out), shown(arena, box[out][0]), shown(arena, box[out][1]),
                                 own ? "its domain" : "which stands for a domain here", shown_change(path)));
}

static bool judge_stuck(const struct verdict *path)
{
    if (path->path->stop == STOP_UNDEFINED)
        return conclude(path, OUTCOME_STALLED, NULL, "the gradient is undefined where it stands");
    const bool higher = path->path->value[path->path->rows - 1] > path->path->value[0];
    if (path->path->stop == STOP_STUCK && (higher || !judge_domain(path))) /* a search along a line may run down until it gives up */
        return conclude(path, OUTCOME_STALLED, NULL,
                        arena_format(path->around->arena, "the method found no step to take, with a gradient's norm of %s%s", shown_norm(path),
                                     curvatures(path)));
    return path->path->stop == STOP_STUCK;
}

/* Its steps go on, or have become too short, without an end in sight. */
static bool judge_aimless(const struct verdict *path, const struct motion *motion)
{
    struct arena *arena = path->around->arena;
    if (motion->growth > motion->sustained && motion->advanced < aimless * motion->travelled)
        return conclude(path, OUTCOME_OSCILLATING, NULL,
                        motion->advanced > 0 ? arena_format(arena, "the last %zu steps went %s times as far as they got", motion->steps,
                                                            shown(arena, motion->travelled / motion->advanced))
                                             : arena_format(arena, "the last %zu steps came back to where they began", motion->steps));
    if (motion->whole == 0)
        return conclude(path, OUTCOME_STALLED, NULL, arena_format(arena, "its steps do not move it, with a gradient's norm of %s", shown_norm(path)));
    if (motion->travelled <= still * motion->whole)
        return conclude(path, OUTCOME_STALLED, NULL,
                        arena_format(arena, "the last %zu steps were %s %% of its way, with a gradient's norm of %s", motion->steps,
                                     shown(arena, motion->travelled / motion->whole * 100), shown_norm(path)));
    return false;
}

/* The saddle or maximum that it comes away from, by name; null if there is none. Slopes are small beside one without a plateau. */
static const char *point_left(const struct verdict *path)
{
    const struct surroundings *around = path->around;
    const enum critical_kind kind = around->inspections ? outcome_inspection(around, SEARCH_NEAREST, path->index)->kind : CRITICAL_REGULAR;
    return (kind == CRITICAL_SADDLE || kind == CRITICAL_MAXIMUM) &&
                   local_near(around, &path->local, path->index, outcome_point(around, SEARCH_NEAREST, path->index))
               ? critical_kind_name(kind_told(path, kind))
               : NULL;
}

/* How much steeper the way to the end was: by norms where these tell it, otherwise by steepness along the path. */
static const char *steeper_behind(const struct verdict *path, double steepness)
{
    struct arena *arena = path->around->arena;
    const double *norms = path->path->gradient_norm;
    const size_t last = path->path->rows - 1;
    double largest = 0;
    for (size_t row = 0; row < last; row++)
        largest = isfinite(norms[row]) ? fmax(largest, norms[row]) : largest;
    return norms[last] <= small * largest
               ? arena_format(arena, "after up to %s on its way", shown(arena, largest))
               : arena_format(arena, "and its way here, by its own lengths, was up to %s times as steep", shown(arena, path->behind / steepness));
}

/* The gradient is small against the landscape's own. */
static bool judge_slow(const struct verdict *path)
{
    const struct surroundings *around = path->around;
    struct arena *arena = around->arena;
    const struct outcome *outcome = path->outcome;
    const double norm = local_steepness(around, path->path, path->index, &path->local);
    const bool small_slope = norm <= small * path->behind;
    if (small_slope && outcome->target && !verdict_targets_minimum(path) && local_near(around, &path->local, path->index, outcome->target)) {
        const char *place = outcome->critical == CRITICAL_DEGENERATE ? "degenerate point" : critical_kind_name(kind_told(path, outcome->critical));
        return conclude(path, OUTCOME_STALLED, place,
                        arena_format(arena, "the gradient's norm is %s near a %s%s", shown_norm(path), place, curvatures(path)));
    }
    if (local_steepens_ahead(around, &path->local, path->index))
        return conclude(path, OUTCOME_PLATEAU, NULL,
                        arena_format(arena, "the gradient's norm is %s%s, and further %s it is over a hundred times as steep", shown_norm(path),
                                     curvatures(path), either(path, "down", "up")));
    if (!small_slope || verdict_targets_minimum(path))
        return false;
    const char *left = point_left(path);
    if (left)
        return conclude(path, OUTCOME_OUT_OF_STEPS, NULL,
                        arena_format(arena, "the gradient's norm is still %s%s, and it leaves a %s", shown_norm(path), curvatures(path), left));
    return !outcome_goes_on(around, path->index) &&
           conclude(path, OUTCOME_PLATEAU, NULL,
                    arena_format(arena, "the gradient's norm is %s%s, %s", shown_norm(path), curvatures(path), steeper_behind(path, norm)));
}

static bool judge_budget(const struct verdict *path)
{
    struct arena *arena = path->around->arena;
    struct outcome *outcome = path->outcome;
    struct pace pace = {.law = PACE_NONE, .steps = NAN};
    if (path->path->rows == 1)
        return conclude(path, OUTCOME_OUT_OF_STEPS, NULL, "it has not moved yet");
    if (verdict_targets_minimum(path) && !path->around->setting->noisy)
        pace = path_pace(path->path, path->dimension, path->extent, outcome->target, VERDICT_ARRIVED);
    const double steps = ceil(pace.steps);
    const bool told = steps >= 1 && isfinite(steps);
    outcome->steps_to_go = told && !pace.least ? steps : NAN;
    const char *ahead = told ? arena_format(arena, "; at this pace the %s is %s %s more steps away", either(path, "minimum", "maximum"),
                                            pace.least ? "at least" : "about", shown(arena, steps))
                             : "";
    return conclude(path, OUTCOME_OUT_OF_STEPS, NULL, arena_format(arena, "the gradient's norm is still %s%s", shown_norm(path), ahead));
}

/* It moves: how? */
static bool judge_motion(const struct verdict *path)
{
    if (path->path->rows == 1)
        return judge_budget(path);
    return judge_domain(path) || (path->path->rows >= LEAST_ROWS && judge_aimless(path, &path->motion)) ||
           (!path->around->setting->noisy && judge_slow(path)) || judge_budget(path);
}

/* The outcome of a path, as one of the landscape that is descended on. */
static void judge_descent(struct verdict *judged)
{
    const struct surroundings *around = judged->around;
    const struct outcome_path *path = judged->path;
    struct outcome *outcome = judged->outcome;
    const size_t n = judged->dimension, i = judged->index;
    if (judge_cut(judged))
        return;
    judged->motion = path_motion(path, n, judged->extent);
    if (path->rows > 1 && judge_divergence(judged))
        return;
    judged->behind = local_steepest_behind(around, path, i);
    judged->local = local_inspect(around, path, i, SEARCH_NONE, 0);
    outcome->curved = judged->local.values && most_curved * judged->local.values[n - 1] >= judged->behind;
    if (judge_rest(judged))
        return;
    verdict_find_target(judged);
    if (!judge_tolerance(judged) && !judge_arrival(judged) && !judge_stuck(judged))
        judge_motion(judged);
    /* What runs away is heading nowhere. */
    if (outcome->kind == OUTCOME_DIVERGED || outcome->kind == OUTCOME_LEFT_DOMAIN) {
        outcome->target = NULL;
        outcome->critical = CRITICAL_REGULAR;
    }
}

/* It is where no direction into the set leads down, to first order. */
static bool judge_edge(const struct verdict *path)
{
    const struct constrained_end end = outcome_constrained_end(path->around, path->path, path->index);
    struct arena *arena = path->around->arena;
    const char *where = end.bound ? "on the edge of the set" : "within the set";
    const char *norm = arena_format(arena, "the norm of x − P(x − ∇f) is %s %s", shown(arena, end.residual), where);
    if (!end.stationary)
        return false;
    if (end.lower)
        return conclude(path, OUTCOME_STALLED, "edge of the set",
                        arena_format(arena, "%s, and points of the set around it are %s", norm, either(path, "lower", "higher")));
    return conclude(path, OUTCOME_CONVERGED, either(path, "constrained minimum", "constrained maximum"),
                    arena_format(arena, "%s, and no point of the set around it is %s", norm, either(path, "lower", "higher")));
}

static void judge_constrained(struct verdict *judged)
{
    const struct outcome_path *path = judged->path;
    struct outcome *outcome = judged->outcome;
    struct arena *arena = judged->around->arena;
    outcome->largest_stable_rate = outcome->steps_to_go = NAN; /* at an edge the curvature across it does not matter */
    outcome->target = NULL;
    outcome->critical = CRITICAL_REGULAR;
    outcome->at = false;
    judged->motion = path_motion(path, judged->dimension, judged->extent);
    const char *residual = shown(arena, path->residual[path->rows - 1]);
    if (judge_cut(judged) || (path->rows > 1 && judge_divergence(judged)) || judge_edge(judged))
        return;
    if (judge_stuck(judged) || (path->rows >= LEAST_ROWS && judge_aimless(judged, &judged->motion))) {
        outcome->evidence = arena_format(arena, "%s; the norm of x − P(x − ∇f) is %s", outcome->evidence, residual);
        return;
    }
    conclude(judged, OUTCOME_OUT_OF_STEPS, NULL,
             path->rows == 1 ? "it has not moved yet" : arena_format(arena, "the norm of x − P(x − ∇f) is still %s", residual));
}

/* Whether what holds of a landscape without a set holds of this path, too. */
static bool is_free(const struct verdict *path)
{
    const struct outcome *outcome = path->outcome;
    return !path->around->setting->projection || (!outcome_constrained_end(path->around, path->path, path->index).bound &&
                                                  (!outcome->target || outcome_feasible(path->around, path->index, outcome->target)));
}

/* What was found of -f, told of f. */
static void tell_of_climbed(const struct verdict *path)
{
    struct outcome *outcome = path->outcome;
    const size_t n = path->dimension;
    double *turned = ARENA_NEW(path->around->arena, double, n);
    for (size_t d = 0; d < n && outcome->eigenvalues; d++)
        turned[d] = 0 - outcome->eigenvalues[n - 1 - d];
    outcome->eigenvalues = outcome->eigenvalues ? turned : NULL;
    outcome->critical = kind_told(path, outcome->critical);
    outcome->target_value = 0 - outcome->target_value;
}

static void judge_path(const struct surroundings *around, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    const size_t n = around->dimension;
    struct verdict judged = {.around = around,
                             .path = path,
                             .index = i,
                             .dimension = n,
                             .end = outcome_point(around, SEARCH_NONE, i),
                             .extent = outcome_extent(around, i),
                             .outcome = outcome};
    *outcome = (struct outcome){.critical = CRITICAL_REGULAR, .target_value = NAN, .largest_stable_rate = NAN, .steps_to_go = NAN, .curved = true};
    if (around->inspections) {
        outcome->eigenvalues = outcome_inspection(around, SEARCH_NONE, i)->eigenvalues;
        if (outcome->eigenvalues[n - 1] > 0)
            outcome->largest_stable_rate = 2 / outcome->eigenvalues[n - 1];
    }
    judge_descent(&judged);
    if (!is_free(&judged))
        judge_constrained(&judged);
    if (around->setting->climbs)
        tell_of_climbed(&judged);
}

bool outcome_judge(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                   struct outcome *outcomes, struct error *error)
{
    struct surroundings around;
    if (!outcome_search(arena, setting, paths, count, &around, error))
        return false;
    for (size_t i = 0; i < count; i++)
        judge_path(&around, &paths[i], i, &outcomes[i]);
    return true;
}
