/* Loss surfaces against torch, numpy and scipy (tests/reference/surfaces.json), and what holds of them whatever the network. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/assignment.h"
#include "analysis/directions.h"
#include "base/random.h"
#include "study/loss_surface.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

enum { ARENA_BYTES = 256 << 20 };

static const struct loss_surface_result *result_of(const struct answer *answer)
{
    return answer->result;
}

static void compare(const char *query, const char *what, double ours, double theirs, double tolerance)
{
    if (!(fabs(ours - theirs) <= tolerance * fmax(1, fabs(theirs))))
        fail_msg("%s: %s is %.17g, outside it is %.17g", query, what, ours, theirs);
}

static void compare_list(const char *query, const char *what, const double *ours, const cJSON *theirs, double tolerance)
{
    const cJSON *number;
    size_t k = 0;
    cJSON_ArrayForEach(number, theirs) compare(query, what, ours[k++], number->valuedouble, tolerance);
}

static void test_reference(void **state)
{
    (void)state;
    cJSON *reference = reference_read("surfaces.json");
    const cJSON *entry;
    size_t count = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "cases"))
    {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *query = cJSON_GetObjectItem(entry, "query")->valuestring;
        const struct answer answer = ask_well(arena, "loss-surface", query);
        const struct loss_surface_result *result = result_of(&answer);
        compare_list(query, "a loss", result->values ? result->values : result->map.samples, cJSON_GetObjectItem(entry, "values"), 1e-9);
        compare_list(query, "a loss, matched", result->matched, cJSON_GetObjectItem(entry, "matched"), 1e-9);
        compare_list(query, "a share", result->shares, cJSON_GetObjectItem(entry, "shares"), 1e-9);
        compare_list(query, "an eigenvalue", result->eigenvalue, cJSON_GetObjectItem(entry, "eigenvalues"), 1e-8);
        const cJSON *distance = cJSON_GetObjectItem(entry, "matched_distance");
        if (distance)
            compare(query, "the distance, matched", result->distance[1], distance->valuedouble, 1e-10);
        count++;
        arena_destroy(arena);
    }
    assert_int_equal(count, 11);
    cJSON_Delete(reference);
}

/* The least sum over all orders, by trying them. */
static double try_all(const double *cost, size_t n, size_t row, unsigned taken)
{
    double least = row == n ? 0 : INFINITY;
    for (size_t column = 0; row < n && column < n; column++)
        if (!(taken >> column & 1))
            least = fmin(least, cost[row * n + column] + try_all(cost, n, row + 1, taken | 1u << column));
    return least;
}

static void test_assignment(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        const size_t n = 1 + seed % 7;
        double cost[49];
        size_t column[7];
        unsigned taken = 0;
        random_normals(seed, 0, 0, cost, n * n);
        for (size_t k = 0; k < n * n && seed % 3 == 0; k++) /* with ties */
            cost[k] = rint(cost[k]);
        const double sum = assignment_solve(arena, cost, n, column);
        for (size_t row = 0; row < n; row++)
            taken |= 1u << column[row];
        assert_int_equal(taken, (1u << n) - 1);
        assert_true(fabs(sum - try_all(cost, n, 0, 0)) < 1e-12);
    }
    arena_destroy(arena);
}

/* A network whose hidden units were shuffled is found to be the same. */
static void test_matching(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    static const char *const networks[] = {"mlp(hidden=9)", "mlp(hidden=8;6,activation=relu)", "mlp(hidden=5;5;5,normalization=layer)",
                                           "mlp(hidden=7,bias=0)"};
    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        const struct answer answer = ask_well(
            arena, "loss-surface", arena_format(arena, "directions=between&seeds=2&steps=20&match=1&data=moons(n=40)&network=%s", networks[i]));
        const struct loss_surface_result *result = result_of(&answer);
        const struct loss_surface_parameters *parameters = answer.question.parameters;
        const struct model *model = parameters->plan.groups[0].model;
        const size_t n = model->parameters;
        double *other = ARENA_NEW(arena, double, n), *again = ARENA_NEW(arena, double, n);
        assert_true(result->distance[1] <= result->distance[0] * (1 + 1e-12));
        for (size_t k = 0; k < n; k++) {
            other[k] = result->centre[k] + result->direction[0][k]; /* the far end: matched to itself in another order */
            again[k] = result->centre[k] + result->direction[1][k];
        }
        double distance = 0;
        directions_match(arena, model, other, again);
        for (size_t k = 0; k < n; k++)
            distance += (again[k] - other[k]) * (again[k] - other[k]);
        if (!(sqrt(distance) < 1e-9))
            fail_msg("%s: the same network is %g from itself", networks[i], sqrt(distance));
        assert_true(fabs(result->matched[75] - result->values[75]) < 1e-9 && fabs(result->x[75] - 1) < 1e-12);
    }
    arena_destroy(arena);
}

