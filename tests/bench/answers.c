/* Answers through the whole service but its sockets and caches, against the plainest named figure in the same run: what users wait for. */
#include "tests/bench/bench.h"

#include "study/study.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PLAINEST "/v1/figures/risk.png"

struct answer {
    const char *work, *target;
    double most;            /* times the plainest */
    const char *bytes_work; /* null: bytes are no row */
    double most_bytes;
    const char *encoding; /* that the client takes; null: none */
    size_t bytes;
};

static void ask(void *context)
{
    struct answer *answer = context;
    answer->bytes = bench_answer(answer->target, answer->encoding);
}

static void ask_plainest(void *context)
{
    (void)context;
    bench_answer(PLAINEST, NULL);
}

static void race(struct answer *answer, double seconds)
{
    bench_race(&(struct race){answer->work, ask, ask_plainest, answer, 1, 0, "answer", answer->most, 0}, seconds);
}

/* Whether a figure is of the studies that train networks. */
static bool learns(const struct named_figure *figure)
{
    static const char *const names[] = {"train", "loss-surface", "hessian-spectrum", "double-descent"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(figure->study, names[i]))
            return true;
    return !strcmp(figure->study, "sweep") && strstr(figure->query, "network=");
}

/* The least of some tries, in nanoseconds. */
static double least_time(const char *target, int tries)
{
    double least = INFINITY;
    for (int i = 0; i < tries; i++) {
        const double start = bench_now();
        bench_answer(target, NULL);
        least = fmin(least, bench_now() - start);
    }
    return least;
}

/* Races the slowest named figures of a kind: if these reach their goal, all do. */
static void race_slowest(bool learning, double most)
{
    enum { RACED = 4 };
    const struct named_figure *slowest[RACED] = {NULL};
    double times[RACED] = {0};
    char target[256], work[256], kind[64];
    snprintf(kind, sizeof kind, "named figures %s networks", learning ? "of" : "without");
    for (size_t i = 0; i < named_figure_count && bench_wants(kind); i++) {
        if (learns(&named_figures[i]) != learning)
            continue;
        snprintf(target, sizeof target, "/v1/figures/%s.png", named_figures[i].id);
        const double time = least_time(target, 2);
        size_t place = RACED;
        while (place > 0 && time > times[place - 1])
            place--;
        if (place == RACED)
            continue;
        memmove(&times[place + 1], &times[place], (RACED - 1 - place) * sizeof *times);
        memmove(&slowest[place + 1], &slowest[place], (RACED - 1 - place) * sizeof *slowest);
        times[place] = time;
        slowest[place] = &named_figures[i];
    }
    for (size_t i = 0; i < RACED && slowest[i]; i++) {
        snprintf(target, sizeof target, "/v1/figures/%s.png", slowest[i]->id);
        snprintf(work, sizeof work, "%s: number %zu of the slowest, %s", kind, i + 1, slowest[i]->id);
        race(&(struct answer){.work = work, .target = target, .most = most}, 1);
    }
}

void bench_answers(void)
{
    struct answer answers[] = {
        {.work = "heatmap of rastrigin as PNG",
         .target = "/v1/landscape.png?f=rastrigin&view=heatmap",
         .most = 3,
         .bytes_work = "bytes of the heatmap as PNG",
         .most_bytes = 40960},
        {.work = "heatmap of rastrigin as SVG",
         .target = "/v1/landscape.svg?f=rastrigin&view=heatmap",
         .most = 3,
         .bytes_work = "bytes of the heatmap as SVG",
         .most_bytes = 40960},
        {.work = "surface of rastrigin as PNG",
         .target = "/v1/landscape.png?f=rastrigin&view=surface",
         .most = 3,
         .bytes_work = "bytes of it",
         .most_bytes = 40960},
        {.work = "contours of rastrigin as PNG", .target = "/v1/landscape.png?f=rastrigin&view=contour", .most = 3},
        {.work = "basins of himmelblau, 241 × 241", .target = "/v1/basins.png?f=himmelblau&samples=241", .most = 6},
        {.work = "critical points of rastrigin", .target = "/v1/critical-points.png?f=rastrigin", .most = 10},
        {.work = "critical points of ackley",
         .target = "/v1/critical-points.png?f=ackley",
         .most = 10,
         .bytes_work = "bytes of it",
         .most_bytes = 65536},
        {.work = "depth, its default", .target = "/v1/depth.png", .most = 15},
        {.work = "escape, its default", .target = "/v1/escape.png?f=risk", .most = 15},
        {.work = "risk, its default", .target = "/v1/risk.png?n=20", .most = 15},
        {.work = "hessian-signs, its default", .target = "/v1/hessian-signs.png", .most = 15},
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (!bench_wants(answers[i].work))
            continue;
        race(&answers[i], 1);
        if (answers[i].bytes_work)
            bench_count(answers[i].bytes_work, (double)answers[i].bytes, 0, answers[i].most_bytes, "B");
    }
    race_slowest(false, 60);
    race_slowest(true, 200);
}
