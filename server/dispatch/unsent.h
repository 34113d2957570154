/* A body that waits to be sent, by one connection or by several at once. */
#ifndef SERVER_UNSENT_H
#define SERVER_UNSENT_H

#include <stddef.h>

struct connection;

/* Embedded in whatever owns the memory, which is to stay until the last connection has sent it. All zeros but for the bytes at the start; the
 * rest is the connections' own. */
struct unsent {
    size_t bytes;
    struct connection *first; /* of those that send it: the one the bytes are counted for */
};

#endif
