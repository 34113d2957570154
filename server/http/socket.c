/* Addresses are taken apart by hand and resolved by the system. */
#include "server/http/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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
    if (*address == '[' && !bracketed)
        return false;
    const size_t length = (size_t)(colon - address) - (bracketed ? 2 : 0);
    memcpy(host, address + bracketed, length);
    host[length] = 0;
    *port = colon + 1;
    return true;
}

/* A name is made of letters, digits, '-', '_' and '.'; one that ends in a number would be read as an address, which it is not. */
static bool is_name(const char *host)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", digits[] = "0123456789";
    const char *dot = strrchr(host, '.'), *last = dot ? dot + 1 : host;
    for (const char *at = host; *at; at++)
        if (!strchr(letters, *at) && !strchr(digits, *at) && !strchr("-_.", *at))
            return false;
    return *host != '-' && *host != '.' && strcspn(last, letters) < strlen(last) && strncasecmp(last, "0x", 2) != 0;
}

static bool is_address_6(const char *host)
{
    char address[INET6_ADDRSTRLEN];
    struct in6_addr read;
    const size_t length = strcspn(host, "%");
    if (length >= sizeof address || (host[length] && !host[length + 1]))
        return false;
    memcpy(address, host, length);
    address[length] = 0;
    return inet_pton(AF_INET6, address, &read) == 1;
}

const char *socket_address_fault(const char *address)
{
    char host[256];
    const char *port;
    struct in_addr read;
    if (!split(address, host, sizeof host, &port))
        return "is not an address and a port, such as 127.0.0.1:8080, [::]:8080 or :8080";
    if (strspn(port, "0123456789") != strlen(port))
        return "does not end in a port, which is a number from 0 to 65535";
    if (strlen(port) > 5 || atoi(port) > 65535)
        return "has a port beyond 65535";
    if (*address == '[')
        return is_address_6(host) ? NULL : "holds no IPv6 address between its brackets";
    if (strchr(host, ':'))
        return is_address_6(host) ? "is an IPv6 address without brackets: [::1]:8080 has them" : "is neither an IPv4 nor an IPv6 address with a port";
    return !*host || inet_pton(AF_INET, host, &read) == 1 || is_name(host)
               ? NULL
               : "does not begin with an IPv4 address, an IPv6 address in brackets, or a name";
}

static struct addrinfo *resolve(const char *address, int family, int flags, struct error *error)
{
    char host[256];
    const char *port, *fault = socket_address_fault(address);
    struct addrinfo *found = NULL, wanted = {.ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = flags | AI_NUMERICSERV};
    if (fault || !split(address, host, sizeof host, &port)) {
        error_set(error, ERROR_INVALID, "'%.200s' %s", address, fault);
        return NULL;
    }
    const int failure = getaddrinfo(*host ? host : NULL, port, &wanted, &found);
    if (failure)
        error_set(error, ERROR_INVALID, "'%.200s' cannot be resolved: %s", address, gai_strerror(failure));
    return failure ? NULL : found;
}

static int listen_on(const char *address, int family, struct error *error)
{
    struct addrinfo *found = resolve(address, family, AI_PASSIVE, error);
    if (!found)
        return -1;
    const int on = 1, off = 0;
    const int listener = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener >= 0 && found->ai_family == AF_INET6)
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    const bool open = listener >= 0 && !setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) &&
                      !bind(listener, found->ai_addr, found->ai_addrlen) && !listen(listener, SOMAXCONN);
    if (!open)
        error_set(error, ERROR_INVALID, "cannot listen on %s: %s", address, strerror(errno));
    if (!open && listener >= 0)
        close(listener);
    freeaddrinfo(found);
    return open ? listener : -1;
}

int socket_listen(const char *address, struct error *error)
{
    struct error unneeded = {0};
    const int both = *address == ':' ? listen_on(address, AF_INET6, &unneeded) : -1;
    return both >= 0 ? both : listen_on(address, *address == ':' ? AF_INET : AF_UNSPEC, error);
}

int socket_connect(const char *address, int seconds, struct error *error)
{
    struct addrinfo *found = resolve(address, AF_UNSPEC, 0, error);
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
    struct sockaddr_storage address = {0};
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

void socket_ignore_nothing(int socket)
{
    set_least_hops(socket, 0);
}
