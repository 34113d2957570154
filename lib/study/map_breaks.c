/* Describes what is found between the samples of a map: poles at single places, and cuts that follow each other as one. */
#include "study/map_cuts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A place that climbs away from the middle of all values. */
struct climber {
    double at[2], step[2], value;
    double cell[2]; /* how far samples are from each other where it began */
    int halvings;
    bool pole, settled;
};

enum { HALVINGS = 30, MOST_CLIMBERS = 400 };

/* Moves a climber to the best of the four places around it, or halves its steps. */
static void climb(const struct map_sheet *sheet, struct climber *climber, const double around[4])
{
    const double middle = sheet->survey.middle;
    int best = -1;
    double height = fabs(climber->value - middle);
    for (int i = 0; i < 4 && !climber->settled; i++) {
        const double *places = i < 2 ? sheet->x : sheet->y, last = places[(i < 2 ? sheet->columns : sheet->rows) - 1];
        const double to = climber->at[i / 2] + (i % 2 ? 1 : -1) * climber->step[i / 2];
        if (to < places[0] || to > last)
            continue;
        if (isinf(around[i]) || survey_is_wild(&sheet->survey, middle + (around[i] - middle) / 1e3)) {
            climber->settled = true; /* of a surface that grows out of the range of numbers: no pole */
            climber->pole = !sheet->beyond;
        }
        if (fabs(around[i] - middle) > height) {
            best = i;
            height = fabs(around[i] - middle);
        }
    }
    if (best >= 0) {
        climber->at[best / 2] += (best % 2 ? 1 : -1) * climber->step[best / 2];
        climber->value = around[best];
        return;
    }
    for (int k = 0; k < 2; k++)
        climber->step[k] /= 2;
    climber->settled = climber->settled || ++climber->halvings == HALVINGS;
}

static void climb_all(struct map_sheet *sheet, struct climber *climbers, size_t count)
{
    enum { ROUNDS = 150 };
    double *u = ARENA_NEW(sheet->arena, double, 4 * count), *v = ARENA_NEW(sheet->arena, double, 4 * count),
           *z = ARENA_NEW(sheet->arena, double, 4 * count);
    for (int round = 0; round < ROUNDS && sheet->left > 0; round++) {
        size_t places = 0, next = 0;
        for (size_t i = 0; i < count; i++)
            for (int way = 0; way < 4 && !climbers[i].settled; way++) {
                u[places] = climbers[i].at[0] + (way < 2 ? (way % 2 ? 1 : -1) * climbers[i].step[0] : 0);
                v[places++] = climbers[i].at[1] + (way < 2 ? 0 : (way % 2 ? 1 : -1) * climbers[i].step[1]);
            }
        if (!places)
            return;
        slicer_evaluate(sheet->slicer, u, v, places, z);
        sheet->left -= (double)places;
        for (size_t i = 0; i < count; i++)
            if (!climbers[i].settled) {
                climb(sheet, &climbers[i], z + next);
                next += 4;
            }
    }
}

/* Which climbers are at a pole: values grow without end towards where they are, from one side at least. */
static void judge_climbers(struct map_sheet *sheet, struct climber *climbers, size_t count)
{
    enum { DISTANCES = 3, WAYS = 4, AROUND = DISTANCES * WAYS };
    static const double distances[DISTANCES] = {0x1p-10, 0x1p-20, 0x1p-30};
    double *u = ARENA_NEW(sheet->arena, double, AROUND *count), *v = ARENA_NEW(sheet->arena, double, AROUND *count),
           *z = ARENA_NEW(sheet->arena, double, AROUND *count);
    for (size_t i = 0; i < AROUND * count; i++) {
        const size_t way = i % AROUND / DISTANCES;
        const double by = (way % 2 ? 1 : -1) * distances[i % DISTANCES] * climbers[i / AROUND].cell[way / 2];
        u[i] = climbers[i / AROUND].at[0] + (way < 2 ? by : 0);
        v[i] = climbers[i / AROUND].at[1] + (way < 2 ? 0 : by);
    }
    slicer_evaluate(sheet->slicer, u, v, AROUND * count, z);
    sheet->left -= (double)(AROUND * count);
    for (size_t i = 0; i < count; i++)
        for (size_t way = 0; way < WAYS; way++)
            climbers[i].pole = climbers[i].pole || survey_diverges(&sheet->survey, z + AROUND * i + DISTANCES * way);
}

