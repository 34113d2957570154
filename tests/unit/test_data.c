/* Data sets: each of the table is what its row says, the same in every run; shipped ones by moments that others publish. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/table.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

static struct data_options plain(void)
{
    return (struct data_options){.seed = 1, .standardize = -1};
}

static bool make(struct arena *arena, const char *text, const struct data_options *options, struct data_set *set, struct error *error)
{
    struct call call;
    return call_read(arena, text, "data set", data_kind_at, &call, error) && data_make(arena, &call, options, set, error);
}

static struct data_set made(struct arena *arena, const char *text, const struct data_options *options)
{
    struct data_set set;
    struct error error = {0};
    if (!make(arena, text, options, &set, &error))
        fail_msg("%s: %s", text, error.detail);
    return set;
}

static void check_finite(const char *name, const struct data_set *set, const struct examples *part)
{
    for (size_t i = 0; i < part->count * part->inputs; i++)
        if (!isfinite(part->input[i]))
            fail_msg("%s: input %zu is not finite", name, i);
    for (size_t i = 0; i < part->count; i++)
        if (!isfinite(part->target[i]) ||
            (set->classes && !(part->target[i] >= 0 && part->target[i] < (double)set->classes && part->target[i] == floor(part->target[i]))))
            fail_msg("%s: target %zu is %g", name, i, part->target[i]);
}

/* Mean 0 and deviation 1, or all 0. */
static void check_standard(const char *name, const double *numbers, size_t step, size_t count)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        sum += numbers[i * step];
        squares += numbers[i * step] * numbers[i * step];
    }
    const double variance = squares / (double)count;
    if (!(fabs(sum) / (double)count < 1e-12 && (fabs(variance - 1) < 1e-10 || variance == 0)))
        fail_msg("%s: mean %g, variance %g", name, sum / (double)count, variance);
}

/* The row makes the set of its defaults, and a smaller one that begins alike; the test part stays. */
static void test_every_set(void *context)
{
    struct arena *arena = context;
    for (size_t k = 0; k < data_kind_count; k++) {
        const struct data_kind *kind = data_kinds[k];
        const char *name = kind->callable.name;
        struct data_options options = plain();
        if (!strcmp(name, "given"))
            options.given = "1,2,0;3,4,1;5,6,1";
        assert_true(kind->title && kind->help && kind->source && (kind->example != NULL) != (kind->make != NULL));
        const struct data_set set = made(arena, name, &options), again = made(arena, name, &options);
        assert_true(set.train.count > 0 && set.inputs > 0 && set.inputs <= DATA_MAX_INPUTS && set.names[set.inputs - 1]);
        check_finite(name, &set, &set.train);
        check_finite(name, &set, &set.test);
        assert_memory_equal(set.train.input, again.train.input, set.train.count * set.inputs * sizeof(double));
        assert_memory_equal(set.test.target, again.test.target, set.test.count * sizeof(double));
        options.standardize = 1;
        const struct data_set standard = made(arena, name, &options);
        for (size_t i = 0; i < set.inputs; i++)
            check_standard(name, standard.train.input + i, set.inputs, standard.train.count);
        if (!set.classes)
            check_standard(name, standard.train.target, 1, standard.train.count);
        if (!strcmp(name, "given") || !strcmp(name, "airfoil")) /* whose rows depend on all others */
            continue;
        options.standardize = 0;
        const struct data_set whole = made(arena, name, &options), less = made(arena, arena_format(arena, "%s(n=20)", name), &options);
        assert_int_equal(less.train.count, 20);
        assert_memory_equal(less.train.input, whole.train.input, 20 * set.inputs * sizeof(double));
        assert_memory_equal(less.test.input, whole.test.input, set.test.count * set.inputs * sizeof(double));
        options.seed = 2;
        const struct data_set other = made(arena, name, &options);
        assert_true(memcmp(other.train.input, whole.train.input, set.train.count * set.inputs * sizeof(double)) != 0);
    }
}

