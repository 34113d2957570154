#include "analysis/convexity.h"

#include "base/contract.h"
#include "base/eigen.h"
#include "expression/interval.h"

#include <math.h>
#include <string.h>

enum {
    MOST = CONVEXITY_MOST_DIMENSION,
    TRIANGLE = MOST * (MOST + 1) / 2,
    BOXES = 1500,
    SAMPLES = 1024, /* besides corners */
    CHORDS = 4096,
    BLOCK = 256
};
static const double near_enough = 0.01; /* of what is seen: then bounds are not made any better */

/* A part of the box, and bounds of the eigenvalues over it. */
struct part {
    double low[MOST], high[MOST], least, most;
};

struct judge {
    struct arena *arena;
    struct landscape *landscape;
    size_t n;
    const double (*box)[2];
    struct interval_program *values, *full; /* value; value, gradient and Hessian */
    struct enclosure outputs[1 + MOST + TRIANGLE];
    struct part *parts;
    size_t count;
    struct convexity *result;
};

const char *convexity_name(enum convexity_verdict verdict)
{
    static const char *const names[] = {"proved", "refuted", "not_decided"};
    return names[verdict];
}

/* Sums rounded downwards, unless they are exact (Knuth's TwoSum tells). */
static double sum_below(double a, double b)
{
    const double sum = a + b, part = sum - a, error = (a - (sum - part)) + (b - part);
    return isfinite(sum) && !(error >= 0) ? nextafter(sum, -INFINITY) : sum;
}

static const struct enclosure *entry_of(const struct judge *judge, size_t row, size_t column)
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

static double magnitude(const struct enclosure *entry)
{
    return fmax(fabs(entry->low), fabs(entry->high));
}

