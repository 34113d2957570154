/* The bound is a sum, so that a limit of a container can be derived from settings; and a limit of the allocator, so that it holds. */
#include "server/http/resources.h"

#include "base/heap.h"
#include "base/memory.h"
#include "data/folder.h"
#include "server/http/processors.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { KIBIBYTE = 1024, MEBIBYTE = 1024 * 1024 };

/* A request that waits, and what reading it made of it. Measured: 55 KiB for a short formula, 67 where 300 places of ticks are given. */
enum { WAITING_BYTES = 72 * KIBIBYTE };
/* Beside the head's room: what is kept of a connection. */
enum { CONNECTION_BYTES = KIBIBYTE };
/* As large as they may be, that are held at once. */
enum { BODIES = 16 };
/* Measured: 19 MiB after the first figure; then 32 MiB that lie freed (heap_return), and stacks of threads. */
enum { PROGRAM_BYTES = 64 * MEBIBYTE };
/* What is left to libraries that allocate by themselves, where the system grants less than the bound. */
enum { RESERVE_BYTES = 48 * MEBIBYTE };

static bool read_line(const char *path, char *text, int size)
{
    FILE *file = fopen(path, "r");
    const bool read = file && fgets(text, size, file);
    if (file)
        fclose(file);
    return read;
}

size_t resources_threads(const struct config *config)
{
    return config->threads > 0 ? (size_t)config->threads : processors_granted("");
}

struct head_room resources_head_room(const struct config *config)
{
    const size_t usual = 16 * KIBIBYTE, headers = 6 * KIBIBYTE, beyond = 96 * KIBIBYTE, longest = (size_t)config->target_length;
    return (struct head_room){
        .usual = (longest < usual ? longest : usual) + headers, .longest = longest + beyond, .longest_count = 16 + (size_t)config->connections / 16};
}

struct memory_bound resources_memory_bound(const struct config *config)
{
    const struct head_room room = resources_head_room(config);
    const size_t connections = (size_t)config->connections;
    struct memory_bound bound = {.program = PROGRAM_BYTES + folder_bytes(),
                                 .computing = resources_threads(config) * (size_t)config->request_memory,
                                 .cache = (size_t)config->cache_bytes,
                                 .waiting = (size_t)config->queue * WAITING_BYTES,
                                 .connections = connections * (room.usual + CONNECTION_BYTES) + room.longest_count * room.longest,
                                 .bodies = BODIES * (size_t)config->body_length,
                                 .unsent = (size_t)config->unsent};
    bound.total = bound.program + bound.computing + bound.waiting + bound.cache + bound.connections + bound.bodies + bound.unsent;
    return bound;
}

/* The number that a file begins with; SIZE_MAX if there is none ("max"). */
static size_t read_number(const char *path)
{
    char text[32] = "";
    return read_line(path, text, sizeof text) && *text >= '0' && *text <= '9' ? (size_t)strtoull(text, NULL, 10) : SIZE_MAX;
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* What address space and container still grant beyond what the process has already. */
static size_t granted(const struct memory_bound *bound)
{
    struct rlimit limit;
    size_t addresses = SIZE_MAX, taken, in_memory;
    heap_measure(&taken, &in_memory);
    if (!getrlimit(RLIMIT_AS, &limit) && limit.rlim_cur != RLIM_INFINITY)
        addresses = limit.rlim_cur > taken + RESERVE_BYTES ? limit.rlim_cur - taken - RESERVE_BYTES : 0;
    const size_t container = lesser(read_number("/sys/fs/cgroup/memory.max"), read_number("/sys/fs/cgroup/memory/memory.limit_in_bytes"));
    const size_t others = bound->program + bound->connections; /* what the HTTP library keeps for heads, and the rest of the program */
    const size_t resident = container == SIZE_MAX ? container : container > others ? container - others : 0;
    return lesser(addresses, resident);
}

void resources_limit_memory(const struct config *config)
{
    const struct memory_bound bound = resources_memory_bound(config);
    const size_t connections = (size_t)config->connections * CONNECTION_BYTES, held = memory_used();
    memory_set_limit(held + lesser(bound.computing + bound.waiting + bound.cache + bound.bodies + bound.unsent + connections, granted(&bound)));
}

void resources_help(FILE *out, const struct config *config)
{
    fprintf(
        out,
        "\nMemory, at most: threads × max-memory + queue × %d KiB + cache-bytes + max-unsent + %d × max-body + max-connections × (16 KiB of head\n"
        "+ 7 KiB) + long heads (at most max-connections/16 × (max-target + 96 KiB)) + %d MiB for the program, and what the data\n"
        "folder holds: 8 bytes a number.\n",
        WAITING_BYTES / KIBIBYTE, BODIES, PROGRAM_BYTES / MEBIBYTE);
    if (!config)
        return;
    const struct memory_bound bound = resources_memory_bound(config);
    fprintf(
        out,
        "With these settings on this machine %zu MiB: %zu for %zu threads, %zu of cache, %zu for connections, %zu unsent. /metrics says it, too.\n",
        bound.total / MEBIBYTE, bound.computing / MEBIBYTE, resources_threads(config), bound.cache / MEBIBYTE, bound.connections / MEBIBYTE,
        bound.unsent / MEBIBYTE);
}
