/* Work that idle threads share: each part is done once, memory and cancelling are those of the arena, requests that come go first, and no bit of an
 * answer depends on the threads. */
#include "tests/unit/descents.h"

#include "base/crew.h"
#include "server/dispatch/workers.h"
#include "server/service/service.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { PARTS = 500 };

/* Has work(context) done by a thread of a pool, which is then waited for. */
struct task {
    void (*work)(void *context);
    void *context;
    atomic_bool done;
};

static void perform(void *job)
{
    struct task *task = job;
    task->work(task->context);
    atomic_store(&task->done, true);
}

static void refuse(void *job)
{
    (void)job;
    fail();
}

static void on_pool(struct workers *workers, void (*work)(void *context), void *context)
{
    struct task task = {work, context, false};
    assert_true(workers_submit(workers, &(struct piece){perform, refuse, &task, 1, 1}));
    while (!atomic_load(&task.done))
        sched_yield();
}

/* --- Parts --- */

struct counted {
    struct arena *arena;
    atomic_int times[PARTS];
    atomic_int fail_at; /* the part that cancels the work; none if negative */
    size_t bytes;       /* that every seventh part takes */
    bool left;          /* by way of arena_protect */
};

static void count_part(void *context, struct arena *scratch, size_t index)
{
    struct counted *counted = context;
    char *memory = arena_allocate(scratch, index % 7 ? 100 : counted->bytes, 1);
    memory[0] = 1;
    if ((int)index == counted->fail_at)
        arena_cancel(counted->arena);
    arena_checkpoint(scratch);
    atomic_fetch_add(&counted->times[index], 1);
}

static void share_parts(void *context)
{
    struct counted *counted = context;
    crew_share(counted->arena, PARTS, 1 << 20, count_part, counted);
}

static void protect_parts(void *context)
{
    struct counted *counted = context;
    counted->left = !arena_protect(counted->arena, share_parts, counted);
}

static struct counted *count_parts(struct workers *workers, size_t cap, size_t bytes, int fail_at)
{
    struct counted *counted = calloc(1, sizeof *counted);
    assert_non_null(counted);
    counted->arena = arena_create(cap);
    counted->bytes = bytes;
    counted->fail_at = fail_at;
    arena_lend(counted->arena, workers ? workers_crew(workers) : NULL);
    assert_int_equal(crew_threads(counted->arena), workers ? 4 : 1);
    if (workers)
        on_pool(workers, protect_parts, counted);
    else
        protect_parts(counted);
    return counted;
}

static void release_parts(struct counted *counted)
{
    arena_destroy(counted->arena);
    free(counted);
}

/* Every part once, with a pool and without; where some need more than their scratch, or the arena is too small for several at once, too. */
static void test_parts(void **state)
{
    (void)state;
    struct workers *workers = workers_start(4, 10, 5);
    const size_t caps[] = {64 << 20, 3 << 20}, bytes[] = {1000, 2 << 20};
    for (int pool = 0; pool < 2; pool++)
        for (int k = 0; k < 4; k++) {
            struct counted *counted = count_parts(pool ? workers : NULL, caps[k & 1], bytes[k >> 1], -1);
            assert_false(counted->left);
            for (size_t i = 0; i < PARTS; i++)
                assert_int_equal(counted->times[i], 1);
            assert_true(arena_used(counted->arena) < 10000);
            release_parts(counted);
        }
    workers_destroy(workers);
}

/* What is too much for the arena is too much with a pool as well, and what is cancelled ends. */
static void test_left(void **state)
{
    (void)state;
    struct workers *workers = workers_start(4, 10, 5);
    for (int pool = 0; pool < 2; pool++) {
        struct counted *counted = count_parts(pool ? workers : NULL, 8 << 20, 9 << 20, -1);
        assert_true(counted->left && arena_fault(counted->arena) == ARENA_OVER_CAP);
        release_parts(counted);
        counted = count_parts(pool ? workers : NULL, 64 << 20, 1000, 300);
        assert_true(counted->left && arena_fault(counted->arena) == ARENA_CANCELLED);
        assert_int_equal(counted->times[300], 0);
        release_parts(counted);
    }
    workers_destroy(workers);
}

/* --- Work beside other work --- */

struct pair {
    struct counted *counted; /* whose parts are the work */
    atomic_int began;        /* how often what is beside it was begun */
    atomic_bool ended;
    bool left;
};

static void count_beside(void *context)
{
    struct pair *pair = context;
    atomic_fetch_add(&pair->began, 1);
    for (int i = 0; i < 100; i++)
        sched_yield();
    atomic_store(&pair->ended, true);
}

