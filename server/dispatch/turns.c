/* All memory is had at the start. Clients that have something here stand in a list, which is searched from its start: it has as many entries as
 * there are clients that wait at one moment. */
#include "server/dispatch/turns.h"

#include "base/contract.h"
#include "base/memory.h"

#include <math.h>

struct waiting {
    struct waiting *next;
    struct piece piece;
    double tag; /* the moment of its coming plus its cost: the order among the pieces of a client */
};

/* Moments are of virtual time: how much each client would have been given by now if those that wait shared what is done evenly. */
struct client {
    struct client *next;
    uint64_t name;
    double start; /* the moment at which its next piece may begin */
    struct waiting *first;
    size_t count, running, running_costly;
};

struct turns {
    double costly, now;
    size_t max_costly, capacity, count;
    struct client *clients, *free_clients, *all_clients; /* all: as they were allocated */
    struct waiting *free_waiting, *all_waiting;
};

struct turns *turns_create(size_t capacity, size_t threads, double costly)
{
    struct turns *turns = memory_allocate(sizeof *turns);
    if (!turns)
        return NULL;
    /* One piece more than may stay, until one is chosen to be removed; each may be of another client, and so may each that is worked on. */
    const size_t pieces = capacity + 1, clients = pieces + threads;
    *turns = (struct turns){.costly = costly, .max_costly = threads > 1 ? threads - 1 : 1, .capacity = capacity};
    turns->all_waiting = memory_allocate(pieces * sizeof *turns->all_waiting);
    turns->all_clients = memory_allocate(clients * sizeof *turns->all_clients);
    if (!turns->all_waiting || !turns->all_clients) {
        turns_destroy(turns);
        return NULL;
    }
    for (size_t i = 0; i < pieces; i++) {
        turns->all_waiting[i].next = turns->free_waiting;
        turns->free_waiting = &turns->all_waiting[i];
    }
    for (size_t i = 0; i < clients; i++) {
        turns->all_clients[i].next = turns->free_clients;
        turns->free_clients = &turns->all_clients[i];
    }
    return turns;
}

static struct client **place_of(struct turns *turns, uint64_t name)
{
    struct client **place = &turns->clients;
    while (*place && (*place)->name != name)
        place = &(*place)->next;
    return place;
}

/* The client, which is new if it has nothing here. */
static struct client *come(struct turns *turns, uint64_t name)
{
    struct client **place = place_of(turns, name), *client = *place;
    if (!client) {
        client = turns->free_clients;
        turns->free_clients = client->next;
        *client = (struct client){.name = name, .start = turns->now};
        *place = client;
    }
    return client;
}

/* The debt of a client without pieces is dropped: such a client cannot be distinguished from a new one. */
static void go_if_done(struct turns *turns, struct client *client)
{
    if (client->count || client->running)
        return;
    *place_of(turns, client->name) = client->next;
    client->next = turns->free_clients;
    turns->free_clients = client;
}

static bool is_costly(const struct turns *turns, const struct piece *piece)
{
    return piece->cost >= turns->costly;
}

static struct piece take_out(struct turns *turns, struct client *client, struct waiting **place)
{
    struct waiting *waiting = *place;
    *place = waiting->next;
    waiting->next = turns->free_waiting;
    turns->free_waiting = waiting;
    client->count--;
    turns->count--;
    return waiting->piece;
}

/* The client that has most waiting; of those that have as much, the one with the costlier piece, or of the same cost the one later in the list. */
static struct client *find_largest(const struct turns *turns, struct waiting ***costliest)
{
    struct client *largest = NULL;
    for (struct client *client = turns->clients; client; client = client->next) {
        struct waiting **last = &client->first;
        if (!client->count || (largest && client->count < largest->count))
            continue;
        while ((*last)->next)
            last = &(*last)->next;
        if (!largest || client->count > largest->count || (*last)->piece.cost >= (**costliest)->piece.cost) {
            largest = client;
            *costliest = last;
        }
    }
    return largest;
}

bool turns_add(struct turns *turns, const struct piece *piece, struct piece *displaced)
{
    struct client *client = come(turns, piece->client);
    struct waiting *waiting = turns->free_waiting, **place = &client->first;
    turns->free_waiting = waiting->next;
    if (!client->count)
        client->start = fmax(client->start, turns->now);
    *waiting = (struct waiting){.piece = *piece};
    waiting->piece.cost = fmax(piece->cost, 1); /* each is a turn */
    waiting->tag = turns->now + waiting->piece.cost;
    while (*place && (*place)->tag <= waiting->tag)
        place = &(*place)->next;
    waiting->next = *place;
    *place = waiting;
    client->count++;
    turns->count++;
    *displaced = (struct piece){0};
    if (turns->count <= turns->capacity)
        return true;
    struct waiting **costliest = &client->first; /* found below in any case: this client has one at least */
    struct client *largest = find_largest(turns, &costliest);
    const bool itself = *costliest == waiting;
    const struct piece out = take_out(turns, largest, costliest);
    go_if_done(turns, largest);
    if (!itself)
        *displaced = out;
    return !itself;
}

/* The first piece of a client that may be begun; null if none may. */
static struct waiting **first_allowed(const struct turns *turns, struct client *client)
{
    struct waiting **place = &client->first;
    while (*place && client->running_costly >= turns->max_costly && is_costly(turns, &(*place)->piece))
        place = &(*place)->next;
    return *place ? place : NULL;
}

bool turns_take(struct turns *turns, struct piece *piece)
{
    struct client *next = NULL;
    struct waiting **place = NULL;
    double end = INFINITY;
    size_t sharing = 0;
    for (struct client *client = turns->clients; client; client = client->next) {
        struct waiting **first = first_allowed(turns, client);
        sharing += client->count > 0;
        if (first && (!next || client->start + (*first)->piece.cost < end)) {
            next = client;
            place = first;
            end = client->start + (*first)->piece.cost;
        }
    }
    if (!next)
        return false;
    *piece = take_out(turns, next, place);
    turns->now += piece->cost / (double)sharing;
    next->start = end;
    next->running++;
    next->running_costly += is_costly(turns, piece);
    return true;
}

void turns_done(struct turns *turns, const struct piece *piece)
{
    struct client *client = *place_of(turns, piece->client);
    CONTRACT(client && client->running > 0);
    client->running--;
    client->running_costly -= is_costly(turns, piece);
    go_if_done(turns, client);
}

void turns_lift_limit(struct turns *turns)
{
    turns->max_costly = SIZE_MAX;
}

size_t turns_waiting(const struct turns *turns)
{
    return turns->count;
}

void turns_destroy(struct turns *turns)
{
    if (!turns)
        return;
    memory_free(turns->all_waiting);
    memory_free(turns->all_clients);
    memory_free(turns);
}
