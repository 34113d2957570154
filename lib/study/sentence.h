/* Pieces of the sentences of studies. */
#ifndef STUDY_SENTENCE_H
#define STUDY_SENTENCE_H

#include "base/buffer.h"

/* A number to six significant digits. Numbers that are compared in one sentence need number_digits (base/number.h), places within an interval
 * number_digits_between, and then sentence_rounded. */
void sentence_number(struct buffer *sentence, double value);

/* A number to `digits` significant digits, as number_print_rounded writes it. */
void sentence_rounded(struct buffer *sentence, double value, int digits);

/* A value of a landscape that changes by about `scale` where it is told: to six significant digits, and up to ten for a millionth of that. Of 123456.789 +
 * 0.001 x that is 123456.789, and of 123456.789 + 1e6 x 123457. */
void sentence_value(struct buffer *sentence, double value, double scale);

/* A bound to `digits` significant digits: an upper one (`above`) is shown no lower than it is, a lower one no higher. */
void sentence_bound(struct buffer *sentence, double bound, bool above, int digits);

/* A share as a percentage of three significant digits: "14.6 %"; of more where it would be rounded to 100 without being all: "99.996 %". */
void sentence_percent(struct buffer *sentence, double share);

/* One number as it is, several as (1, 2, …), at most six of them. */
void sentence_numbers(struct buffer *sentence, const double *numbers, size_t count);

#endif
