/* Each cell joins the crossings on its four sides. A segment has the higher ground on its left, so every crossing is left by one
 * segment and reached by one; following them gives the lines. Which cells a level crosses is found for all levels at once. */
#include "figure/isolines.h"

#include "base/contract.h"

#include <emmintrin.h>

#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

enum { SPARE = 16 }; /* of ranks, which are read sixteen at a time */

enum side { TOP, RIGHT, BOTTOM, LEFT, NONE };

struct tracer {
    size_t rows, columns; /* of nodes */
    double *nodes, *x, *y;
    bool defined;   /* all nodes are */
    double *levels; /* ascending */
    size_t level_count;
    unsigned char *ranks; /* at or above how many levels a node is; SPARE more than there are nodes */
    size_t *above;        /* [level_count + 1]: how many nodes are at or above so many levels, or more */
    uint32_t *cells;      /* the first nodes of the cells that levels cross, those of a level together and ascending */
    size_t *ends;         /* [level_count + 1]: the cells of a level go from ends[level] to ends[level + 1] */
    int32_t *next;        /* the crossing a segment leads to from this one, or -1; all are -1 between levels */
    bool *reached;        /* whether a segment leads to this crossing; none between levels */
    uint32_t *left;       /* the crossings that segments leave, in the order they were found */
    size_t left_count;
    const struct cuts *cuts; /* of the field, whose nodes have `rim` others around them here */
    size_t rim;
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

static __m128i load(const unsigned char *sixteen)
{
    return _mm_loadu_si128((const __m128i *)(const void *)sixteen);
}

/* At or above how many levels each node is; what is undefined is below all. Neighbours are mostly alike. */
static void rank_nodes(struct arena *arena, struct tracer *tracer)
{
    const size_t count = tracer->rows * tracer->columns;
    const double *levels = tracer->levels;
    tracer->ranks = ARENA_NEW(arena, unsigned char, count + SPARE);
    tracer->above = ARENA_NEW(arena, size_t, tracer->level_count + 1);
    tracer->defined = true;
    for (size_t i = 0, rank = 0; i < count; i++) {
        const double height = tracer->nodes[i];
        tracer->defined = tracer->defined && !isnan(height);
        while (rank < tracer->level_count && height >= levels[rank])
            rank++;
        while (rank > 0 && !(height >= levels[rank - 1]))
            rank--;
        tracer->ranks[i] = (unsigned char)rank;
        tracer->above[rank]++;
    }
    for (size_t rank = tracer->level_count; rank-- > 0;)
        tracer->above[rank] += tracer->above[rank + 1];
}

/* A cell with levels between its corners, from `low` up to below `high`. */
struct crossed {
    uint32_t node;
    unsigned char low, high;
};

enum { CELLS_AT_ONCE = 16 };

/* Adds those of sixteen cells of a row that levels cross; `valid` has a bit for each that is one. */
static size_t add_crossed(const struct tracer *tracer, size_t node, unsigned valid, struct crossed *crossed)
{
    const unsigned char *top = tracer->ranks + node, *bottom = top + tracer->columns;
    const __m128i a = load(top), b = load(top + 1), c = load(bottom), d = load(bottom + 1);
    const __m128i least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d)), most = _mm_max_epu8(_mm_max_epu8(a, b), _mm_max_epu8(c, d));
    unsigned char low[CELLS_AT_ONCE], high[CELLS_AT_ONCE];
    size_t count = 0;
    _mm_storeu_si128((__m128i *)(void *)low, least);
    _mm_storeu_si128((__m128i *)(void *)high, most);
    for (unsigned left = valid & ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(least, most)); left; left &= left - 1) {
        const unsigned i = (unsigned)__builtin_ctz(left);
        crossed[count++] = (struct crossed){(uint32_t)node + i, low[i], high[i]};
    }
    return count;
}

static size_t find_crossed(const struct tracer *tracer, struct crossed *crossed)
{
    size_t count = 0;
    for (size_t r = 0; r + 1 < tracer->rows; r++)
        for (size_t c = 0; c + 1 < tracer->columns; c += CELLS_AT_ONCE) {
            const size_t left = tracer->columns - 1 - c;
            count += add_crossed(tracer, r * tracer->columns + c, left < CELLS_AT_ONCE ? (1u << left) - 1 : 0xffffu, crossed + count);
        }
    return count;
}

