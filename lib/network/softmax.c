/* The choice of the width: that of the kernels, which exponentials and logarithms are theirs of. */
#include "network/softmax.h"

#include "expression/kernels.h"

static size_t padded(size_t count)
{
    return (count + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
}

size_t softmax_size(size_t examples, size_t outputs, size_t lanes)
{
    return 2 * (outputs + 1) * padded(examples * lanes);
}

struct softmax softmax_within(double *numbers, size_t examples, size_t outputs, size_t lanes)
{
    const size_t stride = padded(examples * lanes);
    double *sums = numbers + 2 * outputs * stride;
    return (struct softmax){examples, outputs, lanes, stride, numbers, numbers + outputs * stride, sums, sums + stride};
}

static const struct softmax_set *chosen(void)
{
    static const struct softmax_set *const sets[] = {&softmaxes_sse2, &softmaxes_avx, &softmaxes_avx512};
    return sets[kernels_width()];
}

void softmax_fill(const struct softmax *softmax, const double *values, size_t row)
{
    kernel_function *const *functions = kernels_chosen()->functions;
    chosen()->subtract_greatest(softmax, values, row);
    functions[OPERATION_EXP](softmax->power, softmax->less, NULL, NULL, softmax->outputs * softmax->stride);
    chosen()->add(softmax);
    functions[OPERATION_LOG](softmax->log, softmax->sum, NULL, NULL, softmax->stride);
}

void softmax_slopes(const struct softmax *softmax, const double *class, double share, double *slope, size_t row)
{
    chosen()->slopes(softmax, class, share, slope, row);
}
