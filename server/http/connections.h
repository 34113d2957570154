/* The open connections: by when each has to have got on, which of them gives way when there are too many, and how many bytes wait to be sent.
 * A client that sends or takes a byte now and then is never idle, so inactivity is no measure: what counts is that a request's head is whole, then its body,
 * and an answer taken, by its deadline. */
#ifndef SERVER_CONNECTIONS_H
#define SERVER_CONNECTIONS_H

#include "server/dispatch/unsent.h"
#include "server/http/addresses.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;
struct connections;
struct connection;

enum connection_state {
    CONNECTION_NEW,       /* just opened: has sent no whole request yet */
    CONNECTION_IDLE,      /* had an answer and may send another request */
    CONNECTION_READING,   /* sends the body of a request */
    CONNECTION_COMPUTING, /* waits for us: no deadline */
    CONNECTION_SENDING,   /* takes an answer */
    CONNECTION_LEAVING,   /* has been shut down, so that its owner is about to close it */
    CONNECTION_STATES
};

struct connection_limits {
    double head_seconds, idle_seconds, send_seconds; /* that the states may last */
    size_t unsent, unsent_per_address;               /* bytes that may wait to be sent */
};

/* Starts the watch. The addresses must outlive it. Null if it cannot be had. */
struct connections *connections_start(const struct connection_limits *limits, struct addresses *addresses);

/* A connection that was opened; null if memory runs out, which all calls below allow: it has no deadlines then. If the address has too many it is
 * shut down at once, and its owner will see that. */
struct connection *connections_add(struct connections *connections, int socket, const struct sockaddr *from);
/* Whether another one of that address would be shut down; if so, it is counted as refused. */
bool connections_refuse(struct connections *connections, const struct sockaddr *from);
/* The address that a request on this connection comes from, as addresses_hold; `held` tells whether it is to be released: the connection's own is not, as the
 * connection holds it for longer than any of its requests lasts. */
struct address *connections_client(struct connections *connections, const struct connection *connection, const char *forwarded_for, bool *held);

void connections_enter(struct connections *connections, struct connection *connection, enum connection_state state);
/* Enters CONNECTION_SENDING with a body for that client, until another state is entered or the connection removed. Where the client or all
 * have too many bytes waiting then, those that have waited for longest are shut down: the client's, or of the client that has most. What is
 * sent by several connections is counted for one. A body by itself may be larger than a limit. */
void connections_send(struct connections *connections, struct connection *connection, struct address *client, struct unsent *body);
/* To be called before the socket is closed. */
void connections_remove(struct connections *connections, struct connection *connection);

/* Has the connection leave that has been idle, or opened and without a whole request, for longest: nothing more is read from it, so that a
 * request that has arrived is still answered. False if there is none. */
bool connections_give_way(struct connections *connections);

/* Has nothing more read from connections that have been silent for a while: idle, or opened and not spoken yet. To be called again and
 * again, some 50 times a second, until there are none. */
void connections_wind_up(struct connections *connections);

struct connection_counts {
    size_t open, leaving;                /* leaving: of those that are open */
    size_t unsent;                       /* bytes waiting to be sent */
    uint64_t refused, gave_way, cut_off; /* because of their address, for new ones, because too much waited to be sent */
};
void connections_count(struct connections *connections, struct connection_counts *counts);

/* Ends the watch. All connections are to be closed by then. Null is allowed. */
void connections_stop(struct connections *connections);

#endif
