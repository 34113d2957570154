/* Critical points of landscapes that nobody chose: sums of waves, powers and hills drawn by a seed. The index sum of a list must be the winding
 * number, no point that a dense search by Newton's method finds may be missing, none may stand twice; and no word may depend on the units of a
 * coordinate or of the value, or on where the origin is. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/critical_points.h"
#include "base/random.h"
#include "tests/unit/arena.h"
#include "tests/unit/landscapes.h"
#include "tests/unit/watched.h"

/* So many of each kind; LANDSCAPES=1000 in the environment tries so many, and 3/10, 6/100, 1/5 and 3/10 of it (half a minute). */
static int smooth_count = 60 / ROWS_APART, corner_count = 18 / ROWS_APART, unit_count = 14 / ROWS_APART, curve_count = 40 / ROWS_APART,
           part_count = 30 / ROWS_APART;

static double uniform(uint64_t landscape, uint64_t position)
{
    return random_uniform(11, random_stream(RANDOM_START, landscape), position);
}

static double between(uint64_t landscape, uint64_t position, double low, double high)
{
    return round(1e3 * (low + (high - low) * uniform(landscape, position))) / 1e3;
}

/* A formula in X and Y, which are written as these texts; over −2 … 2. */
static const char *draw(struct arena *arena, uint64_t k, bool corners, const char *x, const char *y)
{
    struct buffer text = {.arena = arena};
    const size_t terms = 2 + (size_t)(3 * uniform(k, 0));
    buffer_format(&text, "%g*(%s)^2+%g*(%s)^2+%g*(%s)*(%s)", between(k, 1, -0.5, 1), x, between(k, 2, -0.5, 1), y, between(k, 3, -1, 1), x, y);
    for (size_t i = 0; i < terms; i++) {
        const uint64_t at = 10 * (i + 1);
        const double a = between(k, at, -2, 2), b = between(k, at + 1, -2.5, 2.5), c = between(k, at + 2, -2.5, 2.5), d = between(k, at + 3, -2, 2);
        switch ((int)(4 * uniform(k, at + 4))) {
        case 0:
            buffer_format(&text, "+%g*sin(%g*(%s)+%g*(%s)+%g)", a, b, x, c, y, d);
            break;
        case 1:
            buffer_format(&text, "+%g*exp(-((%s)-%g)^2-((%s)-%g)^2)", a, x, b / 2, y, c / 2);
            break;
        case 2:
            buffer_format(&text, "+%g*(%s)^3+%g*(%s)*(%s)^2", a / 4, x, b / 4, x, y);
            break;
        default:
            buffer_format(&text, "+%g*cos(%g*(%s))*sin(%g*(%s)+%g)", a, b, x, c, y, d);
        }
    }
    for (size_t i = 0; i < 2 && corners; i++) {
        const uint64_t at = 100 + 10 * i;
        const double a = between(k, at, 0.5, 3), b = between(k, at + 1, -1, 1), c = between(k, at + 2, -1, 1), d = between(k, at + 3, -1, 1);
        static const char *const formats[3] = {"+%g*abs(%g*(%s)+%g*(%s)+%g)", "+%g*relu(%g*(%s)+%g*(%s)+%g)", "+%g*max(%g*(%s)+%g*(%s),%g)"};
        const char *format = formats[(size_t)(3 * uniform(k, at + 4))];
        buffer_format(&text,
                      format == formats[0]   ? "+%g*abs(%g*(%s)+%g*(%s)+%g)"
                      : format == formats[1] ? "+%g*relu(%g*(%s)+%g*(%s)+%g)"
                                             : "+%g*max(%g*(%s)+%g*(%s),%g)",
                      a, b, x, c, y, d);
    }
    return buffer_string(&text);
}

static const double box[2][2] = {{-2, 2}, {-2, 2}};

static struct critical_points find(struct arena *arena, struct landscape *landscape, const double (*within)[2])
{
    struct critical_points found;
    struct error error = {0};
    assert_true(critical_points_find(arena, landscape, within, &found, &error));
    return found;
}

