/* What methods search with, over the landscape: points, the simplex, the ellipse of one standard deviation. In the course of the figure's time there
 * is what there was at each moment; the finished figure has a few of them that are told apart. */
#include "study/descent.h"
#include "study/sampling.h"

#include <math.h>

enum { MOST_SHOWN = 6, QUARTER = 12, ROUND = 4 * QUARTER + 1 };

struct search_sketch {
    struct arena *arena;
    const struct descent_result *result;
    struct slicer *curve; /* of one coordinate, over which points are drawn; else null */
    size_t n;
};

void descent_place(const struct descent_result *result, size_t n, const double *x, double at[2])
{
    const struct descent_plane *plane = result->plane;
    at[0] = x[0];
    at[1] = n == 1 ? 0 : x[1];
    if (!plane)
        return;
    at[0] = at[1] = 0;
    for (size_t d = 0; d < n; d++) {
        at[0] += (x[d] - plane->centre[d]) * plane->directions[0][d];
        at[1] += (x[d] - plane->centre[d]) * plane->directions[1][d];
    }
}

/* Along a coordinate: the middle of the points, or of the distribution, and how far they lie or it is spread to either side. */
static void spread_of(const struct search_state *state, size_t n, size_t d, double *middle, double *spread)
{
    double low = INFINITY, high = -INFINITY, variance = 0;
    for (size_t k = 0; k < state->count; k++) {
        low = fmin(low, state->points[k * n + d]);
        high = fmax(high, state->points[k * n + d]);
    }
    for (size_t j = 0; j < n && state->root; j++)
        variance += state->root[d * n + j] * state->root[d * n + j];
    *middle = state->root ? state->centre[d] : low + (high - low) / 2;
    *spread = state->root ? sqrt(variance) : (high - low) / 2;
}

static double width_of(const struct search_state *state, size_t n)
{
    double widest = 0, middle, spread;
    for (size_t d = 0; d < n; d++) {
        spread_of(state, n, d, &middle, &spread);
        widest = fmax(widest, spread);
    }
    return widest;
}

/* Whether two states are told apart: one is at most half as wide as the other, or in some coordinate they lie beside each other. */
static bool differ(const struct search_state *one, const struct search_state *other, size_t n)
{
    const double first = width_of(one, n), second = width_of(other, n);
    bool apart = second <= first / 2 || first <= second / 2;
    for (size_t d = 0; d < n; d++) {
        double middle[2], spread[2];
        spread_of(one, n, d, &middle[0], &spread[0]);
        spread_of(other, n, d, &middle[1], &spread[1]);
        apart = apart || fabs(middle[1] - middle[0]) > spread[0] + spread[1];
    }
    return apart;
}

/* The moments that the finished figure shows: a few of those that are told apart, from the first that is whole to the last that is more than a dot beside the widest.
 * Returns how many. */
static size_t choose(struct arena *arena, const struct trail_search *search, size_t n, size_t chosen[MOST_SHOWN])
{
    static const double dot = 0.03;
    size_t *apart = ARENA_NEW(arena, size_t, search->count), count = 0;
    double widest = 0;
    for (size_t i = 0; i < search->count; i++)
        widest = fmax(widest, width_of(&search->states[i], n));
    for (size_t i = 0; i < search->count; i++) {
        const bool whole = search->rule->shape == SEARCH_NORMAL || search->states[i].count == search->most || i + 1 == search->count;
        if (whole && width_of(&search->states[i], n) >= dot * widest && (!count || differ(&search->states[apart[count - 1]], &search->states[i], n)))
            apart[count++] = i;
    }
    const size_t shown = count < MOST_SHOWN ? count : MOST_SHOWN;
    for (size_t i = 0; i < shown; i++)
        chosen[i] = apart[shown > 1 ? i * (count - 1) / (shown - 1) : 0];
    return shown;
}

void descent_search_widen(struct arena *arena, const struct trail *trail, double low[2], double high[2])
{
    size_t chosen[MOST_SHOWN];
    const size_t shown = trail->search && trail->search->count ? choose(arena, trail->search, 2, chosen) : 0;
    for (size_t i = 0; i < shown; i++)
        for (size_t d = 0; d < 2; d++) {
            double middle, spread;
            spread_of(&trail->search->states[chosen[i]], 2, d, &middle, &spread);
            low[d] = fmin(low[d], middle - spread);
            high[d] = fmax(high[d], middle + spread);
        }
}

/* Appends the points of a state to a layer's. */
static void add_points(const struct search_sketch *sketch, const struct search_state *state, double *x, double *y, size_t *count)
{
    for (size_t k = 0; k < state->count; k++, ++*count) {
        double at[2];
        descent_place(sketch->result, sketch->n, state->points + k * sketch->n, at);
        x[*count] = at[0];
        y[*count] = at[1];
    }
}

/* The outline of a simplex of the plane; beyond two dimensions every edge of its shadow. */
static void add_edges(const struct search_sketch *sketch, const struct search_state *state, double *x, double *y, size_t *count)
{
    for (size_t i = 0; i < state->count; i++)
        for (size_t k = 0; k < i; k++) {
            const size_t ends[2] = {i, k};
            for (size_t e = 0; e < 2; e++, ++*count) {
                double at[2];
                descent_place(sketch->result, sketch->n, state->points + ends[e] * sketch->n, at);
                x[*count] = at[0];
                y[*count] = at[1];
            }
            x[*count] = y[*count] = NAN;
            ++*count;
        }
}

