/* The studies asked as the service asks them: what they answer is held against tests/reference and against what is known by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "study/kind.h"
#include "study/picture.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static const struct named_figure *named(const char *id)
{
    for (size_t i = 0; i < named_figure_count; i++)
        if (!strcmp(named_figures[i].id, id))
            return &named_figures[i];
    fail_msg("there is no figure %s", id);
    return NULL;
}

/* The book's sample grids: count, last position, and the range of the values. */
static void test_samples(void *context)
{
    struct arena *arena = context;
    static const char *const ids[][2] = {
        {"risk", "a_risk"}, {"local-minimum", "b_local_minimum"}, {"cubic", "c_cubic"}, {"vanishing-gradient", "e_tanh"}};
    cJSON *reference = reference_read("figures.json");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const struct answer answer = ask_well(arena, "landscape", named(ids[i][0])->query);
        const cJSON *figure = cJSON_GetObjectItem(cJSON_GetObjectItem(reference, "figures"), ids[i][1]);
        const cJSON *samples = cJSON_GetObjectItem(figure, "samples"), *range = cJSON_GetObjectItem(cJSON_GetObjectItem(figure, "data_range"), "y");
        const struct study_column *x = column_of(&answer.description.columns, "x");
        assert_int_equal(x->count, (size_t)reference_number(samples, "count"));
        assert_true(x->numbers[x->count - 1] == reference_number(samples, "last"));
        double least = INFINITY, greatest = -INFINITY;
        for (size_t k = 1; k < answer.description.columns.count; k++)
            for (size_t j = 0; j < x->count; j++) {
                least = fmin(least, answer.description.columns.items[k].numbers[j]);
                greatest = fmax(greatest, answer.description.columns.items[k].numbers[j]);
            }
        assert_true(fabs(least - cJSON_GetArrayItem(range, 0)->valuedouble) < 1e-12);
        assert_true(fabs(greatest - cJSON_GetArrayItem(range, 1)->valuedouble) < 1e-12);
    }
    cJSON_Delete(reference);
}

/* The exact minima that the figures' arrows point at. */
static void test_facts(void *context)
{
    struct arena *arena = context;
    static const struct {
        const char *fact, *f;
    } rows[] = {{"f_global_min", "risk"}, {"f_local_min", "risk"}, {"g_global_min", "empirical_risk"}};
    cJSON *reference = reference_read("figures.json");
    const cJSON *facts = cJSON_GetObjectItem(reference, "facts");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const cJSON *fact = cJSON_GetObjectItem(facts, rows[i].fact);
        char query[128];
        snprintf(query, sizeof query, "f=%s&at=%.17g", rows[i].f, reference_number(fact, "x"));
        const struct answer answer = ask_well(arena, "point", query);
        assert_true(fabs(numbers_of(&answer, "value")[0] - reference_number(fact, "value")) < 1e-12);
        assert_true(fabs(numbers_of(&answer, "gradient1")[0]) < 1e-12);
        assert_true(fabs(numbers_of(&answer, "eigenvalue1")[0] - reference_number(fact, "second_derivative")) < 1e-10);
        assert_string_equal(column_of(&answer.description.columns, "kind")->texts[0], "minimum");
    }
    const struct answer plateau = ask_well(arena, "point", "f=tanh&at=4");
    assert_true(fabs(numbers_of(&plateau, "gradient1")[0] - reference_number(facts, "tanh_slope_at_4")) < 1e-15);
    cJSON_Delete(reference);
}

