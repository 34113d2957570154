/* What pictures keep to: surfaces and wireframes end at their limits, one unit of x is as long as one of y where that is asked for, contours end
 * at cuts, and a legend that is asked for is there. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Both rooms have a struct point: one of the page, one of data. */
#define point data_point
#include "tests/unit/ask.h"
#undef point
#include "tests/unit/drawing.h"
#include "tests/unit/seeing.h"

static struct seen *see(struct arena *arena, const char *study, const char *query)
{
    struct answer answer = ask_well(arena, study, query);
    struct figure *figure = ARENA_NEW(arena, struct figure, 1);
    question_figure(arena, &answer.question, answer.result, figure);
    return look_at(arena, figure);
}

/* The box around what is drawn of the data; how many lines it has. */
static size_t data_box(const struct seen *seen, struct box *box)
{
    size_t count = 0;
    *box = (struct box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < seen->line_count; i++) {
        const struct seen_line *line = &seen->lines[i];
        if (line->part != PART_DATA)
            continue;
        *box = box_union(*box, (struct box){fmin(line->from.x, line->to.x), fmin(line->from.y, line->to.y), fmax(line->from.x, line->to.x),
                                            fmax(line->from.y, line->to.y)});
        count++;
    }
    return count;
}

/* f = x over −1:1 is a plane through the box: the limits leave a part of it, whose corners are known. */
static void test_clipped(void *outer)
{
    static const struct {
        const char *limits;
        double low[2], high[2]; /* of x and z as fractions of the axes, at the ends of what is left */
    } rows[] = {
        {"xlim=-1:1&ylim=-1:1&zlim=-1:1", {0, 0}, {1, 1}},
        {"xlim=-0.5:0.5&ylim=-1:1&zlim=-1:1", {0, 0.25}, {1, 0.75}},
        {"xlim=-1:1&ylim=-1:1&zlim=0:0.5", {0.5, 0}, {0.75, 1}},
        {"xlim=-0.5:0.5&ylim=-0.25:0.75&zlim=-0.1:0.3", {0.4, 0}, {0.8, 1}},
        {"xlim=-2:2&ylim=-1:1&zlim=-2:2", {0.25, 0.25}, {0.75, 0.75}},
    };
    static const char *const views[] = {"surface", "wireframe"};
    struct arena *arena = arena_within(outer);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < 4; k++, arena_clear(arena)) {
            const char *query = arena_format(arena, "f=x&dim=2&x=-1:1&y=-1:1&view=%s&samples=%d&%s", views[k % 2], k / 2 ? 61 : 100, rows[i].limits);
            const struct seen *seen = see(arena, "landscape", query);
            const struct view *view = &seen->layout->panels[0].view;
            struct box drawn, wanted = {INFINITY, INFINITY, -INFINITY, -INFINITY};
            for (int corner = 0; corner < 4; corner++) {
                const double *end = corner % 2 ? rows[i].high : rows[i].low;
                const struct point p = view_page(view, (double[]){end[0], corner / 2, end[1]});
                wanted = box_union(wanted, (struct box){p.x, p.y, p.x, p.y});
            }
            assert_true(data_box(seen, &drawn) > 10);
            /* Faces overlap the next by a third of a pixel; the last wire may be a wire's distance from the limit. */
            const double beyond = 1, short_of = k % 2 ? 0.08 * box_width(wanted) : 1;
            const struct box outer_box = box_grow(wanted, beyond), inner = box_grow(wanted, -short_of);
            if (drawn.x0 < outer_box.x0 || drawn.y0 < outer_box.y0 || drawn.x1 > outer_box.x1 || drawn.y1 > outer_box.y1 || drawn.x0 > inner.x0 ||
                drawn.y0 > inner.y0 || drawn.x1 < inner.x1 || drawn.y1 < inner.y1)
                fail_msg("%s: drawn to %.2f, %.2f, %.2f, %.2f; the limits leave %.2f, %.2f, %.2f, %.2f", query, drawn.x0, drawn.y0, drawn.x1,
                         drawn.y1, wanted.x0, wanted.y0, wanted.x1, wanted.y1);
        }
}

