/* Which optimizer is best? Methods on landscapes from random starts, the same for all of them: the share of problems that each has solved within so many
 * evaluations (data profiles: Moré & Wild, SIAM J. Optim. 20 (2009) 172), and what the intervals allow to be said of it.
 *
 * A problem is a landscape with a start. It is solved from the first step on whose value v satisfies v ≤ low + tolerance · (v₀ − low), with the value v₀ at the
 * start and the least value `low` that is known of the landscape or, where none is known, that any run here has found. Intervals are Wilson's at 95 %, of the
 * share over all starts on these landscapes: as every landscape has as many starts, they are wider rather than narrower than need be. */
#include "study/benchmark.h"

#include "analysis/statistics.h"
#include "base/random.h"
#include "base/sort.h"
#include "optimize/descent.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 100000, MOST_STARTS = 2000, MOST_METHODS = 12, PROFILE = BENCHMARK_PROFILE };

#define FIELD(name) PARAMETER_FIELD(struct benchmark_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .primary = true, .offset = FIELD(f), .initial = "sphere,rosenbrock,beale,himmelblau,ackley,rastrigin",
     .help = "landscapes or formulas, separated by commas, of one number of coordinates", .example = "sphere,rosenbrock"},
    {"optimizer", KIND_METHODS, .primary = true, .offset = FIELD(optimizer), .initial = "gd,momentum,adam,lbfgs,nelder_mead",
     .help = "the methods that are compared, with their arguments: each with the rate it is given here, or its own", .example = "adam(lr=0.1),lbfgs"},
    {"dim", KIND_INTEGER, .offset = FIELD(dimension), .initial = "0", .least = 0, .most = 100,
     .help = "the number of coordinates, where the formulas leave it open; 0: as they tell, else 2", .example = "5", .beside = "f=sphere,rosenbrock"},
    {"starts", KIND_INTEGER, .primary = true, .offset = FIELD(starts), .initial = "50", .least = 1, .most = MOST_STARTS,
     .help = "random starts on each landscape, even over its domain", .example = "20"},
    {"steps", KIND_INTEGER, .primary = true, .offset = FIELD(steps), .initial = "500", .least = 1, .most = MOST_STEPS,
     .help = "how often each run may evaluate the landscape, with its gradient, after the start", .example = "200"},
    {"tolerance", KIND_REAL, .offset = FIELD(tolerance), .initial = "0.001", .least = 1e-12, .most = 0.5,
     .help = "a problem is solved when the height above the least value is this part of what it was at the start", .example = "1e-5"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "which starts are drawn",
     .example = "2"},
};

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct benchmark_parameters *parameters = untyped;
    if (!landscape_resolve(arena, parameters->f, (size_t)parameters->dimension, 2, NULL, 0, &parameters->landscapes, &parameters->landscape_count,
                           error))
        return error_blame(error, "f", parameters->f);
    if (parameters->optimizer.count > MOST_METHODS) {
        error_set(error, ERROR_INVALID, "%zu methods are more than the %d that one picture can tell apart", parameters->optimizer.count,
                  MOST_METHODS);
        return error_blame(error, "optimizer", "");
    }
    parameters->dimension = (long)parameters->landscapes[0].dimension;
    parameters->objectives = ARENA_NEW(arena, struct objective, parameters->landscape_count);
    for (size_t i = 0; i < parameters->landscape_count; i++)
        if (!objective_for_methods(arena, &parameters->landscapes[i], &parameters->optimizer, "optimizer", &parameters->objectives[i], error))
            return error_blame(error, "f", parameters->landscapes[i].label);
    return true;
}

static struct descent_options options_of(const struct benchmark_parameters *parameters, size_t method)
{
    return (struct descent_options){
        .method = &parameters->optimizer.items[method], .steps = (size_t)parameters->steps, .tolerance = -1, .seed = (uint64_t)parameters->seed};
}

