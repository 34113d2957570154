/* Most landscapes are smooth between 200 samples, as a comparison of neighbours and of a few thousand places between them shows. */
#include "study/map.h"

#include "study/map_cuts.h"

#include <math.h>
#include <string.h>

enum { MOST_NODES = 601 * 601, FEW_PLACES = 512, MOST_PLACES = 4096 };

static const double most_work = 1e8, most_evaluations = 4e6;
static const double doubtful = 0.05, often = 0.25; /* shares of places that are not as the samples tell: creases are rarer than that */

size_t map_page(double pixels, double initial)
{
    return (size_t)fmin(601, fmax(2, (pixels > 0 ? pixels : initial) / 1.5));
}

double map_cost(double points, double work, bool smooth, bool continuous)
{
    static const double finer =
        0.3 * MOST_NODES;                /* of what oscillates, a grid as fine as the page is evaluated; of most that is continuous, nothing */
    static const double between = 1.2e8; /* looking at the samples of a page, at neighbours and at what lies in between, where all are cut */
    return work * points + (smooth ? 0 : continuous ? finer * work : fmin(most_work, 1e6 * work) + between);
}

/* Samples a grid of which every other sample of every other row is known. */
static void fill_between(struct map_sheet *sheet, const double *known)
{
    const size_t across = sheet->columns / 2, down = sheet->rows / 2; /* between */
    double *x = ARENA_ROOM(sheet->arena, double, across), *y = ARENA_ROOM(sheet->arena, double, down + 1);
    double *beside = ARENA_ROOM(sheet->arena, double, (down + 1) * across), *below = ARENA_ROOM(sheet->arena, double, down * sheet->columns);
    for (size_t i = 0; i < across; i++)
        x[i] = sheet->x[2 * i + 1];
    for (size_t i = 0; i <= down; i++)
        y[i] = sheet->y[2 * i];
    slicer_fill(sheet->slicer, x, across, y, down + 1, beside);
    for (size_t i = 0; i < down; i++)
        y[i] = sheet->y[2 * i + 1];
    slicer_fill(sheet->slicer, sheet->x, sheet->columns, y, down, below);
    for (size_t row = 0; row < sheet->rows; row++) {
        double *z = sheet->z + row * sheet->columns;
        if (row % 2)
            memcpy(z, below + row / 2 * sheet->columns, sheet->columns * sizeof *z);
        for (size_t i = 0; i < across && row % 2 == 0; i++) {
            z[2 * i] = known[row / 2 * (across + 1) + i];
            z[2 * i + 1] = beside[row / 2 * across + i];
        }
        if (row % 2 == 0)
            z[2 * across] = known[row / 2 * (across + 1) + across];
    }
}

/* `known`: the samples of a grid half as fine; null: there are none. */
static void fill(struct map_sheet *sheet, const double *known)
{
    const size_t nodes = sheet->columns * sheet->rows;
    sheet->z = ARENA_ROOM(sheet->arena, double, nodes);
    if (known)
        fill_between(sheet, known);
    else
        slicer_fill(sheet->slicer, sheet->x, sheet->columns, sheet->y, sheet->rows, sheet->z);
    sheet->survey = survey_make(sheet->arena, sheet->z, nodes);
    sheet->dropped = sheet_drop_poles(sheet);
    if (sheet->dropped)
        sheet->survey = survey_make(sheet->arena, sheet->z, nodes);
}

/* Places with `parts` steps for each of those that are there. */
static const double *divide(struct arena *arena, const double *places, size_t count, size_t parts, size_t *divided)
{
    double *finer = ARENA_NEW(arena, double, (count - 1) * parts + 1);
    *divided = (count - 1) * parts + 1;
    for (size_t i = 0; i < *divided; i++) {
        const size_t left = i / parts, part = i % parts;
        finer[i] = part ? places[left] + (places[left + 1] - places[left]) * ((double)part / (double)parts) : places[left];
    }
    return finer;
}

/* How many parts the steps of a line are divided into so that there are about as many as a page shows. */
static size_t parts_for(size_t count, size_t page)
{
    return count > 1 && page > count ? (page - 1 + count - 2) / (count - 1) : 1;
}

/* Makes the grid finer; false where that is more than the page can show or the work allows. */
static bool refine(struct map_sheet *sheet, size_t parts_across, size_t parts_down)
{
    const double nodes = ((double)(sheet->columns - 1) * (double)parts_across + 1) * ((double)(sheet->rows - 1) * (double)parts_down + 1);
    if ((parts_across == 1 && parts_down == 1) || nodes > MOST_NODES || nodes > sheet->left)
        return false;
    const double *known = parts_across == 2 && parts_down == 2 && !sheet->dropped && !sheet->healed ? sheet->z : NULL;
    sheet->x = divide(sheet->arena, sheet->x, sheet->columns, parts_across, &sheet->columns);
    sheet->y = divide(sheet->arena, sheet->y, sheet->rows, parts_down, &sheet->rows);
    sheet->left -= nodes;
    fill(sheet, known);
    return true;
}

