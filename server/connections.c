/* One thread looks at all deadlines twice a second. Closing is left to whoever owns the socket: it is shut down here, which its owner sees. */
#include "server/connections.h"

#include "base/memory.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct connection {
    struct connection *next, **link; /* link: what points at this one */
    int socket;
    enum connection_state state;
    double since; /* when it entered that state, on the monotonic clock */
    bool cut;     /* shut down for being late; its owner is about to close it */
};

struct connections {
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    pthread_t watch;
    bool stopping;
    double seconds[4]; /* by state; 0: for as long as it takes */
    struct connection *first;
    size_t count;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void shut_down_late(struct connections *connections)
{
    const double time = now();
    for (struct connection *connection = connections->first; connection; connection = connection->next) {
        const double most = connections->seconds[connection->state];
        if (most > 0 && time - connection->since > most && !connection->cut) {
            shutdown(connection->socket, SHUT_RDWR);
            connection->cut = true;
        }
    }
}

static void *watch(void *context)
{
    struct connections *connections = context;
    pthread_mutex_lock(&connections->lock);
    while (!connections->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += 500000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&connections->stopped, &connections->lock, &until);
        shut_down_late(connections);
    }
    pthread_mutex_unlock(&connections->lock);
    return NULL;
}

struct connections *connections_start(double head_seconds, double idle_seconds, double send_seconds)
{
    struct connections *connections = memory_allocate(sizeof *connections);
    if (!connections)
        return NULL;
    *connections =
        (struct connections){.seconds = {[CONNECTION_NEW] = head_seconds, [CONNECTION_IDLE] = idle_seconds, [CONNECTION_SENDING] = send_seconds}};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&connections->lock, NULL);
    pthread_cond_init(&connections->stopped, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (!pthread_create(&connections->watch, NULL, watch, connections))
        return connections;
    pthread_cond_destroy(&connections->stopped);
    pthread_mutex_destroy(&connections->lock);
    memory_free(connections);
    return NULL;
}

struct connection *connections_add(struct connections *connections, int socket)
{
    struct connection *connection = memory_allocate(sizeof *connection);
    if (!connection)
        return NULL;
    pthread_mutex_lock(&connections->lock);
    *connection = (struct connection){.next = connections->first, .link = &connections->first, .socket = socket, .since = now()};
    if (connection->next)
        connection->next->link = &connection->next;
    connections->first = connection;
    connections->count++;
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_enter(struct connections *connections, struct connection *connection, enum connection_state state)
{
    if (!connection)
        return;
    pthread_mutex_lock(&connections->lock);
    connection->state = state;
    connection->since = now();
    pthread_mutex_unlock(&connections->lock);
}

void connections_remove(struct connections *connections, struct connection *connection)
{
    if (!connection)
        return;
    pthread_mutex_lock(&connections->lock);
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    connections->count--;
    pthread_mutex_unlock(&connections->lock);
    memory_free(connection);
}

size_t connections_wind_up(struct connections *connections)
{
    /* Browsers open connections in advance: one that has said nothing for this long is not about to. */
    const double patience = 2, time = now();
    pthread_mutex_lock(&connections->lock);
    /* Only reading ends: a request that has arrived already is still read, and answered. */
    for (struct connection *connection = connections->first; connection; connection = connection->next)
        if (connection->state == CONNECTION_IDLE || (connection->state == CONNECTION_NEW && time - connection->since > patience))
            shutdown(connection->socket, SHUT_RD);
    const size_t count = connections->count;
    pthread_mutex_unlock(&connections->lock);
    return count;
}

void connections_stop(struct connections *connections)
{
    if (!connections)
        return;
    pthread_mutex_lock(&connections->lock);
    connections->stopping = true;
    pthread_cond_signal(&connections->stopped);
    pthread_mutex_unlock(&connections->lock);
    pthread_join(connections->watch, NULL);
    pthread_cond_destroy(&connections->stopped);
    pthread_mutex_destroy(&connections->lock);
    memory_free(connections);
}
