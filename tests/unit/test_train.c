/* Training against torch (tests/reference/training.json), against itself in other ways, and what is said of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/ask.h"
#include "tests/unit/reference.h"
#include "study/train.h"

enum { ARENA_BYTES = 256 << 20 };

static const struct train_run *first_run(const struct answer *answer)
{
    return &((const struct train_result *)answer->result)->runs[0];
}

static void compare(const char *query, const char *what, double ours, const cJSON *theirs)
{
    if (theirs && cJSON_IsNumber(theirs) && !(fabs(ours - theirs->valuedouble) <= 1e-8 * fmax(1, fabs(theirs->valuedouble))))
        fail_msg("%s: %s is %.17g, torch has %.17g", query, what, ours, theirs->valuedouble);
}

/* Parameters and losses after 60 steps are torch's, for several networks, losses, methods, schedules and minibatches. */
static void test_torch(void **state)
{
    (void)state;
    cJSON *reference = reference_read("training.json");
    const cJSON *entry;
    size_t count = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(reference, "cases"))
    {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *query = cJSON_GetObjectItemCaseSensitive(entry, "query")->valuestring;
        const struct answer answer = ask_well(arena, "train", query);
        const struct training_course *course = &first_run(&answer)->course;
        const cJSON *ends = cJSON_GetObjectItemCaseSensitive(entry, "end"), *end;
        const int seeds = cJSON_GetArraySize(ends);
        int seed = 0;
        cJSON_ArrayForEach(end, ends)
        {
            const cJSON *number;
            size_t i = 0;
            cJSON_ArrayForEach(number, end) compare(query, "a parameter", course->end[i++ * (size_t)seeds + (size_t)seed], number);
            assert_int_equal(i, course->group->model->parameters);
            seed++;
        }
        const cJSON *loss = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(entry, "train_loss"), 0),
                    *test = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(entry, "test_loss"), 0);
        if (seeds == 1) {
            compare(query, "the training loss", course->curves[TRAINING_LOSS].middle[course->rows - 1], loss);
            compare(query, "the test loss",
                    course->curves[TRAINING_TEST_LOSS].middle ? course->curves[TRAINING_TEST_LOSS].middle[course->rows - 1] : 0,
                    course->curves[TRAINING_TEST_LOSS].middle ? test : NULL);
        }
        arena_destroy(arena);
        count++;
    }
    assert_int_equal(count, 13);
    cJSON_Delete(reference);
}

/* The exact floor of linear regression, and that Newton's method and full batches reach it. */
static void test_floor(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        double floor, above; /* how far above it the end may be */
    } rows[] = {
        {"data=airfoil&network=linear&optimizer=newton&batch=0&steps=2", 0.4899972066432771, 1e-12},
        {"data=airfoil&network=linear&loss=half_squared&optimizer=newton&batch=0&steps=2", 0.24499860332163853, 1e-12},
        {"data=airfoil&network=linear&optimizer=momentum(lr=0.05)&batch=0&steps=2000", 0.4899972066432771, 1e-12},
        {"data=given(target=number)&examples=0,1;1,3;2,5;3,7&network=linear&optimizer=lbfgs&batch=0&steps=50&standardize=1", 0, 1e-12},
        {"data=given(target=number)&examples=1,1,1;1,2,2;1,3,3;1,4,5&network=linear&optimizer=gd(lr=0.05)&batch=0&steps=3000&standardize=1",
         0.034285714285714, 1e-9},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "train", rows[i].query);
        const struct train_run *run = first_run(&answer);
        const double end = run->course.curves[TRAINING_LOSS].middle[run->course.rows - 1];
        if (!(fabs(run->floor - rows[i].floor) < 1e-12 || i >= 3) || !(end >= run->floor - 1e-13 && end - run->floor <= rows[i].above))
            fail_msg("%s: floor %.17g, end %.17g", rows[i].query, run->floor, end);
        arena_destroy(arena);
    }
}

