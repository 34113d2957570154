/* An arena holds everything one request makes, under a hard cap, and frees it in one stroke.
 * Code that allocates from it never sees a null pointer: when memory runs out, control returns to
 * arena_protect, whose caller answers "out of memory". */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Why work was left. */
enum arena_fault {
    ARENA_SOUND,
    ARENA_OUT_OF_MEMORY, /* the system has no more */
    ARENA_OVER_CAP,      /* the arena's own cap is reached */
    ARENA_CANCELLED      /* by arena_cancel */
};

/* Makes an arena that will hand out at most `cap` bytes in all. Null if even the arena itself cannot be had.
 * The caller owns it and gives it back with arena_destroy. */
struct arena *arena_create(size_t cap);

/* Runs the registered cleanups, last first, and frees all that was allocated. Null is allowed. */
void arena_destroy(struct arena *arena);

/* An arena within another: it counts against the outer one's cap, and failing in it leaves as failing in the outer one does. It is freed with the
 * outer one, or holds nothing again after arena_clear: for much that is needed in turn. One thread at a time uses the two. */
struct arena *arena_within(struct arena *outer);

/* Runs the cleanups of an arena that lies within another, and frees all that was allocated from it; it may be used again. */
void arena_clear(struct arena *inner);

/* An arena for work that another thread may do for that of `outer`: with a cap of its own, and cancelled with the other. It is given back with
 * arena_destroy, before the outer one. Null if it cannot be had. */
struct arena *arena_beside(struct arena *outer, size_t cap);

/* Threads that may share the work (base/crew.h); null: none, as at first. Not those of an arena beside. */
struct crew;
void arena_lend(struct arena *arena, struct crew *crew);
struct crew *arena_crew(const struct arena *arena);

/* Runs work(context); false if an allocation from the arena failed inside it, or it was cancelled: then `work` was left at that
 * allocation or checkpoint. Foreign resources made inside must have been handed to arena_defer. Calls may nest. */
bool arena_protect(struct arena *arena, void (*work)(void *context), void *context);

/* Why arena_protect returned false. */
enum arena_fault arena_fault(const struct arena *arena);

/* Ends the work that runs in the arena at its next allocation or checkpoint. The one call that any thread may make, while the
 * arena is there. */
void arena_cancel(struct arena *arena);

/* Leaves, as a failed allocation does, if the work has been cancelled: to be called in every loop that may go on for long. Costs a load. */
void arena_checkpoint(struct arena *arena);

/* After arena_protect returned false: forgets why, and allows so many bytes more than the cap, to say what went wrong. */
void arena_recover(struct arena *arena, size_t allowance);

/* `count` items of `size` bytes, zeroed, aligned to 64 bytes when 64 bytes or more, else to 16. Never null: see arena_protect. */
void *arena_allocate(struct arena *arena, size_t count, size_t size);

/* As arena_allocate, but null when memory runs out: for callbacks that foreign code must return from. */
void *arena_try_allocate(struct arena *arena, size_t count, size_t size);

/* As arena_allocate and arena_try_allocate, but not zeroed: for much that is written before it is read. */
void *arena_room(struct arena *arena, size_t count, size_t size);
void *arena_try_room(struct arena *arena, size_t count, size_t size);

/* Leaves as a failed arena_allocate does, for callers of arena_try_allocate that are free to. */
_Noreturn void arena_exhausted(struct arena *arena);

/* A copy of the `length` bytes at `text`, with a NUL behind them. */
char *arena_copy(struct arena *arena, const char *text, size_t length);

/* Formats as printf does into arena memory. */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull));

/* Has release(resource) called when the arena is destroyed. If the note itself cannot be kept, the resource is released
 * at once before control leaves as for arena_allocate. */
void arena_defer(struct arena *arena, void (*release)(void *resource), void *resource);

/* Counts bytes that a foreign library is about to take for this work, as if they were allocated here: cap and limit hold for them, too, and
 * nothing is charged in vain. Given back by arena_discharge or with the arena. arena_try_charge is for callbacks: false when memory runs out. */
void arena_charge(struct arena *arena, size_t bytes);
bool arena_try_charge(struct arena *arena, size_t bytes);
void arena_discharge(struct arena *arena, size_t bytes);

/* The bytes handed out and charged now. */
size_t arena_used(const struct arena *arena);

/* The most bytes that blocks and what was charged have taken so far. */
size_t arena_peak(const struct arena *arena);

#define ARENA_NEW(arena, type, count) ((type *)arena_allocate((arena), (count), sizeof(type)))
#define ARENA_ROOM(arena, type, count) ((type *)arena_room((arena), (count), sizeof(type)))

#endif