/* Gershgorin's bound from below, of the Hessians or, with sign −1, of their negatives. */
static double bound_by_rows(const struct judge *judge, double sign)
{
    double least = INFINITY;
    for (size_t i = 0; i < judge->n; i++) {
        const struct enclosure *diagonal = entry_of(judge, i, i);
        double bound = sign > 0 ? diagonal->low : -diagonal->high;
        for (size_t j = 0; j < judge->n; j++)
            if (j != i)
                bound = sum_below(bound, -magnitude(entry_of(judge, i, j)));
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
            const struct enclosure *entry = entry_of(judge, i, j);
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
    interval_run(judge->full, sides, judge->outputs);
    part->least = -INFINITY;
    part->most = INFINITY;
    if (!is_smooth(judge))
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

/* The part whose bound is worst: the lowest, or, with sign −1, the highest. */
static size_t worst(const struct judge *judge, double sign)
{
    size_t chosen = 0;
    for (size_t i = 1; i < judge->count; i++) {
        const struct part *part = &judge->parts[i], *other = &judge->parts[chosen];
        chosen = (sign > 0 ? part->least < other->least : part->most > other->most) ? i : chosen;
    }
    return chosen;
}

/* Halves a part along the side that is longest, in units of the box. False if it has no two halves. */
static bool halve(struct judge *judge, size_t i)
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

/* Whether a bound is nearly as good as samples allow. */
static bool is_good(double bound, double seen, double scale)
{
    return isfinite(bound) && fabs(bound - seen) <= near_enough * scale;
}

static void bound_all(struct judge *judge)
{
    struct convexity *result = judge->result;
    judge->parts = ARENA_NEW(judge->arena, struct part, BOXES + 1);
    judge->count = 1;
    for (size_t k = 0; k < judge->n; k++) {
        judge->parts[0].low[k] = judge->box[k][0];
        judge->parts[0].high[k] = judge->box[k][1];
    }
    bound(judge, &judge->parts[0]);
    bool open[2] = {true, true};
    for (int turn = 0; judge->count < BOXES && (open[0] || open[1]); turn = !turn) {
        const double sign = turn ? -1 : 1, seen = turn ? result->seen_most : result->seen_least;
        const double scale = fmax(fabs(seen), 1e-3 * fmax(fabs(result->seen_least), fabs(result->seen_most)));
        const size_t i = worst(judge, sign);
        const struct part *part = &judge->parts[i];
        open[turn] = open[turn] && !is_good(turn ? part->most : part->least, seen, scale);
        if (open[turn])
            open[turn] = halve(judge, i);
    }
    result->least = judge->parts[worst(judge, 1)].least;
    result->most = judge->parts[worst(judge, -1)].most;
    result->boxes = judge->count;
}

/* Place number i: the corners of the box first, then a Weyl sequence. */
static void place(const struct judge *judge, size_t i, double *x)
{
    static const double steps[MOST] = {0.6180339887498949, 0.7548776662466927, 0.8191725133961645, 0.8566748838545029, 0.8812714616335696,
                                       0.8986537126286992, 0.9115923534820549, 0.9215993196339829, 0.9295701282320229, 0.9360691110777584};
    const size_t corners = (size_t)1 << judge->n;
    for (size_t k = 0; k < judge->n; k++) {
        const double turns = 0.5 + (double)(i - corners) * steps[k], part = i < corners ? (double)(i >> k & 1) : turns - floor(turns);
        x[k] = part == 1 ? judge->box[k][1] : judge->box[k][0] + part * (judge->box[k][1] - judge->box[k][0]);
    }
}

/* Whether, all around the place, the curvature along the direction is below 0, beyond rounding. */
static bool bends_down(struct judge *judge, const double *x, const double *direction, double *curvature)
{
    static const double around = 1e-9;
    const size_t n = judge->n;
    struct enclosure sides[MOST], sum = enclosure_of(0);
    for (size_t k = 0; k < n; k++) {
        const double reach = around * (judge->box[k][1] - judge->box[k][0]), low = fmax(x[k] - reach, judge->box[k][0]),
                     high = fmin(x[k] + reach, judge->box[k][1]);
        if (!(low < high))
            return false;
        sides[k] = enclosure_between(low, high);
    }
    interval_run(judge->full, sides, judge->outputs);
    if (!is_smooth(judge))
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const struct enclosure a = enclosure_of(direction[i]), b = enclosure_of(direction[j]), none = enclosure_of(0);
            const struct enclosure factor = i == j ? interval_square(a) : interval_apply(OPERATION_MULTIPLY, a, b, none);
            sum = interval_apply(OPERATION_ADD, sum, interval_apply(OPERATION_MULTIPLY, factor, *entry_of(judge, i, j), none), none);
        }
    *curvature = sum.low / 2 + sum.high / 2;
    return sum.high < 0;
}

/* Eigenvalues at samples, and the place where the least lies as a witness, if it is below 0. */
static bool sample(struct judge *judge, struct error *error)
{
    const size_t n = judge->n, all = ((size_t)1 << n) + SAMPLES;
    struct convexity *result = judge->result;
    struct program *program;
    if (!landscape_program(judge->landscape, 2, &program, error))
        return false;
    struct workspace *workspace = workspace_create(judge->arena, program);
    double x[MOST], numbers[1 + MOST + TRIANGLE] = {0}, *outputs[1 + MOST + TRIANGLE], matrix[MOST * MOST], values[MOST], vectors[MOST * MOST];
    const double *inputs[MOST];
    for (size_t i = 0; i < program_outputs(program); i++)
        outputs[i] = &numbers[i];
    for (size_t k = 0; k < n; k++)
        inputs[k] = &x[k];
    result->seen_least = result->seen_most = NAN;
    CONTRACT(n > 0 && n <= MOST);
    for (size_t i = 0; i < all; i++) {
        place(judge, i, x);
        program_run(program, workspace, inputs, outputs, 1);
        for (size_t row = 0; row < n; row++)
            for (size_t column = 0; column <= row; column++)
                matrix[row * n + column] = numbers[1 + n + row * (row + 1) / 2 + column];
        symmetric_eigen(n, matrix, values, vectors);
        if (!isfinite(values[0]) || !isfinite(values[n - 1]) || !isfinite(numbers[0]))
            continue;
        double curvature;
        if (values[0] < 0 && !(values[0] >= result->curvature) && bends_down(judge, x, vectors, &curvature)) {
            if (!result->at) {
                result->at = ARENA_NEW(judge->arena, double, n);
                result->direction = ARENA_NEW(judge->arena, double, n);
            }
            memcpy(result->at, x, n * sizeof *x);
            memcpy(result->direction, vectors, n * sizeof *x);
            result->curvature = curvature;
        }
        result->seen_least = fmin(result->seen_least, values[0]); /* of a not-a-number and a number, the number */
        result->seen_most = fmax(result->seen_most, values[n - 1]);
    }
    return true;
}

/* The value at one point, with certainty. */
static struct enclosure value_at(struct judge *judge, const double *x)
{
    struct enclosure sides[MOST], value;
    for (size_t k = 0; k < judge->n; k++)
        sides[k] = enclosure_of(x[k]);
    interval_run(judge->values, sides, &value);
    return value;
}

/* Moves two ends to places whose middle is a place of doubles, too. False if they would leave the box. */
static bool round_ends(const struct judge *judge, double *from, double *to, double *middle)
{
    bool inside = true, apart = false;
    for (size_t k = 0; k < judge->n; k++) {
        const double low = judge->box[k][0], high = judge->box[k][1], unit = ldexp(1, ilogb(high - low) - 20);
        from[k] = unit * rint(from[k] / unit);
        to[k] = unit * rint(to[k] / unit);
        middle[k] = (from[k] + to[k]) / 2;
        inside = inside && from[k] >= low && from[k] <= high && to[k] >= low && to[k] <= high && middle[k] - from[k] == to[k] - middle[k] &&
                 from[k] + (middle[k] - from[k]) == middle[k];
        apart = apart || from[k] != to[k];
    }
    return inside && apart;
}

/* How far a chord lies above the landscape at its middle, at most; not below 0 if that is not certain. */
static double certain_gap(struct judge *judge, const double *from, const double *to, const double *middle)
{
    const struct enclosure a = value_at(judge, from), b = value_at(judge, to), m = value_at(judge, middle);
    if (a.partial || b.partial || m.partial || enclosure_empty(&a) || enclosure_empty(&b) || enclosure_empty(&m))
        return 0;
    const double above = -sum_below(-a.high / 2, -b.high / 2), gap = -sum_below(-above, m.low);
    return isfinite(gap) ? gap : 0;
}

/* Chords between places of the box: the one that lies deepest below the landscape, if any does. */
static void search_chords(struct judge *judge)
{
    const size_t n = judge->n;
    struct convexity *result = judge->result;
    double from[MOST], to[MOST], middle[MOST];
    for (size_t i = 0; i < CHORDS; i++) {
        place(judge, i, from);
        place(judge, i + 1 + i % 61, to);
        for (size_t k = 0; k < n && i % 2; k++) /* every second chord is short */
            to[k] = from[k] + (to[k] - from[k]) / 16;
        const double gap = round_ends(judge, from, to, middle) ? certain_gap(judge, from, to, middle) : 0;
        if (!(gap < result->gap))
            continue;
        if (!result->by_chord) {
            result->from = ARENA_NEW(judge->arena, double, n);
            result->to = ARENA_NEW(judge->arena, double, n);
        }
        memcpy(result->from, from, n * sizeof *from);
        memcpy(result->to, to, n * sizeof *to);
        result->gap = gap;
        result->by_chord = true;
    }
}

/* A chord through the witness along its direction that lies below the landscape, for the eye; as long as may be. */
static void find_chord(struct judge *judge)
{
    enum { HALVINGS = 24 };
    const size_t n = judge->n;
    struct convexity *result = judge->result;
    double from[MOST], to[MOST], middle[MOST], reach = INFINITY;
    for (size_t k = 0; k < n; k++)
        reach = result->direction[k] == 0 ? reach : fmin(reach, (judge->box[k][1] - judge->box[k][0]) / 4 / fabs(result->direction[k]));
    for (int halving = 0; halving < HALVINGS && !result->from; halving++, reach /= 2) {
        for (size_t k = 0; k < n; k++) {
            from[k] = result->at[k] - reach * result->direction[k];
            to[k] = result->at[k] + reach * result->direction[k];
        }
        const double gap = round_ends(judge, from, to, middle) ? certain_gap(judge, from, to, middle) : 0;
        if (gap < 0) {
            result->from = ARENA_NEW(judge->arena, double, n);
            result->to = ARENA_NEW(judge->arena, double, n);
            memcpy(result->from, from, n * sizeof *from);
            memcpy(result->to, to, n * sizeof *to);
            result->gap = gap;
        }
    }
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

bool convexity_judge(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct convexity *convexity, struct error *error)
{
    struct judge judge = {.arena = arena, .landscape = landscape, .n = landscape->dimension, .box = box, .result = convexity};
    *convexity = (struct convexity){.dimension = judge.n, .verdict = CONVEXITY_NOT_DECIDED};
    if (!landscape_differentiate(landscape, 2, error))
        return false;
    judge.values = compile(&judge, false);
    judge.full = compile(&judge, true);
    bool convex, concave;
    convexity_compose(arena, landscape, box, &convex, &concave);
    if (!sample(&judge, error))
        return false;
    bound_all(&judge);
    const bool smooth = isfinite(convexity->least);
    convexity->composed = convex && !(convexity->least >= 0);
    convexity->concave = concave || convexity->most <= 0;
    if (convex && smooth)
        convexity->least = fmax(convexity->least, 0);
    if (concave && isfinite(convexity->most))
        convexity->most = fmin(convexity->most, 0);
    if (convex || convexity->least >= 0) {
        convexity->verdict = CONVEXITY_PROVED;
        return true;
    }
    if (convexity->at)
        find_chord(&judge);
    else
        search_chords(&judge);
    convexity->verdict = convexity->at || convexity->by_chord ? CONVEXITY_REFUTED : CONVEXITY_NOT_DECIDED;
    return true;
}

double convexity_cost(size_t dimension, double work)
{
    enum { INTERVAL = 12, CHORD = 3 };
    const double n = (double)dimension, eigen = 40 * n * n * n + 200;
    const double samples = (double)((size_t)1 << dimension) + SAMPLES;
    return samples * (3 * work + eigen) + 2.0 * BOXES * (INTERVAL * work + eigen + BOXES / 4.0) +
           CHORDS * CHORD * INTERVAL * work / 4; /* of the value alone */
}
