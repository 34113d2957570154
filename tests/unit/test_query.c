/* A request's target and headers taken apart: what is decoded, what is refused and why, what a client is understood to accept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/text/negotiate.h"
#include "server/text/query.h"
#include "tests/unit/ask.h"

/* --- Targets --- */

static const struct {
    const char *target;
    const char *path;  /* segments, each behind a '/' */
    const char *pairs; /* name=value|text, one behind the other, each ended by ';' */
} sound_rows[] = {
    {"/", "/", ""},
    {"/v1/figures", "/v1/figures", ""},
    {"/v1/", "/v1/", ""},
    {"//", "//", ""},
    {"/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f", ""},
    {"/caf%C3%A9", "/café", ""},
    {"/a+b", "/a+b", ""},
    {"http://host/v1?x=1", "/v1", "x=1|1;"},
    {"HTTPS://host:80/v1", "/v1", ""},
    {"http://host", "/", ""},
    {"/p?", "/p", ""},
    {"/p?&&", "/p", ""},
    {"/p?a", "/p", "a=|;"},
    {"/p?a=", "/p", "a=|;"},
    {"/p?a=1&b=2", "/p", "a=1|1;b=2|2;"},
    {"/p?a=1&a=2&", "/p", "a=1|1;a=2|2;"},
    {"/p?a=b=c", "/p", "a=b=c|b=c;"},
    {"/p?a=x+y", "/p", "a=x+y|x y;"},
    {"/p?a+b=x%2By", "/p", "a b=x+y|x+y;"},
    {"/p?a=%41%4a%4A%26", "/p", "a=AJJ&|AJJ&;"},
    {"/p?a=%0A", "/p", "a=\n|\n;"},
    {"/p?\xC3\xA9=%CF%80", "/p", "é=π|π;"},
};

static void test_sound(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof sound_rows / sizeof *sound_rows; i++) {
        struct query query = {0};
        struct error_list errors = {0};
        struct buffer path = {.arena = arena}, pairs = {.arena = arena};
        if (!query_parse(arena, sound_rows[i].target, &query, &errors))
            fail_msg("%s: %s", sound_rows[i].target, errors.items[0].detail);
        for (size_t k = 0; k < query.segment_count; k++)
            buffer_format(&path, "/%s", query.segments[k]);
        for (size_t k = 0; k < query.count; k++)
            buffer_format(&pairs, "%s=%s|%s;", query.arguments[k].name, query.arguments[k].value, query.arguments[k].text);
        assert_string_equal(buffer_string(&path), sound_rows[i].path);
        assert_string_equal(buffer_string(&pairs), sound_rows[i].pairs);
    }
}

static const struct {
    const char *target, *parameter, *value, *says;
} unsound_rows[] = {
    {"", "path", "", "a path starts with '/'"},
    {"v1?x=1", "path", "v1", "a path starts with '/'"},
    {"/a b", "target", "/a%20b", "a raw blank at byte 2"},
    {"/a\tb", "target", "/a%09b", "a raw control character at byte 2"},
    {"/a\x7f", "target", "/a%7F", "a raw control character at byte 2"},
    {"/a#b", "target", "/a#b", "a raw '#' at byte 2"},
    {"/a%2", "path", "/a%2", "'%2' is not a percent-encoded byte"},
    {"/%", "path", "/%", "'%' is not a percent-encoded byte"},
    {"/a?b=%G0", "b", "%G0", "'%G0' is not a percent-encoded byte"},
    {"/a?b=%0G", "b", "%0G", "'%0G' is not a percent-encoded byte"},
    {"/a?b=%0/", "b", "%0/", "'%0/' is not a percent-encoded byte"},
    {"/a?b=%0%20", "b", "%0%20", "'%0%' is not a percent-encoded byte"},
    {"/a?b=%0:", "b", "%0:", "'%0:' is not a percent-encoded byte"},
    {"/a%00b", "path", "/a%00b", "a NUL byte (%00) is not allowed"},
    {"/a?%00=1", "%00", "1", "a NUL byte (%00) is not allowed"},
    {"/a?b=%FF", "b", "%FF", "the bytes are not well-formed UTF-8"},
    {"/a?b=\xff", "b", "%FF", "the bytes are not well-formed UTF-8"},
    {"/a?b=+\xff", "b", "+%FF", "the bytes are not well-formed UTF-8"},
    {"/a?%C3=1", "%C3", "1", "the bytes are not well-formed UTF-8"},
    {"/a?=1", "query", "=1", "a parameter's name is missing before '='"},
};

