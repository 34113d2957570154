/* Sheets of images: every pixel where it belongs, captions and frames that can be read, at every size, by the rules of seeing.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/drawing.h"
#include "tests/unit/seeing.h"

#include "study/sheet.h"

static struct data_set digits(struct arena *arena)
{
    struct call call;
    struct data_set set = {0};
    struct error error = {0};
    if (!call_read(arena, "digits", "data set", data_kind_at, &call, &error) ||
        !data_make(arena, &call, &(struct data_options){.seed = 1, .standardize = -1}, &set, &error))
        fail_msg("%s", error.detail);
    return set;
}

/* `count` test images with captions, every third framed in one way, every seventh in another, one place left empty. */
static void draw(struct arena *arena, const struct data_set *set, size_t count, const char *caption, struct figure_panel *panel)
{
    static const struct sheet_frame frames[] = {{"wrong", COLOUR_RED}, {"doubtful", COLOUR_BLUE}};
    struct sheet_image *images = ARENA_NEW(arena, struct sheet_image, count);
    for (size_t i = 0; i < count; i++)
        if (i != 4)
            images[i] = (struct sheet_image){&set->test, i, caption, i % 3 == 0 ? 1 : i % 7 == 0 ? 2 : 0};
    const struct sheet sheet = {
        .set = set, .images = images, .count = count, .columns = sheet_columns(set, count, caption), .frames = frames, .frame_count = 2};
    sheet_draw(arena, &sheet, panel);
}

static const struct figure_layer *layer_of(const struct figure_panel *panel, enum layer_kind kind)
{
    for (size_t i = 0; i < panel->layer_count; i++)
        if (panel->layers[i].kind == kind)
            return &panel->layers[i];
    return NULL;
}

/* All the ink of the images is on the sheet, and each image is blank around: as many pixels are defined as the images have. */
static void test_pixels(void *context)
{
    enum { COUNT = 20 };
    struct arena *arena = context;
    const struct data_set set = digits(arena);
    struct figure_panel panel = {0};
    draw(arena, &set, COUNT, NULL, &panel);
    const struct figure_layer *grid = layer_of(&panel, LAYER_IMAGES);
    double drawn = 0, ink = 0;
    size_t pixels = 0;
    for (size_t i = 0; i < grid->rows * grid->columns; i++)
        if (!isnan(grid->z[i])) {
            drawn += grid->z[i];
            pixels++;
        }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k < set.inputs && i != 4; k++)
            ink += (set.test.input[i * set.inputs + k] * set.deviation[k] + set.mean[k]) / 16;
    assert_int_equal(pixels, (COUNT - 1) * set.inputs);
    assert_true(fabs(drawn - ink) < 1e-9 && ink > 0);
    assert_null(layer_of(&panel, LAYER_WORDS));
}

/* The first row of an image is above its last, and an image is not mirrored: its rows from the top are the pixels in their order. */
static void test_orientation(void *context)
{
    struct arena *arena = context;
    const struct data_set set = digits(arena);
    struct figure_panel panel = {0};
    double pixels[64];
    draw(arena, &set, 1, NULL, &panel);
    const struct figure_layer *grid = layer_of(&panel, LAYER_IMAGES);
    size_t seen = 0;
    data_image(&set, &set.test, 0, pixels);
    for (size_t row = grid->rows; row-- > 0;)
        for (size_t column = 0; column < grid->columns; column++)
            if (!isnan(grid->z[row * grid->columns + column]))
                assert_true(grid->z[row * grid->columns + column] == pixels[seen++]);
    assert_int_equal(seen, 64);
}

static size_t words_of(const struct seen *seen, const char *word)
{
    size_t count = 0;
    for (size_t i = 0; i < seen->text_count; i++)
        count += !strcmp(seen->texts[i].text, word);
    return count;
}

/* Whatever the size and the number of images: no rule is broken, and captions are all there, or all left out and said to be. */
static void test_every_size(void *context)
{
    static const double sizes[][2] = {{120, 90}, {200, 150}, {320, 200}, {630, 350}, {630, 900}, {2000, 1100}};
    static const size_t counts[] = {1, 2, 5, 12, 24, 60, 200};
    static const char caption[] = "3, not 8";
    struct arena *arena = context;
    const struct data_set set = digits(arena);
    size_t readable = 0;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
            struct figure_panel panel = {0};
            draw(arena, &set, counts[c], caption, &panel);
            const struct figure figure = {
                .panels = &panel, .panel_count = 1, .width = sizes[s][0], .height = sizes[s][1], .title = "Digits", .alternative_title = "Digits"};
            struct seen *seen = look_at(arena, &figure);
            for (size_t rule = 0; rule < RULES; rule++)
                rules[rule].check(seen);
            if (seen->violation_count)
                fail_msg("%zu images at %.0f x %.0f: %s", counts[c], sizes[s][0], sizes[s][1], buffer_string(&seen->violations));
            const size_t wanted = counts[c] - (counts[c] > 4), written = words_of(seen, caption);
            if (written != wanted && (written || !strstr(seen->layout->left_out, arena_format(arena, "%zu caption", wanted))))
                fail_msg("%zu of %zu captions at %.0f x %.0f; left out: %s", written, wanted, sizes[s][0], sizes[s][1], seen->layout->left_out);
            readable += written == wanted;
        }
    assert_true(readable > 25); /* of 42 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_pixels), unit_test_in_arena(test_orientation), unit_test_in_arena(test_every_size)};
    return cmocka_run_group_tests(tests, start_drawing, NULL);
}
