/* Links that unfold: a page for each named figure with OpenGraph tags, and what oEmbed (oembed.com) says of such pages, of pictures and of
 * studies. Readers of both want absolute addresses, so these start with the service's own (server/exchange/origin.h). */
#include "server/pages/page.h"
#include "base/contract.h"

#include "base/text.h"
#include "server/exchange/origin.h"
#include "server/exchange/problem.h"
#include "server/formats/format.h"
#include "server/pages/html.h"
#include "server/pages/state.h"
#include "server/text/json.h"
#include "server/text/query.h"
#include "study/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LEAST_SIDE = 16 }; /* of a picture */

/* A picture that a link stands for. */
struct picture_link {
    const char *title;
    const char *path;  /* "/v1/figures/risk" */
    const char *query; /* as sent, "" if there is none */
    double width, height, scale;
    const char *frame; /* "/embed?study=…": where it can be framed, too; null: nowhere */
};

static const struct named_figure *figure_find(const char *id)
{
    for (size_t i = 0; i < named_figure_count; i++)
        if (!strcmp(named_figures[i].id, id))
            return &named_figures[i];
    return NULL;
}

/* The stored query's arguments, but for those that are given anew, then the given ones. */
static struct argument *lay_over(struct arena *arena, const char *stored_query, const struct query *given, size_t *count)
{
    struct argument *stored;
    size_t stored_count;
    query_split(arena, stored_query, &stored, &stored_count);
    struct argument *all = ARENA_NEW(arena, struct argument, stored_count + given->count);
    *count = 0;
    for (size_t i = 0; i < stored_count; i++) {
        size_t same = 0;
        while (same < given->count && strcmp(given->arguments[same].name, stored[i].name) != 0)
            same++;
        if (same == given->count)
            all[(*count)++] = stored[i];
    }
    for (size_t i = 0; i < given->count; i++)
        all[(*count)++] = given->arguments[i];
    return all;
}

/* What a study's question is about: the title it was given, else f, else what the study asks. */
static const char *title_of(struct arena *arena, const struct question *question)
{
    const struct picture *picture = question->parameters;
    const struct value *f = value_find(question_query(arena, question), "f");
    return picture->title && *picture->title ? picture->title : f && f->kind == VALUE_TEXT ? f->text : question->study->question;
}

/* Fills in size and title of the picture that a figure (or, when null, the study) has with these arguments. */
static bool describe(struct arena *arena, const struct named_figure *figure, const struct study *study, const struct query *given,
                     struct picture_link *link, struct error_list *errors)
{
    const char *ignored;
    struct question question = {0};
    size_t count;
    const struct argument *arguments = lay_over(arena, figure ? figure->query : "", given, &count);
    if (!question_parse(arena, figure ? study_find(figure->study, &ignored) : study, arguments, count, &question, errors))
        return false;
    const struct picture *picture = question.parameters;
    link->title = figure ? figure->title : title_of(arena, &question);
    link->width = picture->width;
    link->height = picture->height;
    link->scale = picture->scale;
    return true;
}

static enum verdict send_body(struct exchange *exchange, const char *type, const struct buffer *body)
{
    return exchange_send(exchange, &(struct content){.type = type, .compressible = true, .body = buffer_string(body), .length = body->length});
}

/* Pages */

/* The address of what oEmbed says of a page. */
static const char *oembed_address(struct arena *arena, const char *origin, const char *page, const char *format)
{
    struct buffer address = {.arena = arena};
    buffer_format(&address, "%s/oembed?format=%s&url=", origin, format);
    query_encode(&address, page);
    return buffer_string(&address);
}

