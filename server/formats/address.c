/* The canonical address of a question, by which caches and validators find it, and that of the tiles of its map. */
#include "server/formats/format.h"

#include "server/text/query.h"
#include "study/picture.h"

#include <string.h>

/* Appends the arguments of the question as a query; of pictures with axes if `looks`. */
static void write_query(struct buffer *url, const struct question *question, bool looks)
{
    char separator = '?';
    for (const char *pair = question->canonical; *pair;) {
        const size_t length = strcspn(pair, "\n");
        if (looks || !picture_has_parameter(arena_copy(url->arena, pair, strcspn(pair, "=\n")))) {
            buffer_character(url, separator);
            query_encode(url, arena_copy(url->arena, pair, length));
            separator = '&';
        }
        pair += length + (pair[length] == '\n');
    }
}

const char *answer_url(struct arena *arena, const struct question *question, const char *extension)
{
    struct buffer url = {.arena = arena};
    buffer_format(&url, "/v1/%s.%s", question->study->name, extension);
    write_query(&url, question, true);
    return buffer_string(&url);
}

const char *answer_tile_template(struct arena *arena, const struct question *question)
{
    struct buffer url = {.arena = arena};
    buffer_format(&url, "/v1/%s/{z}/{x}/{y}.png", question->study->name);
    write_query(&url, question, false);
    return buffer_string(&url);
}
