/* A descent as columns, facts and a sentence. */
#include "study/descent.h"

#include "base/number.h"
#include "study/projected.h"
#include "study/sentence.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST_TOLD = 6, VALUE_DIGITS = 6 };

static const char *schedule_text(struct arena *arena, const struct call *schedule)
{
    struct buffer text = {.arena = arena};
    call_print(schedule, &text);
    return buffer_string(&text);
}

static void add_end(struct arena *arena, const struct descent_parameters *parameters, const struct trail *trail, struct value *more)
{
    const size_t n = (size_t)parameters->dimension, last = trail->rows - 1;
    const struct outcome *outcome = &trail->outcome;
    struct value *end = value_add(arena, more, "end", VALUE_OBJECT);
    value_add_numbers(arena, end, "at", trail_end(trail, n), n);
    value_add_number(arena, end, "value", trail->value[last]);
    value_add_number(arena, end, "gradient_norm", trail->gradient_norm[last]);
    projected_describe_end(arena, parameters, trail, end);
    value_add_text(arena, end, "kind", critical_kind_name(outcome->critical));
    if (outcome->target) {
        struct value *point = value_add(arena, end, outcome->at ? "critical_point" : "heading_for", VALUE_OBJECT);
        value_add_numbers(arena, point, "at", outcome->target, n);
        value_add_number(arena, point, "value", outcome->target_value);
    }
    if (outcome->eigenvalues)
        value_add_numbers(arena, end, "eigenvalues", outcome->eigenvalues, n);
    value_add_number(arena, end, "largest_stable_lr", outcome->largest_stable_rate);
}

static double *coordinate_column(struct arena *arena, const struct trail *trail, size_t n, size_t d)
{
    double *column = ARENA_NEW(arena, double, trail->rows);
    for (size_t row = 0; row < trail->rows; row++)
        column[row] = trail->x[row * n + d];
    return column;
}

static void describe_trail(struct arena *arena, const struct descent_parameters *parameters, const struct trail *trail, struct study_run *run)
{
    const size_t n = (size_t)parameters->dimension, rows = trail->rows;
    struct study_columns *columns = &run->columns;
    *columns = (struct study_columns){.arena = arena};
    double *steps = ARENA_NEW(arena, double, rows);
    for (size_t i = 0; i < rows; i++)
        steps[i] = (double)i;
    study_columns_add(columns, "step", rows, steps);
    for (size_t d = 0; d < n; d++)
        study_columns_add(columns, coordinate_name(arena, n, d), rows, coordinate_column(arena, trail, n, d));
    study_columns_add(columns, "value", rows, trail->value);
    study_columns_add(columns, "gradient_norm", rows, trail->gradient_norm);
    if (trail->residual)
        study_columns_add(columns, "projected_gradient_norm", rows, trail->residual);
    study_columns_add(columns, "lr", rows, trail->rate);

    run->name = trail->name;
    run->outcome = outcome_name(trail->outcome.kind);
    run->more = value_object(arena);
    value_add_text(arena, run->more, "evidence", trail->outcome.evidence);
    value_add_text(arena, run->more, "optimizer", trail->group->method.callable->name);
    value_add_number(arena, run->more, "lr", trail->group->lr);
    if (trail->group->rule)
        value_add_text(arena, run->more, "lr_rule", trail->group->rule);
    value_add_text(arena, run->more, "schedule", schedule_text(arena, trail->group->schedule));
    value_add_numbers(arena, run->more, "start", trail->x, n);
    value_add_number(arena, run->more, "steps", (double)(rows - 1));
    value_add_number(arena, run->more, "gradients", (double)trail->evaluations);
    value_add_number(arena, run->more, "steps_to_go", trail->outcome.steps_to_go);
    add_end(arena, parameters, trail, run->more);
    search_describe(arena, trail->search, n, run->more);
}

void descent_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct descent_parameters *parameters = untyped;
    const struct descent_result *result = answer;
    const struct landscape *landscape = parameters->landscape;
    struct value *facts = description->facts = value_object(arena);
    double *stable = ARENA_NEW(arena, double, result->count), lowest, *points;
    size_t count;
    value_add_number(arena, facts, "dimension", (double)parameters->dimension);
    value_add_number(arena, facts, "budget", (double)parameters->steps);
    transformation_describe(arena, landscape, facts);
    if (parameters->set)
        value_add_text(arena, facts, "feasible_set", projection_words(arena, parameters->set));
    value_add_text(arena, facts, "best", result->trails[result->best].name);
    if (!parameters->climbs && landscape_minimum(arena, landscape, &lowest, &points, &count))
        value_add_number(arena, facts, "lowest_known", lowest);
    for (size_t i = 0; i < result->count; i++)
        stable[i] = result->trails[i].outcome.largest_stable_rate;
    value_add_numbers(arena, facts, "largest_stable_lr", stable, result->count);
    if (parameters->batch)
        value_add_number(arena, facts, "terms", (double)parameters->objective.terms);
    if (!result->plane) {
        const struct breaks breaks = descent_breaks(arena, parameters, result);
        breaks_describe(arena, facts, &breaks, (size_t)parameters->dimension);
    }
    if (result->plane)
        value_add_numbers(arena, facts, "variance_explained", result->plane->explained, 2);
    description->run_count = result->count;
    description->runs = ARENA_NEW(arena, struct study_run, result->count);
    for (size_t i = 0; i < result->count; i++)
        describe_trail(arena, parameters, &result->trails[i], &description->runs[i]);
}

