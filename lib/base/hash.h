/* 64-bit FNV-1a (Fowler, Noll & Vo), for names of contents: they need to differ, and need not resist an attacker. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START 0xcbf29ce484222325u

/* The hash of what was hashed before, from HASH_START on, and `length` bytes behind it. */
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t length);

/* The hash taken twice, from different starts: 128 bits. */
struct digest {
    uint64_t halves[2];
};
enum { DIGEST_SIZE = 33 };

struct digest digest_start(void);
void digest_add(struct digest *digest, const void *bytes, size_t length);

/* Writes 32 hexadecimal digits and a NUL into `into`, DIGEST_SIZE bytes. */
void digest_print(const struct digest *digest, char *into);

#endif
