/* The moments nearly cancel in the Pfaffian, whose value is as small as exp(−0.3 n²): hence MPFR, with more digits the larger n is.
 * All significands lie in the arena, so nothing is left to be freed. */
#include "analysis/goe.h"

#include "base/multiprecision.h"
#include "expression/kernels.h"

#include <math.h>

#define NEAREST MPFR_RNDN

/* Bits that leave a double correct: found by doubling them until nothing changed, for all n allowed, and adding half as many again. */
static mpfr_prec_t precision_for(size_t n, double threshold)
{
    return (mpfr_prec_t)(160 + 24 * n + n * n / 2) + (mpfr_prec_t)(6 * threshold * threshold);
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
    struct threshold_side above, below; /* of the latter, entries whose pairs of powers are both even or both odd are negative */
    mpfr_t *mixed;                      /* [count · count]: one factor above, one below */
    mpfr_t *scratch;                    /* [4] */
};

/* For the weights exp(−scale (y + t)²/2) of scale 1 or 2 on both sides, |t| apart from 0: the moment 0 where t is above 0 and where it is below,
 * √(π / 2 scale) erfc(± |t| √(scale / 2)), of which the functions are two less each other; and the weight at 0, the same on both. */
struct start {
    mpfr_ptr above, below, boundary;
};

/* Σ sᵏ/(1 · 3 · … · (2k + 1)), of terms above 0; s has few bits, so that a term takes little more than a division by a small number. */
static void sum_error_series(mpfr_t sum, mpfr_t term, const mpfr_t s)
{
    mpfr_set_ui(sum, 1, NEAREST);
    mpfr_set_ui(term, 1, NEAREST);
    for (unsigned long k = 1; !mpfr_zero_p(term) && mpfr_get_exp(term) > mpfr_get_exp(sum) - mpfr_get_prec(sum); k++) {
        mpfr_mul(term, term, s, NEAREST);
        mpfr_div_ui(term, term, 2 * k + 1, NEAREST);
        mpfr_add(sum, sum, term, NEAREST);
    }
}

/* With s = scale t², √(π / 2 scale) erf(|t| √(scale / 2)) is |t| exp(−s/2) times that series. What the function is less than 1 is as small as
 * exp(−s/2), hence the bits added. MPFR's own function takes six times as long, as it does not know that t is a double. */
static struct start find_start(struct arena *arena, const struct moments *moments, double threshold, unsigned scale)
{
    enum { SQUARE_BITS = 128 }; /* of the square of a double, and a factor 2 */
    const mpfr_prec_t precision = moments->precision + 64 + (mpfr_prec_t)(1.5 * scale / 2 * threshold * threshold);
    mpfr_t *own = multiprecision_numbers(arena, 3, moments->precision), *work = multiprecision_numbers(arena, 5, precision),
           *square = multiprecision_numbers(arena, 1, SQUARE_BITS);
    const struct start start = {own[0], own[1], own[2]};
    mpfr_ptr root = work[0], part = work[1], term = work[2], boundary = work[3], sum = work[4];
    mpfr_set_d(square[0], threshold, NEAREST);
    mpfr_sqr(square[0], square[0], NEAREST);
    mpfr_mul_ui(square[0], square[0], scale, NEAREST);
    mpfr_div_2ui(boundary, square[0], 1, NEAREST);
    mpfr_neg(boundary, boundary, NEAREST);
    mpfr_exp(boundary, boundary, NEAREST);
    mpfr_const_pi(root, NEAREST);
    mpfr_div_ui(root, root, 2 * scale, NEAREST);
    mpfr_sqrt(root, root, NEAREST);
    sum_error_series(sum, term, square[0]);
    mpfr_mul(part, sum, boundary, NEAREST);
    mpfr_mul_d(part, part, fabs(threshold), NEAREST);
    mpfr_sub(start.above, root, part, NEAREST);
    mpfr_add(start.below, root, part, NEAREST);
    mpfr_set(start.boundary, boundary, NEAREST);
    return start;
}

