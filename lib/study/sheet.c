/* Images lie on one grid of greys, a cell of it a pixel; what is between them stays blank. */
#include "study/sheet.h"

#include <math.h>

enum { GAP = 2 }; /* pixels between two images */

/* Pixels from one image to the next. */
struct pitch {
    size_t across, down, caption;
};

static struct pitch pitch_of(const struct data_set *set, bool captions)
{
    const size_t height = set->kind->image_rows, caption = captions ? (height + 2) / 4 + 1 : 0;
    return (struct pitch){set->kind->image_columns + GAP, height + GAP + caption, caption};
}

static bool has_captions(const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->count; i++)
        if (sheet->images[i].caption)
            return true;
    return false;
}

size_t sheet_columns(const struct data_set *set, size_t count, bool captions)
{
    const double shape = 1.75; /* width over height of a frame */
    const struct pitch pitch = pitch_of(set, captions);
    const size_t columns = (size_t)ceil(sqrt((double)count * shape * (double)pitch.down / (double)pitch.across));
    return columns < 1 ? 1 : columns > count ? count : columns;
}

/* A sheet under way: `left` and `top` of image i are where its first pixel is, rows counted from the top. */
struct sheet_drawing {
    struct arena *arena;
    const struct sheet *sheet;
    struct pitch pitch;
    size_t rows, columns; /* of the grid */
    struct figure_panel *panel;
    struct figure_layer *layers;
};

static size_t left_of(const struct sheet_drawing *drawing, size_t image)
{
    return GAP + image % drawing->sheet->columns * drawing->pitch.across;
}

static size_t top_of(const struct sheet_drawing *drawing, size_t image)
{
    return GAP + image / drawing->sheet->columns * drawing->pitch.down;
}

/* Rows of pixels are counted from the top, the axis from below. */
static double height_of(const struct sheet_drawing *drawing, double row)
{
    return (double)(drawing->rows - 1) - row;
}

static struct figure_layer *append(struct sheet_drawing *drawing, enum layer_kind kind)
{
    struct figure_layer *layer = &drawing->layers[drawing->panel->layer_count++];
    layer->kind = kind;
    return layer;
}

static void paint_images(struct sheet_drawing *drawing)
{
    const struct data_set *set = drawing->sheet->set;
    const size_t width = set->kind->image_columns, rows = drawing->rows, columns = drawing->columns;
    double *z = ARENA_ROOM(drawing->arena, double, rows *columns), *x = ARENA_ROOM(drawing->arena, double, columns);
    double *y = ARENA_ROOM(drawing->arena, double, rows), *pixels = ARENA_ROOM(drawing->arena, double, set->inputs);
    for (size_t i = 0; i < rows * columns; i++)
        z[i] = NAN;
    for (size_t i = 0; i < columns; i++)
        x[i] = (double)i;
    for (size_t i = 0; i < rows; i++)
        y[i] = (double)i;
    for (size_t i = 0; i < drawing->sheet->count; i++) {
        const struct sheet_image *image = &drawing->sheet->images[i];
        if (!image->part)
            continue;
        data_image(set, image->part, image->example, pixels);
        for (size_t pixel = 0; pixel < set->inputs; pixel++)
            z[(rows - 1 - top_of(drawing, i) - pixel / width) * columns + left_of(drawing, i) + pixel % width] = pixels[pixel];
    }
    struct figure_layer *layer = append(drawing, LAYER_IMAGES);
    layer->rows = rows;
    layer->columns = columns;
    layer->grid_x = x;
    layer->grid_y = y;
    layer->z = z;
}

