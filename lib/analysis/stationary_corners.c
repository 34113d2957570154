/* Corners of the plane. A landscape of abs, relu, max, min and choices is smooth but on curves, where the argument of one of them changes its sign. What
 * can be a minimum, a maximum or a saddle there is a crossing of two such curves, or a place at which f along the curve is stationary: both are
 * zeros of two equations, which Newton's method finds from a grid of starts, whatever f does across the curve (Griewank & Walther, First-
 * and second-order optimality conditions for piecewise smooth objective functions, 2016). */
#include "analysis/stationary.h"

#include "expression/interval.h"

#include <math.h>
#include <string.h>

enum { MOST_CURVES = 24, MOST_PAIRS = 60, STARTS = 32, PAIR_STARTS = 8, MOST_STEPS = 24, BESIDE = 16, MOST_BESIDE = 6 };
static const double longest_step = 1.0 / 8, rested = 1e-12;

struct corners {
    struct stationary *search;
    node_id curves[MOST_CURVES]; /* what is zero on them */
    size_t count;
    double *x, *y;
    size_t found, room;
};

static void add_curve(struct corners *corners, node_id curve)
{
    for (size_t i = 0; i < corners->count; i++)
        if (corners->curves[i] == curve)
            return;
    if (corners->count < MOST_CURVES && !corners->search->landscape->graph->nodes[curve].constant)
        corners->curves[corners->count++] = curve;
}

/* Leaves out curves that do not pass through the box. */
static void drop_absent(struct corners *corners)
{
    const struct stationary *search = corners->search;
    struct enclosure *box = ARENA_NEW(search->arena, struct enclosure, search->dimension), bounds[MOST_CURVES];
    size_t kept = 0;
    for (size_t k = 0; k < search->dimension; k++)
        box[k] = enclosure_between(search->low[k], search->low[k] + search->extent[k]);
    interval_run(interval_compile(search->arena, search->landscape->graph, corners->curves, corners->count, search->dimension), box, bounds);
    for (size_t i = 0; i < corners->count; i++)
        if (enclosure_holds(&bounds[i], 0))
            corners->curves[kept++] = corners->curves[i];
    corners->count = kept;
}

/* The curves on which the landscape's formula, or what it is made of, changes from one smooth formula to another. */
static void find_curves(struct corners *corners)
{
    const struct landscape *landscape = corners->search->landscape;
    struct graph *graph = landscape->graph;
    bool *needed = ARENA_NEW(corners->search->arena, bool, landscape->value + 1);
    needed[landscape->value] = true;
    for (node_id id = landscape->value + 1; id-- > 0;) {
        if (!needed[id])
            continue;
        const struct node node = graph->nodes[id];
        for (int i = 0; i < operation_rows[node.operation].arity; i++)
            needed[node.operands[i]] = true;
        switch (node.operation) {
        case OPERATION_ABS:
        case OPERATION_RELU:
        case OPERATION_LEAKY_RELU:
        case OPERATION_ELU:
        case OPERATION_SIGN:
        case OPERATION_STEP:
        case OPERATION_SOFTSIGN:
        case OPERATION_SQRT:
        case OPERATION_CBRT:
            add_curve(corners, node.operands[0]);
            break;
        case OPERATION_HYPOT:
            add_curve(corners, node.operands[0]);
            add_curve(corners, node.operands[1]);
            break;
        case OPERATION_MAX:
        case OPERATION_MIN:
        case OPERATION_LESS:
        case OPERATION_LESS_EQUAL:
        case OPERATION_GREATER:
        case OPERATION_GREATER_EQUAL:
            add_curve(corners, graph_node(graph, OPERATION_SUBTRACT, node.operands[0], node.operands[1], 0));
            break;
        default:
            break;
        }
    }
    if (corners->count)
        drop_absent(corners);
}

bool stationary_has_corners(struct stationary *search)
{
    struct corners corners = {.search = search};
    find_curves(&corners);
    return corners.count;
}

