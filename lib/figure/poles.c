/* A pole differs from noise by growth: on both sides the magnitudes grow towards it, and ever faster. */
#include "figure/poles.h"

#include "base/sort.h"

#include <math.h>

/* Whether |y| runs away when coming to sample i from the side of i - 2 * step. */
static bool runs_away(const double *y, size_t count, size_t i, int step)
{
    static const double faster = 2.5; /* consecutive steps towards 1/x grow by 3 or more, towards a smooth peak they shrink */
    size_t one = i - (size_t)step, two = one - (size_t)step;
    if (one >= count || two >= count) /* a size_t below 0 is large, too */
        return false;
    double last = fabs(y[i]) - fabs(y[one]), before = fabs(y[one]) - fabs(y[two]);
    return isfinite(last) && before > 0 && last > faster * before && y[i] * y[one] > 0;
}

bool pole_between(const double *y, size_t count, size_t i)
{
    return i + 1 < count && ((y[i] < 0 && y[i + 1] > 0) || (y[i] > 0 && y[i + 1] < 0)) && runs_away(y, count, i, 1) && runs_away(y, count, i + 1, -1);
}

bool has_poles(const double *y, size_t count)
{
    for (size_t i = 0; y && i < count; i++) {
        if (pole_between(y, count, i))
            return true;
        if (!isfinite(y[i]) && ((i > 0 && runs_away(y, count, i - 1, 1)) || (i + 1 < count && runs_away(y, count, i + 1, -1))))
            return true;
    }
    return false;
}

void typical_range(struct arena *arena, const double *y, size_t count, double range[2])
{
    double *sorted = ARENA_NEW(arena, double, count + 1);
    size_t finite = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(y[i]))
            sorted[finite++] = y[i];
    sort_ascending(sorted, finite);
    range[0] = finite ? sorted[finite / 25] : NAN;
    range[1] = finite ? sorted[finite - 1 - finite / 25] : NAN;
}
