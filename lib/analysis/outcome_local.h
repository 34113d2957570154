/* What the landscape does close around a path's end or a point found from there, and on the ways behind it and ahead. Slopes are taken in coordinates divided by the
 * path's extents, so that they have the unit of the value whatever the coordinates' own. */
#ifndef ANALYSIS_OUTCOME_LOCAL_H
#define ANALYSIS_OUTCOME_LOCAL_H

#include "analysis/outcome_search.h"

struct local {
    const double *point;      /* [n] */
    double *slopes;           /* [n]: the gradient there, by coordinate */
    const double *hessian;    /* [n][n], in the landscape's own coordinates; null where there is none */
    double *values, *vectors; /* [n], [n][n]: of the Hessian by extents, ascending; null where there is none */
    /* Along how many of the eigenvectors (or axes) the landscape rises on both sides of the point, falls on both, is level on one side at
     * least and falls on none, or goes on: falls on one side alone, or along a crease that rises on both sides of all axes. */
    size_t rises, falls, level, onward;
    bool jumps; /* along one it rises from a corner */
};

/* Slopes up to `floor` count as none, besides what rounding of the coordinates makes of them. */
struct local local_inspect(const struct surroundings *around, const struct outcome_path *path, size_t i, enum outcome_search search, double floor);

/* The kind of that point: regular if the landscape goes on along some direction, degenerate if it is level along one. */
enum critical_kind local_kind(const struct local *local);

/* Whether Newton's first step from the end leads at least a tenth of the way to the point. */
bool local_near(const struct surroundings *around, const struct local *local, size_t i, const double *point);

/* How steep it is there: how far, at this gradient, the value would change from the end to where the path was, the most of 64 of its points. Turned
 * axes do not change that. It is a tenth of the norm of the slopes at least, lest a gradient across the path count as none. */
double local_steepness(const struct surroundings *around, const struct outcome_path *path, size_t i, const struct local *local);

/* The largest steepness on the path, as far as 64 of its points tell. */
double local_steepest_behind(const struct surroundings *around, const struct outcome_path *path, size_t i);

/* Whether it is much steeper further down: along the steepest way down from the end, in coordinates divided by the path's extents or by the domain's widths,
 * the slope grows to a hundred times what it is, at no more than 2.8 times the length at which it is ten times that, the value falling all
 * the way within the box and the slope never under nine tenths of what it is. So slopes grow that begin as exponentials
 * do (which are there at twice that distance), on the tails of tanh, of bells, of powers; of a parabola that opens downwards they are there
 * at eleven times that distance, of a cubic at more than three. Not beyond OUTCOME_MOST_DIMENSION. */
bool local_steepens_ahead(const struct surroundings *around, const struct local *local, size_t i);

#endif
