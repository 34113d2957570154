/* One list of errors, three ways to show it. The members of the JSON are RFC 9457's; `errors` is our extension. */
#include "server/exchange/problem.h"

#include "server/exchange/problem_page.h"
#include "server/exchange/problem_picture.h"
#include "server/formats/format.h"
#include "server/text/json.h"
#include "server/text/negotiate.h"

#include <string.h>

static const struct {
    int status;
    const char *title;
} titles[] = {
    {400, "Bad Request"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
};

static const int statuses[] = {
    [ERROR_NONE] = 500,   [ERROR_INVALID] = 400, [ERROR_UNKNOWN] = 400,  [ERROR_TOO_MUCH] = 422,
    [ERROR_MEMORY] = 503, [ERROR_TIME] = 503,    [ERROR_INTERNAL] = 500,
};

const char *problem_title(int status)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Error";
}

int problem_status(const struct error_list *errors)
{
    int status = 400;
    for (size_t i = 0; i < errors->count; i++)
        if (statuses[errors->items[i].code] > status)
            status = statuses[errors->items[i].code];
    return status;
}

/* The whole in a sentence: the first error's, and how many more there are. */
static const char *summarize(struct arena *arena, const struct error_list *errors)
{
    if (errors->count == 1)
        return errors->items[0].detail;
    return arena_format(arena, "%s (and %zu more: see errors)", errors->items[0].detail, errors->count - 1);
}

static const char *instance(struct exchange *exchange)
{
    enum { MOST = 2000 };
    const char *target = exchange->request->target;
    const size_t length = strlen(target);
    return query_visible(exchange->arena, target, length <= MOST ? length : strcspn(target, "?") < MOST ? strcspn(target, "?") : MOST);
}

static struct value *problem_value(struct exchange *exchange, int status, const struct error_list *errors)
{
    struct arena *arena = exchange->arena;
    struct value *problem = value_object(arena);
    value_add_text(arena, problem, "type", "about:blank");
    value_add_text(arena, problem, "title", problem_title(status));
    value_add_number(arena, problem, "status", status);
    value_add_text(arena, problem, "detail", summarize(arena, errors));
    value_add_text(arena, problem, "instance", instance(exchange));
    struct value *list = value_add(arena, problem, "errors", VALUE_LIST);
    for (size_t i = 0; i < errors->count; i++) {
        const struct error *error = &errors->items[i];
        struct value *item = value_add(arena, list, NULL, VALUE_OBJECT);
        if (error->parameter[0]) {
            value_add_text(arena, item, "parameter", error->parameter);
            value_add_text(arena, item, "value", error->value);
        }
        value_add_text(arena, item, "detail", error->detail);
        if (error->allowed[0])
            value_add_text(arena, item, "allowed", error->allowed);
        if (error->nearest[0])
            value_add_text(arena, item, "nearest", error->nearest);
        if (error->repair[0])
            value_add_text(arena, item, "repair", error->repair);
        struct value *also = error->also[0].parameter[0] ? value_add(arena, item, "also", VALUE_OBJECT) : NULL;
        for (size_t k = 0; k < sizeof error->also / sizeof *error->also && error->also[k].parameter[0]; k++)
            value_add_text(arena, also, error->also[k].parameter, error->also[k].value);
    }
    return problem;
}

/* Whether the client would see a picture, and has not said that it reads problems. */
static bool wants_picture(const struct exchange *exchange)
{
    const char *accept = exchange->request->accept;
    return exchange->format && exchange->format->picture && !accept_names(accept, "application/problem+json") &&
           !accept_names(accept, "application/json");
}

/* Whether a browser will show the answer as a page: the request takes HTML, and no JSON. */
static bool wants_page(const struct exchange *exchange)
{
    const char *accept = exchange->request->accept;
    return accept_names(accept, "text/html") && !accept_names(accept, "application/problem+json") && !accept_names(accept, "application/json");
}

static const char *heading_of(const struct exchange *exchange, int status)
{
    return arena_format(exchange->arena, "%d %s", status, problem_title(status));
}

/* What is wrong with each parameter, in a paragraph each. */
static const char *explain(struct arena *arena, const struct error_list *errors)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < errors->count; i++) {
        const struct error *error = &errors->items[i];
        if (i)
            buffer_text(&text, "\n\n");
        if (error->parameter[0])
            buffer_format(&text, "%s: ", error->parameter);
        buffer_text(&text, error->detail);
        /* Where the detail has several lines, with a caret, the list of what is allowed would only distract. */
        if (error->allowed[0] && !strchr(error->detail, '\n'))
            buffer_format(&text, "\nallowed: %s", error->allowed);
        if (error->nearest[0] && !strstr(error->detail, error->nearest))
            buffer_format(&text, "\nthe nearest is %s", error->nearest);
    }
    return buffer_string(&text);
}

static bool draw(struct exchange *exchange, int status, struct buffer *body)
{
    struct error error = {0};
    return problem_picture(heading_of(exchange, status), exchange->response->explanation, exchange->format->drawn, body, &error);
}

void problem_send(struct exchange *exchange)
{
    const int status = exchange->refused_status;
    const struct error_list *errors = exchange->refusal;
    struct response *response = exchange->response;
    struct buffer picture = {.arena = exchange->arena}, page = {.arena = exchange->arena};
    response->status = status;
    response->close = true;
    response->explanation = explain(exchange->arena, errors);
    response_add(response, "Cache-Control", "no-store");
    if (status == 503 || status == 429)
        response_add(response, "Retry-After", "1");
    if (wants_picture(exchange) && draw(exchange, status, &picture)) {
        response_add(response, "Content-Type", exchange->format->content_type);
        response->body = picture.data;
        response->length = picture.length;
        return;
    }
    if (wants_page(exchange)) {
        problem_page(exchange, heading_of(exchange, status), errors, &page);
        response_add(response, "Content-Type", "text/html; charset=utf-8");
        response_add(response, "Content-Security-Policy",
                     "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"); /* framed where it stands for an embedded picture */
        response->body = page.data;
        response->length = page.length;
        return;
    }
    response_add(response, "Content-Type", "application/problem+json");
    response->body = json_text(exchange->arena, problem_value(exchange, status, errors), &response->length);
}
