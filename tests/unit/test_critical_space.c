/* Critical points in three and more dimensions: of the catalogue and others against scipy's (tests/reference/space.json), by known counts, and of
 * landscapes that nobody chose against a dense search by Newton's method of our own here. */
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
#include "tests/unit/ask.h"
#include "tests/unit/landscapes.h"
#include "tests/unit/reference.h"

/* Random landscapes of three and of four coordinates; LANDSCAPES=1000 in the environment tries a tenth of that of each. */
static int random_count = 8;

static struct critical_points find(struct arena *arena, const char *f, size_t n, double low, double high)
{
    double(*box)[2] = arena_allocate(arena, n, sizeof *box);
    struct critical_points found;
    struct error error = {0};
    for (size_t k = 0; k < n; k++) {
        box[k][0] = low;
        box[k][1] = high;
    }
    if (!critical_points_find(arena, resolve(arena, f, n), (const double(*)[2])box, &found, &error))
        fail_msg("%s: %s", f, error.detail);
    return found;
}

/* Whether the list holds the point with that index. */
static bool holds(const struct critical_points *found, const double *at, int index, double tolerance)
{
    for (size_t i = 0; i < found->count; i++) {
        bool same = index < 0 || found->items[i].negative == index;
        for (size_t k = 0; k < found->items[i].dimension && same; k++)
            same = fabs(found->items[i].at[k] - at[k]) <= tolerance;
        if (same)
            return true;
    }
    return false;
}

static void test_reference(void **state)
{
    (void)state;
    cJSON *reference = reference_read("space.json");
    const cJSON *record, *entry, *number;
    size_t total = 0;
    cJSON_ArrayForEach(record, reference)
    {
        struct arena *arena = arena_create(256 << 20);
        const char *f = cJSON_GetObjectItemCaseSensitive(record, "f")->valuestring;
        const size_t n = (size_t)reference_number(record, "n");
        const struct critical_points found = find(arena, f, n, reference_number(record, "low"), reference_number(record, "high"));
        const cJSON *points = cJSON_GetObjectItemCaseSensitive(record, "points");
        if ((size_t)cJSON_GetArraySize(points) != found.count || found.complete == CRITICAL_INCOMPLETE)
            fail_msg("%s, %zu coordinates: %zu points, the reference has %d (%s)", f, n, found.count, cJSON_GetArraySize(points), found.evidence);
        cJSON_ArrayForEach(entry, points)
        {
            double at[CRITICAL_MOST_DIMENSION];
            size_t k = 0;
            cJSON_ArrayForEach(number, cJSON_GetObjectItemCaseSensitive(entry, "x")) at[k++] = number->valuedouble;
            if (!holds(&found, at, (int)reference_number(entry, "index"), 1e-8))
                fail_msg("%s: the point at (%.17g, %.17g, %.17g …) is missing", f, at[0], at[1], at[2]);
            total++;
        }
        arena_destroy(arena);
    }
    cJSON_Delete(reference);
    printf("%zu points of scipy's found, and no others\n", total);
}

