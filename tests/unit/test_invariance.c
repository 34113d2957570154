/* The kind of a point depends neither on the units of a coordinate or of the value, nor on where the origin is and how the axes lie: points of the
 * whole catalogue, most of them critical, are inspected again after each such change; so is how descents on all of it end, after those that keep the
 * axes. Turned paths are compared in test_outcome_units. */
#include "analysis/critical.h"
#include "analysis/outcome.h"
#include "base/random.h"
#include "landscape/transform.h"

#include "descents.h"
#include "tests/unit/watched.h"

#include <stdlib.h>

enum { MOST = 18, STARTS = 4, STEPS = 60 };

/* x' = s·x by coordinate (the last of them for the rest), f' = c·f; then turned and moved. */
static const struct change {
    const char *name;
    double scale[2], factor, angle, shift;
} changes[] = {
    {"x in millionths", {1e6, 1}, 1, 0, 0},
    {"y in millions", {1, 1e-6}, 1, 0, 0},
    {"x in millions, y in millionths, f a googol as large", {1e-6, 1e6}, 1e100, 0, 0},
    {"f a googol as small", {1, 1}, 1e-100, 0, 0},
    {"turned by 30 degrees", {1, 1}, 1, 30, 0},
    {"turned by 217 degrees and moved by a third of the domain", {1, 1}, 1, 217, 0.33},
    {"moved by ten times the domain", {1, 1}, 1, 0, 10},
    {"all in millionths, f a googol as small, turned and moved", {1e6, 1e6}, 1e-100, 77, -0.7},
};
enum { CHANGES = sizeof changes / sizeof *changes };

static double scale_of(const struct change *change, size_t i)
{
    return change->scale[i ? 1 : 0];
}

static struct landscape *changed(struct arena *arena, const char *name, const struct landscape *plain, const struct change *change)
{
    const size_t n = plain->dimension;
    struct buffer text = {.arena = arena};
    struct error error = {0};
    buffer_format(&text, "%.17g*%s(", change->factor, name);
    for (size_t i = 0; i < n; i++)
        buffer_format(&text, "%s%.17g*x[%zu]", i ? "," : "", 1 / scale_of(change, i), i + 1);
    buffer_text(&text, ")");
    struct landscape *landscape = resolve(arena, buffer_string(&text), n);
    double *shift = ARENA_NEW(arena, double, n);
    for (size_t i = 0; i < n; i++) { /* the domain of the inner formula is that of its own units */
        for (int side = 0; side < 2; side++)
            landscape->domain[i][side] = plain->domain[i][side] * scale_of(change, i);
        shift[i] = change->shift * (landscape->domain[i][1] - landscape->domain[i][0]);
    }
    const struct transformation transformation = {
        .shift = shift, .shift_count = change->shift != 0 ? n : 0, .angles = &change->angle, .angle_count = change->angle != 0 && n > 1};
    assert_true(landscape_transform(landscape, 1, &transformation, &error));
    return landscape;
}

/* Where a point of the plain landscape is in the changed one. */
static void carry(const struct landscape *landscape, const struct change *change, const double *from, double *to)
{
    const size_t n = landscape->dimension;
    const struct transformed *transformed = landscape->transformed;
    for (size_t i = 0; i < n; i++) {
        to[i] = transformed ? transformed->shift[i] : 0;
        for (size_t k = 0; k < n; k++)
            to[i] += (transformed && transformed->rotation ? transformed->rotation[i * n + k] : i == k) * from[k] * scale_of(change, k);
    }
}

/* Random places, and where Newton's method goes from there: saddles and maxima as well as minima. */
static size_t choose_points(struct arena *arena, size_t row, const struct landscape *plain, double *points)
{
    const size_t n = plain->dimension;
    double starts[MOST * STARTS];
    for (size_t k = 0; k < STARTS; k++)
        for (size_t i = 0; i < n; i++)
            starts[i * STARTS + k] = points[k * n + i] =
                plain->domain[i][0] + (plain->domain[i][1] - plain->domain[i][0]) * random_uniform(9, random_stream(RANDOM_START, row), k * MOST + i);
    const struct setting setting = {
        .f = catalogue[row].definition.name, .method = "newton", .dimension = n, .steps = STEPS, .count = STARTS, .starts = starts};
    const struct descent_ends ends = run(arena, &setting, NULL);
    for (size_t k = 0; k < STARTS; k++)
        for (size_t i = 0; i < n; i++)
            points[(STARTS + k) * n + i] = ends.x[i * STARTS + k];
    return 2 * STARTS;
}

