#include "analysis/saddles.h"

#include "base/eigen.h"
#include "base/linear.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LED = 30, FREE = 30, SHRUNK = 40 }; /* Hessians of one start that is led to an index, and then is not; radii tried at one point */

struct saddle_search {
    struct arena *arena;
    const struct objective *objective;
    struct curvature *curvature;
    void *scratch;
    struct objective_points at; /* of `trial`: value and gradient alone */
    const struct saddle_options *options;
    struct saddles *saddles;
    size_t n, index;
    double value, length, radius;
    double *x, *gradient, *hessian, *values, *vectors, *slopes, *step, *trial, *rotated; /* slopes: the gradient along the eigenvectors */
};

static double norm(size_t n, const double *vector)
{
    return sqrt(linear_dot(n, vector, vector));
}

/* The norm of the gradient at the trial point; infinite where there is none. */
static double evaluate(struct saddle_search *search)
{
    search->objective->kind->evaluate(search->scratch, &search->at, NULL);
    const double length = norm(search->n, search->at.gradient);
    return isfinite(length) && isfinite(search->at.value[0]) ? length : INFINITY;
}

static void accept(struct saddle_search *search, double length)
{
    memcpy(search->x, search->trial, search->n * sizeof *search->x);
    memcpy(search->gradient, search->at.gradient, search->n * sizeof *search->gradient);
    search->value = search->at.value[0];
    search->length = length;
}

static void decompose(struct saddle_search *search)
{
    curvature_move(search->curvature, search->x, 1);
    curvature_dense(search->curvature, search->hessian);
    symmetric_vectors(search->n, search->hessian, search->values, search->vectors, search->rotated);
    search->saddles->hessians++;
}

static void project(struct saddle_search *search)
{
    const size_t n = search->n;
    for (size_t k = 0; k < n; k++)
        search->slopes[k] = linear_dot(n, search->vectors + k * n, search->gradient);
}

/* Its component along an eigenvector, with all magnitudes of eigenvalues greater by `shift`. */
static double along(const struct saddle_search *search, size_t k, double shift)
{
    const double size = fabs(search->values[k]) + shift;
    return size > 0 ? (k < search->index ? 1 : -1) * search->slopes[k] / size : 0;
}

static double step_length(const struct saddle_search *search, double shift)
{
    double squares = 0;
    for (size_t k = 0; k < search->n; k++)
        squares += along(search, k, shift) * along(search, k, shift);
    return sqrt(squares);
}

/* The step of the model, no longer than the radius. Returns how far the model's value changes along all eigenvectors together, and in *sum the
 * change itself. */
static double choose_step(struct saddle_search *search, double *sum)
{
    const size_t n = search->n;
    double low = 0, high = search->length / search->radius, changes = 0; /* a shift of `high` makes it short enough */
    for (int halving = 0; step_length(search, low) > search->radius && halving < 50; halving++) {
        const double middle = (low + high) / 2;
        *(step_length(search, middle) > search->radius ? &low : &high) = middle;
        if (halving == 49)
            low = high;
    }
    memset(search->step, 0, n * sizeof *search->step);
    *sum = 0;
    for (size_t k = 0; k < n; k++) {
        const double part = along(search, k, low), change = search->slopes[k] * part + 0.5 * search->values[k] * part * part;
        *sum += change;
        changes += fabs(change);
        for (size_t i = 0; i < n; i++)
            search->step[i] += part * search->vectors[k * n + i];
    }
    for (size_t i = 0; i < n; i++)
        search->trial[i] = search->x[i] + search->step[i];
    return changes;
}

/* One step by the decomposition at x, of the greatest radius with which the model is right; false if there is none. Where the changes are below
 * what rounding leaves of the value, the gradient's norm must fall. */
static bool move(struct saddle_search *search)
{
    static const double rounding = 1e-11, good = 0.25, bad = 1;
    for (int shrunk = 0; shrunk < SHRUNK; shrunk++) {
        double sum;
        const double changes = choose_step(search, &sum), length = evaluate(search);
        const double error = fabs(search->at.value[0] - search->value - sum);
        const bool blind = changes <= rounding * fabs(search->value);
        if (isfinite(length) && (blind ? length < search->length : error <= bad * changes)) {
            if (!blind && error <= good * changes)
                search->radius *= 2;
            accept(search, length);
            return true;
        }
        search->radius = 0.25 * fmin(search->radius, norm(search->n, search->step));
    }
    return false;
}

/* From the trial point to a critical point, of the index if that can be; whether one was reached. Its steps go on to where rounding ends them, so
 * that the same point is found as the same. */
static bool follow(struct saddle_search *search)
{
    const double length = evaluate(search);
    accept(search, length);
    search->radius = 0.3 * fmax(1, norm(search->n, search->x));
    for (size_t i = 0; i < LED + FREE && isfinite(search->length) && search->saddles->hessians < search->options->hessians; i++) {
        const double before = search->length;
        arena_checkpoint(search->arena);
        if (i == 0 || before > SADDLE_GRADIENT) /* nearer, the Hessian is that of the step before to all digits that a step needs */
            decompose(search);
        project(search);
        if (i >= LED) {
            search->index = 0;
            while (search->index < search->n && search->values[search->index] < 0)
                search->index++;
        }
        if (!move(search))
            break;
        if (search->length <= SADDLE_GRADIENT && search->length > 0.5 * before)
            break;
    }
    return search->length <= SADDLE_GRADIENT;
}

