/* The searches behind critical_points.h, inside this room only: a growing list of points, and the ways of filling it. */
#ifndef ANALYSIS_STATIONARY_H
#define ANALYSIS_STATIONARY_H

#include "analysis/critical_points.h"

/* Of so many points, of those that only values decide, values are looked at; more are not kept on a line and in space. */
enum { STATIONARY_MOST_UNSURE = 160 };

struct stationary_point {
    struct critical_point point;
    double key;      /* by which points are sorted */
    double *doubt;   /* [n]: how far the zero of the gradient may be off, by coordinate */
    double gradient; /* its size, for choosing among neighbours */
    bool sure;       /* the Hessian decides: the point is isolated */
    bool followed;   /* a curve through it was looked for */
    bool turned;     /* its index was looked for by a winding number */
    bool resolved;   /* its kind is final: sure, or looked at by values */
};

struct stationary_cell;

struct stationary {
    struct arena *arena;
    struct landscape *landscape; /* its domain is the box */
    struct inspector *inspector;
    struct program *value; /* of the landscape, by which candidates are sorted */
    struct workspace *of_value;
    size_t dimension;
    double *low, *extent; /* [n] the box: low + [0, 1] · extent */
    double *weights; /* [n] of coordinates in a point's key: x, where there are one or two; else such that only points close by are close in it */

    double width, furthest; /* of the box, as a key is made of coordinates, and of its places */

    struct stationary_point **points; /* ascending by their keys; room for CRITICAL_MOST_POINTS */
    double *keys;                     /* theirs, side by side: they are searched all the time */
    size_t count, unsure_count;
    size_t merged;                       /* while some are taken in: those behind so many, ascending themselves, are new */
    double widest_doubt;                 /* of the sure ones, as a key is made of coordinates */
    size_t left_out;                     /* places where one search's starts came to rest that the full list has no room for, at least */
    bool flat, overfull;                 /* as in struct critical_points */
    bool surfaces;                       /* as in struct critical_points */
    bool corners;                        /* three and more dimensions: the landscape is not smooth everywhere */
    bool crowded;                        /* more corners were found than are kept */
    bool unresolved;                     /* more points that values decide were found than are looked at */
    bool level_corners;                  /* there are curves of corners along which f is level and that were not traced */
    bool again;                          /* what was found once is looked for again, beside the curves that were traced */
    bool more_chains;                    /* there are more curves than are kept */
    double looks;                        /* how many more kinds may be decided by values (stationary_inspect) */
    size_t contradicted_parts;           /* of the box, whose winding numbers its points do not make, where they were looked at */
    bool singular;                       /* a cell that stayed open may hold a pole or a jump */
    struct stationary_cell *level_cells; /* on which the landscape is level, the first of them */
    size_t level_count;
    bool may_be_level;               /* graph_may_be_level */
    struct interval_program *slopes; /* value and gradient, for stationary_on_level; null until then */
    struct critical_stretch *stretches;
    size_t stretch_count;
    bool more_stretches; /* there are more stretches than are kept */
    bool level;          /* there are places around which doubles do not tell values apart */
    struct critical_chain *chains;
    size_t chain_count;

    size_t starts, idle;  /* three and more dimensions: how many starts Newton's method had, and how many of the last found nothing new */
    bool apart;           /* the list was made of lists of one coordinate each */
    const char *evidence; /* what these leave open; null: nothing, or not apart */
    size_t made;          /* how many points the others make together */
    long degree;          /* as degree.h counts it */
    bool degree_known;
    size_t side, late; /* in the plane: the side of the finest grid that Newton's method started from, and how many points it found that were new */
    double undecided;  /* the part of the box, 0 to 1, of which the cells do not tell how many points it holds */
    size_t undecided_cells;
};

/* An empty search of the landscape's domain. False after an error. */
bool stationary_begin(struct stationary *search, struct arena *arena, struct landscape *landscape, struct error *error);

