/* The kind of a point by the values around it, where its Hessian does not decide. Inside this room only. */
#ifndef ANALYSIS_CRITICAL_VALUES_H
#define ANALYSIS_CRITICAL_VALUES_H

#include "expression/interval.h"
#include "landscape/landscape.h"

enum { CRITICAL_DIRECTIONS = 128 }; /* of a ring in the plane */

struct critical_values {
    struct arena *arena;
    size_t dimension;
    const double (*domain)[2];
    const struct program *program; /* the value */
    struct workspace *workspace;
    struct interval_program *bounds; /* the value */
    const double **inputs;           /* scratch */
    struct enclosure *box;
    double *directions; /* of rings: [direction_count][dimension] */
    size_t direction_count;
};
struct critical_values critical_values_of(struct arena *arena, const struct landscape *landscape);

/* The value at a place, and its bounds. */
double critical_value_at(const struct critical_values *values, const double *place);
struct enclosure critical_bounds_at(const struct critical_values *values, const double *place);

/* What a ring around a point sees. */
struct critical_ring {
    bool higher, lower;
    bool undefined;               /* somewhere there is no value */
    bool level;                   /* on a good part of every ring no value differs, or where f is smooth along an axis: a stretch of f is level */
    int sign_changes;             /* on the way round, in the plane; between the two sides, on the line */
    const double (*semi_axes)[2]; /* [n]: the ring's, to the lower and the upper side of each axis, in coordinates divided by scale */
};

/* `axes` are n orthonormal directions by rows, in coordinates divided by `scale`[n]; farthest[n][2]: so far, to the lower and the upper side of each, the
 * ring reaches at most, in units of the domain, as f is known to be level that far. */
struct critical_ring critical_values_around(const struct critical_values *values, const double *point, const double *axes, const double *scale,
                                            const double (*farthest)[2], bool corner);

/* Whether f jumps at the point: its values close by differ as much as those a thousand times as far, and beyond rounding. */
bool critical_values_jump(const struct critical_values *values, const double *point, bool *undefined);

/* Whether values show a slope that rounding hides from the gradient, known to ± doubt[n] only: along an axis f changes in proportion to the distance,
 * by much more than both sides change alike. */
bool critical_values_slope(const struct critical_values *values, const double *point, const double *doubt);

/* Whether f has the same value, to the bit, at places a thousandth of the domain away on all sides (far outside of it, as far as
 * rounding of the coordinates leaves to be told apart). */
bool critical_values_level(const struct critical_values *values, const double *point);

#endif
