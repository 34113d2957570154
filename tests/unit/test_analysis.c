/* The analysis room: eigenvalues, the kinds of critical points and all of them in a box, held against tests/reference/landscapes.json and
 * against what is known by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/critical_points.h"
#include "analysis/statistics.h"
#include "base/eigen.h"
#include "base/random.h"
#include "base/tridiagonal.h"
#include "tests/unit/ask.h"
#include "tests/unit/landscapes.h"
#include "tests/unit/reference.h"

static void check_second_difference(void)
{
    enum { N = 40 };
    double matrix[N * N] = {0}, values[N], vectors[N * N];
    for (size_t i = 0; i < N; i++) {
        matrix[i * N + i] = 2;
        if (i)
            matrix[i * N + i - 1] = -1; /* the upper triangle stays empty: it is not read */
    }
    symmetric_eigen(N, matrix, values, vectors);
    for (size_t k = 0; k < N; k++) {
        assert_near(values[k], 2 - 2 * cos((double)(k + 1) * acos(-1) / (N + 1)), 1e-13);
        for (size_t other = 0; other <= k; other++) {
            double product = 0;
            for (size_t i = 0; i < N; i++)
                product += vectors[k * N + i] * vectors[other * N + i];
            assert_near(product, other == k, 1e-13);
        }
    }
}

static void check_small_matrices(void)
{
    static const struct {
        size_t n;
        double matrix[9], values[3];
    } rows[] = {
        {1, {-7}, {-7}},
        {2, {2, 0, 0, -3}, {-3, 2}},
        {2, {0, 9, 1, 0}, {-1, 1}}, /* 9 stands in the upper triangle */
        {2, {1e300, 0, 1e300, 1e300}, {0, 2e300}},
        {2, {1, 0, 1e-200, 1}, {1, 1}},
        {3, {2, 0, 0, 1, 2, 0, 0, 1, 2}, {0.58578643762690495, 2, 3.4142135623730951}},
        {3, {0, 0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0}},
        {2, {1, 0, NAN, 1}, {NAN, NAN}},
        {2, {INFINITY, 0, 0, 1}, {NAN, NAN}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double matrix[9], values[3];
        memcpy(matrix, rows[i].matrix, sizeof matrix);
        symmetric_eigen(rows[i].n, matrix, values, NULL);
        for (size_t k = 0; k < rows[i].n; k++) {
            if (isnan(rows[i].values[k]))
                assert_true(isnan(values[k]));
            else
                assert_near(values[k], rows[i].values[k], 1e-15 * fabs(rows[i].values[rows[i].n - 1]));
        }
    }
}

/* Entries of several kinds: dense, mostly zero, of −1 and 1 (often singular), tridiagonal already, diagonal. */
static double entry_of(int kind, size_t row, size_t column, double normal)
{
    const size_t distance = row - column;
    switch (kind) {
    case 0:
        return normal;
    case 1:
        return fabs(normal) < 1.2 ? 0 : normal;
    case 2:
        return normal < 0 ? -1 : 1;
    case 3:
        return distance < 2 ? normal : 0;
    default:
        return distance < 1 ? normal : 0;
    }
}

/* Eigenvalues counted in the tridiagonal form against those that Jacobi's method finds: between two of them, below all and above all. */
static void check_tridiagonal(size_t n, int kind, double scale)
{
    enum { MOST = 24 };
    double normals[MOST * MOST], matrix[MOST * MOST], values[MOST], diagonal[MOST], squares[MOST], scratch[MOST];
    random_normals(n, (uint64_t)kind, 0, normals, n * n);
    /* Row-major for the one, by columns for the other, both of the lower triangle; what stands above it is not to be looked at. */
    for (size_t i = 0; i < n * n; i++)
        matrix[i] = i / n < i % n ? NAN : scale * entry_of(kind, i / n, i % n, normals[i]);
    symmetric_eigen(n, matrix, values, NULL);
    for (size_t i = 0; i < n * n; i++)
        matrix[i] = i % n < i / n ? NAN : scale * entry_of(kind, i % n, i / n, normals[i % n * n + i / n]);
    struct tridiagonal form = {n, diagonal, squares};
    tridiagonal_reduce(matrix, &form, scratch);
    const double most = fmax(fabs(values[0]), fabs(values[n - 1])), bound = tridiagonal_bound(&form), rounding = fmax(1e-13 * most, 1e-300);
    assert_true(bound >= most * (1 - 1e-13) && bound <= sqrt(3) * most * (1 + 1e-13));
    assert_int_equal(tridiagonal_count_below(&form, values[0] - rounding), 0);
    assert_int_equal(tridiagonal_count_below(&form, values[n - 1] + rounding), n);
    for (size_t k = 0; k + 1 < n; k++)
        if (values[k + 1] - values[k] > 2 * rounding)
            assert_int_equal(tridiagonal_count_below(&form, (values[k] + values[k + 1]) / 2), k + 1);
}

static void test_tridiagonal(void **state)
{
    (void)state;
    static const double scales[] = {1, 1e-100, 1e100};
    for (size_t n = 1; n <= 24; n++)
        for (int kind = 0; kind < 5; kind++)
            for (size_t i = 0; i < 3; i++)
                check_tridiagonal(n, kind, scales[i]);
}

static void test_eigenvalues(void **state)
{
    (void)state;
    check_second_difference();
    check_small_matrices();
}

static size_t numbers(const cJSON *array, double *into)
{
    size_t count = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, array) into[count++] = item->valuedouble;
    return count;
}

