/* Parts of a box where an eigenvalue of the Hessian touches 0: bounds of the entries alone fall below 0 there, however small the part is. With a center c, the
 * form u'H(x)u of x = c + d is, by Taylor's theorem,
 *
 *     u'H(c)u + D³f(c)[d,u,u] + ∫₀¹ (1 − t) D⁴f(c + td)[d,d,u,u] dt = ½ (u,s)' K (u,s),  K = (2H(c) D³f(c); D³f(c)' M),
 *
 * in which s holds d_j u_j and, for j ≠ k, d_j u_k + d_k u_j, and M is a mean of fourth derivatives, rows and columns by pairs of coordinates: where K is positive
 * semidefinite for all M that are possible on the part, f is convex there. The center may be that of some coordinates only, with d and s 0 along the others, and
 * H(c) and D³f(c) over the part's sides: an eigenvalue that touches 0 along a line. If all derivatives above the fourth are 0, this says that f is convex as a sum of squares
 * (Ahmadi & Parrilo, A complete characterization of the gap between convexity and SOS-convexity, SIAM J. Optim. 23 (2013) 811). */
#include "analysis/convexity_parts.h"

#include "base/eigen.h"
#include "expression/precise.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum {
    DIMENSIONS = CONVEXITY_TOUCHING_DIMENSION,
    PAIRS = DIMENSIONS * (DIMENSIONS + 1) / 2,
    SIDE = DIMENSIONS + PAIRS,
    OUTPUTS = 1 + DIMENSIONS + PAIRS + PAIRS * DIMENSIONS + PAIRS * PAIRS,
    HIGHEST = 6, /* derivative of one coordinate, where the fourth is not enough */
    STEPS = 16,  /* towards a center */
    TURNS = 200, /* parts that are looked at */
    EXACT = 8,   /* centers at most, at which all digits are looked at */
};

/* Derivatives up to the fourth, one behind the other: value, gradient[n], Hessian[pairs], third[pair][coordinate], fourth[pair][pair]; of one coordinate, more
 * of them. */
struct taylor {
    struct judge *judge;
    size_t n, pairs, third, fourth, count; /* third and fourth: where these begin */
    struct graph *graph;
    node_id nodes[OUTPUTS];
    struct interval_program *intervals;
    struct program *program;
    struct workspace *workspace;
    struct enclosure at_center[OUTPUTS], over_part[OUTPUTS];
    double numbers[OUTPUTS], exact_center[DIMENSIONS];
    size_t exact_count; /* centers at which no digit was rounded, if it may be so; the last one */
    struct enclosure at_exact[OUTPUTS];
    bool refuted;
};

static size_t pair_of(size_t i, size_t j)
{
    return i > j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
}

/* Makes the derivatives in a graph of their own: if it overflows, nothing is lost. */
static bool differentiate(struct taylor *taylor, const struct landscape *landscape)
{
    struct arena *arena = taylor->judge->arena;
    const size_t n = taylor->n, pairs = taylor->pairs;
    struct graph *graph = taylor->graph = graph_create(arena);
    struct landscape copy = *landscape;
    struct error error = {0};
    node_id variables[DIMENSIONS], *nodes = taylor->nodes, last[DIMENSIONS];
    for (size_t k = 0; k < n; k++)
        variables[k] = graph_variable(graph, (uint32_t)k);
    copy.graph = graph;
    copy.gradient = copy.hessian = NULL;
    graph_compose(graph, landscape->graph, &landscape->value, 1, variables, n, &copy.value);
    if (!landscape_differentiate(&copy, 2, &error))
        return false;
    nodes[0] = copy.value;
    memcpy(nodes + 1, copy.gradient, n * sizeof *nodes);
    memcpy(nodes + 1 + n, copy.hessian, pairs * sizeof *nodes);
    for (size_t pair = 0; pair < pairs; pair++) {
        node_id *third = nodes + taylor->third + pair * n;
        graph_gradient(graph, copy.hessian[pair], variables, n, third);
        for (size_t i = 0; i < n; i++) {
            graph_gradient(graph, third[i], variables, n, last);
            for (size_t j = 0; j <= i; j++)
                nodes[taylor->fourth + pair * pairs + pair_of(i, j)] = last[j];
        }
    }
    for (size_t order = taylor->fourth + 1; n == 1 && order < taylor->count; order++)
        graph_gradient(graph, nodes[order - 1], variables, 1, &nodes[order]);
    if (!graph_check(graph, &error))
        return false;
    taylor->intervals = interval_compile(arena, graph, nodes, taylor->count, n);
    taylor->program = program_compile(arena, graph, nodes, taylor->count, n);
    taylor->workspace = workspace_create(arena, taylor->program);
    return true;
}

