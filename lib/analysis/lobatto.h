/* Gauss and Lobatto's rule of seven points on [−1, 1] (Abramowitz & Stegun, table 25.6), exact for polynomials up to degree 11. It looks at
 * the ends of its panel, so that a jump just beside them is not overlooked. */
#ifndef ANALYSIS_LOBATTO_H
#define ANALYSIS_LOBATTO_H

enum { LOBATTO_NODES = 7 };
static const double lobatto_nodes[LOBATTO_NODES] = {
    -1, -0.830223896278566929872, -0.468848793470714213804, 0, 0.468848793470714213804, 0.830223896278566929872, 1};
static const double lobatto_weights[LOBATTO_NODES] = {
    1.0 / 21, 0.276826047361565948011, 0.431745381209862623418, 0.487619047619047619048, 0.431745381209862623418, 0.276826047361565948011, 1.0 / 21};

#endif