static void check_kind(struct arena *arena, const char *name, const cJSON *point, const char *kind)
{
    double at[8];
    const size_t n = numbers(cJSON_GetObjectItem(point, "x"), at);
    struct inspection inspection;
    struct error error = {0};
    assert_true(critical_inspect(arena, resolve(arena, our_name(arena, name), n), at, 1, &inspection, &error));
    if (strncmp(critical_kind_name(inspection.kind), kind, 3)) /* "min" and "minimum" */
        fail_msg("%s at %.17g is %s, the reference says %s", name, at[0], critical_kind_name(inspection.kind), kind);
}

static void test_kinds(void *outer)
{
    struct arena *arena = arena_within(outer);
    cJSON *reference = reference_read("landscapes.json");
    const cJSON *function, *point;
    cJSON_ArrayForEach(function, cJSON_GetObjectItem(reference, "functions"))
    {
        const char *name = cJSON_GetObjectItem(function, "name")->valuestring;
        /* relu is level left of 0: there is no slope to be regular */
        cJSON_ArrayForEach(point, cJSON_GetObjectItem(function, "points")) if (strcmp(name, "relu")) check_kind(arena, name, point, "regular");
        cJSON_ArrayForEach(point, cJSON_GetObjectItem(cJSON_GetObjectItem(function, "critical"), "points"))
            check_kind(arena, name, point, cJSON_GetObjectItem(point, "kind")->valuestring);
        arena_clear(arena);
    }
    cJSON_Delete(reference);
}

/* The listed point that the reference means, within its tolerance; each may be meant once. */
static void match(const char *name, const cJSON *point, size_t n, const struct critical_points *found, bool *used)
{
    double at[2], eigenvalues[2], scale = 1;
    numbers(cJSON_GetObjectItem(point, "x"), at);
    numbers(cJSON_GetObjectItem(point, "eig"), eigenvalues);
    for (size_t k = 0; k < n; k++)
        scale = fmax(scale, fabs(eigenvalues[k]));
    const double value = reference_number(point, "f");
    for (size_t i = 0; i < found->count; i++) {
        const struct critical_point *ours = &found->items[i];
        bool same = !used[i] && fabs(ours->value - value) <= 1e-9 * fmax(1, fabs(value)) &&
                    !strncmp(critical_kind_name(ours->kind), cJSON_GetObjectItem(point, "kind")->valuestring, 3);
        for (size_t k = 0; k < n; k++)
            same = same && fabs(ours->at[k] - at[k]) <= 1e-9 * fmax(1, fabs(at[k])) && fabs(ours->eigenvalues[k] - eigenvalues[k]) <= 1e-7 * scale;
        if (same) {
            used[i] = true;
            return;
        }
    }
    fail_msg("%s: the critical point at %.17g, %.17g is not found", name, at[0], n > 1 ? at[1] : 0);
}

