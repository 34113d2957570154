/* What a landscape does on both sides of a point, as near to it as doubles tell places apart: whether its gradient and Hessian, where their formulas or the
 * bounds over them do not tell, have a limit there. */
#include "analysis/critical_inspector.h"

#include "base/eigen.h"

#include <math.h>
#include <string.h>

static const double jump_ratio = 0.3;

void inspector_run_pair(struct inspector *inspector, size_t axis, bool slanted, double times)
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
        inspector_run_pair(inspector, axis, false, times);
        for (size_t i = 0; i < n; i++) {
            const double change = fabs(results[1 + i][1] - results[1 + i][0]), size = inspector->rows[i];
            most = fmax(most, isfinite(change) ? change / size : 0);
            inspector->rows[n + i] = fmax(inspector->rows[n + i], fmax(fabs(results[1 + i][0]), fabs(results[1 + i][1])));
        }
    }
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

/* Newton's step from the point by a Hessian that is the middle of its bounds on all sides, farther off: to `place`. How many of its eigenvalues are negative;
 * −1 if their signs are not the same on all sides, or the step leads farther than to where a zero counts. Needs these bounds from has_tied_hessian. */
static int step_by_sides(struct inspector *inspector, const double *gradient, double *place)
{
    const size_t n = inspector->n;
    double *const eigenvalues = inspector->rows, *const vectors = inspector->vectors;
    double spread = 0;
    int negative = 0;
    for (size_t i = 0; i < n * n; i++) {
        const double half = inspector->matrix[i] / 2 - inspector->bent[i] / 2;
        spread += half * half;
        inspector->work[i] = inspector->bent[i] + half;
    }
    symmetric_eigen(n, inspector->work, eigenvalues, vectors);
    double *const step = place;
    memset(step, 0, n * sizeof *step);
    for (size_t k = 0; k < n; k++) {
        double slope = 0;
        for (size_t i = 0; i < n; i++)
            slope += vectors[k * n + i] * gradient[i];
        for (size_t i = 0; i < n; i++)
            step[i] += vectors[k * n + i] * slope / eigenvalues[k];
        if (!(fabs(eigenvalues[k]) > sqrt(spread)))
            return -1;
        negative += eigenvalues[k] < 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(step[i]) <= inspector_half_side(inspector, inspector->point, i, 0)))
            return -1;
        place[i] = inspector->point[i] - step[i];
    }
    return negative;
}

/* Values leave a point open that is as far from a minimum as a zero of the gradient counts. Its kind is what the Hessian on all sides says, even where it
 * jumps, if the values around the place that Newton's step leads to say the same. */
static void decide_by_sides(struct inspector *inspector, struct inspection *inspection)
{
    const size_t n = inspector->n;
    double *const farthest = inspector->rows + n, *const place = inspector->rows + 2 * n;
    const int negative = step_by_sides(inspector, inspection->gradient, place);
    if (negative < 0)
        return;
    for (size_t i = 0; i < n * n; i++) {
        inspector->vectors[i] = i / n == i % n;
        farthest[i % n] = INFINITY;
    }
    const struct critical_ring ring = critical_values_around(&inspector->values, place, inspector->vectors, inspector->scale, farthest, false);
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
    if (has_tied_hessian(inspector, hessian)) {
        inspection->smooth = true;
        memcpy(inspector->work, hessian, n * n * sizeof *hessian);
        symmetric_eigen(n, inspector->work, eigenvalues, NULL);
    }
    if (inspection->kind == CRITICAL_DEGENERATE)
        decide_by_sides(inspector, inspection);
}
