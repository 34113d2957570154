/* What methods search with at moments of a descent: corners against scipy's, and what each rule says of points, centres and spreads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "figure/figure.h"
#include "study/descent.h"
#include "tests/unit/ask.h"

static const struct trail *run_of(struct arena *arena, const char *query, size_t run)
{
    const struct answer answer = ask_well(arena, "descent", query);
    return &((const struct descent_result *)answer.result)->trails[run];
}

static double himmelblau(const double *x)
{
    const double a = x[0] * x[0] + x[1] - 11, b = x[0] + x[1] * x[1] - 7;
    return a * a + b * b;
}

/* The state after so many evaluations; fails if it is not among the moments. */
static const struct search_state *state_at(const struct trail_search *search, double evaluated)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->evaluated[i] == evaluated)
            return &search->states[i];
    fail_msg("no moment after %g evaluations", evaluated);
    return NULL;
}

/* scipy 1.10: minimize(himmelblau, [1, -4], method="Nelder-Mead", options={"maxiter": …, "xatol": 0, "fatol": 0}).final_simplex[0] and .nfev. */
static void test_simplex(void *context)
{
    static const struct {
        double evaluations, corners[6];
    } rows[] = {
        {3, {1.05, -4.0, 1.0, -4.0, 1.0, -4.2}},
        {11, {1.5718750000000004, -1.6499999999999932, 1.2937499999999997, -2.4999999999999964, 1.1875, -3.3999999999999986}},
        {25, {2.4203125000000014, 2.525000000000019, 2.343750000000001, 2.300000000000018, 2.307812500000001, 2.325000000000018}},
        {49, {2.993350028991708, 1.9718475341796995, 3.0077850341796957, 2.0483886718750126, 3.0525535583496186, 1.9393920898437615}},
    };
    const struct trail_search *search = run_of(context, "f=himmelblau&start=1,-4&optimizer=nelder_mead&steps=59", 0)->search;
    assert_int_equal(search->rule->shape, SEARCH_SIMPLEX);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct search_state *state = state_at(search, rows[i].evaluations);
        assert_int_equal(state->count, 3);
        for (size_t k = 0; k < 6; k++)
            assert_true(fabs(state->points[k] - rows[i].corners[k]) <= 1e-12);
    }
}

/* Where a step was taken, the point evaluated then is the one that the run stands on. */
static void check_steps(const struct trail *trail, size_t n, size_t trial_of(const struct search_state *state, double evaluated))
{
    size_t steps = 0;
    for (size_t row = 1; row < trail->rows; row++)
        for (size_t i = 0; i < trail->search->count; i++)
            if (trail->search->evaluated[i] == trail->evaluated[row]) {
                const struct search_state *state = &trail->search->states[i];
                const size_t trial = trial_of(state, trail->evaluated[row]);
                assert_memory_equal(state->points + trial * n, trail->x + row * n, n * sizeof(double));
                steps++;
            }
    assert_true(steps >= 3);
}

static size_t last_point(const struct search_state *state, double evaluated)
{
    (void)evaluated;
    return state->count - 1;
}

/* Hansen's (41): the centre is the weighted mean of the better half of the generation before, here 3 of 6; the spread is σ at first, and is told as the
 * length of steps. */
static void test_distribution(void *context)
{
    enum { SIZE = 6, HALF = 3 };
    const struct trail *trail = run_of(context, "f=himmelblau&start=1,-4&optimizer=cma_es&steps=40", 0);
    const struct trail_search *search = trail->search;
    check_steps(trail, 2, last_point);
    assert_int_equal(search->rule->shape, SEARCH_NORMAL);
    assert_true(search->states[0].root[0] == 0.5 && search->states[0].root[1] == 0 && search->states[0].root[3] == 0.5);
    for (size_t generation = 0; generation < 5; generation++) {
        const struct search_state *whole = state_at(search, (double)(SIZE * (generation + 1))),
                                  *next = state_at(search, (double)(SIZE * (generation + 1) + 1));
        double total = 0, mean[2] = {0, 0}, weights[HALF];
        size_t order[SIZE] = {0, 1, 2, 3, 4, 5};
        assert_true(whole->count == SIZE && next->count == 1);
        for (size_t i = 0; i < SIZE; i++)
            for (size_t j = i + 1; j < SIZE; j++)
                if (himmelblau(whole->points + 2 * order[j]) < himmelblau(whole->points + 2 * order[i])) {
                    const size_t kept = order[i];
                    order[i] = order[j];
                    order[j] = kept;
                }
        for (size_t k = 0; k < HALF; k++)
            total += weights[k] = log((SIZE + 1) / 2.0) - log((double)k + 1);
        for (size_t k = 0; k < HALF; k++)
            for (size_t d = 0; d < 2; d++)
                mean[d] += weights[k] / total * whole->points[2 * order[k] + d];
        for (size_t d = 0; d < 2; d++)
            assert_true(fabs(mean[d] - next->centre[d]) <= 1e-12 * fmax(1, fabs(mean[d])));
        assert_true(next->root[1] == next->root[2] && next->root[0] > 0 && next->root[0] * next->root[3] > next->root[1] * next->root[2]);
    }
}

