/* Figures from query to bytes, through the whole service but its sockets and caches, against the same drawn by hand. */
#include "tests/bench/bench.h"

#include "server/service/service.h"
#include "tests/bench/floor_picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct picture {
    const char *work, *target;
    size_t (*by_hand)(unsigned char *into);
    double most;            /* of ours / floor; 0: no goal is set */
    const char *bytes_work; /* null: bytes are not compared */
    double most_bytes;      /* < 0: no goal is set */
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

/* Writes the floors' pictures to a folder, so that they can be looked at. */
static void keep_floors(const char *folder, const struct picture *pictures, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[512];
        snprintf(name, sizeof name, "%s/floor%zu.%s", folder, i, strstr(pictures[i].target, ".svg?") ? "svg" : "png");
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
    char png[512], svg[512], live[512];
    snprintf(png, sizeof png, "/v1/landscape.png?%s", risk);
    snprintf(svg, sizeof svg, "/v1/landscape.svg?%s", risk);
    snprintf(live, sizeof live, "/v1/landscape.svg?text=live&%s", risk);
    enum { PICTURES = 8 };
    struct picture pictures[PICTURES] = {
        {.work = "line figure 630 × 350, query to PNG",
         .target = png,
         .by_hand = floor_line,
         .most = 1.1,
         .bytes_work = "bytes of the line figure as PNG",
         .most_bytes = 13000},
        {.work = "the same, query to SVG, against cairo's",
         .target = svg,
         .by_hand = floor_line_cairo,
         .most = 1.25,
         .bytes_work = "bytes of the line figure as SVG",
         .most_bytes = -1},
        {.work = "the same, against printing its words and numbers", .target = svg, .by_hand = floor_svg, .most = 1.25},
        {.work = "the same, against one by hand with <text> for letters, half the file", .target = svg, .by_hand = floor_line_svg},
        /* Ours tells more: what the figure shows, where the frame is and what its axes measure, how wide lines of text are, rims of letters, heads of
         * arrows, and a clip; that by hand has a title and a description of a word each. */
        {.work = "the same with text=live, against that by hand",
         .target = live,
         .by_hand = floor_line_svg,
         .most = 1.1,
         .bytes_work = "bytes of the line figure as SVG with text=live",
         .most_bytes = 5150},
        {.work = "wireframe 630 × 350, query to PNG",
         .target = "/v1/landscape.png?f=saddle&x=-1:1&y=-1:1&samples=101&view=wireframe&stride=10",
         .by_hand = floor_wireframe,
         .most = 1.25},
        {.work = "contour 630 × 350, query to PNG",
         .target = "/v1/landscape.png?f=himmelblau&x=-5:5&y=-5:5&samples=101&view=contour&zscale=linear",
         .by_hand = floor_contour,
         .most = 1.25},
        {.work = "the same by rank, which shows the minima: twelve levels",
         .target = "/v1/landscape.png?f=himmelblau&x=-5:5&y=-5:5&samples=101&view=contour",
         .by_hand = floor_contour_ranked,
         .most = 1.25},
    };
    unsigned char *bytes = malloc(FLOOR_BYTES);
    struct arena *arena = arena_create(service_default_limits.arena_bytes);
    bench_demand(bytes && arena, "out of memory");
    const struct response drawn = respond(svg, arena);
    floor_svg_prepare(drawn.body, drawn.length);
    for (size_t i = 0; i < PICTURES; i++) {
        pictures[i].bytes = bytes;
        if (!bench_wants(pictures[i].work))
            continue;
        bench_race(&(struct race){pictures[i].work, ask, by_hand, &pictures[i], 1, 0, "figure", pictures[i].most, 0}, 3);
        if (pictures[i].bytes_work)
            bench_count(pictures[i].bytes_work, (double)pictures[i].ours, (double)pictures[i].floor, pictures[i].most_bytes, "B");
    }
    if (getenv("BENCH_FLOORS"))
        keep_floors(getenv("BENCH_FLOORS"), pictures, PICTURES);
    arena_destroy(arena);
    free(bytes);
}
