/* The pictures by hand. Numbers are those of the figures they mirror: the named figures `risk` and `saddle`, and the contours of
 * Himmelblau's function. */
#include "tests/bench/floor_picture.h"

#include "tests/bench/bench.h"

#include <cairo-svg.h>
#include <cairo.h>
#include <libdeflate.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 630, HEIGHT = 350, LEVEL = 6, SIDE = 101 };
static const double left = 61, right = 623, top = 10, bottom = 302, pi = 3.14159265358979323846;

struct picture {
    cairo_surface_t *surface;
    cairo_t *cairo;
};

static struct picture open_on(cairo_surface_t *surface)
{
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_FAST);
    cairo_select_font_face(cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, 15);
    return (struct picture){surface, cairo};
}

static struct picture open_picture(void)
{
    return open_on(cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT));
}

static unsigned char *chunk(unsigned char *out, const char *type, const void *data, size_t length)
{
    const unsigned char sizes[4] = {(unsigned char)(length >> 24), (unsigned char)(length >> 16), (unsigned char)(length >> 8),
                                    (unsigned char)length};
    memcpy(out, sizes, 4);
    memcpy(out + 4, type, 4);
    memmove(out + 8, data, length);
    const uint32_t sum = libdeflate_crc32(0, out + 4, length + 4);
    const unsigned char sums[4] = {(unsigned char)(sum >> 24), (unsigned char)(sum >> 16), (unsigned char)(sum >> 8), (unsigned char)sum};
    memcpy(out + 8 + length, sums, 4);
    return out + 12 + length;
}

/* Colours that agree in five bits a channel share an entry: enough for lines on white, and found by one look into a table. */
static size_t close_picture(struct picture picture, unsigned char *into)
{
    static unsigned char rows[HEIGHT * (WIDTH + 1)], packed[FLOOR_BYTES], palette[768];
    uint16_t entries[1 << 15] = {0};
    size_t colours = 0;
    cairo_surface_flush(picture.surface);
    const unsigned char *data = cairo_image_surface_get_data(picture.surface);
    const size_t stride = (size_t)cairo_image_surface_get_stride(picture.surface);
    uint32_t last = 0;
    unsigned char entry = 0;
    for (size_t y = 0; y < HEIGHT; y++) {
        const uint32_t *pixels = (const uint32_t *)(const void *)(data + y * stride);
        for (size_t x = 0; x < WIDTH; x++) {
            const uint32_t pixel = pixels[x] | 0xff000000u;
            if (pixel != last) {
                uint16_t *known = &entries[(pixel >> 9 & 0x7c00) | (pixel >> 6 & 0x3e0) | (pixel >> 3 & 0x1f)];
                if (!*known && colours < 256) {
                    for (size_t k = 0; k < 3; k++)
                        palette[3 * colours + k] = (unsigned char)(pixel >> (16 - 8 * k));
                    *known = (uint16_t)++colours;
                }
                entry = (unsigned char)(*known ? *known - 1 : 0);
                last = pixel;
            }
            rows[y * (WIDTH + 1) + 1 + x] = entry;
        }
    }
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    const size_t size = libdeflate_zlib_compress(compressor, rows, sizeof rows, packed, sizeof packed);
    libdeflate_free_compressor(compressor);
    static const unsigned char header[13] = {0, 0, WIDTH >> 8, WIDTH & 255, 0, 0, HEIGHT >> 8, HEIGHT & 255, 8, 3, 0, 0, 0};
    unsigned char *out = into;
    memcpy(out, "\x89PNG\r\n\x1a\n", 8);
    out = chunk(out + 8, "IHDR", header, sizeof header);
    out = chunk(out, "PLTE", palette, 3 * colours);
    out = chunk(out, "IDAT", packed, size);
    out = chunk(out, "IEND", "", 0);
    cairo_destroy(picture.cairo);
    cairo_surface_destroy(picture.surface);
    return (size_t)(out - into);
}

static void text_at(cairo_t *cairo, const char *text, double x, double y, double align)
{
    cairo_text_extents_t extents;
    cairo_text_extents(cairo, text, &extents);
    cairo_move_to(cairo, x - align * extents.x_advance, y);
    cairo_show_text(cairo, text);
}

