/* Networks: products of matrices and a step of SGD against the multiplications and additions that they need, and lockstep against single runs. */
#include "tests/bench/bench.h"

#include "base/random.h"
#include "expression/kernels.h"
#include "network/evaluation.h"
#include "network/networks.h"
#include "optimize/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUMS = 12, BATCH = 32, EXAMPLES = 256, LOCKSTEP = 32, GROUP = 8 };

/* As many multiplications with additions as `count`, nothing loaded or stored: vectors of this width, enough sums at once that none waits. */
#define PEAK(name, target, lanes)                                                                                                                    \
    target static void name(size_t count)                                                                                                            \
    {                                                                                                                                                \
        typedef double vector __attribute__((vector_size(8 * (lanes))));                                                                             \
        vector sum[SUMS] = {{0}}, a = {0}, b = {0};                                                                                                  \
        a += 0.999;                                                                                                                                  \
        b += 0.5;                                                                                                                                    \
        for (size_t i = 0; i < count; i += (lanes)*SUMS)                                                                                             \
            _Pragma("GCC unroll 12") for (int k = 0; k < SUMS; k++)                                                                                  \
            {                                                                                                                                        \
                __asm__ volatile("" : "+x"(a)); /* none of the products is known */                                                                  \
                sum[k] += a * b;                                                                                                                     \
            }                                                                                                                                        \
        bench_keep(sum);                                                                                                                             \
    }
PEAK(peak_sse2, , 2)
PEAK(peak_avx, __attribute__((target("avx"))), 4)
PEAK(peak_avx512, __attribute__((target("avx512f"))), 8)

static void peak(size_t count)
{
    static void (*const widths[])(size_t) = {peak_sse2, peak_avx, peak_avx512};
    widths[kernels_width()](count);
}

/* A network and what its steps need; `lanes` of them. */
struct training {
    struct model model;
    struct examples examples;
    struct batch batch;
    uint32_t which[BATCH * GROUP];
    struct evaluation *evaluation;
    double *weights, *gradient, loss[GROUP];
    size_t lanes, products; /* multiplications with additions that a step's products of matrices take */
};

/* The first layer's inputs have no gradient; each other layer takes three products, that one two. */
static struct training *train(struct arena *arena, const char *network, size_t inputs, size_t outputs, size_t lanes)
{
    struct training *training = ARENA_NEW(arena, struct training, 1);
    struct call call;
    struct error error = {0};
    const struct network_task task = {.inputs = inputs, .outputs = outputs, .loss = &loss_cross_entropy};
    bench_demand(call_read(arena, network, "network", network_kind_at, &call, &error) &&
                     network_model(arena, &call, &task, 1, &training->model, &error),
                 error.detail);
    const size_t parameters = training->model.parameters;
    double *input = ARENA_NEW(arena, double, EXAMPLES *inputs + PRODUCT_PADDING), *target = ARENA_NEW(arena, double, EXAMPLES + PRODUCT_PADDING);
    random_normals(1, random_stream(RANDOM_EXAMPLES, 0), 0, input, EXAMPLES * inputs);
    for (size_t i = 0; i < EXAMPLES; i++)
        target[i] = (double)(i % outputs);
    for (size_t i = 0; i < BATCH * lanes; i++)
        training->which[i] = (uint32_t)(i * 7 % EXAMPLES);
    training->lanes = lanes;
    training->examples = (struct examples){EXAMPLES, inputs, 1, input, target};
    training->batch = (struct batch){.examples = &training->examples, .which = training->which, .by_lane = lanes > 1, .count = BATCH};
    training->weights = ARENA_NEW(arena, double, parameters *lanes + PRODUCT_PADDING);
    training->gradient = ARENA_NEW(arena, double, parameters *lanes + PRODUCT_PADDING);
    training->evaluation = evaluation_create(arena, &training->model, lanes, 1);
    training->products = BATCH * (3 * parameters - inputs * training->model.units[1]) * lanes;
    model_initialize(&training->model, 1, 0, lanes, training->weights);
    return training;
}

static void step(void *context)
{
    struct training *training = context;
    const size_t count = training->model.parameters * training->lanes;
    evaluation_gradient(training->evaluation, training->weights, &training->batch, training->loss, training->gradient);
    rows_chosen()->descend(training->weights, training->gradient, 1e-3, count); /* as method_sgd.c does */
}