/* How many zeros of the gradient Newton's method finds from a dense grid that are not in the list. */
static size_t count_missing(struct arena *arena, struct landscape *landscape, const struct critical_points *found)
{
    enum { SIDE = 40, STEPS = 40 };
    struct program *program;
    struct error error = {0};
    assert_true(landscape_program(landscape, 2, &program, &error));
    struct workspace *workspace = workspace_create(arena, program);
    double *at[2] = {ARENA_NEW(arena, double, SIDE *SIDE), ARENA_NEW(arena, double, SIDE *SIDE)}, *outputs[6];
    bool *rests = ARENA_NEW(arena, bool, SIDE *SIDE);
    for (int i = 0; i < 6; i++)
        outputs[i] = ARENA_NEW(arena, double, SIDE *SIDE);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        at[0][i] = -2 + 4 * ((double)(i % SIDE) + 0.31) / SIDE;
        at[1][i] = -2 + 4 * ((double)(i / SIDE) + 0.57) / SIDE;
    }
    for (int step = 0; step < STEPS; step++) {
        program_run(program, workspace, (const double *const *)at, outputs, SIDE * SIDE);
        for (size_t i = 0; i < SIDE * SIDE; i++) {
            const double determinant = outputs[3][i] * outputs[5][i] - outputs[4][i] * outputs[4][i];
            const double u = -(outputs[5][i] * outputs[1][i] - outputs[4][i] * outputs[2][i]) / determinant;
            const double v = -(outputs[3][i] * outputs[2][i] - outputs[4][i] * outputs[1][i]) / determinant;
            const double shorten = fmin(1, 0.3 / fmax(fabs(u), fabs(v)));
            at[0][i] += shorten * u;
            at[1][i] += shorten * v;
            rests[i] = fmax(fabs(u), fabs(v)) < 1e-10;
        }
    }
    size_t missing = 0;
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        bool listed = !rests[i] || !(fmax(fabs(at[0][i]), fabs(at[1][i])) < 2 - 1e-9);
        for (size_t k = 0; k < found->count && !listed; k++)
            listed = fmax(fabs(found->items[k].at[0] - at[0][i]), fabs(found->items[k].at[1] - at[1][i])) < 1e-6;
        missing += !listed;
    }
    return missing;
}

static size_t count_doubled(const struct critical_points *found)
{
    size_t doubled = 0;
    for (size_t i = 0; i < found->count; i++)
        for (size_t k = 0; k < i; k++)
            doubled += fmax(fabs(found->items[k].at[0] - found->items[i].at[0]), fabs(found->items[k].at[1] - found->items[i].at[1])) < 1e-9;
    return doubled;
}

static void test_smooth(void **state)
{
    (void)state;
    size_t points = 0, proved = 0, wound = 0;
    for (uint64_t k = 0; k < (uint64_t)smooth_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const char *formula = draw(arena, k, false, "x", "y");
        struct landscape *landscape = resolve(arena, formula, 2);
        const struct critical_points found = find(arena, landscape, box);
        long indices = 0;
        for (size_t i = 0; i < found.count; i++)
            indices += found.items[i].index;
        if (found.counted_known && indices != found.counted)
            fail_msg("%s: the indices sum to %ld, the winding number is %ld (%s)", formula, indices, found.counted, found.evidence);
        const size_t missing = count_missing(arena, landscape, &found), doubled = count_doubled(&found);
        if (missing || doubled || found.complete == CRITICAL_INCOMPLETE)
            fail_msg("%s: %zu missing, %zu doubled, %s", formula, missing, doubled, found.evidence);
        points += found.count;
        proved += found.complete == CRITICAL_PROVED;
        wound += found.counted_known;
        arena_destroy(arena);
    }
    printf("%d smooth landscapes: %zu points, %zu lists proved, %zu winding numbers equal to the index sum\n", smooth_count, points, proved, wound);
    assert_true((int)proved > smooth_count * 9 / 10);
}

