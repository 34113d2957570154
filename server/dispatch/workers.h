/* A bounded pool of threads: clients are served in turn (see turns.h), and work is refused when too much waits rather than let grow. */
#ifndef SERVER_WORKERS_H
#define SERVER_WORKERS_H

#include "base/crew.h"
#include "server/dispatch/turns.h"

struct workers;

/* Starts `threads` threads, for which at most `queue` pieces of work wait; of two threads or more a client's pieces that cost `costly` or more leave
 * one to others. Null if they cannot be had. */
struct workers *workers_start(size_t threads, size_t queue, double costly);

/* Has piece->work called by one of the threads when its turn comes; false if there is no room for it, or the pool has been stopped. Another piece
 * may be refused instead, whose `refuse` is then called here. Costs must be finite. */
bool workers_submit(struct workers *workers, const struct piece *piece);

/* The threads of the pool, for the piece of work that one of them is doing: those for which nothing waits share it, and turn to what comes as soon as
 * they have done the part that they are at. */
struct crew *workers_crew(struct workers *workers);

/* Whether every thread is at a piece that costs more than this: what comes now would wait for one of them. */
bool workers_are_beyond(struct workers *workers, double cost);

/* How many pieces wait, how many are being worked on, and how many have been refused. */
struct workers_counts {
    size_t queued, busy;
    uint64_t refused;
};
void workers_count(struct workers *workers, struct workers_counts *counts);

/* Finishes all that was submitted and ends the threads. */
void workers_stop(struct workers *workers);

/* Frees the pool, stopping it first if need be. Null is allowed. */
void workers_destroy(struct workers *workers);

#endif
