/* One-shot compression by libdeflate: the whole body is at hand, and the same bytes come out every time. */
#include "server/exchange/compress.h"

#include "base/memory.h"

#include <libdeflate.h>

/* Of libdeflate: the description of the service takes 62 KB for 66 at three times the time, which is spent once. */
enum { LEVEL = 6, LASTING_LEVEL = 9 };

void compress_start(void)
{
    libdeflate_set_memory_allocator(memory_allocate, memory_free);
}

const char *compress_gzip(struct arena *arena, const char *body, size_t length, bool lasting, size_t *packed)
{
    /* Room for no more than the body itself: what does not fit is better sent as it is. */
    char *out = arena_allocate(arena, length, 1);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(lasting ? LASTING_LEVEL : LEVEL);
    if (!compressor)
        arena_exhausted(arena);
    *packed = libdeflate_gzip_compress(compressor, body, length, out, length - 1);
    libdeflate_free_compressor(compressor);
    return *packed ? out : NULL;
}
