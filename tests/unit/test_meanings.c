/* Values as other programs write them: each of tests/reference/meanings.json is refused, with the repair that stands beside it or with none. Whatever is
 * typed, a repair is accepted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "base/text.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

/* The question "study?a=1&b=2" with one more argument: null if it is accepted, else the error of that argument, or the first. */
static const struct error *refusal(struct arena *arena, const char *question, const char *name, const char *text)
{
    struct argument arguments[32];
    const size_t stem = strcspn(question, "?");
    size_t count = ask_split(arena, question + stem + 1, arguments, 31);
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    struct question parsed;
    arguments[count++] = (struct argument){name, text, text};
    if (question_parse(arena, study_find(arena_copy(arena, question, stem), NULL), arguments, count, &parsed, errors))
        return NULL;
    size_t i = 0;
    while (i + 1 < errors->count && strcmp(errors->items[i].parameter, name) != 0)
        i++;
    return &errors->items[i];
}

static void test_meanings(void *context)
{
    struct arena *arena = context;
    cJSON *rows = reference_read("meanings.json");
    const cJSON *row;
    int repaired = 0;
    cJSON_ArrayForEach(row, rows)
    {
        const char *question = cJSON_GetObjectItemCaseSensitive(row, "ask")->valuestring;
        const char *name = cJSON_GetObjectItemCaseSensitive(row, "name")->valuestring,
                   *text = cJSON_GetObjectItemCaseSensitive(row, "text")->valuestring;
        const cJSON *wanted = cJSON_GetObjectItemCaseSensitive(row, "repair");
        const char *repair = cJSON_IsString(wanted) ? wanted->valuestring : "";
        const struct error *error = refusal(arena, question, name, text);
        if (!error)
            fail_msg("%s&%s=%s is accepted", question, name, text);
        if (strcmp(error->repair, repair) != 0)
            fail_msg("%s&%s=%s is repaired to '%s', not to '%s'", question, name, text, error->repair, repair);
        if (*repair && (error = refusal(arena, question, name, repair)))
            fail_msg("%s&%s=%s is repaired to %s, which is refused: %s", question, name, text, repair, error->detail);
        repaired += *repair != 0;
    }
    cJSON_Delete(rows);
    assert_true(repaired > 150);
}

/* Each text of the table with a piece cut out and a word put in, at random. */
static void test_any_repair_is_accepted(void *context)
{
    enum { CHANGES = 12, LONGEST_CUT = 3 };
    static const char *const words[] = {"",     "1",   ",",     ";",  ":",   "(",   ")",  "[", "]",  " ",  "=", "<",  "to",
                                        "adam", "lr=", "8",     "-",  "0.1", "..",  "%",  "±", "pi", "x",  "°", "{",  "}",
                                        "|",    "'",   " and ", "LR", "e",   "np.", "->", "#", "/",  "\"", "_", "log"};
    struct arena *outer = context;
    cJSON *rows = reference_read("meanings.json");
    const cJSON *row;
    uint64_t stream = 0;
    size_t repaired = 0;
    cJSON_ArrayForEach(row, rows) for (int change = 0; change < CHANGES; change++)
    {
        struct arena *arena = arena_within(outer);
        const char *question = cJSON_GetObjectItemCaseSensitive(row, "ask")->valuestring;
        const char *name = cJSON_GetObjectItemCaseSensitive(row, "name")->valuestring,
                   *text = cJSON_GetObjectItemCaseSensitive(row, "text")->valuestring;
        const uint64_t length = strlen(text), at = random_below(1, ++stream, 0, length + 1), cut = random_below(1, stream, 1, LONGEST_CUT);
        const char *word = words[random_below(1, stream, 2, sizeof words / sizeof *words)];
        const char *changed = arena_format(arena, "%.*s%s%s", (int)at, text, word, text + (at + cut < length ? at + cut : length));
        const struct error *error = refusal(arena, question, name, changed);
        if (error && error->repair[0] && !strcmp(error->parameter, name)) {
            const char *repair = arena_copy(arena, error->repair, strlen(error->repair));
            error = refusal(arena, question, name, repair);
            if (error && !strcmp(error->parameter, name))
                fail_msg("%s&%s=%s: '%s' is refused: %s", question, name, changed, repair, error->detail);
            repaired++;
        }
        arena_clear(arena);
    }
    cJSON_Delete(rows);
    print_message("%zu of %zu changed texts have a repair\n", repaired, (size_t)stream);
    assert_true(repaired > 500);
}

