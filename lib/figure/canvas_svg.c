/* SVG, written directly: small, the same bytes every time, and with colours that can follow the reader's preference. Letters are
 * outlines, so a figure looks the same where the font is missing and its measured text always fits. */
#include "figure/canvas_svg.h"

#include "base/hash.h"
#include "base/number.h"
#include "base/text.h"
#include "base/xml.h"
#include "figure/font.h"
#include "figure/png.h"
#include "figure/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Several figures may stand in one page, where an id means whatever had it first. So every id is made of what it stands for: a letter's
 * code, the sides of a box, the hash of a text. Things that differ have ids that differ, in whatever figures they are. */
uint64_t svg_hash(const char *text)
{
    return hash_bytes(HASH_START, text, strlen(text));
}

/* A length in the units of the file. */
static long rounded(double value)
{
    return lround(fmax(-PATH_MOST, fmin(PATH_MOST, value)) * HUNDREDTHS);
}

/* Writes two numbers of hundredths, with a blank before what a sign does not set apart from the number before it. */
static char *print_pair(char *at, long x, long y, bool apart)
{
    if (apart && x >= 0)
        *at++ = ' ';
    at += number_print_fixed(at, x, 2);
    if (y >= 0)
        *at++ = ' ';
    return at + number_print_fixed(at, y, 2);
}

static void fixed(struct buffer *out, long value, int places)
{
    char text[NUMBER_SIZE];
    buffer_bytes(out, text, number_print_fixed(text, value, places));
}

void svg_number(struct buffer *out, double value)
{
    fixed(out, rounded(value), 2);
}

/* At least so many digits. Like all numbers here without printf, which would take as long as the rest of the file. */
static void hexadecimal(struct buffer *out, uint32_t value, int digits)
{
    char text[8];
    int at = sizeof text;
    do
        text[--at] = "0123456789abcdef"[value & 15];
    while ((value >>= 4) || (int)sizeof text - at < digits);
    buffer_bytes(out, text + at, sizeof text - (size_t)at);
}

static void colour(struct buffer *out, uint32_t rgb)
{
    buffer_character(out, '#');
    hexadecimal(out, rgb, 6);
}

/* " fill="#1f77b4"", and where the figure follows the reader's preference a class whose colour the style sheet gives for light and dark; it
 * wins over the attribute, which is for programs that read no style sheets. */
static void paint_attributes(struct svg_canvas *canvas, const char *property, struct paint paint)
{
    struct buffer *out = &canvas->body;
    bool fill = *property == 'f';
    if (canvas->base.page.theme->follows && paint.role != PAINT_GIVEN) {
        (fill ? canvas->fill_used : canvas->stroke_used)[paint.role] = true;
        buffer_text(out, " class=\"");
        buffer_character(out, *property);
        fixed(out, (long)paint.role, 0);
        buffer_character(out, '"');
    }
    buffer_character(out, ' ');
    buffer_text(out, property);
    buffer_text(out, "=\"");
    colour(out, theme_rgb(canvas->base.page.theme, paint));
    buffer_character(out, '"');
    if (paint.opacity > 0 && paint.opacity < 1)
        buffer_format(out, " %s-opacity=\"%.3g\"", property, paint.opacity);
}

static void pair(struct buffer *out, long x, long y)
{
    char text[2 * NUMBER_SIZE];
    buffer_bytes(out, text, (size_t)(print_pair(text, x, y, false) - text));
}