static const struct {
    const char *study, *query, *sentence; /* words of the sentence */
} sentences[] = {
    {"point", "f=1e12*(x-y)^2+x^2&at=0.3,0.3", "no critical point"},
    {"point", "f=x^2*1e-30+y^2*1e30&at=0,0", "a minimum."},
    {"point", "f=x^2*1e-30+y^2*1e30&at=1,0", "no critical point"},
    {"point", "f=1e9*(y-sin(x))^2+(x-1)^2&at=1,sin(1)", "a minimum."},
    {"point", "f=sin(1e8*x)&at=pi/2e8", "a maximum."},
    {"point", "f=x^4-1e-12*x^2&at=0", "a maximum."},
    {"point", "f=x^4+1e-20*x^2&at=0", "a minimum."},
    {"point", "f=x^6+y^6&at=0,0", "a minimum."},
    {"point", "f=asinh(x)&at=1e160", "no critical point"},
    {"point", "f=asinh(1e300*x)&at=1", "no critical point"},
    {"point", "f=atan2(y,x)&at=1e170,1e170", "no critical point"},
    {"point", "f=log(x)&at=1e200", "no critical point"},
    {"point", "f=x*0+3&at=1e200", "a degenerate critical point"},
    {"point", "f=abs(x)^1.5&at=0", "a minimum, without a second derivative"},
    {"point", "f=abs(x)^0.5&at=0", "a minimum at a corner"},
    {"point", "f=min(x^2,(x-1)^2)&at=0.5", "a maximum at a corner"},
    {"point", "f=abs(x)-abs(y)&at=0,0", "a saddle at a corner"},
    {"point", "f=max(1e16+x,1e16)&at=-0.001", "rounding leaves fewer than four digits of the slope"},
    {"point", "f=max(x,x-y)&at=1e16,-1e-8", "rounding leaves fewer than four digits of the gradient"},
    {"point", "f=atan2(1,log2(erfc(x)))&at=30", "rounding leaves fewer than four digits of the value"},
    {"point", "f=x*floor(3*x)&at=0.33333333333333331", "rounding leaves fewer than four digits of the value"},
    {"point", "f=x/x&at=1.7", "x/x at 1.7 is 1, the slope 0, the curvature 0: a degenerate critical point."},
    {"point", "f=1e100*(tanh(x)+2)&at=400", "the slope 1.46715×10⁻²⁴⁷, the curvature 0: no critical point;"},
    {"point", "f=abs(x)+2*x&at=0", "neither minimum, maximum nor saddle at a corner"},
    {"landscape", "f=exp(1/(x+y))&x=-1:1&y=-1:1", "infinite or out of range; it has a pole."},
    {"landscape", "f=exp(1/x)*y&x=-1:1&y=-1:1", "infinite or out of range; it has 2 poles."},
    {"landscape", "f=exp(1/(x-0.3*y))&x=-1:1&y=-1:1", "infinite or out of range; it has a pole."},
    {"landscape", "f=sign(x)+1/(x+y)&x=-1:1&y=-1:1", "a pole and 2 jumps."},
    {"landscape", "f=where(x>0,1/y,0)&x=-1:1&y=-1:1", "a pole and a jump."},
    {"point", "f=abs(x1)-abs(x2)+abs(x3-2.5)&at=0,0,2.5", "a saddle at a corner"},
    {"point", "f=abs(x1)+2*x1-abs(x2)+x3^2&at=0,0,0", "neither minimum nor maximum at a corner"},
    {"point", "f=relu(x)-relu(-x)&at=0", "the slope 1, the curvature 0: no critical point"},
    {"point", "f=relu(x)-relu(-x)+y^2&at=0,0", "the gradient (1, 0)"},
    {"point", "f=where(x<0,x^2,x^2+1)&at=0", "it jumps or ends there"},
    {"point", "f=mod(x,1)&at=1", "it jumps or ends there"},
    {"point", "f=1/abs(x)&at=0", "is undefined"},
    {"point", "f=sqrt(relu(x)+relu(y))&at=-1,-2", "the gradient (0, 0)"},
    {"point", "f=log(1+exp(x))&at=800", "the slope 1,"},
    {"point", "f=(1-cos(x))/x^2&at=0", "is 0.5, the slope 0, the curvature −0.0833333: a maximum"},
    {"point", "f=sinh(x)&at=710", "the slope 1.117×10³⁰⁸"},
    {"point", "f=log(1+x^2)&at=1e160", "the slope 2×10⁻¹⁶⁰"},
    {"point", "f=x*coth(x)&at=0", "is 1, the slope 0, the curvature 0.666667: a minimum."},
    {"point", "f=(1+x)^(1/x)&at=0", "is 2.71828, the slope −1.35914, the curvature 2.49176: no critical point."},
    {"point", "f=x/x&at=2", "x/x at 2 is 1, the slope 0, the curvature 0: a degenerate critical point."},
    {"point", "f=sin(x)^2+cos(x)^2+y^2&at=1,0", "the gradient (0, 0), the curvatures (0, 2): a minimum."},
    {"point", "f=x-sin(x)&at=1e-6", "rounding leaves fewer than four digits of the value"},
    {"point", "f=(x-tanh(x))/x^3&at=1e-5", "rounding leaves fewer than four digits of the slope and the curvature"},
    {"point", "f=(x-1)^3-(x^3-3*x^2+3*x-1)&at=0.9", "rounding leaves fewer than four digits of"},
    {"point", "f=max(x^2,-x)&at=0", "a minimum at a corner."},
    {"point", "f=rosenbrock&at=1,1", "a minimum"},
    {"point", "f=saddle&at=0,0", "a saddle"},
    {"point", "f=monkey_saddle&at=0,0", "a degenerate critical point"},
    {"point", "f=log(x)&at=-1", "is undefined"},
    {"point", "f=tanh&at=4", "the slope 0.00134095"},
    {"landscape", "f=x*cos(pi*x)&x=-1:2", "it has 2 valleys"},
    {"landscape", "f=log(x)&x=-2:-1", "undefined at every sample"},
    {"landscape", "f=sqrt(x)&x=-1:1&samples=3", "1 value is undefined"},
    {"landscape", "f=exp(x^2)&x=-30:30&samples=7", "7 samples; 2 values are infinite or out of range."},
    {"landscape", "f=exp(exp(x))&x=7:8", "nowhere finite among the samples"},
    {"landscape", "f=rosenbrock&dim=3&samples=3", "x1"},
    {"landscape", "f=x^2&x=3:4&samples=1", "is least at x = 3 (9)"},
    {"landscape", "f=relu", "is least at every x from −5 to 0 (0) and greatest at x = 5 (5)"},
    {"landscape", "f=-1e9+1000*x^4&x=-0.01:0.01", "is least at every x from −0.00275 to 0.00275 (−1000000000)"},
    {"landscape", "f=(x-1)^20+y^20&x=0:2&y=-1:1", "is least at x = 1, y = 0 (0)"},
    {"landscape", "f=relu(x)+relu(y)", "is least at x = 0, y = 0 (0)"},
    {"point", "f=123456.789+x^4&at=-0.005", "at −0.005 is 123456.789,"},
    {"point", "f=123456.789+1e6*x&at=0.5", "at 0.5 is 623457,"},
    {"point", "f=sin(x)&at=1000000010.25", "sin(x) at 1000000010.25 is"},
    {"critical-points", "f=123456.789+x^2&x=-1:1", "the lowest minimum is 123456.789 at 0."},
    {"descent", "f=1+1000*(abs(x)+abs(y))&start=0.6,0.3&optimizer=gd(lr=0.1)&steps=50", "at (0.6, 0.3) with value 901;"},
};

