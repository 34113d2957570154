/* All critical points of a landscape in a box, and what is known of the list's completeness. In one and two dimensions interval arithmetic may prove
 * it; where it leaves a plane with many points open, finer and finer grids of starts are tried; in more dimensions Newton's method is started from more and
 * more places until as many again find nothing new. Of sums, and in the plane products, of functions of one coordinate each, the list is made of the lists
 * of these, whose proofs are its own. */
#ifndef ANALYSIS_CRITICAL_POINTS_H
#define ANALYSIS_CRITICAL_POINTS_H

#include "analysis/critical.h"

enum {
    CRITICAL_MOST_POINTS = 4096,
    CRITICAL_MOST_CHAINS = 16,
    CRITICAL_MOST_STRETCHES = 16,
    CRITICAL_MOST_DIMENSION = 10,
    CRITICAL_MOST_BOUNDARY = 8
};

struct critical_point {
    size_t dimension;
    double *at; /* [dimension], and two at least */
    double value;
    double *eigenvalues; /* as many, ascending; not-a-numbers where there is no Hessian */
    enum critical_kind kind;
    bool smooth, curved; /* as in struct inspection */
    bool corner;         /* f has no gradient there */
    bool boundary;       /* a minimum of the box on its rim, which it is by what is inside the box alone */
    int index;           /* how often the gradient turns round the point: 1 for minima and maxima of the plane, −1 for saddles; in one dimension
                  the sign of its change: 1 at minima, −1 at maxima; in more than two the sign of the Hessian's determinant, 0 where the
                  Hessian does not decide; 0 on the rim */
    int negative;        /* how many eigenvalues are negative; −1 where that is not certain */
};

/* A curve of critical points of one kind: minima of a trough, of a corner or of a level side of the box, say. Pieces shorter than a 128th of the box
 * may be missing. */
struct critical_chain {
    double (*at)[2];
    size_t count;
    bool closed; /* the last is followed by the first; else it ends on the rim, where its kind changes, or where it could not be followed */
    enum critical_kind kind;
};

/* A part of the box, its rim included, on which f is level, as relu(x) is left of 0. */
struct critical_stretch {
    double box[2][2]; /* the least that holds it, by coordinate, as far as the cells and rays from them tell; the second where there is one */
    double value;
    enum critical_kind kind; /* minimum: beside it f is higher wherever it is not level, maximum: lower; degenerate: both, or neither is seen */
};

enum critical_completeness {
    CRITICAL_INCOMPLETE,       /* something is known to be missing: there are too many, or the count contradicts the list */
    CRITICAL_NOT_CONTRADICTED, /* no test contradicts the list */
    CRITICAL_PROVED /* interval arithmetic shows of every part of the box that it holds exactly one point of the list, or none, or is level */
};

/* "no", "not_contradicted", "proved". */
const char *critical_completeness_name(enum critical_completeness completeness);

struct critical_points {
    struct critical_point *items; /* by value, then x, then y */
    size_t count;
    struct critical_chain *chains;
    size_t chain_count;
    struct critical_stretch *stretches; /* one and two dimensions: whose points are not listed */
    size_t stretch_count;
    enum critical_completeness complete;
    const char *evidence; /* a sentence without its stop */
    /* One dimension: how often the slope changes sign in the box; two: the winding number of the gradient along the rim; more: the degree of the
     * gradient on the rim. The indices of all points sum to these two. */
    long counted;
    bool counted_known; /* it is certain (one: the list is proved; two: no zero of the gradient on the rim, by interval arithmetic; more: as degree.h
                           says, and all indices are known) */
    size_t starts;      /* three and more dimensions: of Newton's method */
    bool flat;          /* there are stretches on which the gradient is zero throughout: their points are not listed */
    bool surfaces;      /* three and more dimensions: there are curves or surfaces of critical points, whose points are not listed */
    bool level;         /* there are places around which doubles do not tell values apart, as all of x/x: points there are not listed */
    bool undefined;     /* the landscape has no gradient anywhere in the box, and so no critical point */
    bool overfull;      /* there are more than CRITICAL_MOST_POINTS, which are all that is kept */
};

/* Searches the box of landscape->dimension (CRITICAL_MOST_DIMENSION at most) intervals lo < hi. Points are polished to rounding error and classified as critical.h says.
 * The result is arena memory and depends on nothing but the landscape and the box. */
bool critical_points_find(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                          struct error *error);

/* Adds the minima of the box on its rim, where f rises inwards: corners of the box, and minima along its sides as far as 1,024 places on each
 * tell, 64 a side at most; in three and more dimensions (CRITICAL_MOST_BOUNDARY at most), minima along its faces of every dimension as far as
 * Newton's method finds them from 64 places on each, or 16,384 in all. */
bool critical_points_add_boundary(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                                  struct error *error);

/* About the work of a search, in elementary operations, for a landscape of that work (graph_work), `smooth` as graph_is_smooth says. */
double critical_points_cost(size_t dimension, double work, bool smooth);

/* The same of critical_points_add_boundary. */
double critical_points_boundary_cost(size_t dimension, double work);

#endif
