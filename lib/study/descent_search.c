/* What methods search with besides the point where they stand, at moments evenly spread over the evaluations: recorded, and told. */
#include "study/descent.h"

#include <math.h>

enum { MOST_MOMENTS = 40, MOST_NUMBERS = 40000 };

static const char *const shapes[SEARCH_SHAPES] = {[SEARCH_POINTS] = "points", [SEARCH_SIMPLEX] = "simplex", [SEARCH_NORMAL] = "normal"};

/* Numbers of a moment. */
static size_t numbers_of(const struct method_search *search, size_t most, size_t n)
{
    return most * n + (search->shape == SEARCH_NORMAL ? n + n * n : 0);
}

size_t search_moments(const struct call *method, size_t n, size_t steps, size_t runs)
{
    const struct method_search *search = method_of(method)->search;
    if (!search)
        return 0;
    const size_t room = MOST_NUMBERS / runs / numbers_of(search, search->most(method->values, n), n);
    const size_t moments = room < MOST_MOMENTS ? room : MOST_MOMENTS;
    return moments < 2 ? 0 : moments < steps ? moments : steps;
}

double search_numbers(const struct call *method, size_t n, size_t steps, size_t runs)
{
    const struct method_search *search = method_of(method)->search;
    const size_t moments = search_moments(method, n, steps, runs);
    return moments ? (double)(moments * numbers_of(search, search->most(method->values, n), n)) : 0;
}

struct trail_search *search_prepare(struct arena *arena, const struct call *method, size_t n, size_t steps, size_t runs)
{
    const size_t moments = search_moments(method, n, steps, runs);
    if (!moments)
        return NULL;
    const struct method_search *rule = method_of(method)->search;
    struct trail_search *search = ARENA_NEW(arena, struct trail_search, 1);
    *search = (struct trail_search){.rule = rule, .most = rule->most(method->values, n), .steps = steps, .every = (steps + moments - 1) / moments};
    search->states = ARENA_NEW(arena, struct search_state, moments);
    search->evaluated = ARENA_NEW(arena, double, moments);
    for (size_t i = 0; i < moments; i++) {
        search->states[i].points = ARENA_NEW(arena, double, search->most *n);
        if (rule->shape == SEARCH_NORMAL) {
            search->states[i].centre = ARENA_NEW(arena, double, n);
            search->states[i].root = ARENA_NEW(arena, double, n *n);
        }
    }
    return search;
}

/* Moments are the last of as many equal parts of the evaluations, so that the last of these is among them. */
void search_record(struct trail_search *search, const struct method_step *step, const struct block *block, size_t point)
{
    if (!search || (search->steps - block->round) % search->every)
        return;
    search->evaluated[search->count] = (double)block->round;
    search->rule->look(step, block, point, &search->states[search->count++]);
}

static void add_rows(struct arena *arena, struct value *moment, const char *name, const double *rows, size_t count, size_t n)
{
    struct value *list = value_add(arena, moment, name, VALUE_LIST);
    for (size_t i = 0; i < count; i++)
        value_add_numbers(arena, list, NULL, rows + i * n, n);
}

void search_describe(struct arena *arena, const struct trail_search *search, size_t n, struct value *run)
{
    if (!search)
        return;
    struct value *told = value_add(arena, run, "search", VALUE_OBJECT);
    value_add_text(arena, told, "shape", shapes[search->rule->shape]);
    struct value *moments = value_add(arena, told, "moments", VALUE_LIST);
    for (size_t i = 0; i < search->count; i++) {
        const struct search_state *state = &search->states[i];
        struct value *moment = value_add(arena, moments, NULL, VALUE_OBJECT);
        value_add_number(arena, moment, "evaluations", search->evaluated[i]);
        add_rows(arena, moment, "points", state->points, state->count, n);
        if (!state->root)
            continue;
        value_add_numbers(arena, moment, "centre", state->centre, n);
        add_rows(arena, moment, "root", state->root, n, n);
    }
}

double trail_last_shown(const struct trail *trail)
{
    const struct trail_search *search = trail->search;
    return fmax(trail->evaluated[trail->rows - 1], search && search->count ? search->evaluated[search->count - 1] : 0);
}

const struct study_fact descent_members[] = {
    {"search",
     "{\"type\":\"object\",\"required\":[\"shape\",\"moments\"],\"properties\":{\"shape\":{\"enum\":[\"points\",\"simplex\",\"normal\"]},"
     "\"moments\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"evaluations\",\"points\"],\"properties\":{"
     "\"evaluations\":{\"type\":\"integer\"},\"points\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}"
     "},"
     "\"centre\":{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}},"
     "\"root\":{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}}}}}}}",
     "of methods that search with more than one point: these, at up to 40 moments, each after so many evaluations and before the method learns from "
     "the "
     "last; of a normal distribution also its centre and the root of its covariance. Left out where all runs together would take more than 40,000 "
     "numbers"},
};
