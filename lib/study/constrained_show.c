/* KKT points as columns, facts and a sentence. */
#include "study/constrained.h"

#include "base/exact.h"
#include "study/critical_points.h"
#include "study/map.h"
#include "study/region.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

enum { N = KKT_DIMENSION };

const char *constrained_words(struct arena *arena, const struct constrained_parameters *parameters, size_t constraint)
{
    return arena_format(arena, "%s %s 0", parameters->functions[1 + constraint].readable, parameters->equality[constraint] ? "=" : "≤");
}

size_t constrained_count(const struct kkt_found *found, enum critical_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += found->items[i].held && found->items[i].kind == kind;
    return count;
}

static size_t count_held(const struct kkt_found *found)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++)
        count += found->items[i].held;
    return count;
}

static const struct kkt_point *best_of(const struct kkt_found *found)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].held && found->items[i].kind == CRITICAL_MINIMUM)
            return &found->items[i];
    return NULL;
}

/* Whether a place was seen that is lower than all that is listed, by more than what the constraints may be broken by at a cusp makes of it. */
static bool lower_elsewhere(const struct kkt_found *found)
{
    if (!isfinite(found->lowest))
        return false;
    return !found->count || found->lowest < found->items[0].value - 1e-4 * (fabs(found->items[0].value) + fabs(found->lowest)) - 1e-9;
}

/* How far from the nearest KKT point the rounds end. */
static double end_distance(const struct constrained_result *result)
{
    const double *end = result->rounds[result->round_count - 1].at, *at = result->nearest->at;
    return exact_hypot(end[0] - at[0], end[1] - at[1]);
}

static const char *kind_word(const struct kkt_point *point)
{
    return point->held ? critical_kind_name(point->kind) : "none";
}

static const char *active_word(const struct kkt_point *point)
{
    return point->active[0] && point->active[1] ? "1+2" : point->active[0] ? "1" : point->active[1] ? "2" : "none";
}

static void describe_facts(struct arena *arena, const struct constrained_parameters *parameters, const struct kkt_found *found, struct value *facts)
{
    const struct kkt_point *best = best_of(found);
    size_t unqualified = 0;
    for (size_t i = 0; i < found->count; i++)
        unqualified += !found->items[i].independent;
    value_add_text(arena, facts, "formula", parameters->functions->formula);
    transformation_describe(arena, parameters->functions, facts);
    struct value *constraints = value_add(arena, facts, "constraints", VALUE_LIST);
    for (size_t i = 0; i < parameters->count; i++) {
        struct value *entry = value_add(arena, constraints, NULL, VALUE_OBJECT);
        value_add_text(arena, entry, "formula", parameters->functions[1 + i].formula);
        value_add_text(arena, entry, "relation", parameters->equality[i] ? "equal" : "at_most");
    }
    value_add_text(arena, facts, "feasible", found->feasible == KKT_FEASIBLE ? "found" : "not_found");
    value_add_number(arena, facts, "count", (double)count_held(found));
    value_add_number(arena, facts, "minima", (double)constrained_count(found, CRITICAL_MINIMUM));
    value_add_number(arena, facts, "unqualified", (double)unqualified);
    if (best) {
        struct value *entry = value_add(arena, facts, "best", VALUE_OBJECT);
        value_add_numbers(arena, entry, "at", best->at, N);
        value_add_number(arena, entry, "value", best->value);
        value_add_numbers(arena, entry, "multipliers", best->multipliers, parameters->count);
    }
    value_add_number(arena, facts, "lowest_seen", found->lowest);
    value_add_boolean(arena, facts, "lower_elsewhere", lower_elsewhere(found));
    value_add_text(arena, facts, "complete", "no proof");
    value_add_boolean(arena, facts, "overfull", found->overfull);
}

