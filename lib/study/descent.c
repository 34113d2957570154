/* Where does an optimizer go? Every combination of optimizers, rates, schedules and starts is a run; all are given the same number of
 * gradient evaluations and, with noise, the same random numbers. */
#include "study/descent.h"

#include "optimize/rate.h"
#include "study/map.h"
#include "study/projected.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 1000000 };

#define FIELD(name) PARAMETER_FIELD(struct descent_parameters, name)
/* clang-format off */
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .primary = true, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula", .example = "d2l_quadratic"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = 1000,
     .help = "the number of coordinates, where the formula leaves it open; 0: as many as the start has", .example = "100",
     .beside = "f=sphere&lr=0.1&view=loss"},
    {"start", KIND_POINTS, .primary = true, .offset = FIELD(start),
     .help = "where it starts; several starts are separated by semicolons; with dim, coordinates are repeated until there are enough; by default near a corner of the domain",
     .example = "-5,-2"},
    {"optimizer", KIND_METHODS, .primary = true, .offset = FIELD(optimizer), .initial = "gd", .help = "the method, or several to compare; /v1/optimizers lists them with their arguments",
     .example = "gd,momentum(lr=0.05),adam"},
    {"lr", KIND_REALS, .argument_of = "optimizer,schedule", .offset = FIELD(lr), .least = 0, .most = 1e6, .choices = "auto",
     .help = "the learning rate of methods that do not say theirs; several are runs of their own; by default each method's; auto: by a rule that the answer "
             "tells: of gradient descent and its kin (1 - momentum)/λ with the largest curvature λ that gradient descent meets on its first 20 steps, of Adam and its kin 1 % of the domain's "
             "narrowest side, else the method's default", .example = "0.1", .beside = "f=d2l_quadratic&start=-5,-2&steps=20"},
    {"steps", KIND_INTEGER, .primary = true, .offset = FIELD(steps), .initial = "100", .least = 1, .most = MOST_STEPS,
     .help = "how many gradients each run may evaluate; all methods but line searches take a step with each", .example = "20"},
    {"schedule", KIND_SCHEDULES, .offset = FIELD(schedule), .initial = "constant",
     .help = "how the learning rate moves; several are runs of their own; /v1/schedules lists them with their arguments", .example = "cosine(warmup_steps=5)"},
    {"noise", KIND_REAL, .offset = FIELD(noise), .initial = "0", .least = 0, .most = 1e6,
     .help = "standard deviation of the normal noise on every coordinate of the gradient", .example = "1"},
    {"batch", KIND_INTEGER, .offset = FIELD(batch), .initial = "0", .least = 0, .most = OBJECTIVE_MAX_TERMS,
     .help = "how many terms of a loss that is a finite sum each gradient is estimated from; 0: all", .example = "4",
     .beside = "f=sum(i,1,8,(x-i)^2)&start=0&lr=0.01"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740992.0, .help = "which random numbers noise and batches are drawn from", .example = "2"},
    {"tolerance", KIND_REAL, .offset = FIELD(tolerance), .initial = "0", .least = 0, .most = 1e6,
     .help = "a run ends when the gradient's norm is at most this; 0: it takes all its steps, and what counts as zero is told from the landscape's scale", .example = "1e-8"},
    {"view", KIND_CHOICE, .offset = FIELD(view), .initial = "path", .choices = "path|loss|gradient-norm|both",
     .help = "the path on the landscape, the value or the gradient's norm by step, or both of these side by side", .example = "loss"},
    {"project", KIND_PROJECTION, .offset = FIELD(project),
     .help = "a convex set that holds the runs: each step is put back to the nearest point of it, and starts are. box, the domain, or box(low;high) of all "
             "coordinates, or box(low;high;low;high) of each; ball(radius=1,center=0;0); simplex(total=1), coordinates from 0 on with that sum. The tolerance is "
             "then of the norm of x - P(x - gradient), P the projection. Methods that search along lines, use the Hessian or values alone are refused",
     .example = "ball(radius=2,center=-3;-1)"},
    TRANSFORMATION_ROWS(offsetof(struct descent_parameters, transformation), NULL),
};
/* clang-format on */

