/* Registers are reused as soon as their last reader is past, so the working set stays small; constants and inputs have slots of
 * their own. Powers with small whole exponents become multiplications here: a pow costs as much as forty of them. */
#include "expression/chain.h"
#include "expression/instructions.h"
#include "expression/kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST_EXPONENT = 64 };
static const uint32_t UNPLACED = UINT32_MAX;

struct compiler {
    struct arena *arena;
    const struct graph *graph;
    struct program *program;
    size_t capacity, constant_capacity;
    uint32_t *places; /* virtual slot of each node */
    uint32_t next;    /* the next virtual slot */
};

static uint32_t place_constant(struct compiler *compiler, double value)
{
    struct program *program = compiler->program;
    /* Looking back a little finds nearly all repeats without growing quadratic. */
    const size_t start = program->constant_count > 32 ? program->constant_count - 32 : 0;
    for (size_t i = start; i < program->constant_count; i++)
        if (!memcmp(&program->constants[i], &value, sizeof value))
            return (uint32_t)(program->variables + i);
    program->constants[program->constant_count] = value;
    return (uint32_t)(program->variables + program->constant_count++);
}

static uint32_t emit(struct compiler *compiler, enum operation operation, uint32_t a, uint32_t b, uint32_t c)
{
    struct program *program = compiler->program;
    if (program->length == compiler->capacity) {
        struct instruction *more = ARENA_ROOM(compiler->arena, struct instruction, 2 * compiler->capacity);
        memcpy(more, program->instructions, program->length * sizeof *more);
        program->instructions = more;
        compiler->capacity *= 2;
    }
    program->work += operation_work(operation);
    program->instructions[program->length++] = (struct instruction){operation, compiler->next, {a, b, c}, 0};
    return compiler->next++;
}

/* base^exponent for a whole exponent of 1 or more, by squaring. */
static uint32_t emit_whole_power(struct compiler *compiler, uint32_t base, unsigned exponent)
{
    uint32_t result = UNPLACED;
    for (;; base = emit(compiler, OPERATION_MULTIPLY, base, base, base)) {
        if (exponent & 1)
            result = result == UNPLACED ? base : emit(compiler, OPERATION_MULTIPLY, result, base, base);
        exponent >>= 1;
        if (!exponent)
            return result;
    }
}

static uint32_t emit_power(struct compiler *compiler, const struct node *node)
{
    const uint32_t base = compiler->places[node->operands[0]], exponent_place = compiler->places[node->operands[1]];
    const struct node *exponent = &compiler->graph->nodes[node->operands[1]];
    if (exponent->constant) {
        const double value = exponent->value, whole = fabs(value);
        if (value == 0.5)
            return emit(compiler, OPERATION_SQRT, base, base, base);
        if (whole == floor(whole) && whole >= 1 && whole <= MOST_EXPONENT) {
            const uint32_t power = emit_whole_power(compiler, base, (unsigned)whole);
            return value > 0 ? power : emit(compiler, OPERATION_DIVIDE, place_constant(compiler, 1), power, power);
        }
    }
    return emit(compiler, OPERATION_POWER, base, exponent_place, exponent_place);
}

/* A quotient by a power of two is the product with its reciprocal, to the bit, which takes a quarter of the time. */
static uint32_t emit_quotient(struct compiler *compiler, const struct node *node)
{
    const struct node *divisor = &compiler->graph->nodes[node->operands[1]];
    const uint32_t dividend = compiler->places[node->operands[0]], by = compiler->places[node->operands[1]];
    int exponent;
    if (!divisor->constant || fabs(frexp(divisor->value, &exponent)) != 0.5 || exponent < DBL_MIN_EXP + 2 || exponent > DBL_MAX_EXP - 2)
        return emit(compiler, OPERATION_DIVIDE, dividend, by, by);
    const uint32_t reciprocal = place_constant(compiler, 1 / divisor->value);
    return emit(compiler, OPERATION_MULTIPLY, dividend, reciprocal, reciprocal);
}

