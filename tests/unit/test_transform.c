/* Landscapes turned and moved, against the same as they are: values, gradients and Hessians of the whole catalogue at corresponding points, known
 * minima, starts and domains, formulas that are read back, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "landscape/transform.h"
#include "tests/unit/ask.h"
#include "tests/unit/landscapes.h"

enum { MOST = 18, POINTS = 6 };

static double uniform(size_t row, size_t position)
{
    return random_uniform(5, random_stream(RANDOM_START, row), position);
}

static size_t dimension_of(const struct catalogue_row *row)
{
    return row->definition.dimension ? row->definition.dimension : row->only ? row->only : 3;
}

static struct landscape *transformed(struct arena *arena, const char *f, size_t n, const struct transformation *transformation)
{
    struct landscape *landscape = resolve(arena, f, n);
    struct error error = {0};
    if (!landscape_transform(landscape, 1, transformation, &error))
        fail_msg("%s: %s", f, error.detail);
    return landscape;
}

/* A rotation drawn by the row's number, by angles for every other row, and a shift of up to the domain's size. */
static struct transformation draw(struct arena *arena, size_t row, size_t n, const struct landscape *landscape)
{
    double *shift = ARENA_NEW(arena, double, n), *angles = ARENA_NEW(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        shift[i] = (2 * uniform(row, i) - 1) * (landscape->domain[i][1] - landscape->domain[i][0]);
        angles[i] = 720 * uniform(row, 100 + i) - 360;
    }
    const bool random = n > 1 && row % 2;
    return (struct transformation){shift, n, angles, random || n < 2 ? 0 : row % 4 ? 1 : n - 1, random, row};
}

/* Value, gradient and Hessian's triangle at a point. */
static void outputs_at(struct arena *arena, struct landscape *landscape, const double *x, double *out)
{
    const double *inputs[MOST];
    double *outputs[1 + MOST + MOST * MOST];
    struct program *program;
    struct error error = {0};
    assert_true(landscape_program(landscape, 2, &program, &error));
    for (size_t i = 0; i < landscape->dimension; i++)
        inputs[i] = &x[i];
    for (size_t i = 0; i < program_outputs(program); i++)
        outputs[i] = &out[i];
    program_run(program, workspace_create(arena, program), inputs, outputs, 1);
}

/* Ru + s, by the matrix that the landscape tells. */
static void carry(const struct landscape *landscape, const double *u, double *x)
{
    const size_t n = landscape->dimension;
    for (size_t i = 0; i < n; i++) {
        x[i] = landscape->transformed->shift[i];
        for (size_t k = 0; k < n; k++)
            x[i] += landscape->transformed->rotation ? landscape->transformed->rotation[i * n + k] * u[k] : (i == k) * u[k];
    }
}

static double entry(const double *out, size_t n, size_t i, size_t j)
{
    return out[1 + n + (i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i)];
}

/* How much of the value is lost by rounding of the coordinates: as much as moving by a few roundings changes it. */
static double slack_of(const double *plain, const struct landscape *landscape, size_t n)
{
    double slope = 0, reach = 0;
    for (size_t i = 0; i < n; i++) {
        slope += fabs(plain[1 + i]);
        reach = fmax(reach, fmax(fabs(landscape->domain[i][0]), fabs(landscape->domain[i][1])) + fabs(landscape->transformed->shift[i]));
    }
    return 1e-13 * (fabs(plain[0]) + slope * reach + 1);
}

/* f at u is g at Ru + s; ∇g = R∇f, and its Hessian is RHRᵀ. */
static bool check_point(struct arena *arena, size_t row, struct landscape *plain, struct landscape *turned, const double *u)
{
    const size_t n = plain->dimension;
    const double *r = turned->transformed->rotation, identity[1] = {1};
    double x[MOST], f[1 + MOST + MOST * MOST], g[1 + MOST + MOST * MOST], largest = 0, steepest = 0;
    carry(turned, u, x);
    outputs_at(arena, plain, u, f);
    outputs_at(arena, turned, x, g);
    r = r ? r : identity;
    for (size_t i = 0; i < 1 + n + n * (n + 1) / 2; i++) {
        if (!isfinite(f[i]))
            return false;
        largest = i > n ? fmax(largest, fabs(f[i])) : largest;
        steepest = i && i <= n ? fmax(steepest, fabs(f[i])) : steepest;
    }
    const double slack = slack_of(f, turned, n);
    if (!(fabs(g[0] - f[0]) <= slack))
        fail_msg("%s: %.17g, turned %.17g (%g)", plain->label, f[0], g[0], slack);
    for (size_t i = 0; i < n; i++) {
        double slope = 0;
        for (size_t k = 0; k < n; k++)
            slope += r[i * n + k] * f[1 + k];
        /* Curvatures may differ by far from place to place; what they do to the slope within a rounding of the place is bounded by 1e-8. */
        if (!(fabs(g[1 + i] - slope) <= 1e-8 * (1 + steepest + largest)))
            fail_msg("%s (row %zu): slope %zu is %.17g, turned %.17g", plain->label, row, i, slope, g[1 + i]);
        for (size_t j = 0; j <= i; j++) {
            double curvature = 0;
            for (size_t k = 0; k < n; k++)
                for (size_t l = 0; l < n; l++)
                    curvature += r[i * n + k] * entry(f, n, k, l) * r[j * n + l];
            if (!(fabs(entry(g, n, i, j) - curvature) <= 1e-7 * (1 + largest)))
                fail_msg("%s (row %zu): curvature %zu, %zu is %.17g, turned %.17g", plain->label, row, i, j, curvature, entry(g, n, i, j));
        }
    }
    return true;
}

