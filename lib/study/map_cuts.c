/* Bisection as for curves (curve_gaps.c), along the rows and the columns of a grid at once, all in one run of the evaluator a round. */
#include "study/map_cuts.h"
#include "base/contract.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DOUBTS = 120000, BISECTIONS = 60 };

static const double leap = 5e-3;    /* of the spread: smaller jumps are not seen */
static const double healed = 1e-3;  /* of the spread: what the two sides of an undefined sample may differ by to be one value */
static const double at_node = 1e-6; /* of an edge: what a cut may be off a sample to be at it */

/* An edge in doubt; its positions along itself are those of the gap, the other coordinate is `across`. */
struct doubt {
    size_t edge;
    double across;
    struct gap gap;
};

struct doubts {
    struct doubt *items;
    size_t count;
};

/* Where an edge begins among its line of samples, which are `stride` apart, and how many there are. */
struct line_place {
    size_t index, count, stride;
};

static struct line_place place_of(const struct map_sheet *sheet, size_t edge)
{
    const size_t node = edge / 2;
    if (edge % 2)
        return (struct line_place){node / sheet->columns, sheet->rows, sheet->columns};
    return (struct line_place){node % sheet->columns, sheet->columns, 1};
}

/* How far the values at the ends of an edge leap beyond what the samples before and behind tell: in third differences a smooth surface leaves
 * next to nothing. Infinite at an edge of what is defined, 0 without a leap. */
static double leap_at(const struct map_sheet *sheet, size_t node, struct line_place place)
{
    if (place.index + 1 >= place.count)
        return 0;
    const double *z = sheet->z + node, here = z[0], next = z[place.stride], seen = 2 * leap * sheet->survey.spread;
    if (place.index > 0 && place.index + 2 < place.count && fabs((z[2 * place.stride] - z[-(ptrdiff_t)place.stride]) - 3 * (next - here)) <= seen)
        return 0; /* as nearly everywhere; never if one of them is not finite */
    if (!isfinite(here) || !isfinite(next))
        return isfinite(here) != isfinite(next) ? INFINITY : 0;
    const double first = place.index > 0 ? z[-(ptrdiff_t)place.stride] : here, last = place.index + 2 < place.count ? z[2 * place.stride] : next;
    const double before = isfinite(first) ? first : here, after = isfinite(last) ? last : next, rise = next - here;
    return fabs((after - before) - 3 * rise) > seen ? fabs(rise) : 0;
}

static struct doubt make_doubt(const struct map_sheet *sheet, size_t edge)
{
    CONTRACT(sheet->columns > 0);
    const size_t node = edge / 2, row = node / sheet->columns, column = node % sheet->columns;
    const bool down = edge % 2;
    const double *along = down ? sheet->y + row : sheet->x + column, *z = sheet->z + node;
    const double next = z[down ? sheet->columns : 1];
    return (struct doubt){.edge = edge,
                          .across = down ? sheet->x[column] : sheet->y[row],
                          .gap = {.x = {along[0], along[1]}, .y = {z[0], next}, .difference = fabs(next - z[0])}};
}

/* Whether one of the edges from these nodes on, whose neighbours before and behind all exist, may leap: of nearly all eight together none does. */
enum { TOGETHER = 8 };
static bool any_leaps(const double *z, ptrdiff_t stride, double seen)
{
    int any = 0;
    for (size_t i = 0; i < TOGETHER; i++, z++)
        any |= !(fabs((z[2 * stride] - z[-stride]) - 3 * (z[stride] - z[0])) <= seen);
    return any;
}

/* Edges in a list that grows, as far as it may. */
struct edges {
    struct arena *arena;
    size_t *items, count, kept, room;
};

