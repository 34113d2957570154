/* Kramers' rate (Physica 7, 1940) of leaving a well: what noise is expected to do, beside what it does. */
#include "study/escape.h"

#include "expression/kernels.h"

#include <math.h>

double escape_kramers(const struct escape_parameters *parameters, const struct escape_result *result, const struct call *method, double noise)
{
    const double lr = method->values[METHOD_LR], diffusion = lr * noise * noise / 2;
    double rate = 0;
    if (!result->barrier_count || !(diffusion > 0) || method->callable != result->quiet[0].callable)
        return NAN;
    for (size_t i = 0; i < result->barrier_count; i++)
        rate += result->barriers[i].rate_factor * kernel_scalar(OPERATION_EXP, -result->barriers[i].height / diffusion, 0, 0);
    return -kernel_scalar(OPERATION_EXPM1, -rate * lr * (double)parameters->steps, 0, 0); /* the same bits everywhere, unlike libm's */
}
