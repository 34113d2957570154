/* Every trace and schedule of the reference files, and the properties that the one loop promises. */
#include "descents.h"

#include "reference.h"

/* What a path recorder was told, [step][1 + dimension]: the value, then the coordinates. */
struct path {
    double *numbers;
    size_t rows, columns, most;
};

static void record(void *context, const struct block *block, size_t point)
{
    struct path *path = context;
    assert_true(path->rows < path->most);
    double *row = path->numbers + path->rows++ * path->columns;
    row[0] = block->value[point];
    for (size_t d = 0; d < block->dimension; d++)
        row[1 + d] = block->x[d * block->lanes + point];
}

/* The call that a reference record means: its class and keyword arguments in this language. */
static const char *method_text(struct arena *arena, const cJSON *trace)
{
    static const struct {
        const char *class, *call;
    } names[] = {
        {"SGD", "sgd("},
        {"Adagrad", "adagrad("},
        {"RMSprop", "rmsprop("},
        {"Adadelta", "adadelta("},
        {"Adam", "adam("},
        {"AdamW", "adamw("},
        {"Adamax", "adamax("},
        {"NAdam", "nadam("},
        {"RAdam", "radam("},
        {"Rprop", "rprop("},
        {"ASGD", "asgd("},
        {"Yogi", "yogi("},
        {"D2LAdagrad", "adagrad(eps_inside=1,"},
        {"D2LRMSprop", "rmsprop(eps_inside=1,"},
    };
    const char *class = cJSON_GetObjectItem(trace, "optimizer")->valuestring;
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].class, class))
            buffer_text(&text, names[i].call);
    const cJSON *argument;
    cJSON_ArrayForEach(argument, cJSON_GetObjectItem(trace, "args"))
    {
        buffer_format(&text, "%s%s=", text.data[text.length - 1] == '(' || text.data[text.length - 1] == ',' ? "" : ",", argument->string);
        buffer_number(&text, cJSON_IsTrue(argument) ? 1 : argument->valuedouble);
    }
    buffer_text(&text, ")");
    return buffer_string(&text);
}

static const char *schedule_text(struct arena *arena, const cJSON *schedule)
{
    static const struct {
        const char *class, *call;
    } names[] = {
        {"StepLR", "step"},
        {"MultiStepLR", "multi_step"},
        {"ExponentialLR", "exponential"},
        {"CosineAnnealingLR", "cosine"},
        {"CosineAnnealingWarmRestarts", "cosine_restarts"},
        {"OneCycleLR", "one_cycle"},
        {"PolynomialLR", "polynomial"},
        {"LinearLR", "linear"},
        {"ConstantLR", "constant"},
        {"d2l_factor", "factor"},
        {"d2l_square_root", "square_root"},
        {"d2l_cosine", "warmup_cosine"},
        {"polynomial_decay", "polynomial_decay"},
        {"exponential_decay", "exponential_decay"},
    };
    struct buffer text = {.arena = arena};
    const char *separator = "(";
    const cJSON *argument, *item;
    cJSON_ArrayForEach(argument, schedule)
    {
        for (size_t i = 0; !strcmp(argument->string, "name") && i < sizeof names / sizeof *names; i++)
            if (!strcmp(names[i].class, argument->valuestring))
                buffer_text(&text, names[i].call);
        if (!strcmp(argument->string, "name"))
            continue;
        buffer_format(&text, "%s%s=", separator, argument->string);
        separator = ",";
        if (cJSON_IsArray(argument)) {
            cJSON_ArrayForEach(item, argument)
            {
                buffer_text(&text, item == argument->child ? "" : ";");
                buffer_number(&text, item->valuedouble);
            }
        } else {
            buffer_number(&text, argument->valuedouble);
        }
    }
    buffer_text(&text, ")");
    return buffer_string(&text);
}

static bool near(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance * fmax(1, fabs(b));
}

