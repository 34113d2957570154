/* The parameters all pictures share, as rows, and how they are laid over a figure that a study has drawn. */
#ifndef STUDY_PICTURE_H
#define STUDY_PICTURE_H

#include "figure/figure.h"
#include "study/parameter.h"

struct picture {
    double width, height, scale;
    int theme; /* enum figure_theme */
    struct colour background;
    const char *title, *xlabel, *ylabel;
    struct interval xlim, ylim, zlim;
    int xscale, yscale; /* 0: the study's choice, 1: linear, 2: log */
    struct reals xticks, yticks, zticks;
    int aspect;               /* 0: the study's choice, 1: equal */
    int grid, legend;         /* enum figure_switch */
    struct repeated annotate; /* struct annotation_text */
    int text;                 /* of an SVG; 0: outlines, 1: characters */
    bool motion;
    struct optional moment, duration, loop;
    long frames;
    bool in_time; /* no parameter: a picture is wanted that moves, or is of a moment, so that a study is to keep what came before the end */
};

extern const struct parameter picture_parameters[];
extern const size_t picture_parameter_count;

/* Whether text=live was asked for: of all that is drawn, an SVG alone can have it. */
bool picture_has_live_text(const struct picture *picture);

/* Whether it is asked to move, in the formats that need not. */
bool picture_has_motion(const struct picture *picture);

/* Whether another number of frames than the usual was asked for, a duration, or how often to be shown: of pictures that move. */
bool picture_has_frames(const struct picture *picture);
bool picture_has_duration(const struct picture *picture);
bool picture_has_loop(const struct picture *picture);

/* The first of those, to the last, that are about the figure's time. */
extern const struct parameter *const picture_motion_parameters;

/* Whether a parameter of that name is among them: it changes how a picture looks, not what it shows. */
bool picture_has_parameter(const char *name);

/* Whether annotate=auto was among the annotations: the study is then to name what is worth naming. */
bool picture_annotates(const struct picture *picture);

/* Whether frames, duration and loop go together; else false with an error that says what would. */
bool picture_check_motion(const struct picture *picture, struct error *error);

/* Times from 0 to 1 for `count` things that come evenly, one after the other. */
double *picture_even_times(struct arena *arena, size_t count);

/* Work of drawing lines with so many points in all, for struct study's `frame`. */
double picture_lines_work(double lines, double points);

/* Final pixels: width × height × scale². */
double picture_pixels(const struct picture *picture);

/* Adds to a study's size what a map with contours takes: so many samples across and up, of which each is `work` operations where they are
 * sampled for the map alone (else 0). Maps beneath paths and points have MAP_LEVELS. */
enum { MAP_LEVELS = 10 };
struct study_size;
void picture_measure_map(const struct picture *picture, double across, double up, double levels, double work, struct study_size *size);

/* Lays what the user gave over the figure; annotations go to the first panel, as do limits and labels unless the panels are alike. */
void picture_apply(struct arena *arena, const struct picture *picture, struct figure *figure);

#endif
