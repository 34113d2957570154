/* The only file that calls cairo: PNG (an image in arena memory, encoded by png.c) and PDF. cairo gets no input that was seen
 * to make it fail: paths are finite and small, strokes come in pieces, and its status is read before a file is returned. */
#include "figure/canvas_backend.h"

#include "base/exact.h"
#include "base/text.h"
#include "figure/coverage.h"
#include "figure/font.h"
#include "figure/painter.h"
#include "figure/raster.h"
#include "figure/text.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <cairo.h>

#include <math.h>
#include <string.h>

/* Stroking many segments at once takes more than linear time. */
enum { PIECE = 128, MOST_PIXELS_SIDE = 32000 };

/* What the library takes, at most. For a PDF it records every operation until the page is shown: the operation with its paint, clip and the
 * beginning of its path, and the points, in a list that doubles. For pixels it makes the path's edges, sorts them, and forgets them; a curve
 * becomes many. test_figure measures. */
enum { RECORDED_BYTES = 2048, RECORDED_POINT_BYTES = 32, RECORDED_PIXEL_BYTES = 12, EDGE_BYTES = 256, CURVE_EDGES = 24 };

struct cairo_canvas {
    struct canvas base;
    cairo_t *cairo;
    cairo_surface_t *surface;
    uint32_t *pixels;
    uint32_t columns, rows;
    struct buffer file; /* of PDF */
    size_t recorded;    /* bytes charged for the page of a PDF that is being recorded */
    struct painter painter;
    bool painting; /* pixels were painted since the library last drew */
    bool out_of_memory;
};

static bool is_pdf(const struct canvas *canvas)
{
    return canvas->page.format == FIGURE_PDF;
}

/* The face PDF text is set in; made once at start and only referenced from then on. */
static cairo_font_face_t *pdf_face;

bool canvas_start(struct error *error)
{
    if (pdf_face)
        return true;
    FcPattern *pattern = FcPatternBuild(NULL, FC_FILE, FcTypeString, font_file(), FC_INDEX, FcTypeInteger, 0, (char *)NULL);
    cairo_font_face_t *face = pattern ? cairo_ft_font_face_create_for_pattern(pattern) : NULL;
    if (pattern)
        FcPatternDestroy(pattern);
    if (!face || cairo_font_face_status(face) != CAIRO_STATUS_SUCCESS)
        return error_set(error, ERROR_INTERNAL, "The drawing library cannot use the font %s.", font_file());
    pdf_face = face;
    return true;
}

static void release(void *resource)
{
    struct cairo_canvas *canvas = resource;
    if (canvas->cairo)
        cairo_destroy(canvas->cairo);
    if (canvas->surface)
        cairo_surface_destroy(canvas->surface);
    canvas->cairo = NULL;
    canvas->surface = NULL;
}

/* Counts what the library is about to record. */
static void charge_record(struct canvas *canvas, size_t bytes)
{
    arena_charge(canvas->arena, bytes);
    ((struct cairo_canvas *)canvas)->recorded += bytes;
}

/* Counts, before a path is given to the library, what that takes; returns what is to be discharged when it has been drawn. */
static size_t charge_path(struct canvas *canvas, const struct path *path)
{
    if (is_pdf(canvas)) {
        charge_record(canvas, RECORDED_BYTES + path->verb_count + RECORDED_POINT_BYTES * path->point_count);
        return 0;
    }
    size_t edges = 64;
    for (size_t i = 0; i < path->verb_count; i++)
        edges += path->verbs[i] == PATH_QUADRATIC || path->verbs[i] == PATH_CUBIC ? CURVE_EDGES : 1;
    arena_charge(canvas->arena, EDGE_BYTES * edges);
    return EDGE_BYTES * edges;
}

/* The library, to draw by: told of what was painted beside it. */
static cairo_t *cairo_of(struct canvas *canvas)
{
    struct cairo_canvas *mine = (struct cairo_canvas *)canvas;
    if (mine->painting)
        cairo_surface_mark_dirty(mine->surface);
    mine->painting = false;
    return mine->cairo;
}

