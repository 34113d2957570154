/* The moments nearly cancel in the Pfaffian, whose value is as small as exp(−0.3 n²): hence MPFR, with more digits the larger n is.
 * All significands lie in the arena, so nothing is left to be freed. */
#include "analysis/goe.h"

#include "expression/kernels.h"

#include <math.h>
#include <mpfr.h>

#define NEAREST MPFR_RNDN

/* Bits that leave a double correct: found by doubling them until nothing changed, for all n allowed, and adding half as many again. */
static mpfr_prec_t precision_for(size_t n, double threshold)
{
    return (mpfr_prec_t)(160 + 24 * n + n * n / 2) + (mpfr_prec_t)(4 * threshold * threshold);
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

/* One side of the threshold, with y ≥ 0 the distance from it and w(y) = exp(−(y + t)²/2), where t is minus the threshold on the other side. */
struct threshold_side {
    mpfr_t *half;    /* [count]: ∫ yⁱ w dy */
    mpfr_t *ordered; /* [count · count], i < j: the integral of xⁱyʲ − xʲyⁱ over 0 < x < y, weighted with w of both */
};

/* What A(z) is made of. The determinant raises all powers by one. */
struct moments {
    size_t n, raised, count; /* count: n + raised */
    mpfr_prec_t precision;
    struct threshold_side above, below;
    mpfr_t *scratch; /* [4] */
};

/* moment(i + 1) = −t moment(i) + scale⁻¹ (i moment(i − 1) + [i = 0] boundary), by parts, for the weight exp(−scale (y + t)²/2) of scale 1 or
 * 2, which is `boundary` at 0. */
static void fill_moments(const struct moments *moments, const mpfr_t t, unsigned scale, size_t count, mpfr_t *list, mpfr_t boundary)
{
    mpfr_ptr term = moments->scratch[0];
    mpfr_const_pi(list[0], NEAREST); /* the first is √(π / 2 scale) erfc(t √(scale / 2)) */
    mpfr_div_ui(list[0], list[0], 2 * scale, NEAREST);
    mpfr_sqrt(list[0], list[0], NEAREST);
    mpfr_set_ui(term, scale, NEAREST);
    mpfr_div_2ui(term, term, 1, NEAREST);
    mpfr_sqrt(term, term, NEAREST);
    mpfr_mul(term, term, t, NEAREST);
    mpfr_sqr(boundary, term, NEAREST);
    mpfr_erfc(term, term, NEAREST);
    mpfr_mul(list[0], list[0], term, NEAREST);
    mpfr_neg(boundary, boundary, NEAREST);
    mpfr_exp(boundary, boundary, NEAREST);
    for (size_t i = 0; i + 1 < count; i++) {
        if (i > 0)
            mpfr_mul_ui(term, list[i - 1], i, NEAREST);
        else
            mpfr_set(term, boundary, NEAREST);
        mpfr_div_ui(term, term, scale, NEAREST);
        mpfr_mul(list[i + 1], t, list[i], NEAREST);
        mpfr_sub(list[i + 1], term, list[i + 1], NEAREST);
    }
}

/* J(i, j) = ∫ yʲ w(y) ∫₀ʸ xⁱ w(x) dx dy by parts, with s(i) = ∫ yⁱ w² dy: J(0, 0) = half(0)²/2,
 * J(0, j + 1) = −t J(0, j) + j J(0, j − 1) + s(j),   J(i + 1, j) = −t J(i, j) + i J(i − 1, j) − s(i + j) + [i = 0] w(0) half(j);
 * J(i, j) + J(j, i) = half(i) half(j). */
static void fill_ordered(const struct moments *moments, const mpfr_t t, const mpfr_t boundary, mpfr_t *squares, struct threshold_side *side)
{
    const size_t count = moments->count;
    mpfr_ptr term = moments->scratch[0];
    mpfr_t *ordered = side->ordered, *half = side->half;
    mpfr_sqr(ordered[0], half[0], NEAREST);
    mpfr_div_2ui(ordered[0], ordered[0], 1, NEAREST);
    for (size_t j = 0; j + 1 < count; j++) {
        mpfr_mul(term, t, ordered[j], NEAREST);
        mpfr_sub(ordered[j + 1], squares[j], term, NEAREST);
        if (j > 0) {
            mpfr_mul_ui(term, ordered[j - 1], j, NEAREST);
            mpfr_add(ordered[j + 1], ordered[j + 1], term, NEAREST);
        }
    }
    for (size_t i = 0; i + 1 < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            mpfr_ptr entry = ordered[(i + 1) * count + j];
            if (i > 0)
                mpfr_mul_ui(entry, ordered[(i - 1) * count + j], i, NEAREST);
            else
                mpfr_mul(entry, boundary, half[j], NEAREST);
            mpfr_mul(term, t, ordered[i * count + j], NEAREST);
            mpfr_sub(entry, entry, term, NEAREST);
            mpfr_sub(entry, entry, squares[i + j], NEAREST);
        }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            mpfr_ptr entry = ordered[i * count + j];
            mpfr_mul_2ui(entry, entry, 1, NEAREST);
            mpfr_mul(term, half[i], half[j], NEAREST);
            mpfr_sub(entry, entry, term, NEAREST);
        }
}

static void fill_side(struct arena *arena, const struct moments *moments, double threshold, struct threshold_side *side)
{
    const size_t count = moments->count;
    mpfr_t *squares = numbers(arena, 2 * count, moments->precision), *own = numbers(arena, 2, moments->precision);
    side->half = numbers(arena, count, moments->precision);
    side->ordered = numbers(arena, count * count, moments->precision);
    mpfr_set_d(own[0], threshold, NEAREST);
    fill_moments(moments, own[0], 2, 2 * count, squares, own[1]);
    fill_moments(moments, own[0], 1, count, side->half, own[1]);
    fill_ordered(moments, own[0], own[1], squares, side);
    mpfr_free_cache(); /* the one thing that MPFR would keep */
}

