/* The table of kinds of layers. */
#include "network/layer.h"

const struct network_layer_kind *const network_layer_kinds[] = {
    &layer_affine, &layer_normalization, &layer_activation, &layer_addition, &layer_convolution, &layer_pooling,
};
const size_t network_layer_kind_count = sizeof network_layer_kinds / sizeof *network_layer_kinds;
