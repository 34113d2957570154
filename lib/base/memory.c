/* malloc and free with a per-thread fuse for tests; the fuse costs one thread-local load. */
#include "base/memory.h"

#include <malloc.h>
#include <stdlib.h>

/* A figure takes a few megabytes. The C library would give them back to the system when it is done and have them again, zeroed page by
 * page, for the next: that is a quarter of the time of a line figure, and two fifths of a wireframe's. So each thread keeps this much. */
enum { KEPT_BYTES = 8 << 20 };

__attribute__((constructor)) static void keep_freed_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
}

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
