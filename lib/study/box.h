/* The box that a study looks at: an interval for each coordinate of a landscape. */
#ifndef STUDY_BOX_H
#define STUDY_BOX_H

#include "landscape/landscape.h"
#include "study/parameter.h"

/* Resolves *x and *y (of one coordinate x alone; of three and more x is that of all) or, where `sides` is not null, its intervals (as many as there are
 * coordinates, or fewer, over again), with the landscape's domain where nothing is given. They are filled in as they hold, and the box goes to
 * (*box)[dimension], each lower end first. False with an error that names y or box. */
bool box_resolve(struct arena *arena, const struct landscape *landscape, struct interval *x, struct interval *y, struct repeated *sides,
                 double (**box)[2], struct error *error);

#endif