/* Noise as a coordinate is 0 where that is no worse. */
static void test_noise(void **state)
{
    (void)state;
    static const char *const formulas[] = {"x^4+y^4",           "sin(x^2+y^2)/(1+x^2)", "cos(x)*exp(-y^2)+y^4", "(x*y)^2+x^4+y^4+cos(3*x*x)",
                                           "exp(-x^2)*(y^3-y)", "cosh(x)*sin(y)"};
    size_t zeros = 0;
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        struct arena *arena = arena_create(256 << 20);
        const struct critical_points found = find(arena, resolve(arena, formulas[i], 2), box);
        for (size_t k = 0; k < 2 * found.count; k++) {
            const double x = found.items[k / 2].at[k % 2];
            zeros += x == 0;
            if (x != 0 && fabs(x) < 1e-9)
                fail_msg("%s: a coordinate of %g", formulas[i], x);
        }
        arena_destroy(arena);
    }
    assert_true(zeros > 10);
}

/* Over the whole catalogue, too, the indices sum to the winding number. */
static void test_catalogue(void **state)
{
    (void)state;
    size_t lists = 0, wound = 0, proved = 0;
    for (size_t row = 0; row < catalogue_count; row += ROWS_APART) {
        const char *name = catalogue[row].definition.name;
        if (catalogue[row].definition.dimension != 2 && catalogue[row].definition.dimension != 0)
            continue;
        struct arena *arena = arena_create(256 << 20);
        struct landscape *landscape = resolve(arena, name, 2);
        const struct critical_points found = find(arena, landscape, (const double(*)[2])landscape->domain);
        long indices = 0;
        for (size_t i = 0; i < found.count; i++)
            indices += found.items[i].index;
        if (found.counted_known && found.complete != CRITICAL_INCOMPLETE && indices != found.counted)
            fail_msg("%s: the indices sum to %ld, the winding number is %ld (%s)", name, indices, found.counted, found.evidence);
        assert_int_equal(count_doubled(&found), 0);
        lists++;
        wound += found.counted_known;
        proved += found.complete == CRITICAL_PROVED;
        arena_destroy(arena);
    }
    printf("%zu landscapes of the catalogue: %zu lists proved, %zu winding numbers equal to the index sum\n", lists, proved, wound);
}

/* How many of the places on a ring are higher, and how many lower. */
static void count_ring(struct arena *arena, const struct program *program, const struct critical_point *point, double radius, size_t places,
                       size_t counts[2])
{
    double *at[2] = {ARENA_NEW(arena, double, places), ARENA_NEW(arena, double, places)}, *values = ARENA_NEW(arena, double, places);
    for (size_t i = 0; i < places; i++) {
        const double angle = (double)i * 2 * 3.14159265358979323846 / (double)places;
        at[0][i] = point->at[0] + radius * cos(angle);
        at[1][i] = point->at[1] + radius * sin(angle);
    }
    program_run(program, workspace_create(arena, program), (const double *const *)at, &values, places);
    counts[0] = counts[1] = 0;
    for (size_t i = 0; i < places; i++) {
        counts[0] += values[i] > point->value + 1e-13;
        counts[1] += values[i] < point->value - 1e-13;
    }
}

/* Kinds by values alone: what is a minimum has nothing lower on a small ring of many places; what is a saddle has both, though along a corner the lower
 * part may be so narrow that a larger ring of more places is needed. */
static void check_ring(struct arena *arena, const char *formula, struct landscape *landscape, const struct critical_point *point)
{
    const struct program *program = program_compile(arena, landscape->graph, &landscape->value, 1, 2);
    size_t counts[2];
    count_ring(arena, program, point, 1e-5, 720, counts);
    if (point->kind == CRITICAL_MINIMUM ? !counts[1] : point->kind == CRITICAL_MAXIMUM ? !counts[0] : counts[0] && counts[1])
        return;
    const size_t small[2] = {counts[0], counts[1]};
    count_ring(arena, program, point, 1e-3, 40000, counts);
    if (point->kind == CRITICAL_MINIMUM || point->kind == CRITICAL_MAXIMUM || !counts[0] || !counts[1])
        fail_msg("%s: (%.17g, %.17g) is no %s: %zu higher, %zu lower", formula, point->at[0], point->at[1], critical_kind_name(point->kind), small[0],
                 small[1]);
}