static void keep_edge(struct edges *edges, size_t edge)
{
    enum { ROOM = 1024 };
    edges->count++;
    if (edges->kept == MOST_DOUBTS)
        return;
    if (edges->kept == edges->room) {
        const size_t *before = edges->items;
        edges->room = edges->room ? 2 * edges->room : ROOM;
        edges->items = ARENA_ROOM(edges->arena, size_t, edges->room);
        if (before)
            memcpy(edges->items, before, edges->kept * sizeof *before);
    }
    edges->items[edges->kept++] = edge;
}

/* Counts the edges that leap by more than `least`, and keeps the first of them. */
static struct edges list_leaps(const struct map_sheet *sheet, double least)
{
    const double seen = 2 * leap * sheet->survey.spread;
    const size_t columns = sheet->columns, rows = sheet->rows;
    struct edges edges = {.arena = sheet->arena};
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++) {
            const size_t node = row * columns + column;
            const bool together = column > 0 && column + TOGETHER + 2 <= columns && row > 0 && row + 2 < rows;
            if (together && !any_leaps(sheet->z + node, 1, seen) && !any_leaps(sheet->z + node, (ptrdiff_t)columns, seen)) {
                column += TOGETHER - 1;
                continue;
            }
            const struct line_place places[2] = {{column, columns, 1}, {row, rows, columns}};
            for (size_t down = 0; down < 2; down++)
                if (leap_at(sheet, node, places[down]) > least)
                    keep_edge(&edges, 2 * node + down);
        }
    return edges;
}

/* The edges that leap; where there are too many, those that leap furthest. */
static struct doubts find_doubts(const struct map_sheet *sheet)
{
    double least = leap * sheet->survey.spread;
    struct edges edges = list_leaps(sheet, least);
    while (edges.count > MOST_DOUBTS && isfinite(least)) {
        least = fmax(2 * least, 1e-300);
        edges = list_leaps(sheet, least);
    }
    struct doubts doubts = {.items = ARENA_NEW(sheet->arena, struct doubt, edges.kept), .count = edges.kept};
    for (size_t i = 0; i < edges.kept; i++)
        doubts.items[i] = make_doubt(sheet, edges.items[i]);
    return doubts;
}

/* The values at places along edges. */
static double *evaluate_along(struct map_sheet *sheet, const struct doubt *const *doubts, const double *along, size_t count)
{
    double *u = ARENA_NEW(sheet->arena, double, count), *v = ARENA_NEW(sheet->arena, double, count), *z = ARENA_NEW(sheet->arena, double, count);
    for (size_t i = 0; i < count; i++) {
        const bool down = doubts[i]->edge % 2;
        u[i] = down ? doubts[i]->across : along[i];
        v[i] = down ? along[i] : doubts[i]->across;
    }
    slicer_evaluate(sheet->slicer, u, v, count, z);
    sheet->left -= (double)count;
    return z;
}

static void close_in(struct map_sheet *sheet, struct doubts *doubts)
{
    struct arena *const arena = sheet->arena, *scratch = arena_within(arena);
    const struct doubt **open = ARENA_NEW(arena, const struct doubt *, doubts->count);
    double *along = ARENA_NEW(arena, double, doubts->count);
    sheet->arena = scratch;
    for (int round = 0; round < BISECTIONS && sheet->left > 0; round++, arena_clear(scratch)) {
        size_t count = 0;
        for (size_t i = 0; i < doubts->count; i++) {
            const struct gap *gap = &doubts->items[i].gap;
            if (gap->settled)
                continue;
            open[count] = &doubts->items[i];
            along[count++] = gap->x[0] + (gap->x[1] - gap->x[0]) / 2;
        }
        if (!count)
            break;
        const double *z = evaluate_along(sheet, open, along, count);
        for (size_t i = 0; i < count; i++)
            gap_narrow(&doubts->items[open[i] - doubts->items].gap, along[i], z[i]);
    }
    sheet->arena = arena;
    size_t kept = 0;
    for (size_t i = 0; i < doubts->count; i++) { /* what work was not enough for is not known to be a cut */
        const struct gap *gap = &doubts->items[i].gap;
        const double *along_edge =
            doubts->items[i].edge % 2 ? sheet->y + doubts->items[i].edge / 2 / sheet->columns : sheet->x + doubts->items[i].edge / 2 % sheet->columns;
        if (!gap->smooth && (gap->settled || gap->x[1] - gap->x[0] < at_node * (along_edge[1] - along_edge[0])))
            doubts->items[kept++] = doubts->items[i];
    }
    doubts->count = kept;
}

