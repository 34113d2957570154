/* What this build calls itself. It enters every ETag, so a release that draws differently must say so here. */
#ifndef SERVER_VERSION_H
#define SERVER_VERSION_H

#define LANDSCAPED_VERSION "0.1.0"

#endif