static void work_beside(void *context)
{
    struct pair *pair = context;
    crew_beside(pair->counted->arena, share_parts, pair->counted, count_beside, pair);
}

static void protect_beside(void *context)
{
    struct pair *pair = context;
    pair->left = !arena_protect(pair->counted->arena, work_beside, pair);
}

/* Both are done once, and the work shares its parts; where it is cancelled nobody is at the other any more. */
static void test_beside(void **state)
{
    (void)state;
    struct workers *workers = workers_start(4, 10, 5);
    for (int pool = 0; pool < 2; pool++)
        for (int round = 0; round < 40; round++) {
            struct counted *counted = calloc(1, sizeof *counted);
            struct pair pair = {.counted = counted};
            const bool cancelled = round % 4 == 0;
            assert_non_null(counted);
            counted->arena = arena_create(64 << 20);
            counted->bytes = 1000;
            counted->fail_at = cancelled ? 300 : -1;
            arena_lend(counted->arena, pool ? workers_crew(workers) : NULL);
            if (pool)
                on_pool(workers, protect_beside, &pair);
            else
                protect_beside(&pair);
            assert_int_equal(pair.left, cancelled);
            assert_true(pair.began == (pool || !cancelled) && pair.ended == (pair.began > 0));
            for (size_t i = 0; i < PARTS && !cancelled; i++)
                assert_int_equal(counted->times[i], 1);
            release_parts(counted);
        }
    workers_destroy(workers);
}

/* --- Requests go first --- */

struct visit {
    struct workers *workers;
    atomic_int begun, begun_before; /* parts, in all and when the other piece of work came to its turn */
    atomic_bool submitted, came;
};

static void come(void *job)
{
    struct visit *visit = job;
    atomic_store(&visit->begun_before, atomic_load(&visit->begun));
    atomic_store(&visit->came, true);
}

/* The first part submits other work and waits for it; the other thread is at its first part until then. */
static void receive(void *context, size_t index)
{
    struct visit *visit = context;
    atomic_fetch_add(&visit->begun, 1);
    if (index == 0) {
        while (atomic_load(&visit->begun) < 2)
            sched_yield();
        assert_true(workers_submit(visit->workers, &(struct piece){come, refuse, visit, 2, 1}));
        atomic_store(&visit->submitted, true);
        while (!atomic_load(&visit->came))
            sched_yield();
    }
    while (!atomic_load(&visit->submitted))
        sched_yield();
}

static void share_visited(void *context)
{
    struct visit *visit = context;
    struct crew *crew = workers_crew(visit->workers);
    crew->share(crew, PARTS, receive, visit);
}

static void test_requests_first(void **state)
{
    (void)state;
    struct workers *workers = workers_start(2, 10, 5);
    struct visit visit = {.workers = workers};
    on_pool(workers, share_visited, &visit);
    assert_int_equal(visit.begun, PARTS);
    assert_int_equal(visit.begun_before, 2);
    workers_destroy(workers);
}

/* A crew that counts how often it is asked. */
struct watched_crew {
    struct crew crew; /* first */
    struct crew *watched;
    size_t times, pieces; /* and how many pieces in all */
};

static void share_watched(struct crew *crew, size_t count, void (*piece)(void *context, size_t index), void *context)
{
    struct watched_crew *mine = (struct watched_crew *)crew;
    mine->times++;
    mine->pieces += count;
    mine->watched->share(mine->watched, count, piece, context);
}

static struct watched_crew watch_crew(struct workers *workers)
{
    struct crew *watched = workers_crew(workers);
    return (struct watched_crew){{watched->threads, share_watched}, watched, 0, 0};
}

/* --- Bits --- */

struct race {
    struct arena *arena;
    const struct setting *setting;
    struct descent_ends ends;
};

static void run_race(void *context)
{
    struct race *race = context;
    race->ends = run(race->arena, race->setting, NULL);
}

static void protect_race(void *context)
{
    struct race *race = context;
    if (!arena_protect(race->arena, run_race, race))
        fail();
}