/* The pixels, to paint beside the library: faces and lines of which there are thousands ask it once. */
static uint32_t *pixels_of(struct cairo_canvas *canvas)
{
    if (!canvas->painting)
        cairo_surface_flush(canvas->surface);
    canvas->painting = true;
    return canvas->pixels;
}

static void set_paint(struct canvas *canvas, struct paint paint)
{
    uint32_t rgb = theme_rgb(canvas->page.theme, paint);
    double opacity = paint.opacity > 0 ? paint.opacity : 1;
    cairo_set_source_rgba(cairo_of(canvas), (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0, opacity);
}

static void paint_background(struct canvas *canvas)
{
    set_paint(canvas, paint_role(PAINT_BACKGROUND));
    cairo_paint(cairo_of(canvas));
}

/* Adds verbs first..last of a path; returns the number of points they take. */
static size_t trace(cairo_t *cairo, const struct path *path, size_t first, size_t last, size_t point)
{
    const struct point *p = path->points + point;
    for (size_t i = first; i < last; i++)
        switch ((enum path_verb)path->verbs[i]) {
        case PATH_MOVE:
            cairo_move_to(cairo, p->x, p->y);
            p++;
            break;
        case PATH_LINE:
            cairo_line_to(cairo, p->x, p->y);
            p++;
            break;
        case PATH_QUADRATIC: { /* as a cubic */
            struct point from = p > path->points ? p[-1] : p[0];
            cairo_curve_to(cairo, from.x + 2 * (p[0].x - from.x) / 3, from.y + 2 * (p[0].y - from.y) / 3, p[1].x + 2 * (p[0].x - p[1].x) / 3,
                           p[1].y + 2 * (p[0].y - p[1].y) / 3, p[1].x, p[1].y);
            p += 2;
            break;
        }
        case PATH_CUBIC:
            cairo_curve_to(cairo, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
            p += 3;
            break;
        case PATH_CLOSE:
            cairo_close_path(cairo);
            break;
        }
    return (size_t)(p - path->points) - point;
}

static void cairo_canvas_fill(struct canvas *canvas, const struct path *path, struct paint paint)
{
    struct cairo_canvas *mine = (struct cairo_canvas *)canvas;
    if (!is_pdf(canvas) && painter_can_fill(&mine->painter, path)) {
        painter_fill(&mine->painter, path, theme_rgb(canvas->page.theme, paint), paint, pixels_of(mine));
        return;
    }
    cairo_t *cairo = cairo_of(canvas);
    const size_t charged = charge_path(canvas, path);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT);
    set_paint(canvas, paint);
    trace(cairo, path, 0, path->verb_count, 0);
    cairo_fill(cairo);
    arena_discharge(canvas->arena, charged);
}

static void set_dashes(cairo_t *cairo, const struct pen *pen, double offset)
{
    double lengths[DASH_MOST_LENGTHS];
    const size_t count = dash_lengths(pen->dash, pen->width, lengths);
    cairo_set_dash(cairo, lengths, (int)count, offset);
}

/* Strokes lines a piece at a time. Pieces overlap by a segment, so that their joins show, and go on with the dashes where the last
 * one stopped. */
static void stroke_pieces(cairo_t *cairo, const struct path *path, const struct pen *pen)
{
    double length = 0, before_last = 0; /* from the last move to the pen, and to the segment before */
    size_t in_piece = 0, point = 0;
    for (size_t i = 0; i < path->verb_count; i++) {
        if (path->verbs[i] == PATH_MOVE) {
            cairo_stroke(cairo);
            length = 0;
            in_piece = 0;
            set_dashes(cairo, pen, 0);
            cairo_move_to(cairo, path->points[point].x, path->points[point].y);
            point++;
        } else if (path->verbs[i] == PATH_LINE) {
            struct point from = path->points[point - 1], to = path->points[point];
            if (in_piece == PIECE) {
                cairo_stroke(cairo);
                set_dashes(cairo, pen, before_last);
                cairo_move_to(cairo, path->points[point - 2].x, path->points[point - 2].y);
                cairo_line_to(cairo, from.x, from.y);
                in_piece = 1;
            }
            before_last = length;
            length += sqrt((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));
            cairo_line_to(cairo, to.x, to.y);
            in_piece++;
            point++;
        }
    }
    cairo_stroke(cairo);
}

static bool only_lines(const struct path *path)
{
    for (size_t i = 0; i < path->verb_count; i++)
        if (path->verbs[i] != PATH_MOVE && path->verbs[i] != PATH_LINE)
            return false;
    return true;
}

static void stroke_opaque(cairo_t *cairo, const struct path *path, const struct pen *pen, bool pieces)
{
    set_dashes(cairo, pen, 0);
    if (pieces) {
        stroke_pieces(cairo, path, pen);
    } else {
        trace(cairo, path, 0, path->verb_count, 0);
        cairo_stroke(cairo);
    }
}

/* Where translucent pieces overlap they would be darker: they are collected in a mask no larger than they need. (In a group of full
 * size and colour a wireframe takes twice as long.) */
static void stroke_through_mask(struct canvas *canvas, const struct path *path, const struct pen *pen)
{
    cairo_t *cairo = cairo_of(canvas);
    const struct cairo_canvas *mine = (const struct cairo_canvas *)canvas;
    const size_t mask_bytes = ((size_t)mine->columns + 64) * mine->rows;
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < path->point_count; i++)
        box = box_union(box, (struct box){path->points[i].x, path->points[i].y, path->points[i].x, path->points[i].y});
    box = box_grow(box, pen->width);
    arena_charge(canvas->arena, mask_bytes);
    cairo_save(cairo);
    cairo_rectangle(cairo, floor(box.x0), floor(box.y0), ceil(box.x1) - floor(box.x0), ceil(box.y1) - floor(box.y0));
    cairo_clip(cairo);
    cairo_push_group_with_content(cairo, CAIRO_CONTENT_ALPHA);
    cairo_set_source_rgb(cairo, 0, 0, 0); /* opaque; cairo_pop_group brings the translucent one back */
    stroke_opaque(cairo, path, pen, true);
    cairo_pattern_t *mask = cairo_pop_group(cairo);
    cairo_mask(cairo, mask);
    cairo_pattern_destroy(mask);
    cairo_restore(cairo);
    arena_discharge(canvas->arena, mask_bytes);
}