/* The frames of one kind as one broken line. */
static void draw_frames(struct sheet_drawing *drawing, size_t kind)
{
    enum { CORNERS = 6 }; /* the last is a break */
    static const enum figure_dash dashes[SHEET_MAX_FRAMES] = {DASH_SOLID, DASH_DASHED, DASH_DOTTED};
    const struct sheet *sheet = drawing->sheet;
    double *x = ARENA_NEW(drawing->arena, double, CORNERS * sheet->count), *y = ARENA_NEW(drawing->arena, double, CORNERS * sheet->count);
    struct figure_layer *layer = append(drawing, LAYER_LINE);
    for (size_t i = 0; i < sheet->count; i++) {
        if (!sheet->images[i].part || sheet->images[i].frame != kind + 1)
            continue;
        const double out = 0.5 + 0.2 * GAP; /* half a pixel to its rim, and nearly half-way to the neighbour */
        const double left = (double)left_of(drawing, i) - out, right = left + (double)sheet->set->kind->image_columns - 1 + 2 * out;
        const double top = height_of(drawing, (double)top_of(drawing, i) - out);
        const double bottom = top - (double)sheet->set->kind->image_rows + 1 - 2 * out;
        const double corners[CORNERS][2] = {{left, bottom}, {right, bottom}, {right, top}, {left, top}, {left, bottom}, {NAN, NAN}};
        for (size_t k = 0; k < CORNERS; k++, layer->count++) {
            x[layer->count] = corners[k][0];
            y[layer->count] = corners[k][1];
        }
    }
    layer->x = x;
    layer->y = y;
    layer->traced = true;
    layer->label = layer->count ? sheet->frames[kind].label : NULL;
    layer->style = (struct figure_style){.colour = sheet->frames[kind].colour, .dash = dashes[kind], .line_width = 2};
}

static void write_captions(struct sheet_drawing *drawing)
{
    const struct sheet *sheet = drawing->sheet;
    double *x = ARENA_NEW(drawing->arena, double, sheet->count), *y = ARENA_NEW(drawing->arena, double, sheet->count);
    const char **words = ARENA_NEW(drawing->arena, const char *, sheet->count);
    struct figure_layer *layer = append(drawing, LAYER_WORDS);
    for (size_t i = 0; i < sheet->count; i++) {
        if (!sheet->images[i].part || !sheet->images[i].caption)
            continue;
        x[layer->count] = (double)left_of(drawing, i) + ((double)sheet->set->kind->image_columns - 1) / 2;
        y[layer->count] =
            height_of(drawing, (double)(top_of(drawing, i) + sheet->set->kind->image_rows) + 0.25 * GAP + ((double)drawing->pitch.caption - 1) / 2);
        words[layer->count++] = sheet->images[i].caption;
    }
    layer->x = x;
    layer->y = y;
    layer->words = words;
    layer->words_room[0] = (double)drawing->pitch.across - 0.5;
    layer->words_room[1] = (double)drawing->pitch.caption;
}

static void label_rows(struct sheet_drawing *drawing)
{
    const size_t rows = (drawing->sheet->count + drawing->sheet->columns - 1) / drawing->sheet->columns;
    double *ticks = ARENA_NEW(drawing->arena, double, rows);
    const char **labels = ARENA_NEW(drawing->arena, const char *, rows);
    struct figure_axis *axis = &drawing->panel->y;
    for (size_t i = 0; i < rows; i++) { /* ticks ascend */
        const size_t row = rows - 1 - i;
        const double middle = ((double)drawing->sheet->set->kind->image_rows - 1) / 2;
        ticks[i] = height_of(drawing, (double)top_of(drawing, row * drawing->sheet->columns) + middle);
        labels[i] = drawing->sheet->row_labels[row];
    }
    axis->ticks = ticks;
    axis->tick_labels = labels;
    axis->tick_count = rows;
}

void sheet_draw(struct arena *arena, const struct sheet *sheet, struct figure_panel *panel)
{
    const bool captions = has_captions(sheet);
    struct sheet_drawing drawing = {.arena = arena, .sheet = sheet, .pitch = pitch_of(sheet->set, captions), .panel = panel};
    const size_t rows = (sheet->count + sheet->columns - 1) / sheet->columns;
    drawing.rows = GAP + rows * drawing.pitch.down;
    drawing.columns = GAP + sheet->columns * drawing.pitch.across;
    drawing.layers = ARENA_NEW(arena, struct figure_layer, 2 + sheet->frame_count);
    paint_images(&drawing);
    for (size_t kind = 0; kind < sheet->frame_count; kind++)
        draw_frames(&drawing, kind);
    if (captions)
        write_captions(&drawing);
    panel->x.ticks_given = panel->y.ticks_given = true;
    if (sheet->row_labels)
        label_rows(&drawing);
    panel->layers = drawing.layers;
    panel->equal_aspect = true;
    panel->legend = sheet->frame_count ? SWITCH_ON : SWITCH_OFF;
}
