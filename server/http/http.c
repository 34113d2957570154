/* Threads of libmicrohttpd poll (never epoll: that loses the end of half-closed connections), parse and send; one is enough for hundreds of
 * connections, but the kernel looks at each of them whenever one has something to say, so a crowd is spread over more. Another thread accepts:
 * the library would take one connection for each look at all it has. */
#include "server/http/http.h"

#include "base/memory.h"
#include "server/dispatch/clock.h"
#include "server/http/acceptor.h"
#include "server/http/resources.h"
#include "server/http/socket.h"
#include "server/http/transaction.h"

#include <string.h>
#include <unistd.h>

struct http_server {
    struct site site;
    struct acceptor *acceptor;
    int listener;
};

/* The library decodes a copy of the path, which nothing here looks at. */
static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *path)
{
    (void)context, (void)connection;
    return strlen(path);
}

static bool start_event_loop(struct site *site, struct event_loop *event_loop)
{
    /* The library clears all its room for a head after each request, which from some ten thousand bytes on takes longer than anything else it
     * does. So most event loops have room for what is usual, and a connection that begins with a long line is given to one that has room for the
     * longest target, and for some that are too long, so that the service itself refuses these. */
    const struct head_room room = resources_head_room(site->config);
    const bool is_long = event_loop == &site->event_loops[LONG_EVENT_LOOP];
    const size_t head_bytes = is_long ? room.longest : room.usual;
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET;
    /* The acceptor keeps to the limit of all; here it only must not be in the way, but where each connection takes much. */
    const unsigned most = is_long ? (unsigned)room.longest_count : 2 * (unsigned)site->config->connections + 64;
    event_loop->site = site;
    event_loop->daemon = MHD_start_daemon(flags, 0, NULL, NULL, transaction_on_request, site, MHD_OPTION_CONNECTION_LIMIT, most,
                                          MHD_OPTION_CONNECTION_MEMORY_LIMIT, head_bytes, MHD_OPTION_URI_LOG_CALLBACK, transaction_on_target, site,
                                          MHD_OPTION_NOTIFY_CONNECTION, transaction_on_connection, event_loop, MHD_OPTION_NOTIFY_COMPLETED,
                                          transaction_on_completed, site, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL, MHD_OPTION_END);
    return event_loop->daemon != NULL;
}

static void stop_desks(struct site *site)
{
    for (size_t i = 0; i < EVENT_LOOP_COUNT; i++)
        if (site->event_loops[i].daemon)
            MHD_stop_daemon(site->event_loops[i].daemon);
}

static bool start_threads(struct http_server *server)
{
    for (size_t i = 0; i < EVENT_LOOP_COUNT; i++)
        if (!start_event_loop(&server->site, &server->site.event_loops[i]))
            return false;
    server->acceptor = acceptor_start(server->listener, &server->site);
    return server->acceptor != NULL;
}

struct http_server *http_start(const struct config *config, struct error *error)
{
    struct http_server *server = memory_allocate(sizeof *server);
    if (!server) {
        error_set(error, ERROR_MEMORY, "there is no memory for the server");
        return NULL;
    }
    *server = (struct http_server){.listener = socket_listen(config->listen, error)};
    if (server->listener >= 0) {
        if (site_open(&server->site, config) && start_threads(server)) {
            resources_limit_memory(config);
            return server;
        }
        error_set(error, ERROR_INTERNAL, "the server's threads cannot be started");
        stop_desks(&server->site);
        site_close(&server->site);
        close(server->listener);
    }
    memory_free(server);
    return NULL;
}

void http_address(const struct http_server *server, char *into, size_t size)
{
    socket_name(server->listener, into, size);
}

static void pause_for(double seconds)
{
    const struct timespec time = clock_time(seconds);
    nanosleep(&time, NULL);
}

/* Connections that there are, those included that a thread has been handed and not looked at yet. */
static size_t open_count(struct site *site)
{
    size_t count = 0;
    connections_wind_up(site->connections);
    for (size_t i = 0; i < EVENT_LOOP_COUNT; i++)
        count += event_loop_connections(&site->event_loops[i]);
    return count;
}

/* Waits until all connections are answered and closed, at least `least` seconds and at most `most`, in short steps: if the whole machine stands
 * still in one of them, there are still the others. Returns how many it waited. */
static double wait_for_all(struct site *site, double least, double most)
{
    const double step = 0.02;
    double waited = 0;
    for (; waited < least || (open_count(site) && waited < most); waited += step)
        pause_for(step);
    return waited;
}

void http_drain(struct http_server *server)
{
    const double handshake = 0.3; /* what a client may take to open the connection that it has begun to open */
    const double refusal = 0.5;   /* and to take a refusal */
    struct site *site = &server->site;
    atomic_store(&site->draining, true);
    pause_for(site->config->drain_delay);
    socket_ignore_new(server->listener);
    const double waited = wait_for_all(site, handshake, site->config->drain_seconds);
    acceptor_stop(server->acceptor);
    close(server->listener);
    wait_for_all(site, 0, site->config->drain_seconds - waited); /* connections that the acceptor took at its end */
    /* The library must not be stopped while a request is suspended, nor the pool be gone while it may still be handed one. */
    dispatch_give_up(site->dispatch);
    dispatch_stop(site->dispatch);
    wait_for_all(site, 0, refusal);
    stop_desks(site);
    site_close(site);
    memory_free(server);
}
