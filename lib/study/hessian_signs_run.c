/* Random Hessians drawn and counted, and what is known of them exactly. */
#include "study/hessian_signs.h"

#include "analysis/marchenko_pastur.h"
#include "analysis/statistics.h"

#include <math.h>

struct ensemble signs_ensemble(const struct signs_parameters *parameters, size_t size)
{
    static const enum matrix_entries entries[] = {ENTRIES_NORMAL, ENTRIES_UNIFORM, ENTRIES_RADEMACHER};
    const size_t n = (size_t)parameters->n.items[size], columns = (size_t)fmax(1, rint((double)n / parameters->ratio));
    struct ensemble ensemble = {.entries = ENTRIES_GOE, .n = n, .seed = (uint64_t)parameters->seed};
    if (parameters->ensemble == SIGNS_WIGNER) {
        ensemble.entries = entries[parameters->entries];
    } else if (parameters->ensemble == SIGNS_WISHART) { /* X Xᵀ and Xᵀ X have the same eigenvalues but for zeros */
        ensemble.entries = ENTRIES_WISHART;
        ensemble.n = n < columns ? n : columns;
        ensemble.columns = n < columns ? columns : n;
    }
    return ensemble;
}

/* P(all positive), exactly where it can be had. */
static double exact_positive(struct arena *arena, const struct ensemble *ensemble)
{
    return ensemble->entries == ENTRIES_GOE && ensemble->n <= GOE_MOST_POSITIVE ? goe_all_positive(arena, ensemble->n) : NAN;
}

static void run_index(struct arena *arena, struct signs_result *result)
{
    const size_t n = result->ensemble.n;
    uint64_t *negative = ARENA_NEW(arena, uint64_t, n + 1);
    const double samples = (double)result->samples, positive = (double)random_matrix_signs(arena, &result->ensemble, result->samples, negative);
    result->negative = ARENA_NEW(arena, double, n + 1);
    result->probability = ARENA_NEW(arena, double, n + 1);
    result->exact_index = ARENA_NEW(arena, double, n + 1);
    for (size_t k = 0; k <= n; k++) {
        result->negative[k] = (double)k;
        result->probability[k] = (double)negative[k] / samples;
        result->exact_index[k] = NAN;
        result->mean += result->probability[k] * (double)k;
    }
    for (size_t k = 0; k <= n; k++)
        result->deviation += result->probability[k] * ((double)k - result->mean) * ((double)k - result->mean);
    result->deviation = sqrt(result->deviation);
    if (result->ensemble.entries == ENTRIES_GOE && n <= GOE_MOST_INDEX)
        goe_index(arena, n, result->exact_index);
    else
        result->exact_index[0] = result->exact_index[n] = exact_positive(arena, &result->ensemble);
    result->exact[0] = result->exact_index[0];
    result->simulated[0] = positive / samples;
    wilson_interval(positive, samples, &result->low[0], &result->high[0]);
}

static void run_probability(struct arena *arena, const struct signs_parameters *parameters, struct signs_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        const struct ensemble ensemble = signs_ensemble(parameters, i);
        const double samples = (double)result->samples;
        const double positive = (double)random_matrix_signs(arena, &ensemble, result->samples, ARENA_NEW(arena, uint64_t, ensemble.n + 1));
        result->exact[i] = exact_positive(arena, &ensemble);
        result->simulated[i] = positive / samples;
        wilson_interval(positive, samples, &result->low[i], &result->high[i]);
    }
}

/* Averages over bins: Wigner's law by its middle, as it is nearly straight within one; Marchenko and Pastur's, which may be steep, exactly. */
static double law_between(const struct signs_parameters *parameters, const struct signs_result *result, double low, double high)
{
    if (parameters->ensemble == SIGNS_WISHART)
        return (marchenko_pastur_below(result->ratio, high) - marchenko_pastur_below(result->ratio, low)) / (high - low);
    const double x = (low + high) / 2;
    return fabs(x) < 2 ? sqrt(4 - x * x) / (2 * acos(-1)) : 0;
}

/* The ends of the bins: a little more than those of the law. */
static void choose_range(const struct signs_parameters *parameters, const struct signs_result *result, double ends[2])
{
    if (parameters->ensemble != SIGNS_WISHART) {
        ends[0] = -2.4;
        ends[1] = 2.4;
        return;
    }
    marchenko_pastur_ends(result->ratio, ends);
    const double more = 0.1 * (ends[1] - ends[0]);
    ends[0] = fmax(0, ends[0] - more);
    ends[1] += more;
}