/* The first of those that something hangs together with. */
static size_t leader(size_t *leaders, size_t i)
{
    while (leaders[i] != i)
        i = leaders[i] = leaders[leaders[i]];
    return i;
}

/* Joins the nodes beside each other that are beyond what is typical, on the same side. */
static size_t *join_heights(const struct map_sheet *sheet)
{
    const size_t nodes = sheet->columns * sheet->rows;
    size_t *leaders = ARENA_NEW(sheet->arena, size_t, nodes);
    const double low = sheet->survey.typical[0], high = sheet->survey.typical[1];
    for (size_t i = 0; i < nodes; i++) {
        leaders[i] = i;
        if (!(sheet->z[i] > high) && !(sheet->z[i] < low))
            continue;
        const ptrdiff_t width = (ptrdiff_t)sheet->columns, steps[4] = {-1, -width - 1, -width, 1 - width};
        const size_t column = i % sheet->columns, row = i / sheet->columns;
        const bool exists[4] = {column > 0, column > 0 && row > 0, row > 0, row > 0 && column + 1 < sheet->columns};
        const double *z = sheet->z + i;
        for (int k = 0; k < 4; k++)
            if (exists[k] && ((*z > high && z[steps[k]] > high) || (*z < low && z[steps[k]] < low)))
                leaders[leader(leaders, i)] = leader(leaders, i + (size_t)steps[k]);
    }
    return leaders;
}

/* Joins the cuts of one kind on four edges. */
static void join(const struct sheet_cuts *cuts, const size_t edges[4], size_t *leaders)
{
    const struct sheet_cut *sides[4];
    for (int i = 0; i < 4; i++) {
        sides[i] = sheet_cuts_find(cuts, edges[i]);
        for (int k = 0; k < i && sides[i]; k++)
            if (sides[k] && sides[k]->kind == sides[i]->kind)
                leaders[leader(leaders, (size_t)(sides[i] - cuts->items))] = leader(leaders, (size_t)(sides[k] - cuts->items));
    }
}

/* Joins the cuts on the sides of a cell. */
static void join_cell(const struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t node, size_t *leaders)
{
    join(cuts, (const size_t[4]){2 * node, 2 * node + 1, 2 * (node + 1) + 1, 2 * (node + sheet->columns)}, leaders);
}

/* Joins the cuts around a node that is undefined: a line of such nodes is one break, not one on each side. */
static void join_node(const struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t node, size_t *leaders)
{
    if (isfinite(sheet->z[node]))
        return;
    const size_t row = node / sheet->columns, column = node % sheet->columns;
    join(cuts, (const size_t[4]){2 * node, 2 * node + 1, column ? 2 * (node - 1) : SIZE_MAX, row ? 2 * (node - sheet->columns) + 1 : SIZE_MAX},
         leaders);
}

static void place_cut(const struct map_sheet *sheet, const struct sheet_cut *cut, double at[2])
{
    const size_t row = cut->edge / 2 / sheet->columns, column = cut->edge / 2 % sheet->columns;
    at[0] = sheet->x[column];
    at[1] = sheet->y[row];
    if (cut->edge % 2)
        at[1] += cut->part * (sheet->y[row + 1] - at[1]);
    else
        at[0] += cut->part * (sheet->x[column + 1] - at[0]);
    at[0] = breaks_place((const double[2]){at[0], at[0]}, 1e2 * (sheet->x[sheet->columns - 1] - sheet->x[0]));
    at[1] = breaks_place((const double[2]){at[1], at[1]}, 1e2 * (sheet->y[sheet->rows - 1] - sheet->y[0]));
}

/* Joins the jumps near each other: small ones do not stand out everywhere. */
static void join_jumps(const struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t *leaders)
{
    enum { NEAR = 3 };
    size_t *at_node = ARENA_NEW(sheet->arena, size_t, sheet->columns * sheet->rows); /* 1 + a jump there; 0: none */
    for (size_t i = 0; i < cuts->count; i++) {
        const size_t node = cuts->items[i].edge / 2, row = node / sheet->columns, column = node % sheet->columns;
        if (cuts->items[i].kind != BREAK_JUMP)
            continue;
        for (size_t r = row > NEAR ? row - NEAR : 0; r <= row; r++) /* edges ascend */
            for (size_t c = column > NEAR ? column - NEAR : 0; c <= column + NEAR && c < sheet->columns; c++)
                if (at_node[r * sheet->columns + c])
                    leaders[leader(leaders, i)] = leader(leaders, at_node[r * sheet->columns + c] - 1);
        at_node[node] = i + 1;
    }
}

