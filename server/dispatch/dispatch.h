/* From a request to its answer, without sockets: what is kept is found, what is being computed already is waited for, and the rest is read by
 * two threads and computed by a pool of others, under a deadline. */
#ifndef SERVER_DISPATCH_H
#define SERVER_DISPATCH_H

#include "server/dispatch/deadline.h"
#include "server/dispatch/stored.h"
#include "server/service/service.h"

#include <stdint.h>

struct dispatch;

struct dispatch_options {
    const struct service_limits *limits;
    size_t threads;     /* that compute */
    size_t queue;       /* requests that may wait for them; as many again may wait to be read */
    size_t cache_bytes; /* 0: no cache */
};

enum cache_state {
    CACHE_NONE,   /* not an answer that is kept */
    CACHE_HIT,    /* it was there */
    CACHE_SHARED, /* it was being computed for another */
    CACHE_MISS
};

/* A request on its way. The caller fills in the request (its texts live as long as the job) and `done`; the rest starts as zeros. */
struct job {
    struct request request;
    uint64_t client;               /* that asks, as network_client: clients are served in turn */
    void (*done)(struct job *job); /* called once, by any thread, when there is an answer: only after dispatch_submit */

    const struct response *answer; /* `response` or the stored one's */
    struct response response;
    struct stored *stored; /* what the answer's texts may be part of, or null */
    enum cache_state cache;
    double seconds[PHASE_COUNT], waited; /* how long each phase took, and the waiting for a thread */

    /* The dispatcher's own. */
    struct dispatch *dispatch;
    struct arena *arena;
    struct exchange *work;
    const char *key; /* of the answer, in the arena; null if it is not kept */
    struct deadline deadline;
    double since;
    struct job *next, **link, *waiting; /* among those that compute something that is kept; those that wait for this one */
};

/* Starts the threads. Null if they or the memory cannot be had. */
struct dispatch *dispatch_start(const struct dispatch_options *options);

/* Answers what is kept, and what takes microseconds (probes); false if there is more to it. */
bool dispatch_at_once(struct dispatch *dispatch, struct job *job);

/* Answers here and now whatever it takes: for what is refused by its method. */
void dispatch_now(struct dispatch *dispatch, struct job *job);

/* Whether the body that a request's head announces is to be read; else the job is answered. */
bool dispatch_reads_body(struct dispatch *dispatch, struct job *job);

/* Sees to an answer; false, and then `done` is not called, if too many are waiting. One that waits may be refused for it: with a 503, and `done`
 * is called from here. */
bool dispatch_submit(struct dispatch *dispatch, struct job *job);

/* Answers with a problem, as service_refuse. */
void dispatch_refuse(struct dispatch *dispatch, struct job *job, int status, const char *detail);
/* With the 503 that takes no memory. */
void dispatch_busy(struct job *job);

/* Gives back what the answer is made of. */
void dispatch_forget(struct job *job);

struct dispatch_counts {
    struct cache_counts answers, spellings; /* spellings: requests as they were sent, each leading to an answer */
    uint64_t shared, late;                  /* answers that were waited for; work cancelled */
    size_t reading, queued, busy, threads;  /* requests not read yet, waiting for a thread, being computed */
    uint64_t refused;                       /* for want of room in a queue */
};
void dispatch_count(struct dispatch *dispatch, struct dispatch_counts *counts);

/* Has all that was submitted and is not answered yet refused, as if there were no room for it. */
void dispatch_give_up(struct dispatch *dispatch);

/* Finishes all that was submitted, and ends the threads; nothing may be submitted any more. */
void dispatch_stop(struct dispatch *dispatch);

/* Null is allowed. */
void dispatch_destroy(struct dispatch *dispatch);

#endif
