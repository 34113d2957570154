/* Every edge adds its signed area to the pixels it crosses and to all on their right: kept as differences between neighbours, so that one
 * running sum over a row gives the coverage of every pixel in it (the way of the libraries font-rs and stb_truetype). */
#include "figure/coverage.h"
#include "base/contract.h"
#include "figure/shares.h"

#include <math.h>
#include <stdlib.h>

/* Curves become lines that are off by less than this, in pixels. */
static const double tolerance = 0.05;

struct coverage_sheet {
    float *differences; /* rows of `stride`, two more than the pixels in a row: an edge at the right end adds behind it */
    int stride, width, height;
    double x, y;     /* of the first pixel */
    struct point at; /* the pen, in pixels of the sheet */
    /* Of a sheet that is mostly empty: a bit for each pixel that an edge changes, in rows of so many words; or null. */
    uint64_t *touched;
    size_t words;
};

/* Adds the part of an edge within one row: it comes in at x0, goes out at x1, and covers `height` (negative for an edge that goes up), of which `step`
 * in each pixel that it passes through. */
static void add_in_row(float *row, double x0, double x1, double height, double step)
{
    const double left = x0 < x1 ? x0 : x1, right = x0 < x1 ? x1 : x0;
    const int first = (int)left, last = (int)right + ((int)right < right); /* ceil is a call */
    if (last <= first + 1) {                                               /* within a pixel */
        const double beside = (left + right) / 2 - first;
        row[first] += (float)(height - height * beside);
        row[first + 1] += (float)(height * beside);
        return;
    }
    /* What is behind the edge at the end of the first pixel, and what is not yet at the end of the last one but one. */
    const double in_first = first + 1 - left, in_last = right - (last - 1);
    const double begun = 0.5 * step * in_first * in_first, left_over = 0.5 * step * in_last * in_last;
    row[first] += (float)begun;
    row[last] += (float)left_over;
    if (last == first + 2) {
        row[first + 1] += (float)(height - begun - left_over);
        return;
    }
    row[first + 1] += (float)(step * (in_first + 0.5) - begun);
    for (int i = first + 2; i < last - 1; i++)
        row[i] += (float)step;
    row[last - 1] += (float)(step * (in_last + 0.5) - left_over);
}

static double within(double value, double most)
{
    return value > 0 ? value < most ? value : most : 0;
}

/* Marks the pixels of a row that an edge between these places may change. */
static void touch(const struct coverage_sheet *sheet, int row, double x0, double x1)
{
    uint64_t *words = sheet->touched + (size_t)row * sheet->words;
    const unsigned first = (unsigned)(x0 < x1 ? x0 : x1), last = (unsigned)(x0 < x1 ? x1 : x0) + 1;
    const uint64_t head = UINT64_MAX << first % 64, tail = UINT64_MAX >> (63 - last % 64);
    if (first / 64 == last / 64) {
        words[first / 64] |= head & tail;
        return;
    }
    words[first / 64] |= head;
    for (unsigned i = first / 64 + 1; i < last / 64; i++)
        words[i] = UINT64_MAX;
    words[last / 64] |= tail;
}

/* An edge from the pen to a place. By numbers, as points that are passed are written by eights and read by sixteen bytes, which processors wait for. */
static void add_edge(struct coverage_sheet *sheet, double to_x, double to_y)
{
    const struct point from = sheet->at, to = {to_x, to_y};
    sheet->at.x = to_x;
    sheet->at.y = to_y;
    if (from.y == to.y)
        return;
    const double sign = from.y < to.y ? 1 : -1;
    const struct point top = from.y < to.y ? from : to, bottom = from.y < to.y ? to : from;
    if (bottom.y <= 0 || top.y >= sheet->height)
        return;
    const double dx = to.x - from.x, dy = to.y - from.y, slope = dx / dy, rise = dx != 0 ? sign * fabs(dy / dx) : 0;
    const double end = bottom.y < sheet->height ? bottom.y : sheet->height;
    double y = top.y > 0 ? top.y : 0, x = top.x + (y - top.y) * slope;
    for (int row = (int)y; y < end; row++) {
        const double next_y = row + 1 < end ? row + 1 : end, next_x = x + (next_y - y) * slope, height = sign * (next_y - y);
        const double x0 = within(x, sheet->width), x1 = within(next_x, sheet->width);
        const bool whole = x0 == x && x1 == next_x; /* else the part outside is taken as upright along the side of the sheet, and steeper inside */
        add_in_row(sheet->differences + (size_t)row * (size_t)sheet->stride, x0, x1, height, whole ? rise : height / fabs(x1 - x0));
        if (sheet->touched)
            touch(sheet, row, x0, x1);
        y = next_y;
        x = next_x;
    }
}