static void test_counts(void **state)
{
    (void)state;
    static const struct {
        const char *f;
        size_t n;
        double low, high;
        size_t count, minima, maxima; /* the others are saddles */
    } rows[] = {
        {"styblinski_tang", 3, -5, 5, 27, 8, 1},
        {"styblinski_tang", 4, -5, 5, 81, 16, 1},
        {"styblinski_tang", 5, -5, 5, 243, 32, 1},
        {"rastrigin", 3, -2.2, 2.2, 729, 125, 64},
        {"-styblinski_tang(x1,x2,x3)", 3, -5, 5, 27, 1, 8},
        {"sphere", 10, -5, 5, 1, 1, 0},
        {"x1^2+x2^2-x3^2-x4^2", 4, -1, 1, 1, 0, 0},
        {"x1+x2^2+x3^2", 3, -1, 1, 0, 0, 0},
        {"cos(x1)+cos(x2)+cos(x3)", 3, -4, 4, 27, 8, 1},
        /* at the end of a valley that bends, where the slope is below rounding far around; beside a pole, which counts in the degree as well */
        {"(x2-x1^2)^2+x1^6+x3^2", 3, -5, 5, 1, 1, 0},
        {"(x2-x1^2)^2+x1^8+x3^2", 3, -5, 5, 1, 1, 0},
        {"-(x2-x1)^2-x1^8-x3^2", 3, -5, 5, 1, 0, 1},
        {"1/(x1^2+x2^2+x3^2)+x1", 3, -5, 5, 1, 0, 0},
        /* these are no sums of functions of one coordinate */
        {"styblinski_tang(x1,x2,x3)+1e-3*x1*x2", 3, -5, 5, 27, 8, 1},
        {"styblinski_tang(x1,x2,x3,x4)+1e-3*x1*x2", 4, -5, 5, 81, 16, 1},
        {"rastrigin(x1,x2,x3)+1e-3*x1*x2", 3, -2.2, 2.2, 729, 125, 64},
        {"cos(x1)+cos(x2)+cos(x3)+1e-3*x1*x2", 3, -4, 4, 27, 8, 1},
        {"1e100*(sum(i,1,4,(x[i]^2-1)^2)+1e-3*x1*x2)", 4, -2, 2, 81, 16, 1},
        {"powell_singular", 4, -4, 5, 1, 1, 0},
        {"1e100*sum(i,1,4,(x[i]^2-1)^2)", 4, -2, 2, 81, 16, 1},
        {"1e-100*sum(i,1,4,(x[i]^2-1)^2)", 4, -2, 2, 81, 16, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(256 << 20);
        const struct critical_points found = find(arena, rows[i].f, rows[i].n, rows[i].low, rows[i].high);
        size_t kinds[CRITICAL_KIND_COUNT] = {0};
        for (size_t k = 0; k < found.count; k++)
            kinds[found.items[k].kind]++;
        if (found.count != rows[i].count || kinds[CRITICAL_MINIMUM] != rows[i].minima || kinds[CRITICAL_MAXIMUM] != rows[i].maxima ||
            kinds[CRITICAL_SADDLE] != found.count - rows[i].minima - rows[i].maxima || found.complete == CRITICAL_INCOMPLETE)
            fail_msg("%s: %zu points, %zu minima, %zu maxima, %zu saddles; %s", rows[i].f, found.count, kinds[CRITICAL_MINIMUM],
                     kinds[CRITICAL_MAXIMUM], kinds[CRITICAL_SADDLE], found.evidence);
        arena_destroy(arena);
    }
}

/* What is known to be missing is said. */
static void test_missing(void **state)
{
    (void)state;
    static const struct {
        const char *f;
        size_t n;
        double low, high;
        const char *evidence; /* a part of it */
    } rows[] = {
        {"(x1^2+x2^2+x3^2-1)^2", 3, -2, 2, "curves or surfaces"},
        {"(x1-x2)^2+x3^2", 3, -2, 2, "curves or surfaces"},
        {"x1*x2*x3", 3, -1, 1, "curves or surfaces"},
        {"sum(i,1,10,(x[i]^2-1)^2)", 10, -2, 2, ""},
        {"abs(x1)+x1*x2+x2^2+x3^2", 3, -1, 1, "at corners"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(256 << 20);
        const struct critical_points found = find(arena, rows[i].f, rows[i].n, rows[i].low, rows[i].high);
        if (found.complete != CRITICAL_INCOMPLETE || !strstr(found.evidence, rows[i].evidence))
            fail_msg("%s: %s, %s", rows[i].f, critical_completeness_name(found.complete), found.evidence);
        arena_destroy(arena);
    }
}

static double uniform(uint64_t landscape, uint64_t position)
{
    return random_uniform(13, random_stream(RANDOM_START, landscape), position);
}

static double between(uint64_t landscape, uint64_t position, double low, double high)
{
    return round(1e3 * (low + (high - low) * uniform(landscape, position))) / 1e3;
}

/* A linear form of the coordinates. */
static void draw_form(struct buffer *text, uint64_t k, uint64_t at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buffer_format(text, "%+g*x%zu", between(k, at + i, -2.2, 2.2), i + 1);
}

/* A quadratic form, waves, hills and cubes of linear forms, over −2 … 2. */
static const char *draw(struct arena *arena, uint64_t k, size_t n)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            buffer_format(&text, "%+g*x%zu*x%zu", between(k, 10 * i + j, -0.6, i == j ? 1 : 0.6), i + 1, j + 1);
    for (uint64_t term = 0; term < 3; term++) {
        const uint64_t at = 100 * (term + 1);
        buffer_format(&text, "%+g*", between(k, at, -2, 2));
        static const char *const shapes[3] = {"sin(", "exp(-(", "0.2*("};
        const size_t shape = (size_t)(3 * uniform(k, at + 1));
        buffer_text(&text, shapes[shape]);
        draw_form(&text, k, at + 2, n);
        buffer_format(&text, "%+g%s", between(k, at + 20, -1, 1), shape == 0 ? ")" : shape == 1 ? ")^2)" : ")^3");
    }
    return buffer_string(&text);
}

/* Solves a small system by Gauss and Jordan; not-a-numbers if it is singular. */
static void solve(size_t n, double a[4][5])
{
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k; i < n; i++)
            pivot = fabs(a[i][k]) > fabs(a[pivot][k]) ? i : pivot;
        for (size_t j = 0; j <= n; j++) {
            const double swap = a[k][j];
            a[k][j] = a[pivot][j];
            a[pivot][j] = swap;
        }
        for (size_t i = 0; i < n; i++) {
            const double factor = a[i][k] / a[k][k];
            for (size_t j = k; j <= n && i != k; j++)
                a[i][j] -= factor * a[k][j];
        }
    }
    for (size_t k = 0; k < n; k++)
        a[k][n] /= a[k][k];
}

