/* What is left of a gradient after L layers? Random networks side by side on the same random numbers: activations, initialisations, layer
 * normalisation, residual connections. */
#include "study/depth.h"

#include "analysis/statistics.h"

#include <math.h>

enum { MOST_NETWORKS = 12, MOST_SEEDS = 1000 };

#define FIELD(name) PARAMETER_FIELD(struct depth_parameters, name)
static const struct parameter rows[] = {
    {"network", KIND_ACTIVATIONS, .offset = FIELD(network), .initial = "sigmoid,tanh,relu",
     .help = "activation functions with init, std, normalization and residual; a list compares",
     .example = "tanh(init=xavier),relu(init=he,normalization=layer)"},
    {"depth", KIND_INTEGER, .offset = FIELD(depth), .initial = "50", .least = 1, .most = NETWORK_MOST_DEPTH, .unit = "layers",
     .help = "how many layers", .example = "20"},
    {"units", KIND_INTEGER, .offset = FIELD(units), .initial = "64", .least = 2, .most = NETWORK_MOST_WIDTH, .help = "units of a layer",
     .example = "32"},
    {"seeds", KIND_INTEGER, .offset = FIELD(seeds), .initial = "20", .least = 1, .most = MOST_SEEDS, .help = "random networks drawn of each kind",
     .example = "100"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "where the random numbers start",
     .example = "2"},
};

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct depth_parameters *parameters = untyped;
    const size_t count = parameters->network.count;
    if (count > MOST_NETWORKS) {
        error_set(error, ERROR_INVALID, "%zu networks are more than the %d that can be told apart", count, MOST_NETWORKS);
        return error_blame(error, "network", "");
    }
    parameters->networks = ARENA_NEW(arena, struct network, count);
    for (size_t i = 0; i < count; i++)
        parameters->networks[i] = network_of(&parameters->network.items[i], (size_t)parameters->units);
    return true;
}

static double cost(const void *untyped)
{
    const struct depth_parameters *parameters = untyped;
    return network_cost(parameters->network.count, (size_t)parameters->units, (size_t)parameters->depth, (size_t)parameters->seeds);
}

/* The slope of the line through the means, least squares; layers whose gradient is 0 do not count. */
static double decades_per_layer(const double *gradient, size_t count)
{
    double layers = 0, sum = 0, products = 0, squares = 0, used = 0;
    for (size_t l = 0; l < count; l++)
        if (isfinite(gradient[l])) {
            used++;
            layers += (double)l;
            sum += gradient[l];
        }
    for (size_t l = 0; l < count; l++)
        if (isfinite(gradient[l])) {
            products += ((double)l - layers / used) * (gradient[l] - sum / used);
            squares += ((double)l - layers / used) * ((double)l - layers / used);
        }
    return products / squares;
}

static struct depth_curve summarize(struct arena *arena, const struct network_record *record, size_t layers, size_t seeds)
{
    struct depth_curve curve;
    double **const arrays[] = {&curve.gradient, &curve.low, &curve.high, &curve.weights, &curve.size};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = ARENA_NEW(arena, double, layers);
    for (size_t l = 0; l < layers; l++) {
        double deviation, ignored;
        mean_deviation(record->gradient + l, seeds, layers, &curve.gradient[l], &deviation);
        curve.low[l] = curve.gradient[l] - deviation;
        curve.high[l] = curve.gradient[l] + deviation;
        mean_deviation(record->weights + l, seeds, layers, &curve.weights[l], &ignored);
        mean_deviation(record->size + l, seeds, layers, &curve.size[l], &ignored);
    }
    curve.decades = decades_per_layer(curve.gradient, layers);
    return curve;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct depth_parameters *parameters = untyped;
    const size_t count = parameters->network.count, layers = (size_t)parameters->depth + 1, seeds = (size_t)parameters->seeds;
    struct depth_result *result = ARENA_NEW(arena, struct depth_result, 1);
    struct network_record *records = ARENA_NEW(arena, struct network_record, count);
    if (!network_run(arena, parameters->networks, count, (size_t)parameters->units, layers - 1, seeds, (uint64_t)parameters->seed, records, error))
        return false;
    result->layer = ARENA_NEW(arena, double, layers);
    for (size_t l = 0; l < layers; l++)
        result->layer[l] = (double)l;
    result->curves = ARENA_NEW(arena, struct depth_curve, count);
    for (size_t i = 0; i < count; i++)
        result->curves[i] = summarize(arena, &records[i], layers, seeds);
    *answer = result;
    return true;
}

