/* What stands between the sockets and the service: heads that are doubtful and targets taken apart. The sockets
 * themselves are tested by tests/http/run.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/http/framing.h"
#include "server/text/query.h"

/* --- Heads --- */

struct head {
    const char *method, *version;
    const char *fields[4][2];
    bool sound;
};

static const struct head heads[] = {
    {"GET", "HTTP/1.1", {{"Host", "a"}}, true},
    {"GET", "HTTP/1.1", {{"host", "a:80"}, {"X-A", "b\tc"}}, true},
    {"GET", "HTTP/1.1", {{"Host", "[::1]:80"}}, true},
    {"GET", "HTTP/1.1", {{"Host", ""}}, true},
    {"GET", "HTTP/1.0", {{NULL, NULL}}, true},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0"}}, true},
    {"POST", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "5"}}, true},
    {"POST", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, true},
    {"POST", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "gzip"}}, false},
    {"POST", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "5"}, {"Content-Length", "5"}}, false},
    {"POST", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}, false},
    {"POST", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "+5"}}, false},
    {"POST", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "5x"}}, false},
    {"BREW", "HTTP/1.1", {{"Host", "a"}}, true},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"X-A", "caf\xc3\xa9"}}, true},
    {"GET", "HTTP/1.1", {{NULL, NULL}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"HOST", "a"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a/b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a@b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a,b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"", "b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"X A", "b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"X-A ", "b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"X-\x01", "b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"X-\xc3\xa9", "b"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"X-A", "b\rc"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"X-A", "\x7f"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "00"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "1"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", ""}}, false},
    {"HEAD", "HTTP/1.1", {{"Host", "a"}, {"content-length", "5"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"Content-Length", "0"}, {"Content-Length", "0"}}, false},
    {"OPTIONS", "HTTP/1.1", {{"Host", "a"}, {"Transfer-Encoding", "identity"}}, false},
    {"GET", "HTTP/1.1", {{"Host", "a"}, {"transfer-encoding", "chunked"}, {"Content-Length", "0"}}, false},
    {"GE T", "HTTP/1.1", {{"Host", "a"}}, false},
    {"", "HTTP/1.1", {{"Host", "a"}}, false},
    {"GET", "", {{"Host", "a"}}, false},
    {"GET", "HTTP/1.10", {{"Host", "a"}}, false},
    {"GET", "HTTP/2.0", {{"Host", "a"}}, false},
    {"GET", "http/1.1", {{"Host", "a"}}, false},
};

static void test_framing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct header_field fields[4];
        size_t count = 0;
        for (; count < 4 && heads[i].fields[count][0]; count++)
            fields[count] = (struct header_field){heads[i].fields[count][0], heads[i].fields[count][1], strlen(heads[i].fields[count][0]),
                                                  strlen(heads[i].fields[count][1])};
        const char *fault = framing_fault(heads[i].method, heads[i].version, fields, count);
        if (!fault != heads[i].sound)
            fail_msg("head %zu: %s", i, fault ? fault : "no fault was found");
    }
    /* A NUL within, which a string cannot show. */
    const struct header_field fields[] = {{"Host", "a", 4, 1}, {"X-A", "b\0c", 3, 3}};
    assert_non_null(framing_fault("GET", "HTTP/1.1", fields, 2));
}

/* --- Targets --- */

static const struct {
    const char *target;
    bool sound;
    const char *segments;  /* joined by '|' */
    const char *arguments; /* name=value/text, joined by '|' */
} targets[] = {
    {"/", true, "", ""},
    {"/v1/a.png", true, "v1|a.png", ""},
    {"/v1/", true, "v1|", ""},
    {"/%76%31", true, "v1", ""},
    {"/a%2Fb", true, "a/b", ""},
    {"/?", true, "", ""},
    {"/?a=1&b=2", true, "", "a=1/1|b=2/2"},
    {"/?&&a=1&&", true, "", "a=1/1"},
    {"/?a", true, "", "a=/"},
    {"/?a=", true, "", "a=/"},
    {"/?a=b=c", true, "", "a=b=c/b=c"},
    {"/?=b", false, NULL, NULL},
    {"/?a=x+1", true, "", "a=x+1/x 1"},
    {"/?a=x%2B1", true, "", "a=x+1/x+1"},
    {"/?a+b=1", true, "", "a b=1/1"},
    {"/?a=%CF%80&b=\xcf\x80", true, "", "a=\xcf\x80/\xcf\x80|b=\xcf\x80/\xcf\x80"},
    {"/?a=%0a", true, "", "a=\n/\n"},
    {"/?a=/?:@", true, "", "a=/?:@//?:@"},
    {"http://h:80/v1?a=1", true, "v1", "a=1/1"},
    {"https://h", true, "", ""},
    {"/?a=%", false, NULL, NULL},
    {"/?a=%4", false, NULL, NULL},
    {"/?a=%4g", false, NULL, NULL},
    {"/?a=%00", false, NULL, NULL},
    {"/?%00=a", false, NULL, NULL},
    {"/?a=%80", false, NULL, NULL},
    {"/?a=\x80", false, NULL, NULL},
    {"/?a=%C0%80", false, NULL, NULL},
    {"/%FF", false, NULL, NULL},
    {"/a b", false, NULL, NULL},
    {"/?a=\t", false, NULL, NULL},
    {"/#a", false, NULL, NULL},
    {"v1", false, NULL, NULL},
    {"", false, NULL, NULL},
    {"*", false, NULL, NULL},
};

static void test_targets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct arena *arena = arena_create(1 << 20);
        struct query query = {0};
        struct error_list errors = {0};
        const bool sound = query_parse(arena, targets[i].target, &query, &errors);
        if (sound != targets[i].sound)
            fail_msg("%s: %s", targets[i].target, errors.items[0].detail);
        assert_int_equal(sound, errors.count == 0);
        if (sound) {
            struct buffer segments = {.arena = arena}, arguments = {.arena = arena};
            for (size_t k = 0; k < query.segment_count; k++)
                buffer_format(&segments, k ? "|%s" : "%s", query.segments[k]);
            for (size_t k = 0; k < query.count; k++)
                buffer_format(&arguments, "%s%s=%s/%s", k ? "|" : "", query.arguments[k].name, query.arguments[k].value, query.arguments[k].text);
            assert_string_equal(buffer_string(&segments), targets[i].segments);
            assert_string_equal(buffer_string(&arguments), targets[i].arguments);
        }
        arena_destroy(arena);
    }
}

/* What is encoded comes back, whatever it is. */
static void test_encoding(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    struct buffer target = {.arena = arena};
    static const char nasty[] = "a&b=c+d %#?/\\\"'<>[]{}|^`~\xcf\x80\x01\n;,:@!$*()";
    buffer_text(&target, "/?x=");
    query_encode(&target, nasty);
    struct query query = {0};
    struct error_list errors = {0};
    assert_true(query_parse(arena, buffer_string(&target), &query, &errors));
    assert_int_equal(query.count, 1);
    assert_string_equal(query.arguments[0].value, nasty);
    assert_string_equal(query.arguments[0].text, nasty);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_framing),
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