/* How many zeros of the gradient that Newton's method finds from random places are not in the list. */
static size_t count_missing(struct arena *arena, const char *f, size_t n, const struct critical_points *found)
{
    enum { STARTS = 4000, STEPS = 60, OUTPUTS = 15 };
    struct program *program;
    struct error error = {0};
    struct landscape *landscape = resolve(arena, f, n);
    assert_true(landscape_differentiate(landscape, 2, &error) && landscape_program(landscape, 2, &program, &error));
    struct workspace *workspace = workspace_create(arena, program);
    double *at[4], *outputs[OUTPUTS], *size = ARENA_NEW(arena, double, STARTS);
    for (size_t k = 0; k < n; k++)
        at[k] = ARENA_NEW(arena, double, STARTS);
    for (size_t k = 0; k < OUTPUTS; k++)
        outputs[k] = ARENA_NEW(arena, double, STARTS);
    for (size_t i = 0; i < STARTS; i++)
        for (size_t k = 0; k < n; k++)
            at[k][i] = -2 + 4 * random_uniform(17, random_stream(RANDOM_START, i), k);
    for (int step = 0; step < STEPS; step++) {
        program_run(program, workspace, (const double *const *)at, outputs, STARTS);
        for (size_t i = 0; i < STARTS; i++) {
            double a[4][5];
            for (size_t k = 0, next = 1 + n; k < n; k++) {
                a[k][n] = -outputs[1 + k][i];
                for (size_t l = 0; l <= k; l++, next++)
                    a[k][l] = a[l][k] = outputs[next][i];
            }
            solve(n, a);
            size[i] = 0;
            for (size_t k = 0; k < n; k++)
                size[i] = fmax(size[i], fabs(a[k][n]));
            for (size_t k = 0; k < n; k++)
                at[k][i] += a[k][n] * fmin(1, 0.3 / size[i]);
        }
    }
    size_t missing = 0;
    for (size_t i = 0; i < STARTS; i++) {
        double place[4];
        bool inside = size[i] < 1e-10;
        for (size_t k = 0; k < n; k++) {
            place[k] = at[k][i];
            inside = inside && fabs(place[k]) < 2 - 1e-9;
        }
        missing += inside && !holds(found, place, -1, 1e-6);
    }
    return missing;
}

static void test_random(void **state)
{
    (void)state;
    size_t points[5] = {0}, known[5] = {0};
    for (size_t n = 3; n <= 4; n++)
        for (uint64_t k = 0; k < (uint64_t)random_count; k++) {
            struct arena *arena = arena_create(256 << 20);
            const char *f = draw(arena, 100 * k + n, n);
            const struct critical_points found = find(arena, f, n, -2, 2);
            const size_t missing = count_missing(arena, f, n, &found);
            size_t doubled = 0;
            for (size_t i = 0; i < found.count; i++)
                for (size_t j = 0; j < i; j++) {
                    double distance = 0;
                    for (size_t c = 0; c < n; c++)
                        distance = fmax(distance, fabs(found.items[i].at[c] - found.items[j].at[c]));
                    doubled += distance < 1e-9;
                }
            if (missing || doubled || found.complete == CRITICAL_INCOMPLETE)
                fail_msg("%s: %zu missing, %zu doubled, %s", f, missing, doubled, found.evidence);
            points[n] += found.count;
            known[n] += found.counted_known;
            arena_destroy(arena);
        }
    printf("%d random landscapes of 3 coordinates: %zu points, %zu of known degree; of 4: %zu, %zu\n", random_count, points[3], known[3], points[4],
           known[4]);
}