static void test_corners(void **state)
{
    (void)state;
    size_t corners = 0, points = 0;
    for (uint64_t k = 0; k < (uint64_t)corner_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const char *formula = draw(arena, 5000 + k, true, "x", "y");
        struct landscape *landscape = resolve(arena, formula, 2);
        const struct critical_points found = find(arena, landscape, box);
        const size_t missing = count_missing(arena, landscape, &found), doubled = count_doubled(&found);
        if (missing || doubled)
            fail_msg("%s: %zu missing, %zu doubled, %s", formula, missing, doubled, found.evidence);
        for (size_t i = 0; i < found.count; i++)
            check_ring(arena, formula, landscape, &found.items[i]);
        for (size_t i = 0; i < found.count; i++)
            corners += !found.items[i].smooth;
        points += found.count;
        arena_destroy(arena);
    }
    printf("%d landscapes with corners: %zu points, %zu of them at corners\n", corner_count, points, corners);
    assert_true((int)corners > corner_count / 4);
}

/* The list of the landscape in other units is the list. */
static void check_units(struct arena *arena, uint64_t k, double unit_x, double unit_y, double unit_f, double shift)
{
    const char *plain = draw(arena, k, false, "x", "y"),
               *x = arena_format(arena, shift < 0 ? "x*%.17g+%.17g" : "x*%.17g-%.17g", 1 / unit_x, fabs(shift)),
               *y = arena_format(arena, "y*%.17g", 1 / unit_y), *formula = arena_format(arena, "%.17g*(%s)", unit_f, draw(arena, k, false, x, y));
    const double within[2][2] = {{(-2 + shift) * unit_x, (2 + shift) * unit_x}, {-2 * unit_y, 2 * unit_y}};
    const struct critical_points before = find(arena, resolve(arena, plain, 2), box), after = find(arena, resolve(arena, formula, 2), within);
    if (before.count != after.count)
        fail_msg("%s: %zu points; in other units (%g, %g, %g, %g) %zu", plain, before.count, unit_x, unit_y, unit_f, shift, after.count);
    for (size_t i = 0; i < before.count; i++) {
        bool listed = false;
        for (size_t j = 0; j < after.count && !listed; j++)
            listed = fabs(after.items[j].at[0] / unit_x - shift - before.items[i].at[0]) < 1e-7 &&
                     fabs(after.items[j].at[1] / unit_y - before.items[i].at[1]) < 1e-7 && after.items[j].kind == before.items[i].kind &&
                     after.items[j].index == before.items[i].index;
        if (!listed)
            fail_msg("%s: the %s at (%g, %g) is lost in other units (%g, %g, %g, %g)", plain, critical_kind_name(before.items[i].kind),
                     before.items[i].at[0], before.items[i].at[1], unit_x, unit_y, unit_f, shift);
    }
}

static void test_units(void **state)
{
    (void)state;
    static const double units[][4] = {{1e6, 1, 1, 0},    {1, 1e-6, 1, 0},  {1e6, 1e-6, 1e100, 0}, {1e-6, 1e6, 1e-100, 0},
                                      {1, 1, 1e-100, 3}, {1, 1, 1, -1000}, {1e-6, 1e-6, 1e100, 7}};
    for (uint64_t k = 0; k < (uint64_t)unit_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const double *unit = units[k % (sizeof units / sizeof *units)];
        check_units(arena, 9000 + k, unit[0], unit[1], unit[2], unit[3]);
        arena_destroy(arena);
    }
}