/* A curve with these control points behind the pen, one (a quadratic) or two (a cubic), as lines. */
static void add_curve(struct coverage_sheet *sheet, const struct point *p, int controls)
{
    enum { MOST_LINES = 64 };
    CONTRACT(controls == 1 || controls == 2);
    const struct point start = sheet->at;
    double bend = 0; /* its square */
    for (int i = 0; i < controls; i++) {
        const struct point before = i ? p[i - 1] : start;
        const double x = before.x - 2 * p[i].x + p[i + 1].x, y = before.y - 2 * p[i].y + p[i + 1].y;
        bend = x * x + y * y > bend ? x * x + y * y : bend;
    }
    const double wanted = sqrt(sqrt(bend) * (controls == 1 ? 0.25 : 0.75) / tolerance); /* rounded up: fmin and ceil are calls */
    const int lines = wanted < MOST_LINES ? (int)wanted + ((int)wanted < wanted) : MOST_LINES;
    for (int i = 1; i < lines; i++) {
        const double t = (double)i / lines, s = 1 - t;
        const double a = controls == 1 ? s * s : s * s * s, b = controls == 1 ? 2 * s * t : 3 * s * s * t;
        const double c = controls == 1 ? t * t : 3 * s * t * t, d = controls == 1 ? 0 : t * t * t;
        const struct point last = p[controls];
        add_edge(sheet, a * start.x + b * p[0].x + c * p[1].x + d * last.x, a * start.y + b * p[0].y + c * p[1].y + d * last.y);
    }
    add_edge(sheet, p[controls].x, p[controls].y);
}

static void add_path(struct coverage_sheet *sheet, const struct path *path, const struct image_size *size)
{
    static const int taken[] = {1, 1, 2, 3, 0};
    const struct point *in = path->points;
    struct point start = {0, 0};
    for (size_t i = 0; i < path->verb_count; i++) {
        struct point p[3] = {{0}};
        const enum path_verb verb = path->verbs[i];
        for (int k = 0; k < taken[verb]; k++, in++)
            p[k] = (struct point){in->x * size->scale_x - sheet->x, in->y * size->scale_y - sheet->y};
        if (verb == PATH_MOVE || verb == PATH_CLOSE)
            add_edge(sheet, start.x, start.y);
        if (verb == PATH_MOVE)
            sheet->at = start = p[0];
        else if (verb == PATH_LINE)
            add_edge(sheet, p[0].x, p[0].y);
        else if (verb != PATH_CLOSE)
            add_curve(sheet, p, taken[verb] - 1);
    }
    add_edge(sheet, start.x, start.y);
}

/* A sheet around the path, with its edges; false if it is empty. */
static bool draw_sheet(struct coverage_sheet *sheet, const struct path *path, const struct image_size *size, int margin)
{
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < path->point_count; i++) { /* by comparisons: fmin and fmax are calls */
        const struct point p = path->points[i];
        box.x0 = p.x < box.x0 ? p.x : box.x0;
        box.y0 = p.y < box.y0 ? p.y : box.y0;
        box.x1 = p.x > box.x1 ? p.x : box.x1;
        box.y1 = p.y > box.y1 ? p.y : box.y1;
    }
    const double x0 = fmax(0, floor(box.x0 * size->scale_x) - margin), y0 = fmax(0, floor(box.y0 * size->scale_y) - margin);
    const double x1 = fmin(size->columns, ceil(box.x1 * size->scale_x) + margin), y1 = fmin(size->rows, ceil(box.y1 * size->scale_y) + margin);
    if (!(x0 < x1 && y0 < y1))
        return false;
    *sheet = (struct coverage_sheet){.stride = (int)(x1 - x0) + 2, .width = (int)(x1 - x0), .height = (int)(y1 - y0), .x = x0, .y = y0};
    sheet->differences = ARENA_NEW(path->arena, float, (size_t)sheet->stride *(size_t)sheet->height);
    add_path(sheet, path, size);
    return true;
}