static double cost(const void *untyped)
{
    enum { RECORDED = 6 }; /* of a run at a step, beside the descent's own work */
    const struct benchmark_parameters *parameters = untyped;
    double work = 0;
    for (size_t m = 0; m < parameters->optimizer.count; m++) {
        const struct descent_options options = options_of(parameters, m);
        for (size_t i = 0; i < parameters->landscape_count; i++)
            work += (parameters->landscapes[i].row ? 1 : 2) * (descent_cost(&parameters->objectives[i], &options, (size_t)parameters->starts) +
                                                               RECORDED * (double)parameters->starts * (double)parameters->steps);
    }
    return work;
}

/* What is seen of the runs of one method on one landscape. */
struct benchmark_recorder {
    double tolerance, *lowest; /* over all runs of the landscape */
    double *goal, *solved_at;  /* [start]: not-a-number before the start was seen; null where the least value is still looked for */
};

static void record(void *context, const struct block *block, size_t point)
{
    const struct benchmark_recorder *recorder = context;
    const double value = block->value[point];
    const size_t run = (size_t)block->run[point];
    if (!recorder->goal) {
        *recorder->lowest = fmin(*recorder->lowest, value);
        return;
    }
    if (isnan(recorder->goal[run]))
        recorder->goal[run] = *recorder->lowest + recorder->tolerance * (value - *recorder->lowest);
    if (value <= recorder->goal[run] && isinf(recorder->solved_at[run]))
        recorder->solved_at[run] = (double)block->round;
}

/* Starts even over the domain: the same for all methods. */
static double *draw_starts(struct arena *arena, const struct benchmark_parameters *parameters, size_t landscape)
{
    const size_t n = (size_t)parameters->dimension, count = (size_t)parameters->starts;
    double *starts = ARENA_NEW(arena, double, n *count);
    for (size_t d = 0; d < n; d++) {
        const double *domain = parameters->landscapes[landscape].domain[d];
        random_uniforms((uint64_t)parameters->seed, random_stream(RANDOM_START, landscape * n + d), 0, starts + d * count, count);
        for (size_t i = 0; i < count; i++)
            starts[d * count + i] = domain[0] + (domain[1] - domain[0]) * starts[d * count + i];
    }
    return starts;
}

static void run_method(struct arena *arena, const struct benchmark_parameters *parameters, size_t method, size_t landscape, const double *starts,
                       struct benchmark_recorder *recorder)
{
    struct descent_options options = options_of(parameters, method);
    double *rates = ARENA_NEW(arena, double, options.steps + 1);
    for (size_t i = 0; i <= options.steps; i++)
        rates[i] = options.method->values[METHOD_LR];
    options.rates = rates;
    const size_t count = (size_t)parameters->starts;
    const struct descent_ends ends = {.x = ARENA_NEW(arena, double, (size_t)parameters->dimension *count)};
    descent_run(arena, &parameters->objectives[landscape], &options, starts, count, &ends,
                &(struct descent_observer){.observe = record, .context = recorder});
}

static bool knows_least(struct arena *arena, const struct landscape *landscape, double *lowest)
{
    double *points;
    size_t count;
    return landscape_minimum(arena, landscape, lowest, &points, &count);
}

static void run_landscape(struct arena *arena, const struct benchmark_parameters *parameters, size_t landscape, struct benchmark_result *result)
{
    const size_t count = (size_t)parameters->starts;
    const double *starts = draw_starts(arena, parameters, landscape);
    double *lowest = &result->lowest[landscape], *goal = ARENA_NEW(arena, double, count);
    if (!knows_least(arena, &parameters->landscapes[landscape], lowest)) {
        *lowest = INFINITY;
        result->found_lowest++;
        for (size_t m = 0; m < parameters->optimizer.count; m++)
            run_method(arena, parameters, m, landscape, starts, &(struct benchmark_recorder){.lowest = lowest});
    }
    for (size_t m = 0; m < parameters->optimizer.count; m++) {
        double *solved_at = result->entries[m].solved_at + landscape * count;
        for (size_t i = 0; i < count; i++) {
            goal[i] = NAN;
            solved_at[i] = INFINITY;
        }
        run_method(arena, parameters, m, landscape, starts, &(struct benchmark_recorder){parameters->tolerance, lowest, goal, solved_at});
    }
}

