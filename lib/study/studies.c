/* The table of studies: a line mounts one everywhere. */
#include "study/study.h"

extern const struct study landscape_study, point_study, critical_points_study, descent_study, schedule_study, escape_study, risk_study,
    hessian_signs_study, depth_study, basins_study, data_study, train_study, double_descent_study, loss_surface_study, hessian_spectrum_study,
    gradient_noise_study, sweep_study, newton_schulz_study, convexity_study, benchmark_study, constrained_study;

const struct study *const studies[] = {
    &landscape_study,      &point_study, &critical_points_study, &descent_study,      &schedule_study,
    &escape_study,         &risk_study,  &hessian_signs_study,   &depth_study,        &basins_study,
    &data_study,           &train_study, &double_descent_study,  &loss_surface_study, &hessian_spectrum_study,
    &gradient_noise_study, &sweep_study, &newton_schulz_study,   &convexity_study,    &benchmark_study,
    &constrained_study,
};
const size_t study_count = sizeof studies / sizeof *studies;
