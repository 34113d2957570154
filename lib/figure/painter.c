#include "figure/painter.h"

#include "figure/convex.h"
#include "figure/dashes.h"

#include <math.h>

/* Polygons that are filled here, by their sides and how far in pixels they reach from a corner. */
enum { MOST_SIDES = 24, SMALL_PIXELS = 64 };

struct painter painter_create(struct arena *arena, struct image_size size)
{
    return (struct painter){.arena = arena,
                            .size = size,
                            .stroke = stroke_create(arena),
                            .band = coverage_band_create(arena, size.columns),
                            .thin = {.arena = arena, .columns = size.columns, .rows = size.rows}};
}

void painter_clip(struct painter *painter, struct box box)
{
    if (painter->clip_count < PAINTER_MOST_CLIPS)
        painter->clips[painter->clip_count] = box;
    painter->clip_count++;
}

void painter_unclip(struct painter *painter)
{
    painter->clip_count--;
}

static unsigned alpha_of(struct paint paint)
{
    return paint.opacity > 0 ? (unsigned)lrint(255 * fmin(1, paint.opacity)) : 255;
}

bool painter_can_fill(const struct painter *painter, const struct path *path)
{
    const double most_x = SMALL_PIXELS / painter->size.scale_x, most_y = SMALL_PIXELS / painter->size.scale_y;
    bool polygon = path->point_count >= 3 && path->point_count <= MOST_SIDES && path->verb_count == path->point_count + 1 &&
                   path->verbs[path->point_count] == PATH_CLOSE && painter->clip_count <= PAINTER_MOST_CLIPS;
    for (size_t i = 0; i < path->point_count && polygon; i++)
        polygon = path->verbs[i] == (i ? PATH_LINE : PATH_MOVE);
    for (size_t i = 0; i < path->point_count && polygon; i++) {
        polygon = fabs(path->points[i].x - path->points[0].x) < most_x && fabs(path->points[i].y - path->points[0].y) < most_y;
        for (size_t k = 0; k < painter->clip_count; k++)
            polygon = polygon && box_contains(painter->clips[k], path->points[i]);
    }
    return polygon;
}

void painter_fill(const struct painter *painter, const struct path *path, uint32_t rgb, struct paint paint, uint32_t *pixels)
{
    const struct image_size *size = &painter->size;
    const unsigned alpha = alpha_of(paint);
    struct point corners[4];
    for (size_t i = 0; i < 4 && path->point_count == 4; i++)
        corners[i] = (struct point){path->points[i].x * size->scale_x, path->points[i].y * size->scale_y};
    if (path->point_count != 4 || !convex_fill(corners, size->columns, size->rows, rgb, alpha, pixels))
        coverage_fill(path, size, rgb, alpha, pixels);
}

/* What all clips let through, in pixels. */
static struct box clip_of(const struct painter *painter)
{
    const double x = painter->size.scale_x, y = painter->size.scale_y;
    struct box box = {0, 0, painter->size.columns, painter->size.rows};
    for (size_t i = 0; i < painter->clip_count && i < PAINTER_MOST_CLIPS; i++)
        box = (struct box){fmax(box.x0, painter->clips[i].x0 * x), fmax(box.y0, painter->clips[i].y0 * y), fmin(box.x1, painter->clips[i].x1 * x),
                           fmin(box.y1, painter->clips[i].y1 * y)};
    return box;
}

bool painter_can_cover(const struct painter *painter, const struct coverage *coverage, struct paint paint)
{
    const struct box clip = clip_of(painter);
    return painter->clip_count <= PAINTER_MOST_CLIPS && alpha_of(paint) == 255 && coverage->x >= clip.x0 && coverage->y >= clip.y0 &&
           coverage->x + coverage->width <= clip.x1 && coverage->y + coverage->height <= clip.y1;
}

/* By the library a stroke takes three times as long, and many lines must be stroked in pieces. What is translucent is drawn at once, as it would be
 * darker where pieces overlap. */
static void stroke_lines(struct painter *painter, const struct path *path, const struct pen *pen, uint32_t rgb, uint32_t *pixels)
{
    enum { POINTS = 512, MANY = 1000 }; /* of an outline, with which it stays in the caches; of lines */
    const struct point scale = {painter->size.scale_x, painter->size.scale_y};
    const struct image_size size = {painter->size.columns, painter->size.rows, 1, 1};
    const unsigned alpha = alpha_of(pen->paint);
    const double half = pen->width / 2 * (scale.x + scale.y) / 2;
    const struct box clip = clip_of(painter);
    if (thin_fits(&painter->thin, path, half)) {
        thin_stroke(&painter->thin, path, scale, half, clip, rgb, alpha, pixels);
        return;
    }
    if (path->point_count > MANY)
        coverage_band_heighten(&painter->band);
    for (size_t first = 0; first < path->point_count;) {
        first = stroke_outline(&painter->stroke, path, first, alpha == 255 ? POINTS : SIZE_MAX, scale, half, pen->round_caps);
        coverage_fill_lines(&painter->stroke.outline, &size, clip, &painter->band, rgb, alpha, pixels);
    }
}

static bool has_slanted_lines(const struct path *path)
{
    bool slanted = false;
    for (size_t i = 0; i < path->verb_count; i++) {
        if (path->verbs[i] != PATH_MOVE && path->verbs[i] != PATH_LINE)
            return false;
        slanted =
            slanted || (path->verbs[i] == PATH_LINE && path->points[i].x != path->points[i - 1].x && path->points[i].y != path->points[i - 1].y);
    }
    return slanted;
}

bool painter_can_stroke(const struct painter *painter, const struct path *path, const struct pen *pen)
{
    double lengths[DASH_MOST_LENGTHS];
    return (!dash_lengths(pen->dash, pen->width, lengths) || alpha_of(pen->paint) == 255) && painter->clip_count <= PAINTER_MOST_CLIPS &&
           has_slanted_lines(path);
}

void painter_stroke(struct painter *painter, const struct path *path, const struct pen *pen, uint32_t rgb, uint32_t *pixels)
{
    enum { POINTS = 24 }; /* of dashes: few, so that they lie in few bands */
    double lengths[DASH_MOST_LENGTHS];
    const size_t count = dash_lengths(pen->dash, pen->width, lengths);
    if (!count) {
        stroke_lines(painter, path, pen, rgb, pixels);
        return;
    }
    struct path some = {.arena = painter->arena};
    struct dashes dashes = dashes_along(path, lengths, count);
    while (dashes_take(&dashes, &some, POINTS))
        stroke_lines(painter, &some, pen, rgb, pixels);
}
