/* Faces hide what is behind them by order: what is nearer is drawn later. A cell that cuts run through has a face on each side of them. */
#include "figure/surface.h"

#include "figure/field.h"
#include "figure/space_grid.h"
#include "figure/theme.h"

#include <math.h>
#include <string.h>

/* The faces of a surface, each the colour of its height, shaded by how it faces the light. */
struct faces {
    struct arena *scratch; /* for some of them at a time */
    const struct panel_layout *panel;
    size_t rows, columns; /* of nodes */
    double (*nodes)[3];   /* where nodes are in the box, as fractions */
    struct point *pages;  /* and on the page */
    struct cuts cuts;
    double step; /* of height: a steep face is painted in bands as high, as one colour would tell its neighbours' height a lie */
};

enum { MOST_FACES_SIDE = 72, CELLS = 16 /* after which scratch is empty again */ };

static const double steepest = 0.3; /* of the height of the box: faces that span more are steep */

/* How high bands are: as fine as colours are told apart, unless steep faces are so many that they would be more than there are faces. */
static double band_height(const struct faces *faces)
{
    static const double finest = 1.0 / 24;
    const size_t count = faces->rows * faces->columns;
    double steep = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        const double rise = fabs(fmax(0, fmin(1, faces->nodes[i + 1][2])) - fmax(0, fmin(1, faces->nodes[i][2])));
        steep += rise > steepest ? rise / finest : 0; /* not where one is undefined */
    }
    return finest * fmax(1, steep / (double)count);
}

static struct faces collect_faces(const struct panel_layout *panel, const struct figure_layer *layer)
{
    size_t row_step = (layer->rows - 1) / MOST_FACES_SIDE + 1, column_step = (layer->columns - 1) / MOST_FACES_SIDE + 1;
    struct faces faces = {.panel = panel, .rows = stride_count(layer->rows, row_step), .columns = stride_count(layer->columns, column_step)};
    faces.cuts = field_cuts(panel->arena, &panel->z, layer, row_step, column_step);
    faces.nodes = arena_allocate(panel->arena, faces.rows * faces.columns, sizeof *faces.nodes);
    faces.pages = ARENA_ROOM(panel->arena, struct point, faces.rows * faces.columns);
    for (size_t r = 0; r < faces.rows; r++)
        for (size_t c = 0; c < faces.columns; c++) {
            double *node = faces.nodes[r * faces.columns + c];
            grid_place(panel, layer, stride_index(r, layer->rows, row_step), stride_index(c, layer->columns, column_step), node);
            faces.pages[r * faces.columns + c] = view_page(&panel->view, node);
        }
    faces.step = band_height(&faces);
    return faces;
}

/* 0.62 (turned away from the light) to 1.08 (facing it) of a face between the diagonals; the light comes from behind the reader's left
 * shoulder. */
static double brightness(const struct faces *faces, double from[2][3], double to[2][3])
{
    double along[3], across[3], normal[3], light[3], length = 0, product = 0;
    for (int i = 0; i < 3; i++) {
        along[i] = to[0][i] - from[0][i];
        across[i] = to[1][i] - from[1][i];
        light[i] = 0.55 * faces->panel->view.rows[2][i] - 0.5 * faces->panel->view.rows[0][i] + (i == 2 ? 0.7 : 0);
    }
    for (int i = 0; i < 3; i++) {
        normal[i] = along[(i + 1) % 3] * across[(i + 2) % 3] - along[(i + 2) % 3] * across[(i + 1) % 3];
        length += normal[i] * normal[i];
        product += normal[i] * light[i];
    }
    double facing = length > 0 ? fabs(product) / sqrt(length) : 1;
    return 0.62 + 0.46 * fmin(1, facing);
}

static uint32_t shaded(uint32_t rgb, double brightness)
{
    return brightness < 1 ? colour_mix(0x000000, rgb, brightness) : colour_mix(rgb, 0xffffff, brightness - 1);
}

/* The unit normal of the side from a to b, to the left of it on the page if `sign` is 1. */
static struct point side_normal(struct point a, struct point b, double sign)
{
    const double length = points_apart(a, b);
    return length > 1e-9 ? (struct point){sign * (b.y - a.y) / length, sign * (a.x - b.x) / length} : (struct point){0, 0};
}

enum { MOST_CORNERS = 16 }; /* of a face of four, cut off at six sides */

/* Moves the sides of a face outwards by a third of a pixel: two that only touch would let the page show through the seam. */
static void overlap_next(struct point *points, size_t count)
{
    double area = 0;
    struct point moved[MOST_CORNERS], normals[MOST_CORNERS];
    for (size_t i = 0; i < count; i++)
        area += points[i].x * points[(i + 1) % count].y - points[(i + 1) % count].x * points[i].y;
    for (size_t i = 0; i < count; i++)
        normals[i] = side_normal(points[i], points[(i + 1) % count], area >= 0 ? 1 : -1);
    for (size_t i = 0; i < count; i++) {
        const struct point before = normals[(i + count - 1) % count], after = normals[i];
        double sharp = fmax(0.25, 1 + before.x * after.x + before.y * after.y), by = 0.35 / sharp;
        moved[i] = (struct point){points[i].x + by * (before.x + after.x), points[i].y + by * (before.y + after.y)};
    }
    memcpy(points, moved, count * sizeof *points);
}

