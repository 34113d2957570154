/* What a compiled program is inside: between the files that make one (program.c), run one (run.c) and pack one (packed.c). */
#ifndef EXPRESSION_INSTRUCTIONS_H
#define EXPRESSION_INSTRUCTIONS_H

#include "expression/program.h"

#include <stdint.h>

struct instruction {
    uint32_t operation, into; /* an operation, a pair of them or a scaled function (kernels.h); the slot written */
    uint32_t operands[3];     /* the slots read */
    uint32_t link; /* 1 + the operand that the instruction before it makes, of plain arithmetic as it is, and nothing else reads; 0: none */
};

/* What a block of points goes through at once: an instruction, or a chain of some. */
struct stage {
    const struct instruction *last;
    const struct chain_step *steps; /* null: that instruction alone */
    size_t length;
};

/* Slots: first the inputs, then the constants, then the registers. */
struct program {
    struct instruction *instructions;
    size_t length;
    struct stage *stages;
    size_t stage_count;
    double work; /* operation_work, summed up */
    size_t variables, constant_count, slot_count;
    double *constants;
    uint32_t *outputs; /* the slot of each output */
    size_t output_count;
};

#endif
