/* Races and their rows. Short runs of the two rivals alternate, and which begins changes each time, so that what else the machine does meets
 * both alike; medians do the rest. */
#include "tests/bench/bench.h"

#include "base/heap.h"
#include "server/service/service.h"

#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_PAIRS = 400, LEAST_PAIRS = 5 };
static const double shortest_run = 1e6; /* nanoseconds that a run takes at least, so that the clock's own cost does not show */

double bench_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

void bench_demand(bool good, const char *sentence)
{
    if (good)
        return;
    fprintf(stderr, "bench: %s\n", sentence);
    exit(1);
}

bool bench_wants(const char *work)
{
    static regex_t rows;
    static bool ready;
    const char *pattern = getenv("BENCH_ROWS");
    if (!pattern || !*pattern)
        return true;
    if (!ready)
        bench_demand(!regcomp(&rows, pattern, REG_EXTENDED | REG_NOSUB), "BENCH_ROWS is no regular expression");
    ready = true;
    return !regexec(&rows, work, 0, NULL, 0);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, ascending);
    return count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

static double run(void (*work)(void *context), void *context, size_t repeats)
{
    const double start = bench_now();
    for (size_t i = 0; i < repeats; i++)
        work(context);
    return (bench_now() - start) / (double)repeats;
}

/* How often to repeat the work so that a run is long enough; the first calls also warm the caches. */
static size_t repeats_of(void (*work)(void *context), void *context)
{
    run(work, context, 1);
    const double once = run(work, context, 1);
    return once > shortest_run ? 1 : (size_t)ceil(shortest_run / fmax(once, 1));
}

static void print_time(double nanoseconds, const char *unit, char *into, size_t size)
{
    static const char *const names[] = {"ns", "µs", "ms", "s"};
    size_t name = 0;
    while (nanoseconds >= 1000 && name < 3) {
        nanoseconds /= 1000;
        name++;
    }
    snprintf(into, size, "%.3g %s/%s", nanoseconds, names[name], unit);
}

static void print_row(const char *work, const char *ours, const char *floor, const char *ratio, const char *goal, const char *met)
{
    printf("%s\t%s\t%s\t%s\t%s\t%s\n", work, ours, floor, ratio, goal, met);
    fflush(stdout);
}

void bench_race(const struct race *race, double seconds)
{
    if (!bench_wants(race->work))
        return;
    static double ours[MOST_PAIRS], floors[MOST_PAIRS], ratios[MOST_PAIRS];
    const size_t our_repeats = repeats_of(race->ours, race->context), floor_repeats = repeats_of(race->floor, race->context);
    const double floor_units = race->floor_units > 0 ? race->floor_units : race->units, start = bench_now();
    size_t pairs = 0;
    while (pairs < MOST_PAIRS && (pairs < LEAST_PAIRS || bench_now() - start < 1e9 * seconds)) {
        if (pairs % 2)
            ours[pairs] = run(race->ours, race->context, our_repeats) / race->units;
        floors[pairs] = run(race->floor, race->context, floor_repeats) / floor_units;
        if (pairs % 2 == 0)
            ours[pairs] = run(race->ours, race->context, our_repeats) / race->units;
        ratios[pairs] = ours[pairs] / floors[pairs];
        pairs++;
    }
    const double ratio = median(ratios, pairs);
    char our_text[48], floor_text[48], ratio_text[48], goal[48] = "–";
    print_time(median(ours, pairs), race->unit, our_text, sizeof our_text);
    print_time(median(floors, pairs), race->unit, floor_text, sizeof floor_text);
    if (race->least > 0) {
        snprintf(ratio_text, sizeof ratio_text, "1/%.3g", 1 / ratio);
        snprintf(goal, sizeof goal, "≤ 1/%g", race->least);
    } else {
        snprintf(ratio_text, sizeof ratio_text, "%.2f", ratio);
        if (race->most > 0)
            snprintf(goal, sizeof goal, "≤ %.3g", race->most);
    }
    const bool met = race->least > 0 ? ratio <= 1 / race->least : ratio <= race->most;
    print_row(race->work, our_text, floor_text, ratio_text, goal, race->least > 0 || race->most > 0 ? met ? "yes" : "NO" : "–");
}

