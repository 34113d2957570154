/* The Hessian's signs are certain where interval arithmetic makes them so: by Sylvester's law of inertia a congruence by any regular matrix keeps
 * them, and by Gershgorin's theorem a row whose diagonal outweighs the rest has the sign of its diagonal. */
#include "analysis/critical.h"

#include "analysis/critical_values.h"
#include "base/eigen.h"

#include <math.h>
#include <string.h>

enum { SHRINKINGS = 7, CHUNK = INTERVAL_BLOCK };
/* The box in which a zero counts, in units of the coordinate; its least size in units of the domain. */
static const double reach = 1e-8, least_reach = 1e-16;
static const double constancy = 0.02, rounding_factor = 4, jump_ratio = 0.3;

const char *critical_kind_name(enum critical_kind kind)
{
    static const char *const names[] = {"regular", "minimum", "maximum", "saddle", "degenerate", "none", "undefined"};
    return names[kind];
}

bool critical_kind_listed(enum critical_kind kind)
{
    return kind == CRITICAL_MINIMUM || kind == CRITICAL_MAXIMUM || kind == CRITICAL_SADDLE || kind == CRITICAL_DEGENERATE;
}

struct inspector {
    struct arena *arena;
    struct landscape *landscape;
    size_t n, outputs;
    struct program *program;
    struct workspace *workspace;
    struct interval_program *intervals; /* value, gradient, lower triangle of the Hessian */
    struct critical_values values;
    struct enclosure *box, *over_box;           /* a box around the point, and the outputs over it */
    const struct enclosure *at_point, *largest; /* the outputs at the point and over the largest box around it */
    const struct enclosure *shrunk;             /* over the smaller ones, one after the other; null: not looked at yet */
    const double *point;
    double *half;                                 /* [n]: half the box */
    double *scale;                                /* [n]: coordinates divided by it make the Hessian's rows of size 1 */
    double *vectors;                              /* [n][n]: eigenvectors by rows, in these coordinates */
    double *matrix, *work, *bent, *spread;        /* [n][n] */
    double *rows;                                 /* [6][n] */
    bool quick;                                   /* values are not looked at */
    double **inputs, **results;                   /* [CHUNK] each: a block of points */
    struct enclosure *shrinking, *over_shrinking; /* [SHRINKINGS - 1][n] and [outputs]: the smaller boxes of one point */
    struct enclosure *boxes;                      /* [2 CHUNK][n]: the points of a block, then the largest boxes around them */
    struct enclosure *bounds;                     /* [2 CHUNK][outputs]: over these */
    double **pairs;                               /* [n + outputs][2]: inputs and outputs of two points */
};

static bool create(struct inspector *inspector, struct arena *arena, struct landscape *landscape, struct error *error)
{
    const size_t n = landscape->dimension;
    *inspector = (struct inspector){.arena = arena, .landscape = landscape, .n = n};
    if (!landscape_program(landscape, 2, &inspector->program, error))
        return false;
    inspector->workspace = workspace_create(arena, inspector->program);
    inspector->outputs = program_outputs(inspector->program);
    node_id *nodes = ARENA_NEW(arena, node_id, inspector->outputs);
    nodes[0] = landscape->value;
    memcpy(nodes + 1, landscape->gradient, n * sizeof *nodes);
    memcpy(nodes + 1 + n, landscape->hessian, n * (n + 1) / 2 * sizeof *nodes);
    inspector->intervals = interval_compile(arena, landscape->graph, nodes, inspector->outputs, n);
    inspector->values = critical_values_of(arena, landscape);
    inspector->box = ARENA_NEW(arena, struct enclosure, n);
    inspector->over_box = ARENA_NEW(arena, struct enclosure, inspector->outputs);
    inspector->half = ARENA_NEW(arena, double, n);
    inspector->scale = ARENA_NEW(arena, double, n);
    inspector->rows = ARENA_NEW(arena, double, 6 * n);
    inspector->inputs = ARENA_NEW(arena, double *, n + inspector->outputs);
    inspector->results = inspector->inputs + n;
    double *block = ARENA_NEW(arena, double, CHUNK *(n + inspector->outputs));
    for (size_t i = 0; i < n + inspector->outputs; i++)
        inspector->inputs[i] = block + CHUNK * i;
    inspector->shrinking = ARENA_NEW(arena, struct enclosure, (SHRINKINGS - 1) * n);
    inspector->over_shrinking = ARENA_NEW(arena, struct enclosure, (SHRINKINGS - 1) * inspector->outputs);
    inspector->boxes = ARENA_NEW(arena, struct enclosure, 2 * CHUNK * n);
    inspector->bounds = ARENA_NEW(arena, struct enclosure, 2 * CHUNK * inspector->outputs);
    inspector->pairs = ARENA_NEW(arena, double *, n + inspector->outputs);
    double *pairs = ARENA_NEW(arena, double, 2 * (n + inspector->outputs));
    for (size_t i = 0; i < n + inspector->outputs; i++)
        inspector->pairs[i] = pairs + 2 * i;
    double **const matrices[] = {&inspector->vectors, &inspector->matrix, &inspector->work, &inspector->bent, &inspector->spread};
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++)
        *matrices[i] = ARENA_NEW(arena, double, n *n);
    return true;
}

