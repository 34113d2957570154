/* Where the Hessian does not decide, corners and values do. */
#include "analysis/critical_inspector.h"

#include "base/eigen.h"
#include "expression/precise.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PRECISE = 16 };

const char *critical_kind_name(enum critical_kind kind)
{
    static const char *const names[] = {"regular", "minimum", "maximum", "saddle", "degenerate", "none", "undefined"};
    return names[kind];
}

bool critical_kind_listed(enum critical_kind kind)
{
    return kind == CRITICAL_MINIMUM || kind == CRITICAL_MAXIMUM || kind == CRITICAL_SADDLE || kind == CRITICAL_DEGENERATE;
}

/* An inspector in one arena, whose results go to another. */
static bool create(struct inspector *inspector, struct arena *arena, struct arena *results, struct landscape *landscape, struct error *error)
{
    const size_t n = landscape->dimension;
    *inspector = (struct inspector){.arena = results,
                                    .landscape = landscape,
                                    .n = n,
                                    .precise = MOST_PRECISE,
                                    .may_be_level = graph_may_be_level(landscape->graph, landscape->value)};
    if (!landscape_program(landscape, 2, &inspector->program, error))
        return false;
    inspector->workspace = workspace_create(arena, inspector->program);
    inspector->outputs = program_outputs(inspector->program);
    node_id *nodes = ARENA_NEW(arena, node_id, inspector->outputs);
    nodes[0] = landscape->value;
    memcpy(nodes + 1, landscape->gradient, n * sizeof *nodes);
    memcpy(nodes + 1 + n, landscape->hessian, n * (n + 1) / 2 * sizeof *nodes);
    inspector->intervals = interval_compile(arena, landscape->graph, nodes, inspector->outputs, n);
    inspector->slopes = interval_compile(arena, landscape->graph, nodes, 1 + n, n);
    inspector->values = critical_values_of(arena, landscape);
    inspector->box = ARENA_NEW(arena, struct enclosure, n);
    inspector->over_box = ARENA_NEW(arena, struct enclosure, inspector->outputs);
    inspector->half = ARENA_NEW(arena, double, n);
    inspector->scale = ARENA_NEW(arena, double, 4 * n);
    inspector->widest = inspector->scale + n;
    inspector->slopes_along = inspector->widest + n;
    inspector->slope_errors = inspector->slopes_along + n;
    for (size_t i = 0; i < n; i++) {
        int exponent;
        frexp(landscape->domain[i][1] - landscape->domain[i][0], &exponent);
        inspector->widest[i] = ldexp(1, exponent);
    }
    inspector->rows = ARENA_NEW(arena, double, 6 * n);
    inspector->farthest = (double(*)[2])ARENA_NEW(arena, double, 2 * n);
    inspector->inputs = ARENA_NEW(arena, double *, n + inspector->outputs);
    inspector->results = inspector->inputs + n;
    double *block = ARENA_NEW(arena, double, CHUNK *(n + inspector->outputs));
    for (size_t i = 0; i < n + inspector->outputs; i++)
        inspector->inputs[i] = block + CHUNK * i;
    inspector->shrinking = ARENA_NEW(arena, struct enclosure, SHRINKINGS * n);
    inspector->over_shrinking = ARENA_NEW(arena, struct enclosure, SHRINKINGS * inspector->outputs);
    inspector->beside = ARENA_NEW(arena, struct enclosure, 2 * n * n);
    inspector->over_beside = ARENA_NEW(arena, struct enclosure, 2 * n * inspector->outputs);
    inspector->boxes = ARENA_NEW(arena, struct enclosure, CHUNK * n);
    inspector->at_points = ARENA_NEW(arena, struct enclosure, CHUNK * (1 + n));
    inspector->bounds = ARENA_NEW(arena, struct enclosure, CHUNK * inspector->outputs);
    inspector->pairs = ARENA_NEW(arena, double *, n + inspector->outputs);
    double *pairs = ARENA_NEW(arena, double, 2 * (n + inspector->outputs));
    for (size_t i = 0; i < n + inspector->outputs; i++)
        inspector->pairs[i] = pairs + 2 * i;
    double **const matrices[] = {&inspector->vectors, &inspector->matrix, &inspector->work, &inspector->bent, &inspector->spread};
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++)
        *matrices[i] = ARENA_NEW(arena, double, n *n);
    return true;
}

/* Evaluates bounds over a box of so much of each coordinate that no place of another coordinate is in it: close to 0, where places around are all those that
 * can be told apart by their differences, a point may yet be told from them by its digits. False if a coordinate is 0. */
