/* Gradients through depth against tests/reference/depth.json: means by layer within its statistical tolerance. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/network.h"
#include "analysis/statistics.h"
#include "tests/unit/ask.h"
#include "tests/unit/reference.h"

enum { SEEDS = 100, LAYERS = 51 };

/* "relu" with "he_layernorm" is relu(init=he,normalization=layer) here. */
static const char *call_text(struct arena *arena, const cJSON *network)
{
    const char *activation = cJSON_GetObjectItem(network, "activation")->valuestring, *init = cJSON_GetObjectItem(network, "init")->valuestring;
    if (!strncmp(init, "normal_", 7))
        return arena_format(arena, "%s(std=%s)", activation, init + 7);
    return arena_format(arena, "%s(init=%.*s%s%s)", activation, (int)strcspn(init, "_"), init,
                        strstr(init, "layernorm") ? ",normalization=layer" : "", strstr(init, "residual") ? ",residual=1" : "");
}

/* Our record, whose entry `first` is the reference's first, against means and deviations of `theirs` networks. */
static void compare(const char *name, const double *record, size_t first, const cJSON *statistics, double theirs)
{
    const cJSON *means = cJSON_GetObjectItem(statistics, "mean"), *deviations = cJSON_GetObjectItem(statistics, "sd");
    for (int i = 0; i < cJSON_GetArraySize(means); i++) {
        double mean, deviation;
        mean_deviation(record + first + (size_t)i, SEEDS, LAYERS, &mean, &deviation);
        const double expected = cJSON_GetArrayItem(means, i)->valuedouble, sd = cJSON_GetArrayItem(deviations, i)->valuedouble;
        if (!(fabs(mean - expected) <= 5 * sqrt(deviation * deviation / SEEDS + sd * sd / theirs) + 1e-6))
            fail_msg("%s: layer %zu has %g, the reference %g", name, first + (size_t)i, mean, expected);
    }
}

static void test_networks(void *context)
{
    struct arena *arena = context;
    cJSON *reference = reference_read("depth.json");
    const cJSON *entry;
    struct network networks[9];
    struct network_record records[9];
    struct error error = {0};
    size_t count = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "networks"))
    {
        struct call call;
        assert_true(call_read(arena, call_text(arena, entry), "activation", activation_at, &call, &error));
        networks[count] = network_of(&call, 64);
        assert_near(networks[count++].deviation, reference_number(entry, "std"), 1e-15);
    }
    assert_int_equal(count, 9);
    assert_true(network_run(arena, networks, count, 64, LAYERS - 1, SEEDS, 5, records, &error));
    count = 0;
    cJSON_ArrayForEach(entry, cJSON_GetObjectItem(reference, "networks"))
    {
        const cJSON *check = cJSON_GetObjectItem(entry, "check_200");
        const char *name = call_text(arena, entry);
        compare(name, records[count].gradient, 0, cJSON_GetObjectItem(check, "log10_grad_x"), 200);
        compare(name, records[count].weights, 1, cJSON_GetObjectItem(check, "log10_grad_w"), 200);
        compare(name, records[count].size, 0, cJSON_GetObjectItem(entry, "log10_rms_x"), 20);
        count++;
    }
    cJSON_Delete(reference);
}

/* Depths and deviations at which plain doubles would under- or overflow. */
static void test_study(void *context)
{
    struct arena *arena = context;
    const struct answer answer = ask_well(arena, "depth", "network=sigmoid,linear(std=0),tanh(std=100)&depth=200&units=16&seeds=3");
    assert_int_equal(answer.description.run_count, 3);
    const struct study_run *sigmoid = &answer.description.runs[0], *dead = &answer.description.runs[1];
    assert_string_equal(sigmoid->outcome, "vanishing");
    assert_int_equal(column_of(&sigmoid->columns, "layer")->count, 201);
    assert_near(column_of(&sigmoid->columns, "log10_gradient")->numbers[200], 0, 0);
    assert_true(column_of(&sigmoid->columns, "log10_gradient")->numbers[0] < -100); /* far below the least double's square */
    assert_true(column_of(&sigmoid->columns, "low")->numbers[0] <= column_of(&sigmoid->columns, "high")->numbers[0]);
    assert_true(isinf(column_of(&dead->columns, "log10_gradient")->numbers[0]));

    static const char *const refused[][2] = {{"network=swish", "network"},
                                             {"network=tanh(init=orthogonal)", "network"},
                                             {"depth=0", "depth"},
                                             {"units=1000", "units"},
                                             {"seeds=0", "seeds"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_string_equal(ask_badly(arena, "depth", refused[i][0]), refused[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_networks), unit_test_in_arena(test_study)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
