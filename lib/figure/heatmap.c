/* The image is made at the resolution of the page: pixels find their sample, so cells are crisp and smooth maps smooth at every scale. */
#include "figure/heatmap.h"

#include "figure/contour.h"
#include "figure/field.h"
#include "figure/png.h"

#include <math.h>
#include <string.h>

enum { MOST_IMAGE = 6000, MOST_AT_ONCE = 4000000 /* pixels: large images are made in bands, so that they are not held twice */ };

/* For each of `count` pixels from `start`, `step` apart: the place among the samples at ascending or descending positions, as index plus
 * fraction; not a number outside. `cells`: samples reach half-way to their neighbours. */
static double *find_places(struct arena *arena, const double *positions, size_t samples, double start, double step, size_t count, bool cells)
{
    double *places = ARENA_NEW(arena, double, count);
    double sign = positions[samples - 1] >= positions[0] ? 1 : -1;
    size_t i = 0;
    for (size_t k = 0; k < count; k++) {
        size_t pixel = sign * step > 0 ? k : count - 1 - k; /* so that the sample only moves on */
        double at = start + ((double)pixel + 0.5) * step;
        while (i + 2 < samples && sign * (positions[i + 1] - at) < 0)
            i++;
        double t = (at - positions[i]) / (positions[i + 1] - positions[i]);
        double reach = cells ? 0.5 : 1e-6;
        bool outside = (i == 0 && t < -reach) || (i + 2 == samples && t > 1 + reach) || !isfinite(t);
        places[pixel] = outside ? NAN : (double)i + fmax(-0.5, fmin(1.5, t));
    }
    return places;
}

/* Colours that were mixed already, those of shades that have numbers: of maps with thousands of samples there are some hundred. */
enum { CATEGORIES_APART = 256, COLOURS_KEPT = 1024 };
struct known_colours {
    struct {
        uint64_t of; /* category and number */
        uint32_t colour;
    } items[COLOURS_KEPT];
    uint32_t category, unmixed; /* the one that was asked for last, of which neighbours mostly are, too */
};

static struct known_colours *no_colours(struct arena *arena)
{
    struct known_colours *known = ARENA_ROOM(arena, struct known_colours, 1);
    for (size_t i = 0; i < COLOURS_KEPT; i++)
        known->items[i].of = UINT64_MAX;
    known->category = UINT32_MAX;
    return known;
}

static uint32_t mix_category(struct known_colours *known, uint32_t category, double shade)
{
    if (category != known->category) {
        known->category = category;
        known->unmixed = category_colour(category);
    }
    return 0xff000000 | colour_mix(0xf4f4f4, known->unmixed, 0.3 + 0.7 * (shade >= 0 && shade <= 1 ? shade : 1));
}

static inline bool is_category(double value)
{
    return value >= 0 && value < 1e6;
}

/* Of a category whose shade has a number. */
static inline uint32_t numbered_pixel(const double *shades, double category, double number, struct known_colours *known)
{
    const uint32_t place = (uint32_t)(int)category, shade = (uint32_t)(int)number, slot = (place * CATEGORIES_APART + shade) % COLOURS_KEPT;
    const uint64_t of = (uint64_t)place << 32 | shade;
    if (known->items[slot].of != of) {
        known->items[slot].colour = mix_category(known, place, shades[shade]);
        known->items[slot].of = of;
    }
    return known->items[slot].colour;
}

static uint32_t category_pixel(const struct figure_layer *layer, size_t sample, struct known_colours *known)
{
    const double category = layer->z[sample];
    if (!is_category(category))
        return isfinite(category) ? 0xff9a9a9a : 0;
    if (layer->shade_numbers)
        return numbered_pixel(layer->shade, category, layer->shade_numbers[sample], known);
    return mix_category(known, (uint32_t)(int)category, layer->shade ? layer->shade[sample] : 1);
}

static uint32_t grey_pixel(double ink)
{
    return isnan(ink) ? 0 : 0xff000000 | colour_mix(0xf4f4f4, 0x000000, fmax(0, fmin(1, ink)));
}