static void test_labels(void *context)
{
    struct arena *arena = context;
    const struct data_options options = plain();
    const struct data_set clean = made(arena, "xor(n=10000)", &options), noisy = made(arena, "xor(n=10000,label_noise=0.4)", &options);
    size_t changed = 0;
    for (size_t i = 0; i < 10000; i++) {
        assert_true(clean.train.target[i] == (clean.train.input[2 * i] * clean.train.input[2 * i + 1] < 0));
        changed += clean.train.target[i] != noisy.train.target[i];
    }
    assert_true(changed > 1850 && changed < 2150); /* half of the redrawn labels are what they were */
    assert_memory_equal(clean.test.target, noisy.test.target, clean.test.count * sizeof(double));
    const struct data_set above = made(arena, "above(x^3,range=1,n=1000)", &options);
    for (size_t i = 0; i < 1000; i++) {
        const double x = above.train.input[2 * i], y = above.train.input[2 * i + 1];
        assert_true(fabs(x) <= 1 && fabs(y) <= 1 && above.train.target[i] == (y > x * x * x));
    }
    const struct data_set circles = made(arena, "circles(factor=0.3,noise=0)", &options);
    for (size_t i = 0; i < circles.train.count; i++)
        assert_true(fabs(hypot(circles.train.input[2 * i], circles.train.input[2 * i + 1]) - (circles.train.target[i] == 1 ? 0.3 : 1)) < 1e-14);
    const struct data_set polynomial = made(arena, "chebyshev(degree=4)", &options);
    for (size_t i = 0; i < polynomial.train.count; i++) {
        const double x = polynomial.train.input[i];
        assert_true(fabs(polynomial.train.target[i] - (8 * x * x * x * x - 8 * x * x + 1)) < 1e-13);
    }
}

/* The moments of the reference are those of the rows made, to rounding. */
static void test_airfoil(void *context)
{
    struct arena *arena = context;
    cJSON *reference = reference_read("airfoil.json");
    const cJSON *correlation = cJSON_GetObjectItem(reference, "correlation");
    struct data_options options = plain();
    for (options.seed = 1; options.seed <= 3; options.seed++) {
        const struct data_set set = made(arena, "airfoil", &options);
        assert_int_equal(set.train.count, 1500);
        for (int a = 0; a < 6; a++) {
            const double mean = cJSON_GetArrayItem(cJSON_GetObjectItem(reference, "mean"), a)->valuedouble;
            const double deviation = cJSON_GetArrayItem(cJSON_GetObjectItem(reference, "standard_deviation"), a)->valuedouble;
            assert_true(fabs(set.mean[a] / mean - 1) < 1e-12 && fabs(set.deviation[a] / deviation - 1) < 1e-12);
            for (int b = 0; b < 6; b++) {
                double sum = 0;
                for (size_t i = 0; i < 1500; i++)
                    sum += (a < 5 ? set.train.input[i * 5 + (size_t)a] : set.train.target[i]) *
                           (b < 5 ? set.train.input[i * 5 + (size_t)b] : set.train.target[i]);
                assert_true(fabs(sum / 1500 - cJSON_GetArrayItem(cJSON_GetArrayItem(correlation, a), b)->valuedouble) < 1e-12);
            }
        }
    }
    cJSON_Delete(reference);
}

/* Means of columns of the whole sets, as published beside them. */
static void test_shipped(void *context)
{
    struct arena *arena = context;
    static const struct {
        const char *call;
        size_t column;
        double mean, deviation;
    } cases[] = {
        {"iris(n=150,test=0)", 0, 5.843333333333334, 0.8253012917851409},
        {"iris(n=150,test=0)", 3, 1.1993333333333334, 0.7596926279021594},
        {"wine(n=178,test=0)", 12, 746.8932584269663, 314.0216568419878},
        {"breast_cancer(n=569,test=0)", 3, 654.8891036906855, 351.6047540632308},
        {"diabetes(n=442,test=0)", 10, 152.13348416289594, 77.00574586945044},
        {"digits(n=1797,test=0)", 0, 0, 0},
        {"digits(n=1797,test=0)", 20, 7.097941012799109, 6.174009933121506},
    };
    const struct data_options options = {.seed = 3, .standardize = 0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct data_set set = made(arena, cases[i].call, &options);
        if (!(fabs(set.mean[cases[i].column] - cases[i].mean) <= 1e-9 * fabs(cases[i].mean) &&
              fabs(set.deviation[cases[i].column] - cases[i].deviation) <= 1e-9 * cases[i].deviation))
            fail_msg("%s: column %zu has mean %.16g and deviation %.16g", cases[i].call, cases[i].column, set.mean[cases[i].column],
                     set.deviation[cases[i].column]);
    }
    const struct data_set digits = made(arena, "digits(n=1797,test=0)", &options), fashion = made(arena, "fashion", &options);
    size_t of_class[2][10] = {{0}};
    for (size_t i = 0; i < digits.train.count; i++)
        of_class[0][(size_t)digits.train.target[i]]++;
    for (size_t i = 0; i < fashion.train.count; i++)
        of_class[1][(size_t)fashion.train.target[i]]++;
    assert_int_equal(of_class[0][0], 178);
    assert_int_equal(of_class[0][8], 174);
    for (size_t c = 0; c < 10; c++)
        assert_true(of_class[1][c] > 140 && of_class[1][c] < 260);
}

