/* The lessons as programs that read the numbers: a notebook for Python, scripts for R and Julia. Each begins with a function that reads a table from
 * the service or says what it was refused for. */
#ifndef SERVER_NOTEBOOK_H
#define SERVER_NOTEBOOK_H

#include "base/buffer.h"

struct notebook {
    const char *extension; /* of /docs/cookbook.{extension} */
    const char *name;      /* "Python" */
    const char *needs;     /* what it takes to run it */
    const char *type;      /* Content-Type */
    void (*write)(struct buffer *out, const char *origin);
};

extern const struct notebook notebooks[];
extern const size_t notebook_count;

/* The notebook of a file's name, "cookbook.ipynb", or null. */
const struct notebook *notebook_find(const char *file);

#endif