/* Newton's method for two equations, given with their derivatives {a, a_x, a_y, b, b_x, b_y}, from a grid of starts in lockstep. */
static void solve(struct corners *corners, const node_id nodes[6], size_t side)
{
    const struct stationary *search = corners->search;
    if (stationary_is_full(search)) /* what it finds would be listed */
        return;
    struct arena *arena = search->arena;
    const struct program *program = program_compile(arena, search->landscape->graph, nodes, 6, 2);
    struct workspace *workspace = workspace_create(arena, program);
    size_t count = side * side;
    double *at[2] = {ARENA_NEW(arena, double, count), ARENA_NEW(arena, double, count)}, *outputs[6];
    for (int i = 0; i < 6; i++)
        outputs[i] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++) {
        at[0][i] = search->low[0] + search->extent[0] * ((double)(i % side) + 0.4871) / (double)side;
        at[1][i] = search->low[1] + search->extent[1] * ((double)(i / side) + 0.5127) / (double)side;
    }
    for (int step = 0; step < MOST_STEPS && count; step++) {
        size_t moving = 0;
        program_run(program, workspace, (const double *const *)at, outputs, count);
        for (size_t i = 0; i < count; i++) {
            const double determinant = outputs[1][i] * outputs[5][i] - outputs[2][i] * outputs[4][i];
            double move[2] = {-(outputs[5][i] * outputs[0][i] - outputs[2][i] * outputs[3][i]) / determinant,
                              -(outputs[1][i] * outputs[3][i] - outputs[4][i] * outputs[0][i]) / determinant};
            const double length = fmax(fabs(move[0]) / search->extent[0], fabs(move[1]) / search->extent[1]);
            bool inside = isfinite(move[0]) && isfinite(move[1]);
            for (int k = 0; k < 2; k++) {
                at[k][moving] = at[k][i] + move[k] * (length > longest_step ? longest_step / length : 1);
                inside = inside && fabs((at[k][moving] - search->low[k]) / search->extent[k] - 0.5) <= 0.6;
            }
            if (inside && length <= rested && corners->found < corners->room) {
                corners->x[corners->found] = at[0][moving];
                corners->y[corners->found++] = at[1][moving];
            } else {
                moving += inside && length > rested;
            }
        }
        count = moving;
    }
}

/* The product, in which a factor that is 0 wins over one that is undefined. */
static node_id product(struct graph *graph, node_id a, node_id b)
{
    const struct node *factor = &graph->nodes[b];
    return factor->constant && factor->value == 0 ? b : graph_node(graph, OPERATION_MULTIPLY, a, b, 0);
}

static double value_at(const struct program *program, struct workspace *workspace, const double at[2])
{
    double value, *output = &value;
    program_run(program, workspace, (const double *const[]){&at[0], &at[1]}, &output, 1);
    return value;
}

/* A curve on which the landscape changes from one formula to another. */
struct corner_curve {
    const struct stationary *search;
    const struct program *curve, *value; /* what is zero on it, with its slopes; the landscape */
    struct workspace *of_curve, *of_value;
};

enum { MOST_TOGETHER = BESIDE * BESIDE };

/* Moves places, MOST_TOGETHER at most, onto the curve; their `normals` are the curve's there, in units of the box. */
static void project_all(const struct corner_curve *corner, double *const at[2], size_t count, double *const normals[2])
{
    double values[MOST_TOGETHER], slopes[2][MOST_TOGETHER], *const outputs[3] = {values, slopes[0], slopes[1]};
    const double *extent = corner->search->extent;
    for (int step = 0; step < 4; step++) {
        program_run(corner->curve, corner->of_curve, (const double *const *)at, outputs, count);
        for (size_t i = 0; i < count; i++) {
            const double normal[2] = {slopes[0][i] * extent[0], slopes[1][i] * extent[1]};
            const double square = slopes[0][i] * extent[0] * slopes[0][i] * extent[0] + slopes[1][i] * extent[1] * slopes[1][i] * extent[1];
            for (int k = 0; k < 2; k++) {
                normals[k][i] = normal[k];
                at[k][i] -= square > 0 ? values[i] * normal[k] / square * extent[k] : 0;
            }
        }
    }
}

