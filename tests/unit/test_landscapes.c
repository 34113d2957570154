/* The catalogue against truth from elsewhere: values, gradients and Hessians of tests/reference/landscapes.json at its tolerance, and the
 * known minima against the landscapes themselves. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena.h"
#include "tests/unit/landscapes.h"
#include "tests/unit/reference.h"

enum { MOST = 18 }; /* coordinates of a row of the catalogue */

static void check_close(const char *name, const char *what, double ours, double theirs, double tolerance, double scale)
{
    if (!(fabs(ours - theirs) <= tolerance * fmax(1, scale)))
        fail_msg("%s: %s is %.17g, the reference says %.17g", name, what, ours, theirs);
}

static double largest(const cJSON *array)
{
    double most = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, array) most = fmax(most, cJSON_IsArray(item) ? largest(item) : fabs(item->valuedouble));
    return most;
}

/* Compares all outputs of landscape_program(…, 2) at one point of the reference. */
static void check_point(struct arena *arena, const char *name, double tolerance, const cJSON *point)
{
    const cJSON *x = cJSON_GetObjectItem(point, "x"), *gradient = cJSON_GetObjectItem(point, "grad"), *hessian = cJSON_GetObjectItem(point, "hess");
    const size_t n = (size_t)cJSON_GetArraySize(x);
    struct program *program;
    struct error error = {0};
    if (!landscape_program(resolve(arena, our_name(arena, name), n), 2, &program, &error))
        fail_msg("%s: %s", name, error.detail);
    double *in = ARENA_NEW(arena, double, n), *out = ARENA_NEW(arena, double, program_outputs(program));
    const double **inputs = ARENA_NEW(arena, const double *, n);
    double **outputs = ARENA_NEW(arena, double *, program_outputs(program));
    for (size_t i = 0; i < n; i++) {
        in[i] = cJSON_GetArrayItem(x, (int)i)->valuedouble;
        inputs[i] = &in[i];
    }
    for (size_t i = 0; i < program_outputs(program); i++)
        outputs[i] = &out[i];
    program_run(program, workspace_create(arena, program), inputs, outputs, 1);
    const double value = reference_number(point, "f");
    check_close(name, "f", out[0], value, tolerance, fabs(value));
    for (size_t i = 0; i < n; i++) {
        check_close(name, "a gradient component", out[1 + i], cJSON_GetArrayItem(gradient, (int)i)->valuedouble, tolerance, largest(gradient));
        for (size_t j = 0; j <= i; j++)
            check_close(name, "a Hessian entry", out[1 + n + i * (i + 1) / 2 + j],
                        cJSON_GetArrayItem(cJSON_GetArrayItem(hessian, (int)i), (int)j)->valuedouble, tolerance, largest(hessian));
    }
}

struct job {
    struct arena *arena;
    const cJSON *function, *point;
};

static void enter_point(void *context)
{
    const struct job *job = context;
    check_point(job->arena, cJSON_GetObjectItem(job->function, "name")->valuestring, reference_number(job->function, "tol"), job->point);
}

static void test_reference(void **state)
{
    (void)state;
    cJSON *reference = reference_read("landscapes.json");
    const cJSON *function, *point;
    int points = 0;
    cJSON_ArrayForEach(function, cJSON_GetObjectItem(reference, "functions"))
    {
        cJSON_ArrayForEach(point, cJSON_GetObjectItem(function, "points"))
        {
            struct job job = {arena_create(64 << 20), function, point};
            assert_true(arena_protect(job.arena, enter_point, &job));
            arena_destroy(job.arena);
            points++;
        }
    }
    print_message("%d points compared\n", points);
    assert_true(points >= 150);
    cJSON_Delete(reference);
}

