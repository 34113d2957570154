/* A line grows along itself: its style sheet holds the times at its corners, or, for a long line, at as many moments as there are frames. */
#include "figure/moving.h"

#include "base/exact.h"
#include "figure/moment.h"
#include "figure/series.h"

#include <math.h>

/* A line as it grows: its path, and how much of it is there when. */
struct growth {
    struct path path;
    struct point *points;
    double *times, *parts;
    size_t count;
};

/* What lies beyond the page need not be exact. */
static struct point near_page(struct point p)
{
    static const double away = 1e4;
    return (struct point){fmax(-away, fmin(away, p.x)), fmax(-away, fmin(away, p.y))};
}

/* The line through finite points from `first` on, without those that hardly move. */
static struct growth grow(struct canvas *canvas, const struct point *points, const double *times, size_t count)
{
    static const double least = 0.2; /* px */
    struct arena *arena = canvas_arena(canvas);
    struct growth growth = {.path.arena = arena,
                            .points = ARENA_NEW(arena, struct point, count),
                            .times = ARENA_NEW(arena, double, count),
                            .parts = ARENA_NEW(arena, double, count)};
    for (size_t i = 0; i < count; i++) {
        const struct point here = near_page(points[i]), before = growth.count ? growth.points[growth.count - 1] : here;
        const double step = exact_hypot(here.x - before.x, here.y - before.y);
        if (growth.count && step < least && i + 1 < count)
            continue;
        if (growth.count)
            path_line(&growth.path, here);
        else
            path_move(&growth.path, here);
        growth.parts[growth.count] = growth.count ? growth.parts[growth.count - 1] + step : 0;
        growth.points[growth.count] = here;
        growth.times[growth.count++] = times[i];
    }
    const double length = growth.count ? growth.parts[growth.count - 1] : 0;
    for (size_t i = 0; i < growth.count; i++)
        growth.parts[i] = length > 0 ? growth.parts[i] / length : 1;
    return growth;
}

/* Leaves as many stops as there are frames, evenly in time, where there are more. */
static void thin(struct arena *arena, struct growth *growth, size_t frames)
{
    if (growth->count <= frames + 1)
        return;
    double *times = ARENA_NEW(arena, double, frames + 1), *parts = ARENA_NEW(arena, double, frames + 1);
    struct point *points = ARENA_NEW(arena, struct point, frames + 1);
    const double from = growth->times[0], whole = growth->times[growth->count - 1] - from;
    for (size_t k = 0, i = 0; k <= frames; k++) {
        times[k] = from + whole * (double)k / (double)frames;
        while (i + 2 < growth->count && growth->times[i + 1] < times[k])
            i++;
        const double step = growth->times[i + 1] - growth->times[i];
        const double part = step > 0 ? fmax(0, fmin(1, (times[k] - growth->times[i]) / step)) : 1;
        const struct point a = growth->points[i], b = growth->points[i + 1];
        parts[k] = growth->parts[i] + part * (growth->parts[i + 1] - growth->parts[i]);
        points[k] = (struct point){a.x + part * (b.x - a.x), a.y + part * (b.y - a.y)};
    }
    growth->times = times;
    growth->parts = parts;
    growth->points = points;
    growth->count = frames + 1;
}

static void draw_run(struct canvas *canvas, const struct pen *pen, const struct point *points, const double *times, size_t count)
{
    struct growth growth = grow(canvas, points, times, count);
    thin(canvas_arena(canvas), &growth, canvas_frames(canvas));
    canvas_appear(canvas, times[0], 2);
    if (pen->dash == DASH_SOLID || pen->dash == DASH_AUTO) {
        canvas_grow(canvas, &growth.path, pen, growth.times, growth.parts, growth.count);
    } else {
        canvas_reveal(canvas, &growth.path, pen->width + 1, growth.times, growth.parts, growth.count);
        canvas_stroke(canvas, &growth.path, pen);
        canvas_ungroup(canvas);
    }
    canvas_ungroup(canvas);
}

