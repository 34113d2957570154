/* Bounds of the Hessian's eigenvalues over parts of a box. */
#include "analysis/convexity_parts.h"

#include "base/contract.h"
#include "base/eigen.h"

#include <math.h>
#include <string.h>

static const double near_enough = 0.01; /* of what is seen: then bounds are not made any better */

/* Knuth's TwoSum tells whether a sum is exact. */
double convexity_sum_below(double a, double b)
{
    const double sum = a + b, part = sum - a, error = (a - (sum - part)) + (b - part);
    return isfinite(sum) && !(error >= 0) ? nextafter(sum, -INFINITY) : sum;
}

const struct enclosure *convexity_entry(const struct judge *judge, size_t row, size_t column)
{
    const size_t i = row > column ? row : column, j = row > column ? column : row;
    return &judge->outputs[1 + judge->n + i * (i + 1) / 2 + j];
}

/* Whether value and gradient are continuous over what was run last, and the Hessian's entries are bounded. */
static bool is_smooth(const struct judge *judge)
{
    const size_t n = judge->n;
    bool smooth = true;
    for (size_t i = 0; i < 1 + n + n * (n + 1) / 2; i++) {
        const struct enclosure *output = &judge->outputs[i];
        smooth = smooth && !output->partial && !enclosure_empty(output) && (i > n || !output->jumps) &&
                 (i <= n || (isfinite(output->low) && isfinite(output->high)));
    }
    return smooth;
}

bool convexity_run(struct judge *judge, const struct enclosure *sides)
{
    interval_run(judge->full, sides, judge->outputs);
    return is_smooth(judge);
}

/* Whether, all around the place, the curvature along the direction is below 0, beyond rounding. */
static bool bends_down(struct judge *judge, const double *x, const double *direction, double *curvature)
{
    static const double around = 1e-9;
    const size_t n = judge->n;
    struct enclosure sides[MOST] = {{.low = 0}}, sum = enclosure_of(0);
    for (size_t k = 0; k < n; k++) {
        const double reach = around * (judge->box[k][1] - judge->box[k][0]), low = fmax(x[k] - reach, judge->box[k][0]),
                     high = fmin(x[k] + reach, judge->box[k][1]);
        if (!(low < high))
            return false;
        sides[k] = enclosure_between(low, high);
    }
    if (!convexity_run(judge, sides))
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const struct enclosure a = enclosure_of(direction[i]), b = enclosure_of(direction[j]), none = enclosure_of(0);
            const struct enclosure factor = i == j ? interval_square(a) : interval_apply(OPERATION_MULTIPLY, a, b, none);
            sum = interval_apply(OPERATION_ADD, sum, interval_apply(OPERATION_MULTIPLY, factor, *convexity_entry(judge, i, j), none), none);
        }
    *curvature = sum.low / 2 + sum.high / 2;
    return sum.high < 0;
}

void convexity_keep(const struct judge *judge, double **kept, const double *numbers)
{
    if (!*kept)
        *kept = ARENA_NEW(judge->arena, double, judge->n);
    memcpy(*kept, numbers, judge->n * sizeof *numbers);
}

bool convexity_testify(struct judge *judge, const double *x, const double *direction)
{
    struct convexity *result = judge->result;
    double curvature;
    if (!bends_down(judge, x, direction, &curvature))
        return false;
    convexity_keep(judge, &result->at, x);
    convexity_keep(judge, &result->direction, direction);
    result->curvature = curvature;
    return true;
}

static double magnitude(const struct enclosure *entry)
{
    return fmax(fabs(entry->low), fabs(entry->high));
}

/* Gershgorin's bound from below, of the Hessians or, with sign −1, of their negatives. */
static double bound_by_rows(const struct judge *judge, double sign)
{
    double least = INFINITY;
    for (size_t i = 0; i < judge->n; i++) {
        const struct enclosure *diagonal = convexity_entry(judge, i, i);
        double bound = sign > 0 ? diagonal->low : -diagonal->high;
        for (size_t j = 0; j < judge->n; j++)
            if (j != i)
                bound = convexity_sum_below(bound, -magnitude(convexity_entry(judge, i, j)));
        least = fmin(least, bound);
    }
    return least;
}

/* The extreme eigenvalues of the matrix of middles, and by how much, at most, those of any Hessian of the part are beyond: the greatest row sum of half widths, and
 * what Jacobi's rotations may be off. */
static double spread_about_middle(const struct judge *judge, double *least, double *most)
{
    static const double rounding = 100 * 0x1p-52; /* times n and the norm: ten times the usual bound of rotations (Golub & Van Loan, 8.5) */
    const size_t n = judge->n;
    double matrix[MOST * MOST], values[MOST], widest = 0, square = 0;
    CONTRACT(n > 0 && n <= MOST);
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++) {
            const struct enclosure *entry = convexity_entry(judge, i, j);
            const double middle = matrix[i * n + j] = entry->low / 2 + entry->high / 2;
            sum += fmax(entry->high - middle, middle - entry->low);
            square += middle * middle;
        }
        widest = fmax(widest, sum);
    }
    symmetric_eigen(n, matrix, values, NULL);
    *least = values[0];
    *most = values[n - 1];
    return widest * (1 + 20 * (double)n * 0x1p-52) + rounding * (double)n * sqrt(square);
}

