/* One thread looks at all deadlines twice a second. Closing is left to whoever owns the socket: it is shut down here, which its owner sees. */
#include "server/connections.h"

#include "base/memory.h"
#include "server/addresses.h"
#include "server/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

struct connection {
    struct connection *next, **link; /* link: what points at this one */
    struct address *address;         /* null if it has too many, or memory ran out for it */
    int socket;
    atomic_int state;     /* an enum connection_state */
    _Atomic double since; /* when it entered that state */
    bool cut;             /* shut down; its owner is about to close it */
    unsigned silent_looks;
};

struct connections {
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    pthread_t watch;
    bool stopping;
    double seconds[4]; /* by state; 0: for as long as it takes */
    struct addresses *addresses;
    struct connection *first;
    size_t count;
    uint64_t refused;
};

static void cut(struct connection *connection)
{
    shutdown(connection->socket, SHUT_RDWR);
    connection->cut = true;
}

static void shut_down_late(struct connections *connections)
{
    const double time = clock_about_now();
    for (struct connection *connection = connections->first; connection; connection = connection->next) {
        const double most = connections->seconds[atomic_load(&connection->state)];
        if (most > 0 && time - atomic_load(&connection->since) > most && !connection->cut)
            cut(connection);
    }
}

static void *watch(void *context)
{
    struct connections *connections = context;
    pthread_mutex_lock(&connections->lock);
    while (!connections->stopping) {
        const struct timespec until = clock_time(clock_now() + 0.5);
        pthread_cond_timedwait(&connections->stopped, &connections->lock, &until);
        shut_down_late(connections);
    }
    pthread_mutex_unlock(&connections->lock);
    return NULL;
}

struct connections *connections_start(const struct connection_limits *limits)
{
    struct connections *connections = memory_allocate(sizeof *connections);
    if (!connections)
        return NULL;
    *connections = (struct connections){
        .seconds = {[CONNECTION_NEW] = limits->head_seconds, [CONNECTION_IDLE] = limits->idle_seconds, [CONNECTION_SENDING] = limits->send_seconds},
        .addresses = addresses_create(limits->per_address, limits->waiting_per_address, limits->local)};
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&connections->lock, NULL);
    pthread_cond_init(&connections->stopped, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (connections->addresses && !pthread_create(&connections->watch, NULL, watch, connections))
        return connections;
    addresses_destroy(connections->addresses);
    pthread_cond_destroy(&connections->stopped);
    pthread_mutex_destroy(&connections->lock);
    memory_free(connections);
    return NULL;
}

struct connection *connections_add(struct connections *connections, int socket, const struct sockaddr *from)
{
    struct connection *connection = memory_allocate(sizeof *connection);
    if (!connection)
        return NULL;
    *connection = (struct connection){.link = &connections->first, .socket = socket};
    atomic_init(&connection->state, CONNECTION_NEW);
    atomic_init(&connection->since, clock_about_now());
    if (!addresses_enter(connections->addresses, from, &connection->address))
        cut(connection);
    pthread_mutex_lock(&connections->lock);
    connections->refused += connection->cut;
    connection->next = connections->first;
    if (connection->next)
        connection->next->link = &connection->next;
    connections->first = connection;
    connections->count++;
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_enter(struct connections *connections, struct connection *connection, enum connection_state state)
{
    (void)connections;
    if (!connection)
        return;
    /* The watch may see the new state with the old time, and find it late: so the time comes first. */
    atomic_store(&connection->since, clock_about_now());
    atomic_store(&connection->state, state);
}

bool connections_refuse(struct connections *connections, const struct sockaddr *from)
{
    if (!addresses_is_full(connections->addresses, from))
        return false;
    pthread_mutex_lock(&connections->lock);
    connections->refused++;
    pthread_mutex_unlock(&connections->lock);
    return true;
}

bool connections_wait(struct connections *connections, struct connection *connection)
{
    return !connection || addresses_wait(connections->addresses, connection->address);
}

void connections_waited(struct connections *connections, struct connection *connection)
{
    if (connection)
        addresses_done(connections->addresses, connection->address);
}

void connections_count(struct connections *connections, size_t *open, uint64_t *refused)
{
    pthread_mutex_lock(&connections->lock);
    *open = connections->count;
    *refused = connections->refused;
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
    addresses_leave(connections->addresses, connection->address);
    memory_free(connection);
}

/* Browsers open connections in advance and keep them: one that has said nothing for this long is not about to. Several looks have to find it
 * so: if the whole machine stood still for that long, clients could not speak, either. */
static bool has_nothing_to_say(struct connection *connection, double time)
{
    enum { LOOKS = 10 };
    const double patience = 2;
    const int state = atomic_load(&connection->state);
    const bool silent = (state == CONNECTION_IDLE || state == CONNECTION_NEW) && time - atomic_load(&connection->since) > patience;
    connection->silent_looks = silent ? connection->silent_looks + 1 : 0;
    return connection->silent_looks > LOOKS;
}

void connections_wind_up(struct connections *connections)
{
    const double time = clock_about_now();
    pthread_mutex_lock(&connections->lock);
    /* Only reading ends: a request that has arrived already is still read, and answered. */
    for (struct connection *connection = connections->first; connection; connection = connection->next)
        if (has_nothing_to_say(connection, time))
            shutdown(connection->socket, SHUT_RD);
    pthread_mutex_unlock(&connections->lock);
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
    addresses_destroy(connections->addresses);
    pthread_cond_destroy(&connections->stopped);
    pthread_mutex_destroy(&connections->lock);
    memory_free(connections);
}