/* A step of least squares against the slope, in units of the coordinates' own; along those directions in which the matrix is singular, none. Whether the place has
 * moved. */
static bool step(size_t count, double *matrix, const double *slope, const size_t *along, double *place)
{
    static const double level = 1e-12; /* of the greatest eigenvalue */
    double unit[DIMENSIONS], values[DIMENSIONS], vectors[DIMENSIONS * DIMENSIONS];
    bool moved = false;
    for (size_t i = 0; i < count; i++) {
        unit[i] = matrix[i * count + i] > 0 ? 1 / sqrt(matrix[i * count + i]) : 0;
        for (size_t j = 0; j <= i; j++)
            matrix[i * count + j] *= unit[i] * unit[j];
    }
    symmetric_eigen(count, matrix, values, vectors);
    for (size_t v = 0; v < count; v++) {
        double length = 0;
        for (size_t i = 0; i < count; i++)
            length += vectors[v * count + i] * slope[i] * unit[i] / values[v];
        for (size_t i = 0; i < count && values[v] > level * values[count - 1] && isfinite(length); i++) {
            const double before = place[along[i]];
            place[along[i]] -= length * vectors[v * count + i] * unit[i];
            moved = moved || place[along[i]] != before;
        }
    }
    return moved;
}

/* Moves a place along some coordinates to where the third derivatives along these are least, by the Gauss-Newton method: where an eigenvalue touches 0 they vanish,
 * and the place has to be met to the bit. */
static void find_center(struct taylor *taylor, size_t count, const size_t *along, double *center)
{
    const double *third = taylor->numbers + taylor->third, *fourth = taylor->numbers + taylor->fourth, *inputs[DIMENSIONS];
    double *outputs[OUTPUTS], matrix[DIMENSIONS * DIMENSIONS], slope[DIMENSIONS];
    for (size_t i = 0; i < taylor->count; i++)
        outputs[i] = &taylor->numbers[i];
    for (size_t k = 0; k < taylor->n; k++)
        inputs[k] = &center[k];
    bool moved = true;
    for (int turn = 0; turn < STEPS && moved; turn++) {
        program_run(taylor->program, taylor->workspace, inputs, outputs, 1);
        memset(matrix, 0, sizeof matrix);
        memset(slope, 0, sizeof slope);
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b <= a; b++)
                for (size_t c = 0; c <= b; c++) {
                    const size_t pair = pair_of(along[a], along[b]);
                    const double *row = fourth + pair * taylor->pairs;
                    for (size_t i = 0; i < count; i++) {
                        slope[i] += row[pair_of(along[c], along[i])] * third[pair * taylor->n + along[c]];
                        for (size_t j = 0; j <= i; j++)
                            matrix[i * count + j] += row[pair_of(along[c], along[i])] * row[pair_of(along[c], along[j])];
                    }
                }
        /* Of one coordinate it is Newton's method for the third derivative by the fourth, whose zeros are single; the fifth is 0 where it is not asked for. */
        const double bend = taylor->n == 1 ? third[0] * third[2] : 0;
        matrix[0] -= matrix[0] > bend ? bend : 0;
        moved = step(count, matrix, slope, along, center);
    }
    for (size_t k = 0; k < taylor->n; k++) { /* what is a short number but for rounding is taken for it: 0 above all */
        const double width = taylor->judge->box[k][1] - taylor->judge->box[k][0], unit = ldexp(1, ilogb(width) - 20),
                     rounded = unit * rint(center[k] / unit);
        center[k] = fabs(rounded - center[k]) <= 0x1p-20 * unit ? rounded : center[k];
    }
}

