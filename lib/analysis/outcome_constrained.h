/* How a path ended that is held in a convex set (optimize/projection.h): what outcome.h's words mean where the set, rather than the landscape, stops it. */
#ifndef ANALYSIS_OUTCOME_CONSTRAINED_H
#define ANALYSIS_OUTCOME_CONSTRAINED_H

#include "analysis/outcome_search.h"

enum { OUTCOME_CONSTRAINED_PROBES = 64 };

struct constrained_end {
    bool bound; /* it lies on an edge of the set */
    bool
        stationary; /* |x - P(x - gradient)| is zero to rounding, or a millionth of the largest on the path, or within the tolerance that was asked for */
    bool lower;     /* stationary, and of probes of the set around it, a thousandth of the path's extent away, one is lower than its slope tells */
    double residual; /* |x - P(x - gradient)| */
};
struct constrained_end outcome_constrained_end(const struct surroundings *around, const struct outcome_path *path, size_t i);

/* Whether a point is in the set, to a millionth of the path's extent. */
bool outcome_feasible(const struct surroundings *around, size_t i, const double *point);

#endif
