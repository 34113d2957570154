/* The routing table, and what holds for every request whatever it asks for: methods, a readable target, memory, common headers. */
#include "server/service.h"

#include "base/text.h"
#include "figure/figure.h"
#include "server/compress.h"
#include "server/format.h"
#include "server/json.h"
#include "server/openapi.h"
#include "server/problem.h"
#include "server/routes.h"

#include <string.h>

const struct service_limits service_default_limits = {
    .cost = 5e9, .pixels = 25e6, .target_length = 65536, .arena_bytes = 256u << 20, .response_bytes = 64u << 20};

enum route_traits {
    TAKES_ARGUMENTS = 1, /* else any argument is a 400 */
    IGNORES_ARGUMENTS = 2,
    IS_LIGHT = 4,
};

struct route {
    const char *pattern; /* a segment in braces stands for any */
    void (*handle)(struct exchange *exchange);
    int traits;
};

static void send_state(struct exchange *exchange, bool good, const char *body)
{
    struct response *response = exchange->response;
    response->status = good ? 200 : 503;
    response->close = !good;
    response->body = body;
    response->length = strlen(body);
    response_add(response, "Content-Type", "text/plain; charset=utf-8");
    response_add(response, "Cache-Control", "no-store");
}

static void handle_livez(struct exchange *exchange)
{
    send_state(exchange, true, "alive\n");
}

static void handle_readyz(struct exchange *exchange)
{
    send_state(exchange, exchange->request->ready, exchange->request->ready ? "ready\n" : "draining\n");
}

static void refuse_arguments(struct exchange *exchange)
{
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    for (size_t i = 0; i < exchange->query.count; i++) {
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_UNKNOWN, "this path takes no parameters");
        error_blame(error, exchange->query.arguments[i].name, exchange->query.arguments[i].value);
    }
    problem_send(exchange, 400, errors);
}

/* A study or a collection, by what there is of that name. */
static void handle_named(struct exchange *exchange)
{
    if (!listing_is_collection(exchange->stem))
        questions_handle_study(exchange);
    else if (exchange->query.count)
        refuse_arguments(exchange);
    else
        listing_handle_collection(exchange);
}

static const struct route routes[] = {
    {"/", page_handle, IGNORES_ARGUMENTS},
    {"/docs", docs_handle, IGNORES_ARGUMENTS},
    {"/web/{file}", page_handle_asset, IGNORES_ARGUMENTS},
    {"/figures/{id}", oembed_handle_page, IGNORES_ARGUMENTS},
    {"/oembed", oembed_handle, TAKES_ARGUMENTS},
    {"/livez", handle_livez, IGNORES_ARGUMENTS | IS_LIGHT},
    {"/readyz", handle_readyz, IGNORES_ARGUMENTS | IS_LIGHT},
    {"/openapi.json", openapi_handle_json, 0},
    {"/openapi.yaml", openapi_handle_yaml, 0},
    {"/v1", listing_handle_index, 0},
    {"/v1/figures", listing_handle_figures, 0},
    {"/v1/formula", formula_handle, TAKES_ARGUMENTS},
    {"/v1/formula.json", formula_handle, TAKES_ARGUMENTS},
    {"/v1/figures/{id}", questions_handle_figure, TAKES_ARGUMENTS},
    {"/v1/{name}", handle_named, TAKES_ARGUMENTS},
    {"/v1/{name}/{item}", listing_handle_item, 0},
};
static const size_t route_count = sizeof routes / sizeof *routes;

/* Whether the pattern, segment by segment, fits the path's. */
static bool fits(const char *pattern, const struct query *query)
{
    size_t i = 0;
    for (; *pattern; i++) {
        const size_t length = strcspn(++pattern, "/");
        if (i == query->segment_count)
            return false;
        const char *segment = query->segments[i];
        const bool any = *pattern == '{' && *segment;
        if (!any && (strlen(segment) != length || memcmp(segment, pattern, length)))
            return false;
        pattern += length;
    }
    return i == query->segment_count;
}

bool service_is_light(const char *target)
{
    const size_t length = strcspn(target, "?");
    for (size_t i = 0; i < route_count; i++)
        if (routes[i].traits & IS_LIGHT && strlen(routes[i].pattern) == length && !memcmp(routes[i].pattern, target, length))
            return true;
    return false;
}

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

static void route(struct exchange *exchange)
{
    for (size_t i = 0; i < route_count; i++) {
        if (!fits(routes[i].pattern, &exchange->query))
            continue;
        if (exchange->query.count && !(routes[i].traits & (TAKES_ARGUMENTS | IGNORES_ARGUMENTS)))
            refuse_arguments(exchange);
        else
            routes[i].handle(exchange);
        return;
    }
    routes_send_unknown(exchange);
}

