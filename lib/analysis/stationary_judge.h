/* Whether cells of the box hold zeros of the gradient, by bounds over them. Inside this room only. */
#ifndef ANALYSIS_STATIONARY_JUDGE_H
#define ANALYSIS_STATIONARY_JUDGE_H

#include "analysis/stationary.h"
#include "expression/interval.h"

enum stationary_verdict {
    STATIONARY_EMPTY, /* no zero */
    STATIONARY_ONE,   /* exactly one */
    STATIONARY_FLAT,  /* the gradient is zero throughout */
    STATIONARY_CUT    /* its parts may tell */
};

/* Of a cell: the cell a little enlarged, as what is said of one zero is of that; its middle, or near the zero that it holds. */
struct stationary_judged {
    enum stationary_verdict verdict;
    struct stationary_cell wide;
    double at[2];
};

struct stationary_judge {
    size_t n;
    struct interval_program *value, *slope, *full; /* value; and gradient; and Hessian */
};
struct stationary_judge stationary_judge_of(struct stationary *search);

/* Judges INTERVAL_BLOCK cells at most: bounds of many boxes at once cost little more than those of one. */
void stationary_judge(const struct stationary_judge *judge, const struct stationary_cell *cells, size_t count, struct stationary_judged *judged);

/* Whether the landscape may have a pole, a jump or no value somewhere in the cell. */
bool stationary_may_break(const struct stationary_judge *judge, const struct stationary_cell *cell);

#endif
