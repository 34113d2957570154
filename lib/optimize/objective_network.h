/* A network with its loss on examples, as what methods descend on: the coordinates are its parameters, the terms the examples. */
#ifndef OPTIMIZE_OBJECTIVE_NETWORK_H
#define OPTIMIZE_OBJECTIVE_NETWORK_H

#include "network/evaluation.h"
#include "optimize/objective.h"

/* The mean loss of the model on the examples, plus decay/2 · ‖w‖². All must outlive the objective; Hessians need a model of order 2. */
void objective_network(struct arena *arena, const struct model *model, const struct examples *examples, double decay, struct objective *objective);

/* Operations of its Hessian at one point. */
double objective_network_hessian_work(const struct model *model, size_t examples);

/* Nanoseconds, about, that an operation of model_cost takes. */
#define OBJECTIVE_NETWORK_OPERATION 0.19

#endif
