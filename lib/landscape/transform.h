/* Landscapes that are moved and turned: in place of f stands g(x) = f(Rᵀ(x − s)), with a rotation R about the origin and a shift s. What f has at u,
 * g has at Ru + s: the domain, known minima and customary starting points go with it. Benchmarks turn landscapes so that no method gains from
 * the axes (Salomon, BioSystems 39 (1996) 263; Hansen, Finck, Ros & Auger, Real-Parameter Black-Box Optimization Benchmarking, 2009; CEC 2013). */
#ifndef LANDSCAPE_TRANSFORM_H
#define LANDSCAPE_TRANSFORM_H

#include "landscape/landscape.h"

enum { TRANSFORM_MOST_TURNED = 200 }; /* coordinates that a rotation may have: it has the square of their number of entries */

/* What R and s are. Turning in the plane of axes i and i + 1 by an angle leads axis i towards axis i + 1: in two dimensions that is counterclockwise. */
struct transformation {
    const double *shift; /* s; shift_count of them: as many as there are coordinates, or 0: none */
    size_t shift_count;
    /* R = G(1,2) G(2,3) … G(n−1,n), plane rotations by these angles in degrees: n − 1, or 1 for all planes, or 0: none. */
    const double *angles;
    size_t angle_count;
    bool random; /* R is drawn, uniformly among all rotations, with this seed; there are no angles then */
    uint64_t seed;
};

/* Transforms all landscapes of a list, which share one dimension and graph and are not differentiated yet. Their formulas become those of g where
 * these are short enough to be parsed back; labels say in brackets what was done. The domain becomes the least box around the moved and turned one.
 * Without shift and rotation nothing happens. False if the graph becomes too large, or the shift so far that rounding
 * loses the domain. */
bool landscape_transform(struct landscape *landscapes, size_t count, const struct transformation *transformation, struct error *error);

#endif
