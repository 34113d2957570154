/* Values on a grid as a function: the tensor-product B-spline through them (de Boor, A Practical Guide to Splines, ch. 17), cubic along an axis of four
 * points or more and not a knot next to its ends, as scipy's RectBivariateSpline with s = 0 has it; of lower degree where there are fewer points. It
 * has continuous second derivatives, and is undefined outside its grid. In a formula it is the operation grid(x, y, spline), of which the last operand
 * is a number that holds the address of the spline (grid_handle): so programs, packs and intervals pass it on as they do any constant. */
#ifndef EXPRESSION_GRID_H
#define EXPRESSION_GRID_H

#include "base/arena.h"
#include "expression/interval_rules.h"

#include <stdint.h>

enum { GRID_MOST_POINTS = 1000, GRID_MOST_DEGREE = 3 }; /* along an axis */

/* What was given: z[row * columns + column] at evenly spaced places, x from x[0] to x[1] over the columns and y from y[0] to y[1] over the rows. */
struct grid_values {
    double x[2], y[2];
    size_t columns, rows; /* 2 to GRID_MOST_POINTS each */
    const double *z;
};

struct grid_spline;

/* The spline through values, all finite and both intervals ascending; it lives in the arena, as the values must. */
struct grid_spline *grid_fit(struct arena *arena, const struct grid_values *values);

/* Whether two go through the same values, and are the same derivative; equal ones have one hash. */
bool grid_same(const struct grid_spline *a, const struct grid_spline *b);
uint64_t grid_hash(const struct grid_spline *spline);

/* The values it goes through, and the orders along x and y of the derivative of their spline that it is. */
const struct grid_values *grid_values(const struct grid_spline *spline);
void grid_orders(const struct grid_spline *spline, int orders[2]);

/* The derivative along x (axis 0) or y (1), made once. Past the degree it is 0. */
struct grid_spline *grid_derivative(struct grid_spline *spline, int axis);

/* The spline's address as a number, and back. */
double grid_handle(const struct grid_spline *spline);
struct grid_spline *grid_of(double handle);

/* The value of the spline of a handle; not-a-number outside the grid. Within 64·2⁻⁵² times the greatest coefficient near (x, y). */
double grid_value(double x, double y, double handle);

/* Bounds over boxes: Bernstein coefficients of each piece the box meets, or the coefficients of the B-spline where these are many. */
interval_rule interval_grid;

#endif