static void project(const struct corner_curve *corner, double at[2], double normal[2])
{
    project_all(corner, (double *const[2]){&at[0], &at[1]}, 1, (double *const[2]){&normal[0], &normal[1]});
}

/* Whether a place on a curve is one of many, as seen so far around: f is level along the curve, beside what it is across, and higher on both sides of the
 * curve (a minimum) or lower (a maximum); else regular. */
static enum critical_kind level_kind_within(const struct corner_curve *corner, const double start[2], double step)
{
    static const double level = 1e-8, rounding = 1e-14;
    const double *extent = corner->search->extent;
    double at[2] = {start[0], start[1]}, normal[2], unused[2], along = 0, across[2];
    project(corner, at, normal);
    const double here = value_at(corner->value, corner->of_value, at), length = sqrt(normal[0] * normal[0] + normal[1] * normal[1]);
    for (int side = 0; side < 2; side++) {
        const double part = (side ? step : -step) / length;
        double tangential[2] = {at[0] - part * normal[1] * extent[0], at[1] + part * normal[0] * extent[1]};
        const double normally[2] = {at[0] + part * normal[0] * extent[0], at[1] + part * normal[1] * extent[1]};
        project(corner, tangential, unused);
        along = fmax(along, fabs(value_at(corner->value, corner->of_value, tangential) - here));
        across[side] = value_at(corner->value, corner->of_value, normally) - here;
    }
    const bool is_level = along <= level * fmin(fabs(across[0]), fabs(across[1])) + rounding * fabs(here);
    return !is_level || !(across[0] * across[1] > 0) ? CRITICAL_REGULAR : across[0] > 0 ? CRITICAL_MINIMUM : CRITICAL_MAXIMUM;
}

/* Close to an end of such a curve only a smaller step stays on it. */
static enum critical_kind level_kind(void *context, const double start[2])
{
    static const double steps[] = {1e-3, 1e-5};
    const enum critical_kind kind = level_kind_within(context, start, steps[0]);
    return kind != CRITICAL_REGULAR ? kind : level_kind_within(context, start, steps[1]);
}

static bool is_level(void *context, const double at[2])
{
    return level_kind(context, at) != CRITICAL_REGULAR;
}

static void corner_tangent(void *context, const double at[2], double tangent[2])
{
    double place[2] = {at[0], at[1]}, normal[2];
    project(context, place, normal);
    const double length = sqrt(normal[0] * normal[0] + normal[1] * normal[1]);
    tangent[0] = -normal[1] / length;
    tangent[1] = normal[0] / length;
}

/* Moves places onto the curve until they settle, and leaves out those of which Newton's method does not, as at crossings; returns how many are left. They
 * stand as they stood. */
static size_t correct_all(const struct corner_curve *corner, double *const at[2], size_t count)
{
    enum { TRIES = 4 };
    static const double settled = 1e-10;
    double before[2][MOST_TOGETHER], normals[2][MOST_TOGETHER];
    double moving_at[2][MOST_TOGETHER], *const moving[2] = {moving_at[0], moving_at[1]};
    size_t places[MOST_TOGETHER], left = count, kept = 0;
    bool rests[MOST_TOGETHER] = {false};
    for (size_t i = 0; i < count; i++) {
        places[i] = i;
        for (int k = 0; k < 2; k++)
            moving[k][i] = at[k][i];
    }
    for (int try = 0; try < TRIES && left; try++) {
        size_t still = 0;
        for (int k = 0; k < 2; k++)
            memcpy(before[k], moving[k], left * sizeof **before);
        project_all(corner, moving, left, (double *const[2]){normals[0], normals[1]});
        for (size_t i = 0; i < left; i++) {
            double moved = 0;
            for (int k = 0; k < 2; k++) {
                moved = fmax(moved, isnan(moving[k][i]) ? INFINITY : fabs(moving[k][i] - before[k][i]) / corner->search->extent[k]);
                at[k][places[i]] = moving[k][still] = moving[k][i];
            }
            rests[places[i]] = moved <= settled;
            places[still] = places[i];
            still += !(moved <= settled);
        }
        left = still;
    }
    for (size_t i = 0; i < count; i++) {
        for (int k = 0; k < 2; k++)
            at[k][kept] = at[k][i];
        kept += rests[i];
    }
    return kept;
}

