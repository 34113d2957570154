/* Limits, ticks and labels against tests/reference/ticks.json (matplotlib's own), and the same rules where ranges turn ugly. */
#include "figure/ticks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/reference.h"

/* The reference writes '-' for a minus and 10^k for powers. */
static void plain_label(const char *label, char *plain)
{
    static const char *const from[] = {MINUS, "⁻", "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
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
    assert_int_equal(ticks.count, cJSON_GetArraySize(positions));
    for (size_t i = 0; i < ticks.count; i++) {
        double expected = cJSON_GetArrayItem(positions, (int)i)->valuedouble;
        assert_true(fabs(ticks.positions[i] - expected) <= (logarithmic ? 1e-9 * expected : tolerance));
        char plain[64];
        plain_label(ticks.labels[i], plain);
        assert_string_equal(plain, cJSON_GetArrayItem(labels, (int)i)->valuestring);
    }
    char plain[64];
    plain_label(ticks.offset_text, plain);
    assert_string_equal(plain, cJSON_GetObjectItem(item, "offset_text")->valuestring);
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
        const char *labels, *offset, *offset_for_people;
    } rows[] = {
        {0, 1e-300, false, SCALE_LINEAR, "0.0 0.2 0.4 0.6 0.8 1.0", "1e−300", "×10⁻³⁰⁰"},
        {0, 1e300, false, SCALE_LINEAR, "0.0 0.2 0.4 0.6 0.8 1.0", "1e300", "×10³⁰⁰"},
        {-1e308, 1e308, true, SCALE_LINEAR, "−1.0 −0.5 0.0 0.5 1.0", "1e308", "×10³⁰⁸"},
        {10000, 10002, true, SCALE_LINEAR, "0.0 0.5 1.0 1.5 2.0", "+1e4", "+ 10000"},
        {-10002, -10000, true, SCALE_LINEAR, "−2.0 −1.5 −1.0 −0.5 0.0", "−1e4", "− 10000"},
        {2, 0, true, SCALE_LINEAR, "0.0 0.5 1.0 1.5 2.0", "", ""},
        {1e-3, 1e3, false, SCALE_LOG, "10⁻² 10⁰ 10²", "", ""},
        {5, 5, false, SCALE_LOG, "10⁰ 10¹", "", ""},
        {-1, 0, false, SCALE_LOG, "10⁰ 10¹", "", ""},
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
        assert_string_equal(ticks_offset_for_people(arena, ticks.offset_text), rows[i].offset_for_people);
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
    assert_string_equal(ticks_log_label(arena, 2e-7), "2×10⁻⁷");
    assert_string_equal(ticks_log_label(arena, 0.2), "0.2");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_hostile_ranges),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_given_ticks_are_formatted_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
