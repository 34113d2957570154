/* Methods of descent: a file each (or a row), ending in a descriptor; the table in methods.c mounts it everywhere. A method sees many
 * points at once, which advance in lockstep. */
#ifndef OPTIMIZE_METHOD_H
#define OPTIMIZE_METHOD_H

#include "base/error.h"
#include "optimize/block.h"
#include "expression/call.h"

#include <assert.h>
#include <math.h>

/* Every method's first option is its learning rate. Those after it all methods share, and the loop of descent sees to them, so that no method need know
 * of them; then come the method's own. */
enum { METHOD_LR = 0, METHOD_CLIP, METHOD_AVERAGE, METHOD_MEMORY, METHOD_MAXIMIZE, METHOD_OWN };
enum { AVERAGE_NONE, AVERAGE_POLYAK, AVERAGE_EMA };

/* The step of an update; the same for all points and coordinates. */
struct method_step {
    const double *values;         /* the options, by the rows of the callable */
    double lr;                    /* of this step, by the schedule */
    size_t t;                     /* the number of the step, from 1 */
    double running[2];            /* what the method carries from step to step; 0 before the first */
    double constants[4];          /* what `begin` works out for `update` */
    struct method_powers *powers; /* of steps that are one run's own; null: all runs share the step */
    const struct call *inner;     /* the method that this one is made of, by an option of kind OPTION_CALLS; or null */
    uint64_t seed;                /* of random numbers: RANDOM_METHOD, in the block's streams */
};

/* The steps of many runs by rows, a number a run: their options, rates and constants; all are at the same step. Rows of options that the method does not
 * have are zeros. */
struct method_rows {
    const double *values[CALL_MOST_OPTIONS], *lr;
    double *constants[4];
    size_t t;
    struct powers_table *powers; /* powers.h */
};

/* Arrays of any method that is a rule for each coordinate, at most. */
enum { METHOD_MAX_ARRAYS = 4 };

/* What a method searches with besides the point where the run stands. */
enum search_shape {
    SEARCH_POINTS,  /* points that learn from each other */
    SEARCH_SIMPLEX, /* the corners of a simplex */
    SEARCH_NORMAL,  /* a normal distribution, and points drawn from it */
    SEARCH_SHAPES
};
struct search_state {
    size_t count;   /* of the points, as many as there are */
    double *points; /* [most][dimension] */
    double *centre; /* of SEARCH_NORMAL: [dimension] */
    double *root;   /* and [dimension][dimension], by rows: points are drawn as centre + root · normal numbers */
};
struct method_search {
    enum search_shape shape;
    size_t (*most)(const double *values, size_t dimension); /* points there can be */
    /* What there is once trial step->t is evaluated, from 1 on, and before the method learns from it. */
    void (*look)(const struct method_step *step, const struct block *block, size_t point, struct search_state *search);
};

struct method {
    struct callable callable;
    const char *title;      /* "Adam" */
    const char *rule, *tex; /* the update rule */
    const char *paper;      /* where it comes from */
    /* The update rule in Python, for programs that compute a figure (study/script.h): the body of a generator
     *
     *     def adam(gradient, x, rates, beta1=0.9, ...):
     *
     * whose parameters are the row's own options (METHOD_OWN and after), each by its name (a Python keyword with _ behind it). x is the start, an array; rates[k] the
     * learning rate that the schedule gives to step k, from 0. After each step it yields the point where it stands and its learning rate or step
     * length; it returns where there is no step to take. gradient(x) counts as an evaluation, may be noisy, and stands for the block's; with
     * `curvature` hessian(x), or with `squares` gauss_newton(x), is the second parameter; with `judge` there is value_and_gradient(x) in place of
     * gradient(x), which counts trials, too: the rate of a search is rates[evaluations before it]. A rule that calls chance(t) has it as a parameter behind these: two arrays of the random
     * numbers of step t, uniform ones as method_uniform has them and as many normal ones as there are coordinates. inner(gradient, x, rates) is the method
     * that this one is made of; to steps = inner(…), steps.send(place) says where it goes on. A third item yielded is what is shown in place of x.
     * It may use np (NumPy), value(x), which is what f is there and counts nothing, and the helpers of study/method_script.c: quotient(a, b), which is
     * a/b, and 0 where b is not above 0, as_matrices(x, matrices, rows), and wolfe_search.
     * State starts as Python's 0, which takes any shape. Lines end in \n and are not indented. It computes what `update` or `advance` does, to
     * rounding: tests/programs.py runs every method. Null: there is none, and figures with this method have no program, for the reason `unscripted`:
     * "its trials are …"; nor where the options do not suit the number of coordinates (`python_fits`; null: they always do). */
    const char *python;
    bool (*python_fits)(const double *values, size_t dimension);
    const char *unscripted;

    /* What lr=auto is (rate.h). */
    bool rate_by_curvature;
    double rate_by_width;