static struct enclosure apply(enum operation operation, struct enclosure a, struct enclosure b)
{
    return interval_apply(operation, a, b, enclosure_of(0));
}

/* Whether every diagonal entry is as large as the others of its row together. */
static bool is_dominant(size_t size, struct enclosure matrix[SIDE][SIDE])
{
    bool dominant = true;
    for (size_t i = 0; i < size; i++) {
        double rest = matrix[i][i].low;
        for (size_t j = 0; j < size; j++)
            rest = i == j ? rest : convexity_sum_below(rest, -fmax(fabs(matrix[i][j].low), fabs(matrix[i][j].high)));
        dominant = dominant && rest >= 0 && isfinite(rest);
    }
    return dominant;
}

/* Whether all symmetric matrices of these entries are positive semidefinite: by elimination with the largest pivot, until what remains is dominant. */
static bool is_semidefinite(size_t size, struct enclosure matrix[SIDE][SIDE])
{
    while (!is_dominant(size, matrix)) {
        size_t pivot = 0;
        for (size_t i = 1; i < size; i++)
            pivot = matrix[i][i].low > matrix[pivot][pivot].low ? i : pivot;
        if (!(matrix[pivot][pivot].low > 0))
            return false;
        struct enclosure column[SIDE];
        size--; /* the last row and column change places with the pivot's, and go */
        for (size_t i = 0; i <= size; i++) {
            const struct enclosure entry = matrix[i][pivot];
            matrix[i][pivot] = matrix[i][size];
            matrix[i][size] = entry;
        }
        for (size_t i = 0; i <= size; i++) {
            const struct enclosure entry = matrix[pivot][i];
            matrix[pivot][i] = matrix[size][i];
            matrix[size][i] = entry;
        }
        for (size_t i = 0; i < size; i++)
            column[i] = matrix[i][size];
        for (size_t i = 0; i < size; i++)
            for (size_t j = 0; j < size; j++) {
                const struct enclosure product = i == j ? interval_square(column[i]) : apply(OPERATION_MULTIPLY, column[i], column[j]);
                matrix[i][j] = apply(OPERATION_SUBTRACT, matrix[i][j], apply(OPERATION_DIVIDE, product, matrix[size][size]));
            }
    }
    return true;
}

/* Whether all derivatives before the last are continuous over the part, and these and the last bounded. */
static bool is_smooth(const struct taylor *taylor, size_t last, size_t end)
{
    bool smooth = true;
    for (size_t i = 0; i < end; i++) {
        const struct enclosure *output = &taylor->over_part[i];
        smooth = smooth && !output->partial && !enclosure_empty(output) && (i >= last || !output->jumps) && isfinite(output->low) &&
                 isfinite(output->high);
    }
    return smooth;
}

/* Whether the fourth derivative of one coordinate is not below 0 over the part: by that of an even order that is not, if those between vanish at the center, or,
 * of even orders, are above 0. */
static bool rises_from_center(const struct taylor *taylor)
{
    size_t order = taylor->fourth;
    const struct enclosure *center = taylor->at_center, *part = taylor->over_part;
    while (order + 2 < taylor->count && part[order].low < 0 && center[order].low >= 0 && center[order + 1].low == 0 && center[order + 1].high == 0)
        order += 2;
    return part[order].low >= 0 && is_smooth(taylor, order, order + 1);
}

/* A row of s: d_i u_j + d_j u_i, or d_i u_i. */
struct row {
    size_t i, j;
};

