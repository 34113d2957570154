#include "analysis/outcome_target.h"

#include <float.h>

static const double vanished = 1e-10;             /* of the steepest slope on the path: a gradient that is none */
static const double cancelled = 16 * DBL_EPSILON; /* of it: slopes that may be rounding */

/* Whether the landscape rises along some direction from the target and falls along none. */
bool verdict_targets_minimum(const struct verdict *path)
{
    return path->outcome->target && path->rising;
}

/* Whether the gradient vanishes at a point though the landscape goes on: a terrace. It lies where Newton's method creeps to, not where it
 * walks off to. */
bool verdict_is_terrace(const struct verdict *path, const struct local *local)
{
    return local->onward && local_near(path->around, &path->local, path->index, local->point) &&
           local_steepness(path->around, path->path, path->index, local) <= vanished * path->behind;
}

/* The kind of point that a search came to, by the one rule (critical.h) where that calls it a critical point. It may be one only to a millionth of
 * the path's extent, as where a corner is passed to and fro: then what the landscape does at that distance decides. */
static enum critical_kind kind_of(const struct verdict *path, enum outcome_search search, enum critical_kind otherwise)
{
    if (!path->around->inspections)
        return otherwise;
    const enum critical_kind kind = outcome_inspection(path->around, search, path->index)->kind;
    return critical_kind_listed(kind) ? kind : otherwise;
}

/* Whether what seems to go on from a point rises all around it, as x⁶ beside its minimum does and a valley that is level along its bottom beside that. */
static bool is_lowest(const struct verdict *path, const double *point)
{
    const struct probes seen = outcome_probe(path->around, path->index, point);
    return seen.higher && !seen.lower;
}

/* Takes where a search came to for the target if it is a critical point; a maximum is none that a descent may head for. */
static bool take_target(struct verdict *path, enum outcome_search search)
{
    /* Far out on a plain, rounding makes minima of its own. */
    const double floor = search == SEARCH_DOWNHILL ? cancelled * path->behind : 0;
    const struct local local = local_inspect(path->around, path->path, path->index, search, floor);
    struct outcome *outcome = path->outcome;
    const bool terrace = verdict_is_terrace(path, &local);
    if ((local.onward && !terrace) || local.level == path->dimension)
        return false;
    const enum critical_kind kind = kind_of(path, search, terrace ? CRITICAL_DEGENERATE : local_kind(&local));
    if (kind == CRITICAL_MAXIMUM)
        return false;
    outcome->target = local.point;
    outcome->target_value = outcome_inspection(path->around, search, path->index)->value;
    outcome->critical = kind;
    path->rising = kind == CRITICAL_MINIMUM || (kind == CRITICAL_DEGENERATE && ((!terrace && !local.falls) || is_lowest(path, local.point)));
    return true;
}

/* Whether Newton's method finds a point as near as a minimum would have to be. */
bool verdict_nearest_is_here(const struct verdict *path)
{
    return path->around->inspections &&
           path_distance(path->end, outcome_point(path->around, SEARCH_NEAREST, path->index), path->extent, path->dimension) <= VERDICT_ARRIVED;
}

/* The critical point that a path on its way is heading for. */
void verdict_find_target(struct verdict *path)
{
    const struct surroundings *around = path->around;
    struct outcome *outcome = path->outcome;
    if (!around->inspections) {
        const double *target = outcome_point(around, SEARCH_DOWNHILL, path->index);
        if (outcome_probe(around, path->index, target).lower)
            return;
        outcome->target = target;
        outcome->critical = CRITICAL_MINIMUM;
        path->rising = true;
        return;
    }
    const double *nearest = outcome_point(around, SEARCH_NEAREST, path->index);
    double approach = 0;
    for (size_t d = 0; d < path->dimension; d++)
        approach += (path->end[d] - nearest[d]) / path->extent[d] * path->local.slopes[d];
    const bool near = verdict_nearest_is_here(path) || local_near(around, &path->local, path->index, nearest);
    if (!(approach > 0 && near && take_target(path, SEARCH_NEAREST)))
        take_target(path, SEARCH_DOWNHILL);
}

/* The point it is at: that which Newton's method polished, or the end itself. Returns its kind. */
enum critical_kind verdict_take_place(const struct verdict *path, enum critical_kind otherwise)
{
    struct outcome *outcome = path->outcome;
    const bool polished = verdict_nearest_is_here(path);
    outcome->target = polished ? outcome_point(path->around, SEARCH_NEAREST, path->index) : path->end;
    outcome->target_value = polished ? outcome_inspection(path->around, SEARCH_NEAREST, path->index)->value : path->path->value[path->path->rows - 1];
    outcome->critical = kind_of(path, polished ? SEARCH_NEAREST : SEARCH_NONE, otherwise);
    outcome->at = true;
    return outcome->critical;
}
