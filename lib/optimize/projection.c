#include "optimize/projection.h"

#include "base/exact.h"
#include "base/number.h"
#include "base/sort.h"
#include "base/text.h"
#include "optimize/rows.h"

#include <math.h>
#include <string.h>

enum { BOUNDS };
static const struct call_option box_options[] = {{"bounds", OPTION_LIST, NAN, -1e300, 1e300, "", NULL,
                                                  "low;high of all coordinates, or of each low;high;low;high...; by default the landscape's domain"}};

enum { RADIUS, CENTER };
static const struct call_option ball_options[] = {
    {"radius", OPTION_REAL, 1, 1e-300, 1e150, NULL, NULL, "of the ball"},
    {"center", OPTION_LIST, NAN, -1e150, 1e150, "0", NULL, "its centre: a coordinate each, or one for all"}};

enum { TOTAL };
static const struct call_option simplex_options[] = {
    {"total", OPTION_REAL, 1, 1e-300, 1e150, NULL, NULL, "the sum of the coordinates, none of which is below 0"}};

/* Sets the error, with how the call could be written instead; always false. */
static bool refuse(struct error *error, const char *repair, const char *detail)
{
    if (strlen(repair) < sizeof error->nearest)
        text_shorten(error->nearest, sizeof error->nearest, repair);
    return error_set(error, ERROR_INVALID, "%s%s%s%s", detail, *error->nearest ? "; did you mean '" : "", error->nearest,
                     *error->nearest ? "'?" : "");
}

/* A box with each pair of its bounds in order. */
static const char *turned_round(struct arena *arena, const struct call *call)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < call->item_count; i++) {
        const double a = call->items[i], b = call->items[i ^ 1];
        buffer_text(&text, i ? ";" : "box(");
        buffer_number(&text, i % 2 ? fmax(a, b) : fmin(a, b));
    }
    buffer_text(&text, ")");
    return buffer_string(&text);
}

static bool make_box(struct arena *arena, const struct call *call, struct projection *projection, struct error *error)
{
    const size_t n = projection->dimension, given = call->item_count;
    if (!given)
        return true;
    if (given != 2 && given != 2 * n)
        return refuse(error, "box",
                      arena_format(arena, "a box of %zu coordinate%s has 2 bounds for all%s, not %zu", n, n == 1 ? "" : "s",
                                   n == 1 ? "" : arena_format(arena, ", or %zu, low;high of each", 2 * n), given));
    double(*box)[2] = arena_allocate(arena, n, sizeof *box);
    for (size_t d = 0; d < n; d++) {
        memcpy(box[d], call->items + (given == 2 ? 0 : 2 * d), sizeof *box);
        if (!(box[d][0] <= box[d][1]))
            return refuse(error, turned_round(arena, call),
                          arena_format(arena, "the box is empty: its bounds of coordinate %zu are the wrong way round", d + 1));
    }
    projection->box = (const double(*)[2])box;
    return true;
}

static void project_to_box(const struct projection *projection, double *x, size_t stride, double *scratch)
{
    (void)scratch;
    for (size_t d = 0; d < projection->dimension; d++) {
        const double low = projection->box[d][0], high = projection->box[d][1], at = x[d * stride];
        x[d * stride] = at < low ? low : at > high ? high : at;
    }
}

static bool make_ball(struct arena *arena, const struct call *call, struct projection *projection, struct error *error)
{
    const size_t n = projection->dimension, given = call->item_count;
    if (given != 1 && given != n)
        return refuse(error, "ball", arena_format(arena, "the centre has %zu coordinates, the landscape %zu", given, n));
    double *center = ARENA_NEW(arena, double, n);
    for (size_t d = 0; d < n; d++)
        center[d] = call->items[given == 1 ? 0 : d];
    projection->center = center;
    projection->size = call->values[RADIUS];
    return true;
}