/* moment(i + 1) = −t moment(i) + scale⁻¹ (i moment(i − 1) + [i = 0] boundary), by parts. */
static void fill_moments(const struct moments *moments, const mpfr_t t, unsigned scale, size_t count, mpfr_t *list, const struct start *start)
{
    mpfr_ptr term = moments->scratch[0];
    mpfr_set(list[0], mpfr_sgn(t) < 0 ? start->below : start->above, NEAREST);
    for (size_t i = 0; i + 1 < count; i++) {
        if (i > 0)
            mpfr_mul_ui(term, list[i - 1], i, NEAREST);
        else
            mpfr_set(term, start->boundary, NEAREST);
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

static void fill_side(struct arena *arena, const struct moments *moments, double threshold, const struct start starts[2], struct threshold_side *side)
{
    const size_t count = moments->count;
    mpfr_t *squares = multiprecision_numbers(arena, 2 * count, moments->precision), *t = multiprecision_numbers(arena, 1, moments->precision);
    side->half = multiprecision_numbers(arena, count, moments->precision);
    side->ordered = multiprecision_numbers(arena, count * count, moments->precision);
    mpfr_set_d(*t, threshold, NEAREST);
    fill_moments(moments, *t, 2, 2 * count, squares, &starts[1]);
    fill_moments(moments, *t, 1, count, side->half, &starts[0]);
    fill_ordered(moments, *t, starts[0].boundary, squares, side);
}

/* The entries above the diagonal are those of ordered pairs both above, minus both below (whose sign is that of the powers), and one of each. */
static void fill_entries(struct arena *arena, struct moments *moments)
{
    const size_t n = moments->n, raised = moments->raised, count = moments->count;
    mpfr_t *above = moments->above.half + raised, *below = moments->below.half + raised;
    mpfr_ptr product = moments->scratch[0];
    moments->mixed = multiprecision_numbers(arena, count * count, moments->precision);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            const size_t place = (i + raised) * count + j + raised;
            mpfr_ptr mixed = moments->mixed[place];
            if ((i + j) % 2 == 0)
                mpfr_neg(moments->below.ordered[place], moments->below.ordered[place], NEAREST);
            mpfr_mul(mixed, below[i], above[j], NEAREST);
            if (i % 2)
                mpfr_neg(mixed, mixed, NEAREST);
            mpfr_mul(product, below[j], above[i], NEAREST);
            if (j % 2)
                mpfr_add(mixed, mixed, product, NEAREST);
            else
                mpfr_sub(mixed, mixed, product, NEAREST);
        }
}

static struct moments make_moments(struct arena *arena, size_t n, double threshold, bool determinant)
{
    struct moments moments = {.n = n, .raised = determinant, .count = n + determinant, .precision = precision_for(n, threshold)};
    moments.scratch = multiprecision_numbers(arena, 4, moments.precision);
    const struct start starts[2] = {find_start(arena, &moments, threshold, 1), find_start(arena, &moments, threshold, 2)};
    fill_side(arena, &moments, threshold, starts, &moments.above);
    fill_side(arena, &moments, -threshold, starts, &moments.below);
    fill_entries(arena, &moments);
    mpfr_free_cache(); /* the one thing that MPFR would keep */
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
            const size_t place = (i + raised) * count + j + raised;
            mpfr_ptr entry = matrix[i * size + j];
            mpfr_mul_ui(entry, moments->below.ordered[place], z, NEAREST);
            mpfr_add(entry, entry, moments->mixed[place], NEAREST);
            mpfr_mul_ui(entry, entry, z, NEAREST);
            mpfr_add(entry, entry, moments->above.ordered[place], NEAREST);
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
    mpfr_ptr left = moments->scratch[1], right = moments->scratch[2], quotient = moments->scratch[3], pivot = moments->scratch[0];
    mpfr_set_ui(result, 1, NEAREST);
    for (size_t k = 0; k < size; k += 2) {
        mpfr_t *first = matrix + k * size, *second = matrix + (k + 1) * size;
        mpfr_mul(result, result, first[k + 1], NEAREST);
        mpfr_ui_div(pivot, 1, first[k + 1], NEAREST);
        for (size_t i = k + 2; i < size; i++) {
            mpfr_mul(left, first[i], pivot, NEAREST);
            mpfr_mul(right, second[i], pivot, NEAREST);
            for (size_t j = i + 1; j < size; j++) { /* a(i, j) −= (a(k, i) a(k+1, j) − a(k+1, i) a(k, j)) / a(k, k+1) */
                mpfr_mul(quotient, left, second[j], NEAREST);
                mpfr_sub(matrix[i * size + j], matrix[i * size + j], quotient, NEAREST);
                mpfr_mul(quotient, right, first[j], NEAREST);
                mpfr_add(matrix[i * size + j], matrix[i * size + j], quotient, NEAREST);
            }
        }
    }
}

/* Pf A(z) for z = 0 … count − 1. */
static mpfr_t *pfaffians(struct arena *arena, const struct moments *moments, size_t count)
{
    const size_t size = moments->n + moments->n % 2;
    mpfr_t *matrix = multiprecision_numbers(arena, size * size, moments->precision),
           *values = multiprecision_numbers(arena, count, moments->precision);
    for (size_t z = 0; z < count; z++) {
        fill_matrix(moments, z, matrix, size);
        pfaffian(moments, matrix, size, values[z]);
    }
    return values;
}

/* From values at 0 … n to the coefficients of the polynomial, in place: Newton's divided differences, then Newton's form expanded. */
static void interpolate(struct arena *arena, mpfr_t *values, size_t n, mpfr_prec_t precision)
{
    mpfr_ptr term = multiprecision_numbers(arena, 1, precision)[0];
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

/* Pf A(1), which is the normalization of the ensemble by Mehta's integral: (2π)^(n/2)/n! ∏ Γ(1 + j/2)/Γ(3/2) over j = 1 … n (Mehta, Random Matrices,
 * ch. 17). */
static mpfr_ptr find_total(struct arena *arena, size_t n, mpfr_prec_t precision)
{
    mpfr_t *own = multiprecision_numbers(arena, 4, precision);
    mpfr_ptr total = own[0], last = own[1], before = own[2], root = own[3]; /* the quotients of j and of j − 1 */
    mpfr_const_pi(root, NEAREST);
    mpfr_sqrt(root, root, NEAREST);
    mpfr_ui_div(last, 2, root, NEAREST); /* of j = 0; that of −1 is twice that of 1 */
    mpfr_set_ui(before, 2, NEAREST);
    mpfr_sqr(root, root, NEAREST);
    mpfr_mul_2ui(root, root, 1, NEAREST);
    mpfr_sqrt(root, root, NEAREST);
    mpfr_set_ui(total, 1, NEAREST);
    for (size_t j = 1; j <= n; j++) { /* Γ(1 + j/2) = j/2 Γ(1 + (j − 2)/2) */
        mpfr_mul_ui(before, before, j, NEAREST);
        mpfr_div_2ui(before, before, 1, NEAREST);
        mpfr_mul(total, total, before, NEAREST);
        mpfr_mul(total, total, root, NEAREST);
        mpfr_div_ui(total, total, j, NEAREST);
        mpfr_swap(before, last);
    }
    mpfr_free_cache();
    return total;
}

/* The eigenvalues are √2 times the coordinates that have the weight exp(−x²/2). */
void goe_determinant_index(struct arena *arena, size_t n, double threshold, double *expectations)
{
    const struct moments moments = make_moments(arena, n, threshold / sqrt(2), true);
    mpfr_ptr total = find_total(arena, n, moments.precision);
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