static bool corner_correct(void *context, double at[2])
{
    return correct_all(context, (double *const[2]){&at[0], &at[1]}, 1);
}

/* Traces the curve from a place of it, if the landscape is level along it. */
static void trace_level(struct corners *corners, struct corner_curve *corner, const double at[2])
{
    struct stationary *search = corners->search;
    const struct stationary_curve curve = {corner, corner_tangent, corner_correct, is_level, level_kind, NULL};
    if (!stationary_in_box(search, at))
        return;
    if (!stationary_on_chain(search, 0, at) && is_level(corner, at) && !stationary_trace(search, &curve, at))
        search->level_corners = true;
}

/* Newton's method for smooth points from both sides of a curve: between curves that are close there is little room. */
static bool search_beside(struct corners *corners, node_id curve, const node_id slopes[2], struct error *error)
{
    static const double offsets[] = {2e-4, -2e-4, 1e-3, -1e-3, 4e-3, -4e-3};
    enum { OFFSETS = sizeof offsets / sizeof *offsets, PLACES = BESIDE * BESIDE, PROJECTIONS = 6 };
    const struct stationary *search = corners->search;
    const double *extent = search->extent;
    struct arena *arena = search->arena;
    const struct program *program = program_compile(arena, search->landscape->graph, (node_id[3]){curve, slopes[0], slopes[1]}, 3, 2);
    struct workspace *workspace = workspace_create(arena, program);
    double *at[2] = {ARENA_NEW(arena, double, PLACES), ARENA_NEW(arena, double, PLACES)}, *outputs[3];
    double *x = ARENA_NEW(arena, double, PLACES *OFFSETS), *y = ARENA_NEW(arena, double, PLACES *OFFSETS);
    for (int i = 0; i < 3; i++)
        outputs[i] = ARENA_NEW(arena, double, PLACES);
    for (size_t i = 0; i < PLACES; i++) {
        at[0][i] = search->low[0] + extent[0] * ((double)(i % BESIDE) + 0.4871) / BESIDE;
        at[1][i] = search->low[1] + extent[1] * ((double)(i / BESIDE) + 0.5127) / BESIDE;
    }
    size_t count = 0;
    const struct program *value = program_compile(arena, search->landscape->graph, &search->landscape->value, 1, 2);
    struct corner_curve corner = {search, program, value, workspace, workspace_create(arena, value)};
    for (int step = 0; step <= PROJECTIONS; step++) {
        program_run(program, workspace, (const double *const *)at, outputs, PLACES);
        for (size_t i = 0; i < PLACES; i++) {
            const double normal[2] = {outputs[1][i] * extent[0], outputs[2][i] * extent[1]}, square = normal[0] * normal[0] + normal[1] * normal[1];
            for (int k = 0; k < 2 && step < PROJECTIONS; k++)
                at[k][i] -= outputs[0][i] * normal[k] / square * extent[k];
            const double length = sqrt(square);
            const bool inside =
                fabs((at[0][i] - search->low[0]) / extent[0] - 0.5) <= 0.51 && fabs((at[1][i] - search->low[1]) / extent[1] - 0.5) <= 0.51;
            for (int k = 0; k < OFFSETS && step == PROJECTIONS && inside; k++) {
                x[count] = at[0][i] + offsets[k] * normal[0] / length * extent[0];
                y[count++] = at[1][i] + offsets[k] * normal[1] / length * extent[1];
            }
        }
    }
    const size_t settled = correct_all(&corner, at, PLACES);
    for (size_t i = 0; i < settled; i++)
        trace_level(corners, &corner, (double[2]){at[0][i], at[1][i]});
    return stationary_follow(corners->search, (double *const[]){x, y}, count, error);
}

