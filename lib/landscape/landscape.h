/* A landscape: a scalar function of n real coordinates, from the catalogue or from a user's formula, with exact derivatives. */
#ifndef LANDSCAPE_LANDSCAPE_H
#define LANDSCAPE_LANDSCAPE_H

#include "expression/program.h"
#include "expression/print.h"
#include "landscape/catalogue.h"

enum { LANDSCAPE_MOST = 16 }; /* formulas in one list */

/* What turned and moved a landscape (landscape/transform.h). */
struct transformed {
    const double *shift;    /* [n] */
    const double *rotation; /* [n][n], by rows; null: none */
    double (*domain)[2];    /* [n]: before */
    node_id *coordinates;   /* [n]: where the landscape as it was is taken */
};

struct landscape {
    const char *name;                /* of the catalogue, or null */
    const char *formula;             /* as text that parses back */
    const char *readable;            /* "x·cos(πx)" */
    const char *label;               /* the catalogue's name, or the readable formula */
    const struct catalogue_row *row; /* null for formulas */
    size_t dimension;
    double (*domain)[2];                   /* [dimension] lo, hi: the catalogue's, that of a catalogue function it uses, or -5:5 */
    bool domain_known;                     /* the domain is not merely the fallback */
    const struct syntax *tree;             /* of the formula */
    struct graph *graph;                   /* shared by the landscapes of a list */
    const struct transformed *transformed; /* null: as the catalogue or the formula says */
    bool negated;                          /* by landscape_negate */
    node_id value;
    node_id *gradient; /* [dimension], null until landscape_differentiate */
    node_id *hessian;  /* lower triangle by rows, dimension·(dimension+1)/2, null until landscape_differentiate(…, 2) */
};

/* The name of coordinate i (from 0): x and y in up to two dimensions, else x1, x2, … */
const char *coordinate_name(struct arena *arena, size_t dimension, size_t i);

/* The name of the catalogue that "Styblinski-Tang function", "three hump camel", rosenbrock.png or rosen is meant for; null if it is none's, or several's. */
const char *landscape_meant(struct arena *arena, const char *text);

/* Resolves what `f` takes: names and formulas separated by top-level commas, all of one dimension, in one graph. `dimension` is that
 * demanded (0: as the text tells); `suggested` is taken where the text leaves it open (0: 2). Extra names (a datum z) may be given as
 * variables behind the coordinates. At most LANDSCAPE_MOST. */
bool landscape_resolve(struct arena *arena, const char *text, size_t dimension, size_t suggested, const char *const *extra_names, size_t extra_count,
                       struct landscape **landscapes, size_t *count, struct error *error);

/* Makes the nodes of the gradient (order 1) and the Hessian (order 2), if they are not there yet. */
bool landscape_differentiate(struct landscape *landscape, int order, struct error *error);

/* The landscape of -f in the same graph, for what climbs; none of the catalogue. */
struct landscape *landscape_negate(const struct landscape *landscape);

/* A program with the outputs value, gradient[dimension] (order ≥ 1), lower triangle of the Hessian by rows (order 2). */
bool landscape_program(struct landscape *landscape, int order, struct program **program, struct error *error);

/* A program of bounds on the rounding in what landscape_program(…, order) gives, output by output (graph_rounding). The graph needs to be
 * differentiated to that order. Null where it would be larger than the landscape is worth: bounds cost about as much as one derivative more. */
struct program *landscape_rounding_program(struct landscape *landscape, int order);

/* The formula of a node in text that parses back; null if it is too long to be read (over 2,000 operations). */
const char *landscape_formula(const struct landscape *landscape, node_id node, enum print_style style);

/* The known least value and minimizers of the catalogue row at this dimension: false if none are known. Minimizers are `count` points
 * of `dimension` coordinates, one behind the other. */
bool catalogue_minimum(struct arena *arena, const struct catalogue_row *row, size_t dimension, double *value, double **points, size_t *count);

/* Where descents on the row are customarily started, of `dimension` coordinates: false if nowhere in particular. */
bool catalogue_start(struct arena *arena, const struct catalogue_row *row, size_t dimension, double **point);

/* The same of a landscape, turned and moved with it; false of formulas. The value is the least over the domain that turned with it, which is less
 * than the box landscape->domain around that. */
bool landscape_minimum(struct arena *arena, const struct landscape *landscape, double *value, double **points, size_t *count);
bool landscape_start(struct arena *arena, const struct landscape *landscape, double **point);

#endif
