/* Optimizers on many landscapes as a program: every landscape's functions, every method by its row, the starts, and the profiles of what was solved. */
#include "study/benchmark.h"

#include "base/random.h"
#include "study/method_script.h"

#include <string.h>

/* Steps of all runs together that a program takes in about two minutes. */
static const double most_steps = 1e6;

static bool refuse(struct error *error, const char *why)
{
    return error_set(error, ERROR_INVALID, "there is no program of this benchmark: %s; csv and npz have the numbers", why);
}

static const struct call **calls_of(struct arena *arena, const struct benchmark_parameters *parameters)
{
    const struct call **calls = ARENA_NEW(arena, const struct call *, parameters->optimizer.count);
    for (size_t i = 0; i < parameters->optimizer.count; i++)
        calls[i] = &parameters->optimizer.items[i];
    return calls;
}

static bool can_write(struct landscape *landscape, bool curvature, struct error *error)
{
    const size_t n = landscape->dimension;
    return python_can(landscape->graph, &landscape->value, 1, error) && landscape_differentiate(landscape, curvature ? 2 : 1, error) &&
           python_can(landscape->graph, landscape->gradient, n, error) &&
           (!curvature || python_can(landscape->graph, landscape->hessian, n * (n + 1) / 2, error));
}

bool benchmark_scripted(const void *untyped, const void *answer, struct error *error)
{
    (void)answer;
    const struct benchmark_parameters *parameters = untyped;
    const struct call **calls = calls_of(parameters->landscapes[0].graph->arena, parameters);
    const struct script_needs needs = script_needs(calls, parameters->optimizer.count);
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        if (!script_has_method(calls[i], (size_t)parameters->dimension, error))
            return false;
        if (strstr(method_of(calls[i])->python, " value("))
            return refuse(error, "the rule of a method looks at values, which is written out for one landscape only");
        if (calls[i]->values[METHOD_MAXIMIZE] != 0)
            return refuse(error, "maximize is written out for single descents only");
    }
    if (needs.squares)
        return refuse(error, "the squares that a method takes landscapes apart into are written out for single descents only");
    for (size_t i = 0; i < parameters->landscape_count; i++)
        if (!can_write(&parameters->landscapes[i], needs.curvature, error))
            return false;
    const double runs = (double)(parameters->landscape_count * parameters->optimizer.count) * (double)parameters->starts;
    return runs * (double)parameters->steps <= most_steps || refuse(error, "so many steps take Python minutes");
}

/* LANDSCAPES, and their functions: f1, gradient1 … */
static bool add_landscapes(struct script *script, const struct benchmark_parameters *parameters, bool curvature, struct error *error)
{
    struct buffer *out = &script->functions, list = {.arena = out->arena};
    for (size_t i = 0; i < parameters->landscape_count; i++) {
        const struct landscape *landscape = &parameters->landscapes[i];
        const size_t n = landscape->dimension;
        const char *names[] = {arena_format(out->arena, "f%zu", i + 1), arena_format(out->arena, "gradient%zu", i + 1),
                               arena_format(out->arena, "hessian%zu", i + 1)};
        const char *help = landscape->row ? arena_format(out->arena, "%s: %s", landscape->label, landscape->readable) : landscape->readable;
        const struct script_function value = {names[0], help, n, &landscape->value, 1, 0, false, NULL};
        const struct script_function slope = {names[1], NULL, n, landscape->gradient, n, 0, true, NULL};
        const struct script_function bend = {names[2], NULL, n, landscape->hessian, n * (n + 1) / 2, n, true, NULL};
        if (!script_add_function(script, landscape->graph, &value, error) || !script_add_function(script, landscape->graph, &slope, error) ||
            (curvature && !script_add_function(script, landscape->graph, &bend, error)))
            return false;
        double least, *minima;
        size_t count;
        buffer_format(&list, "    Landscape(%s, %s, ", names[0], names[1]);
        if (curvature)
            buffer_format(&list, "%s, ", names[2]);
        buffer_text(&list, "[");
        for (size_t d = 0; d < n; d++) {
            buffer_text(&list, d ? ", " : "");
            script_numbers(&list, landscape->domain[d], 2);
        }
        buffer_text(&list, "], ");
        if (landscape_minimum(out->arena, landscape, &least, &minima, &count))
            python_number(least, &list);
        else
            buffer_text(&list, "None");
        buffer_text(&list, "),\n");
    }
    buffer_format(out,
                  "Landscape = collections.namedtuple(\"Landscape\", \"f gradient %sdomain least\")\n"
                  "LANDSCAPES = [  # their domains, and the least value there, where it is known\n%s]\n",
                  curvature ? "hessian " : "", buffer_string(&list));
    return true;
}

