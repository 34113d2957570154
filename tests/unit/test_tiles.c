/* Tiles: at every depth the pixels are those of the map that they are a part of, down to ten decades. */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/value.h"
#include "server/text/json.h"
#include "study/sweep.h"
#include "tests/unit/ask.h"
#include "tests/unit/pixels.h"
#include "tests/unit/serving.h"

enum { SIDE = STUDY_TILE_SIDE };

#define NETWORK "data=given&examples=1,0.5,-1.2;-0.7,1.1,0.8;0.3,-1.4,0.5&network=mlp(hidden=3,bias=0)&steps=12&samples=9"
/* Maps with many colours: what is measured, places, both kinds of intervals, schedules, a network. */
static const char *const maps[] = {
    "f=himmelblau&optimizer=momentum(momentum=0.9)&lr=0.02&x=start.x,-5:5&y=start.y,-5:5&measure=outcome&steps=40&samples=33",
    "f=himmelblau&x=start.x,-5:5&y=lr,0.0001:0.3,log&measure=value&steps=20&samples=17",
    "f=rosenbrock&optimizer=adam&x=lr,0.01:10,log&y=beta1,0.01:0.99&measure=steps&tolerance=0.3&steps=30&samples=33",
    "f=x^2%2B3*y^2%2Bx^4/9&optimizer=momentum&x=lr,0.003:0.2&y=momentum,0:0.99&measure=rate&steps=20&samples=17",
    "f=beale&optimizer=nadam&schedule=exponential&x=lr,0.01:1&y=schedule.gamma,0.5:1&measure=value&steps=15&samples=17",
    (NETWORK "&x=lr.1,1:300,log&y=lr.2,0.1:2,log&measure=outcome"),
};

static struct response get(struct arena *arena, const char *target)
{
    struct response response = {0};
    const struct request request = {.method = "GET", .target = target, .ready = true};
    service_respond(&service_default_limits, &request, arena, &response);
    return response;
}

static const uint32_t *get_pixels(struct arena *arena, const char *target, size_t *width, size_t *height)
{
    const struct response response = get(arena, target);
    if (response.status != 200)
        fail_msg("%s: %s", target, response.explanation);
    return png_pixels(arena, response.body, response.length, width, height);
}

static const uint32_t *get_tile(struct arena *arena, const struct study_tile *tile, const char *query)
{
    size_t width, height;
    const char *target = arena_format(arena, "/v1/sweep/%u/%" PRIu64 "/%" PRIu64 ".png?%s", tile->depth, tile->column, tile->row, query);
    const uint32_t *pixels = get_pixels(arena, target, &width, &height);
    assert_true(width == SIDE && height == SIDE);
    return pixels;
}

/* Every other pixel of every other row of a tile is the quarter of the one above that it lies in; from the whole to the last depth, into a place that
 * is the middle of nothing. */
static void test_depths(void *context)
{
    static const unsigned depths[2][3] = {{0, 7, 33}, {1, 2, 19}};
    struct arena *scratch = arena_within(context);
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++)
        for (size_t i = 0; i < (m ? 1 : 3); i++) {
            const unsigned depth = depths[m % 2][(i + m / 2) % 3];
            const double places = (double)(UINT64_C(1) << depth), at[2] = {0.3820, 0.2361};
            const struct study_tile above = {depth, (uint64_t)(at[0] * places), (uint64_t)(at[1] * places)};
            const struct study_tile tile = {depth + 1, 2 * above.column + (m & 1), 2 * above.row + (depth & 1)};
            arena_clear(scratch);
            const uint32_t *whole = get_tile(scratch, &above, maps[m]), *part = get_tile(scratch, &tile, maps[m]);
            const size_t left = tile.column % 2 * SIDE / 2, top = tile.row % 2 * SIDE / 2;
            for (size_t y = 0; y < SIDE / 2; y++)
                for (size_t x = 0; x < SIDE / 2; x++)
                    if (whole[(top + y) * SIDE + left + x] != part[2 * y * SIDE + 2 * x])
                        fail_msg("%s: depth %u: pixel %zu, %zu is %08x, and %08x above", maps[m], tile.depth, x, y, part[2 * y * SIDE + 2 * x],
                                 whole[(top + y) * SIDE + left + x]);
        }
}

/* A sweep as it is typed in an address. */
static struct answer ask_typed(struct arena *arena, const char *query)
{
    char *plain = arena_copy(arena, query, strlen(query));
    for (char *escaped; (escaped = strstr(plain, "%2B"));) {
        memmove(escaped + 1, escaped + 3, strlen(escaped + 3) + 1);
        *escaped = '+';
    }
    return ask_well(arena, "sweep", plain);
}

/* What a palette may change of a colour in pictures with axes; tiles have none. */
static bool looks_like(uint32_t a, uint32_t b)
{
    bool like = true;
    for (int shift = 0; shift < 24; shift += 8)
        like = like && abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) <= 6;
    return like;
}

