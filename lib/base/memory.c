/* malloc and free with two fuses for tests, of a thread and of the process; they cost two loads. */
#include "base/memory.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
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
static atomic_long remaining_anywhere = -1;
static atomic_int failed_anywhere;

/* Of several threads here at the same time one finds the fuse at its end; the others may take it further below zero, which is off. */
static bool blows_anywhere(void)
{
    if (atomic_load_explicit(&remaining_anywhere, memory_order_relaxed) < 0 || atomic_fetch_sub(&remaining_anywhere, 1) != 0)
        return false;
    atomic_store(&failed_anywhere, 1);
    return true;
}

void *memory_allocate(size_t bytes)
{
    if (remaining == 0) {
        failed = 1;
        remaining = -1;
        return NULL;
    }
    if (remaining > 0)
        remaining--;
    return blows_anywhere() ? NULL : malloc(bytes);
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

void memory_fail_anywhere_after(long allowed)
{
    atomic_store(&failed_anywhere, 0);
    atomic_store(&remaining_anywhere, allowed);
}

int memory_has_failed_anywhere(void)
{
    return atomic_load(&failed_anywhere);
}
