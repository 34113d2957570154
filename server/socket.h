/* The few things done to sockets directly. */
#ifndef SERVER_SOCKET_H
#define SERVER_SOCKET_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Opens a listening socket on "host:port", "[v6]:port" or ":port"; -1 with a sentence if it cannot be had. */
int socket_listen(const char *address, struct error *error);

/* Connects to "host:port", giving up on any one step after `seconds`; -1 with a sentence on failure. */
int socket_connect(const char *address, int seconds, struct error *error);

/* The address a socket is bound to, as "127.0.0.1:8080". */
void socket_name(int socket, char *into, size_t size);

/* Has the kernel ignore further attempts to connect to a listening socket, while those under way still come through. So a socket can be
 * emptied and closed without resetting anyone: who is ignored tries again a second later, and is refused or finds a successor.
 * False where that is not possible. */
bool socket_ignore_new(int socket);

/* For a connection accepted from such a socket, which has inherited its deafness: what was sent meanwhile is sent again by its client. */
void socket_heed(int socket);

#endif