static void cairo_canvas_stroke(struct canvas *canvas, const struct path *path, const struct pen *pen)
{
    struct cairo_canvas *mine = (struct cairo_canvas *)canvas;
    if (!is_pdf(canvas) && painter_can_stroke(&mine->painter, path, pen)) {
        painter_stroke(&mine->painter, path, pen, theme_rgb(canvas->page.theme, pen->paint), pixels_of(mine));
        return;
    }
    cairo_t *cairo = cairo_of(canvas);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_FAST);
    cairo_set_line_width(cairo, pen->width);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(cairo, pen->round_caps ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    set_paint(canvas, pen->paint);
    const bool translucent = pen->paint.opacity > 0 && pen->paint.opacity < 1;
    /* A PDF's reader draws the path, as one: pieces would only be more to record. */
    const bool pieces = !is_pdf(canvas) && path->verb_count > (translucent ? 8 : 2) * PIECE && only_lines(path);
    const size_t charged = charge_path(canvas, path);
    if (pieces && translucent)
        stroke_through_mask(canvas, path, pen);
    else
        stroke_opaque(cairo, path, pen, pieces);
    arena_discharge(canvas->arena, charged);
}

/* The outlines of a line of text as they are to be filled. */
static struct path outlines(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    struct path path = {.arena = canvas->arena};
    bool level = style->angle == 0 && canvas->grid_y > 0;
    struct glyph_place place = {.at = at, .size = style->size, .angle = style->angle, .grid = level ? canvas->grid_y : 0};
    if (level)
        place.at.y = rint(at.y * canvas->grid_y) / canvas->grid_y;
    if (!font_covers(text)) {
        text_outline(&path, text, &place);
        return path;
    }
    const double cosine = exact_cos(style->angle), sine = exact_sin(style->angle);
    for (uint32_t character; (character = text_next(&text)) != 0;) {
        const struct glyph *glyph = font_glyph(character);
        if (!glyph)
            continue;
        font_outline(&path, glyph, &place);
        place.at.x += cosine * glyph->advance * style->size;
        place.at.y -= sine * glyph->advance * style->size;
    }
    return path;
}

