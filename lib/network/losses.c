/* The table of losses: a line mounts one everywhere. */
#include "network/loss.h"

const struct loss_kind *const loss_kinds[] = {&loss_cross_entropy, &loss_squared, &loss_half_squared};
const size_t loss_kind_count = sizeof loss_kinds / sizeof *loss_kinds;
