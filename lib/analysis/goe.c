/* The moments nearly cancel in the Pfaffian, whose value is as small as exp(−0.3 n²): hence MPFR, with more digits the larger n is.
 * All significands lie in the arena, so nothing is left to be freed. */
#include "analysis/goe.h"

#include "expression/kernels.h"

#include <math.h>
#include <mpfr.h>

#define NEAREST MPFR_RNDN

/* Bits that leave a double correct: found by doubling them until nothing changed, for all n allowed, and adding half as many again. */
static mpfr_prec_t precision_for(size_t n)
{
    return (mpfr_prec_t)(160 + 24 * n + n * n / 2);
}

/* `count` numbers, all zero. */
static mpfr_t *numbers(struct arena *arena, size_t count, mpfr_prec_t precision)
{
    mpfr_t *list = arena_allocate(arena, count, sizeof *list);
    const size_t size = mpfr_custom_get_size(precision);
    char *significands = arena_allocate(arena, count, size);
    for (size_t i = 0; i < count; i++) {
        mpfr_custom_init(significands + i * size, precision);
        mpfr_custom_init_set(list[i], MPFR_ZERO_KIND, 0, precision, significands + i * size);
    }
    return list;
}

/* What A(z) is made of. */
struct moments {
    size_t n;
    mpfr_prec_t precision;
    mpfr_t *half;    /* [n]: ∫₀^∞ xⁱ exp(−x²/2) dx */
    mpfr_t *ordered; /* [n · n]: the integral of xⁱyʲ − xʲyⁱ over 0 < x < y, weighted with both exponentials */
    mpfr_t *scratch; /* [4] */
};

/* half(i) = (i − 1) half(i − 2), from √(π/2) and 1. */
static void fill_half(struct moments *moments)
{
    mpfr_t *half = moments->half;
    mpfr_const_pi(half[0], NEAREST);
    mpfr_free_cache(); /* the one thing that MPFR would keep */
    mpfr_div_2ui(half[0], half[0], 1, NEAREST);
    mpfr_sqrt(half[0], half[0], NEAREST);
    for (size_t i = 1; i < moments->n; i++) {
        if (i == 1)
            mpfr_set_ui(half[1], 1, NEAREST);
        else
            mpfr_mul_ui(half[i], half[i - 2], i - 1, NEAREST);
    }
}

/* 2^(−s/2). */
static void half_power(mpfr_t into, size_t s)
{
    mpfr_set_ui(into, s % 2 ? 2 : 1, NEAREST);
    mpfr_sqrt(into, into, NEAREST);
    mpfr_div_2ui(into, into, (s + s % 2) / 2, NEAREST);
}

/* In polar coordinates the integral is a radial one times that of cosⁱ sinʲ from π/4 to π/2, here angular(i, j); integration by parts
 * gives the angular ones from those with a smaller j:
 * (i + 1) angular(i, j) = (j − 1) angular(i + 2, j − 2) + 2^(−(i+j)/2),   i · angular(i, 0) = (i − 1) angular(i − 2, 0) − 2^(−i/2). */
static void fill_angular(struct arena *arena, const struct moments *moments, mpfr_t *angular, size_t width)
{
    mpfr_t *boundary = numbers(arena, 2 * width, moments->precision);
    for (size_t s = 0; s < 2 * width; s++)
        half_power(boundary[s], s);
    for (size_t j = 0; j < moments->n; j++)
        for (size_t i = 0; i + j < width; i++) {
            mpfr_ptr entry = angular[j * width + i];
            if (j >= 2) {
                mpfr_mul_ui(entry, angular[(j - 2) * width + i + 2], j - 1, NEAREST);
                mpfr_add(entry, entry, boundary[i + j], NEAREST);
                mpfr_div_ui(entry, entry, i + 1, NEAREST);
            } else if (j == 1) {
                mpfr_div_ui(entry, boundary[i + 1], i + 1, NEAREST);
            } else if (i >= 2) {
                mpfr_mul_ui(entry, angular[i - 2], i - 1, NEAREST);
                mpfr_sub(entry, entry, boundary[i], NEAREST);
                mpfr_div_ui(entry, entry, i, NEAREST);
            } else if (i == 1) {
                mpfr_ui_sub(entry, 1, boundary[1], NEAREST);
            } else { /* π/4 */
                mpfr_sqr(entry, moments->half[0], NEAREST);
                mpfr_div_2ui(entry, entry, 1, NEAREST);
            }
        }
}

static struct moments make_moments(struct arena *arena, size_t n)
{
    struct moments moments = {.n = n, .precision = precision_for(n)};
    moments.half = numbers(arena, n + 1, moments.precision);
    moments.ordered = numbers(arena, n * n, moments.precision);
    moments.scratch = numbers(arena, 4, moments.precision);
    fill_half(&moments);
    const size_t width = 2 * n;
    mpfr_t *angular = numbers(arena, n * width, moments.precision);
    fill_angular(arena, &moments, angular, width);
    /* radial(s) = ∫ r^(s+1) exp(−r²/2) dr = s · radial(s − 2), from 1 and half(0) */
    mpfr_t *radial = numbers(arena, 2 * n, moments.precision);
    for (size_t s = 0; s < 2 * n; s++) {
        if (s >= 2)
            mpfr_mul_ui(radial[s], radial[s - 2], s, NEAREST);
        else if (s == 1)
            mpfr_set(radial[1], moments.half[0], NEAREST);
        else
            mpfr_set_ui(radial[0], 1, NEAREST);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            mpfr_ptr entry = moments.ordered[i * n + j];
            mpfr_sub(entry, angular[j * width + i], angular[i * width + j], NEAREST);
            mpfr_mul(entry, entry, radial[i + j], NEAREST);
        }
    return moments;
}