static bool run_own_box(struct inspector *inspector)
{
    for (size_t i = 0; i < inspector->n; i++) {
        const double x = inspector->point[i], half = 1e-8 * fabs(x);
        if (x == 0)
            return false;
        inspector->box[i] = enclosure_between(x - half, x + half);
    }
    interval_run(inspector->intervals, inspector->box, inspector->over_box);
    return true;
}

/* Whether values show a slope where rounding hides it from the gradient. */
static bool values_have_slope(const struct inspector *inspector)
{
    double *doubt = inspector->rows;
    if (inspector->quick)
        return false;
    for (size_t i = 0; i < inspector->n; i++)
        doubt[i] = inspector_radius(&inspector->at_point[1 + i]);
    return critical_values_slope(&inspector->values, inspector->point, doubt);
}

static bool is_saddle_by_values(struct inspector *inspector, const struct critical_ring *ring)
{
    return inspector->n <= 2 ? inspector->n == 2 && ring->sign_changes == 4
                             : inspector_is_saddle(inspector, ring->semi_axes); /* where there is no Hessian the axes are those of the coordinates */
}

/* By values. Rings are measured in units of the domain; where there is a Hessian they are turned with its eigenvectors in these units, as entries
 * that are but rounding have no scale of their own. */
static void look_around(struct inspector *inspector, struct inspection *inspection, bool corner)
{
    const size_t n = inspector->n;
    double *scale = inspector->scale;
    if (inspector->quick) {
        inspection->kind = CRITICAL_DEGENERATE;
        return;
    }
    for (size_t i = 0; i < n; i++)
        scale[i] = inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0];
    if (inspection->smooth)
        inspector_find_eigenvectors(inspector, inspection->hessian);
    inspector_measure_level(inspector);
    const struct critical_ring ring = critical_values_around(&inspector->values, inspector->point, inspector->vectors, scale,
                                                             (const double(*)[2])inspector->farthest, !inspection->smooth);
    if (ring.undefined)
        inspection->kind = CRITICAL_UNDEFINED;
    else if (ring.higher && ring.lower)
        inspection->kind = !inspection->smooth && is_saddle_by_values(inspector, &ring) ? CRITICAL_SADDLE
                           : corner                                                     ? CRITICAL_NONE
                                                                                        : CRITICAL_DEGENERATE;
    else
        inspection->kind = ring.higher ? CRITICAL_MINIMUM : ring.lower ? CRITICAL_MAXIMUM : CRITICAL_DEGENERATE;
    int sides[2], across, index = 1 - ring.sign_changes / 2;
    if (inspection->smooth && !ring.undefined && inspector_see_valley(inspector, sides, &across)) {
        inspection->kind = sides[0] != across || sides[1] != across ? CRITICAL_DEGENERATE : across > 0 ? CRITICAL_MINIMUM : CRITICAL_MAXIMUM;
        index = sides[0] != sides[1] ? 0 : sides[0] == across ? 1 : -1;
    }
    inspection->flat = !ring.higher && !ring.lower && !ring.undefined;
    inspection->level = ring.level;
    inspection->index = n == 1 ? (ring.higher && ring.lower ? 0 : ring.higher - ring.lower) : n == 2 ? (inspection->flat ? 0 : index) : 0;
    inspection->negative = inspection->kind == CRITICAL_MINIMUM ? 0 : inspection->kind == CRITICAL_MAXIMUM ? (int)n : -1;
}

/* Where there is no value there is no slope, though the formula of the derivative may go on, as 1/x does left of log's domain. */
static void erase(size_t n, double *gradient, double *hessian, double *eigenvalues)
{
    for (size_t i = 0; i < n * n; i++)
        eigenvalues[i % n] = hessian[i] = NAN;
    for (size_t i = 0; gradient && i < n; i++)
        gradient[i] = NAN;
}

/* Whether there is a pole within rounding of the point, as of 1/(x² − 4)² at the doubles beside 2: bounds over the doubles around know no end, and along an
 * axis f is much larger here than a million times as far off. */
static bool is_beside_pole(struct inspector *inspector, double value)
{
    static const double larger = 5;
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++) {
        const double width = inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0],
                     half = fmax(1e-15 * width, 0x1p-50 * fabs(inspector->point[i]));
        inspector->box[i] = enclosure_between(inspector->point[i] - half, inspector->point[i] + half);
    }
    interval_run(inspector->intervals, inspector->box, inspector->over_box);
    if (isfinite(inspector->over_box[0].low) && isfinite(inspector->over_box[0].high))
        return false;
    for (size_t axis = 0; axis < n; axis++) {
        inspector_run_pair(inspector, axis, false, 1e6);
        if (fabs(value) > larger * fmax(fabs(inspector->pairs[n][0]), fabs(inspector->pairs[n][1])))
            return true;
    }
    return false;
}

