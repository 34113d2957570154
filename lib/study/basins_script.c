/* Basins as programs: descents from all starts, at once where the method treats all coordinates alike, and where each came to, by the minima of the box. */
#include "study/basins.h"
#include "study/method_script.h"

/* Places of curves of minima that are written into a program. */
enum { MOST_PLACES = 3000 };

/* The landscape's derivatives, each a function of its own. */
static const char *const names[] = {"f", "fx", "fy", "fxx", "fxy", "fyy"};
enum { FIRST = 1, SECOND = 3, ALL = sizeof names / sizeof *names };

static void list_nodes(const struct landscape *landscape, node_id nodes[ALL])
{
    nodes[0] = landscape->value;
    for (size_t k = 0; k < 2; k++)
        nodes[FIRST + k] = landscape->gradient[k];
    for (size_t k = 0; k < 3; k++)
        nodes[SECOND + k] = landscape->hessian[k];
}

static bool is_alike(const struct basins_parameters *parameters)
{
    return method_of(&parameters->optimizer.items[0])->update;
}

static size_t curve_places(const struct basins_result *result)
{
    size_t count = 0;
    for (size_t i = 0; i < result->critical.chain_count; i++)
        count += result->critical.chains[i].kind == CRITICAL_MINIMUM ? result->critical.chains[i].count : 0;
    return count;
}

static bool refuse(struct error *error, const char *why)
{
    return error_set(error, ERROR_INVALID, "there is no program of these basins: %s; csv and npz have the numbers", why);
}

bool basins_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct basins_parameters *parameters = untyped;
    const struct basins_result *result = answer;
    const struct call *call = &parameters->optimizer.items[0];
    const struct script_needs needs = script_needs(&call, 1);
    node_id nodes[ALL];
    list_nodes(parameters->landscape, nodes);
    if (!script_has_method(call, 2, error) || !python_can(parameters->landscape->graph, nodes, ALL, error))
        return false;
    if (needs.search)
        return refuse(error, "the method searches from each start on its own, and so many searches take Python minutes");
    if (needs.chance)
        return refuse(error, "the method draws random numbers for each start on its own, and so many runs take Python minutes");
    if (needs.squares)
        return refuse(error, "the squares that the method takes the landscape apart into are written out for single descents only");
    if (needs.clip || needs.average || call->values[METHOD_MAXIMIZE] != 0)
        return refuse(error, "clip, average and maximize are written out for single descents only");
    return !result || curve_places(result) <= MOST_PLACES || refuse(error, "the curves of minima have too many places to be written into one");
}

/* --- What is known of the box --- */

static void add_place(struct buffer *out, const double at[2])
{
    buffer_text(out, "    ");
    script_numbers(out, at, 2);
    buffer_text(out, ",\n");
}

static void add_places(struct buffer *out, const struct basins_result *result)
{
    const struct critical_points *critical = &result->critical;
    buffer_text(out, "MINIMA = [  # the lowest first, as intervals have found them\n");
    for (size_t i = 0; i < result->target_count; i++)
        add_place(out, result->targets[i].at);
    buffer_text(out, "]\nOTHERS = [  # critical points that are no minima\n");
    for (size_t i = 0; i < critical->count; i++)
        if (basins_stalls_at(&critical->items[i]))
            add_place(out, critical->items[i].at);
    buffer_text(out, "]\nCURVES = [  # places of curves of minima\n");
    for (size_t i = 0; i < critical->chain_count; i++)
        for (size_t k = 0; critical->chains[i].kind == CRITICAL_MINIMUM && k < critical->chains[i].count; k++)
            add_place(out, critical->chains[i].at[k]);
    buffer_text(out, "]\n");
}

static void add_constants(struct buffer *out, const struct basins_parameters *parameters, const struct basins_result *result)
{
    buffer_text(out, "BOX = np.array([");
    for (size_t k = 0; k < 2; k++) {
        buffer_text(out, k ? ", " : "");
        script_numbers(out, parameters->box[k], 2);
    }
    buffer_format(out, "], float)\nSAMPLES = %ld\nSTEPS = %ld\nLR = ", parameters->samples, parameters->steps);
    python_number(result->lr, out);
    buffer_text(out, "\n");
    add_places(out, result);
    buffer_text(out, "\n\n");
}

