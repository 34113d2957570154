/* A program over a block of boxes: each step for all of them, in vectors where its rule is one of interval_lanes.h and its operands are regular, else
 * one by one. */
#include "expression/interval_lanes.h"
#include "expression/interval_program.h"
#include "expression/kernels.h"

#include <math.h>
#include <string.h>

static const struct interval_set *chosen_set(void)
{
    static const struct interval_set *const sets[] = {&interval_sse2, &interval_avx, &interval_avx512};
    return sets[kernels_width()];
}

static struct enclosure take(const struct interval_column *column, size_t i)
{
    return (struct enclosure){column->low[i], column->high[i], column->partial >> i & 1, column->jumps >> i & 1};
}

static void put(struct interval_column *column, size_t i, const struct enclosure *bounds)
{
    const uint32_t bit = (uint32_t)1 << i;
    const bool regular = bounds->low <= bounds->high && isfinite(bounds->low) && isfinite(bounds->high);
    column->low[i] = bounds->low;
    column->high[i] = bounds->high;
    column->partial = bounds->partial ? column->partial | bit : column->partial & ~bit;
    column->jumps = bounds->jumps ? column->jumps | bit : column->jumps & ~bit;
    column->irregular = regular ? column->irregular & ~bit : column->irregular | bit;
}

/* A step, and what it is of. */
struct blocked {
    const struct interval_set *set;
    const struct interval_step *step;
    const struct interval_column *a, *b, *c;
    struct interval_column *result, *ends; /* ends: room for those of a function */
    size_t count;                          /* a multiple of KERNEL_LANES */
};

/* The kernel's values at the ends, and which boxes reach beyond the domain. */
static uint32_t run_ends(struct blocked *block, double from, double to)
{
    kernel_function *const kernel = kernels_chosen()->functions[block->step->operation];
    struct interval_column *ends = block->ends;
    double low[INTERVAL_BLOCK], high[INTERVAL_BLOCK];
    uint32_t beyond = 0;
    memcpy(low, block->a->low, block->count * sizeof *low);
    memcpy(high, block->a->high, block->count * sizeof *high);
    if (!isinf(from) || !isinf(to))
        for (size_t i = 0; i < block->count; i++) {
            beyond |= (uint32_t)(low[i] < from || high[i] > to) << i;
            low[i] = fmax(low[i], from);
            high[i] = fmin(high[i], to);
        }
    kernel(ends->low, low, low, low, block->count);
    kernel(ends->high, high, high, high, block->count);
    return beyond;
}

static const uint32_t every = UINT32_MAX;

/* The boxes whose result has a bound that is not finite. */
static uint32_t list_irregular(const struct interval_column *column, size_t count)
{
    uint32_t irregular = 0;
    for (size_t i = 0; i < count; i++)
        irregular |= (uint32_t) !(column->low[i] <= column->high[i] && isfinite(column->low[i]) && isfinite(column->high[i])) << i;
    return irregular;
}

/* These return the boxes of which they do not tell the bounds. */
static uint32_t run_function(struct blocked *block, const struct interval_row *row)
{
    const bool turning = row->shape == SHAPE_VALLEY || row->shape == SHAPE_HILL;
    struct interval_ends rule = {.units = row->error == 0 ? 0 : row->error + 1,
                                 .least = row->least,
                                 .most = row->most,
                                 .falling = row->shape == SHAPE_FALLING,
                                 .turning = turning,
                                 .turn = row->from};
    if (turning) {
        const struct enclosure at = enclosure_of(row->from);
        rule.there = interval_by_rule(block->step->operation, at, at, at);
    }
    const uint32_t beyond = turning ? run_ends(block, -INFINITY, INFINITY) : run_ends(block, row->from, row->to);
    const bool regular = block->set->function(block->a, block->ends, &rule, block->result, block->count);
    return beyond | (regular ? 0 : list_irregular(block->result, block->count));
}

/* The exponent, if it is the same whole number from 1 on, for which interval_power multiplies; else 0. */
static unsigned whole_exponent(const struct interval_column *b, size_t count)
{
    enum { MOST = 64 };
    const double exponent = b->low[0];
    for (size_t i = 0; i < count; i++)
        if (b->low[i] != exponent || b->high[i] != exponent)
            return 0;
    return exponent >= 1 && exponent <= MOST && exponent == floor(exponent) ? (unsigned)exponent : 0;
}

static uint32_t run_power(struct blocked *block)
{
    const unsigned exponent = whole_exponent(block->b, block->count);
    if (!exponent)
        return every;
    const bool regular = exponent == 2 ? block->set->square(block->a, block->result, block->count)
                                       : block->set->power(block->a, exponent, block->result, block->count);
    return regular ? 0 : list_irregular(block->result, block->count);
}