static void test_sentences(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        const struct answer answer = ask_well(arena, sentences[i].study, sentences[i].query);
        if (!strstr(answer.sentence, sentences[i].sentence))
            fail_msg("%s?%s: \"%s\" does not say \"%s\"", sentences[i].study, sentences[i].query, answer.sentence, sentences[i].sentence);
    }
}

/* A picture's parameter means the same in every study: none has one of that name. */
static void test_names_are_free(void **state)
{
    (void)state;
    for (size_t i = 0; i < study_count; i++)
        for (size_t k = 0; k < studies[i]->parameter_count; k++)
            assert_false(picture_has_parameter(studies[i]->parameters[k].name));
}

/* Derivatives of lines are exact: those of sin are cos and −sin. */
static void test_derivatives(void *context)
{
    const struct answer answer = ask_well(context, "landscape", "f=sin(x)&x=-3:3&samples=61&derivatives=2");
    const double *x = numbers_of(&answer, "x");
    for (size_t i = 0; i < 61; i++) {
        assert_true(fabs(numbers_of(&answer, "sin(x)'")[i] - cos(x[i])) < 1e-15);
        assert_true(fabs(numbers_of(&answer, "sin(x)''")[i] + sin(x[i])) < 1e-15);
    }
}

/* Grids: z[row of y][column of x]; slices go through `at`. */
static void test_grids(void *context)
{
    const struct answer saddle = ask_well(context, "landscape", "f=saddle&samples=5");
    const struct study_grid *grid = &saddle.description.grid;
    assert_int_equal(grid->rows, 5);
    for (size_t row = 0; row < 5; row++)
        for (size_t k = 0; k < 5; k++)
            assert_true(grid->z[row * 5 + k] == grid->x[k] * grid->x[k] - grid->y[row] * grid->y[row]);
    const struct answer slice = ask_well(context, "landscape", "f=x1+10*x2+100*x3&at=1,2,3&axes=3,1&x=0:1&y=0:1&samples=2");
    assert_true(slice.description.grid.z[0] == 20 && slice.description.grid.z[1] == 120 && slice.description.grid.z[2] == 21);
}