/* Whether the last value before a cut is rounding, as beside 0/0: it runs away, or is off, from where the values at the three distances stay. */
static bool is_rounding(const struct survey *survey, double last, const double values[3])
{
    return isfinite(values[2]) && fabs(last - values[2]) > healed * survey->spread && !survey_diverges(survey, values);
}

/* Whether values leap at a cut further than rounding does: a thousandth of an edge away from it, too, where an edge that rises by all the spread has less
 * than a thousandth of it left. */
static bool is_kept(const struct map_sheet *sheet, const struct sheet_cut *cut)
{
    const double least = leap / 2 * sheet->survey.spread;
    const double here = fmax(least, 1e-6 * fmax(fabs(cut->value[0]), fabs(cut->value[1]))); /* a crest that samples miss is far above them */
    return cut->kind != BREAK_JUMP || !(fabs(cut->beside[1] - cut->beside[0]) <= least || fabs(cut->value[1] - cut->value[0]) <= here);
}

/* What a cut is: from the values on its sides at three distances, each 2⁻¹⁰ of the one before. */
static struct sheet_cut classify(struct map_sheet *sheet, const struct doubt *doubt, const double around[2][3])
{
    const struct gap *gap = &doubt->gap;
    const size_t node = doubt->edge / 2;
    const double *along = doubt->edge % 2 ? sheet->y + node / sheet->columns : sheet->x + node % sheet->columns;
    const double middle = gap->x[0] + (gap->x[1] - gap->x[0]) / 2;
    struct sheet_cut cut = {.edge = doubt->edge, .kind = BREAK_JUMP, .part = (middle - along[0]) / (along[1] - along[0])};
    const bool narrow = gap->x[1] - gap->x[0] < at_node * (along[1] - along[0]); /* else something undefined lies in it */
    bool pole = false;
    for (int side = 0; side < 2; side++) {
        const double *values = around[side], sample = sheet->z[node + (size_t)side * (doubt->edge % 2 ? sheet->columns : 1)];
        cut.beside[side] = values[0];
        cut.value[side] = narrow && !is_rounding(&sheet->survey, gap->y[side], values) ? gap->y[side] : values[2];
        if (!isfinite(sample)) {
            cut.value[side] = NAN;
            continue;
        }
        for (int k = 0; k < 3 && !isinf(cut.value[side]); k++) /* beyond the range of numbers */
            cut.value[side] = isinf(values[k]) ? values[k] : cut.value[side];
        const bool wild = survey_is_wild(&sheet->survey, cut.value[side]), away = wild || survey_diverges(&sheet->survey, values);
        if (wild && (cut.value[side] > sheet->survey.middle) != (sample > sheet->survey.middle)) /* the pole's other side */
            cut.value[side] = 2 * sheet->survey.middle - cut.value[side];
        if (away)
            sheet->pole[cut.value[side] > sheet->survey.middle] = true;
        pole = pole || away;
    }
    if (!isfinite(cut.value[0]) || !isfinite(cut.value[1]))
        cut.kind = BREAK_EDGE;
    if (pole)
        cut.kind = BREAK_POLE;
    return cut;
}

