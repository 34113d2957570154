/* How often does noise carry descent out of a minimum? The question, and the answer as numbers. */
#include "study/escape.h"

#include "study/subject.h"

#include <math.h>

enum { MOST_LEVELS = 64 };

#define FIELD(name) PARAMETER_FIELD(struct escape_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula, of one coordinate", .example = "risk"},
    {"start", KIND_POINT, .offset = FIELD(start), .help = "where all runs start; by default at the highest minimum", .example = "-0.27"},
    {"region", KIND_LIMITS, .offset = FIELD(region),
     .help = "the interval left behind: a run that ends outside has escaped; by default up to the maxima on either side of the start",
     .example = "-1:0.27"},
    {"x", KIND_LIMITS, .offset = FIELD(x), .help = "the walk is clipped to this interval; by default the landscape's domain, else -5:5",
     .example = "-1:2"},
    {"noise", KIND_REALS, .offset = FIELD(noise), .initial = "0.5,1,1.5,2,2.5,3", .least = 0, .most = 1e6,
     .help = "standard deviation of the normal noise added to the gradient; a list sweeps", .example = "1,2,3"},
    {"lr", KIND_REAL, .argument_of = "optimizer", .offset = FIELD(lr), .initial = "0.1", .least = 0, .most = 1e6,
     .help = "learning rate of methods that do not say theirs", .example = "0.05"},
    {"steps", KIND_INTEGER, .offset = FIELD(steps), .initial = "200", .least = 1, .most = 100000, .help = "steps of each run", .example = "500"},
    {"runs", KIND_INTEGER, .offset = FIELD(runs), .initial = "2000", .least = 1, .most = 1000000, .help = "runs at each noise", .example = "10000"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "where the random numbers start",
     .example = "2"},
    {"optimizer", KIND_METHODS, .offset = FIELD(optimizer), .initial = "gd", .help = "the method; a list compares", .example = "gd,momentum"},
    TRANSFORMATION_SHIFT_ROW(offsetof(struct escape_parameters, transformation), "0.5", NULL),
};

/* The nearest maxima on either side of the start, or the ends of the box. */
static void resolve_region(struct escape_parameters *parameters)
{
    if (parameters->region.given) {
        const double low = parameters->region.low, high = parameters->region.high;
        parameters->region.low = fmin(low, high);
        parameters->region.high = fmax(low, high);
        return;
    }
    const double start = parameters->start.items[0];
    parameters->region = (struct interval){.given = true, .low = parameters->box[0][0], .high = parameters->box[0][1]};
    for (size_t i = 0; i < parameters->critical.count; i++) {
        const struct critical_point *point = &parameters->critical.items[i];
        if (point->kind != CRITICAL_MAXIMUM)
            continue;
        if (point->at[0] <= start)
            parameters->region.low = fmax(parameters->region.low, point->at[0]);
        else
            parameters->region.high = fmin(parameters->region.high, point->at[0]);
    }
}

static bool resolve_start(struct arena *arena, struct escape_parameters *parameters, struct error *error)
{
    double *start = ARENA_NEW(arena, double, 1);
    if (parameters->start.count > 1) {
        error_set(error, ERROR_INVALID, "the start is one number: the landscape has one coordinate");
        return error_blame(error, "start", "");
    }
    if (parameters->start.count)
        return true;
    const struct critical_point *highest = NULL;
    for (size_t i = 0; i < parameters->critical.count; i++)
        highest = parameters->critical.items[i].kind == CRITICAL_MINIMUM ? &parameters->critical.items[i] : highest;
    if (!highest) {
        error_set(error, ERROR_INVALID, "there is no minimum in this interval to start from: give start and region");
        return error_blame(error, "start", "");
    }
    *start = highest->at[0];
    parameters->start = (struct coordinates){start, 1};
    return true;
}

static bool resolve_methods(struct arena *arena, struct escape_parameters *parameters, struct error *error)
{
    const size_t count = parameters->optimizer.count;
    if (count > ESCAPE_MOST_METHODS) {
        error_set(error, ERROR_INVALID, "%zu methods are more than the %d compared here", count, ESCAPE_MOST_METHODS);
        return error_blame(error, "optimizer", "");
    }
    parameters->methods = ARENA_NEW(arena, struct call, count);
    parameters->names = ARENA_NEW(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        struct buffer name = {.arena = arena};
        call_print(&parameters->optimizer.items[i], &name);
        parameters->names[i] = buffer_string(&name);
        parameters->methods[i] = parameters->optimizer.items[i];
        if (!parameters->methods[i].given[METHOD_LR])
            parameters->methods[i].values[METHOD_LR] = parameters->lr;
    }
    return objective_for_methods(arena, parameters->landscape, &parameters->optimizer, "optimizer", &parameters->objective, error) ||
           error_blame(error, "f", parameters->f);
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct escape_parameters *parameters = untyped;
    if (!subject_resolve(arena, parameters->f, 0, 1, &parameters->landscape, error))
        return false;
    const struct landscape *landscape = parameters->landscape;
    if (landscape->dimension > 1) {
        error_set(error, ERROR_INVALID, "escapes are counted on landscapes of one coordinate; this one has %zu", landscape->dimension);
        return error_blame(error, "f", parameters->f);
    }
    if (!transformation_apply(arena, &parameters->transformation, false, parameters->landscape, 1, error))
        return false;
    if (parameters->noise.count > MOST_LEVELS) {
        error_set(error, ERROR_INVALID, "%zu levels of noise are more than %d", parameters->noise.count, MOST_LEVELS);
        return error_blame(error, "noise", "");
    }
    if (!parameters->x.given)
        parameters->x = (struct interval){.given = true, .low = landscape->domain[0][0], .high = landscape->domain[0][1]};
    parameters->box[0][0] = fmin(parameters->x.low, parameters->x.high);
    parameters->box[0][1] = fmax(parameters->x.low, parameters->x.high);
    parameters->interval = projection_box((const double(*)[2])parameters->box, 1);
    if (!critical_points_find(arena, parameters->landscape, (const double(*)[2])parameters->box, &parameters->critical, error))
        return error_blame(error, "f", parameters->f);
    if (!resolve_start(arena, parameters, error) || !resolve_methods(arena, parameters, error))
        return false;
    resolve_region(parameters);
    return true;
}