/* How far two points are apart, without overflow on the way. */
static double distance(size_t n, const double *x, size_t stride, const double *from)
{
    double most = 0, sum = 0;
    for (size_t d = 0; d < n; d++)
        most = fmax(most, fabs(x[d * stride] - from[d]));
    if (most == 0)
        return 0;
    for (size_t d = 0; d < n; d++) {
        const double part = (x[d * stride] - from[d]) / most;
        sum += part * part;
    }
    return most * sqrt(sum);
}

static double from_center(const struct projection *projection, const double *x, size_t stride)
{
    return distance(projection->dimension, x, stride, projection->center);
}

static void project_to_ball(const struct projection *projection, double *x, size_t stride, double *scratch)
{
    (void)scratch;
    const double away = from_center(projection, x, stride);
    for (size_t d = 0; d < projection->dimension && away > projection->size; d++)
        x[d * stride] = projection->center[d] + (x[d * stride] - projection->center[d]) / away * projection->size;
}

static bool make_simplex(struct arena *arena, const struct call *call, struct projection *projection, struct error *error)
{
    (void)arena, (void)error;
    projection->size = call->values[TOTAL];
    return true;
}

/* Duchi, Shalev-Shwartz, Singer & Chandra, ICML 2008, figure 1: all coordinates are lowered by one θ, those that would be below 0 are 0. The greatest is
 * subtracted first, which moves nothing and keeps the sums small. */
static void project_to_simplex(const struct projection *projection, double *x, size_t stride, double *scratch)
{
    const size_t n = projection->dimension;
    double most = -INFINITY, sum = 0, threshold = 0;
    for (size_t d = 0; d < n; d++)
        most = fmax(most, x[d * stride]);
    for (size_t d = 0; d < n; d++)
        scratch[d] = x[d * stride] - most;
    sort_ascending(scratch, n);
    for (size_t k = 1; k <= n; k++) {
        const double next = scratch[n - k];
        sum += next;
        const double lowered = (sum - projection->size) / (double)k;
        if (next > lowered)
            threshold = lowered;
    }
    for (size_t d = 0; d < n; d++)
        x[d * stride] = fmax(x[d * stride] - most - threshold, 0);
}

static const struct projection_row rows[] = {
    {{"box", OPTIONS(box_options), NULL},
     make_box,
     project_to_box,
     "return np.clip(x, LOW, HIGH)\n",
     "axes.add_patch(plt.Rectangle(LOW, *(HIGH - LOW), fill=False, linestyle=\"--\", label=\"feasible set\"))\n"},
    {{"ball", OPTIONS(ball_options), NULL},
     make_ball,
     project_to_ball,
     "away = np.hypot.reduce(x - CENTER)\n"
     "return x if away <= RADIUS else CENTER + (x - CENTER)/away*RADIUS\n",
     "axes.add_patch(plt.Circle(CENTER, RADIUS, fill=False, linestyle=\"--\", label=\"feasible set\"))\n"},
    {{"simplex", OPTIONS(simplex_options), NULL},
     make_simplex,
     project_to_simplex,
     "lowered = x - max(x)  # which moves nothing, and keeps the sums small\n"
     "ordered = np.sort(lowered)[::-1]\n"
     "thresholds = (np.cumsum(ordered) - TOTAL)/np.arange(1, len(x) + 1)\n"
     "return np.maximum(lowered - thresholds[ordered > thresholds][-1], 0)\n",
     "axes.plot([TOTAL, 0], [0, TOTAL], \"k--\", label=\"feasible set\")\n"},
};
enum { BOX, BALL, SIMPLEX, ROWS };

const struct callable *projection_at(size_t index)
{
    return index < ROWS ? &rows[index].callable : NULL;
}

bool projection_make(struct arena *arena, const struct call *call, size_t dimension, const double (*domain)[2], struct projection *projection,
                     struct error *error)
{
    *projection = (struct projection){.dimension = dimension, .box = domain};
    for (size_t i = 0; i < ROWS; i++)
        if (&rows[i].callable == call->callable)
            projection->row = &rows[i];
    return projection->row->make(arena, call, projection, error);
}

