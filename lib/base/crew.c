/* A piece that fails in a scratch of its own is done again by the caller, so that neither the answer nor what is refused depends on which threads were idle. */
#include "base/crew.h"

struct sharing {
    struct arena *arena;
    size_t bytes;
    void (*piece)(void *context, struct arena *scratch, size_t index);
    void *context;
    bool *done; /* [count] */
};

/* One piece, and where it is done. */
struct crew_piece {
    const struct sharing *sharing;
    struct arena *scratch;
    size_t index;
};

size_t crew_threads(const struct arena *arena)
{
    const struct crew *crew = arena_crew(arena);
    return crew && crew->threads > 1 ? crew->threads : 1;
}

static void run(void *untyped)
{
    const struct crew_piece *one = untyped;
    one->sharing->piece(one->sharing->context, one->scratch, one->index);
}

static void try_piece(void *untyped, size_t index)
{
    const struct sharing *sharing = untyped;
    struct crew_piece one = {sharing, arena_beside(sharing->arena, sharing->bytes), index};
    sharing->done[index] = one.scratch && arena_protect(one.scratch, run, &one);
    arena_destroy(one.scratch);
}

void crew_share(struct arena *arena, size_t count, size_t bytes, void (*piece)(void *context, struct arena *scratch, size_t index), void *context)
{
    const size_t threads = crew_threads(arena), at_once = count < threads ? count : threads;
    struct sharing sharing = {arena, bytes, piece, context, ARENA_NEW(arena, bool, count)};
    if (at_once > 1 && arena_try_charge(arena, at_once * bytes)) {
        struct crew *crew = arena_crew(arena);
        crew->share(crew, count, try_piece, &sharing);
        arena_discharge(arena, at_once * bytes);
    }
    struct arena *scratch = arena_within(arena);
    for (size_t i = 0; i < count; i++) {
        arena_checkpoint(arena);
        if (!sharing.done[i])
            piece(context, scratch, i);
        arena_clear(scratch);
    }
}

/* What the caller's thread does, and what another may. */
struct abreast {
    struct arena *arena;
    void (*work)(void *context), (*aside)(void *context);
    void *context, *beside;
    bool done; /* the work; else it was left */
};

static void do_one(void *untyped, size_t index)
{
    struct abreast *abreast = untyped;
    if (index)
        abreast->aside(abreast->beside);
    else
        abreast->done = arena_protect(abreast->arena, abreast->work, abreast->context);
}

void crew_beside(struct arena *arena, void (*work)(void *context), void *context, void (*aside)(void *context), void *beside)
{
    struct abreast abreast = {arena, work, aside, context, beside, false};
    if (crew_threads(arena) == 1) {
        work(context);
        aside(beside);
        return;
    }
    struct crew *crew = arena_crew(arena);
    crew->share(crew, 2, do_one, &abreast);
    if (!abreast.done)
        arena_exhausted(arena);
}
