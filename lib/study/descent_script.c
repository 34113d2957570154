/* A descent as a program: the landscape's functions, a generator for each method by the rule of its row, and a loop that lets it take its steps. */
#include "study/descent.h"

#include "optimize/objective.h"
#include "optimize/terms.h"
#include "study/method_script.h"

/* The Gauss–Newton matrix of the sum of squares that is descended on. */
static bool add_squares(const struct descent_parameters *parameters, node_id **triangle, struct error *error)
{
    struct landscape *landscape = parameters->descended;
    struct arena *arena = landscape->graph->arena;
    *triangle = ARENA_NEW(arena, node_id, landscape->dimension * (landscape->dimension + 1) / 2);
    return terms_squares(arena, landscape, OBJECTIVE_MAX_TERMS, *triangle, error);
}

/* Whether f and the derivatives that the methods want can be written. */
static bool can_write(const struct descent_parameters *parameters, const struct script_needs *needs, struct error *error)
{
    struct landscape *landscape = parameters->descended;
    const struct graph *graph = landscape->graph;
    const size_t n = landscape->dimension, triangle = n * (n + 1) / 2;
    node_id *squares;
    return python_can(graph, &landscape->value, 1, error) && landscape_differentiate(landscape, needs->curvature ? 2 : 1, error) &&
           python_can(graph, landscape->gradient, n, error) && (!needs->curvature || python_can(graph, landscape->hessian, triangle, error)) &&
           (!needs->squares || (add_squares(parameters, &squares, error) && python_can(graph, squares, triangle, error)));
}

bool descent_scripted(const void *untyped, const void *result, struct error *error)
{
    (void)result;
    const struct descent_parameters *parameters = untyped;
    const struct call **calls = ARENA_NEW(parameters->descended->graph->arena, const struct call *, parameters->group_count);
    for (size_t i = 0; i < parameters->group_count; i++) {
        calls[i] = &parameters->groups[i].method;
        if (!script_has_method(&parameters->groups[i].method, parameters->descended->dimension, error) ||
            !script_has_schedule(parameters->groups[i].schedule, error))
            return false;
        const struct method *method = method_of(calls[i]);
        if (parameters->set && method->shown_by && calls[i]->values[method->shown_by] != 0)
            return error_set(error, ERROR_INVALID,
                             "there is no program with project of %s(%s), which shows a place found from the step after it is put back; csv and npz "
                             "have its numbers",
                             method->callable.name, method->callable.options[method->shown_by].name);
    }
    const struct script_needs needs = script_needs(calls, parameters->group_count);
    if (!can_write(parameters, &needs, error))
        return false;
    return parameters->batch == 0 || error_set(error, ERROR_INVALID, "there is no program with batch; csv and npz have its numbers");
}

/* What makes a value of what is descended on one of the landscape. */
static const char *minus(const struct descent_parameters *parameters)
{
    return parameters->climbs ? "-" : "";
}

/* What the methods descend on. */
static struct script_descent descent_of(struct arena *arena, const struct descent_parameters *parameters, const struct call *const *calls)
{
    const bool many = parameters->dimension > 2, held = parameters->set;
    const char *x = many ? "x" : "*x";
    return (struct script_descent){
        .calls = calls,
        .count = parameters->group_count,
        .needs = script_needs(calls, parameters->group_count),
        .value = many ? "f(x)" : "f(*x)",
        .gradient = many ? "gradient(x)" : "gradient(*x)",
        .hessian = many ? "hessian(x)" : "hessian(*x)",
        .gauss_newton = many ? "gauss_newton(x)" : "gauss_newton(*x)",
        .noise = parameters->noise > 0,
        .steps = "STEPS",
        .given = "",
        .tested = parameters->tolerance <= 0 ? NULL
                  : held                     ? "residual"
                                             : "norm",
        .projected = held,
        .measured = arena_format(arena,
                                 "        value, norm = f(%s), np.hypot.reduce(gradient(%s), initial=0)\n"
                                 "%s%s%s",
                                 x, x, held ? "        residual = np.hypot.reduce(x - project(x - gradient(" : "", held ? x : "",
                                 held ? ")), initial=0)  # 0 where x is stationary within the set\n" : ""),
        .kept = arena_format(arena,
                             "        if rows:\n"
                             "            rows[-1][-1] = lr\n"
                             "        rows.append([len(rows), *x, %svalue, norm%s, rates[len(rows)]])\n",
                             minus(parameters), held ? ", residual" : ""),
        .before = held ? "np.array(rows[-1][1:-4])" : "np.array(rows[-1][1:-3])",
        .lowest = arena_format(arena, "%srows[-1][%s]", minus(parameters), held ? "-4" : "-3"),
        .help = held ? "rows of step, coordinates, value, norms of the gradient and of x - P(x - gradient), learning rate."
                     : "rows of step, coordinates, value, norm of the gradient, learning rate.",
    };
}

