/* Rows of the parameters every picture has. What the user gives wins over what the study drew. */
#include "study/picture.h"
#include "study/study.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Frames 2 … F are spread from moment 0 to 1; each time through flashes once, and what flashes more than three times a second may do harm. */
enum {
    MOTION_ROWS = 5,
    LEAST_FRAMES = 3,
    USUAL_FRAMES = 60,
    MOST_A_SECOND = 60,
    WITHOUT_PAUSE = 5 /* seconds: longer motion has to be stoppable (WCAG 2.2.2) */
};
#define LEAST_DURATION 0.5

#define FIELD(name) PARAMETER_FIELD(struct picture, name)

const struct parameter picture_parameters[] = {
    {"width", KIND_REAL, .offset = FIELD(width), .initial = "630", .least = 16, .most = 10000, .unit = "CSS pixels", .help = "width of the picture",
     .example = "800"},
    {"height", KIND_REAL, .offset = FIELD(height), .initial = "350", .least = 16, .most = 10000, .unit = "CSS pixels",
     .help = "height of the picture", .example = "450"},
    {"scale", KIND_REAL, .offset = FIELD(scale), .initial = "1", .least = 1, .most = 4,
     .help = "device pixels a CSS pixel: a PNG is width × scale pixels wide", .example = "2"},
    {"theme", KIND_CHOICE, .offset = FIELD(theme), .initial = "light", .choices = "light|dark|auto",
     .help = "colours; auto makes an SVG that follows the reader's preference", .example = "dark"},
    {"background", KIND_COLOUR, .offset = FIELD(background), .help = "background colour; by default the theme's", .example = "transparent"},
    {"title", KIND_TEXT, .offset = FIELD(title),
     .help = "title above the picture; \\n breaks lines, but not between dollar signs nor where it begins \\nabla or \\neq; \\\\ is a backslash",
     .example = "Two minima"},
    {"xlabel", KIND_TEXT, .offset = FIELD(xlabel), .help = "label of the x axis; by default the study's", .example = "weight"},
    {"ylabel", KIND_TEXT, .offset = FIELD(ylabel), .help = "label of the y axis; by default the study's", .example = "loss"},
    {"xlim", KIND_LIMITS, .offset = FIELD(xlim), .help = "limits of the x axis; by default the data's range and 5 % on each side", .example = "0:1"},
    {"ylim", KIND_LIMITS, .offset = FIELD(ylim), .help = "limits of the y axis; by default the data's range and 5 % on each side", .example = "-1:1"},
    {"zlim", KIND_LIMITS, .offset = FIELD(zlim), .help = "limits of the z axis or of the colours", .example = "-1:1"},
    {"xscale", KIND_CHOICE, .offset = FIELD(xscale), .initial = "auto", .choices = "auto|linear|log", .help = "scale of the x axis",
     .example = "linear"},
    {"yscale", KIND_CHOICE, .offset = FIELD(yscale), .initial = "auto", .choices = "auto|linear|log", .help = "scale of the y axis",
     .example = "log"},
    {"xticks", KIND_REALS, .offset = FIELD(xticks), .help = "positions of the ticks on the x axis", .example = "-1,0,1"},
    {"yticks", KIND_REALS, .offset = FIELD(yticks), .help = "positions of the ticks on the y axis", .example = "-1,0,1"},
    {"zticks", KIND_REALS, .offset = FIELD(zticks), .help = "positions of the ticks on the z axis", .example = "-1,0,1"},
    {"aspect", KIND_CHOICE, .offset = FIELD(aspect), .initial = "auto", .choices = "auto|equal",
     .help = "equal: one unit of x is as long as one of y, where both axes are linear", .example = "equal"},
    {"grid", KIND_CHOICE, .offset = FIELD(grid), .initial = "auto", .choices = "auto|on|off|1|0", .help = "grid lines", .example = "off"},
    {"legend", KIND_CHOICE, .offset = FIELD(legend), .initial = "auto", .choices = "auto|on|off|1|0",
     .help = "legend; auto shows it where it tells things apart", .example = "on"},
    {"annotate", KIND_ANNOTATION, .repeatable = true, .offset = FIELD(annotate), .most = 50,
     .help = "an arrow at a point with a text: TEXT@x,y, or TEXT@x,y@textx,texty with the text's place; auto names the exact critical points",
     .example = "global minimum@1.09,-1.05@0.6,0.8"},
    {"text", KIND_CHOICE, .offset = FIELD(text), .initial = "outlines", .choices = "outlines|live",
     .help = "letters of an SVG: outlines look the same everywhere; live ones are characters, which can be selected, searched and edited, in the "
             "reader's font at our widths",
     .example = "live"},
    {"moment", KIND_OPTIONAL, .offset = FIELD(moment), .least = 0, .most = 1,
     .help = "draws the still at this moment, 0 to 1, of the figure's own time: a descent under way; by default the finished figure",
     .example = "0.5"},
    {"motion", KIND_BOOLEAN, .offset = FIELD(motion), .initial = "0",
     .help = "svg and pdf move: an SVG by its style sheet, a PDF by a page a frame; gif, webp and apng always do, other pictures never",
     .example = "1"},
    {"frames", KIND_INTEGER, .offset = FIELD(frames), .initial = "60", .least = LEAST_FRAMES, .most = 300,
     .help = "frames of a moving picture: the first is the finished figure, the others are the moments from 0 to 1, evenly", .example = "30"},
    {"duration", KIND_OPTIONAL, .offset = FIELD(duration), .least = LEAST_DURATION, .most = 60, .unit = "seconds",
     .help = "how long a moving picture takes, once through; by default 4, or what 60 frames a second take; a frame of a gif takes 0.02 at least",
     .example = "3"},
    {"loop", KIND_OPTIONAL, .offset = FIELD(loop), .least = 0, .most = 1000,
     .help = "how often a moving picture is shown; 0 is for ever; by default as often as fits into five seconds, and once at least", .example = "0"},
};
const size_t picture_parameter_count = sizeof picture_parameters / sizeof *picture_parameters;
const struct parameter *const picture_motion_parameters = picture_parameters + (sizeof picture_parameters / sizeof *picture_parameters - MOTION_ROWS);

