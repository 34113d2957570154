/* The Hessian's signs are certain where interval arithmetic makes them so: by Sylvester's law of inertia a congruence by any regular matrix keeps
 * them, and by Gershgorin's theorem a row whose diagonal outweighs the rest has the sign of its diagonal. */
#include "analysis/critical_inspector.h"
#include "base/eigen.h"

#include <math.h>
#include <string.h>

/* The box in which a zero counts, in units of the coordinate; its least size in units of the domain. */
static const double reach = 1e-8, least_reach = 1e-16;
static const double constancy = 0.02, rounding_factor = 4;

size_t inspector_entry(size_t n, size_t i, size_t j)
{
    return 1 + n + (i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i);
}

void inspection_set_signs(struct inspection *inspection, size_t n, size_t negative)
{
    inspection->kind = negative == 0 ? CRITICAL_MINIMUM : negative == n ? CRITICAL_MAXIMUM : CRITICAL_SADDLE;
    inspection->index = negative % 2 ? -1 : 1;
    inspection->negative = (int)negative;
}

double inspector_middle(const struct enclosure *enclosure)
{
    return enclosure->low / 2 + enclosure->high / 2;
}

double inspector_radius(const struct enclosure *enclosure)
{
    return (enclosure->high / 2 - enclosure->low / 2) * (1 + 0x1p-50) + 0x1p-51 * fabs(inspector_middle(enclosure));
}

/* Of a Hessian that is not finite: those of none. */
static void mend_vectors(struct inspector *inspector)
{
    const size_t n = inspector->n;
    if (isnan(inspector->vectors[0]))
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                inspector->vectors[i * n + j] = i == j;
}

/* The eigenvectors in coordinates divided by scale. */
void inspector_find_eigenvectors(struct inspector *inspector, const double *hessian)
{
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            inspector->matrix[i * n + j] = hessian[i * n + j] * inspector->scale[i] * inspector->scale[j];
    symmetric_eigen(n, inspector->matrix, inspector->rows, inspector->vectors);
    mend_vectors(inspector);
}

/* Powers of two by which the Hessian's rows have entries of about size 1 at most (Knight, Ruiz & Uçar, A symmetry preserving algorithm for matrix
 * scaling, 2014), then its eigenvectors. All rows are scaled at once, from units of the domain on: where the diagonal is 0, that alone decides how
 * the scales of two coordinates share what their product must be. Where all scales are one, `vectors` have those of the Hessian itself, to the bit. */
static inline __attribute__((always_inline)) void find_directions(size_t n, struct inspector *inspector, const double *hessian)
{
    enum { ROUNDS = 16 };
    double *scale = inspector->scale, *most = inspector->rows;
    memcpy(scale, inspector->widest, n * sizeof *scale);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            most[i] = 0;
            for (size_t j = 0; j < n; j++)
                most[i] = fmax(most[i], fabs(hessian[i * n + j]) * scale[i] * scale[j]);
        }
        bool settled = true;
        for (size_t i = 0; i < n; i++) {
            int exponent;
            if (!(most[i] > 0 && isfinite(most[i])) || (most[i] >= 0.25 && most[i] < 2))
                continue;
            frexp(most[i], &exponent);
            scale[i] = ldexp(scale[i], -exponent / 2);
            settled = false;
        }
        if (settled)
            break;
    }
    bool alike = true;
    for (size_t i = 1; i < n; i++)
        alike = alike && scale[i] == scale[0];
    if (alike)
        mend_vectors(inspector);
    else
        inspector_find_eigenvectors(inspector, hessian);
}

void inspector_find_directions(struct inspector *inspector, const double *hessian)
{
    if (inspector->n == 2)
        find_directions(2, inspector, hessian);
    else
        find_directions(inspector->n, inspector, hessian);
}

