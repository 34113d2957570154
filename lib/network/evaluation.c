/* A batch passes through the layers in chunks that stay in the cache. Sums over examples go on from chunk to chunk, one example after the
 * other, so that their bits do not depend on where the chunks end. */
#include "network/evaluation.h"

#include "base/contract.h"

#include <math.h>
#include <string.h>

enum { CHUNK_NUMBERS = 1 << 16, MAX_CHUNK = 64 };

/* The examples whose inputs and targets were gathered last, in their order; without input: none. */
struct held {
    const double *input, *target;
    size_t first, count;
};

struct evaluation {
    const struct model *model;
    struct arena *arena;
    size_t lanes, chunk;
    int order;
    struct signal *signals;   /* [layers + 1] */
    struct signal gathered;   /* the first of them, where examples are copied to it */
    struct layer_run *layers; /* [layers] */
    double *target;           /* [chunk][target numbers][lanes] */
    struct held held;
    double *loss_scratch;
    double *second; /* [parameters][lanes]: the second sums of a product (layer_run.second_tangent) */
};

/* Rows a page apart would share the same few sets of the first-level cache. */
static size_t stride_of(size_t units, size_t lanes)
{
    enum { LINE = 8, PAGE = 512 };
    const size_t stride = (units * lanes + LINE - 1) / LINE * LINE;
    return stride % PAGE ? stride : stride + LINE;
}

static double *numbers(struct evaluation *evaluation, size_t count)
{
    return ARENA_NEW(evaluation->arena, double, count + PRODUCT_PADDING);
}

/* As many examples as stay in the second-level cache together with what is kept of them. */
static size_t chunk_of(const struct model *model, size_t lanes, int order)
{
    size_t row = 0;
    for (size_t i = 0; i <= model->layer_count; i++)
        row += stride_of(model->units[i], lanes) * (order == 0 ? 1 : order == 1 ? 2 : 4);
    const size_t chunk = CHUNK_NUMBERS / row;
    return chunk < 1 ? 1 : chunk > MAX_CHUNK ? MAX_CHUNK : chunk;
}

/* Whether no layer but the one that comes next adds to the gradient of a signal. */
static bool is_sole(const struct model *model, size_t number)
{
    for (size_t i = number + 1; i < model->layer_count; i++)
        if (model->layers[i].kind == &layer_addition && model->layers[i].source == number)
            return false;
    return true;
}

/* Whether a signal's gradient may replace the next one's: an activation has no other use for that. */
static bool replaces_gradient(const struct evaluation *evaluation, size_t number)
{
    const struct model *model = evaluation->model;
    return evaluation->order == 1 && number < model->layer_count && model->layers[number].kind == &layer_activation && is_sole(model, number);
}

/* Behind the next one, if there is one. */
static void create_signal(struct evaluation *evaluation, size_t number)
{
    struct signal *signal = &evaluation->signals[number];
    *signal = (struct signal){.units = evaluation->model->units[number], .stride = stride_of(evaluation->model->units[number], evaluation->lanes)};
    const size_t count = evaluation->chunk * signal->stride;
    signal->value = numbers(evaluation, count);
    if (number == 0) /* nothing is asked of the input's derivatives */
        return;
    if (evaluation->order > 0)
        signal->gradient = replaces_gradient(evaluation, number) ? signal[1].gradient : numbers(evaluation, count);
    signal->tangent = evaluation->order > 1 ? numbers(evaluation, count) : NULL;
    signal->gradient_tangent = evaluation->order > 1 ? numbers(evaluation, count) : NULL;
}

static void create_layer(struct evaluation *evaluation, size_t number)
{
    const struct network_layer *layer = &evaluation->model->layers[number];
    struct layer_run *run = &evaluation->layers[number];
    struct signal *in = &evaluation->signals[number], *out = in + 1;
    *run = (struct layer_run){.layer = layer, .lanes = evaluation->lanes, .in = in, .out = out, .source = &evaluation->signals[layer->source]};
    if (layer->kind->memory)
        run->memory = numbers(evaluation, layer->kind->memory(layer, in, out) * evaluation->chunk);
    if (layer->kind->scratch)
        run->scratch = numbers(evaluation, layer->kind->scratch(layer, evaluation->lanes));
    run->sole = is_sole(evaluation->model, number);
    if (layer->activation)
        run->workspace = workspace_create(evaluation->arena, layer->activation);
}

struct evaluation *evaluation_create(struct arena *arena, const struct model *model, size_t lanes, int order)
{
    struct evaluation *evaluation = ARENA_NEW(arena, struct evaluation, 1);
    *evaluation = (struct evaluation){.model = model, .arena = arena, .lanes = lanes, .order = order, .chunk = chunk_of(model, lanes, order)};
    evaluation->signals = ARENA_NEW(arena, struct signal, model->layer_count + 1);
    evaluation->layers = ARENA_NEW(arena, struct layer_run, model->layer_count);
    for (size_t i = model->layer_count + 1; i-- > 0;)
        create_signal(evaluation, i);
    evaluation->gathered = evaluation->signals[0];
    for (size_t i = 0; i < model->layer_count; i++)
        create_layer(evaluation, i);
    evaluation->target = numbers(evaluation, evaluation->chunk * (model->loss->classes ? 1 : model->outputs) * lanes);
    if (model->loss->scratch)
        evaluation->loss_scratch = numbers(evaluation, model->loss->scratch(evaluation->chunk, model->outputs, lanes));
    evaluation->second = order > 1 ? numbers(evaluation, model->parameters * lanes) : NULL;
    return evaluation;
}

