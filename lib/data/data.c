/* An example is a function of the seed, its stream and its number: the first hundred of a set are the same whatever its size. */
#include "data/data.h"

#include "base/random.h"
#include "data/folder.h"

#include <math.h>
#include <string.h>

/* Streams of a set's random numbers; those of examples are TRAIN and TEST, and DATA_NORMALS beyond. */
enum { TRAIN, TEST };

const struct data_kind *data_kind(size_t index)
{
    return index < data_kind_count ? data_kinds[index] : folder_kind(index - data_kind_count);
}

const struct callable *data_kind_at(size_t index)
{
    const struct data_kind *kind = data_kind(index);
    return kind ? &kind->callable : NULL;
}

const struct data_kind *data_kind_of(const struct call *call)
{
    size_t i = 0;
    while (&data_kind(i)->callable != call->callable)
        i++;
    return data_kind(i);
}

/* None where none is given: the kind's own size, then, says how many there are. */
static size_t count_of(double number)
{
    return isnan(number) ? 0 : (size_t)number;
}

bool data_size(struct arena *arena, const struct call *call, const struct data_options *options, struct data_request *request, struct error *error)
{
    const struct data_kind *kind = data_kind_of(call);
    *request = (struct data_request){.arena = arena,
                                     .kind = kind,
                                     .call = call,
                                     .seed = isnan(call->values[DATA_SEED]) ? options->seed : (uint64_t)call->values[DATA_SEED],
                                     .given = options->given,
                                     .given_test = options->given_test,
                                     .n = count_of(call->values[DATA_N]),
                                     .test = count_of(call->values[DATA_TEST]),
                                     .inputs = kind->inputs,
                                     .classes = kind->classes,
                                     .class_names = kind->class_names};
    if (kind->size && !kind->size(request, error))
        return false;
    if (call->values[DATA_LABEL_NOISE] > 0 && !request->classes)
        return error_set(error, ERROR_INVALID, "%s has numbers for targets, no labels that label_noise could redraw; noise is added to them",
                         call->callable->name);
    return true;
}

/* Normal noise: on the inputs where there are classes, else on the target. */
static void add_noise(struct data_request *request, size_t number, uint64_t stream, size_t i)
{
    const double deviation = request->call->values[DATA_NOISE];
    double noise[DATA_MAX_INPUTS];
    const size_t count = request->classes ? request->inputs : 1;
    double *into = request->classes ? request->input + number * request->inputs : request->target + number;
    if (!(deviation > 0))
        return;
    random_normals(request->seed, random_stream(RANDOM_EXAMPLES, DATA_INPUT_NOISE + stream), i * DATA_NUMBERS, noise, count);
    for (size_t k = 0; k < count; k++)
        into[k] += deviation * noise[k];
}

static void redraw_labels(struct data_request *request)
{
    const uint64_t stream = random_stream(RANDOM_EXAMPLES, DATA_LABELS);
    for (size_t i = 0; i < request->n; i++)
        if (random_uniform(request->seed, stream, 2 * i) < request->call->values[DATA_LABEL_NOISE])
            request->target[i] = (double)random_below(request->seed, stream, 2 * i + 1, request->classes);
}

static bool make_examples(const struct data_kind *kind, struct data_request *request, struct error *error)
{
    if (kind->make && !kind->make(request, error))
        return false;
    for (size_t number = 0; number < request->n + request->test; number++) {
        const uint64_t stream = number < request->n ? TRAIN : TEST;
        const size_t i = number < request->n ? number : number - request->n;
        if (kind->example)
            kind->example(request, stream, i, request->input + number * request->inputs, &request->target[number]);
        add_noise(request, number, stream, i);
    }
    redraw_labels(request);
    return true;
}

/* Mean and deviation (divisor n) of a column of the training examples: `numbers`[i * step]. */
static void moments(const double *numbers, size_t step, size_t count, double *mean, double *deviation)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        sum += numbers[i * step];
    *mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (numbers[i * step] - *mean) * (numbers[i * step] - *mean);
    *deviation = sqrt(squares / (double)count);
}

static void standardize(double *numbers, size_t step, size_t count, double mean, double deviation)
{
    /* What rounding leaves of a constant column's deviation is none. */
    const bool constant = !(deviation > 1e-13 * fabs(mean));
    for (size_t i = 0; i < count; i++)
        numbers[i * step] = constant ? 0 : (numbers[i * step] - mean) / deviation;
}

static void name_columns(struct arena *arena, const struct data_request *request, struct data_set *set)
{
    const char **names = ARENA_NEW(arena, const char *, set->inputs), **classes = ARENA_NEW(arena, const char *, set->classes);
    for (size_t i = 0; i < set->inputs; i++)
        names[i] = request->names ? request->names[i] : arena_format(arena, "x%zu", i + 1);
    for (size_t i = 0; i < set->classes; i++)
        classes[i] = request->class_names ? request->class_names[i] : arena_format(arena, "class %zu", i);
    set->names = names;
    set->class_names = set->classes ? classes : NULL;
}

bool data_make(struct arena *arena, const struct call *call, const struct data_options *options, struct data_set *set, struct error *error)
{
    struct data_request request;
    if (!data_size(arena, call, options, &request, error))
        return false;
    const struct data_kind *kind = request.kind;
    const size_t inputs = request.inputs, n = request.n, all = n + request.test;
    if (!request.input) {
        request.input = ARENA_NEW(arena, double, all *inputs + PRODUCT_PADDING);
        request.target = ARENA_NEW(arena, double, all + PRODUCT_PADDING);
    }
    if (!make_examples(kind, &request, error))
        return false;
    *set = (struct data_set){.kind = kind,
                             .inputs = inputs,
                             .classes = request.classes,
                             .train = {n, inputs, 1, request.input, request.target},
                             .test = {request.test, inputs, 1, request.input + n * inputs, request.target + n},
                             .standardized = options->standardize < 0 ? kind->standardized : options->standardize > 0,
                             .mean = ARENA_NEW(arena, double, inputs + 1),
                             .deviation = ARENA_NEW(arena, double, inputs + 1)};
    for (size_t i = 0; i <= inputs; i++) {
        double *column = i < inputs ? request.input + i : request.target;
        const size_t step = i < inputs ? inputs : 1;
        moments(column, step, n, &set->mean[i], &set->deviation[i]);
        if (set->standardized && !(i == inputs && set->classes))
            standardize(column, step, all, set->mean[i], set->deviation[i]);
    }
    name_columns(arena, &request, set);
    return true;
}

void data_image(const struct data_set *set, const struct examples *part, size_t example, double *pixels)
{
    for (size_t i = 0; i < set->inputs; i++) {
        const double value = part->input[example * set->inputs + i];
        pixels[i] = (set->standardized ? set->mean[i] + set->deviation[i] * value : value) / set->kind->ink;
    }
}
