/* Minima of the box on its rim: the slope along the rim changes its sign from − to + (at the ends of an interval and the corners of a box there is
 * no such slope to ask for), and every slope across the rim rises inwards. In three and more dimensions the rim has faces of all dimensions below;
 * on each Newton's method is started with the other coordinates held. */
#include "analysis/critical_rim.h"

#include "analysis/newton.h"
#include "base/eigen.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 1024, BISECTIONS = 60, MOST = 4 * 64, FACE_STARTS = 64, ALL_STARTS = 16384, BLOCK = 512, STEPS = 44 };
/* In units of the box: ends of Newton's method this near are one; curvatures smaller beside the largest are 0. */
static const double same_end = 1e-9, no_curvature = 1e-10;

static void put_in(struct rim *rim, const double *at, double value)
{
    const size_t n = rim->n, room = n < 2 ? 2 : n;
    double *numbers = ARENA_NEW(rim->arena, double, 2 * room);
    memcpy(numbers, at, n * sizeof *at);
    for (size_t k = 0; k < n; k++)
        numbers[room + k] = NAN;
    rim->items[rim->found->count++] = (struct critical_point){.dimension = n,
                                                              .at = numbers,
                                                              .value = value,
                                                              .eigenvalues = numbers + room,
                                                              .kind = CRITICAL_MINIMUM,
                                                              .smooth = true,
                                                              .boundary = true,
                                                              .negative = -1};
}

/* Takes the place in if f rises from it into the box along every axis at whose end it is. */
static void take_in(struct rim *rim, const double at[2])
{
    double outputs[3];
    bool level = false;
    rim_evaluate(rim, at, outputs);
    if (!isfinite(outputs[0]))
        return;
    for (size_t k = 0; k < rim->n; k++) {
        const double inwards = !rim_is_end(rim, k, at[k]) ? 1 : at[k] == rim->box[k][0] ? outputs[1 + k] : -outputs[1 + k];
        level = level || inwards == 0;
        if (!(inwards >= 0))
            return;
    }
    for (size_t i = 0; i < rim->found->count && level; i++) /* which is looked at with those of the list */
        if (rim->items[i].at[0] == at[0] && (rim->n == 1 || rim->items[i].at[1] == at[1]))
            return;
    if (!rim_is_on_curve(rim, at) && (!level || rim_is_minimum_inside(rim, at)))
        put_in(rim, at, outputs[0]);
}

/* Points of the list on the rim that are minima of the box, though with what is outside they are none, as that of x³ over 0 … 1. */
static void raise_listed(struct rim *rim)
{
    for (size_t i = 0; i < rim->found->count && rim->n <= 2; i++) {
        struct critical_point *point = &rim->items[i];
        bool on_rim = false;
        for (size_t k = 0; k < rim->n; k++)
            on_rim = on_rim || rim_is_end(rim, k, point->at[k]);
        if (!on_rim || point->kind == CRITICAL_MINIMUM || !rim_is_minimum_inside(rim, point->at))
            continue;
        if (rim_is_on_curve(rim, point->at)) {
            memmove(point, point + 1, (rim->found->count - i - 1) * sizeof *point);
            rim->found->count--;
            i--;
            continue;
        }
        point->kind = CRITICAL_MINIMUM;
        point->boundary = true;
        point->index = 0;
        point->negative = -1;
    }
}

static double slope_along(const struct rim *rim, double at[2], size_t axis, double along)
{
    double outputs[3];
    at[axis] = along;
    rim_evaluate(rim, at, outputs);
    return outputs[1 + axis];
}

/* The slope into the box from a side. */
static double inward(const struct rim *rim, size_t axis, double other, const double outputs[3])
{
    return other == rim->box[1 - axis][0] ? outputs[2 - axis] : -outputs[2 - axis];
}

/* The slope along a side; not-a-number where it is 0 and f falls into the box. */
static double slope_beside(const struct rim *rim, double at[2], size_t axis, double along)
{
    double outputs[3];
    at[axis] = along;
    rim_evaluate(rim, at, outputs);
    return outputs[1 + axis] == 0 && inward(rim, axis, at[1 - axis], outputs) < 0 ? NAN : outputs[1 + axis];
}

