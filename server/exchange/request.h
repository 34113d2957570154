/* A request as its head says it, and the response that it comes to: what stands at both ends of an exchange. */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

struct service_limits {
    double cost;           /* most work a question may ask for, in operations */
    double pixels;         /* most final pixels of a picture */
    double seconds;        /* after how long the caller cancels work; errors mention it */
    size_t target_length;  /* most bytes of path and query */
    size_t body_length;    /* most bytes of a request's body */
    size_t arena_bytes;    /* most memory a request may use */
    size_t response_bytes; /* most bytes of a body */
    /* What pages and previews say of their own address (server/exchange/origin.h); "auto" or null: what the request's Host says. */
    const char *public_url;
};

/* The phases of an answer, in this order; not every answer goes through all. */
enum service_phase { PHASE_PARSE, PHASE_COMPUTE, PHASE_RENDER, PHASE_COMPRESS, PHASE_COUNT };

#define BODY_UNMEASURED SIZE_MAX

/* Header values are null when the header is absent. */
struct request {
    const char *method;
    const char *target; /* path and query as sent, percent-encoded, NUL-terminated */
    const char *accept, *accept_encoding, *if_none_match, *host;
    /* Of POST alone: what the body is, how many bytes of it are announced (BODY_UNMEASURED: it comes in pieces, and is not read), and these bytes,
     * a NUL behind them; null where they have not been read. */
    const char *content_type;
    size_t body_length;
    const char *body;
    bool ready; /* what /readyz is to say */
    /* Appends what /metrics is to say; null: there is nothing to be said. */
    void (*write_metrics)(const void *metrics, struct buffer *text);
    const void *metrics;
    /* Called at the end of each phase, where the program has a clock; may be null. */
    void (*passed)(void *observer, enum service_phase phase);
    void *observer;
};

struct response_header {
    const char *name, *value;
};
enum { RESPONSE_MOST_HEADERS = 16 };
struct response {
    int status;
    struct response_header headers[RESPONSE_MOST_HEADERS]; /* without Content-Length, Date and Connection */
    size_t header_count;
    const char *body;        /* arena memory or static; also set for HEAD, whose body the caller does not send */
    size_t length;           /* with 304, of the body that it stands for and that is not here */
    const char *explanation; /* of problems: what is wrong, as text for people; else null */
    bool close;              /* the connection is to be closed after this response (every error) */
    /* What a good answer depends on, written the same way for all requests that mean the same: the key of the cache. Null: the answer is not to be
     * kept. */
    const char *key;
    size_t question; /* what study was asked for in what format, for service_question_names; 0: none was */
    size_t route;    /* for service_route_pattern; service_route_count if the path fits none */
    double cost;     /* of what was asked, in operations, as it was declared before the work; 0: none was */
};

/* The named header of a response, or null. */
const char *response_header(const struct response *response, const char *name);

#endif