/* Those whose place is known already need no operands. */
static void mark_needed(const struct graph *graph, const uint32_t *places, bool *needed, const node_id *outputs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        needed[outputs[i]] = true;
    for (node_id id = graph->count; id-- > 0;)
        if (needed[id] && !graph->nodes[id].constant && places[id] == UNPLACED)
            for (int i = 0; i < operation_rows[graph->nodes[id].operation].arity; i++)
                needed[graph->nodes[id].operands[i]] = true;
}

static void emit_nodes(struct compiler *compiler, const bool *needed)
{
    const struct graph *graph = compiler->graph;
    for (node_id id = 0; id < graph->count; id++) {
        const struct node *node = &graph->nodes[id];
        if (!needed[id] || compiler->places[id] != UNPLACED)
            continue;
        const uint32_t *places = compiler->places;
        if (node->constant)
            compiler->places[id] = place_constant(compiler, node->value);
        else if (node->operation == OPERATION_VARIABLE)
            compiler->places[id] = (uint32_t)node->value;
        else if (node->operation == OPERATION_POWER)
            compiler->places[id] = emit_power(compiler, node);
        else if (node->operation == OPERATION_DIVIDE)
            compiler->places[id] = emit_quotient(compiler, node);
        else
            compiler->places[id] = emit(compiler, node->operation, places[node->operands[0]], places[node->operands[1]], places[node->operands[2]]);
    }
}

static int arity_of(const struct instruction *instruction)
{
    return instruction->operation < OPERATION_COUNT ? operation_rows[instruction->operation].arity : 3;
}

static bool is_arithmetic(uint32_t operation)
{
    return operation == OPERATION_ADD || operation == OPERATION_SUBTRACT || operation == OPERATION_MULTIPLY;
}

/* The pair that does `first` and then, with its result as operand `operand`, `second`. */
static uint32_t pair_of(uint32_t first, uint32_t second, int operand)
{
    return KERNEL_PAIR(first, second == OPERATION_ADD        ? SECOND_ADD
                              : second == OPERATION_MULTIPLY ? SECOND_MULTIPLY
                              : operand == 0                 ? SECOND_SUBTRACT
                                                             : SECOND_SUBTRACT_FROM);
}

static bool is_function(uint32_t operation)
{
    return operation < OPERATION_COUNT && operation_rows[operation].arity == 1;
}

/* Who makes each virtual slot and how many read it. */
struct joiner {
    struct compiler *compiler;
    struct instruction *instructions;
    uint32_t first, one; /* the first virtual slot; the slot of the constant 1, once there is one */
    uint32_t *uses, *maker;
    bool *joined; /* whether an instruction has become part of another */
};

/* The instruction that makes a slot which nothing else reads; null if there is none. */
static struct instruction *sole_maker(const struct joiner *joiner, uint32_t slot)
{
    return slot >= joiner->first && joiner->uses[slot - joiner->first] == 1 ? &joiner->instructions[joiner->maker[slot - joiner->first]] : NULL;
}

static uint32_t place_one(struct joiner *joiner)
{
    if (joiner->one == UNPLACED)
        joiner->one = place_constant(joiner->compiler, 1);
    return joiner->one;
}

static void replace(struct joiner *joiner, struct instruction *at, const struct instruction *made, struct instruction joint)
{
    joiner->joined[made - joiner->instructions] = true;
    joint.into = at->into;
    *at = joint;
}

/* A function of a product, or a product with a function of something. */
static bool join_function(struct joiner *joiner, struct instruction *at)
{
    if (is_function(at->operation)) {
        const struct instruction *made = sole_maker(joiner, at->operands[0]);
        if (made && made->operation == OPERATION_MULTIPLY) {
            replace(joiner, at, made,
                    (struct instruction){KERNEL_SCALED(at->operation), 0, {made->operands[0], made->operands[1], place_one(joiner)}, 0});
            return true;
        }
    }
    for (int k = 0; k < 2 && at->operation == OPERATION_MULTIPLY; k++) {
        const struct instruction *made = sole_maker(joiner, at->operands[k]);
        const bool scaled = made && made->operation >= KERNEL_SCALED(0) && made->operands[2] == joiner->one;
        if (scaled || (made && is_function(made->operation))) {
            replace(joiner, at, made,
                    (struct instruction){scaled ? made->operation : KERNEL_SCALED(made->operation),
                                         0,
                                         {made->operands[0], scaled ? made->operands[1] : place_one(joiner), at->operands[1 - k]},
                                         0});
            return true;
        }
    }
    return false;
}