/* Equal questions have one canonical form. */
static void test_canonical(void *context)
{
    static const char *const equal[][2] = {
        {"f=x*cos(pi*x)&x=-1:2", "x=-1:4/2&f=x*+cos(+pi*x+)+"},
        {"f=risk", "f=risk&derivatives=0&theme=light&width=630"},
        {"f=risk&background=#fff", "background=ffffff&f=risk"},
        {"f=x**2", "f=x^2"},
    };
    for (size_t i = 0; i < sizeof equal / sizeof *equal; i++)
        assert_string_equal(ask_well(context, "landscape", equal[i][0]).question.canonical,
                            ask_well(context, "landscape", equal[i][1]).question.canonical);
}

/* Defaults are written in the tables as the canonical query writes them, and what has none is written as nothing: the query leaves out what is not given. */
static void test_defaults(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < study_count; i++) {
        const struct parameter *parameter;
        char *parameters = arena_allocate(arena, 1, studies[i]->parameters_size);
        for (size_t k = 0; (parameter = study_parameter(studies[i], k)); k++) {
            if (parameter->required || parameter->repeatable)
                continue;
            const struct argument argument = {parameter->name, parameter->initial, parameter->initial};
            struct error error = {0};
            struct buffer text = {.arena = arena};
            if (parameter->initial)
                assert_true(kind_rows[parameter->kind].read(arena, parameter, &argument, parameters + parameter->offset, &error));
            kind_rows[parameter->kind].write(parameter, parameters + parameter->offset, &text);
            assert_string_equal(buffer_string(&text), parameter->initial ? parameter->initial : "");
        }
    }
}

/* What the page asks for first is little, and no study asks first for what all pictures have. */
static void test_primary(void **state)
{
    (void)state;
    for (size_t i = 0; i < study_count; i++) {
        const struct parameter *parameter;
        size_t primary = 0;
        for (size_t k = 0; (parameter = study_parameter(studies[i], k)); k++) {
            primary += parameter->primary;
            assert_true(!parameter->primary || k < studies[i]->parameter_count);
        }
        assert_in_range(primary, 0, 4);
    }
}

/* Every study answers its own example. (Named figures: test_golden.c.) */
static void test_examples(void *context)
{
    for (size_t i = 0; i < study_count; i++) {
        const struct answer answer = ask_well(context, studies[i]->name, studies[i]->example);
        assert_true(strlen(answer.sentence) > 20);
        assert_true(question_cost(&answer.question) > 0);
    }
}

/* A hundred coordinates are a hundred columns. */
static void check_many_columns(void *context)
{
    const struct answer answer = ask_well(context, "descent", "f=rosenbrock&dim=100&start=-1.2&optimizer=lbfgs,adam(lr=0.02)&steps=700");
    const struct study_run *runs = answer.description.runs;
    assert_int_equal(answer.description.run_count, 2);
    assert_string_equal(runs[0].outcome, "converged");
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(runs[i].columns.count, 104);
        assert_string_equal(runs[i].columns.items[1].name, "x1");
        assert_string_equal(runs[i].columns.items[100].name, "x100");
    }
    const struct study_column *last = &runs[0].columns.items[100];
    assert_true(fabs(last->numbers[last->count - 1] - 1) < 1e-4);
}

