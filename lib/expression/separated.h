/* Outputs of a graph on a grid of two variables' places: what one of them alone tells, as cos(x) of cos(x) cos(y), is evaluated once for each of its places. */
#ifndef EXPRESSION_SEPARATED_H
#define EXPRESSION_SEPARATED_H

#include "expression/program.h"

struct separated;

/* Compiles `count` outputs of a graph of `variables` variables for grids of the variables axes[0] and axes[1], which differ. Null where it does not pay,
 * beside a program of all that does so much work (program_work): for rows of fewer than SEPARATED_LEAST_COLUMNS it never does. */
enum { SEPARATED_LEAST_COLUMNS = 64 };
struct separated *separated_compile(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables,
                                    const size_t axes[2], double work);

/* Evaluates them at (x[column], y[row]), the other variables as `origin` has them (null: all 0): values[output][row * columns + column], to the bit those of
 * program_run. What it needs is of the arena. */
void separated_run(struct arena *arena, const struct separated *separated, const double *origin, const double *x, size_t columns, const double *y,
                   size_t rows, double *const *values);

#endif
