/* What interval.c and interval_block.c share: a prepared graph. Inside this room only. */
#ifndef EXPRESSION_INTERVAL_PROGRAM_H
#define EXPRESSION_INTERVAL_PROGRAM_H

#include "expression/interval_rules.h"

struct interval_step {
    uint16_t operation;
    uint32_t into, operands[3]; /* registers: first the variables */
};

struct interval_program {
    struct arena *arena;
    struct interval_step *steps;
    size_t length, variables, register_count, output_count;
    struct enclosure *registers;
    uint32_t *outputs;            /* registers */
    struct interval_block *block; /* over many boxes; null until there are some */
};

#endif
