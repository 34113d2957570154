/* project=: descents that a projection holds in a convex set, resolved, told and drawn. */
#ifndef STUDY_PROJECTED_H
#define STUDY_PROJECTED_H

#include "study/descent.h"
#include "study/region.h"

/* Makes the set, refuses methods that a projection after each step would mislead, and projects the starts. */
bool projected_resolve(struct arena *arena, struct descent_parameters *parameters, struct error *error);

/* The work of telling how its paths ended, beyond that of free ones. */
double projected_judging(const struct descent_parameters *parameters);

/* |x - P(x - gradient)| at a run's end and what of the set's edge it lies on, as members of "end". */
void projected_describe_end(struct arena *arena, const struct descent_parameters *parameters, const struct trail *trail, struct value *end);

/* The plane that is seen: through `origin` along `directions` from `centre` on (null: of the coordinates themselves), from low to high. */
struct projected_plane {
    const double *origin, *directions[2];
    double centre[2];
    const double *low, *high; /* [2] */
};

/* What of the plane is not in the set as layers to be drawn beneath all else, at most REGION_LAYERS; beyond two coordinates none where the plane only touches it, and none
 * beyond 100. Returns how many. */
size_t projected_shade(struct arena *arena, const struct projection *set, const struct projected_plane *plane, struct figure_layer *layers);

/* The edge of a set of two coordinates as a line. */
void projected_outline(struct arena *arena, const struct projection *set, struct figure_layer *layer);

#endif
