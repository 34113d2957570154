/* Values are numbered as slots would be if none were used twice: inputs, constants, then the result of each instruction. Each has a place in
 * one array; those of a pack stand side by side, in the order of their operands, which then mostly stand side by side, too. */
#include "expression/packed.h"

#include "expression/kernels.h"

#include <stdlib.h>

/* Short programs have little to gain, long ones would take much memory: 6 MiB at most. */
enum { LEAST_INSTRUCTIONS = 32, MOST_INSTRUCTIONS = 1 << 15 };

/* In the time of one vector: what a call of a kernel costs besides, and how many numbers are gathered. LONG numbers are a row worth a
 * call of its own. */
enum { CALL_WORK = 2, GATHERED = 4, LONG = 2 * KERNEL_LANES };

struct pack {
    uint32_t operation, count;
    uint32_t into, from[3];    /* where the results and the operands begin */
    const uint32_t *gather[3]; /* the places of operands that do not stand side by side, to be copied to `from` first; else null */
};

struct packed {
    const struct program *program;
    struct pack *packs;
    size_t pack_count, most_points;
    double *numbers;
    uint32_t *outputs; /* the place of each output */
};

/* An instruction on its way into a pack; ordered by its members, the first one first. */
struct packed_candidate {
    uint32_t level; /* the length of the longest chain of instructions it waits for */
    uint32_t operation;
    uint32_t places[3]; /* of its operands */
    uint32_t instruction;
};

struct packer {
    struct arena *arena;
    struct packed *packed;
    struct packed_candidate *candidates;
    uint32_t (*operands)[3]; /* the values each instruction reads */
    uint32_t *places;        /* of each value */
    uint32_t known;          /* the number of inputs and constants */
    uint32_t next;           /* the next free place */
    size_t work;
};

static uint32_t rounded(size_t count)
{
    return (uint32_t)((count + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES);
}

static int compare(const void *left, const void *right)
{
    const struct packed_candidate *a = left, *b = right;
    const uint32_t pairs[][2] = {{a->level, b->level},         {a->operation, b->operation}, {a->places[0], b->places[0]},
                                 {a->places[1], b->places[1]}, {a->places[2], b->places[2]}, {a->instruction, b->instruction}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] != pairs[i][1])
            return pairs[i][0] < pairs[i][1] ? -1 : 1;
    return 0;
}

/* Finds which values each instruction reads and how many others it waits for; in value_in_slot leaves those that outputs read. */
static void find_candidates(struct packer *packer, uint32_t *value_in_slot)
{
    const struct program *program = packer->packed->program;
    uint32_t *levels = ARENA_NEW(packer->arena, uint32_t, packer->known + program->length);
    for (uint32_t slot = 0; slot < packer->known; slot++)
        value_in_slot[slot] = slot;
    for (uint32_t i = 0; i < program->length; i++) {
        const struct instruction *at = &program->instructions[i];
        uint32_t level = 0;
        for (int k = 0; k < 3; k++) {
            const uint32_t value = packer->operands[i][k] = value_in_slot[at->operands[k]];
            level = levels[value] > level ? levels[value] : level;
        }
        levels[packer->known + i] = level + 1;
        packer->candidates[i] = (struct packed_candidate){.level = level, .operation = at->operation, .instruction = i};
        value_in_slot[at->into] = packer->known + i;
    }
    qsort(packer->candidates, program->length, sizeof *packer->candidates, compare);
}

/* Whether all candidates have operand k where they have operand j. */
static bool same_operands(const struct packed_candidate *candidates, uint32_t count, int k, int j)
{
    for (uint32_t i = 0; i < count; i++)
        if (candidates[i].places[k] != candidates[i].places[j])
            return false;
    return true;
}

static bool side_by_side(const struct packed_candidate *candidates, uint32_t count, int k)
{
    for (uint32_t i = 1; i < count; i++)
        if (candidates[i].places[k] != candidates[0].places[k] + i)
            return false;
    return true;
}

static void place_operands(struct packer *packer, struct pack *pack, const struct packed_candidate *candidates, int k)
{
    for (int j = 0; j < k; j++)
        if (same_operands(candidates, pack->count, k, j)) {
            pack->from[k] = pack->from[j];
            return;
        }
    pack->from[k] = candidates[0].places[k];
    if (side_by_side(candidates, pack->count, k))
        return;
    uint32_t *gather = ARENA_NEW(packer->arena, uint32_t, pack->count);
    for (uint32_t i = 0; i < pack->count; i++)
        gather[i] = candidates[i].places[k];
    pack->gather[k] = gather;
    pack->from[k] = packer->next;
    packer->next += rounded(pack->count);
}

static void add_pack(struct packer *packer, const struct packed_candidate *candidates, uint32_t count)
{
    struct pack *pack = &packer->packed->packs[packer->packed->pack_count++];
    *pack = (struct pack){.operation = candidates->operation, .count = count};
    for (int k = 0; k < 3; k++)
        place_operands(packer, pack, candidates, k);
    pack->into = packer->next;
    packer->next += rounded(count);
    for (uint32_t i = 0; i < count; i++)
        packer->places[packer->known + candidates[i].instruction] = pack->into + i;
    packer->work += CALL_WORK + rounded(count) / KERNEL_LANES;
}

