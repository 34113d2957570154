/* A thread that lets connections in, many at a time, and hands them to libmicrohttpd. */
#ifndef SERVER_ACCEPTOR_H
#define SERVER_ACCEPTOR_H

#include "server/http/transaction.h"

struct acceptor;

/* Accepts from a listening socket that does not block, while there are fewer connections than are allowed; beyond, the one idle for longest
 * gives way, and if none is idle clients wait in the kernel's line. Null if the thread cannot be had. */
struct acceptor *acceptor_start(int listener, struct site *site);

/* Lets in all that is in line, and ends. */
void acceptor_stop(struct acceptor *acceptor);

#endif