static size_t entry(size_t n, size_t i, size_t j)
{
    return 1 + n + (i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i);
}

static double middle(const struct enclosure *enclosure)
{
    return enclosure->low / 2 + enclosure->high / 2;
}

/* Half the width, and what middle() was rounded by. */
static double radius(const struct enclosure *enclosure)
{
    return (enclosure->high / 2 - enclosure->low / 2) * (1 + 0x1p-50) + 0x1p-51 * fabs(middle(enclosure));
}

/* The eigenvectors in coordinates divided by scale. */
static void find_eigenvectors(struct inspector *inspector, const double *hessian)
{
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            inspector->matrix[i * n + j] = hessian[i * n + j] * inspector->scale[i] * inspector->scale[j];
    symmetric_eigen(n, inspector->matrix, inspector->rows, inspector->vectors);
    if (isnan(inspector->vectors[0])) /* of a Hessian that is not finite */
        for (size_t i = 0; i < n * n; i++)
            inspector->vectors[i] = i / n == i % n;
}

/* Powers of two by which the Hessian's rows have entries of about size 1 at most (Knight, Ruiz & Uçar, A symmetry preserving algorithm for matrix
 * scaling, 2014), then its eigenvectors. All rows are scaled at once, from units of the domain on: where the diagonal is 0, that alone decides how
 * the scales of two coordinates share what their product must be. */
static void find_directions(struct inspector *inspector, const double *hessian)
{
    enum { ROUNDS = 16 };
    const size_t n = inspector->n;
    double *scale = inspector->scale, *most = inspector->rows;
    for (size_t i = 0; i < n; i++) {
        int exponent;
        frexp(inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0], &exponent);
        scale[i] = ldexp(1, exponent);
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            most[i] = 0;
            for (size_t j = 0; j < n; j++)
                most[i] = fmax(most[i], fabs(hessian[i * n + j]) * scale[i] * scale[j]);
        }
        bool settled = true;
        for (size_t i = 0; i < n; i++) {
            int exponent;
            frexp(most[i], &exponent);
            if (!(most[i] > 0 && isfinite(most[i])) || exponent / 2 == 0)
                continue;
            scale[i] = ldexp(scale[i], -exponent / 2);
            settled = false;
        }
        if (settled)
            break;
    }
    find_eigenvectors(inspector, hessian);
}

/* into = a b, or |a| |b|. */
static void product(size_t n, const double *a, const double *b, double *into, bool magnitudes)
{
    memset(into, 0, n * n * sizeof *into);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            const double factor = magnitudes ? fabs(a[i * n + k]) : a[i * n + k];
            for (size_t j = 0; j < n; j++)
                into[i * n + j] += factor * (magnitudes ? fabs(b[k * n + j]) : b[k * n + j]);
        }
}

/* The Hessian's bounds between the directions: `bent` becomes V A, `matrix` the radius of that; what else rounding adds is in the radius. Then
 * the diagonal of V A V′ goes to center[], and what Gershgorin's circles leave of it, its row's radius, to rows[]. */
