#include "analysis/outcome_surroundings.h"

#include <math.h>

const double *outcome_point(const struct surroundings *around, enum outcome_search search, size_t path)
{
    return around->points + ((size_t)search * around->count + path) * around->dimension;
}

const struct inspection *outcome_inspection(const struct surroundings *around, enum outcome_search search, size_t path)
{
    return &around->inspections[(size_t)search * around->count + path];
}

const double *outcome_extent(const struct surroundings *around, size_t path)
{
    return around->extents + path * around->dimension;
}

void outcome_extent_alike(const struct surroundings *around, size_t path, double *extent)
{
    const double(*box)[2] = around->setting->box;
    double part = 0;
    for (size_t d = 0; d < around->dimension; d++)
        part = fmax(part, outcome_extent(around, path)[d] / (box[d][1] - box[d][0]));
    for (size_t d = 0; d < around->dimension; d++)
        extent[d] = part * (box[d][1] - box[d][0]);
}

size_t outcome_outside(const struct surroundings *around, const double *point)
{
    const double(*box)[2] = around->setting->box;
    size_t d = 0;
    while (d < around->dimension && point[d] >= box[d][0] && point[d] <= box[d][1])
        d++;
    return d;
}

bool outcome_inside(const struct surroundings *around, const double *point)
{
    return outcome_outside(around, point) == around->dimension;
}

void outcome_evaluate(const struct surroundings *around, const double *points, size_t count, double *values, double *gradients)
{
    const size_t n = around->dimension;
    const double **inputs = ARENA_NEW(around->arena, const double *, n);
    double **outputs = ARENA_NEW(around->arena, double *, n + 1), *ignored = gradients ? gradients : ARENA_NEW(around->arena, double, n *count);
    outputs[0] = values;
    for (size_t d = 0; d < n; d++) {
        inputs[d] = points + d * count;
        outputs[1 + d] = ignored + d * count;
    }
    program_run(objective_formula_program(&around->objective, false), around->workspace, inputs, outputs, count);
}
