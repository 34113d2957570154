/* What interval arithmetic tells of cells in one and two dimensions: by Krawczyk's operator K = m − Y ∇f(m) + (1 − Y H(X)) (X − m), see
 * stationary_cells.c. */
#include "analysis/stationary_judge.h"
#include "base/contract.h"

#include <math.h>
#include <string.h>

static const double enlarged = 0.03;

static struct interval_program *compile(struct stationary *search, int order)
{
    const struct landscape *landscape = search->landscape;
    const size_t n = search->dimension, counts[3] = {1, 1 + n, 1 + n + n * (n + 1) / 2};
    node_id nodes[6] = {landscape->value};
    memcpy(nodes + 1, landscape->gradient, n * sizeof *nodes);
    memcpy(nodes + 1 + n, landscape->hessian, n * (n + 1) / 2 * sizeof *nodes);
    return interval_compile(search->arena, landscape->graph, nodes, counts[order], n);
}

/* The inverse of the middle of the Hessian's bounds; false if it has none. */
static bool invert_middle(size_t n, const struct enclosure *hessian, double inverse[2][2])
{
    double middle[3] = {0, 0, 0};
    for (size_t i = 0; i < n * (n + 1) / 2; i++)
        middle[i] = hessian[i].low / 2 + hessian[i].high / 2;
    if (n == 1) {
        inverse[0][0] = 1 / middle[0];
        return isfinite(inverse[0][0]);
    }
    const double determinant = middle[0] * middle[2] - middle[1] * middle[1];
    inverse[0][0] = middle[2] / determinant;
    inverse[1][1] = middle[0] / determinant;
    inverse[0][1] = inverse[1][0] = -middle[1] / determinant;
    return isfinite(inverse[0][0]) && isfinite(inverse[1][1]) && isfinite(inverse[0][1]);
}

static struct enclosure scaled(double factor, struct enclosure a)
{
    const struct enclosure number = enclosure_of(factor);
    return interval_apply(OPERATION_MULTIPLY, number, a, a);
}

static struct enclosure sum(struct enclosure a, struct enclosure b)
{
    return interval_apply(OPERATION_ADD, a, b, b);
}

/* Krawczyk's operator on the box: its bounds, and whether the Hessian is regular throughout, so that there is one zero at most. False if there is no
 * such operator; missed: the mean value theorem, slope(m) + H (X − m), proves that there is no zero. */
static bool krawczyk(size_t n, const struct stationary_cell *box, const double middle[2], const struct enclosure *slope,
                     const struct enclosure *hessian, struct enclosure result[2], bool *regular, bool *missed)
{
    double inverse[2][2];
    struct enclosure point[2];
    CONTRACT(n == 1 || n == 2);
    for (size_t k = 0; k < n; k++)
        point[k] = enclosure_of(middle[k]);
    *missed = false;
    for (size_t i = 0; i < n; i++) {
        struct enclosure mean = slope[1 + i];
        for (size_t j = 0; j < n; j++) {
            const double half = fmax(box->high[j] - middle[j], middle[j] - box->low[j]);
            mean = sum(mean, interval_apply(OPERATION_MULTIPLY, hessian[i + j], enclosure_between(-half, half), point[j]));
        }
        *missed = *missed || !enclosure_holds(&mean, 0);
    }
    if (*missed || !invert_middle(n, hessian, inverse))
        return false;
    *regular = true;
    for (size_t i = 0; i < n; i++) {
        double norm = 0;
        struct enclosure newton = enclosure_of(0), rest = enclosure_of(0);
        for (size_t j = 0; j < n; j++) {
            newton = sum(newton, scaled(-inverse[i][j], slope[1 + j]));
            struct enclosure entry = enclosure_of(i == j);
            for (size_t l = 0; l < n; l++)
                entry = sum(entry, scaled(-inverse[i][l], hessian[l + j]));
            const struct enclosure offset = interval_apply(OPERATION_SUBTRACT, enclosure_between(box->low[j], box->high[j]), point[j], point[j]);
            rest = sum(rest, interval_apply(OPERATION_MULTIPLY, entry, offset, offset));
            norm += fmax(fabs(entry.low), fabs(entry.high)) * fmax(fabs(offset.low), fabs(offset.high));
        }
        *regular = *regular && norm < 0.999 * (middle[i] - box->low[i]);
        result[i] = sum(point[i], sum(newton, rest));
    }
    return isfinite(result[0].low) && isfinite(result[0].high) && (n == 1 || (isfinite(result[1].low) && isfinite(result[1].high)));
}

static bool is_smooth(const struct enclosure *outputs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!enclosure_continuous(&outputs[i]) || !isfinite(outputs[i].low) || !isfinite(outputs[i].high))
            return false;
    return true;
}

