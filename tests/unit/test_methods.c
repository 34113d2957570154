/* Methods against those written once more from their papers (tests/reference/methods.py): every point that a method has evaluated. */
#include "descents.h"

#include "reference.h"

/* The points that the landscape was evaluated at, [evaluation][dimension], and the values there. */
struct walk {
    double *x, *value;
    size_t count, most;
};

static void record(void *context, const struct block *block, size_t round)
{
    struct walk *walk = context;
    assert_int_equal(round, walk->count);
    assert_true(walk->count < walk->most);
    for (size_t d = 0; d < block->dimension; d++)
        walk->x[walk->count * block->dimension + d] = block->x[d * block->lanes];
    walk->value[walk->count++] = block->value[0];
}

static double error_of(double number, double expected)
{
    return fabs(number - expected) / fmax(1, fabs(expected));
}

static void check_trace(const cJSON *trace, double tolerance)
{
    struct arena *arena = arena_create(ARENA_BYTES);
    const cJSON *start = cJSON_GetObjectItem(trace, "start"), *points = cJSON_GetObjectItem(trace, "x"), *point, *number;
    const char *call = cJSON_GetObjectItem(trace, "call")->valuestring, *f = cJSON_GetObjectItem(trace, "f")->valuestring;
    const size_t n = (size_t)cJSON_GetArraySize(start), count = (size_t)cJSON_GetArraySize(points);
    double *starts = ARENA_NEW(arena, double, n);
    for (size_t d = 0; d < n; d++)
        starts[d] = cJSON_GetArrayItem(start, (int)d)->valuedouble;
    struct walk walk = {.x = ARENA_NEW(arena, double, n *count), .value = ARENA_NEW(arena, double, count), .most = count};
    const struct setting setting = {.f = f, .method = call, .dimension = n, .steps = count - 1, .starts = starts};
    run(arena, &setting, &(struct descent_observer){.watch = record, .context = &walk});
    if (walk.count != count)
        fail_msg("%s on %s: %zu evaluations, not %zu", call, f, walk.count, count);
    size_t i = 0;
    const cJSON *value = cJSON_GetObjectItem(trace, "value")->child;
    cJSON_ArrayForEach(point, points)
    {
        size_t d = 0;
        cJSON_ArrayForEach(number, point)
        {
            if (!(error_of(walk.x[i * n + d], number->valuedouble) <= tolerance))
                fail_msg("%s on %s: evaluation %zu, x[%zu] = %.17g, not %.17g", call, f, i, d, walk.x[i * n + d], number->valuedouble);
            d++;
        }
        /* The value multiplies what x differs by with the slope. */
        if (!(error_of(walk.value[i], value->valuedouble) <= 1e4 * tolerance))
            fail_msg("%s on %s: evaluation %zu, f = %.17g, not %.17g", call, f, i, walk.value[i], value->valuedouble);
        value = value->next;
        i++;
    }
    arena_destroy(arena);
}

static void test_traces(void **state)
{
    (void)state;
    cJSON *json = reference_read("methods.json");
    const double tolerance = reference_number(json, "tolerance");
    const cJSON *trace;
    cJSON_ArrayForEach(trace, cJSON_GetObjectItem(json, "traces")) check_trace(trace, tolerance);
    cJSON_Delete(json);
}

