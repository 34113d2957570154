/* Lists of critical points of landscapes drawn by a seed whose only point is degenerate: it ends a valley that bends, in which f is a power of the way along
 * it. By the splitting lemma the power and its sign make the kind and the index. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/critical_points.h"
#include "base/random.h"
#include "tests/unit/arena.h"
#include "tests/unit/landscapes.h"
#include "tests/unit/watched.h"

/* So many; LANDSCAPES=1000 in the environment tries so many. */
static int valley_count = 60;

static double uniform(uint64_t landscape, uint64_t position)
{
    return random_uniform(17, random_stream(RANDOM_START, landscape), position);
}

static double between(uint64_t landscape, uint64_t position, double low, double high)
{
    return round(1e2 * (low + (high - low) * uniform(landscape, position))) / 1e2;
}

struct valley {
    double at[2];             /* where it ends */
    int across, along, power; /* signs */
    const char *formula;
};

static struct valley draw(struct arena *arena, uint64_t k)
{
    static const double units[3] = {1, 1e-100, 1e100};
    static const double turns[4][2] = {{1, 0}, {0.8, 0.6}, {0.6, -0.8}, {0, 1}};
    static const char *const bends[4] = {"%g*(%s)^2+%g*(%s)^3", "%g*sin(%s)+%g*(%s)^2", "%g*(exp(%s)-1)+%g*(%s)^2", "%g*(%s)^3+%g*(%s)"};
    const double *turn = turns[(size_t)(4 * uniform(k, 0))];
    struct valley valley = {.at = {between(k, 1, -1.5, 1.5), between(k, 2, -1.5, 1.5)},
                            .across = uniform(k, 3) < 0.5 ? 1 : -1,
                            .along = uniform(k, 4) < 0.5 ? 1 : -1,
                            .power = 3 + (int)(8 * uniform(k, 5))};
    const char *way = arena_format(arena, "(%g*(x-(%g))+%g*(y-(%g)))", turn[0], valley.at[0], turn[1], valley.at[1]);
    const char *aside = arena_format(arena, "(%g*(y-(%g))-%g*(x-(%g)))", turn[0], valley.at[1], turn[1], valley.at[0]);
    const size_t shape = (size_t)(4 * uniform(k, 6));
    const double a = between(k, 7, -1.5, 1.5), b = between(k, 8, -1, 1), c = between(k, 9, 0.2, 2);
    const char *bend = shape == 0   ? arena_format(arena, bends[0], a, way, b, way)
                       : shape == 1 ? arena_format(arena, bends[1], a, way, b, way)
                       : shape == 2 ? arena_format(arena, bends[2], a, way, b, way)
                                    : arena_format(arena, bends[3], a, way, b, way);
    valley.formula =
        arena_format(arena, "%g*(%d*(%s-(%s))^2+%g*%s^%d)", units[k % 3], valley.across, aside, bend, valley.along * c, way, valley.power);
    return valley;
}

static void test_valleys(void **state)
{
    (void)state;
    static const double box[2][2] = {{-2, 2}, {-2, 2}};
    size_t wound = 0;
    for (uint64_t k = 0; k < (uint64_t)valley_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const struct valley valley = draw(arena, k);
        const bool odd = valley.power % 2, pure = !odd && valley.across == valley.along;
        const int index = odd ? 0 : pure ? 1 : -1;
        const enum critical_kind kind = !pure ? CRITICAL_DEGENERATE : valley.across > 0 ? CRITICAL_MINIMUM : CRITICAL_MAXIMUM;
        struct critical_points found;
        struct error error = {0};
        assert_true(critical_points_find(arena, resolve(arena, valley.formula, 2), box, &found, &error));
        const struct critical_point *point = found.count == 1 ? &found.items[0] : NULL;
        if (!point || found.chain_count || point->kind != kind || point->index != index || found.complete == CRITICAL_INCOMPLETE ||
            !(fmax(fabs(point->at[0] - valley.at[0]), fabs(point->at[1] - valley.at[1])) < 0.02))
            fail_msg("%s: %zu points, the first %s of index %d at (%g, %g), %zu curves; %s; it is %s of index %d at (%g, %g)", valley.formula,
                     found.count, found.count ? critical_kind_name(found.items[0].kind) : "", found.count ? found.items[0].index : 0,
                     found.count ? found.items[0].at[0] : NAN, found.count ? found.items[0].at[1] : NAN, found.chain_count, found.evidence,
                     critical_kind_name(kind), index, valley.at[0], valley.at[1]);
        if (found.counted_known && found.counted != index)
            fail_msg("%s: the winding number is %ld", valley.formula, found.counted);
        wound += found.counted_known;
        arena_destroy(arena);
    }
    printf("%d valleys that bend, %zu winding numbers\n", valley_count, wound);
}

int main(void)
{
    if (getenv("LANDSCAPES"))
        valley_count = atoi(getenv("LANDSCAPES"));
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_valleys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
