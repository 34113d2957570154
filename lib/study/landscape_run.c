/* A landscape is evaluated at the samples that were asked for, and traced or mapped for the picture. */
#include "study/landscape.h"

#include "base/finite_range.h"
#include "study/sampling.h"

#include <math.h>

bool landscape_in_space(const struct landscape_parameters *parameters)
{
    return parameters->view == VIEW_WIREFRAME || parameters->view == VIEW_SURFACE;
}

struct map_view landscape_map_view(const struct landscape_parameters *parameters)
{
    static const enum map_kind kinds[] = {[VIEW_CONTOUR] = MAP_CONTOUR,
                                          [VIEW_FILLED] = MAP_FILLED,
                                          [VIEW_HEATMAP] = MAP_HEATMAP,
                                          [VIEW_WIREFRAME] = MAP_WIREFRAME,
                                          [VIEW_SURFACE] = MAP_SURFACE};
    return (struct map_view){.kind = kinds[parameters->view],
                             .zscale = parameters->zscale,
                             .levels = parameters->levels,
                             .stride = parameters->stride,
                             .azimuth = parameters->azimuth,
                             .elevation = parameters->elevation};
}

bool landscape_wants_critical(const struct landscape_parameters *parameters)
{
    return picture_annotates(&parameters->picture) && parameters->dimension == (parameters->plane ? 2 : 1);
}

/* A program of f, f′ and f″ along the axis, for lines. */
static bool line_program(const struct landscape_parameters *parameters, size_t i, node_id outputs[3], struct program **program, struct error *error)
{
    const struct landscape *landscape = &parameters->landscapes[i];
    struct graph *graph = landscape->graph;
    const node_id variable = graph_variable(graph, (uint32_t)parameters->axis[0]);
    outputs[0] = landscape->value;
    for (long order = 1; order <= parameters->derivatives; order++)
        graph_gradient(graph, outputs[order - 1], &variable, 1, &outputs[order]);
    if (!graph_check(graph, error))
        return false;
    *program = program_compile(graph->arena, graph, outputs, (size_t)parameters->derivatives + 1, landscape->dimension);
    return true;
}

/* The chord's ends, and how high it runs above the samples between them. */
static void measure_chord(struct arena *arena, const struct landscape_parameters *parameters, const struct program *program,
                          const struct landscape_result *result, size_t i, struct chord *chord)
{
    const double ends[2] = {parameters->chord.low, parameters->chord.high}, width = ends[1] - ends[0];
    double *values[3] = {chord->value, (double[2]){0}, (double[2]){0}};
    sample_plane(arena, program, (size_t)parameters->dimension, parameters->at.items, parameters->axis, ends, 2, NULL, 1, values);
    chord->least = INFINITY;
    chord->most = -INFINITY;
    for (size_t k = 0; k < result->columns; k++) {
        const double t = (result->x[k] - ends[0]) / width, height = (1 - t) * chord->value[0] + t * chord->value[1] - result->values[i][0][k];
        if (t > 0 && t < 1 && isfinite(height)) {
            chord->least = fmin(chord->least, height);
            chord->most = fmax(chord->most, height);
        }
    }
}

static double place_of(const struct landscape_result *result, size_t i, int axis)
{
    return axis == 0 ? result->x[i % result->columns] : result->y ? result->y[i / result->columns] : 0;
}

/* Of the samples with a value the one that stands for them: at 0 if one is there, else nearest to their middle. */
static size_t middle_of(const struct landscape_result *result, const double *values, double value)
{
    const size_t count = result->columns * result->rows;
    double middle[2] = {0, 0}, nearest = INFINITY;
    size_t ties = 0, found = 0;
    for (size_t k = 0; k < count; k++) {
        if (values[k] != value)
            continue;
        const double at[2] = {place_of(result, k, 0), place_of(result, k, 1)};
        if (at[0] == 0 && at[1] == 0)
            return k;
        found = ties++ ? found : k;
        for (int axis = 0; axis < 2; axis++)
            middle[axis] += (at[axis] - middle[axis]) / (double)ties;
    }
    for (size_t k = found; k < count && ties > 1; k++) {
        if (values[k] != value)
            continue;
        const double dx = place_of(result, k, 0) - middle[0], dy = place_of(result, k, 1) - middle[1], distance = dx * dx + dy * dy;
        if (distance < nearest) {
            nearest = distance;
            found = k;
        }
    }
    return found;
}

bool landscape_extremes(const struct landscape_result *result, size_t line, size_t extremes[2])
{
    const double *values = result->values[line][0];
    const struct finite_range range = finite_range_of(values, result->columns * result->rows);
    if (!range.finite)
        return false;
    extremes[0] = middle_of(result, values, range.low);
    extremes[1] = middle_of(result, values, range.high);
    return true;
}

