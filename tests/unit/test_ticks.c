/* Limits, ticks and labels against tests/reference/ticks.json (matplotlib's own), and the same rules where ranges turn ugly. */
#include "figure/ticks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/reference.h"

/* The reference writes '-' for a minus and 10^k for powers. */
static void plain_label(const char *label, char *plain)
{
    static const char *const from[] = {NUMBER_MINUS, "⁻", "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    static const char to[] = "--0123456789";
    char *start = plain;
    while (*label) {
        size_t which = 0, count = sizeof from / sizeof *from;
        while (which < count && strncmp(label, from[which], strlen(from[which])) != 0)
            which++;
        if (which == count) {
            *plain++ = *label++;
            continue;
        }
        if (which > 0 && plain == start + 2 && start[0] == '1' && start[1] == '0')
            *plain++ = '^';
        *plain++ = to[which];
        label += strlen(from[which]);
    }
    *plain = 0;
}

/* The offset texts of the reference, and ours. */
static const char *const offset_texts[][2] = {{"", ""}, {"+1e4", "+\u00a010000"}, {"1e-5", "×10⁻⁵"}};

/* matplotlib counts every stride-th power of ten from the axis's lower end; ours are those whose exponents are multiples of the stride. */
static bool counts_from_the_end(const cJSON *positions)
{
    const int count = cJSON_GetArraySize(positions);
    const double first = rint(log10(cJSON_GetArrayItem(positions, 0)->valuedouble)),
                 stride = count > 1 ? rint(log10(cJSON_GetArrayItem(positions, 1)->valuedouble)) - first : 1;
    return fmod(first, stride) != 0;
}

static void check_case(struct arena *arena, const cJSON *item)
{
    const cJSON *range = cJSON_GetObjectItem(item, "range"), *limits = cJSON_GetObjectItem(item, "limits");
    const cJSON *positions = cJSON_GetObjectItem(item, "ticks"), *labels = cJSON_GetObjectItem(item, "labels");
    double data[2] = {cJSON_GetArrayItem(range, 0)->valuedouble, cJSON_GetArrayItem(range, 1)->valuedouble};
    bool logarithmic = strcmp(cJSON_GetObjectItem(item, "scale")->valuestring, "log") == 0;
    bool given = strcmp(cJSON_GetObjectItem(item, "mode")->valuestring, "limits") == 0;
    struct figure_ticks ticks;
    figure_ticks(arena, data, given, logarithmic ? SCALE_LOG : SCALE_LINEAR, cJSON_GetObjectItem(item, "tick_space")->valueint, &ticks);
    double low = cJSON_GetArrayItem(limits, 0)->valuedouble, high = cJSON_GetArrayItem(limits, 1)->valuedouble;
    double tolerance = 1e-9 * fabs(high - low);
    assert_true(fabs(ticks.limits[0] - low) <= (logarithmic ? 1e-9 * low : tolerance));
    assert_true(fabs(ticks.limits[1] - high) <= tolerance);
    if (logarithmic && counts_from_the_end(positions))
        return;
    assert_int_equal(ticks.count, cJSON_GetArraySize(positions));
    for (size_t i = 0; i < ticks.count; i++) {
        double expected = cJSON_GetArrayItem(positions, (int)i)->valuedouble;
        assert_true(fabs(ticks.positions[i] - expected) <= (logarithmic ? 1e-9 * expected : tolerance));
        char plain[64];
        plain_label(ticks.labels[i], plain);
        assert_string_equal(plain, cJSON_GetArrayItem(labels, (int)i)->valuestring);
    }
    size_t offset = 0, offsets = sizeof offset_texts / sizeof *offset_texts;
    while (offset < offsets && strcmp(offset_texts[offset][0], cJSON_GetObjectItem(item, "offset_text")->valuestring) != 0)
        offset++;
    assert_true(offset < offsets);
    assert_string_equal(ticks.offset_text, offset_texts[offset][1]);
}

static void test_reference(void **state)
{
    (void)state;
    cJSON *json = reference_read("ticks.json");
    const cJSON *cases = cJSON_GetObjectItem(json, "cases"), *item;
    int count = 0;
    cJSON_ArrayForEach(item, cases)
    {
        struct arena *arena = arena_create(1 << 20);
        check_case(arena, item);
        arena_destroy(arena);
        count++;
    }
    assert_int_equal(count, 67);
    cJSON_Delete(json);
}

static void test_hostile_ranges(void **state)
{
    (void)state;
    static const double values[] = {0,        1,   -1,   1e-300, -1e-300, 3e-300,   5e-324,    1e300, -1e300,    1.7e308,       -1.7e308, 1e16,
                                    1e16 + 2, 0.1, 1e-5, 1e5,    1e6,     INFINITY, -INFINITY, NAN,   1 + 1e-15, 123456789.123, 2.5e-287, 9.99e279};
    static const enum figure_scale scales[] = {SCALE_LINEAR, SCALE_LOG};
    size_t count = sizeof values / sizeof *values;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++)
            for (int variant = 0; variant < 8; variant++) {
                struct arena *arena = arena_create(1 << 20);
                struct figure_ticks ticks;
                double data[2] = {values[i], values[k]};
                int spaces[] = {-5, 6};
                figure_ticks(arena, data, variant & 1, scales[variant >> 1 & 1], spaces[variant >> 2], &ticks);
                assert_true(isfinite(ticks.limits[0]) && isfinite(ticks.limits[1]));
                assert_true(ticks.limits[0] != ticks.limits[1]);
                assert_true(ticks.count <= FIGURE_MOST_TICKS);
                for (size_t t = 0; t < ticks.count; t++) {
                    assert_true(isfinite(ticks.positions[t]));
                    assert_true(t == 0 || ticks.positions[t] > ticks.positions[t - 1]);
                    assert_true(strlen(ticks.labels[t]) < 40);
                }
                arena_destroy(arena);
            }
}

