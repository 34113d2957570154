/* x·cos(πx) at a million points: our way from text to values, against a bare loop over the very function our kernels call, and
 * against the C library's. */
#include "tests/bench/bench.h"

#include "expression/kernels.h"
#include "landscape/landscape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 1000000 };

struct values {
    double *x, *ours, *floor;
};

/* Everything from the text on: parsing, compiling, evaluating. */
static void evaluate(void *context)
{
    const struct values *values = context;
    struct arena *arena = arena_create(16 << 20);
    struct landscape *landscapes;
    struct program *program;
    struct error error = {0};
    size_t count;
    bench_demand(landscape_resolve(arena, "x*cos(pi*x)", 0, 0, NULL, 0, &landscapes, &count, &error), error.detail);
    bench_demand(landscape_program(&landscapes[0], 0, &program, &error), error.detail);
    program_run(program, workspace_create(arena, program), (const double *const[]){values->x}, (double *const[]){values->ours}, POINTS);
    bench_keep(values->ours);
    arena_destroy(arena);
}

/* The bare loop at each width; SLEEF's names say what they need. */
#define BARE_LOOP(name, instructions, count, cosine)                                                                                                 \
    typedef double lanes_##name __attribute__((vector_size(8 * count)));                                                                             \
    __attribute__((target(instructions))) lanes_##name cosine(lanes_##name);                                                                         \
    __attribute__((target(instructions))) static void bare_##name(const double *x, double *y)                                                        \
    {                                                                                                                                                \
        for (size_t i = 0; i < POINTS; i += count) {                                                                                                 \
            lanes_##name a;                                                                                                                          \
            memcpy(&a, x + i, sizeof a);                                                                                                             \
            a *= cosine(3.14159265358979323846 * a);                                                                                                 \
            memcpy(y + i, &a, sizeof a);                                                                                                             \
        }                                                                                                                                            \
    }
BARE_LOOP(sse2, "sse2", 2, Sleef_cinz_cosd2_u10sse2)
BARE_LOOP(avx, "avx", 4, Sleef_cinz_cosd4_u10avx)
BARE_LOOP(avx512, "avx512f", 8, Sleef_cinz_cosd8_u10avx512fnofma)

static void bare(void *context)
{
    const struct values *values = context;
    if (kernels_chosen() == &kernels_avx512)
        bare_avx512(values->x, values->floor);
    else if (kernels_chosen() == &kernels_avx)
        bare_avx(values->x, values->floor);
    else
        bare_sse2(values->x, values->floor);
    bench_keep(values->floor);
}

static void libm(void *context)
{
    const struct values *values = context;
    for (size_t i = 0; i < POINTS; i++)
        values->floor[i] = values->x[i] * cos(3.14159265358979323846 * values->x[i]);
    bench_keep(values->floor);
}

/* Values whose bits are not those of the widest set, summed over all sets that this processor has. */
static size_t differing_bits(struct values *values)
{
    static const char *const sets[] = {"avx512", "avx", "sse2"};
    size_t differing = 0;
    kernels_choose("auto");
    evaluate(values);
    memcpy(values->floor, values->ours, POINTS * sizeof(double));
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
        if (!kernels_choose(sets[k]))
            continue;
        evaluate(values);
        for (size_t i = 0; i < POINTS; i++)
            differing += memcmp(&values->ours[i], &values->floor[i], sizeof(double)) != 0;
    }
    kernels_choose("auto");
    return differing;
}

void bench_expressions(void)
{
    struct values values = {aligned_alloc(64, POINTS * sizeof(double)), aligned_alloc(64, POINTS * sizeof(double)),
                            aligned_alloc(64, POINTS * sizeof(double))};
    bench_demand(values.x && values.ours && values.floor, "out of memory");
    for (size_t i = 0; i < POINTS; i++)
        values.x[i] = -10 + 20e-6 * (double)i;
    evaluate(&values);
    bare(&values);
    bench_demand(!memcmp(values.ours, values.floor, POINTS * sizeof(double)), "the bare loop gives other bits");
    bench_race(&(struct race){"x·cos(πx), 10⁶ points, against a bare SLEEF loop", evaluate, bare, &values, POINTS, 0, "point", 1.25, 0}, 3);
    bench_race(&(struct race){"x·cos(πx), 10⁶ points, against libm", evaluate, libm, &values, POINTS, 0, "point", 0, 2}, 3);
    static const char differing[] = "values that differ between AVX-512, AVX and SSE2";
    if (bench_wants(differing))
        bench_count(differing, (double)differing_bits(&values), 0, 0, "of 10⁶");
    free(values.x);
    free(values.ours);
    free(values.floor);
}