/* A network's training does not depend on how many there are beside it: seeds are alike in lockstep and alone. */
static void test_lockstep(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    static const char *const optimizers[] = {"sgd(lr=0.1)", "adam(lr=0.01)", "lbfgs"};
    for (size_t m = 0; m < 3; m++) {
        const char *query =
            arena_format(arena, "data=moons(n=50)&network=mlp(hidden=5)&steps=40&batch=%d&optimizer=%s", m == 2 ? 0 : 8, optimizers[m]);
        const struct answer alone = ask_well(arena, "train", query), many = ask_well(arena, "train", arena_format(arena, "%s&seeds=11", query));
        const struct training_course *one = &first_run(&alone)->course, *all = &first_run(&many)->course;
        for (size_t i = 0; i < one->group->model->parameters; i++)
            assert_true(one->end[i] == all->end[i * 11]);
        assert_true(all->end[0] != all->end[1]);
    }
    arena_destroy(arena);
}

/* Searches end at the lowest loss they tried, step or not, which a row tells; and all gradients are counted, those that led nowhere included. */
static void test_searches(void **state)
{
    (void)state;
    static const char *const optimizers[] = {"lbfgs", "bfgs", "conjugate_gradient", "line_search"};
    for (size_t m = 0; m < sizeof optimizers / sizeof *optimizers; m++)
        for (int steps = 1; steps <= 30; steps++) {
            struct arena *arena = arena_create(ARENA_BYTES);
            const struct answer answer =
                ask_well(arena, "train",
                         arena_format(arena, "data=moons(noise=0.2)&network=mlp(hidden=5)&batch=0&optimizer=%s&steps=%d", optimizers[m], steps));
            const struct training_course *course = &first_run(&answer)->course;
            const double *loss = course->curves[TRAINING_LOSS].middle;
            const size_t last = course->rows - 1;
            for (size_t i = 0; i <= last; i++)
                if (!(loss[i] > 0 && (i == 0 || loss[i] <= loss[i - 1])))
                    fail_msg("%s in %d steps: row %zu of %zu has the loss %.17g", optimizers[m], steps, i, last, loss[i]);
            if (course->stops[0] == STOP_BUDGET && last > 0 && course->gradients[last] != steps * 200.0)
                fail_msg("%s in %d steps has evaluated %.17g gradients of examples", optimizers[m], steps, course->gradients[last]);
            arena_destroy(arena);
        }
}