/* Path data in steps from the rounded point before, so that rounding errors do not add up. */
void svg_path_data(struct buffer *out, const struct path *path)
{
    static const char letters[] = {'m', 'l', 'q', 'c', 'z'};
    static const int taken[] = {1, 1, 2, 3, 0};
    long pen_x = 0, pen_y = 0, start_x = 0, start_y = 0;
    const struct point *p = path->points;
    int last = -1;
    for (size_t i = 0; i < path->verb_count; i++) {
        int verb = path->verbs[i], count = taken[verb];
        long x[3] = {pen_x}, y[3] = {pen_y};
        for (int k = 0; k < count; k++, p++) {
            x[k] = rounded(p->x);
            y[k] = rounded(p->y);
        }
        if (verb == PATH_LINE && last == PATH_LINE && x[0] == pen_x && y[0] == pen_y)
            continue;
        char text[1 + 6 * NUMBER_SIZE], *at = text;
        bool lettered = verb != last || verb == PATH_MOVE || verb == PATH_CLOSE;
        if (lettered)
            *at++ = i == 0 ? 'M' : letters[verb];
        for (int k = 0; k < count; k++)
            at = print_pair(at, x[k] - pen_x, y[k] - pen_y, k > 0 || !lettered);
        buffer_bytes(out, text, (size_t)(at - text));
        pen_x = verb == PATH_CLOSE ? start_x : x[count - 1];
        pen_y = verb == PATH_CLOSE ? start_y : y[count - 1];
        if (verb == PATH_MOVE) {
            start_x = pen_x;
            start_y = pen_y;
        }
        last = verb;
    }
}

static void svg_fill(struct canvas *canvas, const struct path *path, struct paint paint)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    buffer_text(&mine->body, "<path");
    paint_attributes(mine, "fill", paint);
    buffer_text(&mine->body, " d=\"");
    svg_path_data(&mine->body, path);
    buffer_text(&mine->body, "\"/>\n");
}

void svg_stroke_path(struct canvas *canvas, const struct path *path, const struct pen *pen, const char *more)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer *out = &mine->body;
    buffer_text(out, "<path");
    paint_attributes(mine, "stroke", pen->paint);
    buffer_text(out, " fill=\"none\" stroke-width=\"");
    svg_number(out, pen->width);
    buffer_text(out, pen->round_caps ? "\" stroke-linecap=\"round" : "");
    const double *lengths;
    size_t count = dash_pattern(pen->dash, &lengths);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? " " : "\" stroke-dasharray=\"");
        svg_number(out, fmax(0.05, lengths[i] * pen->width));
    }
    buffer_character(out, '"');
    buffer_text(out, more);
    buffer_text(out, " d=\"");
    svg_path_data(out, path);
    buffer_text(out, "\"/>\n");
}

static void svg_stroke(struct canvas *canvas, const struct path *path, const struct pen *pen)
{
    svg_stroke_path(canvas, path, pen, "");
}

static void glyph_uses(struct svg_canvas *canvas, const char *text)
{
    struct buffer *out = &canvas->body;
    double x = 0;
    for (uint32_t character; (character = text_next(&text)) != 0;) {
        const struct glyph *glyph = font_glyph(character);
        if (!glyph)
            continue;
        if (glyph->verb_count && character < CHARACTERS) {
            canvas->used[character / 8] |= (unsigned char)(1 << character % 8);
            if (character >= canvas->used_end)
                canvas->used_end = character + 1;
            buffer_text(out, "<use xlink:href=\"#g");
            hexadecimal(out, character, 1);
            if (x > 0) {
                buffer_text(out, "\" x=\"");
                fixed(out, lround(x), 0);
            }
            buffer_text(out, "\"/>");
        }
        x += glyph->advance * FONT_UNITS;
    }
}

/* Text that the base font does not cover: not from <defs>, as its letters rarely repeat. */
static void shaped_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    struct buffer *out = &((struct svg_canvas *)canvas)->body;
    struct path path = {.arena = canvas->arena};
    text_outline(&path, text, &(struct glyph_place){.at = at, .size = style->size, .angle = style->angle});
    if (style->halo > 0)
        svg_stroke(canvas, &path, &(struct pen){.paint = paint_role(PAINT_BACKGROUND), .width = style->halo});
    buffer_text(out, "<g aria-label=\"");
    xml_text(out, text, strlen(text));
    buffer_text(out, "\">");
    svg_fill(canvas, &path, style->paint);
    buffer_text(out, "</g>\n");
}

