/* malloc and free with two fuses for tests, of a thread and of the process; they cost two loads. */
#include "base/memory.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

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

/* What is larger comes from the system page by page, as it is touched. In large pages, where there are any, a million points as JSON or PNG take
 * a quarter less. */
static void *in_large_pages(void *memory, size_t bytes)
{
    enum { PAGE = 4096 };
    if (memory && bytes > KEPT_BYTES)
        madvise((void *)(((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1)), bytes - PAGE, MADV_HUGEPAGE);
    return memory;
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
    return blows_anywhere() ? NULL : in_large_pages(malloc(bytes), bytes);
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
