#include "study/region.h"

#include <math.h>

enum { SIDE = REGION_SAMPLES };

double *region_positions(struct arena *arena, double low, double high)
{
    double *positions = ARENA_NEW(arena, double, SIDE);
    for (size_t i = 0; i < SIDE; i++)
        positions[i] = low + (high - low) * (double)i / (SIDE - 1);
    return positions;
}

static bool is_in(double value)
{
    return !(value <= 0);
}

/* Where the function passes 0 between two rows of a column, of which one is in. */
static double edge(const double *y, const double *z, size_t column, size_t row)
{
    const double a = z[(row - 1) * SIDE + column], b = z[row * SIDE + column];
    const double part = isfinite(a) && isfinite(b) && a != b ? a / (a - b) : 0.5;
    return y[row - 1] + fmax(0, fmin(1, part)) * (y[row] - y[row - 1]);
}

/* The parts of one column, from below. */
struct column_parts {
    size_t count;
    double low[REGION_LAYERS], high[REGION_LAYERS];
};

static struct column_parts parts_of(const double *y, const double *z, size_t column)
{
    struct column_parts parts = {0};
    for (size_t row = 0; row < SIDE; row++) {
        const bool in = is_in(z[row * SIDE + column]), before = row > 0 && is_in(z[(row - 1) * SIDE + column]);
        if (in && !before && parts.count == REGION_LAYERS)
            break;
        if (in && !before) {
            parts.low[parts.count++] = row ? edge(y, z, column, row) : y[0];
            parts.high[parts.count - 1] = y[SIDE - 1];
        }
        if (!in && before)
            parts.high[parts.count - 1] = edge(y, z, column, row);
    }
    return parts;
}

static bool overlap(const struct column_parts *a, size_t i, const struct column_parts *b, size_t k)
{
    return a->low[i] <= b->high[k] && b->low[k] <= a->high[i];
}

/* The parts of a column as they would be if it had as many as its neighbour has: a part across a gap of the neighbour's is split in the gap's middle, and
 * what it lacks begins from nothing. */
static struct column_parts matched(const struct column_parts *few, const struct column_parts *many)
{
    struct column_parts parts = {.count = many->count};
    for (size_t k = 0; k < many->count; k++) {
        size_t i = 0;
        while (i < few->count && !overlap(few, i, many, k))
            i++;
        parts.low[k] = parts.high[k] = (many->low[k] + many->high[k]) / 2;
        if (i == few->count)
            continue;
        const bool below = k > 0 && overlap(few, i, many, k - 1), above = k + 1 < many->count && overlap(few, i, many, k + 1);
        parts.low[k] = below ? (many->high[k - 1] + many->low[k]) / 2 : few->low[i];
        parts.high[k] = above ? (many->high[k] + many->low[k + 1]) / 2 : few->high[i];
    }
    return parts;
}

/* Bands, column by column. */
struct bands {
    size_t columns, most;
    double *x, *low[REGION_LAYERS], *high[REGION_LAYERS];
};

static void add_column(struct bands *bands, double x, const struct column_parts *parts)
{
    const size_t i = bands->columns++;
    bands->x[i] = x;
    for (size_t k = 0; k < REGION_LAYERS; k++) {
        bands->low[k][i] = k < parts->count ? parts->low[k] : NAN;
        bands->high[k][i] = k < parts->count ? parts->high[k] : NAN;
    }
    bands->most = parts->count > bands->most ? parts->count : bands->most;
}

size_t region_shade(struct arena *arena, const double *x, const double *y, const double *z, struct figure_layer *layers)
{
    struct bands bands = {.x = ARENA_NEW(arena, double, 2 * SIDE)};
    struct column_parts before = {0};
    for (size_t k = 0; k < REGION_LAYERS; k++) {
        bands.low[k] = ARENA_NEW(arena, double, 2 * SIDE);
        bands.high[k] = ARENA_NEW(arena, double, 2 * SIDE);
    }
    for (size_t i = 0; i < SIDE; i++) {
        const struct column_parts parts = parts_of(y, z, i);
        if (i && parts.count != before.count) {
            const bool more = parts.count > before.count;
            const struct column_parts between = more ? matched(&before, &parts) : matched(&parts, &before);
            add_column(&bands, x[more ? i - 1 : i], &between);
        }
        add_column(&bands, x[i], &parts);
        before = parts;
    }
    for (size_t k = 0; k < bands.most; k++)
        layers[k] = (struct figure_layer){.kind = LAYER_BAND,
                                          .count = bands.columns,
                                          .x = bands.x,
                                          .low = bands.low[k],
                                          .high = bands.high[k],
                                          .style = {.colour = COLOUR_MUTED, .opacity = 0.25}};
    return bands.most;
}
