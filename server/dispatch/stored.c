/* Behind the struct stand the headers' texts, each with its NUL, and then the body. */
#include "server/dispatch/stored.h"

#include "base/memory.h"

#include <string.h>

/* What a packed response takes besides: names and values once more, and the library's own bookkeeping. */
enum { PACKED_BYTES = 2048 };

static void destroy(struct shared *shared)
{
    struct stored *stored = (struct stored *)shared;
    void *packed = atomic_load(&stored->packed);
    if (packed)
        stored->destroy_packed(packed);
    memory_free(stored);
}

static const char *put(char **at, const char *bytes, size_t length)
{
    char *start = memcpy(*at, bytes, length);
    *at += length;
    return start;
}

struct stored *stored_copy(const struct response *response)
{
    const size_t body = response->status == 304 ? 0 : response->length;
    size_t bytes = sizeof(struct stored) + body;
    for (size_t i = 0; i < response->header_count; i++)
        bytes += strlen(response->headers[i].name) + strlen(response->headers[i].value) + 2;
    struct stored *stored = memory_allocate(bytes);
    if (!stored)
        return NULL;
    *stored = (struct stored){.response = *response, .bytes = bytes + PACKED_BYTES, .unsent.bytes = response->length};
    shared_init(&stored->shared, destroy);
    atomic_init(&stored->packed, NULL);
    char *at = (char *)(stored + 1);
    for (size_t i = 0; i < response->header_count; i++) {
        const struct response_header *header = &response->headers[i];
        stored->response.headers[i].name = put(&at, header->name, strlen(header->name) + 1);
        stored->response.headers[i].value = put(&at, header->value, strlen(header->value) + 1);
    }
    stored->response.body = put(&at, response->body, body);
    stored->response.key = stored->response.explanation = NULL;
    return stored;
}

static void destroy_key(struct shared *shared)
{
    memory_free(shared);
}

struct stored_key *stored_key_copy(const char *text, size_t length, uint64_t hash)
{
    struct stored_key *copy = memory_allocate(sizeof *copy + length);
    if (!copy)
        return NULL;
    shared_init(&copy->shared, destroy_key);
    copy->hash = hash;
    copy->length = length;
    memcpy(copy->text, text, length);
    return copy;
}
