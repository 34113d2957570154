/* Between critical.c, which inspects points, critical_hessian.c, which asks the Hessian about them, and critical_sides.c, which asks what is beside them.
 * Inside this room only. */
#ifndef ANALYSIS_CRITICAL_INSPECTOR_H
#define ANALYSIS_CRITICAL_INSPECTOR_H

#include "analysis/critical.h"
#include "analysis/critical_values.h"

enum { SHRINKINGS = 7, CHUNK = INTERVAL_BLOCK };

struct inspector {
    struct arena *arena;
    struct landscape *landscape;
    size_t n, outputs;
    struct program *program;
    struct workspace *workspace;
    struct interval_program *intervals; /* value, gradient, lower triangle of the Hessian */
    struct interval_program *slopes;    /* value and gradient */
    struct critical_values values;
    struct enclosure *box, *over_box;           /* a box around the point, and the outputs over it */
    const struct enclosure *at_point, *largest; /* value and gradient at the point; the outputs over the largest box around it */
    const struct enclosure *whole;              /* the outputs at the point; null: not looked at yet */
    const struct enclosure *shrunk;             /* behind them: over the smaller boxes, one after the other */
    bool measured;                              /* the Hessian at the point was turned: rows[2] and rows[3] are of that */
    const double *point;
    double *half;                                 /* [n]: half the box */
    double *scale;                                /* [n]: coordinates divided by it make the Hessian's rows of size 1 */
    double *widest;                               /* [n]: powers of two above the domain's widths */
    double *slopes_along, *slope_errors;          /* [n]: at the point, along the eigenvectors, and how far they may be off */
    double *vectors;                              /* [n][n]: eigenvectors by rows, in these coordinates */
    double *matrix, *work, *bent, *spread;        /* [n][n] */
    double *rows;                                 /* [6][n] */
    double (*farthest)[2];                        /* [n]: as inspector_measure_level finds it, for rings */
    bool may_be_level;                            /* graph_may_be_level */
    bool quick;                                   /* values are not looked at */
    size_t precise;                               /* how many more points whose slopes are 0 all around are evaluated with more digits */
    double **inputs, **results;                   /* [CHUNK] each: a block of points */
    struct enclosure *shrinking, *over_shrinking; /* [SHRINKINGS][n] and [outputs]: one point, and the smaller boxes around it */
    struct enclosure *beside, *over_beside;       /* [2 n][n] and [outputs]: places on both sides along each axis */
    struct enclosure *boxes;                      /* [CHUNK][n]: the points of a block, or the largest boxes around them */
    struct enclosure *at_points, *bounds;         /* [CHUNK][1 + n] and [outputs]: at the points, and over these boxes */
    double **pairs;                               /* [n + outputs][2]: inputs and outputs of two points */
};

/* The number of an entry of the Hessian among the outputs. */
size_t inspector_entry(size_t n, size_t i, size_t j);

/* Half the side, along coordinate i, of the box around a point in which a zero counts (critical.h: t), shrunk so often. */
double inspector_half_side(const struct inspector *inspector, const double *point, size_t i, int shrinkings);

/* The middle; half the width, and what the middle was rounded by. */
double inspector_middle(const struct enclosure *enclosure);
double inspector_radius(const struct enclosure *enclosure);

/* Kind and index of a point whose Hessian has so many negative eigenvalues of n, all of them certain. */
void inspection_set_signs(struct inspection *inspection, size_t n, size_t negative);

/* The eigenvectors in coordinates divided by scale; and these after the scales, if `vectors` holds those in coordinates as they are. */
void inspector_find_eigenvectors(struct inspector *inspector, const double *hessian);
void inspector_find_directions(struct inspector *inspector, const double *hessian);

/* Bounds at some points, CHUNK at most, and over the boxes around them; the point number k of these becomes the one that is asked about. */
void inspector_bound_block(struct inspector *inspector, const double *points, size_t count);
void inspector_set_point(struct inspector *inspector, const double *points, size_t count, size_t k);

/* Bounds of all outputs at the point, which few points need: those that the largest box around them does not decide. */
const struct enclosure *inspector_look_closer(struct inspector *inspector);

/* The box in which a zero counts, shrunk so often: the outputs over it go to over_box. */
void inspector_run_box(struct inspector *inspector, int shrinkings);

/* Whether a component of the gradient is not zero in the box. */
bool inspector_component_has_slope(const struct inspector *inspector);

/* Whether all these bounds of the outputs are finite and of what is continuous. */
bool inspector_is_smooth(const struct inspector *inspector, const struct enclosure *outputs);

/* Where the Hessian is singular along one of the eigenvectors, in coordinates divided by scale, and certain across it, of the sign *across: whether f is higher
 * (1) or lower (−1) on both sides along the valley in which it is stationary across. False where that is not certain. */
bool inspector_see_valley(struct inspector *inspector, int sides[2], int *across);

/* What the Hessian makes of a point where it exists: true if that decides. */
bool inspector_decide(struct inspector *inspector, struct inspection *inspection);

/* In more than two dimensions: whether a point without a Hessian, whose ring has these semi-axes (critical_values.h) along the coordinates, is a saddle. */
bool inspector_is_saddle(struct inspector *inspector, const double (*semi_axes)[2]);

/* Value and derivatives on both sides of the point along an axis, or along a diagonal (axis n), so many times as far off as rounding tells apart: to
 * `pairs`. If slanted, all other coordinates move as well, by a part of it. */
void inspector_run_pair(struct inspector *inspector, size_t axis, bool slanted, double times);

/* Whether the gradient jumps at the point or grows without bound towards it. Where its formula is 0/0 there, the gradient may yet have a limit. */
bool inspector_has_corner(struct inspector *inspector);

/* Whether f has a slope where the ties of its formula cancel, as in relu(x) − relu(−x) at 0: a component of the gradient is the same on all sides,
 * and no less close by than farther off. The gradient is then that of the sides. */
bool inspector_has_tied_slope(struct inspector *inspector, double *gradient);

/* The Hessian of a point that has a gradient, if it has a limit there; whether its signs are certain, and the kind that they make of a degenerate point; a saddle
 * by values whose Hessian is singular is degenerate. */
void inspector_tie_hessian(struct inspector *inspector, struct inspection *inspection, double *hessian, double *eigenvalues);

/* To `farthest`: how far along each direction, to its lower and its upper side, f is level for certain, in units of the domain: a slope that is zero throughout a box there
 * tells of no other part of the landscape, as beside the corners of clip(x, −1, 1) + y². Infinite where it is not level. */
void inspector_measure_level(struct inspector *inspector);

#endif
