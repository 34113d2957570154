/* The page at '/' and the files it is made of. The page is a template of server/web/ with the tables written into it: studies as links,
 * named figures as cards, so that it is a gallery before any script has run. */
#include "server/pages/page.h"

#include "server/pages/gallery.h"
#include "server/pages/html.h"
#include "server/pages/web_assets.h"

#include <string.h>

enum verdict page_send(struct exchange *exchange, const struct buffer *page)
{
    const char *body = buffer_string(page);
    response_add(exchange->response, "Content-Security-Policy",
                 "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; "
                 "form-action 'self'; frame-ancestors 'none'");
    response_add(exchange->response, "Referrer-Policy", "no-referrer");
    return exchange_send(
        exchange,
        &(struct content){.type = "text/html; charset=utf-8", .compressible = true, .revalidated = true, .body = body, .length = page->length});
}

/* Links to the studies, each with its example: what the tabs of the playground are. */
static void write_studies(struct buffer *page, const void *context)
{
    (void)context;
    for (size_t i = 0; i < study_count; i++) {
        struct buffer query = {.arena = page->arena};
        query_encode_stored(&query, studies[i]->example);
        struct buffer name = {.arena = page->arena};
        for (const char *at = studies[i]->name; *at; at++)
            buffer_character(&name, *at == '-' ? ' ' : *at);
        html_format(page, "<li><a href=\"/?study=%s&%s\" data-study=\"%s\">%s</a></li>", studies[i]->name, buffer_string(&query), studies[i]->name,
                    buffer_string(&name));
    }
}

enum verdict page_handle(struct exchange *exchange)
{
    static const struct html_part parts[] = {
        {"studies", write_studies}, {"sections", gallery_write_sections}, {"gallery", gallery_write}, {NULL, NULL}};
    const struct gallery gallery = {
        .live = true, .folder = "/v1/figures/", .shown = "svg", .query = "?theme=auto", .formats = formats, .format_count = format_count};
    struct buffer page = {.arena = exchange->arena};
    struct web_asset template;
    if (web_asset_find("index.html", &template))
        html_fill(&page, template.data, template.length, parts, &gallery);
    return page_send(exchange, &page);
}

enum verdict page_handle_asset(struct exchange *exchange)
{
    struct web_asset asset;
    if (!web_asset_find(exchange->query.segments[1], &asset) || !asset.type) {
        return VERDICT_NOT_HERE;
    }
    const char *body = arena_copy(exchange->arena, asset.data, asset.length);
    return exchange_send(exchange,
                         &(struct content){.type = asset.type, .compressible = true, .revalidated = true, .body = body, .length = asset.length});
}