/* Whether a pack of so many is better closed than given the candidate behind them: one of another operation, or one whose first operand
 * stands elsewhere, for gathering a long row costs more than a call. */
static bool ends_pack(const struct packed_candidate *candidates, size_t count)
{
    const struct packed_candidate *next = candidates + count, *last = next - 1;
    return next->operation != last->operation || (count >= LONG && next->places[0] > last->places[0] + 1);
}

/* Level by level, as only then the places of all operands are known. */
static void form_packs(struct packer *packer)
{
    const size_t length = packer->packed->program->length;
    for (size_t first = 0, end; first < length; first = end) {
        struct packed_candidate *level = packer->candidates + first;
        for (end = first; end < length && packer->candidates[end].level == level->level; end++)
            for (int k = 0; k < 3; k++)
                packer->candidates[end].places[k] = packer->places[packer->operands[packer->candidates[end].instruction][k]];
        qsort(level, end - first, sizeof *level, compare);
        for (size_t start = first, stop; start < end; start = stop) {
            for (stop = start + 1; stop < end && !ends_pack(packer->candidates + start, stop - start);)
                stop++;
            add_pack(packer, packer->candidates + start, (uint32_t)(stop - start));
        }
    }
}

static void gather(double *numbers, const struct pack *pack)
{
    for (int k = 0; k < 3; k++)
        if (pack->gather[k])
            for (uint32_t i = 0; i < pack->count; i++)
                numbers[pack->from[k] + i] = numbers[pack->gather[k][i]];
}

/* Operands that are constants are gathered once and for all. */
static void lay_out_constants(struct packer *packer)
{
    struct packed *packed = packer->packed;
    const struct program *program = packed->program;
    for (size_t i = 0; i < program->constant_count; i++)
        packed->numbers[program->variables + i] = program->constants[i];
    for (struct pack *pack = packed->packs; pack < packed->packs + packed->pack_count; pack++) {
        gather(packed->numbers, pack);
        for (int k = 0; k < 3; k++) {
            bool constant = true;
            for (uint32_t i = 0; pack->gather[k] && i < pack->count; i++)
                constant = constant && pack->gather[k][i] >= program->variables && pack->gather[k][i] < packer->known;
            if (constant)
                pack->gather[k] = NULL;
            else
                packer->work += pack->count / GATHERED;
        }
    }
}

struct packed *packed_create(struct arena *arena, const struct program *program)
{
    if (program->length < LEAST_INSTRUCTIONS || program->length > MOST_INSTRUCTIONS)
        return NULL;
    struct packed *packed = ARENA_NEW(arena, struct packed, 1);
    struct packer packer = {.arena = arena, .packed = packed, .known = (uint32_t)(program->variables + program->constant_count)};
    uint32_t *value_in_slot = ARENA_NEW(arena, uint32_t, program->slot_count + 1);
    packed->program = program;
    packed->packs = ARENA_NEW(arena, struct pack, program->length);
    packed->outputs = ARENA_NEW(arena, uint32_t, program->output_count);
    packer.candidates = ARENA_NEW(arena, struct packed_candidate, program->length);
    packer.operands = arena_allocate(arena, program->length, sizeof *packer.operands);
    packer.places = ARENA_NEW(arena, uint32_t, packer.known + program->length);
    packer.next = rounded(packer.known);
    for (uint32_t value = 0; value < packer.known; value++)
        packer.places[value] = value;
    find_candidates(&packer, value_in_slot);
    form_packs(&packer);
    packed->numbers = ARENA_NEW(arena, double, packer.next + KERNEL_LANES);
    lay_out_constants(&packer);
    for (size_t i = 0; i < program->output_count; i++)
        packed->outputs[i] = packer.places[value_in_slot[program->outputs[i]]];
    const size_t in_and_out = (program->variables + program->output_count) / GATHERED;
    packed->most_points = (program->length * (CALL_WORK + 1) + in_and_out) / (packer.work + in_and_out + 1);
    return packed->most_points > 1 ? packed : NULL;
}

size_t packed_most_points(const struct packed *packed)
{
    return packed->most_points < KERNEL_LANES ? packed->most_points : KERNEL_LANES;
}

void packed_run(struct packed *packed, const double *const *inputs, double *const *outputs, size_t count)
{
    kernel_function *const *functions = kernels_chosen()->functions;
    const struct program *program = packed->program;
    double *numbers = packed->numbers;
    for (size_t point = 0; point < count; point++) {
        for (size_t i = 0; i < program->variables; i++)
            numbers[i] = inputs[i][point];
        for (const struct pack *at = packed->packs, *end = at + packed->pack_count; at < end; at++) {
            gather(numbers, at);
            functions[at->operation](numbers + at->into, numbers + at->from[0], numbers + at->from[1], numbers + at->from[2], rounded(at->count));
        }
        for (size_t i = 0; i < program->output_count; i++)
            outputs[i][point] = numbers[packed->outputs[i]];
    }
}
