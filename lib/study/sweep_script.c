/* Sweeps over landscapes as programs: a descent for every setting, how it ended by the words of sweep.h, and the measure. */
#include "study/method_script.h"
#include "study/sweep.h"

#include "base/contract.h"

#include <math.h>

/* Steps of all runs: each takes Python some ten microseconds. */
static const double most_steps = 4e5;

static bool refuse(struct error *error, const char *why)
{
    return error_set(error, ERROR_INVALID, "there is no program of this sweep: %s; csv and npz have the numbers", why);
}

bool sweep_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct sweep_parameters *parameters = untyped;
    const struct sweep_result *result = answer;
    const struct call *method = &parameters->method;
    const struct script_needs needs = script_needs(&method, 1);
    struct landscape *landscape = parameters->landscape;
    if (!landscape)
        return refuse(error, "it trains a network for every setting, which takes Python too long");
    if (!script_has_method(method, landscape->dimension, error) || !script_has_schedule(&parameters->schedule.items[0], error))
        return false;
    if (needs.search || needs.squares || needs.chance)
        return refuse(error, "methods that search, draw random numbers or take squares apart are written out for single descents only");
    if (parameters->clip > 0 || needs.clip || needs.average || needs.shown || method->values[METHOD_MAXIMIZE] != 0)
        return refuse(error, "clip, average, maximize and places that are shown apart are written out for single descents only");
    const double runs = sweep_run_count(parameters), steps = (double)parameters->steps;
    if (runs * steps > most_steps)
        return error_set(
            error, ERROR_INVALID,
            "there is no program of %.0f runs of %.0f steps, which take Python minutes: one has %.0f steps in all at most, so lower samples or "
            "steps; csv and npz have the numbers",
            runs, steps, most_steps);
    if (sweep_has(parameters, SWEEP_GROUP_RATE))
        return refuse(error, "rates of single coordinates are not written out in Python");
    if (result && result->theory && parameters->axis_count == 1)
        return refuse(error, "the column of rates by theory is made from the method's recurrence, which is not written out in Python");
    return landscape_differentiate(landscape, needs.curvature ? 2 : 1, error) && python_can(landscape->graph, &landscape->value, 1, error) &&
           python_can(landscape->graph, landscape->gradient, landscape->dimension, error) &&
           (!needs.curvature || python_can(landscape->graph, landscape->hessian, landscape->dimension * (landscape->dimension + 1) / 2, error));
}

static bool add_landscape(struct script *script, const struct sweep_parameters *parameters, struct error *error)
{
    const struct landscape *landscape = parameters->landscape;
    const size_t n = landscape->dimension;
    const struct script_function value = {"f", landscape->readable, n, &landscape->value, 1, 0, false, NULL};
    const struct script_function slope = {"gradient", NULL, n, landscape->gradient, n, 0, true, NULL};
    const struct script_function bend = {"hessian", NULL, n, landscape->hessian, n * (n + 1) / 2, n, true, NULL};
    return script_add_function(script, landscape->graph, &value, error) && script_add_function(script, landscape->graph, &slope, error) &&
           (!method_of(&parameters->method)->curvature || script_add_function(script, landscape->graph, &bend, error));
}

/* An axis: its samples, and where a sample's value goes. */
static void add_axis(struct buffer *out, const struct sweep_parameters *parameters, size_t k, size_t count)
{
    const struct sweep_axis *axis = &parameters->axes[k];
    const struct swept *typed = axis->typed;
    buffer_format(out, "%s = np.%s(", k ? "Y" : "X", typed->log ? "geomspace" : "linspace");
    python_number(typed->low, out);
    buffer_text(out, ", ");
    python_number(typed->high, out);
    buffer_format(out, ", %zu)  # ", count);
    python_prose(axis->name, out);
    buffer_text(out, "\n");
}

