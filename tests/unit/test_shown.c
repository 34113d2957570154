/* What pictures say in words and numbers, by kinds that are easily got wrong: numbers far from zero, levels, axes, what is left out or cannot be
 * shown. What is drawn where is test_pictures.c's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/service/service.h"

enum { WORDS = 4 };

static const struct {
    const char *query;
    const char *said[WORDS], *not_said[WORDS];
} rows[] = {
    /* an offset keeps its digits, and what differs is told apart */
    {"landscape.svg?f=123456.789%2B0.001*x&x=-1:1", {"123456.7)", "123456.788", "123456.79)"}, {"1.23457"}},
    {"landscape.svg?f=-98765.4321%2B1e-4*x&x=0:1", {"−98765.4"}, {"9.87654"}},
    {"landscape.txt?f=123456.789%2B0.001*x", {"(123456.784)", "(123456.794)"}, {"(123457)"}},
    {"landscape.txt?f=1e9%2B1e-3*x^2%2By^2", {"(1000000000)"}, {"greatest at x = −5, y = −5 (1000000000)"}},
    {"landscape.svg?f=100%2B0.01*(x^2%2B2*y^2)&x=-1:1&y=-1:1", {"\"100.005\"", "\"100.01\"", "\"100.02\""}, {"\"100\""}},
    {"landscape.svg?f=-5000%2B0.001*(x^2-y^2)&x=-1:1&y=-1:1",
     {"\"−0.0002\"", "contour labels: −\xc2\xa0"
                     "5000"},
     {"\"−5000\""}},
    /* wide logarithmic axes count from 0; a power among other numbers is one of them */
    {"landscape.svg?f=exp(x^2)&x=-26:26&yscale=log", {"\"10⁰\"", "\"10¹⁰⁰\"", "\"10³⁰⁰\""}, {"10³⁹", "10⁹³"}},
    {"landscape.svg?f=exp(-x^2)&x=-20:20&yscale=log", {"\"10⁰\"", "\"10⁻⁵⁰\""}, {"10⁻³⁹"}},
    {"landscape.svg?f=2%2Bcos(x)&x=1:2&yscale=log", {"\"1.8\"", "\"2.0\""}, {"10⁰"}},
    {"landscape.svg?f=3%2B2.5*sin(x)&yscale=log", {"\"0.5\"", "\"1\"", "\"2\"", "\"5\""}, {"10⁰"}},
    {"landscape.svg?f=log(x)&x=-1:100&xscale=log", {"\"10⁻²\"", "\"10²\""}, {"10⁻²⁰", "10⁻¹⁰"}},
    /* what is counted has whole ticks */
    {"hessian-signs.svg?n=2", {"\"0\"", "\"1\"", "\"2\""}, {"\"−0.5\"", "\"1.5\""}},
    {"depth.svg?depth=3&seeds=2", {"\"0\"", "\"3\""}, {"\"0.5\"", "\"1.5\""}},
    /* scales and levels */
    {"landscape.svg?f=x*y&view=heatmap&zscale=log", {"negative values are left blank"}, {NULL}},
    {"landscape.svg?f=beale", {"levels by rank"}, {NULL}},
    {"landscape.svg?f=goldstein_price", {"levels by rank"}, {NULL}},
    {"critical-points.svg?f=x^2%2By^2", {"\"5\"", "\"10\"", "\"15\""}, {"levels by rank", "\"21\""}},
    {"landscape.svg?f=3*x^2%2B2*x*y%2B2*y^2", {NULL}, {"levels by rank"}},
    /* what cannot be shown, or is left out, is said */
    {"landscape.svg?f=sin(50*x)*sin(50*y)&x=-3:3&y=-3:3&samples=101&view=contour", {"oscillates faster than"}, {NULL}},
    {"landscape.svg?f=sin(1e5*x)", {"oscillates faster than"}, {NULL}},
    {"landscape.svg?f=1/(x-0.1)&x=-1:1", {"pole"}, {"10¹⁶", "×10"}},
    {"landscape.svg?f=x^2%2By^2%2B1/(x-0.1)&x=-1:1", {"pole"}, {"10¹⁶"}},
    {"landscape.svg?f=x^2%2B1e-4*sign(x-0.3)", {"jump"}, {NULL}},
    {"landscape.svg?f=sin(10*x)&x=-5:5&annotate=auto", {"\"16 minima\""}, {NULL}},
    {"descent.svg?f=himmelblau&start=0,0;1,1;2,2;3,3;-1,-1;-2,-2;-3,-3;4,4;-4,-4;1,-1;2,-2;3,-3;0,1;0,2;0,3;0,-1;0,-2;0,-3&optimizer=gd(lr=0.01)&"
     "steps=30&legend=on&width=320&height=178",
     {" more\""},
     {NULL}},
    {"figures/gd-unstable.svg", {"leaves the picture", "−1673"}, {NULL}},
    {"figures/hessian-index.svg", {"7.8×10⁻⁵²"}, {"7.8e-52"}},
    /* the title is the figure's */
    {"landscape.svg?f=risk&title=%24%5Cnabla%20f%24", {"<title", "$\\nabla f$</title>"}, {NULL}},
    {"landscape.svg?f=risk&title=%E9%9E%8D%E7%82%B9", {"鞍点</title>"}, {NULL}},
};

static void test_words(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(service_default_limits.arena_bytes);
        struct response response;
        const struct request request = {.method = "GET", .target = arena_format(arena, "/v1/%s", rows[i].query), .accept = "*/*", .ready = true};
        service_respond(&service_default_limits, &request, arena, &response);
        const char *text = arena_format(arena, "%.*s", (int)response.length, (const char *)response.body);
        if (response.status != 200 && ++wrong)
            fprintf(stderr, "%s: %s\n", rows[i].query, text);
        for (size_t k = 0; k < WORDS; k++) {
            if (rows[i].said[k] && !strstr(text, rows[i].said[k]) && ++wrong)
                fprintf(stderr, "%s does not say %s\n", rows[i].query, rows[i].said[k]);
            if (rows[i].not_said[k] && strstr(text, rows[i].not_said[k]) && ++wrong)
                fprintf(stderr, "%s says %s\n", rows[i].query, rows[i].not_said[k]);
        }
        arena_destroy(arena);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words)};
    struct error error = {0};
    return service_start(&error) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
