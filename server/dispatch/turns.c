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
    size_t count, running, running_dear;
};

struct turns {
    double dear, now;
    size_t max_dear, capacity, count;
    struct client *clients, *free_clients, *all_clients; /* all: as they were allocated */
    struct waiting *free_waiting, *all_waiting;
};

struct turns *turns_create(size_t capacity, size_t threads, double dear)
{
    struct turns *turns = memory_allocate(sizeof *turns);
    if (!turns)
        return NULL;
    /* One piece more than may stay, until it is known which goes; each may be of another client, and so may each that is worked on. */
    const size_t pieces = capacity + 1, clients = pieces + threads;
    *turns = (struct turns){.dear = dear, .max_dear = threads > 1 ? threads - 1 : 1, .capacity = capacity};
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

/* What a client that has nothing here owes is forgotten: a new one could not be told from it. */
static void go_if_done(struct turns *turns, struct client *client)
{
    if (client->count || client->running)
        return;
    *place_of(turns, client->name) = client->next;
    client->next = turns->free_clients;
    turns->free_clients = client;
}

static bool is_dear(const struct turns *turns, const struct piece *piece)
{
    return piece->cost >= turns->dear;
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

/* The client that has most waiting; of those that have as much, the one whose dearest piece is dearer, or came later. */
static struct client *find_greediest(const struct turns *turns, struct waiting ***dearest)
{
    struct client *greediest = NULL;
    for (struct client *client = turns->clients; client; client = client->next) {
        struct waiting **last = &client->first;
        if (!client->count || (greediest && client->count < greediest->count))
            continue;
        while ((*last)->next)
            last = &(*last)->next;
        if (!greediest || client->count > greediest->count || (*last)->piece.cost >= (**dearest)->piece.cost) {
            greediest = client;
            *dearest = last;
        }
    }
    return greediest;
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
    struct waiting **dearest = &client->first; /* found below in any case: this client has one at least */
    struct client *greediest = find_greediest(turns, &dearest);
    const bool itself = *dearest == waiting;
    const struct piece out = take_out(turns, greediest, dearest);
    go_if_done(turns, greediest);
    if (!itself)
        *displaced = out;
    return !itself;
}

/* The first piece of a client that may be begun; null if none may. */
static struct waiting **first_allowed(const struct turns *turns, struct client *client)
{
    struct waiting **place = &client->first;
    while (*place && client->running_dear >= turns->max_dear && is_dear(turns, &(*place)->piece))
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
    next->running_dear += is_dear(turns, piece);
    return true;
}

void turns_done(struct turns *turns, const struct piece *piece)
{
    struct client *client = *place_of(turns, piece->client);
    CONTRACT(client && client->running > 0);
    client->running--;
    client->running_dear -= is_dear(turns, piece);
    go_if_done(turns, client);
}

void turns_lift_limit(struct turns *turns)
{
    turns->max_dear = SIZE_MAX;
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
