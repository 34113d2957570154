/* gzip for bodies that shrink. */
#ifndef SERVER_COMPRESS_H
#define SERVER_COMPRESS_H

#include "base/arena.h"

/* Has the library allocate where all of ours is allocated; once, at start. */
void compress_start(void);

/* The gzip form of `length` bytes, in arena memory; its length goes to *packed. Null if it would be no shorter. `lasting`: the same for every
 * question, so that it may take longer to become shorter. */
const char *compress_gzip(struct arena *arena, const char *body, size_t length, bool lasting, size_t *packed);

#endif
