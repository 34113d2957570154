/* What kind of point a point of a landscape is: regular, or a critical point (zero gradient) of some kind by its Hessian's eigenvalues.
 *
 * The rule looks at the point and at its neighbours 1e-5 away (relative to the coordinate where that is over 1). A point is critical
 * if its gradient is at most a thousandth of the neighbours', which says that a stationary point lies within about 1e-8 of it whatever
 * the landscape's scale, and that a plateau's small gradient is no critical point. It is degenerate if some eigenvalue has another sign
 * at a neighbour or under a hundredth of its size there, or is under 1e-10 of the largest: its sign then says nothing. Where the
 * gradient jumps, as at the tip of a cone, there is no gradient to be zero: the kind is undefined. */
#ifndef ANALYSIS_CRITICAL_H
#define ANALYSIS_CRITICAL_H

#include "landscape/landscape.h"

enum critical_kind { CRITICAL_REGULAR, CRITICAL_MINIMUM, CRITICAL_MAXIMUM, CRITICAL_SADDLE, CRITICAL_DEGENERATE, CRITICAL_UNDEFINED };

/* "regular", "minimum", "maximum", "saddle", "degenerate", "undefined". */
const char *critical_kind_name(enum critical_kind kind);

struct inspection {
    double value;
    const double *gradient;    /* [n] */
    const double *hessian;     /* [n * n], row-major, both triangles */
    const double *eigenvalues; /* [n], ascending; not-a-number if the Hessian is not finite */
    enum critical_kind kind;
    bool flat; /* critical, and so are its neighbours: one of many */
};

/* Inspects `count` points of n coordinates each, one behind the other; where the landscape's domain is narrower than 1, neighbours are
 * nearer in proportion. Results are arena memory. The work is 5 · count runs of the program of order 2 and 100 n³ operations a point. */
bool critical_inspect(struct arena *arena, struct landscape *landscape, const double *points, size_t count, struct inspection *inspections,
                      struct error *error);

/* What the rule needs to know of a point. */
struct critical_evidence {
    double gradient;                   /* its norm at the point; not finite: undefined */
    double near_gradient;              /* the larger norm at the two neighbours */
    double nearer_gradient;            /* the larger norm at two neighbours a thousandth as far */
    const double *eigenvalues;         /* [n], ascending */
    const double *near_eigenvalues[2]; /* the same of the neighbours' Hessians; not-a-numbers count for nothing */
};
enum critical_kind critical_classify(size_t n, const struct critical_evidence *evidence);

#endif