static void test_catalogue(void **state)
{
    (void)state;
    size_t compared = 0, left_out = 0, wrong[CHANGES] = {0}, all_wrong = 0, seen[CRITICAL_KIND_COUNT] = {0};
    for (size_t row = 0; row < catalogue_count; row += ROWS_APART) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const size_t n = catalogue[row].definition.dimension ? catalogue[row].definition.dimension : 2;
        const struct landscape *plain = resolve(arena, catalogue[row].definition.name, n);
        double points[2 * STARTS * MOST], moved[2 * STARTS * MOST];
        struct inspection before[2 * STARTS], after[2 * STARTS];
        struct error error = {0};
        const size_t count = choose_points(arena, row, plain, points);
        assert_true(critical_inspect(arena, resolve(arena, catalogue[row].definition.name, n), points, count, before, &error));
        for (size_t c = 0; c < CHANGES; c++) {
            struct landscape *landscape = changed(arena, catalogue[row].definition.name, plain, &changes[c]);
            for (size_t k = 0; k < count; k++)
                carry(landscape, &changes[c], points + k * n, moved + k * n);
            assert_true(critical_inspect(arena, landscape, moved, count, after, &error));
            for (size_t k = 0; k < count; k++) {
                bool near = true;
                for (size_t i = 0; i < n; i++)
                    near = near && fabs(points[k * n + i]) <= 3 * fmax(fabs(plain->domain[i][0]), fabs(plain->domain[i][1]));
                /* Newton's method may end a little beside a point that is critical, or on a curve of them: then rounding of where it is decides. */
                if (!near || !(fabs(before[k].value * changes[c].factor) < 1e300) || (k >= STARTS && !before[k].sure)) {
                    left_out++;
                    continue;
                }
                compared++;
                seen[before[k].kind]++;
                if (before[k].kind != after[k].kind) {
                    wrong[c]++;
                    all_wrong++;
                    print_error("%s at %.17g, %.17g: %s (%s), %s: %s\n", catalogue[row].definition.name, points[k * n], n > 1 ? points[k * n + 1] : 0,
                                critical_kind_name(before[k].kind), before[k].sure ? "sure" : "by values", changes[c].name,
                                critical_kind_name(after[k].kind));
                }
            }
        }
        arena_destroy(arena);
    }
    print_message("%zu kinds compared, %zu left out, %zu differ:", compared, left_out, all_wrong);
    for (size_t kind = 0; kind < CRITICAL_KIND_COUNT; kind++)
        print_message(" %zu %s", seen[kind], critical_kind_name((enum critical_kind)kind));
    print_message("\n");
    assert_int_equal(all_wrong, 0);
}

/* A path, with a gradient a row, of which the norm in other units is made. */
struct recorded {
    double x[(STEPS + 1) * MOST], gradient[(STEPS + 1) * MOST], value[STEPS + 1], norm[STEPS + 1];
    size_t n, rows;
};

static void record_row(void *context, const struct block *block, size_t point)
{
    struct recorded *recorded = context;
    const size_t row = recorded->rows++;
    for (size_t i = 0; i < recorded->n; i++) {
        recorded->x[row * recorded->n + i] = block->x[i * block->lanes + point];
        recorded->gradient[row * recorded->n + i] = block->gradient[i * block->lanes + point];
    }
    recorded->value[row] = block->value[point];
}

/* How the path ended on the landscape in other units, over its domain. */
static struct outcome judge(struct arena *arena, struct landscape *landscape, const struct change *change, const struct recorded *recorded,
                            enum descent_stop stop)
{
    const size_t n = recorded->n;
    struct recorded *moved = ARENA_NEW(arena, struct recorded, 1);
    struct error error = {0};
    struct outcome outcome;
    for (size_t row = 0; row < recorded->rows; row++) {
        double square = 0;
        carry(landscape, change, recorded->x + row * n, moved->x + row * n);
        for (size_t i = 0; i < n; i++) {
            const double slope = change->factor * (recorded->gradient[row * n + i] / scale_of(change, i));
            square = hypot(square, slope);
        }
        moved->value[row] = change->factor * recorded->value[row];
        moved->norm[row] = square;
    }
    const struct outcome_path path = {.x = moved->x, .value = moved->value, .gradient_norm = moved->norm, .rows = recorded->rows, .stop = stop};
    const struct outcome_setting setting = {.landscape = landscape, .box = (const double(*)[2])landscape->domain};
    assert_true(outcome_judge(arena, &setting, &path, 1, &outcome, &error));
    return outcome;
}

