/* The choice of the width: that of the kernels. */
#include "network/product.h"

#include "expression/kernels.h"

#include <string.h>

static const struct product_set *chosen(void)
{
    static const struct product_set *const sets[] = {&products_avx512, &products_avx};
    const char *name = kernels_chosen()->name;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (!strcmp(sets[i]->name, name))
            return sets[i];
    return &products_sse2;
}

void product_add(const struct product *product, size_t lanes)
{
    if (lanes > 1)
        chosen()->add_lanes(product, lanes);
    else
        chosen()->add(product);
}
