/* Activations with a loop of their own, which gives value, slope and curvature at once; all others are run as compiled formulas. */
#ifndef NETWORK_ACTIVATION_KERNEL_H
#define NETWORK_ACTIVATION_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

/* value[i] = f(in[i]), slope[i] = f'(in[i]), curvature[i] = f''(in[i]) for i < count, a multiple of 8; slope, and curvature, may be null. */
typedef void activation_function(const double *in, double *value, double *slope, double *curvature, size_t count);

/* That of the formula, as it is written in the table of activations, for the width of vectors in use; null: it has none. */
activation_function *activation_kernel(const char *formula);

/* gradient[i] += slope[i] · above[i] for i < count, a multiple of 8; if `fresh`, the gradient is not read but taken as 0, and may be `above` itself. */
void activation_chain(const double *slope, const double *above, double *gradient, size_t count, bool fresh);

/* For one width of vectors, all with the same bits. */
struct activation_set {
    activation_function *tanh; /* within 2.5 units in the last place; slope 1 − t², curvature −2t(1 − t²), of the value t */
    void (*chain)(const double *slope, const double *above, double *gradient, size_t count, bool fresh);
};
extern const struct activation_set activations_sse2, activations_avx, activations_avx512;

#endif
