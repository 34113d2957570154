/* Letters as outlines: each once in <defs>, and from there wherever it stands. A figure looks the same where the font is missing. */
#include "figure/canvas_svg.h"

#include "base/text.h"
#include "base/xml.h"
#include "figure/font.h"
#include "figure/text.h"

#include <math.h>
#include <string.h>

static void glyph_uses(struct svg_canvas *canvas, const char *text)
{
    struct buffer *out = &canvas->body;
    double x = 0;
    for (uint32_t character; (character = text_next(&text)) != 0;) {
        const struct glyph *glyph = font_glyph(character);
        if (!glyph)
            continue;
        if (glyph->verb_count && character < CHARACTERS) {
            if (!canvas->used)
                canvas->used = ARENA_NEW(canvas->base.arena, unsigned char, CHARACTERS / 8);
            canvas->used[character / 8] |= (unsigned char)(1 << character % 8);
            if (character >= canvas->used_end)
                canvas->used_end = character + 1;
            canvas->links = true;
            buffer_text(out, "<use xlink:href=\"#g");
            svg_hexadecimal(out, character, 1);
            if (x > 0) {
                buffer_text(out, "\" x=\"");
                svg_fixed(out, lround(x), 0);
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

void svg_text_outlines(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
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
        svg_paint(mine, out, rim ? "stroke" : "fill", rim ? paint_role(PAINT_BACKGROUND) : style->paint);
        if (rim) {
            buffer_text(out, " fill=\"none\" stroke-width=\"");
            svg_fixed(out, lround(style->halo / scale), 0);
            buffer_character(out, '"');
        }
        buffer_text(out, " transform=\"translate(");
        svg_pair(out, lround(at.x * HUNDREDTHS), lround(at.y * HUNDREDTHS));
        if (style->angle != 0)
            buffer_format(out, ")rotate(%.4g", -style->angle * 180 / 3.14159265358979323846);
        buffer_text(out, ")scale(");
        svg_fixed(out, units, places);
        buffer_character(out, ' ');
        svg_fixed(out, -units, places);
        buffer_text(out, ")\">");
        glyph_uses(mine, text);
        buffer_text(out, "</g>\n");
    }
}

void svg_glyph_definitions(const struct svg_canvas *canvas, struct buffer *out)
{
    for (uint32_t character = 0; character < canvas->used_end; character += canvas->used[character / 8] ? 1 : 8)
        if (canvas->used[character / 8] & 1 << character % 8) {
            buffer_text(out, "<path id=\"g");
            svg_hexadecimal(out, character, 1);
            buffer_text(out, "\" d=\"");
            font_outline_data(out, font_glyph(character));
            buffer_text(out, "\"/>\n");
        }
}