/* Whether two numbers of a run differ by more than what each of its steps rounds off: of `rows` numbers, `stride` apart. */
static bool differs(const double ends[2], const double *numbers, size_t rows, size_t stride)
{
    double most = 0;
    for (size_t row = 0; row < rows; row++)
        most = isfinite(numbers[row * stride]) ? fmax(most, fabs(numbers[row * stride])) : most;
    return !(fabs(ends[0] - ends[1]) <= (double)rows * DBL_EPSILON * most);
}

/* A place, each coordinate to a millionth of the domain's width, to six digits at least, and to those that tell where a run began from where it ended. */
static void tell_place(const struct descent_parameters *parameters, const struct trail *trail, const double *point, struct buffer *sentence)
{
    enum { DIGITS = 6, MOST_COORDINATES = 6 };
    const size_t n = (size_t)parameters->dimension, shown = n < MOST_COORDINATES ? n : MOST_COORDINATES;
    buffer_text(sentence, n > 1 ? "(" : "");
    for (size_t d = 0; d < shown; d++) {
        double ends[2] = {trail->x[d], trail_end(trail, n)[d]};
        ends[1] = differs(ends, trail->x + d, trail->rows, n) ? ends[1] : ends[0];
        const int between = number_digits_between(parameters->box[d][0], parameters->box[d][1], DIGITS), apart = number_digits(ends, 2, DIGITS);
        buffer_text(sentence, d ? ", " : "");
        sentence_rounded(sentence, point[d], between > apart ? between : apart);
    }
    buffer_text(sentence, n == 1 ? "" : shown < n ? ", …)" : ")");
}

/* Where a run ended; the value has the digits that tell it from `others`. */
static void tell_end(const struct descent_parameters *parameters, const struct trail *trail, const double *others, size_t count,
                     struct buffer *sentence)
{
    buffer_text(sentence, "at ");
    tell_place(parameters, trail, trail_end(trail, (size_t)parameters->dimension), sentence);
    buffer_text(sentence, " with value ");
    sentence_rounded(sentence, trail->value[trail->rows - 1], number_digits(others, count, VALUE_DIGITS));
}

/* A point for reading: what rounding left of a zero is a zero. */
static void tell_point(const struct descent_parameters *parameters, const struct trail *trail, const double *point, struct buffer *sentence)
{
    static const double nothing = 1e-12; /* of the domain's width */
    const size_t n = (size_t)parameters->dimension;
    double *rounded = ARENA_NEW(sentence->arena, double, n);
    for (size_t d = 0; d < n; d++)
        rounded[d] = fabs(point[d]) < nothing * (parameters->box[d][1] - parameters->box[d][0]) ? 0 : point[d];
    tell_place(parameters, trail, rounded, sentence);
}

/* Whether gradients were evaluated that were not steps. */
static bool searches(const struct trail *trail)
{
    return trail->evaluations > trail->rows;
}

/* What is counted and may run out: a search evaluates more of them than it takes steps. */
static const char *evaluations_word(const struct trail *trail)
{
    return method_of(&trail->group->method)->values_only ? "values" : "gradients";
}

static void tell_outcome(const struct trail *trail, struct buffer *sentence)
{
    if (trail->outcome.kind == OUTCOME_OUT_OF_STEPS && searches(trail))
        buffer_format(sentence, "used up its %s", evaluations_word(trail));
    else
        buffer_text(sentence, outcome_words(trail->outcome.kind));
}

