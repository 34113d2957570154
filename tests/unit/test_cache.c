/* What stands between requests and the service: the cache and its bounds, answers computed once for many, deadlines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"
#include "server/dispatch/dispatch.h"
#include "server/http/metrics.h"
#include "server/dispatch/siphash.h"
#include "tests/unit/arena.h"
#include "tests/unit/serving.h"

/* --- The cache --- */

static atomic_int alive;

struct thing {
    struct shared shared;
    int number;
};

static void destroy_thing(struct shared *shared)
{
    atomic_fetch_sub(&alive, 1);
    free(shared);
}

static struct thing *new_thing(int number)
{
    struct thing *thing = calloc(1, sizeof *thing);
    shared_init(&thing->shared, destroy_thing);
    thing->number = number;
    atomic_fetch_add(&alive, 1);
    return thing;
}

static void keep(struct cache *cache, int number, size_t bytes)
{
    char key[32];
    struct thing *thing = new_thing(number);
    cache_keep(cache, key, (size_t)snprintf(key, sizeof key, "key %d", number), thing, bytes);
    shared_release(thing);
}

/* The number kept under that of its key; -1 if nothing is. */
static int find(struct cache *cache, int number)
{
    char key[32];
    struct thing *thing = cache_find(cache, key, (size_t)snprintf(key, sizeof key, "key %d", number));
    const int found = thing ? thing->number : -1;
    shared_release(thing);
    return found;
}

static void test_cache_keeps(void **state)
{
    (void)state;
    struct cache *cache = cache_create(1 << 20);
    struct cache_counts counts;
    for (int i = 0; i < 1000; i++)
        keep(cache, i, 100);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(find(cache, i), i);
    assert_int_equal(find(cache, 1000), -1);
    cache_count(cache, &counts);
    assert_true(counts.entries == 1000 && counts.hits == 1000 && counts.misses == 1 && counts.evictions == 0);
    assert_true(counts.bytes > 100 * 1000 && counts.bytes < 1 << 20);
    /* What is kept anew takes the place of the old; what is found outlives its place. */
    struct thing *held = cache_find(cache, "key 7", 5);
    struct thing *other = new_thing(77);
    cache_keep(cache, "key 7", 5, other, 100);
    shared_release(other);
    assert_int_equal(find(cache, 7), 77);
    assert_int_equal(held->number, 7);
    cache_destroy(cache);
    assert_int_equal(atomic_load(&alive), 1);
    shared_release(held);
    assert_int_equal(atomic_load(&alive), 0);
}

static void test_cache_forgets(void **state)
{
    enum { BYTES = 1 << 18, EACH = 1000, COUNT = 2000 };
    (void)state;
    struct cache *cache = cache_create(BYTES);
    struct cache_counts counts;
    for (int i = 0; i < COUNT; i++) {
        keep(cache, i, EACH);
        /* What is asked for again and again stays. */
        assert_int_equal(find(cache, 0), 0);
        cache_count(cache, &counts);
        assert_true(counts.bytes <= BYTES);
    }
    /* Each of the eight shards holds its latest: the oldest of all that are left is about as old as the memory allows, none is younger and gone. */
    int oldest = COUNT;
    for (int i = COUNT - 1; i > 0; i--)
        if (find(cache, i) == i)
            oldest = i;
    assert_true(oldest > COUNT - 2 * BYTES / EACH);
    for (int i = COUNT - BYTES / EACH / 4; i < COUNT; i++)
        assert_int_equal(find(cache, i), i);
    cache_count(cache, &counts);
    assert_true(counts.evictions == COUNT - counts.entries);
    /* What is too large for its shard is not kept, and drives nothing out. */
    const size_t entries = counts.entries;
    keep(cache, COUNT, BYTES / 8);
    assert_int_equal(find(cache, COUNT), -1);
    cache_count(cache, &counts);
    assert_int_equal(counts.entries, entries);
    cache_destroy(cache);
    assert_int_equal(atomic_load(&alive), 0);
}

/* In one shard, by one key after another: the order of going is that of the last use. */
static void test_cache_order(void **state)
{
    (void)state;
    struct cache *cache = cache_create(8 * 10 * 1100);
    for (int i = 0; i < 60; i++)
        keep(cache, i, 1000);
    int left[60], count = 0;
    for (int i = 0; i < 60; i++)
        if (find(cache, i) == i)
            left[count++] = i;
    assert_true(count > 20);
    /* The searches above were uses too, in this order; so what goes first now is the first found in each shard. */
    find(cache, left[0]);
    for (int i = 100; i < 112; i++)
        keep(cache, i, 1000);
    assert_int_equal(find(cache, left[0]), left[0]);
    cache_destroy(cache);
    assert_int_equal(atomic_load(&alive), 0);
}