/* Where the rounds end, and what is between that and the nearest KKT point. */
static void describe_end(struct arena *arena, const struct constrained_parameters *parameters, const struct constrained_result *result,
                         struct value *facts)
{
    if (!result->rounds)
        return;
    const struct penalty_round *last = &result->rounds[result->round_count - 1];
    struct value *end = value_add(arena, facts, "end", VALUE_OBJECT);
    value_add_numbers(arena, end, "at", last->at, N);
    value_add_number(arena, end, "value", last->value);
    value_add_number(arena, end, "violation", last->violation);
    value_add_numbers(arena, end, "multipliers", last->multipliers, parameters->count);
    value_add_number(arena, end, "residual", last->residual);
    if (!result->nearest)
        return;
    double error = 0;
    for (size_t i = 0; i < parameters->count; i++)
        error = exact_hypot(error, last->multipliers[i] - result->nearest->multipliers[i]);
    value_add_number(arena, end, "distance", end_distance(result));
    value_add_number(arena, end, "multiplier_error", error);
}

static void describe_rounds(struct arena *arena, const struct constrained_parameters *parameters, const struct constrained_result *result,
                            struct study_columns *columns)
{
    enum { ROUND, X, Y, VALUE, VIOLATION, WEIGHT, RESIDUAL, STEPS, MULTIPLIER, NUMBERS = MULTIPLIER + KKT_MOST_CONSTRAINTS };
    static const char *const names[MULTIPLIER] = {"round", "x", "y", "value", "violation", "weight", "residual", "steps"};
    const size_t count = result->round_count;
    double *numbers[NUMBERS];
    for (size_t k = 0; k < NUMBERS; k++)
        numbers[k] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const struct penalty_round *now = &result->rounds[i];
        const double all[NUMBERS] = {(double)i,   now->at[0],    now->at[1],         now->value,          now->violation,
                                     now->weight, now->residual, (double)now->steps, now->multipliers[0], now->multipliers[1]};
        for (size_t k = 0; k < NUMBERS; k++)
            numbers[k][i] = all[k];
    }
    for (size_t k = 0; k < MULTIPLIER; k++)
        study_columns_add(columns, names[k], count, numbers[k]);
    for (size_t k = 0; k < parameters->count; k++)
        study_columns_add(columns, arena_format(arena, "multiplier%zu", k + 1), count, numbers[MULTIPLIER + k]);
}

void constrained_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    enum { X, Y, VALUE, CURVATURE, RESIDUAL, VIOLATION, MULTIPLIER, NUMBERS = MULTIPLIER + KKT_MOST_CONSTRAINTS };
    const struct constrained_parameters *parameters = untyped;
    const struct constrained_result *result = answer;
    const struct kkt_found *found = result->found;
    const size_t count = found->count;
    double *numbers[NUMBERS];
    const char **kinds = ARENA_NEW(arena, const char *, count), **active = ARENA_NEW(arena, const char *, count),
               **licq = ARENA_NEW(arena, const char *, count);
    for (size_t k = 0; k < NUMBERS; k++)
        numbers[k] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const struct kkt_point *point = &found->items[i];
        numbers[X][i] = point->at[0];
        numbers[Y][i] = point->at[1];
        numbers[VALUE][i] = point->value;
        numbers[CURVATURE][i] = point->curvature;
        numbers[RESIDUAL][i] = point->residual;
        numbers[VIOLATION][i] = point->violation;
        for (size_t k = 0; k < parameters->count; k++)
            numbers[MULTIPLIER + k][i] = point->multipliers[k];
        kinds[i] = kind_word(point);
        active[i] = active_word(point);
        licq[i] = point->independent ? "holds" : "fails";
    }
    description->facts = value_object(arena);
    describe_facts(arena, parameters, found, description->facts);
    struct study_columns *columns = &description->columns;
    describe_end(arena, parameters, result, description->facts);
    if (result->rounds) {
        describe_rounds(arena, parameters, result, columns);
        return;
    }
    study_columns_add(columns, "x", count, numbers[X]);
    study_columns_add(columns, "y", count, numbers[Y]);
    study_columns_add(columns, "value", count, numbers[VALUE]);
    study_columns_append(columns, (struct study_column){.name = "kind", .count = count, .texts = kinds});
    for (size_t k = 0; k < parameters->count; k++)
        study_columns_add(columns, arena_format(arena, "multiplier%zu", k + 1), count, numbers[MULTIPLIER + k]);
    study_columns_append(columns, (struct study_column){.name = "active", .count = count, .texts = active});
    study_columns_append(columns, (struct study_column){.name = "licq", .count = count, .texts = licq});
    study_columns_add(columns, "curvature", count, numbers[CURVATURE]);
    study_columns_add(columns, "residual", count, numbers[RESIDUAL]);
    study_columns_add(columns, "violation", count, numbers[VIOLATION]);
}

