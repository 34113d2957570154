/* What holds for every request whatever it asks for: methods, a readable target, memory, time, common headers. */
#include "server/service/service.h"

#include "base/buffer.h"
#include "base/text.h"
#include "data/folder.h"
#include "expression/graph.h"
#include "figure/figure.h"
#include "server/exchange/compress.h"
#include "server/exchange/problem.h"
#include "server/exchange/revalidate.h"
#include "server/formats/format.h"
#include "server/service/routes.h"
#include "server/text/body.h"
#include "server/text/json.h"

#include <string.h>

const struct service_limits service_default_limits = {.cost = 5e9,
                                                      .pixels = 25e6,
                                                      .seconds = 20,
                                                      .target_length = 45056,
                                                      .body_length = 1u << 20,
                                                      .arena_bytes = 256u << 20,
                                                      .response_bytes = 64u << 20};

/* Takes the last segment apart at its last '.', and so learns the format asked for, if any. */
static void split_suffix(struct exchange *exchange)
{
    const struct query *query = &exchange->query;
    const char *last = query->segment_count ? query->segments[query->segment_count - 1] : "";
    const char *dot = strrchr(last, '.');
    exchange->stem = dot ? arena_copy(exchange->arena, last, (size_t)(dot - last)) : last;
    exchange->suffix = dot ? dot + 1 : NULL;
    exchange->format = dot ? format_find(dot + 1) : NULL;
}

static bool is_posted(const struct exchange *exchange)
{
    return !strcmp(exchange->request->method, "POST");
}

static const char *allowed_methods(const struct exchange *exchange)
{
    return routes_take_body(exchange) ? "GET, HEAD, POST, OPTIONS" : "GET, HEAD, OPTIONS";
}

/* POST is answered where there are parameters that a body may hold. */
static bool refuse_method(struct exchange *exchange)
{
    static const char *const allowed[] = {"GET", "HEAD", "OPTIONS"};
    for (size_t i = 0; i < 3; i++)
        if (!strcmp(exchange->request->method, allowed[i]))
            return false;
    const bool takes_body = routes_take_body(exchange);
    if (is_posted(exchange) && takes_body)
        return false;
    struct error error = {0};
    error_set(&error, ERROR_INVALID, "%s",
              takes_body ? "this is asked for by GET, or by POST with the parameters as a body; HEAD and OPTIONS are answered too"
                         : "this is asked for by GET; HEAD and OPTIONS are answered too");
    error_blame(&error, "method", query_visible(exchange->arena, exchange->request->method, strlen(exchange->request->method)));
    response_add(exchange->response, "Allow", allowed_methods(exchange));
    exchange_refuse_for(exchange, 405, &error);
    return true;
}

/* The head alone is enough to refuse a body. */
static bool refuse_body(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    const size_t length = request->body_length, most = exchange->limits->body_length;
    struct error error = {0};
    int status = 0;
    if (length == BODY_UNMEASURED) {
        status = 411;
        error_set(&error, ERROR_INVALID, "a body is read where Content-Length says how long it is, not in chunks");
        error_blame(&error, "Transfer-Encoding", "");
    } else if (length > most) {
        status = 413;
        error_set(&error, ERROR_INVALID, "the body has %zu bytes; at most %zu are read", length, most);
        error_blame(&error, "Content-Length", arena_format(exchange->arena, "%zu", length));
    } else if (length && !body_is_read(request->content_type)) {
        const char *type = request->content_type ? request->content_type : "";
        status = 415;
        error_set(&error, ERROR_INVALID, "a body is read as a form or as JSON");
        error_blame(&error, "Content-Type", query_visible(exchange->arena, type, strlen(type)));
        text_shorten(error.allowed, sizeof error.allowed, body_types);
        response_add(exchange->response, "Accept-Post", body_types);
    }
    if (status)
        exchange_refuse_for(exchange, status, &error);
    return status != 0;
}