/* Runs of every method end in the same bits, also with noise. */
static void test_bits(void **state)
{
    (void)state;
    enum { COUNT = 3001, STEPS = 200 }; /* enough to be worth sharing, with any method */
    struct workers *workers = workers_start(4, 10, 5);
    double *starts = malloc(2 * COUNT * sizeof *starts);
    assert_true(workers && starts);
    random_uniforms(1, random_stream(RANDOM_START, 0), 0, starts, 2 * COUNT);
    for (size_t i = 0; method_at(i); i++) {
        const struct setting settings[] = {{"himmelblau", method_at(i)->name, NULL, 2, STEPS, COUNT, 0, 0, starts, NULL},
                                           {"himmelblau", method_at(i)->name, NULL, 2, STEPS, COUNT, 0.1, 0, starts, NULL}};
        if (method_of(&(struct call){.callable = method_at(i)})->squares)
            continue; /* of sums of squares alone */
        for (size_t k = 0; k < sizeof settings / sizeof *settings; k++) {
            struct watched_crew crew = watch_crew(workers);
            struct race alone = {.arena = arena_create(ARENA_BYTES), .setting = &settings[k]},
                        shared = {.arena = arena_create(ARENA_BYTES), .setting = &settings[k]};
            arena_lend(shared.arena, &crew.crew);
            protect_race(&alone);
            on_pool(workers, protect_race, &shared);
            assert_int_equal(crew.times, 1);
            assert_memory_equal(alone.ends.x, shared.ends.x, 2 * COUNT * sizeof(double));
            assert_memory_equal(alone.ends.value, shared.ends.value, COUNT * sizeof(double));
            assert_memory_equal(alone.ends.gradient_norm, shared.ends.gradient_norm, COUNT * sizeof(double));
            assert_memory_equal(alone.ends.steps, shared.ends.steps, COUNT * sizeof(size_t));
            assert_memory_equal(alone.ends.evaluations, shared.ends.evaluations, COUNT * sizeof(size_t));
            assert_memory_equal(alone.ends.stops, shared.ends.stops, COUNT * sizeof(enum descent_stop));
            arena_destroy(alone.arena);
            arena_destroy(shared.arena);
        }
    }
    free(starts);
    workers_destroy(workers);
}

/* --- Answers --- */

struct asking {
    struct arena *arena;
    const char *target;
    struct response response;
};

static void ask(void *context)
{
    struct asking *asking = context;
    service_respond(&service_default_limits, &(struct request){.method = "GET", .target = asking->target, .ready = true}, asking->arena,
                    &asking->response);
}

static void test_answers(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        size_t pieces; /* that there are at least */
    } rows[] = {
        {"/v1/basins.csv?f=himmelblau&samples=81", 18},
        {"/v1/basins.csv?f=rastrigin&optimizer=adam(lr=0.1)&samples=61&steps=100", 2},
        {"/v1/escape.csv?f=risk&start=-0.27&region=-1:0.27&noise=1,2&runs=2000", 8},
        {"/v1/sweep.csv?f=himmelblau&optimizer=momentum&x=lr,0:0.05&y=momentum,0:1&samples=60&measure=rate", 2},
        {"/v1/sweep.csv?f=rosenbrock&start=-1,1&steps=50&x=lr,0.0001:0.01,log&samples=30&noise=1&seeds=50&measure=value", 2},
        {"/v1/train.csv?data=moons(n=60)&network=mlp(hidden=8)&optimizer=adam(lr=0.02)&seeds=21&epochs=30", 3},
        {"/v1/train.json?data=blobs(n=60)&network=mlp(hidden=6)&optimizer=momentum(lr=0.05),lbfgs&batch=0&seeds=17&epochs=20&view=sharpness", 6},
        {"/v1/train.json?data=digits(n=60,test=30)&network=mlp(hidden=6)&optimizer=sgd(lr=0.1)&seeds=9&epochs=30&weights=1", 2},
        {"/v1/critical-points.csv?f=langermann", 2},
        {"/v1/critical-points.csv?f=levy_n13", 2},
        {"/v1/critical-points.csv?f=ackley", 2},
        {"/v1/critical-points.csv?f=abs(sin(4*x*y))*(x-y)^2", 2},
    };
    struct workers *workers = workers_start(4, 10, 5);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct asking alone = {.arena = arena_create(ARENA_BYTES), .target = rows[i].target},
                      shared = {.arena = arena_create(ARENA_BYTES), .target = rows[i].target};
        struct watched_crew crew = watch_crew(workers);
        arena_lend(shared.arena, &crew.crew);
        ask(&alone);
        on_pool(workers, ask, &shared);
        if (alone.response.status != 200 || shared.response.status != 200 || alone.response.length != shared.response.length)
            fail_msg("%s", rows[i].target);
        if (crew.pieces < rows[i].pieces)
            fail_msg("%zu pieces: %s", crew.pieces, rows[i].target);
        assert_memory_equal(alone.response.body, shared.response.body, alone.response.length);
        arena_destroy(alone.arena);
        arena_destroy(shared.arena);
    }
    workers_destroy(workers);
}

int main(void)
{
    struct error error = {0};
    if (!service_start(&error))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),          cmocka_unit_test(test_left), cmocka_unit_test(test_beside),
        cmocka_unit_test(test_requests_first), cmocka_unit_test(test_bits), cmocka_unit_test(test_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
