/* The two searches that take the Hessian apart, of up to SEARCH_MOST_DECOMPOSED coordinates: downhill, and across valleys. */
#ifndef ANALYSIS_OUTCOME_DOWNHILL_H
#define ANALYSIS_OUTCOME_DOWNHILL_H

#include "analysis/outcome_surroundings.h"

/* Up to this many dimensions the way downhill goes by Newton's steps with the eigenvalues taken positive, beyond by L-BFGS. */
enum { SEARCH_MOST_DECOMPOSED = 12 };

/* From the ends downhill, to SEARCH_DOWNHILL. */
void outcome_go_down(struct surroundings *around);

/* From the ends across valleys: what is found nearer than the points of SEARCH_NEAREST takes their place. */
void outcome_cross_valleys(struct surroundings *around);

/* The work of both for one end of n coordinates, where the program of order 2 has so many operations. */
double outcome_descents_work(double n, double nodes);

#endif
