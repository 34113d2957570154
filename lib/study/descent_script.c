/* A descent as a program: the landscape's functions, a generator for each method by the rule of its row, and a loop that lets it take its steps. */
#include "study/descent.h"

#include "study/script.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

/* What the program needs besides the methods themselves. */
struct needs {
    bool search, curvature, noise;
};

static struct needs needs_of(const struct descent_parameters *parameters)
{
    struct needs needs = {.noise = parameters->noise > 0};
    for (size_t i = 0; i < parameters->group_count; i++) {
        const struct method *method = method_of(&parameters->groups[i].method);
        needs.search = needs.search || method->judge;
        needs.curvature = needs.curvature || method->curvature;
    }
    return needs;
}

bool descent_scripted(const void *untyped, struct error *error)
{
    const struct descent_parameters *parameters = untyped;
    for (size_t i = 0; i < parameters->group_count; i++) {
        const struct descent_group *group = &parameters->groups[i];
        const struct method *method = method_of(&group->method);
        if (!method->python)
            return error_set(error, ERROR_INVALID, "there is no program with the optimizer %s; csv and npz have its numbers",
                             group->method.callable->name);
        if (method->show && (!method->shown_by || group->method.values[method->shown_by] != 0))
            return error_set(error, ERROR_INVALID, "there is no program of what %s shows in place of x; csv and npz have its numbers",
                             method->callable.name);
        for (size_t option = METHOD_LR + 1; option < METHOD_OWN; option++)
            if (group->method.given[option])
                return error_set(error, ERROR_INVALID, "there is no program with the option %s; csv and npz have its numbers",
                                 group->method.callable->options[option].name);
        if (!script_has_schedule(group->schedule, error))
            return false;
    }
    if (!python_can(parameters->landscape->graph, &parameters->landscape->value, 1, error))
        return false;
    return parameters->batch == 0 || error_set(error, ERROR_INVALID, "there is no program with batch; csv and npz have its numbers");
}

/* f and its derivatives. */
static bool add_landscape(struct script *script, const struct descent_parameters *parameters, const struct needs *needs, struct error *error)
{
    struct landscape *landscape = parameters->landscape;
    const size_t n = landscape->dimension;
    const struct graph *graph = landscape->graph;
    if (!landscape_differentiate(landscape, needs->curvature ? 2 : 1, error))
        return false;
    const struct script_function value = {"f", landscape->readable, n, &landscape->value, 1, 0, false};
    const struct script_function slope = {"gradient", NULL, n, landscape->gradient, n, 0, true};
    const struct script_function bend = {"hessian", NULL, n, landscape->hessian, n * (n + 1) / 2, n, true};
    return script_add_function(script, graph, &value, error) && script_add_function(script, graph, &slope, error) &&
           (!needs->curvature || script_add_function(script, graph, &bend, error));
}

static void add_method(struct script *script, const struct method *method)
{
    struct buffer *out = &script->functions;
    buffer_format(out, "def %s(%s%s, x, rates", script_function_name(out->arena, &method->callable),
                  method->judge ? "value_and_gradient" : "gradient", method->curvature ? ", hessian" : "");
    script_parameters(out, &method->callable, METHOD_OWN);
    buffer_text(out, "):\n    \"\"\"");
    python_prose(method->paper, out);
    buffer_text(out, ":\n    ");
    python_prose(method->rule, out);
    buffer_text(out, "\"\"\"\n");
    script_lines(out, method->python);
    buffer_text(out, "\n\n");
}

static bool is_first(const struct descent_parameters *parameters, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (parameters->groups[k].method.callable == parameters->groups[i].method.callable)
            return false;
    return true;
}

/* Whether the rule of one of the methods calls a function. */
static bool any_calls(const struct descent_parameters *parameters, const char *call)
{
    for (size_t i = 0; i < parameters->group_count; i++)
        if (strstr(method_of(&parameters->groups[i].method)->python, call))
            return true;
    return false;
}

