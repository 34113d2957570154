/* The kind of a point depends neither on the units of a coordinate or of the value, nor on where the origin is and how the axes lie: points of the
 * whole catalogue, most of them critical, are inspected again after each such change. How descents end is compared in test_outcome_units. */
#include "analysis/critical.h"
#include "base/random.h"
#include "landscape/transform.h"

#include "descents.h"

enum { MOST = 12, STARTS = 4, STEPS = 60 };

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
    for (size_t row = 0; row < catalogue_count; row++) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_catalogue)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
