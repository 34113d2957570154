/* The choice of the width: that of the kernels. */
#include "optimize/rows.h"

#include "expression/kernels.h"

const struct row_set *rows_chosen(void)
{
    static const struct row_set *const sets[] = {&rows_sse2, &rows_avx, &rows_avx512};
    return sets[kernels_width()];
}