/* An instruction of plain arithmetic on the result of another. */
static void join_arithmetic(struct joiner *joiner, struct instruction *at)
{
    for (int k = 0; k < 2 && is_arithmetic(at->operation); k++) {
        const struct instruction *made = sole_maker(joiner, at->operands[k]);
        if (made && is_arithmetic(made->operation))
            replace(
                joiner, at, made,
                (struct instruction){pair_of(made->operation, at->operation, k), 0, {made->operands[0], made->operands[1], at->operands[1 - k]}, 0});
    }
}

/* Joins instructions with those that make their operands, where nothing else reads these and there is a kernel for both. */
static void join(struct compiler *compiler)
{
    struct program *program = compiler->program;
    const uint32_t first = (uint32_t)(program->variables + GRAPH_MOST_NODES), virtuals = compiler->next - first;
    struct joiner joiner = {.compiler = compiler, .instructions = program->instructions, .first = first, .one = UNPLACED};
    joiner.uses = ARENA_NEW(compiler->arena, uint32_t, virtuals + 1);
    joiner.maker = ARENA_ROOM(compiler->arena, uint32_t, virtuals + 1);
    joiner.joined = ARENA_NEW(compiler->arena, bool, program->length + 1);
    for (uint32_t i = 0; i < program->length; i++) {
        const struct instruction *at = &program->instructions[i];
        joiner.maker[at->into - first] = i;
        for (int k = 0; k < arity_of(at); k++)
            if (at->operands[k] >= first)
                joiner.uses[at->operands[k] - first]++;
    }
    for (size_t i = 0; i < program->output_count; i++)
        if (program->outputs[i] >= first)
            joiner.uses[program->outputs[i] - first]++;
    for (uint32_t i = 0; i < program->length; i++)
        if (!join_function(&joiner, &program->instructions[i]))
            join_arithmetic(&joiner, &program->instructions[i]);
    chain_link(compiler->arena, program, first, joiner.uses, joiner.maker, joiner.joined);
}

/* Gives the virtual slots that instructions write real registers, each free again after its last reader. */
static void allocate_registers(struct compiler *compiler)
{
    struct program *program = compiler->program;
    const uint32_t first = (uint32_t)(program->variables + GRAPH_MOST_NODES);
    const uint32_t virtuals = compiler->next - first, base = (uint32_t)(program->variables + program->constant_count);
    uint32_t *last_use = ARENA_ROOM(compiler->arena, uint32_t, virtuals + 1), *real = ARENA_ROOM(compiler->arena, uint32_t, virtuals + 1);
    uint32_t *freed = ARENA_ROOM(compiler->arena, uint32_t, virtuals + 1), free_count = 0, registers = 0;
    for (uint32_t i = 0; i < program->length; i++)
        for (int k = 0; k < arity_of(&program->instructions[i]); k++)
            if (program->instructions[i].operands[k] >= first)
                last_use[program->instructions[i].operands[k] - first] = i;
    for (size_t i = 0; i < program->output_count; i++)
        if (program->outputs[i] >= first)
            last_use[program->outputs[i] - first] = UINT32_MAX;
    for (uint32_t i = 0; i < program->length; i++) {
        struct instruction *instruction = &program->instructions[i];
        const int arity = arity_of(instruction);
        for (int k = 0; k < 3; k++) {
            const uint32_t operand = k < arity ? instruction->operands[k] : instruction->operands[0];
            instruction->operands[k] = operand; /* unused ones repeat the first, so that none is out of range */
        }
        for (int k = 0; k < arity; k++) {
            const uint32_t operand = instruction->operands[k];
            bool repeated = false;
            for (int earlier = 0; earlier < k; earlier++)
                repeated = repeated || instruction->operands[earlier] == operand;
            if (operand >= first && last_use[operand - first] == i && !repeated)
                freed[free_count++] = real[operand - first];
        }
        for (int k = 0; k < 3; k++)
            if (instruction->operands[k] >= first)
                instruction->operands[k] = real[instruction->operands[k] - first];
        const uint32_t target = free_count ? freed[--free_count] : base + registers++;
        real[instruction->into - first] = target;
        instruction->into = target;
    }
    for (size_t i = 0; i < program->output_count; i++)
        if (program->outputs[i] >= first)
            program->outputs[i] = real[program->outputs[i] - first];
    program->slot_count = base + registers;
}

