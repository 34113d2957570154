/* The life of a request on a connection of libmicrohttpd, from its first line to the last byte of its answer. */
#ifndef SERVER_TRANSACTION_H
#define SERVER_TRANSACTION_H

#include "server/dispatch/dispatch.h"
#include "server/http/config.h"
#include "server/http/connections.h"
#include "server/http/metrics.h"

#include <microhttpd.h>
#include <stdatomic.h>

/* One of the threads that poll, each for connections of its own. */
struct event_loop {
    struct site *site;
    struct MHD_Daemon *daemon;
    atomic_size_t open;        /* connections that it has begun and not closed yet */
    atomic_long pending;       /* connections handed to it that it has not begun */
    _Atomic double pending_at; /* when the last of them was handed over */
};
enum {
    LONG_EVENT_LOOP = 8,
    EVENT_LOOP_COUNT
}; /* the last one has room for targets that are much too long, and takes connections that begin with one */

/* Counts a connection that is about to be handed over, and takes that back. From one thread. */
void event_loop_expect(struct event_loop *event_loop);
void event_loop_expect_no_more(struct event_loop *event_loop);

/* Connections that it has or is about to have. One that has been handed over and not begun within a second never will be: without memory the
 * library closes it without a callback. */
size_t event_loop_connections(const struct event_loop *event_loop);

/* What all requests of a server share. */
struct site {
    struct event_loop event_loops[EVENT_LOOP_COUNT];
    const struct config *config;
    struct service_limits limits;
    struct dispatch *dispatch;
    struct addresses *addresses;
    struct connections *connections;
    struct metrics *metrics;
    struct MHD_Response *busy; /* the 503 that is sent when there is no memory for anything else */
    double start_time;         /* in seconds since 1970 */
    uint32_t start_number;     /* of this process, for request ids */
    atomic_uint last_number;   /* of a request */
    atomic_size_t in_flight;
    atomic_ullong put_off;
    atomic_bool draining;
};

/* Makes the parts. False if one cannot be had; site_close may be called all the same. */
bool site_open(struct site *site, const struct config *config);

/* Frees the parts; nothing may be going on any more. */
void site_close(struct site *site);

/* The library's callbacks. */
void transaction_on_connection(void *event_loop, struct MHD_Connection *connection, void **socket_context, enum MHD_ConnectionNotificationCode code);
void *transaction_on_target(void *site, const char *target, struct MHD_Connection *connection);
enum MHD_Result transaction_on_request(void *site, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                       const char *upload, size_t *upload_size, void **state);
void transaction_on_completed(void *site, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code);

#endif