static void svg_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    if (!font_covers(text)) {
        shaped_text(canvas, text, at, style);
        return;
    }
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer *out = &mine->body;
    const double scale = style->size / FONT_UNITS;
    const int places = 7; /* a letter has 2,048 units: not the thousandth part of a pixel */
    const long units = lround(scale * 1e7);
    for (int rim = style->halo > 0; rim >= 0; rim--) {
        buffer_text(out, "<g");
        if (!rim) {
            buffer_text(out, " aria-label=\"");
            xml_text(out, text, strlen(text));
            buffer_text(out, "\"");
        }
        paint_attributes(mine, rim ? "stroke" : "fill", rim ? paint_role(PAINT_BACKGROUND) : style->paint);
        if (rim) {
            buffer_text(out, " fill=\"none\" stroke-width=\"");
            fixed(out, lround(style->halo / scale), 0);
            buffer_character(out, '"');
        }
        buffer_text(out, " transform=\"translate(");
        pair(out, lround(at.x * HUNDREDTHS), lround(at.y * HUNDREDTHS));
        if (style->angle != 0)
            buffer_format(out, ")rotate(%.4g", -style->angle * 180 / 3.14159265358979323846);
        buffer_text(out, ")scale(");
        fixed(out, units, places);
        buffer_character(out, ' ');
        fixed(out, -units, places);
        buffer_text(out, ")\">");
        glyph_uses(mine, text);
        buffer_text(out, "</g>\n");
    }
}

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
    for (int i = 0; i < 4; i++)
        buffer_format(out, "%c%ld", i ? '_' : 'c', clip->sides[i]);
}

static void svg_clip(struct canvas *canvas, struct box box)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    const long sides[] = {rounded(box.x0), rounded(box.y0), rounded(box.x1), rounded(box.y1)};
    buffer_text(&mine->body, "<g clip-path=\"url(#");
    clip_id(&mine->body, find_clip(mine, sides));
    buffer_text(&mine->body, ")\">\n");
}

static void svg_group(struct canvas *canvas, const char *name, const char *attributes)
{
    buffer_format(&((struct svg_canvas *)canvas)->body, "<g data-part=\"%s\"%s>\n", name, attributes);
}

static void svg_end(struct canvas *canvas)
{
    buffer_text(&((struct svg_canvas *)canvas)->body, "</g>\n");
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
    buffer_text(out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                " role=\"img\"");
    const unsigned long long title = svg_hash(page->title), description = svg_hash(page->description);
    buffer_format(out, " aria-labelledby=\"t%llx d%llx\" width=\"", title, description);
    svg_number(out, page->width);
    buffer_text(out, "\" height=\"");
    svg_number(out, page->height);
    buffer_text(out, "\" viewBox=\"0 0 ");
    pair(out, lround(page->width * HUNDREDTHS), lround(page->height * HUNDREDTHS));
    buffer_format(out, "\">\n<title id=\"t%llx\">", title);
    xml_text(out, page->title, strlen(page->title));
    buffer_format(out, "</title>\n<desc id=\"d%llx\">", description);
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
    for (uint32_t character = 0; character < canvas->used_end; character += canvas->used[character / 8] ? 1 : 8)
        if (canvas->used[character / 8] & 1 << character % 8) {
            buffer_text(out, "<path id=\"g");
            hexadecimal(out, character, 1);
            buffer_text(out, "\" d=\"");
            font_outline_data(out, font_glyph(character));
            buffer_text(out, "\"/>\n");
        }
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

static bool svg_close(struct canvas *canvas, struct buffer *out, struct error *error)
{
    (void)error;
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    write_head(mine, out);
    write_definitions(mine, out);
    buffer_text(out, "<g stroke-linejoin=\"round\">\n");
    buffer_bytes(out, buffer_string(&mine->body), mine->body.length);
    buffer_text(out, "</g>\n</svg>\n");
    return true;
}

static const struct canvas_backend svg_backend = {
    svg_fill, svg_stroke, svg_text, svg_image, svg_clip, svg_end, svg_group, svg_end, svg_close,
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