/* What is said of trainings that end so by their making. */
static void test_outcomes(void **state)
{
    (void)state;
    static const struct {
        const char *query, *outcome, *sentence;
    } rows[] = {
        {"data=moons&steps=0", "untrained", "no steps were taken"},
        {"data=airfoil&network=linear&optimizer=gd(lr=10)&batch=0&steps=2000", "diverged", "a number overflowed in step"},
        {"data=airfoil&network=linear&optimizer=gd(lr=1)&batch=0&steps=50", "diverged", "the training loss rose from"},
        {"data=airfoil&network=linear&optimizer=gd(lr=0.1)&batch=0&steps=3000", "converged", "0.489997"},
        {"data=sine(n=12,noise=0.5)&network=mlp(hidden=40)&optimizer=adam(lr=0.02)&batch=0&steps=3000", "overfitting",
         "the test loss turned at step"},
        {"data=sine(n=12,noise=0.5)&network=mlp(hidden=40)&optimizer=adam(lr=0.02)&batch=0&steps=30000", "overfitting",
         "(recorded every 300 steps), from"},
        /* A start far above the best constant answer hides nothing of what is learnt after it. */
        {"data=sine(n=12,noise=0.5)&network=mlp(hidden=40,std=8)&optimizer=adam(lr=0.02)&batch=0&steps=3000", "overfitting",
         "the test loss turned at step"},
        {"data=chebyshev(degree=5)&network=mlp(hidden=20,activation=relu,std=0.01)&optimizer=adam(lr=0.0002)&batch=0&steps=30", "stalled",
         "within 1 % of"},
        {"data=breast_cancer(n=100)&network=linear&optimizer=momentum(lr=8)&batch=8&epochs=5", "overfitting", "never below that of the start"},
        {"data=given(target=number)&examples=0,0.1;1,0.1;2,0.1&network=linear&optimizer=gd(lr=0.1)&batch=0&steps=3000", "converged",
         "has come to rest"},
        {"data=circles(noise=0.05)&network=linear&optimizer=gd(lr=0.1)&batch=0&steps=2000", "stalled", "within 1 % of the best constant answer"},
        {"data=breast_cancer(n=100)&network=linear&optimizer=momentum(lr=0.003)&batch=0&steps=1", "out_of_steps", "still moving"},
        {"data=circles(n=50)&network=mlp(hidden=20,activation=relu,std=3)&optimizer=sgd(lr=8.3)&batch=0&epochs=30&seeds=5&loss=squared", "diverged",
         " epochs) it diverged: "},
        {"data=circles(n=50)&network=mlp(hidden=20,activation=relu,std=3)&optimizer=sgd(lr=8.3),sgd(lr=9)&batch=0&epochs=30&seeds=5&loss=squared",
         "diverged", "none ends with a loss that can be told"},
        {"data=moons&network=mlp(hidden=4)&optimizer=gd(lr=0.1)&batch=0&steps=20", "out_of_steps", "still moving"},
        /* Minibatches at a constant rate end in noise; a rate that falls, or all examples at once, does not. */
        {"data=line&network=linear&optimizer=gd(lr=0.5)&epochs=200", "fluctuating", "goes up and down, between"},
        {"data=airfoil&network=linear&optimizer=sgd(lr=0.05)&batch=1&epochs=3", "fluctuating", "about a level"},
        {"data=line&network=linear&optimizer=gd(lr=0.5)&epochs=200&schedule=cosine", "converged", "come to rest"},
        {"data=line&network=linear&optimizer=gd(lr=0.5)&batch=0&steps=800", "converged", "come to rest"},
        {"data=spirals&network=mlp(hidden=2)&optimizer=gd(lr=0.1)&epochs=50", "out_of_steps", "still moving"},
        {"data=moons&network=mlp(hidden=4)&optimizer=gd(lr=0)&batch=0&steps=20", "stalled", "no better than"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "train", rows[i].query);
        if (strcmp(answer.description.runs[0].outcome, rows[i].outcome) != 0 || !strstr(answer.sentence, rows[i].sentence))
            fail_msg("%s: %s: %s", rows[i].query, answer.description.runs[0].outcome, answer.sentence);
        arena_destroy(arena);
    }
}

/* Words do not depend on the unit of the loss: half the loss at twice the rate is the same training. */
static void test_units_of_loss(void **state)
{
    (void)state;
    static const char *const sets[] = {"sine(n=12,noise=0.5)", "line", "chebyshev", "diabetes"};
    struct arena *arena = arena_create(ARENA_BYTES);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const char *query = "data=%s&network=mlp(hidden=6)&batch=0&steps=300&loss=%s&optimizer=gd(lr=%s)";
        const struct answer whole = ask_well(arena, "train", arena_format(arena, query, sets[i], "squared", "0.05")),
                            half = ask_well(arena, "train", arena_format(arena, query, sets[i], "half_squared", "0.1"));
        assert_string_equal(whole.description.runs[0].outcome, half.description.runs[0].outcome);
        const struct training_course *a = &first_run(&whole)->course, *b = &first_run(&half)->course;
        assert_memory_equal(a->end, b->end, a->group->model->parameters * sizeof *a->end);
        assert_int_equal(first_run(&whole)->outcome.turn, first_run(&half)->outcome.turn);
    }
    arena_destroy(arena);
}

