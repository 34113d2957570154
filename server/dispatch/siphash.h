/* A keyed hash of bytes (SipHash-1-3, Aumasson and Bernstein 2012): without the key no client can make up texts that collide. */
#ifndef SERVER_SIPHASH_H
#define SERVER_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t siphash(const uint64_t key[2], const void *bytes, size_t length);

#endif
