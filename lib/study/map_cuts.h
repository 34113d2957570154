/* What happens between the samples of a map: map.c's own tools. */
#ifndef STUDY_MAP_CUTS_H
#define STUDY_MAP_CUTS_H

#include "study/breaks.h"
#include "study/curve_gaps.h"
#include "study/sampling.h"
#include "study/survey.h"

/* A map being made. */
struct map_sheet {
    struct arena *arena;
    struct slicer *slicer;
    double left; /* evaluations that may still be spent */
    size_t columns, rows;
    const double *x, *y;
    double *z;
    struct survey survey;
    bool pole[2]; /* values run away downwards, upwards */
    bool beyond;  /* values leave the range of numbers at some cut */
    bool dropped; /* samples beside poles became infinite */
    bool healed;  /* the last search for cuts gave samples other values */
};

/* A cut between a sample and its neighbour, as in struct figure_cut. */
struct sheet_cut {
    size_t edge;
    enum break_kind kind;
    bool beyond; /* values beyond it are infinite as far as the map goes: out of the range of numbers, and no break of the surface */
    double part;
    double value[2], beside[2]; /* at the cut, and a thousandth of the edge away from it */
};

struct sheet_cuts {
    struct sheet_cut *items; /* ascending by edge */
    size_t count;
};

/* The nodes that stand out by more than `least` from their neighbours, or an even choice of `most` of them, into arena memory; how many. */
size_t sheet_outstanding(const struct map_sheet *sheet, double least, size_t most, size_t **nodes);

/* Replaces samples one rounding from a pole by infinities, as curve_drop_poles does; returns whether there were any. */
bool sheet_drop_poles(struct map_sheet *sheet);

/* Finds the cuts by bisection, gives undefined samples with one value around them this value, and notes poles. */
struct sheet_cuts sheet_cut(struct map_sheet *sheet);

/* The cut on an edge, null if there is none. */
const struct sheet_cut *sheet_cuts_find(const struct sheet_cuts *cuts, size_t edge);

/* The shares of at most so many places between samples, away from cuts (null: none are known), whose values are off what the samples around them tell by far more than
 * a surface between them would be, and by more than can be seen. */
struct disagreement {
    double far, seen;
};
struct disagreement sheet_disagreement(struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t most);

/* The cuts that follow each other, by kind, and poles at single places, with what bounds them. */
struct breaks sheet_breaks(struct map_sheet *sheet, const struct sheet_cuts *cuts);

/* How far sample i is from the next one in its line, or the last from the one before. */
double sheet_step(const double *places, size_t count, size_t i);

/* Makes one of the poles that are at one place. */
void sheet_join_places(const struct map_sheet *sheet, struct breaks *breaks);

/* The cuts, and the jumps of less height, which are described but not cut at (map_jumps.c). */
struct sheet_cuts sheet_with_small_jumps(struct map_sheet *sheet, const struct sheet_cuts *cuts);

#endif