static struct sheet_cuts classify_all(struct map_sheet *sheet, const struct doubts *doubts)
{
    enum { DISTANCES = 3, AROUND = 2 * DISTANCES };
    static const double distances[DISTANCES] = {0x1p-10, 0x1p-20, 0x1p-30};
    const size_t places = AROUND * doubts->count;
    const struct doubt **of = ARENA_NEW(sheet->arena, const struct doubt *, places);
    double *along = ARENA_NEW(sheet->arena, double, places);
    for (size_t i = 0; i < places; i++) {
        of[i] = &doubts->items[i / AROUND];
        const size_t side = i % AROUND / DISTANCES, node = of[i]->edge / 2;
        const double *ends = of[i]->edge % 2 ? sheet->y + node / sheet->columns : sheet->x + node % sheet->columns;
        const double middle = of[i]->gap.x[0] + (of[i]->gap.x[1] - of[i]->gap.x[0]) / 2, width = ends[1] - ends[0];
        const double room = fmax(side ? ends[1] - middle : middle - ends[0], width / 16); /* a cut at a sample has sides, too */
        along[i] = middle + (side ? 1 : -1) * room * distances[i % DISTANCES];
    }
    const double *z = evaluate_along(sheet, of, along, places);
    struct sheet_cuts cuts = {.items = ARENA_NEW(sheet->arena, struct sheet_cut, doubts->count), .count = doubts->count};
    for (size_t i = 0; i < doubts->count; i++) {
        double around[2][DISTANCES];
        memcpy(around, z + AROUND * i, sizeof around);
        cuts.items[i] = classify(sheet, of[AROUND * i], (const double(*)[DISTANCES])around);
    }
    return cuts;
}

const struct sheet_cut *sheet_cuts_find(const struct sheet_cuts *cuts, size_t edge)
{
    size_t low = 0, high = cuts->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (cuts->items[middle].edge < edge)
            low = middle + 1;
        else
            high = middle;
    }
    return low < cuts->count && cuts->items[low].edge == edge ? &cuts->items[low] : NULL;
}

/* The value on both sides of a sample that has another one, or none, along one direction; not-a-number where there is none. It is that a thousandth of an
 * edge away: next to where 0/0 is undefined values are rounding alone. */
static double value_around(const struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t node, bool down)
{
    const size_t stride = down ? sheet->columns : 1;
    const struct line_place place = place_of(sheet, 2 * node + down);
    if (place.index == 0 || place.index + 1 >= place.count)
        return NAN;
    const struct sheet_cut *before = sheet_cuts_find(cuts, 2 * (node - stride) + down), *behind = sheet_cuts_find(cuts, 2 * node + down);
    if (!before || !behind || before->kind == BREAK_POLE || behind->kind == BREAK_POLE || before->part < 1 - at_node || behind->part > at_node)
        return NAN;
    const double left = before->beside[0], right = behind->beside[1];
    if (!(fabs(right - left) <= healed * sheet->survey.spread)) {
        if (isfinite(left) && isfinite(right)) /* the hole is one in a jump */
            cuts->items[before - cuts->items].kind = cuts->items[behind - cuts->items].kind = BREAK_JUMP;
        return NAN;
    }
    return left / 2 + right / 2;
}

static int compare_nodes(const void *a, const void *b)
{
    const size_t first = *(const size_t *)a, second = *(const size_t *)b;
    return first < second ? -1 : first > second;
}

static bool stands_among(const size_t *ascending, size_t count, size_t node)
{
    return bsearch(&node, ascending, count, sizeof node, compare_nodes) != NULL;
}

/* Adds the holes at the corners of the map, which have neighbours on one side alone: with what the values next to them along both edges are if they are
 * one; else there is a jump. */
