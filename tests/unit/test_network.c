/* Networks against tests/reference/networks.json (torch, float64), at its tolerances; and the same bits in lockstep, in every instruction set and
 * however a batch is cut. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <mpfr.h>

#include "base/eigen.h"
#include "base/exact.h"
#include "base/random.h"
#include "expression/kernels.h"
#include "network/hessian.h"
#include "optimize/method.h"
#include "optimize/objective_network.h"
#include "tests/unit/arena.h"
#include "tests/unit/reference.h"

enum { LANES = 16 };

/* A case of the reference, ready to be evaluated. */
struct example_case {
    const char *name;
    struct model model;
    struct examples examples;
    struct batch all;
    double *weights;
};

static const cJSON *item(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static double *padded(struct arena *arena, size_t count)
{
    return ARENA_NEW(arena, double, count + PRODUCT_PADDING);
}

/* The numbers of an array, rows within it one behind the other. */
static double *flat(struct arena *arena, const cJSON *array, size_t *count)
{
    const cJSON *row = array->child;
    const size_t columns = cJSON_IsArray(row) ? (size_t)cJSON_GetArraySize(row) : 1;
    *count = (size_t)cJSON_GetArraySize(array) * columns;
    double *into = padded(arena, *count), *next = into;
    cJSON_ArrayForEach(row, array)
    {
        const cJSON *number = cJSON_IsArray(row) ? row->child : row;
        for (size_t i = 0; i < columns; i++, number = number->next)
            *next++ = number->valuedouble;
    }
    return into;
}

static void read_case(struct arena *arena, const cJSON *entry, struct example_case *into)
{
    size_t count, units[16];
    const cJSON *sizes = item(entry, "sizes"), *size;
    cJSON_ArrayForEach(size, sizes) units[into->model.layer_count++] = (size_t)size->valuedouble;
    const char *activation = item(entry, "activation")->valuestring;
    const bool classes = !strcmp(item(entry, "loss")->valuestring, "cross_entropy");
    const size_t layers = into->model.layer_count - 1;
    const struct architecture architecture = {
        .hidden = units + 1,
        .hidden_layers = layers - 1,
        .inputs = units[0],
        .outputs = units[layers],
        .activation = strcmp(activation, "linear") ? arena_format(arena, "%s(x)", activation) : "x",
        .normalization = !strcmp(item(entry, "normalization")->valuestring, "layer"),
        .residual = item(entry, "residual")->valueint != 0,
        .bias = item(entry, "bias")->valueint != 0,
        .loss = classes ? &loss_cross_entropy : &loss_squared,
    };
    struct error error = {0};
    if (!model_create(arena, &architecture, 2, &into->model, &error))
        fail_msg("%s", error.detail);
    into->name = arena_format(arena, "%s of %zu parameters", activation, into->model.parameters);
    into->examples = (struct examples){.inputs = units[0], .targets = classes ? 1 : into->model.outputs};
    into->examples.input = flat(arena, item(entry, "x"), &count);
    into->examples.count = count / units[0];
    into->examples.target = flat(arena, item(entry, "target"), &count);
    into->all = (struct batch){.examples = &into->examples, .count = into->examples.count};
    into->weights = flat(arena, item(entry, "weights"), &count);
    assert_int_equal(count, into->model.parameters);
    assert_int_equal(count, item(entry, "parameters")->valueint);
}

static void compare(const char *name, const char *what, const double *ours, const cJSON *array, size_t step, double tolerance)
{
    size_t i = 0;
    const cJSON *row, *number;
    cJSON_ArrayForEach(row, array) for (number = cJSON_IsArray(row) ? row->child : row; number;
                                        number = cJSON_IsArray(row) ? number->next : NULL, i++)
    {
        const double theirs = number->valuedouble;
        if (!(fabs(ours[i * step] - theirs) <= tolerance * fmax(1, fabs(theirs))))
            fail_msg("%s: %s %zu is %.17g, torch has %.17g", name, what, i, ours[i * step], theirs);
    }
    assert_true(i > 0);
}

static void for_each_case(struct arena *arena, void (*work)(struct arena *arena, const cJSON *entry, struct example_case *network))
{
    cJSON *reference = reference_read("networks.json");
    const cJSON *entry;
    size_t count = 0;
    cJSON_ArrayForEach(entry, item(reference, "cases"))
    {
        struct example_case network = {0};
        read_case(arena, entry, &network);
        work(arena, entry, &network);
        count++;
    }
    assert_int_equal(count, 10);
    cJSON_Delete(reference);
}

static void check_first_order(struct arena *arena, const cJSON *entry, struct example_case *network)
{
    const size_t parameters = network->model.parameters;
    struct evaluation *evaluation = evaluation_create(arena, &network->model, 1, 1);
    double loss, again, right, *gradient = padded(arena, parameters);
    double *outputs = padded(arena, network->examples.count * network->model.outputs);
    evaluation_outputs(evaluation, network->weights, &network->all, outputs);
    evaluation_gradient(evaluation, network->weights, &network->all, &loss, gradient);
    evaluation_loss(evaluation, network->weights, &network->all, &again, &right);
    assert_true(loss == again);
    compare(network->name, "output", outputs, item(entry, "outputs"), 1, 1e-12);
    compare(network->name, "gradient", gradient, item(entry, "gradient"), 1, 1e-12);
    const double value = item(entry, "value")->valuedouble;
    assert_true(fabs(loss - value) <= 1e-12 * fmax(1, fabs(value)));
    const size_t count = network->model.outputs;
    size_t expected = 0;
    for (size_t e = 0; count > 1 && e < network->examples.count; e++) {
        size_t greatest = 0, wanted = 0;
        const double *target = network->examples.target + e * network->examples.targets;
        for (size_t o = 1; o < count; o++) {
            greatest = outputs[e * count + o] > outputs[e * count + greatest] ? o : greatest;
            wanted = o < network->examples.targets && target[o] > target[wanted] ? o : wanted;
        }
        expected += greatest == (network->model.loss->classes ? (size_t)*target : wanted);
    }
    assert_int_equal((size_t)right, expected);
}

static void test_first_order(void *arena)
{
    for_each_case(arena, check_first_order);
}

/* As an objective a network has the same products, in every lane; decay λ adds λ times the direction. */
static void check_objective(struct arena *arena, const cJSON *entry, const struct example_case *network, const double *direction, double decay)
{
    const size_t n = network->model.parameters;
    struct objective objective;
    objective_network(arena, &network->model, &network->examples, decay, &objective);
    double *x = padded(arena, n * LANES), *directions = padded(arena, n * LANES), *product = padded(arena, n * LANES), value[LANES];
    for (size_t i = 0; i < n * LANES; i++) {
        x[i] = network->weights[i / LANES];
        directions[i] = direction[i / LANES];
    }
    const struct objective_points points = {.lanes = LANES, .count = LANES, .x = x, .value = value, .gradient = padded(arena, n * LANES)};
    objective.kind->multiply(objective.kind->open_products(arena, &objective, LANES), &points, directions, product);
    for (size_t lane = 0; lane < LANES; lane++) {
        for (size_t i = 0; i < n; i++) {
            product[i * LANES + lane] -= decay * direction[i];
            points.gradient[i * LANES + lane] -= decay * network->weights[i];
        }
        compare(network->name, "objective's product", product + lane, item(entry, "hessian_times_direction"), LANES, 1e-8);
        compare(network->name, "objective's gradient", points.gradient + lane, item(entry, "gradient"), LANES, 1e-10);
    }
}

/* The whole Hessian by products with unit vectors, sixteen of them at once, where the reference has it; else its product. */
static void check_second_order(struct arena *arena, const cJSON *entry, struct example_case *network)
{
    const size_t n = network->model.parameters;
    if (item(entry, "direction")) {
        struct evaluation *evaluation = evaluation_create(arena, &network->model, 1, 2);
        size_t count;
        const double *direction = flat(arena, item(entry, "direction"), &count);
        double loss, *gradient = padded(arena, n), *product = padded(arena, n);
        evaluation_product(evaluation, network->weights, direction, &network->all, &loss, gradient, product);
        compare(network->name, "gradient", gradient, item(entry, "gradient"), 1, 1e-12);
        compare(network->name, "product", product, item(entry, "hessian_times_direction"), 1, 1e-10);
        check_objective(arena, entry, network, direction, 0);
        check_objective(arena, entry, network, direction, 0.25);
        return;
    }
    struct evaluation *evaluation = evaluation_create(arena, &network->model, LANES, 2);
    double *weights = padded(arena, n * LANES), *direction = padded(arena, n * LANES), *gradient = padded(arena, n * LANES);
    double *product = padded(arena, n * LANES), loss[LANES], *hessian = padded(arena, n * n), *values = padded(arena, n);
    for (size_t i = 0; i < n * LANES; i++)
        weights[i] = network->weights[i / LANES];
    for (size_t first = 0; first < n; first += LANES) {
        memset(direction, 0, n * LANES * sizeof *direction);
        for (size_t l = 0; l < LANES && first + l < n; l++)
            direction[(first + l) * LANES + l] = 1;
        evaluation_product(evaluation, weights, direction, &network->all, loss, gradient, product);
        for (size_t i = 0; i < n * LANES; i++)
            if (first + i % LANES < n)
                hessian[i / LANES * n + first + i % LANES] = product[i];
    }
    compare(network->name, "Hessian", hessian, item(entry, "hessian"), 1, 1e-10);
    symmetric_eigen(n, hessian, values, NULL);
    compare(network->name, "eigenvalue", values, item(entry, "eigenvalues"), 1, 1e-10);
    struct hessian *at_once = hessian_create(arena, &network->model);
    if (at_once) {
        hessian_evaluate(at_once, network->weights, &network->all, loss, gradient, hessian);
        compare(network->name, "gradient beside the Hessian", gradient, item(entry, "gradient"), 1, 1e-12);
        compare(network->name, "Hessian at once", hessian, item(entry, "hessian"), 1, 1e-10);
    }
}

static void test_second_order(void *arena)
{
    for_each_case(arena, check_second_order);
}

/* torch's optimizer as a call of ours. */
static const char *call_text(struct arena *arena, const cJSON *training)
{
    const cJSON *args = item(training, "args");
    const double lr = item(args, "lr")->valuedouble;
    if (!strcmp(item(training, "optimizer")->valuestring, "Adam"))
        return arena_format(arena, "adam(lr=%g)", lr);
    if (!item(args, "momentum"))
        return arena_format(arena, "sgd(lr=%g)", lr);
    return arena_format(arena, "sgd(lr=%g,momentum=%g,nesterov=%d)", lr, item(args, "momentum")->valuedouble, cJSON_IsTrue(item(args, "nesterov")));
}

/* Trains by the reference's batches, `lanes` equal networks in lockstep, and compares one of them. */
static void train(struct arena *arena, const cJSON *training, struct example_case *network, size_t lanes)
{
    const size_t count = network->model.parameters * lanes;
    struct call call;
    struct error error = {0};
    assert_true(call_read(arena, call_text(arena, training), "optimizer", method_at, &call, &error));
    const struct method *method = method_of(&call);
    struct evaluation *evaluation = evaluation_create(arena, &network->model, lanes, 1);
    double *weights = padded(arena, count), *gradient = padded(arena, count), *memory[4], loss[LANES], after[LANES];
    for (size_t i = 0; i < count; i++)
        weights[i] = network->weights[i / lanes];
    for (size_t i = 0; i < method->arrays; i++)
        memory[i] = padded(arena, count);
    struct method_step step = {.values = call.values, .lr = call.values[METHOD_LR]};
    const cJSON *numbers, *number, *losses = item(training, "loss")->child;
    cJSON_ArrayForEach(numbers, item(training, "batches"))
    {
        uint32_t which[64];
        size_t size = 0;
        cJSON_ArrayForEach(number, numbers) which[size++] = (uint32_t)number->valueint;
        const struct batch batch = {.examples = &network->examples, .which = which, .count = size};
        evaluation_gradient(evaluation, weights, &batch, loss, gradient);
        step.t++;
        if (method->begin)
            method->begin(&step);
        method->update(&step, weights, gradient, memory, count);
        evaluation_loss(evaluation, weights, &network->all, after, NULL);
        losses = losses->next;
        assert_true(fabs(after[lanes - 1] - losses->valuedouble) <= 1e-9 * fmax(1, fabs(losses->valuedouble)));
    }
    assert_int_equal(step.t, 20);
    compare(network->name, "weight", weights + lanes - 1, item(training, "weights_after"), lanes, 1e-9);
}

static void check_training(struct arena *arena, const cJSON *entry, struct example_case *network)
{
    const cJSON *training;
    size_t count = 0;
    cJSON_ArrayForEach(training, item(entry, "training"))
    {
        train(arena, training, network, 1);
        train(arena, training, network, LANES);
        count++;
    }
    assert_int_equal(count, 3);
}

static void test_training(void *arena)
{
    for_each_case(arena, check_training);
}

/* Random networks on random data. */
static void random_network(struct arena *arena, uint64_t seed, struct example_case *network)
{
    static const char *const activations[] = {"tanh(x)", "relu(x)", "gelu(x)", "sigmoid(x)"};
    const uint64_t stream = random_stream(RANDOM_NETWORK, 99);
    size_t units[6], layers = 1 + random_below(seed, stream, 0, 4), count = 1 + random_below(seed, stream, 1, 150);
    for (size_t i = 0; i <= layers; i++)
        units[i] = 1 + random_below(seed, stream, 2 + i, 21);
    if (seed % 2)
        units[layers / 2 + 1] = units[layers / 2]; /* a residual connection somewhere, if there is a hidden layer */
    const bool classes = units[layers] > 1 && seed % 3;
    const bool convolution = seed % 3 == 1;
    const size_t channels[] = {1 + seed % 4, 3};
    if (convolution)
        units[0] = 2 * 5 * 7;
    const struct architecture architecture = {.image = {2, 5, 7},
                                              .channels = channels,
                                              .convolutions = convolution ? 1 + seed % 2 : 0,
                                              .kernel = seed % 5 ? 3 : 5,
                                              .hidden = units + 1,
                                              .hidden_layers = layers - 1,
                                              .inputs = units[0],
                                              .outputs = units[layers],
                                              .activation = activations[seed % 4],
                                              .normalization = seed % 5 == 0,
                                              .residual = seed % 2,
                                              .bias = seed % 7 != 0,
                                              .loss = classes ? &loss_cross_entropy : &loss_squared};
    struct error error = {0};
    assert_true(model_create(arena, &architecture, 2, &network->model, &error));
    const size_t targets = classes ? 1 : units[layers];
    double *input = padded(arena, count * units[0]), *target = padded(arena, count * targets);
    network->weights = padded(arena, network->model.parameters * LANES);
    random_normals(seed, stream, 100, input, count * units[0]);
    random_normals(seed, stream, 100000, target, count * targets);
    random_normals(seed, stream, 200000, network->weights, network->model.parameters * LANES);
    for (size_t i = 0; classes && i < count; i++)
        target[i] = (double)random_below(seed, stream, 300000 + i, units[layers]);
    network->examples = (struct examples){count, units[0], targets, input, target};
    network->all = (struct batch){.examples = &network->examples, .count = count};
}

/* Lane by lane, the numbers of a run alone; and in every instruction set. */
static void test_same_bits(void *context)
{
    struct arena *arena = context;
    static const char *const sets[] = {"sse2", "avx", "avx512"};
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct example_case network = {0};
        random_network(arena, seed, &network);
        const size_t n = network.model.parameters, count = network.examples.count;
        struct evaluation *together = evaluation_create(arena, &network.model, LANES, 2), *alone = evaluation_create(arena, &network.model, 1, 2);
        double *direction = padded(arena, n * LANES), *gradient = padded(arena, n * LANES), *product = padded(arena, n * LANES), loss[LANES];
        double *one = padded(arena, n), *one_direction = padded(arena, n), *one_gradient = padded(arena, n), *one_product = padded(arena, n),
               one_loss;
        uint32_t *which = ARENA_NEW(arena, uint32_t, count * LANES), *one_which = ARENA_NEW(arena, uint32_t, count);
        random_normals(seed, random_stream(RANDOM_NETWORK, 98), 0, direction, n * LANES);
        for (size_t i = 0; i < count * LANES; i++)
            which[i] = (uint32_t)random_below(seed, random_stream(RANDOM_BATCH, 0), i, count);
        const struct batch batch = {.examples = &network.examples, .which = which, .by_lane = true, .count = count};
        evaluation_product(together, network.weights, direction, &batch, loss, gradient, product);
        for (size_t set = 0; set < 3; set++) {
            if (!kernels_choose(sets[set]))
                continue;
            for (size_t lane = 0; lane < LANES; lane += 5) {
                for (size_t i = 0; i < n; i++) {
                    one[i] = network.weights[i * LANES + lane];
                    one_direction[i] = direction[i * LANES + lane];
                }
                for (size_t i = 0; i < count; i++)
                    one_which[i] = which[i * LANES + lane];
                const struct batch part = {.examples = &network.examples, .which = one_which, .count = count};
                evaluation_product(alone, one, one_direction, &part, &one_loss, one_gradient, one_product);
                assert_true(one_loss == loss[lane]);
                for (size_t i = 0; i < n; i++)
                    if (one_gradient[i] != gradient[i * LANES + lane] || one_product[i] != product[i * LANES + lane])
                        fail_msg("seed %d, %s, lane %zu: parameter %zu differs", (int)seed, sets[set], lane, i);
            }
        }
        kernels_choose("auto");
    }
}

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/* The gradient is the derivative of the loss along the direction, and the product with the Hessian that of the gradient: by differences. */
static void test_derivatives(void *context)
{
    struct arena *arena = context;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct example_case network = {0};
        random_network(arena, seed, &network);
        if (seed % 4 == 1) /* ReLU has no second derivative at its corners */
            continue;
        const size_t n = network.model.parameters;
        struct evaluation *evaluation = evaluation_create(arena, &network.model, 1, 2);
        double *direction = padded(arena, n), *gradient = padded(arena, n), *product = padded(arena, n), *moved = padded(arena, n), loss;
        double *sides[2] = {padded(arena, n), padded(arena, n)}, losses[2], greatest = 1, again;
        const double step = 1e-5;
        random_normals(seed, random_stream(RANDOM_NETWORK, 98), 0, direction, n);
        evaluation_product(evaluation, network.weights, direction, &network.all, &loss, gradient, product);
        evaluation_loss(evaluation, network.weights, &network.all, &again, NULL);
        assert_true(loss == again);
        for (int side = 0; side < 2; side++) {
            for (size_t i = 0; i < n; i++)
                moved[i] = network.weights[i] + (side ? step : -step) * direction[i];
            evaluation_gradient(evaluation, moved, &network.all, &losses[side], sides[side]);
        }
        assert_true(fabs((losses[1] - losses[0]) / (2 * step) - dot(gradient, direction, n)) <=
                    1e-6 * fmax(1, sqrt(dot(gradient, gradient, n) * (double)n)));
        for (size_t i = 0; i < n; i++)
            greatest = fmax(greatest, fabs(product[i]));
        for (size_t i = 0; i < n; i++)
            if (!(fabs((sides[1][i] - sides[0][i]) / (2 * step) - product[i]) <= 1e-5 * greatest))
                fail_msg("seed %d: product %zu is %g, differences say %g", (int)seed, i, product[i], (sides[1][i] - sides[0][i]) / (2 * step));
    }
}

