/* How time grows: each question over three decades of its size. */
#include "tests/bench/bench.h"

#include "analysis/random_matrix.h"
#include "optimize/descent.h"
#include "server/service/service.h"

#include <stdint.h>
#include <stdio.h>

/* The size goes where the target has "%zu". */
__attribute__((format(printf, 1, 0))) static void ask(const char *format, size_t size)
{
    struct service_limits limits = service_default_limits;
    char target[256];
    struct arena *arena = arena_create((size_t)2 << 30);
    struct response response;
    limits.arena_bytes = (size_t)2 << 30;
    limits.cost = 1e15;
    snprintf(target, sizeof target, format, size);
    service_respond(&limits, &(struct request){.method = "GET", .target = target, .ready = true}, arena, &response);
    bench_demand(response.status == 200, response.status == 200 ? target : response.body);
    arena_destroy(arena);
}

static void points_json(void *context, size_t size)
{
    (void)context;
    ask("/v1/landscape.json?f=x*cos(pi*x)&x=-1:2&samples=%zu", size);
}

static void points_png(void *context, size_t size)
{
    (void)context;
    ask("/v1/landscape.png?f=x*cos(pi*x)&x=-1:2&samples=%zu", size);
}

static void steps_json(void *context, size_t size)
{
    (void)context;
    ask("/v1/descent.json?f=rosenbrock&dim=2&start=-1,1&optimizer=adam&lr=0.001&steps=%zu", size);
}

static void steps_png(void *context, size_t size)
{
    (void)context;
    ask("/v1/descent.png?f=rosenbrock&dim=2&start=-1,1&optimizer=adam&lr=0.001&steps=%zu", size);
}

static void matrix_order(void *context, size_t size)
{
    uint64_t *negative = context;
    struct arena *arena = arena_create(64 << 20);
    random_matrix_signs(arena, &(struct ensemble){.entries = ENTRIES_GOE, .n = size, .seed = 1}, 1, negative);
    arena_destroy(arena);
}

/* From text to the program of the gradient. */
static void terms(void *context, size_t size)
{
    char formula[64];
    struct arena *arena = arena_create((size_t)1 << 30);
    struct landscape *landscapes;
    struct program *program;
    struct error error = {0};
    size_t count;
    (void)context;
    snprintf(formula, sizeof formula, "sum(i, 1, %zu, x^2*cos(i*x))", size);
    bench_demand(landscape_resolve(arena, formula, 0, 0, NULL, 0, &landscapes, &count, &error), error.detail);
    bench_demand(landscape_program(&landscapes[0], 1, &program, &error), error.detail);
    arena_destroy(arena);
}

/* A thousand steps of one run, from text to its end. */
static void coordinates(void *context, size_t size)
{
    enum { STEPS = 1000 };
    static double rates[STEPS + 1];
    struct arena *arena = arena_create((size_t)1 << 30);
    struct landscape *landscapes;
    struct objective objective;
    struct call method;
    struct error error = {0};
    size_t count;
    (void)context;
    bench_demand(landscape_resolve(arena, "styblinski_tang", size, 0, NULL, 0, &landscapes, &count, &error), error.detail);
    bench_demand(objective_formula(arena, landscapes, false, &objective, &error), error.detail);
    bench_demand(call_read(arena, "adam", "optimizer", method_at, &method, &error), error.detail);
    for (size_t i = 0; i <= STEPS; i++)
        rates[i] = 0.001;
    double *x = ARENA_NEW(arena, double, size);
    descent_run(arena, &objective, &(struct descent_options){.method = &method, .rates = rates, .steps = STEPS, .tolerance = -1}, x, 1,
                &(struct descent_ends){.x = x}, NULL);
    bench_keep(x);
    arena_destroy(arena);
}

void bench_growths(void)
{
    static uint64_t negative[65536];
    bench_growth("points, 10³ to 10⁶, as JSON", points_json, NULL, 1000, 1);
    bench_growth("points, 10³ to 10⁶, as PNG", points_png, NULL, 1000, 1);
    bench_growth("steps of a descent, 10 to 10⁴, as JSON", steps_json, NULL, 10, 1);
    bench_growth("steps of a descent, 10 to 10⁴, as PNG", steps_png, NULL, 10, 1);
    bench_growth("terms of a formula, 1 to 1000, text to gradient program", terms, NULL, 1, 1);
    bench_growth("coordinates of a descent of 1,000 steps, 1 to 1000", coordinates, NULL, 1, 1);
    bench_growth("order of a GOE matrix, 10 to 10⁴, signs", matrix_order, negative, 10, 1);
}