static void describe_facts(struct arena *arena, const struct escape_parameters *parameters, const struct escape_result *result, struct value *facts)
{
    double *region = ARENA_NEW(arena, double, 2);
    region[0] = parameters->region.low;
    region[1] = parameters->region.high;
    transformation_describe(arena, parameters->landscape, facts);
    value_add_number(arena, facts, "start", parameters->start.items[0]);
    value_add_numbers(arena, facts, "region", region, 2);
    if (result->well)
        value_add_number(arena, facts, "minimum", result->well->at[0]);
    else
        value_add(arena, facts, "minimum", VALUE_NULL);
    struct value *barriers = value_add(arena, facts, "barriers", VALUE_LIST);
    for (size_t i = 0; i < result->barrier_count; i++) {
        struct value *barrier = value_add(arena, barriers, NULL, VALUE_OBJECT);
        value_add_number(arena, barrier, "at", result->barriers[i].x);
        value_add_number(arena, barrier, "height", result->barriers[i].height);
    }
    struct value *quiet = value_add(arena, facts, "without_noise", VALUE_LIST);
    for (size_t i = 0; i < 2; i++) {
        struct value *entry = value_add(arena, quiet, NULL, VALUE_OBJECT);
        value_add_text(arena, entry, "optimizer", result->quiet[i].callable->name);
        value_add_number(arena, entry, "share", result->quiet_share[i]);
    }
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct escape_parameters *parameters = untyped;
    const struct escape_result *result = answer;
    const size_t levels = parameters->noise.count, methods_count = parameters->optimizer.count;
    description->facts = value_object(arena);
    describe_facts(arena, parameters, result, description->facts);
    description->runs = methods_count > 1 ? ARENA_NEW(arena, struct study_run, methods_count) : NULL;
    description->run_count = methods_count > 1 ? methods_count : 0;
    for (size_t i = 0; i < methods_count; i++) {
        const struct escape_sweep *sweep = &result->sweeps[i];
        struct study_columns *columns = methods_count > 1 ? &description->runs[i].columns : &description->columns;
        const struct study_column items[] = {{"noise", levels, parameters->noise.items, NULL},
                                             {"probability", levels, sweep->probability, NULL},
                                             {"low", levels, sweep->low, NULL},
                                             {"high", levels, sweep->high, NULL},
                                             {"kramers", levels, sweep->kramers, NULL}};
        if (methods_count > 1)
            *columns = (struct study_columns){.arena = arena};
        for (size_t k = 0; k < sizeof items / sizeof *items; k++)
            study_columns_append(columns, items[k]);
        if (methods_count > 1)
            description->runs[i].name = parameters->names[i];
    }
}

static const struct study_fact facts[] = {
    {"start", "{\"type\":\"number\"}", "where all runs start"},
    {"region", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "the interval left behind"},
    {"minimum", "{\"type\":[\"number\",\"null\"]}", "the minimum whose well the start lies in"},
    {"barriers", "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}", "the maxima on the way out: at, and height above that minimum"},
    {"without_noise", "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
     "optimizer and share: from what share of 512 starts spread over the region plain descent and momentum leave it without any noise"},
    TRANSFORMATION_FACT,
};

static double frame(const void *untyped)
{
    const struct escape_parameters *parameters = untyped;
    const double watched =
        20.0 * (double)(parameters->optimizer.count * parameters->noise.count) * (double)parameters->runs * (double)parameters->steps;
    return picture_lines_work((double)parameters->optimizer.count + 1, (double)parameters->noise.count) + watched / ESCAPE_STAGES;
}

static const struct study_fact answer_columns[] = {
    {"noise", STUDY_NUMBERS, "its standard deviation"},
    {"probability", STUDY_NUMBERS, "share of runs that left the region"},
    {"low", STUDY_NUMBERS, "of its 95 % interval"},
    {"high", STUDY_NUMBERS, "likewise"},
    {"kramers", STUDY_NUMBERS, "the probability by Kramers' formula"},
};

const struct study escape_study = {
    .name = "escape",
    .known_as = "noise escape-time local-minimum kramers",
    .question = "how often does noise carry descent out of a minimum?",
    .help = "The probability that descent with normal gradient noise ends outside the region of a minimum, with 95 % intervals (Wilson), against the "
            "noise; Kramers' rate for plain descent beside it; and what momentum does without noise.",
    STUDY_PARAMETERS(struct escape_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "f=risk&noise=1,2,3",
    .lower = "runs, steps or the list of noises",
    .resolve = resolve,
    .cost = escape_cost,
    .frame = frame,
    .run = escape_run,
    .describe = describe,
    .tell = escape_tell,
    .draw = escape_draw,
    .scripted = escape_scripted,
    .script = escape_script,
};