/* Lists make every combination, or go together; names say what tells runs apart; all that are compared see as many examples. */
static void test_comparisons(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        size_t count;
        const char *names[4];
    } rows[] = {
        {"data=moons&steps=1&optimizer=gd(lr=0.1),adam", 2, {"gd(lr=0.1)", "adam"}},
        {"data=moons&steps=1&optimizer=gd(lr=0.1),adam&lr=1,2", 3, {"gd(lr=0.1)", "adam(lr=1)", "adam(lr=2)"}},
        {"data=moons&steps=1&batch=1,0&optimizer=gd", 2, {"batch 1", "all examples"}},
        {"data=moons&steps=1&optimizer=gd(lr=1),gd(lr=0.1)&batch=0,10&pair=1", 2, {"gd(lr=1), all examples", "gd(lr=0.1), batch 10"}},
        {"data=moons&steps=1&network=mlp(hidden=4;4,activation=relu),mlp(hidden=8,activation=relu)", 2, {"mlp(hidden=4;4)", "mlp(hidden=8)"}},
        {"data=moons(n=50,noise=0.2),moons(n=80,noise=0.2)&steps=1", 2, {"moons(n=50)", "moons(n=80)"}},
        {"data=moons&steps=1&schedule=constant,cosine&network=linear,mlp(hidden=3)", 4, {"linear constant", "linear cosine"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "train", rows[i].query);
        assert_int_equal(answer.description.run_count, rows[i].count);
        for (size_t k = 0; k < 4 && rows[i].names[k]; k++)
            assert_string_equal(answer.description.runs[k].name, rows[i].names[k]);
        arena_destroy(arena);
    }
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct answer answer = ask_well(arena, "train", "data=moons(n=50)&epochs=7&batch=1,7,50,0&optimizer=gd(lr=0.01)");
    for (size_t i = 0; i < answer.description.run_count; i++) {
        const struct training_course *course = &((const struct train_result *)answer.result)->runs[i].course;
        assert_true(course->gradients[course->rows - 1] == 7 * 50 && course->epoch[course->rows - 1] == 7);
    }
    arena_destroy(arena);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *query, *parameter, *detail;
    } rows[] = {
        {"data=line&loss=cross_entropy", "loss", "no classes"},
        {"data=given&examples=1,0;2,0;3,0&standardize=1&loss=cross_entropy", "loss", "no classes"},
        {"data=given(target=class)&examples=1,0;2,0;3,0", "examples", "at least two of them"},
        {"data=xor(n=2,seed=3)&epochs=1", "data", "are of class 'class "},
        {"data=given&examples=0,1;1,1;2,1&test_examples=0,0", "examples", "all 3 training examples of given are of class"},
        {"data=digits(n=5)", "data", "10 classes and 5 training examples"},
        {"data=given&examples=1e300,0;2,1", "examples", "is beyond"},
        {"data=given&examples=1,0;2,1&test_examples=1e120,0", "test_examples", "is beyond"},
        {"data=moons&network=linear&start=1,2,3", "start", "the network has 6 parameters, and start has 3 numbers"},
        {"data=moons&epochs=100000&batch=1", "epochs", "are more than the 1000000"},
        {"data=moons&optimizer=lbfgs", "batch", "batch=0"},
        {"data=digits&optimizer=newton&batch=0", "optimizer", "needs the whole Hessian"},
        {"data=moons&network=conv", "network", "takes images"},
        {"data=line&view=accuracy", "view", "accuracy is of classes"},
        {"data=airfoil&view=gap", "view", "no test examples"},
        {"data=digits&view=decision", "view", "digits has 64"},
        {"data=moons&view=mistakes", "view", "of images"},
        {"data=moons&view=decision&at=3,2", "at", "ascending order"},
        {"data=moons&batch=2.5", "batch", "whole number"},
        {"data=moons&optimizer=gd,adam&batch=1,2,3&pair=1", "batch", "lists have one length"},
        {"data=moons&network=linear,mlp,mlp&lr=1,2,3&batch=1,2", "network", "more than the 12"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        struct answer answer;
        struct error_list errors = {0};
        if (ask(arena, "train", rows[i].query, &answer, &errors))
            fail_msg("%s: accepted", rows[i].query);
        if (strcmp(errors.items[0].parameter, rows[i].parameter) != 0 || !strstr(errors.items[0].detail, rows[i].detail))
            fail_msg("%s: %s: %s", rows[i].query, errors.items[0].parameter, errors.items[0].detail);
        arena_destroy(arena);
    }
}

