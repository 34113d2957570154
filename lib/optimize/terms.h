/* A loss as the sum it is: the terms that minibatches are drawn from. */
#ifndef OPTIMIZE_TERMS_H
#define OPTIMIZE_TERMS_H

#include "landscape/landscape.h"

/* Compiles the gradient of Σ weight[k]·term[k], where the value is Σ term[k]; the program's inputs are the coordinates, then a weight a
 * term. Constant terms are left out. False with a sentence if there are fewer than two terms or more than `most`. */
bool terms_program(struct arena *arena, struct landscape *landscape, size_t most, const struct program **program, size_t *count, struct error *error);

/* Compiles the value, the gradient and the lower triangle by rows of the Gauss–Newton matrix 2 Σ c ∇r ∇rᵀ, where the value is Σ c r² with factors c > 0.
 * Constant terms are left out. False with a sentence if it is no such sum. */
bool terms_squares_program(struct arena *arena, struct landscape *landscape, size_t most, const struct program **program, struct error *error);

#endif
