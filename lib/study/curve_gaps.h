/* What happens between the samples of a curve: the tracer's own tools, for curve.c alone. */
#ifndef STUDY_CURVE_GAPS_H
#define STUDY_CURVE_GAPS_H

#include "expression/program.h"
#include "study/breaks.h"
#include "study/survey.h"

enum { CURVE_DENSE = 4096 }; /* samples of a line that is free to go through others than the even ones */

struct curve_line {
    double *x, *y;
    size_t count;
};

/* Two neighbours between which there may be more than a straight line: in the end a bend, a jump, or the edge of what is defined. */
struct gap {
    double x[2], y[2];
    double difference, before; /* the largest |y[1] − y[0]| that there was, and x[0] as it was in the beginning */
    bool settled;
    bool smooth; /* a slope after all */
};

struct gaps {
    struct gap *items;
    size_t count;
};

/* Narrows a gap to one side of its middle, given the value there: to the edge of what is defined, or to the larger difference. */
void gap_narrow(struct gap *gap, double x, double y);

struct curve_tracer {
    struct arena *arena;
    const struct program *program;
    struct workspace *workspace;
    size_t output, axis;
    const double **inputs;
    double **outputs;
    struct survey survey; /* of the even samples; its range becomes that of what should be seen */
    bool pole[2];         /* values run away downwards, upwards */
};

/* Makes ready to evaluate output `output` along coordinate `axis` through `at` (null: the origin); those and the program are set. */
void tracer_prepare(struct curve_tracer *tracer, size_t dimension, const double *at);

/* The values at x[0] … x[count − 1]. */
double *tracer_evaluate(struct curve_tracer *tracer, const double *x, size_t count);

/* The intervals beside points that are off the line through their neighbours: of dense samples. */
struct gaps gaps_bent(const struct curve_tracer *tracer, const struct curve_line *line);

/* The intervals that jump, as far as coarse samples show without further evaluations. */
struct gaps gaps_leaping(const struct curve_tracer *tracer, const struct curve_line *line);

/* The line with midpoints in the intervals in doubt, again and again, until none is or enough has been done; *gaps are then those left. Notes
 * poles that are met. */
struct curve_line gaps_refine(struct curve_tracer *tracer, const struct curve_line *line, struct gaps *gaps);

/* Of the intervals in doubt those that may jump, and all at an end of what is defined; narrowed by bisection. What turns out to be a slope is
 * left out. */
struct gaps gaps_close(struct curve_tracer *tracer, const struct curve_line *line, const struct gaps *doubts);

/* The gaps together with poles at which values run away to the same side on both, as 1/x² does: where a crest of the line, climbed by halving, has values
 * that grow without end at distances of `reach` and less. The line then ends and begins beside them. Notes the poles; makes about `most` evaluations. */
struct gaps gaps_at_crests(struct curve_tracer *tracer, struct curve_line *line, double reach, double most, const struct gaps *gaps);

/* The gaps as breaks, together with the jumps of the even samples that are too small for the line to be broken at. Where there is no break after all, *gaps
 * loses gaps, and *line what lies in them. */
struct breaks gaps_as_breaks(struct curve_tracer *tracer, const struct curve_line *even, struct curve_line *line, struct gaps *gaps);

#endif
