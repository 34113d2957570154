/* The expected number of critical points of the spherical p-spin glass, by index and energy: a random polynomial of degree p on the sphere
 * Σ σᵢ² = N, H(σ) = N^(−(p−1)/2) Σ J(i₁ … i_p) σ(i₁) … σ(i_p) with independent standard normal J. By the formula of Kac and Rice, a critical point
 * of energy H = N u has the Hessian of a GOE matrix A of N − 1 rows less a multiple of the identity that grows with u, so that its index is the
 * number of A's eigenvalues below t = u √(N p/(p − 1)) (Auffinger, Ben Arous & Černý, Random matrices and complexity of spin glasses,
 * Communications on Pure and Applied Mathematics 66 (2013) 165; Fyodorov, Physical Review Letters 92 (2004) 240601). */
#ifndef ANALYSIS_SPIN_GLASS_H
#define ANALYSIS_SPIN_GLASS_H

#include "analysis/goe.h"

enum { SPIN_GLASS_MAX_SPINS = GOE_MOST_INDEX + 1, SPIN_GLASS_MAX_INTERACTIONS = 20 };

struct spin_glass {
    size_t spins;          /* N; 2 to SPIN_GLASS_MAX_SPINS */
    unsigned interactions; /* p; 2 to SPIN_GLASS_MAX_INTERACTIONS */
    bool sums;             /* energies are no nearer to each other than sums over them need, which is too far for curves */
};

/* Energies −e … e per spin, evenly spaced, symmetric about 0, into energies[count]: beyond them lies less than 10⁻¹⁵ of all critical points. Sums over
 * them times their distance are integrals to about as much, as the densities are smooth and vanish at both ends. */
size_t spin_glass_energy_count(const struct spin_glass *glass);
void spin_glass_energies(const struct spin_glass *glass, double *energies);

/* The expected number of critical points of index k = 0 … N − 1 per unit of energy per spin, at an energy per spin, into by_index[N]; |energy| ≤ 6. */
void spin_glass_density(struct arena *arena, const struct spin_glass *glass, double energy, double *by_index);

/* The same at each of the energies above, into densities[k * count + energy]. */
void spin_glass_densities(struct arena *arena, const struct spin_glass *glass, double *densities);

/* For N → ∞: above the threshold −2√((p − 1)/p) per spin the indices of nearly all critical points grow with N; the lowest energy is the one below
 * which nearly always there is none. */
double spin_glass_threshold(const struct spin_glass *glass);
double spin_glass_lowest(const struct spin_glass *glass);

/* Elementary operations of the densities. */
double spin_glass_cost(const struct spin_glass *glass);

#endif
