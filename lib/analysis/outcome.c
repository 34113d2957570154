/* Where the searches from a path's end came to says what it is at or heading for; the path's last half says how it was moving. */
#include "analysis/outcome_search.h"

#include "base/number.h"

#include <math.h>

enum { LEAST_ROWS = 5 };

static const double rest = 1e-6;       /* a gradient's norm that counts as zero, relative to the landscape's if that is below 1 */
static const double reach_part = 0.1;  /* of the box's diagonal: a critical point this near is the one it is heading for, if that way is down */
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

static bool is_critical(const struct inspection *inspection)
{
    return inspection->kind != CRITICAL_REGULAR && inspection->kind != CRITICAL_UNDEFINED;
}

/* Whether the gradient at the end counts as zero. */
static bool rests(const struct surroundings *around, const struct outcome_path *path)
{
    const double norm = path->gradient_norm[path->rows - 1];
    return norm <= fmax(around->setting->tolerance, rest * outcome_gradient_scale(around));
}

static void take_target(const struct surroundings *around, enum outcome_search search, size_t i, bool at, struct outcome *outcome)
{
    outcome->target = outcome_point(around, search, i);
    outcome->target_value = outcome_inspection(around, search, i)->value;
    outcome->critical = outcome_inspection(around, search, i)->kind;
    outcome->at = at;
}

/* The critical point the end is at or heading for. */
static void find_target(const struct surroundings *around, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    const size_t n = around->dimension;
    const struct inspection *end = outcome_inspection(around, SEARCH_NONE, i), *nearest = outcome_inspection(around, SEARCH_NEAREST, i);
    const double *x = outcome_point(around, SEARCH_NONE, i), *c = outcome_point(around, SEARCH_NEAREST, i), away = outcome_distance(x, c, n);
    double approach = 0;
    for (size_t d = 0; d < n; d++)
        approach += (x[d] - c[d]) * end->gradient[d];
    const bool resting = rests(around, path);
    if (is_critical(end) && (resting || end->kind != CRITICAL_DEGENERATE))
        take_target(around, SEARCH_NONE, i, true, outcome);
    else if (is_critical(nearest) && away <= OUTCOME_NEAR * around->diagonal && resting)
        take_target(around, SEARCH_NEAREST, i, true, outcome);
    else if (is_critical(nearest) && away <= reach_part * around->diagonal && approach > 0)
        take_target(around, SEARCH_NEAREST, i, false, outcome);
    else if (is_critical(outcome_inspection(around, SEARCH_DOWNHILL, i)))
        take_target(around, SEARCH_DOWNHILL, i, false, outcome);
}

