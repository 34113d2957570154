/* How likely is a point of zero gradient a minimum? If its Hessian is like a random symmetric matrix, exactly as likely as all
 * eigenvalues being positive, which is hopeless from a dozen dimensions on. */
#include "study/hessian_signs.h"

#include <math.h>

enum { MOST_N = 2000, MOST_SIZES = 64 };

/* The expected numbers of a spin glass are exact: nothing is drawn. */
#define DRAWN "ensemble=goe|wigner|wishart"
#define FIELD(name) PARAMETER_FIELD(struct signs_parameters, name)
static const struct parameter rows[] = {
    {"n", KIND_REALS, .offset = FIELD(n), .initial = "10", .least = 1, .most = MOST_N,
     .help = "the number of coordinates: rows of the Hessian; a list sweeps", .example = "2,5,10,20"},
    {"samples", KIND_INTEGER, .offset = FIELD(samples), .initial = "10000", .least = 1, .most = 10000000, .help = "random Hessians drawn for each n",
     .example = "1000", .effective = DRAWN},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "where the random numbers start",
     .example = "2", .effective = DRAWN},
    {"ensemble", KIND_CHOICE, .offset = FIELD(ensemble), .initial = "goe", .choices = "goe|wigner|wishart|spin_glass",
     .help =
         "goe: Gaussian, the same in all directions, with exact probabilities; wigner: independent entries of one kind, the diagonal included; "
         "wishart: products X·Xᵀ/m of n rows and m columns of normal numbers, as the Gauss-Newton part of a Hessian; spin_glass: the Hessians at the "
         "critical points of the spherical spin glass of n spins, whose expected number is exact",
     .example = "wigner"},
    {"entries", KIND_CHOICE, .offset = FIELD(entries), .initial = "normal", .choices = "normal|uniform|rademacher",
     .help = "what the entries of a Wigner matrix are", .example = "uniform", .beside = "n=10&ensemble=wigner", .effective = "ensemble=wigner"},
    {"ratio", KIND_REAL, .offset = FIELD(ratio), .initial = "0.5", .least = 0.01, .most = 100,
     .help = "of a Wishart matrix, rows by columns: the parameters for each example of a Gauss-Newton part; m is rounded", .example = "2",
     .beside = "n=100&ensemble=wishart", .effective = "ensemble=wishart"},
    {"interactions", KIND_INTEGER, .offset = FIELD(interactions), .initial = "3", .least = 2, .most = SPIN_GLASS_MAX_INTERACTIONS,
     .help = "of a spin glass: how many spins each term of its energy multiplies", .example = "4", .beside = "n=10&ensemble=spin_glass",
     .effective = "ensemble=spin_glass"},
    {"view", KIND_CHOICE, .offset = FIELD(view), .initial = "auto", .choices = "auto|index|probability|spectrum|energy",
     .help = "index: how many eigenvalues are negative, of a spin glass by energy; probability: that none is, against n; spectrum: how they lie; "
             "energy: the critical points of a spin glass by energy and index; auto: index for one n, else probability; spectrum for wishart, energy "
             "for spin_glass",
     .example = "spectrum"},
};

static struct spin_glass glass_of(const struct signs_parameters *parameters)
{
    return (struct spin_glass){(size_t)parameters->n.items[0], (unsigned)parameters->interactions, parameters->view == SIGNS_INDEX};
}

static bool refuse(struct error *error, const char *parameter, const char *sentence)
{
    error_set(error, ERROR_INVALID, "%s", sentence);
    return error_blame(error, parameter, "");
}

static bool check_view(struct signs_parameters *parameters, struct error *error)
{
    const int ensemble = parameters->ensemble;
    if (parameters->view == SIGNS_AUTO)
        parameters->view = ensemble == SIGNS_WISHART      ? SIGNS_SPECTRUM
                           : ensemble == SIGNS_SPIN_GLASS ? SIGNS_ENERGY
                           : parameters->n.count > 1      ? SIGNS_PROBABILITY
                                                          : SIGNS_INDEX;
    if (ensemble == SIGNS_WISHART && parameters->view != SIGNS_SPECTRUM)
        return refuse(error, "view", "no eigenvalue of a Wishart matrix is negative: view=spectrum shows how they lie");
    if (ensemble == SIGNS_SPIN_GLASS && parameters->view != SIGNS_INDEX && parameters->view != SIGNS_ENERGY)
        return refuse(error, "view", "critical points of a spin glass are counted by energy and index: view=energy or view=index");
    if (ensemble != SIGNS_SPIN_GLASS && parameters->view == SIGNS_ENERGY)
        return refuse(error, "view", "a spin glass has energies: ensemble=spin_glass");
    if (parameters->n.count > 1 && parameters->view != SIGNS_PROBABILITY) {
        error_set(error, ERROR_INVALID, "this view shows one n, not %zu", parameters->n.count);
        return error_blame(error, "view", "");
    }
    return true;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    (void)arena;
    struct signs_parameters *parameters = untyped;
    for (size_t i = 0; i < parameters->n.count; i++)
        if (parameters->n.items[i] != floor(parameters->n.items[i]))
            return refuse(error, "n", "whole numbers are wanted here");
    if (parameters->n.count > MOST_SIZES) {
        error_set(error, ERROR_INVALID, "%zu sizes are more than %d", parameters->n.count, MOST_SIZES);
        return error_blame(error, "n", "");
    }
    if (!check_view(parameters, error))
        return false;
    const double spins = parameters->n.items[0];
    if (parameters->ensemble == SIGNS_SPIN_GLASS && (spins < 2 || spins > SPIN_GLASS_MAX_SPINS)) {
        error_set(error, ERROR_INVALID, "critical points are counted of 2 to %d spins", SPIN_GLASS_MAX_SPINS);
        return error_blame(error, "n", "");
    }
    return true;
}

