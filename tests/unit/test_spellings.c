/* Formulas as people write them: each spelling of tests/reference/spellings.json means what a Python expression of it does, or is refused with a
 * repair that does, or is refused. What is shown of a formula can be typed again. Words of calls have repairs, too. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "expression/function.h"
#include "expression/print.h"
#include "landscape/landscape.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static const double place[2] = {0.3, 0.7};

/* The value of a formula at the place; not-a-number, with the error set, if it is refused. */
static double value_of(struct arena *arena, const char *text, struct error *error)
{
    struct landscape *landscapes;
    struct program *program;
    size_t count;
    double value, *const outputs[] = {&value};
    const double *const inputs[] = {&place[0], &place[1]};
    if (!landscape_resolve(arena, text, 2, 0, NULL, 0, &landscapes, &count, error) || !landscape_program(&landscapes[0], 0, &program, error))
        return NAN;
    program_run(program, workspace_create(arena, program), inputs, outputs, 1);
    return value;
}

static bool agree(double value, double wanted)
{
    return fabs(value - wanted) <= 1e-14 * fmax(1, fabs(wanted));
}

/* The repair that the study offers for a formula it refuses; empty if there is none. */
static const char *repair_of(struct arena *arena, const char *text)
{
    const struct argument arguments[] = {{"f", text, text}, {"dim", "2", "2"}};
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    struct question question;
    if (question_parse(arena, study_find("landscape", NULL), arguments, 2, &question, errors))
        fail_msg("%s: the study accepts what is refused", text);
    assert_string_equal(errors->items[0].parameter, "f");
    return errors->items[0].repair;
}

static void test_spellings(void *context)
{
    struct arena *arena = context;
    cJSON *rows = reference_read("spellings.json");
    const cJSON *row;
    int accepted = 0, repaired = 0, refused = 0;
    cJSON_ArrayForEach(row, rows)
    {
        const char *text = cJSON_GetObjectItemCaseSensitive(row, "text")->valuestring;
        const bool wants_refusal = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "refused"));
        const cJSON *wanted = cJSON_GetObjectItemCaseSensitive(row, "value");
        struct error error = {0}, repair_error = {0};
        double value = value_of(arena, text, &error);
        if ((error.code != ERROR_NONE) != wants_refusal)
            fail_msg("'%s' is %s %s", text, wants_refusal ? "accepted" : "refused:", error.detail);
        const char *repair = wants_refusal ? repair_of(arena, text) : "";
        if (wants_refusal && (wanted != NULL) != (*repair != 0))
            fail_msg("'%s' has the repair '%s'", text, repair);
        if (*repair)
            value = value_of(arena, repair, &repair_error);
        if (wanted && !agree(value, wanted->valuedouble))
            fail_msg("'%s' (%s) is %.17g, not %.17g", text, *repair ? repair : "as it is", value, wanted->valuedouble);
        accepted += !wants_refusal;
        repaired += *repair != 0;
        refused += wants_refusal && !*repair;
    }
    print_message("%d spellings accepted, %d refused with a repair, %d without\n", accepted, repaired, refused);
    assert_true(accepted + repaired + refused >= 200);
    cJSON_Delete(rows);
}

/* Each form in which a formula is shown means the same as what was typed. Cases are set in LaTeX as a table, which is not read. */
static void check_printed(struct arena *arena, const char *text)
{
    for (enum print_style style = PRINT_TEXT; style <= PRINT_READABLE; style++) {
        struct error error = {0};
        struct buffer printed = {.arena = arena};
        const struct syntax *tree = syntax_parse(arena, text, &error);
        syntax_print(tree, style, &printed);
        if (strstr(buffer_string(&printed), "\\begin"))
            continue;
        const double typed = value_of(arena, text, &error), again = value_of(arena, buffer_string(&printed), &error);
        if (!(agree(again, typed) || (isnan(again) && isnan(typed))) || error.code != ERROR_NONE)
            fail_msg("'%s' is shown as '%s', which is %.17g, not %.17g: %s", text, buffer_string(&printed), again, typed, error.detail);
    }
}

