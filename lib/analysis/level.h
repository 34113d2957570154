/* Where a function of one coordinate is least, if that is not one place but a whole interval: medians of an even number of examples, losses that
 * are 0 beyond a margin.
 *
 * An interval of minimisers is one on which the function is the least value, but for the rounding of the sum that it is: 1e-14 of what is summed.
 * The minimum of a smooth function is such an interval, too, for x^20 falls below rounding at 0.2. So slopes are asked: where they are above the
 * rounding of their own sum (1e-13 of it), there is one minimiser. Where they are not, the function or its slope must rise from the interval's ends
 * faster than the power 60 of the distance from its middle; no sum of smooth losses in use does that. Towards the end of what is asked for, as where
 * e^(-x²/2) falls below rounding, sums of slopes that are 0 but for rounding are enough: more is not to be known. What underflows to the least value
 * counts as the least value. */
#ifndef ANALYSIS_LEVEL_H
#define ANALYSIS_LEVEL_H

#include <stdbool.h>
#include <stddef.h>

/* The function at a place: its value and slope, and the sums of what they are the sums of, without signs. */
struct level_look {
    double value, slope, magnitude, slope_magnitude;
};
typedef struct level_look level_function(void *subject, double x);

/* Left = right where there is one minimiser. */
struct level {
    double left, right;
    double near;  /* where the function is the least value, as left is unless that is open */
    bool rounded; /* rounding told something of it: that it is one place and not an interval, or where an end is, by 1e-10 of what is asked for */
    bool jump;    /* the function jumps there, or at an end: analysis/level_jump.h */
    bool open[2]; /* the left or the right end is no minimiser; if left = right: the least value is only approached, from the left or the right */
};

enum { MINIMA_MAX = 12, LEVEL_GRID = 128 };

/* The places where a function is least on an interval, by position, the first of them on the left; as many as are kept. */
struct minima {
    struct level levels[MINIMA_MAX];
    size_t count;
};

/* What is around a place at which the function is `least` on the interval: gaps narrower than 1/128 of it can be missed. Two looks at the function
 * where there is one minimiser, some 200 where there are more. Beyond the limits, which lie within the interval, nothing is looked at. Where all slopes of what looks level point to one end, that end is the minimiser. */
struct level level_around(level_function *function, void *subject, const double interval[2], const double limits[2], double place, double least);

/* Gives ends that lie within roundings of a number of up to nine digits that number, if the function is as low there: 3 for 2.9999999999999973. */
void level_round(level_function *function, void *subject, const double interval[2], double least, struct level *level);

/* Whether one of them is an interval; and whether rounding told something of one. */
bool minima_are_level(const struct minima *minima);
bool minima_are_rounded(const struct minima *minima);

/* How far a place is from the nearest minimiser. */
double minima_distance(const struct minima *minima, double x);

/* A place at which the function is the least value, as it is at x, or only beside x, if that is a minimiser. */
double minima_near(const struct minima *minima, double x);

/* Whether the function jumps beside some; and whether the least value is taken at some place. */
bool minima_jump(const struct minima *minima);
bool minima_are_attained(const struct minima *minima);

/* The width of the interval of minimisers that a place is in; 0 if there is none. */
double minima_width_at(const struct minima *minima, double x);

/* Adds a minimiser that is none yet: one that is approached from both sides is one. */
void minima_add(struct minima *minima, struct level level);

#endif