/* Text as text, so that a reader of the PDF can select and search it. */
static void show_glyphs(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    cairo_t *cairo = cairo_of(canvas);
    charge_record(canvas, RECORDED_BYTES * (1 + strlen(text))); /* letter by letter, in a subset of the font */
    set_paint(canvas, style->paint);
    if (!font_covers(text)) {
        struct glyph_place place = {.at = at, .size = style->size, .angle = style->angle};
        if (!text_show(canvas->arena, cairo, text, &place)) {
            struct path path = outlines(canvas, text, at, style);
            cairo_canvas_fill(canvas, &path, style->paint);
        }
        return;
    }
    cairo_matrix_t matrix;
    cairo_matrix_init_scale(&matrix, style->size, style->size);
    cairo_matrix_rotate(&matrix, -style->angle);
    cairo_set_font_face(cairo, pdf_face);
    cairo_set_font_matrix(cairo, &matrix);
    for (const char *end; *text; text = end) {
        end = text;
        const struct glyph *glyph = font_glyph(text_next(&end));
        if (!glyph)
            continue;
        cairo_glyph_t shown = {glyph->index, at.x, at.y};
        cairo_text_cluster_t cluster = {(int)(end - text), 1};
        cairo_show_text_glyphs(cairo, text, (int)(end - text), &shown, 1, &cluster, 1, 0);
        at.x += exact_cos(style->angle) * glyph->advance * style->size;
        at.y -= exact_sin(style->angle) * glyph->advance * style->size;
    }
}

/* By the library only what is translucent, or may lie outside of a clip. */
static void paint_coverage(struct canvas *canvas, const struct coverage *coverage, struct paint paint)
{
    struct cairo_canvas *mine = (struct cairo_canvas *)canvas;
    if (painter_can_cover(&mine->painter, coverage, paint)) {
        coverage_paint(coverage, theme_rgb(canvas->page.theme, paint), mine->painter.size.columns, pixels_of(mine));
        return;
    }
    cairo_t *cairo = cairo_of(canvas);
    cairo_surface_t *mask =
        cairo_image_surface_create_for_data(coverage->shares, CAIRO_FORMAT_A8, coverage->width, coverage->height, coverage->stride);
    cairo_save(cairo);
    cairo_identity_matrix(cairo);
    set_paint(canvas, paint);
    cairo_mask_surface(cairo, mask, coverage->x, coverage->y);
    cairo_restore(cairo);
    cairo_surface_destroy(mask);
}

/* Text in pixels, and its rim. By the library's fills and strokes, letters take twice as long as all the rest of a figure's drawing. */
static void paint_text(struct canvas *canvas, const struct path *outlines, const struct text_style *style)
{
    const struct cairo_canvas *mine = (const struct cairo_canvas *)canvas;
    const struct image_size size = {(int)mine->columns, (int)mine->rows, canvas->grid_x, canvas->grid_y};
    const double rim = style->halo / 2 * (canvas->grid_x + canvas->grid_y) / 2;
    struct coverage letters;
    if (!coverage_of_path(outlines, &size, rim > 0 ? (int)ceil(rim) + 1 : 0, &letters))
        return;
    if (rim > 0) {
        const struct coverage rims = coverage_spread(canvas->arena, &letters, rim);
        paint_coverage(canvas, &rims, paint_role(PAINT_BACKGROUND));
    }
    paint_coverage(canvas, &letters, style->paint);
}