static void check_trace(const cJSON *trace)
{
    struct arena *arena = arena_create(ARENA_BYTES);
    const cJSON *start = cJSON_GetObjectItem(trace, "start"), *xs = cJSON_GetObjectItem(trace, "x"),
                *schedule = cJSON_GetObjectItem(trace, "schedule");
    const char *id = cJSON_GetObjectItem(trace, "id")->valuestring;
    const size_t n = (size_t)cJSON_GetArraySize(start);
    const bool ends = cJSON_GetObjectItem(trace, "nonfinite_at") != NULL;
    const size_t rows = (size_t)reference_number(trace, "steps") + 1;
    double starts[8];
    for (size_t d = 0; d < n; d++)
        starts[d] = cJSON_GetArrayItem(start, (int)d)->valuedouble;
    struct path path = {.columns = n + 1, .most = rows + 100};
    path.numbers = ARENA_NEW(arena, double, path.columns *path.most);
    const struct setting setting = {.f = cJSON_GetObjectItem(trace, "function")->valuestring,
                                    .method = method_text(arena, trace),
                                    .schedule = schedule ? schedule_text(arena, schedule) : NULL,
                                    .dimension = n,
                                    .steps = rows - 1 + (ends ? 50 : 0),
                                    .starts = starts};
    const struct descent_ends end = run(arena, &setting, &(struct descent_observer){.observe = record, .context = &path});
    if (path.rows != rows)
        fail_msg("%s: %zu rows instead of %zu", id, path.rows, rows);
    assert_int_equal(end.stops[0], ends ? STOP_OVERFLOW : STOP_BUDGET);
    const double tolerance = reference_number(trace, "tol");
    size_t t = 0;
    const cJSON *x, *values = cJSON_GetObjectItem(trace, "f")->child;
    cJSON_ArrayForEach(x, xs)
    {
        const double *row = path.numbers + t * path.columns;
        for (size_t d = 0; d < n; d++)
            if (!near(row[1 + d], cJSON_GetArrayItem(x, (int)d)->valuedouble, tolerance))
                fail_msg("%s: step %zu, x[%zu] = %.17g, not %.17g", id, t, d, row[1 + d], cJSON_GetArrayItem(x, (int)d)->valuedouble);
        if (!near(row[0], values->valuedouble, 1e4 * tolerance))
            fail_msg("%s: step %zu, f = %.17g, not %.17g", id, t, row[0], values->valuedouble);
        values = values->next;
        t++;
    }
    arena_destroy(arena);
}

static void test_traces(void **state)
{
    (void)state;
    cJSON *json = reference_read("traces.json");
    const cJSON *trace;
    int count = 0;
    cJSON_ArrayForEach(trace, cJSON_GetObjectItem(json, "traces"))
    {
        check_trace(trace);
        count++;
    }
    assert_int_equal(count, 127);
    cJSON_Delete(json);
}

static void test_schedules(void **state)
{
    (void)state;
    cJSON *json = reference_read("schedules.json");
    const cJSON *item, *rate;
    int count = 0;
    cJSON_ArrayForEach(item, cJSON_GetObjectItem(json, "schedules"))
    {
        struct arena *arena = arena_create(ARENA_BYTES);
        const cJSON *schedule = cJSON_GetObjectItem(item, "schedule"), *expected = cJSON_GetObjectItem(item, "lr");
        const size_t steps = (size_t)cJSON_GetArraySize(expected);
        const char *text = schedule_text(arena, schedule);
        const struct call call = read_call(arena, text, schedule_at);
        double *rates = ARENA_NEW(arena, double, steps);
        schedule_rates(&call, 0.1, steps, rates, steps);
        size_t t = 0;
        cJSON_ArrayForEach(rate, expected)
        {
            if (!(fabs(rates[t] - rate->valuedouble) <= 1e-9 * reference_number(schedule, "base_lr")))
                fail_msg("%s: step %zu, %.17g, not %.17g", text, t, rates[t], rate->valuedouble);
            t++;
        }
        arena_destroy(arena);
        count++;
    }
    assert_int_equal(count, 14);
    cJSON_Delete(json);
}

