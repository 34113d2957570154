/* Compiled once for each width: LANES doubles a vector. The compiler's vector types give the arithmetic, SLEEF the functions;
 * `cinz` are its variants that give the same bits at every width, `nofma` their names where the CPU could fuse. */
#include "expression/grid.h"
#include "base/lanes.h"
#include "expression/kernels.h"
#include "expression/special.h"

#include <immintrin.h>
#include <math.h>
#include <sleef.h>
#include <string.h>

#if LANES == 2
#define SET_NAME sse2
#define BROADCAST _mm_set1_pd
#define SUFFIX sse2
#elif LANES == 4
#define SET_NAME avx
#define BROADCAST _mm256_set1_pd
#define SUFFIX avx
#else
#define SET_NAME avx512
#define BROADCAST _mm512_set1_pd
#define SUFFIX avx512fnofma
#endif

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEXT_(a) #a
#define TEXT(a) TEXT_(a)
#define SLEEF_(function, width, accuracy, suffix) Sleef_cinz_##function##d##width##_##accuracy##suffix
#define SLEEF__(function, width, accuracy, suffix) SLEEF_(function, width, accuracy, suffix)
#define SLEEF(function, accuracy) SLEEF__(function, LANES, accuracy, SUFFIX)

/* A vector of one number. */
#define ALL(number) lanes_all(number)
/* 1 where the condition holds, else 0. */
#define TRUTH(condition) ((lanes)((mask)(condition) & (mask)ALL(1)))
#define CHOOSE(condition, yes, no) lanes_choose((mask)(condition), (yes), (no))
#define NEGATIVE(a) ((lanes)((mask)(a) ^ (mask)ALL(-0.0)))
#define MAGNITUDE(a) ((lanes)((mask)(a) & ~(mask)ALL(-0.0)))

/* IEEE 754 rounds a square root correctly, so the CPU's own is the same everywhere. */
static inline lanes square_root(lanes a)
{
    for (int i = 0; i < LANES; i++)
        a[i] = __builtin_sqrt(a[i]);
    return a;
}

/* A function of special.h, of each number. */
#define SPECIAL(name) special_##name
static inline lanes each(double (*function)(double), lanes a)
{
    for (int i = 0; i < LANES; i++)
        a[i] = function(a[i]);
    return a;
}

static inline lanes each_pair(double (*function)(double, double), lanes a, lanes b)
{
    for (int i = 0; i < LANES; i++)
        a[i] = function(a[i], b[i]);
    return a;
}

static inline lanes each_of_three(double (*function)(double, double, double), lanes a, lanes b, lanes c)
{
    for (int i = 0; i < LANES; i++)
        a[i] = function(a[i], b[i], c[i]);
    return a;
}

/* What keeps the hypotenuse of two numbers from overflowing when both are multiplied by it: 1/4 where they are great, else 1. */
static inline lanes quarter(lanes a, lanes b)
{
    return lanes_choose((mask)((MAGNITUDE(a) > 1e300) | (MAGNITUDE(b) > 1e300)), lanes_all(0.25), lanes_all(1));
}

/* The power series of (2k + 1)!!·j_k(x)/x^k in x², for |x| up to 2.5 to the last bit: the factors of its terms are −x²/(2j(2k + 2j + 1)). */
static inline lanes sinc_series(lanes square, int k)
{
    lanes sum = ALL(1);
    for (int j = 12; j > 0; j--)
        sum = 1.0 - square * sum / (double)(2 * j * (2 * k + 2 * j + 1));
    return sum;
}

/* Σ x^2j/(2j + k)!, the rest of the series of sinh (k odd) or cosh behind its first terms, divided by x^k; for |x| up to 2 to the last bit. */
static inline lanes sinh_series(lanes square, int k)
{
    lanes sum = ALL(1);
    double factorial = 1;
    for (int j = 14; j > 0; j--)
        sum = 1.0 + square * sum / (double)((2 * j + k) * (2 * j + k - 1));
    for (int j = 2; j <= k; j++)
        factorial *= j;
    return sum / factorial;
}

