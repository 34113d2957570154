/* The softmax of many columns of numbers at once, as the cross-entropy needs it: exp(z_o)/sum of exp(z_k), from z less the greatest z of the column,
 * so that no exponential overflows. */
#ifndef NETWORK_SOFTMAX_H
#define NETWORK_SOFTMAX_H

#include <stddef.h>

/* A column is one example of one lane: number example * lanes + lane. The arrays are [outputs][stride], or [stride]; `stride` is a multiple of 8 and at
 * least the number of columns, and numbers of further columns are of no effect. */
struct softmax {
    size_t examples, outputs, lanes, stride;
    double *less;      /* the outputs less the greatest of their column */
    double *power;     /* their exponentials */
    double *sum, *log; /* of these, and its logarithm */
};

/* Doubles that the arrays take, and the arrays in so many. */
size_t softmax_size(size_t examples, size_t outputs, size_t lanes);
struct softmax softmax_within(double *numbers, size_t examples, size_t outputs, size_t lanes);

/* Fills all arrays; number (example, output, lane) is values[example * row + output * lanes + lane]. */
void softmax_fill(const struct softmax *softmax, const double *values, size_t row);

/* slope, laid out as the values are, becomes (softmax − [the output is the class]) * share; class[column]. */
void softmax_slopes(const struct softmax *softmax, const double *class, double share, double *slope, size_t row);

/* The loops for one width of vectors, all with the same bits. */
struct softmax_set {
    void (*subtract_greatest)(const struct softmax *softmax, const double *values, size_t row);
    void (*add)(const struct softmax *softmax); /* powers to sums */
    void (*slopes)(const struct softmax *softmax, const double *class, double share, double *slope, size_t row);
};
extern const struct softmax_set softmaxes_sse2, softmaxes_avx, softmaxes_avx512;

#endif