    /* Methods that treat every coordinate alike: `update` moves `count` numbers x against their gradients g, with as many numbers of
     * each of `arrays` arrays of its own, zeroed before the first step. */
    size_t arrays;                           /* besides those of the inner method, which come behind them */
    void (*begin)(struct method_step *step); /* of all methods, before each step; may be null */
    void (*update)(const struct method_step *step, double *restrict x, const double *restrict g, double *const *memory, size_t count);
    bool timeless; /* `update` has the same bits whatever step->t is, and there is no `begin`: runs may share a block that are at different steps */
    bool plain;    /* `update` is x −= lr·g, whatever the options are */
    /* The same of numbers that are each moved by a step of its own, of METHOD_EACH. Null: they are handed to `update` run by run, which takes longer. */
    void (*update_each)(const struct method_rows *rows, double *restrict x, const double *restrict g, double *const *memory, size_t count);
    /* `begin` of as many steps, of methods with update_each; null: `begin` is called for each. */
    void (*begin_each)(struct method_rows *rows, size_t count);
    /* Where the run is said to stand, if not where its gradients are taken (step->t is 0 at the start); `shown_by` is the option that must be other
     * than 0 for it to be so, or 0. What is shown is evaluated besides, which counts as no gradient. Null: x itself. */
    void (*show)(const struct method_step *step, const double *x, double *const *memory, double *restrict shown, size_t count);
    size_t shown_by;

    /* The others: `advance` proposes the next points of the whole block. A searching method looks in `judge` at the points
     * just evaluated first and say which are steps (block->accepted) and which were only trials; where it `probes`, trials are evaluated to be learnt
     * from, and none of them is taken for a step when the budget ends, however low. */
    bool probes;
    bool values_only; /* it asks for values alone: gradients are evaluated to be shown */
    bool curvature;   /* it uses the Hessian */
    bool squares;     /* and that of a sum of squares alone: 2 JᵀJ, which leaves out the squares' own curvatures (objective.h) */
    bool (*fits)(const double *values, size_t dimension, struct error *error); /* whether it takes so many coordinates; null: any */
    size_t (*rows)(const double *values, size_t dimension, size_t lanes);      /* rows of block->memory it uses */
    double (*work)(const double *values, size_t dimension);                    /* operations of a step besides evaluating the objective */
    bool (*judge)(const struct method_step *step, struct block *block, size_t point);
    void (*advance)(const struct method_step *step, struct block *block);

    const struct method_search *search; /* null: there is but one point */

    /* Methods that are linear where the landscape is a quadratic: along an eigenvector of its Hessian, of that curvature, the distance from the
     * stationary point obeys u_(t+1) = trace · u_t − determinant · u_(t−1), while the rate stays the same. Null: the method is not linear. */
    void (*recurrence)(const double *values, double lr, double curvature, double *trace, double *determinant);
};

extern const struct method *const methods[];
extern const size_t method_count;

/* The table of methods as calls are read by: method_at(i) is methods[i]. */
const struct callable *method_at(size_t index);

/* The method a call of method_at's table is of. */
const struct method *method_of(const struct call *call);

/* Why an option of all methods has no effect on this one, as "clip" has none where there is no gradient: a phrase with the method as its subject. Null where
 * it has one. */
const char *method_lacks(const struct method *method, size_t option);

/* Whether a call takes an objective of this dimension for so many runs at once: whether its options of all methods mean something, it fits, and what the
 * method keeps has room. Else false with the error set. */
bool method_takes(const struct call *call, size_t dimension, size_t runs, struct error *error);

/* Whether all of these calls climb (*climbs) or all descend; else false with the error set. */
bool method_direction(const struct calls *calls, bool *climbs, struct error *error);

/* Whether what is shown of such a call's run is evaluated apart from where its gradients are taken. */
bool method_shows(const struct call *call);

/* base^t of a step, t being its number. Of runs with settings of their own a power is worked out once for all that have the base. */
struct method_powers; /* powers.h */
double method_power(const struct method_step *step, double base);
void method_powers_each(const struct method_rows *rows, const double *bases, double *powers, size_t count);

/* What stands before a loop whose turns have nothing to do with each other. Clang takes the like for an order, and warns where it does not follow. */
#ifdef __clang__
#define METHOD_APART
#else
#define METHOD_APART _Pragma("GCC ivdep")
#endif

static_assert(CALL_MOST_OPTIONS == 20, "METHOD_EACH hands over so many options");

/* Defines the update_each of an update that is defined above it, which is inlined for single numbers. As all it reads lies in rows, compilers make vectors
 * of the loop. */
