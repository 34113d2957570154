/* The leading eigenvalue of the Hessian along a training, beside the curvature up to which its steps stay bounded on a quadratic. */
#include "study/train.h"

#include <math.h>

/* Whether there is such a curvature. */
static bool has_edge(const struct training_group *group)
{
    return method_of(&group->method)->recurrence && !group->batch;
}

/* The curvature at which the steps' recurrence has the root −1, so that beyond it they grow: 1 + trace + determinant, which is linear in the
 * curvature, is 0 there. Of gradient descent that is 2/η. Not-a-number at a rate of 0, where there is none. */
static double edge_of(const struct call *method, double lr)
{
    double trace[2], determinant[2];
    for (int k = 0; k < 2; k++)
        method_of(method)->recurrence(method->values, lr, k / lr, &trace[k], &determinant[k]);
    const double here = 1 + trace[0] + determinant[0], there = 1 + trace[1] + determinant[1], edge = here / (here - there) / lr;
    return isfinite(edge) ? edge : NAN;
}

void train_sharpness(struct arena *arena, struct train_run *run, const struct training_course *nudged)
{
    static const double different = 0.01;
    const struct training_course *course = &run->course;
    const struct training_group *group = course->group;
    const double *sharpness = course->curves[TRAINING_SHARPNESS].middle;
    run->reached = run->apart = SIZE_MAX;
    run->least = INFINITY;
    run->most = -INFINITY;
    if (has_edge(group))
        run->stable = ARENA_NEW(arena, double, course->rows);
    for (size_t row = 0; row < course->rows && run->stable; row++) {
        run->stable[row] = edge_of(&group->method, course->lr[row]);
        if (run->reached == SIZE_MAX && sharpness[row] >= run->stable[row])
            run->reached = row;
        if (run->reached != SIZE_MAX && !isnan(sharpness[row])) {
            run->least = fmin(run->least, sharpness[row] / run->stable[row]);
            run->most = fmax(run->most, sharpness[row] / run->stable[row]);
        }
    }
    if (!nudged)
        return;
    const double *other = nudged->curves[TRAINING_SHARPNESS].middle;
    run->nudged = ARENA_NEW(arena, double, course->rows);
    for (size_t row = 0; row < course->rows; row++) {
        run->nudged[row] = row < nudged->rows && nudged->step[row] == course->step[row] ? other[row] : NAN;
        if (run->apart == SIZE_MAX && !(fabs(run->nudged[row] - sharpness[row]) <= different * fabs(sharpness[row])))
            run->apart = row;
    }
}