/* Each point of a layer in its time. */
static void draw_points(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn, enum layer_kind kind)
{
    for (size_t i = 0; i < layer->count; i++) {
        struct figure_layer one = *layer;
        const double **const arrays[] = {&one.x, &one.y, &one.z, &one.low, &one.high};
        for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
            if (*arrays[k])
                *arrays[k] += i;
        one.kind = kind;
        one.style.marker = series_marker(panel, layer, turn);
        one.count = 1;
        canvas_appear(canvas, layer->times ? layer->times[i] : fmin(1, axis_fraction(&panel->z, layer->heights[i])), 2);
        series_draw_layer(canvas, panel, &one, turn);
        canvas_ungroup(canvas);
    }
}

static void draw_line(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    const struct pen pen = series_pen(panel, layer, turn);
    const struct point *points = series_points(panel, layer);
    for (size_t start = 0, end; start < layer->count; start = end + 1) {
        for (end = start; end < layer->count && isfinite(points[end].x + points[end].y);)
            end++;
        if (end > start + 1)
            draw_run(canvas, &pen, points + start, layer->times + start, end - start);
    }
    if (series_marker(panel, layer, turn) != MARKER_NONE)
        draw_points(canvas, panel, layer, turn, LAYER_POINTS);
}

/* A point that marks the head of a line. */
static void draw_head(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    const struct figure_layer *line = &panel->panel->layers[layer->follows - 1];
    struct growth growth = grow(canvas, series_points(panel, line), line->times, line->count);
    const struct point place = *series_points(panel, layer);
    thin(canvas_arena(canvas), &growth, canvas_frames(canvas));
    for (size_t i = 0; i < growth.count; i++)
        growth.points[i] = (struct point){growth.points[i].x - place.x, growth.points[i].y - place.y};
    canvas_follow(canvas, growth.points, growth.times, growth.count);
    series_draw_layer(canvas, panel, layer, turn);
    canvas_ungroup(canvas);
}

/* A band is revealed from left to right. */
static void draw_band(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    struct arena *arena = canvas_arena(canvas);
    struct point *middle = ARENA_NEW(arena, struct point, layer->count);
    for (size_t i = 0; i < layer->count; i++)
        middle[i] = (struct point){panel_point(panel, layer->x[i], layer->low[i], 0).x, box_centre(panel->frame).y};
    struct growth growth = grow(canvas, middle, layer->times, layer->count);
    thin(arena, &growth, canvas_frames(canvas));
    canvas_reveal(canvas, &growth.path, 3 * box_height(panel->frame), growth.times, growth.parts, growth.count);
    series_draw_layer(canvas, panel, layer, turn);
    canvas_ungroup(canvas);
}

static void draw_states(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, size_t turn)
{
    for (size_t i = 0; i < layer->state_count; i++) {
        canvas_appear(canvas, layer->states[i].time, i + 1 < layer->state_count ? layer->states[i + 1].time : 1);
        series_draw_layer(canvas, panel, layer->states[i].layer, turn);
        canvas_ungroup(canvas);
    }
    canvas_appear(canvas, 1, 2);
    series_draw_layer(canvas, panel, layer, turn);
    canvas_ungroup(canvas);
}

/* Draws a layer that moves on a canvas that moves: once, as it is in the end, with when each part of it is there. */
static void draw_motion(struct canvas *canvas, const struct panel_layout *panel, size_t index)
{
    const struct figure_layer *layer = &panel->panel->layers[index];
    const size_t turn = layer_turn(panel->panel, index);
    if (layer->state_count)
        draw_states(canvas, panel, layer, turn);
    else if (layer->follows)
        draw_head(canvas, panel, layer, turn);
    else if (layer->kind == LAYER_LINE)
        draw_line(canvas, panel, layer, turn);
    else if (layer->kind == LAYER_BAND)
        draw_band(canvas, panel, layer, turn);
    else
        draw_points(canvas, panel, layer, turn, layer->kind);
}

void moving_draw(struct canvas *canvas, const struct panel_layout *panel, size_t index)
{
    const struct figure_layer *whole = &panel->panel->layers[index];
    if (canvas_moves(canvas) && whole->kind < LAYER_WORDS && moment_moves_layer(whole)) {
        draw_motion(canvas, panel, index);
        return;
    }
    const struct figure_layer layer = moment_layer(panel, index);
    series_draw_layer(canvas, panel, &layer, layer_turn(panel->panel, index));
}