/* A set of the targets alone, and how many classes it has: 0, they are numbers. */
static void test_what_targets_are(void *context)
{
    static const struct {
        const char *given, *call;
        size_t classes;
    } cases[] = {
        {"1,0;2,1", "given", 2},
        {"1,1;2,1", "given", 0},
        {"1,0;2,0", "given", 0},
        {"1,0;2,5", "given", 0},
        {"1,1;2,2", "given", 0},
        {"1,0;2,0.5", "given", 0},
        {"1,-1;2,1", "given", 0},
        {"1,0;2,5", "given(target=class)", 6},
        {"1,2;2,0;3,1", "given", 3},
        {"1,1;2,2", "given(target=class)", 3},
        {"1,0;2,1", "given(target=number)", 0},
        {"1,0;2,31", "given(target=class)", 32},
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct data_options options = plain();
        options.given = cases[i].given;
        assert_int_equal(made(arena, cases[i].call, &options).classes, cases[i].classes);
    }
}

/* A teacher of any shape, with the weights and inputs of its seed: one of no hidden layer is linear in its inputs. */
static void test_teachers(void *context)
{
    struct arena *arena = context;
    const struct data_options options = plain();
    const struct data_set usual = made(arena, "teacher(n=50)", &options), same = made(arena, "teacher(n=50,mlp(hidden=8,init=he))", &options);
    assert_memory_equal(usual.train.target, same.train.target, 50 * sizeof(double));
    assert_memory_not_equal(usual.train.target, made(arena, "teacher(n=50,network=mlp(hidden=9))", &options).train.target, 50 * sizeof(double));
    const struct data_set line = made(arena, "teacher(n=3,test=0,inputs=1,network=linear(std=2,bias=0))", &options);
    const double *x = line.train.input, *y = line.train.target;
    assert_true(fabs(y[0] * x[1] - y[1] * x[0]) <= 1e-14 && fabs(y[1] * x[2] - y[2] * x[1]) <= 1e-14 && y[0] != 0);
    struct call call;
    struct data_request small, large;
    struct error error = {0};
    assert_true(call_read(arena, "teacher", "data set", data_kind_at, &call, &error) && data_size(arena, &call, &options, &small, &error));
    assert_true(call_read(arena, "teacher(network=mlp(hidden=4096;4096))", "data set", data_kind_at, &call, &error) &&
                data_size(arena, &call, &options, &large, &error));
    assert_true(small.work < 1e6 && large.work > 400.0 * 4096 * 4096);
}

static void test_given(void *context)
{
    struct arena *arena = context;
    struct data_options options = plain();
    options.given = "1,2,0; pi/2,4,2;";
    options.given_test = "0,0,1";
    const struct data_set set = made(arena, "given", &options);
    assert_true(set.inputs == 2 && set.classes == 3 && set.train.count == 2 && set.test.count == 1);
    assert_true(fabs(set.train.input[2] - 1.5707963267948966) < 1e-15 && set.train.target[1] == 2 && set.test.target[0] == 1);
    const struct data_set numbers = made(arena, "given(target=number)", &options);
    assert_int_equal(numbers.classes, 0);
    static const struct {
        const char *call, *given, *test, *blamed;
    } refused[] = {
        {"given", NULL, NULL, "examples"},
        {"given", "1;2;3", NULL, "examples"},
        {"given", "1,2;1,2,3", NULL, "examples"},
        {"given", "1,2;1,x", NULL, "examples"},
        {"given", "1,2;1,1/0", NULL, "examples"},
        {"given", "1,2;3,4", "1,2,3", "test_examples"},
        {"given(target=class)", "1,0.5;2,1", NULL, "examples"},
        {"given(target=class)", "1,1;2,1", NULL, "examples"},
        {"given(target=class)", "1,0;2,32", NULL, "examples"},
        {"given", "1,1e300;2,1", NULL, "examples"},
        {"given", "1,0;2,1", "-1e101,0", "test_examples"},
        {"given", "1,,0;2,1,1", NULL, "examples"},
        {"given", "1,0;;2,1", NULL, "examples"},
        {"given", "1,nan;2,1", NULL, "examples"},
        {"given(n=2)", "1,0;2,1", NULL, ""},
        {"given(test=0)", "1,0;2,1", NULL, ""},
        {"above(f=log(x))", NULL, NULL, ""},
        {"above(f=10)", NULL, NULL, ""},
        {"teacher(network=mlq)", NULL, NULL, ""},
        {"teacher(network=conv)", NULL, NULL, ""},
        {"teacher(network=mlp(hidden=5000))", NULL, NULL, ""},
        {"line(label_noise=0.1)", NULL, NULL, ""},
        {"airfoil(n=5)", NULL, NULL, ""},
        {"iris(n=120,test=50)", NULL, NULL, ""},
        {"above(f=sin(z))", NULL, NULL, ""},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct data_set ignored;
        struct error error = {0};
        options.given = refused[i].given;
        options.given_test = refused[i].test;
        if (make(arena, refused[i].call, &options, &ignored, &error))
            fail_msg("%s of '%s' was accepted", refused[i].call, refused[i].given);
        assert_string_equal(error.parameter, refused[i].blamed);
    }
}