struct program *program_compile(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables)
{
    return program_compile_given(arena, graph, outputs, count, variables, NULL, 0);
}

static uint32_t *place_given(struct arena *arena, const struct graph *graph, size_t variables, const node_id *given, size_t given_count)
{
    uint32_t *places = ARENA_ROOM(arena, uint32_t, graph->count + 1);
    for (node_id id = 0; id < graph->count; id++)
        places[id] = UNPLACED;
    for (size_t k = 0; k < given_count; k++)
        places[given[k]] = (uint32_t)(variables + k);
    return places;
}

struct program *program_compile_given(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, size_t variables,
                                      const node_id *given, size_t given_count)
{
    struct program *program = ARENA_NEW(arena, struct program, 1);
    struct compiler compiler = {.arena = arena, .graph = graph, .program = program, .capacity = 64};
    bool *needed = ARENA_NEW(arena, bool, graph->count + 1);
    compiler.places = place_given(arena, graph, variables, given, given_count);
    program->variables = variables += given_count;
    mark_needed(graph, compiler.places, needed, outputs, count);
    size_t constants = 0;
    for (node_id id = 0; id < graph->count; id++) /* a power may need the 1 of a reciprocal, a quotient the reciprocal */
        constants += needed[id] &&
                     (graph->nodes[id].constant || graph->nodes[id].operation == OPERATION_POWER || graph->nodes[id].operation == OPERATION_DIVIDE);
    program->constants = ARENA_NEW(arena, double, constants + 1); /* and the 1 that scaled functions may need */
    program->instructions = ARENA_ROOM(arena, struct instruction, compiler.capacity);
    compiler.next = (uint32_t)(variables + GRAPH_MOST_NODES); /* virtual slots lie behind all inputs and constants */
    emit_nodes(&compiler, needed);
    program->outputs = ARENA_NEW(arena, uint32_t, count + 1);
    program->output_count = count;
    for (size_t i = 0; i < count; i++)
        program->outputs[i] = compiler.places[outputs[i]];
    join(&compiler);
    allocate_registers(&compiler);
    chain_stages(arena, program);
    return program;
}

size_t program_invariants(struct arena *arena, const struct graph *graph, const node_id *outputs, size_t count, uint32_t first, uint32_t last,
                          node_id *given, size_t most)
{
    bool *varies = ARENA_NEW(arena, bool, graph->count + 1), *wanted = ARENA_NEW(arena, bool, graph->count + 1);
    bool *needed = ARENA_NEW(arena, bool, graph->count + 1);
    size_t found = 0;
    mark_needed(graph, place_given(arena, graph, 0, NULL, 0), needed, outputs, count);
    for (size_t i = 0; i < count; i++)
        wanted[outputs[i]] = true;
    for (node_id id = 0; id < graph->count; id++) {
        const struct node *node = &graph->nodes[id];
        if (node->operation == OPERATION_VARIABLE)
            varies[id] = node->value >= first && node->value < last;
        for (int i = 0; !node->constant && i < operation_rows[node->operation].arity; i++)
            varies[id] = varies[id] || varies[node->operands[i]];
        for (int i = 0; needed[id] && varies[id] && i < operation_rows[node->operation].arity; i++)
            wanted[node->operands[i]] = true;
    }
    for (node_id id = 0; id < graph->count; id++) {
        const struct node *node = &graph->nodes[id];
        if (!wanted[id] || varies[id] || node->constant || node->operation == OPERATION_VARIABLE)
            continue;
        if (found < most)
            given[found] = id;
        found++;
    }
    return found;
}

double program_work(const struct program *program)
{
    return program->work;
}

size_t program_outputs(const struct program *program)
{
    return program->output_count;
}