/* One example's numbers into a row, for all lanes; `from` is where the set begins. */
static void gather_row(const struct batch *batch, size_t example, size_t count, const double *from, size_t lanes, double *into)
{
    CONTRACT(from);
    if (lanes == 1) {
        const size_t which = batch->which ? batch->which[example] : example;
        memcpy(into, from + which * count, count * sizeof *into);
        return;
    }
    for (size_t lane = 0; lane < lanes; lane++) {
        const size_t which = !batch->which ? example : batch->by_lane ? batch->which[example * lanes + lane] : batch->which[example];
        for (size_t i = 0; i < count; i++)
            into[i * lanes + lane] = from[which * count + i];
    }
}

/* Inputs and targets of a chunk. Inputs of one network that are in order, row after row as a signal has them, are read where they lie, if nothing
 * is read past their end: an affine layer's backward pass would. */
static void gather(struct evaluation *evaluation, const struct batch *batch, size_t first, size_t count, bool backward)
{
    const struct examples *examples = batch->examples;
    const bool lie = evaluation->lanes == 1 && !batch->which && !backward && evaluation->model->layers[0].kind == &layer_affine &&
                     examples->inputs == evaluation->gathered.stride;
    const struct held held = {batch->which || lie || !batch->constant ? NULL : examples->input, examples->target, first, count};
    const struct held *before = &evaluation->held;
    struct signal *in = &evaluation->signals[0];
    *in = evaluation->gathered;
    if (held.input && held.input == before->input && held.target == before->target && first == before->first && count == before->count)
        return; /* as at all steps of descents of all examples, if these fit into a chunk */
    evaluation->held = held;
    if (lie)
        in->value = (double *)examples->input + first * examples->inputs; /* only read */
    for (size_t e = 0; e < count; e++) {
        if (!lie)
            gather_row(batch, first + e, examples->inputs, examples->input, evaluation->lanes, in->value + e * in->stride);
        gather_row(batch, first + e, examples->targets, examples->target, evaluation->lanes,
                   evaluation->target + e * examples->targets * evaluation->lanes);
    }
}

static void clear(double *array, size_t count)
{
    if (array)
        memset(array, 0, count * sizeof *array);
}

/* What is asked of a pass. */
struct network_pass {
    const double *weights, *direction;
    const struct batch *batch;
    double *loss, *gradient, *product, *right, *outputs;
    void (*visit)(void *context, const struct layer_run *run);
    void (*visit_gradients)(void *context, const struct layer_run *layers, struct loss_run *loss);
    void *context;
};

static void bind(struct evaluation *evaluation, const struct network_pass *request)
{
    for (size_t i = 0; i < evaluation->model->layer_count; i++) {
        struct layer_run *run = &evaluation->layers[i];
        const size_t first = run->layer->first * evaluation->lanes;
        run->weights = request->weights + first;
        run->direction = request->direction ? request->direction + first : NULL;
        run->gradient = request->gradient ? request->gradient + first : NULL;
        run->gradient_tangent = request->product ? request->product + first : NULL;
        run->second_tangent = request->product ? evaluation->second + first : NULL;
        if (run->layer->kind->parameters && !run->layer->kind->begins_gradients)
            clear(run->gradient, run->layer->kind->parameters(run->layer) * evaluation->lanes);
        if (run->layer->kind->begin)
            run->layer->kind->begin(run);
    }
}

static void forward(struct evaluation *evaluation, size_t examples, bool first, bool tangent)
{
    for (size_t i = 0; i < evaluation->model->layer_count; i++) {
        struct layer_run *run = &evaluation->layers[i];
        run->examples = examples;
        run->first = first;
        run->layer->kind->forward(run);
        if (tangent)
            run->layer->kind->tangent(run);
    }
}

static void backward(struct evaluation *evaluation, size_t examples, bool tangent)
{
    const size_t count = evaluation->model->layer_count;
    for (size_t i = 1; i < count; i++) {
        struct signal *signal = &evaluation->signals[i];
        if (!evaluation->layers[i].sole || !evaluation->layers[i].layer->kind->begins_gradients)
            clear(signal->gradient, examples * signal->stride);
        clear(tangent ? signal->gradient_tangent : NULL, examples * signal->stride);
    }
    for (size_t i = count; i-- > 0;) {
        struct layer_run *run = &evaluation->layers[i];
        run->layer->kind->backward(run);
        if (tangent)
            run->layer->kind->tangent_backward(run);
    }
}

