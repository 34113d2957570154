/* How the public functions fail: errors of the library are copied to the public struct. */
#ifndef PUBLIC_FAILURE_H
#define PUBLIC_FAILURE_H

#include "base/arena.h"
#include "base/error.h"
#include "public/landscape.h"

/* An arena under the limits; null if it cannot be had. */
struct arena *public_arena(const struct landscape_limits *limits);

/* Runs the work in the arena. False, with the error in *told unless that is null, if it returned false, having set its own, or was left. The arena
 * may be used again. */
bool public_attempt(struct arena *arena, bool (*work)(void *context, struct error *error), void *context, struct landscape_error *told);

#endif