static bool refuse_length(struct exchange *exchange)
{
    const size_t length = strlen(exchange->request->target);
    if (length <= exchange->limits->target_length)
        return false;
    struct error error = {0};
    error_set(&error, ERROR_INVALID, "path and query have %zu bytes; at most %zu are read", length, exchange->limits->target_length);
    error_blame(&error, "target", query_visible(exchange->arena, exchange->request->target, length < 200 ? length : 200));
    exchange_refuse_for(exchange, 414, &error);
    return true;
}

/* What may be done here, and from where: the answer to OPTIONS, which is also the browser's preflight. */
static enum verdict send_options(struct exchange *exchange)
{
    struct response *response = exchange->response;
    response->status = 204;
    response_add(response, "Allow", allowed_methods(exchange));
    response_add(response, "Access-Control-Allow-Methods", allowed_methods(exchange));
    if (routes_take_body(exchange))
        response_add(response, "Accept-Post", body_types);
    response_add(response, "Access-Control-Allow-Headers", "*");
    response_add(response, "Access-Control-Max-Age", "86400");
    return VERDICT_DONE;
}

/* Reads the head; deferred if it asks for an answer. */
static enum verdict read_head(struct exchange *exchange)
{
    if (refuse_length(exchange))
        return VERDICT_REFUSED;
    struct error_list *errors = error_list_make(exchange->arena);
    const bool sound = query_parse(exchange->arena, exchange->request->target, &exchange->query, errors);
    split_suffix(exchange);
    if (refuse_method(exchange))
        return VERDICT_REFUSED;
    if (!strcmp(exchange->request->method, "OPTIONS"))
        return send_options(exchange);
    if (!sound)
        return exchange_refuse(exchange, 400, errors);
    return is_posted(exchange) && refuse_body(exchange) ? VERDICT_REFUSED : VERDICT_DEFERRED;
}

static enum verdict read_request(struct exchange *exchange)
{
    const enum verdict verdict = read_head(exchange);
    const struct request *request = exchange->request;
    if (verdict != VERDICT_DEFERRED)
        return verdict;
    struct error_list *errors = error_list_make(exchange->arena);
    if (is_posted(exchange) && !body_parse(exchange->arena, request->content_type, request->body, request->body_length, &exchange->query, errors))
        return exchange_refuse(exchange, 400, errors);
    return routes_enter(exchange);
}

/* Completes the response, unless something is left to be done. */
static void conclude(struct exchange *exchange, enum verdict verdict)
{
    if (verdict == VERDICT_NOT_HERE)
        verdict = routes_refuse_unknown(exchange);
    if (verdict == VERDICT_REFUSED)
        problem_send(exchange);
    exchange->verdict = verdict;
}

static void begin(void *context)
{
    struct exchange *exchange = context;
    const enum verdict verdict = read_request(exchange);
    conclude(exchange, verdict == VERDICT_DEFERRED && revalidate_early(exchange) ? VERDICT_DONE : verdict);
    exchange_passed(exchange, PHASE_PARSE);
}

static void begin_head(void *context)
{
    struct exchange *exchange = context;
    conclude(exchange, read_head(exchange));
}

static void finish(void *context)
{
    struct exchange *exchange = context;
    conclude(exchange, exchange->rest(exchange));
}

/* Any page may show what we draw, and none is to guess what it is. */
static void add_common_headers(struct response *response)
{
    response_add(response, "Access-Control-Allow-Origin", "*");
    response_add(response, "Access-Control-Expose-Headers", "ETag");
    response_add(response, "Cross-Origin-Resource-Policy", "cross-origin");
    response_add(response, "X-Content-Type-Options", "nosniff");
}

void service_busy(struct response *response)
{
    static const char body[] = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                               "\"detail\":\"there is no room to answer this now; please try again\",\"errors\":[]}\n";
    *response = (struct response){.status = 503, .close = true, .body = body, .length = sizeof body - 1, .route = service_route_count};
    response_add(response, "Content-Type", "application/problem+json");
    response_add(response, "Cache-Control", "no-store");
    response_add(response, "Retry-After", "1");
    add_common_headers(response);
}

static void send_busy(struct exchange *exchange)
{
    const size_t route = exchange->response->route;
    service_busy(exchange->response);
    exchange->response->route = route;
    exchange->verdict = VERDICT_DONE;
    exchange->refusal = NULL;
}