/* The same from around the crossings of curves, which are the candidates from `first` on. */
static bool search_around(struct corners *corners, size_t first, struct error *error)
{
    enum { SIDE = 9, EACH = SIDE * SIDE, MOST = 40 };
    const struct stationary *search = corners->search;
    const size_t skip = (corners->found - first) / MOST + 1;
    double *x = ARENA_NEW(search->arena, double, EACH *(MOST + 1)), *y = ARENA_NEW(search->arena, double, EACH *(MOST + 1));
    size_t count = 0;
    for (size_t i = first; i < corners->found; i += skip)
        for (int k = 0; k < EACH; k++) { /* closer near the crossing */
            const double u = (double)(k % SIDE - SIDE / 2) / (SIDE / 2), v = (double)(k / SIDE - SIDE / 2) / (SIDE / 2);
            x[count] = corners->x[i] + 0.01 * u * fabs(u) * search->extent[0];
            y[count++] = corners->y[i] + 0.01 * v * fabs(v) * search->extent[1];
        }
    return stationary_follow(corners->search, (double *const[]){x, y}, count, error);
}

/* f is stationary along the curve where its gradient has no part along the curve's tangent. */
static void solve_along(struct corners *corners, node_id curve, const node_id slopes[2])
{
    const struct landscape *landscape = corners->search->landscape;
    struct graph *graph = landscape->graph;
    const node_id variables[2] = {graph_variable(graph, 0), graph_variable(graph, 1)};
    node_id nodes[6] = {curve, slopes[0], slopes[1]};
    nodes[3] = graph_node(graph, OPERATION_SUBTRACT, product(graph, landscape->gradient[1], slopes[0]),
                          product(graph, landscape->gradient[0], slopes[1]), 0);
    graph_gradient(graph, nodes[3], variables, 2, nodes + 4);
    solve(corners, nodes, STARTS);
}

bool stationary_search_corners(struct stationary *search, struct error *error)
{
    enum { ROOM = 1 << 13 };
    struct graph *graph = search->landscape->graph;
    struct corners corners = {.search = search, .room = ROOM};
    find_curves(&corners);
    if (!corners.count)
        return true;
    const node_id variables[2] = {graph_variable(graph, 0), graph_variable(graph, 1)};
    node_id slopes[MOST_CURVES][2];
    corners.x = ARENA_NEW(search->arena, double, ROOM);
    corners.y = ARENA_NEW(search->arena, double, ROOM);
    for (size_t i = 0; i < corners.count; i++) {
        graph_gradient(graph, corners.curves[i], variables, 2, slopes[i]);
        solve_along(&corners, corners.curves[i], slopes[i]);
        if (i < MOST_BESIDE && !search_beside(&corners, corners.curves[i], slopes[i], error))
            return false;
    }
    size_t pairs = 0;
    const size_t first = corners.found;
    for (size_t i = 0; i < corners.count; i++)
        for (size_t k = 0; k < i && pairs < MOST_PAIRS; k++, pairs++)
            solve(&corners, (node_id[6]){corners.curves[i], slopes[i][0], slopes[i][1], corners.curves[k], slopes[k][0], slopes[k][1]}, PAIR_STARTS);
    stationary_add(search, (const double *const[]){corners.x, corners.y}, corners.found, false);
    return graph_check(graph, error) && search_around(&corners, first, error);
}