/* Turning the axes turns the points with them. */
static void test_rotation(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < (uint64_t)unit_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const double angle = 0.1 + 6 * uniform(k, 999), c = cos(angle), s = sin(angle);
        struct landscape *turned = resolve(
            arena, draw(arena, 20000 + k, false, arena_format(arena, "%.17g*x-%.17g*y", c, s), arena_format(arena, "%.17g*x+%.17g*y", s, c)), 2);
        const struct critical_points found = find(arena, resolve(arena, draw(arena, 20000 + k, false, "x", "y"), 2), box);
        for (size_t i = 0; i < found.count; i++) {
            if (!found.items[i].smooth)
                continue;
            struct inspection inspection;
            struct error error = {0};
            const double x = found.items[i].at[0], y = found.items[i].at[1];
            assert_true(critical_inspect(arena, turned, (double[2]){c * x + s * y, -s * x + c * y}, 1, &inspection, &error));
            if (inspection.kind != found.items[i].kind)
                fail_msg("landscape %d turned by %g: the %s at (%g, %g) is %s", (int)k, angle, critical_kind_name(found.items[i].kind), x, y,
                         critical_kind_name(inspection.kind));
        }
        arena_destroy(arena);
    }
}

/* A line or a circle: where a x + b y = c, or (x − a)² + (y − b)² = c². */
struct drawn_curve {
    bool circle;
    double a, b, c;
};

static struct drawn_curve draw_curve(uint64_t k, uint64_t at)
{
    struct drawn_curve curve = {uniform(k, at) < 0.4, between(k, at + 1, -1, 1), between(k, at + 2, -1, 1), between(k, at + 3, 0.3, 1.8)};
    if (!curve.circle && fabs(curve.a) + fabs(curve.b) < 0.3)
        curve.a = 1;
    curve.c *= curve.circle ? 1 : 0.6;
    return curve;
}

static const char *curve_text(struct arena *arena, const struct drawn_curve *curve)
{
    return curve->circle ? arena_format(arena, "((x-(%g))^2+(y-(%g))^2-%.17g)", curve->a, curve->b, curve->c * curve->c)
                         : arena_format(arena, "((%g)*x+(%g)*y-%g)", curve->a, curve->b, curve->c);
}

/* A place on the curve, for t from −1 to 1. */
static void curve_place(const struct drawn_curve *curve, double t, double at[2])
{
    const double square = curve->a * curve->a + curve->b * curve->b;
    if (curve->circle) {
        at[0] = curve->a + curve->c * cos(3.14159265358979323846 * t);
        at[1] = curve->b + curve->c * sin(3.14159265358979323846 * t);
        return;
    }
    at[0] = curve->a * curve->c / square - curve->b * 4 * t / sqrt(square);
    at[1] = curve->b * curve->c / square + curve->a * 4 * t / sqrt(square);
}

static double from_chains(const struct critical_points *found, const double at[2])
{
    double least = INFINITY;
    for (size_t i = 0; i < found->chain_count; i++) {
        const struct critical_chain *chain = &found->chains[i];
        for (size_t j = 0; j + 1 < chain->count + chain->closed; j++) {
            const double *a = chain->at[j], *b = chain->at[(j + 1) % chain->count], way[2] = {b[0] - a[0], b[1] - a[1]};
            const double square = way[0] * way[0] + way[1] * way[1], dot = (at[0] - a[0]) * way[0] + (at[1] - a[1]) * way[1];
            const double part = square > 0 ? fmin(fmax(dot / square, 0), 1) : 0;
            least = fmin(least, hypot(a[0] + part * way[0] - at[0], a[1] + part * way[1] - at[1]));
        }
    }
    return least;
}

/* Walks along a curve: each place of it in the box is on one that is traced, but for what cuts off a corner, which may be too short. Returns how many. */
static size_t walk(const char *formula, const struct critical_points *found, const struct drawn_curve *curve)
{
    enum { PLACES = 400 };
    size_t places = 0;
    for (int j = 0; j < PLACES; j++) {
        double at[2];
        curve_place(curve, 2.0 * j / PLACES - 1, at);
        if (fmax(fabs(at[0]), fabs(at[1])) > 2 || fmin(fabs(at[0]), fabs(at[1])) > 1.95)
            continue;
        places++;
        if (!(from_chains(found, at) < 0.01))
            fail_msg("%s: nothing is traced within %g of (%g, %g)", formula, from_chains(found, at), at[0], at[1]);
    }
    return places;
}

