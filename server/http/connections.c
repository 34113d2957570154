/* Connections stand in a list for each state, in the order of entering it: what has been in it for longest is the first. One thread looks at the
 * first of each twice a second. Sockets are shut down here and closed by their owner, which sees the end of the stream. */
#include "server/http/connections.h"

#include "base/memory.h"
#include "server/dispatch/clock.h"

#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

struct connection {
    struct connection *next, *previous; /* in the list of its state */
    enum connection_state state;
    double since;  /* when it entered that state */
    uint64_t turn; /* of all that entered a state */
    struct network_address from;
    struct address *address; /* null if it has too many, or memory ran out for it */
    int socket;
    unsigned silent_looks;

    struct unsent *body; /* that it sends, or null */
    struct address *client;
    struct connection *next_sender, *previous_sender;
};

struct list {
    struct connection *first, *last;
    size_t count;
};

struct connections {
    /* Of all that is here. The addresses' lock may be taken under it, and no other. */
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    pthread_t watch;
    bool stopping;
    double seconds[CONNECTION_STATES]; /* that a state may last; 0: as long as it takes */
    size_t max_unsent, max_unsent_per_address;
    struct addresses *addresses;
    struct list lists[CONNECTION_STATES];
    uint64_t turns;
    struct connection_counts counts;
};

static void append(struct connections *connections, struct connection *connection, enum connection_state state)
{
    struct list *list = &connections->lists[state];
    connection->state = state;
    connection->since = clock_about_now();
    connection->turn = connections->turns++;
    connection->next = NULL;
    connection->previous = list->last;
    *(list->last ? &list->last->next : &list->first) = connection;
    list->last = connection;
    list->count++;
}

static void take_out(struct connections *connections, struct connection *connection)
{
    struct list *list = &connections->lists[connection->state];
    *(connection->previous ? &connection->previous->next : &list->first) = connection->next;
    *(connection->next ? &connection->next->previous : &list->last) = connection->previous;
    list->count--;
}

/* --- Bytes waiting to be sent --- */

/* Adds to what is counted for a body's first sender, or takes it away again. */
static void count_body(struct connections *connections, const struct unsent *body, bool more)
{
    struct address *client = body->first->client;
    const size_t bytes = more ? body->bytes : 0 - body->bytes;
    connections->counts.unsent += bytes;
    if (client)
        *address_unsent(client) += bytes;
}

static void begin_to_send(struct connections *connections, struct connection *connection, struct address *client, struct unsent *body)
{
    connection->body = body;
    connection->client = client;
    connection->previous_sender = NULL;
    connection->next_sender = body->first ? body->first->next_sender : NULL;
    if (!body->first) {
        body->first = connection;
        count_body(connections, body, true);
        return;
    }
    /* Behind the first, for which it is counted. */
    connection->previous_sender = body->first;
    if (connection->next_sender)
        connection->next_sender->previous_sender = connection;
    body->first->next_sender = connection;
}

/* Whatever it sent is not counted for it any more, but for the next that sends the same. */
static void end_to_send(struct connections *connections, struct connection *connection)
{
    struct unsent *body = connection->body;
    if (!body)
        return;
    const bool pays = body->first == connection;
    if (pays)
        count_body(connections, body, false);
    *(connection->previous_sender ? &connection->previous_sender->next_sender : &body->first) = connection->next_sender;
    if (connection->next_sender)
        connection->next_sender->previous_sender = connection->previous_sender;
    if (pays && body->first)
        count_body(connections, body, true);
    connection->body = NULL;
}

static void cut(struct connections *connections, struct connection *connection)
{
    shutdown(connection->socket, SHUT_RDWR);
    end_to_send(connections, connection);
    take_out(connections, connection);
    append(connections, connection, CONNECTION_LEAVING);
}

/* What has been sending for longest, but for one, and is counted: for the client, or (null) for whichever has most. */
static struct connection *find_oldest(const struct connections *connections, const struct address *client, const struct connection *but)
{
    struct connection *oldest = NULL;
    size_t most = 0;
    for (struct connection *one = connections->lists[CONNECTION_SENDING].first; one; one = one->next) {
        if (one == but || !one->body || one->body->first != one || !one->body->bytes || (client && one->client != client))
            continue;
        const size_t unsent = one->client ? *address_unsent(one->client) : one->body->bytes;
        if (unsent > most) {
            most = unsent;
            oldest = one;
        }
    }
    return oldest;
}

static void make_room(struct connections *connections, const struct connection *connection, const struct address *client)
{
    struct connection *oldest;
    while (client && address_is_limited(client) && *address_unsent((struct address *)client) > connections->max_unsent_per_address &&
           (oldest = find_oldest(connections, client, connection))) {
        cut(connections, oldest);
        connections->counts.cut_off++;
    }
    while (connections->counts.unsent > connections->max_unsent && (oldest = find_oldest(connections, NULL, connection))) {
        cut(connections, oldest);
        connections->counts.cut_off++;
    }
}

void connections_send(struct connections *connections, struct connection *connection, struct address *client, struct unsent *body)
{
    if (!connection)
        return;
    pthread_mutex_lock(&connections->lock);
    end_to_send(connections, connection);
    take_out(connections, connection);
    append(connections, connection, CONNECTION_SENDING);
    begin_to_send(connections, connection, client, body);
    make_room(connections, connection, client);
    pthread_mutex_unlock(&connections->lock);
}

