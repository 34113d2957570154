#include "study/projected.h"

#include "analysis/outcome_constrained.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

enum { MOST_SHADED = 100 }; /* coordinates: beyond, a plane through the set is not worth the time */

/* A method whose steps go against a gradient as they are; a search along a line, or a step by the Hessian, would be bent by a projection into one that need
 * not lead down (Bertsekas, Nonlinear Programming, 2.4). */
static bool takes_projection(const struct method *method)
{
    return !method->judge && !method->curvature && !method->squares && !method->values_only;
}

static bool check_methods(const struct calls *calls, struct error *error)
{
    for (size_t i = 0; i < calls->count; i++) {
        const struct method *method = method_of(&calls->items[i]);
        if (takes_projection(method))
            continue;
        error_set(error, ERROR_INVALID,
                  "%s %s, which a projection after each step would mislead; gd, momentum, adam and other methods of the gradient take it",
                  method->callable.name,
                  method->values_only                    ? "looks at values alone"
                  : method->curvature || method->squares ? "steps by the Hessian"
                                                         : "tries steps before it takes one");
        return error_blame(error, "optimizer", method->callable.name);
    }
    return true;
}

static const char *call_text(struct arena *arena, const struct call *call)
{
    struct buffer text = {.arena = arena};
    call_print(call, &text);
    return buffer_string(&text);
}

bool projected_resolve(struct arena *arena, struct descent_parameters *parameters, struct error *error)
{
    const struct landscape *landscape = parameters->landscape;
    const size_t n = landscape->dimension;
    if (!parameters->project.callable)
        return true;
    if (!check_methods(&parameters->optimizer, error))
        return false;
    parameters->set = ARENA_NEW(arena, struct projection, 1);
    if (!projection_make(arena, &parameters->project, n, (const double(*)[2])landscape->domain, parameters->set, error))
        return error_blame(error, "project", call_text(arena, &parameters->project));
    projection_apply(parameters->set, parameters->starts, parameters->start_count, parameters->start_count, ARENA_NEW(arena, double, n));
    for (size_t d = 0; d < n; d++)
        for (size_t i = 0; i < parameters->start_count; i++) {
            const double x = parameters->starts[d * parameters->start_count + i];
            parameters->box[d][0] = fmin(parameters->box[d][0], x);
            parameters->box[d][1] = fmax(parameters->box[d][1], x);
        }
    return true;
}

double projected_judging(const struct descent_parameters *parameters)
{
    const double runs = (double)(parameters->group_count * parameters->start_count), n = (double)parameters->dimension;
    if (!parameters->set)
        return 0;
    const double probe = graph_work(parameters->landscape->graph) + projection_work(parameters->set) + 10 * n;
    const double shade = parameters->view == DESCENT_PATH && n > 1 && n <= MOST_SHADED ? REGION_SAMPLES * REGION_SAMPLES * (10 + 5 * n) : 0;
    return 2 * runs * (OUTCOME_CONSTRAINED_PROBES + 1) * probe + shade;
}

/* "x = 1", "|x - c| = 2", "x1 + x2 + x3 = 1". */
static const char *side_text(struct arena *arena, const struct projection *set, const struct projection_side *side)
{
    struct buffer text = {.arena = arena};
    if (!side->whole)
        buffer_text(&text, coordinate_name(arena, set->dimension, side->coordinate));
    else
        buffer_text(&text, set->center ? "|x - c|" : "sum of x");
    buffer_text(&text, " = ");
    buffer_number(&text, side->bound);
    return buffer_string(&text);
}

void projected_describe_end(struct arena *arena, const struct descent_parameters *parameters, const struct trail *trail, struct value *end)
{
    if (!parameters->set)
        return;
    const size_t n = (size_t)parameters->dimension;
    struct projection_side *sides = ARENA_NEW(arena, struct projection_side, n + 1);
    const size_t count = projection_sides(parameters->set, trail_end(trail, n), sides);
    value_add_number(arena, end, "projected_gradient_norm", trail->residual[trail->rows - 1]);
    value_add_boolean(arena, end, "boundary", count > 0);
    struct value *active = value_add(arena, end, "active", VALUE_LIST);
    for (size_t i = 0; i < count; i++)
        value_add_text(arena, active, NULL, side_text(arena, parameters->set, &sides[i]));
}

size_t projected_shade(struct arena *arena, const struct projection *set, const struct projected_plane *plane, struct figure_layer *layers)
{
    enum { SIDE = REGION_SAMPLES };
    const size_t n = set->dimension;
    const double *x = region_positions(arena, plane->low[0], plane->high[0]), *y = region_positions(arena, plane->low[1], plane->high[1]);
    /* Across a simplex what rounding leaves of its plane is in it; as a line in the plane it covers nothing. */
    const double slack = (plane->origin ? 1e-9 : -1e-12) * fmax(x[SIDE - 1] - x[0], y[SIDE - 1] - y[0]);
    double *z = ARENA_NEW(arena, double, SIDE *SIDE), *point = ARENA_NEW(arena, double, n);
    size_t inside = 0;
    if (n > MOST_SHADED)
        return 0;
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        const double u = x[i % SIDE], v = y[i / SIDE];
        for (size_t d = 0; d < n; d++)
            point[d] = !plane->origin
                           ? (d ? v : u)
                           : plane->origin[d] + (u - plane->centre[0]) * plane->directions[0][d] + (v - plane->centre[1]) * plane->directions[1][d];
        z[i] = projection_excess(set, point) - slack;
        inside += z[i] <= 0;
    }
    return inside > 2 * SIDE || n == 2 ? region_shade(arena, x, y, z, layers) : 0;
}

void projected_outline(struct arena *arena, const struct projection *set, struct figure_layer *layer)
{
    double *x = ARENA_NEW(arena, double, PROJECTION_OUTLINE), *y = ARENA_NEW(arena, double, PROJECTION_OUTLINE);
    *layer = (struct figure_layer){.kind = LAYER_LINE,
                                   .count = projection_outline(set, x, y),
                                   .x = x,
                                   .y = y,
                                   .traced = true,
                                   .label = "feasible set",
                                   .style = {.colour = COLOUR_FOREGROUND, .dash = DASH_DASHED, .line_width = 1.2}};
}
