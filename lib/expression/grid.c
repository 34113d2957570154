#include "expression/grid.h"

#include "base/contract.h"
#include "base/hash.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* `count` B-splines of `degree` over count + degree + 1 knots, which are `degree` + 1 times at each end. */
struct spline_axis {
    size_t degree, count;
    const double *knots;
};

struct grid_spline {
    struct arena *arena;
    const struct grid_values *values;
    struct spline_axis axes[2];
    int orders[2];
    double *coefficients; /* [row * axes[0].count + column]; null: 0 everywhere */
    uint64_t hash;        /* of the values and orders */
    double error;         /* how far the coefficients may lie from the exact ones of this derivative */
    struct grid_spline *derivatives[2];
};

/* --- One axis --- */

static double low_of(const struct spline_axis *axis)
{
    return axis->knots[axis->degree];
}

static double high_of(const struct spline_axis *axis)
{
    return axis->knots[axis->count];
}

/* The span knots[s] ≤ x < knots[s + 1] that a place of the axis lies in; the last one has its upper end, too. */
static size_t span_of(const struct spline_axis *axis, double x)
{
    size_t low = axis->degree, high = axis->count;
    while (high - low > 1) {
        const size_t middle = (low + high) / 2;
        if (axis->knots[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The degree + 1 B-splines that are not 0 in the span (Piegl & Tiller, The NURBS Book, algorithm A2.2). */
static void basis(const struct spline_axis *axis, size_t span, double x, double *values)
{
    double left[GRID_MOST_DEGREE + 1], right[GRID_MOST_DEGREE + 1];
    values[0] = 1;
    for (size_t j = 1; j <= axis->degree; j++) {
        double saved = 0;
        left[j] = x - axis->knots[span + 1 - j];
        right[j] = axis->knots[span + j] - x;
        for (size_t r = 0; r < j; r++) {
            const double share = values[r] / (right[r + 1] + left[j - r]);
            values[r] = saved + right[r + 1] * share;
            saved = left[j - r] * share;
        }
        values[j] = saved;
    }
}

static double site(const double ends[2], size_t points, size_t i)
{
    return i + 1 == points ? ends[1] : ends[0] + (ends[1] - ends[0]) * ((double)i / (double)(points - 1));
}

/* Knots at all points but those next to the ends. */
static struct spline_axis make_axis(struct arena *arena, const double ends[2], size_t points)
{
    struct spline_axis axis = {.degree = points > GRID_MOST_DEGREE ? GRID_MOST_DEGREE : points - 1, .count = points};
    double *knots = ARENA_NEW(arena, double, points + axis.degree + 1);
    for (size_t i = 0; i <= axis.degree; i++) {
        knots[i] = ends[0];
        knots[points + i] = ends[1];
    }
    for (size_t i = axis.degree + 1; i < points; i++)
        knots[i] = site(ends, points, i - 2);
    axis.knots = knots;
    return axis;
}

/* The matrix of the B-splines' values at the points, factored in place: entry [i * WIDTH + k] is that of row i and column i + k − 3. It is banded and
 * totally positive, so that elimination without exchanges is stable (de Boor & Pinkus 1977). */
enum { WIDTH = 2 * GRID_MOST_DEGREE + 1 };
static double *factor_collocation(struct arena *arena, const struct spline_axis *axis, const double ends[2])
{
    const size_t n = axis->count;
    double *matrix = ARENA_NEW(arena, double, n *WIDTH), values[GRID_MOST_DEGREE + 1];
    for (size_t i = 0; i < n; i++) {
        const double x = site(ends, n, i);
        const size_t span = span_of(axis, x);
        basis(axis, span, x, values);
        for (size_t k = 0; k <= axis->degree; k++)
            if (values[k] != 0)
                matrix[i * WIDTH + span - axis->degree + k + GRID_MOST_DEGREE - i] = values[k];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t below = i + 1; below < n && below <= i + GRID_MOST_DEGREE; below++) {
            double *row = matrix + below * WIDTH, *pivot = matrix + i * WIDTH;
            const size_t shift = below - i;
            const double ratio = row[GRID_MOST_DEGREE - shift] /= pivot[GRID_MOST_DEGREE];
            for (size_t k = 1; k <= GRID_MOST_DEGREE; k++)
                row[GRID_MOST_DEGREE - shift + k] -= ratio * pivot[GRID_MOST_DEGREE + k];
        }
    return matrix;
}

/* Turns the `n` numbers that stand `stride` apart into coefficients. */
static void solve(const double *matrix, size_t n, double *numbers, size_t stride)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i < GRID_MOST_DEGREE ? i : GRID_MOST_DEGREE; k > 0; k--)
            numbers[i * stride] -= matrix[i * WIDTH + GRID_MOST_DEGREE - k] * numbers[(i - k) * stride];
    for (size_t i = n; i-- > 0;) {
        for (size_t k = 1; k <= GRID_MOST_DEGREE && i + k < n; k++)
            numbers[i * stride] -= matrix[i * WIDTH + GRID_MOST_DEGREE + k] * numbers[(i + k) * stride];
        numbers[i * stride] /= matrix[i * WIDTH + GRID_MOST_DEGREE];
    }
}

/* --- Splines --- */

static uint64_t hash_values(const struct grid_values *values)
{
    uint64_t hash = hash_bytes(HASH_START, values->x, sizeof values->x);
    hash = hash_bytes(hash, values->y, sizeof values->y);
    hash = hash_bytes(hash, &values->columns, sizeof values->columns);
    return hash_bytes(hash, values->z, values->columns * values->rows * sizeof(double));
}

struct grid_spline *grid_fit(struct arena *arena, const struct grid_values *values)
{
    struct grid_spline *spline = ARENA_NEW(arena, struct grid_spline, 1);
    const size_t columns = values->columns, rows = values->rows;
    *spline = (struct grid_spline){.arena = arena, .values = values, .hash = hash_values(values)};
    spline->axes[0] = make_axis(arena, values->x, columns);
    spline->axes[1] = make_axis(arena, values->y, rows);
    spline->coefficients = ARENA_NEW(arena, double, columns *rows);
    memcpy(spline->coefficients, values->z, columns * rows * sizeof(double));
    const double *along_x = factor_collocation(arena, &spline->axes[0], values->x), *along_y = factor_collocation(arena, &spline->axes[1], values->y);
    for (size_t row = 0; row < rows; row++)
        solve(along_x, columns, spline->coefficients + row * columns, 1);
    for (size_t column = 0; column < columns; column++)
        solve(along_y, rows, spline->coefficients + column, columns);
    return spline;
}

uint64_t grid_hash(const struct grid_spline *spline)
{
    return spline->hash + 2 * (uint64_t)spline->orders[0] + 64 * (uint64_t)spline->orders[1];
}

bool grid_same(const struct grid_spline *a, const struct grid_spline *b)
{
    const struct grid_values *u = a->values, *v = b->values;
    return a == b || (a->hash == b->hash && !memcmp(a->orders, b->orders, sizeof a->orders) && !memcmp(u->x, v->x, sizeof u->x) &&
                      !memcmp(u->y, v->y, sizeof u->y) && u->columns == v->columns && u->rows == v->rows &&
                      !memcmp(u->z, v->z, u->columns * u->rows * sizeof(double)));
}

const struct grid_values *grid_values(const struct grid_spline *spline)
{
    return spline->values;
}

void grid_orders(const struct grid_spline *spline, int orders[2])
{
    orders[0] = spline->orders[0];
    orders[1] = spline->orders[1];
}

static double most_magnitude(const double *numbers, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(numbers[i]));
    return most;
}

/* Coefficients of the derivative: differences over the knots between (de Boor, ch. 10). */
static void differentiate(const struct grid_spline *of, int axis, struct grid_spline *into)
{
    const struct spline_axis *from = &of->axes[axis];
    const size_t columns = into->axes[0].count, rows = into->axes[1].count, width = of->axes[0].count, step = axis == 0 ? 1 : width;
    double narrowest = INFINITY;
    into->coefficients = ARENA_NEW(of->arena, double, columns *rows);
    for (size_t row = 0; row < rows; row++)
        for (size_t column = 0; column < columns; column++) {
            const size_t i = axis == 0 ? column : row;
            const double *here = of->coefficients + row * width + column, gap = from->knots[i + from->degree + 1] - from->knots[i + 1];
            into->coefficients[row * columns + column] = (double)from->degree * ((here[step] - here[0]) / gap);
            narrowest = fmin(narrowest, gap);
        }
    into->error = (double)from->degree / narrowest * (2 * of->error + 8 * DBL_EPSILON * most_magnitude(of->coefficients, width * of->axes[1].count));
}

struct grid_spline *grid_derivative(struct grid_spline *spline, int axis)
{
    if (spline->derivatives[axis])
        return spline->derivatives[axis];
    struct grid_spline *derivative = ARENA_NEW(spline->arena, struct grid_spline, 1);
    *derivative = *spline;
    derivative->derivatives[0] = derivative->derivatives[1] = NULL;
    derivative->orders[axis]++;
    struct spline_axis *reduced = &derivative->axes[axis];
    if (!spline->coefficients || reduced->degree == 0) {
        derivative->coefficients = NULL;
    } else {
        *reduced = (struct spline_axis){reduced->degree - 1, reduced->count - 1, reduced->knots + 1};
        differentiate(spline, axis, derivative);
    }
    return spline->derivatives[axis] = derivative;
}

_Static_assert(sizeof(double) == sizeof(struct grid_spline *), "a double holds an address");

double grid_handle(const struct grid_spline *spline)
{
    double handle;
    memcpy(&handle, &spline, sizeof handle);
    return handle;
}

struct grid_spline *grid_of(double handle)
{
    struct grid_spline *spline;
    memcpy(&spline, &handle, sizeof spline);
    return spline;
}

double grid_value(double x, double y, double handle)
{
    const struct grid_spline *spline = grid_of(handle);
    const struct spline_axis *across = &spline->axes[0], *up = &spline->axes[1];
    if (!(x >= low_of(across) && x <= high_of(across) && y >= low_of(up) && y <= high_of(up)))
        return NAN;
    if (!spline->coefficients)
        return 0;
    double of_x[GRID_MOST_DEGREE + 1], of_y[GRID_MOST_DEGREE + 1], value = 0;
    const size_t column = span_of(across, x), row = span_of(up, y);
    basis(across, column, x, of_x);
    basis(up, row, y, of_y);
    for (size_t j = 0; j <= up->degree; j++) {
        const double *line = spline->coefficients + (row - up->degree + j) * across->count + column - across->degree;
        double sum = 0;
        for (size_t i = 0; i <= across->degree; i++)
            sum += of_x[i] * line[i];
        value += of_y[j] * sum;
    }
    return value;
}

/* --- Bounds --- */

enum { MOST_PIECES = 16, ORDER = GRID_MOST_DEGREE + 1 };

/* Replaces the degree + 1 numbers, coefficients of the B-splines of a span, by those of Bernstein's polynomials over [from, to] within it: the values
 * of the blossom at so many times either end (Ramshaw; de Boor's algorithm with an argument of its own for each step). */
static void restrict_to(const struct spline_axis *axis, size_t span, double from, double to, double *numbers, size_t stride)
{
    const size_t degree = axis->degree;
    double result[ORDER];
    for (size_t k = 0; k <= degree; k++) {
        double points[ORDER];
        for (size_t i = 0; i <= degree; i++)
            points[i] = numbers[i * stride];
        for (size_t r = 1; r <= degree; r++) {
            const double at = r <= k ? to : from;
            for (size_t j = degree; j >= r; j--) {
                const double low = axis->knots[span - degree + j], high = axis->knots[span + 1 + j - r];
                const double share = (at - low) / (high - low);
                points[j] = (1 - share) * points[j - 1] + share * points[j];
            }
        }
        result[k] = points[degree];
    }
    for (size_t k = 0; k <= degree; k++)
        numbers[k * stride] = result[k];
}

static void widen(struct enclosure *bounds, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bounds->low = fmin(bounds->low, numbers[i]);
        bounds->high = fmax(bounds->high, numbers[i]);
    }
}

