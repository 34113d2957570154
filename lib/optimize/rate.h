/* A learning rate by rule, for where none is said. Each method's row says which rule is its own:
 *
 *   rate_by_curvature  (1 − μ)/λ, with the method's momentum μ (0 where it has none) and the largest magnitude λ of an eigenvalue of the Hessian that
 *                      gradient descent meets on its first RATE_STEPS steps, itself at 1/λ of those so far; halved where a step does not lower the
 *                      value by half of what the gradient promises, η|g|²/2, as it does wherever λ bounds the curvature along the step
 *                      (Nesterov, Introductory Lectures on Convex Optimization, 2004, section 1.2.3). Where nothing curves, a tenth of the domain's
 *                      narrowest side over |g|.
 *   rate_by_width      this share of the domain's narrowest side: of methods whose steps are about as long as their rate, whatever the gradient
 *   neither            the method's default: of methods whose rate multiplies a step that has the landscape's scale already
 *
 * The first is divided by c where f is multiplied by c, the second stays; both follow coordinates that are all scaled alike together with the domain. */
#ifndef OPTIMIZE_RATE_H
#define OPTIMIZE_RATE_H

#include "optimize/method.h"
#include "optimize/objective.h"

/* The rate of a call for these starts, [dimension][count] row by row: the least of those of each start; *rule becomes the rule in words. λ is told from
 * products of the Hessian with a direction, by differences of gradients. */
double rate_choose(struct arena *arena, const struct objective *objective, const struct call *call, const double *starts, size_t count,
                   const double (*domain)[2], const char **rule);

/* Gradients evaluated for each start, at most. */
enum { RATE_STEPS = 20, RATE_PRODUCTS = 30, RATE_HALVINGS = 60, RATE_EVALUATIONS = 2 * RATE_PRODUCTS + 14 * RATE_STEPS + RATE_HALVINGS };

#endif
