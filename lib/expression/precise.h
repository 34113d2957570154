/* A graph's values with more digits than doubles have, and exponents far beyond theirs: what overflows, underflows or cancels on the way does not. */
#ifndef EXPRESSION_PRECISE_H
#define EXPRESSION_PRECISE_H

#include "expression/graph.h"
#include "expression/interval.h"

/* The nodes at x (by variable), each rounded once: infinite where that is beyond the doubles, 0, with its sign, where it is below them, and not-a-number where it is undefined
 * or not known. All are evaluated at two precisions, and known where these agree to a rounding. below[i], unless `below` is null: whether node i is known
 * not to be 0, though its number is. False, and no numbers, if an operation is not evaluated so: of the special
 * functions those that MPFR has not. */
bool precise_evaluate(struct arena *arena, const struct graph *graph, const node_id *nodes, size_t count, const double *x, double *numbers,
                      bool *below);

/* Of those nodes whose numbers at x, and all that they are made of, have so few digits that none of them is rounded, as those of polynomials: the least enclosure,
 * which of 0 is 0 alone. Those of the others stay as they are. A literal of more than 32 binary digits counts as rounded: it may stand for a decimal, 0.3. */
void precise_enclose(struct arena *arena, const struct graph *graph, const node_id *nodes, size_t count, const double *x,
                     struct enclosure *enclosures);

/* Frees what MPFR keeps for the thread: after the last evaluation. */
void precise_end(void);

/* The work of an evaluation, in sums of doubles, which grows with the exponents of x. */
double precise_work(struct arena *arena, const struct graph *graph, const node_id *nodes, size_t count, const double *x);

#endif
