/* Landscapes that are quadratics, and how methods that are linear there contract: exactly, without descending.
 *
 * A landscape is taken for a quadratic if it is made of sums, products and whole powers (so not |x|, which has no curvature either) and the nodes of
 * its Hessian are constants of the graph: then it is one. (One whose Hessian only turns out to be constant, by cancellations that the graph does not
 * see, is not recognized.) In the coordinates of the Hessian's eigenvectors a method with a
 * recurrence (optimize/method.h) moves each distance u from the stationary point by itself: u_(t+1) = trace · u_t − determinant · u_(t−1). Its rate is
 * the largest modulus of the roots of r² = trace · r − determinant. */
#ifndef ANALYSIS_QUADRATIC_H
#define ANALYSIS_QUADRATIC_H

#include "landscape/landscape.h"
#include "optimize/method.h"

/* Beyond this many dimensions the Hessian is not looked at. */
enum { QUADRATIC_MOST_DIMENSION = 100 };

struct quadratic {
    size_t dimension;
    double *eigenvalues;  /* [dimension], ascending */
    double *eigenvectors; /* that of eigenvalues[k] at [k * dimension] */
    double *at_origin;    /* [dimension]: the gradient at 0 */
    double *hessian;      /* [dimension][dimension] */
};

/* False if it is none that is recognized. The landscape is differentiated twice. */
bool quadratic_find(struct arena *arena, struct landscape *landscape, struct quadratic *quadratic);

/* The eigenvalues along whose eigenvectors the gradient at a point [dimension] is more than rounding, into values[dimension]; returns how many. From
 * there a descent never moves along the others. */
size_t quadratic_excited(struct arena *arena, const struct quadratic *quadratic, const double *point, double *values);

/* The factor by which distances along these eigenvectors shrink per step in the long run; the slowest counts. Above 1, which is decided without the
 * rounding of roots, the method diverges. With `discriminant`, that of the slowest: negative where its roots are complex, so that it oscillates. The
 * method must have a recurrence. */
double quadratic_rate(const struct method *method, const double *values, double lr, const double *eigenvalues, size_t count, double *discriminant);

#endif