static uint32_t run_wave(struct blocked *block, double crest)
{
    run_ends(block, -INFINITY, INFINITY);
    return block->set->wave(block->a, block->ends, crest, block->result, block->count) ? 0 : list_irregular(block->result, block->count);
}

static uint32_t run_rule(struct blocked *block)
{
    const struct interval_set *set = block->set;
    const struct interval_column *a = block->a, *b = block->b;
    struct interval_column *result = block->result;
    const size_t count = block->count;
    bool regular;
    switch (block->step->operation) {
    case OPERATION_ADD:
        regular = set->add(a, b, result, count);
        break;
    case OPERATION_SUBTRACT:
        regular = set->subtract(a, b, result, count);
        break;
    case OPERATION_MULTIPLY:
        regular = a == b ? set->square(a, result, count) : set->multiply(a, b, result, count);
        break;
    case OPERATION_DIVIDE:
        regular = set->divide(a, b, result, count);
        break;
    case OPERATION_NEGATE:
        regular = set->negate(a, result, count);
        break;
    case OPERATION_CHAIN: /* of which only what is partial, infinite or 0 throughout is more than a product */
        regular = set->chain(a, b, result, count);
        return a->partial | b->partial | (regular ? 0 : list_irregular(result, count));
    case OPERATION_POWER:
        return run_power(block);
    case OPERATION_SIN:
        return run_wave(block, 0.25);
    case OPERATION_COS:
        return run_wave(block, 0);
    default:
        return every;
    }
    return regular ? 0 : list_irregular(result, count);
}

static void run_step(struct blocked *block, size_t boxes)
{
    const struct interval_row *row = interval_row_of(block->step->operation);
    const int arity = operation_rows[block->step->operation].arity;
    struct interval_column *result = block->result;
    uint32_t left = row->shape == SHAPE_RULE ? run_rule(block) : row->shape == SHAPE_STAIRS ? every : run_function(block, row);
    result->partial = block->a->partial | (arity > 1 ? block->b->partial : 0);
    result->jumps = block->a->jumps | (arity > 1 ? block->b->jumps : 0);
    result->irregular = 0;
    left |= block->a->irregular | (arity > 1 ? block->b->irregular : 0);
    for (size_t i = 0; i < boxes && left >> i; i++) {
        if (!(left >> i & 1))
            continue;
        const struct enclosure a = take(block->a, i), b = take(block->b, i), c = take(block->c, i);
        const struct enclosure bounds = block->step->operation == OPERATION_MULTIPLY && block->a == block->b
                                            ? interval_square(a)
                                            : interval_apply(block->step->operation, a, b, c);
        put(result, i, &bounds);
    }
    for (size_t i = boxes; i < block->count && left >> (boxes - 1) & 1; i++) { /* what fills the vectors up is like the last box */
        const struct enclosure last = take(result, boxes - 1);
        put(result, i, &last);
    }
}

/* The program over columns, which are many times as large as registers: a column is used again once what it holds is not needed any more. */
struct interval_block {
    struct interval_step *steps; /* of columns; a number that is put into one, from a register, is a step, too */
    size_t length, column_count; /* one column more is for what a step holds */
    struct interval_column *columns;
    uint32_t *outputs;
};

static const uint32_t nowhere = UINT32_MAX;

/* Columns as they are given to registers. */
struct allotment {
    const struct interval_program *program;
    struct interval_block *block;
    uint32_t *places;    /* [registers]: their columns */
    uint32_t *last_uses; /* [registers]: the number of the step behind it */
    uint32_t *free;      /* columns */
    size_t free_count;
};

static uint32_t take_column(struct allotment *allotment)
{
    return allotment->free_count ? allotment->free[--allotment->free_count] : (uint32_t)allotment->block->column_count++;
}

/* The column of what is read: numbers are put there when they are first. */
static uint32_t place_of(struct allotment *allotment, uint32_t from)
{
    if (allotment->places[from] == nowhere) {
        allotment->places[from] = take_column(allotment);
        allotment->block->steps[allotment->block->length++] =
            (struct interval_step){.operation = OPERATION_NUMBER, .into = allotment->places[from], .operands = {from}};
    }
    return allotment->places[from];
}

static void allot_step(struct allotment *allotment, size_t number)
{
    const struct interval_step *step = &allotment->program->steps[number];
    const int arity = operation_rows[step->operation].arity;
    struct interval_step placed = *step;
    for (int k = 0; k < arity; k++)
        placed.operands[k] = place_of(allotment, step->operands[k]);
    placed.into = allotment->places[step->into] = take_column(allotment);
    for (int k = arity; k < 3; k++)
        placed.operands[k] = k == 1 ? placed.into : placed.operands[0];
    allotment->block->steps[allotment->block->length++] = placed;
    for (int k = 0; k < arity; k++) {
        const uint32_t from = step->operands[k];
        if (from < allotment->program->variables || allotment->last_uses[from] != number + 1 || allotment->places[from] == nowhere)
            continue;
        allotment->free[allotment->free_count++] = allotment->places[from];
        allotment->places[from] = nowhere;
    }
}

