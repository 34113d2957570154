/* Descents as tests describe them: a few words a row, run to their ends. */
#ifndef TESTS_DESCENTS_H
#define TESTS_DESCENTS_H

#include "base/random.h"
#include "expression/kernels.h"
#include "optimize/descent.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/landscapes.h"

enum { ARENA_BYTES = 256 << 20 };

static inline struct call read_call(struct arena *arena, const char *text, call_table *table)
{
    struct call call;
    struct error error = {0};
    if (!call_read(arena, text, "optimizer", table, &call, &error))
        fail_msg("%s: %s", text, error.detail);
    return call;
}

/* A descent as a test describes it. */
struct setting {
    const char *f, *method, *schedule;
    size_t dimension, steps, count;
    double noise;
    size_t batch;
    const double *starts;
    struct noise_table *normals;
};

/* On this landscape rather than on that of setting->f, which is not read. */
static inline struct descent_ends run_on(struct arena *arena, struct landscape *landscape, const struct setting *setting,
                                         const struct descent_observer *observer)
{
    const struct call method = read_call(arena, setting->method, method_at);
    const struct call schedule = read_call(arena, setting->schedule ? setting->schedule : "constant", schedule_at);
    struct objective objective;
    struct error error = {0};
    const size_t count = setting->count ? setting->count : 1, n = landscape->dimension;
    assert_true(objective_formula(arena, landscape, method_of(&method)->curvature, &objective, &error));
    assert_true(!method_of(&method)->squares || objective_formula_squares(arena, landscape, &objective, &error));
    assert_true(!setting->batch || objective_formula_terms(arena, landscape, &objective, &error));
    double *rates = ARENA_NEW(arena, double, setting->steps + 1);
    schedule_rates(&schedule, method.values[METHOD_LR], setting->steps, rates, setting->steps + 1);
    const struct descent_options options = {.method = &method,
                                            .rates = rates,
                                            .steps = setting->steps,
                                            .tolerance = -1,
                                            .noise = setting->noise,
                                            .batch = setting->batch,
                                            .seed = 1,
                                            .normals = setting->normals};
    const struct descent_ends ends = {
        .x = ARENA_NEW(arena, double, n *count),
        .value = ARENA_NEW(arena, double, count),
        .gradient_norm = ARENA_NEW(arena, double, count),
        .steps = ARENA_NEW(arena, size_t, count),
        .evaluations = ARENA_NEW(arena, size_t, count),
        .stops = ARENA_NEW(arena, enum descent_stop, count),
    };
    descent_run(arena, &objective, &options, setting->starts, count, &ends, observer);
    return ends;
}

static inline struct descent_ends run(struct arena *arena, const struct setting *setting, const struct descent_observer *observer)
{
    return run_on(arena, resolve(arena, setting->f, setting->dimension), setting, observer);
}

/* A run's bits depend neither on the block that it was in nor on the instruction set: `count` runs together, with every set, and the first `alone` of them.
 * The noise is keyed by the run's number, so that these keep theirs. */
static inline void check_lockstep(const char *method, size_t count, size_t alone, size_t steps, double noise)
{
    static const char *const sets[] = {"sse2", "avx", "avx512"};
    struct arena *arena = arena_create(ARENA_BYTES);
    double *starts = ARENA_NEW(arena, double, 2 * count), *few = ARENA_NEW(arena, double, 2 * alone);
    random_uniforms(1, random_stream(RANDOM_START, 0), 0, starts, 2 * count);
    for (size_t i = 0; i < 2 * count; i++)
        starts[i] = 8 * starts[i] - 4;
    struct setting setting = {.f = "himmelblau", .method = method, .steps = steps, .count = count, .noise = noise, .starts = starts};
    const struct descent_ends together = run(arena, &setting, NULL);
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
        if (!kernels_choose(sets[k]))
            continue;
        const struct descent_ends again = run(arena, &setting, NULL);
        if (memcmp(again.x, together.x, 2 * count * sizeof *again.x) != 0)
            fail_msg("%s ends elsewhere with %s", method, sets[k]);
    }
    kernels_choose("auto");
    for (size_t i = 0; i < alone; i++) {
        few[i] = starts[i];
        few[alone + i] = starts[count + i];
    }
    setting.count = alone;
    setting.starts = few;
    const struct descent_ends apart = run(arena, &setting, NULL);
    for (size_t i = 0; i < alone; i++)
        if (apart.x[i] != together.x[i] || apart.x[alone + i] != together.x[count + i] || apart.steps[i] != together.steps[i])
            fail_msg("%s ends elsewhere in a block of few", method);
    arena_destroy(arena);
}

#endif