struct projection projection_box(const double (*box)[2], size_t dimension)
{
    return (struct projection){.row = &rows[BOX], .dimension = dimension, .box = box};
}

void projection_apply(const struct projection *projection, double *x, size_t lanes, size_t count, double *scratch)
{
    const size_t n = projection->dimension;
    if (projection->row == &rows[BOX]) {
        for (size_t d = 0; d < n; d++)
            rows_chosen()->hold(x + d * lanes, count, projection->box[d][0], projection->box[d][1]);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool finite = true;
        for (size_t d = 0; d < n; d++)
            finite = finite && isfinite(x[d * lanes + i]);
        if (finite)
            projection->row->project(projection, x + i, lanes, scratch);
    }
}

double projection_work(const struct projection *projection)
{
    enum { BOX_SIDE = 1, BALL_SIDE = 8, SIMPLEX_SIDE = 8, SORTING = 5 };
    const double n = (double)projection->dimension;
    return projection->row == &rows[BOX]    ? BOX_SIDE * n
           : projection->row == &rows[BALL] ? BALL_SIDE * n
                                            : n * (SIMPLEX_SIDE + SORTING * ceil(exact_log(n + 1)));
}

double projection_residual(const struct projection *projection, const double *x, const double *gradient, size_t stride, double *scratch)
{
    const size_t n = projection->dimension;
    double *moved = scratch + n;
    for (size_t d = 0; d < n; d++) {
        moved[d] = x[d * stride] - gradient[d * stride];
        if (!isfinite(moved[d]))
            return NAN;
    }
    projection->row->project(projection, moved, 1, scratch);
    return distance(n, x, stride, moved);
}

size_t projection_sides(const struct projection *projection, const double *x, struct projection_side *sides)
{
    static const double near = 1e-12; /* of the radius */
    const size_t n = projection->dimension;
    size_t count = 0;
    const bool box = projection->row == &rows[BOX], ball = projection->row == &rows[BALL];
    if (ball ? from_center(projection, x, 1) >= projection->size * (1 - near) : !box)
        sides[count++] = (struct projection_side){.whole = true, .bound = projection->size};
    for (size_t d = 0; d < n && !ball; d++) {
        const double low = box ? projection->box[d][0] : 0;
        if (x[d] == low || (box && x[d] == projection->box[d][1]))
            sides[count++] = (struct projection_side){.coordinate = d, .bound = x[d]};
    }
    return count;
}

void projection_extent(const struct projection *projection, size_t d, double extent[2])
{
    const bool box = projection->row == &rows[BOX], ball = projection->row == &rows[BALL];
    extent[0] = box ? projection->box[d][0] : ball ? projection->center[d] - projection->size : projection->dimension > 1 ? 0 : projection->size;
    extent[1] = box ? projection->box[d][1] : ball ? projection->center[d] + projection->size : projection->size;
}

size_t projection_outline(const struct projection *projection, double *x, double *y)
{
    static const double turn = 6.283185307179586;
    if (projection->row == &rows[BOX]) {
        static const int across[] = {0, 1, 1, 0, 0}, up[] = {0, 0, 1, 1, 0};
        for (size_t i = 0; i < 5; i++) {
            x[i] = projection->box[0][across[i]];
            y[i] = projection->box[1][up[i]];
        }
        return 5;
    }
    if (projection->row == &rows[SIMPLEX]) {
        x[0] = y[1] = projection->size;
        x[1] = y[0] = 0;
        return 2;
    }
    for (size_t i = 0; i < PROJECTION_OUTLINE; i++) {
        const double angle = turn * (double)i / (PROJECTION_OUTLINE - 1);
        x[i] = projection->center[0] + projection->size * exact_cos(angle);
        y[i] = projection->center[1] + projection->size * exact_sin(angle);
    }
    return PROJECTION_OUTLINE;
}

