/* How a descent ended, told from its path and from the landscape around its end. Every outcome is a result, none an error, and each
 * comes with the evidence for it. */
#ifndef ANALYSIS_OUTCOME_H
#define ANALYSIS_OUTCOME_H

#include "analysis/critical.h"
#include "optimize/descent.h"

enum outcome_kind {
    OUTCOME_CONVERGED,   /* it rests at a minimum */
    OUTCOME_STALLED,     /* it rests, or hardly moves, where there is no minimum: at a saddle or a maximum, or on a plateau */
    OUTCOME_DIVERGED,    /* its steps grow and its value rises, or a number overflowed */
    OUTCOME_OSCILLATING, /* it moves on and on without getting anywhere */
    OUTCOME_LEFT_DOMAIN, /* it is outside the box, and on its way down */
    OUTCOME_OUT_OF_STEPS /* it was still getting somewhere */
};

/* Beyond this many dimensions the Hessian is not looked at: rest is told from probes around the end. */
enum { OUTCOME_MOST_DIMENSION = 100 };

/* "out_of_steps" for programs, "ran out of steps" in a sentence, "out of steps" in a legend. */
const char *outcome_name(enum outcome_kind kind);
const char *outcome_words(enum outcome_kind kind);
const char *outcome_label(enum outcome_kind kind);

/* A descent's path: the start, then a row a step. */
struct outcome_path {
    size_t rows;
    const double *x;                     /* [rows][dimension] */
    const double *value, *gradient_norm; /* [rows] */
    enum descent_stop stop;
};

/* What all paths judged together have in common. */
struct outcome_setting {
    struct landscape *landscape;
    const double (*box)[2]; /* [dimension]: the domain */
    double tolerance;       /* a gradient's norm that counts as rest whatever the landscape's scale; 0: the landscape's scale decides */
    bool noisy;             /* the gradients were estimates */
};

struct outcome {
    enum outcome_kind kind;
    const char *evidence;        /* a clause: "the gradient's norm is 2e-9 at a minimum" */
    const char *place;           /* where it converged or stalled, in a word or two: "minimum", "plateau"; null where that says nothing */
    enum critical_kind critical; /* of the critical point it is at or heading for; CRITICAL_REGULAR: none is near */
    bool at;                     /* it is at that point, rather than heading for it */
    const double *target;        /* [dimension]: that point; null if there is none */
    double target_value;
    const double *eigenvalues;  /* [dimension]: of the Hessian at the end, ascending; null if it was not looked at */
    double largest_stable_rate; /* 2/λ for the largest eigenvalue λ there; not-a-number where nothing curves upwards or it is not known */
};

/* Judges `count` paths. The box is surveyed with points of a fixed seed, so the same paths are always judged the same. */
bool outcome_judge(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                   struct outcome *outcomes, struct error *error);

/* The work of outcome_judge in elementary operations, at most; what is compiled for it is left in the landscape's graph. */
bool outcome_cost(struct landscape *landscape, size_t count, double *cost, struct error *error);

#endif
