/* malloc and free with a per-thread fuse for tests; the fuse costs one thread-local load. */
#include "base/memory.h"

#include <stdlib.h>

static _Thread_local long remaining = -1;
static _Thread_local int failed;

void *memory_allocate(size_t bytes)
{
    if (remaining == 0) {
        failed = 1;
        remaining = -1;
        return NULL;
    }
    if (remaining > 0)
        remaining--;
    return malloc(bytes);
}

void memory_free(void *memory)
{
    free(memory);
}

void memory_fail_after(long allowed)
{
    remaining = allowed;
    failed = 0;
}

int memory_has_failed(void)
{
    return failed;
}
