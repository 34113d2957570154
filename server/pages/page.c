/* The page at '/' and the files it is made of. The page is a template of server/web/ with the tables and the state of the address written into
 * it: verbs as links, the picture, its first fields, named figures as cards, so that it can be used before any script has run. */
#include "server/pages/page.h"

#include "base/contract.h"
#include "server/exchange/origin.h"
#include "server/pages/gallery.h"
#include "server/pages/html.h"
#include "server/pages/state.h"
#include "server/pages/web_assets.h"

#include <ctype.h>
#include <string.h>

/* The way to the content, and the pages; the one that is shown is marked, and sections of it are addressed by their fragment alone. */
static void write_bar(struct buffer *page, const char *template)
{
    static const struct {
        const char *address, *name, *template, *attributes;
    } links[] = {{"/#playground", "Playground", "index.html", " class=\"needs-script by-brand\""},
                 {"/#gallery", "Gallery", "index.html", ""},
                 {"/docs/cookbook", "Cookbook", "cookbook.html", ""},
                 {"/docs", "Reference", "docs.html", ""}};
    buffer_text(page, "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header class=\"bar\">\n"
                      "<a class=\"brand\" href=\"/\"><img src=\"/web/icon.svg\" alt=\"\" width=\"24\" height=\"24\">landscaped</a>\n"
                      "<nav aria-label=\"Pages\"><ul>\n");
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        const bool here = !strcmp(links[i].template, template), section = strchr(links[i].address, '#');
        buffer_format(page, "<li%s><a href=\"%s\"%s>%s</a></li>\n", links[i].attributes, links[i].address + (here && section),
                      here && !section ? " aria-current=\"page\"" : "", links[i].name);
    }
    buffer_text(page, "</ul></nav>\n<button type=\"button\" id=\"theme\" class=\"quiet needs-script\">Theme</button>\n</header>");
}

void page_fill(struct buffer *page, const char *template, const struct html_part *parts, const void *context)
{
    static const char marker[] = "<!--bar-->";
    enum { MARKER_LENGTH = sizeof marker - 1 };
    struct web_asset asset;
    const char *bar = web_asset_find(template, &asset) ? memmem(asset.data, asset.length, marker, MARKER_LENGTH) : NULL;
    CONTRACT(bar);
    if (!bar)
        return;
    const char *rest = bar + MARKER_LENGTH;
    html_fill(page, asset.data, (size_t)(bar - asset.data), parts, context);
    write_bar(page, template);
    html_fill(page, rest, (size_t)(asset.data + asset.length - rest), parts, context);
}

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

void page_allow_frames(struct exchange *exchange)
{
    response_add(exchange->response, "Content-Security-Policy",
                 "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *");
    response_add(exchange->response, "Referrer-Policy", "no-referrer");
}

/* What the parts of the template are written from; begins with the gallery, which writes parts of its own. */
struct contents {
    struct gallery gallery;
    struct state state;
    const char *origin;
};

static void write_head(struct buffer *page, const void *contents)
{
    state_write_head(page, &((const struct contents *)contents)->state, ((const struct contents *)contents)->origin);
}

static void write_picture(struct buffer *page, const void *contents)
{
    state_write_picture(page, &((const struct contents *)contents)->state);
}

static void write_verbs(struct buffer *page, const void *contents)
{
    state_write_verbs(page, &((const struct contents *)contents)->state);
}

static void write_fields(struct buffer *page, const void *contents)
{
    state_write_fields(page, &((const struct contents *)contents)->state);
}

static void write_thumbnails(struct buffer *page, const void *contents)
{
    (void)contents;
    state_write_thumbnails(page);
}

/* The modules that begin.js asks for; theme.js is none, docs.js is of another page, and the others are loaded when they are used. */
static bool is_module(const struct web_asset *asset)
{
    static const char *const others[] = {"theme.js", "begin.js", "share.js", "facts.js", "docs.js", "pick.js", "tiles.js"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(asset->name, others[i]))
            return false;
    return asset->type && strstr(asset->type, "javascript");
}

static void write_modules(struct buffer *page, const void *contents)
{
    (void)contents;
    const char *between = "";
    struct web_asset asset;
    buffer_text(page, "<template id=\"modules\" data-names=\"");
    for (size_t i = 0; web_asset_at(i, &asset); i++)
        if (is_module(&asset)) {
            html_format(page, "%s%s", between, asset.name);
            between = " ";
        }
    buffer_text(page, "\"></template>");
}

static void write_question(struct buffer *page, const void *contents)
{
    const char *question = ((const struct contents *)contents)->state.question.study->question;
    html_format(page, "%s%s", arena_format(page->arena, "%c", toupper((unsigned char)*question)), question + 1);
}

static void write_help(struct buffer *page, const void *contents)
{
    html_format(page, "%s", ((const struct contents *)contents)->state.question.study->help);
}

/* Its bar has its place from the beginning where there will be steps to play: what is below it does not move when they come. */
static void write_player(struct buffer *page, const void *contents)
{
    const struct study *study = ((const struct contents *)contents)->state.question.study;
    bool plays = false;
    for (size_t i = 0; i < study->parameter_count; i++)
        plays = plays || !strcmp(study->parameters[i].name, "start");
    buffer_text(page, "<div id=\"player\" class=\"player needs-script\" role=\"group\" aria-label=\"Steps\"");
    buffer_text(page, plays ? "></div>" : " hidden></div>");
}

/* For scripts: the address of the state, which is the beginning's where none is given, and the lists of names with what each is a list of. */
static void write_beginning(struct buffer *page, const void *contents)
{
    const struct state *state = &((const struct contents *)contents)->state;
    html_format(page, "<template id=\"beginning\" data-address=\"?study=%s&%s\" data-collections=\"", state->question.study->name, state->query);
    for (size_t i = 0; i < collection_count; i++)
        html_format(page, "%s%s:%s", i ? " " : "", collections[i].name, collections[i].member);
    buffer_text(page, "\"></template>");
}

enum verdict page_handle(struct exchange *exchange)
{
    static const struct html_part parts[] = {{"head", write_head},
                                             {"modules", write_modules},
                                             {"question", write_question},
                                             {"help", write_help},
                                             {"verbs", write_verbs},
                                             {"picture", write_picture},
                                             {"fields", write_fields},
                                             {"thumbnails", write_thumbnails},
                                             {"beginning", write_beginning},
                                             {"player", write_player},
                                             {"sections", gallery_write_sections},
                                             {"gallery", gallery_write},
                                             {NULL, NULL}};
    struct contents contents = {
        .gallery = {.live = true, .folder = "/v1/figures/", .shown = "svg", .query = "?theme=auto", .formats = formats, .format_count = format_count},
        .origin = origin_of(exchange)};
    if (!state_read(exchange->arena, &exchange->query, &contents.state))
        state_begin(exchange->arena, &contents.state);
    struct buffer page = {.arena = exchange->arena};
    page_fill(&page, "index.html", parts, &contents);
    return page_send(exchange, &page);
}

enum verdict page_handle_asset(struct exchange *exchange)
{
    struct web_asset asset;
    if (!web_asset_find(exchange->query.segments[1], &asset) || !asset.type) {
        return VERDICT_NOT_HERE;
    }
    const char *body = arena_copy(exchange->arena, asset.data, asset.length);
    return exchange_send(
        exchange,
        &(struct content){.type = asset.type, .compressible = true, .revalidated = true, .lasting = true, .body = body, .length = asset.length});
}
