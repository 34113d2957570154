/* The panels that expectations are summed over: where they lie, and the sums over them. */
#ifndef ANALYSIS_EXPECTATION_PANELS_H
#define ANALYSIS_EXPECTATION_PANELS_H

#include "analysis/expectation.h"
#include "analysis/lobatto.h"

enum { PANEL_NODES = LOBATTO_NODES, CENTRAL = 32, TAIL = 8, MAX_SPOTS = 8, MAX_JUMPS = 64 };
enum { FIRST = CENTRAL + 2 * TAIL + 2 * MAX_SPOTS + 2 * MAX_JUMPS };
enum { MAX_PANELS = 2048, SUMS = 2, SHED = 3, EXPECTATION_NARROW_GRID = 1 << 15 };
enum { JUMP_SECTIONS = 16, MAX_STEPPED = MAX_JUMPS * (JUMP_SECTIONS + 1) }; /* places that steps are wanted at together */

/* |t| up to which panels are central, that is |z| up to 10; farther out is a tail. */
#define PANELS_CENTRAL 3.0

struct panel {
    double low, high;           /* of t */
    double sums[SUMS];          /* of the loss and of its slope */
    double ends[SUMS][2];       /* the integrand at both ends */
    double shed[SUMS][SHED];    /* the sums of what was cut off it at the last three levels, the latest last */
    size_t undefined, infinite; /* nodes at which the loss is so */
    size_t steep;               /* nodes at which the slope is not finite */
    bool infinite_ends[2];
};

struct expectation {
    const struct loss *loss;
    const struct distribution *distribution;
    struct workspace *value_space, *slope_space, *weighted_space;
    size_t sums;                          /* that are wanted: SUMS, or 1 for the values alone */
    double nodes, placed;                 /* that the loss has been evaluated at, in all, and of these the ones that are not the usual */
    struct panel *panels, *next, *halves; /* [MAX_PANELS] of this level and of the next; [2 · MAX_PANELS] */
    double *x, *t, *z, *weights, *outputs[SUMS];
    double *grid, *heights;                  /* [loss->cells + 1] where valleys are looked for, and the risk there */
    bool weighted;                           /* loss times density is one program, of the density's logarithm */
    double *log_weights;                     /* null: there is no such program */
    struct workspace *steps_space;           /* of a loss that has steps */
    double *steps[LOSS_MOST_STEPS], stepped; /* their values; at how many places these were wanted */
    double jumps[MAX_JUMPS][2];              /* neighbouring places between which the loss jumps: ends of first panels */
    size_t jump_count;
    size_t first; /* panels at the start */

    /* The first panels without spots, then their halves: [3 · first], with all their nodes, which are the same for every x. */
    struct panel *usual;
    size_t usual_first;
    double *usual_z, *usual_weights;
    double *usual_t; /* the places of those of the panels themselves, of a loss that has steps */
    double *narrow_t, *narrow_x, *narrow_z, *narrow_weights, *narrow_heights; /* of a loss with narrow peaks: where these are looked for */
    bool extrapolated;                                                        /* expectation_extrapolated */
    bool failed;
    double failed_x;
    struct expected failure;
};

/* The first panels, with ends at the spots and at both sides of the jumps besides the usual ones, and none within a jump: expectation->first of them,
 * in expectation->panels. */
void panels_choose(struct expectation *expectation, const double *spots, size_t spot_count);

/* The halves of panels, two behind two. */
void panels_halve(const struct panel *panels, size_t count, struct panel *halves);

/* The sums of panels at x. Values that are not finite are counted, and left out: the slope of a root has a pole that can be integrated over. */
void panels_evaluate(struct expectation *expectation, double x, struct panel *panels, size_t count);

/* The first panels without spots, and their halves, into expectation->panels and ->halves: the nodes of those without a jump are known. */
void panels_evaluate_usual(struct expectation *expectation, double x);

#endif