/* Cuts a polygon in the box off at one of its sides (Sutherland and Hodgman). */
static size_t cut_polygon(double (*in)[3], size_t count, int axis, double side, bool above, double (*out)[3])
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const double *a = in[i], *b = in[(i + 1) % count];
        const bool a_within = above ? a[axis] >= side : a[axis] <= side, b_within = above ? b[axis] >= side : b[axis] <= side;
        if (a_within)
            memcpy(out[kept++], a, sizeof *out);
        if (a_within == b_within)
            continue;
        const double t = (side - a[axis]) / (b[axis] - a[axis]);
        for (int k = 0; k < 3; k++)
            out[kept][k] = a[k] + t * (b[k] - a[k]);
        out[kept++][axis] = side;
    }
    return kept;
}

/* A face: a polygon of places in the box, as fractions. */
struct face {
    double corners[MOST_CORNERS][3];
    size_t count;
};

static bool is_within(const struct face *face)
{
    bool within = true;
    for (size_t i = 0; i < face->count; i++)
        within = within && grid_within(face->corners[i]);
    return within;
}

/* Leaves of a face what is within the limits. */
static void cut_face(struct face *face)
{
    struct face other;
    struct face *const faces[2] = {face, &other};
    for (int cut = 0; cut < 6; cut++)
        faces[(cut + 1) % 2]->count =
            cut_polygon(faces[cut % 2]->corners, faces[cut % 2]->count, cut / 2, cut % 2, !(cut % 2), faces[(cut + 1) % 2]->corners);
}

static void paint_face(struct canvas *canvas, const struct faces *faces, const struct face *face, const struct point *pages, double brightness,
                       double opacity)
{
    double height = 0;
    struct point points[MOST_CORNERS];
    for (size_t i = 0; i < face->count; i++) {
        points[i] = pages ? pages[i] : view_page(&faces->panel->view, face->corners[i]);
        height += face->corners[i][2] / (double)face->count;
    }
    if (opacity >= 1)
        overlap_next(points, face->count);
    struct path path = {.arena = faces->scratch};
    path_clipped_polygon(&path, points, face->count, faces->panel->in->cell);
    struct paint paint = paint_rgb(shaded(viridis(height), brightness));
    paint.opacity = opacity;
    canvas_fill(canvas, &path, paint);
}

/* Paints a face that is within the limits, in bands of height where it is steep. */
static void paint_bands(struct canvas *canvas, const struct faces *faces, const struct face *face, const struct point *pages, double brightness,
                        double opacity)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < face->count; i++) {
        low = fmin(low, face->corners[i][2]);
        high = fmax(high, face->corners[i][2]);
    }
    const size_t bands = high - low > steepest ? (size_t)ceil((high - low) / faces->step) : 1;
    if (bands == 1)
        paint_face(canvas, faces, face, pages, brightness, opacity);
    for (size_t i = 0; i < bands && bands > 1; i++) {
        struct face above, band;
        above.count =
            cut_polygon((double(*)[3])face->corners, face->count, AXIS_Z, low + (high - low) * (double)i / (double)bands, true, above.corners);
        band.count = cut_polygon(above.corners, above.count, AXIS_Z, low + (high - low) * (double)(i + 1) / (double)bands, false, band.corners);
        if (band.count >= 3)
            paint_face(canvas, faces, &band, NULL, brightness, opacity);
    }
}

/* `pages` are where its corners are on the page; null: that is to be found. */
static void draw_face(struct canvas *canvas, const struct faces *faces, struct face *face, const struct point *pages, double opacity)
{
    const double *aspect = faces->panel->view.aspect;
    double from[2][3], to[2][3];
    for (size_t i = 0; i < face->count; i++)
        if (!isfinite(face->corners[i][0] + face->corners[i][1] + face->corners[i][2]))
            return;
    for (int k = 0; k < 3; k++) { /* the diagonals, or what is most like them */
        from[0][k] = face->corners[0][k] * aspect[k];
        to[0][k] = face->corners[face->count / 2][k] * aspect[k];
        from[1][k] = face->corners[face->count / 4][k] * aspect[k];
        to[1][k] = face->corners[face->count - 1][k] * aspect[k];
    }
    if (!is_within(face)) {
        cut_face(face);
        pages = NULL;
    }
    if (face->count >= 3)
        paint_bands(canvas, faces, face, pages, brightness(faces, from, to), opacity);
}