/* The skew-symmetric matrix A(z), of even size: a border of half moments makes an odd n even. Only entries above the diagonal are set. */
static void fill_matrix(const struct moments *moments, unsigned long z, mpfr_t *matrix, size_t size)
{
    const size_t n = moments->n;
    mpfr_ptr product = moments->scratch[0];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            /* both positive, minus both negative (whose sign is that of the powers), and one of each */
            mpfr_ptr entry = matrix[i * size + j];
            const bool even = (i + j) % 2 == 0;
            mpfr_mul_ui(entry, moments->ordered[i * n + j], z * z, NEAREST);
            if (even)
                mpfr_sub(entry, moments->ordered[i * n + j], entry, NEAREST);
            else
                mpfr_add(entry, moments->ordered[i * n + j], entry, NEAREST);
            if (even)
                continue;
            mpfr_mul(product, moments->half[i], moments->half[j], NEAREST);
            mpfr_mul_ui(product, product, 2 * z, NEAREST);
            if (i % 2)
                mpfr_sub(entry, entry, product, NEAREST);
            else
                mpfr_add(entry, entry, product, NEAREST);
        }
        if (n % 2 && i % 2)
            mpfr_mul_si(matrix[i * size + n], moments->half[i], 1 - (long)z, NEAREST);
        else if (n % 2)
            mpfr_mul_ui(matrix[i * size + n], moments->half[i], 1 + z, NEAREST);
    }
}

/* The Pfaffian by elimination, two rows at a time; the matrix is used up. The leading minors are those of smaller n, all of them positive
 * for z ≥ 0 up to a common sign, so no pivot is zero. */
static void pfaffian(const struct moments *moments, mpfr_t *matrix, size_t size, mpfr_t result)
{
    mpfr_ptr left = moments->scratch[1], right = moments->scratch[2], quotient = moments->scratch[3];
    mpfr_set_ui(result, 1, NEAREST);
    for (size_t k = 0; k < size; k += 2) {
        mpfr_t *first = matrix + k * size, *second = matrix + (k + 1) * size;
        mpfr_mul(result, result, first[k + 1], NEAREST);
        for (size_t i = k + 2; i < size; i++) {
            mpfr_div(left, first[i], first[k + 1], NEAREST);
            mpfr_div(right, second[i], first[k + 1], NEAREST);
            for (size_t j = i + 1; j < size; j++) { /* a(i, j) −= (a(k, i) a(k+1, j) − a(k+1, i) a(k, j)) / a(k, k+1) */
                mpfr_fmms(quotient, left, second[j], right, first[j], NEAREST);
                mpfr_sub(matrix[i * size + j], matrix[i * size + j], quotient, NEAREST);
            }
        }
    }
}

/* Pf A(z) for z = 0 … count − 1. */
static mpfr_t *pfaffians(struct arena *arena, size_t n, size_t count)
{
    const struct moments moments = make_moments(arena, n);
    const size_t size = n + n % 2;
    mpfr_t *matrix = numbers(arena, size * size, moments.precision), *values = numbers(arena, count, moments.precision);
    for (size_t z = 0; z < count; z++) {
        fill_matrix(&moments, z, matrix, size);
        pfaffian(&moments, matrix, size, values[z]);
    }
    return values;
}

/* From values at 0 … n to the coefficients of the polynomial, in place: Newton's divided differences, then Newton's form expanded. */
static void interpolate(struct arena *arena, mpfr_t *values, size_t n, mpfr_prec_t precision)
{
    mpfr_ptr term = numbers(arena, 1, precision)[0];
    for (size_t order = 1; order <= n; order++)
        for (size_t i = n; i >= order; i--) {
            mpfr_sub(values[i], values[i], values[i - 1], NEAREST);
            mpfr_div_ui(values[i], values[i], order, NEAREST);
        }
    for (size_t order = n; order-- > 0;)
        for (size_t i = order; i < n; i++) {
            mpfr_mul_ui(term, values[i + 1], order, NEAREST);
            mpfr_sub(values[i], values[i], term, NEAREST);
        }
}

void goe_index(struct arena *arena, size_t n, double *probabilities)
{
    mpfr_t *values = pfaffians(arena, n, n + 1);
    mpfr_ptr quotient = numbers(arena, 1, precision_for(n))[0], total = numbers(arena, 1, precision_for(n))[0];
    mpfr_set(total, values[1], NEAREST);
    interpolate(arena, values, n, precision_for(n));
    for (size_t k = 0; k <= n; k++) { /* −A is as likely as A */
        mpfr_div(quotient, values[k <= n / 2 ? k : n - k], total, NEAREST);
        probabilities[k] = mpfr_get_d(quotient, NEAREST);
    }
}

double goe_all_positive(struct arena *arena, size_t n)
{
    mpfr_t *values = pfaffians(arena, n, 2);
    mpfr_div(values[0], values[0], values[1], NEAREST);
    return mpfr_get_d(values[0], NEAREST);
}

double goe_asymptote(size_t n)
{
    return kernel_scalar(OPERATION_EXP, -(double)n * (double)n * log(3) / 4, 0, 0); /* the same bits everywhere */
}

/* A multiplication of a thousand bits takes about a tenth of a microsecond. */
static double operation_cost(size_t n)
{
    const double words = (double)precision_for(n) / 64;
    return 20 + words * words / 2;
}

double goe_all_positive_cost(size_t n)
{
    const double size = (double)n;
    return (2 * size * size * size / 3 + 20 * size * size) * operation_cost(n);
}

double goe_index_cost(size_t n)
{
    const double size = (double)n;
    return (size * size * size * (size + 1) / 3 + 20 * size * size) * operation_cost(n);
}