static inline lanes squared(lanes a)
{
    return a * a;
}

/* The power series of the derivative of (exp(x) − 1)/x of this order, Σ x^m/(m!·(m + order + 1)), for |x| up to 1 to the last bit. */
static inline lanes exprel_series(lanes x, int order)
{
    lanes sum = ALL(1.0 / (19 + order));
    for (int m = 18; m > 0; m--)
        sum = 1.0 / (double)(m + order) + x * sum / (double)m;
    return sum;
}

#define LOOP(kernel, second, third)                                                                                                                  \
    for (size_t i = 0; i < count; i += LANES) {                                                                                                      \
        const lanes a = lanes_load(operand_a + i), b = second, c = third;                                                                            \
        (void)b, (void)c;                                                                                                                            \
        const lanes value = kernel;                                                                                                                  \
        memcpy(out + i, &value, sizeof value);                                                                                                       \
    }

/* Loops of plain arithmetic wait for their loads: a square has one less, without which Rosenbrock's gradient takes a tenth longer. */
#define OPERATION(id, name, arity, kernel, ...)                                                                                                      \
    static void kernel_##id(double *out, const double *operand_a, const double *operand_b, const double *operand_c, size_t count)                    \
    {                                                                                                                                                \
        (void)operand_b, (void)operand_c;                                                                                                            \
        if (arity > 1 && operand_a == operand_b)                                                                                                     \
            LOOP(kernel, a, arity > 2 ? lanes_load(operand_c + i) : a)                                                                               \
        else                                                                                                                                         \
            LOOP(kernel, arity > 1 ? lanes_load(operand_b + i) : a, arity > 2 ? lanes_load(operand_c + i) : a)                                       \
    }
#include "expression/operations.def"

#define PAIR(first, second, kernel) OPERATION(first##_##second, "", 3, kernel, )
KERNEL_PAIRS(PAIR, ADD, a + b)
KERNEL_PAIRS(PAIR, SUBTRACT, a - b)
KERNEL_PAIRS(PAIR, MULTIPLY, a *b)
#undef PAIR
#undef OPERATION

#define OPERATION(id, name, arity, kernel, ...)                                                                                                      \
    static inline void scaled_##id(double *out, const double *operand_a, const double *operand_b, const double *operand_c, size_t count)             \
    {                                                                                                                                                \
        for (size_t i = 0; i < count; i += LANES) {                                                                                                  \
            const lanes a = lanes_load(operand_a + i) * lanes_load(operand_b + i), b = a, c = a;                                                     \
            (void)b, (void)c;                                                                                                                        \
            const lanes value = (kernel)*lanes_load(operand_c + i);                                                                                  \
            memcpy(out + i, &value, sizeof value);                                                                                                   \
        }                                                                                                                                            \
    }
#include "expression/operations.def"
#undef OPERATION

#define EACH(step)                                                                                                                                   \
    {                                                                                                                                                \
        _Pragma("GCC unroll 8") for (size_t k = 0; k < vectors; k++)                                                                                 \
        {                                                                                                                                            \
            result[k] = step;                                                                                                                        \
        }                                                                                                                                            \
        break;                                                                                                                                       \
    }
