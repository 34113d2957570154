/* Numbers as text, names that are near, UTF-8, XML, what the arena does when memory runs out. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/exact.h"
#include "base/finite_range.h"
#include "base/heap.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/random.h"
#include "base/sort.h"
#include "base/text.h"
#include "base/xml.h"

static const struct {
    double value;
    const char *text;
} shortest[] = {
    {0.1, "0.1"},
    {1.0 / 3, "0.3333333333333333"},
    {100, "100"},
    {-12.5, "-12.5"},
    {1e21, "1e21"},
    {1e20, "1e20"},
    {451107236848129150000.0, "4.5110723684812915e20"},
    {1e16, "1e16"},
    {12345678901234567.0, "1.2345678901234568e16"},
    {9999999999999998.0, "9999999999999998"},
    {1e15, "1000000000000000"},
    {1e22, "1e22"},
    {1e23, "1e23"},
    {1e-7, "0.0000001"},
    {1e-8, "1e-8"},
    {0.000123, "0.000123"},
    {5e-324, "5e-324"},
    {0x1p-44, "5.684341886080802e-14"},
    {0x1p-1022, "2.2250738585072014e-308"},
    {1.7976931348623157e308, "1.7976931348623157e308"},
    {9007199254740993.0, "9007199254740992"},
    {123456789.0, "123456789"},
    {0.0, "0"},
    {-0.0, "-0"},
    {INFINITY, "inf"},
    {-INFINITY, "-inf"},
    {NAN, "nan"},
};

static void test_shortest(void **state)
{
    (void)state;
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < sizeof shortest / sizeof *shortest; i++) {
        assert_int_equal(number_print(text, shortest[i].value), strlen(shortest[i].text));
        assert_string_equal(text, shortest[i].text);
    }
}

/* Digits of every length at every exponent are laid out place by place. */
static void test_layout(void **state)
{
    (void)state;
    static const char digits[] = "1234567890123456789";
    for (int count = 1; count <= 15; count += count == 9 ? 2 : 1) /* none that end in a zero */
        for (int exponent = -320; exponent <= 300; exponent++) {
            char read[40], text[NUMBER_SIZE], expected[NUMBER_SIZE], *out = expected;
            snprintf(read, sizeof read, "-%.*se%d", count, digits, exponent - count + 1);
            if (exponent < -300 && count > 4) /* of denormal numbers other digits are the shortest */
                continue;
            *out++ = '-';
            for (int place = exponent < 0 ? exponent : 0; exponent >= -7 && exponent < 16 && (place < count || place <= exponent); place++) {
                if (place == exponent + 1)
                    *out++ = '.';
                *out++ = place >= 0 && place < count ? digits[place] : '0';
            }
            *out = 0;
            if (exponent < -7 || exponent >= 16)
                snprintf(out, sizeof expected - 1, "1%s%.*se%d", count > 1 ? "." : "", count - 1, digits + 1, exponent);
            assert_int_equal(number_print(text, strtod(read, NULL)), strlen(expected));
            assert_string_equal(text, expected);
        }
}

/* Every double reads back, and no decimal one digit shorter does: neither of the two around it. */
static void test_shortest_is_shortest(void **state)
{
    (void)state;
    uint64_t bits = 42;
    for (int i = 0; i < 200000; i++) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        const uint64_t chosen = i < 2000 ? (uint64_t)i << 52 : bits;
        double value;
        memcpy(&value, &chosen, sizeof value);
        value = fabs(value);
        if (!isfinite(value) || value == 0)
            continue;
        char text[NUMBER_SIZE], shorter[64];
        number_print(text, value);
        if (strtod(text, NULL) != value)
            fail_msg("%s reads back as another double than %.17g", text, value);
        int digits = 0, zeros = 0; /* zeros at the end only fill places */
        for (const char *at = text + strspn(text, "0."); *at && *at != 'e'; at++) {
            digits += *at != '.';
            zeros = *at == '0' ? zeros + 1 : *at == '.' ? zeros : 0;
        }
        digits -= zeros;
        if (digits < 15)
            continue;
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
        if (strtod(shorter, NULL) == value)
            fail_msg("%s is longer than %s", text, shorter);
    }
}

