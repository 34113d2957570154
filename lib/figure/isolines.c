/* Each cell joins the crossings on its four sides. A segment has the higher ground on its left, so every crossing is left by one
 * segment and reached by one; following them gives the lines. */
#include "figure/isolines.h"

#include <math.h>
#include <string.h>

enum side { TOP, RIGHT, BOTTOM, LEFT, NONE };

struct tracer {
    size_t rows, columns; /* of nodes */
    double *nodes, *x, *y;
    unsigned char *above;   /* whether a node is at or above the level; eight more than there are nodes */
    int32_t *next;          /* the crossing a segment leads to from this one, or -1 */
    unsigned char *reached; /* whether a segment leads to this crossing */
    uint32_t *left;         /* the crossings that segments leave, in the order they were found */
    size_t left_count;
};

/* By the corners at or above the level (1 top left, 2 top right, 4 bottom right, 8 bottom left): up to two segments from one side
 * to another. Cases 5 and 10 are saddles, here as they are when the middle is below; when it is above, SADDLE_ABOVE holds. */
static const unsigned char segments[16][4] = {
    {NONE, NONE, NONE, NONE},    {TOP, LEFT, NONE, NONE},    {RIGHT, TOP, NONE, NONE},   {RIGHT, LEFT, NONE, NONE},
    {BOTTOM, RIGHT, NONE, NONE}, {TOP, LEFT, BOTTOM, RIGHT}, {BOTTOM, TOP, NONE, NONE},  {BOTTOM, LEFT, NONE, NONE},
    {LEFT, BOTTOM, NONE, NONE},  {TOP, BOTTOM, NONE, NONE},  {RIGHT, TOP, LEFT, BOTTOM}, {RIGHT, BOTTOM, NONE, NONE},
    {LEFT, RIGHT, NONE, NONE},   {TOP, RIGHT, NONE, NONE},   {LEFT, TOP, NONE, NONE},    {NONE, NONE, NONE, NONE},
};
static const unsigned char saddle_above[2][4] = {{TOP, RIGHT, BOTTOM, LEFT}, {LEFT, TOP, RIGHT, BOTTOM}};

/* Positions with the first and the last doubled if there is a rim. */
static double *with_rim(struct arena *arena, const double *positions, size_t count, size_t rim)
{
    double *out = ARENA_NEW(arena, double, count + 2 * rim);
    for (size_t i = 0; i < count + 2 * rim; i++)
        out[i] = positions[i < rim ? 0 : i - rim < count ? i - rim : count - 1];
    return out;
}

/* For regions the field is seen with a rim of -infinity around it, and what is undefined is at -infinity, too. */
struct tracer *tracer_make(struct arena *arena, const struct field *field, bool regions)
{
    size_t rim = regions;
    struct tracer *tracer = ARENA_NEW(arena, struct tracer, 1);
    *tracer = (struct tracer){.rows = field->rows + 2 * rim, .columns = field->columns + 2 * rim};
    tracer->x = with_rim(arena, field->x, field->columns, rim);
    tracer->y = with_rim(arena, field->y, field->rows, rim);
    size_t count = tracer->rows * tracer->columns;
    tracer->nodes = ARENA_NEW(arena, double, count);
    for (size_t i = 0; regions && i < count; i++)
        tracer->nodes[i] = -INFINITY;
    for (size_t r = 0; r < field->rows; r++)
        for (size_t c = 0; c < field->columns; c++) {
            double height = field->heights[r * field->columns + c];
            tracer->nodes[(r + rim) * tracer->columns + c + rim] = regions && isnan(height) ? -INFINITY : height;
        }
    tracer->above = ARENA_NEW(arena, unsigned char, count + sizeof(uint64_t));
    tracer->next = ARENA_NEW(arena, int32_t, 2 * count);
    tracer->reached = ARENA_NEW(arena, unsigned char, 2 * count);
    tracer->left = ARENA_NEW(arena, uint32_t, 2 * count);
    memset(tracer->next, -1, 2 * count * sizeof *tracer->next);
    return tracer;
}

/* Crossings are numbered by the edge they are on: level ones (from a node to the right) even, upright ones (down) odd. */
static size_t side_edge(const struct tracer *tracer, size_t node, unsigned side)
{
    return side == TOP ? 2 * node : side == LEFT ? 2 * node + 1 : side == BOTTOM ? 2 * (node + tracer->columns) : 2 * (node + 1) + 1;
}