/* A stretch of a side on which f is level and from which it rises into the box: minima as far as it reaches. */
static void put_level(struct rim *rim, size_t axis, double other, double from, double to)
{
    struct critical_points *found = rim->found;
    double outputs[3], (*ends)[2] = arena_allocate(rim->arena, 2, sizeof *ends);
    for (int place = 0; place < 3; place++) {
        double at[2];
        at[axis] = place == 0 ? from : place == 1 ? to : from + 0.4871 * (to - from);
        at[1 - axis] = other;
        if (place < 2)
            memcpy(ends[place], at, sizeof at);
        rim_evaluate(rim, at, outputs);
        if (!isfinite(outputs[0]) || (place == 2 && !(inward(rim, axis, other, outputs) > 0)))
            return;
    }
    if (found->chain_count < CRITICAL_MOST_CHAINS)
        found->chains[found->chain_count++] = (struct critical_chain){.at = ends, .count = 2, .kind = CRITICAL_MINIMUM};
}

/* Where a stretch ends on which the slope along the side is zero. */
static double end_of_level(const struct rim *rim, double at[2], size_t axis, double level, double sloping)
{
    for (int k = 0; k < BISECTIONS; k++) {
        const double middle = level + (sloping - level) / 2;
        *(slope_beside(rim, at, axis, middle) == 0 ? &level : &sloping) = middle;
    }
    return level;
}

/* The level stretches of the side, beside which f nowhere falls along it. */
static void walk_level(struct rim *rim, size_t axis, double other)
{
    const double low = rim->box[axis][0], high = rim->box[axis][1];
    double at[2], from = low, last = low, before = 0, fell = 0;
    size_t length = 0;
    at[1 - axis] = other;
    for (size_t i = 0; i <= CELLS; i++) {
        const double to = i == CELLS ? high : low + (high - low) * ((double)i / CELLS), slope = slope_beside(rim, at, axis, to);
        if (slope == 0 && !length++) {
            from = i ? end_of_level(rim, at, axis, to, last) : low;
            fell = i ? before : -1;
        }
        const bool rises = slope > 0 || isnan(slope) || (slope == 0 && i == CELLS);
        if (length > 1 && (fell < 0 || isnan(fell)) && rises)
            put_level(rim, axis, other, from, slope == 0 ? high : end_of_level(rim, at, axis, last, to));
        length = slope == 0 ? length : 0;
        before = slope;
        last = to;
    }
}

/* The side on which the other coordinate is at one of its ends. */
static void walk(struct rim *rim, size_t axis, double other)
{
    const double low = rim->box[axis][0], width = rim->box[axis][1] - low;
    double at[2];
    at[1 - axis] = other;
    double before = slope_along(rim, at, axis, low), from = low;
    size_t kept = 0;
    for (size_t i = 1; i <= CELLS && kept < MOST / 4; i++) {
        const double to = i == CELLS ? rim->box[axis][1] : low + width * ((double)i / CELLS), after = slope_along(rim, at, axis, to);
        if (before < 0 && after >= 0 && i < CELLS && !(after == 0 && slope_along(rim, at, axis, to + 0.5 * width / CELLS) == 0)) {
            double left = from, right = to;
            for (int k = 0; k < BISECTIONS; k++) {
                const double middle = left + (right - left) / 2;
                *(slope_along(rim, at, axis, middle) < 0 ? &left : &right) = middle;
            }
            at[axis] = right;
            take_in(rim, at);
            kept++;
        }
        before = after;
        from = to;
    }
}

struct box_faces {
    struct rim *rim;
    struct newton newton;
    size_t count, each; /* faces, and starts on each */
    double *outputs;    /* value, gradient, Hessian's lower triangle */
    unsigned *held;     /* of the points taken in, from the first of the rim on */
    size_t first;
};

/* The faces are numbered: each coordinate is free, at its low or at its high end, by the digits of the number to the base 3; 0 is the inside. */
static unsigned face_of(size_t n, size_t number, const double (*box)[2], double *at, bool *corner)
{
    unsigned held = 0;
    *corner = true;
    for (size_t k = 0; k < n; k++, number /= 3) {
        *corner = *corner && number % 3;
        if (!(number % 3))
            continue;
        held |= 1u << k;
        at[k] = box[k][number % 3 - 1];
    }
    return held;
}