static void test_printed(void *context)
{
    struct arena *arena = context;
    cJSON *rows = reference_read("spellings.json");
    const cJSON *row;
    cJSON_ArrayForEach(row, rows)
    {
        if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(row, "refused")))
            check_printed(arena, cJSON_GetObjectItemCaseSensitive(row, "text")->valuestring);
    }
    cJSON_Delete(rows);
    for (enum operation operation = OPERATION_SQRT; operation < OPERATION_COUNT; operation++)
        if (operation_rows[operation].help) {
            const bool of_order = operation == OPERATION_POLYGAMMA || operation == OPERATION_BESSEL;
            check_printed(arena, arena_format(arena, "1 - 2*%s(%s%s)^2", operation_rows[operation].name, of_order ? "1" : "x + 1",
                                              operation_rows[operation].arity > 1 ? ", y - 2" : ""));
        }
    for (size_t i = 0; i < function_count; i++)
        check_printed(arena, arena_format(arena, "1 - 2*%s(x + 1%s)^2", function_rows[i].name,
                                          function_rows[i].arity == 1   ? ""
                                          : function_rows[i].arity == 3 ? ", y - 2, y"
                                                                        : ", y - 2"));
}

static void check_part(struct arena *outer, const char *format, int length, const char *first, const char *second)
{
    struct arena *arena = arena_within(outer);
    struct error error = {0};
    (void)value_of(arena, arena_format(arena, format, length, first, second), &error);
    assert_true(error.code == ERROR_NONE || error.detail[0]);
    arena_clear(arena);
}

/* Every beginning and every end of every text, and the text without each of its bytes, is read or refused with a sentence. */
static void test_parts(void *context)
{
    cJSON *rows = reference_read("spellings.json");
    const cJSON *row;
    size_t tried = 0;
    cJSON_ArrayForEach(row, rows)
    {
        const char *text = cJSON_GetObjectItemCaseSensitive(row, "text")->valuestring;
        for (int cut = (int)strlen(text); cut-- > 1; tried += 3) {
            check_part(context, "%.*s%s", cut, text, "");
            check_part(context, "%.*s%s", 0, "", text + cut);
            check_part(context, "%.*s%s", cut, text, text + cut + 1);
        }
    }
    print_message("%zu parts\n", tried);
    assert_true(tried > 40000);
    cJSON_Delete(rows);
}

/* A word of a call that is nearly one that is known: the whole value with that word in its place, but where it is not known which of two is meant. */
static void test_calls(void *context)
{
    struct arena *arena = context;
    static const char *const cases[][2] = {
        {"gd(lr=aut)", "gd(lr=auto)"},
        {"adam,gd(lr=aut,clip=1)", "adam,gd(lr=auto,clip=1)"},
        {"gd(lrr=0.1)", "gd(lr=0.1)"},
        {"adam,gdd(lr=aut)", "adam,gd(lr=auto)"},
        {"nesterov(report=lookahed)", "nesterov(report=lookahead)"},
        {"adam(amsgrad=ture)", "adam(amsgrad=true)"},
        {"lookahead(inner=adm)", "lookahead(inner=adam)"},
        {"gd(lrr=1),adam(lrr=2)", ""},
        {"gd(lr=quickly)", ""},
        {"gd(lr=$0.1)", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct argument arguments[] = {{"f", "himmelblau", "himmelblau"}, {"optimizer", cases[i][0], cases[i][0]}};
        struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
        struct question question;
        if (question_parse(arena, study_find("descent", NULL), arguments, 2, &question, errors))
            fail_msg("%s is accepted", cases[i][0]);
        assert_string_equal(errors->items[0].parameter, "optimizer");
        assert_string_equal(errors->items[0].repair, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_spellings), unit_test_in_arena(test_printed), unit_test_in_arena(test_parts),
                                       unit_test_in_arena(test_calls)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
