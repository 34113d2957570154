/* Moving pictures of 60 frames: a race of three optimizers, against one still of it. */
#include "tests/bench/bench.h"

#include "server/service/service.h"

#include <stdio.h>

#define RACE "?f=0.1*x^2%2B2*y^2&start=-5,-2&optimizer=gd(lr=0.4),momentum(lr=0.6,momentum=0.5),adam(lr=0.4)&steps=20"

struct motion {
    const char *target;
    size_t ours, still; /* bytes */
};

size_t bench_answer(const char *target, const char *encoding)
{
    struct arena *arena = arena_create(service_default_limits.arena_bytes);
    struct response response;
    service_respond(&service_default_limits, &(struct request){.method = "GET", .target = target, .accept_encoding = encoding, .ready = true}, arena,
                    &response);
    bench_demand(response.status == 200, target);
    bench_keep(response.body);
    const size_t length = response.length;
    arena_destroy(arena);
    return length;
}

static void move(void *context)
{
    struct motion *motion = context;
    motion->ours = bench_answer(motion->target, "gzip");
}

static void stand(void *context)
{
    struct motion *motion = context;
    motion->still = bench_answer("/v1/descent.png" RACE, NULL);
}

void bench_motion(void)
{
    static const struct {
        const char *name, *target;
        double most_bytes;
    } rows[] = {
        {"GIF", "/v1/descent.gif" RACE, 70000},
        {"WebP", "/v1/descent.webp" RACE, 70000},
        {"APNG", "/v1/descent.apng" RACE, -1},
        {"SVG, gzipped", "/v1/descent.svg" RACE "&motion=1", 15000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct motion motion = {.target = rows[i].target};
        char work[128];
        snprintf(work, sizeof work, "a race of three in 60 frames, 630 × 350, as %s, against one PNG", rows[i].name);
        if (!bench_wants(work))
            continue;
        bench_race(&(struct race){work, move, stand, &motion, 1, 0, "figure", 25, 0}, 3);
        snprintf(work, sizeof work, "bytes of it as %s", rows[i].name);
        bench_count(work, (double)motion.ours, (double)motion.still, rows[i].most_bytes, "B");
    }
}
