/* Philox against the known answers published with it (Random123, kat_vectors), and what is built on it. */
#include "base/normals.h"
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <sleef.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], words[4];
    } rows[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t words[4];
        random_philox(rows[i].counter, rows[i].key, words);
        assert_memory_equal(words, rows[i].words, sizeof words);
    }
}

/* A number depends on where it stands alone, not on how it was asked for. */
static void test_positions(void **state)
{
    (void)state;
    enum { COUNT = 41 };
    const uint64_t stream = random_stream(RANDOM_DATA, 7);
    double uniforms[COUNT], normals[COUNT], part[COUNT];
    random_uniforms(3, stream, 0, uniforms, COUNT);
    random_normals(3, stream, 0, normals, COUNT);
    for (size_t first = 0; first < 9; first++)
        for (size_t count = 0; first + count <= COUNT; count++) {
            random_uniforms(3, stream, first, part, count);
            assert_memory_equal(part, uniforms + first, count * sizeof *part);
            random_normals(3, stream, first, part, count);
            assert_memory_equal(part, normals + first, count * sizeof *part);
        }
    for (size_t i = 0; i < COUNT; i++)
        assert_true(random_uniform(3, stream, i) == uniforms[i]);
    for (uint64_t pair = 0; pair < COUNT / 2; pair++) {
        const uint64_t streams[3] = {stream, random_stream(RANDOM_DATA, 8), stream};
        double even[3], odd[3];
        random_normal_pairs(3, streams, 3, pair, even, odd);
        assert_true(even[0] == normals[2 * pair] && odd[0] == normals[2 * pair + 1]);
        assert_true(even[2] == even[0] && odd[2] == odd[0] && even[1] != even[0]);
    }
    enum { MANY = 4 * NORMALS_MOST + 90 };
    double many[MANY + 3], some[MANY];
    random_normals(3, stream, 0, many, MANY + 3);
    assert_memory_equal(many, normals, sizeof normals);
    for (size_t first = 0; first <= 3; first++)
        for (size_t count = MANY - 40; count < MANY; count++) {
            random_normals(3, stream, first, some, count);
            assert_memory_equal(some, many + first, count * sizeof *some);
        }
    const uint64_t boundary = 1ULL << 33; /* where the upper word of a pair's number changes */
    random_normals(3, stream, boundary - 21, normals, COUNT);
    for (uint64_t i = 0; i < COUNT; i++) {
        random_normals(3, stream, boundary - 21 + i, part, 1);
        assert_true(part[0] == normals[i]);
    }
    assert_true(random_uniform(3, random_stream(RANDOM_NOISE, 7), 0) != uniforms[0]);
    assert_true(random_uniform(4, stream, 0) != uniforms[0]);
}

/* The bits of one machine are those of all: they were written down once. */
static void test_bits(void **state)
{
    (void)state;
    static const double expected[4] = {-0x1.05c318a128e97p-1, -0x1.07932256986edp+1, -0x1.21f3a8b5765cdp+0, -0x1.b113fbe918962p+0};
    double normals[4];
    random_normals(1, random_stream(RANDOM_NOISE, 0), 0, normals, 4);
    assert_memory_equal(normals, expected, sizeof normals);
}

static void test_moments(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    static double normals[COUNT];
    random_normals(5, 0, 0, normals, COUNT);
    double sum = 0, squares = 0, fourths = 0, products = 0, within = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const double square = normals[i] * normals[i];
        sum += normals[i];
        squares += square;
        fourths += square * square;
        products += i ? normals[i] * normals[i - 1] : 0;
        within += square < 1;
    }
    /* five standard deviations each */
    assert_true(fabs(sum / COUNT) < 5e-3);
    assert_true(fabs(squares / COUNT - 1) < 5 * sqrt(2e-6));
    assert_true(fabs(fourths / COUNT - 3) < 5 * sqrt(96e-6));
    assert_true(fabs(products / COUNT) < 5e-3);
    assert_true(fabs(within / COUNT - erf(sqrt(0.5))) < 5 * sqrt(0.68 * 0.32e-6));
}

static void test_below(void **state)
{
    (void)state;
    enum { BINS = 7, COUNT = 70000 };
    double counts[BINS] = {0}, chi_square = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        const uint64_t bin = random_below(11, 0, i, BINS);
        assert_true(bin < BINS);
        counts[bin]++;
    }
    for (size_t i = 0; i < BINS; i++)
        chi_square += (counts[i] - COUNT / BINS) * (counts[i] - COUNT / BINS) / (COUNT / BINS);
    assert_true(chi_square < 22.5); /* 6 degrees of freedom: one in a thousand is above */
    assert_int_equal(random_below(11, 0, 0, 1), 0);
}

/* The normals at one pair of many streams, and those of each stream from this pair on, are what Box and Muller's method makes of the uniforms, to the bit
 * with SLEEF's consistent functions, whose steps ours take. */
static void check_normals(const struct normals_set *set, uint64_t seed, const uint64_t streams[NORMALS_MOST], uint64_t pair)
{
    static const double two_pi = 6.283185307179586;
    double even[NORMALS_MOST], odd[NORMALS_MOST], following[2 * NORMALS_LANES];
    set->of_streams(seed, streams, pair, even, odd, NORMALS_MOST);
    for (size_t i = 0; i < NORMALS_MOST; i++) {
        set->of_stream(seed, streams[i], pair, following, NORMALS_LANES);
        assert_true(following[0] == even[i] && following[1] == odd[i]);
        for (size_t k = 0; k < NORMALS_LANES; k++) {
            const double u = 1 - random_uniform(seed, streams[i], 2 * (pair + k)), v = random_uniform(seed, streams[i], 2 * (pair + k) + 1);
            const double radius = sqrt(-2 * log(u));
            assert_true(fabs(following[2 * k] - radius * cos(two_pi * v)) < 1e-14);
            assert_true(fabs(following[2 * k + 1] - radius * sin(two_pi * v)) < 1e-14);
            const double same_radius = sqrt(-2 * Sleef_cinz_logd1_u10purec(u));
            const Sleef_double_2 wave = Sleef_cinz_sincospid1_u05purec(2 * v);
            assert_true(following[2 * k] == same_radius * wave.y && following[2 * k + 1] == same_radius * wave.x);
        }
    }
}

/* At each width that this CPU has. */
static void test_widths(void **state)
{
    (void)state;
    enum { BLOCKS = 256 };
    const struct normals_set *sets[] = {&normals_sse2, __builtin_cpu_supports("avx") ? &normals_avx : NULL,
                                        __builtin_cpu_supports("avx512f") ? &normals_avx512 : NULL};
    for (uint64_t block = 0; block < BLOCKS; block++) {
        uint64_t streams[NORMALS_MOST];
        for (uint64_t i = 0; i < NORMALS_MOST; i++)
            streams[i] = random_stream(RANDOM_DATA, i % 3 ? block : i * 0x123456789u);
        for (size_t k = 0; k < sizeof sets / sizeof *sets; k++)
            if (sets[k])
                check_normals(sets[k], block * 0x9E3779B97F4A7C15u, streams, block % 5 ? block * NORMALS_MOST : ((block + 1) << 40) - NORMALS_LANES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers), cmocka_unit_test(test_positions), cmocka_unit_test(test_bits),
        cmocka_unit_test(test_moments),       cmocka_unit_test(test_below),     cmocka_unit_test(test_widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