/* Takes in those of the candidates (coordinates at[0][i], at[1][i], …) that are critical and new. What the Hessian leaves open is degenerate until
 * stationary_resolve. Rounded: short decimals are taken instead where the gradient is no larger. */
void stationary_add(struct stationary *search, const double *const *at, size_t count, bool round);

/* The largest component of a gradient, in units of the box; infinite if there is none. */
double stationary_steepness(const struct stationary *search, const struct inspection *inspection);

/* Writes down at a point what an inspection there says. */
void stationary_note(const struct stationary *search, const struct inspection *inspection, struct stationary_point *point);

/* A step along a curve, in units of the box. */
#define STATIONARY_LINK (1.0 / 128)

/* A curve of critical points of the plane, as it is traced. */
struct stationary_curve {
    void *context;
    void (*tangent)(void *context, const double at[2], double tangent[2]); /* of length 1 in units of the box; not-a-numbers: there is none */
    bool (*correct)(void *context, double at[2]);                          /* onto the curve, from near by; false if that is not where it leads */
    bool (*holds)(void *context, const double at[2]);                      /* whether a place of it is critical */
    enum critical_kind (*kind)(void *context, const double at[2]);         /* regular: the place is on no such curve */
    double (*bend)(void *context, const double at[2]);                     /* the curvature across it; null: there is none */
};

/* Traces the curve from a place on it both ways, to where it ends or leaves the box, and takes its points out of the list. False if it is none. */
bool stationary_trace(struct stationary *search, const struct stationary_curve *curve, const double start[2]);

/* Whether a place is on one of the chains from number `first` on, and not where one ends inside the box. */
bool stationary_on_chain(const struct stationary *search, size_t first, const double *at);

/* Whether a chain ends at a place inside the box. */
bool stationary_ends_at(const struct stationary *search, const struct critical_chain *chain, const double at[2]);

/* Takes out points that are but the ends of chains of their own kind. */
void stationary_take_out_ends(struct stationary *search);

/* Whether a place of a curve is on one of the chains, as near as two traces of one curve are. */
bool stationary_is_traced(const struct stationary *search, const double at[2]);

/* Whether a place of the plane is in the box, its rim included. */
bool stationary_in_box(const struct stationary *search, const double *at);

/* Traces curves of degenerate points; then looks at the values around the unsure points that are left. */
bool stationary_chain(struct stationary *search, struct error *error);
void stationary_resolve(struct stationary *search);

/* Takes out points that rounding does not tell from others, of their kind or, if they are of index 0, of any: all along the valley between them the slope is 0 to rounding, as
 * beside the minimum of (y − x²)² + x¹². */
bool stationary_drop_shadows(struct stationary *search, struct error *error);

/* Whether the list takes in no more points and has been offered some: nothing more that is found is listed, nor is the list proved. */
bool stationary_is_full(const struct stationary *search);

void stationary_take_out(struct stationary *search, size_t i);

/* Whether a point of the list lies in a rectangle (one or two dimensions). */
bool stationary_within(const struct stationary *search, const double low[2], const double high[2]);

/* The coordinate rounded to a short decimal, finer than the box by so many digits; −0 made 0. */
double stationary_rounded(const struct stationary *search, size_t axis, int digits, double x);

/* The searches. */
bool stationary_search_line(struct stationary *search, struct error *error);
bool stationary_search_plane(struct stationary *search, struct error *error);
bool stationary_search_space(struct stationary *search, struct error *error);

/* Lists the points of a landscape that is a sum or a product of functions of one coordinate each, if lists of these, by `find` (which is
 * critical_points_find), tell all: then search->apart. */
typedef bool stationary_find(struct arena *arena, struct landscape *landscape, const double (*box)[2], struct critical_points *found,
                             struct error *error);
bool stationary_search_parts(struct stationary *search, stationary_find *find, struct error *error);

