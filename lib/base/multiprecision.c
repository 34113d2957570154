#include "base/multiprecision.h"

mpfr_t *multiprecision_numbers(struct arena *arena, size_t count, mpfr_prec_t precision)
{
    mpfr_t *list = arena_allocate(arena, count, sizeof *list);
    const size_t size = mpfr_custom_get_size(precision);
    char *significands = arena_allocate(arena, count, size);
    for (size_t i = 0; i < count; i++) {
        mpfr_custom_init(significands + i * size, precision);
        mpfr_custom_init_set(list[i], MPFR_ZERO_KIND, 0, precision, significands + i * size);
    }
    return list;
}
