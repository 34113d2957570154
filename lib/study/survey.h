/* What samples of a landscape say of its values: what is typical of them, and what is seen at all. */
#ifndef STUDY_SURVEY_H
#define STUDY_SURVEY_H

#include "base/arena.h"

struct survey {
    double typical[2]; /* nearly all samples lie between these */
    double middle;     /* half of the samples are above it */
    double spread;     /* how far the typical ones are apart, or all if that is nothing */
    double largest;    /* magnitude among the samples */
    double range[2];   /* of all samples; the first is the larger one if none is defined */
};

struct survey survey_make(struct arena *arena, const double *values, size_t count);

void survey_widen(double range[2], double value);

/* How far from the middle samples are. */
double survey_furthest(const struct survey *survey);

/* Whether a value found between samples is so far from the middle that it belongs to a pole. */
bool survey_is_wild(const struct survey *survey, double value);

/* Whether it is hardly farther from the middle than samples are: then it should be seen. */
bool survey_is_near(const struct survey *survey, double value);

/* Whether values grow without end towards a place, of which these are the ones at three distances, each the same part of the one before: they
 * do if the second growth is not much less than the first, as that of a logarithm, and there is something to see of it. */
bool survey_diverges(const struct survey *survey, const double values[3]);

#endif