static void test_study(void **state)
{
    (void)state;
    struct arena *arena = arena_create(256 << 20);
    struct answer answer = ask_well(arena, "critical-points", "f=rosenbrock&dim=4&x=-2:2");
    static const char *const names[] = {"x1", "x2", "x3", "x4", "value", "kind", "eigenvalue1", "eigenvalue4", "index"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(column_of(&answer.description.columns, names[i])->count, 3);
    assert_near(numbers_of(&answer, "x1")[0], 1, 1e-12);
    assert_near(numbers_of(&answer, "x1")[1], -0.775659, 1e-5); /* Shang & Qiu, A note on the extended Rosenbrock function, 2006 */
    assert_near(numbers_of(&answer, "x4")[1], 0.145972, 1e-5);
    assert_near(numbers_of(&answer, "index")[2], 1, 0);
    assert_string_equal(fact_of(&answer, "complete")->text, "not_contradicted");
    assert_int_equal(fact_of(&answer, "degree")->kind, VALUE_NULL);
    answer = ask_well(arena, "critical-points", "f=x1^2-x2^2+x3^2+0.1*x1*x3&box=-1:1&box=-2:2&box=-3:3");
    assert_near(fact_of(&answer, "degree")->number, -1, 0);
    assert_string_equal(answer.sentence,
                        "x₁² − x₂² + x₃² + 0.1x₁·x₃ has 1 critical point here: 1 saddle at (0, 0, 0). Nothing contradicts the list: the last "
                        "2048 of 4096 starts of Newton's method found nothing new, and the signs (−1)^index sum to −1, as the slopes "
                        "on the sides of the box demand.");
    answer = ask_well(arena, "critical-points", "f=x1^2-x2^2+x3^2");
    assert_near(fact_of(&answer, "degree")->number, -1, 0);
    assert_string_equal(answer.sentence,
                        "x₁² − x₂² + x₃² has 1 critical point here: 1 saddle at (0, 0, 0). Interval arithmetic proves that there are no others.");
    static const char *const refused[][2] = {{"f=sphere&dim=11", "dim"},       {"f=sum(i,1,11,x[i]^2)", "f"},
                                             {"f=sphere&dim=3&y=0:1", "y"},    {"f=sphere&dim=3&x=0:1&box=0:2", "box"},
                                             {"f=x^2&box=0:1&box=0:2", "box"}, {"f=sphere&dim=9&boundary=1", "boundary"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, "critical-points", refused[i][0]), refused[i][1]);
    arena_destroy(arena);
}

/* Minima of the box on its faces, edges and corners. */
static void test_boundary(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        size_t rim, inside; /* minima */
        double least;
    } rows[] = {
        {"f=x1+x2^2+x3^2&x=-1:1&boundary=1", 1, 0, -1},
        {"f=x1+x2+x3^2&x=-1:1&boundary=1", 1, 0, -2},
        {"f=x1+x2+x3&x=-1:1&boundary=1", 1, 0, -3},
        {"f=-x1^2-x2^2-x3^2&x=-1:1&boundary=1", 8, 0, -3},
        {"f=x1*x2*x3&x=-1:1&boundary=1", 4, 0, -1},
        {"f=x1^2+x2^2-x3^2&x=-1:1&boundary=1", 2, 0, -1},
        {"f=x1^2+x2^2+x3^2&x=-1:1&boundary=1", 0, 1, 0},
        {"f=styblinski_tang&dim=3&x=-2:5&boundary=1", 7, 1, -87},
        {"f=-sum(i,1,8,x[i]^2)&x=-1:2&boundary=1", 256, 0, -32},
        {"f=cos(x1)+x2+x3&x=-5:5&boundary=1", 2, 0, -11},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(256 << 20);
        const struct answer answer = ask_well(arena, "critical-points", rows[i].query);
        const struct study_column *kind = column_of(&answer.description.columns, "kind");
        size_t rim = 0, inside = 0;
        for (size_t k = 0; k < kind->count; k++) {
            rim += numbers_of(&answer, "boundary")[k] == 1;
            inside += numbers_of(&answer, "boundary")[k] == 0 && !strcmp(kind->texts[k], "minimum");
        }
        if (rim != rows[i].rim || inside != rows[i].inside)
            fail_msg("%s: %zu minima on the rim, %zu inside", rows[i].query, rim, inside);
        assert_near(numbers_of(&answer, "value")[0], rows[i].least, 1e-9);
        arena_destroy(arena);
    }
}

int main(void)
{
    if (getenv("LANDSCAPES"))
        random_count = atoi(getenv("LANDSCAPES")) / 10;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference), cmocka_unit_test(test_counts), cmocka_unit_test(test_missing),
                                       cmocka_unit_test(test_random),    cmocka_unit_test(test_study),  cmocka_unit_test(test_boundary)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
