/* The hash takes one byte at a time. */
#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash;
}

struct digest digest_start(void)
{
    return (struct digest){{HASH_START, 0x9ae16a3b2f90404fu}};
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
    for (int k = 0; k < 2; k++)
        digest->halves[k] = hash_bytes(digest->halves[k], bytes, length);
}

void digest_print(const struct digest *digest, char *into)
{
    snprintf(into, DIGEST_SIZE, "%016" PRIx64 "%016" PRIx64, digest->halves[0], digest->halves[1]);
}
