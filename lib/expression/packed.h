/* A program for one point at a time. Instructions of one operation that do not wait for each other are packed: what they compute stands in
 * a row, and one call of a kernel does the row (Larsen & Amarasinghe, Exploiting superword level parallelism with multimedia
 * instruction sets, PLDI 2000). A point has the same bits as in a block, for each number goes through the same operations. */
#ifndef EXPRESSION_PACKED_H
#define EXPRESSION_PACKED_H

#include "expression/instructions.h"

/* With the numbers of the run under way: for one thread at a time. */
struct packed;

/* Null if packs would not halve the time of a point: where there are few instructions, or each waits for the one before. It takes the time
 * of some thirty runs. The program is to live as long. */
struct packed *packed_create(struct arena *arena, const struct program *program);

/* The number of points up to which packs, point by point, beat a block: at least 2, at most KERNEL_LANES. */
size_t packed_most_points(const struct packed *packed);

/* As program_run. */
void packed_run(struct packed *packed, const double *const *inputs, double *const *outputs, size_t count);

#endif
