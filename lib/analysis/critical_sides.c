/* What a landscape does on both sides of a point, as near to it as doubles tell places apart: whether its gradient and Hessian, where their formulas or the
 * bounds over them do not tell, have a limit there. */
#include "analysis/critical_inspector.h"

#include "base/eigen.h"

#include <math.h>
#include <string.h>

static const double jump_ratio = 0.3;
static const double vanishing = 0.01; /* of what it is a million times as far off: what is 0 at the point alone */

/* How far off the places of a pair are along a coordinate, before they are slanted. */
static double pair_distance(const struct inspector *inspector, size_t i, double times)
{
    const double width = inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0];
    return times * fmax(1e-15 * width, 0x1p-50 * fabs(inspector->point[i]));
}

void inspector_run_pair(struct inspector *inspector, size_t axis, bool slanted, double times)
{
    const size_t n = inspector->n;
    double **const inputs = inspector->pairs;
    for (size_t i = 0; i < n; i++) {
        const double aside = !slanted ? 0 : (i + axis) % 2 ? 0.4 : -0.4, part = axis == n ? 1 - 0.3 * (double)(i % 2) : axis == i ? 1 : aside;
        const double distance = pair_distance(inspector, i, times) * part;
        inputs[i][0] = inspector->point[i] - distance;
        inputs[i][1] = inspector->point[i] + distance;
    }
    program_run(inspector->program, inspector->workspace, (const double *const *)inputs, inputs + n, 2);
}

/* Bounds of value and gradient at a place beside the point, so many times as far off as rounding tells apart, to over_box: but on few kinks they tell by what the
 * gradient is rounded. */
static void bound_aside(struct inspector *inspector, double times)
{
    for (size_t i = 0; i < inspector->n; i++)
        inspector->box[i] = enclosure_of(inspector->point[i] + pair_distance(inspector, i, times) * (i % 2 ? 0.6 : 0.9));
    interval_run(inspector->slopes, inspector->box, inspector->over_box);
}

/* What a difference of two such gradients may be off by; 0 if that is not known. */
static double bounded(const struct enclosure *slope)
{
    const double error = 4 * inspector_radius(slope);
    return isfinite(error) ? error : 0;
}

/* The largest change of a component of the gradient between the two sides of the point, so many times as far off as rounding tells apart; each
 * component in units of its own size there. What the coordinates and the gradient are rounded by counts for no change. */
static double gradient_change(struct inspector *inspector, double times)
{
    const size_t n = inspector->n;
    double **const results = inspector->pairs + n;
    const double *const unit = inspector->rows;
    double *const size = inspector->rows + n, *const low = inspector->rows + 3 * n, *const high = low + n, *const changes = high + n;
    double rounding = 0, most = 0;
    for (size_t i = 0; i < n; i++) {
        rounding = fmax(rounding, 0x1p-51 * fabs(inspector->point[i]) / pair_distance(inspector, i, times));
        low[i] = INFINITY;
        high[i] = -INFINITY;
        changes[i] = 0;
    }
    for (size_t axis = 0; axis <= n; axis++) {
        inspector_run_pair(inspector, axis, false, times);
        for (size_t i = 0; i < n; i++) {
            const double first = results[1 + i][0], second = results[1 + i][1], change = fabs(second - first);
            changes[i] = isfinite(change) ? fmax(changes[i], change) : changes[i];
            size[i] = fmax(size[i], fmax(fabs(first), fabs(second)));
            low[i] = fmin(low[i], fmin(first, second));
            high[i] = fmax(high[i], fmax(first, second));
        }
    }
    bound_aside(inspector, times);
    for (size_t i = 0; i < n; i++)
        most = changes[i] > rounding * (high[i] - low[i]) + bounded(&inspector->over_box[1 + i]) ? fmax(most, changes[i] / unit[i]) : most;
    return most;
}

bool inspector_has_corner(struct inspector *inspector)
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
        grows = grows || size[i] > 2 * far_size[i] + bounded(&inspector->over_box[1 + i]);
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

bool inspector_has_tied_slope(struct inspector *inspector, double *gradient)
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
            inspector_run_pair(inspector, axis, true, distances[far]);
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
        inspector_run_pair(inspector, pair / 2, pair % 2, times);
        for (size_t i = 0; i < n * n; i++)
            for (size_t side = 0; side < 2; side++) {
                const double bend = inspector->pairs[n + inspector_entry(n, i / n, i % n)][side];
                low[i] = isfinite(bend) ? fmin(low[i], bend) : -INFINITY;
                high[i] = isfinite(bend) ? fmax(high[i], bend) : INFINITY;
            }
    }
}

/* Whether the Hessian has a limit at the point though its formula or its bounds do not tell, as that of |x|³ at 0: close to the point its entries on all sides
 * are together, and no larger than farther off. Then it is theirs. */