/* The trial, and the place it was drawn from: where the run stood. */
static void test_trials(void *context)
{
    const struct trail *trail = run_of(context, "f=himmelblau&start=1,-4&optimizer=random_search(lr=0.3)&steps=40", 0);
    check_steps(trail, 2, last_point);
    for (size_t i = 0; i < trail->search->count; i++) {
        const struct search_state *state = &trail->search->states[i];
        size_t row = 0;
        while (row + 1 < trail->rows && trail->evaluated[row + 1] < trail->search->evaluated[i])
            row++;
        assert_memory_equal(state->centre, trail->x + 2 * row, 2 * sizeof(double));
        assert_true(state->root[0] == 0.3 && state->root[1] == 0 && state->root[2] == 0 && state->root[3] == 0.3);
    }
}

static size_t member(const struct search_state *state, double evaluated)
{
    (void)state;
    return (size_t)evaluated % 5;
}

/* A swarm moves one member at a time; from generation to generation evolution makes none worse. Both begin at the start, within a cube around it. */
static void test_members(void *context)
{
    const struct trail *swarm = run_of(context, "f=himmelblau&start=1,-4&optimizer=particle_swarm(population=5)&steps=40", 0);
    const struct trail_search *search = swarm->search;
    assert_int_equal(search->count, 40);
    for (size_t i = 5; i < search->count; i++)
        for (size_t k = 0; k < 5; k++)
            if (k != (size_t)search->evaluated[i] % 5)
                assert_memory_equal(search->states[i].points + 2 * k, search->states[i - 1].points + 2 * k, 2 * sizeof(double));
    size_t steps = 0; /* as the rule says, members are there from the second round on */
    for (size_t row = 1; row < swarm->rows; row++)
        if (swarm->evaluated[row] > 5) {
            const struct search_state *state = state_at(search, swarm->evaluated[row]);
            assert_memory_equal(state->points + 2 * member(state, swarm->evaluated[row]), swarm->x + 2 * row, 2 * sizeof(double));
            steps++;
        }
    assert_true(steps > 0);
    search = run_of(context, "f=himmelblau&start=1,-4&optimizer=differential_evolution(population=5)&steps=40", 0)->search;
    for (size_t k = 0; k < 5; k++) {
        const double *first = search->states[4].points + 2 * k;
        assert_true(fabs(first[0] - 1) <= 1 && fabs(first[1] + 4) <= 1 && (k || (first[0] == 1 && first[1] == -4)));
        for (size_t i = 5; i < search->count; i++)
            assert_true(himmelblau(search->states[i].points + 2 * k) <= himmelblau(search->states[i - 1].points + 2 * k));
    }
}

/* However much is asked, one answer holds so many numbers of it; what is not recorded is not told. */
static void test_bound(void *context)
{
    static const struct {
        const char *query;
        size_t count;
    } rows[] = {
        {"f=sphere&start=1,1&optimizer=particle_swarm(population=200)&steps=5000", 40},
        {"f=sphere&start=1,1;2,2;3,3;4,4;5,5;1,2;1,3;1,4&optimizer=differential_evolution(population=200),cma_es,annealing,nelder_mead&steps=300", 0},
        {"f=sphere&dim=200&start=1&optimizer=nelder_mead&steps=300&view=loss", 0},
        {"f=sphere&start=1,1&optimizer=gd&steps=30", 0},
        {"f=sphere&start=1,1&optimizer=cma_es(average=polyak)&steps=1", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct answer answer = ask_well(context, "descent", rows[i].query);
        const struct descent_result *result = answer.result;
        double numbers = 0;
        for (size_t run = 0; run < result->count; run++) {
            const struct trail *trail = &result->trails[run];
            const struct trail_search *search = trail->search;
            assert_true(!search == !value_find(answer.description.runs[run].more, "search"));
            for (size_t k = 0; search && k < search->count; k++)
                numbers += (double)(search->states[k].count * 2 + (search->states[k].root ? 6 : 0));
            if (search && rows[i].count)
                assert_true(search->count == rows[i].count && search->evaluated[search->count - 1] == (double)search->steps);
        }
        assert_true(numbers <= 40000 && (numbers > 0 || rows[i].count == 0));
    }
}

/* The figure has a state for every moment, in their order. */
static void test_figure(void *context)
{
    static const char *const names[] = {"nelder_mead", "cma_es", "particle_swarm", "differential_evolution", "random_search", "annealing"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct answer answer = ask_well(context, "descent", arena_format(context, "f=himmelblau&start=1,-4&optimizer=%s&steps=40", names[i]));
        struct figure figure = {0};
        size_t layers = 0;
        descent_draw(context, answer.question.parameters, answer.result, &figure);
        for (size_t k = 0; k < figure.panels[0].layer_count; k++) {
            const struct figure_layer *layer = &figure.panels[0].layers[k];
            for (size_t s = 0; s < layer->state_count; s++) {
                assert_true(layer->states[s].layer->count > 0 && layer->states[s].time <= 1);
                assert_true(!s || layer->states[s].time > layer->states[s - 1].time);
            }
            layers += layer->state_count > 30 && layer->count > 0;
        }
        assert_true(layers >= 1 && figure_moves(&figure));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_simplex), unit_test_in_arena(test_distribution), unit_test_in_arena(test_trials),
                                       unit_test_in_arena(test_members), unit_test_in_arena(test_bound),        unit_test_in_arena(test_figure)};
    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
