/* How a good answer leaves: validators, lifetime, variants and compression, the same for everything that is sent. */
#include "server/exchange/exchange.h"

#include "server/exchange/compress.h"
#include "server/exchange/etag.h"
#include "server/text/negotiate.h"

#include <string.h>
#include <strings.h>

enum { LEAST_TO_COMPRESS = 1024 };

void response_add(struct response *response, const char *name, const char *value)
{
    if (response->header_count < RESPONSE_MOST_HEADERS)
        response->headers[response->header_count++] = (struct response_header){name, value};
}

const char *response_header(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (!strcasecmp(response->headers[i].name, name))
            return response->headers[i].value;
    return NULL;
}

void exchange_passed(const struct exchange *exchange, enum service_phase phase)
{
    if (exchange->request->passed)
        exchange->request->passed(exchange->request->observer, phase);
}

/* The headers that a 200 and its 304 have in common. */
static void add_validators(struct exchange *exchange, const struct content *content, const char *tag)
{
    struct response *response = exchange->response;
    response_add(response, "ETag", tag);
    response_add(response, "Cache-Control", content->revalidated ? "no-cache" : "public, max-age=86400");
    if (exchange->negotiated && content->compressible)
        response_add(response, "Vary", "Accept, Accept-Encoding");
    else if (exchange->negotiated || content->compressible)
        response_add(response, "Vary", exchange->negotiated ? "Accept" : "Accept-Encoding");
}

static bool gzip_accepted(const struct exchange *exchange, const struct content *content)
{
    return content->compressible && encoding_accepted(exchange->request->accept_encoding, "gzip");
}

static void send_not_modified(struct exchange *exchange, const struct content *content, const char *tag, size_t length)
{
    exchange->response->status = 304;
    exchange->response->length = length;
    add_validators(exchange, content, tag);
}

bool exchange_not_modified(struct exchange *exchange, const struct content *content)
{
    const char *held = exchange->request->if_none_match, *tag = NULL;
    size_t length = 0;
    /* Whether the body is long enough to be compressed is not known yet, so either tag will do for those who take gzip. */
    if (gzip_accepted(exchange, content))
        tag = etag_held(exchange->arena, held, content->hash, "gzip", &length);
    if (!tag)
        tag = etag_held(exchange->arena, held, content->hash, NULL, &length);
    if (tag)
        send_not_modified(exchange, content, tag, length);
    return tag != NULL;
}

void exchange_send(struct exchange *exchange, const struct content *content)
{
    if (exchange_not_modified(exchange, content))
        return;
    const char *coding = NULL, *body = content->body;
    size_t length = content->length;
    if (length > LEAST_TO_COMPRESS && gzip_accepted(exchange, content)) {
        size_t packed;
        const char *zipped = compress_gzip(exchange->arena, body, length, &packed);
        if (zipped) {
            coding = "gzip";
            body = zipped;
            length = packed;
        }
        exchange_passed(exchange, PHASE_COMPRESS);
    }
    const char *tag = etag_make(exchange->arena, content->hash, coding, length);
    if (tag_any(exchange->request->if_none_match)) {
        send_not_modified(exchange, content, tag, length);
        return;
    }
    struct response *response = exchange->response;
    response->status = 200;
    response->body = body;
    response->length = length;
    response_add(response, "Content-Type", content->type);
    if (coding)
        response_add(response, "Content-Encoding", coding);
    add_validators(exchange, content, tag);
}

/* Headers of a 304 are those of its 200 that are about the answer, not about the body. */
static void send_stored_not_modified(struct response *response, const struct response *stored, const char *tag, size_t length)
{
    *response = (struct response){.status = 304, .body = "", .length = length, .route = stored->route};
    for (size_t i = 0; i < stored->header_count; i++) {
        const struct response_header *header = &stored->headers[i];
        if (!strcasecmp(header->name, "ETag"))
            response_add(response, header->name, tag);
        else if (strncasecmp(header->name, "Content-", 8) != 0)
            response_add(response, header->name, header->value);
    }
}

struct revalidation {
    const struct response *stored;
    const struct request *request;
    struct arena *arena;
    const char *tag; /* that the client holds; null if none */
    size_t length;   /* of the body it stands for */
};

static void find_held(void *context)
{
    struct revalidation *it = context;
    const char *held = it->request->if_none_match, *tag = response_header(it->stored, "ETag");
    it->length = it->stored->length;
    it->tag = tag_any(held) || tag_find(held, tag) ? tag : NULL;
    /* The client may hold what the body is before it is compressed. */
    if (!it->tag && response_header(it->stored, "Content-Encoding"))
        it->tag = etag_held(it->arena, held, arena_copy(it->arena, tag + 1, strcspn(tag + 1, "-")), NULL, &it->length);
}

bool service_not_modified(const struct response *stored, const struct request *request, struct arena *arena, struct response *response)
{
    struct revalidation it = {.stored = stored, .request = request, .arena = arena};
    if (!request->if_none_match || stored->status != 200 || !response_header(stored, "ETag"))
        return false;
    if (!arena_protect(arena, find_held, &it) || !it.tag)
        return false;
    send_stored_not_modified(response, stored, it.tag, it.length);
    return true;
}