/* Where descents end: those of FIGURES.md, to the digits shown there. */
static void test_known_ends(void **state)
{
    (void)state;
    static const struct {
        struct setting setting;
        double start[2], end[2], tolerance[2];
    } rows[] = {
        {{.f = "square", .method = "gd(lr=0.2)", .steps = 10}, {10}, {0.0605}, {5e-5}},
        {{.f = "square", .method = "gd(lr=0.05)", .steps = 10}, {10}, {3.487}, {5e-4}},
        {{.f = "square", .method = "gd(lr=1.1)", .steps = 10}, {10}, {61.9}, {0.05}},
        {{.f = "x*cos(0.15*pi*x)", .method = "gd(lr=2)", .steps = 10}, {10}, {-1.528}, {5e-4}},
        {{.f = "x^2+2*y^2", .method = "gd(lr=0.1)", .steps = 20}, {-5, -2}, {-0.0576, -7.3e-5}, {5e-5, 5e-7}},
        {{.f = "cosh(0.5*x)", .method = "newton", .steps = 10}, {10}, {0}, {1e-12}},
        {{.f = "x*cos(0.15*pi*x)", .method = "newton", .steps = 10}, {10}, {26.83}, {5e-3}},
        {{.f = "x*cos(0.15*pi*x)", .method = "newton(lr=0.5)", .steps = 10}, {10}, {7.27}, {5e-3}},
        {{.f = "0.1*x^2+2*y^2", .method = "gd(lr=0.4)", .steps = 20}, {-5, -2}, {-0.943, -7e-5}, {5e-4, 5e-6}},
        {{.f = "0.1*x^2+2*y^2", .method = "gd(lr=0.6)", .steps = 20}, {-5, -2}, {-0.3878, -1673}, {5e-4, 0.5}},
        {{.f = "0.1*x^2+2*y^2", .method = "momentum(lr=0.6,momentum=0.5)", .steps = 20}, {-5, -2}, {0.0072, 0.0026}, {5e-5, 5e-5}},
        {{.f = "0.1*x^2+2*y^2", .method = "momentum(lr=0.6,momentum=0.25)", .steps = 20}, {-5, -2}, {-0.126, -0.187}, {5e-4, 5e-4}},
        {{.f = "0.1*x^2+2*y^2", .method = "adagrad(lr=0.4,eps=1e-6,eps_inside=1)", .steps = 20}, {-5, -2}, {-2.383, -0.159}, {5e-4, 5e-4}},
        {{.f = "0.1*x^2+2*y^2", .method = "adagrad(lr=2,eps=1e-6,eps_inside=1)", .steps = 20}, {-5, -2}, {-0.0023, 0}, {5e-5, 5e-5}},
        {{.f = "0.1*x^2+2*y^2", .method = "rmsprop(lr=0.4,alpha=0.9,eps=1e-6,eps_inside=1)", .steps = 20}, {-5, -2}, {-0.0106, 0}, {5e-5, 5e-5}},
        {{.f = "0.1*x^2+2*y^2", .method = "gd(lr=0.45)", .steps = 30}, {-5, -2}, {-0.295265, -0.002476}, {5e-7, 5e-7}},
        {{.f = "0.1*x^2+2*y^2", .method = "nesterov(lr=0.3,momentum=0.8,report=lookahead)", .steps = 20},
         {-5, -2},
         {0.217791, -0.000070},
         {5e-7, 5e-7}},
        {{.f = "x^2/2+y^2/2+4*sigmoid(40*(x-1))", .method = "gd(lr=0.15)", .steps = 7}, {2.7, 1.5}, {-4.93, 0.48}, {5e-3, 5e-3}},
        /* L2 adds λx to the gradient; decay apart from it keeps |x| within 1/λ (Xie & Li 2024, theorem 1.1). */
        {{.f = "0.1*(x-3)^2+2*(y-1)^2", .method = "adam(lr=0.1,beta2=0.9,weight_decay=0.5)", .schedule = "cosine", .steps = 400},
         {-1, -1},
         {0.6 / 0.7, 4 / 4.5},
         {1e-3, 1e-3}},
        {{.f = "0.1*(x-3)^2+2*(y-1)^2", .method = "adamw(lr=0.1,beta2=0.9,weight_decay=0.5)", .schedule = "cosine", .steps = 400},
         {-1, -1},
         {2, 1},
         {1e-3, 1e-3}},
        {{.f = "rosenbrock", .method = "lbfgs", .steps = 60}, {-1.5, 2}, {1, 1}, {1e-8, 1e-8}},
        {{.f = "himmelblau", .method = "lbfgs", .steps = 60}, {-1, 1}, {-2.805118086952745, 3.131312518250573}, {1e-8, 1e-8}},
        {{.f = "rosenbrock", .method = "line_search", .steps = 200000}, {-1.5, 2}, {1, 1}, {1e-6, 1e-6}},
        {{.f = "rosenbrock", .method = "newton", .steps = 10}, {-1.5, 2}, {1, 1}, {1e-8, 1e-8}},
        /* Newton's method goes to the saddle at the origin, the saddle-free one away from it to a minimum. */
        {{.f = "(x^2-1)^2+y^2", .method = "newton", .steps = 50}, {0.3, 1}, {0, 0}, {1e-12, 1e-12}},
        {{.f = "(x^2-1)^2+y^2", .method = "newton(absolute=1)", .steps = 50}, {0.3, 1}, {1, 0}, {1e-12, 1e-12}},
        /* A large damping makes it gradient descent: x − (H + δ)⁻¹ g ≈ x − g/δ. */
        {{.f = "x^2", .method = "newton(damping=1e9,lr=1e5)", .steps = 1}, {10}, {9.998}, {1e-6}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        struct setting setting = rows[i].setting;
        setting.starts = rows[i].start;
        const struct descent_ends ends = run(arena, &setting, NULL);
        const size_t n = resolve(arena, setting.f, 0)->dimension;
        for (size_t d = 0; d < n; d++)
            if (!(fabs(ends.x[d] - rows[i].end[d]) <= rows[i].tolerance[d]))
                fail_msg("%s on %s ends at x[%zu] = %.17g, not %g", setting.method, setting.f, d, ends.x[d], rows[i].end[d]);
        arena_destroy(arena);
    }
}

static void test_lockstep(void **state)
{
    (void)state;
    static const char *const texts[] = {"momentum(lr=0.01)", "adam(lr=0.1)",       "rprop",       "nadam",
                                        "asgd(lr=0.01)",     "newton(absolute=1)", "line_search", "lbfgs(memory=3)"};
    enum { COUNT = 531, ALONE = 12, STEPS = 37 };
    for (size_t m = 0; m < sizeof texts / sizeof *texts; m++)
        check_lockstep(texts[m], COUNT, ALONE, STEPS, m % 2 ? 0 : 0.5);
}

static void test_many_dimensions(void **state)
{
    (void)state;
    enum { N = 100 };
    struct arena *arena = arena_create(ARENA_BYTES);
    double starts[N];
    for (size_t i = 0; i < N; i++)
        starts[i] = i % 2 ? 1 : -1.2;
    const struct setting setting = {.f = "rosenbrock", .method = "lbfgs", .dimension = N, .steps = 1000, .starts = starts};
    const struct descent_ends ends = run(arena, &setting, NULL);
    assert_true(ends.value[0] < 1e-12 || fabs(ends.value[0] - 3.9866) < 1e-3); /* the global minimum, or the known local one */
    assert_true(ends.gradient_norm[0] < 1e-6);
    arena_destroy(arena);
}

/* Noise has the spread that was asked for, and the same seed gives the same path. */
static void test_noise(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct arena *arena = arena_create(ARENA_BYTES);
    double *starts = ARENA_NEW(arena, double, COUNT);
    const struct setting setting = {.f = "0*x", .method = "gd(lr=0.1)", .steps = 9, .count = COUNT, .noise = 2, .starts = starts};
    const struct descent_ends ends = run(arena, &setting, NULL), again = run(arena, &setting, NULL);
    assert_memory_equal(ends.x, again.x, COUNT * sizeof *ends.x);
    double squares = 0;
    for (size_t i = 0; i < COUNT; i++)
        squares += ends.x[i] * ends.x[i];
    const double variance = 9 * 0.2 * 0.2; /* of nine steps of 0.1 · N(0, 2²) */
    assert_true(fabs(squares / COUNT / variance - 1) < 5 * sqrt(2.0 / COUNT));
    arena_destroy(arena);
}

/* Normals that are kept are those that would be made: in one coordinate and in two, also when runs end before others and in a second descent. */
static void test_kept_normals(void **state)
{
    (void)state;
    enum { COUNT = 250, STEPS = 40 };
    static const char *const functions[2] = {"cos(3*x)-x^4/20", "cos(3*x)+sin(y)-(x^4+y^4)/20"}; /* walks that come far enough out overflow */
    for (size_t n = 1; n <= 2; n++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        double *starts = ARENA_NEW(arena, double, n *COUNT);
        for (size_t i = 0; i < n * COUNT; i++)
            starts[i] = 3.2 * (double)(i % COUNT) / COUNT;
        struct setting setting = {.f = functions[n - 1], .method = "gd(lr=0.1)", .steps = STEPS, .count = COUNT, .noise = 1, .starts = starts};
        const size_t numbers = n * (STEPS + 1);
        assert_true(noise_table_holds(COUNT, numbers) && !noise_table_holds(COUNT, 1 << 20));
        struct noise_table *table = noise_table_create(arena, 1, 0, COUNT, numbers);
        for (int again = 0; again < 2; again++) {
            setting.noise = again ? 0.6 : 1;
            setting.normals = NULL;
            const struct descent_ends made = run(arena, &setting, NULL);
            setting.normals = table;
            const struct descent_ends kept = run(arena, &setting, NULL);
            size_t early = 0;
            for (size_t i = 0; i < COUNT; i++)
                early += made.steps[i] < STEPS;
            if (!(early > 10 && early < COUNT - 10))
                fail_msg("%zu runs ended early", early);
            assert_memory_equal(made.x, kept.x, n * COUNT * sizeof *made.x);
            assert_memory_equal(made.steps, kept.steps, COUNT * sizeof *made.steps);
        }
        arena_destroy(arena);
    }
}

/* One step with batches of 2 of 5 terms: the gradient is right on average, and with all 5 it is exact. */
static void test_batches(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    struct arena *arena = arena_create(ARENA_BYTES);
    double *starts = ARENA_NEW(arena, double, COUNT);
    struct setting setting = {.f = "sum(i,1,5,(x-i)^2)/5", .method = "gd(lr=0.5)", .steps = 1, .count = COUNT, .batch = 2, .starts = starts};
    const struct descent_ends ends = run(arena, &setting, NULL);
    double mean = 0, squares = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const double doubled = 2 * ends.x[i]; /* x = the mean of the two data drawn */
        assert_true(fabs(doubled - rint(doubled)) < 1e-12 && doubled >= 3 && doubled <= 9);
        mean += ends.x[i] / COUNT;
        squares += (ends.x[i] - 3) * (ends.x[i] - 3) / COUNT;
    }
    /* The mean of 2 of 1…5 without replacement has variance (2/2)·(3/4) = 0.75. */
    assert_true(fabs(mean - 3) < 5 * sqrt(0.75 / COUNT));
    assert_true(fabs(squares - 0.75) < 0.05);
    setting.batch = 5;
    const struct descent_ends all = run(arena, &setting, NULL);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(fabs(all.x[i] - 3) < 1e-14);
    arena_destroy(arena);
}