static double cost(const void *untyped)
{
    const struct signs_parameters *parameters = untyped;
    if (parameters->ensemble == SIGNS_SPIN_GLASS) {
        const struct spin_glass glass = glass_of(parameters);
        return spin_glass_cost(&glass);
    }
    double total = 0;
    for (size_t i = 0; i < parameters->n.count; i++) {
        const struct ensemble ensemble = signs_ensemble(parameters, i);
        total += (double)parameters->samples * random_matrix_cost(&ensemble, parameters->view == SIGNS_SPECTRUM ? SIGNS_EDGES : 0);
        if (parameters->view == SIGNS_INDEX && ensemble.n <= GOE_MOST_INDEX)
            total += goe_index_cost(ensemble.n);
        else if (parameters->view != SIGNS_SPECTRUM && ensemble.n <= GOE_MOST_POSITIVE)
            total += goe_all_positive_cost(ensemble.n);
    }
    return total;
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct signs_parameters *parameters = untyped;
    if (parameters->view != SIGNS_ENERGY)
        return;
    const struct spin_glass glass = glass_of(parameters);
    size->numbers = (double)(spin_glass_energy_count(&glass) * (glass.spins + 2));
}

#define NUMBER_OR_NULL "{\"type\":[\"number\",\"null\"]}"
static const struct study_fact facts[] = {
    {"samples", "{\"type\":\"integer\"}", "random Hessians drawn for each n"},
    {"n", "{\"type\":\"integer\"}", "views of one n: the number of rows"},
    {"all_positive", "{\"type\":\"number\"}", "index: the share of samples with positive eigenvalues only"},
    {"all_positive_interval", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "index: its 95 % interval (Wilson)"},
    {"all_positive_exact", NUMBER_OR_NULL, "index: the exact probability, known of GOE up to n = 50"},
    {"asymptote", NUMBER_OR_NULL, "index: exp(−n² ln 3 / 4)"},
    {"mean_negative", "{\"type\":\"number\"}", "index: negative eigenvalues on average"},
    {"deviation_negative", "{\"type\":\"number\"}", "index: the standard deviation of their number"},
    {"limit", "{\"type\":\"number\"}", "probability: what −ln P / n² tends to, ln 3 / 4"},
    {"negative_share", "{\"type\":\"number\"}", "spectrum: the share of eigenvalues below 0"},
    {"columns", "{\"type\":\"integer\"}", "wishart: m, the columns of X"},
    {"zero_share", "{\"type\":\"number\"}",
     "wishart: the share of eigenvalues that are 0 because there are fewer columns than rows; not in the columns"},
    {"ends", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "wishart: where the density of large matrices begins and ends"},
    {"critical_points", "{\"type\":\"number\"}", "spin_glass: the expected number of critical points"},
    {"minima", "{\"type\":\"number\"}", "spin_glass: the expected number of minima"},
    {"minima_energy", "{\"type\":\"number\"}", "spin_glass: their mean energy per spin"},
    {"threshold_energy", "{\"type\":\"number\"}",
     "spin_glass: −2 √((p − 1)/p), above which, for many spins, the indices of nearly all critical points grow with the number of spins"},
    {"lowest_energy", "{\"type\":\"number\"}", "spin_glass: per spin, the least there is, for many spins"},
};

static const struct study_fact answer_columns[] = {
    {"n", STUDY_NUMBERS, "dimension"},
    {"all_positive", STUDY_NUMBERS, "share of matrices without a negative eigenvalue"},
    {"low", STUDY_NUMBERS, "of its 95 % interval"},
    {"high", STUDY_NUMBERS, "likewise"},
    {"exact", STUDY_NUMBERS, "the exact probability"},
    {"asymptote", STUDY_NUMBERS, "what it tends to"},
    {"eigenvalue", STUDY_NUMBERS, "middles of the bins"},
    {"density", STUDY_NUMBERS, "of eigenvalues there"},
    {"semicircle", STUDY_NUMBERS, "Wigner's law there"},
    {"marchenko_pastur", STUDY_NUMBERS, "that of Marchenko and Pastur"},
    {"negative", STUDY_NUMBERS, "number of negative eigenvalues"},
    {"probability", STUDY_NUMBERS, "share of matrices with so many"},
    {"number", STUDY_NUMBERS, "expected number of critical points with so many"},
    {"energy", STUDY_NUMBERS, "of critical points; by index their mean"},
    {"energy_deviation", STUDY_NUMBERS, "its standard deviation"},
    {"all", STUDY_NUMBERS, "density of critical points by energy"},
    {"index_#", STUDY_NUMBERS, "that of those with so many negative eigenvalues"},
};

const struct study hessian_signs_study = {
    .name = "hessian-signs",
    .known_as = "hessian eigenvalue-signs goe saddle-probability",
    .question = "how likely is a zero-gradient point a minimum?",
    .help = "The number of negative eigenvalues of random symmetric matrices, simulated and, for the Gaussian orthogonal ensemble, exact; the odds "
            "of a minimum against the number of coordinates; the spectrum beside the semicircle, or, of Wishart matrices, the law of Marchenko and "
            "Pastur; and the expected number of critical points of a spin glass by index and energy, which is exact.",
    STUDY_PARAMETERS(struct signs_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "n=10",
    .lower = "samples or n",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = signs_run,
    .describe = signs_describe,
    .tell = signs_tell,
    .draw = signs_draw,
    .scripted = signs_scripted,
    .script = signs_script,
};