static void add_constants(struct buffer *out, const struct sweep_parameters *parameters, const struct sweep_result *result)
{
    const struct call *schedule = &parameters->schedule.items[0];
    buffer_format(out, "SEED = %ld\nSEEDS = %ld\nSTEPS = %ld\nNOISE = ", parameters->data.seed, parameters->seeds, parameters->steps);
    python_number(parameters->noise, out);
    buffer_text(out, "\nUSUAL = ");
    python_number(result->usual, out);
    buffer_text(out, "  # the gradient's norm at the start: the median where starts are swept\nTOLERANCE = ");
    python_number(parameters->tolerance, out);
    buffer_text(out, "*USUAL\nSTART = ");
    script_numbers(out, parameters->origin, parameters->objective.dimension);
    buffer_text(out, "\nLR = ");
    python_number(parameters->method.values[METHOD_LR], out);
    buffer_text(out, "\nOPTIONS = ");
    script_options(out, &parameters->method, METHOD_LR + 1);
    buffer_text(out, "\nSETTINGS = ");
    script_options(out, schedule, 0);
    buffer_text(out, "  # of the schedule\n");
    add_axis(out, parameters, 0, result->columns);
    if (parameters->axis_count == 2)
        add_axis(out, parameters, 1, result->rows);
    buffer_text(out, "WORDS = [\"converged\", \"out_of_steps\", \"stalled\", \"undefined\", \"diverged\"]\n\n\n");
}

static void add_settle(struct buffer *out, const struct sweep_parameters *parameters)
{
    static const char *const values[] = {"x", "y"};
    CONTRACT(parameters->axis_count <= 2);
    buffer_text(out, "def settle(x, y):\n    start, lr, options, settings = np.array(START, float), LR, dict(OPTIONS), dict(SETTINGS)\n");
    for (size_t k = 0; k < parameters->axis_count; k++) {
        const struct sweep_axis *axis = &parameters->axes[k];
        const char *value = axis->whole ? arena_format(out->arena, "np.rint(%s)", values[k]) : values[k];
        if (axis->target == SWEEP_START) {
            buffer_format(out, "    start[%zu] = %s\n", axis->index, value);
        } else if (axis->target == SWEEP_METHOD && axis->index == METHOD_LR) {
            buffer_format(out, "    lr = %s\n", value);
        } else {
            const struct call *call = axis->target == SWEEP_METHOD ? &parameters->method : &parameters->schedule.items[0];
            buffer_format(out, "    %s[\"", axis->target == SWEEP_METHOD ? "options" : "settings");
            python_name(call->callable->options[axis->index].name, out);
            buffer_format(out, "\"] = %s\n", value);
        }
    }
    buffer_text(out, "    return start, lr, options, settings\n\n\n");
}

static void add_descent(struct buffer *out, const struct sweep_parameters *parameters)
{
    const struct method *method = method_of(&parameters->method);
    const char *one = parameters->objective.dimension > 2 ? "x" : "*x", *name = script_function_name(out->arena, &method->callable);
    buffer_format(out,
                  "def descend(x, y, seed):\n"
                  "    \"\"\"How a run ends: the word for it, where, the values and the gradient's norms on the way.\"\"\"\n"
                  "    start, lr, options, settings = settle(x, y)\n"
                  "    rates = learning_rates(%s, lr, STEPS, STEPS + 1, **settings)[:STEPS]\n"
                  "    end, values, norms, evaluations = start, [], [], 0\n\n"
                  "    def slope(x):\n"
                  "        nonlocal evaluations\n"
                  "        noise = NOISE*normals(SEED, seed, evaluations*len(x), len(x)) if NOISE else 0\n"
                  "        evaluations += 1\n"
                  "        return gradient(%s) + noise\n\n",
                  script_function_name(out->arena, parameters->schedule.items[0].callable), one);
    buffer_format(out, "    steps = %s(slope%s, start, rates, **options)\n", name,
                  method->curvature ? arena_format(out->arena, ", lambda x: hessian(%s)", one) : "");
    buffer_format(out,
                  "    for x, *_ in itertools.chain([(start, 0)], steps):\n"
                  "        value, norm, finite = f(%s), np.hypot.reduce(gradient(%s), initial=0), np.all(np.isfinite(x))\n"
                  "        if not (np.isfinite(value) and finite):\n"
                  "            return \"undefined\" if np.isnan(value) and finite else \"diverged\", end, values, norms\n"
                  "        end = x\n"
                  "        values.append(value)\n"
                  "        norms.append(norm)\n"
                  "        if not np.isfinite(norm):\n"
                  "            return \"undefined\", end, values, norms\n",
                  one, one);
    if (parameters->measure != SWEEP_RATE)
        buffer_text(out, "        if norm <= TOLERANCE:\n            return \"converged\", end, values, norms\n");
    buffer_text(out, "        if len(values) > STEPS:\n"
                     "            early, late = max(values[:STEPS//2 + 1]), max(values[STEPS//2 + 1:], default=-np.inf)\n"
                     "            word = \"converged\" if norm <= TOLERANCE else \"diverged\" if late > early else \"out_of_steps\"\n"
                     "            return word, end, values, norms\n"
                     "    return \"stalled\", end, values, norms\n\n\n");
}