static void add_methods(struct buffer *out, const struct benchmark_parameters *parameters, const struct benchmark_result *result,
                        const struct script_needs *needs)
{
    buffer_format(out, "METHODS = [  # name, method, its options, learning rate%s\n",
                  script_methods_differ(needs) ? ", what the method is given" : "");
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        const struct call *call = &parameters->optimizer.items[i];
        buffer_text(out, "    (");
        python_string(result->entries[i].name, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, call->callable));
        script_options(out, call, METHOD_LR + 1);
        buffer_text(out, ", ");
        python_number(call->values[METHOD_LR], out);
        if (script_methods_differ(needs)) {
            buffer_text(out, ", \"");
            script_method_wants(out, method_of(call));
            buffer_text(out, "\"");
        }
        buffer_text(out, "),\n");
    }
    buffer_text(out, "]\n");
}

static struct script_descent descent_of(const struct call *const *calls, const struct benchmark_parameters *parameters)
{
    const bool many = parameters->dimension > 2;
    const struct script_needs needs = script_needs(calls, parameters->optimizer.count);
    return (struct script_descent){
        .calls = calls,
        .count = parameters->optimizer.count,
        .needs = needs,
        .value = many ? "landscape.f(x)" : "landscape.f(*x)",
        .gradient = many ? "landscape.gradient(x)" : "landscape.gradient(*x)",
        .hessian = many ? "landscape.hessian(x)" : "landscape.hessian(*x)",
        .steps = "STEPS",
        .given = ", landscape",
        .measured = many ? "        value, norm = landscape.f(x), np.hypot.reduce(landscape.gradient(x), initial=0)\n"
                         : "        value, norm = landscape.f(*x), np.hypot.reduce(landscape.gradient(*x), initial=0)\n",
        .kept = needs.search ? "        rows.append((value, max(evaluations - 1, len(rows)), x))\n"
                               "        if solved(rows[0][0], value, landscape.least):\n"
                               "            return False\n"
                             : "        rows.append((value, len(rows), x))\n"
                               "        if solved(rows[0][0], value, landscape.least):\n"
                               "            return False\n",
        .before = "rows[-1][2]",
        .lowest = "rows[-1][0]",
        .help = "rows of value, how many evaluations after the start's that took, and the place.",
    };
}

static const char starting[] =
    "def starts_on(number, landscape):\n"
    "    \"\"\"Places even over the domain of the landscape.\"\"\"\n"
    "    axes = enumerate(landscape.domain, number*len(landscape.domain))\n"
    "    return np.array([low + (high - low)*uniforms(SEED, PURPOSE << 48 | axis, 0, STARTS) for axis, (low, high) in axes]).T\n"
    "\n"
    "\n"
    "def solved(start, value, least):\n"
    "    \"\"\"Whether the height above the least value, if that is known, is a small enough part of what it was at the start (Moré & Wild "
    "2009).\"\"\"\n"
    "    return least is not None and value <= least + TOLERANCE*(start - least)\n"
    "\n"
    "\n";