static void turn(struct inspector *inspector, const struct enclosure *outputs, double *center, double *rows)
{
    const size_t n = inspector->n;
    double *const a = inspector->work, *const spread = inspector->spread;
    const double *const v = inspector->vectors, rounding = (double)(n + 4) * 0x1p-52;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const struct enclosure *bounds = &outputs[entry(n, i, j)];
            a[i * n + j] = middle(bounds) * inspector->scale[i] * inspector->scale[j]; /* the product of the scales may be beyond the doubles */
            spread[i * n + j] = radius(bounds) * inspector->scale[i] * inspector->scale[j] + rounding * fabs(a[i * n + j]);
        }
    product(n, v, a, inspector->bent, false);
    product(n, v, spread, inspector->matrix, true);
    for (size_t k = 0; k < n; k++) {
        rows[k] = 0;
        for (size_t l = 0; l < n; l++) {
            double sum = 0, error = 0;
            for (size_t j = 0; j < n; j++) {
                sum += inspector->bent[k * n + j] * v[l * n + j];
                error += (inspector->matrix[k * n + j] + rounding * fabs(inspector->bent[k * n + j])) * fabs(v[l * n + j]);
            }
            if (k == l)
                center[k] = sum;
            rows[k] += error + (k == l ? 0 : fabs(sum));
        }
    }
}

/* Whether along some direction the slope is not zero in the box: slope(p) + V H (box − p) for each. Needs `bent` and `matrix` of the box. */
static bool has_slope(const struct inspector *inspector)
{
    const size_t n = inspector->n;
    for (size_t k = 0; k < n; k++) {
        double slope = 0, error = 0;
        for (size_t i = 0; i < n; i++) {
            const struct enclosure *bounds = &inspector->at_point[1 + i];
            const double factor = inspector->vectors[k * n + i] * inspector->scale[i];
            slope += factor * middle(bounds);
            error += fabs(factor) * (radius(bounds) + (double)(n + 4) * 0x1p-52 * fabs(middle(bounds)));
            error += (fabs(inspector->bent[k * n + i]) + inspector->matrix[k * n + i]) * inspector->half[i] / inspector->scale[i];
        }
        if (fabs(slope) > error)
            return true;
    }
    return false;
}

/* Whether a component of the gradient is not zero in the box. */
static bool component_has_slope(const struct inspector *inspector)
{
    for (size_t i = 0; i < inspector->n; i++) {
        const struct enclosure *bounds = &inspector->over_box[1 + i];
        if (!enclosure_empty(bounds) && !enclosure_holds(bounds, 0))
            return true;
    }
    return false;
}

static bool is_smooth(const struct inspector *inspector, const struct enclosure *outputs)
{
    for (size_t i = 0; i < inspector->outputs; i++)
        if (!enclosure_continuous(&outputs[i]) || !isfinite(outputs[i].low) || !isfinite(outputs[i].high))
            return false;
    return true;
}

/* Half the side of the box in which a zero counts, shrunk so often. */
static double half_side(const struct inspector *inspector, const double *point, size_t i, int shrinkings)
{
    static const double shrunk[SHRINKINGS] = {1, 0x1p-4, 0x1p-8, 0x1p-12, 0x1p-16, 0x1p-20, 0x1p-24};
    const double x = point[i], width = inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0];
    return fmax(reach * shrunk[shrinkings] * fmax(fabs(x), 1e-8 * width), fmax(0x1p-51 * fabs(x), least_reach * 0.1 * width));
}

static void place_box(const struct inspector *inspector, const double *point, int shrinkings, struct enclosure *box)
{
    for (size_t i = 0; i < inspector->n; i++) {
        const double half = half_side(inspector, point, i, shrinkings);
        box[i] = enclosure_between(point[i] - half, point[i] + half);
    }
}

/* The box shrunk so often. If one is looked at, others will be: many at once take little longer than one. */
static void run_box(struct inspector *inspector, int shrinkings)
{
    const size_t n = inspector->n, outputs = inspector->outputs;
    for (size_t i = 0; i < n; i++)
        inspector->half[i] = half_side(inspector, inspector->point, i, shrinkings);
    place_box(inspector, inspector->point, shrinkings, inspector->box);
    if (shrinkings && !inspector->shrunk) {
        for (int k = 1; k < SHRINKINGS; k++)
            place_box(inspector, inspector->point, k, inspector->shrinking + (size_t)(k - 1) * n);
        interval_run_many(inspector->intervals, inspector->shrinking, SHRINKINGS - 1, inspector->over_shrinking);
        inspector->shrunk = inspector->over_shrinking;
    }
    memcpy(inspector->over_box, shrinkings ? inspector->shrunk + (size_t)(shrinkings - 1) * outputs : inspector->largest,
           outputs * sizeof *inspector->over_box);
}

