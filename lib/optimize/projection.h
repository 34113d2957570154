/* Euclidean projections onto convex sets: P(x) is the point of the set that is nearest to x. A descent whose points are put back by one after every step
 * stays in the set; where x = P(x - gradient) it is at a point that is stationary within the set (Bertsekas, Nonlinear Programming, 2.3). A set is a row
 * of a table: its name, its arguments, and how a point is projected. */
#ifndef OPTIMIZE_PROJECTION_H
#define OPTIMIZE_PROJECTION_H

#include "expression/call.h"
#include "expression/python.h"

struct projection;

struct projection_row {
    struct callable callable;
    /* Takes the arguments of a call, whose set has the dimension and the domain that the projection has already. False with the error set. */
    bool (*make)(struct arena *arena, const struct call *call, struct projection *projection, struct error *error);
    /* x[d * stride] becomes the nearest point of the set; `scratch` takes [dimension] numbers. All of x must be finite. */
    void (*project)(const struct projection *projection, double *x, size_t stride, double *scratch);
    /* The same as the body of a function of x in Python, by the constants of projection_python, and the statement that draws the edge of a set of two
     * coordinates on `axes`; each line ends with a newline. */
    const char *python, *python_edge;
};

struct projection {
    const struct projection_row *row;
    size_t dimension;
    const double (*box)[2]; /* [dimension]: of a box its sides; of the others the domain of the landscape */
    const double *center;   /* [dimension]: of a ball */
    double size;            /* a ball's radius; the sum of a simplex's coordinates */
};

/* The table as calls are read by: ball(radius=2,center=1;0). */
const struct callable *projection_at(size_t index);

/* The set that a call of that table means, among points of `dimension` coordinates; a box without bounds is the domain [dimension], whose memory must
 * last. False with the error set. */
bool projection_make(struct arena *arena, const struct call *call, size_t dimension, const double (*domain)[2], struct projection *projection,
                     struct error *error);

/* A box itself. */
struct projection projection_box(const double (*box)[2], size_t dimension);

/* Projects `count` points, [dimension] rows of `lanes` numbers; those that are not finite stay as they are. `scratch` takes [dimension] numbers. */
void projection_apply(const struct projection *projection, double *x, size_t lanes, size_t count, double *scratch);

/* Elementary operations of projecting one point. */
double projection_work(const struct projection *projection);

/* The norm of x - P(x - gradient), of points and gradients that lie `stride` numbers apart: 0 exactly where x is stationary within the set. `scratch`
 * takes [2 * dimension] numbers. */
double projection_residual(const struct projection *projection, const double *x, const double *gradient, size_t stride, double *scratch);

/* What holds a point of the set: a side of the box, the sphere, the sum, a coordinate that is 0. */
struct projection_side {
    bool whole;        /* the sphere, or the sum */
    size_t coordinate; /* else which is held, */
    double bound;      /* and where */
};

/* The sides that a point [dimension] of the set lies on, into sides[dimension + 1]: bounds and zeros exactly, the sphere to 1e-12 of the radius. Returns
 * how many. Of a simplex the sum is always one. */
size_t projection_sides(const struct projection *projection, const double *x, struct projection_side *sides);

/* From where to where the set reaches along coordinate d. */
void projection_extent(const struct projection *projection, size_t d, double extent[2]);

/* The corners of what of a set of two coordinates is drawn, closed: at most PROJECTION_OUTLINE points into x and y. Returns how many. */
enum { PROJECTION_OUTLINE = 361 };
size_t projection_outline(const struct projection *projection, double *x, double *y);

/* At most 0 if and only if a point [dimension] lies in the set: how far it is beyond the side that it is farthest beyond; inside a box or a ball how far
 * it is from the edge, taken negative. */
double projection_excess(const struct projection *projection, const double *x);

/* Appends what a program knows the set by: LOW and HIGH, CENTER and RADIUS, or TOTAL, and project(x), two empty lines behind it. Points that are not finite
 * stay as they are. */
void projection_python(const struct projection *projection, struct buffer *out);

/* "the ball of radius 1 around (0, 0)". */
const char *projection_words(struct arena *arena, const struct projection *projection);

#endif
