/* Connections that are handed to the library while it is busy with a round of polling are all taken up at its next round. The acceptor reads the
 * beginning of each connection before, for a moment: one that begins with a long line goes to the event loop that has room for it, so that the
 * service itself answers it. */
#include "server/http/acceptor.h"

#include "base/memory.h"
#include "server/dispatch/clock.h"
#include "server/http/socket.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_FRESH = 64 };
static const double patience = 0.01; /* seconds until a connection that says nothing is handed over */

/* A connection that has said nothing yet. */
struct fresh {
    int socket;
    struct sockaddr_storage from;
    socklen_t length;
    double until;
};

struct acceptor {
    pthread_t thread;
    int listener, wake;
    struct site *site;
    atomic_bool stopping;
    struct fresh fresh[MOST_FRESH];
    size_t fresh_count;
};

enum outcome { NOTHING_WAITS, MORE_MAY_WAIT, NO_ROOM };

static bool has_room(const struct acceptor *acceptor, size_t taken)
{
    struct connection_counts counts;
    connections_count(acceptor->site->connections, &counts);
    /* Connections that are being closed end in a moment: new ones need not wait for them. */
    return counts.open - counts.leaving + taken + acceptor->fresh_count < (size_t)acceptor->site->config->connections;
}

enum start { SAYS_NOTHING, STARTS_SHORT, STARTS_LONG };