/* The newer rows by their definitions written a second time: values and gradients of tests/reference/catalogue.json. */
static void test_second_definitions(void *context)
{
    struct arena *arena = context;
    cJSON *reference = reference_read("catalogue.json");
    const cJSON *record, *point;
    cJSON_ArrayForEach(record, reference)
    {
        const char *name = cJSON_GetObjectItem(record, "name")->valuestring;
        cJSON_ArrayForEach(point, cJSON_GetObjectItem(record, "points"))
        {
            const cJSON *x = cJSON_GetObjectItem(point, "x"), *gradient = cJSON_GetObjectItem(point, "g");
            const size_t n = (size_t)cJSON_GetArraySize(x);
            struct program *program;
            struct error error = {0};
            double in[MOST + 1], out[MOST + 1], *outputs[MOST + 1];
            const double *inputs[MOST + 1];
            assert_true(landscape_program(resolve(arena, name, n), 1, &program, &error));
            for (size_t i = 0; i <= n; i++) {
                in[i] = i < n ? cJSON_GetArrayItem(x, (int)i)->valuedouble : 0;
                inputs[i] = &in[i];
                outputs[i] = &out[i];
            }
            program_run(program, workspace_create(arena, program), inputs, outputs, 1);
            const double value = reference_number(point, "f"), slope = largest(gradient);
            check_close(name, "f", out[0], value, 1e-10, fabs(value));
            for (size_t i = 0; i < n; i++)
                check_close(name, "a gradient component", out[1 + i], cJSON_GetArrayItem(gradient, (int)i)->valuedouble, 1e-9, slope);
        }
    }
    cJSON_Delete(reference);
}

/* A row of the catalogue in one dimension, for the search below. */
struct searched {
    const struct catalogue_row *row;
    size_t n;
    struct landscape *landscape;
    struct program *program;
    struct workspace *workspace;
};

/* The dimension in which a row's minimum is known. */
static size_t dimension_of(const struct catalogue_row *row)
{
    return row->definition.dimension ? row->definition.dimension : row->only ? row->only : 2;
}

static double value_at(const struct searched *searched, double *x)
{
    const double *inputs[MOST];
    double value;
    for (size_t i = 0; i < searched->n; i++) {
        const double *range = searched->landscape->domain[i];
        x[i] = fmin(fmax(x[i], range[0]), range[1]);
        inputs[i] = &x[i];
    }
    program_run(searched->program, searched->workspace, inputs, (double *[]){&value}, 1);
    return isfinite(value) ? value : INFINITY;
}

/* Compass search within the domain (Kolda, Lewis & Torczon, SIAM Review 45 (2003) 385): the lowest value found from x on. */
static double search_from(const struct searched *searched, double *x, double reach)
{
    double best = value_at(searched, x);
    for (int trials = 0; reach > 1e-9 && trials < 4000;) {
        bool better = false;
        for (size_t i = 0; i < 2 * searched->n; i++, trials++) {
            double moved[MOST];
            memcpy(moved, x, searched->n * sizeof *x);
            const double *range = searched->landscape->domain[i / 2];
            moved[i / 2] += (i % 2 ? -reach : reach) * (range[1] - range[0]);
            const double value = value_at(searched, moved);
            if (value < best) {
                best = value;
                memcpy(x, moved, searched->n * sizeof *x);
                better = true;
            }
        }
        reach *= better ? 1 : 0.5;
    }
    return best;
}

/* At each known minimizer the landscape takes its known minimum, and our own search finds nothing lower: neither from there, nor from the lowest of
 * many points of the domain. */