bool coverage_of_path(const struct path *path, const struct image_size *size, int margin, struct coverage *coverage)
{
    struct coverage_sheet sheet;
    if (!draw_sheet(&sheet, path, size, margin))
        return false;
    *coverage = (struct coverage){(int)sheet.x, (int)sheet.y, sheet.width, sheet.height, (sheet.width + 3) / 4 * 4, NULL};
    coverage->shares = ARENA_NEW(path->arena, unsigned char, (size_t)coverage->stride *(size_t)sheet.height);
    for (int y = 0; y < sheet.height; y++) {
        const float *row = sheet.differences + (size_t)y * (size_t)sheet.stride;
        unsigned char *out = coverage->shares + (size_t)y * (size_t)coverage->stride;
        float sum = 0;
        for (int x = 0; x < sheet.width; x++) {
            sum += row[x];
            const float share = sum < 0 ? -sum : sum;
            out[x] = (unsigned char)(share < 1 ? (int)((SHARES - 1) * share + 0.5F) * 255 / (SHARES - 1) : 255);
        }
    }
    return true;
}

/* Paints a colour, premultiplied, over a pixel of which it covers a share of 255. */
static void paint_pixel(uint32_t *pixel, uint32_t colour, int share)
{
    const uint32_t painted = share < 255 ? times(colour, (uint32_t)share) : colour, opaque = painted >> 24;
    *pixel = opaque == 255 ? painted : painted + times(*pixel, 255 - opaque);
}

void coverage_paint(const struct coverage *coverage, uint32_t rgb, int columns, uint32_t *pixels)
{
    for (int y = 0; y < coverage->height; y++) {
        const unsigned char *shares = coverage->shares + (size_t)y * (size_t)coverage->stride;
        uint32_t *out = pixels + ((size_t)coverage->y + (size_t)y) * (size_t)columns + (size_t)coverage->x;
        for (int x = 0; x < coverage->width; x++)
            if (shares[x])
                paint_pixel(out + x, 0xff000000u | rgb, shares[x]);
    }
}

void coverage_fill(const struct path *path, const struct image_size *size, uint32_t rgb, unsigned alpha, uint32_t *pixels)
{
    const uint32_t colour = times(0xff000000u | rgb, alpha);
    struct coverage_sheet sheet;
    if (!draw_sheet(&sheet, path, size, 0))
        return;
    for (int y = 0; y < sheet.height; y++) {
        const float *row = sheet.differences + (size_t)y * (size_t)sheet.stride;
        uint32_t *out = pixels + ((size_t)sheet.y + (size_t)y) * (size_t)size->columns + (size_t)sheet.x;
        float sum = 0;
        for (int x = 0; x < sheet.width; x++) {
            sum += row[x];
            const float share = sum < 0 ? -sum : sum;
            const int rounded = (int)(255 * (share < 1 ? share : 1) + 0.5F);
            if (rounded > 0)
                paint_pixel(out + x, colour, rounded);
        }
    }
}

/* Which share a sum comes to; `clip` is the part of the pixel that is let through. */
static unsigned rounded_share(float sum, float clip)
{
    const float positive = sum < 0 ? -sum : sum, share = positive < 1 ? positive : 1;
    return (unsigned)(int)((SHARES - 1) * share * clip + 0.5F);
}

/* Paints a row of a sheet, and empties it. Between the pixels that are touched shares stay as they are. `clips` are the parts that are let through of
 * the first pixel, of the last and of those between them. */
static void paint_row(const struct coverage_sheet *sheet, int row, const float clips[3], const struct stroke_paint *paint, uint32_t *out)
{
    float *differences = sheet->differences + (size_t)row * (size_t)sheet->stride, sum = 0;
    uint64_t *words = sheet->touched + (size_t)row * sheet->words;
    const int last = sheet->width - 1;
    int done = 0;
    unsigned share = 0; /* of pixels within the clip */
    for (size_t word = 0; word < sheet->words; word++) {
        for (uint64_t left = words[word]; left; left &= left - 1) {
            const int x = (int)(64 * word) + __builtin_ctzll(left);
            for (; share && done < x; done++)
                paint_share(out + done, paint, done == 0 ? rounded_share(sum, clips[0]) : share);
            sum += differences[x];
            differences[x] = 0;
            share = rounded_share(sum, clips[1]);
            done = x + 1;
            if (x > last)
                continue;
            paint_share(out + x, paint, x == 0 ? rounded_share(sum, clips[0]) : x == last ? rounded_share(sum, clips[2]) : share);
        }
        words[word] = 0;
    }
}

