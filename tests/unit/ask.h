/* Asks studies, by name, as the service asks them, without the service, and finds what tests look for in their answers.
 * Include it behind cmocka.h. */
#ifndef TESTS_ASK_H
#define TESTS_ASK_H

#include "study/study.h"
#include "tests/unit/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An answered question. */
struct answer {
    struct question question;
    void *result;
    struct study_description description;
    const char *sentence;
};

/* Splits "a=1&b=2" in place of the server's query parser: these tests type no escapes. */
static inline size_t ask_split(struct arena *arena, const char *query, struct argument *arguments, size_t most)
{
    size_t count = 0;
    for (const char *at = query; *at && count < most; count++) {
        const size_t length = strcspn(at, "&"), name = strcspn(at, "=");
        arguments[count].name = arena_copy(arena, at, name);
        arguments[count].value = arguments[count].text = arena_copy(arena, at + name + 1, length - name - 1);
        at += length + (at[length] == '&');
    }
    return count;
}

/* The query without two names, each argument with a '&' behind it. */
static inline const char *ask_without(struct arena *arena, const char *query, const char *one, const char *other)
{
    struct argument arguments[32];
    struct buffer left = {.arena = arena};
    const size_t count = ask_split(arena, query, arguments, 32);
    for (size_t i = 0; i < count; i++)
        if (strcmp(arguments[i].name, one) != 0 && strcmp(arguments[i].name, other) != 0)
            buffer_format(&left, "%s=%s&", arguments[i].name, arguments[i].value);
    return buffer_string(&left);
}

/* False with the errors listed if the question or its answer is refused. */
static inline bool ask(struct arena *arena, const char *study, const char *query, struct answer *answer, struct error_list *errors)
{
    struct argument arguments[32];
    const size_t count = ask_split(arena, query, arguments, 32);
    *answer = (struct answer){0};
    if (!question_parse(arena, study_find(study, NULL), arguments, count, &answer->question, errors))
        return false;
    struct error error = {0};
    if (!question_answer(arena, &answer->question, &answer->result, &error)) {
        errors->items[errors->count++] = error;
        return false;
    }
    struct figure figure = {0};
    struct buffer sentence = {.arena = arena};
    question_describe(arena, &answer->question, answer->result, &answer->description);
    answer->question.study->tell(answer->question.parameters, answer->result, &sentence);
    answer->question.study->draw(arena, answer->question.parameters, answer->result, &figure);
    assert_true(figure.panel_count > 0 && figure.panels[0].layer_count > 0);
    answer->sentence = buffer_string(&sentence);
    return true;
}

static inline struct answer ask_well(struct arena *arena, const char *study, const char *query)
{
    struct answer answer;
    struct error_list errors = {0};
    if (!ask(arena, study, query, &answer, &errors))
        fail_msg("%s?%s: %s: %s", study, query, errors.items[0].parameter, errors.items[0].detail);
    return answer;
}

/* The parameter named by the error that the query is refused with. */
static inline const char *ask_badly(struct arena *arena, const char *study, const char *query)
{
    struct answer answer;
    struct error_list errors = {0};
    if (ask(arena, study, query, &answer, &errors))
        fail_msg("%s?%s is answered", study, query);
    return arena_copy(arena, errors.items[0].parameter, strlen(errors.items[0].parameter));
}

static inline const struct study_column *column_of(const struct study_columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->count; i++)
        if (!strcmp(columns->items[i].name, name))
            return &columns->items[i];
    fail_msg("there is no column %s", name);
    return NULL;
}

/* A column's numbers. */
static inline const double *numbers_of(const struct answer *answer, const char *name)
{
    return column_of(&answer->description.columns, name)->numbers;
}

static inline const struct value *fact_of(const struct answer *answer, const char *name)
{
    const struct value *fact = value_find(answer->description.facts, name);
    if (!fact)
        fail_msg("there is no fact %s", name);
    return fact;
}

static inline void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

#endif
