/* How much each client address has of what there is for all: connections, places in the queue, bytes waiting to be sent. An address is that of
 * an IPv4 host or an IPv6 network of 64 bits (see network.h). */
#ifndef SERVER_ADDRESSES_H
#define SERVER_ADDRESSES_H

#include "server/http/network.h"

#include <stdbool.h>
#include <stddef.h>

struct addresses;
struct address;

struct address_limits {
    size_t connections, waiting;       /* at most so many of each for an address */
    size_t bodies, bodies_per_address; /* bytes of bodies at once: of all, and of these for an address */
    bool local;                        /* also for addresses of this machine and of private networks, where a proxy may stand for many */
    const char *proxies;               /* networks whose word on the client behind them is taken, and whose connections are not limited; "": none */
};

/* The limits' texts must outlive the table. Null if memory runs out. */
struct addresses *addresses_create(const struct address_limits *limits);

/* A connection from the address, until addresses_leave; false if it has too many. If memory runs out *address is null, which all calls below
 * allow: such a connection is not counted. */
bool addresses_enter(struct addresses *addresses, const struct network_address *from, struct address **address);
void addresses_leave(struct addresses *addresses, struct address *address);

/* Whether another connection of the address would be one too many. */
bool addresses_is_full(struct addresses *addresses, const struct network_address *from);

/* The address that a request comes from: that of the connection, or the one that a trusted proxy names in X-Forwarded-For (null: not given).
 * Held until addresses_release; null if memory runs out. */
struct address *addresses_hold(struct addresses *addresses, const struct network_address *from, const char *forwarded_for);
void addresses_release(struct addresses *addresses, struct address *address);

/* A request in the queue, until addresses_done; false if the address has too many. */
bool addresses_wait(struct addresses *addresses, struct address *address);
void addresses_done(struct addresses *addresses, struct address *address);

/* Bytes of a request's body, until addresses_done_reading; false if the address, or all together, would have too many. */
bool addresses_read(struct addresses *addresses, struct address *address, size_t bytes);
void addresses_done_reading(struct addresses *addresses, struct address *address, size_t bytes);

/* What distinguishes an address from others, as network_client; 0 for null. */
uint64_t address_client(const struct address *address);

/* Whether limits hold for the address at all. */
bool address_is_limited(const struct address *address);

/* The bytes waiting to be sent to the address, which its user keeps under a lock of its own; never null. */
size_t *address_unsent(struct address *address);

/* Null is allowed. */
void addresses_destroy(struct addresses *addresses);

#endif