/* The work of a search in space at most, for a landscape of that work. */
double stationary_space_cost(size_t dimension, double work);

/* Takes degenerate points on curves and surfaces of such out of the list, in space. */
bool stationary_search_surfaces(struct stationary *search, struct error *error);

/* Newton's method from these starts; nothing where the list is full. */
bool stationary_follow(struct stationary *search, double *const *at, size_t count, struct error *error);

/* Places number `first` and on of a sequence that fills the box evenly (a Weyl sequence: Roberts, The unreasonable effectiveness of
 * quasirandom sequences, 2018). */
void stationary_spread(const struct stationary *search, size_t first, size_t count, double *const *at);

/* The kind of a point by values, as critical_inspect_by; each is one of search->looks. False once these are used up: nothing is looked at. */
bool stationary_inspect(struct stationary *search, const double *at, struct inspection *inspection);

/* Whether the landscape may have corners in the box: where abs, relu, max and their like change from one formula to another. */
bool stationary_has_corners(struct stationary *search);

/* Candidates at the corners of a landscape of the plane, and on both sides close by. */
bool stationary_search_corners(struct stationary *search, struct error *error);

/* A part of the box in one or two dimensions. */
struct stationary_cell {
    double low[2], high[2];
};

/* Its part of the box, 0 to 1; whether it is as small as doubles or the box allow; it and as much on all sides; its middle. */
double stationary_share(const struct stationary *search, const struct stationary_cell *cell);
bool stationary_is_smallest(const struct stationary *search, const struct stationary_cell *cell);
struct stationary_cell stationary_widened(const struct stationary *search, const struct stationary_cell *cell);
void stationary_middle(const struct stationary *search, const struct stationary_cell *cell, double at[2]);

/* Newton's step in n ≤ 2 dimensions from value, gradient and the Hessian's lower triangle. From such a determinant on, beside the square of its size, a
 * Hessian is singular: false, and the step leads onto a curve of zeros, by the pseudo-inverse of rank one. */
bool stationary_newton_step(size_t n, const double *numbers, double singular, double move[2]);

/* Whether a step from a place ends in the cell. */
bool stationary_stays(size_t n, const struct stationary_cell *cell, const double at[2], const double move[2]);

enum stationary_rest {
    STATIONARY_RESTLESS, /* it left its cell, or did not settle */
    STATIONARY_SIMPLE,   /* at a zero with a regular Hessian */
    STATIONARY_SINGULAR
};

/* Newton's method by these steps from `count` places at once, each within a cell of its own; `program` has value, gradient and Hessian. The places become
 * where it came to, rests[i] how. */
void stationary_polish(struct arena *arena, size_t n, struct program *program, struct workspace *workspace, const struct stationary_cell *cells,
                       double *const at[2], size_t count, double singular, enum stationary_rest *rests);

/* Cuts the box into cells until interval arithmetic shows of each that it holds no zero of the gradient or exactly one, as far as `budget` operations
 * go; zeros found on the way are added. */
bool stationary_search_cells(struct stationary *search, double budget, struct error *error);

/* Takes note of a cell throughout which the landscape is level; makes stretches of all of them, at the end. */
void stationary_note_level(struct stationary *search, const struct stationary_cell *cell);
void stationary_join_levels(struct stationary *search);

/* Whether a place in one or two dimensions is on a level stretch or on its rim: beside it, a millionth of the box away, interval arithmetic proves in some
 * direction that the gradient is zero. */
bool stationary_on_level(struct stationary *search, const double *at);

/* In the plane, where the cells leave some of the box open and points are many: from finer and finer grids, until one finds nothing new. */
bool stationary_search_fine(struct stationary *search, struct error *error);

/* In the plane, where the winding number round the box contradicts the list of points, whose kinds are final: looks for more in those parts of the box
 * whose own winding numbers do. */
bool stationary_search_missing(struct stationary *search, struct error *error);

#endif