static void test_unsound(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof unsound_rows / sizeof *unsound_rows; i++) {
        struct query query = {0};
        struct error_list errors = {0};
        assert_false(query_parse(arena, unsound_rows[i].target, &query, &errors));
        assert_int_equal(errors.count, 1);
        assert_string_equal(errors.items[0].parameter, unsound_rows[i].parameter);
        assert_string_equal(errors.items[0].value, unsound_rows[i].value);
        if (!strstr(errors.items[0].detail, unsound_rows[i].says))
            fail_msg("%s: %s", unsound_rows[i].target, errors.items[0].detail);
    }
}

static void test_bounds(void *context)
{
    struct arena *arena = context;
    struct query query = {0};
    struct error_list errors = {0};
    assert_true(query_parse(arena, repeated(arena, "/?a=1", "&b=2", QUERY_MOST_ARGUMENTS - 1, ""), &query, &errors));
    assert_int_equal(query.count, QUERY_MOST_ARGUMENTS);
    query = (struct query){0};
    assert_false(query_parse(arena, repeated(arena, "/?a=1", "&b=2", QUERY_MOST_ARGUMENTS, ""), &query, &errors));
    assert_string_equal(errors.items[0].detail, "there are 2049 arguments; at most 2048 are read");
    assert_string_equal(errors.items[0].parameter, "query");
    /* Of many faults, in path and arguments, the first few are told. */
    query = (struct query){0};
    errors = (struct error_list){0};
    assert_false(query_parse(arena, repeated(arena, "/%?a=1", "&b=%", 20, ""), &query, &errors));
    assert_int_equal(errors.count, MOST_ERRORS);
    assert_string_equal(errors.items[0].parameter, "path");
    assert_string_equal(errors.items[1].parameter, "b");
}

/* --- The other way round --- */

static void test_encoded(void *context)
{
    static const struct {
        const char *text, *value, *stored;
    } rows[] = {
        {"x*cos(pi*x)", "x*cos(pi*x)", "x*cos(pi*x)"},
        {"a b+c", "a%20b%2Bc", "a%20b%2Bc"},
        {"a=1&b=2", "a=1%26b=2", "a=1&b=2"},
        {"-._~!$'()*,;:@/?=09AZaz", "-._~!$'()*,;:@/?=09AZaz", "-._~!$'()*,;:@/?=09AZaz"},
        {"%#[]{}^|\\\"<>`", "%25%23%5B%5D%7B%7D%5E%7C%5C%22%3C%3E%60", "%25%23%5B%5D%7B%7D%5E%7C%5C%22%3C%3E%60"},
        {"\n\x7fπ", "%0A%7F%CF%80", "%0A%7F%CF%80"},
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer value = {.arena = arena}, stored = {.arena = arena};
        struct query query = {0};
        struct error_list errors = {0};
        query_encode(&value, rows[i].text);
        query_encode_stored(&stored, rows[i].text);
        assert_string_equal(buffer_string(&value), rows[i].value);
        assert_string_equal(buffer_string(&stored), rows[i].stored);
        assert_true(query_parse(arena, arena_format(arena, "/?a=%s", rows[i].value), &query, &errors));
        assert_string_equal(query.arguments[0].value, rows[i].text);
    }
    assert_string_equal(query_visible(arena, "a b\x7f\xff~!", 7), "a%20b%7F%FF~!");
}

/* Stored queries: every character stands for itself, and what has no '=' is no argument. */
static void test_stored(void *context)
{
    struct argument *arguments;
    size_t count;
    query_split(context, "f=x+1&title=50%&alone&&b=", &arguments, &count);
    assert_int_equal(count, 3);
    assert_string_equal(arguments[0].value, "x+1");
    assert_string_equal(arguments[1].name, "title");
    assert_string_equal(arguments[1].text, "50%");
    assert_string_equal(arguments[2].value, "");
}