static void check_domain(const struct landscape *plain, const struct landscape *turned)
{
    const size_t n = plain->dimension;
    double touched[MOST][2];
    for (size_t i = 0; i < n; i++) {
        touched[i][0] = INFINITY;
        touched[i][1] = -INFINITY;
    }
    for (size_t corner = 0; corner < (size_t)1 << n; corner++) {
        double u[MOST], x[MOST];
        for (size_t i = 0; i < n; i++)
            u[i] = plain->domain[i][corner >> i & 1];
        carry(turned, u, x);
        for (size_t i = 0; i < n; i++) {
            touched[i][0] = fmin(touched[i][0], x[i]);
            touched[i][1] = fmax(touched[i][1], x[i]);
        }
    }
    for (size_t i = 0; i < n; i++)
        for (int side = 0; side < 2; side++)
            assert_near(turned->domain[i][side], touched[i][side], 1e-12 * (fabs(touched[i][0]) + fabs(touched[i][1])));
}

/* The known minimum is taken at the minimizers that went along, and starts have the value that they had. */
static void check_known(struct arena *arena, const struct catalogue_row *row, const struct landscape *plain, struct landscape *turned)
{
    const size_t n = plain->dimension;
    double least, *points, *start, before[1 + MOST + MOST * MOST], after[1 + MOST + MOST * MOST];
    size_t count;
    if (landscape_minimum(arena, turned, &least, &points, &count))
        for (size_t k = 0; k < count; k++) {
            outputs_at(arena, turned, points + k * n, after);
            if (!(fabs(after[0] - least) <= 1e-5 * fmax(1, fabs(least)))) /* a cusp such as that of bukin_n6 shows the root of a rounding */
                fail_msg("%s: %.17g at the minimizer, not %.17g", plain->label, after[0], least);
        }
    if (!landscape_start(arena, turned, &start))
        return;
    assert_true(catalogue_start(arena, row, n, &points));
    outputs_at(arena, resolve(arena, row->definition.name, n), points, before);
    outputs_at(arena, turned, start, after);
    assert_near(after[0], before[0], 1e-9 * fmax(1, fabs(before[0])));
}

static void test_catalogue(void **state)
{
    (void)state;
    size_t compared = 0;
    for (size_t row = 0; row < catalogue_count; row++) {
        struct arena *arena = arena_create(256 << 20);
        const size_t n = dimension_of(&catalogue[row]);
        const char *name = catalogue[row].definition.name;
        struct landscape *plain = resolve(arena, name, n);
        const struct transformation transformation = draw(arena, row, n, plain);
        struct landscape *turned = transformed(arena, name, n, &transformation);
        for (size_t point = 0; point < POINTS; point++) {
            double u[MOST];
            for (size_t i = 0; i < n; i++)
                u[i] = plain->domain[i][0] + (plain->domain[i][1] - plain->domain[i][0]) * uniform(row, 1000 + point * n + i);
            compared += check_point(arena, row, plain, turned, u);
        }
        check_domain(plain, turned);
        check_known(arena, &catalogue[row], plain, turned);
        arena_destroy(arena);
    }
    print_message("%zu points of %zu landscapes compared\n", compared, catalogue_count);
    assert_true(compared >= 5 * catalogue_count);
}

