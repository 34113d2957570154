/* How much each address has of what there is for all: connections, and places in the queue. */
#ifndef SERVER_ADDRESSES_H
#define SERVER_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>

struct sockaddr;
struct addresses;
struct address;

/* At most so many of each for an address (an IPv6 network of 64 bits counts as one); those of the machine itself and of private networks,
 * where a proxy may stand for many, are limited only if `local` is true. Null if memory runs out. */
struct addresses *addresses_create(size_t most_connections, size_t most_waiting, bool local);

/* A connection from the address, until addresses_leave; false if it has too many. If memory runs out *address is null, which all calls below
 * allow: such a connection is not counted. */
bool addresses_enter(struct addresses *addresses, const struct sockaddr *from, struct address **address);
void addresses_leave(struct addresses *addresses, struct address *address);

/* Whether another connection of the address would be one too many. */
bool addresses_is_full(struct addresses *addresses, const struct sockaddr *from);

/* A request in the queue, until address_done; false if the address has too many. */
bool addresses_wait(struct addresses *addresses, struct address *address);
void addresses_done(struct addresses *addresses, struct address *address);

/* Null is allowed. */
void addresses_destroy(struct addresses *addresses);

#endif