static void list_cells(struct arena *arena, struct tracer *tracer)
{
    struct arena *scratch = arena_within(arena);
    struct crossed *crossed = ARENA_ROOM(scratch, struct crossed, tracer->rows * tracer->columns + 1);
    const size_t count = find_crossed(tracer, crossed);
    size_t *ends = tracer->ends = ARENA_NEW(arena, size_t, tracer->level_count + 2), most = 0;
    for (size_t i = 0; i < count; i++)
        for (unsigned level = crossed[i].low; level < crossed[i].high; level++)
            ends[level + 2]++;
    for (size_t level = 0; level < tracer->level_count; level++) {
        most = ends[level + 2] > most ? ends[level + 2] : most;
        ends[level + 2] += ends[level + 1];
    }
    tracer->cells = ARENA_ROOM(arena, uint32_t, ends[tracer->level_count + 1] + 1);
    for (size_t i = 0; i < count; i++)
        for (unsigned level = crossed[i].low; level < crossed[i].high; level++)
            tracer->cells[ends[level + 1]++] = crossed[i].node;
    tracer->left = ARENA_ROOM(arena, uint32_t, 2 * most + 1); /* a cell has two segments at most */
    arena_clear(scratch);
}

/* For regions the field is seen with a rim of -infinity around it, and what is undefined is at -infinity, too. */
static void place_nodes(struct arena *arena, struct tracer *tracer, const struct field *field)
{
    const size_t rim = tracer->rim, count = tracer->rows * tracer->columns;
    tracer->x = with_rim(arena, field->x, field->columns, rim);
    tracer->y = with_rim(arena, field->y, field->rows, rim);
    if (!rim) {
        tracer->nodes = field->heights;
        return;
    }
    double *nodes = tracer->nodes = ARENA_ROOM(arena, double, count);
    for (size_t i = 0; i < count; i++)
        nodes[i] = -INFINITY;
    for (size_t r = 0; r < field->rows; r++)
        for (size_t c = 0; c < field->columns; c++) {
            const double height = field->heights[r * field->columns + c];
            nodes[(r + rim) * tracer->columns + c + rim] = isnan(height) ? -INFINITY : height;
        }
}

struct tracer *tracer_make(struct arena *arena, const struct field *field, bool regions, const double *levels, size_t count)
{
    const size_t rim = regions;
    struct tracer *tracer = ARENA_NEW(arena, struct tracer, 1);
    *tracer = (struct tracer){.rows = field->rows + 2 * rim, .columns = field->columns + 2 * rim, .cuts = &field->cuts, .rim = rim};
    const size_t nodes = tracer->rows * tracer->columns;
    CONTRACT(count < UCHAR_MAX);
    tracer->levels = ARENA_NEW(arena, double, count + 1);
    if (regions)
        tracer->levels[tracer->level_count++] = -DBL_MAX;
    for (size_t i = 0; i < count; i++)
        tracer->levels[tracer->level_count++] = levels[i];
    place_nodes(arena, tracer, field);
    rank_nodes(arena, tracer);
    list_cells(arena, tracer);
    tracer->reached = ARENA_NEW(arena, bool, 2 * nodes);
    tracer->next = ARENA_ROOM(arena, int32_t, 2 * nodes);
    memset(tracer->next, -1, 2 * nodes * sizeof *tracer->next);
    return tracer;
}

/* Crossings are numbered by the edge they are on: level ones (from a node to the right) even, upright ones (down) odd. */
static size_t side_edge(const struct tracer *tracer, size_t node, unsigned side)
{
    return side == TOP ? 2 * node : side == LEFT ? 2 * node + 1 : side == BOTTOM ? 2 * (node + tracer->columns) : 2 * (node + 1) + 1;
}

/* The cut on an edge, null if there is none. */
static const struct cut *cut_on(const struct tracer *tracer, size_t edge)
{
    if (!tracer->cuts->count)
        return NULL;
    const size_t rim = tracer->rim, row = edge / 2 / tracer->columns - rim, column = edge / 2 % tracer->columns - rim;
    const size_t columns = tracer->columns - 2 * rim, rows = tracer->rows - 2 * rim;
    if (row >= rows || column >= columns) /* a size_t below 0 is large, too */
        return NULL;
    return cuts_find(tracer->cuts, 2 * (row * columns + column) + edge % 2);
}

/* How far along an edge the level is crossed that has a cut between heights a and b; *along_cut becomes true if the level is leapt over there. */
static double cross_cut(const struct cut *cut, double a, double b, double level, bool *along_cut)
{
    const double near = cut->height[0], far = cut->height[1];
    const bool near_above = near >= level, far_above = far >= level; /* what is undefined is below */
    if (isfinite(a) && !isnan(near) && (a >= level) != near_above)
        return cut->part * ((level - a) / (near - a));
    if (isfinite(b) && !isnan(far) && (b >= level) != far_above)
        return cut->part + (1 - cut->part) * ((level - far) / (b - far));
    *along_cut = true;
    return cut->part;
}

