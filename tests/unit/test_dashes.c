/* Dashes of random lines: how far they are along the lines, and that it does not matter how many are taken at a time. */
#include "figure/dashes.h"

#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { STRETCHES = 3, POINTS = 40 };

static struct path make_lines(struct arena *arena, uint64_t number)
{
    struct path lines = {.arena = arena};
    for (size_t i = 0; i < STRETCHES * POINTS; i++) {
        const double scale = i % 7 ? 9 : 0.2;
        const struct point last = i ? lines.points[i - 1] : (struct point){0, 0};
        const struct point to = {last.x + scale * random_uniform(1, number, 2 * i), last.y + scale * (random_uniform(1, number, 2 * i + 1) - 0.5)};
        (i % POINTS ? path_line : path_move)(&lines, i % 11 == 5 ? last : to); /* some steps have no length */
    }
    return lines;
}

static double distance(struct point a, struct point b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

/* How far along its stretch of lines a point of a dash is: the walk goes to the right only, so that x says which line it is on. */
static double along(const struct path *lines, size_t first, struct point at)
{
    double length = 0;
    for (size_t i = first + 1; i < first + POINTS; i++) {
        const struct point from = lines->points[i - 1], to = lines->points[i];
        if (at.x <= to.x) {
            assert_true(fabs(distance(from, at) + distance(at, to) - distance(from, to)) < 1e-9);
            return length + distance(from, at);
        }
        length += distance(from, to);
    }
    assert_true(distance(at, lines->points[first + POINTS - 1]) < 1e-9);
    return length;
}

static void test_places(void **state)
{
    static const double patterns[][4] = {{3.7, 1.6}, {6.4, 1.6, 1, 1.6}, {1, 1.65}, {0.05, 0.05}, {1e4, 1}};
    static const size_t counts[] = {2, 4, 2, 2, 2};
    for (uint64_t number = 0; number < 20; number++) {
        struct arena *arena = arena_create(1 << 24);
        const size_t pattern = number % (sizeof counts / sizeof *counts);
        const struct path lines = make_lines(arena, number);
        struct path dashes = {.arena = arena};
        struct dashes walk = dashes_along(&lines, patterns[pattern], counts[pattern]);
        assert_true(dashes_take(&walk, &dashes, SIZE_MAX));
        size_t stretch = 0, part = 0;
        double begins = 0, before = 0;
        for (size_t i = 0; i < dashes.point_count; i++) {
            const struct point at = dashes.points[i];
            if (dashes.verbs[i] == PATH_MOVE && stretch < STRETCHES && distance(at, lines.points[stretch * POINTS]) == 0) {
                stretch++;
                part = 0;
                begins = before = 0;
                continue;
            }
            assert_true(stretch > 0);
            const double here = along(&lines, (stretch - 1) * POINTS, at);
            if (dashes.verbs[i] == PATH_MOVE) { /* behind a dash and a gap */
                begins += patterns[pattern][part] + patterns[pattern][part + 1];
                part = (part + 2) % counts[pattern];
                assert_true(fabs(here - begins) < 1e-7);
            } else {
                assert_true(here > before - 1e-9 && here < begins + patterns[pattern][part] + 1e-7);
                const bool last = i + 1 == dashes.point_count || dashes.verbs[i + 1] == PATH_MOVE;
                if (last && distance(at, lines.points[stretch * POINTS - 1]) > 1e-9)
                    assert_true(fabs(here - begins - patterns[pattern][part]) < 1e-7);
            }
            before = here;
        }
        assert_int_equal(stretch, STRETCHES);
        arena_destroy(arena);
    }
    (void)state;
}

static void test_pieces(void **state)
{
    static const double pattern[] = {2, 1};
    for (size_t most = 1; most < 60; most += 7) {
        struct arena *arena = arena_create(1 << 24);
        const struct path lines = make_lines(arena, most);
        struct path whole = {.arena = arena}, piece = {.arena = arena};
        struct dashes at_once = dashes_along(&lines, pattern, 2), by_pieces = at_once;
        assert_true(dashes_take(&at_once, &whole, SIZE_MAX) && !dashes_take(&at_once, &piece, SIZE_MAX));
        size_t done = 0;
        while (dashes_take(&by_pieces, &piece, most)) {
            assert_true(done + piece.point_count <= whole.point_count);
            assert_int_equal(piece.verbs[0], PATH_MOVE); /* a piece does not begin within a dash */
            assert_memory_equal(piece.verbs, whole.verbs + done, piece.verb_count);
            for (size_t i = 0; i < piece.point_count; i++)
                assert_true(distance(piece.points[i], whole.points[done + i]) < 1e-9);
            done += piece.point_count;
        }
        assert_int_equal(done, whole.point_count);
        arena_destroy(arena);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_places), cmocka_unit_test(test_pieces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
