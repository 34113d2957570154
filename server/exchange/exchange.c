/* How an answer leaves: validators, lifetime, variants and compression, the same for everything that is sent. */
#include "server/exchange/exchange.h"

#include "base/contract.h"
#include "server/exchange/compress.h"
#include "server/exchange/etag.h"
#include "server/text/negotiate.h"

#include <string.h>
#include <strings.h>

enum { LEAST_TO_COMPRESS = 1024 };

void response_add(struct response *response, const char *name, const char *value)
{
    CONTRACT(response->header_count < RESPONSE_MOST_HEADERS);
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

bool exchange_is_kept(const struct exchange *exchange)
{
    return strcmp(exchange->request->method, "POST") != 0;
}

void exchange_add_validators(struct exchange *exchange, const struct content *content, const char *tag)
{
    struct response *response = exchange->response;
    if (!exchange_is_kept(exchange)) {
        response_add(response, "Cache-Control", "no-store");
        return;
    }
    response_add(response, "ETag", tag);
    response_add(response, "Cache-Control", content->revalidated ? "no-cache" : "public, max-age=86400");
    if (exchange->negotiated && content->compressible)
        response_add(response, "Vary", "Accept, Accept-Encoding");
    else if (exchange->negotiated || content->compressible)
        response_add(response, "Vary", exchange->negotiated ? "Accept" : "Accept-Encoding");
}

enum verdict exchange_send(struct exchange *exchange, const struct content *content)
{
    const char *coding = NULL, *body = content->body;
    const char *hash = exchange->validator ? exchange->validator : etag_hash(exchange->arena, body, (const char *)NULL);
    size_t length = content->length;
    if (length > LEAST_TO_COMPRESS && content->compressible && encoding_accepted(exchange->request->accept_encoding, "gzip")) {
        size_t packed;
        const char *zipped = compress_gzip(exchange->arena, body, length, content->lasting, &packed);
        if (zipped) {
            coding = "gzip";
            body = zipped;
            length = packed;
        }
        exchange_passed(exchange, PHASE_COMPRESS);
    }
    struct response *response = exchange->response;
    response->status = 200;
    response->body = body;
    response->length = length;
    response_add(response, "Content-Type", content->type);
    if (coding)
        response_add(response, "Content-Encoding", coding);
    exchange_add_validators(exchange, content, etag_make(exchange->arena, hash, coding, length));
    return VERDICT_DONE;
}

enum verdict exchange_refuse(struct exchange *exchange, int status, const struct error_list *errors)
{
    CONTRACT(!errors || errors->count);
    exchange->refused_status = status;
    exchange->refusal = errors;
    return VERDICT_REFUSED;
}

enum verdict exchange_refuse_for(struct exchange *exchange, int status, const struct error *error)
{
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    errors->items[0] = *error;
    errors->count = 1;
    return exchange_refuse(exchange, status, errors);
}