static void cairo_canvas_text(struct canvas *canvas, const char *text, struct point at, const struct text_style *style)
{
    if (!is_pdf(canvas)) {
        const struct path path = outlines(canvas, text, at, style);
        paint_text(canvas, &path, style);
        return;
    }
    if (style->halo > 0) {
        const struct path path = outlines(canvas, text, at, style);
        const struct pen pen = {.paint = paint_role(PAINT_BACKGROUND), .width = style->halo, .round_caps = true};
        cairo_canvas_stroke(canvas, &path, &pen);
    }
    show_glyphs(canvas, text, at, style);
}

static void cairo_canvas_image(struct canvas *canvas, struct box box, uint32_t *pixels, uint32_t columns, uint32_t rows, bool smooth)
{
    (void)smooth; /* its pixels are those of the page */
    cairo_t *cairo = cairo_of(canvas);
    if (is_pdf(canvas))
        charge_record(canvas, RECORDED_BYTES + RECORDED_PIXEL_BYTES * (size_t)columns * rows);
    /* cairo only reads them; PDF copies what it needs before the surface is destroyed */
    cairo_surface_t *image =
        cairo_image_surface_create_for_data((unsigned char *)pixels, CAIRO_FORMAT_ARGB32, (int)columns, (int)rows, (int)(4 * columns));
    cairo_save(cairo);
    cairo_translate(cairo, box.x0, box.y0);
    cairo_scale(cairo, box_width(box) / columns, box_height(box) / rows);
    cairo_set_source_surface(cairo, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_rectangle(cairo, 0, 0, columns, rows);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    cairo_fill(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(image);
}

static void cairo_canvas_clip(struct canvas *canvas, struct box box)
{
    cairo_t *cairo = cairo_of(canvas);
    painter_clip(&((struct cairo_canvas *)canvas)->painter, box);
    cairo_save(cairo);
    cairo_rectangle(cairo, box.x0, box.y0, box_width(box), box_height(box));
    cairo_clip(cairo);
}

static void cairo_canvas_unclip(struct canvas *canvas)
{
    painter_unclip(&((struct cairo_canvas *)canvas)->painter);
    cairo_restore(cairo_of(canvas));
}

/* Neither pixels nor PDF have names for parts. */
static void cairo_canvas_group(struct canvas *canvas, const char *name, const char *attributes)
{
    (void)canvas;
    (void)name;
    (void)attributes;
}

static void cairo_canvas_ungroup(struct canvas *canvas)
{
    (void)canvas;
}

/* Whether all went well until now. */
static bool is_sound(struct cairo_canvas *canvas, cairo_status_t status, struct error *error)
{
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(canvas->surface);
    if (canvas->out_of_memory || status == CAIRO_STATUS_NO_MEMORY)
        arena_exhausted(canvas->base.arena);
    return status == CAIRO_STATUS_SUCCESS || error_set(error, ERROR_INTERNAL, "The drawing library reports: %s.", cairo_status_to_string(status));
}

bool canvas_raster(struct canvas *canvas, struct raster *raster, struct error *error)
{
    struct cairo_canvas *mine = (struct cairo_canvas *)canvas;
    cairo_surface_flush(mine->surface);
    *raster = (struct raster){.pixels = mine->pixels,
                              .columns = mine->columns,
                              .rows = mine->rows,
                              .opaque = !canvas->page.theme->transparent,
                              .density = (uint32_t)lrint(96 * canvas->grid_x / 0.0254)};
    return is_sound(mine, cairo_status(mine->cairo), error);
}

void canvas_changed(struct canvas *canvas)
{
    cairo_surface_mark_dirty(((struct cairo_canvas *)canvas)->surface);
}

void canvas_end_page(struct canvas *canvas)
{
    struct cairo_canvas *mine = (struct cairo_canvas *)canvas;
    cairo_show_page(mine->cairo);
    arena_discharge(canvas->arena, mine->recorded);
    mine->recorded = 0;
    if (!canvas->page.theme->transparent)
        paint_background(canvas);
}

static bool cairo_canvas_close(struct canvas *canvas, struct buffer *out, struct error *error)
{
    struct cairo_canvas *mine = (struct cairo_canvas *)canvas;
    const cairo_status_t status = cairo_status(mine->cairo);
    struct raster raster;
    if (!is_pdf(canvas)) {
        const bool sound = canvas_raster(canvas, &raster, error);
        release(mine);
        return sound && raster_write(&raster, canvas->page.format, out, error);
    }
    cairo_surface_finish(mine->surface);
    if (!is_sound(mine, status, error))
        return false;
    release(mine);
    buffer_bytes(out, mine->file.data, mine->file.length);
    return true;
}

static const struct canvas_backend cairo_backend = {
    cairo_canvas_fill,   cairo_canvas_stroke, cairo_canvas_text,    cairo_canvas_image, cairo_canvas_clip,
    cairo_canvas_unclip, cairo_canvas_group,  cairo_canvas_ungroup, cairo_canvas_close,
};

static cairo_status_t collect(void *closure, const unsigned char *bytes, unsigned length)
{
    struct cairo_canvas *canvas = closure;
    if (!buffer_try_bytes(&canvas->file, bytes, length)) {
        canvas->out_of_memory = true;
        return CAIRO_STATUS_NO_MEMORY;
    }
    return CAIRO_STATUS_SUCCESS;
}

static void open_image(struct cairo_canvas *canvas)
{
    const struct canvas_page *page = &canvas->base.page;
    canvas->columns = (uint32_t)fmin(MOST_PIXELS_SIDE, fmax(1, round(page->width * page->scale)));
    canvas->rows = (uint32_t)fmin(MOST_PIXELS_SIDE, fmax(1, round(page->height * page->scale)));
    canvas->base.grid_x = canvas->columns / page->width;
    canvas->base.grid_y = canvas->rows / page->height;
    const size_t pixels = (size_t)canvas->columns * canvas->rows;
    /* Before what goes again, behind which it would keep memory from being given back. */
    canvas->painter =
        painter_create(canvas->base.arena, (struct image_size){(int)canvas->columns, (int)canvas->rows, canvas->base.grid_x, canvas->base.grid_y});
    canvas->pixels = page->theme->transparent ? ARENA_NEW(canvas->base.arena, uint32_t, pixels) : ARENA_ROOM(canvas->base.arena, uint32_t, pixels);
    canvas->surface =
        cairo_image_surface_create_for_data((unsigned char *)canvas->pixels, page->theme->transparent ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24,
                                            (int)canvas->columns, (int)canvas->rows, (int)(4 * canvas->columns));
}

static void open_pdf(struct cairo_canvas *canvas)
{
    const struct canvas_page *page = &canvas->base.page;
    canvas->file.arena = canvas->base.arena;
    canvas->surface = cairo_pdf_surface_create_for_stream(collect, canvas, page->width * 0.75, page->height * 0.75);
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, page->title);
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_SUBJECT, page->description);
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATE_DATE, ""); /* none: the same figure is the same file */
}