/* Bounds at some points, and over the largest boxes around them; of one point over all, as a block of these takes no longer. */
static void bound_block(struct inspector *inspector, const double *points, size_t count)
{
    const size_t n = inspector->n, boxes = count == 1 ? 1 + SHRINKINGS : 2 * count;
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < n; i++)
            inspector->boxes[k * n + i] = enclosure_of(points[k * n + i]);
    for (size_t k = count; k < boxes; k++)
        place_box(inspector, points + (count == 1 ? 0 : (k - count) * n), count == 1 ? (int)k - 1 : 0, inspector->boxes + k * n);
    interval_run_many(inspector->intervals, inspector->boxes, boxes, inspector->bounds);
}

/* The point number k of such a block. */
static void set_point(struct inspector *inspector, const double *points, size_t count, size_t k)
{
    inspector->point = points + k * inspector->n;
    inspector->at_point = inspector->bounds + k * inspector->outputs;
    inspector->largest = inspector->bounds + (count + k) * inspector->outputs;
    inspector->shrunk = count == 1 ? inspector->largest + inspector->outputs : NULL;
}

/* How far from the point the zero of the gradient may be, by coordinate: slopes over curvatures along the directions. */
static void measure_doubt(const struct inspector *inspector, const double *center, const double *rows, double *doubt)
{
    const size_t n = inspector->n;
    for (size_t k = 0; k < n; k++) {
        double slope = 0, error = 0;
        for (size_t i = 0; i < n; i++) {
            const struct enclosure *bounds = &inspector->at_point[1 + i];
            const double factor = inspector->vectors[k * n + i] * inspector->scale[i];
            slope += factor * middle(bounds);
            error += fabs(factor) * (radius(bounds) + (double)(n + 4) * 0x1p-52 * fabs(middle(bounds)));
        }
        for (size_t i = 0; i < n; i++)
            doubt[i] += fabs(inspector->vectors[k * n + i]) * inspector->scale[i] * (fabs(slope) + error) / (fabs(center[k]) - rows[k]);
    }
}

/* Whether the Hessian's signs are certain throughout the box, which varies it by no more than that part and what rounding does. */
static bool is_certain(struct inspector *inspector, double variation, size_t *negative)
{
    const size_t n = inspector->n;
    double *center = inspector->rows, *rows = center + n, *point_rows = center + 3 * n;
    turn(inspector, inspector->over_box, center, rows);
    bool certain = true;
    *negative = 0;
    for (size_t k = 0; k < n; k++) {
        certain = certain && fabs(center[k]) > rows[k] && rows[k] <= variation * fabs(center[k]) + rounding_factor * point_rows[k];
        *negative += center[k] < 0;
    }
    return certain;
}

/* Whether the Hessian's signs are certain as far as the zero of the gradient may be: near a triple zero of the slope, rounding makes simple ones. */
static bool holds_zero(struct inspector *inspector, double *doubt)
{
    const size_t n = inspector->n;
    bool within = true;
    memset(doubt, 0, n * sizeof *doubt);
    measure_doubt(inspector, inspector->rows, inspector->rows + n, doubt);
    for (size_t i = 0; i < n; i++) {
        within = within && doubt[i] <= inspector->half[i];
        inspector->half[i] = fmax(inspector->half[i], 2 * doubt[i]);
        inspector->box[i] = enclosure_between(inspector->point[i] - inspector->half[i], inspector->point[i] + inspector->half[i]);
    }
    if (within)
        return true;
    size_t negative;
    interval_run(inspector->intervals, inspector->box, inspector->over_box);
    return is_smooth(inspector, inspector->over_box) && is_certain(inspector, 0.5, &negative);
}

/* Whether the gradient, at the point and at places around it as far as a zero counts, has a component that is certain and much the same. Bounds over
 * the whole box may hold 0 nevertheless, where they are much wider than what the gradient does in it. */
