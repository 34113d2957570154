/* Numbers as people read them. */
#include "study/sentence.h"

#include "base/number.h"

void sentence_number(struct buffer *sentence, double value)
{
    sentence_rounded(sentence, value, 6);
}

void sentence_rounded(struct buffer *sentence, double value, int digits)
{
    char text[NUMBER_SIZE];
    buffer_bytes(sentence, text, number_print_rounded(text, value, digits));
}

void sentence_value(struct buffer *sentence, double value, double scale)
{
    sentence_rounded(sentence, value, number_digits_within(value, 1e-6 * scale, 6, 10));
}

void sentence_bound(struct buffer *sentence, double bound, bool above, int digits)
{
    double shown = number_round(bound, digits);
    if (above ? shown < bound : shown > bound)
        shown += (above ? 1 : -1) * number_power(number_exponent(bound) - digits + 1);
    sentence_rounded(sentence, shown, digits);
}

void sentence_percent(struct buffer *sentence, double share)
{
    int digits = 3;
    while (share < 1 && digits < NUMBER_ALL && number_round(100 * share, digits) >= 100)
        digits++;
    sentence_rounded(sentence, 100 * share, digits);
    buffer_text(sentence, " %");
}

void sentence_numbers(struct buffer *sentence, const double *numbers, size_t count)
{
    enum { MOST = 6 };
    buffer_text(sentence, count > 1 ? "(" : "");
    for (size_t i = 0; i < count && i < MOST; i++) {
        buffer_text(sentence, i ? ", " : "");
        sentence_number(sentence, numbers[i]);
    }
    buffer_text(sentence, count > MOST ? ", …)" : count > 1 ? ")" : "");
}