/* What a picture shows of the values: all, but where they run away what is typical. */
static void choose_limits(const struct map_sheet *sheet, const struct sheet_cuts *cuts, struct map *map)
{
    double range[2] = {sheet->survey.range[0], sheet->survey.range[1]};
    for (size_t i = 0; i < 2 * cuts->count; i++) {
        const struct sheet_cut *cut = &cuts->items[i / 2];
        if (cut->kind != BREAK_POLE && fabs(cut->value[i % 2]) <= 1.5 * sheet->survey.largest)
            survey_widen(range, cut->value[i % 2]);
    }
    for (int side = 0; side < 2; side++)
        range[side] = sheet->pole[side] ? sheet->survey.typical[side] : range[side];
    map->limited = (sheet->pole[0] || sheet->pole[1]) && range[0] < range[1];
    memcpy(map->limits, range, sizeof range);
}

/* The cuts as they are drawn: at a pole, values end a little beyond what is shown, as lines through infinity would lie anywhere. */
static void give_cuts(struct arena *arena, const struct sheet_cuts *cuts, struct map *map)
{
    const double height = map->limits[1] - map->limits[0], low = map->limits[0] - height / 2, high = map->limits[1] + height / 2;
    struct figure_cut *items = ARENA_NEW(arena, struct figure_cut, cuts->count);
    for (size_t i = 0; i < cuts->count; i++) {
        const struct sheet_cut *cut = &cuts->items[i];
        items[i] = (struct figure_cut){.edge = cut->edge, .part = cut->part};
        for (int side = 0; side < 2; side++)
            items[i].value[side] = cut->kind == BREAK_POLE && !isnan(cut->value[side]) ? fmax(low, fmin(high, cut->value[side])) : cut->value[side];
    }
    map->cuts = items;
    map->cut_count = cuts->count;
}

void map_sample(struct arena *arena, const struct slice *slice, const double *x, size_t columns, const double *y, size_t rows, const size_t page[2],
                struct map *map)
{
    const double work = program_work(slice->program) + 1;
    struct map_sheet sheet = {.arena = arena, .slicer = slicer_create(arena, slice), .columns = columns, .rows = rows, .x = x, .y = y};
    struct sheet_cuts cuts = {0};
    bool oscillates = false;
    sheet.left = fmin(most_evaluations, most_work / work);
    fill(&sheet, NULL);
    map->samples = ARENA_ROOM(arena, double, columns *rows);
    memcpy(map->samples, sheet.z, columns * rows * sizeof *sheet.z);
    for (bool looking = columns > 2 && rows > 2; looking;) {
        struct disagreement first = slice->continuous ? sheet_disagreement(&sheet, NULL, FEW_PLACES) : (struct disagreement){.seen = 1};
        if (first.seen > 0) /* else a share of a twentieth of all is out of the question */
            first = sheet_disagreement(&sheet, NULL, MOST_PLACES);
        const bool beyond = first.far > doubtful; /* all that samples tell: as where they meet zeros alone */
        cuts = beyond || slice->continuous ? (struct sheet_cuts){0} : sheet_cut(&sheet);
        const double share = cuts.count || sheet.healed ? sheet_disagreement(&sheet, &cuts, MOST_PLACES).seen : first.seen;
        oscillates = share > often;
        looking = share > doubtful ? page[0] && refine(&sheet, 2, 2)
                  : cuts.count     ? refine(&sheet, parts_for(sheet.columns, page[0]), parts_for(sheet.rows, page[1]))
                                   : false;
    }
    if (columns > 2 && rows > 2 && !slice->continuous) {
        const struct sheet_cuts all = sheet_with_small_jumps(&sheet, &cuts);
        map->breaks = sheet_breaks(&sheet, &all);
    }
    map->breaks.oscillates = oscillates;
    map->breaks.columns = map->columns = sheet.columns;
    map->breaks.rows = map->rows = sheet.rows;
    map->x = sheet.x;
    map->y = sheet.y;
    for (size_t i = 0; i < map->columns * map->rows; i++)
        sheet.z[i] = isfinite(sheet.z[i]) ? sheet.z[i] : NAN;
    map->z = sheet.z;
    choose_limits(&sheet, &cuts, map);
    give_cuts(arena, &cuts, map);
}

void map_draw(const struct map *map, struct figure_layer *layer, struct figure_panel *panel)
{
    layer->rows = map->rows;
    layer->columns = map->columns;
    layer->grid_x = map->x;
    layer->grid_y = map->y;
    layer->z = map->z;
    layer->cuts = map->cuts;
    layer->cut_count = map->cut_count;
    panel->z.limits_given = map->limited;
    memcpy(panel->z.limits, map->limits, sizeof map->limits);
}