static enum verdict refuse_fault(struct exchange *exchange)
{
    const bool late = exchange->fault == ARENA_CANCELLED;
    struct error error = {0};
    if (exchange->question.canonical)
        return questions_refuse_fault(exchange, exchange->fault);
    if (late)
        error_set(&error, ERROR_TIME, "reading this took longer than the %g seconds that one answer may take", exchange->limits->seconds);
    else
        error_set(&error, ERROR_TOO_MUCH, "reading this takes more than the %zu bytes of memory that one answer may use: shorten it",
                  exchange->limits->arena_bytes);
    error_blame(&error, "query", "");
    return exchange_refuse_for(exchange, late ? 503 : 422, &error);
}

static void send_fault(void *context)
{
    struct exchange *exchange = context;
    conclude(exchange, refuse_fault(exchange));
}

/* Does a step. Where memory or time run out on the way, a little more of both is there to say so. */
static void attempt(struct exchange *exchange, void (*step)(void *))
{
    enum { BYTES_TO_SAY_SO = 4 << 20 };
    struct response *response = exchange->response;
    bool done = arena_protect(exchange->arena, step, exchange);
    exchange->fault = arena_fault(exchange->arena);
    if (!done && (exchange->fault == ARENA_OVER_CAP || exchange->fault == ARENA_CANCELLED)) {
        *response = (struct response){.body = "", .route = response->route, .cost = response->cost};
        arena_recover(exchange->arena, BYTES_TO_SAY_SO);
        done = arena_protect(exchange->arena, send_fault, exchange);
    }
    if (!done)
        send_busy(exchange);
    else if (exchange->verdict != VERDICT_DEFERRED)
        add_common_headers(response);
}

static struct exchange *start(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response)
{
    struct exchange *exchange = arena_try_allocate(arena, 1, sizeof *exchange);
    *response = (struct response){.body = "", .route = service_route_count};
    if (exchange)
        *exchange = (struct exchange){.limits = limits, .request = request, .arena = arena, .response = response};
    else
        service_busy(response);
    return exchange;
}

bool service_reads_body(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response)
{
    struct exchange *exchange = start(limits, request, arena, response);
    if (exchange)
        attempt(exchange, begin_head);
    return exchange && exchange->verdict == VERDICT_DEFERRED;
}

struct exchange *service_begin(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response)
{
    struct exchange *exchange = start(limits, request, arena, response);
    if (exchange)
        attempt(exchange, begin);
    return exchange && exchange->verdict == VERDICT_DEFERRED ? exchange : NULL;
}

void service_finish(struct exchange *exchange)
{
    attempt(exchange, finish);
}

bool service_is_short(const struct exchange *exchange)
{
    return exchange->is_short;
}

static void send_problem(void *exchange)
{
    problem_send(exchange);
}

void service_fail_alike(struct exchange *exchange, const struct exchange *failed)
{
    exchange_refuse(exchange, failed->refused_status, failed->refusal);
    if (failed->refusal && arena_protect(exchange->arena, send_problem, exchange))
        add_common_headers(exchange->response);
    else
        send_busy(exchange);
}

void service_respond(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response)
{
    struct exchange *exchange = service_begin(limits, request, arena, response);
    if (exchange)
        service_finish(exchange);
    revalidate(response, request, arena, response);
}

void service_refuse(struct arena *arena, int status, const char *detail, struct response *response)
{
    static const struct request unreadable = {.method = "", .target = ""};
    struct error_list errors = {.count = 1};
    struct exchange exchange = {.request = &unreadable, .arena = arena, .response = response};
    *response = (struct response){.body = "", .route = service_route_count};
    error_set(&errors.items[0], ERROR_INVALID, "%s", detail);
    error_blame(&errors.items[0], "request", "");
    exchange_refuse(&exchange, status, &errors);
    if (arena_protect(arena, send_problem, &exchange))
        add_common_headers(response);
    else
        service_busy(response);
}

bool service_start(struct error *error)
{
    json_start();
    compress_start();
    return graph_start(error) && folder_start(error) && figure_start(error);
}