static void find_extremes(struct landscape_result *result)
{
    const double *values = result->values[0][0];
    size_t extremes[2] = {0, 0};
    result->any = landscape_extremes(result, 0, extremes);
    result->least = extremes[0];
    result->greatest = extremes[1];
    for (size_t i = 0; i < result->columns * result->rows; i++)
        if (!isfinite(values[i]))
            *(isinf(values[i]) ? &result->infinite : &result->undefined) += 1;
}

/* What is drawn of line i; where it is traced at the samples, their values with it. */
static void trace_line(struct arena *arena, const struct landscape_parameters *parameters, size_t i, const double *positions,
                       struct landscape_result *result)
{
    const size_t dimension = (size_t)parameters->dimension;
    for (long order = 0; order <= parameters->derivatives; order++) {
        const struct program *program = program_compile(arena, parameters->landscapes[i].graph, &result->outputs[i][order], 1, dimension);
        result->curves[i][order] = curve_trace(arena, program, 0, dimension, parameters->at.items, parameters->axis[0], positions, result->columns,
                                               parameters->finer, positions == result->x ? result->values[i][order] : NULL);
    }
}

const struct breaks *landscape_breaks(const struct landscape_parameters *parameters, const struct landscape_result *result)
{
    return parameters->plane ? &result->map.breaks : &result->curves[0][0].breaks;
}

/* The lines and their derivatives at the samples. */
static bool run_lines(struct arena *arena, const struct landscape_parameters *parameters, struct landscape_result *result, struct error *error)
{
    const size_t dimension = (size_t)parameters->dimension;
    const double *positions = parameters->finer ? positions_on(arena, parameters->picture.xscale, result->x, result->columns) : result->x;
    for (size_t i = 0; i < parameters->count; i++) {
        struct program *program;
        if (!line_program(parameters, i, result->outputs[i], &program, error))
            return false;
        for (long order = 0; order <= parameters->derivatives; order++)
            result->values[i][order] = ARENA_NEW(arena, double, result->columns);
        trace_line(arena, parameters, i, positions, result);
        if (positions != result->x)
            sample_plane(arena, program, dimension, parameters->at.items, parameters->axis, result->x, result->columns, NULL, 1, result->values[i]);
        for (long order = 0; positions != result->x && order <= parameters->derivatives; order++)
            curve_drop_poles(arena, program, (size_t)order, dimension, parameters->at.items, parameters->axis[0], result->x, result->columns,
                             result->values[i][order]);
        if (parameters->chord.given)
            measure_chord(arena, parameters, program, result, i, &result->chords[i]);
    }
    return true;
}

static bool run_plane(struct arena *arena, const struct landscape_parameters *parameters, struct landscape_result *result, struct error *error)
{
    const struct picture *picture = &parameters->picture;
    const bool space = landscape_in_space(parameters);
    const size_t page[2] = {space ? 0 : map_page(picture->width, 630), space ? 0 : map_page(picture->height, 350)};
    struct program *program;
    if (!line_program(parameters, 0, result->outputs[0], &program, error))
        return false;
    const struct slice slice = {.program = program,
                                .graph = parameters->landscapes[0].graph,
                                .output = result->outputs[0][0],
                                .dimension = (size_t)parameters->dimension,
                                .origin = parameters->at.items,
                                .axes = {parameters->axis[0], parameters->axis[1]},
                                .continuous = parameters->continuous};
    result->y = interval_positions(arena, &parameters->y, (size_t)parameters->samples, &result->rows);
    const double *x = positions_on(arena, picture->xscale, result->x, result->columns),
                 *y = positions_on(arena, picture->yscale, result->y, result->rows);
    map_sample(arena, &slice, x, result->columns, y, result->rows, page, &result->map);
    result->values[0][0] = result->map.samples;
    if (x != result->x || y != result->y)
        sample_plane(arena, program, slice.dimension, slice.origin, slice.axes, result->x, result->columns, result->y, result->rows,
                     result->values[0]);
    return true;
}

bool landscape_run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct landscape_parameters *parameters = untyped;
    struct landscape_result *result = ARENA_NEW(arena, struct landscape_result, 1);
    result->x = interval_positions(arena, &parameters->x, (size_t)parameters->samples, &result->columns);
    result->rows = 1;
    if (!(parameters->plane ? run_plane : run_lines)(arena, parameters, result, error))
        return false;
    find_extremes(result);
    const double box[2][2] = {{result->x[0], result->x[result->columns - 1]},
                              {parameters->plane ? result->y[0] : 0, parameters->plane ? result->y[result->rows - 1] : 0}};
    for (size_t i = 0; landscape_wants_critical(parameters) && i < parameters->count; i++)
        if (!critical_points_find(arena, &parameters->landscapes[i], box, &result->critical[i], error))
            return false;
    *answer = result;
    return true;
}
