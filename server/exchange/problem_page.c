#include "server/exchange/problem_page.h"

#include "base/xml.h"

#include <string.h>

static void write_text(struct buffer *out, const char *text)
{
    xml_text(out, text, strlen(text));
}

/* Whether a repair changes this other parameter, too. */
static bool changes_too(const struct error *error, const char *name)
{
    for (size_t k = 0; k < sizeof error->also / sizeof *error->also; k++)
        if (*name && !strcmp(error->also[k].parameter, name))
            return true;
    return false;
}

static void write_argument(struct buffer *address, size_t place, const char *name, const char *value)
{
    buffer_character(address, place ? '&' : '?');
    query_encode(address, name);
    buffer_character(address, '=');
    query_encode(address, value);
}

/* The address that was asked for, with other values of what the repair changes. */
static const char *repaired(const struct exchange *exchange, const struct error *error)
{
    struct buffer address = {.arena = exchange->arena};
    const struct query *query = &exchange->query;
    const char *target = exchange->request->target;
    size_t written = 0;
    buffer_bytes(&address, target, strcspn(target, "?#"));
    for (size_t i = 0; i < query->count; i++) {
        const struct argument *argument = &query->arguments[i];
        if (!changes_too(error, argument->name))
            write_argument(&address, written++, argument->name, strcmp(argument->name, error->parameter) ? argument->value : error->repair);
    }
    for (size_t k = 0; k < sizeof error->also / sizeof *error->also && error->also[k].parameter[0]; k++)
        write_argument(&address, written++, error->also[k].parameter, error->also[k].value);
    return buffer_string(&address);
}

/* The value of the parameter, with those of others behind it. */
static const char *repair_text(struct arena *arena, const struct error *error)
{
    struct buffer text = {.arena = arena};
    buffer_text(&text, error->repair);
    for (size_t k = 0; k < sizeof error->also / sizeof *error->also && error->also[k].parameter[0]; k++)
        buffer_format(&text, ", %s=%s", error->also[k].parameter, error->also[k].value);
    return buffer_string(&text);
}

static void write_link(struct buffer *out, const char *before, const char *address, const char *text)
{
    buffer_format(out, "<p>%s <a href=\"", before);
    write_text(out, address);
    buffer_text(out, "\">");
    write_text(out, text);
    buffer_text(out, "</a></p>\n");
}

static void write_error(const struct exchange *exchange, const struct error *error, struct buffer *out)
{
    buffer_text(out, "<section>");
    if (error->parameter[0]) {
        buffer_text(out, "<h2>");
        write_text(out, error->parameter);
        buffer_text(out, "</h2>");
    }
    const size_t sentence = strcspn(error->detail, "\n");
    buffer_text(out, "<p>");
    xml_text(out, error->detail, sentence);
    buffer_text(out, "</p>\n");
    if (error->detail[sentence]) { /* the formula, and a caret below it */
        buffer_text(out, "<pre>");
        write_text(out, error->detail + sentence + 1);
        buffer_text(out, "</pre>\n");
    }
    if (error->allowed[0]) {
        buffer_text(out, "<p>Allowed: ");
        write_text(out, error->allowed);
        buffer_text(out, "</p>\n");
    }
    if (error->repair[0] && exchange_is_kept(exchange))
        write_link(out, "Is this meant?", repaired(exchange, error), repair_text(exchange->arena, error));
    else if (error->nearest[0] == '/')
        write_link(out, "The nearest is", error->nearest, error->nearest);
    else if (error->nearest[0] && !strstr(error->detail, error->nearest)) {
        buffer_text(out, "<p>The nearest is ");
        write_text(out, error->nearest);
        buffer_text(out, "</p>\n");
    }
    buffer_text(out, "</section>\n");
}

void problem_page(const struct exchange *exchange, const char *heading, const struct error_list *errors, struct buffer *out)
{
    buffer_text(out,
                "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    write_text(out, heading);
    buffer_text(
        out,
        " · landscaped</title>\n<style>:root{color-scheme:light dark}body{font:1rem/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
        "h2{font-size:1rem;margin-bottom:0}p,pre{margin:.3rem 0;overflow-wrap:anywhere}pre{overflow-x:auto;overflow-wrap:normal}</style></head>\n"
        "<body><main><h1>");
    write_text(out, heading);
    buffer_text(out, "</h1>\n");
    for (size_t i = 0; i < errors->count; i++)
        write_error(exchange, &errors->items[i], out);
    buffer_text(out, "<p><a href=\"/\">The page</a> · <a href=\"/docs\">Reference</a></p></main></body></html>\n");
}
