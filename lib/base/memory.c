/* malloc and free under a limit, with two fuses for tests, of a thread and of the process; together they cost two loads and an addition. */
#include "base/memory.h"

#include "base/contract.h"
#include "base/heap.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

static atomic_size_t used;
static atomic_size_t limit = SIZE_MAX;

void memory_set_limit(size_t bytes)
{
    atomic_store(&limit, bytes);
}

size_t memory_limit(void)
{
    return atomic_load(&limit);
}

size_t memory_used(void)
{
    return atomic_load_explicit(&used, memory_order_relaxed);
}

bool memory_charge(size_t bytes)
{
    const size_t most = atomic_load_explicit(&limit, memory_order_relaxed);
    if (bytes > most)
        return false;
    const size_t before = atomic_fetch_add_explicit(&used, bytes, memory_order_relaxed);
    if (before > most - bytes) {
        memory_discharge(bytes);
        return false;
    }
    return true;
}

void memory_discharge(size_t bytes)
{
    CONTRACT(memory_used() >= bytes);
    atomic_fetch_sub_explicit(&used, bytes, memory_order_relaxed);
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

/* What is large comes from the system page by page, as it is touched; a column of a million numbers does, too, which is not had by itself. In large
 * pages, where there are any, a million points as JSON or PNG take a third less. */
static void *in_large_pages(void *memory, size_t bytes)
{
    enum { PAGE = 4096, LEAST = HEAP_LARGE_BYTES / 2 };
    if (memory && bytes > LEAST)
        madvise((void *)(((uintptr_t)memory + PAGE - 1) & ~(uintptr_t)(PAGE - 1)), bytes - PAGE, MADV_HUGEPAGE);
    return memory;
}

static bool fuse_blows(void)
{
    if (remaining == 0) {
        failed = 1;
        remaining = -1;
        return true;
    }
    if (remaining > 0)
        remaining--;
    return blows_anywhere();
}

void *memory_allocate(size_t bytes)
{
    void *memory = fuse_blows() ? NULL : malloc(bytes);
    if (!memory || memory_charge(malloc_usable_size(memory)))
        return in_large_pages(memory, bytes);
    free(memory);
    return NULL;
}

void memory_free(void *memory)
{
    if (memory)
        memory_discharge(malloc_usable_size(memory));
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