/* Names of parameters that are none here: which is meant, or of which it is an argument. */
static void test_names(void *context)
{
    struct arena *arena = context;
    static const char *const cases[][4] = {
        {"landscape?f=x", "function", "f", "did you mean 'f'?"},
        {"landscape?f=x", "equation", "f", ""},
        {"landscape?f=x", "xmin", "x", ""},
        {"landscape?f=x", "wdith", "width", ""},
        {"landscape?f=x", "colour", "", ""},
        {"descent?f=x&start=1", "learning_rate", "lr", ""},
        {"descent?f=x&start=1", "iterations", "steps", ""},
        {"descent?f=x&start=1", "momentum", "optimizer", "optimizer=momentum(momentum=1)"},
        {"descent?f=x&start=1", "beta2", "optimizer", "optimizer=adam(beta2=1)"},
        {"train?data=moons", "hidden", "network", "network=mlp(hidden=1)"},
        {"train?data=moons", "batch_size", "batch", ""},
        {"train?data=moons", "noise", "data", "data=spirals(noise=1)"},
        {"risk?loss=x", "f", "loss", ""},
        {"risk?loss=x", "df", "data", "data=student(df=1)"},
        {"landscape?f=x", "x^2", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct error *error = refusal(arena, cases[i][0], cases[i][1], "1");
        assert_non_null(error);
        if (strcmp(error->nearest, cases[i][2]) != 0 || !strstr(error->detail, cases[i][3]))
            fail_msg("%s: the nearest is '%s': %s", cases[i][1], error->nearest, error->detail);
    }
    assert_string_equal(refusal(arena, "landscape?x=0:1", "x^2", "")->nearest, "f");
}

/* What studies are looked for as names one of them, and none that is a study. */
static void test_studies(void *context)
{
    const char *nearest;
    struct arena *arena = context;
    for (size_t i = 0; i < study_count; i++) {
        size_t length;
        for (const char *at = studies[i]->known_as, *piece; (piece = text_piece(&at, ' ', &length));) {
            const char *word = arena_copy(arena, piece, length);
            if (study_find(word, &nearest) || study_known_as(word) != studies[i] || strcmp(nearest, studies[i]->name) != 0)
                fail_msg("'%s' is not %s alone", word, studies[i]->name);
        }
    }
    assert_null(study_known_as(""));
    assert_null(study_known_as("pl"));
    assert_null(study_known_as("gradient descent"));
    assert_true(!study_find("lanscape", &nearest) && !strcmp(nearest, "landscape"));
}

/* Ranges typed with a formula: the formula that is offered, and the intervals that go with it; none where what stands behind a formula is no range. */
static void test_ranges(void *context)
{
    static const char *const cases[][4] = {
        {"x^2 from -1 to 1", "x^2", "-1:1", ""},
        {"x^2 for x in [-1,1]", "x^2", "-1:1", ""},
        {"x^2 where -1 < x <= 1", "x^2", "-1:1", ""},
        {"x^2 for 1 > x > -1", "x^2", "-1:1", ""},
        {"x^2 on [-2,2]", "x^2", "-2:2", ""},
        {"x^2, x=-1..1", "x^2", "-1:1", ""},
        {"x^2; x=-1:1", "x^2", "-1:1", ""},
        {"x^2 for x=-1:0.1:1", "x^2", "-1:1:0.1", ""},
        {"x^2 for |x| < pi", "x^2", "-pi:pi", ""},
        {"x^2 between -1 and 1", "x^2", "-1:1", ""},
        {"x^2 von -1,5 bis 1,5", "x^2", "-1.5:1.5", ""},
        {"x^2 auf [-1,5; 2,5]", "x^2", "-1.5:2.5", ""},
        {"x^2 de -1 à 1", "x^2", "-1:1", ""},
        {"x² entre -1 y 1", "x²", "-1:1", ""},
        {"x^2 zwischen -1 und 1", "x^2", "-1:1", ""},
        {"x^2 for x ∈ (−1, 1)", "x^2", "-1:1", ""},
        {"x^3-3xy^2, x \\in [-1,1]", "x^3-3x*y^2", "-1:1", ""},
        {"x^2+from+-1+to+1", "x^2", "-1:1", ""},
        {"sin x from -pi to pi", "sin(x)", "-pi:pi", ""},
        {"sin(t) for t in [0,1]", "sin(x)", "0:1", ""},
        {"Plot[Sin[x], {x, 0, 2 Pi}]", "Sin[x]", "0:2 Pi", ""},
        {"plot(x**2, (x, -1, 1))", "x**2", "-1:1", ""},
        {"plot [-1:1] x**2", "x**2", "-1:1", ""},
        {"x^2 for x from 5 to -5", "x^2", "-5:5", ""},
        {"x**2 for x in range(0, 5)", "x**2", "0:5", ""},
        {"x^2+y^2 from -1 to 1", "x^2+y^2", "-1:1", "-1:1"},
        {"x^2+y^2 on [-1,1]^2", "x^2+y^2", "-1:1", "-1:1"},
        {"x^2+y^2 on (-1,1)x(-2,2)", "x^2+y^2", "-1:1", "-2:2"},
        {"x^2+y^2, x=-1..1, y=-2..2", "x^2+y^2", "-1:1", "-2:2"},
        {"x^2+y^2 for x between -1 and 1 and y between -2 and 2", "x^2+y^2", "-1:1", "-2:2"},
        {"splot [-1:1][-2:2] x**2+y**2", "x**2+y**2", "-1:1", "-2:2"},
        {"Plot3D[x^2+y^2, {x,-1,1}, {y,-2,2}]", "x^2+y^2", "-1:1", "-2:2"},
        {"max(x;1), x=0..2", "max(x,1)", "0:2", ""},
        {"x^2 for x in R", "", "", ""},
        {"x^2 from -inf to inf", "", "", ""},
        {"x^2 from 1 to 1", "", "", ""},
        {"sin(x) from 0", "", "", ""},
        {"x^2-3 to 5", "", "", ""},
        {"x^2 for z in [0,1]", "", "", ""},
        {"x^2 for x in [0,1] and x in [1,2]", "", "", ""},
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct error *error = refusal(arena, "landscape?samples=16", "f", cases[i][0]);
        assert_non_null(error);
        if (strcmp(error->repair, cases[i][1]) != 0 || strcmp(error->also[0].value, cases[i][2]) != 0 ||
            strcmp(error->also[1].value, cases[i][3]) != 0)
            fail_msg("'%s' has the repair '%s' with '%s' and '%s': %s", cases[i][0], error->repair, error->also[0].value, error->also[1].value,
                     error->detail);
        if (!*error->repair)
            continue;
        const char *query = "landscape?samples=16";
        for (size_t k = 0; k < 2 && error->also[k].parameter[0]; k++)
            query = arena_format(arena, "%s&%s=%s", query, error->also[k].parameter, error->also[k].value);
        assert_non_null(strstr(error->detail, cases[i][2]));
        const char *repair = arena_copy(arena, error->repair, strlen(error->repair));
        assert_null(refusal(arena, query, "f", repair));
    }
    /* A range that is given already is replaced; one that the study has no parameter for stays refused. */
    assert_string_equal(refusal(arena, "landscape?x=0:9", "f", "x^2 from -1 to 1")->also[0].value, "-1:1");
    assert_string_equal(refusal(arena, "risk?n=10", "loss", "(x-z)^2 from -1 to 1")->also[0].value, "-1:1");
    assert_string_equal(refusal(arena, "point?at=1", "f", "x^2 from -1 to 1")->repair, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_meanings), unit_test_in_arena(test_any_repair_is_accepted),
                                       unit_test_in_arena(test_ranges), unit_test_in_arena(test_names), unit_test_in_arena(test_studies)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
