/* All work may take equally long, so a list in the order of beginning is one in the order of due times too. */
#include "server/dispatch/deadline.h"

#include "base/contract.h"
#include "base/memory.h"
#include "server/dispatch/clock.h"

#include <pthread.h>
#include <stdbool.h>

struct deadlines {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* the list is no longer empty, or it is time to stop */
    pthread_t thread;
    double seconds;
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

static void *watch(void *context)
{
    struct deadlines *deadlines = context;
    pthread_mutex_lock(&deadlines->lock);
    while (!deadlines->stopping) {
        struct deadline *first = deadlines->first;
        if (!first) {
            pthread_cond_wait(&deadlines->changed, &deadlines->lock);
        } else if (first->due > clock_now()) {
            const struct timespec due = clock_time(first->due);
            pthread_cond_timedwait(&deadlines->changed, &deadlines->lock, &due);
        } else {
            take_out(deadlines, first);
            arena_cancel(first->arena);
            deadlines->passed++;
        }
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
    *deadlines = (struct deadlines){.seconds = seconds};
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
    if (deadlines->first == deadline)
        pthread_cond_signal(&deadlines->changed);
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
