/* Which route a path takes, and the ways out of it that no request alone brings about: no memory, no time, work that failed for another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "tests/unit/serving.h"

static const size_t arena_bytes = 64u << 20;

static struct request get(const char *target)
{
    return (struct request){.method = "GET", .target = target, .accept = "application/problem+json, */*", .ready = true};
}

static void test_routes(void **state)
{
    static const struct {
        const char *target;
        int status;
        const char *route, *says;
        enum route_class class;
    } rows[] = {
        {"/", 200, "/", "<!doctype html>", ROUTE_PAGE},
        {"/?anything=1", 200, "/", "<!doctype html>", ROUTE_PAGE},
        {"/livez", 200, "/livez", "alive", ROUTE_PROBE},
        {"/v1", 200, "/v1", "\"studies\"", ROUTE_LIST},
        {"/v1?a=1", 400, "/v1", "this path takes no parameters", ROUTE_LIST},
        {"/v1/landscapes", 200, "/v1/{name}", "\"landscapes\"", ROUTE_STUDY},
        {"/v1/landscapes?a=1", 400, "/v1/{name}", "this path takes no parameters", ROUTE_STUDY},
        {"/v1/landscapes/risk", 200, "/v1/{name}/{item}", "\"risk\"", ROUTE_LIST},
        {"/v1/landscapes/rsik", 404, "/v1/{name}/{item}", "\"nearest\":\"risk\"", ROUTE_LIST},
        {"/v1/schedule.json?schedule=cosine&steps=5", 200, "/v1/{name}", "\"columns\"", ROUTE_STUDY},
        {"/v1/shcedule.json", 404, "/v1/{name}", "\"nearest\":\"/v1/schedule\"", ROUTE_STUDY},
        {"/v1/schedule.jsno", 404, "/v1/{name}", "\"nearest\":\"json\"", ROUTE_STUDY},
        {"/v1/figures/rsik.json", 404, "/v1/figures/{id}", "\"nearest\":\"risk\"", ROUTE_STUDY},
        {"/figures", 404, "none", "there is no such path", ROUTE_NONE},
        {"/figures/", 404, "none", "there is no such path", ROUTE_NONE},
        {"/liivez", 404, "none", "\"nearest\":\"/livez\"", ROUTE_NONE},
        {"/v1/a/b/c", 404, "none", "there is no such path", ROUTE_NONE},
        {"/v1//", 404, "none", "there is no such path", ROUTE_NONE},
        {"/a%", 400, "none", "not a percent-encoded byte", ROUTE_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(arena_bytes);
        const struct request request = get(rows[i].target);
        struct response response;
        service_respond(&service_default_limits, &request, arena, &response);
        if (response.status != rows[i].status || !holds(&response, rows[i].says))
            fail_msg("%s: %d %.*s", rows[i].target, response.status, (int)(response.length < 400 ? response.length : 400), response.body);
        assert_string_equal(service_route_pattern(response.route), rows[i].route);
        assert_int_equal(service_route_class(response.route), rows[i].class);
        arena_destroy(arena);
    }
}

static void test_light(void **state)
{
    (void)state;
    assert_true(service_is_light("/livez"));
    assert_true(service_is_light("/readyz?now"));
    assert_true(service_is_light("/metrics"));
    assert_false(service_is_light("/livezz"));
    assert_false(service_is_light("/"));
    assert_false(service_is_light("/v1/landscape.png?f=/livez"));
    assert_false(service_is_light(""));
}

/* Where there is no memory even to say why, the answer is the one that needs none. */
static void test_busy(void **state)
{
    struct arena *arena = arena_create(arena_bytes);
    struct response response;
    (void)state;
    service_refuse(arena, 400, "two Hosts", &response);
    assert_int_equal(response.status, 400);
    assert_true(response.close && holds(&response, "two Hosts") && holds(&response, "\"parameter\":\"request\""));
    arena_destroy(arena);
    arena = arena_create(arena_bytes);
    memory_fail_after(0);
    service_refuse(arena, 400, "two Hosts", &response);
    memory_fail_after(-1);
    assert_int_equal(response.status, 503);
    assert_string_equal(response_header(&response, "Retry-After"), "1");
    arena_destroy(arena);
}

/* What is read too slowly or takes too much memory is told so, and named. */
static void test_faults(void **state)
{
    const struct request request = get("/v1/formula?f=x"), question = get("/v1/landscape.json?f=risk");
    struct arena *arena = arena_create(arena_bytes);
    struct response response;
    (void)state;
    struct exchange *work = service_begin(&service_default_limits, &request, arena, &response);
    assert_non_null(work);
    arena_cancel(arena);
    service_finish(work);
    assert_int_equal(response.status, 503);
    assert_true(holds(&response, "took longer than the 20 seconds") && holds(&response, "\"parameter\":\"query\""));
    arena_destroy(arena);

    arena = arena_create(arena_bytes);
    work = service_begin(&service_default_limits, &question, arena, &response);
    assert_non_null(work);
    arena_cancel(arena);
    service_finish(work);
    assert_int_equal(response.status, 503);
    arena_destroy(arena);

    arena = arena_create(2000);
    service_respond(&service_default_limits, &request, arena, &response);
    assert_int_equal(response.status, 422);
    assert_true(holds(&response, "more than the") && holds(&response, "shorten it"));
    arena_destroy(arena);
}

/* Two ask the same; one of them does the work, in vain, and both are told why. */
static void test_fail_alike(void **state)
{
    struct service_limits limits = service_default_limits;
    const struct request request = get("/v1/landscape.txt?f=risk");
    struct response responses[4];
    struct arena *arenas[4];
    struct exchange *works[4];
    (void)state;
    limits.response_bytes = 20; /* less than a sentence; numbers would be refused before the work */
    for (int i = 0; i < 4; i++) {
        arenas[i] = arena_create(arena_bytes);
        works[i] = service_begin(&limits, &request, arenas[i], &responses[i]);
        assert_non_null(works[i]);
        assert_non_null(responses[i].key);
        assert_string_equal(responses[i].key, responses[0].key);
    }
    service_finish(works[0]);
    assert_int_equal(responses[0].status, 422);
    service_fail_alike(works[1], works[0]);
    assert_int_equal(responses[1].status, 422);
    assert_int_equal(responses[1].length, responses[0].length);
    assert_memory_equal(responses[1].body, responses[0].body, responses[0].length);
    memory_fail_after(0);
    while (arena_try_allocate(arenas[2], 1, 64)) /* the rest of what it has */
        continue;
    memory_fail_after(0);
    service_fail_alike(works[2], works[0]);
    memory_fail_after(-1);
    assert_int_equal(responses[2].status, 503);
    service_fail_alike(works[3], works[2]); /* of which nothing is known */
    assert_int_equal(responses[3].status, 503);
    for (int i = 0; i < 4; i++)
        arena_destroy(arenas[i]);
}

static bool same_response(const struct response *a, const struct response *b)
{
    bool same = a->status == b->status && a->length == b->length && !memcmp(a->body, b->body, a->length) && a->header_count == b->header_count;
    for (size_t i = 0; same && i < a->header_count; i++)
        same = !strcmp(a->headers[i].value, b->headers[i].value);
    return same;
}

/* Requests with the same key have the same answer, whatever headers say. */
static void test_keys(void **state)
{
    static const char *const targets[] = {"/figures/risk",
                                          "/figures/risk?a=gzip",
                                          "/figures/saddle",
                                          "/v1",
                                          "/v1/optimizers",
                                          "/v1/optimizers/adam",
                                          "/docs",
                                          "/docs/cookbook",
                                          "/docs/cookbook.R",
                                          "/?study=landscape&f=risk",
                                          "/?study=landscape&f=saddle",
                                          "/embed?study=landscape&f=risk"};
    static const char *const hosts[] = {NULL, "", "a.org", "gzip", "json", "json gzip", "gzip a.org", "host=a.org", "A.org"};
    static const char *const accepts[] = {NULL, "application/json", "image/png"}, *const codings[] = {NULL, "gzip"};
    enum { TARGETS = sizeof targets / sizeof *targets, HOSTS = sizeof hosts / sizeof *hosts, MOST = TARGETS * HOSTS * 3 * 2 };
    static struct response responses[MOST];
    size_t count = 0, shared = 0;
    struct arena *arena = arena_create(arena_bytes);
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        const struct request request = {.method = "GET",
                                        .target = targets[i % TARGETS],
                                        .host = hosts[i / TARGETS % HOSTS],
                                        .accept = accepts[i / TARGETS / HOSTS % 3],
                                        .accept_encoding = codings[i / TARGETS / HOSTS / 3],
                                        .ready = true};
        struct response *response = &responses[count];
        service_respond(&service_default_limits, &request, arena, response);
        for (size_t k = 0; k < count && response->key; k++)
            if (!strcmp(responses[k].key, response->key)) {
                assert_true(same_response(&responses[k], response));
                shared++;
            }
        count += response->key != NULL;
    }
    assert_true(count > MOST / 2 && shared > 100);
    arena_destroy(arena);
}