static struct point crossing(const struct tracer *tracer, size_t edge, double level)
{
    size_t node = edge / 2, other = edge % 2 ? node + tracer->columns : node + 1;
    double a = tracer->nodes[node], b = tracer->nodes[other];
    struct point p = {tracer->x[node % tracer->columns], tracer->y[node / tracer->columns]};
    struct point q = {tracer->x[other % tracer->columns], tracer->y[other / tracer->columns]};
    if (!isfinite(a)) /* the line keeps to what is defined */
        return q;
    if (!isfinite(b))
        return p;
    double t = (level - a) / (b - a);
    return (struct point){p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
}

/* Where bilinear interpolation has its saddle, is it at or above the level? */
static bool middle_above(const double h[4], double level)
{
    if (!isfinite(h[0] + h[1] + h[2] + h[3]))
        return false;
    return (h[0] * h[2] - h[1] * h[3]) / (h[0] + h[2] - h[1] - h[3]) >= level;
}

/* The corners of a cell that are at or above the level, as bits. */
static unsigned corners_above(const struct tracer *tracer, size_t node)
{
    const unsigned char *top = tracer->above + node, *bottom = top + tracer->columns;
    return (unsigned)(top[0] | top[1] << 1 | bottom[1] << 2 | bottom[0] << 3);
}

static void link_cell(struct tracer *tracer, size_t node, unsigned corners, double level)
{
    const double *top = tracer->nodes + node, *bottom = top + tracer->columns, h[4] = {top[0], top[1], bottom[1], bottom[0]};
    if (isnan(h[0]) || isnan(h[1]) || isnan(h[2]) || isnan(h[3]))
        return;
    const unsigned char *found = segments[corners];
    if ((corners == 5 || corners == 10) && middle_above(h, level))
        found = saddle_above[corners == 10];
    for (int i = 0; i < 4 && found[i] != NONE; i += 2) {
        size_t from = side_edge(tracer, node, found[i]), to = side_edge(tracer, node, found[i + 1]);
        tracer->next[from] = (int32_t)to;
        tracer->reached[to] = 1;
        tracer->left[tracer->left_count++] = (uint32_t)from;
    }
}

/* Whether none of the eight nodes from here on, or all of them, are at or above the level. */
static bool all_alike(const unsigned char *above, unsigned char first)
{
    uint64_t eight;
    memcpy(&eight, above, sizeof eight);
    return eight == first * 0x0101010101010101u;
}

/* Few cells are crossed by a level: the others are passed seven at a time, a third of the time of a contour plot otherwise. */
static void link_cells(struct tracer *tracer, double level)
{
    const size_t count = tracer->rows * tracer->columns;
    memset(tracer->reached, 0, 2 * count);
    tracer->left_count = 0;
    for (size_t i = 0; i < count; i++)
        tracer->above[i] = tracer->nodes[i] >= level;
    for (size_t r = 0; r + 1 < tracer->rows; r++)
        for (size_t c = 0; c + 1 < tracer->columns;) {
            const size_t node = r * tracer->columns + c;
            const unsigned char *top = tracer->above + node, *bottom = top + tracer->columns;
            if (all_alike(top, *top) && all_alike(bottom, *top)) {
                c += sizeof(uint64_t) - 1;
                continue;
            }
            const unsigned corners = corners_above(tracer, node);
            if (corners != 0 && corners != 15)
                link_cell(tracer, node, corners, level);
            c++;
        }
}

/* Follows the segments from a crossing until they end or come back, and takes them out. */
static struct isoline follow(struct tracer *tracer, size_t start, double level, struct arena *arena)
{
    struct isoline line = {.count = 1};
    size_t edge = start;
    while (tracer->next[edge] >= 0 && (size_t)tracer->next[edge] != start) {
        edge = (size_t)tracer->next[edge];
        line.count++;
    }
    line.closed = tracer->next[edge] >= 0;
    line.points = ARENA_NEW(arena, struct point, line.count + 1);
    edge = start;
    for (size_t i = 0; i < line.count; i++) {
        line.points[i] = crossing(tracer, edge, level);
        int32_t next = tracer->next[edge];
        tracer->next[edge] = -1;
        edge = next >= 0 ? (size_t)next : edge;
    }
    if (line.closed)
        line.points[line.count++] = line.points[0];
    return line;
}

struct isolines tracer_trace(struct tracer *tracer, double level, struct arena *arena)
{
    struct isolines lines = {0};
    size_t room = 0;
    link_cells(tracer, level);
    for (int closed = 0; closed < 2; closed++) /* lines that begin somewhere first; what is left then are rings */
        for (size_t i = 0; i < tracer->left_count; i++) {
            size_t edge = tracer->left[i];
            if (tracer->next[edge] < 0 || (!closed && tracer->reached[edge]))
                continue;
            if (lines.count == room) {
                room = room ? 2 * room : 16;
                struct isoline *items = ARENA_NEW(arena, struct isoline, room);
                if (lines.count)
                    memcpy(items, lines.items, lines.count * sizeof *items);
                lines.items = items;
            }
            lines.items[lines.count++] = follow(tracer, edge, level, arena);
        }
    return lines;
}