/* Without a Hessian: the end of the way downhill, if the landscape rises around it. */
static void find_target_by_probes(const struct surroundings *around, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    const bool at = rests(around, path);
    const double *target = outcome_point(around, at ? SEARCH_NONE : SEARCH_DOWNHILL, i);
    if (outcome_probe(around, target).lower)
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
    return outcome_distance(path->x + row * n, path->x + from * n, n);
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

static bool inside(const struct surroundings *around, const double *point)
{
    bool inside = true;
    for (size_t d = 0; d < around->dimension; d++)
        inside = inside && point[d] >= around->setting->box[d][0] && point[d] <= around->setting->box[d][1];
    return inside;
}

static const char *shown(struct arena *arena, double value)
{
    char text[NUMBER_SIZE];
    return arena_copy(arena, text, number_print_rounded(text, value, 4));
}

static void conclude(struct outcome *outcome, enum outcome_kind kind, const char *evidence)
{
    outcome->kind = kind;
    outcome->evidence = evidence;
}

/* It is at a minimum that has no gradient of its own. */
static void conclude_kink(struct outcome *outcome, const char *evidence)
{
    conclude(outcome, OUTCOME_CONVERGED, evidence);
    outcome->critical = CRITICAL_UNDEFINED;
    outcome->target = NULL;
    outcome->place = "minimum";
}

/* The curvatures at the end in words, where they are known. */
static const char *curvatures(const struct surroundings *around, const struct outcome *outcome)
{
    if (!outcome->eigenvalues)
        return "";
    const double least = outcome->eigenvalues[0], most = outcome->eigenvalues[around->dimension - 1];
    if (!isfinite(least) || !isfinite(most))
        return " (the Hessian is undefined)";
    if (around->dimension == 1)
        return arena_format(around->arena, " (curvature %s)", shown(around->arena, least));
    return arena_format(around->arena, " (curvatures from %s to %s)", shown(around->arena, least), shown(around->arena, most));
}

/* Whether curvatures like these would take a gradient no further from zero over the whole box: what is far out in the tail of an
 * exponential may be a saddle to its own tiny neighbourhood, but it is a plain. */
static bool is_plain(const struct surroundings *around, const struct outcome *outcome)
{
    if (!outcome->eigenvalues || outcome->critical == CRITICAL_DEGENERATE || outcome->critical == CRITICAL_REGULAR)
        return false;
    const double most = fmax(fabs(outcome->eigenvalues[0]), fabs(outcome->eigenvalues[around->dimension - 1]));
    return most * around->diagonal < rest * outcome_gradient_scale(around);
}

/* Whether a path ends at a minimum without a gradient of its own, such as the tip of a cone. */
static bool at_kink(const struct surroundings *around, size_t i)
{
    if (!around->inspections || outcome_inspection(around, SEARCH_NONE, i)->kind != CRITICAL_UNDEFINED)
        return false;
    const struct probes seen = outcome_probe(around, outcome_point(around, SEARCH_NONE, i));
    return seen.higher && !seen.lower;
}

/* It rests: at what? */
static void conclude_rest(const struct surroundings *around, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    struct arena *arena = around->arena;
    const char *norm = shown(arena, path->gradient_norm[path->rows - 1]), *curved = curvatures(around, outcome);
    outcome->place = critical_kind_name(outcome->critical);
    if (is_plain(around, outcome)) {
        conclude(outcome, OUTCOME_STALLED, arena_format(arena, "the gradient's norm is %s on a plateau%s", norm, curved));
        outcome->place = "plateau";
    } else if (at_kink(around, i)) {
        conclude_kink(outcome, arena_format(arena, "the gradient's norm is %s at a minimum where the gradient jumps", norm));
    } else if (outcome->critical == CRITICAL_MINIMUM) {
        conclude(outcome, OUTCOME_CONVERGED, arena_format(arena, "the gradient's norm is %s at a minimum%s", norm, curved));
    } else if (outcome->critical == CRITICAL_SADDLE || outcome->critical == CRITICAL_MAXIMUM) {
        conclude(outcome, OUTCOME_STALLED,
                 arena_format(arena, "the gradient's norm is %s at a %s%s", norm, critical_kind_name(outcome->critical), curved));
    } else if (!outcome->at || outcome->critical != CRITICAL_DEGENERATE) {
        conclude(outcome, OUTCOME_STALLED, arena_format(arena, "the gradient's norm is %s on a plateau%s", norm, curved));
        outcome->place = "plateau";
    } else {
        const struct probes seen = outcome_probe(around, outcome->target);
        const bool lowest = !seen.lower && (seen.higher || outcome->target_value <= around->lowest);
        outcome->place = seen.lower ? "degenerate point" : seen.higher ? "degenerate minimum" : "flat ground";
        conclude(outcome, lowest ? OUTCOME_CONVERGED : OUTCOME_STALLED,
                 seen.lower    ? arena_format(arena, "the gradient's norm is %s at a degenerate point beside which the landscape falls on", norm)
                 : seen.higher ? arena_format(arena, "the gradient's norm is %s at a degenerate minimum", norm)
                               : arena_format(arena, "the gradient's norm is %s where the landscape is flat", norm));
    }
}

/* Whether slowness comes from a saddle nearby or from flatness, rather than from a valley so steep that steps must be short: there the
 * curvature would use the gradient up within a hundredth of the box. */
static bool flat_or_saddle(const struct surroundings *around, const struct outcome_path *path, const struct outcome *outcome)
{
    if (!outcome->eigenvalues || isnan(outcome->eigenvalues[0]))
        return false;
    const double most = outcome->eigenvalues[around->dimension - 1];
    return outcome->critical == CRITICAL_SADDLE || outcome->critical == CRITICAL_DEGENERATE ||
           !(path->gradient_norm[path->rows - 1] < OUTCOME_NEAR * around->diagonal * most);
}

/* It hardly moves, though the gradient is not zero: lowest where it is, as at the tip of a cone, or held up. */
static void conclude_stillness(const struct surroundings *around, const struct outcome_path *path, const struct motion *motion, const double *end,
                               struct outcome *outcome)
{
    struct arena *arena = around->arena;
    const struct probes seen = outcome_probe(around, end);
    const bool lowest = seen.higher && !seen.lower;
    const char *evidence = arena_format(arena, "the last %zu steps moved it by %s in all, with a gradient's norm of %s%s", motion->steps,
                                        shown(arena, motion->travelled), shown(arena, path->gradient_norm[path->rows - 1]),
                                        lowest ? ", and no point around it is lower" : "");
    if (lowest)
        conclude_kink(outcome, evidence);
    else
        conclude(outcome, OUTCOME_STALLED, evidence);
}

/* It moves, but too slowly to get to the reference value in any time: near what? */
static void conclude_slowness(const struct surroundings *around, const struct outcome_path *path, double needed, double reference,
                              struct outcome *outcome)
{
    struct arena *arena = around->arena;
    outcome->place = outcome->critical == CRITICAL_SADDLE ? "saddle" : outcome->critical == CRITICAL_DEGENERATE ? "degenerate point" : "plateau";
    conclude(outcome, OUTCOME_STALLED,
             arena_format(arena, "the gradient's norm is %s %s %s%s: at this pace %s more steps to a value of %s",
                          shown(arena, path->gradient_norm[path->rows - 1]), outcome->place[0] == 'p' ? "on a" : "near a", outcome->place,
                          curvatures(around, outcome), needed > 0 && needed < 1e300 ? shown(arena, needed) : "endlessly many",
                          shown(arena, reference)));
}

/* It moves: how? */
static void conclude_motion(const struct surroundings *around, const struct outcome_path *path, const double *end, struct outcome *outcome)
{
    struct arena *arena = around->arena;
    const size_t last = path->rows - 1;
    const bool enough = path->rows >= LEAST_ROWS, rose = path->value[last] > path->value[0];
    const struct motion motion = last_half(path, around->dimension);
    const double reference =
        outcome->target && outcome->critical == CRITICAL_MINIMUM && !isnan(outcome->target_value) ? outcome->target_value : around->lowest;
    const double needed = (path->value[last] - reference) / motion.pace;
    if (rose && (enough ? motion.growth > (around->setting->noisy ? noisy_growth : growth) : !inside(around, end)))
        conclude(
            outcome, OUTCOME_DIVERGED,
            arena_format(arena, "the value rose from %s to %s and the steps grow", shown(arena, path->value[0]), shown(arena, path->value[last])));
    else if (!inside(around, end))
        conclude(outcome, OUTCOME_LEFT_DOMAIN,
                 arena_format(arena, "after %zu step%s it is outside the domain, the value %s", last, last == 1 ? "" : "s",
                              shown(arena, path->value[last])));
    else if (enough && motion.growth > motion.sustained && motion.advanced < aimless * motion.travelled)
        conclude(outcome, OUTCOME_OSCILLATING,
                 arena_format(arena, "the last %zu steps went %s to get %s ahead", motion.steps, shown(arena, motion.travelled),
                              shown(arena, motion.advanced)));
    else if (enough && motion.travelled <= still_part * around->diagonal)
        conclude_stillness(around, path, &motion, end, outcome);
    else if (enough && !around->setting->noisy && flat_or_saddle(around, path, outcome) && !(needed <= patience * (double)last) &&
             path->value[last] > reference)
        conclude_slowness(around, path, needed, reference, outcome);
    else
        conclude(outcome, OUTCOME_OUT_OF_STEPS,
                 arena_format(arena, "after %zu step%s the gradient's norm is still %s", last, last == 1 ? "" : "s",
                              shown(arena, path->gradient_norm[last])));
}

static void judge_path(const struct surroundings *around, const struct outcome_path *path, size_t i, struct outcome *outcome)
{
    const size_t n = around->dimension;
    *outcome = (struct outcome){.critical = CRITICAL_REGULAR, .target_value = NAN, .largest_stable_rate = NAN};
    if (around->inspections) {
        outcome->eigenvalues = outcome_inspection(around, SEARCH_NONE, i)->eigenvalues;
        if (outcome->eigenvalues[n - 1] > 0)
            outcome->largest_stable_rate = 2 / outcome->eigenvalues[n - 1];
    }
    const size_t last = path->rows - 1;
    if (path->stop == STOP_NOWHERE && !(path->value[last] > path->value[0])) {
        conclude(outcome, OUTCOME_LEFT_DOMAIN,
                 arena_format(around->arena, "step %zu leads %s", last + 1,
                              inside(around, path->x + last * n) ? "where the landscape is undefined" : "to numbers that are not finite"));
        return;
    }
    if (path->stop == STOP_OVERFLOW || path->stop == STOP_NOWHERE) {
        conclude(outcome, OUTCOME_DIVERGED, arena_format(around->arena, "step %zu leads to numbers that are not finite", last + 1));
        return;
    }
    if (around->inspections)
        find_target(around, path, i, outcome);
    else
        find_target_by_probes(around, path, i, outcome);
    if (path->stop == STOP_UNDEFINED && at_kink(around, i))
        conclude_kink(outcome, "no gradient is defined where it stands, but no point around it is lower");
    else if (path->stop == STOP_UNDEFINED)
        conclude(outcome, OUTCOME_STALLED, "the gradient is undefined where it stands");
    else if (rests(around, path) || outcome->at)
        conclude_rest(around, path, i, outcome);
    else if (path->stop == STOP_STUCK)
        conclude(outcome, OUTCOME_STALLED,
                 arena_format(around->arena, "the method found no step to take, with a gradient's norm of %s%s",
                              shown(around->arena, path->gradient_norm[path->rows - 1]), curvatures(around, outcome)));
    else if (path->rows == 1)
        conclude(outcome, OUTCOME_OUT_OF_STEPS, "it has not moved yet");
    else
        conclude_motion(around, path, outcome_point(around, SEARCH_NONE, i), outcome);
    /* What runs away is heading nowhere. */
    if (outcome->kind == OUTCOME_DIVERGED || outcome->kind == OUTCOME_LEFT_DOMAIN) {
        outcome->target = NULL;
        outcome->critical = CRITICAL_REGULAR;
    }
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
