/* A descent as a figure: the path on the landscape, or curves over the steps. */
#include "study/descent.h"
#include "study/sentence.h"

#include <math.h>

/* What the values of all runs say of the axis they are drawn on. */
struct extent {
    double least, most;           /* of all that is finite */
    double calm_least, calm_most; /* of the runs that did not diverge, and of the starts */
    bool diverged;
};

static void widen(double limits[2], double value)
{
    if (isfinite(value)) {
        limits[0] = fmin(limits[0], value);
        limits[1] = fmax(limits[1], value);
    }
}

static struct extent extent_of(const struct descent_result *result)
{
    double all[2] = {INFINITY, -INFINITY}, calm[2] = {INFINITY, -INFINITY};
    bool diverged = false;
    for (size_t i = 0; i < result->count; i++) {
        const struct trail *trail = &result->trails[i];
        const bool wild = trail->outcome.kind == OUTCOME_DIVERGED;
        diverged = diverged || wild;
        for (size_t row = 0; row < trail->rows; row++) {
            widen(all, trail->value[row]);
            if (!wild || row == 0)
                widen(calm, trail->value[row]);
        }
    }
    return (struct extent){all[0], all[1], calm[0], calm[1], diverged};
}

/* A line over the steps for every run. */
static void draw_curves(struct arena *arena, const struct descent_result *result, bool norms, bool positive, struct figure_panel *panel)
{
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, result->count);
    for (size_t i = 0; i < result->count; i++) {
        const struct trail *trail = &result->trails[i];
        const double *source = !norms ? trail->value : trail->residual ? trail->residual : trail->gradient_norm;
        double *x = ARENA_NEW(arena, double, trail->rows), *y = ARENA_NEW(arena, double, trail->rows), *times = ARENA_NEW(arena, double, trail->rows);
        size_t count = 0;
        for (size_t row = 0; row < trail->rows; row++)
            if (isfinite(source[row])) {
                x[count] = (double)row;
                times[count] = trail_time(result, trail, row);
                y[count++] = source[row];
            }
        layers[i] = (struct figure_layer){.kind = LAYER_LINE,
                                          .label = trail_label(arena, result, trail),
                                          .short_label = trail_short_label(arena, result, trail),
                                          .style = trail_style(result),
                                          .count = count,
                                          .x = x,
                                          .y = y,
                                          .times = times};
    }
    panel->layers = layers;
    panel->layer_count = result->count;
    panel->legend = SWITCH_ON; /* of one run, too: it says how it ended */
    panel->x.label = panel->x.column = "step";
    panel->x.scale = SCALE_COUNT;
    panel->y.scale = positive ? SCALE_LOG : SCALE_LINEAR;
}

static void draw_loss(struct arena *arena, const struct descent_result *result, struct figure_panel *panel)
{
    static const double wide = 100; /* ratio from which on a logarithmic axis shows more */
    const struct extent extent = extent_of(result);
    const bool positive = extent.least > 0 && extent.most > wide * extent.least;
    draw_curves(arena, result, false, positive, panel);
    panel->y.label = "f(x)";
    panel->y.column = "value";
    if (extent.diverged && !positive) {
        /* A run that diverges is cut off, so that the others can be seen. */
        const double margin = 0.5 * (extent.calm_most - extent.calm_least);
        panel->y.limits_given = margin > 0;
        panel->y.limits[0] = extent.calm_least - margin;
        panel->y.limits[1] = extent.calm_most + margin;
    }
}

static void draw_norms(struct arena *arena, const struct descent_result *result, struct figure_panel *panel)
{
    const bool projected = result->trails[0].residual;
    bool positive = false; /* some norm; none has a logarithm where runs begin and stay at critical points */
    for (size_t i = 0; i < result->count; i++)
        for (size_t row = 0; row < result->trails[i].rows; row++)
            positive = positive || (projected ? result->trails[i].residual : result->trails[i].gradient_norm)[row] > 0;
    draw_curves(arena, result, true, positive, panel);
    panel->y.label = projected ? "norm of x − P(x − ∇f)" : "norm of the gradient";
    panel->y.column = projected ? "projected_gradient_norm" : "gradient_norm";
}

void descent_draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct descent_parameters *parameters = untyped;
    const struct descent_result *result = answer;
    struct figure_panel *panels = ARENA_NEW(arena, struct figure_panel, 2);
    figure->panels = panels;
    figure->panel_count = 1;
    figure->alternative_title = arena_format(arena, "Descent on %s", parameters->landscape->label);
    switch (parameters->view) {
    case DESCENT_PATH:
        descent_draw_path(arena, parameters, result, panels);
        break;
    case DESCENT_LOSS:
        draw_loss(arena, result, panels);
        break;
    case DESCENT_GRADIENT_NORM:
        draw_norms(arena, result, panels);
        break;
    default:
        draw_loss(arena, result, panels);
        draw_norms(arena, result, panels + 1);
        panels[1].legend = SWITCH_OFF; /* the same as beside it */
        figure->panel_count = 2;
    }
}