static void test_rounded(void **state)
{
    (void)state;
    char text[NUMBER_SIZE];
    number_print_rounded(text, 0.001340950683025897, 3);
    assert_string_equal(text, "0.00134");
    number_print_rounded(text, 4.3210987e13, 2);
    assert_string_equal(text, "4.3×10¹³");
    number_print_rounded(text, 123456.7, 3);
    assert_string_equal(text, "123000");
    number_print_rounded(text, -1234567.8, 8);
    assert_string_equal(text, "−1234567.8");
    number_print_rounded(text, 0.0001234, 2);
    assert_string_equal(text, "0.00012");
    number_print_rounded(text, 0.00001234, 2);
    assert_string_equal(text, "1.2×10⁻⁵");
    number_print_rounded(text, -1.0467211246605712, 6);
    assert_string_equal(text, "−1.04672");
    number_print_rounded(text, 9.9999999, 3);
    assert_string_equal(text, "10");
    number_print_rounded(text, 7.8e-52, 6);
    assert_string_equal(text, "7.8×10⁻⁵²");
    number_print_rounded(text, -1e-7, 6);
    assert_string_equal(text, "−10⁻⁷");
    number_print_rounded(text, 1000000010, 14);
    assert_string_equal(text, "1000000010");
    number_print_rounded(text, 0.1, NUMBER_ALL);
    assert_string_equal(text, "0.1");
    number_print_rounded(text, NAN, 6);
    assert_string_equal(text, "undefined");
    number_print_rounded(text, -INFINITY, 6);
    assert_string_equal(text, "−∞");
}

/* Rounded as printf rounds: any doubles, those that end in a 5 or lie next to one, whole ones, and those beyond 15 digits. */
static void test_rounded_as_printf(void **state)
{
    (void)state;
    enum { COUNT = 200000 };
    for (int i = 0; i < COUNT; i++) {
        const int digits = 1 + (int)random_below(7, 0, (uint64_t)i, 16), kind = i % 4;
        const double any = random_uniform(8, 0, (uint64_t)i), thousandths = (double)random_below(9, 0, (uint64_t)i, 100000) / 1000;
        const double value = kind == 0   ? exp((any - 0.5) * 25)
                             : kind == 1 ? nextafter(thousandths, any < 0.5 ? 0 : 1e9)
                             : kind == 2 ? thousandths
                                         : ldexp((double)random_below(10, 0, (uint64_t)i, 4096), -(int)(8 * any));
        char text[NUMBER_SIZE], rounded[NUMBER_SIZE];
        double read;
        snprintf(rounded, sizeof rounded, "%.*e", digits - 1, value);
        if (!(value > 0) || number_exponent(strtod(rounded, NULL)) >= 6 || number_exponent(strtod(rounded, NULL)) < -4)
            continue;
        number_print_rounded(text, value, digits);
        if (!number_literal(text, &read) || read != strtod(rounded, NULL))
            fail_msg("%.17g with %d digits is %s, not %s", value, digits, text, rounded);
    }
}