/* f and its derivatives, which descent_scripted has made; of a climb those of -f. */
static bool add_landscape(struct script *script, const struct descent_parameters *parameters, const struct script_descent *descent,
                          struct error *error)
{
    struct landscape *landscape = parameters->descended;
    const size_t n = landscape->dimension;
    const struct graph *graph = landscape->graph;
    const struct script_function value = {"f", landscape->readable, n, &landscape->value, 1, 0, false, NULL};
    const struct script_function slope = {"gradient", NULL, n, landscape->gradient, n, 0, true, NULL};
    const struct script_function bend = {"hessian", NULL, n, landscape->hessian, n * (n + 1) / 2, n, true, NULL};
    if (!script_add_function(script, graph, &value, error) || !script_add_function(script, graph, &slope, error) ||
        (descent->needs.curvature && !script_add_function(script, graph, &bend, error)))
        return false;
    if (!descent->needs.squares)
        return true;
    node_id *triangle;
    if (!add_squares(parameters, &triangle, error))
        return false;
    const struct script_function squares = {"gauss_newton", "2*J'J of the squares' roots.", n, triangle, n * (n + 1) / 2, n, true, NULL};
    return script_add_function(script, graph, &squares, error);
}

/* RUNS: what each run is called, and all that is its own. */
static void add_runs(struct script *script, const struct descent_parameters *parameters, const struct descent_result *result,
                     const struct script_descent *descent)
{
    struct buffer *out = &script->functions;
    const size_t n = (size_t)parameters->dimension;
    buffer_format(out, "STEPS = %ld\n", parameters->steps);
    if (parameters->tolerance > 0) {
        buffer_text(out, "TOLERANCE = ");
        python_number(parameters->tolerance, out);
        buffer_text(out, "\n");
    }
    if (descent->noise) {
        buffer_text(out, "NOISE = ");
        python_number(parameters->noise, out);
        buffer_text(out, "\n");
    }
    if (script->random)
        buffer_format(out, "SEED = %ld\n", parameters->seed);
    buffer_text(out, "RUNS = [  # name, method, its options, learning rate, schedule, its options, start, number of the start");
    buffer_text(out, script_methods_differ(&descent->needs) ? ", what the method is given\n" : "\n");
    for (size_t i = 0; i < result->count; i++) {
        const struct trail *trail = &result->trails[i];
        const struct descent_group *group = trail->group;
        buffer_text(out, "    (");
        python_string(trail->name, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, group->method.callable));
        struct call method = group->method;
        method.given[METHOD_MAXIMIZE] = false; /* all functions are of -f then */
        script_options(out, &method, METHOD_LR + 1);
        buffer_text(out, ", ");
        python_number(group->lr, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, group->schedule->callable));
        script_options(out, group->schedule, 0);
        buffer_text(out, ", ");
        script_numbers(out, trail->x, n);
        buffer_format(out, ", %zu", trail->start);
        if (script_methods_differ(&descent->needs)) {
            buffer_text(out, ", \"");
            script_method_wants(out, method_of(&group->method));
            buffer_text(out, "\"");
        }
        buffer_text(out, "),\n");
    }
    buffer_text(out, "]\n\n\n");
}

