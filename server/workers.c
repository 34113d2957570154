/* A ring of jobs, a lock and a condition: the work is milliseconds, so nothing cleverer would show. */
#include "server/workers.h"

#include "base/memory.h"

#include <pthread.h>
#include <string.h>

struct piece {
    void (*work)(void *);
    void *job;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct piece *ring;
    size_t capacity, first, count, busy;
    bool stopping;
    pthread_t *threads;
    size_t thread_count;
};

static void *run(void *context)
{
    struct workers *workers = context;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (!workers->count && !workers->stopping)
            pthread_cond_wait(&workers->changed, &workers->lock);
        if (!workers->count)
            break;
        const struct piece piece = workers->ring[workers->first];
        workers->first = (workers->first + 1) % workers->capacity;
        workers->count--;
        workers->busy++;
        pthread_mutex_unlock(&workers->lock);
        piece.work(piece.job);
        pthread_mutex_lock(&workers->lock);
        workers->busy--;
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

struct workers *workers_start(size_t threads, size_t queue)
{
    struct workers *workers = memory_allocate(sizeof *workers);
    if (!workers)
        return NULL;
    memset(workers, 0, sizeof *workers);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    workers->capacity = queue;
    workers->ring = memory_allocate(queue * sizeof *workers->ring);
    workers->threads = memory_allocate(threads * sizeof *workers->threads);
    while (workers->ring && workers->threads && workers->thread_count < threads &&
           !pthread_create(&workers->threads[workers->thread_count], NULL, run, workers))
        workers->thread_count++;
    if (workers->thread_count == threads)
        return workers;
    workers_destroy(workers);
    return NULL;
}

bool workers_submit(struct workers *workers, void (*work)(void *), void *job)
{
    pthread_mutex_lock(&workers->lock);
    const bool room = workers->count < workers->capacity && !workers->stopping;
    if (room) {
        workers->ring[(workers->first + workers->count) % workers->capacity] = (struct piece){work, job};
        workers->count++;
        pthread_cond_signal(&workers->changed);
    }
    pthread_mutex_unlock(&workers->lock);
    return room;
}

void workers_count(struct workers *workers, size_t *queued, size_t *busy)
{
    pthread_mutex_lock(&workers->lock);
    *queued = workers->count;
    *busy = workers->busy;
    pthread_mutex_unlock(&workers->lock);
}

void workers_stop(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
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
    pthread_mutex_destroy(&workers->lock);
    memory_free(workers->ring);
    memory_free(workers->threads);
    memory_free(workers);
}
