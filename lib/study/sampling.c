/* Grids are evaluated row by row: a row is one run of the program, whose other coordinates are constant along it. */
#include "study/sampling.h"

#include "base/contract.h"
#include "expression/interval.h"
#include "expression/kernels.h"
#include "expression/separated.h"

#include <math.h>
#include <string.h>

size_t interval_count(const struct interval *interval, size_t samples)
{
    if (!(interval->step > 0))
        return samples;
    /* The slack takes back what rounding adds to a quotient that should be whole: 0.5:1.5:0.01 has 100 samples. */
    const double count = ceil((interval->high - interval->low) / interval->step - 1e-9);
    return count < 1 ? 1 : count > SAMPLING_MOST ? SAMPLING_MOST + 1 : (size_t)count;
}

const double *interval_positions(struct arena *arena, const struct interval *interval, size_t samples, size_t *count)
{
    *count = interval_count(interval, samples);
    double *positions = ARENA_NEW(arena, double, *count);
    const double last = (double)(*count - 1);
    for (size_t i = 0; i < *count; i++) {
        if (interval->step > 0)
            positions[i] = interval->low + (double)i * interval->step;
        else
            positions[i] = *count == 1 ? interval->low : interval->low + (interval->high - interval->low) * ((double)i / last);
    }
    if (!(interval->step > 0) && *count > 1)
        positions[*count - 1] = interval->high;
    return positions;
}

const double *positions_on(struct arena *arena, int scale, const double *positions, size_t count)
{
    enum { LOGARITHMIC = 2 };
    size_t first = 0;
    while (first < count && !(positions[first] > 0))
        first++;
    if (scale != LOGARITHMIC || first + 1 >= count)
        return positions;
    const double low = positions[first], high = positions[count - 1];
    double *even = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        even[i] = low * kernel_scalar(OPERATION_POWER, high / low, (double)i / (double)(count - 1), 0);
    even[count - 1] = high;
    return even;
}

bool interval_check(const struct interval *interval, const char *parameter, struct error *error)
{
    if (interval_count(interval, 1) <= SAMPLING_MOST)
        return true;
    error_set(error, ERROR_TOO_MUCH, "the interval has more than %d samples: use a larger step", SAMPLING_MOST);
    return error_blame(error, parameter, "");
}

void sample_plane(struct arena *arena, const struct program *program, size_t dimension, const double *at, const size_t axes[2], const double *x,
                  size_t columns, const double *y, size_t rows, double *const *outputs)
{
    struct workspace *workspace = workspace_create(arena, program);
    const size_t count = program_outputs(program);
    double **into = ARENA_NEW(arena, double *, count);
    double **inputs = ARENA_NEW(arena, double *, dimension);
    for (size_t i = 0; i < dimension; i++) {
        inputs[i] = ARENA_NEW(arena, double, columns);
        for (size_t k = 0; k < columns; k++)
            inputs[i][k] = i == axes[0] ? x[k] : at ? at[i] : 0;
    }
    for (size_t row = 0; row < rows; row++) {
        for (size_t k = 0; axes[1] != axes[0] && k < columns; k++)
            inputs[axes[1]][k] = y[row];
        for (size_t k = 0; k < count; k++)
            into[k] = outputs[k] + row * columns;
        program_run(program, workspace, (const double *const *)inputs, into, columns);
    }
}

struct slice slice_of(struct arena *arena, const struct landscape *landscape)
{
    return (struct slice){.program = program_compile(arena, landscape->graph, &landscape->value, 1, landscape->dimension),
                          .graph = landscape->graph,
                          .output = landscape->value,
                          .dimension = landscape->dimension,
                          .axes = {0, landscape->dimension > 1}};
}

struct slicer {
    struct arena *arena;
    struct slice slice;
    struct workspace *workspace;
    double **own; /* by coordinate, a block of it; null where u or v stand for it */
    const double **inputs;
};