/* The side of a cut on side `side` of a cell that is nearer to its first corner (or the other). */
static void cut_corner(const double *const corners[4], const struct cut *cut, size_t side, bool behind, double at[3])
{
    const double *from = corners[side], *to = corners[(side + 1) % 4];
    for (int k = 0; k < 2; k++)
        at[k] = from[k] + cut_place(cut, side) * (to[k] - from[k]);
    at[2] = cut->height[cut_first(side) != behind];
}

/* Whether a part of a cell is as good as a line: between a sample and a jump at it. */
static bool is_sliver(const struct face *face, const double *const corners[4])
{
    static const double least = 1e-3; /* of the cell */
    const double cell = fabs((corners[2][0] - corners[0][0]) * (corners[2][1] - corners[0][1]));
    double twice = 0;
    for (size_t i = 0; i < face->count; i++) {
        const double *one = face->corners[i], *next = face->corners[(i + 1) % face->count];
        twice += (one[0] - corners[0][0]) * (next[1] - corners[0][1]) - (next[0] - corners[0][0]) * (one[1] - corners[0][1]);
    }
    return fabs(twice) / 2 < least * cell;
}

/* The part of a cell from the cut on side `start` round its rim to the next cut; returns its last corner of the cell. */
static size_t part_from(const double *const corners[4], const struct cut *const sides[4], size_t start, struct face *face, double *lowest)
{
    size_t side = start;
    *lowest = NAN;
    cut_corner(corners, sides[start], start, true, face->corners[0]);
    face->count = 1;
    do {
        side = (side + 1) % 4;
        memcpy(face->corners[face->count], corners[side], sizeof *face->corners);
        *lowest = fmin(*lowest, corners[side][2]);
        face->count++;
    } while (!sides[side]);
    cut_corner(corners, sides[side], side, false, face->corners[face->count++]);
    return side;
}

/* Draws a cell that cuts run through: a face for each way round its rim from one cut to the next, closed by a straight line; where there are not
 * two cuts, by way of the middle. Of four cuts at samples all but one part may be slivers: that part is then all of the cell. */
static void draw_parts(struct canvas *canvas, const struct faces *faces, const double *const corners[4], const struct cut *const sides[4],
                       size_t count, double opacity)
{
    struct face parts[4];
    double lowest[4];
    size_t last[4], wide = 0;
    for (size_t start = 0; start < 4; start++) {
        parts[start].count = 0;
        if (!sides[start])
            continue;
        last[start] = part_from(corners, sides, start, &parts[start], &lowest[start]);
        parts[start].count = is_sliver(&parts[start], corners) ? 0 : parts[start].count;
        wide += parts[start].count > 0;
    }
    for (size_t start = 0; start < 4; start++) {
        struct face *face = &parts[start];
        if (!face->count)
            continue;
        if (count != 2) {
            for (int k = 0; k < 2; k++)
                face->corners[face->count][k] = wide == 1 ? corners[(last[start] + 2) % 4][k] : (corners[0][k] + corners[2][k]) / 2;
            face->corners[face->count++][2] = lowest[start];
        }
        draw_face(canvas, faces, face, NULL, opacity);
    }
}

static void draw_cell(struct canvas *canvas, const struct faces *faces, size_t row, size_t column, double opacity)
{
    const size_t node = row * faces->columns + column, next = node + faces->columns;
    const double *corners[4] = {faces->nodes[node], faces->nodes[node + 1], faces->nodes[next + 1], faces->nodes[next]};
    const struct cut *sides[4];
    const size_t count = cuts_of_cell(&faces->cuts, faces->columns, row, column, sides);
    if (count) {
        draw_parts(canvas, faces, corners, sides, count, opacity);
        return;
    }
    const struct point pages[4] = {faces->pages[node], faces->pages[node + 1], faces->pages[next + 1], faces->pages[next]};
    struct face face;
    face.count = 4; /* the rest is written before it is read */
    for (int i = 0; i < 4; i++)
        memcpy(face.corners[i], corners[i], sizeof *face.corners);
    draw_face(canvas, faces, &face, pages, opacity);
}

/* Seen from outside the box, the faces of a height field are in order when rows and columns are taken from the far end on. */
void surface_draw(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer)
{
    if (layer->rows < 2 || layer->columns < 2)
        return;
    struct faces faces = collect_faces(panel, layer);
    faces.scratch = arena_within(canvas_arena(canvas));
    const double *towards = panel->view.rows[2];
    size_t rows = faces.rows - 1, columns = faces.columns - 1;
    double opacity = layer->style.opacity > 0 ? layer->style.opacity : 1;
    bool rows_first = fabs(towards[1]) > fabs(towards[0]); /* the outer loop runs along the direction that recedes most */
    for (size_t i = 0; i < rows * columns; i++) {
        size_t r = rows_first ? i / columns : i % rows, c = rows_first ? i % columns : i / rows;
        draw_cell(canvas, &faces, towards[1] > 0 ? r : rows - 1 - r, towards[0] > 0 ? c : columns - 1 - c, opacity);
        if (i % CELLS == 0)
            arena_clear(faces.scratch);
    }
}
