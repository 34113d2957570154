/* A landscape as a program: its formula and the derivatives that are drawn, at the samples that were asked for. */
#include "study/landscape.h"

#include "study/map_script.h"
#include "study/sampling.h"

#include <math.h>

bool landscape_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct landscape_parameters *parameters = untyped;
    const struct landscape_result *result = answer;
    for (size_t i = 0; i < parameters->count; i++) {
        const struct landscape *landscape = &parameters->landscapes[i];
        if (!python_can(landscape->graph, &landscape->value, 1, error) ||
            (result && !python_can(landscape->graph, result->outputs[i], (size_t)parameters->derivatives + 1, error)))
            return false;
    }
    return true;
}

/* "f", its derivatives "df" and "d2f"; of several landscapes with their number. */
static const char *function_name(struct arena *arena, const struct landscape_parameters *parameters, size_t i, long order)
{
    const char *name = order == 0 ? "f" : order == 1 ? "df" : "d2f";
    return parameters->count > 1 ? arena_format(arena, "%s%zu", name, i + 1) : name;
}

static bool add_functions(struct script *script, const struct landscape_parameters *parameters, const struct landscape_result *result,
                          struct error *error)
{
    for (size_t i = 0; i < parameters->count; i++)
        for (long order = 0; order <= parameters->derivatives; order++) {
            const struct landscape *landscape = &parameters->landscapes[i];
            const struct script_function function = {.name = function_name(script->functions.arena, parameters, i, order),
                                                     .help = order ? NULL : landscape->readable,
                                                     .dimension = landscape->dimension,
                                                     .nodes = &result->outputs[i][order],
                                                     .count = 1};
            if (!script_add_function(script, landscape->graph, &function, error))
                return false;
        }
    return true;
}

/* A call with one argument along each axis, and the slice's point for the other coordinates. */
static void append_value(struct buffer *out, const struct landscape_parameters *parameters, const char *name, const char *across, const char *up)
{
    const size_t n = (size_t)parameters->dimension;
    const char **arguments = ARENA_NEW(out->arena, const char *, n);
    for (size_t d = 0; d < n; d++) {
        struct buffer number = {.arena = out->arena};
        python_number(parameters->at.count ? parameters->at.items[d] : 0, &number);
        arguments[d] = d == parameters->axis[0] ? across : parameters->plane && d == parameters->axis[1] ? up : buffer_string(&number);
    }
    buffer_format(out, "np.broadcast_to(");
    script_call(out, name, arguments, n);
    buffer_format(out, ", %s.shape)", across);
}

static void append_samples(struct buffer *out, const char *name, const struct interval *interval, size_t count)
{
    buffer_format(out, "    %s = ", name);
    if (interval->step > 0) {
        python_number(interval->low, out);
        buffer_text(out, " + ");
        python_number(interval->step, out);
        buffer_format(out, "*np.arange(%zu)\n", count);
        return;
    }
    buffer_text(out, "np.linspace(");
    python_number(interval->low, out);
    buffer_text(out, ", ");
    python_number(interval->high, out);
    buffer_format(out, ", %zu)\n", count);
}

/* The samples that stand on a pole to within rounding, whose values say nothing: undefined between two that are defined. */
static void append_poles(struct buffer *out, size_t column, const double *values, size_t count)
{
    bool any = false;
    for (size_t k = 1; k + 1 < count; k++)
        if (!isfinite(values[k]) && isfinite(values[k - 1]) && isfinite(values[k + 1])) {
            buffer_format(out, any ? ", %zu" : "    columns[%zu][1][[%zu", any ? k : column, k);
            any = true;
        }
    if (any)
        buffer_text(out, "]] = np.nan  # on a pole, to within rounding\n");
}