static void run_spectrum(struct arena *arena, const struct signs_parameters *parameters, struct signs_result *result)
{
    double edges[SIGNS_EDGES], scaled[SIGNS_EDGES], ends[2];
    uint64_t below[SIGNS_EDGES];
    const double n = parameters->n.items[0], all = (double)result->samples * n;
    /* The smaller matrix of a Wishart matrix with fewer columns than rows is divided by the rows. */
    const double unit = parameters->ensemble == SIGNS_WISHART && result->ratio > 1 ? result->ratio : 1;
    choose_range(parameters, result, ends);
    const double width = (ends[1] - ends[0]) / SIGNS_BINS;
    for (size_t i = 0; i < SIGNS_EDGES; i++) {
        edges[i] = parameters->ensemble == SIGNS_WISHART ? ends[0] + width * (double)i : width * ((double)i - SIGNS_BINS / 2);
        scaled[i] = edges[i] / unit;
    }
    random_matrix_spectrum(arena, &result->ensemble, result->samples, scaled, SIGNS_EDGES, below);
    result->centre = ARENA_NEW(arena, double, SIGNS_BINS);
    result->density = ARENA_NEW(arena, double, SIGNS_BINS);
    result->law = ARENA_NEW(arena, double, SIGNS_BINS);
    for (size_t i = 0; i < SIGNS_BINS; i++) {
        result->centre[i] = (edges[i] + edges[i + 1]) / 2;
        result->density[i] = (double)(below[i + 1] - below[i]) / all / width;
        result->law[i] = law_between(parameters, result, edges[i], edges[i + 1]);
    }
    result->below_zero = parameters->ensemble == SIGNS_WISHART ? 0 : (double)below[SIGNS_BINS / 2] / all;
}

static void run_glass(struct arena *arena, struct signs_result *result)
{
    const size_t spins = result->glass.spins, count = result->energy_count = spin_glass_energy_count(&result->glass);
    double **const by_energy[] = {&result->energies, &result->all},
                   **const by_index[] = {&result->number, &result->energy_mean, &result->energy_deviation};
    for (size_t i = 0; i < sizeof by_energy / sizeof *by_energy; i++)
        *by_energy[i] = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < sizeof by_index / sizeof *by_index; i++)
        *by_index[i] = ARENA_NEW(arena, double, spins);
    result->densities = ARENA_NEW(arena, double, spins *count);
    result->negative = ARENA_NEW(arena, double, spins);
    spin_glass_energies(&result->glass, result->energies);
    spin_glass_densities(arena, &result->glass, result->densities);
    const double step = result->energies[count / 2 + 1];
    for (size_t k = 0; k < spins; k++) {
        const double *density = result->densities + k * count;
        double sums[3] = {0}, magnitude = 0;
        for (size_t i = 0; i < count; i++) {
            const double energy = result->energies[i];
            result->all[i] += density[i];
            sums[0] += density[i];
            sums[1] += density[i] * energy;
            magnitude += fabs(density[i] * energy);
            sums[2] += density[i] * energy * energy;
        }
        result->negative[k] = (double)k;
        result->number[k] = step * sums[0];
        result->total += result->number[k];
        result->energy_mean[k] = fabs(sums[1]) <= 1e-14 * magnitude ? 0 : sums[1] / sums[0]; /* 0 by symmetry, but for rounding */
        result->energy_deviation[k] = sqrt(fmax(0, sums[2] / sums[0] - result->energy_mean[k] * result->energy_mean[k]));
    }
}

bool signs_run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct signs_parameters *parameters = untyped;
    struct signs_result *result = ARENA_NEW(arena, struct signs_result, 1);
    double **const arrays[] = {&result->sizes, &result->simulated, &result->low, &result->high, &result->exact, &result->asymptote};
    *answer = result;
    if (parameters->ensemble == SIGNS_SPIN_GLASS) {
        result->glass = (struct spin_glass){(size_t)parameters->n.items[0], (unsigned)parameters->interactions, parameters->view == SIGNS_INDEX};
        run_glass(arena, result);
        return true;
    }
    result->ensemble = signs_ensemble(parameters, 0);
    result->samples = (size_t)parameters->samples;
    result->count = parameters->n.count;
    if (parameters->ensemble == SIGNS_WISHART) {
        const double n = parameters->n.items[0], least = (double)result->ensemble.n, most = (double)result->ensemble.columns;
        result->ratio = n / (n == least ? most : least);
    }
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = ARENA_NEW(arena, double, result->count);
    for (size_t i = 0; i < result->count; i++) {
        result->sizes[i] = parameters->n.items[i];
        result->asymptote[i] = parameters->ensemble == SIGNS_GOE ? goe_asymptote((size_t)parameters->n.items[i]) : NAN;
    }
    if (parameters->view == SIGNS_SPECTRUM)
        run_spectrum(arena, parameters, result);
    else if (parameters->view == SIGNS_INDEX)
        run_index(arena, result);
    else
        run_probability(arena, parameters, result);
    return true;
}
