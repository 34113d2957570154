#include "analysis/spin_glass.h"

#include "base/exact.h"

#include <math.h>

static const double pi = 3.141592653589793;

/* In units of √N u, which is a standard normal number at any point of the sphere: among critical points its density falls off as exp(−d²) from √N on,
 * and is no narrower than the spread of one eigenvalue, about 1/2. */
static const double margin = 6.5;

/* Of energies: smooth curves take more of them than sums do. */
static double step_of(const struct spin_glass *glass)
{
    return glass->sums ? 0.25 : 0.1;
}

static size_t half_count(const struct spin_glass *glass)
{
    return (size_t)ceil((sqrt((double)glass->spins) + margin) / step_of(glass));
}

size_t spin_glass_energy_count(const struct spin_glass *glass)
{
    return 2 * half_count(glass) + 1;
}

void spin_glass_energies(const struct spin_glass *glass, double *energies)
{
    const size_t half = half_count(glass);
    for (size_t i = 0; i <= 2 * half; i++)
        energies[i] = step_of(glass) * ((double)i - (double)half) / sqrt((double)glass->spins);
}

static double threshold_at(const struct spin_glass *glass, double energy)
{
    const double p = glass->interactions;
    return energy * sqrt((double)glass->spins * p / (p - 1));
}

/* The area of the unit sphere, 2 π^(N/2) / Γ(N/2): the circle's or the two points', times 2π/k for each dimension k of two more. */
static double sphere_area(size_t spins)
{
    double area = spins % 2 ? 2 : 2 * pi;
    for (size_t k = spins % 2 ? 1 : 2; k < spins; k += 2)
        area *= 2 * pi / (double)k;
    return area;
}

/* The area times the density of the energy, that of a vanishing gradient, and the factor of the determinant: with unit variance of H/√N at a point of
 * the unit sphere, the gradient's components have the variance p, and the Hessian is √(p(p − 1)) (A − t). */
static double factor_at(const struct spin_glass *glass, double energy)
{
    const double n = (double)glass->spins, p = glass->interactions;
    return sphere_area(glass->spins) * sqrt(n / (2 * pi)) * exact_exp(-0.5 * n * energy * energy) * exact_pow((p - 1) / (2 * pi), (n - 1) / 2);
}

void spin_glass_density(struct arena *arena, const struct spin_glass *glass, double energy, double *by_index)
{
    const double factor = factor_at(glass, energy);
    goe_determinant_index(arena, glass->spins - 1, threshold_at(glass, energy), by_index);
    for (size_t k = 0; k < glass->spins; k++)
        by_index[k] = factor * fmax(by_index[k], 0);
}

/* H and −H are as likely: energies above 0 are those below with the signs of all eigenvalues turned. */
void spin_glass_densities(struct arena *arena, const struct spin_glass *glass, double *densities)
{
    const size_t spins = glass->spins, count = spin_glass_energy_count(glass);
    double *energies = ARENA_NEW(arena, double, count), *by_index = ARENA_NEW(arena, double, spins);
    spin_glass_energies(glass, energies);
    for (size_t i = 0; i <= count / 2; i++) {
        arena_checkpoint(arena);
        spin_glass_density(arena, glass, energies[i], by_index);
        for (size_t k = 0; k < spins; k++)
            densities[k * count + i] = densities[(spins - 1 - k) * count + count - 1 - i] = by_index[k];
    }
}

double spin_glass_threshold(const struct spin_glass *glass)
{
    const double p = glass->interactions;
    return -2 * sqrt((p - 1) / p);
}

/* The logarithm per spin of the expected number of minima of energy u and lower, below the threshold (theorem 2.5 of Auffinger, Ben Arous & Černý,
 * with their integral I₁ in closed form). */
static double minima_complexity(const struct spin_glass *glass, double energy)
{
    const double p = glass->interactions, threshold = spin_glass_threshold(glass), root = sqrt(fmax(energy * energy - threshold * threshold, 0));
    const double outside = -energy * root / (threshold * threshold) - exact_log((-energy + root) / -threshold);
    return exact_log(p - 1) / 2 - (p - 2) / (4 * (p - 1)) * energy * energy - outside;
}

double spin_glass_lowest(const struct spin_glass *glass)
{
    double low = 10 * spin_glass_threshold(glass), high = spin_glass_threshold(glass);
    for (int halving = 0; halving < 60; halving++) {
        const double middle = (low + high) / 2;
        *(minima_complexity(glass, middle) > 0 ? &high : &low) = middle;
    }
    return high;
}

double spin_glass_cost(const struct spin_glass *glass)
{
    const double energies = (double)half_count(glass) + 1, last = (sqrt((double)glass->spins) + margin) / sqrt((double)glass->spins);
    return energies * goe_determinant_index_cost(glass->spins - 1, threshold_at(glass, last));
}
