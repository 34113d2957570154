/* The catalogue: well-known landscapes as text in the expression language, with their domains, known minima and sources. */
#ifndef LANDSCAPE_CATALOGUE_H
#define LANDSCAPE_CATALOGUE_H

#include "expression/lower.h"

struct catalogue_row {
    struct definition definition; /* name, formula, dimension (0: any) */
    double domain[2][2];          /* [lo, hi] for x and y; those of other dimensions take the first for every coordinate … */
    double planar[2];             /* … except this pair for both when n = 2, if it is not 0:0 */
    const char *extent;           /* instead of these, where it grows with n: [-extent, extent] for every coordinate, a formula in n; else null */
    const char *minimum;          /* the least value over the domain, a formula in n */
    const char
        *minimizers; /* where: points "x,y; x,y", or of n-dimensional ones formulas in i (and n) of coordinate i, one a point: "sqrt(i); -sqrt(i)" */
    size_t only, most; /* the only n for which these are known, or the greatest; 0: all */
    const char *start; /* where descents are customarily started, in the same form; null: nowhere in particular */
    const char *note;  /* a choice made where definitions differ, or what is special; may be null */
    const char *source;
};
extern const struct catalogue_row catalogue[];
extern const size_t catalogue_count;

/* The catalogue as functions of the expression language. */
extern const struct definitions catalogue_definitions;

/* The row of that name, or null. */
const struct catalogue_row *catalogue_find(const char *name);

/* A row's formula, read and printed. */
struct catalogue_formula {
    const struct syntax *tree;
    const char *text, *readable;
};

/* The formula of a row, which is read when it is first asked for and kept until the program ends: for any thread, to be read only. Null if memory runs out. */
const struct catalogue_formula *catalogue_formula(const struct catalogue_row *row);

#endif
