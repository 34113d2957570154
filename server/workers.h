/* A bounded pool of threads: work is taken in order, and refused when the line is full rather than let grow. */
#ifndef SERVER_WORKERS_H
#define SERVER_WORKERS_H

#include <stdbool.h>
#include <stddef.h>

struct workers;

/* Starts `threads` threads with a line of at most `queue` pieces of work. Null if they cannot be had. */
struct workers *workers_start(size_t threads, size_t queue);

/* Has work(job) called by one of the threads, soon; false if the line is full or the pool has been stopped. */
bool workers_submit(struct workers *workers, void (*work)(void *job), void *job);

/* How many pieces wait in line, and how many are being worked on. */
void workers_count(struct workers *workers, size_t *queued, size_t *busy);

/* Finishes all that was submitted and ends the threads. */
void workers_stop(struct workers *workers);

/* Frees the pool, stopping it first if need be. Null is allowed. */
void workers_destroy(struct workers *workers);

#endif
