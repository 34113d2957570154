/* The table of methods: a line mounts one everywhere. */
#include "optimize/method.h"

extern const struct method gd_method, momentum_method, nesterov_method, sgd_method, adagrad_method, rmsprop_method, adadelta_method, adam_method,
    amsgrad_method, adamw_method, adamax_method, nadam_method, radam_method, yogi_method, rprop_method, asgd_method, newton_method,
    line_search_method, lbfgs_method, lion_method, adan_method, adabelief_method, lars_method, lamb_method, polyak_method, prodigy_method,
    lookahead_method, sam_method, schedule_free_method, bfgs_method, conjugate_gradient_method, nelder_mead_method, random_search_method,
    annealing_method, differential_evolution_method, particle_swarm_method, cma_es_method, adahessian_method, sophia_method, trust_region_method,
    muon_method, shampoo_method, soap_method, adafactor_method, levenberg_marquardt_method;

const struct method *const methods[] = {
    &gd_method,
    &momentum_method,
    &nesterov_method,
    &sgd_method,
    &adagrad_method,
    &rmsprop_method,
    &adadelta_method,
    &adam_method,
    &amsgrad_method,
    &adamw_method,
    &adamax_method,
    &nadam_method,
    &radam_method,
    &yogi_method,
    &rprop_method,
    &asgd_method,
    &newton_method,
    &line_search_method,
    &lbfgs_method,
    &lion_method,
    &adan_method,
    &adabelief_method,
    &lars_method,
    &lamb_method,
    &polyak_method,
    &prodigy_method,
    &lookahead_method,
    &sam_method,
    &schedule_free_method,
    &bfgs_method,
    &conjugate_gradient_method,
    &nelder_mead_method,
    &random_search_method,
    &annealing_method,
    &differential_evolution_method,
    &particle_swarm_method,
    &cma_es_method,
    &adahessian_method,
    &sophia_method,
    &trust_region_method,
    &muon_method,
    &shampoo_method,
    &soap_method,
    &adafactor_method,
    &levenberg_marquardt_method,
};
const size_t method_count = sizeof methods / sizeof *methods;

const struct callable *method_at(size_t index)
{
    return index < method_count ? &methods[index]->callable : NULL;
}