static bool samples_have_slope(struct inspector *inspector, int shrinkings)
{
    static const double alike = 0.5;
    const size_t n = inspector->n;
    double *const least = inspector->rows, *const most = least + n;
    for (size_t i = 0; i < n; i++) {
        least[i] = inspector->at_point[1 + i].low;
        most[i] = inspector->at_point[1 + i].high;
    }
    run_box(inspector, shrinkings);
    for (size_t place = 0; place < 2 * n; place++) {
        for (size_t i = 0; i < n; i++)
            inspector->box[i] = enclosure_of(inspector->point[i] + (place / 2 == i ? place % 2 ? inspector->half[i] : -inspector->half[i] : 0));
        interval_run(inspector->intervals, inspector->box, inspector->over_box);
        for (size_t i = 0; i < n; i++) {
            least[i] = fmin(least[i], inspector->over_box[1 + i].low);
            most[i] = fmax(most[i], inspector->over_box[1 + i].high);
        }
    }
    for (size_t i = 0; i < n; i++)
        if ((least[i] > 0 && least[i] >= alike * most[i]) || (most[i] < 0 && most[i] <= alike * least[i]))
            return true;
    return false;
}

/* Far out, where doubles are coarser than the landscape's waves, no box of theirs has one Hessian: whether a component of the gradient is not zero at
 * the point, for certain, and no small part of what it is at doubles beside it. */
static bool has_slope_far_out(struct inspector *inspector)
{
    enum { FARTHEST = 16 };
    static const double coarse = 1e-6, small = 0.1;
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++) {
        const double x = inspector->point[i], width = inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0];
        const struct enclosure *slope = &inspector->at_point[1 + i];
        if (0x1p-51 * fabs(x) <= coarse * width || enclosure_empty(slope) || enclosure_holds(slope, 0))
            continue;
        const double here = fmin(fabs(slope->low), fabs(slope->high));
        double most = here;
        for (size_t k = 0; k < n; k++)
            inspector->box[k] = enclosure_of(inspector->point[k]);
        for (int off = -FARTHEST; off <= FARTHEST; off++) {
            inspector->box[i] = enclosure_of(x + off * 0x1p-52 * fabs(x));
            interval_run(inspector->intervals, inspector->box, inspector->over_box);
            const struct enclosure *beside = &inspector->over_box[1 + i];
            most = fmax(most, enclosure_empty(beside) ? INFINITY : fmax(fabs(beside->low), fabs(beside->high)));
        }
        if (here >= small * most)
            return true;
    }
    return false;
}

/* What the Hessian makes of a point where it exists: true if that decides. */
static bool decide(struct inspector *inspector, struct inspection *inspection)
{
    const size_t n = inspector->n;
    int first = SHRINKINGS; /* of the boxes on which all is smooth */
    turn(inspector, inspector->at_point, inspector->rows + 2 * n, inspector->rows + 3 * n);
    for (int shrinking = 0; shrinking < SHRINKINGS; shrinking++) {
        size_t negative;
        run_box(inspector, shrinking);
        if (!is_smooth(inspector, inspector->over_box))
            continue;
        inspection->smooth = true;
        const bool certain = is_certain(inspector, constancy, &negative);
        if ((first == SHRINKINGS || certain) && (has_slope(inspector) || component_has_slope(inspector))) {
            inspection->kind = CRITICAL_REGULAR;
            return true;
        }
        first = first == SHRINKINGS ? shrinking : first;
        if (certain && holds_zero(inspector, inspection->doubt)) {
            inspection->kind = negative == 0 ? CRITICAL_MINIMUM : negative == n ? CRITICAL_MAXIMUM : CRITICAL_SADDLE;
            inspection->index = negative % 2 ? -1 : 1;
            inspection->negative = (int)negative;
            inspection->sure = true;
            return true;
        }
    }
    if (first == SHRINKINGS || !(samples_have_slope(inspector, first) || has_slope_far_out(inspector)))
        return false;
    inspection->kind = CRITICAL_REGULAR;
    return true;
}

/* Value and derivatives on both sides of the point along an axis, or along a diagonal (axis n), so many times as far off as rounding tells apart.
 * If slanted, all other coordinates move as well, by a part of it. */
