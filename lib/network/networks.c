#include "network/networks.h"

#include "network/activation.h"

#include <math.h>

enum { HIDDEN, ACTIVATION, INIT, DEVIATION, BIAS, NORMALIZATION, RESIDUAL };
enum { CHANNELS = HIDDEN, UNITS = RESIDUAL + 1, KERNEL };
enum { LINEAR_DEVIATION, LINEAR_BIAS };

/* In the order of the table of activations, which test_train compares. */
#define ACTIVATIONS "linear|sigmoid|tanh|relu|leaky_relu|elu|gelu|softplus|silu|softsign"
enum { TANH = 2, RELU = 3 };

/* clang-format off */
#define OPTION_ACTIVATION(initial) {"activation", OPTION_CHOICE, initial, 0, 0, ACTIVATIONS, NULL, "of every hidden layer"}
#define COMMON_OPTIONS                                                                                                                               \
    {"init", OPTION_CHOICE, INIT_AUTO, 0, 0, "auto|xavier|he", NULL, "deviation of the weights at the start: xavier √(2/(in + out)), he √(2/in); auto: what suits the activation"}, \
    {"std", OPTION_REAL, NAN, 0, 100, NULL, NULL, "deviation of the weights at the start, instead of init's"},                                        \
    {"bias", OPTION_SWITCH, 1, 0, 1, NULL, NULL, "0: layers without biases"}
/* clang-format on */

