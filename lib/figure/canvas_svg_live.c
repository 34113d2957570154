/* Letters as characters, in <text>: small, to be selected, searched, edited and translated, and set in the reader's font. Each line says how wide
 * it was measured (textLength), and a viewer with another font sets its letters that much closer or wider, so that the layout holds; letters of scripts
 * whose letters may join are stretched (lengthAdjust), as they must not come apart. No letter is an outline: superscripts, Greek letters and signs of
 * formulas are characters of Unicode here, for which a viewer finds a font. */
#include "figure/canvas_svg.h"

#include "base/xml.h"
#include "figure/font.h"
#include "figure/text.h"

#include <math.h>
#include <string.h>

static void attribute(struct buffer *out, const char *name, double value)
{
    buffer_text(out, name);
    svg_number(out, value);
    buffer_character(out, '"');
}

/* Verdana and Geneva come nearest to our letters' shapes and widths; all viewers have the last. The size and the colour of most texts stand here, too. */
void svg_live_attributes(struct svg_canvas *canvas, struct buffer *out)
{
    if (!(canvas->text_size > 0))
        return;
    buffer_text(out, " font-family=\"DejaVu Sans,Verdana,Geneva,sans-serif\"");
    attribute(out, " font-size=\"", canvas->text_size);
    svg_paint(canvas, out, "fill", paint_role(PAINT_TEXT));
}

/* Whether a viewer would leave out blanks of the line that are measured. */
static bool blanks_count(const char *text)
{
    return *text == ' ' || strstr(text, "  ") || text[strlen(text) - 1] == ' ';
}

/* Where the line begins: upright lines by their place alone, others by a transformation. A line that is read from right to left ends there. */
static void write_place(struct buffer *out, struct point at, double angle, bool leftwards)
{
    if (angle != 0) {
        buffer_text(out, " transform=\"translate(");
        svg_pair(out, lround(at.x * HUNDREDTHS), lround(at.y * HUNDREDTHS));
        buffer_format(out, ")rotate(%.4g)\"", -angle * 180 / 3.14159265358979323846);
    } else {
        attribute(out, " x=\"", at.x);
        attribute(out, " y=\"", at.y);
    }
    if (leftwards)
        buffer_text(out, " direction=\"rtl\" text-anchor=\"end\"");
}

void svg_text_live(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer *out = &mine->body;
    double ems;
    const bool simple = font_measure(text, &ems), rim = style->halo > 0;
    const double width = (simple ? ems : text_width(canvas->arena, text)) * style->size;
    if (rim) { /* beneath the letters where a viewer knows SVG 2 or CSS, as all browsers do */
        buffer_text(out, "<g");
        svg_paint(mine, out, "stroke", paint_role(PAINT_BACKGROUND));
        attribute(out, " paint-order=\"stroke\" stroke-width=\"", style->halo);
        buffer_character(out, '>');
    }
    buffer_text(out, "<text");
    write_place(out, at, style->angle, !simple && text_reads_leftwards(canvas->arena, text));
    if (!(mine->text_size > 0))
        mine->text_size = style->size;
    if (style->size != mine->text_size)
        attribute(out, " font-size=\"", style->size);
    if (blanks_count(text))
        buffer_text(out, " xml:space=\"preserve\"");
    if (width >= 0.01) {
        attribute(out, " textLength=\"", width);
        buffer_text(out, simple ? "" : " lengthAdjust=\"spacingAndGlyphs\"");
    }
    if (style->paint.role != PAINT_TEXT || (style->paint.opacity > 0 && style->paint.opacity < 1))
        svg_paint(mine, out, "fill", style->paint);
    buffer_character(out, '>');
    xml_text(out, text, strlen(text));
    buffer_text(out, rim ? "</text></g>\n" : "</text>\n");
}