static void run_pair(struct inspector *inspector, size_t axis, bool slanted, double times)
{
    const size_t n = inspector->n;
    double **const inputs = inspector->pairs;
    for (size_t i = 0; i < n; i++) {
        const double width = inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0];
        const double aside = !slanted ? 0 : (i + axis) % 2 ? 0.4 : -0.4, part = axis == n ? 1 - 0.3 * (double)(i % 2) : axis == i ? 1 : aside;
        const double distance = times * fmax(1e-15 * width, 0x1p-50 * fabs(inspector->point[i])) * part;
        inputs[i][0] = inspector->point[i] - distance;
        inputs[i][1] = inspector->point[i] + distance;
    }
    program_run(inspector->program, inspector->workspace, (const double *const *)inputs, inputs + n, 2);
}

/* The largest change of a component of the gradient between the two sides of the point, so many times as far off as rounding tells apart; each
 * component in units of its own size there. */
static double gradient_change(struct inspector *inspector, double times)
{
    const size_t n = inspector->n;
    double **const results = inspector->pairs + n;
    double most = 0;
    for (size_t axis = 0; axis <= n; axis++) {
        run_pair(inspector, axis, false, times);
        for (size_t i = 0; i < n; i++) {
            const double change = fabs(results[1 + i][1] - results[1 + i][0]), size = inspector->rows[i];
            most = fmax(most, isfinite(change) ? change / size : 0);
            inspector->rows[n + i] = fmax(inspector->rows[n + i], fmax(fabs(results[1 + i][0]), fabs(results[1 + i][1])));
        }
    }
    return most;
}

/* Whether the gradient jumps at the point or grows without bound towards it. Where its formula is 0/0 there, the gradient may yet have a limit. */
static bool has_corner(struct inspector *inspector)
{
    const size_t n = inspector->n;
    double *const unit = inspector->rows, *const size = inspector->rows + n, *const far_size = inspector->rows + 2 * n;
    for (size_t i = 0; i < n; i++) {
        unit[i] = 1;
        size[i] = 0;
    }
    gradient_change(inspector, 1e6);
    for (size_t i = 0; i < n; i++) {
        far_size[i] = size[i];
        unit[i] = size[i] > 0 ? size[i] : 1;
        size[i] = 0;
    }
    const double near = gradient_change(inspector, 1);
    bool grows = false;
    for (size_t i = 0; i < n; i++)
        grows = grows || size[i] > 2 * far_size[i];
    const double far = gradient_change(inspector, 1e6);
    return grows || (near > 1e-9 && near > jump_ratio * far);
}

/* Whether a component of the gradient is that of a point near to a corner rather than on it: continuous about it, as far as doubles tell it apart. */
static bool is_own(struct inspector *inspector, size_t component)
{
    for (size_t i = 0; i < inspector->n; i++) {
        const double x = inspector->point[i], half = 0x1p-40 * fabs(x);
        if (x == 0)
            return false;
        inspector->box[i] = enclosure_between(x - half, x + half);
    }
    interval_run(inspector->intervals, inspector->box, inspector->over_box);
    return enclosure_continuous(&inspector->over_box[1 + component]);
}

/* Evaluates bounds over a box of so much of each coordinate that no place of another coordinate is in it: close to 0, where places around are all those that
 * can be told apart by their differences, a point may yet be told from them by its digits. False if a coordinate is 0. */
static bool run_own_box(struct inspector *inspector)
{
    for (size_t i = 0; i < inspector->n; i++) {
        const double x = inspector->point[i], half = reach * fabs(x);
        if (x == 0)
            return false;
        inspector->box[i] = enclosure_between(x - half, x + half);
    }
    interval_run(inspector->intervals, inspector->box, inspector->over_box);
    return true;
}

/* Whether f has a slope where the ties of its formula cancel, as in relu(x) − relu(−x) at 0: a component of the gradient is the same on all sides,
 * and no less close by than farther off. The gradient is then that of the sides. */
