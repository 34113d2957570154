/* Bodies are not copied: they belong to the caller. */
#include "server/http/pack.h"

#include <microhttpd.h>
#include <pthread.h>

static ssize_t read_nothing(void *context, uint64_t position, char *into, size_t size)
{
    (void)context, (void)position, (void)into, (void)size;
    return MHD_CONTENT_READER_END_OF_STREAM;
}

static bool add_all(struct MHD_Response *packed, const struct response_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!MHD_add_response_header(packed, headers[i].name, headers[i].value))
            return false;
    return true;
}

struct MHD_Response *pack(const struct response *response, const struct response_header *more, size_t count)
{
    /* A 304 has the length of the body that it stands for; the library sends no body then, and reads none. */
    struct MHD_Response *packed = response->status == 304
                                      ? MHD_create_response_from_callback(response->length, 64, read_nothing, NULL, NULL)
                                      : MHD_create_response_from_buffer(response->length, (void *)response->body, MHD_RESPMEM_PERSISTENT);
    if (!packed)
        return NULL;
    if (add_all(packed, response->headers, response->header_count) && add_all(packed, more, count))
        return packed;
    MHD_destroy_response(packed);
    return NULL;
}

static void destroy(void *packed)
{
    MHD_destroy_response(packed);
}

struct MHD_Response *pack_stored(struct stored *stored)
{
    static const struct response_header hit = {"Server-Timing", "cache;desc=hit"};
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    void *packed = atomic_load(&stored->packed);
    if (packed)
        return packed;
    pthread_mutex_lock(&lock);
    packed = atomic_load(&stored->packed);
    if (!packed) {
        packed = pack(&stored->response, &hit, 1);
        stored->destroy_packed = destroy;
        atomic_store(&stored->packed, packed);
    }
    pthread_mutex_unlock(&lock);
    return packed;
}
