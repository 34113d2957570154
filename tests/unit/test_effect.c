/* Parameters that have an effect beside some values of a choice alone (study/effect.h): in every study they change the picture where they say so, and are
 * refused where they would not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "study/picture.h"
#include "tests/unit/ask.h"
#include "tests/unit/drawing.h"

#include <stdio.h>

/* A row with a condition, and its choice. */
struct conditional {
    const struct study *study;
    const struct parameter *row, *choice;
    const char *values;
};

typedef void check_conditional(struct arena *arena, const struct conditional *conditional);

static size_t check_all(struct arena *arena, check_conditional *check)
{
    size_t rows = 0;
    for (size_t i = 0; i < study_count; i++)
        for (size_t k = 0; k < studies[i]->parameter_count; k++) {
            const struct parameter *row = &studies[i]->parameters[k];
            if (!row->effective)
                continue;
            struct conditional conditional = {studies[i], row, NULL, row->effective + strcspn(row->effective, "=") + 1};
            for (size_t other = 0; other < studies[i]->parameter_count; other++)
                if (!strncmp(studies[i]->parameters[other].name, row->effective, strlen(studies[i]->parameters[other].name)) &&
                    row->effective[strlen(studies[i]->parameters[other].name)] == '=')
                    conditional.choice = &studies[i]->parameters[other];
            if (!conditional.choice)
                fail_msg("%s of %s: %s is no parameter of it", row->name, studies[i]->name, row->effective);
            check(arena, &conditional);
            rows++;
        }
    for (size_t i = 0; i < picture_parameter_count; i++)
        assert_null(picture_parameters[i].effective); /* their conditions are those of formats */
    return rows;
}

static void check_values(struct arena *arena, const struct conditional *conditional)
{
    assert_int_equal(conditional->choice->kind, KIND_CHOICE);
    assert_false(conditional->choice->repeatable);
    for (const char *at = conditional->values; *at; at += strcspn(at, "|"), at += *at == '|')
        if (!text_lists(conditional->choice->choices, '|', arena_copy(arena, at, strcspn(at, "|"))))
            fail_msg("%s of %s: %s has no such value: %s", conditional->row->name, conditional->study->name, conditional->choice->name, at);
}

static void test_conditions_are_of_choices(void *context)
{
    assert_true(check_all(context, check_values) >= 20);
}

static const char *drawn(struct arena *arena, const char *study, const char *query)
{
    const struct answer answer = ask_well(arena, study, query);
    struct figure figure = {0};
    struct buffer out = {.arena = arena};
    struct error error = {0};
    question_figure(arena, &answer.question, answer.result, &figure);
    figure.description = ""; /* that of an answer may tell its query */
    assert_true(figure_render(&figure, FIGURE_SVG, &out, &error));
    return buffer_string(&out);
}

static void check_changes(struct arena *arena, const struct conditional *conditional)
{
    const struct parameter *row = conditional->row;
    const char *rest = ask_without(arena, row->beside ? row->beside : conditional->study->example, row->name, row->name);
    const char *with = arena_format(arena, "%s%s=%s", rest, row->name, row->example);
    const char *usual = arena_copy(arena, rest, strlen(rest) - (*rest != '\0'));
    if (!strcmp(drawn(arena, conditional->study->name, usual), drawn(arena, conditional->study->name, with)))
        fail_msg("%s?%s draws what is drawn without its %s", conditional->study->name, with, row->name);
}

static void test_they_change_the_picture(void *context)
{
    check_all(context, check_changes);
}

/* What was refused of the parameter; null: nothing was, or something else. */
static const struct error *refusal_of(const struct error_list *errors, const char *name)
{
    for (size_t i = 0; i < errors->count; i++)
        if (!strcmp(errors->items[i].parameter, name) && strstr(errors->items[i].detail, "it has no effect with "))
            return &errors->items[i];
    return NULL;
}

static bool is_read(struct arena *arena, const struct study *study, const char *query, struct error_list *errors)
{
    struct argument arguments[32];
    struct question question;
    return question_parse(arena, study, arguments, ask_split(arena, query, arguments, 32), &question, errors);
}

