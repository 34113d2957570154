/* Studies in the course of their time: each says truly whether its figure moves, ends as the finished figure, and races are fair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/service/service.h"
#include "tests/unit/ask.h"

/* Asks for a picture that moves. */
static struct answer ask_in_time(struct arena *arena, const char *study, const char *query)
{
    struct argument arguments[32];
    struct answer asked = {0};
    struct error_list errors = {0};
    struct error error = {0};
    const size_t count = ask_split(arena, query, arguments, 32);
    assert_true(question_parse(arena, study_find(study, NULL), arguments, count, &asked.question, &errors));
    question_keep_time(&asked.question);
    assert_true(question_answer(arena, &asked.question, &asked.result, &error));
    return asked;
}

/* A study's word for whether a figure moves, and what it draws. */
static void check_word(struct arena *arena, const char *study, const char *query)
{
    const struct answer asked = ask_in_time(arena, study, query);
    struct figure figure = {0};
    question_figure(arena, &asked.question, asked.result, &figure);
    if (figure_moves(&figure) != (question_frame(&asked.question) > 0))
        fail_msg("%s?%s: its figure %s, and it says that it %s", study, query, figure_moves(&figure) ? "moves" : "does not move",
                 question_frame(&asked.question) > 0 ? "does" : "does not");
    for (size_t i = 0; i < figure.panel_count; i++)
        for (size_t k = 0; k < figure.panels[i].layer_count; k++) {
            const struct figure_layer *layer = &figure.panels[i].layers[k];
            const bool ordered = layer->kind == LAYER_LINE || layer->kind == LAYER_BAND;
            for (size_t j = 0; layer->times && j < (layer->rows ? layer->rows * layer->columns : layer->count); j++)
                if (!(layer->times[j] >= 0 && layer->times[j] <= 1 && (!ordered || !j || layer->times[j] >= layer->times[j - 1])))
                    fail_msg("%s?%s: layer %zu has a time of %g", study, query, k, layer->times[j]);
        }
}

static void test_words_are_true(void **state)
{
    (void)state;
    static const struct {
        const char *study, *query;
    } rows[] = {
        {"risk", "n=10&trials=1"},
        {"risk", "n=10&trials=5"},
        {"risk", "n=10,100&trials=5"},
        {"risk", "n=10&view=descent&trials=2"},
        {"critical-points", "f=risk"},
        {"descent", "f=risk&start=1.9&view=loss"},
        {"descent", "f=rosenbrock&start=0,0&optimizer=lbfgs,newton,gd(lr=1)&steps=30"},
        {"basins", "f=himmelblau&samples=20&view=steps"},
        {"sweep", "f=x^2+y^2&optimizer=momentum&x=lr,0:2&y=momentum,0:1&samples=20"},
        {"sweep", "f=x^2+y^2&x=lr,0:2&samples=20"},
        {"sweep", "f=rosenbrock&start=-1,1&x=lr,0.0001:0.1,log&samples=20&noise=1&seeds=5&measure=outcome"},
        {"schedule", "schedule=step&steps=1"},
        {"landscape", "f=x^2-y^2&view=wireframe&samples=11"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(256 << 20);
        check_word(arena, rows[i].study, rows[i].query);
        arena_destroy(arena);
    }
    for (size_t i = 0; i < named_figure_count; i++) {
        struct arena *arena = arena_create(256 << 20);
        check_word(arena, named_figures[i].study, named_figures[i].query);
        arena_destroy(arena);
    }
}

/* Asked for the end of its time, a figure that does not turn is the finished one. */
static void test_the_end_is_the_figure(void **state)
{
    (void)state;
    struct arena *arena = arena_create(256 << 20);
    static const char *const queries[] = {"descent.svg?f=risk&start=1.9&steps=20", "basins.svg?f=himmelblau&samples=20", "risk.svg?n=10,100&trials=5",
                                          "critical-points.svg?f=himmelblau", "schedule.svg?schedule=step&steps=40"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct response finished, end, start;
        struct request request = {.method = "GET", .accept = "*/*", .ready = true};
        request.target = arena_format(arena, "/v1/%s", queries[i]);
        service_respond(&service_default_limits, &request, arena, &finished);
        request.target = arena_format(arena, "/v1/%s&moment=1", queries[i]);
        service_respond(&service_default_limits, &request, arena, &end);
        request.target = arena_format(arena, "/v1/%s&moment=0", queries[i]);
        service_respond(&service_default_limits, &request, arena, &start);
        assert_int_equal(end.status, 200);
        assert_int_equal(start.status, 200);
        assert_true(end.length == finished.length && !memcmp(end.body, finished.body, end.length));
        assert_true(start.length < finished.length);
    }
    arena_destroy(arena);
}

/* All runs take as long for a gradient: a search that needs several a step is no faster for it. */
static void test_races_are_fair(void **state)
{
    (void)state;
    struct arena *arena = arena_create(256 << 20);
    const struct answer asked = ask_well(arena, "descent", "f=rosenbrock&start=-1,1&optimizer=gd(lr=0.001),lbfgs&steps=40&tolerance=0");
    struct figure figure = {0};
    question_figure(arena, &asked.question, asked.result, &figure);
    const struct figure_layer *lines[2];
    size_t found = 0;
    for (size_t k = 0; k < figure.panels[0].layer_count; k++)
        if (figure.panels[0].layers[k].kind == LAYER_LINE && found < 2)
            lines[found++] = &figure.panels[0].layers[k];
    assert_int_equal(found, 2);
    for (size_t j = 1; j < lines[0]->count; j++) /* one gradient a step */
        assert_true((lines[0]->times[j] - lines[0]->times[j - 1]) * 40 > 0.999);
    double longest = 0;
    for (size_t j = 1; j < lines[1]->count; j++)
        longest = longest > lines[1]->times[j] - lines[1]->times[j - 1] ? longest : lines[1]->times[j] - lines[1]->times[j - 1];
    assert_true(longest * 40 > 1.999);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words_are_true), cmocka_unit_test(test_the_end_is_the_figure),
                                       cmocka_unit_test(test_races_are_fair)};
    struct error error = {0};
    return service_start(&error) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
