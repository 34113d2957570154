/* Tiles of the map of two settings: a sweep over a part of the plane, a run for each pixel, described and coloured as on the map of the whole. */
#include "study/sweep.h"

#include <math.h>

enum { SIDE = STUDY_TILE_SIDE };

/* The settings of a tile's samples along an axis, of which the first lies `first` samples from the axis's low end. All numbers of samples are far below
 * 2^53 and their total is a power of two, so that each part of the way is exact: a sample has the same setting at every depth. */
static void place(const struct swept *typed, const struct study_tile *tile, uint64_t first, double positions[SIDE])
{
    const double total = (double)(SIDE * (UINT64_C(1) << tile->depth));
    for (size_t i = 0; i < SIDE; i++)
        positions[i] = sweep_value(typed, (double)(first + i) / total);
}

/* Both axes: columns count from the left and rows from the top, where the greatest settings are. */
static void place_tile(const struct sweep_parameters *parameters, const struct study_tile *tile, double positions[2][SIDE])
{
    const uint64_t last = UINT64_C(1) << tile->depth;
    place(&parameters->x, tile, SIDE * tile->column, positions[0]);
    place(&parameters->y, tile, SIDE * (last - 1 - tile->row) + 1, positions[1]);
}

static bool are_apart(const double positions[SIDE])
{
    bool apart = true;
    for (size_t i = 1; i < SIDE; i++)
        apart = apart && positions[i] > positions[i - 1];
    return apart;
}

/* The first axis whose samples are not all apart; 2: none. */
static size_t blurred_axis(const struct sweep_parameters *parameters, const struct study_tile *tile)
{
    double positions[2][SIDE];
    place_tile(parameters, tile, positions);
    return !are_apart(positions[0]) ? 0 : !are_apart(positions[1]) ? 1 : 2;
}

static bool check(const void *untyped, const struct study_tile *tile, struct error *error)
{
    const struct sweep_parameters *parameters = untyped;
    static const char *const names[2] = {"x", "y"};
    if (parameters->axis_count < 2) {
        error_set(error, ERROR_INVALID, "tiles are of maps over two settings: y is left out");
        return error_blame(error, "y", "");
    }
    const size_t blurred = blurred_axis(parameters, tile);
    if (blurred == 2)
        return true;
    struct study_tile above = *tile;
    while (above.depth && blurred_axis(parameters, &above) < 2)
        above = (struct study_tile){above.depth - 1, above.column / 2, above.row / 2};
    error_set(
        error, ERROR_INVALID,
        "at depth %u some neighbouring pixels have the same number for %s, whose interval is too narrow for numbers of 53 bits: here depth %u is "
        "the last that tells them apart",
        tile->depth, parameters->axes[blurred].name, above.depth);
    return error_blame(error, names[blurred], parameters->axes[blurred].name);
}

/* The question that a tile is, without its settings. */
static struct sweep_parameters ask(const struct sweep_parameters *parameters, const struct sweep_result *whole)
{
    struct sweep_parameters asked = *parameters;
    asked.samples = asked.axes[0].count = asked.axes[1].count = SIDE;
    asked.is_quadratic = false;
    asked.whole = whole;
    return asked;
}

static double cost(const void *untyped)
{
    enum { PIXEL = 80 };
    const struct sweep_parameters *parameters = untyped, asked = ask(parameters, NULL);
    return sweep_cost(parameters) + sweep_cost(&asked) + PIXEL * (double)(SIDE * SIDE);
}

static double memory(const void *untyped)
{
    const struct sweep_parameters *parameters = untyped, asked = ask(parameters, NULL);
    return sweep_memory(parameters) + sweep_memory(&asked);
}

static bool paint(struct arena *arena, const void *untyped, const struct study_tile *tile, struct buffer *out, struct error *error)
{
    const struct sweep_parameters *parameters = untyped;
    double positions[2][SIDE];
    const struct sweep_result *whole = sweep_answer(arena, parameters, error);
    struct sweep_parameters asked = ask(parameters, whole);
    place_tile(parameters, tile, positions);
    for (size_t k = 0; k < 2; k++)
        asked.axes[k].positions = positions[k];
    const struct sweep_result *part = whole ? sweep_answer(arena, &asked, error) : NULL;
    if (!part)
        return false;
    struct figure_layer *map = ARENA_NEW(arena, struct figure_layer, 1), *cells = ARENA_NEW(arena, struct figure_layer, 1);
    struct figure_panel panel = {.layers = map, .layer_count = 1};
    sweep_map(arena, parameters, whole, whole, map, &panel.z);
    sweep_map(arena, parameters, part, whole, cells, &(struct figure_axis){0});
    cells->times = NULL;
    figure_write_cells(&panel, cells, out);
    return true;
}

const struct study_tiles sweep_tiles = {.check = check, .cost = cost, .memory = memory, .paint = paint};