/* A quarter of the unit circle in rational steps, turned four times, by Cholesky's factor of the covariance as it is seen. */
static void add_ellipse(const struct search_sketch *sketch, const struct search_state *state, double *x, double *y, size_t *count)
{
    const size_t n = sketch->n;
    double across = 0, both = 0, up = 0, centre[2];
    descent_place(sketch->result, n, state->centre, centre);
    for (size_t j = 0; j < n; j++) {
        double column[2] = {0, 0};
        for (size_t d = 0; d < n; d++)
            for (size_t k = 0; k < 2; k++)
                column[k] += state->root[d * n + j] * (sketch->result->plane ? sketch->result->plane->directions[k][d] : d == k);
        across += column[0] * column[0];
        both += column[0] * column[1];
        up += column[1] * column[1];
    }
    const double first = sqrt(across), slant = first > 0 ? both / first : 0, second = sqrt(fmax(0, up - slant * slant));
    for (size_t i = 0; i < ROUND; i++, ++*count) {
        const double t = (double)(i % QUARTER) / QUARTER, c = (1 - t * t) / (1 + t * t), s = 2 * t / (1 + t * t);
        const double turns[4][2] = {{c, s}, {-s, c}, {-c, -s}, {s, -c}}, *unit = turns[i / QUARTER % 4];
        x[*count] = centre[0] + first * unit[0];
        y[*count] = centre[1] + slant * unit[0] + second * unit[1];
    }
    x[*count] = y[*count] = NAN;
    ++*count;
}

typedef void adding(const struct search_sketch *sketch, const struct search_state *state, double *x, double *y, size_t *count);

/* A layer of some of the moments; `most` is the numbers of one. */
static void fill(const struct search_sketch *sketch, const struct trail_search *search, const size_t *moments, size_t count, size_t most, adding *add,
                 struct figure_layer *layer)
{
    double *x = ARENA_NEW(sketch->arena, double, count *most), *y = ARENA_NEW(sketch->arena, double, count *most);
    layer->count = 0;
    for (size_t i = 0; i < count; i++)
        add(sketch, &search->states[moments[i]], x, y, &layer->count);
    if (sketch->curve)
        slicer_evaluate(sketch->curve, x, x, layer->count, y);
    layer->x = x;
    layer->y = y;
}

/* The layer as finished, and what it is in the course of time. */
static void show(const struct search_sketch *sketch, const struct trail_search *search, size_t most, adding *add, struct figure_layer *layer)
{
    size_t chosen[MOST_SHOWN];
    struct figure_layer *before = ARENA_NEW(sketch->arena, struct figure_layer, search->count);
    struct figure_state *states = ARENA_NEW(sketch->arena, struct figure_state, search->count);
    for (size_t i = 0; i < search->count; i++) {
        before[i] = *layer;
        fill(sketch, search, &i, 1, most, add, &before[i]);
        states[i] = (struct figure_state){search->evaluated[i] / sketch->result->longest, &before[i]};
    }
    fill(sketch, search, chosen, choose(sketch->arena, search, sketch->n, chosen), most, add, layer);
    layer->states = states;
    layer->state_count = search->count;
}

size_t descent_draw_search(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result,
                           const struct trail *trail, size_t line, struct figure_layer layers[2])
{
    static const char *const names[SEARCH_SHAPES] = {"population", "simplex", "one standard deviation"};
    const struct trail_search *search = trail->search;
    const size_t n = (size_t)parameters->dimension;
    struct search_sketch sketch = {.arena = arena, .result = result, .n = n};
    if (!search || !search->count)
        return 0;
    const enum search_shape shape = search->rule->shape;
    if (n == 1) {
        const struct slice slice = slice_of(arena, parameters->landscape);
        sketch.curve = slicer_create(arena, &slice);
    }
    const bool alone = result->count == 1;
    const struct figure_style style = {.colour = alone ? COLOUR_FOREGROUND : COLOUR_CYCLE,
                                       .dash = DASH_SOLID,
                                       .line_width = 1.1,
                                       .marker = MARKER_DOT,
                                       .marker_size = 3.2,
                                       .opacity = 0.75};
    size_t count = 0;
    if (n > 1 && shape != SEARCH_POINTS) {
        layers[count] = (struct figure_layer){.kind = LAYER_LINE, .traced = true, .style = style};
        layers[count].style.marker = MARKER_NONE;
        show(&sketch, search, shape == SEARCH_NORMAL ? ROUND + 1 : 3 * search->most * search->most / 2,
             shape == SEARCH_NORMAL ? add_ellipse : add_edges, &layers[count++]);
    }
    if (n == 1 || shape != SEARCH_SIMPLEX) {
        layers[count] = (struct figure_layer){.kind = LAYER_POINTS, .style = style};
        show(&sketch, search, search->most, add_points, &layers[count++]);
    }
    for (size_t i = 0; i < count; i++)
        layers[i].like = alone ? 0 : line + 1;
    if (alone)
        layers[0].label = n == 1 && shape == SEARCH_NORMAL ? "drawn" : names[shape];
    return count;
}