/* The square of d_j u_i is at most that of the part's reach times u_i²: each row of s takes what H(c) has to give of these, half of its diagonal in all. */
static void lend(size_t n, size_t rows, const struct row *row, const double *reach, struct enclosure matrix[SIDE][SIDE])
{
    double share[DIMENSIONS];
    for (size_t k = 0; k < n; k++)
        share[k] = matrix[k][k].low / (2 * (double)n);
    for (size_t a = 0; a < rows; a++) {
        const size_t from[2] = {row[a].i, row[a].j}, count = row[a].i == row[a].j ? 1 : 2;
        double gain = DBL_MAX;
        for (size_t k = 0; k < count; k++) {
            const double other = reach[from[1 - k]]; /* 0: this term is none */
            const struct enclosure square = apply(OPERATION_MULTIPLY, enclosure_of((double)count), interval_square(enclosure_of(other)));
            gain = other > 0 ? fmin(gain, apply(OPERATION_DIVIDE, enclosure_of(share[from[k]]), square).low) : gain;
        }
        for (size_t k = 0; k < count && gain > 0; k++)
            if (reach[from[1 - k]] > 0)
                matrix[from[k]][from[k]] = apply(OPERATION_SUBTRACT, matrix[from[k]][from[k]], enclosure_of(share[from[k]]));
        if (gain > 0)
            matrix[n + a][n + a] = apply(OPERATION_ADD, matrix[n + a][n + a], enclosure_of(gain));
    }
}

/* Where third derivatives vanish an eigenvalue may have its least value: a witness, if this is below 0. */
static void look_below(struct taylor *taylor, const double *center)
{
    const size_t n = taylor->n;
    double matrix[DIMENSIONS * DIMENSIONS], values[DIMENSIONS], vectors[DIMENSIONS * DIMENSIONS];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            matrix[i * n + j] = taylor->numbers[1 + n + pair_of(i, j)];
    symmetric_eigen(n, matrix, values, vectors);
    taylor->refuted = values[0] < 0 && taylor->judge->result && convexity_testify(taylor->judge, center, vectors);
}

/* Bounds at the center. Sums that are 0 may be bounded by what rounding leaves of them: where it may be so of all third derivatives, all digits are looked at. */
static void bound_at_center(struct taylor *taylor, size_t count, const double *center, const struct enclosure *sides)
{
    bool touching = count == taylor->n;
    interval_run(taylor->intervals, sides, taylor->at_center);
    for (size_t i = taylor->third; i < taylor->fourth; i++)
        touching = touching && enclosure_holds(&taylor->at_center[i], 0);
    if (!touching)
        return;
    if (!taylor->exact_count || memcmp(center, taylor->exact_center, count * sizeof *center) != 0) {
        if (taylor->exact_count == EXACT)
            return;
        taylor->exact_count++;
        memcpy(taylor->exact_center, center, count * sizeof *center);
        memcpy(taylor->at_exact, taylor->at_center, taylor->count * sizeof *taylor->at_exact);
        precise_enclose(taylor->judge->arena, taylor->graph, taylor->nodes, taylor->count, center, taylor->at_exact);
    }
    memcpy(taylor->at_center, taylor->at_exact, taylor->count * sizeof *taylor->at_center);
}

