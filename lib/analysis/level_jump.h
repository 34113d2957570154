/* Minimisers beside jumps. A function that jumps up at a place may be least there, or only come as near to its least value as one likes: the 0–1 loss of
 * x·z > 0 is least towards 0, and 1 at 0. A jump is a rise between two neighbouring doubles of a quarter at least of what the function rises by within a
 * millionth of the interval: no continuous function rises so. Doubles do not tell on which of the two it jumps; of the numbers between them the one with
 * the fewest decimal digits is taken for the place, and the value there tells whether the least value is taken. */
#ifndef ANALYSIS_LEVEL_JUMP_H
#define ANALYSIS_LEVEL_JUMP_H

#include "analysis/level.h"

/* What is known of the function: `count` ascending places with their values, and where parts of it jump. */
struct level_marks {
    const double *x, *values, *jumps; /* both by position */
    size_t count, jump_count;
};

/* The minimiser at a place with the value *least, found by values or slopes: if the function jumps within a millionth of the interval beside it, and goes
 * on falling to there, the place of the jump, and *least is the value there or what it comes to. Two looks where nothing jumps. */
struct level level_beside_jump(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, double place,
                               double *least);

/* level_around, of a function that may jump: minimisers go no farther than to the next of the marks, and 0, at which it is higher, and ends at jumps are open
 * where the value there is higher. Where there is one minimiser it costs two looks. */
struct level level_between(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, double place,
                           double least);

/* Whether the function is the least value again, at *place, beyond an end (0: the left one) of an interval of minimisers: behind a place at which it is higher
 * alone, or behind the next of the places where parts of it jump. */
bool level_across(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, double least,
                  const struct level *level, int end, double *place);

/* Whether the function jumps between two places with different values, and where. */
bool level_jump_between(level_function *function, void *subject, const double interval[2], double from, double to, double *place);

/* Of places where parts of the function jump those at which it is lower than on both sides, as minimisers with their values; returns how many. */
size_t level_isolated(level_function *function, void *subject, const double interval[2], const struct level_marks *marks, struct level *lowest,
                      double *values);

/* Between two places, `good` at which the function is no higher than `most`, and `bad` at which it is: moves both to neighbouring doubles, or to a
 * distance that is nothing beside the interval's width. */
void level_part(level_function *function, void *subject, double width, double most, double *good, double *bad);

#endif
