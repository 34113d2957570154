/* The service without sockets: the tables of tests/http replayed, memory that fails at every point, headers read as they should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "server/exchange/etag.h"
#include "server/formats/format.h"
#include "server/text/json.h"
#include "server/text/negotiate.h"
#include "server/text/query.h"
#include "study/picture.h"
#include "tests/unit/serving.h"

#include <libdeflate.h>

static const size_t arena_bytes = 256u << 20;

static struct request get(const char *target)
{
    return (struct request){.method = "GET", .target = target, .ready = true};
}

/* --- tests/http/malformed.txt --- */

static bool refused_as_said(char *row)
{
    char *rest, *status = strtok_r(row, " ", &rest), *parameter = strtok_r(NULL, " ", &rest), *nearest = strtok_r(NULL, " ", &rest);
    char blame[160], hint[160];
    struct request request = get(rest);
    struct response response;
    struct arena *arena = arena_create(arena_bytes);
    request.accept = "application/problem+json, */*";
    service_respond(&service_default_limits, &request, arena, &response);
    snprintf(blame, sizeof blame, "\"parameter\":\"%s\"", parameter);
    snprintf(hint, sizeof hint, "\"nearest\":\"%s\"", nearest);
    const bool good = response.status == atoi(status) && response.close && holds(&response, blame) &&
                      (!strcmp(nearest, "-") || holds(&response, hint)) && !strcmp(response_header(&response, "Cache-Control"), "no-store");
    if (!good)
        print_error("%s wants %s blaming %s (nearest %s), got %d: %.*s\n", rest, status, parameter, nearest, response.status,
                    (int)(response.length < 600 ? response.length : 600), response.body);
    arena_destroy(arena);
    return good;
}

static void test_malformed(void **state)
{
    (void)state;
    FILE *table = fopen("tests/http/malformed.txt", "r");
    assert_non_null(table);
    char row[4096];
    size_t rows = 0, bad = 0;
    while (fgets(row, sizeof row, table)) {
        row[strcspn(row, "\n")] = 0;
        if (!*row || *row == '#')
            continue;
        rows++;
        bad += !refused_as_said(row);
    }
    fclose(table);
    assert_int_equal(bad, 0);
    assert_true(rows >= 150);
}

/* --- tests/http/requests.txt --- */

struct block {
    char lines[32][1024];
    size_t count;
};

static bool block_read(FILE *table, struct block *block)
{
    block->count = 0;
    char *line = block->lines[0];
    while (block->count < 32 && fgets(line, sizeof block->lines[0], table)) {
        line[strcspn(line, "\n")] = 0;
        if (*line == '#')
            continue;
        if (*line)
            line = block->lines[++block->count];
        else if (block->count)
            return true;
    }
    return block->count > 0;
}

static void set_header(struct request *request, const char *line)
{
    static const struct {
        const char *name;
        size_t offset;
    } known[] = {{"> Accept:", offsetof(struct request, accept)},
                 {"> Accept-Encoding:", offsetof(struct request, accept_encoding)},
                 {"> If-None-Match:", offsetof(struct request, if_none_match)},
                 {"> Content-Type:", offsetof(struct request, content_type)}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const size_t length = strlen(known[i].name);
        if (!strncmp(line, known[i].name, length)) {
            const char *value = line + length + strspn(line + length, " ");
            memcpy((char *)request + known[i].offset, &value, sizeof value);
        }
    }
}

static bool as_expected(const struct response *response, const char *line)
{
    if (line[0] == '=')
        return response->status == atoi(line + 2) && response->close == (response->status >= 400);
    if (line[0] == '|')
        return holds(response, line + 2);
    if (line[0] == '!')
        return !holds(response, line + 2);
    char name[64];
    const size_t length = strcspn(line, ":");
    snprintf(name, sizeof name, "%.*s", (int)length, line);
    const char *wanted = line + length + 2, *value = response_header(response, name);
    if (!strcmp(wanted, "-"))
        return !value;
    return value && (*wanted == '~' ? strstr(value, wanted + 1) != NULL : !strcmp(value, wanted));
}

