#include "analysis/convexity_parts.h"

#include "base/contract.h"
#include "base/eigen.h"

#include <math.h>
#include <string.h>

enum {
    SAMPLES = 1024, /* besides corners */
    CHORDS = 4096,
    CORNER_PARTS = 64, /* beside which chords are tried, along each axis */
    CORNER_HALVINGS = 20
};

const char *convexity_name(enum convexity_verdict verdict)
{
    static const char *const names[] = {"proved", "refuted", "not_decided"};
    return names[verdict];
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
        if (values[0] < 0 && !(values[0] >= result->curvature))
            convexity_testify(judge, x, vectors);
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
    const double above = -convexity_sum_below(-a.high / 2, -b.high / 2), gap = -convexity_sum_below(-above, m.low);
    return isfinite(gap) ? gap : 0;
}

/* Takes a chord for a witness if it lies deeper below the landscape than that so far. */
static void try_chord(struct judge *judge, double *from, double *to)
{
    struct convexity *result = judge->result;
    double middle[MOST];
    const double gap = round_ends(judge, from, to, middle) ? certain_gap(judge, from, to, middle) : 0;
    if (!(gap < result->gap))
        return;
    convexity_keep(judge, &result->from, from);
    convexity_keep(judge, &result->to, to);
    result->gap = gap;
}

/* Chords between places of the box: the one that lies deepest below the landscape, if any does. */
static void search_chords(struct judge *judge)
{
    const size_t n = judge->n;
    double from[MOST], to[MOST];
    for (size_t i = 0; i < CHORDS; i++) {
        place(judge, i, from);
        place(judge, i + 1 + i % 61, to);
        for (size_t k = 0; k < n && i % 2; k++) /* every second chord is short */
            to[k] = from[k] + (to[k] - from[k]) / 16;
        try_chord(judge, from, to);
    }
}

/* A chord through the witness along its direction that lies below the landscape, for the eye; as long as may be. */
static void find_chord(struct judge *judge)
{
    enum { HALVINGS = 24 };
    const size_t n = judge->n;
    const struct convexity *result = judge->result;
    double from[MOST], to[MOST], reach = INFINITY;
    for (size_t k = 0; k < n; k++)
        reach = result->direction[k] == 0 ? reach : fmin(reach, (judge->box[k][1] - judge->box[k][0]) / 4 / fabs(result->direction[k]));
    for (int halving = 0; halving < HALVINGS && !result->from; halving++, reach /= 2) {
        for (size_t k = 0; k < n; k++) {
            from[k] = result->at[k] - reach * result->direction[k];
            to[k] = result->at[k] + reach * result->direction[k];
        }
        try_chord(judge, from, to);
    }
}

/* Whether the sum without those convex terms that have corners (null: it has none) is convex by its Hessian: then so is all. What has no bound has corners itself. */
static bool rest_is_convex(const struct judge *judge, struct landscape *rest, double *least, struct error *error)
{
    struct judge other = *judge;
    *least = judge->result->least;
    if (rest) {
        if (!landscape_differentiate(rest, 2, error))
            return false;
        other = convexity_judge_of(judge->arena, rest, judge->box);
        *least = convexity_bound_least(&other);
    }
    if (*least < 0 && isfinite(*least) && convexity_bound_touching(&other))
        *least = 0;
    return *least >= 0;
}

/* Whether −f is convex by its Hessian, which may touch 0. */
static bool is_concave(const struct judge *judge, struct error *error)
{
    if (!isfinite(judge->result->most) || !(judge->result->seen_most <= 0))
        return false;
    struct landscape *negated = landscape_negate(judge->landscape);
    if (!landscape_differentiate(negated, 2, error))
        return false;
    struct judge other = convexity_judge_of(judge->arena, negated, judge->box);
    return convexity_bound_touching(&other);
}

/* Beside a corner bounds know no end, and parts are cut small around it: a chord along an axis, over the middle of such a part, lies below the landscape if its
 * slope falls there. */
static void search_corners(struct judge *judge)
{
    const size_t n = judge->n;
    double from[MOST], to[MOST];
    size_t open = 0, seen = 0;
    for (size_t i = 0; i < judge->count; i++)
        open += !isfinite(judge->parts[i].least);
    for (size_t i = 0; i < judge->count; i++) {
        const struct part *part = &judge->parts[i];
        if (isfinite(part->least))
            continue;
        seen++;
        if (open > CORNER_PARTS && seen * CORNER_PARTS / open == (seen - 1) * CORNER_PARTS / open) /* some from all along them */
            continue;
        for (size_t axis = 0; axis < n; axis++) {
            double reach = (judge->box[axis][1] - judge->box[axis][0]) / 4;
            for (int halving = 0; halving < CORNER_HALVINGS; halving++, reach /= 2) {
                for (size_t k = 0; k < n; k++) {
                    const double at = part->low[k] / 2 + part->high[k] / 2;
                    from[k] = k == axis ? at - reach : at;
                    to[k] = k == axis ? at + reach : at;
                }
                try_chord(judge, from, to);
            }
        }
    }
}

bool convexity_judge(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct convexity *convexity, struct error *error)
{
    *convexity = (struct convexity){.dimension = landscape->dimension, .verdict = CONVEXITY_NOT_DECIDED};
    if (!landscape_differentiate(landscape, 2, error))
        return false;
    struct judge judge = convexity_judge_of(arena, landscape, box);
    judge.result = convexity;
    bool convex, concave;
    struct landscape *rest = convexity_compose(arena, landscape, box, &convex, &concave);
    if (!sample(&judge, error))
        return false;
    convexity_bound(&judge);
    const bool smooth = isfinite(convexity->least);
    convexity->composed = convex && !(convexity->least >= 0);
    convexity->concave = concave || convexity->most <= 0 || is_concave(&judge, error);
    if (convex && smooth)
        convexity->least = fmax(convexity->least, 0);
    if (convexity->concave && isfinite(convexity->most))
        convexity->most = fmin(convexity->most, 0);
    if (convex || convexity->least >= 0) {
        convexity->verdict = CONVEXITY_PROVED;
        return true;
    }
    double least;
    if (!convexity->at && rest_is_convex(&judge, rest, &least, error)) {
        convexity->verdict = CONVEXITY_PROVED;
        convexity->parted = rest != NULL;
        convexity->least = fmax(convexity->least, least);
        return true;
    }
    if (convexity->at) {
        find_chord(&judge);
    } else {
        search_chords(&judge);
        search_corners(&judge);
    }
    convexity->verdict = convexity->at || convexity->from ? CONVEXITY_REFUTED : CONVEXITY_NOT_DECIDED;
    return true;
}

double convexity_cost(size_t dimension, double work)
{
    enum { INTERVAL = 12, CHORD = 3 };
    const double n = (double)dimension, eigen = 40 * n * n * n + 200;
    const double samples = (double)((size_t)1 << dimension) + SAMPLES;
    const double touching = 3.0 * CONVEXITY_TOUCHING_BOXES * INTERVAL * fmin(work, CONVEXITY_TOUCHING_OPERATIONS * n);
    return touching + samples * (3 * work + eigen) + 4.0 * CONVEXITY_BOXES * (INTERVAL * work + eigen + CONVEXITY_BOXES / 4.0) +
           (CHORDS + CORNER_PARTS * CORNER_HALVINGS * n) * CHORD * INTERVAL * work / 4; /* of the value alone */
}
