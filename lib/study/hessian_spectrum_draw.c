/* Spectra as figures: eigenvalues by rank, their density, and critical points by index and loss. */
#include "base/exact.h"
#include "study/hessian_spectrum.h"
#include "study/sentence.h"

#include <math.h>

enum { DENSITY_POINTS = 601, KINDS = 4 };
static const double pi = 3.141592653589793;

static struct figure_layer points(const char *label, size_t count, const double *x, const double *y, enum figure_colour colour)
{
    return (struct figure_layer){
        .kind = LAYER_POINTS, .label = label, .count = count, .x = x, .y = y, .style = {.colour = colour, .marker = MARKER_DOT, .marker_size = 5}};
}

static const char *counted(struct arena *arena, const char *what, size_t count)
{
    struct buffer label = {.arena = arena};
    buffer_format(&label, "%s: ", what);
    buffer_count(&label, count);
    return buffer_string(&label);
}

/* From the greatest down: negative, zero and positive ones, and the outliers, in a colour each. */
static void draw_rank(struct arena *arena, const struct spectrum_result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    static const char *const names[KINDS] = {"outliers", "positive", "zero", "negative"};
    static const enum figure_colour colours[KINDS] = {COLOUR_RED, COLOUR_BLUE, COLOUR_MUTED, COLOUR_ORANGE};
    const size_t n = result->count;
    double *x = ARENA_NEW(arena, double, n), *y = ARENA_NEW(arena, double, n);
    const double threshold = spectrum_threshold(result);
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        x[i] = (double)i + 1;
        y[i] = result->values[n - 1 - i];
    }
    for (int kind = 0; kind < KINDS; kind++) {
        size_t end = kind ? first : result->outliers;
        while (end < n && kind && (kind == 3 || y[end] > (kind == 1 ? threshold : -threshold) || (kind == 2 && y[end] == -threshold)))
            end++;
        if (end > first)
            layers[panel->layer_count++] = points(counted(arena, names[kind], end - first), end - first, x + first, y + first, colours[kind]);
        first = end;
    }
    panel->x.label = "rank, from the greatest down";
    panel->x.column = "rank";
    panel->x.scale = SCALE_COUNT;
    panel->y.label = "eigenvalue";
    panel->y.column = "eigenvalue";
}

/* Each eigenvalue, or Ritz value with its weight, as a narrow bell (Ghorbani, Krishnan & Xiao, An investigation into neural net optimization via
 * Hessian eigenvalue density, ICML 2019). */
static void draw_density(struct arena *arena, const struct spectrum_result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    static const double narrow = 150, margin = 6, visible = 1e-3;
    const double low = result->values[0], high = result->values[result->count - 1];
    const double range = high > low ? high - low : fmax(fabs(high), 1), width = range / narrow;
    double *x = ARENA_NEW(arena, double, DENSITY_POINTS), *y = ARENA_NEW(arena, double, DENSITY_POINTS), most = 0;
    for (size_t i = 0; i < DENSITY_POINTS; i++) {
        x[i] = low - margin * width + (range + 2 * margin * width) * (double)i / (DENSITY_POINTS - 1);
        for (size_t k = 0; k < result->count; k++) {
            const double distance = (x[i] - result->values[k]) / width;
            y[i] += fabs(distance) < 8 ? result->weights[k] * exact_exp(-0.5 * distance * distance) / (width * sqrt(2 * pi)) : 0;
        }
        most = fmax(most, y[i]);
    }
    const double share = 1 / (double)result->group->model->parameters; /* of one eigenvalue */
    panel->y.scale = SCALE_LOG;
    panel->y.limits_given = true;
    panel->y.limits[0] = visible * share / (width * sqrt(2 * pi));
    panel->y.limits[1] = 3 * most;
    for (size_t i = 0; i < DENSITY_POINTS; i++)
        y[i] = fmax(y[i], panel->y.limits[0] / 10);
    layers[panel->layer_count++] = (struct figure_layer){
        .kind = LAYER_LINE, .count = DENSITY_POINTS, .x = x, .y = y, .traced = true, .style = {.colour = COLOUR_BLUE, .dash = DASH_SOLID}};
    panel->x.label = "eigenvalue";
    panel->x.column = "eigenvalue";
    panel->y.label = "density";
}

/* Loss against the share of negative eigenvalues. */
static void draw_critical(struct arena *arena, const struct spectrum_result *result, struct figure_panel *panel, struct figure_layer *layers)
{
    static const char *const names[] = {"minima", "saddles", "with zero eigenvalues", "maxima"};
    static const enum figure_colour colours[] = {COLOUR_GREEN, COLOUR_BLUE, COLOUR_ORANGE, COLOUR_RED};
    const struct saddles *saddles = &result->saddles;
    const double n = (double)result->group->model->parameters;
    for (int kind = 0; kind < KINDS; kind++) {
        double *x = ARENA_NEW(arena, double, saddles->count), *y = ARENA_NEW(arena, double, saddles->count);
        size_t count = 0;
        for (size_t k = 0; k < saddles->count; k++) {
            const struct saddle *saddle = &saddles->items[k];
            if (kind != (saddle->zero ? 2 : !saddle->negative ? 0 : saddle->positive ? 1 : 3))
                continue;
            x[count] = (double)saddle->negative / n;
            y[count++] = saddle->value;
        }
        if (count)
            layers[panel->layer_count++] = points(counted(arena, names[kind], count), count, x, y, colours[kind]);
    }
    if (!isnan(result->correlation)) {
        struct buffer note = {.arena = arena};
        buffer_text(&note, "rank correlation ");
        sentence_rounded(&note, result->correlation, 2);
        buffer_text(&note, " (");
        sentence_rounded(&note, result->low, 2);
        buffer_text(&note, " to ");
        sentence_rounded(&note, result->high, 2);
        buffer_text(&note, ")");
        panel->note = buffer_string(&note);
    }
    panel->x.label = "share of negative eigenvalues";
    panel->y.label = "loss";
    panel->y.column = "loss";
    panel->legend = SWITCH_ON;
}

void spectrum_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct spectrum_parameters *parameters = untyped;
    const struct spectrum_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, KINDS);
    figure->panels = panel;
    figure->panel_count = 1;
    panel->layers = layers;
    if (parameters->at == SPECTRUM_CRITICAL)
        draw_critical(arena, result, panel, layers);
    else if (parameters->view == SPECTRUM_DENSITY)
        draw_density(arena, result, panel, layers);
    else
        draw_rank(arena, result, panel, layers);
    figure->alternative_title = arena_format(arena,
                                             parameters->at == SPECTRUM_CRITICAL ? "Critical points of a network's loss on %s"
                                                                                 : "Eigenvalues of the Hessian of a network's loss on %s",
                                             result->set->kind->title);
}
