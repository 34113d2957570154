/* Curves on which the landscape is smooth: the tangent is the direction of least curvature, and Newton's method along the other direction leads back. */
#include "analysis/stationary.h"

#include "base/eigen.h"

#include <math.h>
#include <string.h>

enum { CORRECTIONS = 12, MOST_FRUITLESS = 100, GRID = 24 };
/* In units of the box: the longest correction; how far aside is looked at. */
static const double link = STATIONARY_LINK, aside = 1e-4;
/* A slope or bend below this is rounding of numbers at the end of the doubles' range, as far out on the tail of a narrow hill. */
static const double faint = 0x1p-960;

struct smooth_curve {
    struct stationary *search;
    struct program *program;
    struct workspace *workspace;
};

/* Value, gradient and Hessian. */
static void evaluate(const struct smooth_curve *curve, const double at[2], double numbers[6])
{
    double *outputs[6];
    for (int i = 0; i < 6; i++)
        outputs[i] = &numbers[i];
    program_run(curve->program, curve->workspace, (const double *const[]){&at[0], &at[1]}, outputs, 1);
}

/* Gradient and curvatures in units of the box, and the eigenvectors: vectors[0] of the curvature nearest to 0. */
static void see(const struct smooth_curve *curve, const double numbers[6], double gradient[2], double curvatures[2], double vectors[2][2])
{
    const double *extent = curve->search->extent;
    double matrix[4], values[2], rows[4];
    gradient[0] = numbers[1] * extent[0];
    gradient[1] = numbers[2] * extent[1];
    matrix[0] = numbers[3] * extent[0] * extent[0];
    matrix[2] = numbers[4] * extent[0] * extent[1];
    matrix[3] = numbers[5] * extent[1] * extent[1];
    matrix[1] = matrix[2];
    symmetric_eigen(2, matrix, values, rows);
    const int least = fabs(values[0]) <= fabs(values[1]) ? 0 : 1;
    for (int i = 0; i < 2; i++) {
        curvatures[i] = values[i == 0 ? least : 1 - least];
        memcpy(vectors[i], rows + 2 * (i == 0 ? least : 1 - least), sizeof vectors[i]);
    }
}

static void look(const struct smooth_curve *curve, const double at[2], double gradient[2], double curvatures[2], double vectors[2][2])
{
    double numbers[6];
    evaluate(curve, at, numbers);
    see(curve, numbers, gradient, curvatures, vectors);
}

static void smooth_tangent(void *context, const double at[2], double tangent[2])
{
    const struct smooth_curve *curve = context;
    double gradient[2], curvatures[2], vectors[2][2];
    look(curve, at, gradient, curvatures, vectors);
    if (curvatures[1] == 0) /* as on x = 0 of x³: beside it there are some */
        look(curve, (double[2]){at[0] + aside * curve->search->extent[0], at[1] + 0.7 * aside * curve->search->extent[1]}, gradient, curvatures,
             vectors);
    memcpy(tangent, vectors[0], sizeof vectors[0]);
}

enum crossing { CROSSING_LOST, CROSSING_MOVED, CROSSING_ARRIVED };

/* A step of Newton's method across the curve, by value, gradient and Hessian there; lost if it is too long. */
static enum crossing cross(const struct smooth_curve *curve, const double numbers[6], double longest, double at[2])
{
    double gradient[2], curvatures[2], vectors[2][2];
    see(curve, numbers, gradient, curvatures, vectors);
    const double slope = gradient[0] * vectors[1][0] + gradient[1] * vectors[1][1], move = slope == 0 ? 0 : -slope / curvatures[1];
    if (!(fabs(move) <= longest))
        return CROSSING_LOST;
    for (int k = 0; k < 2; k++)
        at[k] += move * vectors[1][k] * curve->search->extent[k];
    return move == 0 ? CROSSING_ARRIVED : CROSSING_MOVED;
}