/* The numbers of evaluations at which the profile is given: whole numbers from 1 to the budget, from 20 on evenly by logarithm. */
static void choose_evaluations(const struct benchmark_parameters *parameters, struct benchmark_result *result)
{
    const double most = (double)parameters->steps;
    double at = 1;
    for (; result->count + 1 < PROFILE && at < most; result->count++) {
        result->evaluations[result->count] = rint(at);
        at = at < 20 ? at + 1 : 1.05 * at;
    }
    result->evaluations[result->count++] = most;
}

static void profile_entry(struct arena *arena, const struct benchmark_result *result, struct benchmark_entry *entry)
{
    double *sorted = ARENA_NEW(arena, double, result->problems);
    for (size_t i = 0; i < result->problems; i++)
        if (isfinite(entry->solved_at[i]))
            sorted[entry->solved++] = entry->solved_at[i];
    sort_ascending(sorted, entry->solved);
    entry->share = (double)entry->solved / (double)result->problems;
    entry->median = sorted_quantile(sorted, entry->solved, 0.5);
    wilson_interval((double)entry->solved, (double)result->problems, &entry->low, &entry->high);
    for (size_t k = 0; k < 3; k++)
        entry->profile[k] = ARENA_NEW(arena, double, PROFILE);
    size_t until = 0;
    for (size_t i = 0; i < result->count; i++) {
        while (until < entry->solved && sorted[until] <= result->evaluations[i])
            until++;
        entry->profile[0][i] = (double)until / (double)result->problems;
        wilson_interval((double)until, (double)result->problems, &entry->profile[1][i], &entry->profile[2][i]);
    }
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct benchmark_parameters *parameters = untyped;
    const size_t methods_count = parameters->optimizer.count;
    struct benchmark_result *result = ARENA_NEW(arena, struct benchmark_result, 1);
    result->problems = parameters->landscape_count * (size_t)parameters->starts;
    result->lowest = ARENA_NEW(arena, double, parameters->landscape_count);
    result->entries = ARENA_NEW(arena, struct benchmark_entry, methods_count);
    for (size_t m = 0; m < methods_count; m++) {
        struct buffer name = {.arena = arena};
        call_print(&parameters->optimizer.items[m], &name);
        result->entries[m].name = buffer_string(&name);
        result->entries[m].solved_at = ARENA_NEW(arena, double, result->problems);
    }
    for (size_t i = 0; i < parameters->landscape_count; i++)
        run_landscape(arena, parameters, i, result);
    choose_evaluations(parameters, result);
    for (size_t m = 0; m < methods_count; m++) {
        profile_entry(arena, result, &result->entries[m]);
        result->best = result->entries[m].solved > result->entries[result->best].solved ? m : result->best;
    }
    *answer = result;
    return true;
}

/* Whether the intervals say that the method solves more of such problems than the other. */
static bool is_ahead(const struct benchmark_entry *method, const struct benchmark_entry *other)
{
    return method->low > other->high;
}