/* The part of a box in the spans from first to last of either axis. */
struct spline_box {
    double from[2], to[2];
    size_t first[2], last[2];
};

/* Widens the bounds by a piece, and raises *most to its coefficients' magnitude. */
static void add_piece(const struct grid_spline *spline, const struct spline_box *part, const size_t span[2], struct enclosure *bounds, double *most)
{
    const struct spline_axis *axes = spline->axes;
    double local[ORDER * ORDER], ends[2][2];
    const size_t across = axes[0].degree + 1, up = axes[1].degree + 1;
    CONTRACT(across > 0 && across <= ORDER && up > 0 && up <= ORDER);
    for (int k = 0; k < 2; k++) {
        ends[k][0] = fmax(part->from[k], axes[k].knots[span[k]]);
        ends[k][1] = fmin(part->to[k], axes[k].knots[span[k] + 1]);
    }
    for (size_t j = 0; j < up; j++)
        memcpy(local + j * across, spline->coefficients + (span[1] + 1 - up + j) * axes[0].count + span[0] + 1 - across, across * sizeof *local);
    *most = fmax(*most, most_magnitude(local, across * up));
    for (size_t j = 0; j < up; j++)
        restrict_to(&axes[0], span[0], ends[0][0], ends[0][1], local + j * across, 1);
    for (size_t i = 0; i < across; i++)
        restrict_to(&axes[1], span[1], ends[1][0], ends[1][1], local + i, across);
    widen(bounds, local, across * up);
}

