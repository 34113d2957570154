/* Where a landscape is not continuous, as facts and in words. */
#ifndef STUDY_BREAKS_H
#define STUDY_BREAKS_H

#include "base/buffer.h"
#include "base/value.h"

enum break_kind {
    BREAK_POLE, /* values grow without end */
    BREAK_JUMP, /* different values on both sides, however near */
    BREAK_EDGE, /* defined on one side only */
    BREAK_KINDS
};

/* One place, or a curve of them in a plane: low and high bound it. Of a line, only the first coordinates count. */
struct landscape_break {
    enum break_kind kind;
    double low[2], high[2];
};

struct breaks {
    struct landscape_break *items;
    size_t count;
    bool oscillates; /* faster than the samples tell, at so many of them (rows 0: of a line) */
    size_t columns, rows;
};

/* The middle of a gap that bisection left, in an interval of some width: 0, where it cannot be distinguished from 0. */
double breaks_place(const double gap[2], double width);

/* Adds the facts "breaks" and "oscillates"; `coordinates` is 1 or 2. */
void breaks_describe(struct arena *arena, struct value *facts, const struct breaks *breaks, size_t coordinates);

/* "2 poles and a jump"; appends nothing where there is none. */
void breaks_list(struct buffer *out, const struct breaks *breaks);

/* "oscillates faster than 601 × 351 samples show"; appends nothing where it does not. */
void breaks_oscillation(struct buffer *out, const struct breaks *breaks);

/* Both, as a picture's note that begins with `list` if there is a list; null: nothing. */
const char *breaks_note(struct arena *arena, const struct breaks *breaks, const char *list);

#define BREAKS_FACTS                                                                                                                                 \
    {"breaks", "{\"type\":\"object\"}",                                                                                                              \
     "where the (first) landscape is not continuous, as far as found: the numbers of poles, jumps and edges of its domain, and the list `where` of " \
     "the first 100 of them, each with its kind and bounds (x, y: lowest and highest); in a plane, curves that meet count as one; jumps of less "    \
     "than 0.5 % of the range of values are told of, but not drawn, and not found within seven samples of each other"},                              \
    {                                                                                                                                                \
        "oscillates", "{\"type\":\"boolean\"}", "whether it oscillates faster than the samples of its picture can show"                              \
    }

#endif