static void describe_entry(struct arena *arena, const struct benchmark_parameters *parameters, const struct benchmark_result *result,
                           const struct benchmark_entry *entry, struct study_run *one)
{
    const size_t starts = (size_t)parameters->starts;
    one->name = entry->name;
    one->columns = (struct study_columns){.arena = arena};
    study_columns_add(&one->columns, "evaluations", result->count, result->evaluations);
    study_columns_add(&one->columns, "solved", result->count, entry->profile[0]);
    study_columns_add(&one->columns, "low", result->count, entry->profile[1]);
    study_columns_add(&one->columns, "high", result->count, entry->profile[2]);
    one->more = value_object(arena);
    value_add_number(arena, one->more, "share", entry->share);
    double *interval = ARENA_NEW(arena, double, 2);
    interval[0] = entry->low;
    interval[1] = entry->high;
    value_add_numbers(arena, one->more, "interval", interval, 2);
    value_add_number(arena, one->more, "median_evaluations", entry->median);
    double *shares = ARENA_NEW(arena, double, parameters->landscape_count);
    for (size_t i = 0; i < result->problems; i++)
        shares[i / starts] += isfinite(entry->solved_at[i]) ? 1 / (double)starts : 0;
    value_add_numbers(arena, one->more, "by_landscape", shares, parameters->landscape_count);
    struct value *ahead = value_add(arena, one->more, "ahead_of", VALUE_LIST);
    for (size_t m = 0; m < parameters->optimizer.count; m++)
        if (is_ahead(entry, &result->entries[m]))
            value_add_text(arena, ahead, NULL, result->entries[m].name);
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct benchmark_parameters *parameters = untyped;
    const struct benchmark_result *result = answer;
    struct value *facts = description->facts = value_object(arena), *names = value_add(arena, facts, "landscapes", VALUE_LIST);
    for (size_t i = 0; i < parameters->landscape_count; i++)
        value_add_text(arena, names, NULL, parameters->landscapes[i].label);
    value_add_numbers(arena, facts, "lowest", result->lowest, parameters->landscape_count);
    value_add_number(arena, facts, "problems", (double)result->problems);
    value_add_text(arena, facts, "most_solved", result->entries[result->best].name);
    description->run_count = parameters->optimizer.count;
    description->runs = ARENA_NEW(arena, struct study_run, description->run_count);
    for (size_t m = 0; m < description->run_count; m++)
        describe_entry(arena, parameters, result, &result->entries[m], &description->runs[m]);
}

/* "61.7 % (56 to 67)". */
static void say_share(struct buffer *sentence, const struct benchmark_entry *entry)
{
    sentence_percent(sentence, entry->share);
    buffer_text(sentence, " (95 % interval ");
    sentence_percent(sentence, entry->low);
    buffer_text(sentence, " to ");
    sentence_percent(sentence, entry->high);
    buffer_text(sentence, ")");
}

/* The names of the methods that the best one is, or is not, ahead of; how many. */
static size_t say_others(struct buffer *sentence, const struct benchmark_parameters *parameters, const struct benchmark_result *result, bool ahead)
{
    const struct benchmark_entry *best = &result->entries[result->best];
    size_t count = 0, said = 0;
    for (size_t m = 0; m < parameters->optimizer.count; m++)
        count += m != result->best && is_ahead(best, &result->entries[m]) == ahead;
    for (size_t m = 0; m < parameters->optimizer.count; m++)
        if (m != result->best && is_ahead(best, &result->entries[m]) == ahead) {
            buffer_text(sentence, !said ? "" : said + 1 == count ? " and " : ", ");
            buffer_text(sentence, result->entries[m].name);
            said++;
        }
    return count;
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct benchmark_parameters *parameters = untyped;
    const struct benchmark_result *result = answer;
    const struct benchmark_entry *best = &result->entries[result->best];
    struct buffer behind = {.arena = sentence->arena}, level = {.arena = sentence->arena};
    const size_t behind_count = say_others(&behind, parameters, result, true), level_count = say_others(&level, parameters, result, false);
    buffer_format(sentence, "Within %ld evaluation%s on ", parameters->steps, parameters->steps == 1 ? "" : "s");
    buffer_count(sentence, result->problems);
    buffer_format(sentence, " problem%s (%zu landscape%s, %ld random start%s each) %s solves ", result->problems == 1 ? "" : "s",
                  parameters->landscape_count, parameters->landscape_count == 1 ? "" : "s", parameters->starts, parameters->starts == 1 ? "" : "s",
                  best->name);
    say_share(sentence, best);
    if (behind_count)
        buffer_format(sentence, ", more than %s", buffer_string(&behind));
    if (level_count)
        buffer_format(sentence, "%s the intervals do not tell it from %s", behind_count ? ";" : ", but", buffer_string(&level));
    if (result->found_lowest)
        buffer_format(sentence, "; the least value of %zu landscape%s is not known, and the lowest that a run found is taken for it",
                      result->found_lowest, result->found_lowest == 1 ? "" : "s");
    buffer_text(sentence, ". That holds for these landscapes, rates and starts: no method is best for all.");
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct benchmark_parameters *parameters = untyped;
    const struct benchmark_result *result = answer;
    const size_t count = parameters->optimizer.count;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2 * count);
    for (size_t m = 0; m < count; m++) {
        const struct benchmark_entry *entry = &result->entries[m];
        struct buffer label = {.arena = arena};
        buffer_format(&label, "%s, ", entry->name);
        sentence_percent(&label, entry->share);
        layers[2 * m] = (struct figure_layer){.kind = LAYER_BAND,
                                              .count = result->count,
                                              .x = result->evaluations,
                                              .low = entry->profile[1],
                                              .high = entry->profile[2],
                                              .style = {.opacity = 0.15}};
        layers[2 * m + 1] = (struct figure_layer){.kind = LAYER_LINE,
                                                  .label = buffer_string(&label),
                                                  .short_label = entry->name,
                                                  .count = result->count,
                                                  .x = result->evaluations,
                                                  .y = entry->profile[0],
                                                  .traced = true};
    }
    panel->layers = layers;
    panel->layer_count = 2 * count;
    panel->x.label = panel->x.column = "evaluations";
    panel->x.scale = parameters->steps > 1 ? SCALE_LOG : SCALE_LINEAR;
    panel->y.label = "share solved";
    panel->y.column = "solved";
    panel->legend = SWITCH_ON;
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = "Data profiles of optimizers";
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct benchmark_parameters *parameters = untyped;
    size->numbers = 4.0 * PROFILE * (double)parameters->optimizer.count;
    size->memory = 8.0 * (double)parameters->optimizer.count * (double)parameters->landscape_count *
                   ((double)parameters->starts * (double)(parameters->dimension + 2) + 2 * (double)parameters->steps);
}

