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

static void ask(void *context)
{
    struct picture *picture = context;
    struct arena *arena = arena_create(service_default_limits.arena_bytes);
    struct response response;
    service_respond(&service_default_limits, &(struct request){.method = "GET", .target = picture->target, .ready = true}, arena, &response);
    bench_demand(response.status == 200, picture->target);
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
        {svg, floor_line_svg, NULL, 0, 0},
        {"/v1/landscape.png?f=saddle&x=-1:1&y=-1:1&samples=101&view=wireframe&stride=10", floor_wireframe, NULL, 0, 0},
        {"/v1/landscape.png?f=himmelblau&x=-5:5&y=-5:5&samples=101&view=contour", floor_contour, NULL, 0, 0},
    };
    static const char *const works[] = {"line figure 630 × 350, query to PNG", "the same, query to SVG", "wireframe 630 × 350, query to PNG",
                                        "contour 630 × 350, query to PNG"};
    unsigned char *bytes = malloc(FLOOR_BYTES);
    bench_demand(bytes != NULL, "out of memory");
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        pictures[i].bytes = bytes;
        bench_race(&(struct race){works[i], ask, by_hand, &pictures[i], 1, 0, "figure", 1.25, 0}, 2);
        if (i == 0)
            bench_count("bytes of the line figure as PNG", (double)pictures[i].ours, (double)pictures[i].floor, 13000, "B");
    }
    if (getenv("BENCH_KEEP"))
        for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
            char name[32];
            snprintf(name, sizeof name, "floor%zu.%s", i, i == 1 ? "svg" : "png");
            FILE *file = fopen(name, "wb");
            if (!file)
                continue;
            fwrite(bytes, 1, pictures[i].by_hand(bytes), file);
            fclose(file);
        }
    free(bytes);
}
