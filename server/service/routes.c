/* The routing table, the probes, and what is the same whatever the arguments. */
#include "server/service/routes.h"

#include "base/text.h"
#include "data/folder.h"
#include "expression/kernels.h"
#include "server/exchange/identity.h"
#include "server/exchange/origin.h"
#include "server/exchange/version.h"
#include "server/formats/format.h"
#include "server/pages/page.h"

#include <string.h>

enum route_traits {
    TAKES_ARGUMENTS = 1,   /* else any argument is a 400 */
    IGNORES_ARGUMENTS = 2, /* with the one before: takes those that it has, and is always the same without any */
    IS_LIGHT = 4,          /* answered in microseconds, and different each time */
    IS_QUESTION = 8,       /* the handler reads what is asked, and leaves the work for later by itself */
    SHOWS_HOST = 16,
    TAKES_BODY = 32, /* its arguments may come as a body */
    IS_KEPT = 64,    /* with arguments, too: it is known by its path and by them */
};

struct route {
    const char *pattern; /* a segment in braces stands for any */
    enum verdict (*handle)(struct exchange *exchange);
    int traits;
    enum route_class class;
};

static enum verdict send_state(struct exchange *exchange, bool good, const char *body)
{
    struct response *response = exchange->response;
    response->status = good ? 200 : 503;
    response->close = !good;
    response->body = body;
    response->length = strlen(body);
    response_add(response, "Content-Type", "text/plain; charset=utf-8");
    response_add(response, "Cache-Control", "no-store");
    return VERDICT_DONE;
}

static enum verdict handle_livez(struct exchange *exchange)
{
    return send_state(exchange, true, "alive\n");
}

static enum verdict handle_readyz(struct exchange *exchange)
{
    return send_state(exchange, exchange->request->ready, exchange->request->ready ? "ready\n" : "draining\n");
}

static enum verdict handle_metrics(struct exchange *exchange)
{
    struct response *response = exchange->response;
    struct buffer text = {.arena = exchange->arena};
    buffer_format(&text,
                  "# HELP landscaped_build_info Which program this is.\n# TYPE landscaped_build_info gauge\n"
                  "landscaped_build_info{version=\"%s\",build=\"%s\",instruction_set=\"%s\",data=\"%s\"} 1\n",
                  LANDSCAPED_VERSION, version_build, kernels_chosen()->name, *folder_digest() ? folder_digest() : "none");
    if (exchange->request->write_metrics)
        exchange->request->write_metrics(exchange->request->metrics, &text);
    response->status = 200;
    response->body = buffer_string(&text);
    response->length = text.length;
    response_add(response, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    response_add(response, "Cache-Control", "no-store");
    return VERDICT_DONE;
}

static enum verdict refuse_arguments(struct exchange *exchange)
{
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    for (size_t i = 0; i < exchange->query.count; i++) {
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_UNKNOWN, "this path takes no parameters");
        error_blame(error, exchange->query.arguments[i].name, exchange->query.arguments[i].value);
    }
    return exchange_refuse(exchange, 400, errors);
}

/* Leaves what is known by its path, by its arguments where these matter, and by what the headers ask for. */
static enum verdict leave_kept(struct exchange *exchange, enum verdict (*handle)(struct exchange *), bool shows_host, bool by_arguments)
{
    const struct query *query = &exchange->query;
    struct buffer address = {.arena = exchange->arena};
    for (size_t i = 0; i < query->segment_count; i++)
        buffer_format(&address, "%zu:%s/", strlen(query->segments[i]), query->segments[i]);
    for (size_t i = 0; by_arguments && i < query->count; i++) {
        buffer_format(&address, "%zu:%s=", strlen(query->arguments[i].name), query->arguments[i].name);
        buffer_format(&address, "%zu:%s&", strlen(query->arguments[i].value), query->arguments[i].value);
    }
    identity_settle(exchange, buffer_string(&address), NULL, shows_host);
    exchange->rest = handle;
    exchange->is_short = true;
    return VERDICT_DEFERRED;
}

/* The same for what is the same whatever the arguments. */
static enum verdict leave_fixed(struct exchange *exchange, enum verdict (*handle)(struct exchange *), bool shows_host)
{
    return leave_kept(exchange, handle, shows_host, false);
}

/* A study or a collection, by what there is of that name. */
static enum verdict handle_named(struct exchange *exchange)
{
    if (!listing_is_collection(exchange->stem))
        return questions_handle_study(exchange);
    return exchange->query.count ? refuse_arguments(exchange) : leave_fixed(exchange, listing_handle_collection, false);
}