static void test_tables(void *context)
{
    static const struct {
        const char *text;
        size_t count; /* 0: refused */
    } cases[] = {
        {"a,b,t\n1,2,3\n4,5e-1,-6\n", 2},
        {"a,t\r\n1,2\r\n\r\n3,4", 2},
        {"", 0},
        {"t\n1\n", 0},
        {"a,t\n", 0},
        {"a,t\n1\n", 0},
        {"a,t\n1,2,3\n", 0},
        {"a,t\n1,x\n", 0},
        {"a,t\n1,inf\n", 0},
        {"a,t\n1,\n", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct data_table table;
        struct error error = {0};
        const unsigned char *start = (const unsigned char *)cases[i].text;
        const bool read = table_read(context, (struct bytes){start, start + strlen(cases[i].text)}, &table, &error);
        if (read != (cases[i].count > 0) || (read && table.count != cases[i].count))
            fail_msg("'%s' gives %zu examples: %s", cases[i].text, table.count, error.detail);
    }
}

/* The study gives the set as it is, training examples first, whatever the picture shows. */
static void test_study(void *context)
{
    struct arena *arena = context;
    const struct data_options options = plain();
    const struct data_set iris = made(arena, "iris(n=90)", &options);
    const struct answer answer = ask_well(arena, "data", "data=iris(n=90)&show=4,1");
    const double *third = numbers_of(&answer, "x3"), *target = numbers_of(&answer, "target");
    const struct study_column *set = column_of(&answer.description.columns, "set");
    assert_int_equal(set->count, 140);
    for (size_t i = 0; i < 140; i++) {
        const struct examples *part = i < 90 ? &iris.train : &iris.test;
        const size_t example = i < 90 ? i : i - 90;
        assert_true(third[i] == part->input[example * 4 + 2] && target[i] == part->target[example]);
        assert_string_equal(set->texts[i], i < 90 ? "train" : "test");
    }
    assert_true(fact_of(&answer, "classes")->number == 3);
    ask_well(arena, "data", "data=given&examples=0,1;1,2.5&show=1");
    for (size_t i = 0; i < data_kind_count; i++)
        if (strcmp(data_kinds[i]->callable.name, "given") != 0)
            ask_well(arena, "data", arena_format(arena, "data=%s", data_kinds[i]->callable.name));
    static const char *const refused[][2] = {{"data=iris&show=1", "show"},         {"data=iris&show=0,1", "show"},
                                             {"data=iris&show=1,-1", "show"},      {"data=iris&show=1,5", "show"},
                                             {"data=sine&show=1,1", "show"},       {"data=moons&examples=1,2", "examples"},
                                             {"data=given", "examples"},           {"data=iris(n=120)", "data"},
                                             {"data=sine(label_noise=1)", "data"}, {"data=spirals(classes=1)", "data"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, "data", refused[i][0]), refused[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_every_set),        unit_test_in_arena(test_labels),   unit_test_in_arena(test_airfoil),
                                       unit_test_in_arena(test_shipped),          unit_test_in_arena(test_given),    unit_test_in_arena(test_tables),
                                       unit_test_in_arena(test_what_targets_are), unit_test_in_arena(test_teachers), unit_test_in_arena(test_study)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
