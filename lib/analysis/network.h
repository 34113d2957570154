/* What is left of a gradient on its way back through a random network: layers z = W x, y = activation(z), W of independent normal entries,
 * no bias. With layer normalisation z is brought to mean 0 and variance 1 (biased, ε = 1e-5) before the activation; with residual
 * connections a layer adds y to x instead of replacing it. The loss is u · x at the end, u a random unit vector, so that the gradient
 * starts with norm 1. */
#ifndef ANALYSIS_NETWORK_H
#define ANALYSIS_NETWORK_H

#include "network/activation.h"

#include <stdint.h>

enum { NETWORK_MOST_DEPTH = 200, NETWORK_MOST_WIDTH = 256 };

struct network {
    const struct activation *activation;
    double deviation; /* of the weights' entries */
    bool layer_norm, residual;
};

/* The network a call of activation_at's table describes, of layers `width` wide: Xavier's deviation is √(2 / (2 · width)) (Glorot & Bengio
 * 2010), He's √(2 / width) (He et al. 2015). */
struct network network_of(const struct call *call, size_t width);

/* The same for people, appended: "ReLU (He) + layer norm". */
void network_print(const struct call *call, struct buffer *out);

/* The records of one network: [seeds][depth + 1], row by row. Entry l belongs to x_l: layer l's output, x_0 the input. Infinite where a
 * norm is 0. */
struct network_record {
    double *gradient; /* log10 of the norm of ∂loss/∂x_l; 0 at l = depth */
    double *weights;  /* log10 of the Frobenius norm of ∂loss/∂W_l; not-a-number at l = 0 */
    double *size;     /* log10 of the root mean square of x_l */
};

/* Runs all networks on the same random numbers, a function of `seed`, for each of `seeds` draws. Records are arena memory. */
bool network_run(struct arena *arena, const struct network *networks, size_t count, size_t width, size_t depth, size_t seeds, uint64_t seed,
                 struct network_record *records, struct error *error);

/* Elementary operations of network_run. */
double network_cost(size_t count, size_t width, size_t depth, size_t seeds);

#endif
