/* Convolutions, pooling, layer norm and residual connections against tests/reference/layers.json (torch, float64), at its tolerances: alone, in
 * lockstep, and in batches of any order. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "network/evaluation.h"
#include "tests/unit/arena.h"
#include "tests/unit/reference.h"

enum { LANES = 8, CASES = 10, MOST = 16 };
enum { WEIGHTS, DIRECTION, INPUTS, TARGETS };

static const cJSON *item(const cJSON *object, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);
    assert_non_null(found);
    return found;
}

/* The rule of layers.py; each number `lanes` times. */
static double *numbers(struct arena *arena, long stream, size_t count, double scale, size_t lanes)
{
    double *into = ARENA_NEW(arena, double, count *lanes + PRODUCT_PADDING);
    for (long i = 0; i < (long)count; i++)
        for (size_t l = 0; l < lanes; l++)
            into[(size_t)i * lanes + l] = scale * ((double)((7919 * i + 104729 * stream + 17 * i * i) % 1009 - 504) / 1009);
    return into;
}

static size_t sizes_of(const cJSON *array, size_t sizes[MOST])
{
    size_t count = 0;
    const cJSON *size;
    cJSON_ArrayForEach(size, array)
    {
        assert_true(count < MOST);
        sizes[count++] = (size_t)size->valueint;
    }
    return count;
}

struct layers_case {
    const char *name;
    struct model model;
    struct examples examples;
    double scale;
};

static void read_case(struct arena *arena, const cJSON *entry, struct layers_case *into)
{
    size_t image[MOST], channels[MOST], hidden[MOST];
    struct error error = {0};
    assert_int_equal(sizes_of(item(entry, "image"), image), 3);
    const bool classes = !strcmp(item(entry, "loss")->valuestring, "cross_entropy");
    const char *activation = item(entry, "activation")->valuestring;
    const struct architecture architecture = {.image = {image[0], image[1], image[2]},
                                              .convolutions = sizes_of(item(entry, "channels"), channels),
                                              .channels = channels,
                                              .kernel = (size_t)item(entry, "kernel")->valueint,
                                              .hidden_layers = sizes_of(item(entry, "hidden"), hidden),
                                              .hidden = hidden,
                                              .inputs = image[0] * image[1] * image[2],
                                              .outputs = (size_t)item(entry, "outputs")->valueint,
                                              .activation = arena_format(arena, "%s(x)", activation),
                                              .normalization = item(entry, "normalization")->valueint,
                                              .residual = item(entry, "residual")->valueint,
                                              .bias = item(entry, "bias")->valueint,
                                              .loss = classes ? &loss_cross_entropy : &loss_squared};
    if (!model_create(arena, &architecture, 2, &into->model, &error))
        fail_msg("%s", error.detail);
    assert_int_equal(into->model.parameters, item(entry, "parameters")->valueint);
    const size_t count = (size_t)item(entry, "examples")->valueint, outputs = architecture.outputs;
    double *target = classes ? ARENA_NEW(arena, double, count + PRODUCT_PADDING) : numbers(arena, TARGETS, count * outputs, 2, 1);
    for (size_t i = 0; classes && i < count; i++)
        target[i] = (double)(i % outputs);
    into->name = arena_format(arena, "%s, %zu parameters", activation, into->model.parameters);
    into->scale = item(entry, "scale")->valuedouble;
    into->examples = (struct examples){.count = count,
                                       .inputs = architecture.inputs,
                                       .targets = classes ? 1 : outputs,
                                       .input = numbers(arena, INPUTS, count * architecture.inputs, 4, 1),
                                       .target = target};
}