/* Methods of the first file of traces (test_optimize.c), of torch's and other programs'. */
static bool traced_elsewhere(const char *name)
{
    static const char *const names[] = {"sgd",    "adagrad", "rmsprop", "adadelta", "adam", "adamw",
                                        "adamax", "nadam",   "radam",   "rprop",    "asgd", "yogi"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

static void test_every_method_has_traces(void **state)
{
    (void)state;
    cJSON *json = reference_read("methods.json");
    for (size_t i = 0; i < method_count; i++) {
        const char *name = methods[i]->callable.name;
        const cJSON *trace;
        assert_true(methods[i]->arrays <= METHOD_MAX_ARRAYS);
        size_t found = 0;
        cJSON_ArrayForEach(trace, cJSON_GetObjectItem(json, "traces"))
        {
            const char *call = cJSON_GetObjectItem(trace, "call")->valuestring;
            found += strcspn(call, "(") == strlen(name) && !strncmp(call, name, strlen(name));
        }
        if (!found && !traced_elsewhere(name))
            fail_msg("%s has no trace", name);
    }
    cJSON_Delete(json);
}

static void test_lockstep(void **state)
{
    (void)state;
    enum { COUNT = 83, ALONE = 3, STEPS = 25 };
    for (size_t m = 0; m < method_count; m++)
        check_lockstep(methods[m]->callable.name, COUNT, ALONE, STEPS, 0);
}

/* Calls within calls: what is allowed, and how the whole is written again. */
static void test_inner_calls(void **state)
{
    (void)state;
    static const struct {
        const char *text, *printed; /* null: refused */
        const char *says;           /* a part of the error */
    } rows[] = {
        {"lookahead", "lookahead", 0},
        {"lookahead(adam)", "lookahead(inner=adam)", 0},
        {"lookahead(adam(lr=0.5, beta1=0.8),k=3)", "lookahead(lr=0.5,inner=adam(beta1=0.8),k=3)", 0},
        {"lookahead(lr=0.5,inner=adam(beta1=0.8),k=3)", "lookahead(lr=0.5,inner=adam(beta1=0.8),k=3)", 0},
        {"sam(inner=sgd(momentum=0.5),clip=2,average=ema)", "sam(clip=2,average=ema,inner=sgd(momentum=0.5))", 0},
        {"lookahead(lr=1,inner=adam(lr=2))", 0, "one of them says it"},
        {"lookahead(inner=lookahead)", 0, "cannot itself be within another"},
        {"lookahead(inner=lbfgs)", 0, "cannot be within lookahead"},
        {"lookahead(inner=schedule_free)", 0, "cannot be within lookahead"},
        {"lookahead(inner=sgd(clip=1))", 0, "clip belongs to lookahead"},
        {"lookahead(inner=adem)", 0, "did you mean 'adam'"},
        {"lookahead(inner=adam;sgd)", 0, "at most 1 optimizer"},
        {"lookahead(inner=sgd(nesterov=1))", 0, "momentum"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        struct error error = {0};
        struct buffer out = {.arena = arena};
        struct call call;
        const bool read = call_read(arena, rows[i].text, "optimizer", method_at, &call, &error);
        if (read != (rows[i].printed != NULL))
            fail_msg("%s: %s", rows[i].text, read ? "accepted" : error.detail);
        if (read) {
            call_print(&call, &out);
            assert_string_equal(buffer_string(&out), rows[i].printed);
        } else if (!strstr(error.detail, rows[i].says)) {
            fail_msg("%s: %s", rows[i].text, error.detail);
        }
        arena_destroy(arena);
    }
}

/* Schedules against torch (tests/reference/more_schedules.py). */
static void test_schedules(void **state)
{
    (void)state;
    cJSON *json = reference_read("more_schedules.json");
    const cJSON *item, *rate;
    cJSON_ArrayForEach(item, json)
    {
        struct arena *arena = arena_create(ARENA_BYTES);
        const char *text = cJSON_GetObjectItem(item, "call")->valuestring;
        const double base = reference_number(item, "base_lr");
        const struct call call = read_call(arena, text, schedule_at);
        double rates[100];
        schedule_rates(&call, base, 60, rates, 60);
        size_t t = 0;
        cJSON_ArrayForEach(rate, cJSON_GetObjectItem(item, "lr"))
        {
            if (!(fabs(rates[t] - rate->valuedouble) <= 1e-12 * base))
                fail_msg("%s: step %zu, %.17g, not %.17g", text, t, rates[t], rate->valuedouble);
            t++;
        }
        assert_int_equal(t, 60);
        arena_destroy(arena);
    }
    cJSON_Delete(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_traces), cmocka_unit_test(test_every_method_has_traces), cmocka_unit_test(test_lockstep),
                                       cmocka_unit_test(test_inner_calls), cmocka_unit_test(test_schedules)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
