#include "base/heap.h"

#include "base/memory.h"

#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

/* The C library reserves 64 MiB of addresses for each heap, and makes a heap for each thread up to eight for each processor. Most of what is
 * allocated here comes in blocks, so threads that share two heaps hardly ever wait for each other. */
enum { MOST_HEAPS = 2 };

/* A stack takes addresses, too. The deepest of ours, in reading a formula, is a tenth of this; sanitizers make them several times as deep. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { STACK_BYTES = 16 << 20 };
#else
enum { STACK_BYTES = 2 << 20 };
#endif

static int pages_file = -1; /* how many pages the process has, and how many of them are in memory */

void heap_start(void)
{
    pages_file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    pthread_attr_t attributes;
    if (!pthread_attr_init(&attributes)) {
        if (!pthread_attr_setstacksize(&attributes, STACK_BYTES))
            pthread_setattr_default_np(&attributes);
        pthread_attr_destroy(&attributes);
    }
    mallopt(M_ARENA_MAX, MOST_HEAPS);
    mallopt(M_MMAP_THRESHOLD, HEAP_LARGE_BYTES);
    mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
}

void heap_started(void)
{
    malloc_trim(0);
}

bool heap_measure(size_t *addresses, size_t *resident)
{
    char text[64] = "";
    unsigned long pages[2];
    *addresses = *resident = 0;
    if (pages_file < 0 || pread(pages_file, text, sizeof text - 1, 0) <= 0 || sscanf(text, "%lu %lu", &pages[0], &pages[1]) != 2)
        return false;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    *addresses = pages[0] * page;
    *resident = pages[1] * page;
    return true;
}

/* Memory that is in use and not counted, as of fonts and of the program itself, is what was there beside the counted memory when freed memory was
 * last given back. What is beyond it lies freed: above what is in use, or, after answers of many sizes, between pieces of it. To give it back and
 * to take it again costs half as much as a figure, so this waits until it is worth it. */
void heap_return(void)
{
    enum { SURPLUS_BYTES = 32 << 20 };
    static atomic_size_t uncounted;
    const size_t expected = memory_used() + atomic_load_explicit(&uncounted, memory_order_relaxed);
    size_t addresses, resident;
    if (!heap_measure(&addresses, &resident) || resident < expected + SURPLUS_BYTES)
        return;
    malloc_trim(HEAP_KEPT_BYTES);
    heap_measure(&addresses, &resident);
    const size_t counted = memory_used();
    atomic_store_explicit(&uncounted, resident > counted ? resident - counted : 0, memory_order_relaxed);
}