/* How a request begins, without taking it from the socket. A long line is one that does not end in the first packet. */
static enum start look_at(int socket)
{
    enum { LONG = 1024 };
    char bytes[2 * LONG];
    const ssize_t count = recv(socket, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
    if (count < 0)
        return SAYS_NOTHING;
    return count >= LONG && !memchr(bytes, '\n', (size_t)count) ? STARTS_LONG : STARTS_SHORT;
}

/* The first thread that has not much to look at yet; when all have, the one that has least. */
static struct event_loop *choose_event_loop(struct site *site, enum start start)
{
    enum { NOT_MUCH = 512 };
    struct event_loop *least = &site->event_loops[0];
    if (start == STARTS_LONG)
        return &site->event_loops[LONG_EVENT_LOOP];
    for (size_t i = 0; i < LONG_EVENT_LOOP; i++) {
        const size_t open = event_loop_connections(&site->event_loops[i]);
        if (open < NOT_MUCH)
            return &site->event_loops[i];
        if (open < event_loop_connections(least))
            least = &site->event_loops[i];
    }
    return least;
}

static void hand_over(struct site *site, const struct fresh *fresh, enum start start)
{
    struct event_loop *event_loop = choose_event_loop(site, start);
    event_loop_expect(event_loop);
    if (!MHD_add_connection(event_loop->daemon, fresh->socket, (const struct sockaddr *)&fresh->from, fresh->length))
        event_loop_expect_no_more(event_loop);
}

/* Hands over those that have said something, or nothing for long enough. */
static void hand_over_fresh(struct acceptor *acceptor, double now)
{
    size_t kept = 0;
    for (size_t i = 0; i < acceptor->fresh_count; i++) {
        const struct fresh *fresh = &acceptor->fresh[i];
        const enum start start = look_at(fresh->socket);
        if (start == SAYS_NOTHING && now < fresh->until)
            acceptor->fresh[kept++] = *fresh;
        else
            hand_over(acceptor->site, fresh, start);
    }
    acceptor->fresh_count = kept;
}

static void welcome(struct acceptor *acceptor, struct fresh *fresh)
{
    const enum start start = look_at(fresh->socket);
    fresh->until = clock_now() + patience;
    if (start == SAYS_NOTHING && acceptor->fresh_count < MOST_FRESH)
        acceptor->fresh[acceptor->fresh_count++] = *fresh;
    else
        hand_over(acceptor->site, fresh, start);
}

static bool somebody_waits(const struct acceptor *acceptor)
{
    return poll(&(struct pollfd){.fd = acceptor->listener, .events = POLLIN}, 1, 0) > 0;
}

/* Takes what is in line, while there is room or an idle connection can give way. Those handed over are not counted as open before the library has looked at them. */
static enum outcome accept_all(struct acceptor *acceptor)
{
    enum { BATCH = 64 };
    for (size_t taken = 0; taken < BATCH; taken++) {
        struct fresh fresh = {.length = sizeof fresh.from};
        if (!has_room(acceptor, taken)) {
            if (!somebody_waits(acceptor))
                return NOTHING_WAITS;
            if (!connections_give_way(acceptor->site->connections))
                return NO_ROOM;
        }
        fresh.socket = accept4(acceptor->listener, (struct sockaddr *)&fresh.from, &fresh.length, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fresh.socket < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
            connections_give_way(acceptor->site->connections);
            return NO_ROOM;
        }
        if (fresh.socket < 0 && errno != ECONNABORTED && errno != EINTR)
            return NOTHING_WAITS;
        if (fresh.socket >= 0 && atomic_load_explicit(&acceptor->site->draining, memory_order_relaxed))
            socket_ignore_nothing(fresh.socket);
        if (fresh.socket >= 0 && connections_refuse(acceptor->site->connections, (struct sockaddr *)&fresh.from))
            close(fresh.socket);
        else if (fresh.socket >= 0)
            welcome(acceptor, &fresh);
    }
    return MORE_MAY_WAIT;
}

/* Waits until a connection comes, one that came sends its first bytes, or the time for these is over. Whether a connection came. */
static bool wait_for_news(const struct acceptor *acceptor)
{
    struct pollfd watched[2 + MOST_FRESH] = {{.fd = acceptor->listener, .events = POLLIN}, {.fd = acceptor->wake, .events = POLLIN}};
    for (size_t i = 0; i < acceptor->fresh_count; i++)
        watched[2 + i] = (struct pollfd){.fd = acceptor->fresh[i].socket, .events = POLLIN};
    poll(watched, 2 + acceptor->fresh_count, acceptor->fresh_count ? (int)(patience * 1e3) : -1);
    return watched[0].revents;
}

/* Takes the connections that still wait when the listener is about to be closed, which would reset them. Room for them is waited for, a second. */
static void accept_rest(struct acceptor *acceptor)
{
    const struct timespec moment = clock_time(0.01);
    for (size_t waits = 0; waits < 100;)
        switch (accept_all(acceptor)) {
        case NOTHING_WAITS:
            return;
        case MORE_MAY_WAIT:
            break;
        case NO_ROOM:
            nanosleep(&moment, NULL);
            waits++;
            break;
        }
}

static void *run(void *context)
{
    struct acceptor *acceptor = context;
    const struct timespec moment = clock_time(0.01);
    while (!atomic_load(&acceptor->stopping)) {
        const bool somebody_came = wait_for_news(acceptor);
        hand_over_fresh(acceptor, clock_now());
        /* Without room the line is still there at the next look; one look at once would find no more room. */
        if (somebody_came && accept_all(acceptor) == NO_ROOM)
            nanosleep(&moment, NULL);
    }
    accept_rest(acceptor);
    hand_over_fresh(acceptor, INFINITY);
    return NULL;
}

struct acceptor *acceptor_start(int listener, struct site *site)
{
    struct acceptor *acceptor = memory_allocate(sizeof *acceptor);
    if (!acceptor)
        return NULL;
    *acceptor = (struct acceptor){.listener = listener, .site = site};
    acceptor->wake = eventfd(0, EFD_CLOEXEC);
    if (acceptor->wake >= 0 && !pthread_create(&acceptor->thread, NULL, run, acceptor))
        return acceptor;
    if (acceptor->wake >= 0)
        close(acceptor->wake);
    memory_free(acceptor);
    return NULL;
}

void acceptor_stop(struct acceptor *acceptor)
{
    const uint64_t one = 1;
    atomic_store(&acceptor->stopping, true);
    /* An eventfd takes eight bytes whenever its count is not near its end. */
    if (write(acceptor->wake, &one, sizeof one) == sizeof one)
        pthread_join(acceptor->thread, NULL);
    close(acceptor->wake);
    memory_free(acceptor);
}
