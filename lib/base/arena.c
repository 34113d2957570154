/* Blocks of memory in a list, filled from the front; a block is never returned before the arena is.
 * Large requests get a block of their own, so that a block's tail is not wasted on them. */
#include "base/arena.h"

#include "base/contract.h"
#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* An address sanitizer sees blocks, not what is handed out of them: each piece is declared to it, and a gap is left between any two pieces. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP_BYTES = 32 };
#else
#define ASAN_POISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
enum { GAP_BYTES = 0 };
#endif

enum { BLOCK_BYTES = 64 * 1024, ALIGNMENT = 64 };

struct arena_block {
    struct arena_block *next;
    void *raw;
};

struct cleanup {
    struct cleanup *next;
    void (*release)(void *);
    void *resource;
};

struct arena {
    struct arena *root; /* itself, or the one it lies within: there the cap, the escape and what has happened are kept */
    struct arena_block *blocks;
    struct cleanup *cleanups;
    char *position, *end;
    size_t used, held; /* bytes handed out or charged; payloads of blocks or charged: of the root's, all that lie within it included */
    size_t charged, peak;
    size_t cap;
    jmp_buf *escape;
    enum arena_fault fault;
    atomic_bool cancelled;
    const struct arena *beside; /* the root of the arena that it is cancelled with; may be null */
    struct crew *crew;
};

struct arena *arena_create(size_t cap)
{
    struct arena *arena = memory_allocate(sizeof *arena);
    if (arena) {
        memset(arena, 0, sizeof *arena);
        arena->root = arena;
        arena->cap = cap < SIZE_MAX / 2 ? cap : SIZE_MAX / 2;
        atomic_init(&arena->cancelled, false);
    }
    return arena;
}

static void release_all(struct arena *arena)
{
    for (struct cleanup *cleanup = arena->cleanups; cleanup; cleanup = cleanup->next)
        cleanup->release(cleanup->resource);
    for (struct arena_block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        memory_free(block->raw);
    }
}

void arena_destroy(struct arena *arena)
{
    if (!arena)
        return;
    release_all(arena);
    memory_discharge(arena->charged);
    memory_free(arena);
}

static void clear(void *inner)
{
    arena_clear(inner);
}

struct arena *arena_within(struct arena *outer)
{
    struct arena *inner = ARENA_NEW(outer, struct arena, 1);
    inner->root = outer->root;
    arena_defer(outer, clear, inner);
    return inner;
}

void arena_clear(struct arena *inner)
{
    struct arena *root = inner->root;
    release_all(inner);
    root->used -= inner->used;
    root->held -= inner->held;
    *inner = (struct arena){.root = root};
}

struct arena *arena_beside(struct arena *outer, size_t cap)
{
    struct arena *arena = arena_create(cap);
    if (arena)
        arena->beside = outer->root;
    return arena;
}

void arena_lend(struct arena *arena, struct crew *crew)
{
    arena->root->crew = crew;
}

struct crew *arena_crew(const struct arena *arena)
{
    return arena->root->crew;
}

bool arena_protect(struct arena *arena, void (*work)(void *), void *context)
{
    arena = arena->root;
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
    return arena->root->fault;
}

void arena_cancel(struct arena *arena)
{
    atomic_store_explicit(&arena->root->cancelled, true, memory_order_relaxed);
}

static bool is_cancelled(const struct arena *root)
{
    return atomic_load_explicit(&root->cancelled, memory_order_relaxed) || (root->beside && is_cancelled(root->beside));
}

/* Without arena_protect there is no place to jump to. */
static bool is_to_be_left(struct arena *root)
{
    if (!is_cancelled(root) || !root->escape)
        return false;
    root->fault = ARENA_CANCELLED;
    return true;
}

void arena_checkpoint(struct arena *arena)
{
    if (is_to_be_left(arena->root))
        longjmp(*arena->root->escape, 1);
}