/* Names within a collection and of the columns of an answer tell things apart. */
static void check_names(void *context)
{
    for (size_t i = 0; i < collection_count; i++) {
        const struct value *list = collection_list(context, &collections[i]);
        for (const struct value *item = list->children.first; item; item = item->next) {
            const char *name = value_find(item, "name")->text;
            for (const struct value *other = item->next; other; other = other->next)
                assert_string_not_equal(name, value_find(other, "name")->text);
            assert_string_equal(value_find(collection_item(context, &collections[i], name), "name")->text, name);
        }
    }
    const struct answer answer = ask_well(context, "schedule", "schedule=step,step,step(gamma=0.5),cosine,cosine&steps=3");
    const struct study_columns *columns = &answer.description.columns;
    static const char *const names[] = {"step", "step()", "step() (2)", "step(gamma=0.5)", "cosine", "cosine (2)"};
    assert_int_equal(columns->count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(columns->items[i].name, names[i]);
}

/* What a study itself finds fault with is told with the value as typed. */
static void check_blame(void *context)
{
    static const struct {
        const char *study, *query, *parameter, *value;
    } rows[] = {
        {"risk", "n=1,2&view=curves", "view", "curves"},        {"risk", "n=1.5", "n", "1.5"},
        {"descent", "f=x^2&start=1,2", "start", "1,2"},         {"escape", "f=risk&start=0,0", "start", "0,0"},
        {"hessian-signs", "n=2,3&view=index", "view", "index"}, {"point", "f=abs(x,1)&at=1", "f", "abs(x,1)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer;
        struct error_list errors = {0};
        assert_false(ask(context, rows[i].study, rows[i].query, &answer, &errors));
        assert_string_equal(errors.items[0].parameter, rows[i].parameter);
        assert_string_equal(errors.items[0].value, rows[i].value);
    }
}

/* Where a landscape has no value it has no slope, though the formula of its derivative goes on. */
static void check_undefined(void *context)
{
    const struct answer answer = ask_well(context, "point", "f=log(x)&at=-1&at=2");
    assert_true(isnan(numbers_of(&answer, "gradient1")[0]));
    assert_string_equal(column_of(&answer.description.columns, "kind")->texts[0], "undefined");
    assert_true(numbers_of(&answer, "gradient1")[1] == 0.5);
}

static void test_answers(void **state)
{
    (void)state;
    in_arena(check_many_columns);
    in_arena(check_names);
    in_arena(check_blame);
    in_arena(check_undefined);
}

/* Numbers and plurals as people write them. */
static void test_wording(void *context)
{
    static const struct {
        const char *study, *query, *part;
    } rows[] = {
        {"hessian-signs", "n=6", "exactly, one in 220,000 is."},
        {"hessian-signs", "n=10", "exactly, one in 4.4×10¹³ is."},
        {"hessian-signs", "n=10&samples=1", "Of 1 random 10 × 10 Hessian none was"},
        {"hessian-signs", "n=2000,1000&samples=10", "less than 10⁻³⁰⁰ at n = 1000 and less than 10⁻³⁰⁰ at n = 2000."},
        {"hessian-signs", "n=5&view=probability", "probability 0.00014 at n = 5. "},
        {"descent", "f=x^2&start=10&lr=1.1&steps=50", "the value rose from 100 to 8.2818×10⁹"},
        {"descent", "f=x^2&start=1&steps=1", "is after 1 step at 0.8"},
        {"descent", "f=x^2&start=1&lr=1", "There is a minimum at 0."},
        {"depth", "network=linear&depth=1", "Back through 1 layer a"},
        {"escape", "f=risk&runs=1&steps=1&noise=0", "Of 1 run from"},
        {"risk", "loss=(x-z)^2&n=1&view=descent&batch=1&steps=1&trials=1", "After 1 step on batches of 1 from 1 datum"},
        {"point", "f=sqrt(x)&at=0", "the slope ∞, the curvature undefined: it jumps or ends there."},
        {"critical-points", "f=abs(x)", "1 minimum, at a corner; the lowest minimum found is 0 at 0."},
        {"critical-points", "f=log(x)&x=-3:-1", "no finite value with a gradient anywhere"},
        {"critical-points", "f=x^2&x=-1e-300:1e-300", "leaves all of the box open"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct answer answer = ask_well(context, rows[i].study, rows[i].query);
        if (!strstr(answer.sentence, rows[i].part))
            fail_msg("%s?%s: %s", rows[i].study, rows[i].query, answer.sentence);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_test_in_arena(test_samples),      unit_test_in_arena(test_facts),     unit_test_in_arena(test_sentences),
        cmocka_unit_test(test_names_are_free), cmocka_unit_test(test_primary),     unit_test_in_arena(test_derivatives),
        unit_test_in_arena(test_grids),        unit_test_in_arena(test_canonical), unit_test_in_arena(test_examples),
        cmocka_unit_test(test_answers),        unit_test_in_arena(test_wording),   unit_test_in_arena(test_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
