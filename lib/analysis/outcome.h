/* How a descent ended, decided by its path and by the landscape around its end. Every outcome is a result, none an error, and each
 * comes with the evidence for it.
 *
 * The words below are claims. None depends on the units of a coordinate or of the value: all lengths are measured against the path, each
 * coordinate by its own extent e_d = max_t |x_t,d − x_end,d| (where the path moved by no more than 1e-100 of the domain's width, whose
 * squares leave the range of doubles, a thousandth of that width), and all gradients against gradients. "Along an eigenvector" means an eigenvector of the Hessian in coordinates x_d / e_d; beyond
 * OUTCOME_MOST_DIMENSION dimensions, or where there is no Hessian, the axes stand in for them.
 *
 *   at a point     along every eigenvector the slope changes its sign within a millionth of the path's extent along it (within a
 *                  billionth where the slope does not grow, to 1 %, with the distance: at corners, and where the Hessian vanishes), or
 *                  is zero to rounding
 *                  Where there is no Hessian, it also falls along no crease (outcome_local.c)
 *   near a point   Newton's method finds it from the end, along all eigenvectors or along those alone in which the landscape is curved more (across a
 *                  valley whose bottom is level), whichever is nearer, and its first step leads at least a tenth of the way. A minimum is where no
 *                  place around is lower and some are higher, to rounding, even if along some direction slopes change no sign but vanish
 *
 * The first that holds is the outcome:
 *
 *   diverged       a number overflowed; or the value is higher than at the start and from the third quarter of the path to the last the
 *                  greatest value (above the least) grows by a tenth or the steps to twice their length; with noise, twice that
 *   left_domain    the value is not higher than at the start, and the next step leads where the landscape is undefined
 *   converged      it is at a point where along every eigenvector the landscape rises or is level (then at no higher value than at the start), and
 *                  along one it rises; or it is level along all of them at the lowest value known, to rounding; or a tolerance was given, the gradient's
 *                  norm is within it, and a minimum is near; or the last half of the path is under a millionth of its way, or the method has
 *                  no step to propose and the value is not higher than at the start, and a minimum is near that lies within a millionth of
 *                  the path's extent along every coordinate
 *   stalled        it is at a point where the landscape falls along some eigenvector (a saddle, a maximum, a terrace), or beside which it jumps to
 *                  lower values; or it is level along all of them in doubles alone, as its gradient is below their range or lost to rounding
 *                  (critical.h, `below`), and nothing is known to be lower
 *   plateau        the landscape is level around it, though lower elsewhere
 *   stalled        the method has no step to propose, within the domain or at a higher value than at the start, or the gradient is undefined
 *   left_domain    the end is outside the setting's box, which is told: the landscape's domain, -5 to 5 of a formula, which has none, both
 *                  widened to hold the starts
 *   oscillating    in its last half it travelled more than five times as far as it got, and its steps do not shrink to rest
 *   stalled        its last half is under a millionth of its way; or the gradient is under a hundredth of the largest on the path, and
 *                  near is a point that is no minimum
 *   plateau        down the steepest way from the end the slope soon grows to a hundred times the gradient (local_steepens_ahead); or the
 *                  gradient is under a hundredth of the largest on the path, it does not come away from a saddle or a maximum that is
 *                  near, and the way downhill comes to no minimum, but to where it is less than a thousandth as steep, or to the
 *                  domain's edge
 *   out_of_steps   it was still getting somewhere
 *
 * Of a path that a projection P holds in a convex set (optimize/projection.h) all this is said where its end lies within the set and so does the point
 * it is heading for, if there is one. Elsewhere, with r = |x - P(x - gradient)|, which is 0 exactly where no direction into the set leads down to first order:
 *
 *   converged      r is zero to rounding, within the tolerance, or a millionth of the largest on the path, and no probe of the set around the end
 *                  is lower
 *   stalled        r is so small, and a probe is lower
 *   diverged, left_domain, oscillating, stalled and out_of_steps otherwise by the path, as above; nothing is called a plateau
 *
 * Of a climb all this is said of -f, and told of f: it converges at maxima.
 *
 * With noise on the gradient the last two are not distinguished from it: what moves is out of steps. */
#ifndef ANALYSIS_OUTCOME_H
#define ANALYSIS_OUTCOME_H

#include "analysis/critical.h"
#include "optimize/descent.h"

enum outcome_kind {
    OUTCOME_CONVERGED,
    OUTCOME_STALLED,
    OUTCOME_PLATEAU,
    OUTCOME_DIVERGED,
    OUTCOME_OSCILLATING,
    OUTCOME_LEFT_DOMAIN,
    OUTCOME_OUT_OF_STEPS,
    OUTCOME_COUNT
};

/* Beyond this many dimensions the Hessian is not looked at. */
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
    const double *residual;              /* [rows]: |x - P(x - gradient)|; null without a projection P */
    enum descent_stop stop;
};

/* What all paths judged together have in common. */
struct outcome_setting {
    struct landscape *landscape;
    const double (*box)[2];              /* [dimension]: the domain */
    double tolerance;                    /* a gradient's norm that was asked for, with a projection one of x - P(x - gradient); 0: none */
    const struct projection *projection; /* to the set that holds the paths; null: none does */
    bool noisy;                          /* the gradients were estimates */
    bool climbs; /* the landscape is -f of an f that is climbed (landscape_negate), and its paths have values of -f: what is told is of f */
};

struct outcome {
    enum outcome_kind kind;
    const char *evidence;        /* a clause: "the gradient's norm is 2e-9 at a minimum" */
    const char *place;           /* where it converged or stalled, in a word or two: "minimum", "saddle"; null where that says nothing */
    enum critical_kind critical; /* of the critical point it is at or heading for; CRITICAL_REGULAR: none is near; CRITICAL_UNDEFINED: a jump is */
    bool at;                     /* it is at that point, rather than heading for it */
    const double *target;        /* [dimension]: that point; null if there is none */
    double target_value;
    const double *eigenvalues;  /* [dimension]: of the Hessian at the end, ascending; null if it was not looked at */
    double largest_stable_rate; /* 2/λ for the largest eigenvalue λ there, of -f in a climb; not-a-number where it is not above 0 or not known */
    bool curved;                /* the largest eigenvalue uses up a gradient as large as any on the path within ten thousand extents of it */
    double steps_to_go;         /* to the minimum it is heading for, at this pace (outcome_path.h); not-a-number where no pace fits or holds as far */
};

/* Judges `count` paths. The box is surveyed with points of a fixed seed, so the same paths are always judged the same. */
bool outcome_judge(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                   struct outcome *outcomes, struct error *error);

/* The work of outcome_judge in elementary operations, at most; what is compiled for it is left in the landscape's graph. */
bool outcome_cost(struct landscape *landscape, size_t count, double *cost, struct error *error);

#endif