static struct moments make_moments(struct arena *arena, size_t n, double threshold, bool determinant)
{
    struct moments moments = {.n = n, .raised = determinant, .count = n + determinant, .precision = precision_for(n, threshold)};
    moments.scratch = numbers(arena, 4, moments.precision);
    fill_side(arena, &moments, threshold, &moments.above);
    fill_side(arena, &moments, -threshold, &moments.below);
    return moments;
}

/* The skew-symmetric matrix A(z), of even size: a border of half moments makes an odd n even. Only entries above the diagonal are set. */
static void fill_matrix(const struct moments *moments, unsigned long z, mpfr_t *matrix, size_t size)
{
    const size_t n = moments->n, raised = moments->raised, count = moments->count;
    mpfr_t *above = moments->above.half + raised, *below = moments->below.half + raised;
    mpfr_ptr product = moments->scratch[0];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            /* Both above, minus both below (whose sign is that of the powers), and one of each. */
            const size_t place = (i + raised) * count + j + raised;
            mpfr_ptr entry = matrix[i * size + j];
            mpfr_mul_ui(entry, moments->below.ordered[place], z * z, NEAREST);
            if ((i + j) % 2 == 0)
                mpfr_sub(entry, moments->above.ordered[place], entry, NEAREST);
            else
                mpfr_add(entry, moments->above.ordered[place], entry, NEAREST);
            mpfr_mul(product, below[i], above[j], NEAREST);
            mpfr_mul_si(product, product, i % 2 ? -(long)z : (long)z, NEAREST);
            mpfr_add(entry, entry, product, NEAREST);
            mpfr_mul(product, below[j], above[i], NEAREST);
            mpfr_mul_si(product, product, j % 2 ? (long)z : -(long)z, NEAREST);
            mpfr_add(entry, entry, product, NEAREST);
        }
        if (n % 2) {
            mpfr_mul_si(product, below[i], i % 2 ? -(long)z : (long)z, NEAREST);
            mpfr_add(matrix[i * size + n], above[i], product, NEAREST);
        }
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
static mpfr_t *pfaffians(struct arena *arena, const struct moments *moments, size_t count)
{
    const size_t size = moments->n + moments->n % 2;
    mpfr_t *matrix = numbers(arena, size * size, moments->precision), *values = numbers(arena, count, moments->precision);
    for (size_t z = 0; z < count; z++) {
        fill_matrix(moments, z, matrix, size);
        pfaffian(moments, matrix, size, values[z]);
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
    const struct moments moments = make_moments(arena, n, 0, false);
    mpfr_t *values = pfaffians(arena, &moments, n + 1);
    mpfr_ptr quotient = moments.scratch[0], total = moments.scratch[1];
    mpfr_set(total, values[1], NEAREST);
    interpolate(arena, values, n, moments.precision);
    for (size_t k = 0; k <= n; k++) { /* −A is as likely as A */
        mpfr_div(quotient, values[k <= n / 2 ? k : n - k], total, NEAREST);
        probabilities[k] = mpfr_get_d(quotient, NEAREST);
    }
}

double goe_all_positive(struct arena *arena, size_t n)
{
    const struct moments moments = make_moments(arena, n, 0, false);
    mpfr_t *values = pfaffians(arena, &moments, 2);
    mpfr_div(values[0], values[0], values[1], NEAREST);
    return mpfr_get_d(values[0], NEAREST);
}

/* The eigenvalues are √2 times the coordinates that have the weight exp(−x²/2). */
void goe_determinant_index(struct arena *arena, size_t n, double threshold, double *expectations)
{
    const struct moments plain = make_moments(arena, n, 0, false), moments = make_moments(arena, n, threshold / sqrt(2), true);
    mpfr_ptr total = pfaffians(arena, &plain, 2)[1];
    mpfr_t *values = pfaffians(arena, &moments, n + 1);
    interpolate(arena, values, n, moments.precision);
    for (size_t k = 0; k <= n; k++) {
        mpfr_div(values[k], values[k], total, NEAREST);
        mpfr_mul_2ui(values[k], values[k], n / 2, NEAREST);
        expectations[k] = mpfr_get_d(values[k], NEAREST) * (n % 2 ? sqrt(2) : 1);
    }
}

double goe_asymptote(size_t n)
{
    return kernel_scalar(OPERATION_EXP, -(double)n * (double)n * log(3) / 4, 0, 0); /* the same bits everywhere */
}

/* A multiplication of a thousand bits takes about a tenth of a microsecond. */
static double operation_cost(size_t n, double threshold)
{
    const double words = (double)precision_for(n, threshold) / 64;
    return 20 + words * words / 2;
}

double goe_all_positive_cost(size_t n)
{
    const double size = (double)n;
    return (2 * size * size * size / 3 + 20 * size * size) * operation_cost(n, 0);
}

double goe_index_cost(size_t n)
{
    const double size = (double)n;
    return (size * size * size * (size + 1) / 3 + 20 * size * size) * operation_cost(n, 0);
}

/* Constants of MPFR and its functions are computed anew each time. */
double goe_determinant_index_cost(size_t n, double threshold)
{
    const double size = (double)n;
    return (size * size * size * (size + 1) / 3 + 40 * size * size) * operation_cost(n, threshold / sqrt(2)) + 5e5;
}
