/* Each shard is a table of chains and a list in the order of last use. Its share of the memory is fixed: a shard looks at no other. */
#include "server/dispatch/cache.h"

#include "base/contract.h"
#include "base/memory.h"
#include "server/dispatch/siphash.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { SHARDS = 8, FEWEST_CHAINS = 64 };

struct entry {
    struct entry *chained;       /* the next of its chain */
    struct entry *newer, *older; /* by last use */
    struct shared *shared;
    uint64_t hash;
    size_t bytes, length;
    char key[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry **chains;
    size_t chain_count; /* a power of two */
    struct entry *newest, *oldest;
    struct cache_counts counts;
};

struct cache {
    uint64_t hash_key[2];
    size_t most_bytes; /* of a shard */
    struct shard shards[SHARDS];
};

void shared_init(struct shared *shared, void (*destroy)(struct shared *shared))
{
    atomic_init(&shared->holders, 1);
    shared->destroy = destroy;
}

void *shared_hold(void *shared)
{
    atomic_fetch_add_explicit(&((struct shared *)shared)->holders, 1, memory_order_relaxed);
    return shared;
}

void shared_release(void *released)
{
    struct shared *shared = released;
    CONTRACT(!shared || atomic_load(&shared->holders));
    if (shared && atomic_fetch_sub_explicit(&shared->holders, 1, memory_order_acq_rel) == 1)
        shared->destroy(shared);
}

static void make_hash_key(uint64_t key[2])
{
    if (getrandom(key, 2 * sizeof *key, GRND_NONBLOCK) == 2 * sizeof *key)
        return;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    key[0] = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15u;
    key[1] = (uint64_t)now.tv_sec ^ (uintptr_t)key;
}

struct cache *cache_create(size_t bytes)
{
    struct cache *cache = memory_allocate(sizeof *cache);
    if (!cache)
        return NULL;
    memset(cache, 0, sizeof *cache);
    make_hash_key(cache->hash_key);
    cache->most_bytes = bytes / SHARDS;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        pthread_mutex_init(&shard->lock, NULL);
        shard->chains = memory_allocate(FEWEST_CHAINS * sizeof *shard->chains);
        if (!shard->chains) {
            cache_destroy(cache);
            return NULL;
        }
        memset(shard->chains, 0, FEWEST_CHAINS * sizeof *shard->chains);
        shard->chain_count = FEWEST_CHAINS;
    }
    return cache;
}

/* The place that points at the key's entry, or at null where its chain ends. */
static struct entry **place_of(struct shard *shard, uint64_t hash, const char *key, size_t length)
{
    struct entry **place = &shard->chains[hash & (shard->chain_count - 1)];
    while (*place && ((*place)->hash != hash || (*place)->length != length || memcmp((*place)->key, key, length) != 0))
        place = &(*place)->chained;
    return place;
}

static void unlink_use(struct shard *shard, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &shard->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &shard->oldest) = entry->newer;
}

static void link_newest(struct shard *shard, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = shard->newest;
    *(entry->older ? &entry->older->newer : &shard->oldest) = entry;
    shard->newest = entry;
}

static void drop(struct shard *shard, struct entry **place)
{
    struct entry *entry = *place;
    CONTRACT(entry);
    *place = entry->chained;
    unlink_use(shard, entry);
    shard->counts.entries--;
    shard->counts.bytes -= entry->bytes;
    shared_release(entry->shared);
    memory_free(entry);
}

/* As many chains as entries; if that cannot be had the chains grow longer, that is all. */
static void widen(struct shard *shard)
{
    const size_t count = 2 * shard->chain_count;
    struct entry **chains = shard->counts.entries > shard->chain_count ? memory_allocate(count * sizeof *chains) : NULL;
    if (!chains)
        return;
    memset(chains, 0, count * sizeof *chains);
    for (struct entry *entry = shard->newest; entry; entry = entry->older) {
        entry->chained = chains[entry->hash & (count - 1)];
        chains[entry->hash & (count - 1)] = entry;
    }
    memory_free(shard->chains);
    shard->chains = chains;
    shard->chain_count = count;
}

/* The bits that choose a shard are not those that choose a chain. */
static struct shard *shard_of(struct cache *cache, uint64_t hash)
{
    return &cache->shards[hash >> 32 & (SHARDS - 1)];
}

uint64_t cache_hash(const struct cache *cache, const char *key, size_t length)
{
    return siphash(cache->hash_key, key, length);
}

void *cache_find(struct cache *cache, const char *key, size_t length)
{
    return cache->most_bytes ? cache_find_hashed(cache, cache_hash(cache, key, length), key, length) : NULL;
}

void *cache_find_hashed(struct cache *cache, uint64_t hash, const char *key, size_t length)
{
    struct shard *shard = shard_of(cache, hash);
    pthread_mutex_lock(&shard->lock);
    struct entry *entry = *place_of(shard, hash, key, length);
    void *shared = entry ? shared_hold(entry->shared) : NULL;
    if (entry) {
        if (entry != shard->newest) {
            unlink_use(shard, entry);
            link_newest(shard, entry);
        }
        shard->counts.hits++;
    } else {
        shard->counts.misses++;
    }
    pthread_mutex_unlock(&shard->lock);
    return shared;
}

static void make_room(struct shard *shard, size_t most_bytes)
{
    for (; shard->counts.bytes > most_bytes; shard->counts.evictions++)
        drop(shard, place_of(shard, shard->oldest->hash, shard->oldest->key, shard->oldest->length));
}

void cache_keep(struct cache *cache, const char *key, size_t length, void *shared, size_t bytes)
{
    const size_t all = sizeof(struct entry) + length + bytes;
    struct entry *entry = all <= cache->most_bytes ? memory_allocate(sizeof *entry + length) : NULL;
    if (!entry)
        return;
    const uint64_t hash = cache_hash(cache, key, length);
    struct shard *shard = shard_of(cache, hash);
    *entry = (struct entry){.shared = shared_hold(shared), .hash = hash, .bytes = all, .length = length};
    memcpy(entry->key, key, length);
    pthread_mutex_lock(&shard->lock);
    struct entry **place = place_of(shard, hash, key, length);
    if (*place)
        drop(shard, place);
    make_room(shard, cache->most_bytes - all);
    place = &shard->chains[hash & (shard->chain_count - 1)];
    entry->chained = *place;
    *place = entry;
    link_newest(shard, entry);
    shard->counts.entries++;
    shard->counts.bytes += all;
    widen(shard);
    pthread_mutex_unlock(&shard->lock);
}

void cache_count(struct cache *cache, struct cache_counts *counts)
{
    *counts = (struct cache_counts){0};
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        pthread_mutex_lock(&shard->lock);
        counts->hits += shard->counts.hits;
        counts->misses += shard->counts.misses;
        counts->evictions += shard->counts.evictions;
        counts->entries += shard->counts.entries;
        counts->bytes += shard->counts.bytes;
        pthread_mutex_unlock(&shard->lock);
    }
}

void cache_destroy(struct cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &cache->shards[i];
        while (shard->oldest)
            drop(shard, place_of(shard, shard->oldest->hash, shard->oldest->key, shard->oldest->length));
        memory_free(shard->chains);
        pthread_mutex_destroy(&shard->lock);
    }
    memory_free(cache);
}