static struct point crossing(const struct tracer *tracer, size_t edge, double level, bool *along_cut)
{
    const size_t node = edge / 2, other = edge % 2 ? node + tracer->columns : node + 1;
    const size_t row = (uint32_t)node / (uint32_t)tracer->columns, column = node - row * tracer->columns; /* fewer than 2³¹ (struct tracer) */
    const double a = tracer->nodes[node], b = tracer->nodes[other];
    const struct point p = {tracer->x[column], tracer->y[row]}, q = {tracer->x[column + !(edge % 2)], tracer->y[row + edge % 2]};
    const struct cut *cut = cut_on(tracer, edge);
    *along_cut = false;
    if (!cut && !isfinite(a)) /* the line keeps to what is defined */
        return q;
    if (!cut && !isfinite(b))
        return p;
    const double t = cut ? cross_cut(cut, a, b, level, along_cut) : (level - a) / (b - a);
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
static unsigned corners_above(const struct tracer *tracer, size_t node, size_t level)
{
    const unsigned char *top = tracer->ranks + node, *bottom = top + tracer->columns;
    return (unsigned)(top[0] > level) | (unsigned)(top[1] > level) << 1 | (unsigned)(bottom[1] > level) << 2 | (unsigned)(bottom[0] > level) << 3;
}

/* Whether it is known where between the corners of a cell what is defined ends. */
static bool is_bounded(const struct tracer *tracer, size_t node, const double h[4])
{
    for (unsigned side = TOP; side <= LEFT; side++)
        if (isnan(h[side]) != isnan(h[(side + 1) % 4]) && !cut_on(tracer, side_edge(tracer, node, side)))
            return false;
    return true;
}

static void link_cell(struct tracer *tracer, size_t node, unsigned corners, double level)
{
    const double *top = tracer->nodes + node, *bottom = top + tracer->columns, h[4] = {top[0], top[1], bottom[1], bottom[0]};
    if (!tracer->defined && (isnan(h[0]) || isnan(h[1]) || isnan(h[2]) || isnan(h[3])) && !is_bounded(tracer, node, h))
        return;
    const unsigned char *found = segments[corners];
    if ((corners == 5 || corners == 10) && middle_above(h, level))
        found = saddle_above[corners == 10];
    for (int i = 0; i < 4 && found[i] != NONE; i += 2) {
        size_t from = side_edge(tracer, node, found[i]), to = side_edge(tracer, node, found[i + 1]);
        tracer->next[from] = (int32_t)to;
        tracer->reached[to] = true;
        tracer->left[tracer->left_count++] = (uint32_t)from;
    }
}

static void link_cells(struct tracer *tracer, size_t level)
{
    tracer->left_count = 0;
    for (size_t i = tracer->ends[level]; i < tracer->ends[level + 1]; i++) {
        const size_t node = tracer->cells[i];
        link_cell(tracer, node, corners_above(tracer, node, level), tracer->levels[level]);
    }
}

/* Follows the segments from a crossing until they end or come back, and takes them out. Points are written to the given ones; along_cut[i] tells whether
 * point i is on a cut. */
static struct isoline follow(struct tracer *tracer, size_t start, double level, struct point *points, bool *along_cut)
{
    struct isoline line = {.points = points};
    for (int32_t at = (int32_t)start; at >= 0 && !line.closed;) {
        const size_t edge = (size_t)at;
        points[line.count] = crossing(tracer, edge, level, &along_cut[line.count]);
        line.count++;
        at = tracer->next[edge];
        tracer->next[edge] = -1;
        tracer->reached[edge] = false;
        line.closed = at == (int32_t)start;
    }
    if (line.closed) {
        along_cut[line.count] = along_cut[0];
        points[line.count++] = points[0];
    }
    return line;
}

static void add_line(struct arena *arena, struct isolines *lines, struct isoline line)
{
    if (lines->count == lines->room) {
        lines->room = lines->room ? 2 * lines->room : 16;
        struct isoline *items = ARENA_NEW(arena, struct isoline, lines->room);
        if (lines->count)
            memcpy(items, lines->items, lines->count * sizeof *items);
        lines->items = items;
    }
    lines->items[lines->count++] = line;
}

/* Adds what of a line does not run along a cut, where the level is leapt over. */
static void add_pieces(struct arena *arena, struct isolines *lines, const struct isoline *line, const bool *along_cut)
{
    const size_t steps = line->count - 1;
    size_t first = 0, skipped = 0;
    for (size_t i = 0; i < steps; i++)
        if (along_cut[i] && along_cut[i + 1]) {
            skipped++;
            first = line->closed ? i + 1 : 0;
        }
    if (!skipped) {
        add_line(arena, lines, *line);
        return;
    }
    struct isoline piece = {0};
    for (size_t k = 0; k < steps; k++) {
        const size_t i = (first + k) % steps;
        if (along_cut[i] && along_cut[i + 1]) {
            piece.count = 0;
            continue;
        }
        if (!piece.count) {
            piece.points = ARENA_NEW(arena, struct point, steps - k + 1);
            piece.points[piece.count++] = line->points[i];
            add_line(arena, lines, piece);
        }
        piece.points[piece.count++] = line->points[i + 1];
        lines->items[lines->count - 1].count = piece.count;
    }
}

struct isolines tracer_trace(struct tracer *tracer, size_t level, struct arena *arena)
{
    struct isolines lines = {0};
    link_cells(tracer, level);
    const size_t most = 2 * tracer->left_count; /* a line has a point more than segments */
    struct point *points = ARENA_ROOM(arena, struct point, most + 1);
    bool *along_cut = ARENA_ROOM(arena, bool, most + 1);
    for (int closed = 0; closed < 2; closed++) /* lines that begin somewhere first; what is left then are rings */
        for (size_t i = 0; i < tracer->left_count; i++) {
            const size_t edge = tracer->left[i];
            if (tracer->next[edge] < 0 || (!closed && tracer->reached[edge]))
                continue;
            const struct isoline line = follow(tracer, edge, tracer->levels[level], points, along_cut);
            points += line.count;
            if (tracer->rim || !tracer->cuts->count)
                add_line(arena, &lines, line);
            else
                add_pieces(arena, &lines, &line, along_cut);
        }
    return lines;
}

size_t tracer_above(const struct tracer *tracer, size_t level)
{
    return tracer->above[level + 1];
}

/* Where on the page a cut is. */
static struct point place_cut(const struct field *field, const struct cut *cut)
{
    const size_t row = cut->edge / 2 / field->columns, column = cut->edge / 2 % field->columns;
    if (cut->edge % 2)
        return (struct point){field->x[column], field->y[row] + cut->part * (field->y[row + 1] - field->y[row])};
    return (struct point){field->x[column] + cut->part * (field->x[column + 1] - field->x[column]), field->y[row]};
}

/* The cut beyond a cell on the way of a line that came in over `from`: the other one of two; null where it ends or branches. */
static const struct cut *cut_beyond(const struct field *field, size_t row, size_t column, const struct cut *from)
{
    const struct cut *sides[4], *other = NULL;
    if (row + 1 >= field->rows || column + 1 >= field->columns || cuts_of_cell(&field->cuts, field->columns, row, column, sides) != 2)
        return NULL;
    for (size_t i = 0; i < 4; i++)
        other = sides[i] && sides[i] != from ? sides[i] : other;
    return other;
}

/* The cuts that follow one on either side of its edge. */
static void cut_neighbours(const struct field *field, const struct cut *cut, const struct cut *neighbours[2])
{
    const size_t row = cut->edge / 2 / field->columns, column = cut->edge / 2 % field->columns;
    neighbours[0] = cut_beyond(field, row, column, cut);
    neighbours[1] = cut->edge % 2 ? cut_beyond(field, row, column - 1, cut) : cut_beyond(field, row - 1, column, cut);
}

/* The line of cuts that begins with one, each of which is marked as used; its points are written to `points`. */
static size_t follow_cuts(const struct field *field, const struct cut *cut, bool *used, struct point *points)
{
    const struct cut *items = field->cuts.items, *neighbours[2];
    size_t count = 0;
    while (cut) {
        used[cut - items] = true;
        points[count++] = place_cut(field, cut);
        cut_neighbours(field, cut, neighbours);
        cut = NULL;
        for (int i = 0; i < 2 && !cut; i++)
            cut = neighbours[i] && !used[neighbours[i] - items] ? neighbours[i] : NULL;
    }
    return count;
}

struct isolines isolines_of_cuts(struct arena *arena, const struct field *field)
{
    struct isolines lines = {0};
    bool *used = ARENA_NEW(arena, bool, field->cuts.count);
    struct point *points = ARENA_NEW(arena, struct point, 2 * field->cuts.count + 1); /* every cut, and the first of rings once more */
    for (int rings = 0; rings < 2; rings++)
        for (size_t i = 0; i < field->cuts.count; i++) {
            const struct cut *neighbours[2], *cut = &field->cuts.items[i];
            cut_neighbours(field, cut, neighbours);
            if (used[i] || (!rings && neighbours[0] && neighbours[1]))
                continue;
            struct isoline line = {.points = points, .closed = rings};
            line.count = follow_cuts(field, cut, used, points);
            if (rings)
                points[line.count++] = points[0];
            points += line.count;
            add_line(arena, &lines, line);
        }
    return lines;
}
