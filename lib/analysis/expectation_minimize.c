/* The risk's minimum: by values alone as far as they tell, for slopes say nothing of jumps. */
#include "analysis/expectation.h"

#include <math.h>

enum { GRID = 129, VALLEYS = 3, GOLDEN_STEPS = 45, BISECTIONS = 60 };

static double value_at(struct expectation *expectation, double x)
{
    double value;
    expectation_values(expectation, &x, 1, &value);
    return value;
}

/* Narrows a valley down by values, by the golden section; the place with the lowest value seen. */
static double narrow_down(struct expectation *expectation, double low, double high, double x, double *value)
{
    static const double golden = 0.6180339887498949;
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double left_value = value_at(expectation, left), right_value = value_at(expectation, right);
    for (int step = 0; step < GOLDEN_STEPS; step++) {
        if (left_value < *value || right_value < *value) {
            x = left_value < right_value ? left : right;
            *value = fmin(left_value, right_value);
        }
        if (left_value <= right_value) {
            high = right;
            right = left;
            right_value = left_value;
            left = high - golden * (high - low);
            left_value = value_at(expectation, left);
        } else {
            low = left;
            left = right;
            left_value = right_value;
            right = low + golden * (high - low);
            right_value = value_at(expectation, right);
        }
    }
    return x;
}

/* Where the slope changes its sign near x, if it does so from falling to rising and the value there is no higher. */
static double polish(struct expectation *expectation, double low, double high, double x, double *value)
{
    if (!(expectation_at(expectation, low).slope < 0) || !(expectation_at(expectation, high).slope > 0))
        return x;
    double middle = x;
    struct expected there = {0};
    for (int step = 0; step < BISECTIONS; step++) {
        middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        there = expectation_at(expectation, middle);
        if (there.slope == 0)
            break;
        if (there.slope > 0)
            high = middle;
        else
            low = middle;
    }
    if (!(there.value <= *value + 1e-14 * fabs(*value)))
        return x;
    *value = there.value;
    return middle;
}

static const double rounding = 1e-14; /* of the magnitude of what is summed */

/* Whether the grid's values differ by rounding alone: by that of the sums they are, which may cancel. */
static bool is_level(struct expectation *expectation, const double *x, const double *values)
{
    double low = INFINITY, high = -INFINITY, magnitude = 0;
    for (size_t i = 0; i < GRID; i++) {
        low = fmin(low, values[i]);
        high = fmax(high, values[i]);
    }
    for (size_t i = 0; i < GRID; i += GRID / 2)
        magnitude = fmax(magnitude, expectation_at(expectation, x[i]).magnitude);
    return high - low <= rounding * magnitude;
}

double expectation_minimize(struct expectation *expectation, const double interval[2], double *least, bool *level)
{
    const double width = interval[1] - interval[0], nearness = 1e-6 * width;
    double x[GRID], values[GRID], best = NAN;
    size_t valleys[VALLEYS];
    for (size_t i = 0; i < GRID; i++)
        x[i] = interval[0] + width * ((double)i / (GRID - 1));
    expectation_values(expectation, x, GRID, values);
    *level = is_level(expectation, x, values);
    const size_t count = estimator_valleys(values, GRID, valleys, VALLEYS);
    *least = NAN;
    for (size_t k = 0; k < count; k++) {
        const size_t i = valleys[k];
        const double low = x[i > 0 ? i - 1 : 0], high = x[i + 1 < GRID ? i + 1 : GRID - 1];
        double value = values[i], at = narrow_down(expectation, low, high, x[i], &value);
        at = polish(expectation, fmax(low, at - nearness), fmin(high, at + nearness), at, &value);
        if (!(value >= *least)) {
            *least = value;
            best = fabs(at) < 1e-13 * width ? 0 : at; /* where rounding has moved it from 0 */
        }
    }
    if (*level && fabs(*least) <= rounding * expectation_at(expectation, best).magnitude) /* noise of sums that cancel */
        *least = 0;
    return best;
}

double expectation_minimize_cost(double cost)
{
    return (GRID + VALLEYS * (GOLDEN_STEPS + BISECTIONS + 4)) * cost;
}