/* A gradient a thousandth as large at the input, or a thousand times, is no use to the first layer. */
static const char *outcome(double first)
{
    return first < -3 ? "vanishing" : first > 3 ? "exploding" : first >= -3 ? "steady" : "undefined";
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct depth_parameters *parameters = untyped;
    const struct depth_result *result = answer;
    const size_t layers = (size_t)parameters->depth + 1;
    struct value *facts = description->facts = value_object(arena);
    value_add_number(arena, facts, "depth", (double)parameters->depth);
    value_add_number(arena, facts, "units", (double)parameters->units);
    value_add_number(arena, facts, "seeds", (double)parameters->seeds);
    description->run_count = parameters->network.count;
    description->runs = ARENA_NEW(arena, struct study_run, description->run_count);
    for (size_t i = 0; i < description->run_count; i++) {
        const struct depth_curve *curve = &result->curves[i];
        struct study_run *entry = &description->runs[i];
        entry->name = depth_network_name(arena, parameters, i);
        entry->outcome = outcome(curve->gradient[0]);
        entry->columns = (struct study_columns){.arena = arena};
        const struct study_column columns[] = {{"layer", layers, result->layer, NULL},
                                               {"log10_gradient", layers, curve->gradient, NULL},
                                               {"low", layers, curve->low, NULL},
                                               {"high", layers, curve->high, NULL},
                                               {"log10_weight_gradient", layers, curve->weights, NULL},
                                               {"log10_rms", layers, curve->size, NULL}};
        for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
            study_columns_append(&entry->columns, columns[k]);
        entry->more = value_object(arena);
        value_add_number(arena, entry->more, "std", parameters->networks[i].deviation);
        value_add_number(arena, entry->more, "decades_per_layer", curve->decades);
    }
}

static const struct study_fact facts[] = {
    {"depth", "{\"type\":\"integer\"}", "layers"},
    {"units", "{\"type\":\"integer\"}", "units of a layer"},
    {"seeds", "{\"type\":\"integer\"}", "random networks of each kind; low and high are a standard deviation below and above their mean"},
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct depth_parameters *parameters = untyped;
    size->numbers = 6 * (double)(parameters->depth + 1) * (double)parameters->network.count;
}

static const struct study_fact answer_columns[] = {
    {"layer", STUDY_NUMBERS, "from the input"},
    {"log10_gradient", STUDY_NUMBERS, "of the gradient's norm by the layer's signal, the mean over networks"},
    {"low", STUDY_NUMBERS, "of the networks"},
    {"high", STUDY_NUMBERS, "likewise"},
    {"log10_weight_gradient", STUDY_NUMBERS, "of the gradient's norm by the weights"},
    {"log10_rms", STUDY_NUMBERS, "of the signal's root mean square"},
};

const struct study depth_study = {
    .name = "depth",
    .known_as = "vanishing-gradient exploding-gradient gradients",
    .question = "what is left of a gradient after L layers?",
    .help = "The norm of the gradient by layer in random fully connected networks: the loss is a random direction of the last layer's output, so the "
            "gradient starts with norm 1 at the end and is followed back to the input.",
    STUDY_PARAMETERS(struct depth_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "network=sigmoid,tanh,relu(init=he)",
    .lower = "depth, units or seeds",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = run,
    .describe = describe,
    .tell = depth_tell,
    .draw = depth_draw,
    .scripted = depth_scripted,
    .script = depth_script,
};
