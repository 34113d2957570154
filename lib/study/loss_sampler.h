/* The loss at places of a line or plane through the parameters of a network: eight at once, in lockstep, or with the products of the first layer taken
 * once for the whole plane. */
#ifndef STUDY_LOSS_SAMPLER_H
#define STUDY_LOSS_SAMPLER_H

#include "study/loss_surface.h"

enum { LOSS_LANES = 8 };

struct loss_sampler {
    struct arena *arena;
    const struct loss_surface_parameters *parameters;
    struct loss_surface_result *result;
    const struct model *model;
    size_t size;              /* parameters of the network */
    struct examples examples; /* of the loss that is shown */
    struct evaluation *evaluation;
    double *weights; /* [size][LOSS_LANES] */
};

/* A vector of the network's parameters, all 0. */
double *loss_sampler_vector(const struct loss_sampler *sampler);

/* The loss at centre + u·first + v·second, with decay; not-a-number where it overflows. second null: v is not read. */
void loss_sampler_line(struct loss_sampler *sampler, const double *first, const double *second, const double *u, const double *v, size_t count,
                       double *z);

/* The loss at points[count][size] themselves. */
void loss_sampler_points(struct loss_sampler *sampler, double *const *points, size_t count, double *z);

/* The loss on the grid x, y of the plane of the result's directions, row by row. */
void loss_sampler_grid(struct loss_sampler *sampler, const double *x, size_t columns, const double *y, size_t rows, double *z);

#endif