struct slicer *slicer_create(struct arena *arena, const struct slice *slice)
{
    struct slicer *slicer = ARENA_NEW(arena, struct slicer, 1);
    *slicer = (struct slicer){.arena = arena, .slice = *slice, .workspace = workspace_create(arena, slice->program)};
    slicer->own = ARENA_NEW(arena, double *, slice->dimension);
    slicer->inputs = ARENA_NEW(arena, const double *, slice->dimension);
    for (size_t d = 0; d < slice->dimension; d++) {
        if (!slice->directions[0] && (d == slice->axes[0] || d == slice->axes[1]))
            continue;
        slicer->inputs[d] = slicer->own[d] = ARENA_NEW(arena, double, PROGRAM_BLOCK);
        for (size_t k = 0; k < PROGRAM_BLOCK; k++)
            slicer->own[d][k] = slice->origin ? slice->origin[d] : 0;
    }
    return slicer;
}

void slicer_evaluate(struct slicer *slicer, const double *u, const double *v, size_t count, double *z)
{
    const struct slice *slice = &slicer->slice;
    for (size_t done = 0; done < count; done += PROGRAM_BLOCK) {
        const size_t length = count - done < PROGRAM_BLOCK ? count - done : PROGRAM_BLOCK;
        for (size_t d = 0; d < slice->dimension && slice->directions[0]; d++)
            for (size_t k = 0; k < length; k++)
                slicer->own[d][k] = slice->origin[d] + (v[done + k] - slice->centre[1]) * slice->directions[1][d] +
                                    (u[done + k] - slice->centre[0]) * slice->directions[0][d];
        if (!slice->directions[0]) {
            slicer->inputs[slice->axes[1]] = v + done;
            slicer->inputs[slice->axes[0]] = u + done; /* of a line, both are the same coordinate */
        }
        double *output = z + done;
        program_run(slice->program, slicer->workspace, slicer->inputs, &output, length);
    }
}

void slicer_fill(struct slicer *slicer, const double *x, size_t columns, const double *y, size_t rows, double *z)
{
    enum { CHUNK = 4096 };
    const struct slice *slice = &slicer->slice;
    const size_t nodes = columns * rows;
    const bool may_be = slice->graph && !slice->directions[0] && slice->axes[0] != slice->axes[1] && columns >= SEPARATED_LEAST_COLUMNS;
    const struct separated *separated =
        may_be ? separated_compile(slicer->arena, slice->graph, &slice->output, 1, slice->dimension, slice->axes, program_work(slice->program))
               : NULL;
    if (separated) {
        separated_run(slicer->arena, separated, slice->origin, x, columns, y, rows, &z);
        return;
    }
    double *u = ARENA_ROOM(slicer->arena, double, CHUNK), *v = ARENA_ROOM(slicer->arena, double, CHUNK);
    for (size_t done = 0, row = 0, column = 0; done < nodes; done += CHUNK) {
        const size_t count = nodes - done < CHUNK ? nodes - done : CHUNK;
        for (size_t k = 0, some; k < count; k += some) { /* of a row each */
            some = columns - column < count - k ? columns - column : count - k;
            memcpy(u + k, x + column, some * sizeof *u);
            for (size_t i = 0; i < some; i++)
                v[k + i] = y[row];
            row += column + some == columns;
            column = column + some == columns ? 0 : column + some;
        }
        slicer_evaluate(slicer, u, v, count, z + done);
    }
}

bool slice_continuous(struct arena *arena, const struct landscape *landscape, const struct slice *slice, const double limits[2][2])
{
    struct enclosure *box = ARENA_NEW(arena, struct enclosure, landscape->dimension), value;
    CONTRACT(!slice->directions[0] && slice->dimension == landscape->dimension);
    for (size_t d = 0; d < landscape->dimension; d++)
        box[d] = enclosure_of(slice->origin ? slice->origin[d] : 0);
    for (size_t k = 0; k < 2; k++)
        box[slice->axes[k]] = enclosure_between(fmin(limits[k][0], limits[k][1]), fmax(limits[k][0], limits[k][1]));
    interval_run(interval_compile(arena, landscape->graph, &landscape->value, 1, landscape->dimension), box, &value);
    return enclosure_continuous(&value) && isfinite(value.low) && isfinite(value.high);
}