static void append_tags(struct buffer *page, const struct named_figure *figure, const struct picture_link *link, const char *origin)
{
    enum { SCALE = 2 };
    struct arena *arena = page->arena;
    const char *address = arena_format(arena, "%s/figures/%s", origin, figure->id);
    const char *image = arena_format(arena, "%s%s.png?scale=%d", origin, link->path, SCALE);
    html_format(page, "<title>%s</title>\n<meta name=\"description\" content=\"%s\">\n<link rel=\"canonical\" href=\"%s\">\n", figure->title,
                figure->caption, address);
    html_format(page,
                "<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"landscaped\">\n"
                "<meta property=\"og:title\" content=\"%s\">\n<meta property=\"og:description\" content=\"%s\">\n"
                "<meta property=\"og:url\" content=\"%s\">\n",
                figure->title, figure->caption, address);
    html_format(page,
                "<meta property=\"og:image\" content=\"%s\">\n<meta property=\"og:image:type\" content=\"image/png\">\n"
                "<meta property=\"og:image:width\" content=\"%s\">\n<meta property=\"og:image:height\" content=\"%s\">\n"
                "<meta property=\"og:image:alt\" content=\"%s\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n",
                image, arena_format(arena, "%.0f", link->width * SCALE), arena_format(arena, "%.0f", link->height * SCALE),
                html_alternative(arena, figure->caption));
    html_format(page,
                "<link rel=\"alternate\" type=\"application/json+oembed\" title=\"%s\" href=\"%s\">\n"
                "<link rel=\"alternate\" type=\"text/xml+oembed\" title=\"%s\" href=\"%s\">\n",
                figure->title, oembed_address(arena, origin, address, "json"), figure->title, oembed_address(arena, origin, address, "xml"));
}

/* The figures before and after it, and the playground, where it can be changed. */
static void append_ways_on(struct buffer *page, const struct named_figure *figure)
{
    const size_t place = (size_t)(figure - named_figures);
    struct buffer query = {.arena = page->arena};
    query_encode_stored(&query, figure->query);
    buffer_text(page, "<nav aria-label=\"Figures\">");
    if (place > 0)
        html_format(page, "<a rel=\"prev\" href=\"/figures/%s\">← %s</a> · ", figure[-1].id, figure[-1].title);
    html_format(page, "<a href=\"/?study=%s&amp;%s\">Open in the playground</a>", figure->study, buffer_string(&query));
    if (place + 1 < named_figure_count)
        html_format(page, " · <a rel=\"next\" href=\"/figures/%s\">%s →</a>", figure[1].id, figure[1].title);
    buffer_text(page, "</nav>");
}

static void append_page(struct buffer *page, const struct named_figure *figure, const struct picture_link *link, const char *origin)
{
    struct arena *arena = page->arena;
    buffer_text(page, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width\">\n");
    append_tags(page, figure, link, origin);
    buffer_text(page, "<style>:root{color-scheme:light dark}body{font:16px/1.5 sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}"
                      "figure{margin:0}img{max-width:100%;height:auto}</style></head>\n");
    html_format(page,
                "<body><p><a href=\"/\">landscaped</a> · %s</p>\n<main><figure><h1>%s</h1>\n"
                "<img src=\"%s.svg?theme=auto\" width=\"%s\" height=\"%s\" alt=\"%s\">\n<figcaption>%s",
                figure->section, figure->title, link->path, arena_format(arena, "%.0f", link->width), arena_format(arena, "%.0f", link->height),
                html_alternative(arena, figure->caption), figure->caption);
    const struct question *question = format_stored_question(arena, figure->study, figure->query);
    for (size_t i = 0; i < format_count; i++)
        if (format_fits(formats[i], question, NULL))
            html_format(page, " <a href=\"%s.%s\">%s</a>", link->path, formats[i]->extension, formats[i]->extension);
    buffer_text(page, "</figcaption></figure></main>\n");
    append_ways_on(page, figure);
    buffer_text(page, "</body></html>\n");
}

enum verdict oembed_handle_page(struct exchange *exchange)
{
    struct arena *arena = exchange->arena;
    const struct named_figure *figure = figure_find(exchange->query.segments[1]);
    struct picture_link link = {.path = arena_format(arena, "/v1/figures/%s", exchange->query.segments[1])};
    struct error_list *errors = ARENA_NEW(arena, struct error_list, 1);
    struct buffer page = {.arena = arena};
    if (!figure) {
        struct error *error = error_list_next(errors);
        const char *nearest = NULL;
        for (size_t i = 0; i < named_figure_count; i++)
            text_nearest(exchange->query.segments[1], named_figures[i].id, &nearest);
        error_set(error, ERROR_UNKNOWN, "there is no figure of that name; /v1/figures lists them");
        error_blame(error, "id", exchange->query.segments[1]);
        text_shorten(error->nearest, sizeof error->nearest, nearest ? nearest : "");
        return exchange_refuse(exchange, 404, errors);
    }
    if (!describe(arena, figure, NULL, &(struct query){.count = 0}, &link, errors)) {
        return exchange_refuse(exchange, problem_status(errors), errors);
    }
    append_page(&page, figure, &link, origin_of(exchange));
    page_allow_frames(exchange);
    return send_body(exchange, "text/html; charset=utf-8", &page);
}

/* oEmbed */