static bool has_tied_slope(struct inspector *inspector, double *gradient)
{
    static const double distances[2] = {1, 1e6}, alike = 1e-6;
    const size_t n = inspector->n;
    double *const low = inspector->rows, *const high = low + n, *const farther = low + 2 * n;
    bool sloping = false;
    for (int far = 1; far >= 0; far--) {
        for (size_t i = 0; i < n; i++) {
            farther[i] = far ? 0 : fmax(fabs(low[i]), fabs(high[i]));
            low[i] = INFINITY;
            high[i] = -INFINITY;
        }
        for (size_t axis = 0; axis <= n; axis++) {
            run_pair(inspector, axis, true, distances[far]);
            for (size_t i = 0; i < n; i++)
                for (size_t side = 0; side < 2; side++) {
                    low[i] = fmin(low[i], inspector->pairs[n + 1 + i][side]);
                    high[i] = fmax(high[i], inspector->pairs[n + 1 + i][side]);
                }
        }
    }
    for (size_t i = 0; i < n; i++)
        sloping = sloping || (low[i] * high[i] > 0 && high[i] - low[i] <= alike * fabs(low[i]) && fabs(low[i]) >= 0.5 * farther[i]);
    for (size_t i = 0; i < n && sloping; i++)
        if (!isfinite(gradient[i]) || !is_own(inspector, i))
            gradient[i] = high[i] / 2 + low[i] / 2;
    return sloping;
}

/* The least and the greatest of each entry of the Hessian on all sides of the point, so many times as far off as rounding tells apart. */
static void surround_hessian(struct inspector *inspector, double times, double *low, double *high)
{
    const size_t n = inspector->n;
    for (size_t i = 0; i < n * n; i++) {
        low[i] = INFINITY;
        high[i] = -INFINITY;
    }
    for (size_t pair = 0; pair < 2 * (n + 1); pair++) { /* along the axes, and aside of them */
        run_pair(inspector, pair / 2, pair % 2, times);
        for (size_t i = 0; i < n * n; i++)
            for (size_t side = 0; side < 2; side++) {
                const double bend = inspector->pairs[n + entry(n, i / n, i % n)][side];
                low[i] = isfinite(bend) ? fmin(low[i], bend) : -INFINITY;
                high[i] = isfinite(bend) ? fmax(high[i], bend) : INFINITY;
            }
    }
}

/* Whether the Hessian has a limit at the point though its formula or its bounds do not tell, as that of |x|³ at 0: close to the point its entries on all sides
 * are together, and no larger than farther off. Then it is theirs. */
static bool has_tied_hessian(struct inspector *inspector, double *hessian)
{
    static const double vanishing = 0.01, alike = 1e-6, growth = 1.01;
    const size_t n = inspector->n;
    double *const low = inspector->work, *const high = inspector->spread, *const least = inspector->bent, *const most = inspector->matrix;
    surround_hessian(inspector, 1, low, high);
    surround_hessian(inspector, 1e6, least, most);
    for (size_t i = 0; i < n * n; i++) {
        const double size = fmax(fabs(high[i]), fabs(low[i])), farther = fmax(fabs(most[i]), fabs(least[i]));
        if (!isfinite(size) || !isfinite(farther) || size > growth * farther)
            return false;
        if (size > vanishing * farther && !(high[i] - low[i] <= alike * size + vanishing * (most[i] - least[i])))
            return false;
        low[i] = size <= vanishing * farther ? 0 : low[i] / 2 + high[i] / 2;
    }
    memcpy(hessian, low, n * n * sizeof *hessian);
    return true;
}

/* The Hessian of a point that has a gradient, if it has a limit there. */
static void tie_hessian(struct inspector *inspector, struct inspection *inspection, double *hessian, double *eigenvalues)
{
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(inspection->gradient[i]))
            return;
    if (inspection->smooth || !has_tied_hessian(inspector, hessian))
        return;
    inspection->smooth = true;
    memcpy(inspector->work, hessian, n * n * sizeof *hessian);
    symmetric_eigen(n, inspector->work, eigenvalues, NULL);
}

