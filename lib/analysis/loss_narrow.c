/* Whether an expectation misses narrow peaks: by integrating with and without looking for them. */
#include "analysis/expectation_integral.h"

#include <math.h>

static const double matters = 1e-12; /* of the magnitude of what is summed */

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
        if (!expectation_find_narrow(careful, x, spots))
            continue;
        usual = usual ? usual : expectation_create(within, loss, distribution);
        const struct expected one = expectation_at(usual, x), other = expectation_at(careful, x);
        narrow = other.state == EXPECTATION_FINITE && !(fabs(one.value - other.value) <= matters * other.magnitude);
    }
    arena_clear(within);
    loss->narrow = narrow;
}
