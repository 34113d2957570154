/* What the benchmarks share: two ways of doing one piece of work are raced against each other, and the outcome is a row of the table.
 * Rows go to standard output, one a line, fields separated by tabs: work, ours, floor, ratio, goal, met. Only those are measured whose work contains
 * what the extended regular expression BENCH_ROWS of the environment matches; without it, all. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>

/* Two ways to do the same work, called in turn many times. */
struct race {
    const char *work;
    void (*ours)(void *context), (*floor)(void *context);
    void *context;
    double units;       /* of work that a call of ours does */
    double floor_units; /* that a call of the floor does; 0: as many */
    const char *unit;   /* "point", "figure" */
    double most;        /* of ours / floor; 0: no goal is set for it */
    double least;       /* of floor / ours, where the goal is to be faster; then `most` is 0 */
};

/* Whether a row of that work is to be measured: races and growths ask by themselves. What a race counts beside goes with it. */
bool bench_wants(const char *work);

/* Runs the race for about `seconds` and prints its row, if it is wanted. The ratio is the median of those of neighbouring pairs, which a busy machine
 * slows alike; times are of the processor, medians. */
void bench_race(const struct race *race, double seconds);

/* A row of something counted rather than timed: met if value ≤ most (< 0: no goal is set). */
void bench_count(const char *work, double value, double floor, double most, const char *unit);

/* Times work(context, size) for four sizes, tenfold from `first` on, each at its best of many turns over seconds, as other work on the machine only adds, and
 * prints the exponent that fits; met if it is at most `most`, what the algorithm says, and a tenth for the noise. */
void bench_growth(const char *work, void (*run)(void *context, size_t size), void *context, size_t first, double most);

/* Nanoseconds of processor time that this thread has used. */
double bench_now(void);

/* Ends the program with a sentence if something that cannot fail here did. */
void bench_demand(bool good, const char *sentence);

/* Keeps the compiler from seeing that a result is never used. */
static inline void bench_keep(const void *memory)
{
    __asm__ volatile("" : : "r"(memory) : "memory");
}

/* The rows of each file. */
void bench_expressions(void);
void bench_numbers(void);
void bench_landscapes(void);
void bench_figures(void);
void bench_motion(void);
void bench_growths(void);
void bench_networks(void);
void bench_signs(void); /* last */

/* Prints the nanoseconds of a step of SGD and nothing else: for a comparison with another program. */
void bench_print_step(void);

/* The same of the answer to a target: the median of several. */
void bench_print_answer(const char *target);

/* Has the service answer a target, as a client that takes that encoding (null: none) gets it; returns the bytes of the body. */
size_t bench_answer(const char *target, const char *encoding);

#endif