static bool smooth_correct(void *context, double at[2])
{
    static const double slowest = 0.04;
    const struct smooth_curve *curve = context;
    const double *extent = curve->search->extent;
    enum crossing crossing = CROSSING_MOVED;
    double last[2] = {0, 0};
    for (int i = 0; i < CORRECTIONS && crossing == CROSSING_MOVED; i++) {
        double numbers[6], before[2] = {at[0], at[1]}, move[2], dot = 0, square = 0;
        evaluate(curve, at, numbers);
        crossing = cross(curve, numbers, link, at);
        for (int k = 0; k < 2; k++) {
            move[k] = (at[k] - before[k]) / extent[k];
            dot += move[k] * last[k];
            square += last[k] * last[k];
        }
        /* Where the bend is 0 on the curve each step is a fixed part of the one before: their sum to infinity leads there (Aitken). */
        const double ratio = dot / square;
        const bool slow = i % 2 && ratio > slowest && ratio < 1 - slowest && crossing == CROSSING_MOVED;
        for (int k = 0; k < 2; k++) {
            at[k] += slow ? move[k] * ratio / (1 - ratio) * extent[k] : 0;
            last[k] = slow ? 0 : move[k];
        }
    }
    return crossing != CROSSING_LOST;
}

/* Whether a place may be one of many. */
static bool may_hold(const struct inspection *inspection)
{
    return critical_kind_listed(inspection->kind) && !inspection->sure && !inspection->flat;
}

/* Whether the place is critical, and the landscape not level all around. */
static bool smooth_holds(void *context, const double at[2])
{
    const struct smooth_curve *curve = context;
    struct inspection inspection;
    double gradient[2], curvatures[2], vectors[2][2], place[2];
    critical_inspect_by(curve->search->inspector, at, 1, false, &inspection);
    if (!may_hold(&inspection))
        return false;
    look(curve, at, gradient, curvatures, vectors);
    bool differs = fabs(curvatures[1]) > faint;
    for (int side = 0; side < 4 && !differs; side++) {
        for (int k = 0; k < 2; k++)
            place[k] = at[k] + (k == side % 2 ? side < 2 ? aside : -aside : 0) * curve->search->extent[k];
        look(curve, place, gradient, curvatures, vectors);
        differs = fabs(gradient[0]) > faint || fabs(gradient[1]) > faint;
    }
    return differs;
}

static double smooth_bend(void *context, const double at[2])
{
    double gradient[2], curvatures[2], vectors[2][2];
    look(context, at, gradient, curvatures, vectors);
    return curvatures[1];
}

/* The sign of the bend across a curve of critical points, if it is more than what is left of that of its surroundings: along the curve f is the same, so that
 * the sign makes the kind. Else 0. */
static int sign_of_bend(const struct smooth_curve *curve, const double at[2])
{
    static const double beside = 1e-5, none = 1e-6, some = 0.25;
    double gradient[2], bends[2], vectors[2][2], there[2], unused[2][2];
    look(curve, at, gradient, bends, vectors);
    if (!(fabs(bends[0]) <= none * fabs(bends[1]) && fabs(bends[1]) > faint))
        return 0;
    for (int side = -1; side <= 1; side += 2) {
        double place[2];
        for (int k = 0; k < 2; k++)
            place[k] = at[k] + side * beside * vectors[1][k] * curve->search->extent[k];
        look(curve, place, gradient, there, unused);
        if (!(fabs(bends[1]) >= some * fabs(there[1])))
            return 0;
    }
    return bends[1] > 0 ? 1 : -1;
}

/* What f does on both sides of a curve, where bends are but rounding: 1 higher, −1 lower, as near as that is certain. False where it is not. */
static bool look_aside(struct smooth_curve *curve, const double at[2], int sides[2])
{
    static const double distances[] = {1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3}, rounding = 0x1p-46;
    double tangent[2], places[3][2], values[3];
    smooth_tangent(curve, at, tangent);
    for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
        for (int place = 0; place < 3; place++) {
            double *output = &values[place];
            for (int k = 0; k < 2; k++)
                places[place][k] = at[k] + (place - 1) * distances[i] * (k ? tangent[0] : -tangent[1]) * curve->search->extent[k];
            program_run(curve->search->value, curve->search->of_value, (const double *const[]){&places[place][0], &places[place][1]}, &output, 1);
        }
        const double noise = rounding * fabs(values[1]);
        for (int side = 0; side < 2; side++) {
            const double change = values[2 * side] - values[1];
            sides[side] = change > noise ? 1 : change < -noise ? -1 : 0;
        }
        const double low = fabs(values[0] - values[1]), high = fabs(values[2] - values[1]);
        if (sides[0] && sides[1] && fmin(low, high) > 0.01 * fmax(low, high))
            return true;
    }
    return false;
}