/* --- Headers --- */

static void test_qualities(void **state)
{
    static const struct {
        const char *accept, *type;
        double quality;
    } rows[] = {
        {NULL, "image/png", 1},
        {"", "image/png", 1},
        {" \t", "image/png", 1},
        {"image/png", "image/png", 1},
        {"IMAGE/PNG", "image/png", 1},
        {"image/*", "image/png", 1},
        {"*/*", "image/png", 1},
        {"image/svg+xml", "image/png", 0},
        {"image/pngx", "image/png", 0},
        {"text/*", "image/png", 0},
        {"image/x*", "image/png", 0},
        {"image/png;q=0.5", "image/png", 0.5},
        {"image/png; q=0.25 , */*", "image/png", 0.25},
        {"*/*;q=0.1, image/*;q=0.2", "image/png", 0.2},
        {"image/png;q=0", "image/png", 0},
        {"image/png;q=0.", "image/png", 0},
        {"image/png;q=0x", "image/png", 0},
        {"image/png;q=0./", "image/png", 0},
        {"image/png;q=0.5:", "image/png", 0.5},
        {"image/png;q=1.000", "image/png", 1},
        {"image/png;q=high", "image/png", 1},
        {"image/png;q", "image/png", 1},
        {"image/png;level=1;Q=0.5", "image/png", 0.5},
        {"image/png;note=\"a;q=0,b\";q=0.5", "image/png", 0.5},
        {"image/png;note=\"a\\\";q=0\";q=0.5", "image/png", 0.5},
        {"image/png;note=\"a\\", "image/png", 1},
        {", ,image/png", "image/png", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (fabs(accept_quality(rows[i].accept, rows[i].type) - rows[i].quality) > 1e-12)
            fail_msg("Accept: %s gives %s %g", rows[i].accept, rows[i].type, accept_quality(rows[i].accept, rows[i].type));
}

static void test_names(void **state)
{
    (void)state;
    assert_true(accept_names("text/html, */*;q=0.1", "text/html"));
    assert_true(accept_names("*/*, image/webp", "image/"));
    assert_false(accept_names("*/*, image/webp;q=0", "image/"));
    assert_false(accept_names("image/", "image/"));
    assert_false(accept_names("*/*", "text/html"));
    assert_false(accept_names(NULL, "text/html"));
}

static void test_codings(void **state)
{
    static const struct {
        const char *header;
        bool accepted;
    } rows[] = {{NULL, false},          {"", false},           {"gzip", true},        {"GZIP", true},      {"br, gzip;q=0.1", true},
                {"gzip;q=0", false},    {"br", false},         {"*", true},           {"*;q=0", false},    {"gzip;q=0, *", false},
                {"*, gzip;q=0", false}, {"*;q=0, gzip", true}, {"gzip;q=0.0", false}, {"identity", false}, {"x-gzip", false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (encoding_accepted(rows[i].header, "gzip") != rows[i].accepted)
            fail_msg("Accept-Encoding: %s", rows[i].header ? rows[i].header : "(absent)");
}

static void test_tags(void **state)
{
    (void)state;
    assert_null(tag_find(NULL, "\"a-"));
    assert_null(tag_find("", "\"a-"));
    assert_null(tag_find("\"b-1\", W/\"c-2\"", "\"a-"));
    assert_string_equal(tag_find("\"b-1\", \"a-2\"", "\"a-"), "\"a-2\"");
    assert_string_equal(tag_find("W/\"a-2\"", "\"a-"), "\"a-2\"");
    assert_null(tag_find("W\"a-2\"", "\"a-"));
    assert_null(tag_find("\"b,\\\"\", x", "\"a-"));
    assert_true(tag_any("*"));
    assert_true(tag_any(" * "));
    assert_false(tag_any("*, \"a\""));
    assert_false(tag_any("\"a\""));
    assert_false(tag_any(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_sound),   unit_test_in_arena(test_unsound), unit_test_in_arena(test_bounds),
        unit_test_in_arena(test_encoded), unit_test_in_arena(test_stored),  cmocka_unit_test(test_qualities),
        cmocka_unit_test(test_names),     cmocka_unit_test(test_codings),   cmocka_unit_test(test_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
