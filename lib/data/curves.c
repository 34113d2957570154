/* Numbers to be learnt: functions of one input, and a network's outputs. */
#include "data/data.h"

#include "expression/kernels.h"
#include "network/networks.h"

#include <math.h>

static double abscissa(const struct data_request *request, uint64_t stream, size_t i)
{
    return 2 * data_uniform(request, stream, i, 0) - 1;
}

enum { SLOPE = DATA_OWN, INTERCEPT };
static void line(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    input[0] = abscissa(request, stream, i);
    *target = request->call->values[SLOPE] * input[0] + request->call->values[INTERCEPT];
}

static const struct call_option line_options[] = {
    DATA_OPTIONS(100, 100, DATA_MAX_EXAMPLES, 0.3),
    {"slope", OPTION_REAL, 2, -1e6, 1e6, NULL, NULL, "slope of the line"},
    {"intercept", OPTION_REAL, 0.5, -1e6, 1e6, NULL, NULL, "its value at 0"},
};
const struct data_kind line_data = {
    .callable = {"line", OPTIONS(line_options)},
    .title = "A line",
    .help = "slope·x + intercept, x uniform from −1 to 1",
    .source = "",
    .inputs = 1,
    .python = "x = 2*uniform(stream, i)[:, 0] - 1\n"
              "return [x], slope*x + intercept\n",
    .example = line,
};

enum { FREQUENCY = DATA_OWN };
static void sine(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    input[0] = abscissa(request, stream, i);
    *target = kernel_scalar(OPERATION_SIN, request->call->values[FREQUENCY] * input[0], 0, 0);
}

static const struct call_option sine_options[] = {
    DATA_OPTIONS(100, 100, DATA_MAX_EXAMPLES, 0.1),
    {"frequency", OPTION_REAL, 3, 0, 1e6, NULL, NULL, "radians a unit of x"},
};
const struct data_kind sine_data = {
    .callable = {"sine", OPTIONS(sine_options)},
    .title = "A sine",
    .help = "sin(frequency·x), x uniform from −1 to 1",
    .source = "",
    .inputs = 1,
    .python = "x = 2*uniform(stream, i)[:, 0] - 1\n"
              "return [x], np.sin(frequency*x)\n",
    .example = sine,
};

/* T_k by its recurrence, T_{k+1} = 2x·T_k − T_{k−1}. */
enum { DEGREE = DATA_OWN };
static void chebyshev(const struct data_request *request, uint64_t stream, size_t i, double *input, double *target)
{
    const size_t degree = (size_t)request->call->values[DEGREE];
    double before = 1, polynomial = input[0] = abscissa(request, stream, i);
    for (size_t k = 1; k < degree; k++) {
        const double next = 2 * input[0] * polynomial - before;
        before = polynomial;
        polynomial = next;
    }
    *target = degree ? polynomial : 1;
}

static const struct call_option chebyshev_options[] = {
    DATA_OPTIONS(100, 100, DATA_MAX_EXAMPLES, 0),
    {"degree", OPTION_WHOLE, 5, 0, 100, NULL, NULL, "degree of the polynomial"},
};
const struct data_kind chebyshev_data = {
    .callable = {"chebyshev", OPTIONS(chebyshev_options)},
    .title = "A Chebyshev polynomial",
    .help = "T_degree(x), x uniform from −1 to 1: it swings between −1 and 1 ever faster towards the ends",
    .source = "Cohen et al., Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability, ICLR (2021)",
    .inputs = 1,
    .python = "x = 2*uniform(stream, i)[:, 0] - 1\n"
              "return [x], np.polynomial.Chebyshev.basis(degree)(x)\n",
    .example = chebyshev,
};

/* The teacher is a network of random weights, those of the seed. */
enum { TEACHER_INPUTS = DATA_OWN };
enum { TEACHER = 1 << 20 }; /* the teacher's number, which no student has */

static bool teacher_model(const struct data_request *request, struct model *model, struct error *error)
{
    struct call network;
    const struct network_task task = {.inputs = request->inputs, .outputs = 1, .loss = &loss_squared};
    return call_read(request->arena, request->call->text, "network", network_kind_at, &network, error) &&
           network_model(request->arena, &network, &task, 0, model, error);
}

static bool teacher_size(struct data_request *request, struct error *error)
{
    enum { DRAW = 40 }; /* operations that a random weight takes */
    struct model model;
    request->inputs = (size_t)request->call->values[TEACHER_INPUTS];
    if (!teacher_model(request, &model, error))
        return false;
    request->work = (double)(request->n + request->test) * model_cost(&model) + DRAW * (double)model.parameters;
    return true;
}

static bool teacher(struct data_request *request, struct error *error)
{
    const size_t all = request->n + request->test;
    struct model model;
    if (!teacher_model(request, &model, error))
        return false;
    double *weights = ARENA_NEW(request->arena, double, model.parameters + PRODUCT_PADDING);
    model_initialize(&model, request->seed, TEACHER, 1, weights);
    for (size_t number = 0; number < all; number++)
        data_normals(request, number >= request->n, number < request->n ? number : number - request->n, request->input + number * request->inputs,
                     request->inputs);
    const struct examples examples = {all, request->inputs, 1, request->input, request->target};
    evaluation_outputs(evaluation_create(request->arena, &model, 1, 0), weights, &(struct batch){.examples = &examples, .count = all},
                       request->target);
    return true;
}

static const struct call_option teacher_options[] = {
    DATA_OPTIONS(200, 200, DATA_MAX_EXAMPLES, 0),
    {"inputs", OPTION_WHOLE, 4, 1, DATA_MAX_INPUTS, NULL, NULL, "normal inputs of variance 1"},
    {"network", OPTION_TEXT, 0, 0, 0, "mlp(hidden=8,init=he)", NULL, "the teacher: a network of /v1/networks with its arguments, of one output"},
};
const struct data_kind teacher_data = {
    .callable = {"teacher", OPTIONS(teacher_options)},
    .title = "A teacher",
    .help = "outputs of a network with normal random weights: a student of the same shape can learn it exactly",
    .source = "Saad & Solla, On-line learning in soft committee machines, Physical Review E 52 (1995)",
    .size = teacher_size,
    .make = teacher,
};