static void test_cache_of_nothing(void **state)
{
    (void)state;
    struct cache *cache = cache_create(0);
    keep(cache, 1, 1);
    assert_int_equal(find(cache, 1), -1);
    cache_destroy(cache);
    cache_destroy(NULL);
    assert_int_equal(atomic_load(&alive), 0);
}

static void test_cache_without_memory(void **state)
{
    (void)state;
    for (long allowed = 0; allowed < 12; allowed++) {
        memory_fail_after(allowed);
        struct cache *cache = cache_create(1 << 16);
        for (int i = 0; cache && i < 3; i++)
            keep(cache, i, 10);
        memory_fail_after(-1);
        for (int i = 0; cache && i < 3; i++)
            assert_true(find(cache, i) == i || find(cache, i) == -1);
        cache_destroy(cache);
    }
    assert_int_equal(atomic_load(&alive), 0);
}

/* The vector of the reference implementation for two rounds is not ours; what counts is that key, length and each byte matter. */
static void test_hash(void **state)
{
    (void)state;
    const uint64_t key[2] = {1, 2}, other[2] = {1, 3};
    char text[20] = "abcdefghijklmnopqrs";
    uint64_t seen[64];
    size_t count = 0;
    for (size_t length = 0; length < sizeof text; length++)
        seen[count++] = siphash(key, text, length);
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] ^= 1;
        seen[count++] = siphash(key, text, sizeof text);
        text[i] ^= 1;
    }
    seen[count++] = siphash(other, text, sizeof text);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(seen[i] != seen[k]);
    assert_true(siphash(key, text, 19) == seen[19]);
}

/* --- Answers --- */

static atomic_int answered;

struct asked {
    struct job job;
    atomic_bool done;
};

static void note(struct job *job)
{
    atomic_store(&((struct asked *)job)->done, true);
    atomic_fetch_add(&answered, 1);
}

static void ask(struct dispatch *dispatch, struct asked *asked, const char *target)
{
    *asked = (struct asked){.job.request = {.method = "GET", .target = target, .host = "a"}, .job.done = note};
    atomic_init(&asked->done, false);
    if (dispatch_at_once(dispatch, &asked->job)) {
        note(&asked->job);
        return;
    }
    if (!dispatch_submit(dispatch, &asked->job)) {
        dispatch_busy(&asked->job);
        note(&asked->job);
    }
}

static int answer_of(struct asked *asked)
{
    for (int i = 0; i < 600000 && !atomic_load(&asked->done); i++)
        usleep(1000);
    assert_true(atomic_load(&asked->done));
    return asked->job.answer->status;
}

static struct dispatch *open_dispatch(const struct service_limits *limits, size_t threads, size_t cache_bytes)
{
    struct dispatch *dispatch = dispatch_start(&(struct dispatch_options){limits, threads, 64, cache_bytes});
    assert_non_null(dispatch);
    return dispatch;
}

/* For a machine that is slow, or made so by what looks over its shoulder. */
static struct service_limits patient_limits(void)
{
    struct service_limits limits = service_default_limits;
    limits.seconds = 600;
    return limits;
}

static const char slow[] = "/v1/landscape.txt?f=sum(i,1,100,sin(i*x))&x=0:1&samples=1000000";

static void test_single_flight(void **state)
{
    enum { COUNT = 12 };
    static const char other_spelling[] = "/v1/landscape.txt?samples=1e6&f=sum(i,1,100,sin(i*x))&x=0:1";
    static struct asked asked[COUNT];
    struct dispatch_counts counts;
    (void)state;
    const struct service_limits limits = patient_limits();
    struct dispatch *dispatch = open_dispatch(&limits, 2, 1 << 20);
    for (int i = 0; i < COUNT; i++)
        ask(dispatch, &asked[i], i % 2 ? other_spelling : slow);
    int misses = 0;
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(answer_of(&asked[i]), 200);
        misses += asked[i].job.cache == CACHE_MISS;
        assert_int_equal(asked[i].job.answer->length, asked[0].job.answer->length);
        assert_memory_equal(asked[i].job.answer->body, asked[0].job.answer->body, asked[0].job.answer->length);
    }
    assert_int_equal(misses, 1);
    dispatch_count(dispatch, &counts);
    assert_true(counts.shared >= 1 && counts.answers.misses == 1 && counts.answers.entries == 1 && counts.spellings.entries == 2);
    /* From now on both spellings are answered at once. */
    struct asked late;
    for (int i = 0; i < 2; i++) {
        ask(dispatch, &late, i ? other_spelling : slow);
        assert_true(atomic_load(&late.done) && late.job.cache == CACHE_HIT);
        dispatch_forget(&late.job);
    }
    for (int i = 0; i < COUNT; i++)
        dispatch_forget(&asked[i].job);
    dispatch_stop(dispatch);
    dispatch_destroy(dispatch);
}