static void look(struct box_faces *faces, const double *at)
{
    enum { MOST_OUTPUTS = 1 + NEWTON_MOST_DIMENSION + NEWTON_MOST_DIMENSION * (NEWTON_MOST_DIMENSION + 1) / 2 };
    const size_t n = faces->rim->n;
    const double *inputs[NEWTON_MOST_DIMENSION] = {NULL};
    double *outputs[MOST_OUTPUTS];
    for (size_t k = 0; k < n; k++)
        inputs[k] = &at[k];
    for (size_t i = 0; i < MOST_OUTPUTS; i++)
        outputs[i] = faces->outputs + i;
    program_run(faces->newton.program, faces->newton.workspace, inputs, outputs, 1);
}

/* Whether f bends upwards along the face in every direction; what is level to second order does not count. */
static bool bends_upwards(const struct box_faces *faces, unsigned held)
{
    const size_t n = faces->rim->n;
    double matrix[NEWTON_MOST_DIMENSION * NEWTON_MOST_DIMENSION] = {0}, values[NEWTON_MOST_DIMENSION];
    size_t free[NEWTON_MOST_DIMENSION], count = 0;
    for (size_t k = 0; k < n; k++)
        if (!(held >> k & 1))
            free[count++] = k;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++)
            matrix[i * count + j] =
                faces->outputs[1 + n + free[i] * (free[i] + 1) / 2 + free[j]] * faces->newton.extent[free[i]] * faces->newton.extent[free[j]];
    symmetric_eigen(count, matrix, values, NULL);
    return !count || (isfinite(values[0]) && values[0] > no_curvature * fmax(fabs(values[0]), fabs(values[count - 1])));
}

static bool is_known(const struct box_faces *faces, const double *at, unsigned held)
{
    const struct rim *rim = faces->rim;
    for (size_t i = faces->first; i < rim->found->count; i++) {
        bool same = faces->held[i - faces->first] == held;
        for (size_t k = 0; k < rim->n && same; k++)
            same = fabs(rim->items[i].at[k] - at[k]) <= same_end * faces->newton.extent[k];
        if (same)
            return true;
    }
    return false;
}

/* Takes in a point of a face at which the slope along the face is zero, if it is a minimum. */
static void take_from_face(struct box_faces *faces, const double *at, unsigned held)
{
    struct rim *rim = faces->rim;
    const size_t n = rim->n;
    for (size_t k = 0; k < n; k++)
        if (!(held >> k & 1) && !(at[k] > rim->box[k][0] && at[k] < rim->box[k][1]))
            return;
    look(faces, at);
    bool minimum = isfinite(faces->outputs[0]) && bends_upwards(faces, held);
    for (size_t k = 0; k < n; k++)
        minimum = minimum && (!(held >> k & 1) || (at[k] == rim->box[k][0] ? faces->outputs[1 + k] > 0 : faces->outputs[1 + k] < 0));
    if (!minimum || is_known(faces, at, held))
        return;
    if (rim->found->count == CRITICAL_MOST_POINTS) {
        rim->found->overfull = true;
        return;
    }
    faces->held[rim->found->count - faces->first] = held;
    put_in(rim, at, faces->outputs[0]);
}

static void take_swarm(struct box_faces *faces, const struct newton_swarm *swarm)
{
    double at[NEWTON_MOST_DIMENSION] = {0};
    for (size_t i = 0; i < swarm->count; i++) {
        for (size_t k = 0; k < faces->rim->n; k++)
            at[k] = swarm->at[k][i];
        take_from_face(faces, at, swarm->held[i]);
    }
}