/* The value of an argument, or null. Unknown arguments are not looked at: consumers add their own, and oEmbed has them ignored. */
static const char *argument_of(const struct query *query, const char *name)
{
    return query_find(query->arguments, query->count, name);
}

/* The picture of a state of the page, /?study=…, or of its frame, /embed?study=…. */
static bool resolve_state(struct arena *arena, const struct query *query, struct picture_link *link)
{
    struct state state;
    if (!state_read(arena, query, &state))
        return false;
    const struct picture *picture = state.question.parameters;
    *link = (struct picture_link){.title = state.title,
                                  .path = arena_format(arena, "/v1/%s", state.question.study->name),
                                  .query = state.query,
                                  .width = picture->width,
                                  .height = picture->height,
                                  .scale = picture->scale,
                                  .frame = arena_format(arena, "/embed?study=%s&%s", state.question.study->name, state.query)};
    return true;
}

/* Finds what stands behind an address: /?study=…, /embed?study=…, /figures/{id}, /v1/figures/{id}.{ext} or /v1/{study}.{ext}. */
static bool resolve(struct arena *arena, const char *url, struct picture_link *link, struct error_list *errors)
{
    const char *address = arena_copy(arena, url, strcspn(url, "#")), *ignored;
    struct query query = {0};
    if (!query_parse(arena, address, &query, errors) || query.segment_count > 3)
        return false;
    if (query.segment_count == 1)
        return (!*query.segments[0] || !strcmp(query.segments[0], "embed")) && resolve_state(arena, &query, link);
    char *last = query.segments[query.segment_count - 1], *dot = strrchr(last, '.');
    if (dot && format_find(dot + 1))
        *dot = 0;
    const bool page = query.segment_count == 2 && !strcmp(query.segments[0], "figures");
    const bool figure_path = query.segment_count == 3 && !strcmp(query.segments[0], "v1") && !strcmp(query.segments[1], "figures");
    const struct named_figure *figure = page || figure_path ? figure_find(last) : NULL;
    const struct study *study = query.segment_count == 2 && !strcmp(query.segments[0], "v1") ? study_find(last, &ignored) : NULL;
    if (!figure && !study)
        return false;
    if (page)
        query.count = 0; /* pages have no arguments but those that trackers add */
    const char *mark = strchr(address, '?');
    link->query = mark && !page ? query_visible(arena, mark + 1, strlen(mark + 1)) : "";
    link->path = figure ? arena_format(arena, "/v1/figures/%s", figure->id) : arena_format(arena, "/v1/%s", study->name);
    return describe(arena, figure, study, &query, link, errors);
}

/* The most pixels that an argument allows, infinitely many without it; false if it is no number of pixels. */
static bool read_limit(const struct exchange *exchange, const char *name, double *limit, struct error_list *errors)
{
    const char *text = argument_of(&exchange->query, name);
    *limit = HUGE_VAL;
    if (!text)
        return true;
    *limit = (double)strtoul(text, NULL, 10);
    if (!text[strspn(text, "0123456789")] && *limit >= LEAST_SIDE)
        return true;
    struct error *error = error_list_next(errors);
    error_set(error, ERROR_INVALID, "%s takes a whole number of pixels from %d on", name, LEAST_SIDE);
    return error_blame(error, name, text);
}

/* Lowers the picture's size, in proportion, to at most that many pixels. */
static bool shrink(struct arena *arena, struct picture_link *link, double most_width, double most_height)
{
    const double factor = fmin(most_width / (link->width * link->scale), most_height / (link->height * link->scale));
    if (factor >= 1)
        return true;
    const char *rest = query_without(arena, query_without(arena, link->query, "width"), "height");
    link->width = floor(link->width * factor);
    link->height = floor(link->height * factor);
    link->query = arena_format(arena, "%s%swidth=%.0f&height=%.0f", rest, *rest ? "&" : "", link->width, link->height);
    return link->width >= LEAST_SIDE && link->height >= LEAST_SIDE;
}

/* The address and the pixels of the PNG, under names that begin with `prefix`. */
static void add_picture(struct value *answer, struct arena *arena, const struct picture_link *link, const char *origin, const char *prefix)
{
    CONTRACT(link->query);
    const char *query = format_query(arena, &png_format, link->query);
    value_add_text(arena, answer, arena_format(arena, "%surl", prefix),
                   arena_format(arena, "%s%s.png%s%s", origin, link->path, *query ? "?" : "", query));
    value_add_number(arena, answer, arena_format(arena, "%swidth", prefix), round(link->width * link->scale));
    value_add_number(arena, answer, arena_format(arena, "%sheight", prefix), round(link->height * link->scale));
}

