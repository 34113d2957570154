/* Labels of contours, against heights that are known: a label stands on the line of its level, runs along it upright, and the line is open under it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/drawing.h"
#include "tests/unit/seeing.h"

enum { SIDE = 161 };

/* Slopes x cos φ + y sin φ, and bowls that lie in any direction: the height, and its gradient. */
struct hill {
    double direction, bend;
};

static double height_of(const struct hill *hill, double x, double y, double gradient[2])
{
    const double c = cos(hill->direction), s = sin(hill->direction), along = c * x + s * y, across = c * y - s * x;
    gradient[0] = c + hill->bend * (2 * along * c - 3 * across * s);
    gradient[1] = s + hill->bend * (2 * along * s + 3 * across * c);
    return along + hill->bend * (along * along + 1.5 * across * across);
}

struct map {
    double line[SIDE], z[SIDE * SIDE];
    struct figure_layer layer;
    struct figure_panel panel;
    struct figure figure;
};

static void draw(struct map *map, const struct hill *hill, double width)
{
    double unused[2];
    for (size_t i = 0; i < SIDE; i++)
        map->line[i] = -2 + 4 * (double)i / (SIDE - 1);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        map->z[i] = height_of(hill, map->line[i % SIDE], map->line[i / SIDE], unused);
    map->layer = (struct figure_layer){.kind = LAYER_CONTOUR, .rows = SIDE, .columns = SIDE, .grid_x = map->line, .grid_y = map->line, .z = map->z};
    map->panel = (struct figure_panel){.layers = &map->layer, .layer_count = 1};
    map->figure = (struct figure){.width = width, .height = 420, .panels = &map->panel, .panel_count = 1};
}

static double number_of(const char *text)
{
    static const char minus[] = "−";
    return strncmp(text, minus, 3) != 0 ? strtod(text, NULL) : -strtod(text + 3, NULL);
}

/* What is wrong with a label; null: nothing. */
static const char *fault_of(const struct seen *seen, const struct hill *hill, const struct seen_text *label)
{
    const struct panel_layout *panel = &seen->layout->panels[0];
    const struct point *corner = label->corners; /* the ink's: lower left, lower right, upper right, upper left as it is read, in whichever order */
    const struct point middle = {(corner[0].x + corner[2].x) / 2, (corner[0].y + corner[2].y) / 2};
    const double right[2] = {corner[1].x - corner[0].x, corner[1].y - corner[0].y}, length = hypot(right[0], right[1]);
    const struct box frame = panel->frame;
    const double limits[2][2] = {{panel->x.limits[0], panel->x.limits[1]}, {panel->y.limits[0], panel->y.limits[1]}};
    const double unit[2] = {(limits[0][1] - limits[0][0]) / (frame.x1 - frame.x0), (limits[1][1] - limits[1][0]) / (frame.y1 - frame.y0)};
    const double x = limits[0][0] + (middle.x - frame.x0) * unit[0], y = limits[1][1] - (middle.y - frame.y0) * unit[1];
    double gradient[2];
    const double height = height_of(hill, x, y, gradient);
    const double slope[2] = {gradient[0] * unit[0], -gradient[1] * unit[1]}, steep = hypot(slope[0], slope[1]); /* a pixel */
    if (fabs(height - number_of(label->text)) > 2.5 * steep)
        return "it does not stand on its level";
    if (fabs(slope[0] * right[0] + slope[1] * right[1]) > 0.12 * steep * length)
        return "it does not run along its line";
    if (right[0] < -0.02 * length)
        return "it stands upside down";
    for (size_t i = 0; i < seen->line_count; i++) {
        const struct seen_line *line = &seen->lines[i];
        if (line->part == PART_DATA && !line->filled && distance_to_line(middle, line) < 0.45 * length)
            return "a line runs through it";
    }
    return NULL;
}

static void test_labels(void **state)
{
    (void)state;
    static struct map map;
    size_t labels = 0, directions = 0;
    for (int turn = 0; turn < 24; turn++)
        for (int bent = 0; bent < 3; bent++) {
            const struct hill hill = {.direction = turn * 0.2617993877991494, .bend = 0.35 * bent};
            struct arena *arena = arena_create(256 << 20);
            draw(&map, &hill, 380 + 20 * turn);
            const struct seen *seen = look_at(arena, &map.figure);
            size_t here = 0;
            for (size_t i = 0; i < seen->text_count; i++) {
                if (seen->texts[i].part != PART_DATA)
                    continue;
                const char *fault = fault_of(seen, &hill, &seen->texts[i]);
                if (fault)
                    fail_msg("turn %d, bent %d: '%s': %s", turn, bent, seen->texts[i].text, fault);
                here++;
            }
            labels += here;
            directions += here > 0;
            arena_destroy(arena);
        }
    assert_int_equal(directions, 24 * 3);
    assert_true(labels > 5 * 24 * 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_labels)};
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
