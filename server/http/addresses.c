/* A table of chains, as many as fit the connections there can be; an address is in it while it has a connection or a request. */
#include "server/http/addresses.h"

#include "base/memory.h"
#include "server/dispatch/siphash.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>

enum { CHAINS = 1024 };

struct address {
    struct address *next;
    uint64_t client;
    size_t holds, connections, waiting; /* each connection holds it, too */
    size_t unsent, bodies;
    bool limited;
};

struct addresses {
    pthread_mutex_t lock; /* taken with that of the connections held, never the other way round; no other is taken under it */
    uint64_t hash_key[2];
    struct address_limits limits;
    size_t bodies; /* bytes of all */
    struct address *chains[CHAINS];
};

struct addresses *addresses_create(const struct address_limits *limits)
{
    struct addresses *addresses = memory_allocate(sizeof *addresses);
    if (!addresses)
        return NULL;
    *addresses = (struct addresses){.limits = *limits};
    /* Without entropy the hashes can be foreseen, and the chains grow long at worst. */
    if (getrandom(addresses->hash_key, sizeof addresses->hash_key, GRND_NONBLOCK) < 0)
        addresses->hash_key[0] = (uintptr_t)addresses;
    pthread_mutex_init(&addresses->lock, NULL);
    return addresses;
}

static bool is_limited(const struct addresses *addresses, const struct network_address *from)
{
    return (addresses->limits.local || !network_is_private(from)) && !network_list_holds(addresses->limits.proxies, from);
}

static struct address **place_of(struct addresses *addresses, uint64_t client)
{
    struct address **place = &addresses->chains[siphash(addresses->hash_key, &client, sizeof client) % CHAINS];
    while (*place && (*place)->client != client)
        place = &(*place)->next;
    return place;
}

/* The address, with one hold more; null if memory runs out. Under the lock. */
static struct address *hold(struct addresses *addresses, const struct network_address *from)
{
    const uint64_t client = network_client(from);
    struct address **place = place_of(addresses, client);
    if (!*place && (*place = memory_allocate(sizeof **place)))
        **place = (struct address){.client = client, .limited = is_limited(addresses, from)};
    if (*place)
        (*place)->holds++;
    return *place;
}

static void release(struct addresses *addresses, struct address *address)
{
    if (--address->holds)
        return;
    *place_of(addresses, address->client) = address->next;
    memory_free(address);
}

static bool is_full(const struct addresses *addresses, const struct address *address)
{
    return address && address->limited && address->connections >= addresses->limits.connections;
}

bool addresses_enter(struct addresses *addresses, const struct network_address *from, struct address **entered)
{
    pthread_mutex_lock(&addresses->lock);
    struct address *address = hold(addresses, from);
    const bool full = is_full(addresses, address);
    if (full)
        release(addresses, address);
    else if (address)
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
    address->connections--;
    release(addresses, address);
    pthread_mutex_unlock(&addresses->lock);
}

bool addresses_is_full(struct addresses *addresses, const struct network_address *from)
{
    pthread_mutex_lock(&addresses->lock);
    const bool full = is_full(addresses, *place_of(addresses, network_client(from)));
    pthread_mutex_unlock(&addresses->lock);
    return full;
}

struct address *addresses_hold(struct addresses *addresses, const struct network_address *from, const char *forwarded_for)
{
    const struct network_address client = network_forwarded(addresses->limits.proxies, from, forwarded_for);
    pthread_mutex_lock(&addresses->lock);
    struct address *address = hold(addresses, &client);
    pthread_mutex_unlock(&addresses->lock);
    return address;
}

void addresses_release(struct addresses *addresses, struct address *address)
{
    if (!address)
        return;
    pthread_mutex_lock(&addresses->lock);
    release(addresses, address);
    pthread_mutex_unlock(&addresses->lock);
}

uint64_t address_client(const struct address *address)
{
    return address ? address->client : 0;
}

bool address_is_limited(const struct address *address)
{
    return address->limited;
}

size_t *address_unsent(struct address *address)
{
    return &address->unsent;
}

bool addresses_wait(struct addresses *addresses, struct address *address)
{
    if (!address)
        return true;
    pthread_mutex_lock(&addresses->lock);
    const bool may = !address->limited || address->waiting < addresses->limits.waiting;
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

bool addresses_read(struct addresses *addresses, struct address *address, size_t bytes)
{
    const struct address_limits *limits = &addresses->limits;
    pthread_mutex_lock(&addresses->lock);
    const bool may =
        bytes <= limits->bodies - addresses->bodies && (!address || !address->limited || bytes <= limits->bodies_per_address - address->bodies);
    addresses->bodies += may ? bytes : 0;
    if (address)
        address->bodies += may ? bytes : 0;
    pthread_mutex_unlock(&addresses->lock);
    return may;
}

void addresses_done_reading(struct addresses *addresses, struct address *address, size_t bytes)
{
    pthread_mutex_lock(&addresses->lock);
    addresses->bodies -= bytes;
    if (address)
        address->bodies -= bytes;
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