/* A height's pixel, premultiplied by what it covers of the page. */
static uint32_t height_pixel(const struct figure_layer *layer, double height)
{
    const double opacity = layer->style.opacity > 0 ? layer->style.opacity : 1;
    const uint32_t alpha = (uint32_t)(255 * opacity + 0.5);
    return isnan(height) ? 0 : alpha << 24 | colour_mix(0, viridis(height), opacity);
}

/* The pixels of heights, by viridis_step. */
struct colours {
    uint32_t items[VIRIDIS_STEPS + 1];
};

static struct colours find_colours(const struct figure_layer *layer)
{
    const int apart = layer->style.opacity > 0 && layer->style.opacity < 0.5 ? 4 : 1; /* of pale colours neighbours are less than two levels apart */
    struct colours colours;
    for (int i = 0; i <= VIRIDIS_STEPS; i++)
        colours.items[i] = height_pixel(layer, (double)(i / apart * apart) / VIRIDIS_STEPS);
    return colours;
}

/* A place as the node before it and the fraction of the way to the next; not a number outside of the grid. */
struct place {
    size_t node;
    double part;
};

static struct place place_in(double place, size_t count)
{
    if (isnan(place))
        return (struct place){0, NAN};
    const double at = fmax(0, place), node = fmin(floor(at), (double)count - 2);
    return (struct place){(size_t)node, at - node};
}

/* The heights of a row of nodes at the places across. */
struct blended {
    size_t row; /* SIZE_MAX: of none yet */
    double *heights;
};

static void blend(const struct field *field, size_t row, const struct place *across, uint32_t columns, struct blended *blended)
{
    if (blended->row == row)
        return;
    blended->row = row;
    for (uint32_t x = 0; x < columns; x++) {
        const double *h = field->heights + row * field->columns + across[x].node, u = across[x].part;
        blended->heights[x] = (1 - u) * h[0] + u * h[1];
    }
}

/* Heights at the places across, between two rows of nodes. Each of these is blended once for all rows of pixels on both its sides: `rows` are the
 * last ones, one with an even number and one with an odd. */
static void blend_rows(const struct field *field, struct place down, const struct place *across, uint32_t columns, struct blended rows[2],
                       double *heights)
{
    struct blended *above = &rows[down.node % 2], *below = &rows[1 - down.node % 2];
    blend(field, down.node, across, columns, above);
    blend(field, down.node + 1, across, columns, below);
    for (uint32_t x = 0; x < columns; x++)
        heights[x] = (1 - down.part) * above->heights[x] + down.part * below->heights[x];
}

static void paint_smooth(struct arena *arena, const struct field *field, const struct figure_layer *layer, const double *across, const double *down,
                         uint32_t columns, uint32_t rows, uint32_t *pixels)
{
    const struct colours colours = find_colours(layer);
    struct place *places = ARENA_NEW(arena, struct place, columns);
    struct blended blended[2] = {{SIZE_MAX, ARENA_NEW(arena, double, columns)}, {SIZE_MAX, ARENA_NEW(arena, double, columns)}};
    double *heights = ARENA_NEW(arena, double, columns);
    for (uint32_t x = 0; x < columns; x++)
        places[x] = place_in(across[x], field->columns);
    for (uint32_t y = 0; y < rows; y++) {
        if (isnan(down[y])) {
            memset(pixels + (size_t)y * columns, 0, columns * sizeof *pixels);
            continue;
        }
        const struct place place = place_in(down[y], field->rows);
        if (!field->cuts.count)
            blend_rows(field, place, places, columns, blended, heights);
        for (uint32_t x = 0; x < columns && field->cuts.count; x++)
            heights[x] = field_cell_height(field, place.node, places[x].node, places[x].part, place.part);
        for (uint32_t x = 0; x < columns; x++)
            pixels[(size_t)y * columns + x] = isnan(heights[x]) ? 0 : colours.items[viridis_step(heights[x])];
    }
}

