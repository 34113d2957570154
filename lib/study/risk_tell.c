/* What risks say in a sentence. */
#include "base/number.h"
#include "study/risk.h"
#include "study/sentence.h"

#include <math.h>

enum { PLACE_DIGITS = 6 };

static void tell_descent(const struct risk_parameters *parameters, const struct risk_result *result, struct buffer *sentence)
{
    const size_t last = result->records - 1;
    buffer_format(sentence, "After %ld step%s on batches of %ld from %.0f %s the empirical risk is ", parameters->steps,
                  parameters->steps == 1 ? "" : "s", parameters->batch, parameters->n.items[0], parameters->n.items[0] > 1 ? "data" : "datum");
    const double both[2] = {result->empirical_along[last], result->risk_along[last]};
    sentence_rounded(sentence, both[0], number_digits(both, 2, 3));
    buffer_text(sentence, " and the risk ");
    sentence_rounded(sentence, both[1], number_digits(both, 2, 3));
    buffer_text(sentence, ", on average over ");
    buffer_count(sentence, (size_t)parameters->trials);
    buffer_format(sentence, " sample%s: a generalisation gap of ", parameters->trials == 1 ? "" : "s");
    sentence_rounded(sentence, result->risk_along[last] - result->empirical_along[last], 3);
    buffer_text(sentence, ".");
}

/* Of a minimiser beside a jump, or an interval with such an end, what does not belong to it. */
static void tell_open(const struct level *level, struct buffer *sentence)
{
    static const char *const ends[2][2] = {{"", " (the right end does not belong to it)"},
                                           {" (the left end does not belong to it)", " (the ends do not belong to it)"}},
                             *const sides[2][2] = {{"", " from the right (not attained)"},
                                                   {" from the left (not attained)", " from both sides (not attained)"}};
    buffer_text(sentence, (level->left < level->right ? ends : sides)[level->open[0]][level->open[1]]);
}

/* "1", "0.5 and at 2", "every x from 1 to 3", "every x from 1 on": the last if minimisers go on beyond the interval. Of many the first three. */
static void tell_minima(const struct minima *minima, const bool beyond[2], int digits, struct buffer *sentence)
{
    const size_t told = minima->count > 4 ? 3 : minima->count;
    for (size_t k = 0; k < told; k++) {
        const struct level *level = &minima->levels[k];
        const bool left = beyond[0] && k == 0, right = beyond[1] && k + 1 == minima->count;
        buffer_text(sentence, k == 0 ? "" : k + 1 < minima->count ? ", at " : " and at ");
        if (level->left < level->right)
            buffer_text(sentence, left ? "every x up to " : "every x from ");
        if (!left || level->left == level->right)
            sentence_rounded(sentence, level->left, digits);
        if (level->left < level->right && !right) {
            buffer_text(sentence, left ? "" : " to ");
            sentence_rounded(sentence, level->right, digits);
        }
        buffer_text(sentence, right && level->left < level->right ? " on" : "");
        tell_open(level, sentence);
    }
    if (told < minima->count)
        buffer_format(sentence, " and at %zu%s more places", minima->count - told, minima->count == MINIMA_MAX ? " or" : "");
}

static void tell_risks(const struct risk_parameters *parameters, const struct risk_result *result, struct buffer *sentence)
{
    const size_t last = parameters->n.count - 1;
    if (parameters->view == RISK_DESCENT) {
        tell_descent(parameters, result, sentence);
        return;
    }
    if (result->level) {
        buffer_text(sentence, "The risk is the same at every x, ");
        sentence_number(sentence, result->least);
        buffer_text(sentence, ": no x is better than another.");
        return;
    }
    const int between = number_digits_between(parameters->interval[0], parameters->interval[1], PLACE_DIGITS),
              digits = between > PLACE_DIGITS ? between : PLACE_DIGITS;
    if (!minima_are_attained(&result->minima)) {
        buffer_text(sentence, "The risk has no minimum: its infimum, ");
        sentence_number(sentence, result->least);
        buffer_text(sentence, ", is approached at ");
    } else {
        buffer_text(sentence, result->rounded ? "As far as rounding lets it be told, the risk is least at " : "The risk is least at ");
    }
    tell_minima(&result->minima, result->beyond, digits, sentence);
    buffer_text(sentence, "; the empirical risk of ");
    buffer_count(sentence, (size_t)parameters->n.items[0]);
    buffer_text(sentence, parameters->n.items[0] > 1 ? " data" : " datum");
    if (parameters->view == RISK_CURVES) {
        buffer_text(sentence, minima_are_attained(&result->minima) ? " at " : " is least at ");
        tell_minima(&result->sample_minima, (const bool[]){false, false}, digits, sentence);
        buffer_text(sentence, " for this sample, ");
        sentence_rounded(sentence, result->sweep.gap[0], 3);
        buffer_text(sentence, " away on average.");
        return;
    }
    buffer_text(sentence, " misses that by ");
    sentence_rounded(sentence, result->sweep.gap[0], 3);
    buffer_text(sentence, " on average, of ");
    buffer_count(sentence, (size_t)parameters->n.items[last]);
    buffer_text(sentence, " by ");
    sentence_rounded(sentence, result->sweep.gap[last], 3);
    if (isfinite(result->exponent)) {
        buffer_text(sentence, ": the gap falls as n to the power ");
        sentence_rounded(sentence, result->exponent, 3);
    }
    buffer_text(sentence, ".");
}

void risk_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct risk_parameters *parameters = untyped;
    tell_risks(parameters, answer, sentence);
    if (parameters->coarse && parameters->view != RISK_DESCENT)
        buffer_format(sentence, " The loss has more waves in x than %zu places show: lower ones may be missing.", parameters->loss.cells + 1);
}