/* --- The watch --- */

static void shut_down_late(struct connections *connections)
{
    const double time = clock_about_now();
    for (enum connection_state state = 0; state < CONNECTION_STATES; state++) {
        const double max = connections->seconds[state];
        struct connection *first;
        while (max > 0 && (first = connections->lists[state].first) && time - first->since > max)
            cut(connections, first);
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

struct connections *connections_start(const struct connection_limits *limits, struct addresses *addresses)
{
    struct connections *connections = memory_allocate(sizeof *connections);
    if (!connections)
        return NULL;
    *connections = (struct connections){.seconds = {[CONNECTION_NEW] = limits->head_seconds,
                                                    [CONNECTION_READING] = limits->head_seconds,
                                                    [CONNECTION_IDLE] = limits->idle_seconds,
                                                    [CONNECTION_SENDING] = limits->send_seconds},
                                        .max_unsent = limits->unsent,
                                        .max_unsent_per_address = limits->unsent_per_address,
                                        .addresses = addresses};
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

/* --- Coming and going --- */

struct connection *connections_add(struct connections *connections, int socket, const struct sockaddr *from)
{
    struct connection *connection = memory_allocate(sizeof *connection);
    if (!connection)
        return NULL;
    *connection = (struct connection){.socket = socket, .from = network_address_of(from)};
    const bool may_stay = addresses_enter(connections->addresses, &connection->from, &connection->address);
    pthread_mutex_lock(&connections->lock);
    append(connections, connection, CONNECTION_NEW);
    connections->counts.open++;
    connections->counts.refused += !may_stay;
    if (!may_stay)
        cut(connections, connection);
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

bool connections_refuse(struct connections *connections, const struct sockaddr *from)
{
    const struct network_address address = network_address_of(from);
    if (!addresses_is_full(connections->addresses, &address))
        return false;
    pthread_mutex_lock(&connections->lock);
    connections->counts.refused++;
    pthread_mutex_unlock(&connections->lock);
    return true;
}

struct address *connections_client(struct connections *connections, const struct connection *connection, const char *forwarded_for, bool *held)
{
    *held = connection && (forwarded_for || !connection->address);
    if (*held)
        return addresses_hold(connections->addresses, &connection->from, forwarded_for);
    return connection ? connection->address : NULL;
}

void connections_enter(struct connections *connections, struct connection *connection, enum connection_state state)
{
    if (!connection)
        return;
    pthread_mutex_lock(&connections->lock);
    end_to_send(connections, connection);
    take_out(connections, connection);
    append(connections, connection, state);
    pthread_mutex_unlock(&connections->lock);
}

void connections_remove(struct connections *connections, struct connection *connection)
{
    if (!connection)
        return;
    pthread_mutex_lock(&connections->lock);
    end_to_send(connections, connection);
    take_out(connections, connection);
    connections->counts.open--;
    pthread_mutex_unlock(&connections->lock);
    addresses_leave(connections->addresses, connection->address);
    memory_free(connection);
}

/* The first that has nothing in its socket: what has, is about to be a request. */
static struct connection *first_silent(const struct list *list)
{
    struct connection *connection = list->first;
    int waiting;
    while (connection && !ioctl(connection->socket, FIONREAD, &waiting) && waiting > 0)
        connection = connection->next;
    return connection;
}

bool connections_give_way(struct connections *connections)
{
    pthread_mutex_lock(&connections->lock);
    struct connection *new = first_silent(&connections->lists[CONNECTION_NEW]), *idle = first_silent(&connections->lists[CONNECTION_IDLE]);
    struct connection *longest = new && (!idle || new->turn < idle->turn) ? new : idle;
    if (longest) {
        shutdown(longest->socket, SHUT_RD);
        take_out(connections, longest);
        append(connections, longest, CONNECTION_LEAVING);
        connections->counts.gave_way++;
    }
    pthread_mutex_unlock(&connections->lock);
    return longest;
}

void connections_count(struct connections *connections, struct connection_counts *counts)
{
    pthread_mutex_lock(&connections->lock);
    *counts = connections->counts;
    counts->leaving = connections->lists[CONNECTION_LEAVING].count;
    pthread_mutex_unlock(&connections->lock);
}

/* Browsers open connections in advance and keep them: one that has said nothing for this long is not about to. Several looks have to find it
 * so: if the whole machine stood still for that long, clients could not speak, either. */
static bool has_nothing_to_say(struct connection *connection, double time)
{
    enum { LOOKS = 10 };
    const double patience = 2;
    connection->silent_looks = time - connection->since > patience ? connection->silent_looks + 1 : 0;
    return connection->silent_looks > LOOKS;
}

void connections_wind_up(struct connections *connections)
{
    const enum connection_state states[] = {CONNECTION_NEW, CONNECTION_IDLE};
    const double time = clock_about_now();
    pthread_mutex_lock(&connections->lock);
    /* Only reading ends: a request that has arrived already is still read, and answered. */
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        for (struct connection *connection = connections->lists[states[i]].first; connection; connection = connection->next)
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
    pthread_cond_destroy(&connections->stopped);
    pthread_mutex_destroy(&connections->lock);
    memory_free(connections);
}