static const char profiling[] = "def solved_at(rows, least):\n"
                                "    \"\"\"After how many evaluations a run had solved its problem.\"\"\"\n"
                                "    return next((evaluations for value, evaluations, _ in rows if solved(rows[0][0], value, least)), np.inf)\n"
                                "\n"
                                "\n"
                                "def shown_evaluations():\n"
                                "    \"\"\"Whole numbers from 1 to the budget, from 20 on evenly by logarithm.\"\"\"\n"
                                "    shown, at = [], 1\n"
                                "    while len(shown) + 1 < PLACES and at < STEPS:\n"
                                "        shown.append(round(at))\n"
                                "        at = at + 1 if at < 20 else 1.05*at\n"
                                "    return np.array([*shown, STEPS])\n"
                                "\n"
                                "\n";

static const char compute_end[] =
    "        least = landscape.least\n"
    "        if least is None:\n"
    "            least = min((value for paths in runs for rows in paths for value, *_ in rows), default=np.inf)\n"
    "        for row, paths in zip(table, runs):\n"
    "            row += [solved_at(rows, least) for rows in paths]\n"
    "    shown, answer = shown_evaluations(), []\n"
    "    for (name, *_), row in zip(METHODS, table):\n"
    "        counts = np.searchsorted(np.sort(row), shown, side=\"right\")\n"
    "        low, high = np.transpose([wilson(count, len(row)) for count in counts])\n"
    "        answer.append((name, [(\"evaluations\", shown), (\"solved\", counts/len(row)), (\"low\", low), (\"high\", high)]))\n"
    "    return answer\n";

static const char drawing[] = "    for k, (name, columns) in enumerate(answer):\n"
                              "        evaluations, share, low, high = (values for _, values in columns)\n"
                              "        axes.fill_between(evaluations, low, high, color=f\"C{k}\", alpha=0.15)\n"
                              "        axes.plot(evaluations, share, color=f\"C{k}\", label=f\"{name}, {share[-1]:.1%}\")\n"
                              "    axes.legend(fontsize=\"small\")\n";

bool benchmark_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct benchmark_parameters *parameters = untyped;
    struct buffer *out = &script->functions;
    const struct call **calls = calls_of(out->arena, parameters);
    const struct script_descent descent = descent_of(calls, parameters);
    const char *wants = script_methods_differ(&descent.needs) ? ", wants" : "";
    script->answer = SCRIPT_RUNS;
    script->random = true;
    if (!add_landscapes(script, parameters, descent.needs.curvature, error))
        return false;
    buffer_format(out,
                  "STARTS = %ld  # on each landscape\nSTEPS = %ld  # of each run: evaluations after the start's\nTOLERANCE = ", parameters->starts,
                  parameters->steps);
    python_number(parameters->tolerance, out);
    buffer_format(out,
                  "  # of a problem: what part of the height at the start may be left\nSEED = %ld\nPURPOSE = %d  # of the streams of random numbers: "
                  "starts\nPLACES = %d  # of a profile, at most\n\n\n",
                  parameters->seed, RANDOM_START, BENCHMARK_PROFILE);
    script_add_methods(script, &descent);
    buffer_text(out, starting);
    script_add_loop(script, &descent);
    buffer_text(out, profiling);
    script_wilson(out);
    add_methods(out, parameters, answer, &descent.needs);
    buffer_text(out, "\n\n");
    buffer_format(
        &script->compute,
        "    table = [[] for _ in METHODS]  # of each method after how many evaluations it had solved a problem\n"
        "    for number, landscape in enumerate(LANDSCAPES):\n"
        "        starts = starts_on(number, landscape)\n"
        "        runs = [[descend(method, start, np.full(STEPS + 1, lr), run, landscape%s, **options) for run, start in enumerate(starts)]\n"
        "                for _, method, options, lr%s in METHODS]\n%s",
        wants, wants, compute_end);
    buffer_text(&script->draw, drawing);
    return true;
}