static void bound(struct judge *judge, struct part *part)
{
    struct enclosure sides[MOST];
    for (size_t k = 0; k < judge->n; k++)
        sides[k] = enclosure_between(part->low[k], part->high[k]);
    part->least = -INFINITY;
    part->most = INFINITY;
    if (!convexity_run(judge, sides))
        return;
    part->least = bound_by_rows(judge, 1);
    part->most = -bound_by_rows(judge, -1);
    double least = -INFINITY, most = INFINITY;
    const double spread = judge->n > 1 ? spread_about_middle(judge, &least, &most) : NAN;
    if (isfinite(spread)) {
        part->least = fmax(part->least, nextafter(least - spread, -INFINITY));
        part->most = fmin(part->most, nextafter(most + spread, INFINITY));
    }
}

size_t convexity_worst(const struct judge *judge, double sign)
{
    size_t chosen = 0;
    for (size_t i = 1; i < judge->count; i++) {
        const struct part *part = &judge->parts[i], *other = &judge->parts[chosen];
        chosen = (sign > 0 ? part->least < other->least : part->most > other->most) ? i : chosen;
    }
    return chosen;
}

bool convexity_halve(struct judge *judge, size_t i)
{
    struct part *part = &judge->parts[i], *other = &judge->parts[judge->count];
    size_t longest = 0;
    double length = 0;
    for (size_t k = 0; k < judge->n; k++) {
        const double own = (part->high[k] - part->low[k]) / (judge->box[k][1] - judge->box[k][0]);
        longest = own > length ? k : longest;
        length = fmax(length, own);
    }
    const double middle = part->low[longest] / 2 + part->high[longest] / 2;
    if (!(middle > part->low[longest] && middle < part->high[longest]))
        return false;
    *other = *part;
    part->high[longest] = other->low[longest] = middle;
    bound(judge, part);
    bound(judge, other);
    judge->count++;
    return true;
}

/* Whether a bound from below, or, with sign −1, from above, is nearly as good as samples allow, and of their sign. */
static bool is_good(double bound, double seen, double scale, double sign)
{
    return isfinite(bound) && fabs(bound - seen) <= near_enough * scale && (sign * bound >= 0 || sign * seen < 0);
}

void convexity_start(struct judge *judge)
{
    judge->parts = ARENA_NEW(judge->arena, struct part, CONVEXITY_BOXES + 1);
    judge->count = 1;
    for (size_t k = 0; k < judge->n; k++) {
        judge->parts[0].low[k] = judge->box[k][0];
        judge->parts[0].high[k] = judge->box[k][1];
    }
    bound(judge, &judge->parts[0]);
}

double convexity_bound_least(struct judge *judge)
{
    convexity_start(judge);
    size_t i = 0;
    while (judge->parts[i].least < 0 && judge->count < CONVEXITY_BOXES && convexity_halve(judge, i))
        i = convexity_worst(judge, 1);
    return judge->parts[i].least;
}

void convexity_bound(struct judge *judge)
{
    struct convexity *result = judge->result;
    convexity_start(judge);
    bool open[2] = {true, true};
    for (int turn = 0; judge->count < CONVEXITY_BOXES && (open[0] || open[1]); turn = !turn) {
        const double sign = turn ? -1 : 1, seen = turn ? result->seen_most : result->seen_least;
        const double scale = fmax(fabs(seen), 1e-3 * fmax(fabs(result->seen_least), fabs(result->seen_most)));
        const size_t i = convexity_worst(judge, sign);
        const struct part *part = &judge->parts[i];
        open[turn] = open[turn] && !is_good(turn ? part->most : part->least, seen, scale, sign);
        if (open[turn])
            open[turn] = convexity_halve(judge, i);
    }
    result->least = judge->parts[convexity_worst(judge, 1)].least;
    result->most = judge->parts[convexity_worst(judge, -1)].most;
    result->boxes = judge->count;
}

static struct interval_program *compile(const struct judge *judge, bool full)
{
    const struct landscape *landscape = judge->landscape;
    const size_t n = judge->n;
    node_id nodes[1 + MOST + TRIANGLE] = {landscape->value};
    memcpy(nodes + 1, landscape->gradient, n * sizeof *nodes);
    memcpy(nodes + 1 + n, landscape->hessian, n * (n + 1) / 2 * sizeof *nodes);
    return interval_compile(judge->arena, landscape->graph, nodes, full ? 1 + n + n * (n + 1) / 2 : 1, n);
}

struct judge convexity_judge_of(struct arena *arena, struct landscape *landscape, const double (*box)[2])
{
    struct judge judge = {.arena = arena, .landscape = landscape, .n = landscape->dimension, .box = box};
    judge.values = compile(&judge, false);
    judge.full = compile(&judge, true);
    return judge;
}
