/* A graph's outputs as a straight-line program that is run over blocks of points: one instruction is one loop of kernels.h. */
#ifndef EXPRESSION_PROGRAM_H
#define EXPRESSION_PROGRAM_H

#include "expression/graph.h"

enum { PROGRAM_BLOCK = 256 }; /* points a block: 2 KiB a register, so a few dozen registers stay in the first-level cache */

struct program;

/* Compiles `count` outputs. The program is immutable afterwards and may be run by many threads, each with its own workspace.
 * Input i of a run is the variable number i of the graph; there are `variables` of them. */
struct program *program_compile(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables);

/* The registers of one run at a time. */
struct workspace;
struct workspace *workspace_create(struct arena *arena, const struct program *program);

/* Evaluates all outputs at `count` points: inputs[variable][point] to outputs[output][point]. Undefined values are not-a-number or
 * infinite, as IEEE 754 has it. Inputs and outputs must not overlap. Each point's results do not depend on the others or on `count`.
 * All long work comes by here, so this is where work that has been cancelled is left (arena_checkpoint). */
void program_run(const struct program *program, struct workspace *workspace, const double *const *inputs, double *const *outputs, size_t count);

/* The work a point costs: operation_work of all that is done for it, in the unit of costs (study/study.h). */
double program_work(const struct program *program);

/* The number of outputs it was compiled with. */
size_t program_outputs(const struct program *program);

#endif
