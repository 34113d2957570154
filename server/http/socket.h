/* The few things done to sockets directly. */
#ifndef SERVER_SOCKET_H
#define SERVER_SOCKET_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* What keeps a text from being an address and a port as the functions below take them ("127.0.0.1:8080", "[::1]:8080", "name:8080", and
 * ":8080" for all addresses of the machine), as the end of a sentence; null if nothing does. Whether the name exists is not looked up. */
const char *socket_address_fault(const char *address);

/* Opens a listening socket; -1 with a sentence if it cannot be had. An IPv6 socket on all addresses takes IPv4, too; ":8080" is one where
 * the machine has IPv6. */
int socket_listen(const char *address, struct error *error);

/* Connects, giving up on any one step after `seconds`; -1 with a sentence on failure. */
int socket_connect(const char *address, int seconds, struct error *error);

/* The address a socket is bound to, as "127.0.0.1:8080". */
void socket_name(int socket, char *into, size_t size);

/* Has the kernel ignore further attempts to connect to a listening socket, while those under way still come through. So a socket can be
 * emptied and closed without resetting a connection: a client that is ignored tries again a second later, and is refused or finds a successor.
 * False where that is not possible. */
bool socket_ignore_new(int socket);

/* For a connection accepted from such a socket, which ignores packets as that socket does: makes it take them. What was sent meanwhile is sent again by its client. */
void socket_ignore_nothing(int socket);

#endif