void bench_count(const char *work, double value, double floor, double most, const char *unit)
{
    char ours[48], floor_text[48] = "–", ratio[48] = "–", goal[48];
    snprintf(ours, sizeof ours, "%.10g %s", value, unit);
    if (floor > 0) {
        snprintf(floor_text, sizeof floor_text, "%.10g %s", floor, unit);
        snprintf(ratio, sizeof ratio, "%.2f", value / floor);
    }
    snprintf(goal, sizeof goal, "≤ %.10g %s", most, unit);
    print_row(work, ours, floor_text, ratio, most < 0 ? "–" : goal, most < 0 ? "–" : value <= most ? "yes" : "NO");
}

enum { SIZES = 4, LEAST_ROUNDS = 15 };

/* The slope of the straight line through the logarithms. */
static double exponent(const double *times)
{
    double sum = 0;
    for (int i = 0; i < SIZES; i++)
        sum += (i - (SIZES - 1) / 2.0) * log10(times[i]);
    return sum / 5; /* Σ (i − 3/2)² = 5 */
}

/* The least time of an answer of that size, in turns that take a hundredth of a second together, or in one that takes longer. */
static double least_time(void (*one)(void *context, size_t size), void *context, size_t size)
{
    const double begun = bench_now();
    double least = INFINITY, now = begun;
    while (now - begun < 10 * shortest_run) {
        const double start = now;
        size_t repeats = 0;
        do {
            one(context, size);
            repeats++;
            now = bench_now();
        } while (now - start < 2 * shortest_run);
        least = fmin(least, (now - start) / (double)repeats);
    }
    return least;
}

/* All sizes take part in each round, and rounds go on for two seconds: a moment in which the machine is busy would else be taken for how time grows. */
void bench_growth(const char *work, void (*one)(void *context, size_t size), void *context, size_t first, double most)
{
    if (!bench_wants(work))
        return;
    double times[SIZES] = {INFINITY, INFINITY, INFINITY, INFINITY};
    const double start = bench_now();
    for (int round = 0; round < LEAST_ROUNDS || bench_now() - start < 2e9; round++) {
        size_t size = first;
        for (int i = 0; i < SIZES; i++, size *= 10)
            times[i] = fmin(times[i], least_time(one, context, size));
    }
    char ours[48], floor[48], ratio[64], goal[48];
    print_time(times[0], "answer", floor, sizeof floor);
    print_time(times[SIZES - 1], "answer", ours, sizeof ours);
    snprintf(ratio, sizeof ratio, "n^%.2f, last decade n^%.2f", exponent(times), log10(times[SIZES - 1] / times[SIZES - 2]));
    snprintf(goal, sizeof goal, "≤ n^%.3g", most);
    print_row(work, ours, floor, ratio, goal, exponent(times) <= most + 0.1 ? "yes" : "NO");
}

void bench_print_answer(const char *target)
{
    enum { TIMES = 7 };
    double times[TIMES];
    bench_answer(target, NULL);
    for (int i = 0; i < TIMES; i++) {
        const double start = bench_now();
        bench_answer(target, NULL);
        times[i] = bench_now() - start;
    }
    printf("%.17g\n", median(times, TIMES));
}

/* With an argument, the rows of that name alone; with "answer" and a target, the nanoseconds that the answer takes. */
int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } parts[] = {{"networks", bench_networks}, {"expressions", bench_expressions}, {"landscapes", bench_landscapes}, {"figures", bench_figures},
                 {"motion", bench_motion},     {"numbers", bench_numbers},         {"growths", bench_growths},       {"signs", bench_signs}};
    struct error error = {0};
    heap_start();
    bench_demand(service_start(&error), error.detail);
    if (argc > 1 && !strcmp(argv[1], "step")) {
        bench_print_step();
        return 0;
    }
    if (argc > 2 && !strcmp(argv[1], "answer")) {
        bench_print_answer(argv[2]);
        return 0;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (argc < 2 || !strcmp(argv[1], parts[i].name))
            parts[i].run();
    return 0;
}