/* Hidden units by their making: slopes are those that training takes, so that tanh's are 0 from 20 on. */
static void test_hidden_units(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        double dead, saturated; /* not-a-number: of an activation that is not level on both sides */
    } rows[] = {
        {"activation=tanh)&start=0,0,100,-100,1,1,0", 1, 1},  {"activation=tanh)&start=0,0,5,-100,1,1,0", 0.5, 1},
        {"activation=tanh)&start=0,0,0.5,5,1,1,0", 0, 0.5},   {"activation=relu)&start=0,0,1,-1,1,1,0", 0.5, NAN},
        {"activation=sigmoid)&start=0,0,0,50,1,1,0", 0, 0.5}, {"activation=relu)&start=1e300,1e300,1,1,1e300,1e300,0", 0, NAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer =
            ask_well(arena, "train", arena_format(arena, "data=given&examples=0.5,0.1;1,0.3;2,0.7&steps=0&network=mlp(hidden=2,%s", rows[i].query));
        const struct train_run *run = first_run(&answer);
        if (run->units != 2 || run->dead != rows[i].dead ||
            !(run->saturated == rows[i].saturated || (isnan(run->saturated) && isnan(rows[i].saturated))))
            fail_msg("%s: %g dead, %g saturated", rows[i].query, run->dead, run->saturated);
        arena_destroy(arena);
    }
}

/* The members of a run are those that the description of the answer has, and each of these is there in some answer. */
static void test_members(void **state)
{
    (void)state;
    static const char *const queries[] = {
        "data=moons(n=20)&network=mlp(hidden=3)&steps=3&weights=1",
        "data=circles(n=50)&network=mlp(hidden=20,activation=relu,std=3)&optimizer=sgd(lr=8.3)&batch=0&epochs=30&seeds=5&loss=squared",
        "data=sine&network=linear&optimizer=gd&batch=0&steps=2",
        "data=moons(n=20)&network=mlp(hidden=3)&optimizer=gd&batch=0&steps=3&view=sharpness",
    };
    const char *nearest;
    const struct study *study = study_find("train", &nearest);
    size_t *seen = calloc(study->member_count, sizeof *seen);
    struct arena *arena = arena_create(ARENA_BYTES);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const struct answer answer = ask_well(arena, "train", queries[i]);
        for (const struct value *member = answer.description.runs[0].more->children.first; member; member = member->next) {
            size_t k = 0;
            while (k < study->member_count && strcmp(study->members[k].name, member->name) != 0)
                k++;
            if (k == study->member_count)
                fail_msg("%s: the member %s of a run is not described", queries[i], member->name);
            seen[k]++;
        }
    }
    for (size_t k = 0; k < study->member_count; k++)
        if (!seen[k])
            fail_msg("%s is described, and in no answer", study->members[k].name);
    free(seen);
    arena_destroy(arena);
}

/* Constant columns, one example, and examples without any difference train without harm. */
static void test_degenerate_data(void **state)
{
    (void)state;
    static const char *const queries[] = {
        "data=given&examples=1,2,0;1,3,1;1,4,1&standardize=1",
        "data=given&examples=1,2.5&network=linear",
        "data=given&examples=1,0;1,1;1,0;1,1",
        "data=given(target=number)&examples=0,5;0,5;0,5&standardize=1&network=mlp(hidden=3)&seeds=3",
        "data=iris&network=mlp(hidden=3,normalization=layer)&epochs=2",
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "train", queries[i]);
        const struct training_course *course = &first_run(&answer)->course;
        for (size_t k = 0; k < course->group->model->parameters; k++)
            assert_true(isfinite(course->end[k]));
        arena_destroy(arena);
    }
}

