/* The service behind sockets. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "base/error.h"
#include "server/http/config.h"

struct http_server;

/* Listens, and serves from threads of its own. Null with a sentence if it cannot. The config must outlive the server. */
struct http_server *http_start(const struct config *config, struct error *error);

/* Where it listens: "127.0.0.1:8080". */
void http_address(const struct http_server *server, char *into, size_t size);

/* Stops without losing a request: /readyz says 503 and connections are no longer kept; after config->drain_delay nothing more is accepted,
 * and when all that was accepted is answered (or config->drain_seconds are over) everything is closed and freed. */
void http_drain(struct http_server *server);

#endif