static void compute_lines(struct script *script, const struct landscape_parameters *parameters, const struct landscape_result *result)
{
    struct buffer *out = &script->compute;
    append_samples(out, "x", &parameters->x, result->columns);
    buffer_text(out, "    columns = [\n        (");
    python_string(landscape_axis_name(out->arena, parameters, 0), out);
    buffer_text(out, ", x),\n");
    for (size_t i = 0; i < parameters->count; i++)
        for (long order = 0; order <= parameters->derivatives; order++) {
            buffer_text(out, "        (");
            python_string(landscape_column_name(out->arena, parameters, i, order), out);
            buffer_text(out, ", ");
            append_value(out, parameters, function_name(out->arena, parameters, i, order), "x", NULL);
            buffer_text(out, ".copy()),\n");
        }
    buffer_text(out, "    ]\n");
    for (size_t i = 0, column = 1; i < parameters->count; i++)
        for (long order = 0; order <= parameters->derivatives; order++)
            append_poles(out, column++, result->values[i][order], result->columns);
    buffer_text(out, "    return columns\n");
}

static void compute_plane(struct script *script, const struct landscape_parameters *parameters, const struct landscape_result *result)
{
    struct buffer *out = &script->compute;
    append_samples(out, "x", &parameters->x, result->columns);
    append_samples(out, "y", &parameters->y, result->rows);
    buffer_text(out, "    across, up = np.meshgrid(x, y)\n    return x, y, ");
    append_value(out, parameters, "f", "across", "up");
    buffer_text(out, "\n");
}

static void draw_lines(struct script *script, const struct landscape_parameters *parameters)
{
    static const char *const primes[] = {"", "′", "″"};
    struct buffer *out = &script->draw;
    const bool each = parameters->panels == PANELS_EACH && parameters->count > 1;
    buffer_text(out, "    x = answer[0][1]\n");
    for (size_t i = 0, column = 1; i < parameters->count; i++) {
        for (long order = 0; order <= parameters->derivatives; order++, column++) {
            buffer_format(out, "    %s.plot(x, answer[%zu][1], label=", each ? arena_format(out->arena, "axes[%zu]", i) : "axes", column);
            python_string(arena_format(out->arena, "%s%s", parameters->names[i], primes[order]), out);
            buffer_text(out, ")\n");
        }
        if (each)
            continue;
        for (size_t k = 0; k < parameters->mark.count; k++) {
            const double at = ((const struct coordinates *)parameters->mark.items)[k].items[0];
            buffer_text(out, "    axes.plot(");
            python_number(at, out);
            buffer_text(out, ", np.interp(");
            python_number(at, out);
            buffer_format(out, ", x, answer[%zu][1]), \"rx\")\n", column - 1 - (size_t)parameters->derivatives);
        }
        if (parameters->chord.given) {
            buffer_text(out, "    ends = [");
            python_number(parameters->chord.low, out);
            buffer_text(out, ", ");
            python_number(parameters->chord.high, out);
            buffer_format(out, "]\n    axes.plot(ends, np.interp(ends, x, answer[%zu][1]), \"o--\")\n", column - 1 - (size_t)parameters->derivatives);
        }
    }
    if (!each && (parameters->count > 1 || parameters->derivatives))
        buffer_text(out, "    axes.legend()\n");
}

static void draw_plane(struct script *script, const struct landscape_parameters *parameters)
{
    struct buffer *out = &script->draw;
    const struct map_view view = landscape_map_view(parameters);
    script_draw_map(script, &view);
    for (size_t k = 0; k < parameters->mark.count && !script->space; k++) {
        const double *at = ((const struct coordinates *)parameters->mark.items)[k].items;
        buffer_text(out, "    axes.plot(");
        python_number(at[0], out);
        buffer_text(out, ", ");
        python_number(at[1], out);
        buffer_text(out, ", \"rx\")\n");
    }
}

bool landscape_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct landscape_parameters *parameters = untyped;
    const struct landscape_result *result = answer;
    if (!add_functions(script, parameters, result, error))
        return false;
    script->answer = parameters->plane ? SCRIPT_GRID : SCRIPT_COLUMNS;
    (parameters->plane ? compute_plane : compute_lines)(script, parameters, result);
    (parameters->plane ? draw_plane : draw_lines)(script, parameters);
    return true;
}