static void judge(struct inspector *inspector, struct inspection *inspection, double *gradient, double *hessian, double *eigenvalues)
{
    const size_t n = inspector->n;
    bool undefined = false;
    inspector_find_directions(inspector, hessian);
    const bool smooth = inspector_is_smooth(inspector, inspector->largest) || inspector_is_smooth(inspector, inspector_look_closer(inspector));
    if (smooth && inspector_decide(inspector, inspection))
        return;
    if (critical_values_level(&inspector->values, inspector->point)) {
        inspection->kind = CRITICAL_DEGENERATE;
        inspection->flat = true;
        inspector_tie_hessian(inspector, inspection, hessian, eigenvalues);
        return;
    }
    if (is_beside_pole(inspector, inspection->value)) {
        erase(n, gradient, hessian, eigenvalues);
        inspection->kind = CRITICAL_UNDEFINED;
        inspection->smooth = false;
        return;
    }
    for (size_t i = 0; i < n * n && !inspection->smooth; i++)
        inspector->vectors[i] = i / n == i % n;
    /* Bounds that are continuous over a box are proof of no jump, though neighbouring doubles may be far apart. */
    const bool jump = !inspection->smooth && critical_values_jump(&inspector->values, inspector->point, &undefined);
    if ((jump || undefined) && run_own_box(inspector)) {
        inspection->apart = enclosure_continuous(&inspector->over_box[0]);
        if (inspection->apart && inspector_component_has_slope(inspector)) {
            inspection->kind = CRITICAL_REGULAR;
            inspection->smooth = true;
            for (size_t i = 0; i < inspector->outputs; i++)
                inspection->smooth = inspection->smooth && enclosure_continuous(&inspector->over_box[i]);
            return;
        }
    }
    if (jump || undefined) { /* at the edge of its domain f has a slope from one side */
        if (!inspection->apart)
            erase(n, jump ? gradient : NULL, hessian, eigenvalues);
        inspection->kind = CRITICAL_UNDEFINED;
        inspection->smooth = false;
        return;
    }
    if (inspection->smooth && values_have_slope(inspector)) {
        inspection->kind = CRITICAL_REGULAR;
        return;
    }
    if (inspection->smooth) {
        look_around(inspector, inspection, false);
        return;
    }
    const bool corner = inspector_has_corner(inspector);
    inspector_run_box(inspector, 0);
    erase(n, corner ? gradient : NULL, hessian, eigenvalues);
    if (!corner && (inspector_component_has_slope(inspector) || inspector_has_tied_slope(inspector, gradient)))
        inspection->kind = CRITICAL_REGULAR;
    else if (corner && inspector_component_has_slope(inspector))
        inspection->kind = CRITICAL_NONE;
    else
        look_around(inspector, inspection, corner);
    if (!corner && inspection->kind != CRITICAL_UNDEFINED)
        inspector_tie_hessian(inspector, inspection, hessian, eigenvalues);
}

/* Whether the gradient and the Hessian are 0 in doubles, or so small that these have few digits of them. */
static bool is_still(const struct inspection *inspection, size_t n)
{
    bool still = true;
    for (size_t i = 0; i < n * n; i++)
        still = still && fabs(inspection->hessian[i]) < DBL_MIN && fabs(inspection->gradient[i / n]) < DBL_MIN;
    return still;
}

/* Whether a component of the gradient is not 0, of one sign throughout the box in which a zero counts, though in doubles all of it is or may be, being below
 * the range of their normal numbers, as that of exp(x) at −740, or lost to rounding, as that of 1e100 tanh(x) at 400: a function that is level has none,
 * nor has x⁶ at 1e-90, beside its minimum. Then `gradient` becomes what it is, as far as doubles have it. */