struct scale {
    double from, to, start, end;
};

static double place(const struct scale *scale, double value)
{
    return scale->start + (value - scale->from) / (scale->to - scale->from) * (scale->end - scale->start);
}

/* The lines and labels of ticks, the frame, the names of the axes. */
static void draw_axes(cairo_t *cairo, const struct scale *x, const struct scale *y, const double *ticks, size_t x_count, size_t y_count, bool grid,
                      const char *label)
{
    char text[16];
    cairo_set_line_width(cairo, 1);
    for (size_t pass = grid ? 0 : 1; pass < 2; pass++) {
        cairo_set_source_rgb(cairo, pass ? 0.1 : 0.8, pass ? 0.1 : 0.8, pass ? 0.1 : 0.8);
        for (size_t i = 0; i < x_count; i++) {
            const double at = floor(place(x, ticks[i])) + 0.5;
            cairo_move_to(cairo, at, bottom + 0.5);
            cairo_line_to(cairo, at, pass ? bottom + 5.5 : top);
        }
        for (size_t i = 0; i < y_count; i++) {
            const double at = floor(place(y, ticks[x_count + i])) + 0.5;
            cairo_move_to(cairo, left + 0.5, at);
            cairo_line_to(cairo, pass ? left - 4.5 : right, at);
        }
        cairo_stroke(cairo);
    }
    cairo_rectangle(cairo, left + 0.5, top + 0.5, right - left, bottom - top);
    cairo_stroke(cairo);
    for (size_t i = 0; i < x_count + y_count; i++) {
        snprintf(text, sizeof text, "%.1f", ticks[i]);
        if (i < x_count)
            text_at(cairo, text, place(x, ticks[i]), bottom + 22, 0.5);
        else
            text_at(cairo, text, left - 10, place(y, ticks[i]) + 5, 1);
    }
    text_at(cairo, "x", (left + right) / 2, HEIGHT - 8, 0.5);
    cairo_save(cairo);
    cairo_translate(cairo, 17, (top + bottom) / 2);
    cairo_rotate(cairo, -pi / 2);
    text_at(cairo, label, 0, 0, 0.5);
    cairo_restore(cairo);
}

static double risk(double x)
{
    return x * cos(pi * x);
}

static double empirical_risk(double x)
{
    return risk(x) + 0.2 * cos(5 * pi * x);
}

static void curve(cairo_t *cairo, const struct scale *x, const struct scale *y, double (*function)(double))
{
    for (int i = 0; i < 100; i++)
        cairo_line_to(cairo, place(x, 0.5 + 0.01 * i), place(y, function(0.5 + 0.01 * i)));
    cairo_stroke(cairo);
}

static void arrow(cairo_t *cairo, double x, double y, double tip_x, double tip_y)
{
    const double angle = atan2(tip_y - y, tip_x - x);
    cairo_move_to(cairo, x, y);
    cairo_line_to(cairo, tip_x, tip_y);
    for (int side = -1; side <= 1; side += 2) {
        cairo_move_to(cairo, tip_x, tip_y);
        cairo_line_to(cairo, tip_x - 8 * cos(angle + 0.4 * side), tip_y - 8 * sin(angle + 0.4 * side));
    }
    cairo_stroke(cairo);
}

static const struct scale line_x = {0.45, 1.54, 61, 623}, line_y = {-1.3, 0.1, 302, 10};
static const double line_ticks[] = {0.6, 0.8, 1.0, 1.2, 1.4, -1.2, -1, -0.8, -0.6, -0.4, -0.2, 0};
enum { LINE_X_TICKS = 5, LINE_Y_TICKS = 7 };
static const struct {
    const char *text;
    double x, y, tip[2];
} notes[] = {{"min of", 0.5, -1.0, {0, 0}},
             {"empirical risk", 0.5, -1.1, {1.0169834031079086, -1.2084614338727624}},
             {"min of risk", 0.95, -0.5, {1.0904082219467213, -1.0467211246605712}}};
enum { NOTES = sizeof notes / sizeof *notes };

