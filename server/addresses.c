/* A table of chains, as many as fit the connections there can be; an address is in it while it has a connection. */
#include "server/addresses.h"

#include "base/memory.h"
#include "server/siphash.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

enum { CHAINS = 1024, PREFIX_BYTES = 8 };

struct address {
    struct address *next;
    unsigned char prefix[PREFIX_BYTES]; /* of IPv6: the network; of IPv4: the address */
    size_t connections, waiting;
    bool limited;
};

struct addresses {
    pthread_mutex_t lock;
    uint64_t hash_key[2];
    size_t most_connections, most_waiting;
    bool local;
    struct address *chains[CHAINS];
};

struct addresses *addresses_create(size_t most_connections, size_t most_waiting, bool local)
{
    struct addresses *addresses = memory_allocate(sizeof *addresses);
    if (!addresses)
        return NULL;
    *addresses = (struct addresses){.most_connections = most_connections, .most_waiting = most_waiting, .local = local};
    /* Without entropy the hashes can be foreseen, and the chains grow long at worst. */
    if (getrandom(addresses->hash_key, sizeof addresses->hash_key, GRND_NONBLOCK) < 0)
        addresses->hash_key[0] = (uintptr_t)addresses;
    pthread_mutex_init(&addresses->lock, NULL);
    return addresses;
}

static bool is_private_4(const unsigned char *bytes)
{
    return bytes[0] == 127 || bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) || (bytes[0] == 192 && bytes[1] == 168);
}

/* Reads what counts of an address; returns whether it is of this machine or a private network. */
static bool read_prefix(const struct sockaddr *from, unsigned char prefix[PREFIX_BYTES])
{
    memset(prefix, 0, PREFIX_BYTES);
    if (from->sa_family == AF_INET) {
        memcpy(prefix, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
        return is_private_4(prefix);
    }
    if (from->sa_family != AF_INET6)
        return true;
    const struct in6_addr *address = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(address)) {
        memcpy(prefix, address->s6_addr + 12, 4);
        return is_private_4(prefix);
    }
    memcpy(prefix, address->s6_addr, PREFIX_BYTES);
    return IN6_IS_ADDR_LOOPBACK(address) || IN6_IS_ADDR_LINKLOCAL(address) || (address->s6_addr[0] & 0xfe) == 0xfc;
}

static struct address **place_of(struct addresses *addresses, const unsigned char prefix[PREFIX_BYTES])
{
    struct address **place = &addresses->chains[siphash(addresses->hash_key, prefix, PREFIX_BYTES) % CHAINS];
    while (*place && memcmp((*place)->prefix, prefix, PREFIX_BYTES) != 0)
        place = &(*place)->next;
    return place;
}

static bool is_full(const struct addresses *addresses, const struct address *address)
{
    return address && address->limited && address->connections >= addresses->most_connections;
}

bool addresses_enter(struct addresses *addresses, const struct sockaddr *from, struct address **entered)
{
    unsigned char prefix[PREFIX_BYTES];
    const bool private = read_prefix(from, prefix);
    pthread_mutex_lock(&addresses->lock);
    struct address **place = place_of(addresses, prefix), *address = *place;
    if (!address && (address = memory_allocate(sizeof *address))) {
        *address = (struct address){.limited = !private || addresses->local};
        memcpy(address->prefix, prefix, PREFIX_BYTES);
        *place = address;
    }
    const bool full = is_full(addresses, address);
    if (address && !full)
        address->connections++;
    pthread_mutex_unlock(&addresses->lock);
    *entered = full ? NULL : address;
    return !full;
}

void addresses_leave(struct addresses *addresses, struct address *address)
{
    if (!address)
        return;
    pthread_mutex_lock(&addresses->lock);
    if (!--address->connections) {
        *place_of(addresses, address->prefix) = address->next;
        memory_free(address);
    }
    pthread_mutex_unlock(&addresses->lock);
}

bool addresses_is_full(struct addresses *addresses, const struct sockaddr *from)
{
    unsigned char prefix[PREFIX_BYTES];
    read_prefix(from, prefix);
    pthread_mutex_lock(&addresses->lock);
    const bool full = is_full(addresses, *place_of(addresses, prefix));
    pthread_mutex_unlock(&addresses->lock);
    return full;
}

bool addresses_wait(struct addresses *addresses, struct address *address)
{
    if (!address)
        return true;
    pthread_mutex_lock(&addresses->lock);
    const bool may = !address->limited || address->waiting < addresses->most_waiting;
    address->waiting += may;
    pthread_mutex_unlock(&addresses->lock);
    return may;
}

void addresses_done(struct addresses *addresses, struct address *address)
{
    if (!address)
        return;
    pthread_mutex_lock(&addresses->lock);
    address->waiting--;
    pthread_mutex_unlock(&addresses->lock);
}

void addresses_destroy(struct addresses *addresses)
{
    if (!addresses)
        return;
    for (size_t i = 0; i < CHAINS; i++)
        for (struct address *address = addresses->chains[i], *next; address; address = next) {
            next = address->next;
            memory_free(address);
        }
    pthread_mutex_destroy(&addresses->lock);
    memory_free(addresses);
}
