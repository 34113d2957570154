/* An answer is kept under its key, which all requests that mean the same have in common. Since the key is known only when a request has been
 * read, and reading takes longer than sending, the spelling of each request that led to an answer is kept too, with the key. */
#include "server/dispatch/dispatch.h"

#include "base/heap.h"
#include "base/memory.h"
#include "server/dispatch/clock.h"
#include "server/dispatch/workers.h"
#include "server/exchange/identity.h"
#include "server/exchange/revalidate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

struct dispatch {
    struct dispatch_options options;
    struct cache *answers, *spellings;
    struct workers *reader, *pool;
    struct deadlines *deadlines;
    atomic_bool giving_up;
    pthread_mutex_t lock;
    struct job *computing; /* those whose answers have a key */
    uint64_t shared;
};

/* --- Spellings --- */

static bool is_kept(const struct request *request)
{
    return !strcmp(request->method, "GET") || !strcmp(request->method, "HEAD");
}

static bool has_body(const struct request *request)
{
    return request->body != NULL;
}

static void keep_spelling(struct dispatch *dispatch, const struct job *job)
{
    char spelling[IDENTITY_MAX_SPELLED];
    const size_t length = is_kept(&job->request) ? identity_spelled(&job->request, spelling) : 0, key_length = strlen(job->key);
    struct stored_key *key = length ? stored_key_copy(job->key, key_length, cache_hash(dispatch->answers, job->key, key_length)) : NULL;
    if (key)
        cache_keep(dispatch->spellings, spelling, length, key, sizeof *key + key_length);
    shared_release(key);
}

static struct stored *find_by_spelling(struct dispatch *dispatch, const struct request *request)
{
    char spelling[IDENTITY_MAX_SPELLED];
    const size_t length = is_kept(request) ? identity_spelled(request, spelling) : 0;
    struct stored_key *key = length ? cache_find(dispatch->spellings, spelling, length) : NULL;
    struct stored *stored = key ? cache_find_hashed(dispatch->answers, key->hash, key->text, key->length) : NULL;
    shared_release(key);
    return stored;
}

/* --- Answers --- */

static void mark(void *observer, enum service_phase phase)
{
    struct job *job = observer;
    const double now = clock_now();
    job->seconds[phase] += now - job->since;
    job->since = now;
}

/* Answers with what is whole, or with a 304 that stands for it. */
static void answer(struct job *job, const struct response *whole)
{
    job->answer = whole;
    if (!job->request.if_none_match)
        return;
    if (!job->arena)
        job->arena = arena_create(job->dispatch->options.limits->arena_bytes);
    if (job->arena && revalidate(whole, &job->request, job->arena, &job->response))
        job->answer = &job->response;
}

/* Answers with what is stored, of which the caller's hold becomes the job's. */
static void answer_stored(struct job *job, struct stored *stored, enum cache_state cache)
{
    job->stored = stored;
    job->cache = cache;
    answer(job, &stored->response);
}

void dispatch_busy(struct job *job)
{
    const size_t route = job->response.route;
    service_busy(&job->response);
    job->response.route = job->work ? route : job->response.route;
    job->answer = &job->response;
}

void dispatch_refuse(struct dispatch *dispatch, struct job *job, int status, const char *detail)
{
    job->arena = arena_create(dispatch->options.limits->arena_bytes);
    if (!job->arena) {
        dispatch_busy(job);
        return;
    }
    service_refuse(job->arena, status, detail, &job->response);
    job->answer = &job->response;
}

void dispatch_now(struct dispatch *dispatch, struct job *job)
{
    job->arena = arena_create(dispatch->options.limits->arena_bytes);
    if (!job->arena) {
        dispatch_busy(job);
        return;
    }
    service_respond(dispatch->options.limits, &job->request, job->arena, &job->response);
    job->answer = &job->response;
}

bool dispatch_reads_body(struct dispatch *dispatch, struct job *job)
{
    job->arena = arena_create(dispatch->options.limits->arena_bytes);
    if (!job->arena) {
        dispatch_busy(job);
        return false;
    }
    job->answer = &job->response;
    if (!service_reads_body(dispatch->options.limits, &job->request, job->arena, &job->response))
        return false;
    dispatch_forget(job);
    job->answer = NULL;
    return true;
}

bool dispatch_at_once(struct dispatch *dispatch, struct job *job)
{
    struct stored *stored = find_by_spelling(dispatch, &job->request);
    job->dispatch = dispatch;
    if (stored) {
        answer_stored(job, stored, CACHE_HIT);
        return true;
    }
    if (is_kept(&job->request) && !service_is_light(job->request.target))
        return false;
    dispatch_now(dispatch, job);
    return true;
}

void dispatch_forget(struct job *job)
{
    shared_release(job->stored);
    arena_destroy(job->arena);
    job->stored = NULL;
    job->arena = NULL;
}

/* Sending may take as long as the client likes: only what is sent stays, and what was much goes back to the system. Not for a few bytes of an
 * arena that holds nothing else. */
