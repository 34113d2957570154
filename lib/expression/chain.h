/* Chains of plain arithmetic (kernels.h): which instructions of a program are linked to one, and its steps. */
#ifndef EXPRESSION_CHAIN_H
#define EXPRESSION_CHAIN_H

#include "expression/instructions.h"

/* Links instructions of plain arithmetic, pairs of such among them, with one that makes an operand which nothing else reads, and puts that before them; leaves
 * out those that are `joined`. Slots from `first` on are written once: uses[slot - first] tells how many read it, maker[slot - first] the instruction that
 * makes it. Memory of the arena. */
void chain_link(struct arena *arena, struct program *program, uint32_t first, const uint32_t *uses, const uint32_t *maker, const bool *joined);

/* Sets the stages of a program whose instructions are linked and whose slots are those of its registers. */
void chain_stages(struct arena *arena, struct program *program);

#endif
