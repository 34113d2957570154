/* A thread that cancels work which takes too long. */
#ifndef SERVER_DEADLINE_H
#define SERVER_DEADLINE_H

#include "base/arena.h"

#include <stdint.h>

struct deadlines;

/* A piece of work that is watched; its owner keeps it where it is until the end. */
struct deadline {
    struct deadline *next, **link; /* link: what points at this one */
    struct arena *arena;
    double due;
};

/* Starts the thread; work may take `seconds`. Null if it cannot be had. */
struct deadlines *deadlines_start(double seconds);

/* Work in the arena is cancelled when its time is over, until deadline_end is called. */
void deadline_begin(struct deadlines *deadlines, struct deadline *deadline, struct arena *arena);
void deadline_end(struct deadlines *deadlines, struct deadline *deadline);

/* From now on no work has any time: what is under way is cancelled, and so is what is begun. */
void deadlines_expire(struct deadlines *deadlines);

/* How often work was cancelled. */
uint64_t deadlines_passed(struct deadlines *deadlines);

/* Nothing is to be watched any more. Null is allowed. */
void deadlines_stop(struct deadlines *deadlines);

#endif
