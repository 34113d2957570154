/* The open connections, and by when each has to have got on. A client that sends or takes a byte now and then is never idle, so inactivity
 * is no measure: what counts is that a request's head is whole, and an answer taken, by its deadline. */
#ifndef SERVER_CONNECTIONS_H
#define SERVER_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct connections;
struct connection;

enum connection_state {
    CONNECTION_NEW,       /* just opened: has sent no whole request yet */
    CONNECTION_IDLE,      /* had an answer and may send another request */
    CONNECTION_COMPUTING, /* waits for us: no deadline */
    CONNECTION_SENDING    /* takes an answer */
};

/* Starts the watch, with the seconds each state may last. Null if it cannot be had. */
struct connections *connections_start(double head_seconds, double idle_seconds, double send_seconds);

/* A connection that was opened; null if memory runs out, which all calls below allow. */
struct connection *connections_add(struct connections *connections, int socket);
void connections_enter(struct connections *connections, struct connection *connection, enum connection_state state);
/* To be called before the socket is closed. */
void connections_remove(struct connections *connections, struct connection *connection);

/* Has nothing more read from connections that are idle, or were opened and say nothing; returns how many are open in all. To be called until
 * none is. */
size_t connections_wind_up(struct connections *connections);

/* Ends the watch. All connections are to be closed by then. Null is allowed. */
void connections_stop(struct connections *connections);

#endif
