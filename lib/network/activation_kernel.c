#include "network/activation_kernel.h"

#include "expression/kernels.h"

#include <string.h>

activation_function *activation_kernel(const char *formula)
{
    static const struct activation_set *const sets[] = {&activations_sse2, &activations_avx, &activations_avx512};
    return strcmp(formula, "tanh(x)") ? NULL : sets[kernels_width()]->tanh;
}
