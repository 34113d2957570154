/* Strong entity tags: "hash-length", or "hash-gzip-length" where the body is coded. The hash is of what the representation is made of; the
 * body's length is in the tag so that a client that sends it back can be answered 304 with the right Content-Length, without computing. */
#ifndef SERVER_ETAG_H
#define SERVER_ETAG_H

#include "base/arena.h"

/* The hash of the build (server/exchange/version.h) and the parts given, ended by a null pointer; each part is separated from the next. */
const char *etag_hash(struct arena *arena, const char *part, ...) __attribute__((sentinel));

/* The quoted tag of a body of `length` bytes; `coding` is "gzip" or null. */
const char *etag_make(struct arena *arena, const char *hash, const char *coding, size_t length);

/* The tag of that hash and coding that If-None-Match lists, its body's length going to *length; null if it lists none. */
const char *etag_held(struct arena *arena, const char *if_none_match, const char *hash, const char *coding, size_t *length);

#endif
