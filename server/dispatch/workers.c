/* A lock and a condition around the turns: the work is milliseconds, so nothing cleverer would show. A thread that no turn comes to does parts of what
 * others compute, one at a time. */
#include "server/dispatch/workers.h"

#include "base/memory.h"

#include <pthread.h>
#include <string.h>

/* What the thread that does a piece of work shares with idle ones: parts, each of which one of them does. */
struct errand {
    struct errand *next;
    void (*part)(void *context, size_t index);
    void *context;
    size_t count, begun, running;
};

struct workers {
    struct crew crew;     /* first */
    pthread_mutex_t lock; /* no other is taken under it, and no work is done or refused */
    pthread_cond_t changed;
    struct turns *turns;
    pthread_cond_t shared;  /* a part that an idle thread did is done */
    struct errand *errands; /* those of which parts are left to be begun */
    size_t busy;
    uint64_t refused;
    bool stopping;
    pthread_t *threads;
    size_t thread_count, begun; /* begun: of the threads, those that have taken their place in `costs` */
    double *costs;              /* of the piece that each is at; 0: none, but perhaps a part of another's */
};

/* Does the next part; the lock is held, but not while it is done. */
static void do_part(struct workers *workers, struct errand *errand)
{
    const size_t index = errand->begun++;
    if (errand->begun == errand->count) {
        struct errand **at = &workers->errands;
        while (*at != errand)
            at = &(*at)->next;
        *at = errand->next;
    }
    errand->running++;
    pthread_mutex_unlock(&workers->lock);
    errand->part(errand->context, index);
    pthread_mutex_lock(&workers->lock);
    errand->running--;
}

/* The last to ask is helped last. The lock is held until the first part is begun here. */
static void share(struct crew *crew, size_t count, void (*part)(void *context, size_t index), void *context)
{
    struct workers *workers = (struct workers *)crew;
    struct errand errand = {.part = part, .context = context, .count = count};
    struct errand **last = &workers->errands;
    pthread_mutex_lock(&workers->lock);
    while (*last)
        last = &(*last)->next;
    *last = count ? &errand : NULL;
    pthread_cond_broadcast(&workers->changed);
    while (errand.begun < count)
        do_part(workers, &errand);
    while (errand.running)
        pthread_cond_wait(&workers->shared, &workers->lock);
    pthread_mutex_unlock(&workers->lock);
}

struct crew *workers_crew(struct workers *workers)
{
    return &workers->crew;
}

static void *run(void *context)
{
    struct workers *workers = context;
    struct piece piece;
    pthread_mutex_lock(&workers->lock);
    double *const cost = &workers->costs[workers->begun++];
    for (;;) {
        if (turns_take(workers->turns, &piece)) {
            workers->busy++;
            *cost = piece.cost;
            pthread_mutex_unlock(&workers->lock);
            piece.work(piece.job);
            pthread_mutex_lock(&workers->lock);
            workers->busy--;
            *cost = 0;
            turns_done(workers->turns, &piece);
        } else if (workers->errands) {
            workers->busy++;
            do_part(workers, workers->errands);
            workers->busy--;
            pthread_cond_broadcast(&workers->shared);
        } else if (workers->stopping) {
            break;
        } else {
            pthread_cond_wait(&workers->changed, &workers->lock);
        }
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

struct workers *workers_start(size_t threads, size_t queue, double costly)
{
    struct workers *workers = memory_allocate(sizeof *workers);
    if (!workers)
        return NULL;
    memset(workers, 0, sizeof *workers);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    pthread_cond_init(&workers->shared, NULL);
    workers->crew = (struct crew){threads, share};
    workers->turns = turns_create(queue, threads, costly);
    workers->threads = memory_allocate(threads * sizeof *workers->threads);
    workers->costs = memory_allocate(threads * sizeof *workers->costs);
    for (size_t i = 0; workers->costs && i < threads; i++)
        workers->costs[i] = 0;
    while (workers->turns && workers->threads && workers->costs && workers->thread_count < threads &&
           !pthread_create(&workers->threads[workers->thread_count], NULL, run, workers))
        workers->thread_count++;
    if (workers->thread_count == threads)
        return workers;
    workers_destroy(workers);
    return NULL;
}

bool workers_submit(struct workers *workers, const struct piece *piece)
{
    struct piece displaced = {0};
    pthread_mutex_lock(&workers->lock);
    const bool taken = !workers->stopping && turns_add(workers->turns, piece, &displaced);
    workers->refused += !taken || displaced.job;
    if (taken)
        pthread_cond_signal(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    if (displaced.job)
        displaced.refuse(displaced.job);
    return taken;
}

bool workers_are_beyond(struct workers *workers, double cost)
{
    bool all = true;
    pthread_mutex_lock(&workers->lock);
    for (size_t i = 0; i < workers->crew.threads && all; i++)
        all = workers->costs[i] > cost;
    pthread_mutex_unlock(&workers->lock);
    return all;
}

void workers_count(struct workers *workers, struct workers_counts *counts)
{
    pthread_mutex_lock(&workers->lock);
    *counts = (struct workers_counts){.queued = turns_waiting(workers->turns), .busy = workers->busy, .refused = workers->refused};
    pthread_mutex_unlock(&workers->lock);
}

void workers_stop(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    if (workers->turns)
        turns_lift_limit(workers->turns);
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    for (; workers->thread_count; workers->thread_count--)
        pthread_join(workers->threads[workers->thread_count - 1], NULL);
}

void workers_destroy(struct workers *workers)
{
    if (!workers)
        return;
    workers_stop(workers);
    pthread_cond_destroy(&workers->changed);
    pthread_cond_destroy(&workers->shared);
    pthread_mutex_destroy(&workers->lock);
    turns_destroy(workers->turns);
    memory_free(workers->threads);
    memory_free(workers->costs);
    memory_free(workers);
}
