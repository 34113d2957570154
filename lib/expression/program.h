/* A graph's outputs as a straight-line program that is run over blocks of points: one instruction is one loop of kernels.h. */
#ifndef EXPRESSION_PROGRAM_H
#define EXPRESSION_PROGRAM_H

#include "expression/graph.h"

enum { PROGRAM_BLOCK = 256 }; /* points a block: 2 KiB a register, so a few dozen registers stay in the first-level cache */

struct program;

/* Compiles `count` outputs. The program is immutable afterwards and may be run by many threads, each with its own workspace.
 * Input i of a run is the variable number i of the graph; there are `variables` of them. */
struct program *program_compile(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables);

/* The same, where the nodes given[k] are known: inputs number variables + k, of which nothing is evaluated. They are no constants or variables. The
 * values are those of the program that evaluates them itself, to the bit. */
struct program *program_compile_given(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables,
                                      const node_id *given, size_t given_count);

/* The nodes that do not depend on variables from `first` to below `last`, and that the outputs, or nodes that do, are made of: what such a program may be
 * given. Writes at most `most` and returns how many there are. */
size_t program_invariants(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, uint32_t first, uint32_t last,
                          node_id *given, size_t most);

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
