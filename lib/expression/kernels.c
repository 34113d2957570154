/* The choice of instruction set, made once at start. */
#include "expression/kernels.h"

#include <string.h>

static const struct kernel_set *const sets[] = {&kernels_avx512, &kernels_avx, &kernels_sse2};
static const struct kernel_set *chosen;

static bool supported(const struct kernel_set *set)
{
    __builtin_cpu_init();
    if (set == &kernels_avx512)
        return __builtin_cpu_supports("avx512f");
    if (set == &kernels_avx)
        return __builtin_cpu_supports("avx");
    return true;
}

bool kernels_choose(const char *name)
{
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if ((!strcmp(name, "auto") || !strcmp(name, sets[i]->name)) && supported(sets[i])) {
            chosen = sets[i];
            return true;
        }
    return false;
}

/* Runs before main, so that no thread ever sees the choice unmade. */
__attribute__((constructor)) static void choose_at_start(void)
{
    kernels_choose("auto");
}

const struct kernel_set *kernels_chosen(void)
{
    return chosen;
}

size_t kernels_width(void)
{
    return chosen == &kernels_sse2 ? 0 : chosen == &kernels_avx ? 1 : 2;
}

/* The narrowest set, as there are two numbers at most: all give the same bits. */
void kernel_two(enum operation operation, const double a[2], const double b[2], const double c[2], double out[2])
{
    kernels_sse2.functions[operation](out, a, b, c, 2);
}

double kernel_scalar(enum operation operation, double a, double b, double c)
{
    const double operands[3][2] = {{a, a}, {b, b}, {c, c}};
    double out[2];
    kernel_two(operation, operands[0], operands[1], operands[2], out);
    return out[0];
}