static uint32_t cell_pixel(const struct field *field, const struct figure_layer *layer, const double window[2], size_t sample,
                           struct known_colours *known)
{
    if (layer->times && !(layer->times[sample] > window[0] && layer->times[sample] <= window[1]))
        return 0;
    return layer->kind == LAYER_CATEGORIES ? category_pixel(layer, sample, known)
           : layer->kind == LAYER_IMAGES   ? grey_pixel(layer->z[sample])
                                           : height_pixel(layer, field->heights[sample]);
}

/* The sample of a place; SIZE_MAX outside of the grid. */
static size_t cell_of(double place, size_t count)
{
    return isnan(place) ? SIZE_MAX : (size_t)fmin(fmax(0, floor(place + 0.5)), (double)count - 1);
}

/* The colours of the cells of a row, from their first sample on; SIZE_MAX: of none. */
static void colour_cells(const struct field *field, const struct figure_layer *layer, const double window[2], size_t first, const size_t *cells,
                         size_t count, struct known_colours *known, uint32_t *colours)
{
    const bool numbered = layer->kind == LAYER_CATEGORIES && layer->shade_numbers && !layer->times;
    const double *z = layer->z + first, *numbers = numbered ? layer->shade_numbers + first : NULL, *shades = layer->shade;
    for (size_t i = 0; i < count; i++) {
        const size_t cell = cells[i];
        colours[i] = cell == SIZE_MAX                   ? 0
                     : numbered && is_category(z[cell]) ? numbered_pixel(shades, z[cell], numbers[cell], known)
                                                        : cell_pixel(field, layer, window, first + cell, known);
    }
}

/* Samples whose time is after one and not after another. A sample is usually many pixels: its colour is found once. */
static void paint_cells(struct arena *arena, const struct field *field, const struct figure_layer *layer, const double window[2],
                        const double *across, const double *down, uint32_t columns, uint32_t rows, uint32_t *pixels)
{
    struct known_colours *known = no_colours(arena);
    size_t *cells = ARENA_ROOM(arena, size_t, columns), before = SIZE_MAX; /* the cells that pixels show, each once */
    uint32_t *turns = ARENA_ROOM(arena, uint32_t, columns), count = 0;     /* which of these a pixel shows */
    uint32_t *colours = ARENA_ROOM(arena, uint32_t, columns);
    for (uint32_t x = 0; x < columns; x++) {
        const size_t cell = cell_of(across[x], field->columns);
        if (!count || cell != cells[count - 1])
            cells[count++] = cell;
        turns[x] = count - 1;
    }
    for (uint32_t y = 0; y < rows; y++) {
        uint32_t *row = pixels + (size_t)y * columns;
        const size_t r = cell_of(down[y], field->rows);
        if (y && r == before) {
            memcpy(row, row - columns, columns * sizeof *row);
            continue;
        }
        if (r == SIZE_MAX)
            memset(colours, 0, count * sizeof *colours);
        else
            colour_cells(field, layer, window, r * field->columns, cells, count, known, colours);
        for (uint32_t x = 0; x < columns; x++)
            row[x] = colours[turns[x]];
        before = r;
    }
}

