/* Values and gradients of Rosenbrock's function against C written by hand, and what blocks of points are worth to a map of basins. */
#include "tests/bench/bench.h"

#include "landscape/landscape.h"
#include "optimize/descent.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBERS = 1 << 17, MOST_DIMENSION = 100 };

struct slopes {
    size_t dimension, points;
    const struct program *program;
    struct workspace *workspace;
    const double *inputs[MOST_DIMENSION];
    double *outputs[1 + MOST_DIMENSION];
    double *x, *value, *gradient; /* of the floor: point by point, as C is written */
};

static void engine(void *context)
{
    const struct slopes *slopes = context;
    program_run(slopes->program, slopes->workspace, slopes->inputs, slopes->outputs, slopes->points);
    bench_keep(slopes->outputs[0]);
}

static void by_hand_2(void *context)
{
    const struct slopes *slopes = context;
    for (size_t i = 0; i < slopes->points; i++) {
        const double x = slopes->x[2 * i], y = slopes->x[2 * i + 1], bend = y - x * x, rest = 1 - x;
        slopes->value[i] = 100 * bend * bend + rest * rest;
        slopes->gradient[2 * i] = -400 * x * bend - 2 * rest;
        slopes->gradient[2 * i + 1] = 200 * bend;
    }
    bench_keep(slopes->gradient);
}

static void by_hand_n(void *context)
{
    const struct slopes *slopes = context;
    const size_t n = slopes->dimension;
    for (size_t i = 0; i < slopes->points; i++) {
        const double *x = slopes->x + i * n;
        double *gradient = slopes->gradient + i * n, value = 0;
        memset(gradient, 0, n * sizeof *gradient);
        for (size_t k = 0; k + 1 < n; k++) {
            const double bend = x[k + 1] - x[k] * x[k], rest = 1 - x[k];
            value += 100 * bend * bend + rest * rest;
            gradient[k] += -400 * x[k] * bend - 2 * rest;
            gradient[k + 1] += 200 * bend;
        }
        slopes->value[i] = value;
    }
    bench_keep(slopes->gradient);
}

static struct landscape *resolve(struct arena *arena, const char *text, size_t dimension)
{
    struct landscape *landscapes;
    struct error error = {0};
    size_t count;
    bench_demand(landscape_resolve(arena, text, dimension, 0, NULL, 0, &landscapes, &count, &error), error.detail);
    return &landscapes[0];
}

static void race_rosenbrock(const char *work, size_t dimension, size_t points, double most)
{
    struct arena *arena = arena_create(64 << 20);
    struct slopes slopes = {.dimension = dimension, .points = points};
    struct program *program;
    struct error error = {0};
    bench_demand(landscape_program(resolve(arena, "rosenbrock", dimension), 1, &program, &error), error.detail);
    slopes.program = program;
    slopes.workspace = workspace_create(arena, program);
    slopes.x = ARENA_NEW(arena, double, points *dimension);
    slopes.value = ARENA_NEW(arena, double, points);
    slopes.gradient = ARENA_NEW(arena, double, points *dimension);
    slopes.outputs[0] = ARENA_NEW(arena, double, points);
    for (size_t k = 0; k < dimension; k++) {
        double *input = ARENA_NEW(arena, double, points);
        slopes.inputs[k] = input;
        slopes.outputs[1 + k] = ARENA_NEW(arena, double, points);
        for (size_t i = 0; i < points; i++)
            slopes.x[i * dimension + k] = input[i] = -2 + 4 * (double)((i * 7919 + k * 104729) % 1000) / 1000;
    }
    bench_race(&(struct race){work, engine, dimension == 2 ? by_hand_2 : by_hand_n, &slopes, (double)points, 0, "point", most, 0}, 2);
    arena_destroy(arena);
}

/* Basins: every start of a grid takes the same steps. */
enum { SIDE = 400, STARTS = SIDE * SIDE, STEPS = 200, SAMPLE = 200 };

struct basins {
    struct objective objective;
    struct descent_options options;
    double *starts, *ends, *single;
    struct workspace *workspace;
};

