#include "expression/chain.h"

#include "expression/kernels.h"

/* Instructions are put later by so many at most, as what they read is kept so long. */
enum { MOST_SPAN = 16 };
static const uint32_t none = UINT32_MAX;

static bool is_single(const struct instruction *at)
{
    return at->operation == OPERATION_ADD || at->operation == OPERATION_SUBTRACT || at->operation == OPERATION_MULTIPLY;
}

static bool is_arithmetic(const struct instruction *at)
{
    return is_single(at) || (at->operation >= OPERATION_COUNT && at->operation < KERNEL_SCALED(0));
}

/* What is known of an instruction on its way into a chain. */
struct member {
    uint32_t before, head; /* what it is linked with, or none; the first of its chain */
    bool linked;           /* whether another is linked with it */
};

/* Links an instruction with the maker of an operand, that whose chain begins first. */
static void link_one(struct instruction *instructions, uint32_t i, uint32_t first, const uint32_t *uses, const uint32_t *maker,
                     struct member *members)
{
    struct instruction *at = &instructions[i];
    struct member *member = &members[i];
    *member = (struct member){none, i, false};
    if (!is_arithmetic(at))
        return;
    for (uint32_t k = 0; k < (is_single(at) ? 2u : 3u); k++) {
        if (at->operands[k] < first || uses[at->operands[k] - first] != 1)
            continue;
        const uint32_t made_by = maker[at->operands[k] - first], head = members[made_by].head;
        if (!is_arithmetic(&instructions[made_by]) || i - head > MOST_SPAN || head >= member->head)
            continue;
        member->before = made_by;
        member->head = head;
        at->link = k + 1;
    }
    if (at->link)
        members[member->before].linked = true;
}

void chain_link(struct arena *arena, struct program *program, uint32_t first, const uint32_t *uses, const uint32_t *maker, const bool *joined)
{
    const size_t length = program->length;
    struct member *members = ARENA_ROOM(arena, struct member, length + 1);
    struct instruction *ordered = ARENA_ROOM(arena, struct instruction, length + 1);
    size_t kept = 0;
    for (uint32_t i = 0; i < length; i++)
        if (!joined[i])
            link_one(program->instructions, i, first, uses, maker, members);
    for (uint32_t i = 0; i < length; i++) {
        if (joined[i] || members[i].linked)
            continue;
        for (uint32_t at = i; at != none; at = members[at].before)
            kept++;
        for (uint32_t at = i, back = 1; at != none; at = members[at].before, back++)
            ordered[kept - back] = program->instructions[at];
    }
    program->instructions = ordered;
    program->length = kept;
}

static bool is_constant(const struct program *program, uint32_t slot)
{
    return slot >= program->variables && slot < program->variables + program->constant_count;
}

/* r second (a first b); what commutes has its constant behind. */
static struct chain_step step_of(const struct program *program, uint32_t first, uint32_t second, uint32_t a, uint32_t b)
{
    if (first == FIRST_MULTIPLY && a == b)
        return (struct chain_step){CHAIN_KIND(FIRST_SQUARE, second, 0), a, a};
    const bool swapped = first != FIRST_SUBTRACT && is_constant(program, a) && !is_constant(program, b);
    const uint32_t front = swapped ? b : a, behind = swapped ? a : b;
    return (struct chain_step){CHAIN_KIND(first, second, is_constant(program, behind)), front, behind};
}

/* The steps of an instruction, one or two, into `steps`; returns how many. */
static size_t steps_of(const struct program *program, const struct instruction *at, struct chain_step *steps)
{
    static const uint32_t firsts[] = {FIRST_ADD, FIRST_SUBTRACT, FIRST_MULTIPLY}, seconds[] = {SECOND_ADD, SECOND_SUBTRACT, SECOND_MULTIPLY};
    const bool single = is_single(at);
    const uint32_t pair = at->operation - OPERATION_COUNT, then = pair % SECOND_COUNT,
                   operation = single ? at->operation - OPERATION_ADD : pair / SECOND_COUNT, a = at->operands[0], b = at->operands[1],
                   c = at->operands[2];
    if (at->link == 3) {
        const uint32_t turned = then == SECOND_SUBTRACT ? SECOND_SUBTRACT_FROM : then == SECOND_SUBTRACT_FROM ? SECOND_SUBTRACT : then;
        steps[0] = step_of(program, firsts[operation], turned, a, b);
        return 1;
    }
    const uint32_t second = seconds[operation];
    if (!at->link)
        steps[0] = step_of(program, firsts[operation], CHAIN_BEGIN, a, b);
    else if (at->link == 1)
        steps[0] = step_of(program, FIRST_NONE, second, b, b);
    else
        steps[0] = step_of(program, FIRST_NONE, second == SECOND_SUBTRACT ? SECOND_SUBTRACT_FROM : second, a, a);
    if (single)
        return 1;
    steps[1] = step_of(program, FIRST_NONE, then, c, c);
    return 2;
}

void chain_stages(struct arena *arena, struct program *program)
{
    struct chain_step *steps = ARENA_ROOM(arena, struct chain_step, 2 * program->length + 1);
    program->stages = ARENA_ROOM(arena, struct stage, program->length + 1);
    program->stage_count = 0;
    for (const struct instruction *at = program->instructions, *end = at + program->length; at < end; at++) {
        struct stage *stage = at->link ? &program->stages[program->stage_count - 1] : &program->stages[program->stage_count++];
        if (!at->link)
            *stage = (struct stage){.steps = is_arithmetic(at) ? steps : NULL};
        stage->last = at;
        if (stage->steps) {
            const size_t count = steps_of(program, at, steps);
            stage->length += count;
            steps += count;
        }
    }
}
