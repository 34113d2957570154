/* A program is run a block of points at a time, instruction by instruction; few points again and again are run by packs (packed.h). */
#include "expression/instructions.h"
#include "expression/kernels.h"
#include "expression/packed.h"

#include <string.h>

struct workspace {
    struct arena *arena;
    double **slots;
    double **own;   /* the memory of constants and registers, by slot */
    double *padded; /* inputs of the last, partial block */
    int small_runs; /* how often it was run at few points, up to PATIENCE */
    struct packed *packed;
};

/* A slot's memory is three lines of the cache longer than a block: were all as far apart as a page or half of one, processors that
 * look at the last bits of an address first would take one slot for another, which costs a tenth. */
enum { SLOT_ROOM = PROGRAM_BLOCK + 24 };

/* Packs are made once a program was run at few points so often that they would have paid: making them takes about as long. */
enum { PATIENCE = 32 };

struct workspace *workspace_create(struct arena *arena, const struct program *program)
{
    struct workspace *workspace = ARENA_NEW(arena, struct workspace, 1);
    workspace->arena = arena;
    workspace->slots = ARENA_NEW(arena, double *, program->slot_count + 1);
    workspace->own = ARENA_NEW(arena, double *, program->slot_count + 1);
    workspace->padded = ARENA_ROOM(arena, double, program->variables *PROGRAM_BLOCK);
    const size_t own = program->slot_count - program->variables;
    double *memory = ARENA_ROOM(arena, double, own *SLOT_ROOM + KERNEL_LANES); /* a register is written before it is read */
    for (size_t i = 0; i < own; i++)
        workspace->slots[program->variables + i] = workspace->own[program->variables + i] = memory + i * SLOT_ROOM;
    for (size_t i = 0; i < program->constant_count; i++)
        for (size_t k = 0; k < PROGRAM_BLOCK; k++)
            memory[i * SLOT_ROOM + k] = program->constants[i];
    return workspace;
}

/* Whether so many points fill vectors: then their numbers are read and written where they are. */
static bool are_whole(size_t count)
{
    return count % KERNEL_LANES == 0;
}

/* The inputs of `count` points from `first` on: in place if they fill vectors, else copied and padded with the last point. */
static void bind_inputs(const struct program *program, struct workspace *workspace, const double *const *inputs, size_t first, size_t count)
{
    for (size_t variable = 0; variable < program->variables; variable++) {
        if (are_whole(count)) {
            workspace->slots[variable] = (double *)(inputs[variable] + first);
            continue;
        }
        double *padded = workspace->padded + variable * PROGRAM_BLOCK;
        memcpy(padded, inputs[variable] + first, count * sizeof *padded);
        for (size_t i = count; i % KERNEL_LANES; i++)
            padded[i] = padded[count - 1];
        workspace->slots[variable] = padded;
    }
}

/* Lets the registers that hold outputs be the outputs themselves where points fill vectors, which saves a copy; a register that is several
 * outputs, or an output that is a constant or an input, is copied. */
static void bind_outputs(const struct program *program, struct workspace *workspace, double *const *outputs, size_t first, bool whole)
{
    const size_t registers = program->variables + program->constant_count;
    for (size_t i = 0; i < program->output_count; i++)
        if (program->outputs[i] >= registers)
            workspace->slots[program->outputs[i]] = whole ? outputs[i] + first : workspace->own[program->outputs[i]];
}

static void copy_outputs(const struct program *program, const struct workspace *workspace, double *const *outputs, size_t first, size_t count)
{
    for (size_t i = 0; i < program->output_count; i++)
        if (workspace->slots[program->outputs[i]] != outputs[i] + first)
            memcpy(outputs[i] + first, workspace->slots[program->outputs[i]], count * sizeof(double));
}

static bool is_packed(const struct program *program, struct workspace *workspace, size_t count)
{
    if (count > KERNEL_LANES)
        return false;
    if (workspace->small_runs < PATIENCE && ++workspace->small_runs == PATIENCE)
        workspace->packed = packed_create(workspace->arena, program);
    return workspace->packed && count <= packed_most_points(workspace->packed);
}

static void run_instruction(const struct kernel_set *kernels, const struct instruction *at, double *const *slots, size_t count)
{
    kernels->functions[at->operation](slots[at->into], slots[at->operands[0]], slots[at->operands[1]], slots[at->operands[2]], count);
}

static void run_stages(const struct program *program, double *const *slots, size_t count)
{
    const struct kernel_set *kernels = kernels_chosen();
    for (const struct stage *at = program->stages, *end = at + program->stage_count; at < end; at++) {
        if (at->steps)
            kernels->chain(slots[at->last->into], at->steps, at->length, slots, count);
        else
            run_instruction(kernels, at->last, slots, count);
    }
}

/* Of so few points that a chain's steps would take longer to find than to do. */
static void run_instructions(const struct program *program, double *const *slots, size_t count)
{
    const struct kernel_set *kernels = kernels_chosen();
    for (const struct instruction *at = program->instructions, *end = at + program->length; at < end; at++)
        run_instruction(kernels, at, slots, count);
}

void program_run(const struct program *program, struct workspace *workspace, const double *const *inputs, double *const *outputs, size_t count)
{
    if (is_packed(program, workspace, count)) {
        arena_checkpoint(workspace->arena);
        packed_run(workspace->packed, inputs, outputs, count);
        return;
    }
    for (size_t first = 0; first < count; first += PROGRAM_BLOCK) {
        const size_t left = count - first, block = left < PROGRAM_BLOCK ? left : PROGRAM_BLOCK;
        const size_t rounded = (block + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
        arena_checkpoint(workspace->arena);
        bind_inputs(program, workspace, inputs, first, block);
        bind_outputs(program, workspace, outputs, first, are_whole(block));
        if (rounded > KERNEL_LANES)
            run_stages(program, workspace->slots, rounded);
        else
            run_instructions(program, workspace->slots, rounded);
        copy_outputs(program, workspace, outputs, first, block);
    }
}