static bool on_rim(const struct critical_point *point, size_t n, const double (*box)[2])
{
    for (size_t k = 0; k < n; k++)
        if (fmin(point->at[k] - box[k][0], box[k][1] - point->at[k]) < 1e-6 * (box[k][1] - box[k][0]))
            return true;
    return false;
}

/* Where the second factor's twentieth power is zero, which a search by Hessians does not see. */
static bool is_flat_zero(const char *name, const struct critical_point *point)
{
    return !strcmp(name, "michalewicz2") && point->kind == CRITICAL_DEGENERATE && fabs(point->at[1] - sqrt(0.5) * 3.14159265358979323846) < 1e-7;
}

static void check_function(struct arena *arena, const cJSON *function)
{
    const char *name = cJSON_GetObjectItem(function, "name")->valuestring;
    const cJSON *critical = cJSON_GetObjectItem(function, "critical"), *interval, *point;
    const cJSON *check = cJSON_GetObjectItem(critical, "index_check");
    double box[2][2];
    size_t n = 0;
    cJSON_ArrayForEach(interval, cJSON_GetObjectItem(critical, "box")) numbers(interval, box[n++]);
    struct critical_points found;
    struct error error = {0};
    assert_true(critical_points_find(arena, resolve(arena, our_name(arena, name), n), (const double(*)[2])box, &found, &error));
    bool *used = ARENA_NEW(arena, bool, found.count);
    cJSON_ArrayForEach(point, cJSON_GetObjectItem(critical, "points")) match(name, point, n, &found, used);
    for (size_t i = 0; i < found.count; i++)
        if (!used[i] && found.items[i].smooth && !on_rim(&found.items[i], n, (const double(*)[2])box) &&
            !is_flat_zero(name, &found.items[i])) /* the reference lists smooth points inside */
            fail_msg("%s: the point at %.17g, %.17g is not in the reference", name, found.items[i].at[0], found.items[i].at[1]);
    if (check && found.complete == CRITICAL_INCOMPLETE)
        fail_msg("%s: %s", name, found.evidence);
}

static void test_critical_points(void *arena)
{
    cJSON *reference = reference_read("landscapes.json");
    const cJSON *function;
    int functions = 0;
    cJSON_ArrayForEach(function, cJSON_GetObjectItem(reference, "functions")) if (cJSON_GetObjectItem(function, "critical"))
    {
        struct arena *of_one = arena_within(arena);
        check_function(of_one, function);
        arena_clear(of_one);
        functions++;
    }
    assert_int_equal(functions, 27);
    cJSON_Delete(reference);
}

