/* What this build calls itself. */
#ifndef SERVER_VERSION_H
#define SERVER_VERSION_H

#include "public/landscape.h"

#define LANDSCAPED_VERSION LANDSCAPE_VERSION

/* A hash of what this program was built from: sources, compiler, libraries, flags (see the Makefile). Both enter every ETag, so that a client
 * or a cache that holds a representation by one build never gets a 304 for it from another. */
extern const char version_build[];

#endif