/* Regular where it is no curve but a level stretch. */
static enum critical_kind smooth_kind(void *context, const double at[2])
{
    struct smooth_curve *curve = context;
    struct inspection inspection;
    int sides[2] = {sign_of_bend(curve, at)};
    sides[1] = sides[0];
    if (sides[0] || look_aside(curve, at, sides))
        return sides[0] != sides[1] ? CRITICAL_DEGENERATE : sides[0] > 0 ? CRITICAL_MINIMUM : CRITICAL_MAXIMUM;
    if (!stationary_inspect(curve->search, at, &inspection))
        return CRITICAL_DEGENERATE;
    return inspection.flat ? CRITICAL_REGULAR : critical_kind_listed(inspection.kind) ? inspection.kind : CRITICAL_DEGENERATE;
}

/* Traces what passes through the points that the Hessian leaves open. */
static void trace_all(struct smooth_curve *smooth)
{
    struct stationary *search = smooth->search;
    const struct stationary_curve curve = {smooth, smooth_tangent, smooth_correct, smooth_holds, smooth_kind, smooth_bend};
    size_t fruitless = 0;
    for (size_t i = 0; i < search->count && fruitless < MOST_FRUITLESS; i++) {
        struct stationary_point *point = search->points[i];
        if (point->sure || point->followed || !point->point.smooth || !stationary_in_box(search, point->point.at))
            continue;
        point->followed = true;
        double start[2] = {point->point.at[0], point->point.at[1]};
        if (smooth_correct(smooth, start) && stationary_trace(search, &curve, start))
            i = SIZE_MAX; /* the list has changed: from the beginning */
        else
            fruitless++;
    }
}

/* Places of a grid, each led across whatever curve is near by: where it came to, or not-a-numbers. */
static void lead_across(struct smooth_curve *smooth, double (*at)[2])
{
    static const double longest = 1.0 / 8;
    const struct stationary *search = smooth->search;
    double *numbers = ARENA_NEW(search->arena, double, 8 * GRID * GRID), *columns[8], here[6];
    size_t moving[GRID * GRID], count = GRID * GRID;
    for (size_t i = 0; i < 8; i++)
        columns[i] = numbers + i * GRID * GRID;
    for (size_t i = 0; i < count; i++) {
        at[i][0] = search->low[0] + search->extent[0] * ((double)(i % GRID) + 0.4871) / GRID;
        at[i][1] = search->low[1] + search->extent[1] * ((double)(i / GRID) + 0.5127) / GRID;
        moving[i] = i;
    }
    for (int step = 0; step < CORRECTIONS && count; step++) {
        size_t left = 0;
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < 2; k++)
                columns[k][i] = at[moving[i]][k];
        program_run(smooth->program, smooth->workspace, (const double *const *)columns, columns + 2, count);
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; k < 6; k++)
                here[k] = columns[2 + k][i];
            const enum crossing crossing = cross(smooth, here, longest, at[moving[i]]);
            if (crossing == CROSSING_LOST)
                at[moving[i]][0] = at[moving[i]][1] = NAN;
            else if (crossing == CROSSING_MOVED)
                moving[left++] = moving[i];
        }
        count = left;
    }
}

