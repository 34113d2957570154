/* Random symmetric matrices and the signs of their eigenvalues. */
#ifndef ANALYSIS_RANDOM_MATRIX_H
#define ANALYSIS_RANDOM_MATRIX_H

#include "base/arena.h"

#include <stdint.h>

/* What the entries on and above the diagonal are, independent of each other; those of a Wishart matrix are products. */
enum matrix_entries {
    ENTRIES_GOE,        /* normal, of variance 2 on the diagonal and 1 off it */
    ENTRIES_NORMAL,     /* normal of variance 1, the diagonal included */
    ENTRIES_UNIFORM,    /* uniform on [−1, 1] */
    ENTRIES_RADEMACHER, /* −1 or 1 */
    ENTRIES_WISHART     /* X Xᵀ, X of n rows and `columns` columns, normal of variance 1 */
};

struct ensemble {
    enum matrix_entries entries;
    size_t n;       /* rows; 1 to 65,535 */
    size_t columns; /* of X; n at least */
    uint64_t seed;  /* sample k is a function of seed, n, columns and k alone */
};

/* How many of `samples` matrices have k negative eigenvalues, into negative[n + 1]; returns how many have only positive ones (which is
 * negative[0] but for singular matrices). GOE and Wishart matrices are drawn as tridiagonal ones of the same eigenvalues' distribution
 * (Dumitriu & Edelman, Matrix models for beta ensembles, 2002), O(n) each; the others are brought to that form, O(n³). */
uint64_t random_matrix_signs(struct arena *arena, const struct ensemble *ensemble, size_t samples, uint64_t *negative);

/* How many eigenvalues of all samples, divided by √n times the entries' standard deviation, lie below each of `count` ascending edges.
 * For large n their density is the semicircle √(4 − x²)/2π (Wigner). Those of Wishart matrices are divided by the number of columns
 * (marchenko_pastur.h). */
void random_matrix_spectrum(struct arena *arena, const struct ensemble *ensemble, size_t samples, const double *edges, size_t count, uint64_t *below);

/* Elementary operations of either a sample; `edges` is 0 for signs. */
double random_matrix_cost(const struct ensemble *ensemble, size_t edges);

#endif