/* A picture is a photo; a state of the page is a frame, which moves where its study does, with the picture as its thumbnail. */
static struct value *unfold(struct arena *arena, const struct picture_link *link, const char *origin)
{
    struct value *answer = value_object(arena);
    value_add_text(arena, answer, "version", "1.0");
    value_add_text(arena, answer, "type", link->frame ? "rich" : "photo");
    value_add_text(arena, answer, "title", link->title);
    if (link->frame) {
        struct buffer html = {.arena = arena};
        html_format(&html, "<iframe src=\"%s%s\" width=\"%s\" height=\"%s\" style=\"border:0\" title=\"%s\" loading=\"lazy\"></iframe>", origin,
                    link->frame, arena_format(arena, "%.0f", link->width), arena_format(arena, "%.0f", link->height), link->title);
        value_add_text(arena, answer, "html", buffer_string(&html));
        value_add_number(arena, answer, "width", link->width);
        value_add_number(arena, answer, "height", link->height);
    }
    add_picture(answer, arena, link, origin, link->frame ? "thumbnail_" : "");
    value_add_text(arena, answer, "provider_name", "landscaped");
    value_add_text(arena, answer, "provider_url", arena_format(arena, "%s/", origin));
    value_add_number(arena, answer, "cache_age", 86400);
    return answer;
}

static void append_xml(struct buffer *xml, const struct value *answer)
{
    buffer_text(xml, "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed>\n");
    for (const struct value *member = answer->children.first; member; member = member->next) {
        const char *text = member->kind == VALUE_TEXT ? member->text : arena_format(xml->arena, "%.0f", member->number);
        html_format(xml, "<%s>%s</%s>\n", member->name, text, member->name);
    }
    buffer_text(xml, "</oembed>\n");
}

/* What is asked for; false with the errors filled in, and *status what to send with them. */
static bool read_request(struct exchange *exchange, struct picture_link *link, int *status, struct error_list *errors)
{
    const char *url = argument_of(&exchange->query, "url");
    double most_width, most_height;
    *status = 400;
    if (!url) {
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_INVALID, "url is required: the address of a figure, for instance /figures/risk");
        return error_blame(error, "url", "");
    }
    if (!read_limit(exchange, "maxwidth", &most_width, errors) || !read_limit(exchange, "maxheight", &most_height, errors))
        return false;
    if (origin_is_ours(exchange, url) && resolve(exchange->arena, url, link, errors) && shrink(exchange->arena, link, most_width, most_height))
        return true;
    if (!errors->count) {
        *status = 404;
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_UNKNOWN, "there is no picture of ours (of that size) at this address; /v1/figures lists some");
        error_blame(error, "url", url);
    }
    return false;
}

/* The service's own address: where no setting gives it, that of the consumer's request for a link, which has the scheme. */
static const char *origin_in(struct exchange *exchange, const char *url)
{
    CONTRACT(url);
    const size_t scheme = !origin_varies(exchange->limits) || strncasecmp(url, "http", 4) != 0 ? 0 : strcspn(url, ":") + 3;
    return scheme ? arena_copy(exchange->arena, url, scheme + strcspn(url + scheme, "/?#")) : origin_of(exchange);
}

enum verdict oembed_handle(struct exchange *exchange)
{
    const char *form = argument_of(&exchange->query, "format"), *url = argument_of(&exchange->query, "url");
    const bool xml = form && !strcmp(form, "xml");
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    struct picture_link link = {0};
    int status;
    if (form && !xml && strcmp(form, "json") != 0) {
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_INVALID, "oEmbed is answered as json or xml");
        error_blame(error, "format", form);
        text_shorten(error->allowed, sizeof error->allowed, "json, xml");
        return exchange_refuse(exchange, 501, errors); /* the status oEmbed asks for */
    }
    if (!read_request(exchange, &link, &status, errors)) {
        return exchange_refuse(exchange, status, errors);
    }
    const struct value *answer = unfold(exchange->arena, &link, origin_in(exchange, url));
    struct buffer body = {.arena = exchange->arena};
    if (xml)
        append_xml(&body, answer);
    else
        buffer_text(&body, json_text(exchange->arena, answer, NULL));
    return send_body(exchange, xml ? "text/xml; charset=utf-8" : "application/json", &body);
}