static void arithmetic_of_step(void *context)
{
    peak(((const struct training *)context)->products);
}

enum { SIDE = 64, PRODUCTS = 16 };
struct matrices {
    double a[BATCH * SIDE + PRODUCT_PADDING], b[SIDE * SIDE + PRODUCT_PADDING], c[BATCH * SIDE + PRODUCT_PADDING];
};

static void multiply(void *context)
{
    struct matrices *matrices = context;
    for (int i = 0; i < PRODUCTS; i++)
        product_add(&(struct product){.rows = BATCH,
                                      .columns = SIDE,
                                      .depth = SIDE,
                                      .a = matrices->a,
                                      .a_row = SIDE,
                                      .a_step = 1,
                                      .b = matrices->b,
                                      .b_step = SIDE,
                                      .b_column = 1,
                                      .c = matrices->c,
                                      .c_row = SIDE},
                    1);
    bench_keep(matrices->c);
}

static void arithmetic_of_products(void *context)
{
    (void)context;
    peak((size_t)PRODUCTS * BATCH * SIDE * SIDE);
}

struct fleet {
    struct training *single, *group;
};

/* Networks of a group lie side by side, GROUP at a time. */
static void run_lockstep(void *context)
{
    for (int i = 0; i < LOCKSTEP / GROUP; i++)
        step(((const struct fleet *)context)->group);
}

static void run_singly(void *context)
{
    for (int i = 0; i < LOCKSTEP; i++)
        step(((const struct fleet *)context)->single);
}

/* Through the service: a study's answer with 32 seeds, and 32 answers with one. */
#define LEARN "/v1/train.json?data=moons(n=200,noise=0.2)&network=mlp(hidden=16;16)&optimizer=sgd(lr=0.1)&batch=32&epochs=50"

static void answer_seeds(void *context)
{
    (void)context;
    bench_answer(LEARN "&seeds=32", NULL);
}

static void answer_singly(void *context)
{
    (void)context;
    for (int i = 0; i < LOCKSTEP; i++)
        bench_answer(LEARN, NULL);
}

static void races(void *context)
{
    struct arena *arena = context;
    struct matrices *matrices = ARENA_NEW(arena, struct matrices, 1);
    struct training *digits = train(arena, "mlp(hidden=64)", 64, 10, 1);
    struct fleet fleet = {train(arena, "mlp(hidden=16;16)", 2, 2, 1), train(arena, "mlp(hidden=16;16)", 2, 2, GROUP)};
    bench_race(&(struct race){"a product, 32 × 64 by 64 × 64, against its arithmetic alone", multiply, arithmetic_of_products, matrices, PRODUCTS, 0,
                              "product", 1.5, 0},
               1);
    bench_race(&(struct race){"a step of SGD, 64-64-10, tanh, batch of 32, against the arithmetic of its products", step, arithmetic_of_step, digits,
                              1, 0, "step", 1.5, 0},
               2);
    bench_race(
        &(struct race){"a step of 32 networks 2-16-16-2 in lockstep, against 32 steps of one", run_lockstep, run_singly, &fleet, 1, 0, "step", 0, 3},
        2);
    bench_race(&(struct race){"50 epochs of 32 seeds, moons, 2-16-16-2, as JSON, against 32 answers of one", answer_seeds, answer_singly, NULL, 1, 0,
                              "answer", 0, 3},
               2);
}

void bench_networks(void)
{
    struct arena *arena = arena_create(64 << 20);
    bench_demand(arena && arena_protect(arena, races, arena), "out of memory");
    arena_destroy(arena);
}

static void time_step(void *context)
{
    struct training *training = train(context, "mlp(hidden=64)", 64, 10, 1);
    enum { STEPS = 2000 };
    step(training);
    const double start = bench_now();
    for (int i = 0; i < STEPS; i++)
        step(training);
    printf("%.17g\n", (bench_now() - start) / STEPS);
}

void bench_print_step(void)
{
    struct arena *arena = arena_create(64 << 20);
    bench_demand(arena && arena_protect(arena, time_step, arena), "out of memory");
    arena_destroy(arena);
}