static void test_labels(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        bool given;
        enum figure_scale scale;
        const char *labels, *offset;
    } rows[] = {
        {0, 1e-300, false, SCALE_LINEAR, "0.0 0.2 0.4 0.6 0.8 1.0", "×10⁻³⁰⁰"},
        {0, 1e300, false, SCALE_LINEAR, "0.0 0.2 0.4 0.6 0.8 1.0", "×10³⁰⁰"},
        {-1e308, 1e308, true, SCALE_LINEAR, "−1.0 −0.5 0.0 0.5 1.0", "×10³⁰⁸"},
        {10000, 10002, true, SCALE_LINEAR, "0.0 0.5 1.0 1.5 2.0", "+\u00a010000"},
        {-10002, -10000, true, SCALE_LINEAR, "−2.0 −1.5 −1.0 −0.5 0.0", "−\u00a010000"},
        {123456.788, 123456.79, false, SCALE_LINEAR, "0.0880 0.0885 0.0890 0.0895 0.0900", "+\u00a0123456.7"},
        {-123456.79, -123456.788, false, SCALE_LINEAR, "−0.0900 −0.0895 −0.0890 −0.0885 −0.0880", "−\u00a0123456.7"},
        {1234567890123.25, 1234567890123.5, true, SCALE_LINEAR, "0.25 0.30 0.35 0.40 0.45 0.50", "+\u00a01234567890123"},
        {1.00000001, 1.00000003, true, SCALE_LINEAR, "1.0 1.5 2.0 2.5 3.0", "×10⁻⁸\u00a0+\u00a01"},
        {6.02214076e23, 6.02214077e23, true, SCALE_LINEAR, "0 2 4 6 8 10", "×10¹⁴\u00a0+\u00a06.02214076×10²³"},
        {2, 0, true, SCALE_LINEAR, "0.0 0.5 1.0 1.5 2.0", ""},
        {1e-3, 1e3, false, SCALE_LOG, "10⁻² 10⁰ 10²", ""},
        {5, 5, false, SCALE_LOG, "10⁰ 10¹", ""},
        {-1, 0, false, SCALE_LOG, "10⁰ 10¹", ""},
        {1, 1e293, false, SCALE_LOG, "10⁰ 10¹⁰⁰ 10²⁰⁰ 10³⁰⁰", ""},
        {1e-52, 1e-3, false, SCALE_LOG, "10⁻⁵⁰ 10⁻⁴⁰ 10⁻³⁰ 10⁻²⁰ 10⁻¹⁰", ""},
        {1e3, 1e37, false, SCALE_LOG, "10¹⁰ 10²⁰ 10³⁰", ""},
        {1.186, 2.628e7, false, SCALE_LOG, "10⁰ 10² 10⁴ 10⁶", ""},
        {0, 2, false, SCALE_COUNT, "0 1 2", ""},
        {-0.4, 2.4, true, SCALE_COUNT, "0 1 2", ""},
        {0, 1, false, SCALE_COUNT, "0 1", ""},
        {0.2, 0.8, true, SCALE_COUNT, "", ""},
        {3, 3, false, SCALE_COUNT, "3", ""},
        {0, 25, false, SCALE_COUNT, "0 5 10 15 20 25", ""},
        {1, 12, false, SCALE_COUNT, "5 10", ""},
        {0, 4000, false, SCALE_COUNT, "0 1000 2000 3000 4000", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(1 << 20);
        struct figure_ticks ticks;
        figure_ticks(arena, (double[]){rows[i].low, rows[i].high}, rows[i].given, rows[i].scale, 6, &ticks);
        struct buffer labels = {.arena = arena};
        for (size_t t = 0; t < ticks.count; t++)
            buffer_format(&labels, "%s%s", t ? " " : "", ticks.labels[t]);
        assert_string_equal(buffer_string(&labels), rows[i].labels);
        assert_string_equal(ticks.offset_text, rows[i].offset);
        arena_destroy(arena);
    }
}

