/* The code tabs of the reference: what reads an address in each language, and fails where the service refuses. */
#ifndef SERVER_SNIPPETS_H
#define SERVER_SNIPPETS_H

#include <stddef.h>

/* The address, with that extension, stands between the two texts; it has no quote, backslash or dollar sign in it. */
struct snippet {
    const char *language, *before, *extension, *after;
};

extern const struct snippet snippets[];
extern const size_t snippet_count;

#endif