static const char measures[][700] = {
    [SWEEP_VALUE] = "def measure(word, end, values, norms):\n"
                    "    return values[-1] if values and word != \"diverged\" else np.nan\n\n\n",
    [SWEEP_STEPS] = "def measure(word, end, values, norms):\n"
                    "    return len(values) - 1 if word == \"converged\" else np.nan\n\n\n",
    [SWEEP_RATE] = "def measure(word, end, values, norms):\n"
                   "    \"\"\"The slope of the norm's logarithm by weighted least squares: later steps count more.\"\"\"\n"
                   "    norms = np.array(norms)\n"
                   "    t = np.flatnonzero(norms > 1e-12*USUAL)\n"
                   "    weights, y = (t + 1.0)**2, np.log(norms[t])\n"
                   "    w, a, b = weights.sum(), weights @ t, weights @ y\n"
                   "    spread = w*(weights @ t**2) - a*a\n"
                   "    if not spread > 0:\n"
                   "        return 0 if len(norms) > 1 and norms[-1] <= 1e-12*USUAL else np.nan\n"
                   "    return np.exp((w*(weights @ (t*y)) - a*b)/spread)\n\n\n",
};

/* Where runs converge to, as categories: sweep_place. */
static void add_categories(struct buffer *out, const struct sweep_parameters *parameters)
{
    buffer_text(out, "WIDTHS = [");
    for (size_t d = 0; d < parameters->objective.dimension; d++) {
        buffer_text(out, d ? ", " : "");
        python_number(parameters->landscape->domain[d][1] - parameters->landscape->domain[d][0], out);
    }
    buffer_format(out,
                  "]  # of the domain\n\n\n"
                  "def categories(runs):\n"
                  "    \"\"\"The number of the place that a run converged to, if these are %d at most, and behind them the other words.\"\"\"\n"
                  "    ends = np.array([end for word, end, *_ in runs if word == \"converged\"])\n"
                  "    places = []\n"
                  "    if len(ends):\n"
                  "        low, high = ends.min(axis=0), ends.max(axis=0)\n"
                  "        near = 1e-3*np.maximum(np.maximum(high - low, abs(low - START)), 1e-3*np.array(WIDTHS))\n"
                  "        for end in ends:\n"
                  "            if not any(np.all(abs(end - place) <= near) for place in places):\n"
                  "                places.append(end)\n"
                  "    places = places if len(places) <= %d else []\n\n"
                  "    def category(word, end):\n"
                  "        if word != \"converged\":\n"
                  "            return max(len(places), 1) + WORDS.index(word) - 1\n"
                  "        return next((k for k, place in enumerate(places) if np.all(abs(end - place) <= near)), 0)\n\n"
                  "    return [category(word, end) for word, end, *_ in runs]\n\n\n",
                  SWEEP_MOST_PLACES, SWEEP_MOST_PLACES);
}