static void keep_answer_alone(struct job *job)
{
    enum { LITTLE_BYTES = 256 << 10 };
    const size_t peak = arena_peak(job->arena);
    if (peak > LITTLE_BYTES && job->answer == &job->response) {
        struct stored *alone = stored_copy(&job->response);
        if (!alone)
            dispatch_busy(job); /* whose texts are static */
        shared_release(job->stored);
        job->stored = alone;
        job->answer = alone ? &alone->response : &job->response;
    }
    if (peak > LITTLE_BYTES || job->answer != &job->response) {
        arena_destroy(job->arena);
        job->arena = NULL;
    }
    heap_return();
}

/* --- Work that others may wait for --- */

enum part { PART_ANSWERED, PART_WAITS, PART_COMPUTES };

/* The part that a job has in the answer of its key. */
static enum part take_part(struct dispatch *dispatch, struct job *job)
{
    const char *key = job->key;
    enum part part = PART_COMPUTES;
    pthread_mutex_lock(&dispatch->lock);
    struct job *other = dispatch->computing;
    while (other && strcmp(other->key, key) != 0)
        other = other->next;
    /* Looked for under the lock: the thread that has computed it keeps it before its job leaves the list. */
    struct stored *stored = other ? NULL : cache_find(dispatch->answers, key, strlen(key));
    if (other) {
        job->next = other->waiting;
        other->waiting = job;
        dispatch->shared++;
        part = PART_WAITS;
    } else if (stored) {
        part = PART_ANSWERED;
    } else {
        job->next = dispatch->computing;
        job->link = &dispatch->computing;
        if (job->next)
            job->next->link = &job->next;
        dispatch->computing = job;
    }
    pthread_mutex_unlock(&dispatch->lock);
    if (stored) {
        keep_spelling(dispatch, job);
        answer_stored(job, stored, CACHE_HIT);
    }
    return part;
}

/* Leaves the list; those that have waited until now, in no order. */
static struct job *leave(struct dispatch *dispatch, struct job *job)
{
    pthread_mutex_lock(&dispatch->lock);
    *job->link = job->next;
    if (job->next)
        job->next->link = job->link;
    pthread_mutex_unlock(&dispatch->lock);
    return job->waiting;
}

/* Answers one that waited: with what was computed, or with what went wrong. */
static void answer_waiting(struct job *waiting, const struct job *job, struct stored *stored)
{
    waiting->cache = CACHE_SHARED;
    waiting->waited = clock_now() - waiting->since;
    if (stored) {
        keep_spelling(waiting->dispatch, waiting);
        answer_stored(waiting, shared_hold(stored), CACHE_SHARED);
    } else if (job->work) {
        service_fail_alike(waiting->work, job->work);
        waiting->answer = &waiting->response;
    } else {
        dispatch_busy(waiting);
    }
}

/* Has the answer kept and given to all that wait for it. */
static void settle(struct dispatch *dispatch, struct job *job)
{
    const char *key = job->key;
    struct stored *stored = job->response.status == 200 ? stored_copy(&job->response) : NULL;
    if (stored) {
        cache_keep(dispatch->answers, key, strlen(key), stored, stored->bytes);
        keep_spelling(dispatch, job);
    }
    for (struct job *waiting = leave(dispatch, job), *next; waiting; waiting = next) {
        next = waiting->next;
        answer_waiting(waiting, job, stored);
        keep_answer_alone(waiting);
        waiting->done(waiting);
    }
    if (stored)
        answer_stored(job, stored, CACHE_MISS);
    else
        answer(job, &job->response);
}

/* --- The threads' parts --- */

/* Whatever its key, the job is not going to be done. */
static void give_up(void *context)
{
    struct job *job = context;
    dispatch_busy(job);
    for (struct job *waiting = job->key ? leave(job->dispatch, job) : NULL, *next; waiting; waiting = next) {
        next = waiting->next;
        dispatch_busy(waiting);
        waiting->done(waiting);
    }
    job->done(job);
}

/* Not for what it asks, which the response would speak of, but because there is no time left for anything. */
static bool is_given_up(const struct job *job)
{
    return job->response.status == 503 && atomic_load(&job->dispatch->giving_up);
}

static void compute(struct job *job)
{
    const double now = clock_now();
    struct dispatch *dispatch = job->dispatch;
    job->waited = now - job->since;
    job->since = now;
    arena_lend(job->arena, workers_crew(dispatch->pool));
    deadline_begin(dispatch->deadlines, &job->deadline, job->arena);
    service_finish(job->work);
    deadline_end(dispatch->deadlines, &job->deadline);
    if (is_given_up(job)) {
        give_up(job);
        return;
    }
    if (job->key)
        settle(dispatch, job);
    else
        answer(job, &job->response);
    keep_answer_alone(job);
    job->done(job);
}

static void compute_job(void *job)
{
    compute(job);
}