/* The class with the greatest output, the first of several; not-a-number is none. */
static size_t class_of(const double *outputs, size_t count, size_t lanes)
{
    size_t greatest = 0;
    double most = outputs[0];
    for (size_t i = 1; i < count; i++) { /* without branches, which would be taken by chance */
        const double output = outputs[i * lanes];
        const bool more = (output > most) | isnan(most);
        greatest = more ? i : greatest;
        most = more ? output : most;
    }
    return isnan(most) ? count : greatest;
}

/* The class that a target is or means; where it is one number, none. */
static size_t class_wanted(const struct model *model, const double *target, size_t lanes)
{
    if (model->loss->classes)
        return (size_t)*target;
    return model->outputs > 1 ? class_of(target, model->outputs, lanes) : SIZE_MAX;
}

static void report(struct evaluation *evaluation, const struct network_pass *request, size_t first, size_t examples)
{
    const struct model *model = evaluation->model;
    const struct signal *out = &evaluation->signals[model->layer_count];
    const size_t lanes = evaluation->lanes, row = model->outputs * lanes;
    for (size_t e = 0; e < examples && (request->outputs || request->right); e++) {
        const double *outputs = out->value + e * out->stride;
        if (request->outputs)
            memcpy(request->outputs + (first + e) * row, outputs, row * sizeof *outputs);
        const double *target = evaluation->target + e * request->batch->examples->targets * lanes;
        for (size_t l = 0; request->right && l < lanes; l++)
            request->right[l] += class_of(outputs + l, model->outputs, lanes) == class_wanted(model, target + l, lanes);
    }
}

static void run_loss(struct evaluation *evaluation, const struct network_pass *request, struct loss_run *loss)
{
    const struct model *model = evaluation->model;
    loss->out->gradient = request->gradient ? loss->out->gradient : NULL;
    model->loss->gradient(loss);
    if (request->product)
        model->loss->gradient_tangent(loss);
}

static void run(struct evaluation *evaluation, const struct network_pass *request)
{
    const size_t all = evaluation->model->parameters * evaluation->lanes, count = request->batch->count;
    clear(request->loss, evaluation->lanes);
    clear(request->right, evaluation->lanes);
    clear(request->product, all);
    clear(request->product ? evaluation->second : NULL, all);
    bind(evaluation, request);
    for (size_t first = 0; first < count; first += evaluation->chunk) {
        const size_t examples = count - first < evaluation->chunk ? count - first : evaluation->chunk;
        arena_checkpoint(evaluation->arena);
        gather(evaluation, request->batch, first, examples, request->gradient != NULL);
        forward(evaluation, examples, first == 0, request->product != NULL);
        for (size_t i = 0; request->visit && i < evaluation->model->layer_count; i++)
            request->visit(request->context, &evaluation->layers[i]);
        struct signal out = evaluation->signals[evaluation->model->layer_count];
        struct loss_run loss = {.examples = examples,
                                .lanes = evaluation->lanes,
                                .outputs = evaluation->model->outputs,
                                .out = &out,
                                .target = evaluation->target,
                                .target_stride = request->batch->examples->targets * evaluation->lanes,
                                .share = 1 / (double)count,
                                .loss = request->loss,
                                .scratch = evaluation->loss_scratch};
        if (request->loss)
            run_loss(evaluation, request, &loss);
        if (request->gradient)
            backward(evaluation, examples, request->product != NULL);
        if (request->visit_gradients)
            request->visit_gradients(request->context, evaluation->layers, &loss);
        report(evaluation, request, first, examples);
    }
    for (size_t i = 0; request->product && i < all; i++)
        request->product[i] += evaluation->second[i];
}

void evaluation_loss(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *loss, double *right)
{
    run(evaluation, &(struct network_pass){.weights = weights, .batch = batch, .loss = loss, .right = right});
}

void evaluation_gradient(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *loss, double *gradient)
{
    run(evaluation, &(struct network_pass){.weights = weights, .batch = batch, .loss = loss, .gradient = gradient});
}

void evaluation_product(struct evaluation *evaluation, const double *weights, const double *direction, const struct batch *batch, double *loss,
                        double *gradient, double *product)
{
    run(evaluation,
        &(struct network_pass){.weights = weights, .direction = direction, .batch = batch, .loss = loss, .gradient = gradient, .product = product});
}

void evaluation_visit(struct evaluation *evaluation, const double *weights, const struct batch *batch,
                      void (*visit)(void *context, const struct layer_run *run), void *context)
{
    run(evaluation, &(struct network_pass){.weights = weights, .batch = batch, .visit = visit, .context = context});
}

void evaluation_gradient_visit(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *loss, double *gradient,
                               void (*visit)(void *context, const struct layer_run *layers, struct loss_run *loss), void *context)
{
    run(evaluation,
        &(struct network_pass){.weights = weights, .batch = batch, .loss = loss, .gradient = gradient, .visit_gradients = visit, .context = context});
}

void evaluation_outputs(struct evaluation *evaluation, const double *weights, const struct batch *batch, double *outputs)
{
    run(evaluation, &(struct network_pass){.weights = weights, .batch = batch, .outputs = outputs});
}
