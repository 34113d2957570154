/* What the files of the basins study share: the question and its answer. */
#ifndef STUDY_BASINS_H
#define STUDY_BASINS_H

#include "analysis/critical_points.h"
#include "optimize/descent.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

enum basins_view { BASINS_VIEW_NUMBER, BASINS_VIEW_STEPS };

struct basins_parameters {
    struct picture picture;
    const char *f;
    struct interval x, y;
    struct calls optimizer;
    struct reals lr;
    long steps, samples;
    int view;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
    struct objective objective;
    double box[2][2];
    double expected_steps; /* of a run, of those in the budget */
};

/* What a run's end is when it is at no isolated minimum; numbered behind the minima. The first that holds:
 *
 *   outside     it is outside of the box, or numbers overflowed
 *   undefined   the landscape has no value, or no gradient, at the start or where the next step leads
 *   curve       it is nearer than 2 % of the box to a curve of minima
 *   stalled     it is as near to a critical point that is no minimum; or its gradient is 0, or the method finds no step
 *   unsettled   the rest: still on its way, or its gradient is under a millionth of the usual one though nothing of the above is near */
enum { BASINS_OUTSIDE, BASINS_UNDEFINED, BASINS_CURVE, BASINS_STALLED, BASINS_UNSETTLED, BASINS_NOWHERE };
struct basins_nowhere {
    const char *name, *clause; /* "unsettled", "have not settled" */
};
extern const struct basins_nowhere basins_nowhere[BASINS_NOWHERE];

/* Where runs end, as far as 2 % of the box tell: the isolated minima, corners among them, the least first, then the kinds of nowhere. */
struct basins_target {
    double at[2], value;
    size_t count;
    double steps; /* of all runs that end here, together */
};

struct basins_result {
    size_t columns, rows;
    const double *x, *y;
    double *category, *steps;      /* [rows][columns]; category: the number of a target */
    struct basins_target *targets; /* target_count of them, then BASINS_NOWHERE more */
    size_t target_count;
    double most_steps; /* of one run */
    double lr;
    struct critical_points critical;
};

/* How near, in units of the box, an end must be to a minimum to count as there; a run ends when its gradient is so small beside the median at the starts. */
#define BASINS_NEARNESS 0.02
#define BASINS_ARRIVED 1e-6

/* Whether an end at a critical point of that kind that is no minimum has stalled there. */
static inline bool basins_stalls_at(const struct critical_point *point)
{
    return point->kind != CRITICAL_MINIMUM && critical_kind_listed(point->kind);
}

/* Whether the rate depends on the curvatures at the minima. */
bool basins_rate_by_minima(const struct basins_parameters *parameters);

/* The rate asked for, or one that is stable at every minimum. */
double basins_rate(const struct basins_parameters *parameters, const struct critical_points *critical);

/* The steps of a run, on average over a sample of the starts, at most the budget; the budget where a sample would take long. All but these are resolved. */
double basins_expected_steps(struct arena *arena, const struct basins_parameters *parameters);

/* Where a run ended. */
struct basins_end {
    double at[2], gradient_norm;
    enum descent_stop stop;
};

/* For one end after the other, of neighbours mostly; refers to what it is given, whose targets' places stay as they are. */
struct basins_search;
struct basins_search *basins_search_open(struct arena *arena, const struct basins_parameters *parameters, const struct critical_points *critical,
                                         const struct basins_result *result);

/* The number of the target that an end belongs to. */
size_t basins_settle(struct basins_search *search, const struct basins_end *end);

/* Where all runs of the grid ended, row by row (descent.h): `x` is [2][rows · columns], the rest [rows · columns]. */
struct basins_ends {
    double *x, *gradient_norm;
    size_t *steps;
    enum descent_stop *stops;
};

/* Settles them all: sets the result's category, steps and most_steps, and how many of its targets' runs there are and how many steps they take. */
void basins_settle_all(struct arena *arena, const struct basins_parameters *parameters, const struct basins_ends *ends, struct basins_result *result);

/* The share of the starts that end there. */
double basins_share(const struct basins_result *result, size_t target);

void basins_tell(const void *parameters, const void *result, struct buffer *sentence);
void basins_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
bool basins_scripted(const void *parameters, const void *result, struct error *error);
bool basins_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