void arena_recover(struct arena *arena, size_t allowance)
{
    arena->fault = ARENA_SOUND;
    atomic_store_explicit(&arena->cancelled, false, memory_order_relaxed);
    if (arena->cap < SIZE_MAX - allowance)
        arena->cap += allowance;
}

/* Counts bytes that are about to be held; false if the cap, and a block that was not filled, is passed. */
static bool hold(struct arena *arena, size_t bytes)
{
    struct arena *root = arena->root;
    if (bytes > root->cap + BLOCK_BYTES - root->held) {
        root->fault = ARENA_OVER_CAP;
        return false;
    }
    root->held += bytes;
    if (root->held > root->peak)
        root->peak = root->held;
    if (arena != root)
        arena->held += bytes;
    return true;
}

static void let_go(struct arena *arena, size_t bytes)
{
    arena->root->held -= bytes;
    if (arena != arena->root)
        arena->held -= bytes;
}

static void use(struct arena *arena, size_t bytes)
{
    arena->root->used += bytes;
    if (arena != arena->root)
        arena->used += bytes;
}

/* A fresh block whose payload starts on an ALIGNMENT boundary. */
static char *block_add(struct arena *arena, size_t payload)
{
    if (!hold(arena, payload))
        return NULL;
    void *raw = memory_allocate(payload + 2 * ALIGNMENT);
    if (!raw) {
        let_go(arena, payload);
        arena->root->fault = ARENA_OUT_OF_MEMORY;
        return NULL;
    }
    struct arena_block *block = (struct arena_block *)(((uintptr_t)raw + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
    block->raw = raw;
    block->next = arena->blocks;
    arena->blocks = block;
    ASAN_POISON_MEMORY_REGION((char *)block + ALIGNMENT, payload);
    return (char *)block + ALIGNMENT;
}

/* Whether so many bytes more may be asked for. */
static bool may_have(struct arena *root, size_t bytes)
{
    if (is_to_be_left(root))
        return false;
    if (bytes <= root->cap - root->used)
        return true;
    root->fault = ARENA_OVER_CAP;
    return false;
}

void *arena_try_room(struct arena *arena, size_t count, size_t size)
{
    const bool countable = !size || count <= (SIZE_MAX / 2) / size;
    const size_t alignment = countable && count * size < ALIGNMENT ? 16 : ALIGNMENT;
    const size_t bytes = countable ? (count * size + 15) & ~(size_t)15 : SIZE_MAX;
    if (!may_have(arena->root, bytes))
        return NULL;
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
    use(arena, bytes);
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
    CONTRACT(arena->root->escape); /* inside arena_protect */
    longjmp(*arena->root->escape, 1);
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
    char *copy = arena_room(arena, length + 1, 1);
    if (length)
        memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    char brief[256]; /* most texts are, and are printed once */
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const size_t length = (size_t)vsnprintf(brief, sizeof brief, format, arguments);
    va_end(arguments);
    char *text = arena_room(arena, length + 1, 1);
    if (length < sizeof brief)
        memcpy(text, brief, length + 1);
    else
        vsnprintf(text, length + 1, format, again);
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

bool arena_try_charge(struct arena *arena, size_t bytes)
{
    arena = arena->root;
    if (!may_have(arena, bytes) || !hold(arena, bytes))
        return false;
    if (!memory_charge(bytes)) {
        let_go(arena, bytes);
        arena->fault = ARENA_OUT_OF_MEMORY;
        return false;
    }
    use(arena, bytes);
    arena->charged += bytes;
    return true;
}

void arena_charge(struct arena *arena, size_t bytes)
{
    if (!arena_try_charge(arena, bytes))
        arena_exhausted(arena);
}

void arena_discharge(struct arena *arena, size_t bytes)
{
    arena = arena->root;
    memory_discharge(bytes);
    arena->used -= bytes;
    arena->held -= bytes;
    arena->charged -= bytes;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

size_t arena_peak(const struct arena *arena)
{
    return arena->root->peak;
}