/* Whether values show a slope where rounding hides it from the gradient. */
static bool values_have_slope(const struct inspector *inspector)
{
    double *doubt = inspector->rows;
    if (inspector->quick)
        return false;
    for (size_t i = 0; i < inspector->n; i++)
        doubt[i] = radius(&inspector->at_point[1 + i]);
    return critical_values_slope(&inspector->values, inspector->point, doubt);
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
        find_eigenvectors(inspector, inspection->hessian);
    const struct critical_ring ring = critical_values_around(&inspector->values, inspector->point, inspector->vectors, scale, !inspection->smooth);
    if (ring.undefined)
        inspection->kind = CRITICAL_UNDEFINED;
    else if (ring.higher && ring.lower)
        inspection->kind = n == 2 && ring.sign_changes == 4 && !inspection->smooth ? CRITICAL_SADDLE : corner ? CRITICAL_NONE : CRITICAL_DEGENERATE;
    else
        inspection->kind = ring.higher ? CRITICAL_MINIMUM : ring.lower ? CRITICAL_MAXIMUM : CRITICAL_DEGENERATE;
    inspection->flat = !ring.higher && !ring.lower && !ring.undefined;
    inspection->level = ring.level;
    inspection->index = n == 1   ? (ring.higher && ring.lower ? 0 : ring.higher - ring.lower)
                        : n == 2 ? (inspection->flat ? 0 : 1 - ring.sign_changes / 2)
                                 : 0;
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

static void judge(struct inspector *inspector, struct inspection *inspection, double *gradient, double *hessian, double *eigenvalues)
{
    const size_t n = inspector->n;
    bool undefined = false;
    find_directions(inspector, hessian);
    if (is_smooth(inspector, inspector->at_point) && decide(inspector, inspection))
        return;
    if (critical_values_level(&inspector->values, inspector->point)) {
        inspection->kind = CRITICAL_DEGENERATE;
        inspection->flat = true;
        tie_hessian(inspector, inspection, hessian, eigenvalues);
        return;
    }
    for (size_t i = 0; i < n * n && !inspection->smooth; i++)
        inspector->vectors[i] = i / n == i % n;
    /* Bounds that are continuous over a box are proof of no jump, though neighbouring doubles may be far apart. */
    const bool jump = !inspection->smooth && critical_values_jump(&inspector->values, inspector->point, &undefined);
    if ((jump || undefined) && run_own_box(inspector)) {
        inspection->apart = enclosure_continuous(&inspector->over_box[0]);
        if (inspection->apart && component_has_slope(inspector)) {
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
    const bool corner = has_corner(inspector);
    run_box(inspector, 0);
    erase(n, corner ? gradient : NULL, hessian, eigenvalues);
    if (!corner && (component_has_slope(inspector) || has_tied_slope(inspector, gradient)))
        inspection->kind = CRITICAL_REGULAR;
    else if (corner && component_has_slope(inspector))
        inspection->kind = CRITICAL_NONE;
    else
        look_around(inspector, inspection, corner);
    if (!corner && inspection->kind != CRITICAL_UNDEFINED)
        tie_hessian(inspector, inspection, hessian, eigenvalues);
}

static void inspect(struct inspector *inspector, const double *const *outputs, size_t column, struct inspection *inspection)
{
    struct arena *arena = inspector->arena;
    const size_t n = inspector->n;
    double *gradient = ARENA_NEW(arena, double, 3 * n), *eigenvalues = gradient + n, *hessian = ARENA_NEW(arena, double, n *n);
    for (size_t i = 0; i < n; i++) {
        gradient[i] = outputs[1 + i][column];
        for (size_t j = 0; j < n; j++)
            hessian[i * n + j] = outputs[entry(n, i, j)][column];
    }
    memcpy(inspector->work, hessian, n * n * sizeof *hessian);
    symmetric_eigen(n, inspector->work, eigenvalues, NULL);
    *inspection = (struct inspection){.value = outputs[0][column],
                                      .gradient = gradient,
                                      .hessian = hessian,
                                      .eigenvalues = eigenvalues,
                                      .doubt = gradient + 2 * n,
                                      .negative = -1,
                                      .kind = CRITICAL_UNDEFINED};
    if (isfinite(inspection->value))
        judge(inspector, inspection, gradient, hessian, eigenvalues);
    else
        erase(n, gradient, hessian, eigenvalues);
}

struct inspector *critical_inspector(struct arena *arena, struct landscape *landscape, struct error *error)
{
    struct inspector *inspector = ARENA_NEW(arena, struct inspector, 1);
    return create(inspector, arena, landscape, error) ? inspector : NULL;
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
        bound_block(inspector, points + first * n, block);
        for (size_t k = 0; k < block; k++) {
            set_point(inspector, points + first * n, block, k);
            inspect(inspector, (const double *const *)inspector->results, k, &inspections[first + k]);
        }
    }
}

bool critical_inspect(struct arena *arena, struct landscape *landscape, const double *points, size_t count, struct inspection *inspections,
                      struct error *error)
{
    struct inspector *inspector = critical_inspector(arena, landscape, error);
    if (inspector)
        critical_inspect_by(inspector, points, count, true, inspections);
    return inspector;
}