static struct enclosure bound(const struct grid_spline *spline, const struct spline_box *part)
{
    const struct spline_axis *axes = spline->axes;
    struct enclosure bounds = {.low = INFINITY, .high = -INFINITY};
    double most = 0;
    const size_t pieces = (part->last[0] - part->first[0] + 1) * (part->last[1] - part->first[1] + 1);
    if (pieces <= MOST_PIECES) {
        for (size_t row = part->first[1]; row <= part->last[1]; row++)
            for (size_t column = part->first[0]; column <= part->last[0]; column++)
                add_piece(spline, part, (size_t[2]){column, row}, &bounds, &most);
    } else {
        for (size_t row = part->first[1] - axes[1].degree; row <= part->last[1]; row++)
            widen(&bounds, spline->coefficients + row * axes[0].count + part->first[0] - axes[0].degree,
                  part->last[0] - part->first[0] + axes[0].degree + 1);
        most = fmax(fabs(bounds.low), fabs(bounds.high));
    }
    const double error = 256 * DBL_EPSILON * most + 2 * spline->error + INTERVAL_UNDERFLOW;
    bounds.low -= error;
    bounds.high += error;
    return bounds;
}

struct enclosure interval_grid(struct enclosure a, struct enclosure b, struct enclosure c)
{
    const struct grid_spline *spline = grid_of(c.low);
    const struct enclosure *const box[2] = {&a, &b};
    struct spline_box part;
    bool partial = false, jumps = false;
    for (int k = 0; k < 2; k++) {
        const struct spline_axis *axis = &spline->axes[k];
        partial = partial || box[k]->low < low_of(axis) || box[k]->high > high_of(axis);
        part.from[k] = fmax(box[k]->low, low_of(axis));
        part.to[k] = fmin(box[k]->high, high_of(axis));
        if (!(part.from[k] <= part.to[k]))
            return interval_nowhere();
        part.first[k] = span_of(axis, part.from[k]);
        part.last[k] = span_of(axis, part.to[k]);
        jumps = jumps || (spline->coefficients && axis->degree == 0 && part.first[k] != part.last[k]);
    }
    struct enclosure bounds = spline->coefficients ? bound(spline, &part) : enclosure_of(0);
    bounds.partial = partial;
    bounds.jumps = jumps;
    return bounds;
}
