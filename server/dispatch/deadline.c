/* All work may take equally long, so a list in the order of beginning is one in the order of due times too. The thread sleeps until the first of these
 * even when that work ends before, as nearly all does: what begins meanwhile is due later, so that to begin and to end wakes nobody. */
#include "server/dispatch/deadline.h"

#include "base/contract.h"
#include "base/memory.h"
#include "server/dispatch/clock.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>

struct deadlines {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* something is due before the thread looks next, or it is time to stop */
    pthread_t thread;
    double seconds, next_look; /* next_look: when the thread looks at the list if nothing changes; infinite: never */
    struct deadline *first, **last;
    uint64_t passed;
    bool stopping;
};

static void take_out(struct deadlines *deadlines, struct deadline *deadline)
{
    CONTRACT(deadline->link);
    *deadline->link = deadline->next;
    *(deadline->next ? &deadline->next->link : &deadlines->last) = deadline->link;
    deadline->link = NULL;
}

/* Waits until it is time to look, or for ever if nothing is due, unless something changes. */
static void await_look(struct deadlines *deadlines)
{
    if (isinf(deadlines->next_look)) {
        pthread_cond_wait(&deadlines->changed, &deadlines->lock);
    } else {
        const struct timespec look = clock_time(deadlines->next_look);
        pthread_cond_timedwait(&deadlines->changed, &deadlines->lock, &look);
    }
}

static void *watch(void *context)
{
    struct deadlines *deadlines = context;
    pthread_mutex_lock(&deadlines->lock);
    while (!deadlines->stopping) {
        struct deadline *first = deadlines->first;
        const double now = clock_now();
        if (first && first->due <= now) {
            take_out(deadlines, first);
            arena_cancel(first->arena);
            deadlines->passed++;
            continue;
        }
        if (first)
            deadlines->next_look = first->due;
        else if (deadlines->next_look <= now)
            deadlines->next_look = INFINITY;
        await_look(deadlines);
    }
    pthread_mutex_unlock(&deadlines->lock);
    return NULL;
}

static void destroy(struct deadlines *deadlines)
{
    pthread_cond_destroy(&deadlines->changed);
    pthread_mutex_destroy(&deadlines->lock);
    memory_free(deadlines);
}

struct deadlines *deadlines_start(double seconds)
{
    struct deadlines *deadlines = memory_allocate(sizeof *deadlines);
    if (!deadlines)
        return NULL;
    *deadlines = (struct deadlines){.seconds = seconds, .next_look = INFINITY};
    deadlines->last = &deadlines->first;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&deadlines->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&deadlines->lock, NULL);
    if (!pthread_create(&deadlines->thread, NULL, watch, deadlines))
        return deadlines;
    destroy(deadlines);
    return NULL;
}

void deadline_begin(struct deadlines *deadlines, struct deadline *deadline, struct arena *arena)
{
    pthread_mutex_lock(&deadlines->lock);
    *deadline = (struct deadline){.link = deadlines->last, .arena = arena, .due = clock_now() + deadlines->seconds};
    *deadline->link = deadline;
    deadlines->last = &deadline->next;
    if (deadline->due < deadlines->next_look) {
        deadlines->next_look = deadline->due;
        pthread_cond_signal(&deadlines->changed);
    }
    pthread_mutex_unlock(&deadlines->lock);
}

void deadline_end(struct deadlines *deadlines, struct deadline *deadline)
{
    pthread_mutex_lock(&deadlines->lock);
    if (deadline->link)
        take_out(deadlines, deadline);
    pthread_mutex_unlock(&deadlines->lock);
}

void deadlines_expire(struct deadlines *deadlines)
{
    pthread_mutex_lock(&deadlines->lock);
    deadlines->seconds = 0;
    for (struct deadline *deadline = deadlines->first; deadline; deadline = deadline->next)
        deadline->due = 0;
    pthread_cond_signal(&deadlines->changed);
    pthread_mutex_unlock(&deadlines->lock);
}

uint64_t deadlines_passed(struct deadlines *deadlines)
{
    pthread_mutex_lock(&deadlines->lock);
    const uint64_t passed = deadlines->passed;
    pthread_mutex_unlock(&deadlines->lock);
    return passed;
}

void deadlines_stop(struct deadlines *deadlines)
{
    if (!deadlines)
        return;
    pthread_mutex_lock(&deadlines->lock);
    deadlines->stopping = true;
    pthread_cond_signal(&deadlines->changed);
    pthread_mutex_unlock(&deadlines->lock);
    pthread_join(deadlines->thread, NULL);
    destroy(deadlines);
}
