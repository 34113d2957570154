/* What the files of the study of Hessians' signs share: the question and its answer. */
#ifndef STUDY_HESSIAN_SIGNS_H
#define STUDY_HESSIAN_SIGNS_H

#include "analysis/random_matrix.h"
#include "analysis/spin_glass.h"
#include "study/picture.h"
#include "study/study.h"

enum signs_ensemble { SIGNS_GOE, SIGNS_WIGNER, SIGNS_WISHART, SIGNS_SPIN_GLASS };
enum signs_view { SIGNS_AUTO, SIGNS_INDEX, SIGNS_PROBABILITY, SIGNS_SPECTRUM, SIGNS_ENERGY };
enum { SIGNS_BINS = 60, SIGNS_EDGES = SIGNS_BINS + 1 };

struct signs_parameters {
    struct picture picture;
    struct reals n;
    long samples, seed, interactions;
    double ratio;
    int ensemble, entries, view;
};

struct signs_result {
    struct ensemble ensemble; /* of the first size */
    struct spin_glass glass;
    size_t samples;

    /* The view of all sizes; `count` of each. */
    size_t count;
    double *sizes, *simulated, *low, *high, *exact, *asymptote;

    /* The index of one size; n + 1 of each. */
    double *negative, *probability, *exact_index;
    double mean, deviation; /* of the number of negative eigenvalues */

    /* The spectrum of one size; SIGNS_BINS of each. */
    double *centre, *density, *law; /* law: the semicircle, or Marchenko and Pastur's, averaged over each bin */
    double below_zero;              /* the share of eigenvalues */
    double ratio;                   /* of a Wishart matrix: rows by columns */

    /* Critical points of a spin glass: their expected number per unit of energy, densities[k * energy_count + i] of index k; the sums of all indices; and
     * by index, of `glass.spins`, their number, mean energy and its standard deviation. */
    size_t energy_count;
    double *energies, *densities, *all;
    double *number, *energy_mean, *energy_deviation;
    double total;
};

/* The ensemble of size number `size`. */
struct ensemble signs_ensemble(const struct signs_parameters *parameters, size_t size);

bool signs_run(struct arena *arena, const void *parameters, void **answer, struct error *error);
void signs_describe(struct arena *arena, const void *parameters, const void *answer, struct study_description *description);
void signs_tell(const void *parameters, const void *result, struct buffer *sentence);
void signs_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

/* The program: what is drawn in hessian_signs_script.c; what is exact in hessian_signs_exact_script.c, exact_index(n) or exact_positive(n), and all of a
 * spin glass. */
struct script;
void signs_script_exact_index(struct buffer *out);
void signs_script_exact_positive(struct buffer *out);
void signs_script_glass(const struct signs_parameters *parameters, struct script *script);
bool signs_scripted(const void *parameters, const void *result, struct error *error);
bool signs_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
