/* The order in which pieces of work are done, without threads: clients in turn, low costs before high ones. Of the clients that have
 * something waiting the next is the one whose next piece would be finished first if all shared the service evenly (weighted fair queueing:
 * Demers, Keshav and Shenker 1989). So a client that asks for much waits for itself; one that has just come and asks
 * for little is served next; and a piece of high cost waits for pieces of low cost until these add up to its own cost, not for ever. */
#ifndef SERVER_TURNS_H
#define SERVER_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct piece {
    void (*work)(void *job);   /* does it */
    void (*refuse)(void *job); /* there is no room for it after all */
    void *job;
    uint64_t client; /* the client that asked for it */
    double cost;     /* in any unit; the same for all pieces. Less than 1 counts as 1 */
};

struct turns;

/* Room for so many pieces that wait, and so many (threads) that are worked on. Of two threads or more one is always left for others: pieces that
 * cost `costly` or more can take all but one of them for the same client. Null if memory runs out. */
struct turns *turns_create(size_t capacity, size_t threads, double costly);

/* Adds a piece to those that wait. Where there is no room, the costliest piece of the client that has most is removed: true if that is another one, which is then
 * in *displaced (whose job is null if none had to go); false if it is the piece itself. */
bool turns_add(struct turns *turns, const struct piece *piece, struct piece *displaced);

/* The next piece to be worked on, until turns_done; false if none may be begun now. */
bool turns_take(struct turns *turns, struct piece *piece);
void turns_done(struct turns *turns, const struct piece *piece);

/* From now on any number of costly pieces of a client may be worked on at once. */
void turns_lift_limit(struct turns *turns);

/* How many pieces wait. */
size_t turns_waiting(const struct turns *turns);

/* Null is allowed. */
void turns_destroy(struct turns *turns);

#endif
