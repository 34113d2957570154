/* What programs have in which methods of descent take their steps, whatever they descend on: the methods by the rules of their rows, and the loop. */
#ifndef STUDY_METHOD_SCRIPT_H
#define STUDY_METHOD_SCRIPT_H

#include "study/script.h"

/* What the program needs besides the methods themselves. */
struct script_needs {
    bool search, curvature;
    bool squares;              /* a method descends by the Gauss–Newton matrix of a sum of squares */
    bool chance;               /* a method draws random numbers */
    bool probes;               /* of a method the lowest trial is no step, though it searches */
    bool clip, average, shown; /* options of all methods are given; places are shown that are not x */
};

/* The methods, and in expressions of x what they descend on. */
struct script_descent {
    const struct call *const *calls;
    size_t count;
    struct script_needs needs;
    const char *value, *gradient, *hessian, *gauss_newton; /* "f(*x)" */
    bool noise;                                            /* a gradient has NOISE times a normal number for each coordinate on it */
    bool numbered;                                         /* the gradient is of the evaluation number `evaluations` */
    const char *steps;                                     /* that a run takes at most: "STEPS" */
    const char *given;                                     /* further parameters of descend: ", objective" */
    const char *tested;                                    /* what of a row the run ends at if it is at most TOLERANCE: "norm"; null: nothing */
    bool projected;                                        /* each step is put back by project(x) */
    /* The lines that take value and norm at x when a run has come there, and add them to rows; how rows say where the run was before, and its value. */
    const char *measured, *kept, *before, *lowest;
    const char *returned; /* null: rows alone */
    const char *help;     /* what that is */
};

struct script_needs script_needs(const struct call *const *calls, size_t count);

/* Whether the method, and that which it is made of, have a rule in Python for so many coordinates; else false with the reason. */
bool script_has_method(const struct call *method, size_t dimension, struct error *error);

/* Whether methods differ in the functions that they are given; else each is given the gradient. */
bool script_methods_differ(const struct script_needs *needs);

/* What the method is given: "value_and_gradient, hessian". */
void script_method_wants(struct buffer *out, const struct method *method);

/* Adds the methods, and the functions that they call. */
void script_add_methods(struct script *script, const struct script_descent *descent);

/* Adds descend(method, start, rates, run, …, **options), which returns rows, or what is `returned`. */
void script_add_loop(struct script *script, const struct script_descent *descent);

#endif