/* Whatever the shapes of box and picture are. */
static void test_equal_aspect(void *outer)
{
    static const char *const boxes[] = {"x=-2:2&y=-2:2", "x=0:10&y=0:1", "x=0:1&y=-5:15", "x=1000:1001&y=-3:3"};
    static const char *const sizes[] = {"width=630&height=350", "width=320&height=178", "width=300&height=900", "width=160",
                                        "width=2000&height=1111"};
    static const char *const views[] = {"contour", "filled", "heatmap"};
    struct arena *arena = arena_within(outer);
    for (size_t i = 0; i < 4 * 5 * 3; i++, arena_clear(arena)) {
        const char *query = arena_format(arena, "f=sphere&aspect=equal&%s&%s&view=%s", boxes[i % 4], sizes[i / 4 % 5], views[i / 20]);
        const struct seen *seen = see(arena, "landscape", query);
        const struct panel_layout *panel = &seen->layout->panels[0];
        const double across = box_width(panel->frame) / (panel->x.limits[1] - panel->x.limits[0]);
        const double up = box_height(panel->frame) / (panel->y.limits[1] - panel->y.limits[0]);
        const bool sliver = fmin(box_width(panel->frame), box_height(panel->frame)) < 2 * panel->in->size;
        if (!panel->aspect_left_out && !sliver && fabs(across - up) <= 1e-6 * across)
            continue;
        if (!panel->aspect_left_out || !strstr(seen->layout->left_out, "units of x"))
            fail_msg("%s: a unit of x is %.4f px, one of y %.4f px", query, across, up);
    }
    const struct panel_layout *panel = &see(arena, "landscape", "f=sphere&x=0:10&y=0:1")->layout->panels[0];
    assert_true(box_width(panel->frame) < 9 * box_height(panel->frame)); /* only where it is asked for */
}

/* No line of equal height runs from one side of a jump to the other, and all of them come up to it. */
static void test_contours_end_at_cuts(void *outer)
{
    static const char *const sizes[] = {"width=630", "width=2000&height=1111", "width=320&height=178"};
    struct arena *arena = arena_within(outer);
    for (size_t i = 0; i < 3; i++, arena_clear(arena)) {
        const struct seen *seen = see(arena, "landscape", arena_format(arena, "f=where(x>0.123,10,0)+y&x=-1:1&y=-1:1&levels=40&%s", sizes[i]));
        const struct panel_layout *panel = &seen->layout->panels[0];
        const double jump = panel_point(panel, 0.123, 0, 0).x, cell = box_width(panel->frame) / 300;
        bool left = false, right = false;
        for (size_t k = 0; k < seen->line_count; k++) {
            const struct seen_line *line = &seen->lines[k];
            const double low = fmin(line->from.x, line->to.x), high = fmax(line->from.x, line->to.x);
            if (line->part != PART_DATA)
                continue;
            if (low < jump - cell && high > jump + cell)
                fail_msg("a line from %.1f to %.1f, across the jump at %.1f", low, high, jump);
            left = left || (low < jump - 0.05 && high > jump - 0.01);
            right = right || (high > jump + 0.05 && low < jump + 0.01);
        }
        assert_true(left && right);
    }
}

/* How many names the legend shows, and whether a last entry says how many more there are. */
static void test_legends_are_there(void *outer)
{
    static const char *const sizes[] = {"width=320&height=178", "width=320&height=200", "width=630", "width=200&height=112", "width=160"};
    static const char *const views[] = {"path", "loss", "both"};
    struct arena *arena = arena_within(outer);
    for (size_t i = 0; i < 15; i++, arena_clear(arena)) {
        struct buffer query = {.arena = arena};
        buffer_text(&query, "f=x^4-x^2&steps=20&lr=0.01&start=");
        for (int k = 0; k < 40; k++)
            buffer_format(&query, "%s%g", k ? ";" : "", (k - 20) / 16.0);
        buffer_format(&query, "&view=%s&%s", views[i % 3], sizes[i / 3]);
        const struct seen *seen = see(arena, "descent", buffer_string(&query));
        const struct legend *legend = &seen->layout->panels[0].legend;
        if (!legend->count && i % 3 == 2 && i / 3 > 2 && strstr(seen->layout->left_out, "the name 'from")) /* two panels in a thumbnail */
            continue;
        if (legend->count < 2 || legend->entries[legend->count - 1].sample != SAMPLE_NONE)
            fail_msg("%s, %s: %zu entries", views[i % 3], sizes[i / 3], legend->count);
    }
    const struct legend *few = &see(arena, "descent", "f=d2l_quadratic&start=-5,-2&optimizer=gd,momentum,adagrad,rmsprop,adam&width=320&height=178")
                                    ->layout->panels[0]
                                    .legend;
    assert_int_equal(few->count, 5);
    assert_int_equal(few->left_out, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_clipped), unit_test_in_arena(test_equal_aspect),
                                       unit_test_in_arena(test_contours_end_at_cuts), unit_test_in_arena(test_legends_are_there)};
    return cmocka_run_group_tests_name("limits", tests, start_drawing, NULL);
}