static const struct route routes[] = {
    {"/", page_handle, TAKES_ARGUMENTS | IGNORES_ARGUMENTS | SHOWS_HOST | IS_KEPT, ROUTE_PAGE},
    {"/docs", docs_handle, IGNORES_ARGUMENTS | SHOWS_HOST, ROUTE_PAGE},
    {"/docs/cookbook", cookbook_handle, IGNORES_ARGUMENTS, ROUTE_PAGE},
    {"/docs/{file}", cookbook_handle_notebook, IGNORES_ARGUMENTS | SHOWS_HOST, ROUTE_PAGE},
    {"/web/rows.json", openapi_handle_rows, IGNORES_ARGUMENTS, ROUTE_PAGE},
    {"/web/{file}", page_handle_asset, IGNORES_ARGUMENTS, ROUTE_PAGE},
    {"/figures/{id}", oembed_handle_page, IGNORES_ARGUMENTS | SHOWS_HOST, ROUTE_PAGE},
    {"/robots.txt", discovery_handle_robots, IGNORES_ARGUMENTS | SHOWS_HOST, ROUTE_PAGE},
    {"/sitemap.xml", discovery_handle_sitemap, IGNORES_ARGUMENTS | SHOWS_HOST, ROUTE_PAGE},
    {"/favicon.ico", discovery_handle_icon, IGNORES_ARGUMENTS, ROUTE_PAGE},
    {"/.well-known/api-catalog", discovery_handle_catalog, IGNORES_ARGUMENTS | SHOWS_HOST, ROUTE_LIST},
    {"/embed", embed_handle, TAKES_ARGUMENTS | SHOWS_HOST | IS_KEPT, ROUTE_PAGE},
    {"/qr.svg", qr_handle, TAKES_ARGUMENTS | SHOWS_HOST, ROUTE_PAGE},
    {"/oembed", oembed_handle, TAKES_ARGUMENTS, ROUTE_LIST},
    {"/livez", handle_livez, IGNORES_ARGUMENTS | IS_LIGHT, ROUTE_PROBE},
    {"/readyz", handle_readyz, IGNORES_ARGUMENTS | IS_LIGHT, ROUTE_PROBE},
    {"/metrics", handle_metrics, IGNORES_ARGUMENTS | IS_LIGHT, ROUTE_PROBE},
    {"/openapi.json", openapi_handle_json, 0, ROUTE_LIST},
    {"/openapi.yaml", openapi_handle_yaml, 0, ROUTE_LIST},
    {"/v1", listing_handle_index, 0, ROUTE_LIST},
    {"/v1/figures", listing_handle_figures, 0, ROUTE_LIST},
    {"/v1/formula", formula_handle, TAKES_ARGUMENTS | TAKES_BODY, ROUTE_STUDY},
    {"/v1/formula.json", formula_handle, TAKES_ARGUMENTS | TAKES_BODY, ROUTE_STUDY},
    {"/v1/figures/{id}", questions_handle_figure, TAKES_ARGUMENTS | TAKES_BODY | IS_QUESTION, ROUTE_STUDY},
    {"/v1/{name}", handle_named, TAKES_ARGUMENTS | TAKES_BODY | IS_QUESTION, ROUTE_STUDY},
    {"/v1/{name}/{item}", listing_handle_item, 0, ROUTE_LIST},
    {"/v1/{study}/{z}/{x}/{y}", tiles_handle, TAKES_ARGUMENTS | IS_QUESTION, ROUTE_STUDY},
};
const size_t service_route_count = sizeof routes / sizeof *routes;

const char *service_route_pattern(size_t route)
{
    return route < service_route_count ? routes[route].pattern : "none";
}

enum route_class service_route_class(size_t route)
{
    return route < service_route_count ? routes[route].class : ROUTE_NONE;
}

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
    for (size_t i = 0; i < service_route_count; i++)
        if (routes[i].traits & IS_LIGHT && strlen(routes[i].pattern) == length && !memcmp(routes[i].pattern, target, length))
            return true;
    return false;
}

static enum verdict enter(struct exchange *exchange, const struct route *row)
{
    if (exchange->query.count && !(row->traits & (TAKES_ARGUMENTS | IGNORES_ARGUMENTS)))
        return refuse_arguments(exchange);
    if (row->traits & (IS_LIGHT | IS_QUESTION))
        return row->handle(exchange);
    if (!(row->traits & TAKES_ARGUMENTS) || (row->traits & IGNORES_ARGUMENTS && !exchange->query.count))
        return leave_fixed(exchange, row->handle, row->traits & SHOWS_HOST && origin_varies(exchange->limits));
    if (row->traits & IS_KEPT)
        return leave_kept(exchange, row->handle, row->traits & SHOWS_HOST && origin_varies(exchange->limits), true);
    exchange->rest = row->handle;
    return VERDICT_DEFERRED;
}

/* The number of the route of a path; service_route_count if there is none. */
static size_t find_route(const struct query *query)
{
    size_t i = 0;
    while (i < service_route_count && !fits(routes[i].pattern, query))
        i++;
    return i;
}

bool routes_take_body(const struct exchange *exchange)
{
    const size_t i = find_route(&exchange->query);
    const bool is_list = i < service_route_count && routes[i].handle == handle_named && listing_is_collection(exchange->stem);
    return i < service_route_count && routes[i].traits & TAKES_BODY && !is_list;
}

enum verdict routes_enter(struct exchange *exchange)
{
    const size_t i = find_route(&exchange->query);
    if (i == service_route_count)
        return VERDICT_NOT_HERE;
    exchange->response->route = i;
    return enter(exchange, &routes[i]);
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

enum verdict routes_refuse_unknown(struct exchange *exchange)
{
    struct arena *arena = exchange->arena;
    const char *path = path_text(exchange), *nearest = NULL;
    const struct study *known = exchange->query.segment_count <= 2 ? study_known_as(exchange->stem) : NULL;
    if (known)
        nearest = arena_format(arena, "/v1/%s", known->name);
    for (size_t i = 0; !known && i < service_route_count; i++)
        if (!strchr(routes[i].pattern, '{'))
            text_nearest(path, routes[i].pattern, &nearest);
    for (size_t i = 0; !known && i < collection_count; i++)
        text_nearest(path, arena_format(arena, "/v1/%s", collections[i].name), &nearest);
    for (size_t i = 0; !known && i < study_count; i++)
        text_nearest(path, arena_format(arena, "/v1/%s", studies[i]->name), &nearest);
    struct error error = {0};
    error_set(&error, ERROR_UNKNOWN, "there is no such path; /v1 lists what there is");
    error_blame(&error, "path", path);
    if (nearest)
        text_shorten(error.nearest, sizeof error.nearest, nearest);
    return exchange_refuse_for(exchange, 404, &error);
}