/* Joins the cuts that a surface has one break at: those on the sides of a cell, around undefined nodes, and jumps near each other. */
static size_t *join_cuts(const struct map_sheet *sheet, const struct sheet_cuts *cuts)
{
    size_t *leaders = ARENA_NEW(sheet->arena, size_t, cuts->count);
    for (size_t i = 0; i < cuts->count; i++)
        leaders[i] = i;
    for (size_t i = 0; i < cuts->count; i++) {
        const size_t edge = cuts->items[i].edge, node = edge / 2, row = node / sheet->columns, column = node % sheet->columns;
        const size_t before = edge % 2 ? column - 1 : row - 1, step = edge % 2 ? 1 : sheet->columns;
        if (row + 1 < sheet->rows && column + 1 < sheet->columns)
            join_cell(sheet, cuts, node, leaders);
        if (before < (edge % 2 ? sheet->columns : sheet->rows)) /* a size_t below 0 is large, too */
            join_cell(sheet, cuts, node - step, leaders);
        join_node(sheet, cuts, node, leaders);
        join_node(sheet, cuts, node + (edge % 2 ? sheet->columns : 1), leaders);
    }
    join_jumps(sheet, cuts, leaders);
    return leaders;
}

/* Breaks as they are put together. */
struct gathering {
    struct breaks breaks;
    size_t *by_cut;   /* 1 + the number of the break that a leading cut belongs to; 0: none yet */
    size_t *by_crest; /* the same of the leading node of a crest */
};

/* Adds a place to a break, or a new break if *number is 0. */
static void gather(struct gathering *gathering, enum break_kind kind, const double at[2], size_t *number)
{
    struct breaks *breaks = &gathering->breaks;
    if (!*number) {
        breaks->items[breaks->count] = (struct landscape_break){kind, {at[0], at[1]}, {at[0], at[1]}};
        *number = ++breaks->count;
    }
    struct landscape_break *found = &breaks->items[*number - 1];
    for (int k = 0; k < 2; k++) {
        found->low[k] = fmin(found->low[k], at[k]);
        found->high[k] = fmax(found->high[k], at[k]);
    }
}

/* The number of the break that crest of high values at an end of a cut belongs to; null if there is no crest. */
static size_t *crest_at(const struct map_sheet *sheet, const struct sheet_cut *cut, bool behind, size_t *crests, size_t *by_crest)
{
    const size_t end = cut->edge / 2 + (!behind ? 0 : cut->edge % 2 ? sheet->columns : 1);
    const bool high = sheet->z[end] > sheet->survey.typical[1] || sheet->z[end] < sheet->survey.typical[0];
    return cut->kind == BREAK_POLE && high ? &by_crest[leader(crests, end)] : NULL;
}

/* The nodes that climbing begins at: the highest of each crest, lest a short line of poles be passed over beside long ones, and an even choice of others. */
static size_t choose_starts(const struct map_sheet *sheet, size_t *crests, size_t **starts)
{
    size_t *nodes, kept = 0;
    const size_t count = sheet_outstanding(sheet, sheet->survey.spread, SIZE_MAX, &nodes);
    size_t *highest = count > MOST_CLIMBERS ? ARENA_NEW(sheet->arena, size_t, sheet->columns * sheet->rows) : NULL; /* 1 + its number */
    for (size_t i = 0; i < count && highest; i++) {
        size_t *best = &highest[leader(crests, nodes[i])];
        if (!*best || fabs(sheet->z[nodes[i]] - sheet->survey.middle) > fabs(sheet->z[nodes[*best - 1]] - sheet->survey.middle))
            *best = i + 1;
    }
    const size_t every = count / (MOST_CLIMBERS / 2) + 1;
    for (size_t i = 0; i < count && kept < MOST_CLIMBERS; i++)
        if (!highest || i % every == 0 || highest[leader(crests, nodes[i])] == i + 1)
            nodes[kept++] = nodes[i];
    *starts = nodes;
    return kept;
}