#define A lanes_load(rows[step->a] + at + k * LANES)
#define B lanes_load(rows[step->b] + at + k * LANES)
#define CONSTANT (lanes) BROADCAST(*rows[step->b])
#define STEPS(second, step_of)                                                                                                                       \
    case CHAIN_KIND(FIRST_NONE, second, 0):                                                                                                          \
        EACH(step_of(A))                                                                                                                             \
    case CHAIN_KIND(FIRST_NONE, second, 1):                                                                                                          \
        EACH(step_of(CONSTANT))                                                                                                                      \
    case CHAIN_KIND(FIRST_ADD, second, 0):                                                                                                           \
        EACH(step_of((A + B)))                                                                                                                       \
    case CHAIN_KIND(FIRST_ADD, second, 1):                                                                                                           \
        EACH(step_of((A + CONSTANT)))                                                                                                                \
    case CHAIN_KIND(FIRST_SUBTRACT, second, 0):                                                                                                      \
        EACH(step_of((A - B)))                                                                                                                       \
    case CHAIN_KIND(FIRST_SUBTRACT, second, 1):                                                                                                      \
        EACH(step_of((A - CONSTANT)))                                                                                                                \
    case CHAIN_KIND(FIRST_MULTIPLY, second, 0):                                                                                                      \
        EACH(step_of((A * B)))                                                                                                                       \
    case CHAIN_KIND(FIRST_MULTIPLY, second, 1):                                                                                                      \
        EACH(step_of((A * CONSTANT)))                                                                                                                \
    case CHAIN_KIND(FIRST_SQUARE, second, 0):                                                                                                        \
        EACH(step_of(squared(A)))
#define BEGUN(t) t
#define ADDED(t) result[k] + t
#define SUBTRACTED(t) result[k] - t
#define SUBTRACTED_FROM(t) t - result[k]
#define MULTIPLIED(t) result[k] * t

enum { TILE_MOST = 8, TILE_SOME = 4, TILE_LEAST = KERNEL_LANES / LANES };

/* So many vectors of points from `at` on: their results stay in registers. */
static inline __attribute__((always_inline)) void chain_tile(double *out, const struct chain_step *step, size_t length, double *const *rows,
                                                             size_t at, size_t vectors)
{
    lanes result[TILE_MOST];
    const struct chain_step *const end = step + length;
    _Pragma("GCC unroll 8") for (size_t k = 0; k < vectors; k++) result[k] = (lanes){0}; /* compilers do not see that the first step sets it */
    do {
        switch (step->kind) {
            STEPS(CHAIN_BEGIN, BEGUN)
            STEPS(SECOND_ADD, ADDED)
            STEPS(SECOND_SUBTRACT, SUBTRACTED)
            STEPS(SECOND_SUBTRACT_FROM, SUBTRACTED_FROM)
            STEPS(SECOND_MULTIPLY, MULTIPLIED)
        default:
            __builtin_unreachable();
        }
    } while (++step < end);
    _Pragma("GCC unroll 8") for (size_t k = 0; k < vectors; k++) lanes_store(out + at + k * LANES, result[k]);
}

static void chain(double *out, const struct chain_step *steps, size_t length, double *const *rows, size_t count)
{
    size_t at = 0;
    for (; at + TILE_MOST * LANES <= count; at += TILE_MOST * LANES)
        chain_tile(out, steps, length, rows, at, TILE_MOST);
    for (; at + TILE_SOME * LANES <= count; at += TILE_SOME * LANES)
        chain_tile(out, steps, length, rows, at, TILE_SOME);
    for (; at < count; at += TILE_LEAST * LANES)
        chain_tile(out, steps, length, rows, at, TILE_LEAST);
}

const struct kernel_set JOIN(kernels_, SET_NAME) = {.name = TEXT(SET_NAME),
                                                    .functions =
                                                        {
#define OPERATION(id, ...) [OPERATION_##id] = kernel_##id,
#include "expression/operations.def"
#undef OPERATION
#define PAIR(first, second, kernel) [KERNEL_PAIR(OPERATION_##first, SECOND_##second)] = kernel_##first##_##second,
                                                            KERNEL_PAIRS(PAIR, ADD, ) KERNEL_PAIRS(PAIR, SUBTRACT, ) KERNEL_PAIRS(PAIR, MULTIPLY, )
#undef PAIR
#define OPERATION(id, name, arity, ...) [KERNEL_SCALED(OPERATION_##id)] = arity == 1 ? scaled_##id : NULL,
#include "expression/operations.def"
#undef OPERATION
                                                        },
                                                    .chain = chain};