/* The same from a grid: Newton's method in the plane slides along curves, and may leave few places on some. */
static void trace_from_grid(struct smooth_curve *smooth)
{
    struct stationary *search = smooth->search;
    const struct stationary_curve curve = {smooth, smooth_tangent, smooth_correct, smooth_holds, smooth_kind, smooth_bend};
    double places[GRID * GRID][2];
    struct inspection *inspections = ARENA_NEW(search->arena, struct inspection, GRID * GRID);
    size_t count = 0;
    lead_across(smooth, places);
    for (size_t i = 0; i < GRID * GRID; i++)
        if (stationary_in_box(search, places[i]))
            memcpy(places[count++], places[i], sizeof *places);
    critical_inspect_by(search->inspector, &places[0][0], count, false, inspections);
    for (size_t i = 0; i < count && !search->more_chains; i++)
        if (may_hold(&inspections[i]) && !stationary_on_chain(search, 0, places[i]))
            stationary_trace(search, &curve, places[i]);
}

/* Whether a curve may pass through a point of the list: not through corners, whose curves are looked for where they are. */
static bool has_places(const struct stationary *search)
{
    for (size_t i = 0; i < search->count && search->unsure_count; i++)
        if (!search->points[i]->sure && search->points[i]->point.smooth)
            return true;
    return false;
}

bool stationary_chain(struct stationary *search, struct error *error)
{
    struct smooth_curve smooth = {.search = search};
    if (search->dimension == 1 || !has_places(search))
        return true;
    if (!landscape_program(search->landscape, 2, &smooth.program, error))
        return false;
    smooth.workspace = workspace_create(search->arena, smooth.program);
    trace_all(&smooth);
    trace_from_grid(&smooth);
    for (size_t i = search->count; i-- > 0 && search->more_chains;) /* on curves that are not traced */
        if (!search->points[i]->sure && search->points[i]->point.smooth)
            stationary_take_out(search, i);
    if (!search->unresolved || !search->chain_count || search->more_chains)
        return true;
    search->unresolved = false; /* there is room for others */
    search->again = true;
    if (!stationary_search_plane(search, error))
        return false;
    trace_all(&smooth);
    return true;
}

/* A place of the valley through a point: how far along it is, in units of the box, and the slope there over the bend. */
struct valley_place {
    double along, ratio;
};

/* Up to two places on one side of the point, as near as slope and bend are beyond rounding. */
static size_t find_valley_places(const struct smooth_curve *smooth, const double from[2], const double direction[2], double side,
                                 struct valley_place *places)
{
    static const double nearest = 1.0 / 512, farthest = 1.0 / 8, farther = 1.5, rounding = 1e-11;
    const double *extent = smooth->search->extent;
    size_t count = 0;
    for (double length = nearest; length <= farthest && count < 2; length *= farther) {
        double at[2], gradient[2], bends[2], vectors[2][2];
        for (int k = 0; k < 2; k++)
            at[k] = from[k] + side * length * direction[k] * extent[k];
        if (!smooth_correct((void *)smooth, at))
            return count;
        look(smooth, at, gradient, bends, vectors);
        const double sign = vectors[0][0] * direction[0] + vectors[0][1] * direction[1] < 0 ? -1 : 1,
                     slope = sign * (gradient[0] * vectors[0][0] + gradient[1] * vectors[0][1]);
        if (fabs(bends[0]) > rounding * fabs(bends[1]) && fabs(slope) > rounding * fabs(bends[1]) * length)
            places[count++] =
                (struct valley_place){(at[0] - from[0]) / extent[0] * direction[0] + (at[1] - from[1]) / extent[1] * direction[1], slope / bends[0]};
    }
    return count;
}

/* Where a valley ends in a point like |t|^m: slope over bend, t / (m − 1), goes through 0 there as a straight line does, and is known farther off, where
 * rounding does not hide it. The place where a polynomial through four places of it is 0 goes to `at`. False if it is none. */