/* Whether f is convex on the part, by the expansion about a center of the coordinates of a set: bit k is coordinate k. */
static bool is_convex(struct taylor *taylor, const struct part *part, unsigned set)
{
    const size_t n = taylor->n;
    double center[DIMENSIONS], reach[DIMENSIONS];
    size_t along[DIMENSIONS] = {0}, count = 0, rows = 0;
    struct row row[PAIRS];
    struct enclosure sides[DIMENSIONS], matrix[SIDE][SIDE];
    for (size_t k = 0; k < n; k++) {
        center[k] = part->low[k] / 2 + part->high[k] / 2;
        along[count] = k;
        count += set >> k & 1;
    }
    find_center(taylor, count, along, center);
    if (count == n)
        look_below(taylor, center);
    for (size_t k = 0; k < n; k++) {
        const double at = set >> k & 1 ? center[k] : part->low[k];
        sides[k] = enclosure_between(fmin(part->low[k], at), fmax(part->high[k], at)); /* the way from the center is in it */
        reach[k] = set >> k & 1 ? -fmin(convexity_sum_below(sides[k].low, -at), convexity_sum_below(at, -sides[k].high)) : 0;
    }
    interval_run(taylor->intervals, sides, taylor->over_part);
    if (!is_smooth(taylor, taylor->fourth, taylor->fourth + taylor->pairs * taylor->pairs))
        return false;
    for (size_t i = 0; i < count; i++)
        sides[along[i]] = enclosure_of(center[along[i]]);
    bound_at_center(taylor, count, center, sides);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            matrix[i][j] = matrix[j][i] = apply(OPERATION_MULTIPLY, enclosure_of(2), taylor->at_center[1 + n + pair_of(i, j)]);
            row[rows] = (struct row){i, j};
            rows += (set >> i | set >> j) & 1;
        }
    for (size_t a = 0; a < rows; a++) {
        const size_t pair = pair_of(row[a].i, row[a].j);
        for (size_t i = 0; i < n; i++)
            matrix[i][n + a] = matrix[n + a][i] = taylor->at_center[taylor->third + pair * n + i];
        for (size_t b = 0; b <= a; b++)
            matrix[n + a][n + b] = matrix[n + b][n + a] = taylor->over_part[taylor->fourth + pair * taylor->pairs + pair_of(row[b].i, row[b].j)];
    }
    if (n == 1 && rises_from_center(taylor))
        matrix[n][n].low = fmax(matrix[n][n].low, 0);
    lend(n, rows, row, reach, matrix);
    return is_semidefinite(n + rows, matrix);
}

/* All coordinates first: the fewer they are, the less the expansion tells. */
static bool is_convex_somehow(struct taylor *taylor, const struct part *part)
{
    unsigned set = (1U << taylor->n) - 1;
    while (set && !is_convex(taylor, part, set))
        set = taylor->refuted ? 0 : set - 1;
    return set > 0;
}

/* With `more` derivatives of one coordinate. */
static bool bound_with(struct judge *judge, size_t more)
{
    const size_t n = judge->n, pairs = n * (n + 1) / 2, third = 1 + n + pairs, fourth = third + pairs * n, length = interval_length(judge->full);
    if (n > DIMENSIONS || length > CONVEXITY_TOUCHING_OPERATIONS)
        return false;
    struct taylor *taylor = ARENA_NEW(judge->arena, struct taylor, 1);
    *taylor = (struct taylor){.judge = judge, .n = n, .pairs = pairs, .third = third, .fourth = fourth, .count = fourth + pairs * pairs + more};
    if (!differentiate(taylor, judge->landscape))
        return false;
    enum { BOXES_EACH = 8 }; /* whose work the steps to a center have, and what follows */
    const size_t sets = ((size_t)1 << n) - 1, work = 2 * length + BOXES_EACH * sets * interval_length(taylor->intervals),
                 affordable = CONVEXITY_TOUCHING_BOXES * length / work, most = affordable < TURNS ? affordable : TURNS;
    convexity_start(judge);
    size_t i = 0;
    for (size_t turn = 0; turn < most && !taylor->refuted && judge->parts[i].least < 0; turn++, i = convexity_worst(judge, 1)) {
        if (is_convex_somehow(taylor, &judge->parts[i]))
            judge->parts[i].least = 0;
        else if (!convexity_halve(judge, i))
            break;
    }
    precise_end();
    return judge->parts[i].least >= 0;
}

bool convexity_bound_together(struct judge *judge)
{
    return bound_with(judge, 0) || (judge->n == 1 && !(judge->result && judge->result->at) && bound_with(judge, HIGHEST - 4));
}
