/* Spectra as columns, facts and a sentence. */
#include "study/hessian_spectrum.h"
#include "study/sentence.h"

#include <math.h>

static void describe_critical(struct arena *arena, const struct spectrum_parameters *parameters, const struct spectrum_result *result,
                              struct study_description *description)
{
    const struct saddles *saddles = &result->saddles;
    struct study_columns *columns = &description->columns;
    struct value *facts = description->facts;
    study_columns_add(columns, "loss", saddles->count, result->losses);
    study_columns_add(columns, "index", saddles->count, result->index);
    study_columns_add(columns, "negative", saddles->count, result->index);
    study_columns_add(columns, "zero", saddles->count, result->zero);
    study_columns_add(columns, "positive", saddles->count, result->positive);
    study_columns_add(columns, "gradient_norm", saddles->count, result->gradient_norms);
    value_add_number(arena, facts, "critical_points", (double)saddles->count);
    value_add_number(arena, facts, "minima", (double)result->minima);
    value_add_number(arena, facts, "degenerate", (double)result->degenerate);
    value_add_number(arena, facts, "attempts", (double)saddles->starts);
    value_add_number(arena, facts, "repeated", (double)saddles->repeated);
    value_add_number(arena, facts, "correlation", result->correlation);
    value_add_number(arena, facts, "correlation_low", result->low);
    value_add_number(arena, facts, "correlation_high", result->high);
    if (!parameters->weights)
        return;
    struct value *points = value_add(arena, facts, "points", VALUE_LIST);
    for (size_t k = 0; k < saddles->count; k++)
        value_add_numbers(arena, points, NULL, saddles->items[k].point, result->group->model->parameters);
}

static void describe_point(struct arena *arena, const struct spectrum_parameters *parameters, const struct spectrum_result *result,
                           struct study_description *description)
{
    static const char *const counts[3] = {"negative", "zero", "positive"}, *const shares[3] = {"negative_share", "zero_share", "positive_share"};
    struct study_columns *columns = &description->columns;
    struct value *facts = description->facts;
    study_columns_add(columns, "eigenvalue", result->count, result->values);
    study_columns_add(columns, "weight", result->count, result->weights);
    if (!parameters->exact) {
        study_columns_add(columns, "bound", result->count, result->bounds);
        study_columns_add(columns, "probe", result->count, result->probe);
    }
    value_add_boolean(arena, facts, "exact", parameters->exact);
    value_add_number(arena, facts, "loss", result->loss);
    value_add_number(arena, facts, "gradient_norm", result->gradient_norm);
    for (int k = 0; k < 3 && parameters->exact; k++)
        value_add_number(arena, facts, counts[k], (double)result->signs[k]);
    if (parameters->exact)
        value_add_number(arena, facts, "index", (double)result->signs[0]);
    for (int k = 0; k < 3; k++)
        value_add_number(arena, facts, shares[k], result->share[k]);
    value_add_number(arena, facts, "zero_threshold", spectrum_threshold(result));
    value_add_number(arena, facts, "top", result->values[result->count - 1]);
    value_add_number(arena, facts, "bottom", result->values[0]);
    if (!parameters->exact)
        value_add_number(arena, facts, "top_bound", result->bounds[result->count - 1]);
    value_add_number(arena, facts, "trace", result->trace);
    if (!parameters->sums)
        value_add_number(arena, facts, "trace_deviation", result->trace_deviation);
    value_add_number(arena, facts, "frobenius", result->frobenius);
    value_add_number(arena, facts, "outliers", (double)result->outliers);
    if (result->outliers)
        value_add_number(arena, facts, "bulk_edge", result->edge);
    if (parameters->weights)
        value_add_numbers(arena, facts, "weights", result->point, result->group->model->parameters);
}

void spectrum_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct spectrum_parameters *parameters = untyped;
    const struct spectrum_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    value_add_number(arena, facts, "parameters", (double)result->group->model->parameters);
    value_add_number(arena, facts, "examples", (double)result->set->train.count);
    value_add_number(arena, facts, "classes", (double)result->set->classes);
    if (parameters->at == SPECTRUM_CRITICAL)
        describe_critical(arena, parameters, result, description);
    else
        describe_point(arena, parameters, result, description);
}