/* The study's own map: its cells have the colours of the pixels that are the same settings; and so has its picture, drawn with axes and read back, in
 * the middle of each cell. */
static void test_still(void *context)
{
    struct arena *scratch = arena_within(context);
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        arena_clear(scratch);
        struct figure figure = {0};
        struct buffer layout = {.arena = scratch}, png = {.arena = scratch};
        const char *drawn = arena_format(scratch, "%s&width=900&height=800", maps[m]);
        const struct answer answer = ask_typed(scratch, drawn);
        double frame[4];
        size_t width, height, side, same = 0, changes = 0;
        question_figure(scratch, &answer.question, answer.result, &figure);
        figure_describe_layout(&figure, &layout);
        figure_write_cells(&figure.panels[0], &figure.panels[0].layers[0], &png);
        const char *line = strstr(buffer_string(&layout), "frame ");
        assert_non_null(line);
        assert_int_equal(sscanf(line, "frame %lf %lf %lf %lf", &frame[0], &frame[1], &frame[2], &frame[3]), 4);
        const uint32_t *still = get_pixels(scratch, arena_format(scratch, "/v1/sweep.png?%s", drawn), &width, &height);
        const uint32_t *cells = png_pixels(scratch, png.data, png.length, &side, &side),
                       *tile = get_tile(scratch, &(struct study_tile){0, 0, 0}, maps[m]);
        const size_t step = SIDE / (side - 1);
        assert_true(step * (side - 1) == SIDE);
        for (size_t row = 0; row + 1 < side; row++)
            for (size_t column = 0; column + 1 < side; column++) {
                const double x = frame[0] + ((double)column + 0.5) / (double)side * (frame[2] - frame[0]);
                const double y = frame[1] + ((double)row + 0.5) / (double)side * (frame[3] - frame[1]);
                const uint32_t a = still[(size_t)y * width + (size_t)x], b = tile[row * step * SIDE + column * step], c = cells[row * side + column];
                if (b != c || (b >> 24 && row && column && !looks_like(a, b)))
                    fail_msg("%s: cell %zu, %zu is %08x in the map, %08x in the still and %08x in the tile", maps[m], column, row, c, a, b);
                same += b >> 24 != 0;
                changes += column && b != tile[row * step * SIDE + (column - 1) * step];
            }
        if (same < side * side / 4 || changes < side)
            fail_msg("%s: %zu cells are the same, %zu differ from their neighbours", maps[m], same, changes);
    }
}

/* Ten decades down neighbouring pixels still have different settings, which those of one more depth lie halfway between. */
static void test_settings(void *context)
{
    static const char *const axes[] = {"x=lr,0:1&y=momentum,0:0.99",          "x=lr,0.0001:100,log&y=momentum,0.1:0.9",
                                       "x=start.x,-5:5&y=start.y,-1000:1000", "x=start.x,-5:5&y=lr,1e-6:1,log",
                                       "x=lr,0.3:0.7&y=start.y,1:2",          "x=lr,1e-300:1e6,log&y=start.x,-1e300:1e300"};
    (void)context;
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        const struct answer answer =
            ask_well(context, "sweep", arena_format(context, "f=x^2%sy^2&optimizer=momentum&samples=2&steps=1&%s", "+", axes[i]));
        const struct sweep_parameters *parameters = answer.question.parameters;
        const struct swept *const typed[2] = {&parameters->x, &parameters->y};
        const double total = (double)SIDE * 17179869184.0;
        for (size_t k = 0; k < 2; k++)
            for (uint64_t place = 0; place < 64; place++)
                for (uint64_t j = 0; j < SIDE; j++) {
                    const double part = ((double)(place * 68719476735u) + (double)j) / total, next = part + 1 / total;
                    const double a = sweep_value(typed[k], part), b = sweep_value(typed[k], next), middle = sweep_value(typed[k], part + 0.5 / total);
                    if (!(a < middle && middle < b))
                        fail_msg("%s: settings %.17g and %.17g, %.17g between", axes[i], a, b, middle);
                }
    }
}

