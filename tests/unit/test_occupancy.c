/* What occupancy marks, against what is drawn: every place with ink is taken, and no place far from ink is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "figure/occupancy.h"
#include "tests/unit/drawing.h"
#include "tests/unit/seeing.h"

enum { SAMPLES = 9, SIDE = 7, SEEDS = 12 };

/* Data of all kinds of layers, drawn by a seed. */
struct drawn {
    double x[SAMPLES], y[SAMPLES], low[SAMPLES], high[SAMPLES], line[SIDE], z[SIDE * SIDE];
    struct figure_layer layer;
    struct figure_panel panel;
    struct figure figure;
};

static void draw_by(struct drawn *drawn, enum layer_kind kind, uint64_t seed)
{
    double numbers[3 * SAMPLES + SIDE * SIDE];
    *drawn = (struct drawn){.layer = {.kind = kind}};
    random_uniforms(seed, 1, 0, numbers, sizeof numbers / sizeof *numbers);
    for (size_t i = 0; i < SAMPLES; i++) {
        drawn->x[i] = (double)i + 0.6 * numbers[i];
        drawn->y[i] = 2 * numbers[SAMPLES + i] - 1;
        drawn->low[i] = drawn->y[i] - numbers[2 * SAMPLES + i];
        drawn->high[i] = drawn->y[i] + 0.7 * numbers[2 * SAMPLES + i];
    }
    for (size_t i = 0; i < SIDE; i++)
        drawn->line[i] = (double)i;
    for (size_t i = 0; i < SIDE * SIDE; i++)
        drawn->z[i] = numbers[3 * SAMPLES + i];
    struct figure_layer *layer = &drawn->layer;
    if (kind == LAYER_WIREFRAME) {
        layer->rows = layer->columns = SIDE;
        layer->grid_x = layer->grid_y = drawn->line;
        layer->z = drawn->z;
        layer->stride = 1;
    } else {
        layer->count = SAMPLES;
        layer->x = drawn->x;
        layer->y = kind == LAYER_BAND ? NULL : drawn->y;
        layer->low = drawn->low;
        layer->high = drawn->high;
    }
    drawn->panel = (struct figure_panel){.layers = layer, .layer_count = 1, .space = kind == LAYER_WIREFRAME, .azimuth = -60, .elevation = 30};
    drawn->panel.grid = SWITCH_OFF;
    drawn->figure = (struct figure){.width = 400 + 60 * (double)(seed % 4), .height = 300, .panels = &drawn->panel, .panel_count = 1};
}

/* Whether a place is within a filled shape, by how often a ray to the right crosses the edges of the data's fills. */
static bool is_filled(const struct seen *seen, struct point p)
{
    bool inside = false;
    for (size_t i = 0; i < seen->line_count; i++) {
        const struct seen_line *line = &seen->lines[i];
        if (line->part == PART_DATA && line->filled && (line->from.y > p.y) != (line->to.y > p.y) &&
            p.x < line->from.x + (p.y - line->from.y) / (line->to.y - line->from.y) * (line->to.x - line->from.x))
            inside = !inside;
    }
    return inside;
}

/* How far a place is from ink of the data, of the axes in space, and from text; 0 within a fill. */
static double distance_to_ink(const struct seen *seen, const struct panel_layout *panel, struct point p)
{
    double least = is_filled(seen, p) ? 0 : INFINITY;
    for (size_t i = 0; i < seen->line_count; i++)
        if (seen->lines[i].part == PART_DATA || (panel->panel->space && seen->lines[i].part != PART_PAGE))
            least = fmin(least, distance_to_line(p, &seen->lines[i]));
    for (size_t i = 0; i < panel->labels.count; i++) {
        const struct box box = panel->labels.items[i].box;
        least = fmin(least, hypot(fmax(0, fmax(box.x0 - p.x, p.x - box.x1)), fmax(0, fmax(box.y0 - p.y, p.y - box.y1))));
    }
    return least;
}

static unsigned char *cell_of(const struct occupancy *map, struct point p)
{
    const double x = floor((p.x - map->area.x0) / map->step), y = floor((p.y - map->area.y0) / map->step);
    return x < 0 || y < 0 || x >= (double)map->columns || y >= (double)map->rows ? NULL : &map->cells[(size_t)y * map->columns + (size_t)x];
}