/* The whole Hessian at once against its products with unit vectors, and in every instruction set. */
static void test_whole_hessian(void *context)
{
    struct arena *arena = context;
    static const char *const sets[] = {"sse2", "avx", "avx512"};
    size_t compared = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        struct example_case network = {0};
        random_network(arena, seed, &network);
        struct hessian *hessian = hessian_create(arena, &network.model);
        const size_t n = network.model.parameters;
        assert_int_equal(hessian != NULL, isfinite(hessian_cost(&network.model)) != 0);
        if (!hessian || n > 200)
            continue;
        struct evaluation *evaluation = evaluation_create(arena, &network.model, 1, 2);
        double *direction = padded(arena, n), *gradient = padded(arena, n), *product = padded(arena, n), *again = padded(arena, n), loss, same;
        double *matrix = ARENA_NEW(arena, double, n *n), *other = ARENA_NEW(arena, double, n *n);
        hessian_evaluate(hessian, network.weights, &network.all, &loss, gradient, matrix);
        for (size_t i = 0; i < n; i++) {
            direction[i] = 1;
            evaluation_product(evaluation, network.weights, direction, &network.all, &same, again, product);
            direction[i] = 0;
            double greatest = 0;
            for (size_t k = 0; k < n; k++)
                greatest = fmax(greatest, fabs(product[k]));
            for (size_t k = 0; k < n; k++)
                if (!(fabs(matrix[i * n + k] - product[k]) <= 1e-12 * fmax(1, greatest)) || matrix[i * n + k] != matrix[k * n + i])
                    fail_msg("seed %d: (%zu, %zu) is %.17g, the product has %.17g", (int)seed, i, k, matrix[i * n + k], product[k]);
        }
        assert_true(loss == same);
        assert_memory_equal(gradient, again, n * sizeof *gradient);
        for (size_t set = 0; set < 3; set++) {
            if (!kernels_choose(sets[set]))
                continue;
            hessian_evaluate(hessian, network.weights, &network.all, &loss, gradient, other);
            assert_memory_equal(matrix, other, n * n * sizeof *matrix);
        }
        kernels_choose("auto");
        compared++;
    }
    assert_true(compared >= 20);
}