/* By epochs each term has its turn, orders differ from epoch to epoch and from run to run, and a run keeps its own when others leave its block. */
static void test_epochs(void **state)
{
    (void)state;
    enum { TERMS = 13, SIZE = 5, LANES = 8, ROUNDS = 9, PER_EPOCH = 3 };
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct minibatch_options options = {.size = SIZE, .by_epoch = true, .seed = 3};
    struct minibatches *batches = minibatches_create(arena, &options, TERMS, LANES);
    struct block *block = block_create(arena, 1, LANES, 0, false, false);
    uint32_t which[SIZE], scratch[TERMS], firsts[LANES][ROUNDS / PER_EPOCH] = {{0}};
    assert_int_equal(minibatches_per_epoch(&options, TERMS), PER_EPOCH);
    block->active = LANES;
    for (size_t i = 0; i < LANES; i++)
        block->run[i] = block->stream[i] = i;
    size_t seen[LANES][TERMS] = {{0}};
    for (size_t round = 0; round < ROUNDS; round++) {
        const struct minibatch batch = minibatches_next(batches, block, round);
        assert_int_equal(batch.size, round % PER_EPOCH == PER_EPOCH - 1 ? 3 : SIZE);
        for (size_t i = 0; i < block->active; i++) {
            const size_t run = (size_t)block->run[i];
            assert_int_equal(minibatch_of(&options, TERMS, run, round, which, scratch), batch.size);
            for (size_t k = 0; k < batch.size; k++) {
                assert_int_equal(batch.which[k * LANES + i], which[k]);
                seen[run][which[k]]++;
            }
            if (round % PER_EPOCH == 0)
                firsts[run][round / PER_EPOCH] = which[0] + TERMS * which[1] + TERMS * TERMS * which[2];
        }
        if (round == 4) /* in the middle of an epoch */
            block_remove(block, 2);
    }
    for (size_t run = 0; run < LANES; run++)
        for (size_t k = 0; k < TERMS && run != 2; k++)
            assert_int_equal(seen[run][k], ROUNDS / PER_EPOCH);
    assert_true(firsts[0][0] != firsts[0][1] && firsts[0][0] != firsts[1][0]);
    arena_destroy(arena);
}