/* Starts number `first` and on, a few on each face in turn. */
static void search_faces(struct box_faces *faces, struct arena *scratch, size_t first)
{
    const struct rim *rim = faces->rim;
    struct newton_swarm swarm = newton_swarm_of(scratch, &faces->newton, BLOCK), rested = newton_swarm_of(scratch, &faces->newton, BLOCK);
    double at[NEWTON_MOST_DIMENSION] = {0};
    swarm.count = 0;
    for (size_t i = first; i < first + BLOCK && i < faces->count * faces->each; i++) {
        bool corner;
        for (size_t k = 0; k < rim->n; k++)
            at[k] = rim->box[k][0] + (rim->box[k][1] - rim->box[k][0]) * random_uniform(0, random_stream(RANDOM_START, i), k);
        const unsigned held = face_of(rim->n, 1 + i / faces->each, rim->box, at, &corner);
        if (corner && i % faces->each == 0)
            take_from_face(faces, at, held);
        for (size_t k = 0; k < rim->n && !corner; k++)
            swarm.at[k][swarm.count] = at[k];
        swarm.held[swarm.count] = held;
        swarm.count += !corner;
    }
    newton_settle(&faces->newton, scratch, &swarm, STEPS, &rested);
    take_swarm(faces, &rested);
}

static bool walk_faces(struct rim *rim, struct landscape *landscape, struct error *error)
{
    const size_t n = rim->n;
    struct box_faces faces = {.rim = rim, .count = 1, .first = rim->found->count};
    double *numbers = ARENA_NEW(rim->arena, double, 2 * n);
    for (size_t k = 0; k < n; k++) {
        faces.count *= 3;
        numbers[k] = rim->box[k][0];
        numbers[n + k] = rim->box[k][1] - rim->box[k][0];
    }
    faces.count--;
    faces.each = ALL_STARTS / faces.count < FACE_STARTS ? ALL_STARTS / faces.count : FACE_STARTS;
    faces.outputs = ARENA_NEW(rim->arena, double, 1 + NEWTON_MOST_DIMENSION * (NEWTON_MOST_DIMENSION + 3) / 2);
    faces.held = ARENA_NEW(rim->arena, unsigned, CRITICAL_MOST_POINTS);
    if (!newton_prepare(&faces.newton, rim->arena, landscape, numbers, numbers + n, error))
        return false;
    struct arena *scratch = arena_within(rim->arena);
    for (size_t first = 0; first < faces.count * faces.each; first += BLOCK, arena_clear(scratch))
        search_faces(&faces, scratch, first);
    return true;
}

double critical_points_boundary_cost(size_t dimension, double work)
{
    const double n = (double)dimension;
    return dimension <= 2 ? 3e5 * work : ALL_STARTS * 16 * (work + n * n * n);
}

static int by_value(const void *a, const void *b)
{
    const struct critical_point *p = a, *q = b;
    return p->value != q->value ? (p->value < q->value ? -1 : 1) : (p->at[0] > q->at[0]) - (p->at[0] < q->at[0]);
}

bool critical_points_add_boundary(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                                  struct error *error)
{
    struct rim rim = {.arena = arena, .box = box, .n = landscape->dimension, .found = found};
    struct program *program;
    if (!landscape_program(landscape, 1, &program, error))
        return false;
    rim.program = program;
    rim.workspace = workspace_create(arena, program);
    rim.items = ARENA_NEW(arena, struct critical_point, (rim.n > 2 ? CRITICAL_MOST_POINTS : found->count) + MOST + 4);
    memcpy(rim.items, found->items, found->count * sizeof *rim.items);
    found->items = rim.items;
    if (rim.n > 2 && !walk_faces(&rim, landscape, error))
        return false;
    for (size_t side = 0; side < 4 && rim.n == 2; side++)
        walk_level(&rim, side / 2, box[1 - side / 2][side % 2]);
    for (size_t i = 0; i < (rim.n == 1 ? 2 : rim.n == 2 ? 4 : 0); i++)
        take_in(&rim, (double[2]){box[0][i & 1], rim.n == 1 ? 0 : box[1][i >> 1]});
    for (size_t axis = 0; axis < 2 && rim.n == 2; axis++)
        for (size_t end = 0; end < 2; end++)
            walk(&rim, axis, box[1 - axis][end]);
    raise_listed(&rim);
    qsort(found->items, found->count, sizeof *found->items, by_value);
    return true;
}