/* The best minimum, and what its constraints pull. */
static void tell_best(const struct constrained_parameters *parameters, const struct kkt_point *best, struct buffer *sentence)
{
    buffer_text(sentence, "; the least minimum is at ");
    sentence_numbers(sentence, best->at, N);
    buffer_text(sentence, " with value ");
    sentence_number(sentence, best->value);
    for (size_t i = 0; i < parameters->count; i++) {
        buffer_format(sentence, i ? " and " : parameters->count > 1 ? ", multipliers " : ", multiplier ");
        sentence_number(sentence, best->multipliers[i]);
    }
    if (!best->active[0] && !best->active[1])
        buffer_text(sentence, ": no constraint is active");
}

const char *constrained_method_word(const struct constrained_parameters *parameters)
{
    return parameters->method == METHOD_AUGMENTED ? "augmented Lagrangian" : "quadratic penalty";
}

static void tell_rounds(const struct constrained_parameters *parameters, const struct constrained_result *result, struct buffer *sentence)
{
    if (!result->rounds)
        return;
    const struct penalty_round *last = &result->rounds[result->round_count - 1];
    buffer_format(sentence, " The %s is after %zu round%s at ", constrained_method_word(parameters), result->round_count - 1,
                  result->round_count == 2 ? "" : "s");
    sentence_numbers(sentence, last->at, N);
    buffer_text(sentence, ", with the constraints broken by ");
    sentence_rounded(sentence, last->violation, 3);
    if (result->nearest) {
        buffer_text(sentence, ", ");
        sentence_rounded(sentence, end_distance(result), 3);
        buffer_text(sentence, " from the nearest KKT point");
    }
    buffer_text(sentence, ".");
}

void constrained_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct constrained_parameters *parameters = untyped;
    const struct constrained_result *result = answer;
    const struct kkt_found *found = result->found;
    const struct kkt_point *best = best_of(found);
    const size_t held = count_held(found);
    size_t unqualified = 0;
    buffer_format(sentence, "%s subject to %s", parameters->functions->readable, constrained_words(sentence->arena, parameters, 0));
    if (parameters->count > 1)
        buffer_format(sentence, " and %s", constrained_words(sentence->arena, parameters, 1));
    if (found->feasible != KKT_FEASIBLE) {
        buffer_text(sentence, ": no point of the box was found that holds this, which is no proof that there is none.");
        return;
    }
    buffer_format(sentence, " has %s%zu KKT point%s in the box", found->overfull && held ? "at least " : "", held, held == 1 ? "" : "s");
    const char *separator = held ? ": " : "";
    for (size_t i = 0; i < CRITICAL_LISTED_KINDS; i++) {
        const size_t count = constrained_count(found, critical_listed[i].kind);
        if (!count)
            continue;
        buffer_format(sentence, "%s%zu %s", separator, count, count == 1 ? critical_listed[i].name : critical_listed[i].plural);
        separator = ", ";
    }
    if (best)
        tell_best(parameters, best, sentence);
    for (size_t i = 0; i < found->count; i++)
        unqualified += !found->items[i].independent;
    if (unqualified) {
        buffer_format(sentence, "; LICQ fails at %s%zu place%s, the first ", found->overfull ? "at least " : "", unqualified,
                      unqualified == 1 ? "" : "s");
        for (size_t i = 0; i < found->count; i++)
            if (!found->items[i].independent) {
                sentence_numbers(sentence, found->items[i].at, N);
                buffer_format(sentence, " with value ");
                sentence_number(sentence, found->items[i].value);
                buffer_text(sentence, found->items[i].held ? "" : ", where there are no multipliers");
                break;
            }
    }
    if (lower_elsewhere(found)) {
        buffer_text(sentence, found->count ? "; it is lower, " : "; the least value seen is ");
        sentence_number(sentence, found->lowest);
        buffer_text(sentence, ", at ");
        sentence_numbers(sentence, found->lowest_at, N);
        buffer_text(sentence, ", towards the rim of the box or at a point that was not found");
    }
    buffer_text(sentence, ".");
    tell_rounds(parameters, result, sentence);
}