static void check_minimum(struct arena *arena, const struct catalogue_row *row, size_t n)
{
    enum { PLACES = 3000, DESCENTS = 6 };
    static const double steps[MOST] = {0.6180339887498948, 0.7548776662466927, 0.8191725133961644, 0.8566748838545029, 0.8812714616335696,
                                       0.8986537126286992, 0.9115923534820549, 0.9215993196339829, 0.9295701282320229, 0.9360691110777584,
                                       0.9414696173216353, 0.9460285282856136, 0.9499283999636199, 0.9533025374016642, 0.9562505576379892,
                                       0.9588484010075613, 0.9611549719964985, 0.9632166633389017};
    const char *name = row->definition.name;
    struct searched searched = {.row = row, .n = n};
    struct error error = {0};
    size_t count;
    double least, *points;
    if (!catalogue_minimum(arena, row, searched.n, &least, &points, &count)) {
        assert_true(n != dimension_of(row));
        return;
    }
    searched.landscape = resolve(arena, name, searched.n);
    assert_true(landscape_program(searched.landscape, 0, &searched.program, &error));
    searched.workspace = workspace_create(arena, searched.program);
    const double slack = 1e-9 * fmax(1, fabs(least));
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < searched.n; i++)
            if (!(points[k * n + i] >= searched.landscape->domain[i][0] && points[k * n + i] <= searched.landscape->domain[i][1]))
                fail_msg("%s of %zu: minimizer %zu is outside of the domain", name, n, k + 1);
        check_close(name, "the known minimum", value_at(&searched, points + k * searched.n), least, 1e-9, fabs(least));
        if (search_from(&searched, points + k * searched.n, 1e-3) < least - slack) /* moves the point */
            fail_msg("%s: there is a lower value beside minimizer %zu", name, k + 1);
    }
    double lowest[DESCENTS];
    for (size_t k = 0; k < DESCENTS; k++)
        lowest[k] = INFINITY;
    for (size_t place = 0; place < PLACES; place++) {
        double x[MOST];
        for (size_t i = 0; i < searched.n; i++) {
            const double part = 0.5 + (double)(place + 1) * steps[i], *range = searched.landscape->domain[i];
            x[i] = range[0] + (part - floor(part)) * (range[1] - range[0]);
        }
        const double value = value_at(&searched, x);
        if (value >= lowest[DESCENTS - 1])
            continue;
        for (size_t k = DESCENTS - 1;; k--) {
            lowest[k] = k && lowest[k - 1] > value ? lowest[k - 1] : value;
            if (!k || lowest[k - 1] <= value)
                break;
        }
        if (search_from(&searched, x, 0.02) < least - slack)
            fail_msg("%s: %.17g, at %.17g, %.17g …, is lower than %.17g", name, value_at(&searched, x), x[0], x[searched.n > 1], least);
    }
}

static void test_minima(void *context)
{
    struct arena *arena = context;
    static const size_t others[] = {1, 3, 5, 8, 10};
    for (size_t i = 0; i < catalogue_count; i++) {
        check_minimum(arena, &catalogue[i], dimension_of(&catalogue[i]));
        for (size_t k = 0; k < sizeof others / sizeof *others && !catalogue[i].definition.dimension; k++)
            check_minimum(arena, &catalogue[i], others[k]);
    }
    assert_true(catalogue_count >= 110);
}

static bool check_start(struct arena *arena, const struct catalogue_row *row, size_t n)
{
    struct searched searched = {.row = row, .n = n};
    struct error error = {0};
    double *start;
    if (!catalogue_start(arena, row, n, &start))
        return false;
    searched.landscape = resolve(arena, row->definition.name, n);
    assert_true(landscape_program(searched.landscape, 0, &searched.program, &error));
    searched.workspace = workspace_create(arena, searched.program);
    for (size_t k = 0; k < n; k++)
        if (!(start[k] >= searched.landscape->domain[k][0] && start[k] <= searched.landscape->domain[k][1]))
            fail_msg("%s of %zu: the start is outside of the domain", row->definition.name, n);
    assert_true(isfinite(value_at(&searched, start)));
    return true;
}

/* Points to start from lie in the domain and have a value, in any dimension. */
static void test_starts(void *context)
{
    struct arena *arena = context;
    int known = 0;
    for (size_t i = 0; i < catalogue_count; i++) {
        const size_t own = catalogue[i].definition.dimension;
        bool some = false;
        for (size_t n = own ? own : 1; n <= (own ? own : 12); n++)
            some = check_start(arena, &catalogue[i], n) || some;
        known += some;
    }
    assert_true(known >= 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference), unit_test_in_arena(test_second_definitions), unit_test_in_arena(test_minima),
                                       unit_test_in_arena(test_starts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
