/* What the process may take of the machine, from its settings and from what the system grants. */
#ifndef SERVER_RESOURCES_H
#define SERVER_RESOURCES_H

#include "server/http/config.h"

#include <stdio.h>

/* The threads that compute: those set, else as many as there are processors for this process, by its affinity and its control group. */
size_t resources_threads(const struct config *config);

/* The room the HTTP library keeps for the head of a request, in bytes: `usual`, or `longest` for the few connections that begin with a target
 * of more than 16 KiB. */
struct head_room {
    size_t usual, longest;
    size_t longest_count; /* how many connections have the longest at once */
};
struct head_room resources_head_room(const struct config *config);

/* The most memory the process takes, in bytes, by what takes it. Container limits are derived from `total`. */
struct memory_bound {
    size_t program;     /* code, fonts, stacks, and what the C library keeps of freed memory */
    size_t computing;   /* threads × max-memory */
    size_t cache;       /* cache-bytes */
    size_t waiting;     /* queue × 72 KiB: requests that wait for a thread */
    size_t connections; /* max-connections × the head's room and 1 KiB */
    size_t bodies;      /* 16 × max-body: bodies that are being read or wait for a thread */
    size_t unsent;      /* max-unsent: answers that are being sent */
    size_t total;
};
struct memory_bound resources_memory_bound(const struct config *config);

/* Holds all that the program allocates to that bound, or to what address space and container grant where that is less; what would pass it is
 * answered with 503. To be called when all threads run. */
void resources_limit_memory(const struct config *config);

/* Prints the bound as help: as a formula, and for these settings (null: the formula alone). */
void resources_help(FILE *out, const struct config *config);

#endif