static size_t replay(struct block *block)
{
    char *target = strchr(block->lines[0], ' ');
    *target++ = 0;
    struct request request = {.method = block->lines[0], .target = target, .host = "localhost", .ready = true};
    size_t line = 1, bad = 0;
    for (; line < block->count && block->lines[line][0] == '>'; line++)
        set_header(&request, block->lines[line]);
    if (line < block->count && block->lines[line][0] == '<') {
        request.body = block->lines[line++] + 2;
        request.body_length = strlen(request.body);
    }
    struct arena *arena = arena_create(arena_bytes);
    struct response response;
    service_respond(&service_default_limits, &request, arena, &response);
    for (; line < block->count; line++) {
        if (as_expected(&response, block->lines[line]))
            continue;
        bad++;
        print_error("%s %s: expected \"%s\", got %d %.*s\n", request.method, request.target, block->lines[line], response.status,
                    (int)(response.length < 400 ? response.length : 400), response.body);
    }
    arena_destroy(arena);
    return bad;
}

static void test_requests(void **state)
{
    static struct block block;
    (void)state;
    FILE *table = fopen("tests/http/requests.txt", "r");
    assert_non_null(table);
    size_t blocks = 0, bad = 0;
    for (; block_read(table, &block); blocks++)
        bad += replay(&block);
    fclose(table);
    assert_int_equal(bad, 0);
    assert_true(blocks > 50);
}

/* --- Memory --- */