static struct descent_options options_of(const struct descent_parameters *parameters, const struct descent_group *group)
{
    return (struct descent_options){
        .method = &group->method,
        .steps = (size_t)parameters->steps,
        .tolerance = parameters->tolerance > 0 ? parameters->tolerance : -1,
        .noise = parameters->noise,
        .batch = (size_t)parameters->batch,
        .projection = parameters->set,
        .stationarity = parameters->set,
        .seed = (uint64_t)parameters->seed, /* all groups count their runs from 0, so that they meet the same noise */
    };
}

static double cost(const void *untyped)
{
    const struct descent_parameters *parameters = untyped;
    const struct graph *graph = parameters->landscape->graph;
    double work = parameters->judging + projected_judging(parameters); /* and of the map under the paths, in which breaks are looked for: */
    if (parameters->objective.dimension > 1)
        work += map_cost(DESCENT_MAP_SAMPLES * DESCENT_MAP_SAMPLES, graph_work(graph), graph_is_smooth(graph), false);
    for (size_t i = 0; i < parameters->group_count; i++) {
        const struct descent_options options = options_of(parameters, &parameters->groups[i]);
        if (parameters->groups[i].rule)
            work += (double)parameters->start_count * RATE_EVALUATIONS * parameters->objective.kind->work(&parameters->objective, 1, false, 0);
        work += descent_cost(&parameters->objective, &options, parameters->start_count);
    }
    return work;
}

/* Where the runs of a group are recorded. */
struct descent_recorder {
    struct trail *trails;
    const double *rates;
};

static void record(void *context, const struct block *block, size_t point)
{
    const struct descent_recorder *recorder = context;
    struct trail *trail = &recorder->trails[block->run[point]];
    const size_t row = trail->rows++;
    for (size_t d = 0; d < block->dimension; d++)
        trail->x[row * block->dimension + d] = block->x[d * block->lanes + point];
    trail->value[row] = block->value[point];
    trail->gradient_norm[row] = block->norm[point];
    trail->rate[row] = recorder->rates[row];
    if (trail->residual)
        trail->residual[row] = block->residual[point];
    trail->evaluated[row] = (double)block->round;
    if (row)
        trail->rate[row - 1] = block->length[point];
}

static void record_search(void *context, const struct method_step *step, const struct block *block, size_t point)
{
    const struct descent_recorder *recorder = context;
    search_record(recorder->trails[block->run[point]].search, step, block, point);
}

static size_t run_count(const struct descent_parameters *parameters)
{
    return parameters->group_count * parameters->start_count;
}

/* At most so many coordinates of a start: "-1,2". */
static void add_start(struct buffer *text, const struct descent_parameters *parameters, size_t start, size_t most)
{
    for (size_t d = 0; d < (size_t)parameters->dimension && d < most; d++) {
        buffer_text(text, d ? "," : "");
        buffer_number(text, parameters->starts[d * parameters->start_count + start]);
    }
}

static const char *trail_name(struct arena *arena, const struct descent_parameters *parameters, const struct descent_group *group, size_t start)
{
    if (parameters->start_count == 1)
        return group->name;
    struct buffer name = {.arena = arena};
    buffer_format(&name, "%s from ", group->name);
    add_start(&name, parameters, start, 3);
    return buffer_string(&name);
}

