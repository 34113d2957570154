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

/* At each known minimizer the landscape takes its known minimum. */
static void test_minima(void *context)
{
    struct arena *arena = context;
    for (size_t i = 0; i < catalogue_count; i++) {
        const size_t n = catalogue[i].definition.dimension ? catalogue[i].definition.dimension : 2;
        struct landscape *landscape;
        struct program *program;
        struct error error = {0};
        size_t count;
        double least, *points, value;
        assert_true(catalogue_minimum(arena, &catalogue[i], n, &least, &points, &count));
        assert_true(landscape_resolve(arena, catalogue[i].definition.name, n, 0, NULL, 0, &landscape, &count, &error) || !error.detail[0]);
        assert_true(catalogue_minimum(arena, &catalogue[i], n, &least, &points, &count));
        assert_true(landscape_program(landscape, 0, &program, &error));
        for (size_t k = 0; k < count; k++) {
            program_run(program, workspace_create(arena, program), (const double *[]){points + k * n, points + k * n + n - 1}, (double *[]){&value},
                        1);
            check_close(catalogue[i].definition.name, "the known minimum", value, least, 1e-9, fabs(least));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reference), unit_test_in_arena(test_minima)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
