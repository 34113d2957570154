/* Projections onto convex sets, and descents that they hold, against tests/reference/projections.json: numpy's clip, thresholds by bisection, and
 * scipy's SLSQP. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "optimize/projection.h"
#include "landscape/landscape.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

enum { MOST = 64 };

static size_t read_numbers(const cJSON *list, double *numbers)
{
    size_t count = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, list) numbers[count++] = item->valuedouble;
    assert_true(count <= MOST);
    return count;
}

static struct projection make(struct arena *arena, const char *text, size_t n, const double (*domain)[2])
{
    struct call call;
    struct projection projection;
    struct error error = {0};
    if (!call_read(arena, text, "convex set", projection_at, &call, &error) || !projection_make(arena, &call, n, domain, &projection, &error))
        fail_msg("%s: %s", text, error.detail);
    return projection;
}

static void test_points(void *arena)
{
    cJSON *reference = reference_read("projections.json");
    const cJSON *entry;
    size_t compared = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "points"))
    {
        const char *set = cJSON_GetObjectItem(entry, "set")->valuestring;
        double x[MOST], nearest[MOST], scratch[2 * MOST], before[MOST], most = 1;
        const size_t n = read_numbers(cJSON_GetObjectItem(entry, "x"), x);
        const struct projection projection = make(arena, set, n, NULL);
        read_numbers(cJSON_GetObjectItem(entry, "nearest"), nearest);
        memcpy(before, x, sizeof before);
        projection_apply(&projection, x, 1, 1, scratch);
        for (size_t d = 0; d < n; d++)
            most = fmax(most, fabs(before[d]));
        for (size_t d = 0; d < n; d++)
            assert_near(x[d], nearest[d], 4e-15 * most);
        assert_true(projection_excess(&projection, x) <= 4e-15 * most);
        /* x - P(x - g) with g = P(x) - what it was: 0 at P(x). */
        for (size_t d = 0; d < n; d++)
            before[d] = x[d] - before[d];
        assert_true(projection_residual(&projection, x, before, 1, scratch) <= 1e-13 * most);
        compared++;
    }
    assert_true(compared >= 100);
    cJSON_Delete(reference);
}

/* Points of many lanes are projected as they would be alone; those that are not finite stay. */
static void test_lanes(void *arena)
{
    static const char *const sets[] = {"box(-0.5;0.25)", "ball(radius=0.7,center=0.1)", "simplex(total=2)"};
    enum { N = 5, LANES = 16, COUNT = 11 };
    for (size_t k = 0; k < 3; k++) {
        const struct projection projection = make(arena, sets[k], N, NULL);
        double x[N * LANES], alone[N], scratch[N], all[N * LANES];
        random_normals(5, random_stream(RANDOM_START, k), 0, x, N * LANES);
        x[3] = NAN, x[LANES + 4] = INFINITY;
        memcpy(all, x, sizeof all);
        projection_apply(&projection, all, LANES, COUNT, scratch);
        for (size_t i = 0; i < COUNT; i++) {
            for (size_t d = 0; d < N; d++)
                alone[d] = x[d * LANES + i];
            projection_apply(&projection, alone, 1, 1, scratch);
            for (size_t d = 0; d < N; d++)
                assert_true(alone[d] == all[d * LANES + i] || (isnan(alone[d]) && isnan(all[d * LANES + i])));
        }
        for (size_t d = 0; d < N; d++)
            assert_true(all[d * LANES + COUNT] == x[d * LANES + COUNT]);
        assert_true(isnan(all[3]) && (k == 0 || all[LANES + 4] == INFINITY));
    }
}

/* Huge and tiny numbers do not overflow on the way. */
static void test_extremes(void *arena)
{
    double x[2] = {1e300, -1e300}, scratch[2];
    const struct projection ball = make(arena, "ball", 2, NULL), simplex = make(arena, "simplex", 2, NULL);
    projection_apply(&ball, x, 1, 1, scratch);
    assert_near(x[0], sqrt(0.5), 1e-15);
    x[0] = 1e300, x[1] = -1e300;
    projection_apply(&simplex, x, 1, 1, scratch);
    assert_true(x[0] == 1 && x[1] == 0);
    x[0] = x[1] = 1e-320;
    projection_apply(&simplex, x, 1, 1, scratch);
    assert_true(x[0] == 0.5 && x[1] == 0.5);
}