static void add_methods(struct script *script, const struct descent_parameters *parameters)
{
    struct buffer *out = &script->functions;
    if (any_calls(parameters, "quotient("))
        buffer_text(out, "def quotient(a, b):\n"
                         "    \"\"\"a/b, and 0 where b is not above 0.\"\"\"\n"
                         "    return np.where(b > 0, a/np.where(b > 0, b, 1), 0)\n\n\n");
    if (any_calls(parameters, "value("))
        buffer_format(out, "def value(x):\n    return f(%s)\n\n\n", parameters->dimension > 2 ? "x" : "*x");
    for (size_t i = 0; i < parameters->group_count; i++)
        if (is_first(parameters, i))
            add_method(script, method_of(&parameters->groups[i].method));
}

/* The loop; a method that searches evaluates points that are no steps, and ends with the lowest of them if there is no step any more. */
static void add_loop(struct script *script, const struct descent_parameters *parameters, const struct needs *needs)
{
    struct buffer *out = &script->functions;
    const char *point = parameters->dimension > 2 ? "x" : "*x";
    if (needs->search)
        buffer_text(out, "class BudgetSpent(Exception):\n    \"\"\"All gradients that a run may evaluate are.\"\"\"\n\n\n");
    buffer_format(out, "def descend(method, start, rates, run%s, **options):\n", needs->search || needs->curvature ? ", kind" : "");
    buffer_text(out, "    \"\"\"Lets the method take its steps: rows of step, coordinates, value, norm of the gradient, learning rate.\"\"\"\n"
                     "    rows = []\n");
    if (needs->search || needs->noise)
        buffer_text(out, "    evaluations = 0\n");
    if (needs->search)
        buffer_text(out, "    trials = []  # since the last step\n");
    buffer_text(out, "\n    def slope(x):\n");
    if (needs->noise)
        buffer_format(out,
                      "        nonlocal evaluations\n"
                      "        noise = NOISE*normals(SEED, run, evaluations*len(x), len(x))\n"
                      "        evaluations += 1\n"
                      "        return gradient(%s) + noise\n",
                      point);
    else
        buffer_format(out, "        return gradient(%s)\n", point);
    if (needs->search)
        buffer_format(out,
                      "\n    def value_and_gradient(x):\n"
                      "        nonlocal evaluations\n"
                      "        if evaluations > STEPS:\n"
                      "            raise BudgetSpent\n"
                      "        value = f(%s)\n"
                      "        if np.isfinite(value) and np.all(np.isfinite(x)):\n"
                      "            trials.append((value, x))\n"
                      "        %sreturn value, slope(x)\n",
                      point, needs->noise ? "" : "evaluations += 1\n        ");
    buffer_format(out,
                  "\n    def record(x, lr):\n"
                  "        \"\"\"Whether the run goes on from x, where a step at the rate lr led.\"\"\"\n"
                  "        value, norm = f(%s), np.hypot.reduce(gradient(%s), initial=0)\n"
                  "        if not (np.isfinite(value) and np.all(np.isfinite(x))):\n"
                  "            return False\n"
                  "        if rows:\n"
                  "            rows[-1][-1] = lr\n"
                  "        rows.append([len(rows), *x, value, norm, rates[len(rows)]])\n",
                  point, point);
    if (needs->search)
        buffer_text(out, "        trials.clear()\n");
    buffer_text(out, parameters->tolerance > 0 ? "        return TOLERANCE < norm < np.inf and len(rows) <= STEPS\n"
                                               : "        return np.isfinite(norm) and len(rows) <= STEPS\n");
    buffer_text(out, "\n");
    if (needs->search && needs->curvature)
        buffer_format(out, "    arguments = {\"search\": [value_and_gradient], \"curvature\": [slope, lambda x: hessian(%s)], \"\": [slope]}[kind]\n",
                      point);
    else if (needs->search)
        buffer_text(out, "    arguments = [value_and_gradient if kind else slope]\n");
    else if (needs->curvature)
        buffer_format(out, "    arguments = [slope, lambda x: hessian(%s)] if kind else [slope]\n", point);
    const char *call = needs->search || needs->curvature ? "method(*arguments, start, rates, **options)" : "method(slope, start, rates, **options)";
    if (!needs->search) {
        buffer_format(out,
                      "    if record(start, 0):\n"
                      "        for x, lr in %s:\n"
                      "            if not record(x, lr):\n"
                      "                break\n"
                      "    return rows\n\n\n",
                      call);
        return;
    }
    buffer_format(out,
                  "    lr = 0\n"
                  "    try:\n"
                  "        if record(start, lr):\n"
                  "            for x, lr in %s:\n"
                  "                if not record(x, lr):\n"
                  "                    break\n"
                  "    except BudgetSpent:\n"
                  "        pass\n"
                  "    lowest = min(trials, key=lambda trial: trial[0], default=None)\n"
                  "    if lowest and kind == \"search\" and lowest[0] < rows[-1][-3]:\n"
                  "        record(lowest[1], lr)\n"
                  "    return rows\n\n\n",
                  call);
}