static void apply_axis(struct figure_axis *axis, const char *label, const struct interval *limits, const struct reals *ticks, int scale)
{
    if (label)
        axis->label = label;
    if (limits->given) {
        axis->limits_given = true;
        axis->limits[0] = limits->low;
        axis->limits[1] = limits->high;
    }
    if (ticks->count) {
        axis->ticks_given = true;
        axis->ticks = ticks->items;
        axis->tick_count = ticks->count;
        axis->tick_labels = NULL;
    }
    if (scale == 2)
        axis->scale = SCALE_LOG;
    else if (scale == 1 && axis->scale != SCALE_COUNT)
        axis->scale = SCALE_LINEAR;
}

/* "auto|on|off|1|0" as a switch. */
static enum figure_switch as_switch(int choice)
{
    return choice == 0 ? SWITCH_AUTO : choice == 1 || choice == 3 ? SWITCH_ON : SWITCH_OFF;
}

bool picture_has_parameter(const char *name)
{
    for (size_t i = 0; i < picture_parameter_count; i++)
        if (!strcmp(picture_parameters[i].name, name))
            return true;
    return false;
}

bool picture_has_live_text(const struct picture *picture)
{
    return picture->text == 1;
}

bool picture_has_motion(const struct picture *picture)
{
    return picture->motion;
}

bool picture_has_frames(const struct picture *picture)
{
    return picture->frames != USUAL_FRAMES;
}

bool picture_has_duration(const struct picture *picture)
{
    return picture->duration.given;
}

bool picture_has_loop(const struct picture *picture)
{
    return picture->loop.given;
}

double picture_pixels(const struct picture *picture)
{
    return picture->width * picture->scale * picture->height * picture->scale;
}

void picture_measure_map(const struct picture *picture, double across, double up, double levels, double work, struct study_size *size)
{
    /* Lines are traced through a node for each 3.5 px, or for each sample if these are closer, and no more than these (figure/contour.c). */
    const double most_nodes = 600 * 600, nodes = fmin(most_nodes, fmax(across * up, picture->width * picture->height / 12));
    const double most_pieces = 40000; /* fields are coarsened until their lines have about so many that can be seen */
    size->evaluated += across * up * work;
    size->pieces += fmin(most_pieces, nodes * (0.2 + 0.01 * levels));
    size->painted += picture_pixels(picture) / 2;
}

bool picture_annotates(const struct picture *picture)
{
    const struct annotation_text *given = picture->annotate.items;
    for (size_t i = 0; i < picture->annotate.count; i++)
        if (given[i].automatic)
            return true;
    return false;
}

