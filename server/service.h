/* The service as a pure function: a request in, a response out; no clock, no sockets, no globals. HTTP, the command line
 * (`landscaped get`) and the tests all call this one function. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct buffer;

struct service_limits {
    double cost;           /* most work a question may ask for, in operations */
    double pixels;         /* most final pixels of a picture */
    double seconds;        /* how long the caller lets work go on before it cancels it: told to those it happens to */
    size_t target_length;  /* most bytes of path and query */
    size_t arena_bytes;    /* most memory a request may use */
    size_t response_bytes; /* most bytes of a body */
    /* What pages and previews say of their own address (server/origin.h); "auto" or null: what the request's Host says. */
    const char *public_url;
};
extern const struct service_limits service_default_limits;

/* The phases of an answer, in this order; not every answer goes through all. */
enum service_phase { PHASE_PARSE, PHASE_COMPUTE, PHASE_RENDER, PHASE_COMPRESS, PHASE_COUNT };

/* Header values are null when the header is absent. */
struct request {
    const char *method;
    const char *target; /* path and query as sent, percent-encoded, NUL-terminated */
    const char *accept, *accept_encoding, *if_none_match, *host;
    bool ready; /* what /readyz is to say */
    /* Appends what /metrics is to say; null: there is nothing to be said. */
    void (*write_metrics)(const void *metrics, struct buffer *text);
    const void *metrics;
    /* Told the end of each phase, by those who have a clock; may be null. */
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
    const char *body; /* arena memory or static; also set for HEAD, whose body the caller does not send */
    size_t length;    /* with 304, of the body that it stands for and that is not here */
    bool close;       /* the connection is to be closed after this response (every error) */
    /* What a good answer depends on, written the same way for all requests that mean the same: who keeps answers keeps them under this.
     * Null: not to be kept. */
    const char *key;
    size_t route; /* for service_route_pattern; service_route_count if the path fits none */
    double cost;  /* of what was asked, in operations, as it was declared before the work; 0: none was */
};

/* Readies what all requests share: the font, and the allocators of the libraries we call. Once, before the first request, from
 * one thread. False with a sentence if there is no usable font. */
bool service_start(struct error *error);

/* Answers. Always fills in a complete response, also when the arena runs out (503). All memory is the arena's. */
void service_respond(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response);

/* The same in two steps, between which a cache and a queue may stand. The first reads the request. What is known then (a fault, a 304) is the
 * response, and null is returned. Otherwise work is left, and response->key may be set: the second step does it, in any thread, and completes
 * the response. If-None-Match is looked at in both, so that who keeps answers under the key has to take it out of the request in between. */
struct exchange;
struct exchange *service_begin(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response);
void service_finish(struct exchange *work);

/* Whether the work takes little time whatever the request says (lists and pages: what they hold is fixed). */
bool service_is_short(const struct exchange *work);

/* Ends work that `failed`, which has the same key, has been finished for in vain: with the same error, in the form that is wanted here. */
void service_fail_alike(struct exchange *work, const struct exchange *failed);

/* The 304 that a stored response of status 200 calls for if the client says it holds it already; false if it does not. */
bool service_not_modified(const struct response *stored, const struct request *request, struct arena *arena, struct response *response);

/* Whether the answer takes microseconds whatever the query says, so that it need not wait in line behind others (probes). */
bool service_is_light(const char *target);

/* The routes: "/v1/figures/{id}", and what they lead to. */
enum route_class { ROUTE_PROBE, ROUTE_PAGE, ROUTE_LIST, ROUTE_STUDY, ROUTE_NONE, ROUTE_CLASS_COUNT };
extern const size_t service_route_count;
const char *service_route_pattern(size_t route);
enum route_class service_route_class(size_t route);

/* The response to a request that is not to be looked into (doubtful framing, too many at once): a problem of that status with that sentence. */
void service_refuse(struct arena *arena, int status, const char *detail, struct response *response);

/* The 503 that needs no memory: everything in it is static. */
void service_busy(struct response *response);

/* The named header of a response, or null. */
const char *response_header(const struct response *response, const char *name);

#endif