static void tell_critical(const struct spectrum_result *result, struct buffer *sentence)
{
    const struct saddles *saddles = &result->saddles;
    const size_t count = saddles->count, rest = count - result->minima;
    buffer_format(sentence, "From ");
    buffer_count(sentence, saddles->starts);
    buffer_format(sentence,
                  " start%s along training paths the search reached %zu distinct critical point%s of the loss of a network with %zu parameters: ",
                  saddles->starts == 1 ? "" : "s", count, count == 1 ? "" : "s", result->group->model->parameters);
    buffer_format(sentence, "%zu %s and %zu that %s none", result->minima, result->minima == 1 ? "minimum" : "minima", rest,
                  rest == 1 ? "is" : "are");
    if (result->degenerate)
        buffer_format(sentence, " (%zu with eigenvalues that are zero within 10⁻⁶ of the greatest)", result->degenerate);
    buffer_text(sentence, ".");
    if (isnan(result->correlation))
        return;
    buffer_text(sentence, " The rank correlation of index and loss is ");
    sentence_rounded(sentence, result->correlation, 3);
    buffer_text(sentence, " (95 % interval ");
    sentence_rounded(sentence, result->low, 3);
    buffer_text(sentence, " to ");
    sentence_rounded(sentence, result->high, 3);
    buffer_format(sentence, ")%s",
                  result->low > 0    ? ": of those found, the higher ones tend to have more directions that lead down."
                  : result->high < 0 ? ": of those found, the higher ones tend to have fewer directions that lead down."
                                     : ": which of those found lie higher, their indices do not tell.");
}

static void tell_exact(const struct spectrum_result *result, struct buffer *sentence)
{
    buffer_format(sentence, "Of the %zu eigenvalues %zu are negative, %zu are zero within 10⁻⁶ of the greatest and %zu are positive", result->count,
                  result->signs[0], result->signs[1], result->signs[2]);
}

static void tell_estimated(const struct spectrum_parameters *parameters, const struct spectrum_result *result, struct buffer *sentence)
{
    buffer_format(sentence, "Lanczos' method with %ld steps from %ld random vector%s estimates that of the %zu eigenvalues ", parameters->lanczos,
                  parameters->probes, parameters->probes == 1 ? "" : "s", result->group->model->parameters);
    sentence_percent(sentence, result->share[0]);
    buffer_text(sentence, " are negative, ");
    sentence_percent(sentence, result->share[1]);
    buffer_text(sentence, " zero within 10⁻⁶ of the greatest and ");
    sentence_percent(sentence, result->share[2]);
    buffer_text(sentence, " positive");
}

void spectrum_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct spectrum_parameters *parameters = untyped;
    const struct spectrum_result *result = answer;
    if (parameters->at == SPECTRUM_CRITICAL) {
        tell_critical(result, sentence);
        return;
    }
    if (parameters->exact)
        tell_exact(result, sentence);
    else
        tell_estimated(parameters, result, sentence);
    buffer_format(sentence, " at the %s of the training, where the gradient's norm is ", result->group->steps ? "end" : "start");
    sentence_rounded(sentence, result->gradient_norm, 3);
    buffer_text(sentence, ". The greatest is ");
    sentence_rounded(sentence, result->values[result->count - 1], 6);
    if (!parameters->exact) {
        buffer_text(sentence, " (within ");
        sentence_rounded(sentence, result->bounds[result->count - 1], 2);
        buffer_text(sentence, ")");
    }
    buffer_text(sentence, ", the least ");
    sentence_rounded(sentence, result->values[0], 4);
    if (parameters->typed.decay > 0) {
        buffer_text(sentence, ", each with the decay's ");
        sentence_number(sentence, parameters->typed.decay);
    }
    buffer_text(sentence, ". ");
    if (result->outliers)
        buffer_format(sentence, "%zu %s above the bulk, beyond a gap as wide as that reaches from the median", result->outliers,
                      result->outliers == 1 ? "lies" : "lie");
    else
        buffer_text(sentence, "None lies apart from the bulk");
    if (result->set->classes)
        buffer_format(sentence, "; there are %zu classes", result->set->classes);
    buffer_text(sentence, ".");
}