static void draw_line_figure(cairo_t *cairo)
{
    draw_axes(cairo, &line_x, &line_y, line_ticks, LINE_X_TICKS, LINE_Y_TICKS, true, "risk");
    cairo_set_line_width(cairo, 2);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgb(cairo, 0.122, 0.467, 0.706);
    curve(cairo, &line_x, &line_y, risk);
    cairo_set_source_rgb(cairo, 0.749, 0, 0.749);
    const double dashes[] = {7.4, 3.2};
    cairo_set_dash(cairo, dashes, 2, 0);
    curve(cairo, &line_x, &line_y, empirical_risk);
    cairo_set_dash(cairo, NULL, 0, 0);
    cairo_set_source_rgb(cairo, 0.1, 0.1, 0.1);
    cairo_set_line_width(cairo, 1.3);
    for (size_t i = 0; i < NOTES; i++) {
        const double x = place(&line_x, notes[i].x), y = place(&line_y, notes[i].y);
        text_at(cairo, notes[i].text, x, y, 0);
        if (notes[i].tip[0] != 0)
            arrow(cairo, x + 60, y + 4, place(&line_x, notes[i].tip[0]), place(&line_y, notes[i].tip[1]));
    }
}

size_t floor_line(unsigned char *into)
{
    const struct picture picture = open_picture();
    draw_line_figure(picture.cairo);
    return close_picture(picture, into);
}

/* Text that grows. */
struct writer {
    char *at;
};

__attribute__((format(printf, 2, 3))) static void put(struct writer *writer, const char *format, ...)
{
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    writer->at += vsprintf(writer->at, format, arguments);
    __builtin_va_end(arguments);
}

static cairo_status_t append(void *closure, const unsigned char *bytes, unsigned count)
{
    struct writer *writer = closure;
    memcpy(writer->at, bytes, count);
    writer->at += count;
    return CAIRO_STATUS_SUCCESS;
}

size_t floor_line_cairo(unsigned char *into)
{
    struct writer writer = {(char *)into};
    const struct picture picture = open_on(cairo_svg_surface_create_for_stream(append, &writer, WIDTH, HEIGHT));
    draw_line_figure(picture.cairo);
    cairo_destroy(picture.cairo);
    cairo_surface_finish(picture.surface);
    cairo_surface_destroy(picture.surface);
    return (size_t)(writer.at - (char *)into);
}

static void curve_svg(struct writer *out, double (*function)(double), const char *style)
{
    put(out, "<polyline fill=\"none\" stroke-width=\"2\" %s points=\"", style);
    for (int i = 0; i < 100; i++)
        put(out, "%.2f,%.2f ", place(&line_x, 0.5 + 0.01 * i), place(&line_y, function(0.5 + 0.01 * i)));
    put(out, "\"/>\n");
}

size_t floor_line_svg(unsigned char *into)
{
    struct writer writer = {(char *)into}, *out = &writer;
    put(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"630\" height=\"350\" role=\"img\"><title>risk</title><desc>risk</desc>\n"
             "<rect width=\"630\" height=\"350\" fill=\"#fff\"/>\n<g font-family=\"DejaVu Sans\" font-size=\"15\" fill=\"#1a1a1a\">\n");
    for (size_t i = 0; i < LINE_X_TICKS + LINE_Y_TICKS; i++) {
        const bool on_x = i < LINE_X_TICKS;
        const double at = place(on_x ? &line_x : &line_y, line_ticks[i]);
        if (on_x)
            put(out, "<path stroke=\"#ccc\" d=\"M%.1f 10V307\"/><text x=\"%.1f\" y=\"324\" text-anchor=\"middle\">%.1f</text>\n", at, at,
                line_ticks[i]);
        else
            put(out, "<path stroke=\"#ccc\" d=\"M56 %.1fH623\"/><text x=\"51\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>\n", at, at + 5,
                line_ticks[i]);
    }
    put(out, "<rect x=\"61.5\" y=\"10.5\" width=\"562\" height=\"292\" fill=\"none\" stroke=\"#1a1a1a\"/>\n"
             "<text x=\"342\" y=\"342\">x</text><text transform=\"translate(17 156) rotate(-90)\">risk</text>\n");
    curve_svg(out, risk, "stroke=\"#1f77b4\"");
    curve_svg(out, empirical_risk, "stroke=\"#bf00bf\" stroke-dasharray=\"7.4 3.2\"");
    for (size_t i = 0; i < NOTES; i++) {
        const double x = place(&line_x, notes[i].x), y = place(&line_y, notes[i].y);
        put(out, "<text x=\"%.2f\" y=\"%.2f\">%s</text>\n", x, y, notes[i].text);
        if (notes[i].tip[0] != 0)
            put(out, "<path stroke=\"#1a1a1a\" d=\"M%.2f %.2fL%.2f %.2f\"/>\n", x + 60, y + 4, place(&line_x, notes[i].tip[0]),
                place(&line_y, notes[i].tip[1]));
    }
    put(out, "</g></svg>\n");
    return (size_t)(out->at - (char *)into);
}

