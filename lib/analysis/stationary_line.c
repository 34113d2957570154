/* One dimension: the derivative changes sign at minima and maxima, and touches zero where the second derivative changes sign.
 * Both are bracketed on a grid and bisected in lockstep, which needs nothing of f but the signs. */
#include "analysis/stationary.h"

#include <math.h>

enum { CELLS = 8192, BISECTIONS = 80, RARE = 32 };

struct bracket {
    double first, last; /* where it began */
    double low, high;   /* where it has come to */
    bool rising;        /* the sign goes from − to + */
    int order;          /* of the derivative whose sign changes */
};

struct line {
    struct stationary *search;
    struct program *program; /* f, f′, f″ */
    struct workspace *workspace;
    struct bracket *brackets;
    size_t bracket_count;
    double *candidates; /* x where f′ may be zero */
    size_t candidate_count;
};

/* f, f′, f″ at the positions. */
static void evaluate(struct line *line, const double *x, size_t count, double *outputs[3])
{
    program_run(line->program, line->workspace, &x, outputs, count);
    for (size_t i = 0; i < count; i++)
        if (isnan(outputs[0][i])) /* left of log's domain the formula of its slope goes on */
            outputs[1][i] = outputs[2][i] = NAN;
}

static double *samples(struct line *line, size_t cells, double *outputs[3])
{
    const struct stationary *search = line->search;
    double *x = ARENA_NEW(search->arena, double, cells + 1);
    for (size_t i = 0; i <= cells; i++)
        x[i] = search->low[0] + search->extent[0] * ((double)i / (double)cells);
    for (int k = 0; k < 3; k++)
        outputs[k] = ARENA_NEW(search->arena, double, cells + 1);
    evaluate(line, x, cells + 1, outputs);
    return x;
}

static bool opposite(double a, double b)
{
    return (a < 0 && b > 0) || (a > 0 && b < 0);
}

static void add_bracket(struct line *line, double low, double high, bool rising, int order)
{
    line->brackets[line->bracket_count++] = (struct bracket){low, high, low, high, rising, order};
}

/* Halves all brackets until no double is left inside. */
static void bisect(struct line *line)
{
    struct arena *arena = line->search->arena;
    const size_t count = line->bracket_count;
    double *middle = ARENA_NEW(arena, double, count + 1), *outputs[3];
    for (int k = 0; k < 3; k++)
        outputs[k] = ARENA_NEW(arena, double, count + 1);
    for (int i = 0; i < BISECTIONS && count; i++) {
        for (size_t k = 0; k < count; k++)
            middle[k] = line->brackets[k].low + (line->brackets[k].high - line->brackets[k].low) / 2;
        evaluate(line, middle, count, outputs);
        for (size_t k = 0; k < count; k++) {
            struct bracket *bracket = &line->brackets[k];
            const double value = outputs[bracket->order][k];
            if (value == 0)
                bracket->low = bracket->high = middle[k];
            else if ((value < 0) == bracket->rising)
                bracket->low = middle[k];
            else
                bracket->high = middle[k];
        }
    }
}

/* Cells of the grid in which f′ changes sign or may touch zero. */
static void bracket(struct line *line)
{
    double *outputs[3], *x = samples(line, CELLS, outputs);
    const double *slope = outputs[1], *curvature = outputs[2];
    for (size_t i = 0; i <= CELLS; i++) {
        const bool inside_level = i > 0 && i < CELLS && slope[i - 1] == 0 && slope[i + 1] == 0; /* of a stretch that is level: some are enough */
        if (slope[i] == 0 && (!inside_level || i % RARE == 0))
            line->candidates[line->candidate_count++] = x[i];
        if (i < CELLS && opposite(slope[i], slope[i + 1]))
            add_bracket(line, x[i], x[i + 1], slope[i] < 0, 1);
        if (i > 0 && i < CELLS && slope[i] * slope[i - 1] > 0 && slope[i] * slope[i + 1] > 0 && fabs(slope[i]) <= fabs(slope[i - 1]) &&
            fabs(slope[i]) <= fabs(slope[i + 1]) && opposite(curvature[i - 1], curvature[i + 1]))
            add_bracket(line, x[i - 1], x[i + 1], curvature[i - 1] < 0, 2);
    }
}

/* The ends of brackets of f′ are candidates; so are points where f′ is least without changing sign, unless it does between samples. */
static void resolve(struct line *line, const struct bracket *brackets, size_t count)
{
    struct arena *arena = line->search->arena;
    double *ends = ARENA_NEW(arena, double, 2 * count + 1), *outputs[3];
    for (int k = 0; k < 3; k++)
        outputs[k] = ARENA_NEW(arena, double, 2 * count + 1);
    for (size_t k = 0; k < count; k++) {
        ends[2 * k] = brackets[k].low;
        ends[2 * k + 1] = brackets[k].high;
    }
    evaluate(line, ends, 2 * count, outputs);
    for (size_t k = 0; k < count; k++) {
        const struct bracket done = brackets[k];
        const double low = outputs[1][2 * k], high = outputs[1][2 * k + 1];
        line->candidates[line->candidate_count++] = fabs(low) <= fabs(high) ? done.low : done.high;
        /* |f′| is least here: it had the sign of f″ to the right and the opposite of that to the left of a dip below zero */
        if (done.order == 2 && low != 0 && (low < 0) == done.rising) {
            add_bracket(line, done.first, done.low, low > 0, 1);
            add_bracket(line, done.low, done.last, low < 0, 1);
        }
    }
}

bool stationary_search_line(struct stationary *search, struct error *error)
{
    struct line line = {.search = search};
    struct arena *arena = search->arena;
    if (!landscape_program(search->landscape, 2, &line.program, error))
        return false;
    line.workspace = workspace_create(arena, line.program);
    line.brackets = ARENA_ROOM(arena, struct bracket, 2 * CELLS + 2);
    line.candidates = ARENA_ROOM(arena, double, 4 * CELLS + 8);
    bracket(&line);
    while (line.bracket_count) { /* the second round splits dips; there is no third */
        bisect(&line);
        const struct bracket *done = line.brackets;
        const size_t count = line.bracket_count;
        line.brackets = ARENA_ROOM(arena, struct bracket, 2 * count);
        line.bracket_count = 0;
        resolve(&line, done, count);
    }
    stationary_add(search, (const double *const[]){line.candidates}, line.candidate_count, true);
    return true;
}
