/* The choice of the width: that of the kernels. */
#include "network/product.h"

#include "expression/kernels.h"

static const struct product_set *chosen(void)
{
    static const struct product_set *const sets[] = {&products_sse2, &products_avx, &products_avx512};
    return sets[kernels_width()];
}

void product_add(const struct product *product, size_t lanes)
{
    const struct product_set *set = chosen();
    if (lanes > 1)
        set->add_lanes(product, lanes);
    else
        set->add(product);
}

void product_transpose(const double *from, size_t rows, size_t columns, double *restrict into, size_t into_row)
{
    chosen()->transpose(from, rows, columns, into, into_row);
}