static void lockstep(void *context)
{
    const struct basins *basins = context;
    struct arena *arena = arena_create(64 << 20);
    descent_run(arena, &basins->objective, &basins->options, basins->starts, STARTS, &(struct descent_ends){.x = basins->ends}, NULL);
    arena_destroy(arena);
}

/* The same steps, one start after another, for every SAMPLE-th of them. */
static void point_by_point(void *context)
{
    const struct basins *basins = context;
    for (size_t start = 0; start < STARTS; start += SAMPLE) {
        double x = basins->starts[start], y = basins->starts[STARTS + start], value, dx, dy;
        for (size_t step = 0;; step++) {
            program_run(objective_formula_program(&basins->objective, false), basins->workspace, (const double *const[]){&x, &y},
                        (double *const[]){&value, &dx, &dy}, 1);
            if (step == STEPS)
                break;
            x -= basins->options.rates[step] * dx;
            y -= basins->options.rates[step] * dy;
        }
        basins->single[start / SAMPLE] = x;
    }
    bench_keep(basins->single);
}

static void race_basins(void)
{
    struct arena *arena = arena_create(64 << 20);
    struct basins basins = {.options = {.steps = STEPS, .tolerance = -1}};
    struct error error = {0};
    bench_demand(objective_formula(arena, resolve(arena, "himmelblau", 0), false, &basins.objective, &error), error.detail);
    basins.workspace = workspace_create(arena, objective_formula_program(&basins.objective, false));
    struct call method;
    bench_demand(call_read(arena, "gd", "optimizer", method_at, &method, &error), error.detail);
    basins.options.method = &method;
    double *rates = ARENA_NEW(arena, double, STEPS + 1);
    for (size_t i = 0; i <= STEPS; i++)
        rates[i] = 0.005;
    basins.options.rates = rates;
    basins.starts = ARENA_NEW(arena, double, 2 * STARTS);
    basins.ends = ARENA_NEW(arena, double, 2 * STARTS);
    basins.single = ARENA_NEW(arena, double, STARTS / SAMPLE + 1);
    for (size_t i = 0; i < STARTS; i++) {
        basins.starts[i] = -5 + 10.0 * (double)(i % SIDE) / (SIDE - 1);
        basins.starts[STARTS + i] = -5 + 10.0 * (double)(i / SIDE) / (SIDE - 1);
    }
    lockstep(&basins);
    point_by_point(&basins);
    for (size_t start = 0; start < STARTS; start += SAMPLE)
        bench_demand(basins.single[start / SAMPLE] == basins.ends[start], "basins end elsewhere point by point");
    bench_race(&(struct race){"basins 400 × 400, 200 steps, against point by point", lockstep, point_by_point, &basins, STARTS, STARTS / SAMPLE,
                              "start", 0, 8},
               3);
    arena_destroy(arena);
}

/* Maps of two settings as the service answers them, each run with a rate and a memory of its own. */
static void time_sweeps(void)
{
    static const struct {
        const char *work, *target;
    } rows[] = {
        {"sweep 256 × 256, 100 steps of momentum",
         "/v1/sweep.txt?f=rosenbrock&optimizer=momentum&x=lr,0.0001:0.01,log&y=momentum,0:0.9&samples=256&steps=100&tolerance=0"},
        {"sweep 256 × 256, 100 steps of Adam",
         "/v1/sweep.txt?f=rosenbrock&optimizer=adam&x=lr,0.0001:0.01,log&y=beta1,0:0.9&samples=256&steps=100&tolerance=0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double least = INFINITY;
        if (!bench_wants(rows[i].work))
            continue;
        for (int turn = 0; turn < 5; turn++) {
            const double begun = bench_now();
            bench_answer(rows[i].target, NULL);
            least = fmin(least, bench_now() - begun);
        }
        bench_count(rows[i].work, round(least / 1e4) / 100, 0, 150, "ms");
    }
}

void bench_landscapes(void)
{
    time_sweeps();
    race_rosenbrock("Rosenbrock value and gradient, 2-D, block of 10,000, against C by hand", 2, 10000, 1.5);
    race_rosenbrock("the same in 100-D, block of 256", 100, 256, 1.5);
    race_rosenbrock("the same in 100-D, one point", 100, 1, 0);
    race_basins();
}
