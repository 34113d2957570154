/* One path with all that is known of its end, and the critical point that is, or that it is heading for. */
#ifndef ANALYSIS_OUTCOME_TARGET_H
#define ANALYSIS_OUTCOME_TARGET_H

#include "analysis/outcome_local.h"
#include "analysis/outcome_path.h"

/* Of the path's extent: a minimum this near is reached. */
#define VERDICT_ARRIVED 1e-6

struct verdict {
    const struct surroundings *around;
    const struct outcome_path *path;
    size_t index, dimension;
    const double *end, *extent;
    struct motion motion;
    struct local local;
    struct outcome *outcome;
    double behind; /* the steepest slope on the path */
    bool rising;   /* the landscape rises from the target, and falls nowhere */
};

/* Whether the landscape rises along some direction from the target and falls along none. */
bool verdict_targets_minimum(const struct verdict *path);

/* Whether the gradient vanishes at a point though the landscape goes on: a terrace. It lies where Newton's method creeps to, not where it walks off to. */
bool verdict_is_terrace(const struct verdict *path, const struct local *local);

/* Whether Newton's method finds a point as near as a minimum would have to be. */
bool verdict_nearest_is_here(const struct verdict *path);

/* Makes the critical point that a path on its way is heading for its target, if there is one. */
void verdict_find_target(struct verdict *path);

/* Makes the point it is at its target: that which Newton's method polished, or the end itself. Returns its kind. */
enum critical_kind verdict_take_place(const struct verdict *path, enum critical_kind otherwise);

#endif