/* The path as it reads, without a suffix that names a format. */
static const char *path_text(struct exchange *exchange)
{
    struct buffer path = {.arena = exchange->arena};
    for (size_t i = 0; i < exchange->query.segment_count; i++) {
        const bool last = i + 1 == exchange->query.segment_count;
        buffer_character(&path, '/');
        buffer_text(&path, last && exchange->format ? exchange->stem : exchange->query.segments[i]);
    }
    return buffer_string(&path);
}

void routes_send_unknown(struct exchange *exchange)
{
    struct arena *arena = exchange->arena;
    const char *path = path_text(exchange), *nearest = NULL;
    for (size_t i = 0; i < route_count; i++)
        if (!strchr(routes[i].pattern, '{'))
            text_nearest(path, routes[i].pattern, &nearest);
    for (size_t i = 0; i < collection_count; i++)
        text_nearest(path, arena_format(arena, "/v1/%s", collections[i].name), &nearest);
    for (size_t i = 0; i < study_count; i++)
        text_nearest(path, arena_format(arena, "/v1/%s", studies[i]->name), &nearest);
    struct error error = {0};
    error_set(&error, ERROR_UNKNOWN, "there is no such path; /v1 lists what there is");
    error_blame(&error, "path", path);
    if (nearest)
        text_shorten(error.nearest, sizeof error.nearest, nearest);
    problem_send_error(exchange, 404, &error);
}

/* Methods other than GET, HEAD and OPTIONS are refused whatever the path. */
static bool refuse_method(struct exchange *exchange)
{
    static const char *const allowed[] = {"GET", "HEAD", "OPTIONS"};
    for (size_t i = 0; i < 3; i++)
        if (!strcmp(exchange->request->method, allowed[i]))
            return false;
    struct error error = {0};
    error_set(&error, ERROR_INVALID, "everything here is asked for by GET; HEAD and OPTIONS are answered too");
    error_blame(&error, "method", query_visible(exchange->arena, exchange->request->method, strlen(exchange->request->method)));
    response_add(exchange->response, "Allow", "GET, HEAD, OPTIONS");
    problem_send_error(exchange, 405, &error);
    return true;
}

static bool refuse_length(struct exchange *exchange)
{
    const size_t length = strlen(exchange->request->target);
    if (length <= exchange->limits->target_length)
        return false;
    struct error error = {0};
    error_set(&error, ERROR_INVALID, "path and query have %zu bytes; at most %zu are read", length, exchange->limits->target_length);
    error_blame(&error, "target", query_visible(exchange->arena, exchange->request->target, length < 200 ? length : 200));
    problem_send_error(exchange, 414, &error);
    return true;
}

/* What may be done here, and from where: the answer to OPTIONS, which is also the browser's preflight. */
static void send_options(struct exchange *exchange)
{
    struct response *response = exchange->response;
    response->status = 204;
    response_add(response, "Allow", "GET, HEAD, OPTIONS");
    response_add(response, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    response_add(response, "Access-Control-Allow-Headers", "*");
    response_add(response, "Access-Control-Max-Age", "86400");
}

static void respond(void *context)
{
    struct exchange *exchange = context;
    if (refuse_method(exchange) || refuse_length(exchange))
        return;
    if (!strcmp(exchange->request->method, "OPTIONS")) {
        send_options(exchange);
        return;
    }
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    const bool sound = query_parse(exchange->arena, exchange->request->target, &exchange->query, errors);
    split_suffix(exchange);
    if (sound)
        route(exchange);
    else
        problem_send(exchange, 400, errors);
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
    *response = (struct response){.status = 503, .close = true, .body = body, .length = sizeof body - 1};
    response_add(response, "Content-Type", "application/problem+json");
    response_add(response, "Cache-Control", "no-store");
    response_add(response, "Retry-After", "1");
    add_common_headers(response);
}

void service_respond(const struct service_limits *limits, const struct request *request, struct arena *arena, struct response *response)
{
    struct exchange exchange = {.limits = limits, .request = request, .arena = arena, .response = response};
    *response = (struct response){.body = ""};
    if (arena_protect(arena, respond, &exchange))
        add_common_headers(response);
    else
        service_busy(response);
}

struct refusal {
    struct exchange exchange;
    int status;
    struct error error;
};

static void refuse(void *context)
{
    struct refusal *refusal = context;
    problem_send_error(&refusal->exchange, refusal->status, &refusal->error);
}

void service_refuse(struct arena *arena, int status, const char *detail, struct response *response)
{
    static const struct request unreadable = {.method = "", .target = ""};
    struct refusal refusal = {.exchange = {.request = &unreadable, .arena = arena, .response = response}, .status = status};
    *response = (struct response){.body = ""};
    error_set(&refusal.error, ERROR_INVALID, "%s", detail);
    error_blame(&refusal.error, "request", "");
    if (arena_protect(arena, refuse, &refusal))
        add_common_headers(response);
    else
        service_busy(response);
}

bool service_start(struct error *error)
{
    json_start();
    compress_start();
    return figure_start(error) && openapi_start(error);
}
