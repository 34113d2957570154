/* A section of a landscape as a program, with its chord and tangent, and of two coordinates the least curvature over the box. What is proved stands in the
 * sentence: interval arithmetic is no program of NumPy. */
#include "study/convexity.h"

#include "study/script.h"

/* What the least eigenvalue of a Hessian of two coordinates is made of. */
static const char *const second_derivatives[] = {"fxx", "fxy", "fyy"};
enum { SECOND_DERIVATIVES = sizeof second_derivatives / sizeof *second_derivatives };

bool convexity_scripted(const void *untyped, const void *result, struct error *error)
{
    const struct convexity_parameters *parameters = untyped;
    const struct landscape *landscape = parameters->landscape;
    (void)result;
    return python_can(landscape->graph, &landscape->value, 1, error) &&
           python_can(landscape->graph, landscape->gradient, landscape->dimension, error) &&
           (landscape->dimension != 2 || python_can(landscape->graph, landscape->hessian, SECOND_DERIVATIVES, error));
}

static bool add_landscape(struct script *script, const struct landscape *landscape, struct error *error)
{
    const size_t n = landscape->dimension;
    const struct script_function value = {"f", landscape->readable, n, &landscape->value, 1, 0, false, NULL};
    const struct script_function slope = {"gradient", NULL, n, landscape->gradient, n, 0, true, NULL};
    if (!script_add_function(script, landscape->graph, &value, error) || !script_add_function(script, landscape->graph, &slope, error))
        return false;
    for (size_t k = 0; n == 2 && k < SECOND_DERIVATIVES; k++) {
        const struct script_function second = {second_derivatives[k], NULL, n, &landscape->hessian[k], 1, 0, false, NULL};
        if (!script_add_function(script, landscape->graph, &second, error))
            return false;
    }
    return true;
}

static void add_section(struct script *script, const struct convexity_parameters *parameters, const struct convexity_result *result)
{
    struct buffer *out = &script->functions;
    const size_t n = (size_t)parameters->dimension;
    const char *one = n > 2 ? "" : "*";
    buffer_text(out, "FROM = np.array(");
    script_numbers(out, result->from, n);
    buffer_text(out, ", float)  # the chord's ends\nTO = np.array(");
    script_numbers(out, result->to, n);
    buffer_text(out, ", float)\nWEIGHT = ");
    python_number(parameters->weight, out);
    buffer_text(out, "  # where between them Jensen's gap is taken, and the tangent\nMIDDLE = FROM + WEIGHT*(TO - FROM)\n\n\n"
                     "def section():\n"
                     "    \"\"\"The landscape along the line through the chord, the chord and the tangent; the ends are at s = 0 and 1.\"\"\"\n"
                     "    low, high = ");
    python_number(result->s[0], out);
    buffer_text(out, ", ");
    python_number(result->s[CONVEXITY_SECTION - 1], out);
    buffer_format(out,
                  "\n"
                  "    s = low + (high - low)*np.arange(%d)/%d\n"
                  "    x = FROM + np.outer(s, TO - FROM)\n"
                  "    start, end = f(%sFROM), f(%sTO)\n"
                  "    value = np.broadcast_to(f(%sx.T), s.shape)\n"
                  "    chord = np.where((s >= 0) & (s <= 1), start + s*(end - start), np.nan)\n"
                  "    tangent = f(%sMIDDLE) + (s - WEIGHT)*(gradient(%sMIDDLE) @ (TO - FROM))\n"
                  "    return [(%s), (\"value\", value), (\"chord\", chord), (\"tangent\", tangent)]\n\n\n",
                  CONVEXITY_SECTION, CONVEXITY_SECTION - 1, one, one, one, one, one, n > 1 ? "\"s\", s" : "\"x\", x[:, 0]");
}

static void append_side(struct buffer *out, const char *name, const double side[2])
{
    buffer_format(out, "    %s = np.linspace(", name);
    python_number(side[0], out);
    buffer_text(out, ", ");
    python_number(side[1], out);
    buffer_format(out, ", %d)\n", CONVEXITY_MAP);
}

static void add_compute(struct script *script, const struct convexity_parameters *parameters)
{
    struct buffer *out = &script->compute;
    if (parameters->dimension != 2) {
        script->answer = SCRIPT_COLUMNS;
        buffer_text(out, "    return section()\n");
        return;
    }
    script->answer = SCRIPT_GRID;
    buffer_text(&script->functions, "def least_curvature(x, y):\n"
                                    "    \"\"\"The least eigenvalue of the Hessian.\"\"\"\n"
                                    "    a, b, c = fxx(x, y), fxy(x, y), fyy(x, y)\n"
                                    "    return a/2 + c/2 - np.sqrt(((a - c)/2)**2 + b**2)\n\n\n");
    append_side(out, "x", parameters->box[0]);
    append_side(out, "y", parameters->box[1]);
    buffer_text(out, "    across, up = np.meshgrid(x, y)\n    return x, y, np.broadcast_to(least_curvature(across, up), across.shape)\n");
}

static void add_drawing(struct script *script, const struct convexity_parameters *parameters)
{
    struct buffer *out = &script->draw;
    const bool plane = parameters->dimension == 2;
    const char *axes = plane ? "axes[0]" : "axes";
    buffer_format(out,
                  "    (_, x), *lines = %s\n"
                  "    for (_, y), label, style in zip(lines, (\"f\", \"chord\", \"tangent\"), (\"-\", \"-\", \"--\")):\n"
                  "        %s.plot(x, y, style, label=label)\n"
                  "    value, start, end = f(%sMIDDLE), f(%sFROM), f(%sTO)\n"
                  "    %s.plot([%s]*2, [value, start + WEIGHT*(end - start)], \"o-\", label=\"Jensen's gap\")\n"
                  "    %s.legend()\n",
                  plane ? "section()" : "answer", axes, parameters->dimension > 2 ? "" : "*", parameters->dimension > 2 ? "" : "*",
                  parameters->dimension > 2 ? "" : "*", axes, parameters->dimension > 1 ? "WEIGHT" : "MIDDLE[0]", axes);
    if (plane)
        buffer_text(out, "    x, y, z = answer\n"
                         "    figure.colorbar(axes[1].pcolormesh(x, y, z, shading=\"nearest\"), ax=axes[1], label=\"least curvature\")\n"
                         "    if np.any(z < 0) and np.any(z > 0):\n"
                         "        axes[1].contour(x, y, z, [0], colors=\"black\")\n"
                         "    axes[1].plot(*zip(FROM, TO), \"o-\", color=\"C1\")\n");
}

bool convexity_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct convexity_parameters *parameters = untyped;
    if (!add_landscape(script, parameters->landscape, error))
        return false;
    add_section(script, parameters, answer);
    add_compute(script, parameters);
    add_drawing(script, parameters);
    return true;
}