static void draw_window(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer, const double window[2])
{
    bool smooth = layer->smooth && layer->kind == LAYER_HEATMAP;
    struct field field = smooth ? field_make(panel, layer, 3) : field_samples(panel, layer);
    if (field.rows == 0)
        return;
    struct box box = panel->frame;
    const double area = box_width(box) * box_height(box), most = canvas_most_image(canvas);
    double resolution = fmin(canvas_image_resolution(canvas, smooth), sqrt(most / fmax(1, area)));
    uint32_t columns = (uint32_t)fmax(1, fmin(MOST_IMAGE, ceil(box_width(box) * resolution)));
    uint32_t rows = (uint32_t)fmax(1, fmin(MOST_IMAGE, ceil(box_height(box) * resolution)));
    double *across = find_places(panel->arena, field.x, field.columns, box.x0, box_width(box) / columns, columns, !smooth);
    double *down = find_places(panel->arena, field.y, field.rows, box.y0, box_height(box) / rows, rows, !smooth);
    const uint32_t most_rows = (uint32_t)fmax(1, fmin(rows, (double)MOST_AT_ONCE / columns));
    uint32_t *pixels = ARENA_ROOM(panel->arena, uint32_t, (size_t)columns * most_rows);
    for (uint32_t first = 0, band; first < rows; first += band) {
        band = rows - first < most_rows ? rows - first : most_rows;
        if (smooth)
            paint_smooth(panel->arena, &field, layer, across, down + first, columns, band, pixels);
        else
            paint_cells(panel->arena, &field, layer, window, across, down + first, columns, band, pixels);
        const double height = box_height(box) / rows;
        canvas_image(canvas, (struct box){box.x0, box.y0 + first * height, box.x1, band == rows ? box.y1 : box.y0 + (first + band) * height}, pixels,
                     columns, band, smooth);
    }
}

void heatmap_draw(struct canvas *canvas, const struct panel_layout *panel, const struct figure_layer *layer)
{
    enum { STAGES = 24 }; /* of an SVG that moves: each is an image */
    if (!canvas_moves(canvas) || !layer->times) {
        draw_window(canvas, panel, layer, (const double[]){-1, panel->moment});
        return;
    }
    for (int i = 0; i <= STAGES; i++) {
        canvas_appear(canvas, (double)i / STAGES, 2);
        draw_window(canvas, panel, layer, (const double[]){(double)(i - 1) / STAGES, (double)i / STAGES});
        canvas_ungroup(canvas);
    }
}

void figure_write_cells(const struct figure_panel *panel, const struct figure_layer *cells, struct buffer *out)
{
    enum { TICKS = 6 };
    static const double always[2] = {-1, 2};
    struct panel_layout map = {.panel = panel, .arena = out->arena};
    const struct range range = axis_range(out->arena, panel, AXIS_Z);
    plane_make_height(&map, &range, TICKS);
    const struct field field = field_samples(&map, cells);
    uint32_t *pixels = ARENA_ROOM(out->arena, uint32_t, field.rows * field.columns);
    struct known_colours *known = no_colours(out->arena);
    for (size_t row = 0; row < field.rows; row++)
        for (size_t column = 0; column < field.columns; column++)
            pixels[row * field.columns + column] = cell_pixel(&field, cells, always, (field.rows - 1 - row) * field.columns + column, known);
    png_write(out, pixels, (uint32_t)field.columns, (uint32_t)field.rows, false, true, 0);
}

/* The layer whose colours the bar explains. */
static const struct figure_layer *bar_layer(const struct figure_panel *panel)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind == LAYER_HEATMAP || panel->layers[i].kind == LAYER_CONTOUR_FILLED)
            return &panel->layers[i];
    return NULL;
}

void colour_bar_draw(struct canvas *canvas, const struct panel_layout *panel)
{
    enum { SHADES = 200 };
    const struct figure_layer *layer = bar_layer(panel->panel);
    struct box bar = panel->colour_bar;
    if (!layer || panel->z.empty)
        return;
    if (layer->kind == LAYER_HEATMAP) {
        uint32_t pixels[SHADES];
        for (int i = 0; i < SHADES; i++)
            pixels[i] = height_pixel(layer, 1 - (i + 0.5) / SHADES);
        canvas_image(canvas, bar, pixels, 1, SHADES, true);
        return;
    }
    struct levels levels = levels_choose(panel, layer);
    for (size_t below = 0; below <= levels.count; below++) {
        double low = below ? levels.fractions[below - 1] : 0;
        if (low >= 1)
            break;
        struct path path = {.arena = canvas_arena(canvas)};
        path_rectangle(&path, (struct box){bar.x0, bar.y0, bar.x1, bar.y1 - fmax(0, low) * box_height(bar)});
        canvas_fill(canvas, &path, paint_rgb(contour_band_colour(&levels, below)));
    }
}
