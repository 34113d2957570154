/* Loops over rows of points at every width that this CPU has, against the same point by point. */
#include "optimize/rows.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { STRIDE = 40, ROWS = 3, SETS = 3 };

static const struct row_set *const sets[SETS] = {&rows_sse2, &rows_avx, &rows_avx512};

static bool is_there(size_t set)
{
    return set == 0 || (set == 1 ? __builtin_cpu_supports("avx") : __builtin_cpu_supports("avx512f"));
}

/* Numbers of all kinds and sizes. */
static void fill(double *numbers, size_t count, unsigned seed)
{
    static const double odd[] = {0, -0.0, 1, -1, 1e-320, -1e-200, 1e200, 1.7e308, INFINITY, -INFINITY, NAN};
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525 + 1013904223;
        numbers[i] = seed >> 28 ? ldexp((double)(seed >> 4) - 0x1p27, (int)(seed % 64) - 40) : odd[seed % (sizeof odd / sizeof *odd)];
    }
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void test_norms(void **state)
{
    (void)state;
    for (size_t set = 0; set < SETS; set++)
        for (unsigned seed = 0; is_there(set) && seed < 4000; seed++) {
            double numbers[ROWS * STRIDE], norms[STRIDE];
            const struct rows rows = {numbers, STRIDE, 1 + seed % ROWS, 1 + seed % (STRIDE - 1)};
            fill(numbers, ROWS * STRIDE, seed);
            const bool good = sets[set]->norms(&rows, 1e-280, 1e300, norms);
            bool expected = true;
            for (size_t i = 0; i < rows.count; i++) {
                double sum = 0;
                for (size_t row = 0; row < rows.rows; row++)
                    sum += numbers[row * STRIDE + i] * numbers[row * STRIDE + i];
                expected = expected && (rows.rows == 1 || (sum > 1e-280 && sum < 1e300));
                if (rows.rows == 1)
                    assert_true(same(norms[i], fabs(numbers[i])));
                if (good || (sum > 1e-280 && sum < 1e300))
                    assert_true(rows.rows == 1 ? sum < 1e-280 || !(sum < 1e300) || norms[i] == sqrt(sum) : norms[i] == sqrt(sum));
            }
            assert_int_equal(good, expected);
        }
}

static void test_within(void **state)
{
    (void)state;
    size_t all = 0;
    for (size_t set = 0; set < SETS; set++)
        for (unsigned seed = 0; is_there(set) && seed < 4000; seed++) {
            double a[ROWS * STRIDE], b[STRIDE];
            int64_t within[STRIDE];
            const size_t count = 1 + seed % (STRIDE - 1);
            const struct row_limits limits[] = {{{a, STRIDE, 1 + seed % ROWS, count}, -1, INFINITY},
                                                {{b, STRIDE, 1, count}, seed % 2 ? 1e-3 : -1, 1e290}};
            fill(a, ROWS * STRIDE, seed);
            fill(b, STRIDE, seed + 1);
            for (size_t i = 0; i < count && seed % 4 == 0; i++) /* that all are within must occur */
                a[i] = a[STRIDE + i] = a[2 * STRIDE + i] = b[i] = 1;
            bool expected = true;
            const bool found = sets[set]->within(limits, 2, within);
            for (size_t i = 0; i < count; i++) {
                bool inside = fabs(b[i]) > limits[1].least && fabs(b[i]) < 1e290;
                for (size_t row = 0; row < limits[0].rows.rows; row++)
                    inside = inside && isfinite(a[row * STRIDE + i]);
                assert_int_equal(within[i], -(int)inside);
                expected = expected && inside;
            }
            assert_int_equal(found, expected);
            all += found;
        }
    assert_true(all > 0);
}

static void test_hold(void **state)
{
    (void)state;
    for (size_t set = 0; set < SETS; set++)
        for (unsigned seed = 0; is_there(set) && seed < 4000; seed++) {
            double numbers[STRIDE], held[STRIDE];
            const size_t count = seed % STRIDE;
            const double low = seed % 3 ? -1.5 : 0, high = seed % 5 ? 2 : 0;
            fill(numbers, STRIDE, seed);
            memcpy(held, numbers, sizeof held);
            sets[set]->hold(held, count, low, high);
            for (size_t i = 0; i < STRIDE; i++) {
                const double x = numbers[i];
                assert_true(same(held[i], i >= count ? x : x < low ? low : x > high ? high : x));
            }
        }
}

/* A step with one rate for all numbers, and with a rate for each. */
static void test_descend(void **state)
{
    (void)state;
    for (size_t set = 0; set < SETS; set++)
        for (unsigned seed = 0; is_there(set) && seed < 4000; seed++) {
            double x[STRIDE], gradient[STRIDE], rates[STRIDE], all[STRIDE], each[STRIDE];
            const size_t count = seed % (STRIDE + 1);
            fill(x, STRIDE, seed);
            fill(gradient, STRIDE, seed + 1);
            fill(rates, STRIDE, seed + 2);
            memcpy(all, x, sizeof all);
            memcpy(each, x, sizeof each);
            sets[set]->descend(all, gradient, rates[0], count);
            sets[set]->descend_each(each, gradient, rates, count);
            for (size_t i = 0; i < STRIDE; i++) {
                assert_true(same(all[i], i < count ? x[i] - rates[0] * gradient[i] : x[i]));
                assert_true(same(each[i], i < count ? x[i] - rates[i] * gradient[i] : x[i]));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_norms), cmocka_unit_test(test_within), cmocka_unit_test(test_hold),
                                       cmocka_unit_test(test_descend)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
