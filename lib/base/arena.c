/* Blocks of memory in a list, filled from the front; a block is never returned before the arena is.
 * Large requests get a block of their own, so that a block's tail is not wasted on them. */
#include "base/arena.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* An address sanitizer sees blocks, not what is handed out of them: it is told, and a gap is left between any two pieces. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP_BYTES = 32 };
#else
#define ASAN_POISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
enum { GAP_BYTES = 0 };
#endif

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 64 };

struct block {
    struct block *next;
    void *raw;
};

struct cleanup {
    struct cleanup *next;
    void (*release)(void *);
    void *resource;
};

struct arena {
    struct block *blocks;
    struct cleanup *cleanups;
    char *position, *end;
    size_t used, cap;
    jmp_buf *escape;
    enum arena_fault fault;
    atomic_bool cancelled;
};

struct arena *arena_create(size_t cap)
{
    struct arena *arena = memory_allocate(sizeof *arena);
    if (arena) {
        memset(arena, 0, sizeof *arena);
        arena->cap = cap;
        atomic_init(&arena->cancelled, false);
    }
    return arena;
}

void arena_destroy(struct arena *arena)
{
    if (!arena)
        return;
    for (struct cleanup *cleanup = arena->cleanups; cleanup; cleanup = cleanup->next)
        cleanup->release(cleanup->resource);
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        memory_free(block->raw);
    }
    memory_free(arena);
}

bool arena_protect(struct arena *arena, void (*work)(void *), void *context)
{
    jmp_buf *const outer = arena->escape;
    jmp_buf escape;
    if (setjmp(escape)) {
        arena->escape = outer;
        return false;
    }
    arena->escape = &escape;
    work(context);
    arena->escape = outer;
    return true;
}

enum arena_fault arena_fault(const struct arena *arena)
{
    return arena->fault;
}

void arena_cancel(struct arena *arena)
{
    atomic_store_explicit(&arena->cancelled, true, memory_order_relaxed);
}

/* Nothing is left where nobody waits for it. */
static bool is_to_be_left(struct arena *arena)
{
    if (!atomic_load_explicit(&arena->cancelled, memory_order_relaxed) || !arena->escape)
        return false;
    arena->fault = ARENA_CANCELLED;
    return true;
}

void arena_checkpoint(struct arena *arena)
{
    if (is_to_be_left(arena))
        longjmp(*arena->escape, 1);
}

void arena_recover(struct arena *arena, size_t allowance)
{
    arena->fault = ARENA_SOUND;
    atomic_store_explicit(&arena->cancelled, false, memory_order_relaxed);
    if (arena->cap < SIZE_MAX - allowance)
        arena->cap += allowance;
}

/* A fresh block whose payload starts on an ALIGNMENT boundary. */
static char *block_add(struct arena *arena, size_t payload)
{
    void *raw = memory_allocate(payload + 2 * ALIGNMENT);
    if (!raw) {
        arena->fault = ARENA_OUT_OF_MEMORY;
        return NULL;
    }
    struct block *block = (struct block *)(((uintptr_t)raw + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
    block->raw = raw;
    block->next = arena->blocks;
    arena->blocks = block;
    ASAN_POISON_MEMORY_REGION((char *)block + ALIGNMENT, payload);
    return (char *)block + ALIGNMENT;
}

void *arena_try_room(struct arena *arena, size_t count, size_t size)
{
    if (is_to_be_left(arena))
        return NULL;
    if (size && count > (SIZE_MAX / 2) / size) {
        arena->fault = ARENA_OVER_CAP;
        return NULL;
    }
    const size_t alignment = count * size >= ALIGNMENT ? ALIGNMENT : 16;
    const size_t bytes = (count * size + 15) & ~(size_t)15;
    if (bytes > arena->cap - arena->used) {
        arena->fault = ARENA_OVER_CAP;
        return NULL;
    }
    char *start = (char *)(((uintptr_t)arena->position + alignment - 1) & ~(uintptr_t)(alignment - 1));
    if (!arena->position || start > arena->end || bytes > (size_t)(arena->end - start)) {
        const bool alone = bytes > BLOCK_BYTES / 4;
        start = block_add(arena, alone ? bytes : BLOCK_BYTES);
        if (!start)
            return NULL;
        if (!alone) {
            arena->end = start + BLOCK_BYTES;
            arena->position = start + bytes + GAP_BYTES;
        }
    } else {
        arena->position = start + bytes + GAP_BYTES;
    }
    arena->used += bytes;
    ASAN_UNPOISON_MEMORY_REGION(start, count * size);
    return start;
}

void *arena_try_allocate(struct arena *arena, size_t count, size_t size)
{
    void *memory = arena_try_room(arena, count, size);
    return memory ? memset(memory, 0, count * size) : NULL;
}

void arena_exhausted(struct arena *arena)
{
    longjmp(*arena->escape, 1);
}

void *arena_room(struct arena *arena, size_t count, size_t size)
{
    void *memory = arena_try_room(arena, count, size);
    if (!memory)
        arena_exhausted(arena);
    return memory;
}

void *arena_allocate(struct arena *arena, size_t count, size_t size)
{
    return memset(arena_room(arena, count, size), 0, count * size);
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_allocate(arena, length + 1, 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_allocate(arena, (size_t)length + 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *), void *resource)
{
    struct cleanup *cleanup = arena_try_allocate(arena, 1, sizeof *cleanup);
    if (!cleanup) {
        release(resource);
        arena_exhausted(arena);
    }
    *cleanup = (struct cleanup){arena->cleanups, release, resource};
    arena->cleanups = cleanup;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