static void add_compute(struct script *script, const struct descent_parameters *parameters, const struct script_descent *descent)
{
    struct buffer *out = &script->compute;
    const char *wants = script_methods_differ(&descent->needs) ? ", wants" : "";
    buffer_text(out, "    names = [\"step\"");
    for (long d = 0; d < parameters->dimension; d++) {
        buffer_text(out, ", ");
        python_string(coordinate_name(out->arena, (size_t)parameters->dimension, (size_t)d), out);
    }
    buffer_format(out,
                  ", \"value\", \"gradient_norm\", %s\"lr\"]\n"
                  "    answer = []\n"
                  "    for name, method, options, lr, schedule, settings, start, run%s in RUNS:\n"
                  "        rates = learning_rates(schedule, lr, STEPS, STEPS + 1, **settings)\n"
                  "        rows = descend(method, np.array(start, float), rates, run%s, **options)\n"
                  "        answer.append((name, list(zip(names, np.transpose(rows)))))\n"
                  "    return answer\n",
                  parameters->set ? "\"projected_gradient_norm\", " : "", wants, wants);
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

/* From where to where a set of one coordinate reaches. */
static void draw_extent(struct buffer *out, const struct projection *set)
{
    double extent[2];
    if (!set)
        return;
    projection_extent(set, 0, extent);
    buffer_text(out, "    axes.axvspan(");
    python_number(extent[0], out);
    buffer_text(out, ", ");
    python_number(extent[1], out);
    buffer_text(out, ", alpha=0.1, label=\"feasible set\")\n");
}

static void draw_path(struct buffer *out, const struct descent_parameters *parameters)
{
    if (parameters->dimension == 1) {
        buffer_text(out, "    points = np.concatenate([dict(columns)[\"x\"] for _, columns in answer])\n    x = np.linspace(min(points.min(), ");
        python_number(parameters->landscape->domain[0][0], out);
        buffer_text(out, "), max(points.max(), ");
        python_number(parameters->landscape->domain[0][1], out);
        buffer_format(out,
                      "), 401)\n"
                      "    axes.plot(x, %sf(x) + 0*x)\n"
                      "    for name, columns in answer:\n"
                      "        columns = dict(columns)\n"
                      "        axes.plot(columns[\"x\"], columns[\"value\"], \".-\", label=name)\n",
                      minus(parameters));
        draw_extent(out, parameters->set);
    } else if (parameters->dimension == 2) {
        buffer_text(out, "    paths = [(name, dict(columns)) for name, columns in answer]\n    box = [");
        for (size_t d = 0; d < 2; d++) {
            buffer_text(out, d ? ", (" : "(");
            python_number(parameters->landscape->domain[d][0], out);
            buffer_text(out, ", ");
            python_number(parameters->landscape->domain[d][1], out);
            buffer_text(out, ")");
        }
        buffer_format(out,
                      "]\n"
                      "    sides = []\n"
                      "    for name, (low, high) in zip(\"xy\", box):\n"
                      "        points = np.concatenate([path[name] for _, path in paths])\n"
                      "        sides.append(np.linspace(min(low, points.min()), max(high, points.max()), 201))\n"
                      "    x, y = np.meshgrid(*sides)\n"
                      "    z = %sf(x, y) + 0*x\n"
                      "    axes.contour(x, y, z, np.unique(np.nanquantile(z, np.linspace(0.02, 0.98, 12))), colors=\"gray\", linewidths=0.8)\n"
                      "    for name, path in paths:\n"
                      "        axes.plot(path[\"x\"], path[\"y\"], \".-\", label=name)\n",
                      minus(parameters));
        if (parameters->set)
            script_lines(out, parameters->set->row->python_edge);
    } else {
        draw_column(out, "axes", "value"); /* a path of many coordinates as its values by step */
    }
    buffer_text(out, "    axes.legend()\n");
}

bool descent_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct descent_parameters *parameters = untyped;
    const struct descent_result *result = answer;
    const struct call **schedules_used = ARENA_NEW(script->functions.arena, const struct call *, parameters->group_count);
    const struct call **methods_used = ARENA_NEW(script->functions.arena, const struct call *, parameters->group_count);
    for (size_t i = 0; i < parameters->group_count; i++) {
        schedules_used[i] = parameters->groups[i].schedule;
        methods_used[i] = &parameters->groups[i].method;
    }
    const struct script_descent descent = descent_of(script->functions.arena, parameters, methods_used);
    script->answer = SCRIPT_RUNS;
    script->random = descent.noise || descent.needs.chance;
    if (!add_landscape(script, parameters, &descent, error))
        return false;
    script_add_methods(script, &descent);
    script_add_schedules(script, schedules_used, parameters->group_count);
    if (parameters->set)
        projection_python(parameters->set, &script->functions);
    script_add_loop(script, &descent);
    add_runs(script, parameters, result, &descent);
    add_compute(script, parameters, &descent);
    const char *norm = parameters->set ? "projected_gradient_norm" : "gradient_norm";
    if (parameters->view == DESCENT_PATH)
        draw_path(&script->draw, parameters);
    else if (parameters->view == DESCENT_BOTH) {
        draw_column(&script->draw, "axes[0]", "value");
        draw_column(&script->draw, "axes[1]", norm);
        buffer_text(&script->draw, "    axes[0].legend()\n");
    } else {
        draw_column(&script->draw, "axes", parameters->view == DESCENT_LOSS ? "value" : norm);
        buffer_text(&script->draw, "    axes.legend()\n");
    }
    return true;
}
