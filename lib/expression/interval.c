/* A straight line of operations over enclosures: the nodes of the graph that the outputs need, in order. Unlike a program's (program.c), its
 * operations are those of the formula, for x^3 as a power has narrower bounds than as a product. */
#include "expression/interval_program.h"

#include <math.h>

static void mark_needed(const struct graph *graph, bool *needed, const node_id *outputs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        needed[outputs[i]] = true;
    for (node_id id = graph->count; id-- > 0;)
        for (int i = 0; needed[id] && i < operation_rows[graph->nodes[id].operation].arity; i++)
            needed[graph->nodes[id].operands[i]] = true;
}

static void apply(struct enclosure *registers, const struct interval_step *step)
{
    const struct enclosure *const a = &registers[step->operands[0]], *const b = &registers[step->operands[1]];
    if (!interval_compute(step->operation, a, b, &registers[step->into]))
        registers[step->into] = interval_by_rule(step->operation, *a, *b, registers[step->operands[2]]);
}

/* Numbers are what they are as doubles; π and e lie between two. */
static struct enclosure leaf(const struct node *node)
{
    const bool exact = node->operation == OPERATION_NUMBER || node->operation == OPERATION_SPLINE;
    return isnan(node->value) ? (struct enclosure){INFINITY, -INFINITY, true, false}
           : exact            ? enclosure_of(node->value)
                              : enclosure_between(nextafter(node->value, 0), nextafter(node->value, INFINITY));
}

/* What does not depend on the variables is computed here, once, by the same rules. */
static void place(struct interval_program *program, const struct graph *graph, node_id id, uint32_t *places, uint32_t *next)
{
    const struct node *node = &graph->nodes[id];
    if (node->operation == OPERATION_VARIABLE) {
        places[id] = (uint32_t)node->value;
        return;
    }
    places[id] = (*next)++;
    if (node->operation < OPERATION_FIRST_COMPUTED) {
        program->registers[places[id]] = leaf(node);
        return;
    }
    struct interval_step step = {.operation = node->operation, .into = places[id]};
    for (int k = 0; k < operation_rows[node->operation].arity; k++)
        step.operands[k] = places[node->operands[k]];
    for (int k = operation_rows[node->operation].arity; k < 3; k++)
        step.operands[k] = k == 1 ? places[id] : step.operands[0];
    if (node->constant)
        apply(program->registers, &step);
    else
        program->steps[program->length++] = step;
}

struct interval_program *interval_compile(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables)
{
    struct interval_program *program = ARENA_NEW(arena, struct interval_program, 1);
    bool *needed = ARENA_NEW(arena, bool, graph->count + 1);
    uint32_t *places = ARENA_NEW(arena, uint32_t, graph->count + 1), next = (uint32_t)variables, length = 0;
    mark_needed(graph, needed, outputs, count);
    for (node_id id = 0; id < graph->count; id++)
        length += needed[id];
    *program = (struct interval_program){.arena = arena, .variables = variables, .output_count = count};
    program->steps = ARENA_NEW(arena, struct interval_step, length + 1);
    program->registers = ARENA_NEW(arena, struct enclosure, variables + length + 1);
    program->outputs = ARENA_NEW(arena, uint32_t, count + 1);
    for (node_id id = 0; id < graph->count; id++)
        if (needed[id])
            place(program, graph, id, places, &next);
    program->register_count = next;
    for (size_t i = 0; i < count; i++)
        program->outputs[i] = places[outputs[i]];
    return program;
}

void interval_run(struct interval_program *program, const struct enclosure *box, struct enclosure *outputs)
{
    arena_checkpoint(program->arena);
    for (size_t i = 0; i < program->variables; i++)
        program->registers[i] = box[i];
    for (const struct interval_step *step = program->steps, *end = step + program->length; step < end; step++)
        apply(program->registers, step);
    for (size_t i = 0; i < program->output_count; i++)
        outputs[i] = program->registers[program->outputs[i]];
}

size_t interval_length(const struct interval_program *program)
{
    return program->length;
}