/* Every number of `ours`, `lanes` apart, against the array, rows within it one behind the other. */
static void compare(const char *name, const char *what, const double *ours, const cJSON *array, size_t lanes, double tolerance)
{
    const cJSON *row, *number;
    size_t i = 0;
    cJSON_ArrayForEach(row, array) for (number = cJSON_IsArray(row) ? row->child : row; number; number = cJSON_IsArray(row) ? number->next : NULL)
    {
        for (size_t l = 0; l < lanes; l++)
            if (!(fabs(ours[i * lanes + l] - number->valuedouble) <= tolerance * fmax(1, fabs(number->valuedouble))))
                fail_msg("%s: %s %zu is %.17g, torch has %.17g", name, what, i, ours[i * lanes + l], number->valuedouble);
        i++;
    }
    assert_true(i > 0);
}

static void check(struct arena *arena, const cJSON *entry, const struct layers_case *network, size_t lanes)
{
    const size_t parameters = network->model.parameters, count = network->examples.count;
    struct evaluation *evaluation = evaluation_create(arena, &network->model, lanes, 2);
    const double *weights = numbers(arena, WEIGHTS, parameters, network->scale, lanes), *direction = numbers(arena, DIRECTION, parameters, 1, lanes);
    double loss[LANES], *gradient = ARENA_NEW(arena, double, parameters *lanes + PRODUCT_PADDING);
    double *product = ARENA_NEW(arena, double, parameters *lanes + PRODUCT_PADDING);
    double *outputs = ARENA_NEW(arena, double, count * network->model.outputs * lanes + PRODUCT_PADDING);
    const double value = item(entry, "value")->valuedouble;
    uint32_t backwards[64];
    for (size_t i = 0; i < count; i++)
        backwards[i] = (uint32_t)(count - 1 - i);
    const struct batch batch = {.examples = &network->examples, .count = count};
    const struct batch turned = {.examples = &network->examples, .which = backwards, .count = count};
    evaluation_outputs(evaluation, weights, &batch, outputs);
    compare(network->name, "output", outputs, item(entry, "answers"), lanes, 1e-10);
    for (int order = 0; order < 3; order++) {
        if (order < 2)
            evaluation_gradient(evaluation, weights, order ? &turned : &batch, loss, gradient);
        else
            evaluation_product(evaluation, weights, direction, &batch, loss, gradient, product);
        for (size_t l = 0; l < lanes; l++)
            if (!(fabs(loss[l] - value) <= 1e-10 * fmax(1, value)))
                fail_msg("%s: the loss is %.17g, torch has %.17g", network->name, loss[l], value);
        compare(network->name, "gradient", gradient, item(entry, "gradient"), lanes, 1e-10);
    }
    compare(network->name, "product", product, item(entry, "product"), lanes, 1e-8);
}

/* In how many cases a kind is, by the table: a layer of a kind that is not in it fails. */
static void count_uses(const struct model *model, size_t *uses)
{
    for (size_t kind = 0; kind < network_layer_kind_count; kind++) {
        bool used = false;
        for (size_t i = 0; i < model->layer_count; i++)
            used = used || model->layers[i].kind == network_layer_kinds[kind];
        uses[kind] += used;
    }
    for (size_t i = 0; i < model->layer_count; i++) {
        size_t kind = 0;
        while (kind < network_layer_kind_count && network_layer_kinds[kind] != model->layers[i].kind)
            kind++;
        assert_true(kind < network_layer_kind_count);
    }
}

static void test_cases(void *context)
{
    struct arena *arena = context;
    cJSON *reference = reference_read("layers.json");
    const cJSON *entry;
    size_t count = 0, *uses = ARENA_NEW(arena, size_t, network_layer_kind_count);
    cJSON_ArrayForEach(entry, item(reference, "cases"))
    {
        struct layers_case network = {0};
        read_case(arena, entry, &network);
        count_uses(&network.model, uses);
        check(arena, entry, &network, 1);
        check(arena, entry, &network, LANES);
        count++;
    }
    assert_int_equal(count, CASES);
    for (size_t kind = 0; kind < network_layer_kind_count; kind++)
        if (uses[kind] < 2)
            fail_msg("layers of kind %s are in %zu of the cases, which is too few", network_layer_kinds[kind]->name, uses[kind]);
    cJSON_Delete(reference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
