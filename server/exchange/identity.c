/* What a name leaves out, the answer must not depend on; what it has in vain, costs the cache an entry. */
#include "server/exchange/identity.h"

#include "base/contract.h"
#include "server/exchange/etag.h"
#include "server/formats/format.h"
#include "server/text/negotiate.h"

#include <string.h>

size_t identity_spelled(const struct request *request, char into[IDENTITY_MAX_SPELLED])
{
    const char *end = strchrnul(request->target, '?'), *slash = memrchr(request->target, '/', (size_t)(end - request->target));
    /* With a suffix in the path, nothing is negotiated. */
    const bool negotiated = !slash || !memchr(slash, '.', (size_t)(end - slash));
    const char *const parts[] = {request->target, negotiated && request->accept ? request->accept : "", request->host ? request->host : "",
                                 encoding_accepted(request->accept_encoding, "gzip") ? "gzip" : ""};
    size_t used = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const size_t length = strlen(parts[i]) + 1;
        if (length > IDENTITY_MAX_SPELLED - used)
            return 0;
        memcpy(into + used, parts[i], length);
        used += length;
    }
    return used;
}

void identity_settle(struct exchange *exchange, const char *address, const char *title, bool shows_host)
{
    const struct request *request = exchange->request;
    const bool is_question = title != NULL;
    CONTRACT(!is_question || exchange->format);
    if (!exchange_is_kept(exchange))
        return;
    const bool compressible = !is_question || exchange->format->compressible;
    struct buffer key = {.arena = exchange->arena};
    /* The stem is the name that a file is offered under. */
    buffer_text(&key, address);
    buffer_character(&key, ' ');
    buffer_text(&key, exchange->stem);
    if (exchange->negotiated)
        buffer_text(&key, " negotiated");
    if (!is_question && accept_quality(request->accept, "application/json") > 0)
        buffer_text(&key, " json");
    if (compressible && encoding_accepted(request->accept_encoding, "gzip"))
        buffer_text(&key, " gzip");
    if (shows_host && request->host)
        buffer_format(&key, " host=%s", request->host); /* last: it may hold anything */
    exchange->response->key = buffer_string(&key);
    exchange->validator = is_question ? etag_hash(exchange->arena, address, title, (const char *)NULL) : NULL;
}
