/* A response in one piece of memory of its own, which outlives the request it was made for and may be sent many times, by several at once. */
#ifndef SERVER_STORED_H
#define SERVER_STORED_H

#include "server/dispatch/cache.h"
#include "server/dispatch/unsent.h"
#include "server/service/service.h"

#include <stdint.h>

struct stored {
    struct shared shared;
    struct response response; /* without a key and an explanation */
    size_t bytes;             /* that it takes in all */
    struct unsent unsent;     /* for those that send it */
    /* What the sender made of it, to be made once only: null at first, and destroyed with the rest. */
    _Atomic(void *) packed;
    void (*destroy_packed)(void *packed);
};

/* A copy, held by the caller; null if memory runs out. */
struct stored *stored_copy(const struct response *response);

/* The key of an answer, as it is kept: with its hash in the cache of answers. */
struct stored_key {
    struct shared shared;
    uint64_t hash;
    size_t length;
    char text[];
};

struct stored_key *stored_key_copy(const char *text, size_t length, uint64_t hash);

#endif
