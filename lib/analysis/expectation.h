/* The expectation of a loss over its datum, to rounding error whatever kinks and jumps the loss has in it: panels of Gauss and Lobatto's
 * rule are halved for as long as they disagree with their halves. */
#ifndef ANALYSIS_EXPECTATION_H
#define ANALYSIS_EXPECTATION_H

#include "analysis/empirical.h"

struct expectation;
struct expectation *expectation_create(struct arena *arena, const struct loss *loss, enum data_kind kind);

/* E loss(x, z) and E ∂loss(x, z)/∂x. Not for DATA_RADEMACHER, whose two points need no quadrature. */
void expectation_at(struct expectation *expectation, double x, double *value, double *slope);

/* Where the expectation is least within [low, high], by the sign of its slope; the value there goes to *least. */
double expectation_minimize(struct expectation *expectation, double low, double high, double *least);

/* About the work of expectation_minimize in elementary operations. */
double expectation_cost(const struct loss *loss);

#endif