/* Whether a cell or one beside it is taken: lines are followed in steps, which may miss the corner of a cell. */
static bool is_taken_near(const struct occupancy *map, struct point p)
{
    for (int k = 0; k < 9; k++) {
        const unsigned char *cell = cell_of(map, (struct point){p.x + (k % 3 - 1) * 0.5 * map->step, p.y + (k / 3 - 1) * 0.5 * map->step});
        if (cell && *cell)
            return true;
    }
    return false;
}

static void test_marks_what_is_drawn(void **state)
{
    (void)state;
    static const enum layer_kind kinds[] = {LAYER_LINE, LAYER_POINTS, LAYER_BAND, LAYER_BARS, LAYER_ERRORS, LAYER_WIREFRAME};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            struct arena *arena = arena_create(64 << 20);
            struct drawn drawn;
            draw_by(&drawn, kinds[k], seed);
            const struct seen *seen = look_at(arena, &drawn.figure);
            const struct panel_layout *panel = &seen->layout->panels[0];
            const struct occupancy *map = occupancy_make(panel);
            size_t taken = 0;
            for (size_t i = 0; i < seen->line_count; i++) {
                const struct seen_line *line = &seen->lines[i];
                for (int part = 0; part <= 40 && line->part == PART_DATA; part++) {
                    const double t = part / 40.0;
                    const struct point p = {line->from.x + t * (line->to.x - line->from.x), line->from.y + t * (line->to.y - line->from.y)};
                    if (cell_of(map, p) && !is_taken_near(map, p))
                        fail_msg("kind %d, seed %d: ink at %g, %g is not marked", (int)kinds[k], (int)seed, p.x, p.y);
                }
            }
            for (size_t row = 0; row < map->rows; row++)
                for (size_t column = 0; column < map->columns; column++) {
                    const struct point middle = {map->area.x0 + ((double)column + 0.5) * map->step, map->area.y0 + ((double)row + 0.5) * map->step};
                    const bool marked = map->cells[row * map->columns + column];
                    const double distance = distance_to_ink(seen, panel, middle);
                    taken += marked;
                    if (marked && distance > 1.5 * map->step)
                        fail_msg("kind %d, seed %d: %g, %g is marked, %.1f cells from ink", (int)kinds[k], (int)seed, middle.x, middle.y,
                                 distance / map->step);
                    if (!marked && distance == 0)
                        fail_msg("kind %d, seed %d: %g, %g lies in a fill and is not marked", (int)kinds[k], (int)seed, middle.x, middle.y);
                }
            assert_true(taken > map->columns / 2 && taken < map->columns * map->rows);
            arena_destroy(arena);
        }
}

/* Boxes and segments of known places, on a map of 10 × 8 cells. */
static void test_counts_cells(void **state)
{
    (void)state;
    unsigned char cells[10 * 8 + 1] = {0};
    struct occupancy map = {.area = {100, 50, 150, 90}, .step = 5, .columns = 10, .rows = 8, .cells = cells};
    occupancy_mark_box(&map, (struct box){111, 61, 119, 64}); /* columns 2 and 3 of row 2 */
    assert_true(occupancy_of_box(&map, map.area) == 2 && cells[22] && cells[23]);
    assert_true(occupancy_of_box(&map, (struct box){115, 60, 150, 90}) == 1);
    assert_true(occupancy_of_box(&map, (struct box){0, 0, 500, 55}) == 0);
    assert_true(occupancy_of_segment(&map, (struct point){100, 62.5}, (struct point){150, 62.5}, 0) == 2);
    assert_true(occupancy_of_segment(&map, (struct point){100, 62.5}, (struct point){117, 62.5}, 5) == 1);
    assert_true(occupancy_of_segment(&map, (struct point){100, 62.5}, (struct point){NAN, 62.5}, 0) == 0);
    occupancy_mark_box(&map, (struct box){140, 80, 1000, 1000}); /* the last two columns and rows */
    assert_true(occupancy_of_box(&map, map.area) == 6 && cells[79] && !cells[80]);
    occupancy_mark_outline(&map, (struct box){102, 52, 148, 88}); /* all rims of the map */
    assert_true(occupancy_of_box(&map, map.area) == 2 * 10 + 2 * 6 + 2 + 1);
    occupancy_mark_segment(&map, (struct point){90, 72}, (struct point){160, 72});
    assert_true(occupancy_of_box(&map, (struct box){100, 70, 150, 75}) == 10);
    assert_false(cells[80]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_marks_what_is_drawn), cmocka_unit_test(test_counts_cells)};
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