/* --- The descents --- */

static const char descent_head[] = "RUNNING, OUT_OF_STEPS, ARRIVED, STUCK, OVERFLOW, NOWHERE, UNDEFINED = range(7)\n\n\n"
                                   "def descend(start, tolerance):\n"
                                   "    \"\"\"Where descents end: the places, the gradient's norms there, the steps taken, and why.\"\"\"\n"
                                   "    shape = start.shape[1:]\n"
                                   "    place, norm, steps, why = start.copy(), np.zeros(shape), np.zeros(shape), np.full(shape, RUNNING)\n\n"
                                   "    def look(x, t):\n"
                                   "        \"\"\"Whether some descents go on from x, where t steps led.\"\"\"\n"
                                   "        value, size, finite = f(*x) + 0*x[0], np.hypot(*gradient(x)), np.all(np.isfinite(x), axis=0)\n"
                                   "        running, stands = why == RUNNING, np.isfinite(value) & finite\n"
                                   "        why[running & ~stands] = OVERFLOW\n"
                                   "        why[running & np.isnan(value) & finite] = NOWHERE\n"
                                   "        kept = running & stands\n"
                                   "        place[:, kept], norm[kept], steps[kept] = x[:, kept], size[kept], t\n"
                                   "        why[kept & (size <= tolerance)] = ARRIVED\n"
                                   "        why[kept & ~np.isfinite(size)] = UNDEFINED\n"
                                   "        return t < STEPS and np.any(why == RUNNING)\n\n"
                                   "    t = 0\n"
                                   "    if look(start, t):\n";

static void add_descent(struct buffer *out, const struct call *call)
{
    const struct method *method = method_of(call);
    const bool shown = method->show;
    buffer_format(out, "%s        for t, (x, _%s) in enumerate(%s(gradient%s, start, np.full(STEPS + 1, LR), **", descent_head,
                  shown ? ", *shown" : "", script_function_name(out->arena, &method->callable), method->curvature ? ", hessian" : "");
    script_options(out, call, METHOD_LR + 1);
    buffer_format(out,
                  "), 1):\n"
                  "            if not look(%s, t):\n"
                  "                break\n"
                  "    why[why == RUNNING] = OUT_OF_STEPS if t == STEPS else STUCK\n"
                  "    return place, norm, steps, why\n\n\n",
                  shown ? "shown[0] if shown else x" : "x");
}

static const char settled[] =
    "def near(ends, places):\n"
    "    \"\"\"How far the ends are from the nearest of some places, in units of the box, and which that is.\"\"\"\n"
    "    best, which = np.full(ends.shape[1:], np.inf), np.zeros(ends.shape[1:], int)\n"
    "    for k, at in enumerate(places):\n"
    "        distance = np.max(abs(ends - np.array(at)[:, None])/np.ptp(BOX, axis=1)[:, None], axis=0)\n"
    "        best, which = np.where(distance < best, distance, best), np.where(distance < best, k, which)\n"
    "    return best, which\n\n\n"
    "def settle(ends, norms, why):\n"
    "    \"\"\"The number of the minimum that an end is at; behind them outside, undefined, on a curve, stalled, unsettled.\"\"\"\n"
    "    inside = (why != OVERFLOW) & np.all((ends >= BOX[:, :1]) & (ends <= BOX[:, 1:]), axis=0)\n"
    "    distance, which = near(ends, MINIMA)\n"
    "    elsewhere, on_curve = near(ends, OTHERS)[0] < 0.02, near(ends, CURVES)[0] < 0.02\n"
    "    return np.select([distance < 0.02, ~inside, (why == NOWHERE) | (why == UNDEFINED), on_curve,\n"
    "                      (why == STUCK) | ~(norms > 0) | ((why == ARRIVED) & elsewhere)],\n"
    "                     [which, *(len(MINIMA) + np.arange(4))], len(MINIMA) + 4)\n\n\n";