/* A question for each study that is quickly answered, as it is asked hundreds of times here: where the example is not, a smaller one. */
static const char *quick_example(const struct study *study)
{
    static const struct {
        const char *study, *query;
    } rows[] = {
        {"risk", "n=1,4&trials=5"},
        {"escape", "f=risk&noise=1&runs=20&steps=20"},
        {"depth", "network=tanh&depth=5&units=8&seeds=2"},
        {"critical-points", "f=risk"},
        {"hessian-signs", "n=3&samples=20"},
        {"basins", "f=himmelblau&samples=8&steps=5"},
        {"sweep", "f=x^2&optimizer=momentum&x=lr,0:2&y=momentum,0:1&measure=rate&samples=6&steps=5"},
        {"loss-surface", "data=moons(n=20)&network=mlp(hidden=3)&steps=3&samples=5"},
        {"hessian-spectrum", "data=moons(n=20)&network=mlp(hidden=3)&steps=3"},
        {"gradient-noise", "data=moons(n=20)&network=mlp(hidden=3)&steps=3&trials=10"},
        {"benchmark", "f=sphere,beale&optimizer=gd,adam&starts=3&steps=10"},
        {"double-descent", "examples=6&features=20&trials=3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].study, study->name))
            return rows[i].query;
    return study->example;
}

static const char *question_target(struct arena *arena, const struct study *study, const struct format *format)
{
    struct buffer target = {.arena = arena};
    buffer_format(&target, "/v1/%s.%s?", study->name, format->extension);
    query_encode_stored(&target, quick_example(study));
    buffer_text(&target, format->moving ? "&frames=3" : "");
    return buffer_string(&target);
}

/* The routes that have been gone through. */
static bool tried[64];

enum { ALIKE = 40 }; /* from which allocation on a long answer only takes one block more of the same text: then every fifth of them is tried */

/* Each allocation of a request from `first_failing` on fails in turn: the answer is then the usual one or a 503, never anything else, and
 * when none fails it is the usual one again. Returns about how many allocations there are. */
static long survive(const char *target, const char *accept_encoding, long first_failing)
{
    struct request request = get(target);
    request.accept_encoding = accept_encoding;
    struct arena *kept = arena_create(arena_bytes);
    struct response first;
    service_respond(&service_default_limits, &request, kept, &first);
    const int usual = first.status;
    tried[first.route] = true;
    bool failed = true;
    long allowed = first_failing;
    for (; failed; allowed += allowed - first_failing < ALIKE ? 1 : 5) {
        struct response response = {0};
        memory_fail_after(allowed);
        struct arena *arena = arena_create(arena_bytes);
        if (arena)
            service_respond(&service_default_limits, &request, arena, &response);
        else
            service_busy(&response);
        failed = memory_has_failed();
        memory_fail_after(-1);
        assert_true(failed || (response.length == first.length && !memcmp(response.body, first.body, first.length)));
        if (response.status != usual && response.status != 503)
            print_error("%s, allocation %ld: %d instead of %d\n", target, allowed, response.status, usual);
        assert_true(response.status == usual || response.status == 503);
        assert_true(response.length > 0 || response.status == 304);
        arena_destroy(arena);
        assert_true(allowed < 100000);
    }
    arena_destroy(kept);
    return allowed - 1;
}

static void test_memory_failures(void **state)
{
    static const char *const targets[] = {
        "/",
        "/livez",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/web/rows.json",
        "/openapi.yaml",
        "/v1",
        "/v1/figures",
        "/nowhere",
        "/%zz",
        "/web/play.js",
        "/web/none.js",
        "/docs",
        "/docs/cookbook",
        "/docs/cookbook.ipynb",
        "/figures/risk",
        "/figures/none",
        "/robots.txt",
        "/sitemap.xml",
        "/favicon.ico",
        "/.well-known/api-catalog",
        "/oembed?url=/figures/risk",
        "/oembed?url=/v1/landscape.png?f=risk&format=xml",
        "/oembed?url=/?study=landscape%26f=risk",
        "/embed?study=landscape&f=risk",
        "/qr.svg?url=/?study=landscape%26f=risk",
        "/v1/formula?f=x*cos(pi*x)",
        "/v1/formula.json?f=sin(",
        "/v1/landscapes/sphere",
        "/v1/optimizers/adam",
        "/v1/figures/risk",
        "/v1/figures/none.svg",
        "/v1/sweep/1/0/1.png?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum&samples=8&steps=5",
    };
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        survive(targets[i], "gzip", 0);
    for (size_t i = 0; i < collection_count; i++) {
        char target[256];
        snprintf(target, sizeof target, "/v1/%s", collections[i].name);
        survive(target, "gzip", 0);
        snprintf(target, sizeof target, "/v1/%s/quokka", collections[i].name);
        survive(target, NULL, 0);
    }
    struct arena *arena = arena_create(arena_bytes);
    for (size_t i = 0; i < study_count; i++) {
        /* The study's own work is the same in every format: after the shortest, of one sentence, the others begin where they begin to differ. */
        const long own = survive(question_target(arena, studies[i], format_find("txt")), "gzip", 0);
        for (size_t format = 0; format < format_count; format++) {
            const char *target = question_target(arena, studies[i], formats[format]);
            if (strcmp(formats[format]->extension, "txt") != 0)
                survive(target, "gzip", own - own / 8);
            survive(arena_format(arena, "%s&quokka=1", target), NULL, 0);
        }
    }
    arena_destroy(arena);
    for (size_t i = 0; i < service_route_count; i++)
        if (!tried[i])
            fail_msg("%s has not been tried", service_route_pattern(i));
}

/* --- The examples of the reference --- */

/* Every parameter that has an example has a link beside it, and what it leads to is drawn. */
static void test_examples(void **state)
{
    (void)state;
    static const char cell[] = "<td class=\"example\">", link[] = "<a href=\"";
    struct arena *arena = arena_create(arena_bytes);
    struct response page, response;
    size_t links = 0;
    const struct request reference = get("/docs");
    service_respond(&service_default_limits, &reference, arena, &page);
    for (const char *at = strstr(page.body, cell); at; at = strstr(at, cell), links++) {
        at += strlen(cell);
        assert_true(!strncmp(at, link, strlen(link)));
        at += strlen(link);
        char *target = arena_copy(arena, at, strcspn(at, "\"")), *end = target;
        for (const char *from = target; *from; end++) {
            *end = *from;
            from += strncmp(from, "&amp;", 5) != 0 ? 1 : 5;
        }
        *end = 0;
        struct arena *own = arena_create(arena_bytes);
        const struct request request = get(target);
        service_respond(&service_default_limits, &request, own, &response);
        if (response.status != 200)
            fail_msg("%s: %d", target, response.status);
        arena_destroy(own);
    }
    size_t parameters = picture_parameter_count;
    for (size_t i = 0; i < study_count; i++)
        parameters += studies[i]->parameter_count;
    assert_int_equal(links, parameters);
    arena_destroy(arena);
}

/* The same with the request's own cap, which is reached in places where the system's memory never fails: from next to nothing up to what
 * suffices. */
static void test_caps(void **state)
{
    (void)state;
    struct arena *scratch = arena_create(arena_bytes);
    for (size_t i = 0; i < study_count; i++) {
        for (size_t format = 0; format < format_count; format++) {
            const struct request request = get(question_target(scratch, studies[i], formats[format]));
            struct response response = {0};
            if (!format_fits(formats[format], format_stored_question(scratch, studies[i]->name, quick_example(studies[i])), NULL))
                continue;
            const size_t parts = formats[format] == &json_format ? 16 : 5; /* the study's own work is the same in every format */
            for (size_t cap = 64; response.status != 200 && cap < arena_bytes; cap += cap / parts) {
                struct arena *arena = arena_create(cap);
                service_respond(&service_default_limits, &request, arena, &response);
                if (response.status != 200 && response.status != 422 && response.status != 503)
                    fail_msg("%s with %zu bytes: %d", request.target, cap, response.status);
                arena_destroy(arena);
            }
            assert_int_equal(response.status, 200);
        }
    }
    arena_destroy(scratch);
}

/* --- Same request, same bytes; validators; compression --- */

static void test_validators(void **state)
{
    static const char target[] = "/v1/landscape.json?f=risk";
    (void)state;
    struct arena *arena = arena_create(arena_bytes);
    struct response plain, again, zipped, held;
    struct request request = get(target);
    service_respond(&service_default_limits, &request, arena, &plain);
    service_respond(&service_default_limits, &request, arena, &again);
    assert_int_equal(plain.length, again.length);
    assert_memory_equal(plain.body, again.body, plain.length);
    const char *tag = response_header(&plain, "ETag");
    assert_string_equal(tag, response_header(&again, "ETag"));
    assert_true(tag[0] == '"' && tag[strlen(tag) - 1] == '"');

    request.accept_encoding = "gzip";
    service_respond(&service_default_limits, &request, arena, &zipped);
    assert_string_equal(response_header(&zipped, "Content-Encoding"), "gzip");
    assert_true(zipped.length < plain.length);
    const char *zipped_tag = response_header(&zipped, "ETag");
    assert_string_not_equal(tag, zipped_tag);
    char *unpacked = malloc(plain.length);
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    assert_int_equal(libdeflate_gzip_decompress(decompressor, zipped.body, zipped.length, unpacked, plain.length, NULL), LIBDEFLATE_SUCCESS);
    assert_memory_equal(unpacked, plain.body, plain.length);
    libdeflate_free_decompressor(decompressor);
    free(unpacked);

    request.if_none_match = zipped_tag;
    service_respond(&service_default_limits, &request, arena, &held);
    assert_int_equal(held.status, 304);
    assert_string_equal(response_header(&held, "ETag"), zipped_tag);
    assert_int_equal(held.length, zipped.length);
    request.accept_encoding = NULL;
    service_respond(&service_default_limits, &request, arena, &held);
    assert_int_equal(held.status, 200);
    request.if_none_match = tag;
    service_respond(&service_default_limits, &request, arena, &held);
    assert_int_equal(held.status, 304);
    /* Another spelling of the same question is the same answer, but an error is an error whatever the client holds. */
    request.target = "/v1/landscape.json?f=risk&derivatives=0";
    service_respond(&service_default_limits, &request, arena, &held);
    assert_int_equal(held.status, 304);
    request.if_none_match = "*";
    request.target = "/v1/landscape.json?f=rsik";
    service_respond(&service_default_limits, &request, arena, &held);
    assert_int_equal(held.status, 400);
    arena_destroy(arena);
}

static void test_draining(void **state)
{
    (void)state;
    struct arena *arena = arena_create(arena_bytes);
    struct response response;
    struct request request = get("/readyz");
    request.ready = false;
    service_respond(&service_default_limits, &request, arena, &response);
    assert_int_equal(response.status, 503);
    assert_true(response.close);
    arena_destroy(arena);
}

static void test_limits(void **state)
{
    static const struct {
        const char *target;
        double cost;
        size_t length, bytes;
        int status;
        const char *says;
    } rows[] = {
        {"/v1/landscape.json?f=risk", 10, 65536, 1 << 20, 422, "\"parameter\":\"samples\""},
        {"/v1/landscape.json?f=risk", 1e9, 65536, 100, 422, "bytes"},
        {"/v1/landscape.json?f=risk", 1e9, 10, 1 << 20, 414, "at most 10"},
        {"/v1/landscape.json?f=risk", 1e9, 65536, 1 << 20, 200, "risk"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct service_limits limits = service_default_limits;
        limits.cost = rows[i].cost;
        limits.target_length = rows[i].length;
        limits.response_bytes = rows[i].bytes;
        struct arena *arena = arena_create(arena_bytes);
        const struct request request = get(rows[i].target);
        struct response response;
        service_respond(&limits, &request, arena, &response);
        assert_int_equal(response.status, rows[i].status);
        assert_true(holds(&response, rows[i].says));
        arena_destroy(arena);
    }
}

/* --- Headers, read --- */

static void test_tags(void **state)
{
    static const struct {
        const char *list;
        bool held, any;
    } rows[] = {
        {"\"h-1f\"", true, false},
        {"W/\"h-1f\"", true, false},
        {"\"b\", \"h-1f\"", true, false},
        {"\"b\" , W/\"h-1f\" ,", true, false},
        {"*", false, true},
        {" * ", false, true},
        {"*, \"a\"", false, false},
        {"\"h-1F\"", false, false},
        {"\"h-\"", false, false},
        {"\"h-1f", false, false},
        {"h-1f", false, false},
        {"", false, false},
        {"\"b,\"h-1f\"\"", false, false},
        {"\"h-01f\"", false, false},
        {"\"h-gzip-1f\"", false, false},
        {"\"h--1\"", false, false},
        {"\"hh-1f\"", false, false},
        {NULL, false, false},
    };
    (void)state;
    struct arena *arena = arena_create(arena_bytes);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = 0;
        const char *tag = etag_held(arena, rows[i].list, "h", NULL, &length);
        assert_int_equal(tag != NULL, rows[i].held);
        assert_int_equal(tag_any(rows[i].list), rows[i].any);
        if (tag) {
            assert_string_equal(tag, "\"h-1f\"");
            assert_int_equal(length, 0x1f);
        }
    }
    arena_destroy(arena);
}

static void test_encodings(void **state)
{
    static const struct {
        const char *header;
        bool accepted;
    } rows[] = {
        {NULL, false},
        {"", false},
        {"gzip", true},
        {"GZIP", true},
        {"br, gzip;q=0.5", true},
        {"gzip;q=0", false},
        {"gzip; q=0.000", false},
        {"*", true},
        {"*;q=0", false},
        {"*;q=0, gzip", true},
        {"gzip;q=0, *", false},
        {"identity", false},
        {"gzip;q=0.001", true},
        {"deflate", false},
        {"x-gzip", false},
        {"gzip ;q=1", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(encoding_accepted(rows[i].header, "gzip"), rows[i].accepted);
}

/* --- The JSON and the description --- */

static void test_fact_schemas(void **state)
{
    (void)state;
    struct arena *arena = arena_create(arena_bytes);
    for (size_t i = 0; i < study_count; i++)
        for (size_t fact = 0; fact < studies[i]->fact_count; fact++)
            if (!json_read(arena, studies[i]->facts[fact].schema))
                fail_msg("the schema of %s's %s is no JSON", studies[i]->name, studies[i]->facts[fact].name);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_malformed), cmocka_unit_test(test_requests),   cmocka_unit_test(test_memory_failures), cmocka_unit_test(test_examples),
        cmocka_unit_test(test_caps),      cmocka_unit_test(test_validators), cmocka_unit_test(test_draining),        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_tags),      cmocka_unit_test(test_encodings),  cmocka_unit_test(test_fact_schemas),
    };
    return cmocka_run_group_tests(tests, start_serving, NULL);
}