/* Curves of minima or maxima, smooth or of corners, one to three at once, that cross, leave the box and close: each is traced as far as it goes,
 * and no place is traced that is on none. */
static void test_curves(void **state)
{
    (void)state;
    size_t places = 0, chains = 0;
    for (uint64_t k = 0; k < (uint64_t)curve_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const uint64_t count = 1 + k % 3;
        const bool corners = k / 3 % 2, maxima = k / 6 % 2;
        struct drawn_curve curves[3];
        const char *product = "1";
        for (uint64_t i = 0; i < count; i++) {
            curves[i] = draw_curve(40000 + k, 10 * i);
            product = arena_format(arena, "%s*%s", product, curve_text(arena, &curves[i]));
        }
        const char *formula = arena_format(arena, "%s(%s)%s*exp(%g*x)", maxima ? "-" : "", product, corners ? "" : "^2", between(k, 50, -0.5, 0.5));
        if (corners)
            formula = arena_format(arena, "%sabs(%s)*exp(%g*x)", maxima ? "-" : "", product, between(k, 50, -0.5, 0.5));
        const struct critical_points found = find(arena, resolve(arena, formula, 2), box);
        for (uint64_t i = 0; i < count; i++)
            places += walk(formula, &found, &curves[i]);
        for (size_t i = 0; i < found.chain_count; i++)
            for (size_t j = 0; j < found.chains[i].count; j++) {
                const double *at = found.chains[i].at[j];
                double value = 1;
                for (uint64_t c = 0; c < count; c++)
                    value *= curves[c].circle ? hypot(at[0] - curves[c].a, at[1] - curves[c].b) - curves[c].c
                                              : curves[c].a * at[0] + curves[c].b * at[1] - curves[c].c;
                if (!(fabs(value) < 1e-5) || found.chains[i].kind != (maxima ? CRITICAL_MAXIMUM : CRITICAL_MINIMUM) ||
                    fmax(fabs(at[0]), fabs(at[1])) > 2)
                    fail_msg("%s: (%g, %g) is traced as a %s", formula, at[0], at[1], critical_kind_name(found.chains[i].kind));
            }
        chains += found.chain_count;
        arena_destroy(arena);
    }
    printf("%d landscapes with curves: %zu places found on %zu curves traced\n", curve_count, places, chains);
}

/* A curve squared times the function of a line: minima where the line's is positive, maxima where it is negative. All of the curve is traced, each
 * place once, as what it is; but within a hundredth of the box of the line values do not tell kinds. */
static void test_changing_curves(void **state)
{
    (void)state;
    size_t places = 0, chains = 0;
    for (uint64_t k = 0; k < (uint64_t)curve_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const struct drawn_curve curve = draw_curve(60000 + k, 0);
        struct drawn_curve line = draw_curve(60000 + k, 10);
        line.circle = false;
        line.a += line.a == 0 && line.b == 0;
        const char *formula = arena_format(arena, "%s^2*%s", curve_text(arena, &curve), curve_text(arena, &line));
        const struct critical_points found = find(arena, resolve(arena, formula, 2), box);
        places += walk(formula, &found, &curve);
        for (size_t i = 0; i < found.chain_count; i++)
            for (size_t j = 0; j < found.chains[i].count; j++) {
                const double *at = found.chains[i].at[j], side = (line.a * at[0] + line.b * at[1] - line.c) / hypot(line.a, line.b);
                const struct critical_points others = {.chains = found.chains + i + 1, .chain_count = found.chain_count - i - 1};
                if (fabs(side) > 0.06 && found.chains[i].kind != (side > 0 ? CRITICAL_MINIMUM : CRITICAL_MAXIMUM))
                    fail_msg("%s: (%g, %g) is traced as a %s", formula, at[0], at[1], critical_kind_name(found.chains[i].kind));
                if (fabs(side) > 0.06 && others.chain_count && from_chains(&others, at) < 1e-3)
                    fail_msg("%s: (%g, %g) is traced twice", formula, at[0], at[1]);
            }
        chains += found.chain_count;
        arena_destroy(arena);
    }
    printf("%d landscapes with curves of changing kinds: %zu places found on %zu curves traced\n", curve_count, places, chains);
}

