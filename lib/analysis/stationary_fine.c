/* Where points of the plane are many beside the places that Newton's method started from, some were missed: finer grids find these. Of each cell of a grid
 * one step of Newton's method from its middle tells whether it may hold a zero; only from those that it does not leave the method goes on. */
#include "analysis/stationary.h"
#include "base/crew.h"

#include <math.h>
#include <string.h>

enum { MANY = 400, EACH = 16, ROUNDS = 4, BLOCK = 4096, ROOM = BLOCK / 2 /* zeros of a block */, OUTPUTS = 6, SCRATCH_BYTES = 4 << 20 };
/* Operations of doubles in all: about as long as the search from the first grid. How far a step may lead beyond its cell, in units of the cell; grids
 * become finer by this. From such a determinant on a Hessian is singular. */
static const double affordable = 6e7, beyond = 0.5, finer = 1.3, singular = 1e-10;

struct fine {
    struct stationary *search;
    struct program *program;
    size_t side;
    double *found[2]; /* [blocks][ROOM] */
    size_t *counts;   /* [blocks] */
};

/* Cell number i of the grid, enlarged as far as steps may lead, and its middle. */
static struct stationary_cell cell_of(const struct fine *fine, size_t i, double middle[2])
{
    struct stationary_cell cell;
    for (size_t k = 0; k < 2; k++) {
        const double width = fine->search->extent[k] / (double)fine->side, at = (double)(k ? i / fine->side : i % fine->side) + 0.5;
        middle[k] = fine->search->low[k] + at * width;
        cell.low[k] = middle[k] - (0.5 + beyond) * width;
        cell.high[k] = middle[k] + (0.5 + beyond) * width;
    }
    return cell;
}

/* Looks at the cells of a block, as idle threads may do. */
static void search_block(void *untyped, struct arena *scratch, size_t index)
{
    const struct fine *fine = untyped;
    const size_t first = index * BLOCK, left = fine->side * fine->side - first, count = left < BLOCK ? left : BLOCK;
    struct workspace *workspace = workspace_create(scratch, fine->program);
    double *columns[2 + OUTPUTS];
    struct stationary_cell *cells = ARENA_ROOM(scratch, struct stationary_cell, count);
    enum stationary_rest *rests = ARENA_ROOM(scratch, enum stationary_rest, count);
    size_t kept = 0;
    for (size_t k = 0; k < 2 + OUTPUTS; k++)
        columns[k] = ARENA_ROOM(scratch, double, count);
    for (size_t i = 0; i < count; i++) {
        double middle[2];
        cells[i] = cell_of(fine, first + i, middle);
        columns[0][i] = middle[0];
        columns[1][i] = middle[1];
    }
    program_run(fine->program, workspace, (const double *const *)columns, columns + 2, count);
    for (size_t i = 0; i < count; i++) {
        double numbers[OUTPUTS], move[2] = {0, 0};
        const double at[2] = {columns[0][i], columns[1][i]};
        for (size_t k = 0; k < OUTPUTS; k++)
            numbers[k] = columns[2 + k][i];
        if (!stationary_newton_step(2, numbers, singular, move) || !stationary_stays(2, &cells[i], at, move))
            continue;
        for (size_t k = 0; k < 2; k++)
            columns[k][kept] = at[k] + move[k];
        cells[kept++] = cells[i];
    }
    stationary_polish(scratch, 2, fine->program, workspace, cells, columns, kept, singular, rests);
    fine->counts[index] = 0;
    for (size_t i = 0; i < kept && fine->counts[index] < ROOM; i++)
        if (rests[i] == STATIONARY_SIMPLE) {
            for (size_t k = 0; k < 2; k++)
                fine->found[k][index * ROOM + fine->counts[index]] = columns[k][i];
            fine->counts[index]++;
        }
}

/* Looks at the cells of the grid; how many points that are new it finds. */
static size_t search_grid(struct fine *fine)
{
    struct stationary *search = fine->search;
    struct arena *arena = search->arena;
    const size_t blocks = (fine->side * fine->side + BLOCK - 1) / BLOCK, before = search->count;
    size_t count = 0;
    fine->counts = ARENA_NEW(arena, size_t, blocks);
    for (size_t k = 0; k < 2; k++)
        fine->found[k] = ARENA_ROOM(arena, double, blocks *ROOM);
    crew_share(arena, blocks, SCRATCH_BYTES, search_block, fine);
    for (size_t i = 0; i < blocks; count += fine->counts[i], i++)
        for (size_t k = 0; k < 2; k++)
            memmove(fine->found[k] + count, fine->found[k] + i * ROOM, fine->counts[i] * sizeof **fine->found);
    stationary_add(search, (const double *const *)fine->found, count, true);
    return search->count - before;
}

bool stationary_search_fine(struct stationary *search, struct error *error)
{
    const double work = graph_work(search->landscape->graph) + 64;
    if (search->dimension != 2 || !search->undecided_cells || search->overfull || search->chain_count || search->count < MANY)
        return true;
    struct fine fine = {.search = search, .side = (size_t)sqrt((double)(EACH * search->count))};
    if (!landscape_program(search->landscape, 2, &fine.program, error))
        return false;
    double left = affordable / work;
    for (int round = 0; round < ROUNDS && !search->overfull; round++, fine.side = (size_t)(finer * (double)fine.side)) {
        left -= (double)(fine.side * fine.side);
        if (left < 0)
            break;
        search->side = fine.side;
        search->late = search_grid(&fine);
        if (!search->late)
            break;
    }
    return true;
}