static const struct study_fact facts[] = {
    {"landscapes", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "what was descended on"},
    {"lowest", "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}",
     "the least value of each: over its domain, where the catalogue knows it, else the lowest that a run found"},
    {"problems", "{\"type\":\"integer\"}", "landscapes times starts"},
    {"most_solved", "{\"type\":\"string\"}", "the method that solved the most problems: what `ahead_of` of its run lacks, it is not told from"},
};
static const struct study_fact members[] = {
    {"share", "{\"type\":\"number\"}", "of the problems that the method solved"},
    {"interval", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "its 95 % interval (Wilson) over starts on these landscapes"},
    {"median_evaluations", "{\"type\":[\"number\",\"null\"]}", "of those that it solved"},
    {"by_landscape", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "the share of starts solved on each landscape"},
    {"ahead_of", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "the methods whose intervals lie below this one's"},
};

static const struct study_fact answer_columns[] = {
    {"evaluations", STUDY_NUMBERS, "of the gradient"},
    {"solved", STUDY_NUMBERS, "share of the problems solved with so many"},
    {"low", STUDY_NUMBERS, "of its 95 % interval"},
    {"high", STUDY_NUMBERS, "likewise"},
};

const struct study benchmark_study = {
    .name = "benchmark",
    .known_as = "compare comparison optimizers-compared performance-profile",
    .question = "which optimizer is best?",
    .help =
        "Methods on several landscapes from the same random starts: the share of problems that each has solved against the evaluations it took (data "
        "profiles, Moré & Wild 2009), with 95 % intervals; the sentence says only what the intervals allow. A trial of a search counts as an "
        "evaluation.",
    STUDY_PARAMETERS(struct benchmark_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_MEMBERS(members),
    STUDY_COLUMNS(answer_columns),
    .example = "f=sphere,rosenbrock,himmelblau&optimizer=gd(lr=0.001),adam(lr=0.1),lbfgs&starts=20&steps=200",
    .lower = "starts, steps, dim or the number of methods",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = run,
    .describe = describe,
    .tell = tell,
    .draw = draw,
    .scripted = benchmark_scripted,
    .script = benchmark_script,
};