/* The cube −1 … 1 as matplotlib's default view shows it, near enough. */
static void project(double x, double y, double z, double *page_x, double *page_y)
{
    const double side = 0.866 * y + 0.5 * x, depth = 0.866 * x - 0.5 * y, away = 8 + 0.866 * depth - 0.5 * z;
    *page_x = WIDTH / 2.0 + 1150 * side / away;
    *page_y = HEIGHT / 2.0 + 1000 * (0.45 * depth - 0.7 * z) / away;
}

static void line_in_space(cairo_t *cairo, const double from[3], const double to[3])
{
    double x, y;
    project(from[0], from[1], from[2], &x, &y);
    cairo_move_to(cairo, x, y);
    project(to[0], to[1], to[2], &x, &y);
    cairo_line_to(cairo, x, y);
}

static void draw_panes(cairo_t *cairo)
{
    static const double corners[3][4][3] = {{{-1, -1, -1}, {1, -1, -1}, {1, 1, -1}, {-1, 1, -1}},
                                            {{-1, -1, -1}, {-1, 1, -1}, {-1, 1, 1}, {-1, -1, 1}},
                                            {{-1, 1, -1}, {1, 1, -1}, {1, 1, 1}, {-1, 1, 1}}};
    for (size_t pane = 0; pane < 3; pane++) {
        for (size_t k = 0; k < 4; k++) {
            double x, y;
            project(corners[pane][k][0], corners[pane][k][1], corners[pane][k][2], &x, &y);
            cairo_line_to(cairo, x, y);
        }
        cairo_set_source_rgb(cairo, 0.95 - 0.02 * (double)pane, 0.95 - 0.02 * (double)pane, 0.95 - 0.02 * (double)pane);
        cairo_fill(cairo);
    }
    cairo_set_source_rgb(cairo, 0.8, 0.8, 0.8);
    cairo_set_line_width(cairo, 1);
    for (double tick = -1; tick <= 1; tick++) {
        line_in_space(cairo, (double[]){tick, -1, -1}, (double[]){tick, 1, -1});
        line_in_space(cairo, (double[]){tick, 1, -1}, (double[]){tick, 1, 1});
        line_in_space(cairo, (double[]){-1, tick, -1}, (double[]){1, tick, -1});
        line_in_space(cairo, (double[]){-1, tick, -1}, (double[]){-1, tick, 1});
        line_in_space(cairo, (double[]){-1, -1, tick}, (double[]){-1, 1, tick});
        line_in_space(cairo, (double[]){-1, 1, tick}, (double[]){1, 1, tick});
    }
    cairo_stroke(cairo);
    cairo_set_source_rgb(cairo, 0.1, 0.1, 0.1);
    static const char *const labels[] = {"−1", "0", "1"};
    for (int tick = -1; tick <= 1; tick++) {
        double x, y;
        project(tick, -1.15, -1, &x, &y);
        text_at(cairo, labels[tick + 1], x, y + 12, 0.5);
        project(1.15, tick, -1, &x, &y);
        text_at(cairo, labels[tick + 1], x, y + 8, 0.5);
        project(1.1, 1.1, tick, &x, &y);
        text_at(cairo, labels[tick + 1], x, y, 0);
    }
    text_at(cairo, "x", 230, 335, 0.5);
    text_at(cairo, "y", 445, 305, 0.5);
}

