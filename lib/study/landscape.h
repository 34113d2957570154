/* What the three files of the landscape study share: the question and its answer. */
#ifndef STUDY_LANDSCAPE_H
#define STUDY_LANDSCAPE_H

#include "analysis/critical_points.h"
#include "study/curve.h"
#include "study/map_show.h"
#include "study/picture.h"
#include "study/study.h"
#include "study/transformation.h"

enum landscape_view { VIEW_AUTO, VIEW_LINE, VIEW_CONTOUR, VIEW_FILLED, VIEW_HEATMAP, VIEW_WIREFRAME, VIEW_SURFACE };
enum landscape_panels { PANELS_TOGETHER, PANELS_EACH };

/* The chord between two points of a line, and how far above the line it runs: below 0 nowhere if the line is convex there. */
struct chord {
    double value[2];
    double least, most; /* of the chord's height minus the line's, at the samples between its ends */
};

struct landscape_parameters {
    struct picture picture;
    const char *f;
    struct interval x, y;
    long dimension, samples, derivatives, levels, stride;
    int view, zscale;
    struct coordinates at;
    struct reals axes;
    double azimuth, elevation;
    struct repeated mark;
    int panels;
    struct interval chord;
    const char *labels;
    struct typed_transformation transformation;

    /* Resolved: */
    const char **names; /* [count]: what each line is called in the picture */
    struct landscape *landscapes;
    size_t count;
    size_t axis[2]; /* the coordinates that vary, counted from 0; equal for a line */
    bool plane;
    bool continuous; /* of a plane: as slice_continuous says */
    bool finer;      /* the number of samples was left to us: the picture may use more */
};

struct landscape_result {
    const double *x, *y; /* y: of a plane */
    size_t columns, rows;
    double *values[LANDSCAPE_MOST][3];      /* by derivative for lines; [0][0] the grid of a plane */
    struct curve curves[LANDSCAPE_MOST][3]; /* of lines, by derivative: what is drawn */
    struct map map;                         /* of a plane: what is drawn */
    size_t undefined, infinite;             /* values that are not numbers, and that are infinite: at poles, or out of the range of doubles */
    size_t least, greatest;                 /* sample numbers of the first landscape's extremes */
    bool any;                               /* there is a finite value */
    node_id outputs[LANDSCAPE_MOST][3];     /* in the landscape's graph: value and derivatives of lines */
    struct chord chords[LANDSCAPE_MOST];
    struct critical_points critical[LANDSCAPE_MOST]; /* for annotate=auto; empty otherwise */
};

/* The name of an axis of the picture: "x", "y" or "x7". */
const char *landscape_axis_name(struct arena *arena, const struct landscape_parameters *parameters, int axis);

/* The column of landscape i: its name or formula, with a prime for each derivative. */
const char *landscape_column_name(struct arena *arena, const struct landscape_parameters *parameters, size_t i, long order);

/* Whether it is drawn as a wireframe or a surface. */
bool landscape_in_space(const struct landscape_parameters *parameters);

/* How the grid of a plane is drawn. */
struct map_view landscape_map_view(const struct landscape_parameters *parameters);

/* Whether annotate=auto asks for the critical points: they are known of whole landscapes, not of slices. */
bool landscape_wants_critical(const struct landscape_parameters *parameters);

bool landscape_run(struct arena *arena, const void *parameters, void **result, struct error *error);

/* Where the first landscape is not continuous. */
const struct breaks *landscape_breaks(const struct landscape_parameters *parameters, const struct landscape_result *result);

/* The numbers of the least and the greatest defined sample of a line; false if none is. Of several that are alike the one at 0, or nearest to their middle. */
bool landscape_extremes(const struct landscape_result *result, size_t line, size_t extremes[2]);

/* Whether the chord is asked for and defined on line i. */
bool landscape_has_chord(const struct landscape_parameters *parameters, const struct landscape_result *result, size_t i);

void landscape_describe(struct arena *arena, const void *parameters, const void *result, struct study_description *description);
void landscape_tell(const void *parameters, const void *result, struct buffer *sentence);
void landscape_draw(struct arena *arena, const void *parameters, const void *result, struct figure *figure);

bool landscape_scripted(const void *parameters, const void *result, struct error *error);
bool landscape_script(const void *parameters, const void *result, struct script *script, struct error *error);

#endif