static void check_refused(struct arena *arena, const struct conditional *conditional)
{
    const struct parameter *row = conditional->row, *choice = conditional->choice;
    const char *base = row->beside ? row->beside : conditional->study->example, *rest = ask_without(arena, base, row->name, choice->name);
    size_t refused = 0, repaired = 0;
    for (const char *at = choice->choices; *at; at += strcspn(at, "|"), at += *at == '|') {
        const size_t length = strcspn(at, "|");
        if (text_lists(conditional->values, '|', arena_copy(arena, at, length)))
            continue;
        const char *other = arena_format(arena, "%s%s=%.*s", rest, choice->name, (int)length, at);
        const char *query = arena_format(arena, "%s&%s=%s", other, row->name, row->example);
        struct error_list errors = {0}, without = {0};
        const bool accepted = is_read(arena, conditional->study, query, &errors);
        const struct error *refusal = refusal_of(&errors, row->name);
        if (accepted && (length != 4 || memcmp(at, "auto", 4) != 0))
            fail_msg("%s?%s is accepted", conditional->study->name, query);
        if (!refusal)
            continue;
        assert_string_equal(refusal->value, row->example);
        assert_non_null(
            strstr(refusal->detail, arena_format(arena, "%s=%.*s", choice->name, (int)strcspn(conditional->values, "|"), conditional->values)));
        if (*refusal->repair) { /* the same beside another choice */
            assert_string_equal(refusal->repair, row->example);
            assert_string_equal(refusal->also[0].parameter, choice->name);
            assert_true(is_read(arena, conditional->study,
                                arena_format(arena, "%s%s=%s&%s=%s", rest, choice->name, refusal->also[0].value, row->name, refusal->repair),
                                &without));
        } else {
            assert_string_equal(refusal->also[0].parameter, "");
        }
        repaired += *refusal->repair != '\0';
        refused++;
        if (!is_read(arena, conditional->study, other, &without)) /* it is the one thing that is wrong */
            fail_msg("%s?%s is refused: %s", conditional->study->name, other, without.items[0].detail);
        if (row->initial) /* and has no effect: what is so anyway may be said */
            assert_true(is_read(arena, conditional->study, arena_format(arena, "%s&%s=%s", other, row->name, row->initial), &without));
    }
    if (!refused || !repaired)
        fail_msg("%s of %s is never refused, or never with a repair", row->name, conditional->study->name);
}

static void test_they_are_refused_elsewhere(void *context)
{
    check_all(context, check_refused);
}

/* All that have none are told at once. */
static void test_all_at_once(void *context)
{
    struct answer answer;
    struct error_list errors = {0};
    assert_false(
        ask(context, "landscape", "f=saddle&view=heatmap&levels=20&zscale=log&azimuth=5&elevation=50&stride=3&samples=11", &answer, &errors));
    assert_int_equal(errors.count, 4);
    const char *const names[] = {"levels", "azimuth", "elevation", "stride"};
    for (size_t i = 0; i < 4; i++)
        assert_non_null(refusal_of(&errors, names[i]));
    assert_string_equal(errors.items[0].detail,
                        "it has no effect with view=heatmap, only with view=contour or view=filled: ask for that, or leave it out");
    errors = (struct error_list){0};
    assert_false(ask(context, "landscape", "f=x^2&levels=20", &answer, &errors)); /* what auto is, is resolved before */
    assert_string_equal(errors.items[0].detail,
                        "it has no effect with view=line, only with view=contour or view=filled: ask for that, or leave it out");
    assert_string_equal(errors.items[0].repair, ""); /* a line has no contours */
    assert_string_equal(errors.items[0].also[0].parameter, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_conditions_are_of_choices),
        unit_test_in_arena(test_they_change_the_picture),
        unit_test_in_arena(test_they_are_refused_elsewhere),
        unit_test_in_arena(test_all_at_once),
    };
    return cmocka_run_group_tests_name("effect", tests, start_drawing, NULL);
}