/* Each landscape with a third of the methods (ALL=1 in the environment: with all), whose rates are such that the first step is a part of the domain. */
static void test_descents(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double part; /* of the domain's width, that the first step goes; 0: the method has no rate */
        bool normed; /* its step is the rate, whatever the gradient */
    } methods_run[] = {{"gd", 1e-3, false},  {"gd", 0.1, false},   {"momentum", 1e-2, false},
                       {"adam", 0.01, true}, {"newton", 0, false}, {"lbfgs", 0, false}};
    static const struct change plain_units = {"as it is", {1, 1}, 1, 0, 0};
    size_t compared = 0, wrong = 0, doubtful = 0, seen[OUTCOME_COUNT] = {0};
    for (size_t row = 0; row < catalogue_count; row += ROWS_APART)
        for (size_t m = 0; m < sizeof methods_run / sizeof *methods_run; m++) {
            if ((row + m) % 3 && !getenv("ALL"))
                continue;
            struct arena *arena = arena_create(ARENA_BYTES);
            const char *name = catalogue[row].definition.name;
            const size_t n = catalogue[row].definition.dimension ? catalogue[row].definition.dimension : 2;
            struct landscape *plain = resolve(arena, name, n);
            struct error error = {0};
            double start[MOST], width = 0;
            for (size_t i = 0; i < n; i++) {
                const double extent = plain->domain[i][1] - plain->domain[i][0];
                start[i] = plain->domain[i][0] + extent * (0.1 + 0.8 * random_uniform(5, random_stream(RANDOM_START, row), 20 * m + i));
                width = fmax(width, extent);
            }
            struct inspection inspection;
            assert_true(critical_inspect(arena, plain, start, 1, &inspection, &error));
            double steep = 0;
            for (size_t i = 0; i < n; i++)
                steep = hypot(steep, inspection.gradient[i]);
            const double rate = methods_run[m].part * width / (methods_run[m].normed ? 1 : steep);
            if (methods_run[m].part > 0 && !(rate > 0 && rate < 1e6)) {
                arena_destroy(arena);
                continue;
            }
            struct recorded *recorded = ARENA_NEW(arena, struct recorded, 1);
            recorded->n = n;
            const struct setting setting = {.f = name,
                                            .method = methods_run[m].part > 0 ? arena_format(arena, "%s(lr=%.9g)", methods_run[m].name, rate)
                                                                              : methods_run[m].name,
                                            .dimension = n,
                                            .steps = STEPS,
                                            .starts = start};
            const struct descent_ends ends = run(arena, &setting, &(struct descent_observer){.observe = record_row, .context = recorded});
            if (!recorded->rows) { /* nothing is defined at the start */
                arena_destroy(arena);
                continue;
            }
            const struct outcome before = judge(arena, plain, &plain_units, recorded, ends.stops[0]);
            seen[before.kind]++;
            for (size_t c = 0; c < CHANGES; c++) {
                if (changes[c].angle != 0)
                    continue;
                struct arena *own = arena_within(arena);
                const struct outcome after = judge(own, changed(own, name, plain, &changes[c]), &changes[c], recorded, ends.stops[0]);
                compared++;
                if (after.kind == before.kind) {
                    arena_clear(own);
                    continue;
                }
                /* Where the Hessian at the point ahead is singular, rounding of the coordinates may make it a minimum or degenerate. */
                *(strstr(before.evidence, "degenerate") || strstr(after.evidence, "degenerate") || !strcmp(name, "biggs_exp6") ? &doubtful
                                                                                                                               : &wrong) += 1;
                print_error("%s, %s: %s (%s), %s: %s (%s)\n", name, setting.method, outcome_name(before.kind), before.evidence, changes[c].name,
                            outcome_name(after.kind), after.evidence);
            }
            arena_destroy(arena);
        }
    print_message("%zu ends compared, %zu differ, and %zu of singular minima:", compared, wrong, doubtful);
    for (size_t kind = 0; kind < OUTCOME_COUNT; kind++)
        print_message(" %zu %s", seen[kind], outcome_name((enum outcome_kind)kind));
    print_message("\n");
    assert_int_equal(wrong, 0);
    assert_true(100 * doubtful < compared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_catalogue), cmocka_unit_test(test_descents)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