/* The recorded sharpness is the greatest of all eigenvalues, which another study computes from the whole Hessian. */
static void test_sharpness(void **state)
{
    (void)state;
    static const char *const queries[] = {
        "data=moons(n=40)&network=mlp(hidden=6)&optimizer=gd(lr=0.3)&batch=0&steps=30&decay=0",
        "data=sine(n=30)&network=mlp(hidden=5;4,activation=gelu)&optimizer=adam(lr=0.01)&batch=8&steps=20&decay=0.1",
        "data=iris(n=50)&network=mlp(hidden=7,normalization=layer)&optimizer=momentum(lr=0.02)&batch=0&steps=17&decay=0.01&seed=4",
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer = ask_well(arena, "train", arena_format(arena, "view=sharpness&%s", queries[i]));
        const struct answer whole = ask_well(arena, "hessian-spectrum", queries[i]);
        const struct train_run *run = first_run(&answer);
        const struct study_column *values = &whole.description.columns.items[0];
        const double sharpness = run->course.curves[TRAINING_SHARPNESS].middle[run->course.rows - 1], top = values->numbers[values->count - 1];
        if (!(fabs(sharpness - top) <= 1e-8 * top))
            fail_msg("%s: the sharpness is %.17g, the greatest eigenvalue %.17g", queries[i], sharpness, top);
        assert_true((run->stable != NULL) == (i != 1));
        assert_true(run->nudged && fabs(run->nudged[0] - run->course.curves[TRAINING_SHARPNESS].middle[0]) <= 1e-7 * top);
        arena_destroy(arena);
    }
}

/* On a quadratic a little less curved than what a method is said to bear its steps shrink, on one a little more they grow. */
static void test_stability(void **state)
{
    (void)state;
    static const char *const methods_tried[] = {"gd(lr=0.3)",
                                                "sgd(lr=0.2)",
                                                "momentum(lr=0.1,momentum=0.7)",
                                                "nesterov(lr=0.1,momentum=0.7)",
                                                "sgd(lr=0.05,momentum=0.8,dampening=0.4)",
                                                "sgd(lr=0.1,dampening=0.4,weight_decay=0.5)",
                                                "sgd(lr=0.1,momentum=0.3,nesterov=1,weight_decay=2)"};
    for (size_t i = 0; i < sizeof methods_tried / sizeof *methods_tried; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        const struct answer answer =
            ask_well(arena, "train",
                     arena_format(arena, "view=sharpness&data=moons(n=20)&network=mlp(hidden=2)&batch=0&steps=1&optimizer=%s", methods_tried[i]));
        for (int above = 0; above < 2; above++) {
            const double curvature = first_run(&answer)->stable[0] * (above ? 1.01 : 0.99);
            const struct answer descent = ask_well(
                arena, "descent", arena_format(arena, "f=0.5*%.17g*x^2&start=1&steps=600&tolerance=0&optimizer=%s", curvature, methods_tried[i]));
            const struct study_columns *columns = &descent.description.runs[0].columns;
            double end = NAN;
            for (size_t k = 0; k < columns->count; k++)
                if (!strcmp(columns->items[k].name, "x"))
                    end = fabs(columns->items[k].numbers[columns->items[k].count - 1]);
            if (above ? !(end > 2) : !(end < 0.5))
                fail_msg("%s: from 1 on curvature %g, %s what it bears, to %g", methods_tried[i], curvature, above ? "above" : "below", end);
        }
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_torch),        cmocka_unit_test(test_floor),           cmocka_unit_test(test_lockstep),
        cmocka_unit_test(test_searches),     cmocka_unit_test(test_outcomes),        cmocka_unit_test(test_units_of_loss),
        cmocka_unit_test(test_refusals),     cmocka_unit_test(test_comparisons),     cmocka_unit_test(test_members),
        cmocka_unit_test(test_hidden_units), cmocka_unit_test(test_degenerate_data), cmocka_unit_test(test_sharpness),
        cmocka_unit_test(test_stability),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
