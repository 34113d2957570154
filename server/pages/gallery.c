/* A figure is a card: picture, title, caption, and where to go from there. All of it works without a script; what needs one is marked. */
#include "server/pages/gallery.h"

#include "base/text.h"

#include "server/pages/html.h"
#include "server/text/query.h"
#include "study/picture.h"

#include <string.h>

static void find_size(const struct question *question, double size[2])
{
    const struct picture *picture = question ? question->parameters : NULL;
    size[0] = picture ? picture->width : 630;
    size[1] = picture ? picture->height : 350;
}

static const char *number_text(struct arena *arena, double number)
{
    struct buffer text = {.arena = arena};
    buffer_number(&text, number);
    return buffer_string(&text);
}

static void write_image(struct buffer *page, const struct gallery *gallery, const struct named_figure *figure, const double size[2],
                        const char *source)
{
    html_format(page, "<img decoding=\"async\" width=\"%s\" height=\"%s\" ", number_text(page->arena, size[0]), number_text(page->arena, size[1]));
    buffer_text(page, source);
    html_format(page, "=\"%s%s.%s%s\" alt=\"%s\">", gallery->folder, figure->id, gallery->shown, gallery->query,
                html_alternative(page->arena, arena_format(page->arena, "%s. %s", figure->title, figure->caption)));
}

static void write_picture(struct buffer *page, const struct gallery *gallery, const struct named_figure *figure, const double size[2])
{
    html_format(page, "<a class=\"picture\" href=\"%s%s.%s\">", gallery->folder, figure->id, gallery->shown);
    /* Browsers load what is lazy from thousands of pixels below: where a script runs, it loads what is nearly seen. */
    if (gallery->live) {
        write_image(page, gallery, figure, size, "class=\"needs-script\" data-src");
        buffer_text(page, "<noscript>");
    }
    write_image(page, gallery, figure, size, "loading=\"lazy\" src");
    buffer_text(page, gallery->live ? "</noscript></a>\n" : "</a>\n");
}

static void write_downloads(struct buffer *page, const struct gallery *gallery, const struct named_figure *figure, const struct question *question)
{
    html_format(page, "<ul class=\"downloads\" aria-label=\"Download %s\">", figure->title);
    for (size_t i = 0; i < gallery->format_count; i++) {
        const char *extension = gallery->formats[i]->extension;
        if (!format_fits(gallery->formats[i], question, NULL))
            continue;
        html_format(page, "<li><a download href=\"%s%s.%s", gallery->folder, figure->id, extension);
        html_format(page, "%s\">%s</a></li>", gallery->live && gallery->formats[i] == &png_format ? "?scale=2" : "", extension);
    }
    buffer_text(page, "</ul>");
}

static void write_card(struct buffer *page, const struct gallery *gallery, const struct named_figure *figure)
{
    struct buffer query = {.arena = page->arena};
    const struct question *question = format_stored_question(page->arena, figure->study, figure->query);
    double size[2];
    find_size(question, size);
    query_encode_stored(&query, figure->query);
    html_format(page, "<article class=\"card\" id=\"%s\" data-figure=\"%s%s\" data-shown=\"%s\"%s>\n", figure->id, gallery->folder, figure->id,
                gallery->shown, gallery->live && question && question_frame(question) > 0 ? " data-moves" : "");
    write_picture(page, gallery, figure, size);
    /* The page of its own is the address to paste where links unfold. */
    if (gallery->live)
        html_format(page, "<h3><a href=\"/figures/%s\">%s</a></h3>", figure->id, figure->title);
    else
        html_format(page, "<h3>%s</h3>", figure->title);
    html_format(page, "\n<p>%s</p>\n<div class=\"actions\">", figure->caption);
    if (gallery->live)
        html_format(page, "<a class=\"open needs-script\" href=\"/?study=%s&%s\">Open in the playground</a>", figure->study, buffer_string(&query));
    html_format(page, "<button type=\"button\" class=\"copy needs-script\" aria-haspopup=\"dialog\" aria-label=\"Copy or embed %s\">Copy…</button>",
                figure->title);
    write_downloads(page, gallery, figure, question);
    buffer_text(page, "</div></article>\n");
}

bool gallery_lists(const char *only, const struct named_figure *figure)
{
    const char *piece;
    size_t length;
    while (only && (piece = text_piece(&only, ',', &length)))
        if (length == strlen(figure->id) && !memcmp(piece, figure->id, length))
            return true;
    return false;
}

static bool shows(const struct gallery *gallery, const struct named_figure *figure, const char *section)
{
    return !strcmp(figure->section, section) && (!gallery->only || gallery_lists(gallery->only, figure));
}

static bool shows_any(const struct gallery *gallery, const char *section)
{
    for (size_t i = 0; i < named_figure_count; i++)
        if (shows(gallery, &named_figures[i], section))
            return true;
    return false;
}

void gallery_write_sections(struct buffer *page, const void *gallery)
{
    for (const char *const *section = figure_sections; *section; section++)
        if (shows_any(gallery, *section)) {
            buffer_text(page, "<li><a href=\"#");
            html_slug(page, *section);
            html_format(page, "\">%s</a></li>", *section);
        }
}

static void write_section(struct buffer *page, const struct gallery *gallery, const char *section)
{
    buffer_text(page, "<section aria-labelledby=\"");
    html_slug(page, section);
    buffer_text(page, "\"><h2 id=\"");
    html_slug(page, section);
    html_format(page, "\">%s</h2>\n<div class=\"cards\">\n", section);
    for (size_t i = 0; i < named_figure_count; i++)
        if (shows(gallery, &named_figures[i], section))
            write_card(page, gallery, &named_figures[i]);
    buffer_text(page, "</div></section>\n");
}

void gallery_write(struct buffer *page, const void *gallery)
{
    for (const char *const *section = figure_sections; *section; section++)
        if (shows_any(gallery, *section))
            write_section(page, gallery, *section);
}
