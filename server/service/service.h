/* The service as a pure function: a request in, a response out; no clock, no sockets, no globals. HTTP, the command line
 * (`landscaped get`) and the tests all call this one function. */
#ifndef SERVER_SERVICE_H
#define SERVER_SERVICE_H

#include "base/error.h"
#include "server/exchange/request.h"

extern const struct service_limits service_default_limits;

/* Readies what all requests share: the data folder, the font, and the allocators of the libraries we call. Once, before the first request, from
 * one thread. False with a sentence if a file of the folder is bad, or there is no usable font. */
bool service_start(struct error *error);

/* Answers. Always fills in a complete response, also when the arena runs out (503). All memory is the arena's. */
void service_respond(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response);

/* Of a POST whose body has been announced and not read: whether it is worth reading. If not, the response says why. */
bool service_reads_body(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response);

/* The same in two steps, between which a cache and a queue may stand. The first reads the request. What is known then (a fault, a 304) is the
 * response, and null is returned. Otherwise work is left, and response->key may be set: the second step does it, in any thread, and completes
 * the response: the whole body, whatever the client holds; the caller that sends it may turn it into a 304 (exchange/revalidate.h). */
struct exchange;
struct exchange *service_begin(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response);
void service_finish(struct exchange *work);

/* Whether the work takes little time whatever the request says (lists and pages: what they hold is fixed). */
bool service_is_short(const struct exchange *work);

/* Ends work that `failed`, which has the same key, has been finished for in vain: with the same error, in the form that is wanted here. */
void service_fail_alike(struct exchange *work, const struct exchange *failed);

/* Whether the answer takes microseconds whatever the query says, so that it need not wait in line behind others (probes). */
bool service_is_light(const char *target);

/* The routes: "/v1/figures/{id}", and what they lead to. */
enum route_class { ROUTE_PROBE, ROUTE_PAGE, ROUTE_LIST, ROUTE_STUDY, ROUTE_NONE, ROUTE_CLASS_COUNT };
extern const size_t service_route_count;
const char *service_route_pattern(size_t route);
enum route_class service_route_class(size_t route);

/* Studies in their formats, numbered from 1 to this count; and the names of one: "landscape", "svg". */
size_t service_question_count(void);
void service_question_names(size_t question, const char **study, const char **format);

/* The response to a request that is not to be looked into (doubtful framing, too many at once): a problem of that status with that sentence. */
void service_refuse(struct arena *arena, int status, const char *detail, struct response *response);

/* The 503 that needs no memory: everything in it is static. */
void service_busy(struct response *response);

#endif