/* RUNS: what each run is called, and all that is its own. */
static void add_runs(struct script *script, const struct descent_parameters *parameters, const struct descent_result *result,
                     const struct needs *needs)
{
    struct buffer *out = &script->functions;
    const size_t n = (size_t)parameters->dimension;
    buffer_format(out, "STEPS = %ld\n", parameters->steps);
    if (parameters->tolerance > 0) {
        buffer_text(out, "TOLERANCE = ");
        python_number(parameters->tolerance, out);
        buffer_text(out, "\n");
    }
    if (needs->noise) {
        buffer_text(out, "NOISE = ");
        python_number(parameters->noise, out);
        buffer_format(out, "\nSEED = %ld\n", parameters->seed);
    }
    buffer_text(out, "RUNS = [  # name, method, its options, learning rate, schedule, its options, start, number of the start");
    buffer_text(out, needs->search || needs->curvature ? ", kind of method\n" : "\n");
    for (size_t i = 0; i < result->count; i++) {
        const struct trail *trail = &result->trails[i];
        const struct descent_group *group = trail->group;
        const struct method *method = method_of(&group->method);
        buffer_text(out, "    (");
        python_string(trail->name, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, group->method.callable));
        script_options(out, &group->method, METHOD_OWN);
        buffer_text(out, ", ");
        python_number(group->lr, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, group->schedule->callable));
        script_options(out, group->schedule, 0);
        buffer_text(out, ", ");
        script_numbers(out, trail->x, n);
        buffer_format(out, ", %zu", trail->start);
        if (needs->search || needs->curvature)
            buffer_format(out, ", \"%s\"", method->judge ? "search" : method->curvature ? "curvature" : "");
        buffer_text(out, "),\n");
    }
    buffer_text(out, "]\n\n\n");
}

static void add_compute(struct script *script, const struct descent_parameters *parameters, const struct needs *needs)
{
    struct buffer *out = &script->compute;
    const char *kind = needs->search || needs->curvature ? ", kind" : "";
    buffer_text(out, "    names = [\"step\"");
    for (long d = 0; d < parameters->dimension; d++) {
        buffer_text(out, ", ");
        python_string(coordinate_name(out->arena, (size_t)parameters->dimension, (size_t)d), out);
    }
    buffer_format(out,
                  ", \"value\", \"gradient_norm\", \"lr\"]\n"
                  "    answer = []\n"
                  "    for name, method, options, lr, schedule, settings, start, run%s in RUNS:\n"
                  "        rates = learning_rates(schedule, lr, STEPS, STEPS + 1, **settings)\n"
                  "        rows = descend(method, np.array(start, float), rates, run%s, **options)\n"
                  "        answer.append((name, list(zip(names, np.transpose(rows)))))\n"
                  "    return answer\n",
                  kind, kind);
}

