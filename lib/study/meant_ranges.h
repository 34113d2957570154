/* Ranges of coordinates that are typed with a formula, where parameters of their own take them: x^2 from -1 to 1, x^2 for x in [-1,1],
 * x^2+y^2, x=-1..1, y=-2..2, Plot[x^2, {x,-1,1}], plot [-1:1] x**2. */
#ifndef STUDY_MEANT_RANGES_H
#define STUDY_MEANT_RANGES_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { MEANT_MOST_RANGES = 2 };

/* A text as a formula and ranges. A range has the coordinate that is named in it, 0 for x and 1 for y, or -1, and its interval as lo:hi. */
struct meant_ranges {
    const char *formula;
    size_t count;
    struct {
        int coordinate;
        const char *interval;
    } items[MEANT_MOST_RANGES];
};

/* Whether the reader accepts a way to part the text; it may change what it accepts. */
typedef bool meant_ranges_reader(struct arena *arena, void *context, struct meant_ranges *ranges);

/* Tries the ways to part the text, the longest ranges first, until the reader accepts one; false if it accepts none. All memory is the arena's. */
bool meant_with_ranges(struct arena *arena, const char *text, meant_ranges_reader *read, void *context, struct meant_ranges *ranges);

/* Tells them in the error of the parameter: the formula as its repair, the intervals beside it, and a sentence that says so. Each has its coordinate. False,
 * and nothing is told, if there is no room. */
bool meant_tell_ranges(struct arena *arena, const struct meant_ranges *ranges, struct error *error);

#endif