static void run_group(struct arena *arena, const struct descent_parameters *parameters, const struct descent_group *group, struct trail *trails)
{
    const size_t n = (size_t)parameters->dimension, count = parameters->start_count, most = (size_t)parameters->steps + 1;
    for (size_t i = 0; i < count; i++) {
        struct trail *trail = &trails[i];
        *trail = (struct trail){.name = trail_name(arena, parameters, group, i), .group = group, .start = i};
        trail->x = ARENA_NEW(arena, double, n *most);
        trail->value = ARENA_NEW(arena, double, most);
        trail->gradient_norm = ARENA_NEW(arena, double, most);
        trail->rate = ARENA_NEW(arena, double, most);
        trail->residual = parameters->set ? ARENA_NEW(arena, double, most) : NULL;
        trail->evaluated = ARENA_NEW(arena, double, most);
        trail->search = search_prepare(arena, &group->method, n, (size_t)parameters->steps, run_count(parameters));
    }
    double *rates = ARENA_NEW(arena, double, most);
    schedule_rates(group->schedule, group->lr, (size_t)parameters->steps, rates, most);
    struct descent_options options = options_of(parameters, group);
    options.rates = rates;
    const struct descent_ends ends = {
        .x = ARENA_NEW(arena, double, n *count), .evaluations = ARENA_NEW(arena, size_t, count), .stops = ARENA_NEW(arena, enum descent_stop, count)};
    struct descent_recorder recorder = {.trails = trails, .rates = rates};
    descent_run(arena, &parameters->objective, &options, parameters->starts, count, &ends,
                &(struct descent_observer){.observe = record, .search = record_search, .context = &recorder});
    for (size_t i = 0; i < count; i++) {
        trails[i].evaluations = ends.evaluations[i];
        trails[i].stop = ends.stops[i];
    }
}

/* Numbers runs that would have the same name: those of one method from one start, or from starts that differ in further coordinates. */
static void number_equals(struct arena *arena, struct trail *trails, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = trails[i].name;
        size_t equals = 1;
        for (size_t k = i + 1; k < count; k++)
            if (!strcmp(trails[k].name, name))
                trails[k].name = arena_format(arena, "%s (%zu)", name, ++equals);
        if (equals > 1)
            trails[i].name = arena_format(arena, "%s (1)", name);
    }
}

/* Whether the landscape has a value where each run starts, of one group. */
static bool check_starts(struct arena *arena, const struct descent_parameters *parameters, const struct trail *trails, struct error *error)
{
    for (size_t i = 0; i < parameters->start_count; i++)
        if (!trails[i].rows) {
            struct buffer at = {.arena = arena};
            add_start(&at, parameters, i, (size_t)parameters->dimension);
            const char *start = buffer_string(&at);
            error_set(error, ERROR_INVALID, "the landscape has no finite value at the start %.300s; a run has to start where it has one", start);
            return error_blame(error, "start", start);
        }
    return true;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct descent_parameters *parameters = untyped;
    struct descent_result *result = ARENA_NEW(arena, struct descent_result, 1);
    const size_t starts = parameters->start_count, count = result->count = parameters->group_count * starts;
    result->trails = ARENA_NEW(arena, struct trail, count);
    for (size_t i = 0; i < parameters->group_count; i++) {
        run_group(arena, parameters, &parameters->groups[i], result->trails + i * starts);
        if (!check_starts(arena, parameters, result->trails + i * starts, error))
            return false;
    }
    number_equals(arena, result->trails, result->count);
    struct outcome_path *paths = ARENA_NEW(arena, struct outcome_path, count);
    struct outcome *outcomes = ARENA_NEW(arena, struct outcome, count);
    for (size_t i = 0; i < count; i++) {
        const struct trail *trail = &result->trails[i];
        paths[i] = (struct outcome_path){trail->rows, trail->x, trail->value, trail->gradient_norm, trail->residual, trail->stop};
    }
    const struct outcome_setting setting = {.landscape = parameters->descended,
                                            .climbs = parameters->climbs,
                                            .box = (const double(*)[2])parameters->box,
                                            .tolerance = parameters->tolerance,
                                            .projection = parameters->set,
                                            .noisy = parameters->noise > 0 || parameters->batch > 0};
    if (!outcome_judge(arena, &setting, paths, count, outcomes, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct trail *trail = &result->trails[i], *best = &result->trails[result->best];
        trail->outcome = outcomes[i]; /* values are still those of what is descended on */
        result->longest = fmax(result->longest, fmax(trail_last_shown(trail), 1));
        if (trail->value[trail->rows - 1] < best->value[best->rows - 1])
            result->best = i;
    }
    for (size_t i = 0; i < count && parameters->climbs; i++)
        for (size_t row = 0; row < result->trails[i].rows; row++)
            result->trails[i].value[row] = 0 - result->trails[i].value[row];
    if (parameters->dimension > 2)
        result->plane = descent_plane_find(arena, result->trails, count, (size_t)parameters->dimension);
    *answer = result;
    return true;
}

static const struct study_fact facts[] = {
    {"dimension", "{\"type\":\"integer\"}", "the number of coordinates"},
    {"budget", "{\"type\":\"integer\"}", "how many gradients each run was allowed, besides that at its start"},
    {"best", "{\"type\":\"string\"}", "the name of the run that ends lowest, with maximize=1 highest"},
    {"lowest_known", "{\"type\":\"number\"}", "the least value over the domain, for landscapes of the catalogue, unless they are climbed"},
    {"largest_stable_lr", "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}",
     "for each run 2/λ with the Hessian's largest eigenvalue λ where it ended: gradient descent with a larger rate cannot settle there; null where "
     "nothing curves upwards; of -f with maximize=1"},
    {"feasible_set", "{\"type\":\"string\"}", "with project: the set that holds the runs, in words"},
    {"terms", "{\"type\":\"integer\"}", "of how many terms the loss is the sum, with minibatches"},
    {"variance_explained", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}",
     "beyond two dimensions: the parts of the paths' variance along the two directions they are drawn in"},
    BREAKS_FACTS,
    TRANSFORMATION_FACT,
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct descent_parameters *parameters = untyped;
    const size_t runs = parameters->group_count * parameters->start_count, dimension = parameters->objective.dimension;
    size->numbers = (double)runs * (double)(parameters->steps + 1) * (double)(dimension + (parameters->set ? 5 : 4));
    for (size_t i = 0; i < parameters->group_count; i++)
        size->numbers += (double)parameters->start_count * search_numbers(&parameters->groups[i].method, dimension, (size_t)parameters->steps, runs);
    if (dimension > 1)
        picture_measure_map(&parameters->picture, DESCENT_MAP_SAMPLES, DESCENT_MAP_SAMPLES, MAP_LEVELS, 0, size);
}

