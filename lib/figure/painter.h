/* Painting polygons and lines into pixels without the drawing library: of faces of a surface and of lines a picture may have thousands, and for each the
 * library would make a path, edges, spans and a source. */
#ifndef FIGURE_PAINTER_H
#define FIGURE_PAINTER_H

#include "figure/canvas.h"
#include "figure/coverage.h"
#include "figure/stroke.h"
#include "figure/thin.h"

enum { PAINTER_MOST_CLIPS = 4 }; /* that are known; within more nothing is painted here */

struct painter {
    struct arena *arena;
    struct image_size size; /* its scales: pixels a unit */
    struct box clips[PAINTER_MOST_CLIPS];
    size_t clip_count;
    struct stroke stroke;
    struct coverage_band band;
    struct thin_sheet thin;
};

/* What it keeps stays in the arena: to be made before what goes again. */
struct painter painter_create(struct arena *arena, struct image_size size);

/* Coordinates of clips, paths and pens are in units. */
void painter_clip(struct painter *painter, struct box box);
void painter_unclip(struct painter *painter);

/* Whether a path is one polygon of few sides and pixels that lies within all clips; then painter_fill paints it over pixels, 0xaarrggbb with colour
 * premultiplied by alpha. */
bool painter_can_fill(const struct painter *painter, const struct path *path);
void painter_fill(const struct painter *painter, const struct path *path, uint32_t rgb, struct paint paint, uint32_t *pixels);

/* Whether what is covered lies within all clips and the paint is opaque; then coverage_paint paints it. */
bool painter_can_cover(const struct painter *painter, const struct coverage *coverage, struct paint paint);

/* Whether a path is of lines of which some are neither level nor upright, and dashes, if there are any, are opaque; then painter_stroke paints it. Lines
 * that are level or upright the library strokes as rectangles, which is as fast. */
bool painter_can_stroke(const struct painter *painter, const struct path *path, const struct pen *pen);
void painter_stroke(struct painter *painter, const struct path *path, const struct pen *pen, uint32_t rgb, uint32_t *pixels);

#endif