static const char line_answer[] = "def quantile(numbers, fraction):\n"
                                  "    \"\"\"Of the seeds; a run of which there is nothing to say is beyond all others.\"\"\"\n"
                                  "    numbers = np.sort(np.where(np.isfinite(numbers), numbers, np.inf))\n"
                                  "    place = fraction*(len(numbers) - 1)\n"
                                  "    k, known = int(place), np.isfinite(numbers).sum()\n"
                                  "    if place > known - 1:\n"
                                  "        return np.nan\n"
                                  "    return numbers[k] + (place - k)*(numbers[k + 1] - numbers[k]) if k + 1 < len(numbers) else numbers[-1]\n\n\n";

static void add_compute(struct script *script, const struct sweep_parameters *parameters)
{
    struct buffer *out = &script->compute;
    const bool outcome = parameters->measure == SWEEP_OUTCOME;
    if (parameters->axis_count == 2) {
        script->answer = SCRIPT_GRID;
        buffer_text(out, "    runs = [descend(x, y, 0) for y in Y for x in X]\n");
        buffer_text(out, outcome ? "    return X, Y, np.reshape(categories(runs), (len(Y), len(X)))\n"
                                 : "    return X, Y, np.reshape([measure(*run) for run in runs], (len(Y), len(X)))\n");
        buffer_format(&script->draw,
                      "    x, y, z = answer\n"
                      "    figure.colorbar(axes.pcolormesh(x, y, z, shading=\"nearest\"), ax=axes, label=\"%s\")\n",
                      sweep_measures[parameters->measure].name);
        return;
    }
    script->answer = SCRIPT_COLUMNS;
    buffer_text(out, "    cells = [[descend(x, 0, seed) for seed in range(SEEDS)] for x in X]\n    columns = [(\"x\", X)]\n");
    if (!outcome)
        buffer_format(out,
                      "    measured = [[measure(*run) for run in runs] for runs in cells]\n"
                      "    for name, fraction in ((\"%s\", 0.5), (\"low\", 0.1), (\"high\", 0.9)):\n"
                      "        columns.append((name, [quantile(each, fraction) for each in measured]))\n",
                      sweep_measures[parameters->measure].name);
    buffer_text(out, "    for name in WORDS:\n"
                     "        columns.append((name, [np.mean([word == name for word, *_ in runs]) for runs in cells]))\n"
                     "    return columns\n");
    if (outcome)
        buffer_text(&script->draw, "    columns = dict(answer)\n"
                                   "    for name in WORDS:\n"
                                   "        if max(columns[name]) > 0:\n"
                                   "            axes.plot(X, columns[name], label=name.replace(\"_\", \" \"))\n"
                                   "    axes.legend()\n");
    else
        buffer_format(&script->draw,
                      "    columns = dict(answer)\n"
                      "    axes.plot(X, columns[\"%s\"])\n"
                      "    axes.fill_between(X, columns[\"low\"], columns[\"high\"], alpha=0.25)\n",
                      sweep_measures[parameters->measure].name);
}

bool sweep_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct sweep_parameters *parameters = untyped;
    struct buffer *out = &script->functions;
    const struct call *method = &parameters->method, *schedule = &parameters->schedule.items[0];
    const struct script_descent descent = {
        .calls = &method, .count = 1, .needs = script_needs(&method, 1), .value = parameters->objective.dimension > 2 ? "f(x)" : "f(*x)"};
    script->random = parameters->noise > 0;
    add_constants(out, parameters, answer);
    if (!add_landscape(script, parameters, error))
        return false;
    script_add_methods(script, &descent);
    script_add_schedules(script, &schedule, 1);
    add_settle(out, parameters);
    add_descent(out, parameters);
    if (parameters->measure == SWEEP_OUTCOME) {
        if (parameters->axis_count == 2)
            add_categories(out, parameters);
    } else {
        buffer_text(out, measures[parameters->measure]);
        buffer_text(out, parameters->axis_count == 1 ? line_answer : "");
    }
    add_compute(script, parameters);
    return true;
}