static bool has_lost_slope(struct inspector *inspector, double *gradient)
{
    static const double affordable = 1e6; /* work: a millisecond */
    enum { PLACES = 3 };
    const struct landscape *landscape = inspector->landscape;
    const size_t n = inspector->n;
    struct arena *scratch = arena_within(inspector->arena);
    double *x = ARENA_NEW(scratch, double, 3 * n), *slopes = x + n, *here = slopes + n;
    bool *below = ARENA_NEW(scratch, bool, n), found = false;
    int *signs = ARENA_NEW(scratch, int, n);
    double *least = ARENA_NEW(scratch, double, 2 * n), *most = least + n;
    bool known = PLACES * precise_work(scratch, landscape->graph, landscape->gradient, n, inspector->point) <= affordable;
    for (int place = 0; place < PLACES && known; place++) {
        for (size_t i = 0; i < n; i++)
            x[i] = inspector->point[i] + (place - 1) * inspector_half_side(inspector, inspector->point, i, 0);
        known = precise_evaluate(scratch, landscape->graph, landscape->gradient, n, x, slopes, below);
        for (size_t i = 0; i < n && known; i++) {
            signs[i] += isnan(slopes[i]) || (slopes[i] == 0 && !below[i]) ? 0 : signbit(slopes[i]) ? -1 : 1;
            least[i] = place == 0 ? fabs(slopes[i]) : fmin(least[i], fabs(slopes[i]));
            most[i] = fmax(most[i], fabs(slopes[i]));
        }
        if (place == PLACES / 2)
            memcpy(here, slopes, n * sizeof *here);
    }
    for (size_t i = 0; i < n && known; i++)
        found = found || (abs(signs[i]) == PLACES && least[i] >= most[i] / 2); /* on a terrace it grows from next to nothing on both sides */
    for (size_t i = 0; i < n && found; i++)
        gradient[i] = isnan(here[i]) ? 0 : here[i];
    precise_end();
    arena_clear(scratch);
    return found;
}

static void look_below(struct inspector *inspector, struct inspection *inspection, double *gradient)
{
    if (inspector->quick || !inspector->precise || !inspection->smooth || inspection->sure || !critical_kind_listed(inspection->kind) ||
        !is_still(inspection, inspector->n))
        return;
    inspector->precise--;
    if (!has_lost_slope(inspector, gradient))
        return;
    inspection->kind = CRITICAL_REGULAR;
    inspection->below = true;
    inspection->flat = false;
    inspection->index = 0;
    inspection->negative = -1;
}

static void inspect(struct inspector *inspector, const double *const *outputs, size_t column, struct inspection *inspection)
{
    struct arena *arena = inspector->arena;
    const size_t n = inspector->n;
    double *gradient = ARENA_NEW(arena, double, 3 * n + n * n), *eigenvalues = gradient + n, *hessian = gradient + 3 * n;
    for (size_t i = 0; i < n; i++) {
        gradient[i] = outputs[1 + i][column];
        for (size_t j = 0; j < n; j++)
            hessian[i * n + j] = outputs[inspector_entry(n, i, j)][column];
    }
    memcpy(inspector->work, hessian, n * n * sizeof *hessian);
    symmetric_eigen(n, inspector->work, eigenvalues, inspector->vectors);
    *inspection = (struct inspection){.value = outputs[0][column],
                                      .gradient = gradient,
                                      .hessian = hessian,
                                      .eigenvalues = eigenvalues,
                                      .doubt = gradient + 2 * n,
                                      .negative = -1,
                                      .kind = CRITICAL_UNDEFINED};
    if (isfinite(inspection->value)) {
        judge(inspector, inspection, gradient, hessian, eigenvalues);
        look_below(inspector, inspection, gradient);
    } else {
        erase(n, gradient, hessian, eigenvalues);
    }
}

struct inspector *critical_inspector(struct arena *arena, struct landscape *landscape, struct error *error)
{
    struct inspector *inspector = ARENA_NEW(arena, struct inspector, 1);
    return create(inspector, arena, arena, landscape, error) ? inspector : NULL;
}

void critical_inspect_by(struct inspector *inspector, const double *points, size_t count, bool values, struct inspection *inspections)
{
    const size_t n = inspector->n;
    inspector->quick = !values;
    for (size_t first = 0; first < count; first += CHUNK) {
        const size_t block = count - first < CHUNK ? count - first : CHUNK;
        for (size_t k = 0; k < block; k++)
            for (size_t i = 0; i < n; i++)
                inspector->inputs[i][k] = points[(first + k) * n + i];
        program_run(inspector->program, inspector->workspace, (const double *const *)inspector->inputs, inspector->results, block);
        inspector_bound_block(inspector, points + first * n, block);
        for (size_t k = 0; k < block; k++) {
            inspector_set_point(inspector, points + first * n, block, k);
            inspect(inspector, (const double *const *)inspector->results, k, &inspections[first + k]);
        }
    }
}

bool critical_inspect(struct arena *arena, struct landscape *landscape, const double *points, size_t count, struct inspection *inspections,
                      struct error *error)
{
    struct arena *scratch = arena_within(arena);
    struct inspector inspector;
    if (!create(&inspector, scratch, arena, landscape, error))
        return false;
    critical_inspect_by(&inspector, points, count, true, inspections);
    arena_clear(scratch);
    return true;
}
