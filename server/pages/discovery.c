/* How programs find what there is: robots.txt (RFC 9309), sitemap.xml (sitemaps.org), the catalogue of APIs (RFC 9727, a linkset of RFC 9264) and
 * the icon where browsers look for it unasked. */
#include "server/pages/page.h"

#include "server/exchange/origin.h"
#include "server/pages/html.h"
#include "server/pages/web_assets.h"
#include "server/text/json.h"

static enum verdict send_text(struct exchange *exchange, const char *type, const struct buffer *body)
{
    return exchange_send(exchange, &(struct content){.type = type, .compressible = true, .body = buffer_string(body), .length = body->length});
}

/* Addresses of formulas are without end: crawlers are led to the pages and the named figures. */
enum verdict discovery_handle_robots(struct exchange *exchange)
{
    struct buffer body = {.arena = exchange->arena};
    buffer_format(&body,
                  "User-agent: *\nAllow: /v1/figures/\nDisallow: /v1/\nDisallow: /oembed\nDisallow: /metrics\nDisallow: /*?\n\n"
                  "Sitemap: %s/sitemap.xml\n",
                  origin_of(exchange));
    return send_text(exchange, "text/plain; charset=utf-8", &body);
}

enum verdict discovery_handle_sitemap(struct exchange *exchange)
{
    static const char *const pages[] = {"/", "/docs", "/docs/cookbook"};
    struct buffer body = {.arena = exchange->arena};
    const char *origin = origin_of(exchange);
    buffer_text(&body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
                       "xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\n");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        html_format(&body, "<url><loc>%s%s</loc></url>\n", origin, pages[i]);
    for (size_t i = 0; i < named_figure_count; i++)
        html_format(&body, "<url><loc>%s/figures/%s</loc><image:image><image:loc>%s/v1/figures/%s.png</image:loc></image:image></url>\n", origin,
                    named_figures[i].id, origin, named_figures[i].id);
    buffer_text(&body, "</urlset>\n");
    return send_text(exchange, "application/xml", &body);
}

static void add_link(struct arena *arena, struct value *links, const char *origin, const char *path, const char *type)
{
    struct value *link = value_add(arena, links, NULL, VALUE_OBJECT);
    value_add_text(arena, link, "href", arena_format(arena, "%s%s", origin, path));
    value_add_text(arena, link, "type", type);
}

static struct value *add_relation(struct arena *arena, struct value *context, const char *relation)
{
    return value_add(arena, context, relation, VALUE_LIST);
}

enum verdict discovery_handle_catalog(struct exchange *exchange)
{
    static const char path[] = "/.well-known/api-catalog";
    struct arena *arena = exchange->arena;
    struct buffer body = {.arena = arena};
    const char *origin = origin_of(exchange);
    struct value *catalog = value_object(arena), *set = value_add(arena, catalog, "linkset", VALUE_LIST);
    struct value *list = value_add(arena, set, NULL, VALUE_OBJECT), *api = value_add(arena, set, NULL, VALUE_OBJECT);
    value_add_text(arena, list, "anchor", arena_format(arena, "%s%s", origin, path));
    add_link(arena, add_relation(arena, list, "item"), origin, "/v1", "application/json");
    value_add_text(arena, api, "anchor", arena_format(arena, "%s/v1", origin));
    struct value *descriptions = add_relation(arena, api, "service-desc");
    add_link(arena, descriptions, origin, "/openapi.yaml", "application/yaml");
    add_link(arena, descriptions, origin, "/openapi.json", "application/json");
    add_link(arena, add_relation(arena, api, "service-doc"), origin, "/docs", "text/html");
    add_link(arena, add_relation(arena, api, "status"), origin, "/readyz", "text/plain");
    buffer_text(&body, json_text(arena, catalog, NULL));
    response_add(exchange->response, "Link", arena_format(arena, "<%s%s>; rel=\"api-catalog\"", origin, path));
    return send_text(exchange, "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"", &body);
}

enum verdict discovery_handle_icon(struct exchange *exchange)
{
    struct web_asset asset;
    if (!web_asset_find("icon.svg", &asset))
        return VERDICT_NOT_HERE;
    const char *body = arena_copy(exchange->arena, asset.data, asset.length);
    return exchange_send(exchange, &(struct content){.type = asset.type, .compressible = true, .body = body, .length = asset.length});
}
