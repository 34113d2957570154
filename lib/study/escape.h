/* What the files of the escape study share: the question and its answer. */
#ifndef STUDY_ESCAPE_H
#define STUDY_ESCAPE_H

#include "analysis/critical_points.h"
#include "optimize/descent.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

enum { ESCAPE_MOST_METHODS = 4 };

struct escape_parameters {
    struct picture picture;
    const char *f;
    struct coordinates start;
    struct interval region, x;
    struct reals noise;
    double lr;
    long steps, runs, seed;
    struct calls optimizer;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
    struct objective objective;
    struct call *methods; /* with their rates filled in */
    const char **names;
    double box[1][2];
    struct projection interval;      /* the same, to which walks are held */
    struct critical_points critical; /* of the box */
};

/* A way out of the well: over the highest maximum between it and an end of the region. */
struct escape_barrier {
    double x, height, rate_factor; /* height above the well's bottom; √(f″(well) |f″(barrier)|) / 2π */
};

enum { ESCAPE_STAGES = 60 };
struct escape_sweep {
    double *probability, *low, *high, *kramers; /* [noise.count] */
    /* Of pictures in time: the same three after stage/ESCAPE_STAGES of the steps, from the start on; else null. */
    struct escape_sweep *stages;
};

struct escape_result {
    const struct critical_point *well; /* the minimum the start belongs to; null if there is none */
    struct escape_barrier barriers[2];
    size_t barrier_count;
    struct escape_sweep sweeps[ESCAPE_MOST_METHODS];
    struct call quiet[2];  /* plain descent and momentum … */
    double quiet_share[2]; /* … and from what share of the region they leave without noise */
};

/* Kramers' estimate of having left: with a small rate η, descent with noise σ is diffusion in the landscape with D = ησ²/2, which crosses
 * a barrier of height ΔU at the rate √(f″ |f″|)/2π · exp(−ΔU/D) per unit of time, η a step (Kramers, Physica 7 (1940) 284). Not-a-number
 * for other methods than plain descent, and where there is no barrier. */
double escape_kramers(const struct escape_parameters *parameters, const struct escape_result *result, const struct call *method, double noise);

double escape_cost(const void *parameters);
bool escape_run(struct arena *arena, const void *parameters, void **answer, struct error *error);
void escape_tell(const void *parameters, const void *result, struct buffer *sentence);
void escape_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

struct script;
bool escape_scripted(const void *parameters, const void *result, struct error *error);
bool escape_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
