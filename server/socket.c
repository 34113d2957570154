/* Addresses are taken apart by hand and resolved by the system. */
#include "server/socket.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Splits at the last ':'; brackets around the host are taken off. False if there is no port. */
static bool split(const char *address, char *host, size_t size, const char **port)
{
    const char *colon = strrchr(address, ':');
    if (!colon || strchr(colon, ']') || !colon[1] || (size_t)(colon - address) >= size)
        return false;
    const bool bracketed = *address == '[' && colon > address + 1 && colon[-1] == ']';
    const size_t length = (size_t)(colon - address) - (bracketed ? 2 : 0);
    memcpy(host, address + bracketed, length);
    host[length] = 0;
    *port = colon + 1;
    return true;
}

static struct addrinfo *resolve(const char *address, int flags, struct error *error)
{
    char host[256];
    const char *port;
    struct addrinfo *found = NULL, wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags};
    if (!split(address, host, sizeof host, &port)) {
        error_set(error, ERROR_INVALID, "'%s' is not an address and a port, such as 127.0.0.1:8080 or [::]:8080", address);
        return NULL;
    }
    const int failure = getaddrinfo(*host ? host : NULL, port, &wanted, &found);
    if (failure)
        error_set(error, ERROR_INVALID, "'%s' cannot be resolved: %s", address, gai_strerror(failure));
    return failure ? NULL : found;
}

int socket_listen(const char *address, struct error *error)
{
    struct addrinfo *found = resolve(address, AI_PASSIVE, error);
    if (!found)
        return -1;
    const int on = 1;
    const int listener = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool open = listener >= 0 && !setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) &&
                      !bind(listener, found->ai_addr, found->ai_addrlen) && !listen(listener, SOMAXCONN);
    if (!open)
        error_set(error, ERROR_INVALID, "cannot listen on %s: %s", address, strerror(errno));
    if (!open && listener >= 0)
        close(listener);
    freeaddrinfo(found);
    return open ? listener : -1;
}

int socket_connect(const char *address, int seconds, struct error *error)
{
    struct addrinfo *found = resolve(address, 0, error);
    if (!found)
        return -1;
    const struct timeval patience = {.tv_sec = seconds};
    const int peer = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = false;
    if (peer >= 0) {
        setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        connected = !connect(peer, found->ai_addr, found->ai_addrlen);
    }
    if (!connected)
        error_set(error, ERROR_INVALID, "cannot connect to %s: %s", address, strerror(errno));
    if (!connected && peer >= 0)
        close(peer);
    freeaddrinfo(found);
    return connected ? peer : -1;
}

void socket_name(int socket, char *into, size_t size)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    char host[128], port[16];
    if (getsockname(socket, (struct sockaddr *)&address, &length) ||
        getnameinfo((struct sockaddr *)&address, length, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV))
        snprintf(into, size, "unknown");
    else
        snprintf(into, size, address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

/* Packets with fewer hops left than this are ignored; 0: none are. Each family has an option of its own; a socket of IPv6 may have packets of
 * both. */
static bool set_least_hops(int socket, int hops)
{
    const bool four = !setsockopt(socket, IPPROTO_IP, IP_MINTTL, &hops, sizeof hops);
    const bool six = !setsockopt(socket, IPPROTO_IPV6, IPV6_MINHOPCOUNT, &hops, sizeof hops);
    return four || six;
}

bool socket_ignore_new(int socket)
{
    /* The count of hops begins at 64 or 128, so this is met by no client. What opens a connection is held against the listener's limit, the
     * rest of the handshake is not. (A filter would do the same, but in many containers may not be set.) */
    return set_least_hops(socket, 255);
}

void socket_heed(int socket)
{
    set_least_hops(socket, 0);
}
