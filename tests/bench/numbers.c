/* Doubles to JSON against printf's seventeen digits, and the signs of random Hessians against their parts. */
#include "tests/bench/bench.h"

#include "analysis/random_matrix.h"
#include "base/number.h"
#include "server/text/json.h"

#include <dlfcn.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 10000, TEXT = 26 * NUMBERS };

struct numbers {
    double items[NUMBERS];
    char text[TEXT];
};

static void to_json(void *context)
{
    const struct numbers *numbers = context;
    struct arena *arena = arena_create(16 << 20);
    struct value *object = value_object(arena);
    value_add_numbers(arena, object, "x", numbers->items, NUMBERS);
    size_t length;
    bench_keep(json_text(arena, object, &length));
    arena_destroy(arena);
}

static void print_shortest(void *context)
{
    struct numbers *numbers = context;
    char *out = numbers->text;
    for (size_t i = 0; i < NUMBERS; i++) {
        out += number_print(out, numbers->items[i]);
        *out++ = ',';
    }
    bench_keep(numbers->text);
}

static void seventeen_digits(void *context)
{
    struct numbers *numbers = context;
    char *out = numbers->text;
    for (size_t i = 0; i < NUMBERS; i++)
        out += sprintf(out, "%.17g,", numbers->items[i]);
    bench_keep(numbers->text);
}

/* All numbers that do not read back as themselves. */
static size_t unfaithful(const struct numbers *numbers)
{
    size_t count = 0;
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < NUMBERS; i++) {
        number_print(text, numbers->items[i]);
        const double back = strtod(text, NULL);
        count += memcmp(&back, &numbers->items[i], sizeof back) != 0;
    }
    return count;
}

void bench_numbers(void)
{
    struct numbers *numbers = calloc(1, sizeof *numbers);
    bench_demand(numbers != NULL, "out of memory");
    for (size_t i = 0; i < NUMBERS; i++) {
        const double x = -5 + 1e-3 * (double)i;
        numbers->items[i] = i % 2 ? x * cos(3.14159265358979323846 * x) : 1e3 * sin((double)i * (double)i);
    }
    bench_race(&(struct race){"10,000 doubles to JSON, against %.17g (60 ns where it takes 181)", to_json, seventeen_digits, numbers, NUMBERS, 0,
                              "double", 60.0 / 181, 0},
               2);
    bench_race(&(struct race){"their digits alone, against %.17g", print_shortest, seventeen_digits, numbers, NUMBERS, 0, "double", 0, 0}, 1);
    static const char unread[] = "doubles that do not read back";
    if (bench_wants(unread))
        bench_count(unread, (double)unfaithful(numbers), 0, 0, "of 10,000");
    free(numbers);
}

/* One sample of the Gaussian orthogonal ensemble. */
enum { ORDER = 1000 };

struct signs {
    struct ensemble ensemble;
    uint64_t *negative;
    uint64_t state;
    double diagonal[ORDER], squares[ORDER];
    double *full, *copy, *eigenvalues, *work;
    lapack_int work_length;
};

static void our_signs(void *context)
{
    struct signs *signs = context;
    struct arena *arena = arena_create(1 << 20);
    signs->ensemble.seed++;
    random_matrix_signs(arena, &signs->ensemble, 1, signs->negative);
    bench_keep(signs->negative);
    arena_destroy(arena);
}

/* xorshift64* (Vigna, ACM Transactions on Mathematical Software 42 (2016) 30). */
static double uniform(struct signs *signs)
{
    signs->state ^= signs->state >> 12;
    signs->state ^= signs->state << 25;
    signs->state ^= signs->state >> 27;
    return (double)((signs->state * 2685821657736338717u) >> 11) * 0x1p-53;
}

/* Marsaglia's polar method. */
static double normal(struct signs *signs)
{
    for (;;) {
        const double a = 2 * uniform(signs) - 1, b = 2 * uniform(signs) - 1, square = a * a + b * b;
        if (square < 1 && square > 0)
            return a * sqrt(-2 * log(square) / square);
    }
}

