/* What the files of the descent study share: the question and its answer. */
#ifndef STUDY_DESCENT_H
#define STUDY_DESCENT_H

#include "analysis/outcome.h"
#include "optimize/projection.h"
#include "study/breaks.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

enum descent_view { DESCENT_PATH, DESCENT_LOSS, DESCENT_GRADIENT_NORM, DESCENT_BOTH };
enum { DESCENT_MOST_RUNS = 64 };

/* A method with its rate and schedule; all starts of one group advance in lockstep. */
struct descent_group {
    struct call method;
    const struct call *schedule;
    double lr;
    const char *rule; /* that lr=auto came by; null: the rate was said, or is the method's default */
    const char *name; /* "adam(lr=0.1)", with the schedule where several are compared */
};

/* Samples across and up of the map beneath paths. */
enum { DESCENT_MAP_SAMPLES = 121 };

struct descent_parameters {
    struct picture picture;
    const char *f;
    long dimension, steps, batch, seed;
    struct points start;
    struct calls optimizer, schedule;
    struct reals lr;
    double noise, tolerance;
    int view;
    struct call project;
    struct typed_transformation transformation;

    /* Resolved: */
    struct landscape *landscape;
    bool climbs;                 /* all methods do, on -f */
    struct landscape *descended; /* the landscape, or -f */
    struct objective objective;  /* of what is descended on */
    double (*box)[2];            /* [n]: the domain, widened to hold the starts */
    double *starts;              /* [n][start_count] */
    size_t start_count;
    struct projection *set; /* that holds the runs; null: none does */
    struct descent_group *groups;
    size_t group_count;
    double judging; /* the work of telling the outcomes */
};

/* What a run searched with, at moments of it. */
struct trail_search {
    const struct method_search *rule;
    size_t most, steps, every, count; /* points at most; the budget; evaluations from moment to moment; moments */
    struct search_state *states;      /* [count] */
    double *evaluated;                /* [count]: gradients evaluated before the trial of the moment */
};

/* One run: the path with a row a step, and what became of it. */
struct trail {
    const char *name;
    const struct descent_group *group;
    size_t start, rows, evaluations;
    double *x; /* [rows][n] */
    double *value, *gradient_norm, *rate;
    double *residual;            /* [rows]: |x - P(x - gradient)|; null without a set */
    double *evaluated;           /* [rows]: gradients evaluated before the one at the row's point: a step of a search takes several */
    struct trail_search *search; /* null: nothing, or more than there is room for */
    enum descent_stop stop;
    struct outcome outcome;
};

/* The plane that holds as much of the paths' variance as a plane can. */
struct descent_plane {
    double *centre;        /* [n]: the mean of all points */
    double *directions[2]; /* [n]: orthonormal */
    double explained[2];   /* the part of the variance along each */
};

struct descent_result {
    struct trail *trails;
    size_t count;
    size_t best;                 /* the trail that ends lowest, in a climb highest */
    double longest;              /* gradients that the longest run evaluated after the first; at least 1 */
    struct descent_plane *plane; /* beyond two dimensions, else null */
};

bool descent_resolve(struct arena *arena, void *parameters, struct error *error);

/* The principal plane of all trails together. */
struct descent_plane *descent_plane_find(struct arena *arena, const struct trail *trails, size_t count, size_t dimension);

/* Room for what one of so many runs searches with; null: none is needed, or it would be too much. Then it is recorded from evaluation to evaluation
 * (`search` may be null), and told as a member of the run. */
size_t search_moments(const struct call *method, size_t n, size_t steps, size_t runs);
double search_numbers(const struct call *method, size_t n, size_t steps, size_t runs); /* of one run */
struct trail_search *search_prepare(struct arena *arena, const struct call *method, size_t n, size_t steps, size_t runs);
void search_record(struct trail_search *search, const struct method_step *step, const struct block *block, size_t point);
void search_describe(struct arena *arena, const struct trail_search *search, size_t n, struct value *run);
extern const struct study_fact descent_members[1];

/* Gradients evaluated before the last of what is shown of a run. */
double trail_last_shown(const struct trail *trail);

/* Where the path view shows a place of n coordinates: as it is, or on the principal plane; of one coordinate at height 0. */
void descent_place(const struct descent_result *result, size_t n, const double *x, double at[2]);

/* What a run searched with as layers; returns how many. `line` is the index of the run's path among the panel's layers. */
size_t descent_draw_search(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result,
                           const struct trail *trail, size_t line, struct figure_layer layers[2]);

/* Widens the box [low, high] around what descent_draw_search shows of a run on a landscape of two coordinates. */
void descent_search_widen(struct arena *arena, const struct trail *trail, double low[2], double high[2]);

/* When a row of a trail is there, in the figure's time: all runs take as long for a gradient, and the longest the whole time. */
double trail_time(const struct descent_result *result, const struct trail *trail, size_t row);

/* The point a trail ends at: [dimension]. */
const double *trail_end(const struct trail *trail, size_t dimension);

/* The panel of the path view: the paths on the landscape, or on its principal plane. */
void descent_draw_path(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result,
                       struct figure_panel *panel);

/* Where the landscape of one or two coordinates is not continuous, over what the path view shows. */
struct breaks descent_breaks(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result);

/* What a run is called in a legend: what distinguishes it from the others, how it ended unless its steps ran out, and its last value; of a single run
 * with the evidence. */
const char *trail_label(struct arena *arena, const struct descent_result *result, const struct trail *trail);

/* The same without how it ended, for where there is no room for that. */
const char *trail_short_label(struct arena *arena, const struct descent_result *result, const struct trail *trail);

/* The colour of a run's line: one run is orange, several take turns. */
struct figure_style trail_style(const struct descent_result *result);

void descent_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void descent_tell(const void *parameters, const void *result, struct buffer *sentence);
void descent_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
bool descent_scripted(const void *parameters, const void *result, struct error *error);
bool descent_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