/* A gradient longer than the limit is shortened to it, as torch does: one step of rate 1 is as long as the gradient that the method saw. */
static void test_clipping(void **state)
{
    (void)state;
    static const struct {
        double clip, length;
    } rows[] = {{0, 10}, {20, 10}, {10, 10 * (10 / (10 + 1e-6))}, {2.5, 10 * (2.5 / (10 + 1e-6))}};
    struct arena *arena = arena_create(ARENA_BYTES);
    const struct call method = read_call(arena, "gd", method_at);
    struct objective objective;
    struct error error = {0};
    assert_true(objective_formula(arena, resolve(arena, "(x^2+y^2)/2", 0), false, &objective, &error));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double rates[2] = {1, 1}, starts[2] = {6, 8};
        double x[2];
        const struct descent_options options = {.method = &method, .rates = rates, .steps = 1, .tolerance = -1, .clip = rows[i].clip};
        descent_run(arena, &objective, &options, starts, 1, &(struct descent_ends){.x = x}, NULL);
        assert_true(fabs(x[0] - 6 + 0.6 * rows[i].length) < 1e-14 && fabs(x[1] - 8 + 0.8 * rows[i].length) < 1e-14);
    }
    arena_destroy(arena);
}

static void test_terms_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *f;
        size_t terms; /* 0: not a sum */
    } rows[] = {
        {"sum(i,1,20,(x-sin(i))^2)/20", 20}, {"(x-1)^2-2*((x-2)^2+cos(x))+7", 3}, {"x*cos(pi*x)", 0}, {"-(x^2+y^4)/3", 2}, {"x^2", 0}, {"3", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        struct objective objective;
        struct error error = {0};
        struct landscape *landscape = resolve(arena, rows[i].f, 0);
        assert_true(objective_formula(arena, landscape, false, &objective, &error));
        const bool found = objective_formula_terms(arena, landscape, &objective, &error);
        assert_int_equal(found, rows[i].terms > 0);
        assert_true(!found || objective.terms == rows[i].terms);
        arena_destroy(arena);
    }
}