/* With a public address set, pages and previews mention it and nothing that the client says. */
static void test_public_url(void **state)
{
    static const char *const targets[] = {"/figures/risk", "/oembed?url=/figures/risk", "/oembed?url=http://HERE.example:81/figures/risk&format=xml",
                                          "/oembed?url=https://here.example:81/v1/landscape.svg?f=x"};
    static const char *const refused[] = {"/oembed?url=https://other.example/figures/risk", "/oembed?url=https://here.example/figures/risk",
                                          "/oembed?url=https://here.example:811/figures/risk", "/oembed?url=//here.example:81/figures/risk"};
    static const char *const hosts[] = {NULL, "other.example", "here.example", "here.example:81"};
    struct service_limits limits = service_default_limits;
    (void)state;
    limits.public_url = "https://here.example:81/";
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++) {
            struct arena *arena = arena_create(arena_bytes);
            struct response response;
            struct request request = get(targets[i]);
            request.host = hosts[k];
            service_respond(&limits, &request, arena, &response);
            assert_int_equal(response.status, 200);
            assert_true(holds(&response, "https://here.example:81/") && !holds(&response, "other.example") && !holds(&response, "81//"));
            assert_true(!response.key || !strstr(response.key, "example"));
            request.target = refused[i];
            service_respond(&limits, &request, arena, &response);
            assert_int_equal(response.status, 404);
            arena_destroy(arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_routes),     cmocka_unit_test(test_light), cmocka_unit_test(test_busy),       cmocka_unit_test(test_faults),
        cmocka_unit_test(test_fail_alike), cmocka_unit_test(test_keys),  cmocka_unit_test(test_public_url),
    };
    return cmocka_run_group_tests(tests, start_serving, NULL);
}
