#include "base/heap.h"

#include "base/memory.h"

#include <malloc.h>
#include <pthread.h>

/* The C library reserves 64 MiB of addresses for each heap, and makes a heap for each thread up to eight for each processor. Most of what is
 * allocated here comes in blocks, so threads that share two heaps hardly ever wait for each other. */
enum { MOST_HEAPS = 2 };

/* A stack takes addresses, too. The deepest of ours, in reading a formula, is a tenth of this; sanitizers make them several times as deep. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { STACK_BYTES = 16 << 20 };
#else
enum { STACK_BYTES = 2 << 20 };
#endif

void heap_start(void)
{
    pthread_attr_t attributes;
    if (!pthread_attr_init(&attributes)) {
        if (!pthread_attr_setstacksize(&attributes, STACK_BYTES))
            pthread_setattr_default_np(&attributes);
        pthread_attr_destroy(&attributes);
    }
    mallopt(M_ARENA_MAX, MOST_HEAPS);
    mallopt(M_MMAP_THRESHOLD, HEAP_KEPT_BYTES);
    mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
}

/* What was freed and is kept by the C library is no more than the difference between the most there was and what there is. Taking it back
 * and giving it away again costs half as much as a figure, so this waits until it is worth it. */
void heap_return(void)
{
    enum { SURPLUS_BYTES = 32 << 20 };
    if (memory_peak() < memory_used() + SURPLUS_BYTES)
        return;
    memory_forget_peak();
    malloc_trim(HEAP_KEPT_BYTES);
}