/* into = a b, or |a| |b|. */
static inline __attribute__((always_inline)) void product(size_t n, const double *a, const double *b, double *into, bool magnitudes)
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
static inline __attribute__((always_inline)) void turn(size_t n, struct inspector *inspector, const struct enclosure *outputs, double *center,
                                                       double *rows)
{
    double *const a = inspector->work, *const spread = inspector->spread;
    const double *const v = inspector->vectors, rounding = (double)(n + 4) * 0x1p-52;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const struct enclosure *bounds = &outputs[inspector_entry(n, i, j)];
            a[i * n + j] =
                inspector_middle(bounds) * inspector->scale[i] * inspector->scale[j]; /* the product of the scales may be beyond the doubles */
            spread[i * n + j] = inspector_radius(bounds) * inspector->scale[i] * inspector->scale[j] + rounding * fabs(a[i * n + j]);
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

/* The slope along each direction at the point, and how far it may be off. */
static inline __attribute__((always_inline)) void measure_slopes(size_t n, struct inspector *inspector)
{
    for (size_t k = 0; k < n; k++) {
        double slope = 0, error = 0;
        for (size_t i = 0; i < n; i++) {
            const struct enclosure *bounds = &inspector->at_point[1 + i];
            const double factor = inspector->vectors[k * n + i] * inspector->scale[i];
            slope += factor * inspector_middle(bounds);
            error += fabs(factor) * (inspector_radius(bounds) + (double)(n + 4) * 0x1p-52 * fabs(inspector_middle(bounds)));
        }
        inspector->slopes_along[k] = slope;
        inspector->slope_errors[k] = error;
    }
}

/* Whether along some direction the slope is not zero in the box: slope(p) + V H (box − p) for each. Needs `bent` and `matrix` of the box. */
static inline __attribute__((always_inline)) bool has_slope(size_t n, const struct inspector *inspector)
{
    for (size_t k = 0; k < n; k++) {
        double error = inspector->slope_errors[k];
        const double slope = inspector->slopes_along[k];
        for (size_t i = 0; i < n; i++)
            error += (fabs(inspector->bent[k * n + i]) + inspector->matrix[k * n + i]) * inspector->half[i] / inspector->scale[i];
        if (fabs(slope) > error)
            return true;
    }
    return false;
}

/* Whether a component of the gradient is not zero in the box. */
bool inspector_component_has_slope(const struct inspector *inspector)
{
    for (size_t i = 0; i < inspector->n; i++) {
        const struct enclosure *bounds = &inspector->over_box[1 + i];
        if (!enclosure_empty(bounds) && !enclosure_holds(bounds, 0))
            return true;
    }
    return false;
}

bool inspector_is_smooth(const struct inspector *inspector, const struct enclosure *outputs)
{
    for (size_t i = 0; i < inspector->outputs; i++)
        if (!enclosure_continuous(&outputs[i]) || !isfinite(outputs[i].low) || !isfinite(outputs[i].high))
            return false;
    return true;
}

double inspector_half_side(const struct inspector *inspector, const double *point, size_t i, int shrinkings)
{
    static const double shrunk[SHRINKINGS] = {1, 0x1p-4, 0x1p-8, 0x1p-12, 0x1p-16, 0x1p-20, 0x1p-24};
    const double x = point[i], width = inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0];
    return fmax(reach * shrunk[shrinkings] * fmax(fabs(x), 1e-8 * width), fmax(0x1p-51 * fabs(x), least_reach * 0.1 * width));
}

static void place_box(const struct inspector *inspector, const double *point, int shrinkings, struct enclosure *box)
{
    for (size_t i = 0; i < inspector->n; i++) {
        const double half = inspector_half_side(inspector, point, i, shrinkings);
        box[i] = enclosure_between(point[i] - half, point[i] + half);
    }
}

const struct enclosure *inspector_look_closer(struct inspector *inspector)
{
    const size_t n = inspector->n;
    if (inspector->whole)
        return inspector->whole;
    for (size_t i = 0; i < n; i++)
        inspector->shrinking[i] = enclosure_of(inspector->point[i]);
    for (int k = 1; k < SHRINKINGS; k++)
        place_box(inspector, inspector->point, k, inspector->shrinking + (size_t)k * n);
    interval_run_many(inspector->intervals, inspector->shrinking, SHRINKINGS, inspector->over_shrinking);
    inspector->whole = inspector->over_shrinking;
    inspector->shrunk = inspector->whole + inspector->outputs;
    return inspector->whole;
}

/* The box shrunk so often. If one is looked at, others will be: many at once take little longer than one. */
void inspector_run_box(struct inspector *inspector, int shrinkings)
{
    const size_t n = inspector->n, outputs = inspector->outputs;
    for (size_t i = 0; i < n; i++)
        inspector->half[i] = inspector_half_side(inspector, inspector->point, i, shrinkings);
    if (shrinkings)
        inspector_look_closer(inspector);
    memcpy(inspector->over_box, shrinkings ? inspector->shrunk + (size_t)(shrinkings - 1) * outputs : inspector->largest,
           outputs * sizeof *inspector->over_box);
}

/* Of one point bounds are over all boxes, as a block of these takes no longer. */
void inspector_bound_block(struct inspector *inspector, const double *points, size_t count)
{
    const size_t n = inspector->n, boxes = count == 1 ? 1 + SHRINKINGS : count;
    for (size_t i = 0; i < count * n; i++)
        inspector->boxes[i] = enclosure_of(points[i]);
    if (count > 1)
        interval_run_many(inspector->slopes, inspector->boxes, count, inspector->at_points);
    for (size_t k = count == 1; k < boxes; k++)
        place_box(inspector, points + (count == 1 ? 0 : k * n), count == 1 ? (int)k - 1 : 0, inspector->boxes + k * n);
    interval_run_many(inspector->intervals, inspector->boxes, boxes, inspector->bounds);
}

/* The point number k of such a block. */
void inspector_set_point(struct inspector *inspector, const double *points, size_t count, size_t k)
{
    inspector->point = points + k * inspector->n;
    inspector->at_point = count == 1 ? inspector->bounds : inspector->at_points + k * (1 + inspector->n);
    inspector->largest = inspector->bounds + (count == 1 ? 1 : k) * inspector->outputs;
    inspector->whole = count == 1 ? inspector->bounds : NULL;
    inspector->shrunk = count == 1 ? inspector->largest + inspector->outputs : NULL;
    inspector->measured = false;
}