static const struct call_option mlp_options[] = {
    {"hidden", OPTION_LIST, NAN, 1, MODEL_MAX_UNITS, "16;16", NULL, "units of the hidden layers"},
    OPTION_ACTIVATION(TANH),
    COMMON_OPTIONS,
    {"normalization", OPTION_CHOICE, 0, 0, 0, "none|layer", "normalisation",
     "layer: every layer's inputs to the activation are brought to mean 0 and variance 1"},
    {"residual", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: a layer as wide as the one before adds to its input instead of replacing it"},
};

static const struct call_option linear_options[] = {
    {"std", OPTION_REAL, 0.01, 0, 100, NULL, NULL, "deviation of the weights at the start"},
    {"bias", OPTION_SWITCH, 1, 0, 1, NULL, NULL, "0: no biases"},
};

static const struct call_option conv_options[] = {
    {"channels", OPTION_LIST, NAN, 1, 64, "6;16", NULL, "channels of the convolutions, each followed by the activation and 2 × 2 mean pooling"},
    OPTION_ACTIVATION(RELU),
    COMMON_OPTIONS,
    {"normalization", OPTION_CHOICE, 0, 0, 0, "none|layer", "normalisation",
     "layer: the hidden layer's inputs to the activation are brought to mean 0 and variance 1"},
    {"residual", OPTION_SWITCH, 0, 0, 1, NULL, NULL, "1: the hidden layer adds to its input where it is as wide"},
    {"hidden", OPTION_WHOLE, 32, 1, MODEL_MAX_UNITS, NULL, NULL, "units of the hidden layer behind the convolutions"},
    {"kernel", OPTION_WHOLE, 3, 1, 9, NULL, NULL, "rows and columns of a convolution's window; odd"},
};

static void design_layers(struct architecture *architecture, const struct call *call)
{
    const struct activation *activation = &activations[(size_t)call->values[ACTIVATION]];
    const int init = (int)call->values[INIT];
    architecture->activation = activation->formula;
    architecture->normalization = call->values[NORMALIZATION] != 0;
    architecture->residual = call->values[RESIDUAL] != 0;
    architecture->bias = call->values[BIAS] != 0;
    architecture->initialization = init == INIT_HE || (init == INIT_AUTO && activation->he) ? INITIALIZATION_HE : INITIALIZATION_XAVIER;
    if (call->given[DEVIATION])
        architecture->initialization = INITIALIZATION_GIVEN;
    architecture->deviation = call->values[DEVIATION];
}

static size_t *whole_items(struct arena *arena, const struct call *call)
{
    size_t *items = ARENA_NEW(arena, size_t, call->item_count);
    for (size_t i = 0; i < call->item_count; i++)
        items[i] = (size_t)call->items[i];
    return items;
}

static void design_mlp(struct arena *arena, const struct call *call, struct architecture *architecture)
{
    design_layers(architecture, call);
    architecture->hidden = whole_items(arena, call);
    architecture->hidden_layers = call->item_count;
}

static void design_linear(struct arena *arena, const struct call *call, struct architecture *architecture)
{
    (void)arena;
    architecture->activation = "x";
    architecture->bias = call->values[LINEAR_BIAS] != 0;
    architecture->initialization = INITIALIZATION_GIVEN;
    architecture->deviation = call->values[LINEAR_DEVIATION];
}

static void design_conv(struct arena *arena, const struct call *call, struct architecture *architecture)
{
    size_t *hidden = ARENA_NEW(arena, size_t, 1);
    design_layers(architecture, call);
    *hidden = (size_t)call->values[UNITS];
    architecture->channels = whole_items(arena, call);
    architecture->convolutions = call->item_count;
    architecture->kernel = (size_t)call->values[KERNEL];
    architecture->hidden = hidden;
    architecture->hidden_layers = 1;
}

const struct network_kind network_kinds[] = {
    {.callable = {"mlp", OPTIONS(mlp_options)},
     .title = "Multilayer perceptron",
     .help = "fully connected layers: x = activation(W x + b), the last W x + b alone",
     .source = "Rumelhart, Hinton & Williams, Learning representations by back-propagating errors, Nature 323 (1986)",
     .design = design_mlp},
    {.callable = {"linear", OPTIONS(linear_options)},
     .title = "Linear model",
     .help = "W x + b: linear regression, or softmax regression where there are classes",
     .source = "Gauss, Theoria motus (1809)",
     .design = design_linear},
    {.callable = {"conv", OPTIONS(conv_options)},
     .title = "Convolutional network",
     .help = "LeNet's shape, reduced: convolutions with pooling, a hidden layer, the outputs; for sets of images",
     .source = "LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, Proceedings of the IEEE 86 (1998)",
     .images = true,
     .design = design_conv},
};
const size_t network_kind_count = sizeof network_kinds / sizeof *network_kinds;

const struct callable *network_kind_at(size_t index)
{
    return index < network_kind_count ? &network_kinds[index].callable : NULL;
}

static const struct network_kind *kind_of(const struct call *call)
{
    size_t i = 0;
    while (&network_kinds[i].callable != call->callable)
        i++;
    return &network_kinds[i];
}

bool network_model(struct arena *arena, const struct call *call, const struct network_task *task, int order, struct model *model, struct error *error)
{
    const struct network_kind *kind = kind_of(call);
    struct architecture architecture = {
        .image = {1, task->image_rows, task->image_columns}, .inputs = task->inputs, .outputs = task->outputs, .loss = task->loss};
    if (kind->images && !task->image_rows)
        return error_set(error, ERROR_INVALID, "%s takes images, and the data are none; digits and fashion are", call->callable->name);
    if (kind->images && (size_t)call->values[KERNEL] % 2 == 0)
        return error_set(error, ERROR_INVALID, "kernel of conv must be odd, so that an image keeps its size");
    kind->design(arena, call, &architecture);
    return model_create(arena, &architecture, order, model, error);
}

void network_describe(const struct call *call, const struct network_task *task, struct buffer *out)
{
    const struct network_kind *kind = kind_of(call);
    if (kind->design == design_linear) {
        buffer_text(out, "linear");
        return;
    }
    if (kind->images)
        buffer_text(out, "conv ");
    else
        buffer_format(out, "%zu-", task->inputs);
    for (size_t i = 0; i < call->item_count; i++)
        buffer_format(out, "%.0f-", call->items[i]);
    if (kind->images)
        buffer_format(out, "%.0f-", call->values[UNITS]);
    buffer_format(out, "%zu, %s", task->outputs, activations[(size_t)call->values[ACTIVATION]].title);
    buffer_text(out, call->values[NORMALIZATION] != 0 ? ", layer norm" : "");
    buffer_text(out, call->values[RESIDUAL] != 0 ? ", residual" : "");
}
