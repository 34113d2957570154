/* What descents are said to have come to: outcomes and sentences, question by question. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "optimize/method.h"
#include "tests/unit/ask.h"

static void test_words(void *context)
{
    static const struct {
        const char *query, *outcome, *says, *says_not; /* the last two may be null */
    } rows[] = {
        {"f=1e8*y^2+x^2&start=0.3,0&optimizer=gd(lr=1e-10)", "out_of_steps", "the gradient's norm is still 0.6", "converged"},
        {"f=x^2&start=3&optimizer=adam&steps=20", "out_of_steps", "at least 29", "plateau"},
        {"f=x&start=1&optimizer=lbfgs&steps=500", "left_domain", "the value went from 1 to −46095", "0 steps"},
        {"f=100*(y-x^2)^2+(1-x)^2&start=-1.9,2&optimizer=line_search&steps=200", "out_of_steps", "(201 gradients)", "ran out of steps"},
        {"f=sin(x)&start=1&optimizer=nelder_mead&steps=50", "converged", "(51 values)", "gradients"},
        {"f=rosenbrock&start=-1,1&optimizer=nelder_mead&steps=20", "out_of_steps", "it used up its values", "gradients"},
        {"f=tanh&start=4&optimizer=gd(lr=0.1)&steps=100", "plateau", "over a hundred times as steep", "at this pace"},
        /* others of their kinds */
        {"f=x^2+1e-10*y^2&start=1,1&optimizer=gd(lr=0.1)&steps=300", "out_of_steps", NULL, "converged"},
        {"f=1e-200*(x^2+2*y^2)&start=1,1&optimizer=newton&steps=5", "converged", "at a minimum", NULL},
        {"f=1e200*(x-2)^2&start=1&optimizer=newton&steps=5", "converged", "at a minimum", NULL},
        {"f=(x*1e6)^2&start=3e-6&optimizer=gd(lr=1e-14)&steps=20", "out_of_steps", "heading for a minimum at 0", "plateau"},
        {"f=tanh(x*1e6)&start=4e-6&optimizer=gd(lr=1e-13)&steps=100", "plateau", NULL, NULL},
        {"f=x^2&start=3&optimizer=gd(lr=0.001)&steps=200", "out_of_steps", "at this pace the minimum is about 67", NULL},
        {"f=x^2&start=3&optimizer=gd(lr=0)&steps=20", "stalled", "do not move it", "at this pace"},
        {"f=-x&start=1&optimizer=bfgs&steps=300", "left_domain",
         "after 1 step x is outside −5 to 5, which stands for a domain here, and the value went from", "no step"},
        {"f=x+y&start=1,1&optimizer=conjugate_gradient&steps=300", "left_domain", "x is outside −5 to 5, which stands for a domain here", "no step"},
        {"f=-x^2&start=1&optimizer=bfgs&steps=300", "left_domain", "x is outside −5 to 5, which stands for a domain here", "no step"},
        {"f=-exp(x)&start=1&optimizer=conjugate_gradient&steps=300", "left_domain", "x is outside −5 to 5, which stands for a domain here",
         "no step"},
        {"f=atan(x)&start=1&optimizer=nelder_mead&steps=300", "left_domain", "x is outside −5 to 5, which stands for a domain here", "no step"},
        {"f=-x&start=10&steps=300", "left_domain", "x is outside −20 to 20, which stands for a domain here", NULL},
        {"f=saddle&start=1,1e-6&steps=80", "left_domain", "y is outside −1 to 1, its domain", NULL},
        {"f=saddle&start=5,1e-6&steps=100", "left_domain", "y is outside −1 to 1, its domain", NULL},
        {"f=log(1+exp(-x))&start=0&optimizer=gd(lr=1)&steps=200", "left_domain", "x is outside −5 to 5, which stands for a domain here", NULL},
        {"f=x&start=1&optimizer=newton&steps=300", "stalled", "found no step", NULL},
        {"f=abs(x)&start=1&optimizer=gd(lr=0.3)&steps=100", "oscillating", "came back", NULL},
        {"f=abs(x-1)+abs(y)&start=0,3&optimizer=gd(lr=0.25)&steps=40", "converged", "the gradient jumps", NULL},
        {"f=-exp(-x^2-y^2)&start=3.5,0.1&optimizer=gd(lr=0.1)&steps=50", "plateau", NULL, NULL},
        {"f=1/(1+exp(-x))&start=12&optimizer=momentum&steps=30", "plateau", NULL, NULL},
        {"f=-x^2&start=0.01&optimizer=gd(lr=0.01)&steps=50", "out_of_steps", NULL, "plateau"},
        {"f=x^3&start=1&optimizer=gd(lr=0.1)&steps=1000", "stalled", "near a degenerate point", "plateau"},
        {"f=x^2-y^2&start=1,0&optimizer=gd(lr=0.1)&steps=200", "stalled", "at a saddle", NULL},
        {"f=cos(x)&start=0&optimizer=gd&steps=20", "stalled", "at a maximum", NULL},
        {"f=(x^2+y^2-1)^2&start=2,1&optimizer=gd(lr=0.02)&steps=800", "converged", "degenerate minimum", NULL},
        {"f=rosenbrock&start=-1.5,2&optimizer=lbfgs&steps=7", "out_of_steps", "used up its gradients", "ran out of steps"},
        {"f=x^2+3*y^2&start=1,1&optimizer=gd(lr=0.1)&steps=2000&tolerance=0.001", "converged", "within the tolerance of 0.001", NULL},
        {"f=2*x-log(x)&start=3&optimizer=gd(lr=2)&steps=50", "left_domain", "undefined", NULL},
        {"f=x^2&start=1&optimizer=gd(lr=1.2)&steps=30", "diverged", "the value rose", NULL},
        {"f=exp(-x)&start=0&optimizer=gd(lr=1)&steps=100", "plateau", "after up to 1 on its way", NULL},
        {"f=123456.789+0.001*x^2&start=3&optimizer=gd(lr=10)&steps=10", "out_of_steps", "with value 123456.795", NULL},
        {"f=rosenbrock&start=-1,1&optimizer=gd(lr=0.001)&steps=500", "out_of_steps", "heading for a minimum at (1, 1)", "plateau"},
        /* beside a saddle slopes are small without a plateau; coordinates that hardly moved have squares below the range of doubles */
        {"f=x^2-y^2&start=1,1e-6&optimizer=gd(lr=0.1)&steps=60", "out_of_steps", "it leaves a saddle", "plateau"},
        {"f=x^2/2+y^4/4-y^2/2&start=1,1e-6&optimizer=gd(lr=0.1)&steps=80", "out_of_steps", "heading for a minimum at (0, 1)", "plateau"},
        {"f=1+x^2-y^2&start=1,1e-300&optimizer=gd(lr=0.1)&steps=100", "stalled", "at a saddle", "converged"},
        {"f=x^2+y^2&start=1,1e-300&optimizer=gd(lr=0.1)&steps=100", "converged", "at a minimum", "degenerate"},
        /* plateaus from which the way down bends */
        {"f=exp(-x^2-y^2)-exp(-(x-4)^2-y^2)&start=2,3&steps=100", "plateau", "over a hundred times as steep", NULL},
        {"f=-1.617*(1-tanh(1.035*((x+2.143)^2+(y+2.432)^2)))&start=-2.057,1.843&steps=100", "plateau", "over a hundred times as steep", NULL},
        /* slopes that doubles do not have are none that are 0; those of what is flat are */
        {"f=exp(x)&start=1&optimizer=gd(lr=1000)&steps=10", "stalled", "not 0, but below the range of numbers", "flat"},
        {"f=exp(-1/(x^2+y^2))&start=0.02,0.01&steps=10", "stalled", "not 0, but below the range of numbers", "minimum"},
        {"f=-exp(-x^2)&start=1&optimizer=gd(lr=100,maximize=1)&steps=10", "stalled", "not 0, but below the range of numbers", "maximum"},
        {"f=1-exp(-x^2)&start=1&optimizer=gd(lr=100)&steps=10", "plateau", "that is below the range of numbers, and lower elsewhere", NULL},
        {"f=1e100*tanh(x)&start=-400&steps=10", "stalled", "not 0, but rounded off, with a norm of 1.467", "flat"},
        {"f=x^4+y^4&start=1.34,-0.02&optimizer=conjugate_gradient&steps=1000", "converged", "a minimum is within a millionth", "found no step"},
        {"f=relu(x)^2&start=-3&steps=10", "converged", "flat", "range"},
        {"f=(x^2+y-11)^2+0.1*x&start=-2.57,-1.57&optimizer=newton&steps=1000", "stalled", "found no step", "converged"},
        /* slow ways whose end a search does not find: along a crease, along a curved valley, about a ring that the domain's edge cuts */
        {"f=bartels_conn&start=75.8,336.1&optimizer=gd(lr=0.00355)&steps=1000", "out_of_steps", NULL, "plateau"},
        {"f=bartels_conn&start=67.4,323.4&optimizer=gd(lr=0.0534)&steps=50", "out_of_steps", NULL, "plateau"},
        {"f=powell_badly_scaled&start=-0.7623,3.746&optimizer=nesterov(lr=1.05e-10)&steps=50", "out_of_steps", NULL, "plateau"},
        {"f=zettl&start=2.97839161,-0.06780974&optimizer=gd(lr=0.0256847091)&steps=80", "out_of_steps", "heading for a minimum", "plateau"},
    };
    struct arena *arena = context;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct answer answer = ask_well(arena, "descent", rows[i].query);
        const char *outcome = answer.description.runs[0].outcome;
        if (strcmp(outcome, rows[i].outcome) || (rows[i].says && !strstr(answer.sentence, rows[i].says)) ||
            (rows[i].says_not && strstr(answer.sentence, rows[i].says_not))) {
            print_error("%s: %s, not %s: %s\n", rows[i].query, outcome, rows[i].outcome, answer.sentence);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

/* A run said to be so many steps from its minimum gets there in as many. */
static void test_steps_to_go(void *context)
{
    static const char *const queries[] = {
        "f=x^2+3*y^2&start=1,2&optimizer=gd(lr=0.01)", "f=2*x^2+y^2-x*y&start=1.2,1.4&optimizer=gd(lr=0.01)",
        "f=x^2&start=3&optimizer=gd(lr=0.001)",        "f=1e40*(x-1)^2&start=3&optimizer=gd(lr=1e-43)",
        "f=cosh(x)&start=2&optimizer=gd(lr=0.02)",
    };
    struct arena *arena = context;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        const struct answer short_run = ask_well(arena, "descent", arena_format(arena, "%s&steps=400", queries[i]));
        const struct value *more = value_find(short_run.description.runs[0].more, "steps_to_go");
        assert_string_equal(short_run.description.runs[0].outcome, "out_of_steps");
        const double needed = 400 + more->number;
        if (!(needed > 400))
            fail_msg("%s: no pace", queries[i]);
        const struct answer before = ask_well(arena, "descent", arena_format(arena, "%s&steps=%.0f", queries[i], 0.95 * needed - 5)),
                            after = ask_well(arena, "descent", arena_format(arena, "%s&steps=%.0f", queries[i], 1.05 * needed + 5));
        if (strcmp(before.description.runs[0].outcome, "out_of_steps") || strcmp(after.description.runs[0].outcome, "converged"))
            fail_msg("%s needs %g steps: %s before, %s after", queries[i], needed, before.description.runs[0].outcome,
                     after.description.runs[0].outcome);
    }
}