/* Without a cache, too, one computes for those that ask meanwhile. */
static void test_single_flight_uncached(void **state)
{
    static struct asked asked[4];
    struct dispatch_counts counts;
    (void)state;
    const struct service_limits limits = patient_limits();
    struct dispatch *dispatch = open_dispatch(&limits, 1, 0);
    for (int i = 0; i < 4; i++)
        ask(dispatch, &asked[i], slow);
    for (int i = 0; i < 4; i++)
        assert_int_equal(answer_of(&asked[i]), 200);
    dispatch_count(dispatch, &counts);
    assert_true(counts.shared >= 1 && counts.answers.entries == 0 && counts.answers.bytes == 0);
    for (int i = 0; i < 4; i++)
        dispatch_forget(&asked[i].job);
    dispatch_stop(dispatch);
    dispatch_destroy(dispatch);
}

static void test_deadline(void **state)
{
    static struct asked asked[3];
    struct service_limits limits = service_default_limits;
    struct dispatch_counts counts;
    (void)state;
    limits.seconds = 0.1;
    limits.cost = 1e15;
    struct dispatch *dispatch = open_dispatch(&limits, 1, 1 << 20);
    for (int i = 0; i < 3; i++)
        ask(dispatch, &asked[i], "/v1/escape.json?f=risk&runs=100000&steps=10000");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(answer_of(&asked[i]), 503);
        assert_non_null(response_header(asked[i].job.answer, "Retry-After"));
        assert_non_null(memmem(asked[i].job.answer->body, asked[i].job.answer->length, "0.1 seconds", 11));
        dispatch_forget(&asked[i].job);
    }
    dispatch_count(dispatch, &counts);
    assert_true(counts.late >= 1 && counts.answers.entries == 0);
    /* Nothing of it stays behind. */
    ask(dispatch, &asked[0], "/v1/landscape.txt?f=risk");
    assert_int_equal(answer_of(&asked[0]), 200);
    dispatch_forget(&asked[0].job);
    dispatch_stop(dispatch);
    dispatch_destroy(dispatch);
}

/* Memory that fails at each point of what is done on the thread that polls. */
static void test_memory_failures(void **state)
{
    static const char *const targets[] = {"/livez", "/metrics", "/v1/figures/risk.svg", "/v1/landscapes", "/"};
    (void)state;
    struct dispatch *dispatch = open_dispatch(&service_default_limits, 1, 1 << 22);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct asked first;
        ask(dispatch, &first, targets[i]);
        assert_int_equal(answer_of(&first), 200);
        char tag[128] = "*";
        if (response_header(first.job.answer, "ETag"))
            snprintf(tag, sizeof tag, "%s", response_header(first.job.answer, "ETag"));
        for (int conditional = 0; conditional < 2; conditional++) {
            bool failed = true;
            for (long allowed = 0; failed && allowed < 1000; allowed++) {
                struct asked again = {.job.request = {.method = "GET", .target = targets[i], .host = "a", .if_none_match = conditional ? tag : NULL}};
                memory_fail_after(allowed);
                assert_true(dispatch_at_once(dispatch, &again.job));
                failed = memory_has_failed();
                memory_fail_after(-1);
                const int status = again.job.answer->status;
                assert_true(status == 200 || status == 304 || status == 503);
                dispatch_forget(&again.job);
            }
            assert_false(failed);
        }
        dispatch_forget(&first.job);
    }
    dispatch_stop(dispatch);
    dispatch_destroy(dispatch);
}

static void test_start_without_memory(void **state)
{
    (void)state;
    bool failed = true;
    for (long allowed = 0; failed && allowed < 200; allowed++) {
        memory_fail_after(allowed);
        struct dispatch *dispatch = dispatch_start(&(struct dispatch_options){&service_default_limits, 2, 8, 1 << 20});
        failed = memory_has_failed();
        memory_fail_after(-1);
        assert_true(failed == !dispatch);
        dispatch_destroy(dispatch);
    }
    assert_false(failed);
}

/* --- Work that is left --- */

static void check_in(void *arena)
{
    arena_checkpoint(arena);
}

static void allocate_once(void *arena)
{
    arena_allocate(arena, 1, 100);
}

static void allocate_much(void *arena)
{
    arena_allocate(arena, 1, 2000);
}

static void allocate_more_than_there_is(void *arena)
{
    memory_fail_after(0);
    arena_allocate(arena, 1, 100);
}