static bool seek_end(const struct smooth_curve *smooth, double at[2])
{
    enum { PLACES = 4 };
    double gradient[2], bends[2], vectors[2][2];
    struct valley_place places[PLACES];
    look(smooth, at, gradient, bends, vectors);
    if (find_valley_places(smooth, at, vectors[0], -1, places) < 2 || find_valley_places(smooth, at, vectors[0], 1, places + 2) < 2)
        return false;
    for (int i = 0; i < PLACES; i++)
        if (!((i < 2 ? -places[i].ratio : places[i].ratio) > 0))
            return false;
    for (int width = 1; width < PLACES; width++) /* Neville's scheme, at the ratio 0 */
        for (int i = 0; i + width < PLACES; i++)
            places[i].along =
                (places[i + width].ratio * places[i].along - places[i].ratio * places[i + 1].along) / (places[i + width].ratio - places[i].ratio);
    for (int k = 0; k < 2; k++)
        at[k] += places[0].along * vectors[0][k] * smooth->search->extent[k];
    return smooth_correct((void *)smooth, at) && stationary_in_box(smooth->search, at);
}

/* Puts the ends of valleys in place of points near by that are left degenerate. */
static void add_ends(const struct smooth_curve *smooth)
{
    enum { MOST_ENDS = 32 };
    struct stationary *search = smooth->search;
    double x[MOST_ENDS], y[MOST_ENDS];
    struct inspection inspection;
    size_t count = 0;
    for (size_t i = search->count; i-- > 0 && count < MOST_ENDS;) {
        const struct critical_point *point = &search->points[i]->point;
        double at[2] = {point->at[0], point->at[1]};
        if (search->points[i]->sure || !point->smooth || !seek_end(smooth, at))
            continue;
        critical_inspect_by(search->inspector, at, 1, false, &inspection);
        if (!may_hold(&inspection))
            continue;
        stationary_take_out(search, i);
        x[count] = at[0];
        y[count++] = at[1];
    }
    stationary_add(search, (const double *const[]){x, y}, count, true);
    stationary_resolve(search);
}

/* Whether the slope is 0 to rounding all along the valley between two places: on the straight way, corrected across. */
static bool is_level_between(struct smooth_curve *smooth, const double from[2], const double to[2])
{
    enum { PLACES = 4 };
    for (int i = 1; i < PLACES; i++) {
        double at[2];
        struct inspection inspection;
        for (int k = 0; k < 2; k++)
            at[k] = from[k] + (to[k] - from[k]) * i / PLACES;
        if (!smooth_correct(smooth, at) || !stationary_in_box(smooth->search, at))
            return false;
        critical_inspect_by(smooth->search->inspector, at, 1, false, &inspection);
        if (!critical_kind_listed(inspection.kind) || inspection.sure)
            return false;
    }
    return true;
}

/* Whether a point cannot be told from another. */
static bool is_shadow(struct smooth_curve *smooth, const struct stationary_point *shadow, const struct stationary_point *other)
{
    static const double near = 1.0 / 64; /* in units of the box */
    if (shadow->sure || other->sure || !shadow->point.smooth || !other->point.smooth)
        return false;
    const bool better = other->gradient < shadow->gradient || (other->gradient == shadow->gradient && other->key < shadow->key),
               passing = shadow->point.kind == CRITICAL_DEGENERATE && shadow->point.index == 0;
    if (passing ? other->point.index == 0 && !better
                : other->point.kind != shadow->point.kind || other->point.index != shadow->point.index || !better)
        return false;
    for (int axis = 0; axis < 2; axis++)
        if (!(fabs(shadow->point.at[axis] - other->point.at[axis]) <= near * smooth->search->extent[axis]))
            return false;
    return is_level_between(smooth, shadow->point.at, other->point.at);
}

bool stationary_drop_shadows(struct stationary *search, struct error *error)
{
    struct smooth_curve smooth = {.search = search};
    if (search->dimension != 2 || !search->unsure_count)
        return true;
    if (!landscape_program(search->landscape, 2, &smooth.program, error))
        return false;
    smooth.workspace = workspace_create(search->arena, smooth.program);
    add_ends(&smooth);
    for (size_t i = search->count; i-- > 0;)
        for (size_t k = 0; k < search->count && !search->points[i]->sure; k++)
            if (k != i && is_shadow(&smooth, search->points[i], search->points[k])) {
                stationary_take_out(search, i);
                break;
            }
    return true;
}