/* One run: where it ended, how, and what the rate could be there. */
static void tell_one(const struct descent_parameters *parameters, const struct trail *trail, struct buffer *sentence)
{
    const struct outcome *outcome = &trail->outcome;
    const size_t steps = trail->rows - 1, n = (size_t)parameters->dimension;
    const bool climbs = parameters->climbs, searching = searches(trail);
    buffer_format(sentence, " is after ");
    buffer_count(sentence, steps);
    buffer_format(sentence, " step%s ", steps == 1 ? "" : "s");
    if (searching) {
        buffer_text(sentence, "(");
        buffer_count(sentence, trail->evaluations);
        buffer_format(sentence, " %s) ", evaluations_word(trail));
    }
    const double ends[2] = {trail->value[0], trail->value[steps]};
    tell_end(parameters, trail, ends, differs(ends, trail->value, trail->rows, 1) ? 2 : 1, sentence);
    buffer_text(sentence, "; it ");
    tell_outcome(trail, sentence);
    buffer_format(sentence, ": %s", outcome->evidence);
    if (outcome->target && !outcome->at) {
        const bool named = outcome->critical == CRITICAL_MINIMUM || outcome->critical == CRITICAL_SADDLE || outcome->critical == CRITICAL_MAXIMUM;
        buffer_format(sentence, outcome->kind == OUTCOME_OSCILLATING ? ". There is a %s at " : ". It is heading for a %s at ",
                      named ? critical_kind_name(outcome->critical) : "degenerate critical point");
        tell_point(parameters, trail, outcome->target, sentence);
    }
    /* Where the landscape curves downwards no rate is stable; where it hardly curves, as at the bottom of x⁴, the rate says nothing. */
    if (!isnan(outcome->largest_stable_rate) && (climbs ? outcome->eigenvalues[n - 1] <= 0 : outcome->eigenvalues[0] >= 0) && outcome->curved &&
        trail->stop != STOP_OVERFLOW) {
        buffer_format(sentence, ". Where it ended, gradient %s is stable up to a learning rate of ", climbs ? "ascent" : "descent");
        sentence_number(sentence, outcome->largest_stable_rate);
    }
    buffer_text(sentence, ".");
}

static void tell_several(const struct descent_parameters *parameters, const struct descent_result *result, struct buffer *sentence)
{
    const struct trail *best = &result->trails[result->best];
    double *ends = ARENA_NEW(sentence->arena, double, result->count);
    for (size_t i = 0; i < result->count; i++)
        ends[i] = result->trails[i].value[result->trails[i].rows - 1];
    const int digits = number_digits(ends, result->count, VALUE_DIGITS);
    buffer_format(sentence, ": of %zu runs with ", result->count);
    buffer_count(sentence, (size_t)parameters->steps);
    buffer_format(sentence, " gradient evaluation%s each, %s ends %s, ", parameters->steps == 1 ? "" : "s", best->name,
                  parameters->climbs ? "highest" : "lowest");
    tell_end(parameters, best, ends, result->count, sentence);
    for (size_t i = 0; i < result->count && i < MOST_TOLD; i++) {
        const struct trail *trail = &result->trails[i];
        buffer_format(sentence, "; %s ", trail->name);
        tell_outcome(trail, sentence);
        buffer_text(sentence, " at ");
        sentence_rounded(sentence, ends[i], digits);
    }
    buffer_text(sentence, result->count > MOST_TOLD ? "; …." : ".");
}

/* The formula, or the name of one that is long. */
static const char *landscape_words(const struct landscape *landscape)
{
    enum { MOST_BYTES = 60 };
    return strlen(landscape->readable) <= MOST_BYTES ? landscape->readable : landscape->label;
}

/* " within the ball of radius 1 around (0, 0)". */
static const char *set_words(struct arena *arena, const struct descent_parameters *parameters)
{
    return parameters->set ? arena_format(arena, " within %s", projection_words(arena, parameters->set)) : "";
}

void descent_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct descent_parameters *parameters = untyped;
    const struct descent_result *result = answer;
    const struct trail *first = &result->trails[0];
    if (result->count == 1) {
        buffer_format(sentence, "On %s%s, %s ", landscape_words(parameters->landscape), set_words(sentence->arena, parameters), first->name);
        const bool scheduled = first->group->schedule->given[SCHEDULE_BASE_LR];
        if (scheduled || !first->group->method.given[METHOD_LR]) {
            buffer_text(sentence, scheduled ? "with the schedule's lr " : "with lr ");
            sentence_number(sentence, first->group->lr);
            if (first->group->rule)
                buffer_format(sentence, " (auto: %s)", first->group->rule);
            buffer_text(sentence, " ");
        }
        buffer_text(sentence, "from ");
        tell_place(parameters, first, first->x, sentence);
        tell_one(parameters, first, sentence);
    } else {
        buffer_format(sentence, "On %s%s", landscape_words(parameters->landscape), set_words(sentence->arena, parameters));
        tell_several(parameters, result, sentence);
    }
    if (result->plane) {
        buffer_text(sentence, " The two directions drawn hold ");
        sentence_number(sentence, rint(1000 * (result->plane->explained[0] + result->plane->explained[1])) / 10);
        buffer_text(sentence, " % of the paths' variance.");
    }
}
