#include "landscape/transform.h"

#include "base/exact.h"
#include "base/number.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

/* Cosine and sine of an angle in degrees; of whole right angles exactly. */
static void circle(double degrees, double *cosine, double *sine)
{
    const double turn = fmod(degrees, 360), quarters = rint(turn / 90);
    const double rest = (turn - 90 * quarters) * (3.14159265358979323846 / 180), c = exact_cos(rest), s = exact_sin(rest);
    const int quadrant = ((int)quarters % 4 + 4) % 4;
    *cosine = quadrant == 0 ? c : quadrant == 1 ? -s : quadrant == 2 ? -c : s;
    *sine = quadrant == 0 ? s : quadrant == 1 ? c : quadrant == 2 ? -s : -c;
}

/* R G(i, i + 1) in place of R. */
static void turn_plane(size_t n, double *rotation, size_t i, double degrees)
{
    double cosine, sine;
    circle(degrees, &cosine, &sine);
    for (size_t row = 0; row < n; row++) {
        double *pair = rotation + row * n + i;
        const double first = pair[0], second = pair[1];
        pair[0] = first * cosine + second * sine;
        pair[1] = second * cosine - first * sine;
    }
}

/* What is left of a row of length about 1 without its parts along the rows above, made length 1. */
static void straighten(size_t n, double *rows, size_t row)
{
    double *own = rows + row * n, square = 0;
    for (int time = 0; time < 2; time++) /* twice is enough (Giraud, Langou & Rozložník, 2005) */
        for (size_t other = 0; other < row; other++) {
            double along = 0;
            for (size_t k = 0; k < n; k++)
                along += own[k] * rows[other * n + k];
            for (size_t k = 0; k < n; k++)
                own[k] -= along * rows[other * n + k];
        }
    for (size_t k = 0; k < n; k++)
        square += own[k] * own[k];
    for (size_t k = 0; k < n; k++)
        own[k] /= sqrt(square);
}

/* Whether the determinant is below 0, by elimination with pivots. */
static bool reflects(struct arena *arena, size_t n, const double *matrix)
{
    double *rows = arena_allocate(arena, n * n, sizeof *rows);
    bool negative = false;
    memcpy(rows, matrix, n * n * sizeof *rows);
    for (size_t column = 0; column < n; column++) {
        size_t pivot = column;
        for (size_t row = column + 1; row < n; row++)
            pivot = fabs(rows[row * n + column]) > fabs(rows[pivot * n + column]) ? row : pivot;
        for (size_t k = 0; k < n && pivot != column; k++) {
            const double kept = rows[pivot * n + k];
            rows[pivot * n + k] = rows[column * n + k];
            rows[column * n + k] = kept;
        }
        negative = negative != ((pivot != column) != (rows[column * n + column] < 0));
        for (size_t row = column + 1; row < n; row++) {
            const double factor = rows[row * n + column] / rows[column * n + column];
            for (size_t k = column; k < n; k++)
                rows[row * n + k] -= factor * rows[column * n + k];
        }
    }
    return negative;
}

/* Rows of normal numbers, made orthogonal, are uniform among all orthogonal matrices (Stewart, SIAM J. Numer. Anal. 17 (1980) 403); those that
 * reflect become rotations by the sign of one row. */
static void draw_rotation(struct arena *arena, size_t n, uint64_t seed, double *rotation)
{
    random_normals(seed, random_stream(RANDOM_ROTATION, 0), 0, rotation, n * n);
    for (size_t row = 0; row < n; row++)
        straighten(n, rotation, row);
    if (reflects(arena, n, rotation))
        for (size_t k = 0; k < n; k++)
            rotation[k] = -rotation[k];
}