/* Poles without a cut: at single places, and where values run away to the same side on both sides. */
static void find_poles(struct map_sheet *sheet, size_t *crests, struct gathering *gathering)
{
    size_t *nodes;
    const size_t count = choose_starts(sheet, crests, &nodes);
    struct climber *climbers = ARENA_NEW(sheet->arena, struct climber, count);
    for (size_t i = 0; i < count; i++) {
        const size_t column = nodes[i] % sheet->columns, row = nodes[i] / sheet->columns;
        climbers[i] = (struct climber){.at = {sheet->x[column], sheet->y[row]},
                                       .step = {sheet_step(sheet->x, sheet->columns, column) / 2, sheet_step(sheet->y, sheet->rows, row) / 2},
                                       .value = sheet->z[nodes[i]]};
        climbers[i].cell[0] = 2 * climbers[i].step[0];
        climbers[i].cell[1] = 2 * climbers[i].step[1];
    }
    climb_all(sheet, climbers, count);
    judge_climbers(sheet, climbers, count);
    for (size_t i = 0; i < count; i++) {
        size_t *number = &gathering->by_crest[leader(crests, nodes[i])];
        if (!climbers[i].pole)
            continue;
        sheet->pole[climbers[i].value > sheet->survey.middle] = true;
        gather(gathering, BREAK_POLE, climbers[i].at, number);
    }
}

static void mark_around(const struct map_sheet *sheet, size_t node, bool *near)
{
    enum { NEAR = 3 };
    const size_t row = node / sheet->columns, column = node % sheet->columns;
    for (size_t y = row > NEAR ? row - NEAR : 0; y <= row + NEAR && y < sheet->rows; y++)
        for (size_t x = column > NEAR ? column - NEAR : 0; x <= column + NEAR && x < sheet->columns; x++)
            near[y * sheet->columns + x] = true;
}

/* By leading cut: whether some cut of it is further than a few samples from all cuts of poles and all infinite samples; null if all are. Where a factor
 * passes 0 along a line of poles, as y does in exp(1/x) y, 0·∞ there looks like an edge of what is defined; this is the pole's. */
static bool *stand_apart(const struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t *leaders)
{
    size_t poles = 0, edges = 0;
    for (size_t i = 0; i < cuts->count; i++) {
        poles += cuts->items[i].kind == BREAK_POLE;
        edges += cuts->items[i].kind == BREAK_EDGE;
    }
    if (!poles || !edges)
        return NULL;
    bool *near = ARENA_NEW(sheet->arena, bool, sheet->columns * sheet->rows), *apart = ARENA_NEW(sheet->arena, bool, cuts->count);
    for (size_t i = 0; i < cuts->count; i++)
        if (cuts->items[i].kind == BREAK_POLE)
            mark_around(sheet, cuts->items[i].edge / 2, near);
    for (size_t node = 0; node < sheet->columns * sheet->rows; node++)
        if (isinf(sheet->z[node]))
            mark_around(sheet, node, near);
    for (size_t i = 0; i < cuts->count; i++)
        if (cuts->items[i].kind != BREAK_EDGE || !near[cuts->items[i].edge / 2])
            apart[leader(leaders, i)] = true;
    return apart;
}

struct breaks sheet_breaks(struct map_sheet *sheet, const struct sheet_cuts *cuts)
{
    size_t *leaders = join_cuts(sheet, cuts), *crests = join_heights(sheet);
    struct gathering gathering = {.by_cut = ARENA_NEW(sheet->arena, size_t, cuts->count),
                                  .by_crest = ARENA_NEW(sheet->arena, size_t, sheet->columns * sheet->rows)};
    gathering.breaks.items = ARENA_NEW(sheet->arena, struct landscape_break, cuts->count + MOST_CLIMBERS);
    const bool *apart = stand_apart(sheet, cuts, leaders);
    for (size_t i = 0; i < cuts->count; i++) {
        if (cuts->items[i].beyond || (apart && !apart[leader(leaders, i)]))
            continue;
        size_t *number = &gathering.by_cut[leader(leaders, i)];
        double at[2];
        place_cut(sheet, &cuts->items[i], at);
        for (int behind = 0; behind < 2; behind++) {
            const size_t *crest = crest_at(sheet, &cuts->items[i], behind, crests, gathering.by_crest);
            *number = *number || !crest ? *number : *crest;
        }
        gather(&gathering, cuts->items[i].kind, at, number);
        for (int behind = 0; behind < 2; behind++) {
            size_t *crest = crest_at(sheet, &cuts->items[i], behind, crests, gathering.by_crest);
            if (crest)
                *crest = *number;
        }
    }
    find_poles(sheet, crests, &gathering);
    sheet_join_places(sheet, &gathering.breaks);
    return gathering.breaks;
}