double saddles_threshold(size_t count, const double *eigenvalues)
{
    return 1e-6 * fmax(fabs(eigenvalues[0]), fabs(eigenvalues[count - 1]));
}

static struct saddle classify(struct saddle_search *search)
{
    const size_t n = search->n;
    struct saddle saddle = {.value = search->value,
                            .gradient_norm = search->length,
                            .point = ARENA_NEW(search->arena, double, n),
                            .eigenvalues = ARENA_NEW(search->arena, double, n)};
    memcpy(saddle.point, search->x, n * sizeof *saddle.point);
    decompose(search);
    memcpy(saddle.eigenvalues, search->values, n * sizeof *saddle.eigenvalues);
    const double zero = saddles_threshold(n, saddle.eigenvalues);
    for (size_t i = 0; i < n; i++) {
        saddle.negative += saddle.eigenvalues[i] < -zero;
        saddle.positive += saddle.eigenvalues[i] > zero;
    }
    saddle.zero = n - saddle.negative - saddle.positive;
    return saddle;
}

bool saddles_same(size_t n, const struct saddle *a, const struct saddle *b)
{
    static const double same_value = 1e-9, same_eigenvalue = 1e-6;
    const double scale = fmax(fabs(a->eigenvalues[0]), fabs(a->eigenvalues[n - 1]));
    if (!(fabs(a->value - b->value) <= same_value * fmax(fabs(a->value), fabs(b->value))))
        return false;
    if (a->zero && b->zero)
        return a->negative == b->negative;
    for (size_t i = 0; i < n; i++)
        if (!(fabs(a->eigenvalues[i] - b->eigenvalues[i]) <= same_eigenvalue * scale))
            return false;
    return true;
}

static int by_value(const void *left, const void *right)
{
    const struct saddle *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->negative > b->negative) - (a->negative < b->negative);
}

/* A start: as given at first, then moved by random numbers of a share of its size. */
static void place(struct saddle_search *search, const double *start, size_t number, size_t round)
{
    const size_t n = search->n;
    const double size = norm(n, start) / sqrt((double)n), share = 0.25 * (double)(round % 5);
    random_normals(search->options->seed, random_stream(RANDOM_START, number), 0, search->step, n);
    for (size_t i = 0; i < n; i++)
        search->trial[i] = start[i] + share * size * search->step[i];
}

static struct saddle_search open_search(struct arena *arena, const struct objective *objective)
{
    const size_t n = objective->dimension;
    struct saddle_search search = {.arena = arena, .objective = objective, .n = n, .curvature = curvature_create(arena, objective)};
    double **const vectors[] = {&search.x, &search.gradient, &search.values, &search.slopes, &search.step, &search.trial};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        *vectors[i] = ARENA_NEW(arena, double, n + BLOCK_PADDING);
    search.hessian = ARENA_NEW(arena, double, n *n);
    search.vectors = ARENA_NEW(arena, double, n *n);
    search.rotated = ARENA_NEW(arena, double, 2 * n);
    search.scratch = objective->kind->open(arena, objective, 1, false);
    search.at = (struct objective_points){
        .lanes = 1, .count = 1, .x = search.trial, .value = ARENA_NEW(arena, double, 1), .gradient = ARENA_NEW(arena, double, n + BLOCK_PADDING)};
    return search;
}

/* Keeps the point that the search ended at, unless it is known; whether it is new. */
static bool keep(struct saddle_search *search)
{
    struct saddles *saddles = search->saddles;
    const struct saddle found = classify(search);
    for (size_t k = 0; k < saddles->count; k++)
        if (saddles_same(search->n, &saddles->items[k], &found)) {
            saddles->repeated++;
            return false;
        }
    saddles->items[saddles->count++] = found;
    return true;
}

void saddles_find(struct arena *arena, const struct objective *objective, const double *const *starts, size_t count,
                  const struct saddle_options *options, struct saddles *saddles)
{
    struct saddle_search search = open_search(arena, objective);
    search.options = options;
    search.saddles = saddles;
    *saddles = (struct saddles){.items = ARENA_NEW(arena, struct saddle, options->wanted)};
    for (size_t since = 0; since < count && saddles->count < options->wanted && saddles->hessians < options->hessians; since++) {
        const size_t number = saddles->starts++, round = number / count;
        place(&search, starts[number % count], number, round);
        search.index = (number + round) % (search.n / 2 + 1); /* another one in each round */
        if (follow(&search) && keep(&search))
            since = 0;
    }
    qsort(saddles->items, saddles->count, sizeof *saddles->items, by_value);
}

double saddles_cost(size_t dimension)
{
    const double n = (double)dimension;
    return 6 * n * n * n + 150 * n;
}
