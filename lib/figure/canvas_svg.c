/* SVG, written directly: small, the same bytes every time, and with colours that can follow the reader's preference. Letters are outlines, or
 * characters if the page says so. */
#include "figure/canvas_svg.h"

#include "base/xml.h"
#include "figure/png.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void base64(struct buffer *out, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16 | (uint32_t)(i + 1 < length ? bytes[i + 1] : 0) << 8 | (i + 2 < length ? bytes[i + 2] : 0);
        char four[] = {digits[group >> 18], digits[group >> 12 & 63], i + 1 < length ? digits[group >> 6 & 63] : '=',
                       i + 2 < length ? digits[group & 63] : '='};
        buffer_bytes(out, four, 4);
    }
}

static void svg_image(struct canvas *canvas, struct box box, uint32_t *pixels, uint32_t columns, uint32_t rows, bool smooth)
{
    struct buffer *out = &((struct svg_canvas *)canvas)->body, png = {.arena = canvas->arena};
    bool opaque = true;
    for (size_t i = 0; i < (size_t)columns * rows && opaque; i++)
        opaque = pixels[i] >> 24 == 255;
    png_write(&png, pixels, columns, rows, opaque, false, 0);
    ((struct svg_canvas *)canvas)->links = true;
    buffer_text(out, "<image x=\"");
    svg_number(out, box.x0);
    buffer_text(out, "\" y=\"");
    svg_number(out, box.y0);
    buffer_text(out, "\" width=\"");
    svg_number(out, box_width(box));
    buffer_text(out, "\" height=\"");
    svg_number(out, box_height(box));
    buffer_text(out, "\" preserveAspectRatio=\"none\"");
    buffer_text(out, smooth ? "" : " style=\"image-rendering:pixelated\"");
    buffer_text(out, " xlink:href=\"data:image/png;base64,");
    base64(out, (const unsigned char *)png.data, png.length);
    buffer_text(out, "\"/>\n");
}

static const struct clip *find_clip(struct svg_canvas *canvas, const long sides[4])
{
    for (struct clip *clip = canvas->clips; clip; clip = clip->before)
        if (memcmp(clip->sides, sides, sizeof clip->sides) == 0)
            return clip;
    struct clip *clip = ARENA_NEW(canvas->base.arena, struct clip, 1);
    clip->before = canvas->clips;
    memcpy(clip->sides, sides, sizeof clip->sides);
    return canvas->clips = clip;
}

static void clip_id(struct buffer *out, const struct clip *clip)
{
    for (int i = 0; i < 4; i++) {
        buffer_character(out, i ? '_' : 'c');
        svg_fixed(out, clip->sides[i], 0);
    }
}

static void svg_clip(struct canvas *canvas, struct box box)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    const long sides[] = {svg_rounded(box.x0), svg_rounded(box.y0), svg_rounded(box.x1), svg_rounded(box.y1)};
    mine->opened = mine->body.length;
    buffer_text(&mine->body, "<g clip-path=\"url(#");
    clip_id(&mine->body, find_clip(mine, sides));
    buffer_text(&mine->body, ")\">\n");
    mine->begun = mine->body.length;
}

static void svg_group(struct canvas *canvas, const char *name, const char *attributes)
{
    struct buffer *out = &((struct svg_canvas *)canvas)->body;
    buffer_text(out, "<g data-part=\"");
    buffer_text(out, name);
    buffer_character(out, '"');
    buffer_text(out, attributes);
    buffer_text(out, ">\n");
}

static void svg_end(struct canvas *canvas)
{
    buffer_text(&((struct svg_canvas *)canvas)->body, "</g>\n");
}

/* A clip of nothing is taken back. */
static void svg_unclip(struct canvas *canvas)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    if (mine->body.length != mine->begun) {
        svg_end(canvas);
        return;
    }
    mine->body.length = mine->opened;
    mine->begun = 0; /* what is written next may end at the same place */
}

static void style_rules(const struct svg_canvas *canvas, struct buffer *out, const uint32_t *colours)
{
    for (int role = 0; role < PAINT_ROLES; role++) {
        if (canvas->fill_used[role])
            buffer_format(out, ".f%d{fill:#%06x}", role, colours[role]);
        if (canvas->stroke_used[role])
            buffer_format(out, ".s%d{stroke:#%06x}", role, colours[role]);
    }
}