/* By step: a column of all runs. */
static void draw_column(struct buffer *out, const char *axes, const char *column)
{
    buffer_format(out,
                  "    for name, columns in answer:\n"
                  "        columns = dict(columns)\n"
                  "        %s.plot(columns[\"step\"], columns[\"%s\"], label=name)\n",
                  axes, column);
}

static void draw_path(struct buffer *out, const struct descent_parameters *parameters)
{
    if (parameters->dimension == 1) {
        buffer_text(out, "    points = np.concatenate([dict(columns)[\"x\"] for _, columns in answer])\n    x = np.linspace(min(points.min(), ");
        python_number(parameters->landscape->domain[0][0], out);
        buffer_text(out, "), max(points.max(), ");
        python_number(parameters->landscape->domain[0][1], out);
        buffer_text(out, "), 401)\n"
                         "    axes.plot(x, f(x) + 0*x)\n"
                         "    for name, columns in answer:\n"
                         "        columns = dict(columns)\n"
                         "        axes.plot(columns[\"x\"], columns[\"value\"], \".-\", label=name)\n");
    } else if (parameters->dimension == 2) {
        buffer_text(out, "    paths = [(name, dict(columns)) for name, columns in answer]\n    box = [");
        for (size_t d = 0; d < 2; d++) {
            buffer_text(out, d ? ", (" : "(");
            python_number(parameters->landscape->domain[d][0], out);
            buffer_text(out, ", ");
            python_number(parameters->landscape->domain[d][1], out);
            buffer_text(out, ")");
        }
        buffer_text(out, "]\n"
                         "    sides = []\n"
                         "    for name, (low, high) in zip(\"xy\", box):\n"
                         "        points = np.concatenate([path[name] for _, path in paths])\n"
                         "        sides.append(np.linspace(min(low, points.min()), max(high, points.max()), 201))\n"
                         "    x, y = np.meshgrid(*sides)\n"
                         "    z = f(x, y) + 0*x\n"
                         "    axes.contour(x, y, z, np.unique(np.nanquantile(z, np.linspace(0.02, 0.98, 12))), colors=\"gray\", linewidths=0.8)\n"
                         "    for name, path in paths:\n"
                         "        axes.plot(path[\"x\"], path[\"y\"], \".-\", label=name)\n");
    } else {
        draw_column(out, "axes", "value"); /* a path of many coordinates as its values by step */
    }
    buffer_text(out, "    axes.legend()\n");
}

bool descent_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct descent_parameters *parameters = untyped;
    const struct descent_result *result = answer;
    const struct needs needs = needs_of(parameters);
    const struct call **schedules_used = ARENA_NEW(script->functions.arena, const struct call *, parameters->group_count);
    for (size_t i = 0; i < parameters->group_count; i++)
        schedules_used[i] = parameters->groups[i].schedule;
    script->answer = SCRIPT_RUNS;
    script->random = needs.noise;
    if (!add_landscape(script, parameters, &needs, error))
        return false;
    add_methods(script, parameters);
    script_add_schedules(script, schedules_used, parameters->group_count);
    add_loop(script, parameters, &needs);
    add_runs(script, parameters, result, &needs);
    add_compute(script, parameters, &needs);
    if (parameters->view == DESCENT_PATH)
        draw_path(&script->draw, parameters);
    else if (parameters->view == DESCENT_BOTH) {
        draw_column(&script->draw, "axes[0]", "value");
        draw_column(&script->draw, "axes[1]", "gradient_norm");
        buffer_text(&script->draw, "    axes[0].legend()\n");
    } else {
        draw_column(&script->draw, "axes", parameters->view == DESCENT_LOSS ? "value" : "gradient_norm");
        buffer_text(&script->draw, "    axes.legend()\n");
    }
    return true;
}