/* Random rotations are rotations: their rows are orthonormal, their determinant is 1; whole right angles are exact. */
static void test_rotations(void *context)
{
    struct arena *arena = context;
    for (size_t n = 2; n <= 6; n++)
        for (uint64_t seed = 0; seed < 20; seed++) {
            const double *r = transformed(arena, "sphere", n, &(struct transformation){.random = true, .seed = seed})->transformed->rotation;
            for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n; j++) {
                    double product = 0;
                    for (size_t k = 0; k < n; k++)
                        product += r[i * n + k] * r[j * n + k];
                    assert_near(product, i == j, 1e-15 * (double)n);
                }
            if (n == 2)
                assert_near(r[0] * r[3] - r[1] * r[2], 1, 1e-15);
            if (n == 3)
                assert_near(r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6]), 1, 1e-15);
        }
    static const double quarters[][5] = {{90, 0, -1, 1, 0}, {-90, 0, 1, -1, 0}, {180, -1, 0, 0, -1}, {270, 0, 1, -1, 0}, {360, 1, 0, 0, 1}};
    for (size_t i = 0; i < sizeof quarters / sizeof *quarters; i++) {
        const struct transformation transformation = {.angles = quarters[i], .angle_count = 1};
        const double *r = transformed(arena, "sphere", 2, &transformation)->transformed->rotation;
        for (size_t k = 0; k < 4; k++)
            assert_near(r[k], quarters[i][1 + k], 0);
    }
    /* Counterclockwise, about the origin, then moved. */
    const struct answer answer = ask_well(arena, "point", "f=himmelblau&rotate=90&shift=10,20&at=8,23");
    assert_near(numbers_of(&answer, "value")[0], 0, 0);
}

/* What studies answer: minima where they went, formulas that can be sent back. */
static void test_studies(void *context)
{
    struct arena *arena = context;
    static const char *const names[] = {"himmelblau", "six_hump_camel", "branin", "beale", "goldstein_price", "rosenbrock", "hosaki"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct answer answer =
            ask_well(arena, "critical-points", arena_format(arena, "f=%s&rotate=%d&shift=0.5,-1.25", names[i], 20 + 31 * (int)i));
        const struct landscape *turned = transformed(
            arena, names[i], 2,
            &(struct transformation){.shift = (double[]){0.5, -1.25}, .shift_count = 2, .angles = (double[]){20 + 31 * (double)i}, .angle_count = 1});
        double least, *points;
        size_t count;
        assert_true(landscape_minimum(arena, turned, &least, &points, &count));
        for (size_t k = 0; k < count; k++) {
            double nearest = INFINITY;
            const struct study_column *x = column_of(&answer.description.columns, "x");
            for (size_t j = 0; j < x->count; j++)
                nearest = fmin(nearest, hypot(x->numbers[j] - points[2 * k], numbers_of(&answer, "y")[j] - points[2 * k + 1]));
            if (!(nearest < 1e-6))
                fail_msg("%s: the search misses the minimum at %g, %g by %g", names[i], points[2 * k], points[2 * k + 1], nearest);
        }
        const char *formula = fact_of(&answer, "formula")->text;
        const struct answer again = ask_well(arena, "point", arena_format(arena, "f=%s&at=0.3,0.7", formula));
        const struct answer same =
            ask_well(arena, "point", arena_format(arena, "f=%s&rotate=%d&shift=0.5,-1.25&at=0.3,0.7", names[i], 20 + 31 * (int)i));
        assert_near(numbers_of(&again, "value")[0], numbers_of(&same, "value")[0], 0);
    }
}

static void test_refusals(void *context)
{
    struct arena *arena = context;
    static const struct {
        const char *study, *query, *parameter, *nearest;
    } rows[] = {
        {"point", "f=bowl&at=1,2&shift=1", "shift", "1,0"},
        {"point", "f=bowl&at=1,2&shift=1,2,3", "shift", "1,2"},
        {"point", "f=bowl&at=1,2&rotate=30,40", "rotate", "30"},
        {"point", "f=x^2&at=1&rotate=30", "rotate", ""},
        {"point", "f=bowl&at=1,2&rotate=1000", "rotate", "360"},
        {"point", "f=bowl&at=1,2&rotate=random(sed=2)", "rotate", "seed"},
        {"point", "f=sphere&dim=201&at=1&rotate=1", "dim", "200"},
        {"descent", "f=sphere&dim=201&start=1&rotate=1", "rotate", ""},
        {"descent", "f=sphere&dim=4&start=1&rotate=1,2", "rotate", "1"},
        {"descent", "f=sphere&dim=4&start=1&rotate=1,2,3,4", "rotate", "1,2,3"},
        {"critical-points", "f=bowl&shift=1e300,0", "shift", ""},
        {"basins", "f=bowl&shift=1", "shift", "1,0"},
        {"landscape", "f=x^2,x^3&rotate=1", "rotate", ""},
        {"escape", "f=risk&shift=1,2", "shift", "1"},
        {"escape", "f=risk&rotate=1", "rotate", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer;
        struct error_list errors = {0};
        assert_false(ask(arena, rows[i].study, rows[i].query, &answer, &errors));
        assert_string_equal(errors.items[0].parameter, rows[i].parameter);
        assert_string_equal(errors.items[0].nearest, rows[i].nearest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_catalogue), unit_test_in_arena(test_rotations), unit_test_in_arena(test_studies),
                                       unit_test_in_arena(test_refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
