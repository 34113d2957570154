/* How often does noise carry descent out of a minimum? Many runs from one start, the share of them that ends outside the region left
 * behind, and Kramers' rate beside it; then, without noise, what momentum does. */
#include "study/escape.h"

#include "analysis/statistics.h"
#include "expression/kernels.h"
#include "study/subject.h"

#include <math.h>

enum { MOST_LEVELS = 64, QUIET_STARTS = 512 };

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
    {"lr", KIND_REAL, .offset = FIELD(lr), .initial = "0.1", .least = 0, .most = 1e6, .help = "learning rate of methods that do not say theirs",
     .example = "0.05"},
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

static struct descent_options options_of(const struct escape_parameters *parameters, const struct call *method)
{
    return (struct descent_options){.method = method,
                                    .steps = (size_t)parameters->steps,
                                    .tolerance = -1,
                                    .seed = (uint64_t)parameters->seed,
                                    .projection = &parameters->interval};
}

/* The two methods run without noise: plain descent, and momentum as people set it. */
static void set_quiet(const struct escape_parameters *parameters, struct call quiet[2])
{
    static const char *const names[2] = {"gd", "momentum"};
    for (size_t i = 0; i < 2; i++) {
        const char *nearest = NULL;
        quiet[i] = call_default(call_find(method_at, names[i], &nearest));
        quiet[i].values[METHOD_LR] = parameters->lr;
    }
}

static double cost(const void *untyped)
{
    const struct escape_parameters *parameters = untyped;
    double work = critical_points_cost(1, graph_work(parameters->landscape->graph), graph_is_smooth(parameters->landscape->graph));
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        const struct descent_options options = options_of(parameters, &parameters->methods[i]);
        /* normal noise takes about as long as a small landscape */
        work += (double)parameters->noise.count * (descent_cost(&parameters->objective, &options, (size_t)parameters->runs) +
                                                   20.0 * (double)parameters->runs * (double)parameters->steps);
    }
    struct call quiet[2];
    set_quiet(parameters, quiet);
    for (size_t i = 0; i < 2; i++) {
        const struct descent_options options = options_of(parameters, &quiet[i]);
        work += descent_cost(&parameters->objective, &options, QUIET_STARTS);
    }
    return work;
}

static bool is_outside(const struct escape_parameters *parameters, double x)
{
    return !(x >= parameters->region.low && x <= parameters->region.high);
}

/* Runs on their way: how many stand outside at each stage. A run that ends early stays where it is. */
struct passage {
    const struct escape_parameters *parameters;
    size_t *outside; /* [ESCAPE_STAGES + 1] */
    size_t *seen;    /* [runs]: stages counted of each */
    bool *out;       /* [runs]: where each stood last */
};

/* The first step of a stage. */
static size_t stage_step(const struct escape_parameters *parameters, size_t stage)
{
    return (size_t)parameters->steps * stage / ESCAPE_STAGES;
}

static void pass(void *context, const struct block *block, size_t point)
{
    const struct passage *passage = context;
    const size_t run = (size_t)block->run[point];
    size_t *seen = &passage->seen[run];
    for (; *seen <= ESCAPE_STAGES && stage_step(passage->parameters, *seen) < block->round; ++*seen)
        passage->outside[*seen] += passage->out[run];
    passage->out[run] = is_outside(passage->parameters, block->kept_x[point]);
    for (; *seen <= ESCAPE_STAGES && stage_step(passage->parameters, *seen) <= block->round; ++*seen)
        passage->outside[*seen] += passage->out[run];
}

/* How many of `count` runs from these starts end outside the region, and, unless null, are there at each stage. */
static size_t count_escapes(struct arena *arena, const struct escape_parameters *parameters, const struct call *method, double noise,
                            const double *starts, size_t count, size_t *outside)
{
    struct descent_options options = options_of(parameters, method);
    double *rates = ARENA_NEW(arena, double, options.steps + 1), *ends = ARENA_NEW(arena, double, count);
    struct passage passage = {parameters, outside, NULL, NULL};
    const struct descent_observer observer = {.observe = pass, .context = &passage};
    if (outside) {
        passage.seen = ARENA_NEW(arena, size_t, count);
        passage.out = ARENA_NEW(arena, bool, count);
    }
    for (size_t i = 0; i <= options.steps; i++)
        rates[i] = method->values[METHOD_LR];
    options.rates = rates;
    options.noise = noise;
    descent_run(arena, &parameters->objective, &options, starts, count, &(struct descent_ends){.x = ends}, outside ? &observer : NULL);
    size_t escapes = 0;
    for (size_t i = 0; i < count; i++)
        escapes += is_outside(parameters, ends[i]);
    for (size_t i = 0; i < count && outside; i++)
        for (size_t stage = passage.seen[i]; stage <= ESCAPE_STAGES; stage++)
            outside[stage] += is_outside(parameters, ends[i]);
    return escapes;
}

/* The highest maximum between two points, or at most `slack` beyond the second; null if there is none. */
static const struct critical_point *highest_between(const struct critical_points *critical, double near, double far, double slack)
{
    const double low = fmin(near, far - slack), high = fmax(near, far + slack);
    const struct critical_point *highest = NULL;
    for (size_t i = 0; i < critical->count; i++) {
        const struct critical_point *point = &critical->items[i];
        const double x = point->at[0];
        if (point->kind == CRITICAL_MAXIMUM && x >= low && x <= high && (!highest || point->value > highest->value))
            highest = point;
    }
    return highest;
}

