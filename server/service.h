/* The service as a pure function: a request in, a response out; no clock, no sockets, no globals. HTTP, the command line
 * (`landscaped get`) and the tests all call this one function. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct service_limits {
    double cost;           /* most work a question may ask for, in operations */
    double pixels;         /* most final pixels of a picture */
    size_t target_length;  /* most bytes of path and query */
    size_t arena_bytes;    /* most memory a request may use */
    size_t response_bytes; /* most bytes of a body */
};
extern const struct service_limits service_default_limits;

/* Header values are null when the header is absent. */
struct request {
    const char *method;
    const char *target; /* path and query as sent, percent-encoded, NUL-terminated */
    const char *accept, *accept_encoding, *if_none_match, *host;
    bool ready; /* what /readyz is to say */
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
};

/* Readies what all requests share: the font, and the allocators of the libraries we call. Once, before the first request, from
 * one thread. False with a sentence if there is no usable font. */
bool service_start(struct error *error);

/* Answers. Always fills in a complete response, also when the arena runs out (503). All memory is the arena's. */
void service_respond(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response);

/* Whether the answer takes microseconds whatever the query says, so that it need not wait in line behind others (probes). */
bool service_is_light(const char *target);

/* The response to a request that cannot even be read as one (doubtful framing): a problem of that status with that sentence. */
void service_refuse(struct arena *arena, int status, const char *detail, struct response *response);

/* The 503 that needs no memory: everything in it is static. */
void service_busy(struct response *response);

/* The named header of a response, or null. */
const char *response_header(const struct response *response, const char *name);

#endif
