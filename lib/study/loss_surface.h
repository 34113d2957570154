/* What the files of the study of loss surfaces share: the question and its answer. */
#ifndef STUDY_LOSS_SURFACE_H
#define STUDY_LOSS_SURFACE_H

#include "study/map_show.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/training.h"

enum surface_directions { SURFACE_RANDOM, SURFACE_PCA, SURFACE_HESSIAN, SURFACE_BETWEEN };
enum surface_view { SURFACE_AUTO, SURFACE_LINE, SURFACE_CONTOUR, SURFACE_FILLED, SURFACE_HEATMAP, SURFACE_WIREFRAME, SURFACE_SPACE };

/* Points of paths that are kept, all runs together, and steps of Lanczos' method. */
enum { SURFACE_MAX_POINTS = 96, SURFACE_LANCZOS_STEPS = 40 };

/* The share of the spread of paths up to which a principal direction is none: the paths are straight, and any second direction will do. */
#define SURFACE_STRAIGHT 1e-20

struct loss_surface_parameters {
    struct picture picture;
    struct training_typed typed;
    struct interval x, y;
    long samples, levels;
    int directions, normalization, of, view, zscale, paths;
    bool match, weights;
    double box;
    double azimuth, elevation;

    /* Resolved: */
    struct training_plan plan;
    struct map_view shown;
    bool plane, draws_paths, to_start; /* to_start: between the start and the end of one run */
    size_t points;                     /* of each run's path */
    double cost;
};

/* A run's path, seen from the plane; [points] each. */
struct surface_path {
    const struct training_course *course;
    size_t points;
    double *step, *x, *y;
    double *away;     /* how far off the plane it is */
    double *loss;     /* where it is */
    double *in_plane; /* at its foot in the plane */
};

struct loss_surface_result {
    struct data_set set;
    const struct training_course *courses;
    const double *centre, *direction[2]; /* [parameters]; direction[1] null on lines */
    struct map map;                      /* of a plane */
    const double *x, *values;            /* of a line; [columns] */
    double *matched;                     /* the same with the hidden units of the far end in the nearest order; null: not asked for */
    size_t columns, moved;               /* moved: hidden units that changed places */
    double distance[2];                  /* between the ends, as they are and with the units in the nearest order */
    double barrier[2];                   /* likewise, of `between`: how far the loss rises above the straight line between the ends */
    double sharpness[2];                 /* of both ends, in their boxes (box_sharpness); asked for by box */
    double ends[2];                      /* the loss at both */
    struct surface_path *paths;          /* a run each; null where no paths are drawn */
    double share;                        /* of the squared distances of all paths from the centre, what the plane shows */
    double shares[3]; /* by direction, where they are at right angles; of principal ones the third, too, which the plane leaves out */
    double eigenvalue[2], residual[2]; /* of the Hessian's leading directions */
    double centre_loss;
    size_t least, greatest, undefined; /* of the grid's or line's values */
};

/* The number of samples across, or up. */
size_t loss_surface_count(const struct loss_surface_parameters *parameters, bool up);

/* Whether the products of the first layer are taken once for the whole plane: where it has inputs enough for that to pay, and nothing else reads them. */
bool loss_surface_once(const struct loss_surface_parameters *parameters);

bool loss_surface_run(struct arena *arena, const void *parameters, void **result, struct error *error);
void loss_surface_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void loss_surface_tell(const void *parameters, const void *result, struct buffer *sentence);
void loss_surface_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);
bool loss_surface_scripted(const void *parameters, const void *result, struct error *error);
bool loss_surface_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