/* The part of the pixel at `at` that is between two places. */
static float part_between(double at, double low, double high)
{
    return (float)fmax(0, fmin(1, fmin(at + 1, high) - fmax(at, low)));
}

/* Rows of a band at first, and at most; and the numbers that a high one may have. */
enum { BAND_ROWS = 32, HIGH_BAND_ROWS = 512, BAND_NUMBERS = 1 << 18 };

static size_t words_of(int pixels)
{
    return ((size_t)pixels + 63) / 64;
}

static void make_band(struct coverage_band *band, int rows)
{
    band->rows = rows;
    band->differences = ARENA_NEW(band->arena, float, ((size_t)band->columns + 2) * (size_t)rows);
    band->touched = ARENA_NEW(band->arena, uint64_t, words_of(band->columns + 2) * (size_t)rows);
}

struct coverage_band coverage_band_create(struct arena *arena, int columns)
{
    struct coverage_band band = {.arena = arena, .columns = columns};
    make_band(&band, BAND_ROWS);
    return band;
}

void coverage_band_heighten(struct coverage_band *band)
{
    const int rows = BAND_NUMBERS / (band->columns + 2);
    if (band->rows == BAND_ROWS && rows > BAND_ROWS)
        make_band(band, rows < HIGH_BAND_ROWS ? rows : HIGH_BAND_ROWS);
}

void coverage_fill_lines(const struct path *path, const struct image_size *size, struct box clip, const struct coverage_band *band, uint32_t rgb,
                         unsigned alpha, uint32_t *pixels)
{
    const struct stroke_paint paint = stroke_paint(rgb, alpha);
    const double left = fmax(0, floor(clip.x0)), right = fmin(size->columns, ceil(clip.x1));
    double top = INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < path->point_count; i++) {
        const double y = path->points[i].y * size->scale_y;
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
    }
    top = fmax(fmax(0, floor(clip.y0)), floor(top));
    bottom = fmin(fmin(size->rows, ceil(clip.y1)), ceil(bottom));
    if (!(left < right))
        return;
    struct coverage_sheet sheet = {
        .differences = band->differences, .stride = (int)(right - left) + 2, .width = (int)(right - left), .x = left, .touched = band->touched};
    sheet.words = words_of(sheet.stride);
    for (sheet.y = top; sheet.y < bottom; sheet.y += band->rows) {
        sheet.height = (int)fmin(band->rows, bottom - sheet.y);
        sheet.at = (struct point){0, 0};
        add_path(&sheet, path, size);
        for (int row = 0; row < sheet.height; row++) {
            const float down = part_between(sheet.y + row, clip.y0, clip.y1);
            const float clips[3] = {down * part_between(left, clip.x0, clip.x1), down, down * part_between(right - 1, clip.x0, clip.x1)};
            paint_row(&sheet, row, clips, &paint, pixels + ((size_t)sheet.y + (size_t)row) * (size_t)size->columns + (size_t)left);
        }
    }
}

/* out[i] = the larger of itself and `weight` 256ths of in[i]. */
static void raise_row(unsigned char *restrict out, const unsigned char *restrict in, int count, unsigned weight)
{
    for (int i = 0; i < count; i++) {
        const unsigned char share = (unsigned char)(in[i] * weight >> 8);
        out[i] = out[i] > share ? out[i] : share;
    }
}

struct coverage coverage_spread(struct arena *arena, const struct coverage *coverage, double radius)
{
    struct coverage spread = *coverage;
    spread.shares = ARENA_NEW(arena, unsigned char, (size_t)coverage->stride *(size_t)coverage->height);
    const int reach = (int)ceil(radius);
    for (int dy = -reach; dy <= reach; dy++)
        for (int dx = -reach; dx <= reach; dx++) {
            const double weight = 256 * fmin(1, radius + 0.5 - sqrt((double)(dx * dx + dy * dy)));
            if (weight < 1)
                continue;
            for (int y = dy < 0 ? -dy : 0; y < coverage->height && y + dy < coverage->height; y++) {
                const size_t from = (size_t)y * (size_t)coverage->stride + (size_t)(dx < 0 ? -dx : 0);
                const size_t to = (size_t)(y + dy) * (size_t)coverage->stride + (size_t)(dx < 0 ? 0 : dx);
                raise_row(spread.shares + to, coverage->shares + from, coverage->width - abs(dx), (unsigned)weight);
            }
        }
    return spread;
}
