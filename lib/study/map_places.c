/* Poles at single places are found from more than one side. */
#include "study/map_cuts.h"

#include <math.h>

double sheet_step(const double *places, size_t count, size_t i)
{
    return i + 1 < count ? places[i + 1] - places[i] : places[i] - places[i - 1];
}

/* How far samples are apart at a place. */
static double cell_at(const double *places, size_t count, double place)
{
    size_t i = 0;
    while (i + 2 < count && places[i + 1] <= place)
        i++;
    return sheet_step(places, count, i);
}

/* Whether two breaks are poles at one place as far as samples tell: there values run away upwards on one side and downwards on the other. */
static bool are_one(const struct map_sheet *sheet, const struct landscape_break *one, const struct landscape_break *other)
{
    bool at = one->kind == BREAK_POLE && other->kind == BREAK_POLE;
    for (int k = 0; k < 2; k++) {
        const double cell = cell_at(k ? sheet->y : sheet->x, k ? sheet->rows : sheet->columns, one->low[k]);
        at = at && fmax(one->high[k], other->high[k]) - fmin(one->low[k], other->low[k]) < cell;
    }
    return at;
}

void sheet_join_places(const struct map_sheet *sheet, struct breaks *breaks)
{
    enum { MOST_COMPARED = 1000 };
    size_t kept = 0;
    for (size_t i = 0; i < breaks->count; i++) {
        struct landscape_break *found = &breaks->items[i], *same = NULL;
        for (size_t k = 0; k < kept && breaks->count <= MOST_COMPARED && !same; k++)
            same = are_one(sheet, found, &breaks->items[k]) ? &breaks->items[k] : NULL;
        for (int k = 0; k < 2 && same; k++) {
            same->low[k] = fmin(same->low[k], found->low[k]);
            same->high[k] = fmax(same->high[k], found->high[k]);
        }
        if (!same)
            breaks->items[kept++] = *found;
    }
    breaks->count = kept;
}
