/* Things by key, in bounded memory: when it is full, the least recently used is removed. Shards with a lock each, so that threads seldom
 * wait for each other. What is kept has a count of its users, so that it outlives its place in the cache while it is in use. */
#ifndef SERVER_CACHE_H
#define SERVER_CACHE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What everything that is kept begins with. Freed by destroy(itself) when it is not in use any more. */
struct shared {
    atomic_size_t holders;
    void (*destroy)(struct shared *shared);
};

/* A new one is held once, by its maker. */
void shared_init(struct shared *shared, void (*destroy)(struct shared *shared));
void *shared_hold(void *shared);
/* Null is allowed. */
void shared_release(void *shared);

struct cache;

struct cache_counts {
    uint64_t hits, misses, evictions;
    size_t entries, bytes;
};

/* `bytes` bounds all that is kept, keys and bookkeeping included; 0: nothing is kept. Null if memory runs out. */
struct cache *cache_create(size_t bytes);

/* What is kept under the key, held once more for the caller; null if nothing is. */
void *cache_find(struct cache *cache, const char *key, size_t length);

/* The hash of a key in this cache, for keys that are looked for again and again; and cache_find for a key with this hash. */
uint64_t cache_hash(const struct cache *cache, const char *key, size_t length);
void *cache_find_hashed(struct cache *cache, uint64_t hash, const char *key, size_t length);

/* Keeps it under the key, in place of what was kept there; `bytes` is what it takes. Not kept, without a word, if it is too large for a shard
 * or memory runs out. The caller's hold remains the caller's. */
void cache_keep(struct cache *cache, const char *key, size_t length, void *shared, size_t bytes);

void cache_count(struct cache *cache, struct cache_counts *counts);

/* Null is allowed. */
void cache_destroy(struct cache *cache);

#endif