static double frame(const void *untyped)
{
    const struct descent_parameters *parameters = untyped;
    const double runs = (double)(parameters->group_count * parameters->start_count);
    return picture_lines_work(runs, runs * (double)parameters->steps) * (parameters->view == DESCENT_BOTH ? 2 : 1);
}

static const struct study_fact answer_columns[] = {
    {"step", STUDY_NUMBERS, "from 0, the start"},
    {"x", STUDY_NUMBERS, "where the run stands; beyond two coordinates x1, x2, …"},
    {"y", STUDY_NUMBERS, "likewise"},
    {"x#", STUDY_NUMBERS, "likewise"},
    {"value", STUDY_NUMBERS, "of the landscape"},
    {"gradient_norm", STUDY_NUMBERS, "without noise"},
    {"projected_gradient_norm", STUDY_NUMBERS,
     "with project: the norm of x - P(x - gradient), without noise, which is 0 where x is stationary within the set"},
    {"lr", STUDY_NUMBERS, "rate, or length, of the step that follows"},
};

const struct study descent_study = {
    .name = "descent",
    .known_as = "minimize minimise optimize optimise gradient-descent optimizer optimization trajectory path run sgd adam newton",
    .question = "where does an optimizer go?",
    .help = "Runs one optimizer or compares several on a landscape, from one start or several, with or without noise on the gradient, and tells how "
            "each run ended: "
            "converged, stalled, on a plateau, diverged, oscillating, out of the domain or out of steps.",
    STUDY_PARAMETERS(struct descent_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    STUDY_MEMBERS(descent_members),
    .example = "f=d2l_quadratic&start=-5,-2&optimizer=gd(lr=0.4),momentum(lr=0.4,momentum=0.5)&steps=20",
    .lower = "steps, dim, or the number of optimizers, rates, schedules and starts",
    .resolve = descent_resolve,
    .cost = cost,
    .frame = frame,
    .measure = measure,
    .run = run,
    .describe = descent_describe,
    .tell = descent_tell,
    .draw = descent_draw,
    .scripted = descent_scripted,
    .script = descent_script,
};