static bool has_tied_hessian(struct inspector *inspector, double *hessian)
{
    static const double alike = 1e-6, growth = 1.01;
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

/* How many eigenvalues are negative of a Hessian that is the middle of its bounds on all sides, farther off; −1 if their signs are not the same on all sides.
 * Eigenvalues go to rows[], their vectors to `vectors`. Needs these bounds from has_tied_hessian. */
static int count_by_sides(struct inspector *inspector)
{
    const size_t n = inspector->n;
    double *const eigenvalues = inspector->rows;
    double spread = 0;
    int negative = 0;
    for (size_t i = 0; i < n * n; i++) {
        const double half = inspector->matrix[i] / 2 - inspector->bent[i] / 2;
        spread += half * half;
        inspector->work[i] = inspector->bent[i] + half;
    }
    symmetric_eigen(n, inspector->work, eigenvalues, inspector->vectors);
    for (size_t k = 0; k < n; k++) {
        if (!(fabs(eigenvalues[k]) > sqrt(spread)))
            return -1;
        negative += eigenvalues[k] < 0;
    }
    return negative;
}

/* Newton's step from the point by that Hessian, to `place`; false if it leads farther than to where a zero counts. */
static bool step_by_sides(const struct inspector *inspector, const double *gradient, double *place)
{
    const size_t n = inspector->n;
    const double *const eigenvalues = inspector->rows, *const vectors = inspector->vectors;
    double *const step = place;
    memset(step, 0, n * sizeof *step);
    for (size_t k = 0; k < n; k++) {
        double slope = 0;
        for (size_t i = 0; i < n; i++)
            slope += vectors[k * n + i] * gradient[i];
        for (size_t i = 0; i < n; i++)
            step[i] += vectors[k * n + i] * slope / eigenvalues[k];
    }
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(step[i]) <= inspector_half_side(inspector, inspector->point, i, 0)))
            return false;
        place[i] = inspector->point[i] - step[i];
    }
    return true;
}

/* Values leave a point open that is as far from a minimum as a zero of the gradient counts. Its kind is what the Hessian on all sides says, even where it
 * jumps, if the values around the place that Newton's step leads to say the same. */
static void decide_by_sides(struct inspector *inspector, struct inspection *inspection, int negative)
{
    const size_t n = inspector->n;
    double *const place = inspector->rows + n;
    if (!step_by_sides(inspector, inspection->gradient, place))
        return;
    for (size_t i = 0; i < n * n; i++) {
        inspector->vectors[i] = i / n == i % n;
        inspector->farthest[i % n][0] = inspector->farthest[i % n][1] = INFINITY;
    }
    const struct critical_ring ring =
        critical_values_around(&inspector->values, place, inspector->vectors, inspector->scale, (const double(*)[2])inspector->farthest, false);
    if (ring.undefined || ring.lower != (negative > 0) || ring.higher != (negative < (int)n))
        return;
    inspection_set_signs(inspection, n, (size_t)negative);
    inspection->flat = false;
}

void inspector_tie_hessian(struct inspector *inspector, struct inspection *inspection, double *hessian, double *eigenvalues)
{
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(inspection->gradient[i]))
            return;
    if (inspection->smooth)
        return;
    inspection->smooth = has_tied_hessian(inspector, hessian);
    const int negative = count_by_sides(inspector);
    inspection->curved = negative >= 0;
    if (inspection->smooth) {
        memcpy(inspector->work, hessian, n * n * sizeof *hessian);
        symmetric_eigen(n, inspector->work, eigenvalues, NULL);
        for (size_t i = 0; i < n; i++)
            inspection->curved = inspection->curved && fabs(eigenvalues[i]) > vanishing * fabs(inspector->rows[i]); /* as that of |x|³ does */
    }
    if (inspection->kind == CRITICAL_SADDLE && inspection->smooth && !inspection->curved)
        inspection->kind = CRITICAL_DEGENERATE;
    if (inspection->kind == CRITICAL_DEGENERATE && inspection->curved)
        decide_by_sides(inspector, inspection, negative);
}

/* Part of the box ± half about the point: where direction k is an axis, that on one side of it, but for what is close by. */
static void place_side(struct inspector *inspector, size_t k, int side, double part)
{
    static const double close = 1.0 / 64;
    const size_t n = inspector->n;
    for (size_t i = 0; i < n; i++) {
        const double half = part * (inspector->landscape->domain[i][1] - inspector->landscape->domain[i][0]), x = inspector->point[i];
        const double along = inspector->vectors[k * n + i];
        const bool one_side = fabs(along) == 1, up = one_side && (side == 1) == (along > 0), down = one_side && !up;
        inspector->box[i] = enclosure_between(up ? x + close * half : x - half, down ? x - close * half : x + half);
    }
}

void inspector_measure_level(struct inspector *inspector)
{
    double(*const farthest)[2] = inspector->farthest;
    static const double largest = 1.0 / 64, smaller = 0.25;
    enum { SIZES = 12 };
    const size_t n = inspector->n;
    for (size_t k = 0; k < n; k++)
        farthest[k][0] = farthest[k][1] = INFINITY;
    if (!inspector->may_be_level)
        return;
    double part = largest;
    for (int size = 0; size < SIZES; size++, part *= smaller)
        for (size_t at = 0; at < 2 * n; at++) {
            const size_t k = at / 2;
            if (isfinite(farthest[k][at % 2]))
                continue;
            place_side(inspector, k, at % 2, part);
            interval_run(inspector->slopes, inspector->box, inspector->over_box);
            bool level = true;
            for (size_t i = 0; i < n && level; i++) {
                const struct enclosure *slope = &inspector->over_box[1 + i];
                level = inspector->vectors[k * n + i] == 0 || (slope->low == 0 && slope->high == 0 && enclosure_continuous(slope));
            }
            farthest[k][at % 2] = level ? part : INFINITY;
        }
}