/* The plane's share and the distances off it are those of the same paths, whichever directions show them. */
static void test_shares(void **state)
{
    (void)state;
    static const char *const directions[] = {"pca", "random", "hessian", "random&normalization=none"};
    struct arena *arena = arena_create(ARENA_BYTES);
    double total = 0, principal = 0;
    for (size_t i = 0; i < sizeof directions / sizeof *directions; i++) {
        const struct answer answer = ask_well(
            arena, "loss-surface",
            arena_format(arena, "data=moons(n=40)&network=mlp(hidden=6)&steps=30&optimizer=sgd,adam(lr=0.02)&paths=1&samples=3&directions=%s",
                         directions[i]));
        const struct loss_surface_result *result = result_of(&answer);
        const double *first = result->direction[0], *second = result->direction[1];
        double in = 0, away = 0;
        for (size_t g = 0; g < 2; g++)
            for (size_t k = 0; k < result->paths[g].points; k++) {
                const struct surface_path *path = &result->paths[g];
                for (size_t d = 0; d < path->course->group->model->parameters; d++) {
                    const double foot = path->x[k] * first[d] + path->y[k] * second[d], point = path->course->snapshots[k][d] - result->centre[d];
                    in += foot * foot;
                    away += (point - foot) * (point - foot);
                }
            }
        assert_true(fabs(in / (in + away) - result->share) < 1e-12);
        if (i == 0) {
            total = in + away;
            principal = result->share;
            assert_true(fabs(result->shares[0] + result->shares[1] - result->share) < 1e-12);
        }
        assert_true(fabs(in + away - total) < 1e-9 * total && result->share <= principal + 1e-12);
        /* Each path ends where its run does, and the first in the middle. */
        const struct surface_path *path = &result->paths[0];
        assert_true(fabs(path->x[path->points - 1]) < 1e-12 && fabs(path->y[path->points - 1]) < 1e-12);
        assert_true(fabs(path->loss[path->points - 1] - result->centre_loss) < 1e-15);
    }
    arena_destroy(arena);
}

static void test_refusals(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"data=moons,xor", "data"},
        {"network=linear,mlp", "network"},
        {"seeds=3", "seeds"},
        {"directions=between&seeds=3", "seeds"},
        {"directions=between&view=contour", "view"},
        {"match=1", "match"},
        {"directions=between&match=1", "match"},
        {"directions=between&seeds=2&match=1&network=mlp(hidden=4;4,residual=1)", "match"},
        {"of=test&data=given&examples=0,0,0;1,1,1", "of"},
        {"directions=pca&steps=0", "directions"},
        {"view=line&paths=1", "paths"},
    };
    struct arena *arena = arena_create(ARENA_BYTES);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(ask_badly(arena, "loss-surface", rows[i][0]), rows[i][1]);
    arena_destroy(arena);
}

/* Of a convex loss the rise in the box is that at the best of all its corners: no more than that is found, and little less. */
static void test_box(void **state)
{
    (void)state;
    static const char *const queries[] = {"data=blobs(n=30,inputs=3)&network=linear", "data=sine(n=20)&network=linear&decay=0.3",
                                          "data=airfoil&network=linear&loss=half_squared"};
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "loss-surface", arena_format(arena, "directions=between&steps=20&box=0.05&%s", queries[q]));
        const struct loss_surface_result *result = result_of(&answer);
        const struct loss_surface_parameters *parameters = answer.question.parameters;
        const struct model *model = parameters->plan.groups[0].model;
        const struct examples train = training_examples(arena, &parameters->plan, 0, &result->set.train);
        const size_t n = model->parameters;
        struct evaluation *evaluation = evaluation_create(arena, model, 1, 0);
        double *x = ARENA_NEW(arena, double, n + PRODUCT_PADDING);
        assert_true(n <= 12);
        for (int end = 0; end < 2; end++) {
            double most = -INFINITY, here = 0;
            for (size_t corner = 0; corner <= (size_t)1 << n; corner++) {
                double value, squares = 0;
                for (size_t i = 0; i < n; i++) {
                    const double centre = result->centre[i] + (end ? result->direction[0][i] : 0);
                    const double side = corner >> n ? 0 : corner >> i & 1 ? 1 : -1;
                    x[i] = centre + side * 0.05 * (fabs(centre) + 1);
                    squares += x[i] * x[i];
                }
                evaluation_loss(evaluation, x, &(struct batch){.examples = &train, .count = train.count}, &value, NULL);
                here = value + parameters->typed.decay / 2 * squares; /* the last is the end itself */
                most = corner >> n ? most : fmax(most, here);
            }
            const double exact = 100 * (most - here) / (1 + here);
            if (!(result->sharpness[end] <= exact * (1 + 1e-9) && result->sharpness[end] >= 0.95 * exact))
                fail_msg("%s: the sharpness is %g, at the best corner %g", queries[q], result->sharpness[end], exact);
        }
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference), cmocka_unit_test(test_assignment), cmocka_unit_test(test_matching),
        cmocka_unit_test(test_shares),    cmocka_unit_test(test_refusals),   cmocka_unit_test(test_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