/* The well the start lies in, and the barriers on the way out of the region. */
static void find_barriers(const struct escape_parameters *parameters, struct escape_result *result)
{
    const struct critical_points *critical = &parameters->critical;
    const double start = parameters->start.items[0];
    for (size_t i = 0; i < critical->count; i++) {
        const struct critical_point *point = &critical->items[i];
        if (point->kind == CRITICAL_MINIMUM && (!result->well || fabs(point->at[0] - start) < fabs(result->well->at[0] - start)) &&
            !highest_between(critical, start, point->at[0], 0))
            result->well = point;
    }
    /* A region typed by hand ends near its barrier rather than on it. */
    const double ends[2] = {parameters->region.low, parameters->region.high}, slack = 0.02 * (ends[1] - ends[0]);
    for (size_t side = 0; result->well && side < 2; side++) {
        const bool inside = ends[side] > parameters->box[0][0] && ends[side] < parameters->box[0][1];
        const struct critical_point *top = inside ? highest_between(critical, result->well->at[0], ends[side], slack) : NULL;
        if (top)
            result->barriers[result->barrier_count++] = (struct escape_barrier){
                top->at[0], top->value - result->well->value, sqrt(result->well->eigenvalues[0] * fabs(top->eigenvalues[0])) / (2 * acos(-1))};
    }
}

static struct escape_sweep make_sweep(struct arena *arena, size_t levels)
{
    return (struct escape_sweep){.probability = ARENA_NEW(arena, double, levels),
                                 .low = ARENA_NEW(arena, double, levels),
                                 .high = ARENA_NEW(arena, double, levels),
                                 .kramers = ARENA_NEW(arena, double, levels)};
}

static void run_sweep(struct arena *arena, const struct escape_parameters *parameters, const struct escape_result *result, const struct call *method,
                      struct escape_sweep *sweep)
{
    const size_t levels = parameters->noise.count, count = (size_t)parameters->runs;
    double *starts = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        starts[i] = parameters->start.items[0];
    *sweep = make_sweep(arena, levels);
    if (parameters->picture.in_time) {
        sweep->stages = ARENA_NEW(arena, struct escape_sweep, ESCAPE_STAGES + 1);
        for (size_t stage = 0; stage <= ESCAPE_STAGES; stage++)
            sweep->stages[stage] = make_sweep(arena, levels);
    }
    for (size_t k = 0; k < levels; k++) {
        size_t *outside = sweep->stages ? ARENA_NEW(arena, size_t, ESCAPE_STAGES + 1) : NULL;
        const double escapes = (double)count_escapes(arena, parameters, method, parameters->noise.items[k], starts, count, outside);
        for (size_t stage = 0; outside && stage <= ESCAPE_STAGES; stage++) {
            struct escape_sweep *at = &sweep->stages[stage];
            at->probability[k] = (double)outside[stage] / (double)count;
            wilson_interval((double)outside[stage], (double)count, &at->low[k], &at->high[k]);
        }
        sweep->probability[k] = escapes / (double)count;
        wilson_interval(escapes, (double)count, &sweep->low[k], &sweep->high[k]);
        sweep->kramers[k] = escape_kramers(parameters, result, method, parameters->noise.items[k]);
    }
}

/* The counterexample: starts all over the region and no noise at all. */
static void run_quiet(struct arena *arena, const struct escape_parameters *parameters, struct escape_result *result)
{
    double *starts = ARENA_NEW(arena, double, QUIET_STARTS);
    const double low = fmax(parameters->region.low, parameters->box[0][0]), high = fmin(parameters->region.high, parameters->box[0][1]);
    for (size_t i = 0; i < QUIET_STARTS; i++)
        starts[i] = low + (high - low) * ((double)i + 0.5) / QUIET_STARTS;
    for (size_t i = 0; i < 2; i++)
        result->quiet_share[i] = (double)count_escapes(arena, parameters, &result->quiet[i], 0, starts, QUIET_STARTS, NULL) / QUIET_STARTS;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct escape_parameters *parameters = untyped;
    struct escape_result *result = ARENA_NEW(arena, struct escape_result, 1);
    set_quiet(parameters, result->quiet);
    find_barriers(parameters, result);
    for (size_t i = 0; i < parameters->optimizer.count; i++)
        run_sweep(arena, parameters, result, &parameters->methods[i], &result->sweeps[i]);
    run_quiet(arena, parameters, result);
    *answer = result;
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
    .question = "how often does noise carry descent out of a minimum?",
    .help = "The probability that descent with normal gradient noise ends outside the region of a minimum, with 95 % intervals (Wilson), against the "
            "noise; Kramers' rate for plain descent beside it; and what momentum does without noise.",
    .parameters_size = STUDY_PARAMETERS(struct escape_parameters),
    .parameters = rows,
    .parameter_count = sizeof rows / sizeof *rows,
    .facts = facts,
    .fact_count = sizeof facts / sizeof *facts,
    .columns = answer_columns,
    .column_count = sizeof answer_columns / sizeof *answer_columns,
    .example = "f=risk&noise=1,2,3",
    .lower = "runs, steps or the list of noises",
    .resolve = resolve,
    .cost = cost,
    .frame = frame,
    .run = run,
    .describe = describe,
    .tell = escape_tell,
    .draw = escape_draw,
    .scripted = escape_scripted,
    .script = escape_script,
};