/* Half a χ² of 2·shape degrees of freedom, as Marsaglia and Tsang draw it. */
static double gamma_variate(struct signs *signs, double shape)
{
    const double d = shape - 1.0 / 3;
    for (;;) {
        const double z = normal(signs), u = uniform(signs), root = 1 + z / sqrt(9 * d), v = root * root * root;
        if (v > 0 && (u < 1 - 0.0331 * z * z * z * z || log(u) < z * z / 2 + d * (1 - v + log(v))))
            return d * v;
    }
}

static void draw(void *context)
{
    struct signs *signs = context;
    for (size_t i = 0; i < ORDER; i++) {
        const double freedom = (double)(ORDER - 1 - i), square = normal(signs);
        signs->diagonal[i] = 1.4142135623730951 * normal(signs);
        signs->squares[i] = freedom > 1 ? 2 * gamma_variate(signs, freedom / 2) : square * square;
    }
}

static void count_pivots(void *context)
{
    const struct signs *signs = context;
    size_t negative = 0;
    double pivot = 1, square = 0;
    for (size_t i = 0; i < ORDER; i++) {
        pivot = signs->diagonal[i] - square / pivot;
        if (fabs(pivot) < DBL_MIN)
            pivot = -DBL_MIN;
        negative += pivot < 0;
        square = signs->squares[i];
    }
    bench_keep(&negative);
}

static void draw_and_count(void *context)
{
    draw(context);
    count_pivots(context);
}

static __typeof__(LAPACKE_dsyev_work) *dsyev;

static void diagonalise(void *context)
{
    struct signs *signs = context;
    memcpy(signs->copy, signs->full, ORDER * ORDER * sizeof(double));
    dsyev(LAPACK_COL_MAJOR, 'N', 'L', ORDER, signs->copy, ORDER, signs->eigenvalues, signs->work, signs->work_length);
    bench_keep(signs->eigenvalues);
}

/* LAPACK is loaded here and not with the program, and these rows are the last: its Fortran library brings a printf modifier, with which every printf of
 * the program takes a quarter longer, those of the floors as well. */
void bench_signs(void)
{
    static const char name[] = "liblapacke.so.3";
    void *lapack = dlopen(name, RTLD_NOW);
    bench_demand(lapack != NULL, name);
    *(void **)&dsyev = dlsym(lapack, "LAPACKE_dsyev_work");
    bench_demand(dsyev != NULL, name);
    struct signs *signs = calloc(1, sizeof *signs);
    bench_demand(signs != NULL, "out of memory");
    signs->ensemble = (struct ensemble){.entries = ENTRIES_GOE, .n = ORDER};
    signs->state = 1;
    signs->work_length = 64 * ORDER;
    signs->negative = malloc((ORDER + 1) * sizeof *signs->negative);
    signs->full = malloc(ORDER * ORDER * sizeof(double));
    signs->copy = malloc(ORDER * ORDER * sizeof(double));
    signs->eigenvalues = malloc(ORDER * sizeof(double));
    signs->work = malloc((size_t)signs->work_length * sizeof(double));
    bench_demand(signs->negative && signs->full && signs->copy && signs->eigenvalues && signs->work, "out of memory");
    for (size_t column = 0; column < ORDER; column++)
        for (size_t row = column; row < ORDER; row++)
            signs->full[column * ORDER + row] = (row == column ? 1.4142135623730951 : 1) * normal(signs);
    draw(signs);
    bench_race(&(struct race){"signs of a GOE matrix, n = 1000, against the bare model (drawn, pivots counted)", our_signs, draw_and_count, signs, 1,
                              0, "sample", 1.2, 0},
               2);
    bench_race(&(struct race){"the same against the count of its pivots alone", our_signs, count_pivots, signs, 1, 0, "sample", 0, 0}, 1);
    bench_race(&(struct race){"the same against dsyev", our_signs, diagonalise, signs, 1, 0, "sample", 0, 1000}, 1);
    free(signs->negative);
    free(signs->full);
    free(signs->copy);
    free(signs->eigenvalues);
    free(signs->work);
    free(signs);
}
