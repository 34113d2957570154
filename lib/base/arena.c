/* Blocks of memory in a list, filled from the front; a block is never returned before the arena is.
 * Large requests get a block of their own, so that a block's tail is not wasted on them. */
#include "base/arena.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

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
};

struct arena *arena_create(size_t cap)
{
    struct arena *arena = memory_allocate(sizeof *arena);
    if (arena) {
        memset(arena, 0, sizeof *arena);
        arena->cap = cap;
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

/* A fresh block whose payload starts on an ALIGNMENT boundary. */
static char *block_add(struct arena *arena, size_t payload)
{
    void *raw = memory_allocate(payload + 2 * ALIGNMENT);
    if (!raw)
        return NULL;
    struct block *block = (struct block *)(((uintptr_t)raw + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
    block->raw = raw;
    block->next = arena->blocks;
    arena->blocks = block;
    return (char *)block + ALIGNMENT;
}

void *arena_try_allocate(struct arena *arena, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX / 2) / size)
        return NULL;
    const size_t alignment = count * size >= ALIGNMENT ? ALIGNMENT : 16;
    const size_t bytes = (count * size + 15) & ~(size_t)15;
    if (bytes > arena->cap - arena->used)
        return NULL;
    char *start = (char *)(((uintptr_t)arena->position + alignment - 1) & ~(uintptr_t)(alignment - 1));
    if (!arena->position || start > arena->end || bytes > (size_t)(arena->end - start)) {
        const bool alone = bytes > BLOCK_BYTES / 4;
        start = block_add(arena, alone ? bytes : BLOCK_BYTES);
        if (!start)
            return NULL;
        if (!alone) {
            arena->end = start + BLOCK_BYTES;
            arena->position = start + bytes;
        }
    } else {
        arena->position = start + bytes;
    }
    arena->used += bytes;
    return memset(start, 0, bytes);
}

void arena_exhausted(struct arena *arena)
{
    longjmp(*arena->escape, 1);
}

void *arena_allocate(struct arena *arena, size_t count, size_t size)
{
    void *memory = arena_try_allocate(arena, count, size);
    if (!memory)
        arena_exhausted(arena);
    return memory;
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
