/* Samples of a map that stand out from their neighbours, as those beside poles do. */
#include "study/map_cuts.h"

#include <emmintrin.h>

#include <math.h>

/* Whether a node is as high as its neighbours in its row, or as those in its column: along a line of poles others are higher. */
static bool stands_out(const struct map_sheet *sheet, size_t node, double least)
{
    const double *z = sheet->z + node, middle = sheet->survey.middle, height = fabs(*z - middle);
    if (!isfinite(*z) || !(height > least))
        return false;
    const size_t row = node / sheet->columns, column = node % sheet->columns;
    const bool exists[4] = {column > 0, column + 1 < sheet->columns, row > 0, row + 1 < sheet->rows};
    const ptrdiff_t steps[4] = {-1, 1, -(ptrdiff_t)sheet->columns, (ptrdiff_t)sheet->columns};
    bool lower[4];
    for (int i = 0; i < 4; i++)
        lower[i] = !exists[i] || !isfinite(z[steps[i]]) || fabs(z[steps[i]] - middle) <= 1.001 * height;
    return (lower[0] && lower[1]) || (lower[2] && lower[3]);
}

/* Whether one of the nodes from this one on, a few together, is so far from the middle that it may stand out; infinite ones do not. */
enum { TOGETHER = 8 };
static bool any_high(const double *z, double middle, double least)
{
    const __m128d sign = _mm_set1_pd(-0.0), middles = _mm_set1_pd(middle), leasts = _mm_set1_pd(least);
    __m128d high = _mm_setzero_pd();
    for (size_t i = 0; i < TOGETHER; i += 2)
        high = _mm_or_pd(high, _mm_cmpgt_pd(_mm_andnot_pd(sign, _mm_sub_pd(_mm_loadu_pd(z + i), middles)), leasts));
    return _mm_movemask_pd(high) != 0;
}

size_t sheet_outstanding(const struct map_sheet *sheet, double least, size_t most, size_t **nodes)
{
    const size_t all = sheet->columns * sheet->rows;
    size_t count = 0, high = 0, kept = 0;
    for (size_t i = 0; i < all; i++)
        if (i + TOGETHER <= all && !any_high(sheet->z + i, sheet->survey.middle, least))
            i += TOGETHER - 1;
        else
            high += fabs(sheet->z[i] - sheet->survey.middle) > least;
    size_t *found = ARENA_NEW(sheet->arena, size_t, high);
    for (size_t i = 0; i < all && high; i++)
        if (i + TOGETHER <= all && !any_high(sheet->z + i, sheet->survey.middle, least))
            i += TOGETHER - 1;
        else if (stands_out(sheet, i, least))
            found[count++] = i;
    const size_t every = count / most + 1;
    for (size_t i = 0; i < count; i += every)
        found[kept++] = found[i];
    *nodes = found;
    return kept;
}

/* The distance at which values near a sample tell rounding from the surface: some roundings of the largest coordinate, but nothing beside the
 * samples' distance. */
static double rounding_at(const double *places, size_t count)
{
    return fmin(0x1p-50 * fmax(fabs(places[0]), fabs(places[count - 1])), 1e-9 * (places[count - 1] - places[0]) / (double)(count - 1));
}

/* Whether values come down on the way from a sample: at one, two and four distances each less than the one before. */
static bool comes_down(const struct survey *survey, const double y[3])
{
    const double height = fabs(y[0] - survey->middle), least = fmax(1e-3 * survey->spread, 1e-2 * height);
    return height - fabs(y[1] - survey->middle) > least && fabs(y[1] - survey->middle) - fabs(y[2] - survey->middle) > least;
}

bool sheet_drop_poles(struct map_sheet *sheet)
{
    enum { AWAY = 3, RAYS = 4, AROUND = AWAY * RAYS, MOST = 20000 };
    size_t *nodes;
    const double least = 3 * sheet->survey.spread;
    const size_t count = survey_furthest(&sheet->survey) <= least ? 0 : sheet_outstanding(sheet, least, MOST, &nodes);
    if (!count || sheet->columns < 2 || sheet->rows < 2)
        return false;
    bool dropped = false;
    const double reach[2] = {rounding_at(sheet->x, sheet->columns), rounding_at(sheet->y, sheet->rows)};
    double *u = ARENA_NEW(sheet->arena, double, AROUND *count), *v = ARENA_NEW(sheet->arena, double, AROUND *count),
           *z = ARENA_NEW(sheet->arena, double, AROUND *count);
    for (size_t i = 0; i < AROUND * count; i++) {
        const size_t node = nodes[i / AROUND], ray = i % AROUND / AWAY;
        const double by = (ray % 2 ? 1 : -1) * reach[ray / 2] * (double)(1 << i % AWAY);
        u[i] = sheet->x[node % sheet->columns] + (ray < 2 ? by : 0);
        v[i] = sheet->y[node / sheet->columns] + (ray < 2 ? 0 : by);
    }
    slicer_evaluate(sheet->slicer, u, v, AROUND * count, z);
    sheet->left -= (double)(AROUND * count);
    for (size_t i = 0; i < count; i++)
        for (size_t ray = 0; ray < RAYS; ray++)
            if (isfinite(sheet->z[nodes[i]]) && comes_down(&sheet->survey, z + AROUND * i + AWAY * ray)) {
                sheet->pole[sheet->z[nodes[i]] > sheet->survey.middle] = true;
                sheet->z[nodes[i]] = copysign(INFINITY, sheet->z[nodes[i]]);
                dropped = true;
            }
    return dropped;
}
