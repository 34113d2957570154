/* Newton's method on doubles within cells, in lockstep: what one place costs, a dozen do. */
#include "analysis/stationary.h"

#include <math.h>
#include <string.h>

enum { NEWTON_STEPS = 12, OUTPUTS = 6 };
/* In units of the cell: from here on rounding may be all that moves a place. */
static const double near = 1e-6;

bool stationary_newton_step(size_t n, const double *numbers, double singular, double move[2])
{
    if (n == 1) {
        move[0] = -numbers[1] / numbers[2];
        return true;
    }
    const double determinant = numbers[3] * numbers[5] - numbers[4] * numbers[4];
    const double square = numbers[3] * numbers[3] + 2 * numbers[4] * numbers[4] + numbers[5] * numbers[5];
    if (fabs(determinant) > singular * square) {
        move[0] = -(numbers[5] * numbers[1] - numbers[4] * numbers[2]) / determinant;
        move[1] = -(numbers[3] * numbers[2] - numbers[4] * numbers[1]) / determinant;
        return true;
    }
    move[0] = -(numbers[3] * numbers[1] + numbers[4] * numbers[2]) / square;
    move[1] = -(numbers[4] * numbers[1] + numbers[5] * numbers[2]) / square;
    return false;
}

bool stationary_stays(size_t n, const struct stationary_cell *cell, const double at[2], const double move[2])
{
    for (size_t k = 0; k < n; k++)
        if (!(at[k] + move[k] >= cell->low[k] && at[k] + move[k] <= cell->high[k]))
            return false;
    return true;
}

/* A place on its way. */
struct walker {
    size_t place;
    double before; /* the size of its last step, in units of the cell */
};

/* One step; false once the place rests or has left its cell, and it is known what it is. */
static bool move_on(size_t n, const struct stationary_cell *cell, const double *numbers, double singular, double at[2], struct walker *walker,
                    enum stationary_rest *rest)
{
    double move[2] = {0, 0}, size = 0;
    const bool regular = stationary_newton_step(n, numbers, singular, move);
    *rest = STATIONARY_RESTLESS;
    if (!stationary_stays(n, cell, at, move))
        return false;
    for (size_t k = 0; k < n; k++)
        size = fmax(size, fabs(move[k]) / (cell->high[k] - cell->low[k]));
    const bool rounding = size >= walker->before && size < near;
    for (size_t k = 0; k < n && !rounding; k++)
        at[k] += move[k];
    walker->before = size;
    if (rounding || size < near)
        *rest = regular ? STATIONARY_SIMPLE : STATIONARY_SINGULAR;
    return !rounding && size != 0;
}

void stationary_polish(struct arena *arena, size_t n, struct program *program, struct workspace *workspace, const struct stationary_cell *cells,
                       double *const at[2], size_t count, double singular, enum stationary_rest *rests)
{
    struct walker *walkers = ARENA_NEW(arena, struct walker, count);
    double *columns[2 + OUTPUTS];
    for (size_t k = 0; k < 2 + OUTPUTS; k++)
        columns[k] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        walkers[i] = (struct walker){i, INFINITY};
    for (int step = 0; step < NEWTON_STEPS && count; step++) {
        size_t moving = 0;
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < n; k++)
                columns[k][i] = at[k][walkers[i].place];
        program_run(program, workspace, (const double *const *)columns, columns + 2, count);
        for (size_t i = 0; i < count; i++) {
            const size_t place = walkers[i].place;
            double numbers[OUTPUTS], here[2] = {columns[0][i], columns[1][i]};
            for (size_t k = 0; k < OUTPUTS; k++)
                numbers[k] = columns[2 + k][i];
            if (move_on(n, &cells[place], numbers, singular, here, &walkers[i], &rests[place]))
                walkers[moving++] = walkers[i];
            for (size_t k = 0; k < n; k++)
                at[k][place] = here[k];
        }
        count = moving;
    }
}