/* What the bounds of value and gradient over a cell tell. */
static enum stationary_verdict exclude(size_t n, const struct enclosure *outputs)
{
    if (enclosure_empty(&outputs[0]))
        return STATIONARY_EMPTY;
    bool zero = true;
    for (size_t k = 0; k < n; k++) {
        const struct enclosure *slope = &outputs[1 + k];
        if (!enclosure_empty(slope) && !enclosure_holds(slope, 0))
            return STATIONARY_EMPTY;
        zero = zero && slope->low == 0 && slope->high == 0 && enclosure_continuous(slope);
    }
    return zero && enclosure_continuous(&outputs[0]) ? STATIONARY_FLAT : STATIONARY_CUT;
}

/* What Krawczyk's operator tells of a cell, which is looked at a little enlarged; `outputs` are bounds over that, `slope` those at its middle. */
static enum stationary_verdict contract(size_t n, const struct stationary_cell *cell, const struct enclosure *outputs, const struct enclosure *slope,
                                        struct stationary_judged *judged)
{
    const struct stationary_cell *wide = &judged->wide;
    struct enclosure image[2];
    bool regular, missed = false, inside = true;
    if (!is_smooth(outputs, 1 + n + n * (n + 1) / 2) || !krawczyk(n, wide, judged->at, slope, outputs + 1 + n, image, &regular, &missed))
        return missed ? STATIONARY_EMPTY : STATIONARY_CUT;
    for (size_t k = 0; k < n; k++) {
        if (image[k].high < cell->low[k] || image[k].low > cell->high[k])
            return STATIONARY_EMPTY;
        inside = inside && image[k].low > wide->low[k] && image[k].high < wide->high[k];
        judged->at[k] = image[k].low / 2 + image[k].high / 2;
    }
    return regular && inside ? STATIONARY_ONE : STATIONARY_CUT;
}

/* The cell a little enlarged, and its middle. */
static void enlarge(size_t n, const struct stationary_cell *cell, struct stationary_judged *judged)
{
    judged->wide = *cell;
    for (size_t k = 0; k < n; k++) {
        const double margin = enlarged * (cell->high[k] - cell->low[k]);
        judged->wide.low[k] -= margin;
        judged->wide.high[k] += margin;
        judged->at[k] = judged->wide.low[k] + (judged->wide.high[k] - judged->wide.low[k]) / 2;
    }
}

struct stationary_judge stationary_judge_of(struct stationary *search)
{
    return (struct stationary_judge){search->dimension, compile(search, 0), compile(search, 1), compile(search, 2)};
}

void stationary_judge(const struct stationary_judge *judge, const struct stationary_cell *cells, size_t count, struct stationary_judged *judged)
{
    const size_t n = judge->n, slopes = 1 + n, all = slopes + n * (n + 1) / 2;
    struct enclosure boxes[2 * INTERVAL_BLOCK] = {{0}}, points[2 * INTERVAL_BLOCK], slope[3 * INTERVAL_BLOCK], outputs[6 * INTERVAL_BLOCK];
    size_t open[INTERVAL_BLOCK], left = 0;
    CONTRACT(count > 0 && count <= INTERVAL_BLOCK && (n == 1 || n == 2));
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < n; k++)
            boxes[n * i + k] = enclosure_between(cells[i].low[k], cells[i].high[k]);
    interval_run_many(judge->slope, boxes, count, slope);
    for (size_t i = 0; i < count; i++) {
        judged[i].verdict = exclude(n, slope + slopes * i);
        if (judged[i].verdict != STATIONARY_CUT)
            continue;
        enlarge(n, &cells[i], &judged[i]);
        for (size_t k = 0; k < n; k++) {
            boxes[n * left + k] = enclosure_between(judged[i].wide.low[k], judged[i].wide.high[k]);
            points[n * left + k] = enclosure_of(judged[i].at[k]);
        }
        open[left++] = i;
    }
    interval_run_many(judge->full, boxes, left, outputs);
    interval_run_many(judge->slope, points, left, slope);
    for (size_t i = 0; i < left; i++)
        judged[open[i]].verdict = contract(n, &cells[open[i]], outputs + all * i, slope + slopes * i, &judged[open[i]]);
}

bool stationary_may_break(const struct stationary_judge *judge, const struct stationary_cell *cell)
{
    struct enclosure box[2], value;
    for (size_t k = 0; k < judge->n; k++)
        box[k] = enclosure_between(cell->low[k], cell->high[k]);
    interval_run(judge->value, box, &value);
    return !is_smooth(&value, 1);
}
