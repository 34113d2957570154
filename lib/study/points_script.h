/* Lists of points as programs: those that were asked for, and those that Newton's method refines until the gradient is zero. */
#ifndef STUDY_POINTS_SCRIPT_H
#define STUDY_POINTS_SCRIPT_H

#include "analysis/critical.h"
#include "study/script.h"

struct scripted_point {
    const double *at, *eigenvalues;   /* [dimension] */
    const double *gradient, *hessian; /* [dimension], [dimension²]; null where Newton's method is started from the point */
    enum critical_kind kind;
};

struct scripted_points {
    struct landscape *landscape;
    const double (*box)[2]; /* [dimension]: what the figure shows */
    size_t count;
    const struct scripted_point *items;
    bool refined; /* the points are critical ones, and Newton's method is started from them */
};

/* Whether f, its gradient and its Hessian can be written: known before the work. Else false with the reason. */
bool script_can_differentiate(struct landscape *landscape, struct error *error);

/* Whether they can be written, too, and there is a program of these points: none where a point's kind does not follow from gradient and Hessian alone, as at a
 * corner, since to tell it by the values around takes more than a program that is read. Else false with the reason. */
bool script_can_tell(const struct scripted_points *points, struct error *error);

/* Fills in the program of points that script_can_tell. */
bool script_points(struct script *script, const struct scripted_points *points, struct error *error);

#endif