/* The rules by which the figure moves. */
static void write_motion(const struct svg_canvas *canvas, struct buffer *out)
{
    const struct canvas_page *page = &canvas->base.page;
    if (!canvas->rules)
        return;
    buffer_text(out, "<style>@media (prefers-reduced-motion:no-preference){\n");
    for (const struct svg_rule *rule = canvas->rules; rule; rule = rule->before) {
        buffer_format(out, ".%s{animation:%s %gs %s ", rule->name, rule->name, page->duration, rule->easing);
        if (page->loops)
            buffer_format(out, "%zu", page->loops);
        else
            buffer_text(out, "infinite");
        buffer_format(out, "}@keyframes %s{%s}\n", rule->name, rule->steps);
    }
    buffer_text(out, "}</style>\n");
}

static void write_head(const struct svg_canvas *canvas, struct buffer *out)
{
    const struct canvas_page *page = &canvas->base.page;
    buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
    buffer_text(out, canvas->links ? " xmlns:xlink=\"http://www.w3.org/1999/xlink\"" : "");
    const uint32_t title = (uint32_t)svg_hash(page->title), description = (uint32_t)svg_hash(page->description);
    buffer_format(out, " role=\"img\" aria-labelledby=\"t%" PRIx32 " d%" PRIx32 "\" width=\"", title, description);
    svg_number(out, page->width);
    buffer_text(out, "\" height=\"");
    svg_number(out, page->height);
    buffer_text(out, "\" viewBox=\"0 0 ");
    svg_pair(out, lround(page->width * HUNDREDTHS), lround(page->height * HUNDREDTHS));
    buffer_format(out, "\">\n<title id=\"t%" PRIx32 "\">", title);
    xml_text(out, page->title, strlen(page->title));
    buffer_format(out, "</title>\n<desc id=\"d%" PRIx32 "\">", description);
    xml_text(out, page->description, strlen(page->description));
    buffer_text(out, "</desc>\n");
    if (page->theme->follows) {
        buffer_text(out, "<style>");
        style_rules(canvas, out, page->theme->light);
        buffer_text(out, "\n@media (prefers-color-scheme:dark){");
        style_rules(canvas, out, page->theme->dark);
        buffer_text(out, "}</style>\n");
    }
    write_motion(canvas, out);
}

static void write_definitions(const struct svg_canvas *canvas, struct buffer *out)
{
    buffer_text(out, "<defs>\n");
    svg_glyph_definitions(canvas, out);
    for (const struct clip *clip = canvas->clips; clip; clip = clip->before) {
        struct path path = {.arena = canvas->base.arena};
        const long *sides = clip->sides;
        path_rectangle(&path, (struct box){(double)sides[0] / HUNDREDTHS, (double)sides[1] / HUNDREDTHS, (double)sides[2] / HUNDREDTHS,
                                           (double)sides[3] / HUNDREDTHS});
        buffer_text(out, "<clipPath id=\"");
        clip_id(out, clip);
        buffer_text(out, "\"><path d=\"");
        svg_path_data(out, &path);
        buffer_text(out, "\"/></clipPath>\n");
    }
    buffer_text(out, "</defs>\n");
}

static void svg_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    (canvas->page.live_text ? svg_text_live : svg_text_outlines)(canvas, text, at, style);
}

static bool svg_close(struct canvas *canvas, struct buffer *out, struct error *error)
{
    (void)error;
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer around = {.arena = canvas->arena}; /* before the head, which has the colours in use */
    buffer_text(&around, "<g stroke-linejoin=\"round\"");
    svg_live_attributes(mine, &around);
    buffer_text(&around, ">\n");
    write_head(mine, out);
    write_definitions(mine, out);
    buffer_bytes(out, buffer_string(&around), around.length);
    buffer_bytes(out, buffer_string(&mine->body), mine->body.length);
    buffer_text(out, "</g>\n</svg>\n");
    return true;
}

static const struct canvas_backend svg_backend = {
    svg_fill, svg_stroke, svg_text, svg_image, svg_clip, svg_unclip, svg_group, svg_end, svg_close,
};

struct canvas *canvas_svg_open(struct arena *arena, const struct canvas_page *page)
{
    struct svg_canvas *canvas = ARENA_NEW(arena, struct svg_canvas, 1);
    canvas->base = (struct canvas){.backend = &svg_backend, .arena = arena, .page = *page, .grid_x = 1, .grid_y = 1};
    canvas->body.arena = arena;
    if (!page->theme->transparent) {
        struct path path = {.arena = arena};
        path_rectangle(&path, (struct box){0, 0, page->width, page->height});
        svg_fill(&canvas->base, &path, paint_role(PAINT_BACKGROUND));
    }
    return &canvas->base;
}
