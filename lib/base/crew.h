/* Threads that have nothing else to do and may share one request's work. The library has none of its own: a program that has some lends them to an arena, and
 * what is computed in it is the same to the bit with them and without. */
#ifndef BASE_CREW_H
#define BASE_CREW_H

#include "base/arena.h"

struct crew {
    size_t threads; /* at most so many at once, the caller's included */
    /* Calls piece(context, index) for every index below count, each once, in the caller's thread and in those that are idle, the first of them in the
     * caller's; returns when all are done. */
    void (*share)(struct crew *crew, size_t count, void (*piece)(void *context, size_t index), void *context);
};

/* How many threads at most share what is computed in the arena: 1 if none were lent. */
size_t crew_threads(const struct arena *arena);

/* Calls piece(context, scratch, index) for every index below count. Pieces run in any order and at the same time, so they write to nothing in common;
 * memory is had from the scratch alone, which is gone when the piece is done. Scratches of up to `bytes` count against the arena's cap, as many as
 * there are threads; pieces that need more, and all where there is no room for that, are done in turn in the arena itself. Leaves as a failed
 * allocation does if a piece cannot be done there either, or the work is cancelled. */
void crew_share(struct arena *arena, size_t count, size_t bytes, void (*piece)(void *context, struct arena *scratch, size_t index), void *context);

/* Calls work(context), which may use the arena and share pieces of its own, and aside(beside), which has no memory from it and cannot fail: in a thread
 * that is idle meanwhile, else in the caller's when the work is done. Neither writes to what the other looks at. Where the work leaves as a failed
 * allocation does, so does this, when nobody is at the other any more. */
void crew_beside(struct arena *arena, void (*work)(void *context), void *context, void (*aside)(void *context), void *beside);

#endif
