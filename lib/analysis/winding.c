/* The rim is cut into spans that are halved until the gradient turns by less than a radian in each; all rims advance together. */
#include "analysis/winding.h"

#include <math.h>

enum { SPANS = 16, MOST_HALVINGS = 44 }; /* spans a side at first; down to rounding error */
static const double most_turn = 0.8, most_jump = 3.14159, pi = 3.14159265358979323846;

struct span {
    size_t rectangle;
    int side; /* 0 bottom, 1 right, 2 top, 3 left: counter-clockwise */
    int halvings;
    double from, to; /* along the side, 0 to 1 */
    double first[2], last[2];
};

struct walk {
    struct arena *arena;
    const struct program *slope;
    struct workspace *workspace;
    struct rectangle *rectangles;
    double *turns; /* of each rectangle, in radians */
};

/* The gradients at a place along each of the spans, scaled to a largest component of 1; not-a-number where there is no direction. */
static void directions(struct walk *walk, const struct span *spans, const double *along, size_t count, double (*into)[2])
{
    double *inputs[2], *outputs[2];
    for (int k = 0; k < 2; k++) {
        inputs[k] = ARENA_NEW(walk->arena, double, count);
        outputs[k] = ARENA_NEW(walk->arena, double, count);
    }
    for (size_t i = 0; i < count; i++) {
        const struct rectangle *rectangle = &walk->rectangles[spans[i].rectangle];
        const int axis = spans[i].side % 2;
        const double fraction = spans[i].side < 2 ? along[i] : 1 - along[i];
        inputs[axis][i] = rectangle->low[axis] + fraction * (rectangle->high[axis] - rectangle->low[axis]);
        inputs[1 - axis][i] = spans[i].side == 0 || spans[i].side == 3 ? rectangle->low[1 - axis] : rectangle->high[1 - axis];
    }
    program_run(walk->slope, walk->workspace, (const double *const *)inputs, outputs, count);
    for (size_t i = 0; i < count; i++) {
        const double largest = fmax(fabs(outputs[0][i]), fabs(outputs[1][i])); /* fmax passes over a not-a-number, the division does not */
        for (int k = 0; k < 2; k++)
            into[i][k] = largest > 0 && isfinite(largest) ? outputs[k][i] / largest : NAN;
    }
}

/* As directions, but where there is none, at a place a little further on, which along[i] is then set to. */
static void directions_nearby(struct walk *walk, const struct span *spans, double *along, size_t count, double (*into)[2])
{
    directions(walk, spans, along, count, into);
    size_t lost = 0;
    for (size_t i = 0; i < count; i++)
        lost += isnan(into[i][0] + into[i][1]) ? 1 : 0;
    if (!lost)
        return;
    struct span *again = ARENA_NEW(walk->arena, struct span, lost);
    double *places = ARENA_NEW(walk->arena, double, lost), (*found)[2] = arena_allocate(walk->arena, lost, sizeof *found);
    size_t k = 0;
    for (size_t i = 0; i < count; i++)
        if (isnan(into[i][0] + into[i][1])) {
            again[k] = spans[i];
            places[k++] = along[i] + 0.07 * (spans[i].to - spans[i].from);
        }
    directions(walk, again, places, lost, found);
    k = 0;
    for (size_t i = 0; i < count; i++)
        if (isnan(into[i][0] + into[i][1])) {
            along[i] = places[k];
            into[i][0] = found[k][0];
            into[i][1] = found[k++][1];
        }
}

static double turn(const double a[2], const double b[2])
{
    return atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]);
}

/* Books the span's turn, or has it halved once more. */
static void settle(struct walk *walk, const struct span *span, struct span *next, size_t *next_count)
{
    struct rectangle *rectangle = &walk->rectangles[span->rectangle];
    const double angle = turn(span->first, span->last);
    if (!rectangle->known)
        return;
    if (fabs(angle) <= most_turn || (span->halvings == MOST_HALVINGS && fabs(angle) <= most_jump))
        walk->turns[span->rectangle] += angle;
    else if (span->halvings == MOST_HALVINGS || isnan(angle))
        rectangle->known = false;
    else
        next[(*next_count)++] = *span;
}

/* All spans halved; what still turns too much goes to `next`, which has room for twice as many. */
static size_t halve(struct walk *walk, const struct span *spans, size_t count, struct span *next)
{
    double *middles = ARENA_NEW(walk->arena, double, count), (*found)[2] = arena_allocate(walk->arena, count, sizeof *found);
    for (size_t i = 0; i < count; i++)
        middles[i] = spans[i].from + (spans[i].to - spans[i].from) / 2;
    directions_nearby(walk, spans, middles, count, found);
    size_t next_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct span left = spans[i], right = spans[i];
        left.to = right.from = middles[i];
        left.halvings = right.halvings = spans[i].halvings + 1;
        for (int k = 0; k < 2; k++)
            left.last[k] = right.first[k] = found[i][k];
        settle(walk, &left, next, &next_count);
        settle(walk, &right, next, &next_count);
    }
    return next_count;
}

/* The first spans of all rims, each beginning where the one before ends. */
static struct span *begin(struct walk *walk, size_t rectangles)
{
    const size_t rim = 4 * SPANS, count = rim * rectangles;
    struct span *spans = ARENA_NEW(walk->arena, struct span, count);
    double *starts = ARENA_NEW(walk->arena, double, count), (*found)[2] = arena_allocate(walk->arena, count, sizeof *found);
    for (size_t i = 0; i < count; i++) {
        const double from = (double)(i % SPANS) / SPANS;
        spans[i] = (struct span){.rectangle = i / rim, .side = (int)(i % rim / SPANS), .from = from, .to = from + 1.0 / SPANS};
        starts[i] = from;
    }
    directions_nearby(walk, spans, starts, count, found);
    for (size_t i = 0; i < count; i++) {
        const size_t following = i % rim + 1 < rim ? i + 1 : i + 1 - rim;
        spans[i].from = starts[i];
        spans[i].to = following % SPANS ? starts[following] : 1 + starts[following] - (double)(following % SPANS) / SPANS;
        for (int k = 0; k < 2; k++) {
            spans[i].first[k] = found[i][k];
            spans[i].last[k] = found[following][k];
        }
    }
    return spans;
}

void winding_count(struct arena *arena, const struct program *slope, struct rectangle *rectangles, size_t count)
{
    struct walk walk = {arena, slope, workspace_create(arena, slope), rectangles, ARENA_NEW(arena, double, count)};
    for (size_t i = 0; i < count; i++)
        rectangles[i].known = true;
    const struct span *spans = begin(&walk, count);
    for (size_t left = 4 * SPANS * count; left;) { /* every first span is halved at least once, so that no whole turn is overlooked */
        struct span *next = ARENA_NEW(arena, struct span, 2 * left);
        left = halve(&walk, spans, left, next);
        spans = next;
    }
    for (size_t i = 0; i < count; i++) {
        const double turns = walk.turns[i] / (2 * pi);
        rectangles[i].turns = lround(turns);
        rectangles[i].known = rectangles[i].known && fabs(turns - (double)rectangles[i].turns) < 1e-3;
    }
}
