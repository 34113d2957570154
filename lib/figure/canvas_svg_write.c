/* Numbers, colours and paths as they stand in an SVG: what all else of it is made of. */
#include "figure/canvas_svg.h"

#include "base/hash.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

/* Several figures may stand in one page, where an id means whatever had it first. So every id is made of what it stands for: a letter's
 * code, the sides of a box, the hash of a text. Things that differ have ids that differ, in whatever figures they are. */
uint64_t svg_hash(const char *text)
{
    return hash_bytes(HASH_START, text, strlen(text));
}

long svg_rounded(double value)
{
    const double hundredths = (value < PATH_MOST ? value > -PATH_MOST ? value : -PATH_MOST : PATH_MOST) * HUNDREDTHS;
    const long whole = (long)hundredths;
    const double left = hundredths - (double)whole; /* exact; as lround, which is a call */
    return whole + (left >= 0.5) - (left <= -0.5);
}

/* Writes a number of hundredths, with a blank before what no sign sets apart from the number before it. */
static char *print_one(char *at, long value, bool apart)
{
    if (apart && value >= 0)
        *at++ = ' ';
    return at + number_print_fixed(at, value, 2);
}

static char *print_pair(char *at, long x, long y, bool apart)
{
    return print_one(print_one(at, x, apart), y, true);
}

void svg_fixed(struct buffer *out, long value, int places)
{
    char text[NUMBER_SIZE];
    buffer_bytes(out, text, number_print_fixed(text, value, places));
}

void svg_number(struct buffer *out, double value)
{
    svg_fixed(out, svg_rounded(value), 2);
}

/* At least so many digits. Like all numbers here without printf, which would take as long as the rest of the file. */
void svg_hexadecimal(struct buffer *out, uint32_t value, int digits)
{
    char text[8];
    int at = sizeof text;
    do
        text[--at] = "0123456789abcdef"[value & 15];
    while ((value >>= 4) || (int)sizeof text - at < digits);
    buffer_bytes(out, text + at, sizeof text - (size_t)at);
}

/* Three digits mean each of them twice. */
static void colour(struct buffer *out, uint32_t rgb)
{
    const bool twice = (rgb >> 4 & 0x0f0f0f) == (rgb & 0x0f0f0f);
    buffer_character(out, '#');
    svg_hexadecimal(out, twice ? (rgb >> 8 & 0xf00) | (rgb >> 4 & 0xf0) | (rgb & 0xf) : rgb, twice ? 3 : 6);
}

/* " fill="#1f77b4"", and where the figure follows the reader's preference a class whose colour the style sheet gives for light and dark; it
 * wins over the attribute, which is for programs that read no style sheets. */
void svg_paint(struct svg_canvas *canvas, struct buffer *out, const char *property, struct paint paint)
{
    bool fill = *property == 'f';
    if (canvas->base.page.theme->follows && paint.role != PAINT_GIVEN) {
        (fill ? canvas->fill_used : canvas->stroke_used)[paint.role] = true;
        buffer_text(out, " class=\"");
        buffer_character(out, *property);
        svg_fixed(out, (long)paint.role, 0);
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

void svg_pair(struct buffer *out, long x, long y)
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
    char known = 0; /* the letter that what follows would have if it had none */
    enum { LONGEST = 1 + 6 * NUMBER_SIZE };
    char text[8 * LONGEST], *at = text;
    for (size_t i = 0; i < path->verb_count; i++) {
        int verb = path->verbs[i], count = taken[verb];
        long x[3] = {pen_x}, y[3] = {pen_y};
        for (int k = 0; k < count; k++, p++) {
            x[k] = svg_rounded(p->x);
            y[k] = svg_rounded(p->y);
        }
        if (verb == PATH_LINE && last == PATH_LINE && x[0] == pen_x && y[0] == pen_y)
            continue;
        const bool level = verb == PATH_LINE && y[0] == pen_y, upright = verb == PATH_LINE && x[0] == pen_x;
        const char letter = i == 0 ? 'M' : level ? 'h' : upright ? 'v' : letters[verb];
        const bool lettered = letter != known || verb == PATH_MOVE || verb == PATH_CLOSE;
        if (lettered)
            *at++ = letter;
        if (level || upright)
            at = print_one(at, level ? x[0] - pen_x : y[0] - pen_y, !lettered);
        for (int k = 0; k < count && !level && !upright; k++)
            at = print_pair(at, x[k] - pen_x, y[k] - pen_y, k > 0 || !lettered);
        known = letter;
        if (at - text > (ptrdiff_t)sizeof text - LONGEST) {
            buffer_bytes(out, text, (size_t)(at - text));
            at = text;
        }
        pen_x = verb == PATH_CLOSE ? start_x : x[count - 1];
        pen_y = verb == PATH_CLOSE ? start_y : y[count - 1];
        if (verb == PATH_MOVE) {
            start_x = pen_x;
            start_y = pen_y;
        }
        last = verb;
    }
    buffer_bytes(out, text, (size_t)(at - text));
}

void svg_fill(struct canvas *canvas, const struct path *path, struct paint paint)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer *out = &mine->body;
    buffer_text(out, "<path");
    svg_paint(mine, out, "fill", paint);
    buffer_text(out, " d=\"");
    svg_path_data(out, path);
    buffer_text(out, "\"/>\n");
}

void svg_stroke_path(struct canvas *canvas, const struct path *path, const struct pen *pen, const char *more)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer *out = &mine->body;
    buffer_text(out, "<path");
    svg_paint(mine, out, "stroke", pen->paint);
    buffer_text(out, " fill=\"none\" stroke-width=\"");
    svg_number(out, pen->width);
    buffer_text(out, pen->round_caps ? "\" stroke-linecap=\"round" : "");
    double lengths[DASH_MOST_LENGTHS];
    const size_t count = dash_lengths(pen->dash, pen->width, lengths);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? " " : "\" stroke-dasharray=\"");
        svg_number(out, lengths[i]);
    }
    buffer_character(out, '"');
    buffer_text(out, more);
    buffer_text(out, " d=\"");
    svg_path_data(out, path);
    buffer_text(out, "\"/>\n");
}

void svg_stroke(struct canvas *canvas, const struct path *path, const struct pen *pen)
{
    svg_stroke_path(canvas, path, pen, "");
}