/* What tanh(a) differs from `value` by, in units of the last place of tanh(a): with MPFR, which rounds a thousand times finer. */
static double units_away(double a, double value)
{
    mpfr_t exact;
    mpfr_init2(exact, 64);
    mpfr_set_d(exact, a, MPFR_RNDN);
    mpfr_tanh(exact, exact, MPFR_RNDN);
    const double right = mpfr_get_d(exact, MPFR_RNDZ), last = nextafter(fabs(right), 2) - fabs(right);
    mpfr_sub_d(exact, exact, value, MPFR_RNDN);
    const double away = fabs(mpfr_get_d(exact, MPFR_RNDN)) / last;
    mpfr_clear(exact);
    return away;
}

/* The loop of tanh against MPFR: odd, the same in every instruction set and where nothing but the value is asked for; slope and curvature as the
 * value has them. */
static void test_tanh_loop(void *context)
{
    enum { COUNT = 1 << 14 };
    static const char *const sets[] = {"sse2", "avx", "avx512"};
    struct arena *arena = context;
    double *in = padded(arena, COUNT), *value = padded(arena, COUNT), *again = padded(arena, COUNT), *slope = padded(arena, COUNT);
    double *curvature = padded(arena, COUNT), *first = padded(arena, COUNT);
    static const double special[] = {0, -0.0, INFINITY, -INFINITY, NAN, 1e300, -1e300, 5e-324, -1e-310, 22, -22, 1e-8};
    for (size_t i = 0; i < COUNT; i++) { /* of every size, twice as many of those about 1 */
        const double u = random_uniform(1, random_stream(RANDOM_START, 0), i);
        in[i] = i < sizeof special / sizeof *special ? special[i] : i % 3 ? 6 * u - 3 : i % 2 ? 50 * u - 25 : ldexp(u, -(int)(i % 300));
        in[i] = i % 3 == 2 && i > COUNT / 2 ? -in[i - 1] : in[i];
    }
    for (size_t set = 0; set < 3; set++) {
        if (!kernels_choose(sets[set]))
            continue;
        activation_kernel("tanh(x)")(in, again, NULL, NULL, COUNT);
        activation_kernel("tanh(x)")(in, value, slope, curvature, COUNT);
        assert_memory_equal(value, again, COUNT * sizeof *value);
        for (size_t i = 0; i < COUNT; i++) {
            if (!(isnan(in[i]) ? isnan(value[i])
                               : units_away(in[i], value[i]) <= 2.5 && fabs(value[i]) <= 1 && !signbit(value[i]) == !signbit(in[i])))
                fail_msg("%s: tanh(%a) is %a, which is %g units away", sets[set], in[i], value[i], units_away(in[i], value[i]));
            if (!isnan(in[i]) && !(slope[i] == 1 - value[i] * value[i] && curvature[i] == -2 * value[i] * slope[i]))
                fail_msg("%s: slope %a and curvature %a at %a", sets[set], slope[i], curvature[i], in[i]);
        }
        for (size_t i = COUNT / 2 + 1; i < COUNT; i++)
            assert_true(i % 3 != 2 || value[i] == -value[i - 1]);
        if (set == 0)
            memcpy(first, value, COUNT * sizeof *first);
        assert_memory_equal(first, value, COUNT * sizeof *first);
    }
    kernels_choose("auto");
    assert_null(activation_kernel("relu(x)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_test_in_arena(test_first_order), unit_test_in_arena(test_second_order),
                                       unit_test_in_arena(test_training),    unit_test_in_arena(test_same_bits),
                                       unit_test_in_arena(test_derivatives), unit_test_in_arena(test_whole_hessian),
                                       unit_test_in_arena(test_tanh_loop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
