/* The open connections, and by when each has to have got on. A client that sends or takes a byte now and then is never idle, so inactivity
 * is no measure: what counts is that a request's head is whole, and an answer taken, by its deadline. */
#ifndef SERVER_CONNECTIONS_H
#define SERVER_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;
struct connections;
struct connection;

enum connection_state {
    CONNECTION_NEW,       /* just opened: has sent no whole request yet */
    CONNECTION_IDLE,      /* had an answer and may send another request */
    CONNECTION_COMPUTING, /* waits for us: no deadline */
    CONNECTION_SENDING    /* takes an answer */
};

struct connection_limits {
    double head_seconds, idle_seconds, send_seconds; /* that the states may last */
    size_t per_address, waiting_per_address;         /* connections of an address, and its requests in the queue */
    bool local;                                      /* also of addresses of this machine and of private networks */
};

/* Starts the watch. Null if it cannot be had. */
struct connections *connections_start(const struct connection_limits *limits);

/* A connection that was opened; null if memory runs out, which all calls below allow: nobody watches it then. If the address has too many it is shut down at once, and
 * its owner will see that. */
struct connection *connections_add(struct connections *connections, int socket, const struct sockaddr *from);
/* Whether another one of that address would be shut down; if so, it is counted as refused. */
bool connections_refuse(struct connections *connections, const struct sockaddr *from);
void connections_enter(struct connections *connections, struct connection *connection, enum connection_state state);
/* Whether one more request of this connection's address may wait in the queue; if so, until connections_waited. */
bool connections_wait(struct connections *connections, struct connection *connection);
void connections_waited(struct connections *connections, struct connection *connection);
/* To be called before the socket is closed. */
void connections_remove(struct connections *connections, struct connection *connection);

/* Has nothing more read from connections that have been silent for a while: idle, or opened and not spoken yet. To be called again and
 * again, some 50 times a second, until there are none. */
void connections_wind_up(struct connections *connections);

/* How many are open, and how many have been refused. */
void connections_count(struct connections *connections, size_t *open, uint64_t *refused);

/* Ends the watch. All connections are to be closed by then. Null is allowed. */
void connections_stop(struct connections *connections);

#endif
