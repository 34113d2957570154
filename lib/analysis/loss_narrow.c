/* Whether an expectation misses narrow peaks: by integrating with and without looking for them. */
#include "analysis/expectation_integral.h"

#include <math.h>

static const double matters = 1e-11; /* of the magnitude of what is summed */

/* Whether the loss goes on to grow beside a peak the finer it is looked at: a pole, which is integrated better by its sequence. */
static bool is_pole(struct expectation *expectation, double x, double spot)
{
    enum { TRIALS = 64, ROUNDS = 3 };
    const double z = integral_place(expectation, spot);
    double first, *firsts = &first;
    program_run(expectation->loss->value, expectation->value_space, (const double *const[]){&x, &z}, &firsts, 1);
    first = fabs(first);
    double reach = 2 * (expectation->narrow_t[1] - expectation->narrow_t[0]), heights[ROUNDS] = {0};
    for (int round = 0; round < ROUNDS; round++, reach /= TRIALS / 4) {
        double best = spot;
        for (int i = 0; i < TRIALS; i++) {
            const double t = spot + reach * (2 * (double)i / TRIALS - 1), place = integral_place(expectation, t);
            double value, *values = &value;
            program_run(expectation->loss->value, expectation->value_space, (const double *const[]){&x, &place}, &values, 1);
            if (!(fabs(value) <= heights[round])) {
                heights[round] = fabs(value);
                best = t;
            }
        }
        spot = best;
    }
    return !isfinite(heights[2]) || heights[1] > 1.01 * heights[0] || heights[2] > 1.01 * heights[1] || heights[0] > 1e3 * first;
}

void loss_look_narrow(struct arena *arena, struct loss *loss, const struct distribution *distribution, const double interval[2])
{
    static const double places[] = {0, 0.29, 0.5, 0.83, 1};
    loss->narrow = false;
    if (distribution->points.count)
        return;
    struct arena *within = arena_within(arena);
    struct loss tried = *loss;
    tried.narrow = true;
    struct expectation *careful = expectation_create(within, &tried, distribution), *usual = NULL;
    bool narrow = false;
    for (size_t i = 0; i < sizeof places / sizeof *places && !narrow; i++) {
        double spots[MAX_SPOTS];
        const double x = interval[0] + (interval[1] - interval[0]) * places[i];
        if (!expectation_find_narrow(careful, x, spots) || is_pole(careful, x, spots[0]))
            continue;
        usual = usual ? usual : expectation_create(within, loss, distribution);
        const struct expected one = expectation_at(usual, x), other = expectation_at(careful, x);
        narrow = other.state == EXPECTATION_FINITE && (one.state == EXPECTATION_FINITE || one.state == EXPECTATION_UNRESOLVED) &&
                 !(fabs(one.value - other.value) <= matters * other.magnitude);
    }
    arena_clear(within);
    loss->narrow = narrow;
}
