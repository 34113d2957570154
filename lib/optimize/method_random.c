/* One point that tries places around it by chance: those that are lower alone, or, while it is hot, some that are higher. */
#include "optimize/method.h"

#include "expression/kernels.h"

enum { TEMPERATURE = METHOD_OWN, COOLING };

/* Rows: the normal numbers of a step. */
static size_t rows(const double *values, size_t dimension, size_t lanes)
{
    (void)values, (void)lanes;
    return dimension;
}

static double work(const double *values, size_t dimension)
{
    (void)values;
    return 60 + 40 * (double)dimension;
}

static bool judge_lower(const struct method_step *step, struct block *block, size_t point)
{
    (void)step;
    return block->value[point] < block->kept_value[point];
}

/* Metropolis's rule, at the temperature of the step that led here. */
static bool judge_annealing(const struct method_step *step, struct block *block, size_t point)
{
    const double temperature = step->values[TEMPERATURE] * kernel_scalar(OPERATION_POWER, step->values[COOLING], (double)step->t - 1, 0);
    const double rise = block->value[point] - block->kept_value[point];
    if (rise <= 0)
        return true;
    return temperature > 0 && method_uniform(step, block, point, block->dimension + 1) < kernel_scalar(OPERATION_EXP, -rise / temperature, 0, 0);
}

static void advance(const struct method_step *step, struct block *block)
{
    const size_t lanes = block->lanes;
    for (size_t point = 0; point < block->active; point++) {
        method_normals(step, block, point, block->memory);
        block->length[point] = step->lr;
        for (size_t at = point; at < block->dimension * lanes; at += lanes)
            block->x[at] = block->kept_x[at] + step->lr * block->memory[at];
    }
}

static size_t most(const double *values, size_t dimension)
{
    (void)values, (void)dimension;
    return 1;
}

/* The trial, and what it was drawn from. */
static void look(const struct method_step *step, const struct block *block, size_t point, struct search_state *search)
{
    const size_t n = block->dimension;
    search->count = 1;
    for (size_t d = 0, at = point; d < n; d++, at += block->lanes) {
        search->points[d] = block->x[at];
        search->centre[d] = block->kept_x[at];
        for (size_t j = 0; j < n; j++)
            search->root[d * n + j] = d == j ? step->lr : 0;
    }
}

static const struct method_search trial_search = {SEARCH_NORMAL, most, look};

#define SIZE(initial)                                                                                                                                \
    {"lr", OPTION_REAL, initial, 0, 1e6, "auto", "sigma", "σ: the standard deviation of a trial from where it stands"}, OPTIONS_OF_ALL
static const struct call_option search_options[] = {SIZE(0.5)};
static const struct call_option annealing_options[] = {
    SIZE(0.5),
    {"temperature", OPTION_REAL, 1, 0, 1e12, NULL, NULL, "T₀: the first rise that is accepted once in e times"},
    {"cooling", OPTION_REAL, 0.98, 0, 1, NULL, NULL, "ρ: what the temperature is multiplied by after every trial"},
};

const struct method random_search_method = {
    .callable = {"random_search", OPTIONS(search_options)},
    .rate_by_width = 0.1,
    .title = "random search",
    .rule = "y = x + sigma*N(0, I); x = y if f(y) < f(x)",
    .tex = "y_t=x_{t-1}+\\sigma\\,\\xi_t,\\ \\xi_t\\sim N(0,I),\\quad x_t=y_t\\text{ if }f(y_t)<f(x_{t-1})\\text{ else }x_{t-1}",
    .paper = "Matyas, Random Optimization, Automation and Remote Control 26 (1965) 246",
    .python = "value = value_and_gradient(x)[0]\n"
              "for t, sigma in enumerate(rates, 1):\n"
              "    there = x + sigma*chance(t)[1]\n"
              "    value_there = value_and_gradient(there)[0]\n"
              "    if value_there < value:\n"
              "        x, value = there, value_there\n"
              "        yield x, sigma\n",
    .values_only = true,
    .probes = true,
    .rows = rows,
    .work = work,
    .judge = judge_lower,
    .advance = advance,
    .search = &trial_search,
};

const struct method annealing_method = {
    .callable = {"annealing", OPTIONS(annealing_options)},
    .rate_by_width = 0.1,
    .title = "simulated annealing",
    .rule = "y = x + sigma*N(0, I); x = y if f(y) <= f(x), and else with probability exp(-(f(y) - f(x))/T); T = rho*T",
    .tex = "y_t=x_{t-1}+\\sigma\\,\\xi_t,\\quad P(x_t=y_t)=\\min\\left(1,e^{-(f(y_t)-f(x_{t-1}))/T_t}\\right),\\quad T_t=T_0\\,\\rho^{t-1}",
    .paper = "Kirkpatrick, Gelatt & Vecchi, Optimization by Simulated Annealing, Science 220 (1983) 671; the rule: Metropolis et al., Journal of "
             "Chemical Physics 21 (1953) 1087",
    .python = "value = value_and_gradient(x)[0]\n"
              "for t, sigma in enumerate(rates, 1):\n"
              "    u, normal = chance(t)\n"
              "    there, heat = x + sigma*normal, temperature*cooling**(t - 1)\n"
              "    value_there = value_and_gradient(there)[0]\n"
              "    rise = value_there - value\n"
              "    if rise <= 0 or heat > 0 and u[len(x) + 1] < np.exp(-rise/heat):\n"
              "        x, value = there, value_there\n"
              "        yield x, sigma\n",
    .values_only = true,
    .probes = true,
    .rows = rows,
    .work = work,
    .judge = judge_annealing,
    .advance = advance,
    .search = &trial_search,
};