/* A function of one coordinate, with a corner or without. */
static const char *draw_part(struct arena *arena, uint64_t k, const char *x)
{
    const double a = between(k, 300, -2, 2), b = between(k, 301, 0.5, 3), c = between(k, 302, -2, 2), d = between(k, 303, -1, 1),
                 e = between(k, 304, -1, 1);
    static const char *const formats[3] = {"(%g*sin(%g*%s+%g)+%g*%s+%g)", "(%g*exp(-%g*(%s-%g)^2)+%g*%s+%g)", "(%g*abs(sin(%g*%s+%g))+%g*%s+%g)"};
    const size_t shape = (size_t)(3 * uniform(k, 305));
    return shape == 0   ? arena_format(arena, formats[0], a, b, x, c, d, x, e)
           : shape == 1 ? arena_format(arena, formats[1], a, b, x, c / 2, d, x, e)
                        : arena_format(arena, formats[2], a, b, x, c, d, x, e);
}

/* Sums and products of functions of one coordinate are listed from lists of these. The same with a term beside it that is lost to rounding is not
 * seen to be one, and is searched in the plane: the two must agree. */
static void test_parts(void **state)
{
    (void)state;
    size_t points = 0, proved = 0;
    for (uint64_t k = 0; k < (uint64_t)part_count; k++) {
        struct arena *arena = arena_create(256 << 20);
        const char *formula =
            arena_format(arena, "%s%s%s", draw_part(arena, 2000 + 2 * k, "x"), k % 2 ? "*" : "+", draw_part(arena, 2001 + 2 * k, "y"));
        const char *hidden = arena_format(arena, "%s+1e-200*x*y", formula);
        const struct critical_points apart = find(arena, resolve(arena, formula, 2), box), whole = find(arena, resolve(arena, hidden, 2), box);
        bool same = apart.count == whole.count && !count_doubled(&apart);
        for (size_t i = 0; i < apart.count && same; i++) {
            bool listed = false;
            for (size_t j = 0; j < whole.count && !listed; j++)
                listed = apart.items[i].kind == whole.items[j].kind && apart.items[i].index == whole.items[j].index &&
                         apart.items[i].smooth == whole.items[j].smooth && fabs(apart.items[i].value - whole.items[j].value) < 1e-9 &&
                         fmax(fabs(apart.items[i].at[0] - whole.items[j].at[0]), fabs(apart.items[i].at[1] - whole.items[j].at[1])) < 1e-6;
            same = listed;
        }
        if (!same)
            fail_msg("%s: %zu points (%s), in the plane %zu (%s)", formula, apart.count, apart.evidence, whole.count, whole.evidence);
        points += apart.count;
        proved += apart.complete == CRITICAL_PROVED;
        arena_destroy(arena);
    }
    printf("%d sums and products of functions of one coordinate: %zu points, %zu lists proved\n", part_count, points, proved);
}

int main(void)
{
    if (getenv("LANDSCAPES")) {
        smooth_count = atoi(getenv("LANDSCAPES"));
        corner_count = smooth_count * 3 / 10;
        unit_count = smooth_count * 6 / 100;
        curve_count = smooth_count / 5;
        part_count = smooth_count * 3 / 10;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_smooth),  cmocka_unit_test(test_noise),           cmocka_unit_test(test_catalogue),
                                       cmocka_unit_test(test_corners), cmocka_unit_test(test_units),           cmocka_unit_test(test_rotation),
                                       cmocka_unit_test(test_curves),  cmocka_unit_test(test_changing_curves), cmocka_unit_test(test_parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
