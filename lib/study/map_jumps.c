/* Jumps of a surface that are too small for its picture to be cut at: those of the rows and of the columns of its samples. */
#include "study/jumps.h"
#include "study/map_cuts.h"

#include <stdlib.h>
#include <string.h>

/* A row or a column as a line. */
struct sheet_line {
    struct map_sheet *sheet;
    struct arena *scratch;
    double across;
    bool down;
};

static double *evaluate(void *context, const double *along, size_t count)
{
    const struct sheet_line *line = context;
    double *across = ARENA_NEW(line->scratch, double, count), *z = ARENA_NEW(line->scratch, double, count);
    for (size_t i = 0; i < count; i++)
        across[i] = line->across;
    slicer_evaluate(line->sheet->slicer, line->down ? across : along, line->down ? along : across, count, z);
    line->sheet->left -= (double)count;
    return z;
}

/* The jumps of row `index`, or of that column, as cuts; adds them to *cuts. */
static void add_line(struct map_sheet *sheet, struct arena *scratch, size_t index, bool down, struct sheet_cuts *cuts, size_t *room)
{
    const double *along = down ? sheet->y : sheet->x;
    struct sheet_line context = {sheet, scratch, down ? sheet->x[index] : sheet->y[index], down};
    const struct jumps jumps = jumps_find(scratch, &(struct jump_line){.x = along,
                                                                       .y = sheet->z + (down ? index : index * sheet->columns),
                                                                       .count = down ? sheet->rows : sheet->columns,
                                                                       .stride = down ? sheet->columns : 1,
                                                                       .least = jumps_least(sheet->survey.largest),
                                                                       .evaluate = evaluate,
                                                                       .context = &context});
    if (cuts->count + jumps.count > *room) {
        const struct sheet_cut *before = cuts->items;
        *room = 2 * (cuts->count + jumps.count);
        cuts->items = ARENA_NEW(sheet->arena, struct sheet_cut, *room);
        if (cuts->count)
            memcpy(cuts->items, before, cuts->count * sizeof *before);
    }
    for (size_t k = 0, i = 0; k < jumps.count; k++) {
        while (along[i + 1] <= jumps.at[k])
            i++;
        const size_t node = down ? i * sheet->columns + index : index * sheet->columns + i;
        cuts->items[cuts->count++] =
            (struct sheet_cut){.edge = 2 * node + down, .kind = BREAK_JUMP, .part = (jumps.at[k] - along[i]) / (along[i + 1] - along[i])};
    }
}

static int by_edge(const void *a, const void *b)
{
    const size_t one = ((const struct sheet_cut *)a)->edge, other = ((const struct sheet_cut *)b)->edge;
    return (one > other) - (one < other);
}

struct sheet_cuts sheet_with_small_jumps(struct map_sheet *sheet, const struct sheet_cuts *cuts)
{
    struct arena *scratch = arena_within(sheet->arena);
    struct sheet_cuts small = {0}, all;
    size_t room = 0;
    for (size_t i = 0; i < sheet->columns + sheet->rows && sheet->left > 0; i++, arena_clear(scratch))
        add_line(sheet, scratch, i < sheet->rows ? i : i - sheet->rows, i >= sheet->rows, &small, &room);
    all = (struct sheet_cuts){.items = ARENA_NEW(sheet->arena, struct sheet_cut, cuts->count + small.count), .count = cuts->count};
    if (cuts->count)
        memcpy(all.items, cuts->items, cuts->count * sizeof *cuts->items);
    for (size_t i = 0; i < small.count; i++)
        if (!sheet_cuts_find(cuts, small.items[i].edge))
            all.items[all.count++] = small.items[i];
    qsort(all.items, all.count, sizeof *all.items, by_edge);
    return all;
}
