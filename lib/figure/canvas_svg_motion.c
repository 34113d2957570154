/* Motion by CSS keyframes: no script, and none of SMIL, which some browsers have dropped and no style sheet can turn off. Nothing is in the drawing
 * but not in the finished figure unless it is hidden there; keyframes hide and shift only while they run. */
#include "figure/canvas_svg.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* The class of what moves by the steps; equal ones share it. */
static const char *class_of(struct svg_canvas *canvas, struct buffer *steps, const char *easing)
{
    const char *text = buffer_string(steps);
    for (const struct svg_rule *rule = canvas->rules; rule; rule = rule->before)
        if (!strcmp(rule->steps, text) && !strcmp(rule->easing, easing))
            return rule->name;
    const struct canvas_page *page = &canvas->base.page;
    struct svg_rule *rule = ARENA_NEW(canvas->base.arena, struct svg_rule, 1);
    const uint64_t hash = svg_hash(arena_format(canvas->base.arena, "%s %s %g %zu", text, easing, page->duration, page->loops));
    *rule = (struct svg_rule){canvas->rules, arena_format(canvas->base.arena, "m%08" PRIx64, hash & 0xffffffffu), text, easing};
    canvas->rules = rule;
    return rule->name;
}

/* "12.5%" */
static void percent(struct buffer *out, double time)
{
    svg_number(out, 100 * fmax(0, fmin(1, time)));
    buffer_character(out, '%');
}

void canvas_svg_appear(struct canvas *canvas, double from, double until)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer steps = {.arena = canvas->arena};
    const bool stays = until > 1;
    if (from > 0) {
        buffer_text(&steps, "0%{visibility:hidden}");
        percent(&steps, from);
    } else {
        buffer_text(&steps, "0%");
    }
    buffer_text(&steps, "{visibility:visible}");
    if (!stays) {
        percent(&steps, until);
        buffer_text(&steps, "{visibility:hidden}");
    }
    buffer_text(&mine->body, "<g");
    if (from > 0 || !stays)
        buffer_format(&mine->body, " class=\"%s\"", class_of(mine, &steps, "step-end"));
    buffer_text(&mine->body, stays ? ">\n" : " visibility=\"hidden\">\n");
}

/* The class of a stroke that grows: a dash, in parts of the path's length, that gets longer. */
static const char *class_of_growth(struct svg_canvas *canvas, const double *times, const double *parts, size_t count)
{
    struct buffer steps = {.arena = canvas->base.arena};
    const char *before = "";
    for (size_t i = 0; i < count; i++) {
        struct buffer step = {.arena = canvas->base.arena};
        percent(&step, times[i]);
        buffer_format(&step, "{stroke-dasharray:%.4g 2}", fmax(0, fmin(1, parts[i])));
        if (strcmp(before, buffer_string(&step)) != 0)
            buffer_text(&steps, buffer_string(&step));
        before = buffer_string(&step);
    }
    if (count && times[count - 1] < 1)
        buffer_format(&steps, "to{stroke-dasharray:%.4g 2}", parts[count - 1]);
    if (count && times[0] > 0)
        buffer_format(&steps, "0%%{stroke-dasharray:%.4g 2}", parts[0]);
    return class_of(canvas, &steps, "linear");
}

void canvas_svg_grow(struct canvas *canvas, const struct path *path, const struct pen *pen, const double *times, const double *parts, size_t count)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    buffer_format(&mine->body, "<g class=\"%s\">", class_of_growth(mine, times, parts, count));
    svg_stroke_path(canvas, path, pen, " pathLength=\"1\"");
    buffer_text(&mine->body, "</g>\n");
}

void canvas_svg_reveal(struct canvas *canvas, const struct path *path, double width, const double *times, const double *parts, size_t count)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer mask = {.arena = canvas->arena};
    buffer_text(&mask, "\" maskUnits=\"userSpaceOnUse\" x=\"0\" y=\"0\" width=\"");
    svg_number(&mask, canvas->page.width);
    buffer_text(&mask, "\" height=\"");
    svg_number(&mask, canvas->page.height);
    buffer_format(&mask, "\"><g class=\"%s\"><path fill=\"none\" stroke=\"#fff\" pathLength=\"1\" stroke-width=\"",
                  class_of_growth(mine, times, parts, count));
    svg_number(&mask, width);
    buffer_text(&mask, "\" d=\"");
    svg_path_data(&mask, path);
    buffer_text(&mask, "\"/></g></mask>\n");
    const uint64_t id = svg_hash(buffer_string(&mask));
    buffer_format(&mine->body, "<mask id=\"r%" PRIx64 "%s<g mask=\"url(#r%" PRIx64 ")\">\n", id, buffer_string(&mask), id);
}

void canvas_svg_follow(struct canvas *canvas, const struct point *distances, const double *times, size_t count)
{
    struct svg_canvas *mine = (struct svg_canvas *)canvas;
    struct buffer steps = {.arena = canvas->arena};
    for (size_t i = 0; i < count; i++) {
        percent(&steps, times[i]);
        buffer_text(&steps, "{transform:translate(");
        svg_number(&steps, distances[i].x);
        buffer_text(&steps, "px,");
        svg_number(&steps, distances[i].y);
        buffer_text(&steps, "px)}");
    }
    if (count && times[count - 1] < 1)
        buffer_text(&steps, "to{transform:none}");
    buffer_format(&mine->body, "<g class=\"%s\">\n", class_of(mine, &steps, "linear"));
}
