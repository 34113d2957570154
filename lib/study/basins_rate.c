/* The rate of a map that was given none. */
#include "study/basins.h"

#include <math.h>
#include <string.h>

/* How much of a constant gradient the velocity holds in the end, 1/(1 − μ); 0 for methods whose steps do not grow with the gradient. */
static double velocity_gain(const struct call *method)
{
    static const char *const family[] = {"gd", "sgd", "momentum", "nesterov"};
    const struct callable *callable = method->callable;
    bool grows = false;
    for (size_t i = 0; i < sizeof family / sizeof *family; i++)
        grows = grows || !strcmp(callable->name, family[i]);
    if (!grows)
        return 0;
    for (size_t i = 0; i < callable->option_count; i++)
        if (!strcmp(callable->options[i].name, "momentum") && method->values[i] < 1)
            return 1 / (1 - method->values[i]);
    return 1;
}

bool basins_rate_by_minima(const struct basins_parameters *parameters)
{
    const struct call *method = &parameters->optimizer.items[0];
    return !method->given[METHOD_LR] && !parameters->lr.count && velocity_gain(method) > 0;
}

double basins_rate(const struct basins_parameters *parameters, const struct critical_points *critical)
{
    const struct call *method = &parameters->optimizer.items[0];
    const double gain = velocity_gain(method);
    if (method->given[METHOD_LR])
        return method->values[METHOD_LR];
    if (parameters->lr.count)
        return parameters->lr.items[0];
    double largest = 0;
    for (size_t i = 0; i < critical->count; i++)
        if (critical->items[i].kind == CRITICAL_MINIMUM)
            largest = fmax(largest, critical->items[i].eigenvalues[1]);
    return gain > 0 && largest > 0 ? 1 / (gain * largest) : method->values[METHOD_LR];
}