static size_t heal_corners(const struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t *holes, double *values, size_t count)
{
    for (size_t corner = 0; corner < 4; corner++) {
        const bool last_row = corner / 2, last_column = corner % 2;
        const size_t row = last_row ? sheet->rows - 1 : 0, column = last_column ? sheet->columns - 1 : 0, node = row * sheet->columns + column;
        const struct sheet_cut *across = sheet_cuts_find(cuts, 2 * (last_column ? node - 1 : node)),
                               *down = sheet_cuts_find(cuts, 2 * (last_row ? node - sheet->columns : node) + 1);
        if (isfinite(sheet->z[node]) || !across || !down || across->kind != BREAK_EDGE || down->kind != BREAK_EDGE)
            continue;
        const double one = across->beside[!last_column], other = down->beside[!last_row];
        if (fabs(one - other) <= healed * sheet->survey.spread) {
            holes[count] = node;
            values[count++] = one / 2 + other / 2;
        } else if (isfinite(one) && isfinite(other)) {
            cuts->items[across - cuts->items].kind = cuts->items[down - cuts->items].kind = BREAK_JUMP;
        }
    }
    return count;
}

/* A hole of one sample, such as that of sin(x)/x at 0, is none that a picture could show; nor is the rounding that a sample beside such a hole is. */
static void heal(struct map_sheet *sheet, struct sheet_cuts *cuts)
{
    const size_t nodes = sheet->columns * sheet->rows;
    size_t count = 0, *holes = ARENA_NEW(sheet->arena, size_t, cuts->count + 4);
    double *values = ARENA_NEW(sheet->arena, double, cuts->count + 4);
    for (size_t i = 0; i < cuts->count; i++) {
        const size_t node = cuts->items[i].edge / 2;
        if (count && holes[count - 1] == node)
            continue;
        const double across = value_around(sheet, cuts, node, false), down = value_around(sheet, cuts, node, true);
        holes[count] = node;
        values[count] = isfinite(across) ? across : down;
        count += isfinite(values[count]);
    }
    sheet->healed = count > 0;
    for (size_t i = 0, all = heal_corners(sheet, cuts, holes, values, count); i < all; i++)
        sheet->z[holes[i]] = values[i];
    size_t kept = 0;
    for (size_t i = 0; i < cuts->count; i++) {
        const struct sheet_cut *cut = &cuts->items[i];
        const size_t node = cut->edge / 2, next = node + (cut->edge % 2 ? sheet->columns : 1);
        if (next < nodes && isfinite(sheet->z[node]) && isfinite(sheet->z[next]) && cut->kind == BREAK_EDGE)
            continue;
        if (cut->kind == BREAK_JUMP && (cut->part <= at_node ? stands_among(holes, count, node) : stands_among(holes, count, next)))
            continue;
        if (is_kept(sheet, cut))
            cuts->items[kept++] = *cut;
    }
    cuts->count = kept;
}

/* Of cuts beside infinite values: those beyond which there are others on the same line are poles, however wide, as that of exp(1/x); the rest tell where values
 * leave the range of numbers. */
static void judge_infinite(struct map_sheet *sheet, struct sheet_cuts *cuts)
{
    for (size_t i = 0; i < cuts->count; i++) {
        struct sheet_cut *cut = &cuts->items[i];
        const struct line_place place = place_of(sheet, cut->edge);
        const double *z = sheet->z + cut->edge / 2;
        const bool behind = isinf(z[place.stride]);
        if (!behind && !isinf(z[0]))
            continue;
        size_t index = place.index + behind;
        while (index < place.count && !isfinite(sheet->z[cut->edge / 2 + (index - place.index) * place.stride]))
            index = behind ? index + 1 : index - 1;
        cut->beyond = index >= place.count; /* as 0 − 1 is, too */
        sheet->beyond = sheet->beyond || cut->beyond;
        cut->kind = BREAK_POLE;
    }
}

struct sheet_cuts sheet_cut(struct map_sheet *sheet)
{
    struct doubts doubts = find_doubts(sheet);
    close_in(sheet, &doubts);
    struct sheet_cuts cuts = classify_all(sheet, &doubts);
    heal(sheet, &cuts);
    judge_infinite(sheet, &cuts);
    return cuts;
}
