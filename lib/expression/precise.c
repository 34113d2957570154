#include "expression/precise.h"

#include "base/exact.h"
#include "base/multiprecision.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

static const mpfr_rnd_t nearest = MPFR_RNDN;
/* Binary digits before the point: reducing an angle takes as many of pi, and a power as many products as its exponent has. */
static const mpfr_exp_t most_digits = 10000;

/* Which nodes the outputs need. */
static bool *reached(struct arena *arena, const struct graph *graph, const node_id *nodes, size_t count)
{
    bool *needed = ARENA_NEW(arena, bool, graph->count);
    for (size_t i = 0; i < count; i++)
        needed[nodes[i]] = true;
    for (node_id id = graph->count; id-- > 0;)
        for (int k = 0; needed[id] && k < operation_rows[graph->nodes[id].operation].arity; k++)
            needed[graph->nodes[id].operands[k]] = true;
    return needed;
}

typedef int unary(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
typedef int binary(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);

static unary *unary_of(enum operation operation)
{
    static unary *const table[OPERATION_COUNT] = {
        [OPERATION_NEGATE] = mpfr_neg,  [OPERATION_SQRT] = mpfr_sqrt,   [OPERATION_CBRT] = mpfr_cbrt,   [OPERATION_EXP] = mpfr_exp,
        [OPERATION_EXP2] = mpfr_exp2,   [OPERATION_EXPM1] = mpfr_expm1, [OPERATION_LOG] = mpfr_log,     [OPERATION_LOG2] = mpfr_log2,
        [OPERATION_LOG10] = mpfr_log10, [OPERATION_LOG1P] = mpfr_log1p, [OPERATION_ASIN] = mpfr_asin,   [OPERATION_ACOS] = mpfr_acos,
        [OPERATION_ATAN] = mpfr_atan,   [OPERATION_SINH] = mpfr_sinh,   [OPERATION_COSH] = mpfr_cosh,   [OPERATION_TANH] = mpfr_tanh,
        [OPERATION_SECH] = mpfr_sech,   [OPERATION_ASINH] = mpfr_asinh, [OPERATION_ACOSH] = mpfr_acosh, [OPERATION_ATANH] = mpfr_atanh,
        [OPERATION_ABS] = mpfr_abs,     [OPERATION_ERF] = mpfr_erf,
    };
    return table[operation];
}

static binary *binary_of(enum operation operation)
{
    static binary *const table[OPERATION_COUNT] = {
        [OPERATION_ADD] = mpfr_add,     [OPERATION_SUBTRACT] = mpfr_sub, [OPERATION_MULTIPLY] = mpfr_mul,
        [OPERATION_DIVIDE] = mpfr_div,  [OPERATION_POWER] = mpfr_pow,    [OPERATION_HYPOT] = mpfr_hypot,
        [OPERATION_ATAN2] = mpfr_atan2, [OPERATION_MAX] = mpfr_max,      [OPERATION_MIN] = mpfr_min,
    };
    return table[operation];
}

static bool is_long(mpfr_srcptr a)
{
    return mpfr_regular_p(a) && mpfr_get_exp(a) > most_digits;
}

static bool apply_angle(enum operation operation, mpfr_ptr r, mpfr_srcptr a)
{
    if (is_long(a))
        return false;
    if (operation == OPERATION_SIN)
        mpfr_sin(r, a, nearest);
    else if (operation == OPERATION_COS)
        mpfr_cos(r, a, nearest);
    else
        mpfr_tan(r, a, nearest);
    return true;
}

/* Comparisons and logic, by the sign of a and of its difference from b. */
static bool apply_truth(enum operation operation, mpfr_ptr r, mpfr_srcptr a, mpfr_srcptr b)
{
    bool truth;
    switch (operation) {
    case OPERATION_LESS:
        truth = mpfr_less_p(a, b);
        break;
    case OPERATION_LESS_EQUAL:
        truth = mpfr_lessequal_p(a, b);
        break;
    case OPERATION_GREATER:
        truth = mpfr_greater_p(a, b);
        break;
    case OPERATION_GREATER_EQUAL:
        truth = mpfr_greaterequal_p(a, b);
        break;
    case OPERATION_EQUAL:
        truth = mpfr_equal_p(a, b);
        break;
    case OPERATION_UNEQUAL:
        truth = !mpfr_equal_p(a, b);
        break;
    case OPERATION_AND:
        truth = !mpfr_zero_p(a) && !mpfr_zero_p(b);
        break;
    case OPERATION_OR:
        truth = !mpfr_zero_p(a) || !mpfr_zero_p(b);
        break;
    case OPERATION_NOT:
        truth = mpfr_zero_p(a);
        break;
    default:
        return false;
    }
    mpfr_set_si(r, truth, nearest);
    return true;
}

/* What activations of networks are made of. */
static bool apply_activation(enum operation operation, mpfr_ptr r, mpfr_srcptr a)
{
    const bool defined = !mpfr_nan_p(a);
    switch (operation) {
    case OPERATION_SIGN:
        defined ? mpfr_set_si(r, mpfr_sgn(a), nearest) : mpfr_set(r, a, nearest);
        return true;
    case OPERATION_STEP:
        defined ? mpfr_set_si(r, mpfr_sgn(a) > 0, nearest) : mpfr_set(r, a, nearest);
        return true;
    case OPERATION_RELU:
        defined &&mpfr_sgn(a) <= 0 ? mpfr_set_si(r, 0, nearest) : mpfr_set(r, a, nearest);
        return true;
    case OPERATION_SIGMOID:
        mpfr_neg(r, a, nearest);
        mpfr_exp(r, r, nearest);
        mpfr_add_ui(r, r, 1, nearest);
        mpfr_ui_div(r, 1, r, nearest);
        return true;
    case OPERATION_SOFTPLUS: /* of what is far above 0 no exponential is taken */
        if (mpfr_cmp_ui(a, 1000) > 0) {
            mpfr_neg(r, a, nearest);
            mpfr_exp(r, r, nearest);
            mpfr_add(r, r, a, nearest);
            return true;
        }
        mpfr_exp(r, a, nearest);
        mpfr_log1p(r, r, nearest);
        return true;
    case OPERATION_SOFTSIGN:
        mpfr_abs(r, a, nearest);
        mpfr_add_ui(r, r, 1, nearest);
        mpfr_div(r, a, r, nearest);
        return true;
    default:
        return false;
    }
}

/* What is put together of others. */
static bool apply_composed(enum operation operation, mpfr_ptr r, mpfr_srcptr a, mpfr_srcptr b, mpfr_srcptr c)
{
    switch (operation) {
    case OPERATION_WHERE:
        mpfr_set(r, !mpfr_zero_p(a) ? b : c, nearest);
        return true;
    case OPERATION_CHAIN:
        if (mpfr_zero_p(a) || mpfr_zero_p(b))
            mpfr_set_zero(r, 1);
        else
            mpfr_mul(r, a, b, nearest);
        return true;
    case OPERATION_UNIT:
        mpfr_hypot(r, a, b, nearest);
        if (!mpfr_zero_p(r))
            mpfr_div(r, a, r, nearest);
        return true;
    case OPERATION_FLOOR:
        mpfr_rint_floor(r, a, nearest);
        return true;
    case OPERATION_CEIL:
        mpfr_rint_ceil(r, a, nearest);
        return true;
    case OPERATION_LOG1P_SQUARE:
        mpfr_sqr(r, a, nearest);
        mpfr_log1p(r, r, nearest);
        return true;
    case OPERATION_TANHC:
        mpfr_tanh(r, a, nearest);
        break;
    case OPERATION_EXPREL:
        mpfr_expm1(r, a, nearest);
        break;
    case OPERATION_SINC:
        if (!apply_angle(OPERATION_SIN, r, a))
            return false;
        break;
    default:
        return false;
    }
    mpfr_zero_p(a) ? mpfr_set_si(r, 1, nearest) : mpfr_div(r, r, a, nearest); /* the quotients that are 1 at 0 */
    return true;
}

static bool apply(const struct node *node, mpfr_t *values, const size_t *slots, const double *x, mpfr_ptr r)
{
    const mpfr_srcptr a = values[slots[node->operands[0]]], b = values[slots[node->operands[1]]], c = values[slots[node->operands[2]]];
    const enum operation operation = (enum operation)node->operation;
    switch (operation) {
    case OPERATION_NUMBER:
        mpfr_set_d(r, node->value, nearest);
        return true;
    case OPERATION_VARIABLE:
        mpfr_set_d(r, x[(size_t)node->value], nearest);
        return true;
    case OPERATION_PI:
        mpfr_const_pi(r, nearest);
        return true;
    case OPERATION_E:
        mpfr_set_ui(r, 1, nearest);
        mpfr_exp(r, r, nearest);
        return true;
    case OPERATION_SIN:
    case OPERATION_COS:
    case OPERATION_TAN:
        return apply_angle(operation, r, a);
    default:
        break;
    }
    if (unary_of(operation)) {
        unary_of(operation)(r, a, nearest);
        return true;
    }
    if (binary_of(operation) && !(operation == OPERATION_POWER && is_long(b))) {
        binary_of(operation)(r, a, b, nearest);
        return true;
    }
    return apply_truth(operation, r, a, b) || apply_activation(operation, r, a) || apply_composed(operation, r, a, b, c);
}

/* Digits for sums of coordinates with so many powers of them, as (tanh(x) − x)/x³ has 2 more: of those that the first precision is made for more than
 * formulas have, and of twice as many, to find out whether these were enough. */
enum { FIRST_POWERS = 4, SECOND_POWERS = 8 };

static mpfr_prec_t precision_of(const struct graph *graph, const bool *needed, const double *x, int powers)
{
    int most = 0;
    for (node_id id = 0; id < graph->count; id++)
        if (needed[id] && graph->nodes[id].operation == OPERATION_VARIABLE) {
            int exponent;
            frexp(x[(size_t)graph->nodes[id].value], &exponent);
            most = abs(exponent) > most ? abs(exponent) : most;
        }
    return 192 + powers * most;
}

/* A number as a double, and what a number below the doubles is made of: fraction · 2^exponent, the fraction 0 of other numbers. */
struct rounded {
    double number, fraction;
    long exponent;
};

static struct rounded round_once(mpfr_srcptr value)
{
    struct rounded rounded = {.number = mpfr_get_d(value, nearest)};
    if (rounded.number == 0 && !mpfr_zero_p(value))
        rounded.fraction = mpfr_get_d_2exp(&rounded.exponent, value, nearest);
    return rounded;
}

static bool run(struct arena *arena, const struct graph *graph, const bool *needed, const double *x, mpfr_prec_t precision, const node_id *nodes,
                size_t count, struct rounded *rounded)
{
    size_t *slots = ARENA_NEW(arena, size_t, graph->count), used = 1; /* 0: of operands that there are not */
    for (node_id id = 0; id < graph->count; id++)
        slots[id] = needed[id] ? used++ : 0;
    mpfr_t *values = multiprecision_numbers(arena, used, precision);
    for (node_id id = 0; id < graph->count; id++) {
        if (needed[id] && !apply(&graph->nodes[id], values, slots, x, values[slots[id]]))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        rounded[i] = round_once(values[slots[nodes[i]]]);
    return true;
}

static bool evaluate(struct arena *scratch, const struct graph *graph, const node_id *nodes, size_t count, const double *x, double *numbers,
                     bool *below)
{
    static const double alike = 2 * DBL_EPSILON;
    const bool *needed = reached(scratch, graph, nodes, count);
    struct rounded *coarse = ARENA_NEW(scratch, struct rounded, count), *fine = ARENA_NEW(scratch, struct rounded, count);
    if (!run(scratch, graph, needed, x, precision_of(graph, needed, x, FIRST_POWERS), nodes, count, coarse) ||
        !run(scratch, graph, needed, x, precision_of(graph, needed, x, SECOND_POWERS), nodes, count, fine))
        return false;
    for (size_t i = 0; i < count; i++) {
        const double first = coarse[i].number, second = fine[i].number;
        numbers[i] = first == second || fabs(first - second) <= alike * fabs(second) ? second : NAN;
        if (below)
            below[i] = second == 0 && fine[i].fraction != 0 && coarse[i].exponent == fine[i].exponent &&
                       fabs(coarse[i].fraction - fine[i].fraction) <= alike * fabs(fine[i].fraction);
    }
    return true;
}

bool precise_evaluate(struct arena *arena, const struct graph *graph, const node_id *nodes, size_t count, const double *x, double *numbers,
                      bool *below)
{
    struct arena *scratch = arena_within(arena);
    const bool known = evaluate(scratch, graph, nodes, count, x, numbers, below);
    arena_clear(scratch);
    return known;
}

/* Whether a literal is what it stands for: no decimal or product that was rounded. */
static bool is_short(const struct node *node)
{
    int exponent;
    const double digits = frexp(node->value, &exponent) * 0x1p32;
    return node->operation != OPERATION_NUMBER || digits == floor(digits);
}

void precise_enclose(struct arena *arena, const struct graph *graph, const node_id *nodes, size_t count, const double *x,
                     struct enclosure *enclosures)
{
    enum { BITS = 1024 };
    struct arena *scratch = arena_within(arena);
    const bool *needed = reached(scratch, graph, nodes, count);
    bool *exact = ARENA_NEW(scratch, bool, graph->count);
    size_t *slots = ARENA_NEW(scratch, size_t, graph->count), used = 1;
    for (node_id id = 0; id < graph->count; id++)
        slots[id] = needed[id] ? used++ : 0;
    mpfr_t *values = multiprecision_numbers(scratch, used, BITS);
    for (node_id id = 0; id < graph->count; id++) {
        const struct node *node = &graph->nodes[id];
        bool known = needed[id] && is_short(node);
        for (int k = 0; known && k < operation_rows[node->operation].arity; k++)
            known = exact[node->operands[k]];
        mpfr_clear_flags();
        exact[id] = known && apply(node, values, slots, x, values[slots[id]]) && !mpfr_inexflag_p() && mpfr_number_p(values[slots[id]]);
    }
    for (size_t i = 0; i < count; i++)
        if (exact[nodes[i]])
            enclosures[i] = enclosure_between(mpfr_get_d(values[slots[nodes[i]]], MPFR_RNDD), mpfr_get_d(values[slots[nodes[i]]], MPFR_RNDU));
    arena_clear(scratch);
}

void precise_end(void)
{
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
}

/* The time of an operation beside that of a product. */
static double weight_of(const struct graph *graph, const struct node *node)
{
    const enum operation operation = (enum operation)node->operation;
    const struct node *exponent = &graph->nodes[node->operands[1]];

    static const double dear[OPERATION_COUNT] = {
        [OPERATION_POWER] = 100, [OPERATION_ASINH] = 150, [OPERATION_ACOSH] = 100, [OPERATION_ATANH] = 100, [OPERATION_ERF] = 20};
    static const bool cheap[OPERATION_COUNT] = {
        [OPERATION_SQRT] = true, [OPERATION_CBRT] = true, [OPERATION_HYPOT] = true, [OPERATION_UNIT] = true, [OPERATION_ABS] = true,
        [OPERATION_SIGN] = true, [OPERATION_STEP] = true, [OPERATION_FLOOR] = true, [OPERATION_CEIL] = true, [OPERATION_MAX] = true,
        [OPERATION_MIN] = true,  [OPERATION_RELU] = true, [OPERATION_CHAIN] = true};
    if (operation == OPERATION_POWER && exponent->constant && exponent->value == floor(exponent->value))
        return 3;
    if (dear[operation] > 0)
        return dear[operation];
    return cheap[operation] || operation < OPERATION_SQRT ? 1 : 50;
}

double precise_work(struct arena *arena, const struct graph *graph, const node_id *nodes, size_t count, const double *x)
{
    static const double product = 40; /* of 256 bits, twice; measured from 500 to 8,000 bits time grows as the 1.3rd power */
    const bool *needed = reached(arena, graph, nodes, count);
    double weights = 0;
    for (node_id id = 0; id < graph->count; id++)
        weights += needed[id] ? weight_of(graph, &graph->nodes[id]) : 0;
    return product * weights * exact_pow((double)precision_of(graph, needed, x, SECOND_POWERS) / 256, 1.3);
}
