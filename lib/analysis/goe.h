/* Exact sign statistics of the Gaussian orthogonal ensemble: A = (G + Gᵀ)/√2, G with independent standard normal entries, which is how
 * a Hessian without any structure looks. */
#ifndef ANALYSIS_GOE_H
#define ANALYSIS_GOE_H

#include "base/arena.h"

/* Beyond these sizes the exact values take too long, or are below the least double. */
enum { GOE_MOST_INDEX = 32, GOE_MOST_POSITIVE = 50 };

/* P(exactly k of n eigenvalues are negative) for k = 0 … n into probabilities[n + 1], correctly rounded but for the last bit or two;
 * 1 ≤ n ≤ GOE_MOST_INDEX.
 * Σ P(k) zᵏ = Pf A(z) / Pf A(1), where A(z) holds the moments of exp(−x²/2) over the quadrants, each negative coordinate weighted by z
 * (de Bruijn, On some multiple integrals involving determinants, 1955). */
void goe_index(struct arena *arena, size_t n, double *probabilities);

/* P(all n eigenvalues are positive); 1 ≤ n ≤ GOE_MOST_POSITIVE. */
double goe_all_positive(struct arena *arena, size_t n);

/* E[|det(A − t)|; exactly k eigenvalues are below t] for k = 0 … n into expectations[n + 1], t the threshold, each within 10⁻¹⁵ of their sum;
 * 1 ≤ n ≤ GOE_MOST_INDEX, |t| ≤ 4 √n + 30. The moments are those of the distances from t, and one power higher. */
void goe_determinant_index(struct arena *arena, size_t n, double threshold, double *expectations);

/* exp(−n² ln 3 / 4), what P(all positive) tends to in the sense that the logarithms' ratio tends to 1 (Dean & Majumdar, Physical Review
 * Letters 97 (2006) 160201). */
double goe_asymptote(size_t n);

/* Elementary operations that these take. */
double goe_index_cost(size_t n);
double goe_all_positive_cost(size_t n);
double goe_determinant_index_cost(size_t n, double threshold);

#endif
