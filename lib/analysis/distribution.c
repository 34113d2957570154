/* Densities are evaluated by the kernels of the expression language, so that they are the same bits everywhere. */
#include "analysis/distribution.h"

#include "analysis/lobatto.h"
#include "base/random.h"
#include "expression/kernels.h"
#include "expression/lower.h"

#include <float.h>
#include <string.h>

enum { BISECTIONS = 60 };
static const double points_rounding = 1e-12; /* of sums of weights */

static void apply(enum operation operation, double *into, const double *a, const double *b, size_t count)
{
    kernels_chosen()->functions[operation](into, a, b, NULL, (count + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES);
}

static double one(enum operation operation, double a, double b)
{
    return kernel_scalar(operation, a, b, 0);
}

/* Whole vectors of a function of z. */
#define EACH(count, expression)                                                                                                                      \
    for (size_t i = 0; i < ((count) + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES; i++)                                                          \
    density[i] = (expression)

static void normal_log_density(const double *options, const double *z, double *density, size_t count)
{
    (void)options;
    EACH(count, -z[i] * z[i] / 2);
}

static double normal_reach(const double *options)
{
    (void)options;
    return 38.5;
}

static double normal_far(const double *options)
{
    (void)options;
    return 1e4;
}

static void normal_draw(const double *options, uint64_t seed, uint64_t stream, double *z, size_t count)
{
    (void)options;
    random_normals(seed, stream, 0, z, count);
}

static void uniform_log_density(const double *options, const double *z, double *density, size_t count)
{
    (void)options;
    EACH(count, fabs(z[i]) <= 1 ? 0 : -INFINITY);
}

static double uniform_reach(const double *options)
{
    (void)options;
    return 1;
}

static double uniform_quantile(const double *options, double p)
{
    (void)options;
    return 2 * p - 1;
}

static void laplace_log_density(const double *options, const double *z, double *density, size_t count)
{
    (void)options;
    EACH(count, -fabs(z[i]));
}

static double laplace_reach(const double *options)
{
    (void)options;
    return 744;
}

static double laplace_far(const double *options)
{
    (void)options;
    return 1e5;
}

static double laplace_quantile(const double *options, double p)
{
    (void)options;
    return p < 0.5 ? one(OPERATION_LOG, 2 * p, 0) : p > 0.5 ? -one(OPERATION_LOG, 2 * (1 - p), 0) : 0;
}

enum { DF };

static void student_log_density(const double *options, const double *z, double *density, size_t count)
{
    const double df = options[DF];
    EACH(count, z[i] * z[i] / df);
    apply(OPERATION_LOG1P, density, density, NULL, count);
    EACH(count, -(df + 1) / 2 * density[i]);
}

/* Farther out the square of z is no number; with many degrees of freedom the density is none before. */
static double student_reach(const double *options)
{
    const double farthest = 1e150, lost = 700 * 2 / (options[DF] + 1); /* log1p(z²/df) at which the density is e^-700 */
    return lost > 690 ? farthest : fmin(farthest, sqrt(options[DF] * one(OPERATION_EXPM1, lost, 0)));
}

/* Bailey, Polar Generation of Random Variates with the t-Distribution, Mathematics of Computation 62 (1994) 779. */
static void student_draw(const double *options, uint64_t seed, uint64_t stream, double *z, size_t count)
{
    static const double two_pi = 6.283185307179586;
    for (size_t i = 0; i < count; i++) {
        const double u = 1 - random_uniform(seed, stream, 2 * i), v = random_uniform(seed, stream, 2 * i + 1);
        const double square = options[DF] * one(OPERATION_EXPM1, -2 / options[DF] * one(OPERATION_LOG, u, 0), 0);
        z[i] = sqrt(square) * one(OPERATION_COS, two_pi * v, 0);
    }
}

static bool rademacher_points(struct arena *arena, const struct call *call, struct data *points, struct error *error)
{
    static const double signs[2] = {-1, 1};
    (void)arena, (void)call, (void)error;
    *points = (struct data){signs, NULL, 2};
    return true;
}

static bool listed_points(struct arena *arena, const struct call *call, struct data *points, struct error *error)
{
    (void)arena;
    if (call->item_count == 0)
        return error_set(error, ERROR_INVALID, "%s needs numbers, as in %s(-1;0;2)", call->callable->name, call->callable->name);
    *points = (struct data){call->items, NULL, call->item_count};
    return true;
}

/* The weights as typed: one for each value, or none. */
static bool discrete_points(struct arena *arena, const struct call *call, struct data *points, struct error *error)
{
    double *weights = ARENA_NEW(arena, double, CALL_MOST_ITEMS), sum = 0;
    size_t count = 0;
    if (!listed_points(arena, call, points, error))
        return false;
    for (const char *at = call->text; *at; count++) {
        const size_t length = strcspn(at, ";");
        if (count == points->count || !syntax_constant(arena, arena_copy(arena, at, length), &weights[count], error) || !(weights[count] >= 0)) {
            error_set(error, ERROR_INVALID, "weights of discrete are as many numbers as values, %zu here, and none is negative", points->count);
            return false;
        }
        sum += weights[count];
        at += length + (at[length] == ';');
    }
    if (count == 0)
        return true;
    if (count != points->count || !(sum > 0) || !isfinite(sum))
        return error_set(error, ERROR_INVALID, "weights of discrete are as many numbers as values, %zu here, with a sum above 0", points->count);
    for (size_t i = 0; i < count; i++)
        weights[i] /= sum;
    points->weights = weights;
    return true;
}

static const struct distribution_row normal_row = {
    .callable = {.name = "normal"},
    .title = "normal",
    .formula = "exp(-z^2/2)/sqrt(2*pi)",
    .help = "mean 0, variance 1",
    .log_density = normal_log_density,
    .reach = normal_reach,
    .far = normal_far,
    .draw = normal_draw,
    .python_density = "np.exp(-z*z/2)/np.sqrt(2*np.pi)",
    .python_draw = "return normals(SEED, stream, 0, n)\n",
};

static const struct distribution_row uniform_row = {
    .callable = {.name = "uniform"},
    .title = "uniform",
    .formula = "1/2",
    .help = "on [-1, 1]",
    .log_density = uniform_log_density,
    .reach = uniform_reach,
    .far = uniform_reach,
    .bounded = true,
    .quantile = uniform_quantile,
    .python_density = "np.full(z.shape, 0.5)",
    .python_draw = "return 2*np.maximum(uniforms(SEED, stream, 0, n), 2.0**-1022) - 1\n",
};

static const struct distribution_row rademacher_row = {
    .callable = {.name = "rademacher"}, .title = "Rademacher", .help = "-1 or 1, equally likely", .points = rademacher_points};

static const struct distribution_row laplace_row = {
    .callable = {.name = "laplace"},
    .title = "Laplace",
    .formula = "exp(-abs(z))/2",
    .help = "mean 0, variance 2: exponential tails",
    .log_density = laplace_log_density,
    .reach = laplace_reach,
    .far = laplace_far,
    .quantile = laplace_quantile,
    .python_density = "np.exp(-abs(z))/2",
    .python_draw = "u = np.maximum(uniforms(SEED, stream, 0, n), 2.0**-1022)\n"
                   "return np.where(u < 0.5, np.log(2*u), -np.log(2*(1 - u)))\n",
};

static const struct call_option student_options[] = {
    {"df", OPTION_REAL, 3, 0.1, 1000, NULL, "nu", "ν: degrees of freedom; moments from the ν-th on are infinite"}};
static const struct distribution_row student_row = {
    .callable = {"student", OPTIONS(student_options)},
    .title = "Student's t",
    .formula = "(1 + z^2/df)^(-(df + 1)/2)*gamma((df + 1)/2)/(sqrt(df*pi)*gamma(df/2))",
    .help = "symmetric about 0, with tails that fall as a power",
    .log_density = student_log_density,
    .reach = student_reach,
    .far = student_reach,
    .draw = student_draw,
    .python_density = "np.exp(math.lgamma((df + 1)/2) - math.lgamma(df/2) - (df + 1)/2*np.log1p(z*z/df))/np.sqrt(df*np.pi)",
    .python_draw = "u, v = uniforms(SEED, stream, 0, 2*n).reshape(n, 2).T  # Bailey 1994\n"
                   "return np.sqrt(df*np.expm1(-2/df*np.log(1 - u)))*np.cos(2*np.pi*v)\n",
};

static const struct call_option discrete_options[] = {
    {"values", OPTION_LIST, 0, -1e300, 1e300, NULL, NULL, "the values, separated by semicolons"},
    {"weights", OPTION_TEXT, 0, 0, 0, "", NULL, "how likely each is, as numbers in proportion, separated by semicolons; by default all alike"},
};
static const struct distribution_row discrete_row = {
    .callable = {"discrete", OPTIONS(discrete_options)},
    .title = "discrete",
    .help = "one of the values given: discrete(-1;0;2) or discrete(values=0;1,weights=3;1)",
    .points = discrete_points,
};

static const struct call_option empirical_options[] = {
    {"numbers", OPTION_LIST, 0, -1e300, 1e300, NULL, NULL, "the data, separated by semicolons"},
};
static const struct distribution_row empirical_row = {
    .callable = {"empirical", OPTIONS(empirical_options)},
    .title = "empirical",
    .help = "your own data, each as likely as the others: empirical(0.3;1.2;0.7); samples are drawn from them with replacement, as by the bootstrap",
    .points = listed_points,
};

const struct distribution_row *const distributions[] = {&normal_row,  &uniform_row,  &rademacher_row, &laplace_row,
                                                        &student_row, &discrete_row, &empirical_row};
const size_t distribution_count = sizeof distributions / sizeof *distributions;

const struct callable *distribution_at(size_t index)
{
    return index < distribution_count ? &distributions[index]->callable : NULL;
}

static void unscaled_density(const struct distribution *distribution, const double *z, double *density, size_t count)
{
    distribution->row->log_density(distribution->options, z, density, count);
    apply(OPERATION_EXP, density, density, NULL, count);
}

/* The integral of the density from z = 0 to sinh(upto), in panels of the inverse hyperbolic sine of z, until it no longer grows. */
static double integrate(const struct distribution *distribution, double upto)
{
    enum { PANELS_PER_UNIT = 16, LANES = (LOBATTO_NODES + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES };
    const size_t panels = (size_t)ceil(upto * PANELS_PER_UNIT);
    double sum = 0;
    for (size_t k = 0; k < panels; k++) {
        const double half = upto / (double)panels / 2, middle = half * (2 * (double)k + 1);
        double z[LANES] = {0}, density[LANES], part = 0;
        for (size_t i = 0; i < LOBATTO_NODES; i++)
            z[i] = middle + half * lobatto_nodes[i];
        apply(OPERATION_SINH, z, z, NULL, LANES);
        unscaled_density(distribution, z, density, LANES);
        for (size_t i = 0; i < LOBATTO_NODES; i++)
            part += half * lobatto_weights[i] * density[i] * sqrt(1 + z[i] * z[i]);
        sum += part;
        if (part < DBL_EPSILON / 16 * sum)
            break;
    }
    return sum;
}

bool distribution_make(struct arena *arena, const struct call *call, struct distribution *distribution, struct error *error)
{
    /* The callable is the first member of its row. */
    const struct distribution_row *row = (const struct distribution_row *)(const void *)call->callable;
    *distribution = (struct distribution){.row = row, .options = call->values, .factor = 1};
    if (!row->log_density)
        return row->points(arena, call, &distribution->points, error);
    distribution->factor = 0.5 / integrate(distribution, one(OPERATION_ASINH, row->reach(call->values), 0));
    return true;
}

void distribution_density(const struct distribution *distribution, const double *z, double *density, size_t count)
{
    unscaled_density(distribution, z, density, count);
    EACH(count, distribution->factor * density[i]);
}

/* The point at which the sum of the weights reaches p; points in the order given. */
static double point_at(const struct data *points, double p)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < points->count; i++) {
        sum += points->weights ? points->weights[i] : 1 / (double)points->count;
        if (p < sum)
            return points->z[i];
    }
    return points->z[points->count - 1];
}

struct data distribution_draw(struct arena *arena, const struct distribution *distribution, uint64_t seed, uint64_t trial, size_t n)
{
    const struct distribution_row *row = distribution->row;
    const uint64_t stream = random_stream(RANDOM_DATA, trial);
    double *z = ARENA_NEW(arena, double, n);
    if (row->draw) {
        row->draw(distribution->options, seed, stream, z, n);
    } else {
        random_uniforms(seed, stream, 0, z, n);
        for (size_t i = 0; i < n; i++)
            z[i] = distribution->points.count ? point_at(&distribution->points, z[i]) : row->quantile(distribution->options, fmax(z[i], DBL_MIN));
    }
    return (struct data){z, NULL, n};
}

/* Of points: the least at which the weights of all that are no greater sum to p. */
static double point_quantile(const struct data *points, double p)
{
    double least = INFINITY;
    for (size_t i = 0; i < points->count; i++) {
        double sum = 0;
        for (size_t k = 0; k < points->count; k++)
            sum += points->z[k] <= points->z[i] ? (points->weights ? points->weights[k] : 1 / (double)points->count) : 0;
        if (sum >= p - points_rounding)
            least = fmin(least, points->z[i]);
    }
    return least;
}

void distribution_log_density(const struct distribution *distribution, const double *z, double *density, size_t count)
{
    const double factor = one(OPERATION_LOG, distribution->factor, 0);
    distribution->row->log_density(distribution->options, z, density, count);
    EACH(count, factor + density[i]);
}

double distribution_quantile(const struct distribution *distribution, double p)
{
    const struct distribution_row *row = distribution->row;
    if (distribution->points.count)
        return point_quantile(&distribution->points, p);
    if (row->quantile)
        return row->quantile(distribution->options, p);
    double low = 0, high = one(OPERATION_ASINH, row->reach(distribution->options), 0);
    for (int step = 0; step < BISECTIONS; step++) {
        const double middle = low + (high - low) / 2;
        if (distribution->factor * integrate(distribution, middle) < fabs(p - 0.5))
            low = middle;
        else
            high = middle;
    }
    return p == 0.5 ? 0 : copysign(one(OPERATION_SINH, high, 0), p - 0.5);
}