static void test_given_ticks_are_formatted_together(void **state)
{
    (void)state;
    struct arena *arena = arena_create(1 << 20);
    double positions[] = {0, 0.25, 1};
    struct figure_ticks ticks = {.limits = {0, 1}, .count = 3, .positions = positions};
    ticks_label(arena, &ticks);
    assert_string_equal(ticks.labels[0], "0.00");
    assert_string_equal(ticks.labels[1], "0.25");
    assert_string_equal(ticks.labels[2], "1.00");
    static const struct {
        double value;
        const char *alone, *among_others;
    } rows[] = {{2e-7, "2×10⁻⁷", "2×10⁻⁷"}, {1e-7, "10⁻⁷", "10⁻⁷"}, {0.2, "0.2", "0.2"},   {1, "10⁰", "1"},
                {10, "10¹", "10"},          {0.01, "10⁻²", "0.01"}, {1000, "10³", "1000"}, {1e4, "10⁴", "10⁴"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(ticks_log_label(arena, rows[i].value, false), rows[i].alone);
        assert_string_equal(ticks_log_label(arena, rows[i].value, true), rows[i].among_others);
    }
    double uneven[] = {0.001, 1, 1000};
    ticks = (struct figure_ticks){.limits = {0, 1000}, .count = 3, .positions = uneven};
    ticks_label(arena, &ticks);
    assert_string_equal(ticks.labels[0], "0.001");
    assert_string_equal(ticks.labels[2], "1000");
    arena_destroy(arena);
}

static double random_part(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (double)(*seed >> 8) / (1 << 24);
}

/* A number in the people's notation. */
static double read_number(const char *text)
{
    static const char *const superscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char plain[200] = "", *out = plain;
    while (*text) {
        if (!strncmp(text, NUMBER_MINUS, strlen(NUMBER_MINUS))) {
            *out++ = '-';
            text += strlen(NUMBER_MINUS);
        } else if (!strncmp(text, "×10", strlen("×10")) || (!strncmp(text, "10", 2) && (unsigned char)text[2] > 127)) {
            const bool times = *text != '1';
            text += times ? strlen("×10") : 2;
            out += sprintf(out, times ? "e" : "1e");
            if (!strncmp(text, "⁻", strlen("⁻"))) {
                *out++ = '-';
                text += strlen("⁻");
            }
            for (int digit = 0; digit < 10; digit++)
                if (!strncmp(text, superscripts[digit], strlen(superscripts[digit]))) {
                    *out++ = (char)('0' + digit);
                    text += strlen(superscripts[digit]);
                    digit = -1;
                }
        } else {
            *out++ = *text++;
        }
    }
    *out = 0;
    return strtod(plain, NULL);
}

/* What a label says together with its axis's offset text. */
static double read_tick(const char *label, const char *offset)
{
    double value = read_number(label), factor = 1;
    if (!strncmp(offset, "×10", strlen("×10"))) {
        const char *end = strstr(offset, "\u00a0");
        char power[64] = "1";
        strncat(power, offset, end ? (size_t)(end - offset) : 60);
        factor = read_number(power);
        offset = end ? end + strlen("\u00a0") : "";
    }
    value *= factor;
    if (*offset)
        value += (*offset == '+' ? 1 : -1) * read_number(strstr(offset, "\u00a0") + strlen("\u00a0"));
    return value;
}

/* Every label differs from the others and, with its offset, is the position it stands at, whatever the offset and the range. */
static void test_labels_say_what_is_so(void **state)
{
    (void)state;
    unsigned seed = 5;
    for (int i = 0; i < 20000; i++) {
        struct arena *arena = arena_create(1 << 20);
        const double width = pow(10, -12 + 20 * random_part(&seed)), away = random_part(&seed) < 0.3 ? 0 : pow(10, 12 * random_part(&seed));
        const double low = (random_part(&seed) - 0.5) * away * width, data[2] = {low, low + width * random_part(&seed)};
        struct figure_ticks ticks;
        figure_ticks(arena, data, i % 2, SCALE_LINEAR, 3 + i % 7, &ticks);
        const double apart = ticks.count > 1 ? ticks.positions[1] - ticks.positions[0] : width;
        if (i % 3 == 0)
            ticks_label_set(arena, &ticks, 3);
        for (size_t k = 0; k < ticks.count; k++) {
            if (k && !strcmp(ticks.labels[k], ticks.labels[k - 1]))
                fail_msg("two ticks between %.17g and %.17g are %s", data[0], data[1], ticks.labels[k]);
            const double said = read_tick(ticks.labels[k], ticks.offset_text), slack = 4e-16 * fabs(ticks.positions[k]);
            if (!(fabs(said - ticks.positions[k]) <= 0.1 * apart + slack))
                fail_msg("the tick at %.17g says %s, %s", ticks.positions[k], ticks.labels[k], ticks.offset_text);
        }
        arena_destroy(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_hostile_ranges),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_labels_say_what_is_so),
        cmocka_unit_test(test_given_ticks_are_formatted_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