static void test_stops(void **state)
{
    (void)state;
    static const struct {
        struct setting setting;
        double start;
        enum descent_stop stop;
        size_t steps;
    } rows[] = {
        {{.f = "x^3", .method = "gd(lr=1)", .steps = 100}, -1, STOP_OVERFLOW, 7},
        {{.f = "log(x)", .method = "gd(lr=1)", .steps = 100}, -1, STOP_NOWHERE, 0}, /* undefined where it starts */
        {{.f = "sqrt(x)", .method = "gd(lr=1)", .steps = 100}, 0, STOP_UNDEFINED, 0},
        {{.f = "relu(x)", .method = "newton", .steps = 100}, 1, STOP_STUCK, 0}, /* a singular Hessian */
        {{.f = "x^2", .method = "lbfgs", .steps = 100}, 3, STOP_STUCK, 2},      /* a zero gradient */
        {{.f = "x^2", .method = "gd", .steps = 7}, 3, STOP_BUDGET, 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        struct setting setting = rows[i].setting;
        setting.starts = &rows[i].start;
        const struct descent_ends ends = run(arena, &setting, NULL);
        if (ends.stops[0] != rows[i].stop || ends.steps[0] != rows[i].steps)
            fail_msg("%s on %s: stop %d after %zu steps", setting.method, setting.f, (int)ends.stops[0], ends.steps[0]);
        assert_true(isfinite(ends.x[0]));
        arena_destroy(arena);
    }
}

static void test_calls(void **state)
{
    (void)state;
    static const struct {
        const char *text, *printed; /* null: refused */
        const char *says;           /* a part of the error */
    } rows[] = {
        {"adam", "adam", 0},
        {"adam()", "adam", 0},
        {"+adam ( lr = 0.1 , beta1=1-0.1 )", "adam(lr=0.1,beta1=0.9)", 0},
        {"adam(beta1=0.8,lr=1e-2)", "adam(lr=0.01,beta1=0.8)", 0},
        {"sgd(nesterov=true,momentum=0.9)", "sgd(momentum=0.9,nesterov=1)", 0},
        {"rprop(eta_minus=0.4)", "rprop(etaminus=0.4)", 0},
        {"adem", 0, "did you mean 'adam'"},
        {"adam(lr=0.1", 0, "not closed"},
        {"adam(lr=0.1)x", 0, "not closed"},
        {"adam(0.1)", 0, "name=value"},
        {"adam(lr=)", 0, "no value"},
        {"adam(lr=x)", 0, "x"},
        {"adam(lr=1,lr=2)", 0, "twice"},
        {"adam(beta3=1)", 0, "no argument 'beta3'"},
        {"adam(beta1=1)", 0, "from 0 to"},
        {"adam(lr=-1)", 0, "from 0 to"},
        {"lbfgs(memory=2.5)", 0, "whole"},
        {"", 0, "no optimizer ''"},
        {"sgd(nesterov=1)", 0, "did you mean 'sgd(momentum=0.9,nesterov=1)'"},
        {"sgd(momentum=0.5,dampening=0.1,nesterov=1)", 0, "did you mean 'sgd(momentum=0.5,dampening=0,nesterov=1)'"},
        {"sgd(dampening=0.1)", "sgd(dampening=0.1)", 0},
        {"sgd(nesterov=0)", "sgd(nesterov=0)", 0},
        {"rprop(etaminus=1)", 0, "did you mean 'rprop(etaminus=0.5)'"},
        {"rprop(etaplus=1)", 0, "did you mean 'rprop(etaplus=1.2)'"},
        {"rprop(step_min=1,step_max=0.1)", 0, "did you mean 'rprop(step_min=0.1,step_max=0.1)'"},
        {"adam(beta2=-0.1)", 0, "from 0 to"},
        {"rmsprop(alpha=-1)", 0, "from 0 to"},
        {"adadelta(rho=1.1)", 0, "from 0 to"},
        {"adagrad(lr_decay=-1)", 0, "from 0 to"},
        {"asgd(weight_decay=-1)", 0, "from 0 to"},
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

static void test_schedule_calls(void **state)
{
    (void)state;
    struct arena *arena = arena_create(ARENA_BYTES);
    struct error error = {0};
    struct calls calls;
    struct buffer out = {.arena = arena};
    assert_true(call_read_list(arena, "multi_step(milestones=15;30,gamma=0.5),cosine(T_max=10,warmup_steps=5), one_cycle(anneal_strategy=linear)",
                               "schedule", schedule_at, &calls, &error));
    assert_int_equal(calls.count, 3);
    for (size_t i = 0; i < 3; i++) {
        buffer_text(&out, i ? " " : "");
        call_print(&calls.items[i], &out);
    }
    assert_string_equal(buffer_string(&out),
                        "multi_step(milestones=15;30,gamma=0.5) cosine(warmup_steps=5,T_max=10) one_cycle(anneal_strategy=linear)");
    assert_false(call_read_list(arena, "multi_step", "schedule", schedule_at, &calls, &error));
    /* The warm-up rises to the base rate, then the schedule starts from its beginning. */
    double rates[16];
    assert_true(call_read_list(arena, "cosine(T_max=10,warmup_steps=5)", "schedule", schedule_at, &calls, &(struct error){0}));
    schedule_rates(&calls.items[0], 0.3, 15, rates, 16);
    assert_true(rates[0] == 0 && near(rates[2], 0.12, 1e-15) && rates[5] == 0.3 && near(rates[10], 0.15, 1e-15) && near(rates[15], 0, 1e-15));
    /* Three steps of warm-up, six at the base rate, four down to the last. */
    assert_true(call_read_list(arena, "wsd(warmup_steps=3,decay=0.4,final_lr=0.1)", "schedule", schedule_at, &calls, &(struct error){0}));
    schedule_rates(&calls.items[0], 0.9, 13, rates, 14);
    static const double expected[14] = {0, 0.3, 0.6, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.7, 0.5, 0.3, 0.1};
    for (size_t t = 0; t < 14; t++)
        assert_true(near(rates[t], expected[t], 1e-15));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_traces),       cmocka_unit_test(test_schedules),       cmocka_unit_test(test_known_ends),
        cmocka_unit_test(test_lockstep),     cmocka_unit_test(test_many_dimensions), cmocka_unit_test(test_noise),
        cmocka_unit_test(test_kept_normals), cmocka_unit_test(test_batches),         cmocka_unit_test(test_epochs),
        cmocka_unit_test(test_clipping),     cmocka_unit_test(test_terms_are_found), cmocka_unit_test(test_stops),
        cmocka_unit_test(test_calls),        cmocka_unit_test(test_schedule_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
