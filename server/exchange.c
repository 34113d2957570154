/* How a good answer leaves: validators, lifetime, variants and compression, the same for everything that is sent. */
#include "server/exchange.h"

#include "server/compress.h"
#include "server/etag.h"
#include "server/negotiate.h"

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
