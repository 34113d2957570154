/* A tag holds the length of its body, so a client that sends one back is answered by the same 304 whether the body is at hand or not. */
#include "server/exchange/revalidate.h"

#include "server/exchange/etag.h"
#include "server/formats/format.h"
#include "server/text/negotiate.h"

#include <string.h>
#include <strings.h>

/* The tag of the hash that the client holds, its body's length going to *length; null if it holds none. A body too
 * short to be compressed is sent as it is to a client that takes gzip, too. */
static const char *find_held(struct arena *arena, const struct request *request, const char *hash, bool gzip, size_t *length)
{
    const char *tag = gzip ? etag_held(arena, request->if_none_match, hash, "gzip", length) : NULL;
    return tag ? tag : etag_held(arena, request->if_none_match, hash, NULL, length);
}

bool revalidate_early(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    struct response *response = exchange->response;
    if (!request->if_none_match || !exchange->validator)
        return false;
    const bool gzip = exchange->format->compressible && encoding_accepted(request->accept_encoding, "gzip");
    size_t length;
    const char *tag = find_held(exchange->arena, request, exchange->validator, gzip, &length);
    if (!tag)
        return false;
    *response = (struct response){.status = 304, .body = "", .length = length, .route = response->route, .question = response->question};
    exchange_add_validators(exchange, &(struct content){.compressible = exchange->format->compressible}, tag);
    return true;
}

struct revalidation {
    const struct response *whole;
    const struct request *request;
    struct arena *arena;
    const char *tag; /* that the client holds; null if none */
    size_t length;   /* of the body it stands for */
};

static void compare(void *context)
{
    struct revalidation *it = context;
    const char *tag = response_header(it->whole, "ETag");
    const bool gzip = response_header(it->whole, "Content-Encoding") != NULL;
    it->length = it->whole->length;
    it->tag = tag_any(it->request->if_none_match)
                  ? tag
                  : find_held(it->arena, it->request, arena_copy(it->arena, tag + 1, strcspn(tag + 1, "-")), gzip, &it->length);
}

/* Headers of a 304 are those of its 200 that are about the answer, not about the body. */
static struct response not_modified(const struct response *whole, const char *tag, size_t length)
{
    struct response response = {.status = 304, .body = "", .length = length, .route = whole->route, .question = whole->question};
    for (size_t i = 0; i < whole->header_count; i++) {
        const struct response_header *header = &whole->headers[i];
        if (!strcasecmp(header->name, "ETag"))
            response_add(&response, header->name, tag);
        else if (strncasecmp(header->name, "Content-", 8) != 0)
            response_add(&response, header->name, header->value);
    }
    return response;
}

bool revalidate(const struct response *whole, const struct request *request, struct arena *arena, struct response *response)
{
    struct revalidation it = {.whole = whole, .request = request, .arena = arena};
    if (!request->if_none_match || whole->status != 200 || !response_header(whole, "ETag"))
        return false;
    if (!arena_protect(arena, compare, &it) || !it.tag)
        return false;
    *response = not_modified(whole, it.tag, it.length);
    return true;
}
