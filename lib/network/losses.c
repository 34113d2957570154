/* The table of losses. */
#include "network/loss.h"

#define LOSS_ROW(name) &loss_##name,
const struct loss_kind *const loss_kinds[] = {LOSSES(LOSS_ROW)};
const size_t loss_kind_count = sizeof loss_kinds / sizeof *loss_kinds;