/* How far from the point the zero of the gradient may be, by coordinate: slopes over curvatures along the directions. */
static inline __attribute__((always_inline)) void measure_doubt(size_t n, const struct inspector *inspector, const double *center, const double *rows,
                                                                double *doubt)
{
    for (size_t k = 0; k < n; k++) {
        const double slope = inspector->slopes_along[k], error = inspector->slope_errors[k];
        for (size_t i = 0; i < n; i++)
            doubt[i] += fabs(inspector->vectors[k * n + i]) * inspector->scale[i] * (fabs(slope) + error) / (fabs(center[k]) - rows[k]);
    }
}

/* Whether the Hessian's signs are certain throughout the box, which varies it by no more than that part and what rounding does: that, which is what it is
 * uncertain by at the point itself, is asked for where the part alone is not enough. */
static inline __attribute__((always_inline)) bool is_certain(size_t n, struct inspector *inspector, double variation, size_t *negative)
{
    double *center = inspector->rows, *rows = center + n, *point_center = center + 2 * n, *point_rows = center + 3 * n;
    turn(n, inspector, inspector->over_box, center, rows);
    bool certain = true, constant = true;
    *negative = 0;
    for (size_t k = 0; k < n; k++) {
        certain = certain && fabs(center[k]) > rows[k];
        constant = constant && rows[k] <= variation * fabs(center[k]);
        *negative += center[k] < 0;
    }
    if (!certain || constant)
        return certain;
    if (!inspector->measured) {
        turn(n, inspector, inspector_look_closer(inspector), point_center, point_rows);
        inspector->measured = true;
        turn(n, inspector, inspector->over_box, center, rows);
    }
    for (size_t k = 0; k < n; k++)
        certain = certain && rows[k] <= variation * fabs(center[k]) + rounding_factor * point_rows[k];
    return certain;
}

/* Whether the Hessian's signs are certain as far as the zero of the gradient may be: near a triple zero of the slope, rounding makes simple ones. */
static inline __attribute__((always_inline)) bool holds_zero(size_t n, struct inspector *inspector, double *doubt)
{
    bool within = true;
    memset(doubt, 0, n * sizeof *doubt);
    measure_doubt(n, inspector, inspector->rows, inspector->rows + n, doubt);
    for (size_t i = 0; i < n; i++)
        within = within && doubt[i] <= inspector->half[i];
    if (within)
        return true;
    size_t negative;
    for (size_t i = 0; i < n; i++) {
        inspector->half[i] = fmax(inspector->half[i], 2 * doubt[i]);
        inspector->box[i] = enclosure_between(inspector->point[i] - inspector->half[i], inspector->point[i] + inspector->half[i]);
    }
    interval_run(inspector->intervals, inspector->box, inspector->over_box);
    return inspector_is_smooth(inspector, inspector->over_box) && is_certain(n, inspector, 0.5, &negative);
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
    inspector_run_box(inspector, shrinkings);
    for (size_t place = 0; place < 2 * n; place++)
        for (size_t i = 0; i < n; i++)
            inspector->beside[place * n + i] =
                enclosure_of(inspector->point[i] + (place / 2 == i ? place % 2 ? inspector->half[i] : -inspector->half[i] : 0));
    interval_run_many(inspector->intervals, inspector->beside, 2 * n, inspector->over_beside);
    for (size_t place = 0; place < 2 * n; place++)
        for (size_t i = 0; i < n; i++) {
            const struct enclosure *slope = &inspector->over_beside[place * inspector->outputs + 1 + i];
            least[i] = fmin(least[i], slope->low);
            most[i] = fmax(most[i], slope->high);
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

/* Compiled for the plane by itself, of which most points are: loops of a known size take half the time. */
static inline __attribute__((always_inline)) bool decide(size_t n, struct inspector *inspector, struct inspection *inspection)
{
    int first = SHRINKINGS; /* of the boxes on which all is smooth */
    measure_slopes(n, inspector);
    for (int shrinking = 0; shrinking < SHRINKINGS; shrinking++) {
        size_t negative;
        inspector_run_box(inspector, shrinking);
        if (!inspector_is_smooth(inspector, inspector->over_box))
            continue;
        inspection->smooth = true;
        const bool certain = is_certain(n, inspector, constancy, &negative);
        if ((first == SHRINKINGS || certain) && (has_slope(n, inspector) || inspector_component_has_slope(inspector))) {
            inspection->kind = CRITICAL_REGULAR;
            return true;
        }
        first = first == SHRINKINGS ? shrinking : first;
        if (certain && holds_zero(n, inspector, inspection->doubt)) {
            inspection_set_signs(inspection, n, negative);
            inspection->sure = inspection->curved = true;
            return true;
        }
    }
    if (first == SHRINKINGS || !(samples_have_slope(inspector, first) || has_slope_far_out(inspector)))
        return false;
    inspection->kind = CRITICAL_REGULAR;
    return true;
}

bool inspector_decide(struct inspector *inspector, struct inspection *inspection)
{
    return inspector->n == 2 ? decide(2, inspector, inspection) : decide(inspector->n, inspector, inspection);
}
