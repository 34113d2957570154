/* What programs have of which networks are trained: perceptrons, whatever their layers, in a vector of all parameters as the studies have it. */
#ifndef STUDY_NETWORK_SCRIPT_H
#define STUDY_NETWORK_SCRIPT_H

#include "network/activation.h"
#include "study/script.h"
#include "study/training.h"

/* Adds Network, forward(w, x, network), loss_of(outputs, targets) and loss_and_gradient(w, x, targets, network), with what the networks of a plan need; none has
 * convolutions, and all have the loss of the first. The program has the decay as DECAY. */
bool script_network(struct script *script, const struct training_plan *plan, struct error *error);

/* Adds the functions of an activation and its slope: tanh_unit(x), tanh_slope(x). */
bool script_add_activation(struct script *script, const struct activation *activation, struct error *error);

/* Adds hessian(w, examples, network) behind them, for plans with one network; and whether there is one, else false with the reason. */
enum { SCRIPT_HESSIAN_MOST = 600 /* parameters */ };
bool script_can_bend(const struct training_plan *plan, struct error *error);
bool script_network_hessian(struct script *script, const struct training_plan *plan, struct error *error);

/* The network of a group: "Network([2, 16, 2], [0.33, 0.33], 1, tanh_unit, tanh_slope)". */
void script_architecture(struct buffer *out, const struct training_plan *plan, const struct training_group *group);

#endif
