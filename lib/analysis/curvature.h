/* The Hessian of an objective that gives products of it with directions: as an operator, whole where it is small, and what sums over all of it
 * tell. Nothing is differenced. */
#ifndef ANALYSIS_CURVATURE_H
#define ANALYSIS_CURVATURE_H

#include "analysis/lanczos.h"
#include "optimize/objective.h"

struct curvature;

/* Of an objective whose kind multiplies (optimize/objective.h). */
struct curvature *curvature_create(struct arena *arena, const struct objective *objective);

/* Where it is taken from now on: a copy of point[dimension], whose coordinates lie `stride` apart. */
void curvature_move(struct curvature *curvature, const double *point, size_t stride);

/* The value there, and the gradient[dimension]. */
double curvature_gradient(struct curvature *curvature, double *gradient);

/* The Hessian there, for lanczos_run. */
struct linear_operator curvature_operator(struct curvature *curvature);

/* All of it, matrix[dimension][dimension]. */
void curvature_dense(struct curvature *curvature, double *matrix);

/* Its trace, and its Frobenius norm √Σλ², by products with all unit vectors. */
void curvature_invariants(struct curvature *curvature, double *trace, double *frobenius);

#endif