static void prepare(struct interval_program *program)
{
    const size_t registers = program->register_count;
    struct arena *arena = program->arena;
    struct interval_block *block = ARENA_NEW(arena, struct interval_block, 1);
    uint32_t *numbers = ARENA_NEW(arena, uint32_t, 3 * registers + 1);
    struct allotment allotment = {program, block, numbers, numbers + registers, numbers + 2 * registers, 0};
    block->steps = ARENA_ROOM(arena, struct interval_step, registers + 1);
    block->outputs = ARENA_NEW(arena, uint32_t, program->output_count + 1);
    block->column_count = program->variables;
    for (size_t i = 0; i < registers; i++)
        allotment.places[i] = i < program->variables ? (uint32_t)i : nowhere;
    for (size_t i = 0; i < program->length; i++)
        for (int k = 0; k < operation_rows[program->steps[i].operation].arity; k++)
            allotment.last_uses[program->steps[i].operands[k]] = (uint32_t)i + 1;
    for (size_t i = 0; i < program->output_count; i++)
        allotment.last_uses[program->outputs[i]] = nowhere; /* never the last */
    for (size_t i = 0; i < program->length; i++)
        allot_step(&allotment, i);
    for (size_t i = 0; i < program->output_count; i++)
        block->outputs[i] = place_of(&allotment, program->outputs[i]);
    block->columns = ARENA_NEW(arena, struct interval_column, block->column_count + 1);
    program->block = block;
}

static void fill(struct interval_column *column, const struct enclosure *bounds, size_t count)
{
    put(column, 0, bounds);
    column->partial = column->partial & 1 ? every : 0;
    column->jumps = column->jumps & 1 ? every : 0;
    column->irregular = column->irregular & 1 ? every : 0;
    for (size_t i = 0; i < count; i++) {
        column->low[i] = bounds->low;
        column->high[i] = bounds->high;
    }
}

/* The enclosures of one variable, `stride` apart, and more like the last one up to `whole`. */
static void put_all(struct interval_column *column, const struct enclosure *bounds, size_t stride, size_t count, size_t whole)
{
    uint32_t partial = 0, jumps = 0, irregular = 0;
    for (size_t i = 0; i < whole; i++) {
        const struct enclosure *at = &bounds[(i < count ? i : count - 1) * stride];
        const bool regular = at->low <= at->high && isfinite(at->low) && isfinite(at->high);
        column->low[i] = at->low;
        column->high[i] = at->high;
        partial |= (uint32_t)at->partial << i;
        jumps |= (uint32_t)at->jumps << i;
        irregular |= (uint32_t)!regular << i;
    }
    column->partial = partial;
    column->jumps = jumps;
    column->irregular = irregular;
}

static void run_block(struct interval_program *program, const struct enclosure *boxes, size_t count, struct enclosure *outputs)
{
    const size_t whole = (count + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
    const struct interval_block *block = program->block;
    struct interval_column *columns = block->columns;
    arena_checkpoint(program->arena);
    for (size_t k = 0; k < program->variables; k++)
        put_all(&columns[k], boxes + k, program->variables, count, whole);
    struct blocked blocked = {.set = chosen_set(), .ends = &columns[block->column_count], .count = whole};
    for (const struct interval_step *step = block->steps, *end = step + block->length; step < end; step++) {
        blocked.step = step;
        if (step->operation == OPERATION_NUMBER) {
            fill(&columns[step->into], &program->registers[step->operands[0]], whole);
            continue;
        }
        blocked.a = &columns[step->operands[0]];
        blocked.b = &columns[step->operands[1]];
        blocked.c = &columns[step->operands[2]];
        blocked.result = &columns[step->into];
        run_step(&blocked, count);
    }
    for (size_t k = 0; k < program->output_count; k++)
        for (size_t i = 0; i < count; i++)
            outputs[i * program->output_count + k] = take(&columns[block->outputs[k]], i);
}

void interval_run_many(struct interval_program *program, const struct enclosure *boxes, size_t count, struct enclosure *outputs)
{
    if (!program->block)
        prepare(program);
    for (size_t first = 0; first < count; first += INTERVAL_BLOCK)
        run_block(program, boxes + first * program->variables, count - first < INTERVAL_BLOCK ? count - first : INTERVAL_BLOCK,
                  outputs + first * program->output_count);
}
