/* Classes of points, most in the plane, on which decision boundaries can be drawn. Example i has class i modulo the number of classes, so
 * that classes are balanced. */
#include "data/data.h"

#include "base/random.h"
#include "expression/kernels.h"
#include "landscape/landscape.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

static double sine(double x)
{
    return kernel_scalar(OPERATION_SIN, x, 0, 0);
}

static double cosine(double x)
{
    return kernel_scalar(OPERATION_COS, x, 0, 0);
}

enum { CLASSES = DATA_OWN, TURNS };
#define OPTION_CLASSES(initial)                                                                                                                      \
    {                                                                                                                                                \
        "classes", OPTION_WHOLE, initial, 2, 10, NULL, NULL, "how many classes"                                                                      \
    }

static bool classes_size(struct data_request *request, struct error *error)
{
    (void)error;
    request->classes = (size_t)request->call->values[CLASSES];
    return true;
}

static void spirals(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    const double along = 0.1 + 0.9 * data_uniform(request, stream, i, 0);
    *target = (double)(i % request->classes);
    const double angle = 2 * PI * (request->call->values[TURNS] * along + *target / (double)request->classes);
    input[0] = along * cosine(angle);
    input[1] = along * sine(angle);
}

static const struct call_option spirals_options[] = {
    DATA_OPTIONS(200, 200, DATA_MAX_EXAMPLES, 0.02),
    OPTION_CLASSES(2),
    {"turns", OPTION_REAL, 1.25, 0, 10, NULL, NULL, "how often each arm winds round the origin"},
};
const struct data_kind spirals_data = {
    .callable = {"spirals", OPTIONS(spirals_options)},
    .title = "Spirals",
    .help = "arms of a spiral in the unit disc, a class each, uniform along their radius",
    .source = "Lang & Witbrock, Learning to tell two spirals apart (1988)",
    .inputs = 2,
    .target = "class",
    .size = classes_size,
    .python = "along = 0.1 + 0.9*uniform(stream, i)[:, 0]\n"
              "target = i % classes\n"
              "angle = 2*np.pi*(turns*along + target/classes)\n"
              "return [along*np.cos(angle), along*np.sin(angle)], target\n",
    .example = spirals,
};

static void moons(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    const double angle = PI * data_uniform(request, stream, i, 0);
    *target = (double)(i % 2);
    input[0] = i % 2 ? 1 - cosine(angle) : cosine(angle);
    input[1] = i % 2 ? 0.5 - sine(angle) : sine(angle);
}

static const struct call_option moons_options[] = {DATA_OPTIONS(200, 200, DATA_MAX_EXAMPLES, 0.1)};
const struct data_kind moons_data = {
    .callable = {"moons", OPTIONS(moons_options)},
    .title = "Moons",
    .help = "two half circles of radius 1 that reach into each other",
    .source = "as scikit-learn's make_moons",
    .inputs = 2,
    .classes = 2,
    .python = "angle, target = np.pi*uniform(stream, i)[:, 0], i % 2\n"
              "return [np.where(target, 1 - np.cos(angle), np.cos(angle)), np.where(target, 0.5 - np.sin(angle), np.sin(angle))], target\n",
    .example = moons,
};

enum { FACTOR = DATA_OWN };
static void circles(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    const double angle = 2 * PI * data_uniform(request, stream, i, 0), radius = i % 2 ? request->call->values[FACTOR] : 1;
    *target = (double)(i % 2);
    input[0] = radius * cosine(angle);
    input[1] = radius * sine(angle);
}

static const struct call_option circles_options[] = {
    DATA_OPTIONS(200, 200, DATA_MAX_EXAMPLES, 0.1),
    {"factor", OPTION_REAL, 0.5, 0, 1, NULL, NULL, "radius of the inner circle"},
};
const struct data_kind circles_data = {
    .callable = {"circles", OPTIONS(circles_options)},
    .title = "Circles",
    .help = "a circle of radius 1 (class 0) and one within it (class 1)",
    .source = "as scikit-learn's make_circles",
    .inputs = 2,
    .classes = 2,
    .python = "angle, target = 2*np.pi*uniform(stream, i)[:, 0], i % 2\n"
              "radius = np.where(target, factor, 1)\n"
              "return [radius*np.cos(angle), radius*np.sin(angle)], target\n",
    .example = circles,
};

static void exclusive_or(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    for (size_t k = 0; k < 2; k++)
        input[k] = 2 * data_uniform(request, stream, i, k) - 1;
    *target = input[0] * input[1] < 0;
}