struct canvas *canvas_cairo_open(struct arena *arena, const struct canvas_page *page, struct error *error)
{
    struct cairo_canvas *canvas = ARENA_NEW(arena, struct cairo_canvas, 1);
    canvas->base = (struct canvas){.backend = &cairo_backend, .arena = arena, .page = *page};
    arena_defer(arena, release, canvas);
    if (is_pdf(&canvas->base))
        open_pdf(canvas);
    else
        open_image(canvas);
    canvas->cairo = cairo_create(canvas->surface);
    if (cairo_status(canvas->cairo) != CAIRO_STATUS_SUCCESS) {
        error_set(error, ERROR_INTERNAL, "The drawing library reports: %s.", cairo_status_to_string(cairo_status(canvas->cairo)));
        release(canvas);
        return NULL;
    }
    cairo_set_tolerance(canvas->cairo, 0.1);
    if (is_pdf(&canvas->base))
        cairo_scale(canvas->cairo, 0.75, 0.75);
    else
        cairo_scale(canvas->cairo, canvas->base.grid_x, canvas->base.grid_y);
    if (!page->theme->transparent)
        paint_background(&canvas->base);
    return &canvas->base;
}

double canvas_text_width(struct arena *arena, const char *text)
{
    double width;
    return font_measure(text, &width) ? width : text_width(arena, text);
}