static bool add_landscape(struct script *script, const struct basins_parameters *parameters, struct error *error)
{
    struct buffer *out = &script->functions;
    const struct landscape *landscape = parameters->landscape;
    const bool curvature = method_of(&parameters->optimizer.items[0])->curvature;
    node_id nodes[ALL];
    list_nodes(landscape, nodes);
    for (size_t k = 0; k < (curvature ? ALL : SECOND); k++) {
        const struct script_function function = {names[k], k ? NULL : landscape->readable, 2, &nodes[k], 1, 0, false, NULL};
        if (!script_add_function(script, landscape->graph, &function, error))
            return false;
    }
    buffer_text(out, "def gradient(x):\n    return np.array(np.broadcast_arrays(fx(*x), fy(*x), x[0])[:2])\n\n\n");
    buffer_text(out, curvature ? "def hessian(x):\n    return np.array([[fxx(*x), fxy(*x)], [fxy(*x), fyy(*x)]])\n\n\n" : "");
    return true;
}

static void add_compute(struct buffer *out, const struct basins_parameters *parameters)
{
    buffer_text(out, "    x, y = (np.linspace(low, high, SAMPLES) for low, high in BOX)\n"
                     "    starts = np.reshape(np.meshgrid(x, y), (2, -1))\n"
                     "    norms = np.hypot(*gradient(starts))\n"
                     "    norms = np.sort(norms[np.isfinite(norms)])\n"
                     "    tolerance = 1e-6*norms[len(norms)//2] if len(norms) else 0  # of the usual gradient\n");
    buffer_text(out, is_alike(parameters)
                         ? "    ends, norms, steps, why = descend(starts, tolerance)\n"
                         : "    ends, norms, steps, why = (np.stack(each, axis=-1) for each in zip(*(descend(start, tolerance) for start in "
                           "starts.T)))\n");
    buffer_text(out, parameters->view == BASINS_VIEW_STEPS ? "    return x, y, steps.reshape(len(y), len(x))\n"
                                                           : "    return x, y, settle(ends, norms, why).reshape(len(y), len(x))\n");
}

static void add_drawing(struct buffer *out, const struct basins_parameters *parameters)
{
    buffer_text(out, "    x, y, z = answer\n");
    if (parameters->view == BASINS_VIEW_STEPS)
        buffer_text(out, "    figure.colorbar(axes.pcolormesh(x, y, z, shading=\"nearest\"), ax=axes, label=\"steps\")\n");
    else
        buffer_text(out, "    names = [*(f\"({at[0]:.3g}, {at[1]:.3g})\" for at in MINIMA), \"outside\", \"undefined\", \"on a curve\", \"stalled\", "
                         "\"unsettled\"]\n"
                         "    colours = plt.get_cmap(\"tab20\")\n"
                         "    axes.pcolormesh(x, y, z, cmap=colours, vmin=-0.5, vmax=19.5, shading=\"nearest\")\n"
                         "    for number in np.unique(z).astype(int)[:20]:\n"
                         "        axes.plot([], [], \"s\", color=colours(number), label=names[number])\n"
                         "    axes.legend(loc=\"upper left\", bbox_to_anchor=(1, 1))\n");
    buffer_text(out, "    for at in MINIMA:\n        axes.plot(*at, \"ko\")\n");
}

bool basins_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct basins_parameters *parameters = untyped;
    const struct call *call = &parameters->optimizer.items[0];
    const struct script_descent descent = {.calls = &call, .count = 1, .needs = script_needs(&call, 1), .value = "f(*x)"};
    script->answer = SCRIPT_GRID;
    add_constants(&script->functions, parameters, answer);
    if (!add_landscape(script, parameters, error))
        return false;
    script_add_methods(script, &descent);
    add_descent(&script->functions, call);
    buffer_text(&script->functions, settled);
    add_compute(&script->compute, parameters);
    add_drawing(&script->draw, parameters);
    return true;
}