/* Every method climbs f as it descends on -f: the same places, values of the other sign, and what is said is said of f. */
static void test_climbs(void *context)
{
    enum { ARENA_BYTES = 256 << 20 };
    static const char *const formulas[] = {"(x^2+y-11)^2+(x+y^2-7)^2", "x*cos(x)+sin(2*y)", "-abs(x-1)-y^2"};
    (void)context;
    for (size_t m = 0; m < method_count; m++)
        for (size_t k = 0; k < sizeof formulas / sizeof *formulas && !methods[m]->squares; k++) {
            struct arena *arena = arena_create(ARENA_BYTES);
            const char *name = methods[m]->callable.name;
            const struct answer up = ask_well(arena, "descent",
                                              arena_format(arena, "f=%s&start=0.3,-0.2&steps=60&optimizer=%s(maximize=1)", formulas[k], name)),
                                down = ask_well(arena, "descent",
                                                arena_format(arena, "f=-(%s)&start=0.3,-0.2&steps=60&optimizer=%s", formulas[k], name));
            const struct study_run *climb = &up.description.runs[0], *descent = &down.description.runs[0];
            static const char *const same[] = {"x", "y", "gradient_norm", "lr"};
            const struct study_column *high = column_of(&climb->columns, "value"), *low = column_of(&descent->columns, "value");
            if (strcmp(climb->outcome, descent->outcome) || high->count != low->count)
                fail_msg("%s on %s: %s in %zu steps, and %s in %zu on -f", name, formulas[k], climb->outcome, high->count, descent->outcome,
                         low->count);
            for (size_t row = 0; row < high->count; row++)
                if (high->numbers[row] != -low->numbers[row])
                    fail_msg("%s on %s: step %zu", name, formulas[k], row);
            for (size_t i = 0; i < sizeof same / sizeof *same; i++)
                assert_memory_equal(column_of(&climb->columns, same[i])->numbers, column_of(&descent->columns, same[i])->numbers,
                                    high->count * sizeof(double));
            const char *kind = value_find(value_find(climb->more, "end"), "kind")->text;
            const char *turned = value_find(value_find(descent->more, "end"), "kind")->text;
            assert_string_equal(kind, !strcmp(turned, "minimum") ? "maximum" : !strcmp(turned, "maximum") ? "minimum" : turned);
            if (strstr(climb->outcome, "converged") && (strstr(up.sentence, "minimum") || !strstr(up.sentence, "maximum")))
                fail_msg("%s on %s: %s", name, formulas[k], up.sentence);
            arena_destroy(arena);
        }
}

