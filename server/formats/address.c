/* The canonical address of a question, by which caches and validators find it. */
#include "server/formats/format.h"

#include "server/text/query.h"

#include <string.h>

const char *answer_url(struct arena *arena, const struct question *question, const char *extension)
{
    struct buffer url = {.arena = arena};
    buffer_format(&url, "/v1/%s.%s", question->study->name, extension);
    char separator = '?';
    for (const char *pair = question->canonical; *pair;) {
        const size_t length = strcspn(pair, "\n");
        buffer_character(&url, separator);
        query_encode(&url, arena_copy(arena, pair, length));
        separator = '&';
        pair += length + (pair[length] == '\n');
    }
    return buffer_string(&url);
}