static const struct call_option xor_options[] = {DATA_OPTIONS(200, 200, DATA_MAX_EXAMPLES, 0)};
const struct data_kind xor_data = {
    .callable = {"xor", OPTIONS(xor_options)},
    .title = "Exclusive or",
    .help = "uniform points of the square from −1 to 1; class 1 where the coordinates differ in sign",
    .source = "Minsky & Papert, Perceptrons (1969)",
    .inputs = 2,
    .classes = 2,
    .python = "x, y = 2*uniform(stream, i)[:, :2].T - 1\n"
              "return [x, y], x*y < 0\n",
    .example = exclusive_or,
};

enum { BLOBS_INPUTS = CLASSES + 1, SPREAD };
enum { CENTRES = 2 }; /* the stream of the centres */
static bool blobs_size(struct data_request *request, struct error *error)
{
    request->inputs = (size_t)request->call->values[BLOBS_INPUTS];
    return classes_size(request, error);
}

static void blobs(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    const size_t class = i % request->classes;
    data_normals(request, stream, i, input, request->inputs);
    for (size_t k = 0; k < request->inputs; k++)
        input[k] = request->call->values[SPREAD] * input[k] + 10 * data_uniform(request, CENTRES, class, k) - 5;
    *target = (double)class;
}

static const struct call_option blobs_options[] = {
    DATA_OPTIONS(200, 200, DATA_MAX_EXAMPLES, 0),
    OPTION_CLASSES(3),
    {"inputs", OPTION_WHOLE, 2, 1, DATA_MAX_INPUTS, NULL, NULL, "coordinates of a point"},
    {"spread", OPTION_REAL, 1, 0, 100, NULL, NULL, "standard deviation of a class about its centre"},
};
const struct data_kind blobs_data = {
    .callable = {"blobs", OPTIONS(blobs_options)},
    .title = "Blobs",
    .help = "normal clouds, a class each, about centres drawn uniformly from the cube from −5 to 5",
    .source = "as scikit-learn's make_blobs",
    .target = "class",
    .size = blobs_size,
    .python = "target = i % classes\n"
              "centres = 10*uniform(2, target)[:, :inputs] - 5\n"
              "return (spread*normal(16 + stream, i)[:, :inputs] + centres).T, target\n",
    .example = blobs,
};

enum { ABOVE_F = DATA_OWN, RANGE };
static bool above(struct data_request *request, struct error *error)
{
    const size_t all = request->n + request->test;
    const double range = request->call->values[RANGE];
    struct landscape *landscape;
    struct program *program;
    size_t count;
    if (!landscape_resolve(request->arena, request->call->text, 1, 1, NULL, 0, &landscape, &count, error) ||
        !landscape_program(landscape, 0, &program, error))
        return false;
    double *x = ARENA_NEW(request->arena, double, all), *f = ARENA_NEW(request->arena, double, all);
    for (size_t number = 0; number < all; number++) {
        const bool train = number < request->n;
        double *input = request->input + 2 * number;
        for (size_t k = 0; k < 2; k++)
            input[k] = range * (2 * data_uniform(request, !train, train ? number : number - request->n, k) - 1);
        x[number] = input[0];
    }
    program_run(program, workspace_create(request->arena, program), (const double *const[]){x}, (double *const[]){f}, all);
    size_t above = 0;
    for (size_t number = 0; number < all; number++) {
        if (isnan(f[number]))
            return error_set(error, ERROR_INVALID, "f=%.80s is undefined at x = %.6g, where an example is neither above nor below its graph",
                             request->call->text, x[number]);
        request->target[number] = request->input[2 * number + 1] > f[number];
        above += request->target[number] > 0;
    }
    return all == 1 || (above > 0 && above < all) ||
           error_set(error, ERROR_INVALID, "every example is %s the graph of f=%.80s, of one class: another range (now %g) or f would part them",
                     above ? "above" : "below", request->call->text, range);
}

static const struct call_option above_options[] = {
    DATA_OPTIONS(200, 200, DATA_MAX_EXAMPLES, 0),
    {"f", OPTION_TEXT, 0, 0, 0, "sin(2*x)", NULL, "the formula of x whose graph parts the classes"},
    {"range", OPTION_REAL, 2, 1e-6, 1e6, NULL, NULL, "coordinates are from −range to range"},
};
const struct data_kind above_data = {
    .callable = {"above", OPTIONS(above_options)},
    .title = "Above a graph",
    .help = "uniform points of a square; class 1 above the graph of f, class 0 below",
    .source = "",
    .inputs = 2,
    .classes = 2,
    .make = above,
};