#define METHOD_OPTION(k) rows->values[k][i]
#define METHOD_EACH(name, update)                                                                                                                    \
    static void name(const struct method_rows *rows, double *restrict x, const double *restrict g, double *const *memory, size_t count)              \
    {                                                                                                                                                \
        double *restrict first = memory[0], *restrict second = memory[1], *restrict third = memory[2], *restrict fourth = memory[3];                 \
        METHOD_APART for (size_t i = 0; i < count; i++)                                                                                              \
        {                                                                                                                                            \
            const double values[CALL_MOST_OPTIONS] = {                                                                                               \
                METHOD_OPTION(0),  METHOD_OPTION(1),  METHOD_OPTION(2),  METHOD_OPTION(3),  METHOD_OPTION(4),  METHOD_OPTION(5),  METHOD_OPTION(6),  \
                METHOD_OPTION(7),  METHOD_OPTION(8),  METHOD_OPTION(9),  METHOD_OPTION(10), METHOD_OPTION(11), METHOD_OPTION(12), METHOD_OPTION(13), \
                METHOD_OPTION(14), METHOD_OPTION(15), METHOD_OPTION(16), METHOD_OPTION(17), METHOD_OPTION(18), METHOD_OPTION(19)};                   \
            const struct method_step step = {                                                                                                        \
                .values = values,                                                                                                                    \
                .lr = rows->lr[i],                                                                                                                   \
                .t = rows->t,                                                                                                                        \
                .constants = {rows->constants[0][i], rows->constants[1][i], rows->constants[2][i], rows->constants[3][i]}};                          \
            double *const own[METHOD_MAX_ARRAYS] = {first + i, second + i, third + i, fourth + i};                                                   \
            update(&step, x + i, g + i, own, 1);                                                                                                     \
        }                                                                                                                                            \
    }

/* How many arrays an update takes in all, with those of the inner method. */
size_t method_arrays(const struct call *call);

/* The k-th of the random numbers of a point's step, k < 2 · dimension + METHOD_DRAWS: uniform on [0, 1); and normal ones, one for each coordinate, into
 * the point's column of [dimension] rows, of which the k-th takes the place of the k-th uniform one. */
enum { METHOD_DRAWS = 16 };
double method_uniform(const struct method_step *step, const struct block *block, size_t point, size_t k);
void method_normals(const struct method_step *step, const struct block *block, size_t point, double *rows);

/* The `check` of methods made of another, which must be one of coordinates that are all alike: the learning rate is the outer's, whichever says it. */
bool method_adopt_inner(struct arena *arena, struct call *call, struct error *error);

/* For methods made of another: step `t` of the inner method, with the outer's rate, running numbers and constants. `begin` of the outer method
 * calls inner_begin, then its update inner_update with the arrays behind its own. */
void inner_begin(struct method_step *step, size_t t);
void inner_update(const struct method_step *step, size_t t, double *restrict x, const double *restrict g, double *const *memory, size_t count);

/* The `begin` of methods whose first own options are OPTION_BETA1 and OPTION_BETA2, of means that start at 0: the rate divided by 1 − β₁ᵗ, and the root of
 * 1 − β₂ᵗ. */
enum { MOMENTS_RATE, MOMENTS_ROOT }; /* constants */
void moments_begin(struct method_step *step);
void moments_begin_each(struct method_rows *rows, size_t count);

/* Rows of options most methods share. */
/* clang-format off */
#define OPTIONS_OF_ALL                                                                                                                             \
    {"clip", OPTION_REAL, 0, 0, 1e300, NULL, NULL, "the gradient is shortened to this norm, as torch.nn.utils.clip_grad_norm_ does; 0: never"},    \
    {"average", OPTION_CHOICE, 0, 0, 2, "none|polyak|ema", NULL,                                                                                   \
     "what is shown in place of x: the mean of all its places after the start, or one that forgets"},                                              \
    {"average_decay", OPTION_REAL, 0.99, 0, 0.999999999, NULL, NULL, "how much of the mean ema keeps at every step, from the start on"}, \
    {"maximize", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: it climbs, as descent on -f does"}
#define OPTION_LR(initial) {"lr", OPTION_REAL, initial, 0, 1e6, "auto", NULL, "learning rate η; auto, in descent: by a rule"}, OPTIONS_OF_ALL
#define OPTION_LR_OF_INNER {"lr", OPTION_REAL, NAN, 0, 1e6, "auto", NULL, "learning rate η; by default that of the inner method; auto, in descent: by a rule"}, OPTIONS_OF_ALL
#define OPTION_EPS(initial) {"eps", OPTION_REAL, initial, 0, 1, NULL, NULL, "ε, which keeps the quotient finite"}
#define OPTION_WEIGHT_DECAY(initial) {"weight_decay", OPTION_REAL, initial, 0, 1e3, NULL, NULL, "λ: λx is added to the gradient"}
#define OPTION_BETA1 {"beta1", OPTION_REAL, 0.9, 0, 0.999999999, NULL, NULL, "β₁: memory of the mean of gradients"}
#define OPTION_BETA2(meaning) {"beta2", OPTION_REAL, 0.999, 0, 0.999999999, NULL, NULL, meaning}
/* clang-format on */

#endif