/* What there is not, and why. */
static void test_refused(void *context)
{
    static const struct {
        const char *target;
        int status;
        const char *said;
    } rows[] = {
        {"/v1/sweep/2/4/0.png?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum", 404, "x is a whole number from 0 to 3"},
        {"/v1/sweep/2/0/-1.png?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum", 404, "y is a whole number from 0 to 3"},
        {"/v1/sweep/35/0/0.png?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum", 404, "z is a whole number from 0 to 34"},
        {"/v1/sweep/02/0/0.png?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum", 404, "z is a whole number"},
        {"/v1/sweep/99999999999999999999/0/0.png?f=x^2&x=lr,0:1", 404, "z is a whole number"},
        {"/v1/sweep/0/0/0.svg?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum", 404, "png alone"},
        {"/v1/sweep/0/0/0?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum", 404, "png alone"},
        {"/v1/landscape/0/0/0.png?f=x^2", 404, "no such path"},
        {"/v1/sweep/0/0/0.png?f=x^2&x=lr,0:1", 400, "y is left out"},
        {"/v1/sweep/0/0/0.png?f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum&width=300", 400, "neither axes nor title"},
        {"/v1/sweep/30/0/0.png?f=x^2&x=start.x,1000000:1000001&y=lr,0:1", 400, "depth 25 is the last"},
        {"/v1/sweep/25/0/0.png?f=x^2&x=start.x,1000000:1000001&y=lr,0:1&steps=1", 200, NULL},
        {"/v1/sweep/1/0/0.png?f=x^2&x=lr,0:1&y=start.x,0:1&steps=100000", 422, "operations"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct response response = get(context, rows[i].target);
        if (response.status != rows[i].status || (rows[i].said && !strstr(response.explanation, rows[i].said)))
            fail_msg("%s: %d: %s", rows[i].target, response.status, response.explanation ? response.explanation : "");
    }
}

/* Puts the numbers of a tile for the expressions of a template. */
static const char *expanded(struct arena *arena, const char *template, const struct study_tile *tile)
{
    const uint64_t numbers[] = {tile->depth, tile->column, tile->row};
    const char *const names[] = {"{z}", "{x}", "{y}"};
    struct buffer address = {.arena = arena};
    for (size_t k = 0; k < 3; k++) {
        const char *at = strstr(template, names[k]);
        assert_non_null(at);
        buffer_format(&address, "%.*s%" PRIu64, (int)(at - template), template, numbers[k]);
        template = at + strlen(names[k]);
    }
    assert_null(strpbrk(template, "{}")); /* whatever the question holds */
    buffer_text(&address, template);
    return buffer_string(&address);
}

static const char *body_text(struct arena *arena, const struct response *response)
{
    return arena_copy(arena, response->body, response->length);
}

/* The answer says where its tiles are, whatever its picture looks like, where there are any. */
static void test_link(void *context)
{
    static const char query[] = "f=x^2&x=lr,0:1&y=momentum,0:0.9&optimizer=momentum&samples=9&steps=9";
    static const char *const none[] = {"/v1/sweep.json?f=x^2&x=lr,0:1&steps=9", "/v1/sweep.json?f=x^2&x=lr,0:1&y=start.x,0:1&steps=60000&samples=2",
                                       "/v1/landscape.json?f=x^2"};
    const struct study_tile tile = {3, 5, 2};
    struct response response = get(context, arena_format(context, "/v1/sweep.json?%s&width=300&title={z}&theme=dark", query));
    const struct value *links = value_find(json_read(context, body_text(context, &response)), "links");
    const char *address = expanded(context, value_find(links, "tile")->text, &tile);
    response = get(context, address);
    assert_int_equal(response.status, 200);
    const struct response same = get(context, arena_format(context, "/v1/sweep/3/5/2.png?%s", query));
    assert_string_equal(response_header(&response, "ETag"), response_header(&same, "ETag"));
    assert_string_equal(response.key, same.key);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        response = get(context, none[i]);
        assert_int_equal(response.status, 200);
        links = value_find(json_read(context, body_text(context, &response)), "links");
        assert_non_null(links);
        assert_null(value_find(links, "tile"));
    }
}

/* Two spellings of one tile are one answer, and two tiles are two. */
static void test_kept(void *context)
{
    static const char *const targets[] = {"/v1/sweep/3/1/2.png?f=x^2&x=lr,0:1&y=start.x,0:1&steps=9&samples=9",
                                          "/v1/sweep/3/1/2.png?y=start.x,0:1&samples=9&f=X**2&steps=9&x=lr,0:1.0&seed=1",
                                          "/v1/sweep/3/1/3.png?f=x^2&x=lr,0:1&y=start.x,0:1&steps=9&samples=9",
                                          "/v1/sweep/2/1/2.png?f=x^2&x=lr,0:1&y=start.x,0:1&steps=9&samples=9"};
    const char *tags[4], *keys[4];
    for (size_t i = 0; i < 4; i++) {
        const struct response response = get(context, targets[i]);
        assert_int_equal(response.status, 200);
        tags[i] = response_header(&response, "ETag");
        keys[i] = response.key;
        assert_non_null(keys[i]);
        assert_string_equal(response_header(&response, "Content-Type"), "image/png");
    }
    assert_string_equal(tags[0], tags[1]);
    assert_string_equal(keys[0], keys[1]);
    for (size_t i = 2; i < 4; i++)
        assert_true(strcmp(tags[0], tags[i]) && strcmp(keys[0], keys[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_depths),  unit_test_in_arena(test_still), unit_test_in_arena(test_settings),
                                       unit_test_in_arena(test_refused), unit_test_in_arena(test_kept),  unit_test_in_arena(test_link)};
    return cmocka_run_group_tests_name("tiles", tests, start_serving, NULL);
}