double projection_excess(const struct projection *projection, const double *x)
{
    const bool box = projection->row == &rows[BOX];
    double most = -INFINITY, sum = 0;
    if (projection->row == &rows[BALL])
        return from_center(projection, x, 1) - projection->size;
    for (size_t d = 0; d < projection->dimension; d++) {
        most = fmax(most, box ? fmax(projection->box[d][0] - x[d], x[d] - projection->box[d][1]) : 0 - x[d]);
        sum += x[d];
    }
    return box ? most : fmax(most, fabs(sum - projection->size));
}

/* Coordinates as an array: one number where all are the same. */
static void append_array(struct buffer *out, const char *name, const double *coordinates, size_t stride, size_t count)
{
    bool same = count > 1;
    for (size_t d = 1; d < count; d++)
        same = same && coordinates[d * stride] == coordinates[0];
    buffer_format(out, same ? "%s = np.full(%zu, " : "%s = np.array([", name, count);
    for (size_t d = 0; d < (same ? 1 : count); d++) {
        buffer_text(out, d ? ", " : "");
        python_number(coordinates[d * stride], out);
    }
    buffer_text(out, same ? ", float)\n" : "], float)\n");
}

void projection_python(const struct projection *projection, struct buffer *out)
{
    const bool ball = projection->row == &rows[BALL];
    if (projection->row == &rows[BOX]) {
        append_array(out, "LOW", &projection->box[0][0], 2, projection->dimension);
        append_array(out, "HIGH", &projection->box[0][1], 2, projection->dimension);
    } else {
        if (ball)
            append_array(out, "CENTER", projection->center, 1, projection->dimension);
        buffer_text(out, ball ? "RADIUS = " : "TOTAL = ");
        python_number(projection->size, out);
        buffer_text(out, "\n");
    }
    buffer_text(out, "\n\ndef project(x):\n    \"\"\"The point nearest to x in ");
    python_prose(projection_words(out->arena, projection), out);
    buffer_text(out, ".\"\"\"\n    if not np.all(np.isfinite(x)):\n        return x\n    ");
    for (const char *at = projection->row->python; *at; at++)
        buffer_bytes(out, *at == '\n' && at[1] ? "\n    " : at, *at == '\n' && at[1] ? 5 : 1);
    buffer_text(out, "\n\n");
}

static void add_number(struct buffer *words, double number)
{
    char text[NUMBER_SIZE];
    number_print_rounded(text, number, 6);
    buffer_text(words, text);
}

const char *projection_words(struct arena *arena, const struct projection *projection)
{
    enum { MOST_SHOWN = 3 };
    struct buffer words = {.arena = arena};
    const size_t n = projection->dimension, shown = n < MOST_SHOWN ? n : MOST_SHOWN;
    const char *after = shown < n ? " …" : "";
    if (projection->row == &rows[SIMPLEX]) {
        buffer_text(&words, "the simplex x ≥ 0 of sum ");
        add_number(&words, projection->size);
        return buffer_string(&words);
    }
    const bool box = projection->row == &rows[BOX];
    buffer_text(&words, box ? "the box " : "the ball of radius ");
    if (!box) {
        add_number(&words, projection->size);
        buffer_text(&words, " around (");
    }
    for (size_t d = 0; d < shown; d++) {
        buffer_text(&words, !d ? "" : box ? " × " : ", ");
        buffer_text(&words, box ? "[" : "");
        add_number(&words, box ? projection->box[d][0] : projection->center[d]);
        if (box) {
            buffer_text(&words, ", ");
            add_number(&words, projection->box[d][1]);
            buffer_text(&words, "]");
        }
    }
    buffer_format(&words, "%s%s", after, box ? "" : ")");
    return buffer_string(&words);
}