/* Sets of numbers get the digits that tell them apart. */
static void test_sets(void **state)
{
    (void)state;
    static const struct {
        double values[3];
        const char *texts[3];
    } rows[] = {
        {{123456.788, 123456.79, NAN}, {"123456.788", "123456.79", "undefined"}},
        {{0, 1, 1e6}, {"0", "1", "10⁶"}},
        {{100.005, 100.01, 100.015}, {"100.005", "100.01", "100.015"}},
        {{1, 1 + 0x1p-52, INFINITY}, {"1", "1.0000000000000002", "∞"}},
        {{7.80001e-52, 7.80002e-52, 7.80002e-52}, {"7.80001×10⁻⁵²", "7.80002×10⁻⁵²", "7.80002×10⁻⁵²"}},
        {{-0.5, 0.5, 0.123456789}, {"−0.5", "0.5", "0.123457"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const int digits = number_digits(rows[i].values, 3, 6);
        for (int k = 0; k < 3; k++) {
            char text[NUMBER_SIZE];
            assert_int_equal(number_print_rounded(text, rows[i].values[k], digits), strlen(rows[i].texts[k]));
            assert_string_equal(text, rows[i].texts[k]);
        }
    }
    assert_int_equal(number_digits_between(-5, 5, 6), 6);
    assert_int_equal(number_digits_between(1e9, 1e9 + 10, 6), 14);
    assert_int_equal(number_digits_between(1, 1, 6), 6);
    assert_int_equal(number_digits_between(1, 1 + 1e-15, 6), NUMBER_ALL);
    assert_int_equal(number_exponent(0.001), -3);
    assert_int_equal(number_exponent(5e-324), -324);
    assert_true(number_power(-5) == 1e-5 && number_power(400) == INFINITY && number_round(2.675, 2) == 2.7);
}

static void test_nearest(void **state)
{
    (void)state;
    const char *best = NULL;
    text_nearest("rosenbrok", "himmelblau", &best);
    text_nearest("rosenbrok", "rosenbrock", &best);
    assert_string_equal(best, "rosenbrock");
    best = NULL;
    text_nearest("zzz", "rosenbrock", &best);
    assert_null(best);
    assert_int_equal(text_distance("heigth", "height"), 1);
    assert_int_equal(text_distance("Width", "width"), 0);
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool valid;
    } rows[] = {{"x·cos(πx)", true}, {"\xc0\xaf", false}, {"\xed\xa0\x80", false}, {"\xf4\x90\x80\x80", false},
                {"\xe2\x82", false}, {"鞍点", true},      {"\x80", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(text_is_utf8(rows[i].text, strlen(rows[i].text)), rows[i].valid);
    char cut[8];
    text_shorten(cut, sizeof cut, "鞍点是");
    assert_true(text_is_utf8(cut, strlen(cut)));
}

static int released;

static void release(void *resource)
{
    released += *(int *)resource;
}

static void use_up(void *context)
{
    struct arena *arena = context;
    static int one = 1;
    arena_defer(arena, release, &one);
    for (;;)
        arena_allocate(arena, 1, 1000);
}

static void test_arena(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    released = 0;
    assert_false(arena_protect(arena, use_up, arena));
    assert_true(arena_used(arena) <= 1 << 20);
    arena_destroy(arena);
    assert_int_equal(released, 1);
    /* The same with the system's memory failing instead of the cap. */
    arena = arena_create(1 << 30);
    memory_fail_after(2);
    assert_false(arena_protect(arena, use_up, arena));
    assert_true(memory_has_failed());
    memory_fail_after(-1);
    arena_destroy(arena);
    assert_int_equal(released, 2);
}

static const char *xml_of(struct arena *arena, const char *text)
{
    struct buffer out = {.arena = arena};
    xml_text(&out, text, strlen(text));
    return buffer_string(&out);
}

static void test_xml(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"", ""},
        {"a<b>&\"c'd", "a&lt;b&gt;&amp;&quot;c&#39;d"},
        {"\xc3\xa9 \xf0\x9f\x98\x80", "\xc3\xa9 \xf0\x9f\x98\x80"},
        {"a\xef\xbf\xbe\xef\xbf\xbf", "a\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xef\xbf\xbd", "\xef\xbf\xbd"},
        {"\xed\xa0\x80<", "\xef\xbf\xbd&lt;"},
        {"\x01\x1f\t\n\r", "\xef\xbf\xbd\xef\xbf\xbd\t\n\r"},
    };
    struct arena *arena = arena_create(1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(xml_of(arena, rows[i].text), rows[i].written);
    arena_destroy(arena);
}

static void append_utf8(struct buffer *text, uint32_t code)
{
    static const unsigned char leads[] = {0, 0xc0, 0xe0, 0xf0};
    const int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    buffer_character(text, (char)(leads[more] | code >> 6 * more));
    for (int i = more; i-- > 0;)
        buffer_character(text, (char)(0x80 | (code >> 6 * i & 0x3f)));
}

/* Whether XML 1.0 has the character (production 2). */
static bool is_xml_character(uint32_t code)
{
    return code == 9 || code == 10 || code == 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
}

/* Every character that is not an entity stands for itself if XML has it, and for U+FFFD if not. */
static void test_xml_characters(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 26);
    struct buffer text = {.arena = arena}, out = {.arena = arena};
    for (uint32_t code = 1; code <= 0x10ffff; code++)
        if ((code < 0xd800 || code > 0xdfff) && !(code < 0x80 && strchr("<>&\"'", (int)code)))
            append_utf8(&text, code);
    assert_true(text_is_utf8(text.data, text.length));
    xml_text(&out, text.data, text.length);
    const char *written = out.data;
    for (const char *at = text.data; *at;) {
        const uint32_t code = text_next(&at);
        assert_int_equal(text_next(&written), is_xml_character(code) ? code : 0xfffd);
    }
    assert_int_equal(*written, 0);
    arena_destroy(arena);
}

enum { MEBIBYTE = 1 << 20 };

static void use_and_clear(void *context)
{
    struct arena *arena = context, *inner = arena_within(arena);
    static int one = 1;
    for (int turn = 0; turn < 100; turn++) { /* a hundred times half of the cap */
        arena_defer(inner, release, &one);
        arena_allocate(inner, MEBIBYTE / 2, 1);
        arena_clear(inner);
    }
    arena_defer(inner, release, &one);
    for (;;)
        arena_allocate(inner, 100, 1000);
}

/* An inner arena gives back what it holds, and counts against the outer one's cap as long as it holds it. */
static void test_arena_within(void **state)
{
    (void)state;
    const size_t before = memory_used();
    struct arena *arena = arena_create(MEBIBYTE);
    released = 0;
    assert_false(arena_protect(arena, use_and_clear, arena));
    assert_int_equal(arena_fault(arena), ARENA_OVER_CAP);
    assert_int_equal(released, 100);
    assert_true(arena_peak(arena) <= MEBIBYTE + 64 * 1024);
    arena_destroy(arena);
    assert_int_equal(released, 101);
    assert_int_equal(memory_used(), before);
}

static void charge_and_use(void *context)
{
    struct arena *arena = context;
    for (int turn = 0; turn < 100; turn++) {
        arena_charge(arena, MEBIBYTE / 2);
        arena_discharge(arena, MEBIBYTE / 2);
    }
    arena_charge(arena, MEBIBYTE / 2);
    for (;;)
        arena_allocate(arena, 1, 1000);
}

/* What foreign libraries take counts against the cap of the work and the limit of the process. */
static void test_charges(void **state)
{
    (void)state;
    const size_t before = memory_used();
    struct arena *arena = arena_create(MEBIBYTE);
    assert_false(arena_protect(arena, charge_and_use, arena));
    assert_int_equal(arena_fault(arena), ARENA_OVER_CAP);
    assert_true(arena_used(arena) <= MEBIBYTE && arena_used(arena) >= MEBIBYTE / 2);
    arena_destroy(arena);
    assert_int_equal(memory_used(), before);

    memory_set_limit(before + MEBIBYTE);
    assert_null(memory_allocate(2 * MEBIBYTE));
    void *half = memory_allocate(MEBIBYTE / 2);
    assert_non_null(half);
    assert_false(memory_charge(MEBIBYTE / 2 + 1));
    assert_true(memory_charge(MEBIBYTE / 4));
    arena = arena_create((size_t)MEBIBYTE << 10);
    assert_false(arena_protect(arena, use_up, arena));
    assert_int_equal(arena_fault(arena), ARENA_OUT_OF_MEMORY);
    assert_true(memory_used() <= before + MEBIBYTE);
    arena_destroy(arena);
    memory_discharge(MEBIBYTE / 4);
    memory_free(half);
    memory_set_limit(SIZE_MAX);
    assert_int_equal(memory_used(), before);
}

/* Values of mpmath 1.2 with 40 digits, rounded to the nearest double; within one unit in the last place. */
static void test_exact(void **state)
{
    (void)state;
    const struct {
        double value, expected;
    } rows[] = {
        {exact_sin(1), 0.8414709848078965},
        {exact_sin(1e6), -0.34999350217129294},
        {exact_cos(1), 0.5403023058681398},
        {exact_tan(1.5), 14.101419947171719},
        {exact_atan2(1, -2), 2.677945044588987},
        {exact_atan2(-1, 2), -0.4636476090008061},
        {exact_exp(1), 2.718281828459045},
        {exact_exp(-700), 9.859676543759770e-305},
        {exact_expm1(1e-5), 1.0000050000166668e-5},
        {exact_log(10), 2.302585092994046},
        {exact_log1p(1e-5), 9.999950000333332e-6},
        {exact_log1p(1e308), 709.1962086421661},
        {exact_tanh(0.5), 0.46211715726000974},
        {exact_pow(2, 0.5), 1.4142135623730951},
        {exact_pow(0.1, 10), 1.0000000000000006e-10},
        {exact_hypot(3, 4), 5},
        {exact_hypot(1e300, 1e300), 1.4142135623730951e300},
        {exact_hypot(1e-300, 0), 1e-300},
        {exact_log10(2), 0.3010299956639812},
        {exact_power_of_ten(0.5), 3.1622776601683795},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(fabs(rows[i].value - rows[i].expected) <= fabs(rows[i].expected) * 0x1p-52);
    for (int exponent = -307; exponent <= 308; exponent++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", exponent);
        const double power = strtod(text, NULL);
        assert_true(exact_power_of_ten(exponent) == power && exact_log10(power) == exponent);
    }
    assert_true(exact_log10(0) == -INFINITY && isnan(exact_log10(-1)) && isnan(exact_log(-1)) && exact_power_of_ten(-INFINITY) == 0);
    assert_true(isnan(exact_sin(INFINITY)) && exact_exp(-INFINITY) == 0 && exact_exp(1000) == INFINITY && exact_power_of_ten(400) == INFINITY);
}

static size_t resident_pages(void)
{
    unsigned long all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lu %lu", &all, &resident), 2);
    fclose(file);
    return resident;
}

/* Memory that was freed between pieces that stay goes back to the system, though never much of it was freed at once. */
static void test_heap_returns_holes(void **state)
{
    (void)state;
    enum { ROUNDS = 10, ROUND_BYTES = 16 << 20, LEAST_BYTES = 32 << 10, MORE_BYTES = 8 << 10, PIECES = ROUND_BYTES / LEAST_BYTES, PAGE_BYTES = 4096 };
    static char *pieces[ROUNDS][PIECES];
    heap_start();
    const size_t before = resident_pages();
    for (size_t round = 0; round < ROUNDS; round++) {
        const size_t bytes = LEAST_BYTES + round * MORE_BYTES,
                     count = ROUND_BYTES / bytes; /* each round's pieces are too large for the holes before it */
        for (size_t i = 0; i < count; i++) {
            pieces[round][i] = memory_allocate(bytes);
            assert_non_null(pieces[round][i]);
            memset(pieces[round][i], 1, bytes);
        }
        for (size_t i = 0; i < count; i += 2) {
            memory_free(pieces[round][i]);
            pieces[round][i] = NULL;
        }
        heap_return();
    }
#ifndef __SANITIZE_ADDRESS__ /* which has an allocator of its own, that gives back when it likes */
    const size_t stay = ROUNDS * (size_t)ROUND_BYTES / 2 / PAGE_BYTES, may_be_kept = (44 << 20) / PAGE_BYTES;
    assert_in_range(resident_pages(), before + stay / 4 * 3, before + stay + may_be_kept);
#endif
    (void)before;
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < PIECES; i++)
            memory_free(pieces[round][i]);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Numbers of all sizes and signs, few and many, with and without memory for more: as the standard's sort has them. */
static void test_sort(void **state)
{
    (void)state;
    enum { MOST = 3000 };
    static const double special[] = {0, -0.0, INFINITY, -INFINITY, 5e-324, -5e-324, 1.7976931348623157e308, -1.7976931348623157e308};
    static const size_t counts[] = {0, 1, 2, 255, 256, 1000, MOST};
    static double numbers[MOST], expected[MOST], room[2 * MOST];
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
        for (int kind = 0; kind < 8; kind++) {
            const size_t count = counts[k];
            for (size_t i = 0; i < count; i++) {
                const double u = random_uniform(7, (uint64_t)kind, 2 * i), v = random_uniform(7, (uint64_t)kind, 2 * i + 1);
                numbers[i] = kind == 0 ? u : kind == 1 ? -u : kind == 2 ? floor(8 * u) - 4 : kind == 3 ? 7 : ldexp(2 * u - 1, (int)(2000 * v) - 1000);
                if (kind == 5 && v < 0.3)
                    numbers[i] = special[(size_t)(8 * u)];
                if (kind > 5) /* alike but for their last bits: all, or some dozens each */
                    numbers[i] = (kind == 6 ? 1 : 1 + floor(40 * v)) * (1 + 1e-9 * u);
            }
            memcpy(expected, numbers, count * sizeof *numbers);
            qsort(expected, count, sizeof *expected, by_value);
            if (count) {
                const size_t ranks[] = {count / 2, 0, count - 1, count / 20, count / 2};
                double found[5];
                sort_ranks(numbers, count, expected[0], expected[count - 1], ranks, 5, room, found);
                for (size_t i = 0; i < 5; i++)
                    assert_true(found[i] == expected[ranks[i]]);
            }
            static uint32_t order[MOST];
            static struct placed_key keys[2 * MOST];
            sort_order(numbers, count, order, keys);
            for (size_t i = 0; i < count; i++)
                assert_true(numbers[order[i]] == expected[i] && (i == 0 || numbers[order[i]] != numbers[order[i - 1]] || order[i] > order[i - 1]));
            if (kind == 1)
                memory_fail_after(0);
            sort_ascending(numbers, count);
            memory_fail_after(-1);
            for (size_t i = 0; i < count; i++)
                assert_true(numbers[i] == expected[i]);
        }
    static const double undefined[] = {NAN, 1, -NAN, -INFINITY, INFINITY};
    static const uint32_t last[] = {3, 1, 4, 0, 2};
    uint32_t order[5];
    struct placed_key keys[10];
    sort_order(undefined, 5, order, keys);
    assert_memory_equal(order, last, sizeof last);
}

/* Of numbers of which some are none, infinite, zeros or too small, as they are one by one. */
static void test_finite_range(void **state)
{
    (void)state;
    enum { MOST = 40 };
    static const double special[] = {NAN, INFINITY, -INFINITY, 0, 5e-324, DBL_MIN, -DBL_MIN, DBL_MAX, -DBL_MAX};
    enum { SPECIAL = sizeof special / sizeof *special };
    double numbers[MOST];
    for (uint64_t seed = 0; seed < 2000; seed++) {
        const size_t count = (size_t)random_below(seed, 0, 0, MOST + 1);
        struct finite_range expected = {INFINITY, -INFINITY, INFINITY, 0, 0};
        for (size_t i = 0; i < count; i++) {
            const double u = random_uniform(seed, 1, i), value = random_uniform(seed, 2, i) < 0.4 ? special[(size_t)(SPECIAL * u)] : 2 * u - 1;
            numbers[i] = value;
            if (!isfinite(value))
                continue;
            expected.finite++;
            expected.low = fmin(expected.low, value);
            expected.high = fmax(expected.high, value);
            expected.positive += value >= DBL_MIN;
            expected.least_positive = value >= DBL_MIN ? fmin(expected.least_positive, value) : expected.least_positive;
        }
        const struct finite_range found = finite_range_of(numbers, count);
        assert_true(found.low == expected.low && found.high == expected.high && found.least_positive == expected.least_positive);
        assert_int_equal(found.finite, expected.finite);
        assert_int_equal(found.positive, expected.positive);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shortest),
                                       cmocka_unit_test(test_layout),
                                       cmocka_unit_test(test_shortest_is_shortest),
                                       cmocka_unit_test(test_rounded),
                                       cmocka_unit_test(test_rounded_as_printf),
                                       cmocka_unit_test(test_sets),
                                       cmocka_unit_test(test_nearest),
                                       cmocka_unit_test(test_utf8),
                                       cmocka_unit_test(test_arena),
                                       cmocka_unit_test(test_xml),
                                       cmocka_unit_test(test_xml_characters),
                                       cmocka_unit_test(test_exact),
                                       cmocka_unit_test(test_arena_within),
                                       cmocka_unit_test(test_charges),
                                       cmocka_unit_test(test_heap_returns_holes),
                                       cmocka_unit_test(test_sort),
                                       cmocka_unit_test(test_finite_range)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