static void apply_annotations(struct arena *arena, const struct picture *picture, struct figure_panel *panel)
{
    const struct annotation_text *given = picture->annotate.items;
    if (!picture->annotate.count)
        return;
    struct figure_annotation *all = ARENA_NEW(arena, struct figure_annotation, panel->annotation_count + picture->annotate.count);
    size_t count = panel->annotation_count;
    if (count)
        memcpy(all, panel->annotations, count * sizeof *all);
    for (size_t i = 0; i < picture->annotate.count; i++) {
        if (given[i].automatic)
            continue;
        struct figure_annotation *annotation = &all[count++];
        annotation->text = given[i].text;
        memcpy(annotation->tip, given[i].tip, sizeof annotation->tip);
        annotation->text_given = given[i].text_given;
        memcpy(annotation->text_at, given[i].text_at, sizeof annotation->text_at);
    }
    panel->annotations = all;
    panel->annotation_count = count;
}

double *picture_even_times(struct arena *arena, size_t count)
{
    double *times = ARENA_NEW(arena, double, count);
    for (size_t i = 0; i < count; i++)
        times[i] = count > 1 ? (double)i / (double)(count - 1) : 0;
    return times;
}

double picture_lines_work(double lines, double points)
{
    return 4e5 * lines + 100 * points;
}

static double duration_of(const struct picture *picture)
{
    static const double usual = 4;
    return picture->duration.given ? picture->duration.value : fmax(usual, (double)picture->frames / MOST_A_SECOND);
}

bool picture_check_motion(const struct picture *picture, struct error *error)
{
    const double duration = duration_of(picture), most = MOST_A_SECOND * duration;
    if (picture->loop.given && picture->loop.value != floor(picture->loop.value)) {
        error_set(error, ERROR_INVALID, "a whole number of times is wanted here, or 0 for ever");
        return error_blame(error, "loop", "");
    }
    if ((double)picture->frames <= most + 1e-9)
        return true;
    error_set(error, ERROR_INVALID, "%ld frames in %g seconds are more than the %d a second that screens show: frames=%.0f, or duration=%g",
              picture->frames, duration, MOST_A_SECOND, floor(most), (double)picture->frames / MOST_A_SECOND);
    return error_blame(error, "frames", "");
}

static void apply_motion(const struct picture *picture, struct figure *figure)
{
    figure->at_moment = picture->moment.given;
    figure->moment = picture->moment.value;
    figure->frames = (size_t)picture->frames;
    figure->duration = duration_of(picture);
    figure->loops = (size_t)(picture->loop.given ? picture->loop.value : fmax(1, floor(WITHOUT_PAUSE / figure->duration)));
}

void picture_apply(struct arena *arena, const struct picture *picture, struct figure *figure)
{
    figure->width = picture->width;
    figure->height = picture->height;
    figure->scale = picture->scale;
    apply_motion(picture, figure);
    figure->live_text = picture_has_live_text(picture);
    figure->theme = (enum figure_theme)picture->theme;
    figure->background_given = picture->background.given && !picture->background.transparent;
    figure->transparent = picture->background.transparent;
    figure->background = picture->background.rgb;
    if (picture->title)
        figure->title = picture->title;
    if (!figure->panel_count)
        return;
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, figure->panel_count);
    memcpy(panels, figure->panels, figure->panel_count * sizeof *panels);
    figure->panels = panels;
    for (size_t i = 0; i < figure->panel_count; i++) {
        if (i == 0 || figure->alike) {
            apply_axis(&panels[i].x, picture->xlabel, &picture->xlim, &picture->xticks, picture->xscale);
            apply_axis(&panels[i].y, i ? NULL : picture->ylabel, &picture->ylim, &picture->yticks, picture->yscale);
            apply_axis(&panels[i].z, NULL, &picture->zlim, &picture->zticks, 0);
        }
        panels[i].equal_aspect = panels[i].equal_aspect || (picture->aspect == 1 && panels[i].x.scale != SCALE_LOG && panels[i].y.scale != SCALE_LOG);
        panels[i].grid = picture->grid ? as_switch(picture->grid) : panels[i].grid;
        panels[i].legend = picture->legend ? as_switch(picture->legend) : panels[i].legend;
    }
    apply_annotations(arena, picture, panels);
}
