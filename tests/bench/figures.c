/* Figures from query to bytes, through the whole service but its sockets and caches, against the same drawn by hand. */
#include "tests/bench/bench.h"

#include "server/service.h"
#include "tests/bench/floor_picture.h"

#include <stdio.h>
#include <stdlib.h>

struct picture {
    const char *target;
    size_t (*by_hand)(unsigned char *into);
    unsigned char *bytes;
    size_t ours, floor; /* bytes */
};

/* The answer is in the arena. */
static struct response respond(const char *target, struct arena *arena)
{
    struct response response;
    service_respond(&service_default_limits, &(struct request){.method = "GET", .target = target, .ready = true}, arena, &response);
    bench_demand(response.status == 200, target);
    return response;
}

static void ask(void *context)
{
    struct picture *picture = context;
    struct arena *arena = arena_create(service_default_limits.arena_bytes);
    const struct response response = respond(picture->target, arena);
    picture->ours = response.length;
    bench_keep(response.body);
    arena_destroy(arena);
}

static void by_hand(void *context)
{
    struct picture *picture = context;
    picture->floor = picture->by_hand(picture->bytes);
    bench_keep(picture->bytes);
}

/* Writes the floors' pictures to a folder, for those who want to see what they are. */
static void keep_floors(const char *folder, const struct picture *pictures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[512];
        snprintf(name, sizeof name, "%s/floor%zu.%s", folder, i, i == 1 ? "svg" : "png");
        FILE *file = fopen(name, "wb");
        if (!file)
            continue;
        fwrite(pictures[i].bytes, 1, pictures[i].by_hand(pictures[i].bytes), file);
        fclose(file);
    }
}

void bench_figures(void)
{
    static const char risk[] = "f=risk,empirical_risk&x=0.5:1.5:0.01&ylabel=risk&legend=off"
                               "&annotate=min%20of%5Cnempirical%20risk@1.0169834031079086,-1.2084614338727624@0.5,-1.1"
                               "&annotate=min%20of%20risk@1.0904082219467213,-1.0467211246605712@0.95,-0.5";
    char png[512], svg[512];
    snprintf(png, sizeof png, "/v1/landscape.png?%s", risk);
    snprintf(svg, sizeof svg, "/v1/landscape.svg?%s", risk);
    struct picture pictures[] = {
        {png, floor_line, NULL, 0, 0},
        {svg, floor_svg, NULL, 0, 0},
        {"/v1/landscape.png?f=saddle&x=-1:1&y=-1:1&samples=101&view=wireframe&stride=10", floor_wireframe, NULL, 0, 0},
        {"/v1/landscape.png?f=himmelblau&x=-5:5&y=-5:5&samples=101&view=contour", floor_contour, NULL, 0, 0},
    };
    static const char *const works[] = {"line figure 630 × 350, query to PNG", "the same, query to SVG, against printing its words and numbers",
                                        "wireframe 630 × 350, query to PNG", "contour 630 × 350, query to PNG"};
    unsigned char *bytes = malloc(FLOOR_BYTES);
    struct arena *arena = arena_create(service_default_limits.arena_bytes);
    bench_demand(bytes && arena, "out of memory");
    const struct response drawn = respond(svg, arena);
    floor_svg_prepare(drawn.body, drawn.length);
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        pictures[i].bytes = bytes;
        bench_race(&(struct race){works[i], ask, by_hand, &pictures[i], 1, 0, "figure", 1.25, 0}, 3);
        if (i < 2)
            bench_count(i ? "bytes of the line figure as SVG" : "bytes of the line figure as PNG", (double)pictures[i].ours,
                        (double)pictures[i].floor, i ? -1 : 13000, "B");
    }
    pictures[1].by_hand = floor_line_svg;
    bench_race(
        &(struct race){"the same, against one by hand whose letters are <text>: half the file", ask, by_hand, &pictures[1], 1, 0, "figure", 0, 0}, 1);
    if (getenv("BENCH_FLOORS"))
        keep_floors(getenv("BENCH_FLOORS"), pictures, sizeof pictures / sizeof *pictures);
    arena_destroy(arena);
    free(bytes);
}
