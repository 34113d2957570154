/* A loss as the sum it is: the terms that minibatches are drawn from. */
#ifndef OPTIMIZE_TERMS_H
#define OPTIMIZE_TERMS_H

#include "landscape/landscape.h"

/* Compiles the gradient of Σ weight[k]·term[k], where the value is Σ term[k]; the program's inputs are the coordinates, then a weight a
 * term. Constant terms are left out. False with a sentence if there are fewer than two terms or more than `most`. */
bool terms_program(struct arena *arena, struct landscape *landscape, size_t most, const struct program **program, size_t *count, struct error *error);

/* The lower triangle by rows of the Gauss–Newton matrix 2 Σ c ∇r ∇rᵀ as nodes of the landscape's graph, into triangle[n (n + 1) / 2], where the value is
 * Σ c r² with factors c > 0, of `most` terms at most. Constant terms are left out. False with a sentence if it is no such sum. */
bool terms_squares(struct arena *arena, struct landscape *landscape, size_t most, node_id *triangle, struct error *error);

/* Compiles the value, the gradient and the triangle of terms_squares. */
bool terms_squares_program(struct arena *arena, struct landscape *landscape, size_t most, const struct program **program, struct error *error);

#endif