/* Projected gradient descent comes to SLSQP's minimizers, says that it converged, and on an edge that it is there. */
static void test_minima(void *arena)
{
    cJSON *reference = reference_read("projections.json");
    const cJSON *entry;
    size_t compared = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "minima"))
    {
        const char *query = cJSON_GetObjectItem(entry, "query")->valuestring;
        const struct answer answer = ask_well(arena, "descent", query);
        const struct study_run *run = &answer.description.runs[0];
        const struct value *end = value_find(run->more, "end");
        double at[MOST];
        const size_t n = read_numbers(cJSON_GetObjectItem(entry, "at"), at);
        assert_string_equal(run->outcome, "converged");
        for (size_t d = 0; d < n; d++)
            assert_near(column_of(&run->columns, coordinate_name(arena, n, d))->numbers[run->columns.items[0].count - 1], at[d], 1e-6);
        assert_near(value_find(end, "value")->number, reference_number(entry, "value"), 1e-9 * fmax(1, fabs(reference_number(entry, "value"))));
        assert_true(value_find(end, "boundary")->boolean);
        assert_true(value_find(end, "projected_gradient_norm")->number <= 1e-6);
        compared++;
    }
    assert_true(compared == 6);
    cJSON_Delete(reference);
}

static void test_words(void *arena)
{
    static const struct {
        const char *query, *outcome, *said;
    } cases[] = {
        /* Adam's steps are scaled by coordinate: on a ball they come to rest where the projected gradient is not zero. */
        {"f=x^2+4*y^2&start=3,3&project=ball(radius=1,center=2;2)&optimizer=adam(lr=0.1)", "stalled", "x − P(x − ∇f)"},
        {"f=x^2+4*y^2&start=3,3&project=ball(radius=1,center=2;2)&lr=0.1", "converged",
         "on the edge of the set, and no point of the set around it is lower"},
        {"f=x^2+y^2&start=1,1&project=ball(radius=3)&lr=0.1&steps=200", "converged", "at a minimum"},
        {"f=x^2+y^2&start=1,1&project=ball(radius=3)&lr=0.1&steps=3", "out_of_steps", "heading for a minimum"},
        {"f=x^2+y^2&start=2,3&project=ball(radius=1,center=2;2)&lr=0.01&steps=3", "out_of_steps", "the norm of x − P(x − ∇f) is still"},
        {"f=-x^2-(y-1)^2&start=0,0&project=box(-1;1;-2;0)&lr=0.1&steps=200", "stalled", "points of the set around it are lower"},
        {"f=-x^2-(y-1)^2&start=0,0&project=box(-1;1;-2;0)&optimizer=gd(lr=0.1,maximize=1)", "converged", "no point of the set around it is higher"},
        {"f=x&start=3&project=box(1;4)&lr=0.1", "converged", "is 0 on the edge of the set"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct answer answer = ask_well(arena, "descent", cases[i].query);
        if (strcmp(answer.description.runs[0].outcome, cases[i].outcome) || !strstr(answer.sentence, cases[i].said))
            fail_msg("%s: %s", cases[i].query, answer.sentence);
    }
}

/* The tolerance is of the projected gradient, which vanishes where the gradient does not; starts are projected; the path stays in the set. */
static void test_path(void *arena)
{
    const struct answer answer =
        ask_well(arena, "descent", "f=x^2+4*y^2&start=9,9&project=ball(radius=1,center=2;2)&lr=0.1&steps=1000&tolerance=1e-9");
    const struct study_run *run = &answer.description.runs[0];
    const struct study_column *x = column_of(&run->columns, "x"), *y = column_of(&run->columns, "y"),
                              *residual = column_of(&run->columns, "projected_gradient_norm"), *norm = column_of(&run->columns, "gradient_norm");
    assert_true(x->count > 5 && x->count < 500);
    assert_near(x->numbers[0], 2 + sqrt(0.5), 1e-15);
    for (size_t i = 0; i < x->count; i++)
        assert_true(hypot(x->numbers[i] - 2, y->numbers[i] - 2) <= 1 + 1e-15);
    assert_true(residual->numbers[x->count - 1] <= 1e-9 && residual->numbers[x->count - 2] > 1e-9);
    assert_true(norm->numbers[x->count - 1] > 1);
    assert_string_equal(value_find(answer.description.facts, "feasible_set")->text, "the ball of radius 1 around (2, 2)");
}

static void test_refused(void *arena)
{
    static const char *const queries[][2] = {
        {"f=rosenbrock&project=bal", "project"},
        {"f=rosenbrock&project=ball(center=1;2;3)", "project"},
        {"f=rosenbrock&project=ball(radius=0)", "project"},
        {"f=rosenbrock&project=box(1;-1)", "project"},
        {"f=rosenbrock&project=box(1;2;3)", "project"},
        {"f=rosenbrock&project=simplex(total=-1)", "project"},
        {"f=rosenbrock&project=ball&optimizer=newton", "optimizer"},
        {"f=rosenbrock&project=ball&optimizer=gd,lbfgs", "optimizer"},
        {"f=rosenbrock&project=ball&optimizer=nelder_mead", "optimizer"},
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        assert_string_equal(ask_badly(arena, "descent", queries[i][0]), queries[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_points), unit_test_in_arena(test_lanes), unit_test_in_arena(test_extremes),
                                       unit_test_in_arena(test_minima), unit_test_in_arena(test_words), unit_test_in_arena(test_path),
                                       unit_test_in_arena(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