static void test_corner_cases(void **state)
{
    (void)state;
    enum critical_completeness open = CRITICAL_NOT_CONTRADICTED, proved = CRITICAL_PROVED;
    const struct {
        const char *f;
        double box[2][2];
        size_t count;
        enum critical_completeness complete;
        bool flat;
        size_t chains, corners;
    } rows[] = {
        {"x^4", {{-1, 1}}, 1, open, false, 0, 0},
        {"x^3 - 3*x^2 + 3*x - 1", {{-2, 2}}, 1, open, false, 0, 0},
        {"cosh(x)", {{-30, 30}}, 1, proved, false, 0, 0},
        {"abs(x) - x/2", {{-2, 2}}, 1, open, false, 0, 1},
        {"abs(sin(x))", {{-10, 10}}, 13, open, false, 0, 7},
        {"abs(x*sin(x) + 0.1*x)", {{-10, 10}}, 15, open, false, 0, 8}, /* corners at no short decimals */
        {"abs(x^2 - 2) + abs(x - pi)", {{-3, 5}}, 3, open, false, 0, 2},
        {"1/x + x", {{-2, 2}}, 2, open, false, 0, 0},
        {"cos(pi*x)", {{0, 1}}, 2, proved, false, 0, 0}, /* both on the rim */
        {"sin(1e7*x)", {{0, 1e-6}}, 3, proved, false, 0, 0},
        {"gramacy_lee", {{0.5, 2.5}}, 17, proved, false, 0, 0},
        {"sinc(3*x)^2", {{0.1, 12}}, 21, proved, false, 0, 0}, /* 11 zeros of sine, 10 of tan u = u */
        {"sqrt(-1 - x^2)", {{-1, 1}}, 0, proved, false, 0, 0},
        {"0*x + 3", {{-1, 1}}, 0, proved, true, 0, 0},
        {"cos(pi*x)*cos(pi*y)", {{0, 1}, {0, 1}}, 5, proved, false, 0, 0},
        {"x^4 + y^4", {{-1, 1}, {-1, 1}}, 1, open, false, 0, 0},
        {"1e-10*x^2 + 1e-12*y^2", {{-1, 1}, {-1, 1}}, 1, proved, false, 0, 0},
        {"(x^2 + y^2 - 1)^2", {{-2, 2}, {-2, 2}}, 1, open, false, 1, 0},
        {"(x + y)^2", {{-2, 2}, {-2, 2}}, 0, open, false, 1, 0},
        {"sqrt(x^2 + y^2)", {{-1, 1}, {-1, 1}}, 1, open, false, 0, 1},
        {"abs(x - 0.3) + abs(y + 0.7)", {{-1, 1}, {-1, 1}}, 1, open, false, 0, 1},
        {"x + y", {{-1, 1}, {-1, 1}}, 0, proved, false, 0, 0},
        {"six_hump_camel", {{-3, 3}, {-2, 2}}, 15, proved, false, 0, 0},
        {"x^3 + 1e-8*x + y^2", {{-1, 1}, {-1, 1}}, 0, proved, false, 0, 0},
        {"(x - 1)^2*(x - 1.0000001)^2", {{0, 2}}, 3, proved, false, 0, 0},
        {"x^2 - exp(-1e10*(x - 0.3)^2)", {{-5, 5}}, 3, proved, false, 0, 0},
        {"(y - x^2)^2 + y^4", {{-2, 2}, {-2, 2}}, 1, open, false, 0, 0},
        {"x^2*y", {{-5, 5}, {-5, 5}}, 1, open, false, 2, 0}, /* the curve is cut where its kind changes */
        {"1/x^2", {{-1, 1}}, 0, open, false, 0, 0},
        {"(x^2 + 1)/(x^2 - 4)^2", {{-5, 5}}, 1, open, false, 0, 0}, /* no maxima at the doubles beside its poles */
        {"(x^2 + 1)/(x^2 - 4)^2 + y^2", {{-5, 5}, {-5, 5}}, 1, open, false, 0, 0},
        {"-(2 + sin(x))/(x^2 - 5)^4", {{-5, 5}}, 1, open, false, 0, 0},
        {"(exp(x) - exp(1))/(x - 1)", {{0, 3}}, 0, open, false, 0, 0},
        {"(log(x) - log(2))/(x - 2) + y^2", {{1, 3}, {-1, 1}}, 0, open, false, 0, 0},
        {"schwefel", {{-500, 500}, {-500, 500}}, 225, open, false, 0, 29},
        {"rastrigin", {{-5.12, 5.12}, {-5.12, 5.12}}, 441, proved, false, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(256 << 20);
        struct critical_points found;
        struct error error = {0};
        const size_t n = rows[i].box[1][1] > rows[i].box[1][0] ? 2 : 1;
        assert_true(critical_points_find(arena, resolve(arena, rows[i].f, n), rows[i].box, &found, &error));
        size_t corners = 0;
        for (size_t k = 0; k < found.count; k++)
            corners += !found.items[k].smooth;
        if (found.count != rows[i].count || found.complete != rows[i].complete || found.flat != rows[i].flat || found.chain_count != rows[i].chains ||
            corners != rows[i].corners)
            fail_msg("%s: %zu points, %s (%s), flat %d, %zu curves, %zu corners", rows[i].f, found.count, critical_completeness_name(found.complete),
                     found.evidence, found.flat, found.chain_count, corners);
        arena_destroy(arena);
    }
}

static void test_statistics(void **state)
{
    (void)state;
    static const double rows[][4] = {
        {0, 10, 0, 0.277533}, {10, 10, 0.722467, 1}, {5, 10, 0.236593, 0.763407}, {81, 263, 0.2553, 0.3662}, {0, 0, 0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double low, high;
        wilson_interval(rows[i][0], rows[i][1], &low, &high);
        assert_near(low, rows[i][2], 5e-5);
        assert_near(high, rows[i][3], 5e-5);
    }
    double mean, deviation;
    mean_deviation((double[]){1e9 + 1, 0, 1e9 + 2, 0, 1e9 + 3}, 3, 2, &mean, &deviation);
    assert_near(mean, 1e9 + 2, 0);
    assert_near(deviation, 1, 0);
    assert_near(sorted_quantile((double[]){1, 2, 4}, 3, 0.75), 3, 0);
    assert_true(isnan(sorted_quantile(NULL, 0, 0.5)));
}

/* Sums of corners and squares in one coordinate each, in one to five coordinates: by their signs they are minima, maxima or saddles, and none where
 * one of them goes on through. */
static void test_random_corners(void *outer)
{
    enum { RUNS = 300, FORMS = 9 };
    static const struct {
        const char *form;
        char kind; /* lowest, highest, or neither */
    } forms[FORMS] = {{"abs(%s)", 'l'},        {"-abs(%s)", 'h'},     {"max(%s,-2*%s)", 'l'}, {"min(%s,-%s)", 'h'},         {"max(0,%s)+0.5*%s", 'n'},
                      {"abs(%s)-0.5*%s", 'l'}, {"abs(%s)+2*%s", 'n'}, {"(%s)^2", 'l'},        {"where(%s>0,3*%s,-%s)", 'l'}};
    struct arena *arena = arena_within(outer);
    size_t right = 0, drawn = 0;
    for (int run = 0; run < RUNS; run++, arena_clear(arena)) {
        const uint64_t stream = random_stream(RANDOM_START, (uint64_t)run);
        const size_t n = 1 + (size_t)(5 * random_uniform(22, stream, 0));
        char f[1000] = "0";
        double at[5];
        size_t used = 1, lowest = 0, highest = 0, corners = 0;
        for (size_t k = 0; k < n; k++) {
            char u[80], term[200];
            const size_t form = (size_t)(FORMS * random_uniform(22, stream, 1 + 4 * k));
            at[k] = random_uniform(22, stream, 2 + 4 * k) < 0.5 ? 0 : floor(200 * random_uniform(22, stream, 3 + 4 * k)) / 100;
            snprintf(u, sizeof u, "(x%zu-%.17g)", k + 1, at[k]);
            snprintf(term, sizeof term, forms[form].form, u, u, u);
            used += (size_t)snprintf(f + used, sizeof f - used, "+%.3g*(%s)", 0.1 + 10 * random_uniform(22, stream, 4 + 4 * k), term);
            lowest += forms[form].kind == 'l';
            highest += forms[form].kind == 'h';
            corners += forms[form].form[0] != '(';
        }
        if (!corners)
            continue;
        struct inspection inspection;
        struct error error = {0};
        assert_true(critical_inspect(arena, resolve(arena, f, n), at, 1, &inspection, &error));
        const enum critical_kind kind = lowest == n             ? CRITICAL_MINIMUM
                                        : highest == n          ? CRITICAL_MAXIMUM
                                        : lowest + highest == n ? CRITICAL_SADDLE
                                                                : CRITICAL_NONE;
        drawn++;
        right += inspection.kind == kind || (kind == CRITICAL_NONE && inspection.kind == CRITICAL_REGULAR);
        if (inspection.kind != kind && inspection.kind != CRITICAL_NONE && inspection.kind != CRITICAL_REGULAR) /* some saddles may be missed */
            fail_msg("%s is %s", f, critical_kind_name(inspection.kind));
    }
    if (50 * (drawn - right) > drawn)
        fail_msg("%zu of %zu corners are right", right, drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_eigenvalues),     cmocka_unit_test(test_tridiagonal),
                                       unit_test_in_arena(test_kinds),         unit_test_in_arena(test_critical_points),
                                       cmocka_unit_test(test_corner_cases),    cmocka_unit_test(test_statistics),
                                       unit_test_in_arena(test_random_corners)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