size_t floor_wireframe(unsigned char *into)
{
    struct picture picture = open_picture();
    cairo_t *cairo = picture.cairo;
    draw_panes(cairo);
    cairo_set_line_width(cairo, 1.5);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgb(cairo, 0.122, 0.467, 0.706);
    static double z[SIDE][SIDE];
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++)
            z[row][column] = (-1 + 0.02 * column) * (-1 + 0.02 * column) - (-1 + 0.02 * row) * (-1 + 0.02 * row);
    for (int direction = 0; direction < 2; direction++)
        for (int line = 0; line < SIDE; line += 10) {
            for (int i = 0; i < SIDE; i++) {
                const int row = direction ? i : line, column = direction ? line : i;
                double x, y;
                project(-1 + 0.02 * column, -1 + 0.02 * row, z[row][column], &x, &y);
                cairo_line_to(cairo, x, y);
            }
            cairo_stroke(cairo);
        }
    return close_picture(picture, into);
}

/* Where the level crosses the side from corner a to corner b. */
static void cross(double level, const double a[3], const double b[3], double *x, double *y)
{
    const double part = (level - a[2]) / (b[2] - a[2]);
    *x = a[0] + part * (b[0] - a[0]);
    *y = a[1] + part * (b[1] - a[1]);
}

/* Marching squares, a line within each cell; strokes of a row of cells at a time, for a stroke of many lines takes more than its share. */
static void draw_level(cairo_t *cairo, double level, double (*z)[SIDE], const double *x, const double *y)
{
    for (size_t row = 0; row + 1 < SIDE; row++) {
        for (size_t column = 0; column + 1 < SIDE; column++) {
            const double corners[5][3] = {{x[column], y[row], z[row][column]},
                                          {x[column + 1], y[row], z[row][column + 1]},
                                          {x[column + 1], y[row + 1], z[row + 1][column + 1]},
                                          {x[column], y[row + 1], z[row + 1][column]},
                                          {x[column], y[row], z[row][column]}};
            bool drawing = false;
            for (size_t side = 0; side < 4; side++) {
                if ((corners[side][2] < level) == (corners[side + 1][2] < level))
                    continue;
                double at_x, at_y;
                cross(level, corners[side], corners[side + 1], &at_x, &at_y);
                if (drawing)
                    cairo_line_to(cairo, at_x, at_y);
                else
                    cairo_move_to(cairo, at_x, at_y);
                drawing = !drawing;
            }
        }
        cairo_stroke(cairo);
    }
}

/* Contours of Himmelblau's function at these levels. */
static size_t contours_at(const double *levels, size_t count, unsigned char *into)
{
    static double z[SIDE][SIDE], x[SIDE], y[SIDE];
    static const struct scale range_x = {-5, 5, 61, 623}, range_y = {-5, 5, 302, 10};
    static const double ticks[] = {-4, -2, 0, 2, 4, -4, -2, 0, 2, 4};
    struct picture picture = open_picture();
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++) {
            const double a = -5 + 0.1 * column, b = -5 + 0.1 * row, p = a * a + b - 11, q = a + b * b - 7;
            x[column] = place(&range_x, a);
            y[row] = place(&range_y, b);
            z[row][column] = p * p + q * q;
        }
    cairo_set_line_width(picture.cairo, 1);
    for (size_t i = 0; i < count; i++) {
        const double shade = 9 * (double)(i + 1) / (double)count;
        cairo_set_source_rgb(picture.cairo, 0.27 + 0.07 * shade, 0.08 * shade, 0.5 - 0.03 * shade);
        draw_level(picture.cairo, levels[i], z, x, y);
    }
    draw_axes(picture.cairo, &range_x, &range_y, ticks, 5, 5, false, "y");
    return close_picture(picture, into);
}

size_t floor_contour(unsigned char *into)
{
    static const double levels[] = {100, 200, 300, 400, 500, 600, 700, 800, 900};
    return contours_at(levels, sizeof levels / sizeof *levels, into);
}

size_t floor_contour_ranked(unsigned char *into)
{
    static const double levels[] = {3, 7, 20, 40, 60, 80, 100, 120, 150, 180, 220, 300};
    return contours_at(levels, sizeof levels / sizeof *levels, into);
}