/* What a climb is said to have come to, and what only descends. */
static void test_words_of_climbs(void *context)
{
    static const struct {
        const char *query, *outcome, *says, *says_not;
    } rows[] = {
        {"f=-x^2&start=3&optimizer=gd(lr=0.001,maximize=1)&steps=200", "out_of_steps", "at this pace the maximum is about", "minimum"},
        {"f=1-abs(x)&start=1&optimizer=gd(lr=0.25,maximize=1)&steps=30", "converged", "at a maximum where the gradient jumps", "minimum"},
        {"f=tanh&start=-4&optimizer=gd(lr=0.1,maximize=1)&steps=100", "plateau", "further up it is over a hundred times as steep", "down"},
        {"f=-x^2&start=1&optimizer=gd(lr=1.2,maximize=1)&steps=30", "diverged", "the value fell from −1", "rose"},
        {"f=x^2-y^2&start=0,1&optimizer=gd(lr=0.1,maximize=1)&steps=200", "stalled", "at a saddle (curvatures from −2 to 2)", "minimum"},
        {"f=cosh(x)&start=0&optimizer=gd(maximize=1)&steps=20", "stalled", "at a minimum (curvature 1)", "maximum"},
        {"f=-(x^2+y^2-1)^2&start=2,1&optimizer=gd(lr=0.02,maximize=1)&steps=800", "converged", "degenerate maximum", "minimum"},
        {"f=himmelblau&start=0,0&optimizer=gd(lr=0.01,maximize=1),adam(maximize=1)&steps=300", "converged", "ends highest", "lowest"},
        {"f=-x^2&start=3&optimizer=gd(lr=0.1,maximize=1)&steps=20", "out_of_steps", "gradient ascent is stable up to a learning rate of 1.",
         "minimum"},
        {"f=-sum(i,1,8,(x-i)^2)&start=0&optimizer=gd(lr=0.01,maximize=1)&batch=4", "oscillating", "There is a maximum at 4.5", "minimum"},
    };
    static const struct {
        const char *study, *query;
    } refused[] = {
        {"descent", "f=x^2&optimizer=gd(maximize=1),adam"},
        {"descent", "f=rosenbrock&optimizer=levenberg_marquardt(maximize=1)"},
        {"descent", "f=rosenbrock&optimizer=nelder_mead(clip=1)"},
        {"descent", "f=rosenbrock&optimizer=adam(average_decay=0.5)"},
        {"descent", "f=rosenbrock&optimizer=adam(average=polyak,average_decay=0.5)"},
        {"basins", "f=himmelblau&optimizer=gd(maximize=1)"},
        {"escape", "f=risk&optimizer=gd(maximize=1)"},
        {"sweep", "f=himmelblau&optimizer=gd(maximize=1)&x=lr,0:1"},
        {"benchmark", "f=himmelblau&optimizer=gd(maximize=1)"},
        {"train", "optimizer=gd(maximize=1)"},
    };
    struct arena *arena = context;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct answer answer = ask_well(arena, "descent", rows[i].query);
        const char *outcome = answer.description.runs[0].outcome;
        if (strcmp(outcome, rows[i].outcome) || !strstr(answer.sentence, rows[i].says) || strstr(answer.sentence, rows[i].says_not)) {
            print_error("%s: %s, not %s: %s\n", rows[i].query, outcome, rows[i].outcome, answer.sentence);
            wrong++;
        }
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, refused[i].study, refused[i].query), "optimizer");
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_words), unit_test_in_arena(test_steps_to_go), unit_test_in_arena(test_climbs),
                                       unit_test_in_arena(test_words_of_climbs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