/* Whether the reader computes it at once: it takes some milliseconds, where each worker is at what takes much longer and is not interrupted. */
static bool goes_ahead(const struct job *job)
{
    const double quick = 1e7, much_longer = 4;
    return job->response.cost <= quick && workers_are_beyond(job->dispatch->pool, much_longer * quick);
}

static void read_job(void *context)
{
    struct job *job = context;
    struct dispatch *dispatch = job->dispatch;
    job->since = clock_now();
    job->arena = arena_create(dispatch->options.limits->arena_bytes);
    if (!job->arena) {
        dispatch_busy(job);
        job->done(job);
        return;
    }
    deadline_begin(dispatch->deadlines, &job->deadline, job->arena);
    job->work = service_begin(dispatch->options.limits, &job->request, job->arena, &job->response);
    deadline_end(dispatch->deadlines, &job->deadline);
    job->answer = &job->response;
    job->key = job->work ? job->response.key : NULL;
    if (is_given_up(job)) {
        give_up(job);
        return;
    }
    const enum part part = !job->work ? PART_ANSWERED : job->key ? take_part(dispatch, job) : PART_COMPUTES;
    if (part == PART_WAITS)
        return;
    if (part == PART_ANSWERED) {
        keep_answer_alone(job);
        job->done(job);
    } else if (service_is_short(job->work) || has_body(&job->request) || goes_ahead(job)) {
        compute(job);
    } else if (!workers_submit(dispatch->pool, &(struct piece){compute_job, give_up, job, job->client, job->response.cost})) {
        give_up(job);
    }
}

static void refuse_to_read(void *context)
{
    struct job *job = context;
    dispatch_busy(job);
    job->done(job);
}

bool dispatch_submit(struct dispatch *dispatch, struct job *job)
{
    job->dispatch = dispatch;
    job->request.passed = mark;
    job->request.observer = job;
    /* What is read of a body takes many times its bytes, so none waits for a thread once it is read: the one that computes reads it. What it costs
     * is not known before, and taken for the most. */
    const bool whole = has_body(&job->request);
    return workers_submit(whole ? dispatch->pool : dispatch->reader,
                          &(struct piece){read_job, refuse_to_read, job, job->client, whole ? dispatch->options.limits->cost : 1});
}

/* --- Start and end --- */

struct dispatch *dispatch_start(const struct dispatch_options *options)
{
    struct dispatch *dispatch = memory_allocate(sizeof *dispatch);
    if (!dispatch)
        return NULL;
    /* Two, so that a formula that takes long to read does not block the other requests; how long is not known before, so one client can only have one. */
    enum { READERS = 2 };
    /* A quarter of a second for what takes about as long as its bound says: what others can be expected to wait for. What takes longer leaves a thread to them. */
    const double costly = 4e8;
    /* A spelling and its key take some hundred bytes, an answer some thousands. */
    const size_t spelling_bytes = options->cache_bytes / 8;
    *dispatch = (struct dispatch){.options = *options,
                                  .answers = cache_create(options->cache_bytes - spelling_bytes),
                                  .spellings = cache_create(spelling_bytes),
                                  .reader = workers_start(READERS, options->queue, 0),
                                  .pool = workers_start(options->threads, options->queue, costly),
                                  .deadlines = deadlines_start(options->limits->seconds)};
    pthread_mutex_init(&dispatch->lock, NULL);
    if (dispatch->answers && dispatch->spellings && dispatch->reader && dispatch->pool && dispatch->deadlines)
        return dispatch;
    dispatch_destroy(dispatch);
    return NULL;
}

void dispatch_count(struct dispatch *dispatch, struct dispatch_counts *counts)
{
    *counts = (struct dispatch_counts){.late = deadlines_passed(dispatch->deadlines), .threads = dispatch->options.threads};
    struct workers_counts reading, computing;
    cache_count(dispatch->answers, &counts->answers);
    cache_count(dispatch->spellings, &counts->spellings);
    workers_count(dispatch->reader, &reading);
    workers_count(dispatch->pool, &computing);
    counts->reading = reading.queued + reading.busy;
    counts->queued = computing.queued;
    counts->busy = computing.busy;
    counts->refused = reading.refused + computing.refused;
    pthread_mutex_lock(&dispatch->lock);
    counts->shared = dispatch->shared;
    pthread_mutex_unlock(&dispatch->lock);
}

void dispatch_give_up(struct dispatch *dispatch)
{
    atomic_store(&dispatch->giving_up, true);
    deadlines_expire(dispatch->deadlines);
}

void dispatch_stop(struct dispatch *dispatch)
{
    /* In this order: the readers hand on to the pool. */
    workers_stop(dispatch->reader);
    workers_stop(dispatch->pool);
}

void dispatch_destroy(struct dispatch *dispatch)
{
    if (!dispatch)
        return;
    workers_destroy(dispatch->reader);
    workers_destroy(dispatch->pool);
    deadlines_stop(dispatch->deadlines);
    cache_destroy(dispatch->answers);
    cache_destroy(dispatch->spellings);
    pthread_mutex_destroy(&dispatch->lock);
    memory_free(dispatch);
}
