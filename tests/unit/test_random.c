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

/* The widths that this CPU has make the same normals, and those are what Box and Muller's method makes of the uniforms, to the bit with SLEEF's
 * consistent functions, whose steps ours take. */
static void test_widths(void **state)
{
    (void)state;
    enum { BLOCKS = 1024, COUNT = NORMALS_MOST };
    static const double two_pi = 6.283185307179586;
    for (uint64_t block = 0; block < BLOCKS; block++) {
        uint64_t streams[COUNT], pairs[COUNT];
        double even[2][COUNT], odd[2][COUNT];
        const uint64_t seed = block * 0x9E3779B97F4A7C15u;
        for (uint64_t i = 0; i < COUNT; i++) {
            streams[i] = random_stream(RANDOM_DATA, i % 3 ? block : i * 0x123456789u);
            pairs[i] = i % 5 ? block * COUNT + i : UINT64_MAX / 2 - i * 0x1FFFFFFFu;
        }
        normals_sse2(seed, streams, pairs, even[0], odd[0], COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            const double radius = sqrt(-2 * log(1 - random_uniform(seed, streams[i], 2 * pairs[i])));
            const double angle = two_pi * random_uniform(seed, streams[i], 2 * pairs[i] + 1);
            assert_true(fabs(even[0][i] - radius * cos(angle)) < 1e-14);
            assert_true(fabs(odd[0][i] - radius * sin(angle)) < 1e-14);
            const double same_radius = sqrt(-2 * Sleef_cinz_logd1_u10purec(1 - random_uniform(seed, streams[i], 2 * pairs[i])));
            const Sleef_double_2 wave = Sleef_cinz_sincospid1_u05purec(2 * random_uniform(seed, streams[i], 2 * pairs[i] + 1));
            assert_true(even[0][i] == same_radius * wave.y && odd[0][i] == same_radius * wave.x);
        }
        for (int wide = 0; wide < 2; wide++) {
            if (!(wide ? __builtin_cpu_supports("avx512f") : __builtin_cpu_supports("avx")))
                continue;
            (wide ? normals_avx512 : normals_avx)(seed, streams, pairs, even[1], odd[1], COUNT);
            assert_memory_equal(even[0], even[1], sizeof even[0]);
            assert_memory_equal(odd[0], odd[1], sizeof odd[0]);
        }
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
