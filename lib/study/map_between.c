/* Compares what lies between the samples of a map with what they tell of it. */
#include "study/map.h"

#include "base/sort.h"
#include "study/map_cuts.h"

#include <math.h>

static const double visible = 0.005, distant = 3; /* spreads */

/* Whether a cut is on one of the sides of a cell, or of those around it. */
static bool is_cut_near(const struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t row, size_t column)
{
    for (size_t r = row ? row - 1 : 0; r <= row + 2 && r < sheet->rows; r++)
        for (size_t c = column ? column - 1 : 0; c <= column + 2 && c < sheet->columns; c++)
            for (size_t down = 0; down < 2; down++)
                if (sheet_cuts_find(cuts, 2 * (r * sheet->columns + c) + down))
                    return true;
    return false;
}

/* The cubic through four values evenly apart, a fraction t of the way from the second to the third. */
static double cubic(double a, double b, double c, double d, double t)
{
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/* What the samples around a cell tell of a place in it, as they are interpolated where they are drawn: cubic, or linear beside what is undefined
 * and at the rim. */
static double value_told(const struct map_sheet *sheet, size_t row, size_t column, double s, double t)
{
    const double *near = sheet->z + row * sheet->columns + column, *far = near + sheet->columns;
    double along[4], value = NAN;
    if (row > 0 && column > 0 && row + 2 < sheet->rows && column + 2 < sheet->columns) {
        for (size_t i = 0; i < 4; i++) {
            const double *z = near + i * sheet->columns - sheet->columns;
            along[i] = cubic(z[-1], z[0], z[1], z[2], s);
        }
        value = cubic(along[0], along[1], along[2], along[3], t);
    }
    return isfinite(value) ? value : (1 - t) * ((1 - s) * near[0] + s * near[1]) + t * ((1 - s) * far[0] + s * far[1]);
}

/* Where in its cell place i lies: evenly spread by the plastic number, on no grid, and away from the sides. */
static void part_of_cell(size_t i, double part[2])
{
    static const double steps[2] = {0.7548776662466927, 0.5698402909980532};
    for (size_t k = 0; k < 2; k++) {
        const double along = (double)(i + 1) * steps[k];
        part[k] = 0.2 + 0.6 * (along - (double)(long)along);
    }
}

struct disagreement sheet_disagreement(struct map_sheet *sheet, const struct sheet_cuts *cuts, size_t most)
{
    const size_t across = sheet->columns - 1, cells = across * (sheet->rows - 1), count = cells < most ? cells : most;
    struct arena *scratch = arena_within(sheet->arena);
    double *u = ARENA_ROOM(scratch, double, count), *v = ARENA_ROOM(scratch, double, count), *z = ARENA_ROOM(scratch, double, count),
           *told = ARENA_ROOM(scratch, double, count);
    const double seen[2] = {sheet->survey.typical[0] - sheet->survey.spread, sheet->survey.typical[1] + sheet->survey.spread}; /* no steep crests */
    size_t looked_at = 0, disagree[2] = {0};
    for (size_t i = 0; i < count; i++) {
        const uint32_t cell = (uint32_t)((double)i * ((double)cells / (double)count)); /* of 32 bits, which are divided in a third of the time */
        const size_t row = cell / (uint32_t)across, column = cell % (uint32_t)across;
        double part[2];
        part_of_cell(i, part);
        const double value = value_told(sheet, row, column, part[0], part[1]);
        if (!(value >= seen[0] && value <= seen[1]) || (cuts && cuts->count && is_cut_near(sheet, cuts, row, column)))
            continue;
        u[looked_at] = sheet->x[column] + part[0] * (sheet->x[column + 1] - sheet->x[column]);
        v[looked_at] = sheet->y[row] + part[1] * (sheet->y[row + 1] - sheet->y[row]);
        told[looked_at++] = value;
    }
    slicer_evaluate(sheet->slicer, u, v, looked_at, z);
    sheet->left -= (double)looked_at;
    const double spread = sheet->survey.spread, rounding = 1e-9 * sheet->survey.largest;
    const double least[2] = {fmax(distant * spread, rounding), fmax(visible * spread, rounding)};
    for (size_t i = 0; i < looked_at; i++)
        for (size_t k = 0; k < 2; k++)
            disagree[k] += !(fabs(z[i] - told[i]) <= least[k]);
    arena_clear(scratch);
    return (struct disagreement){(double)disagree[0] / (double)count, (double)disagree[1] / (double)count};
}

bool map_is_calm(struct arena *arena, const struct slice *slice, const double *x, size_t columns, const double *y, size_t rows)
{
    enum { PLACES = 64, SIDE = 4, AROUND = SIDE * SIDE, EACH = AROUND + 1, TAIL = PLACES / 8 };
    if (columns < SIDE || rows < SIDE)
        return false;
    double *u = ARENA_ROOM(arena, double, EACH *PLACES), *v = ARENA_ROOM(arena, double, EACH *PLACES), *z = ARENA_ROOM(arena, double, EACH *PLACES);
    const size_t across = columns + 1 - SIDE, cells = across * (rows + 1 - SIDE);
    for (size_t i = 0; i < PLACES; i++) {
        const size_t cell = (size_t)((double)i * ((double)cells / PLACES)), row = cell / across, column = cell % across;
        double part[2];
        part_of_cell(i, part);
        for (size_t k = 0; k < AROUND; k++) {
            u[EACH * i + k] = x[column + k % SIDE];
            v[EACH * i + k] = y[row + k / SIDE];
        }
        u[EACH * i + AROUND] = x[column + 1] + part[0] * (x[column + 2] - x[column + 1]);
        v[EACH * i + AROUND] = y[row + 1] + part[1] * (y[row + 2] - y[row + 1]);
    }
    slicer_evaluate(slicer_create(arena, slice), u, v, EACH * PLACES, z);
    double values[PLACES], off = 0;
    for (size_t i = 0; i < PLACES; i++) {
        const struct map_sheet around = {.columns = SIDE, .rows = SIDE, .z = z + EACH * i};
        double part[2];
        part_of_cell(i, part);
        values[i] = z[EACH * i + AROUND];
        if (!isfinite(values[i]))
            return false;
        const double by = fabs(values[i] - value_told(&around, 1, 1, part[0], part[1]));
        if (!(by <= off))
            off = by;
    }
    sort_ascending(values, PLACES);
    return off <= visible / 2 * (values[PLACES - 1 - TAIL] - values[TAIL]);
}
