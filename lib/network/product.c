/* The choice of the width: that of the kernels. */
#include "network/product.h"

#include "expression/kernels.h"

void product_add(const struct product *product, size_t lanes)
{
    static const struct product_set *const sets[] = {&products_sse2, &products_avx, &products_avx512};
    const struct product_set *set = sets[kernels_width()];
    if (lanes > 1)
        set->add_lanes(product, lanes);
    else
        set->add(product);
}