static double *make_rotation(struct arena *arena, const struct transformation *transformation, size_t n)
{
    if (n < 2 || !(transformation->random || transformation->angle_count))
        return NULL;
    double *rotation = arena_allocate(arena, n * n, sizeof *rotation);
    if (transformation->random) {
        draw_rotation(arena, n, transformation->seed, rotation);
        return rotation;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            rotation[i * n + k] = i == k;
    for (size_t i = 0; i + 1 < n; i++)
        turn_plane(n, rotation, i, transformation->angles[transformation->angle_count == 1 ? 0 : i]);
    return rotation;
}

/* The nodes of Rᵀ(x − s). */
static void make_coordinates(struct graph *graph, const struct transformed *transformed, size_t n)
{
    node_id *moved = ARENA_NEW(graph->arena, node_id, n);
    for (size_t i = 0; i < n; i++)
        moved[i] = graph_node(graph, OPERATION_SUBTRACT, graph_variable(graph, (uint32_t)i), graph_number(graph, transformed->shift[i]), 0);
    for (size_t i = 0; i < n; i++) {
        if (!transformed->rotation) {
            transformed->coordinates[i] = moved[i];
            continue;
        }
        node_id sum = graph_number(graph, 0);
        for (size_t k = 0; k < n; k++) {
            const double factor = transformed->rotation[k * n + i];
            if (factor != 0)
                sum = graph_node(graph, OPERATION_ADD, sum, graph_node(graph, OPERATION_MULTIPLY, graph_number(graph, factor), moved[k], 0), 0);
        }
        transformed->coordinates[i] = sum;
    }
}

/* Ru + s in place of u. */
static void carry(struct arena *arena, const struct landscape *landscape, double *points, size_t count)
{
    const struct transformed *transformed = landscape->transformed;
    const size_t n = landscape->dimension;
    double *from = ARENA_NEW(arena, double, n);
    for (size_t point = 0; transformed && point < count; point++) {
        double *x = points + point * n;
        memcpy(from, x, n * sizeof *x);
        for (size_t i = 0; i < n; i++) {
            double sum = transformed->rotation ? 0 : from[i];
            for (size_t k = 0; k < n && transformed->rotation; k++)
                sum += transformed->rotation[i * n + k] * from[k];
            x[i] = sum + transformed->shift[i];
        }
    }
}

/* The least box around the domain as it was, moved and turned: its middle is carried, its sides grow by what they have along each axis. */
static void carry_domain(struct arena *arena, struct landscape *landscape, struct transformed *transformed)
{
    const size_t n = landscape->dimension;
    double *middle = ARENA_NEW(arena, double, n), *half = ARENA_NEW(arena, double, n);
    transformed->domain = landscape->domain;
    landscape->domain = arena_allocate(arena, n, sizeof *landscape->domain);
    for (size_t i = 0; i < n; i++) {
        middle[i] = transformed->domain[i][0] / 2 + transformed->domain[i][1] / 2;
        half[i] = transformed->domain[i][1] / 2 - transformed->domain[i][0] / 2;
    }
    carry(arena, landscape, middle, 1);
    for (size_t i = 0; i < n; i++) {
        double reach = transformed->rotation ? 0 : half[i];
        for (size_t k = 0; k < n && transformed->rotation; k++)
            reach += fabs(transformed->rotation[i * n + k]) * half[k];
        landscape->domain[i][0] = middle[i] - reach;
        landscape->domain[i][1] = middle[i] + reach;
    }
}

/* Whether a domain so far off can still be distinguished from a point. */
static bool check_domain(const struct landscape *landscape, struct error *error)
{
    static const double resolved = 1e-9;
    for (size_t i = 0; i < landscape->dimension; i++) {
        const double low = landscape->domain[i][0], high = landscape->domain[i][1];
        if (!(high - low >= resolved * fmax(fabs(low), fabs(high))) || !isfinite(high - low))
            return error_set(error, ERROR_INVALID, "the shift is too far: beside %.6g the domain's width of %.6g is lost in rounding",
                             landscape->transformed->shift[i], landscape->transformed->domain[i][1] - landscape->transformed->domain[i][0]);
    }
    return true;
}

/* " (turned by 30°, moved by (1, 2))". */
static const char *words_of(struct arena *arena, const struct transformation *transformation)
{
    enum { MOST = 3 };
    struct buffer words = {.arena = arena};
    char text[NUMBER_SIZE];
    buffer_text(&words, transformation->random || transformation->angle_count ? " (turned " : " (");
    if (transformation->random)
        buffer_format(&words, "at random, seed %llu", (unsigned long long)transformation->seed);
    for (size_t i = 0; i < transformation->angle_count && i < MOST; i++) {
        buffer_text(&words, i ? ", " : "by ");
        buffer_bytes(&words, text, number_print_rounded(text, transformation->angles[i], 6));
        buffer_text(&words, "°");
    }
    buffer_text(&words, transformation->angle_count > MOST ? ", …" : "");
    buffer_text(&words, transformation->shift_count && words.length > 2 ? ", " : "");
    for (size_t i = 0; i < transformation->shift_count && i < MOST; i++) {
        buffer_text(&words, i ? ", " : transformation->shift_count > 1 ? "moved by (" : "moved by ");
        buffer_bytes(&words, text, number_print_rounded(text, transformation->shift[i], 6));
    }
    buffer_text(&words, transformation->shift_count > MOST ? ", …)" : transformation->shift_count > 1 ? ")" : "");
    buffer_text(&words, ")");
    return buffer_string(&words);
}

/* The formula where it can be read back, or how it comes from that of f. */
static const char *formula_of(const struct landscape *landscape)
{
    struct arena *arena = landscape->graph->arena;
    struct error ignored = {0};
    const char *formula = landscape_formula(landscape, landscape->value, PRINT_TEXT);
    if (formula && syntax_parse(arena, formula, &ignored))
        return formula;
    return arena_format(arena, "(%s) at R'(x - s)", landscape->formula);
}

bool landscape_transform(struct landscape *landscapes, size_t count, const struct transformation *transformation, struct error *error)
{
    const size_t n = landscapes[0].dimension;
    const struct graph *from = landscapes[0].graph;
    struct arena *arena = from->arena;
    if (!transformation->shift_count && !transformation->angle_count && !transformation->random)
        return true;
    struct graph *graph = graph_create(arena);
    for (size_t i = 0; i < n; i++)
        graph_variable(graph, (uint32_t)i);
    const struct transformed shared = {.shift = transformation->shift_count ? transformation->shift : ARENA_NEW(arena, double, n),
                                       .rotation = make_rotation(arena, transformation, n),
                                       .coordinates = ARENA_NEW(arena, node_id, n)};
    make_coordinates(graph, &shared, n);
    node_id *roots = ARENA_NEW(arena, node_id, 2 * count), *values = roots + count;
    for (size_t i = 0; i < count; i++)
        roots[i] = landscapes[i].value;
    graph_compose(graph, from, roots, count, shared.coordinates, n, values);
    if (!graph_check(graph, error))
        return false;
    const char *words = words_of(arena, transformation);
    for (size_t i = 0; i < count; i++) {
        struct landscape *landscape = &landscapes[i];
        struct transformed *transformed = ARENA_NEW(arena, struct transformed, 1);
        *transformed = shared;
        landscape->transformed = transformed;
        carry_domain(arena, landscape, transformed);
        if (!check_domain(landscape, error))
            return false;
        landscape->graph = graph;
        landscape->value = values[i];
        landscape->formula = formula_of(landscape);
        landscape->readable = arena_format(arena, "%s%s", landscape->readable, words);
        landscape->label = arena_format(arena, "%s%s", landscape->label, words);
    }
    return true;
}

bool landscape_minimum(struct arena *arena, const struct landscape *landscape, double *value, double **points, size_t *count)
{
    if (!landscape->row || !catalogue_minimum(arena, landscape->row, landscape->dimension, value, points, count))
        return false;
    carry(arena, landscape, *points, *count);
    return true;
}

bool landscape_start(struct arena *arena, const struct landscape *landscape, double **point)
{
    if (!landscape->row || !catalogue_start(arena, landscape->row, landscape->dimension, point))
        return false;
    carry(arena, landscape, *point, 1);
    return true;
}