static void test_faults(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1000);
    assert_true(arena_protect(arena, check_in, arena));
    arena_checkpoint(arena); /* where nobody waits, nothing is left */
    assert_false(arena_protect(arena, allocate_more_than_there_is, arena));
    memory_fail_after(-1);
    assert_int_equal(arena_fault(arena), ARENA_OUT_OF_MEMORY);
    arena_recover(arena, 0);
    assert_int_equal(arena_fault(arena), ARENA_SOUND);
    assert_false(arena_protect(arena, allocate_much, arena));
    assert_int_equal(arena_fault(arena), ARENA_OVER_CAP);
    arena_recover(arena, 2000);
    assert_true(arena_protect(arena, allocate_much, arena));
    arena_cancel(arena);
    arena_checkpoint(arena);
    assert_false(arena_protect(arena, check_in, arena));
    assert_int_equal(arena_fault(arena), ARENA_CANCELLED);
    assert_false(arena_protect(arena, allocate_once, arena));
    arena_recover(arena, 0);
    assert_true(arena_protect(arena, check_in, arena) && arena_protect(arena, allocate_once, arena));
    arena_destroy(arena);
}

/* --- Metrics --- */

static void test_metrics(void *arena)
{
    struct metrics *metrics = metrics_create();
    const struct metrics_state counted = {.connections.open = 3};
    struct buffer text = {.arena = arena};
    const char *study, *format;
    const size_t last = service_question_count();
    metrics_count_request(metrics, &(struct response){.status = 200}, false, 0.003, 100);
    metrics_count_request(metrics, &(struct response){.status = 404, .route = service_route_count}, false, 50, 10);
    metrics_count_request(metrics, &(struct response){.status = 599, .route = 999}, false, 0, 0);
    metrics_count_request(metrics, NULL, false, 0, 0);
    for (int i = 0; i < 3; i++) {
        const struct response answer = {.status = i == 2 ? 503 : 200, .route = 1, .question = last, .cost = 7};
        metrics_count_request(metrics, &answer, i == 1, 0.5, 0);
    }
    metrics_write(metrics, &counted, &text);
    const char *page = buffer_string(&text);
    assert_non_null(strstr(page, "landscaped_requests_total{route=\"/\",status=\"200\"} 1\n"));
    assert_non_null(strstr(page, "landscaped_requests_total{route=\"none\",status=\"404\"} 1\n"));
    assert_non_null(strstr(page, "landscaped_requests_total{route=\"none\",status=\"other\"} 1\n"));
    assert_non_null(strstr(page, "landscaped_request_duration_seconds_bucket{class=\"page\",le=\"0.0025\"} 0\n"));
    assert_non_null(strstr(page, "landscaped_request_duration_seconds_bucket{class=\"page\",le=\"0.005\"} 1\n"));
    assert_non_null(strstr(page, "landscaped_request_duration_seconds_bucket{class=\"none\",le=\"30\"} 2\n"));
    assert_non_null(strstr(page, "landscaped_request_duration_seconds_bucket{class=\"none\",le=\"+Inf\"} 3\n"));
    assert_non_null(strstr(page, "landscaped_response_bytes_total 110\n"));
    service_question_names(last, &study, &format);
    const char *labels = arena_format(arena, "{study=\"%s\",format=\"%s\"", study, format);
    assert_non_null(strstr(page, arena_format(arena, "landscaped_answers_total%s,outcome=\"answered\"} 2\n", labels)));
    assert_non_null(strstr(page, arena_format(arena, "landscaped_answers_total%s,outcome=\"failed\"} 1\n", labels)));
    assert_non_null(strstr(page, arena_format(arena, "landscaped_answers_computed_total%s} 1\n", labels)));
    assert_non_null(strstr(page, arena_format(arena, "landscaped_answers_computed_seconds_total%s} 0.5\n", labels)));
    assert_non_null(strstr(page, arena_format(arena, "landscaped_answers_declared_operations_total%s} 7\n", labels)));
    assert_non_null(strstr(page, "\nprocess_open_fds "));
    assert_non_null(strstr(page, "landscaped_connections 3\n"));
    metrics_destroy(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cache_keeps),      cmocka_unit_test(test_cache_forgets),          cmocka_unit_test(test_cache_order),
        cmocka_unit_test(test_cache_of_nothing), cmocka_unit_test(test_cache_without_memory),   cmocka_unit_test(test_hash),
        cmocka_unit_test(test_single_flight),    cmocka_unit_test(test_single_flight_uncached), cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_memory_failures),  cmocka_unit_test(test_start_without_memory),   cmocka_unit_test(test_faults),
        unit_test_in_arena(test_metrics),
    };
    return cmocka_run_group_tests(tests, start_serving, NULL);
}
