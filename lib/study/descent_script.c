/* A descent as a program: the landscape's functions, a generator for each method by the rule of its row, and a loop that lets it take its steps. */
#include "study/descent.h"

#include "base/random.h"
#include "study/script.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

/* What the program needs besides the methods themselves. */
struct needs {
    bool search, curvature, noise;
    bool chance;               /* a method draws random numbers */
    bool probes;               /* of a method the lowest trial is no step, though it searches */
    bool clip, average, shown; /* options of all methods are given; places are shown that are not x */
};

static bool draws(const struct method *method)
{
    return strstr(method->python, "chance(");
}

static struct needs needs_of(const struct descent_parameters *parameters)
{
    struct needs needs = {.noise = parameters->noise > 0};
    for (size_t i = 0; i < parameters->group_count; i++) {
        const struct method *method = method_of(&parameters->groups[i].method);
        needs.search = needs.search || method->judge;
        needs.curvature = needs.curvature || method->curvature;
        needs.chance = needs.chance || draws(method);
        needs.probes = needs.probes || method->probes;
        needs.clip = needs.clip || parameters->groups[i].method.values[METHOD_CLIP] > 0;
        needs.average = needs.average || parameters->groups[i].method.values[METHOD_AVERAGE] != AVERAGE_NONE;
        needs.shown = needs.shown || method->show;
    }
    return needs;
}

/* Whether methods differ in the functions that they are given; else each is given the gradient. */
static bool differ(const struct needs *needs)
{
    return needs->search || needs->curvature || needs->chance;
}

bool descent_scripted(const void *untyped, struct error *error)
{
    const struct descent_parameters *parameters = untyped;
    for (size_t i = 0; i < parameters->group_count; i++) {
        const struct descent_group *group = &parameters->groups[i];
        const struct call *inner = group->method.inner;
        for (const struct call *call = &group->method; call; call = call == inner ? NULL : inner)
            if (!method_of(call)->python)
                return error_set(error, ERROR_INVALID, "there is no program with the optimizer %s; csv and npz have its numbers",
                                 call->callable->name);
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

/* What the method is given: "value_and_gradient, hessian". */
static void append_wants(struct buffer *out, const struct method *method)
{
    buffer_format(out, "%s%s%s", method->judge ? "value_and_gradient" : "gradient", method->curvature ? ", hessian" : "",
                  draws(method) ? ", chance" : "");
}

/* The lines of a method within Lookahead, which tells it after a step where to go on. */
static void append_sent(struct buffer *out, const char *lines)
{
    static const char step[] = "yield x, lr\n";
    for (const char *at; (at = strstr(lines, step)); lines = at + sizeof step - 1) {
        const char *line = at;
        while (line > lines && line[-1] == ' ')
            line--;
        buffer_bytes(out, lines, (size_t)(at - lines));
        buffer_format(out, "there = yield x, lr\n%.*sx = x if there is None else there\n", (int)(at - line), line);
    }
    buffer_text(out, lines);
}

static void add_method(struct script *script, const struct method *method, bool sent)
{
    struct buffer *out = &script->functions, lines = {.arena = out->arena};
    buffer_format(out, "def %s(", script_function_name(out->arena, &method->callable));
    append_wants(out, method);
    buffer_text(out, ", x, rates");
    script_parameters(out, &method->callable, METHOD_OWN);
    buffer_text(out, "):\n    \"\"\"");
    python_prose(method->paper, out);
    buffer_text(out, ":\n    ");
    python_prose(method->rule, out);
    buffer_text(out, "\"\"\"\n");
    if (sent)
        append_sent(&lines, method->python);
    script_lines(out, sent ? buffer_string(&lines) : method->python);
    buffer_text(out, "\n\n");
}

/* The methods of the runs and those that they are made of, each once, into methods[2 · groups]; how many. */
static size_t list_methods(const struct descent_parameters *parameters, const struct method **list)
{
    size_t count = 0;
    for (size_t i = 0; i < 2 * parameters->group_count; i++) {
        const struct call *call = &parameters->groups[i / 2].method;
        const struct method *method = i % 2 ? method_of(call) : call->inner ? method_of(call->inner) : NULL;
        bool known = !method;
        for (size_t k = 0; k < count; k++)
            known = known || list[k] == method;
        if (!known)
            list[count++] = method;
    }
    return count;
}

/* Functions that the rules of several methods call. */
static const struct {
    const char *call, *text;
} helpers[] = {
    {"quotient(", "def quotient(a, b):\n"
                  "    \"\"\"a/b, and 0 where b is not above 0.\"\"\"\n"
                  "    return np.where(b > 0, a/np.where(b > 0, b, 1), 0)\n"},
    {"as_matrices(",
     "def as_matrices(x, matrices, rows):\n"
     "    \"\"\"x as so many matrices one behind the other, each by rows: as near to a square as can be unless so many rows divide them.\"\"\"\n"
     "    matrices = matrices if len(x) % matrices == 0 else 1\n"
     "    each = len(x)//matrices\n"
     "    if rows == 0 or each % rows:\n"
     "        rows = max(k for k in range(1, math.isqrt(each) + 1) if each % k == 0)\n"
     "    return x.reshape(matrices, rows, each//rows)\n"},
    {"wolfe_search(",
     "def wolfe_step(best, other, now, bracketed, low, high):\n"
     "    \"\"\"By the cubic or the secant through two trials (length, value, slope): the next length, the ends, and whether a minimum lies "
     "between.\"\"\"\n"
     "    (a, fa, sa), (b, fb, sb), (t, ft, st) = best, other, now\n"
     "\n"
     "    def cubic(p, fp, sp, q, fq, sq, floored=False):  # its minimum, as a part of the way from q to p\n"
     "        theta = 3*(fp - fq)/(q - p) + sp + sq\n"
     "        scale = max(abs(theta), abs(sp), abs(sq))\n"
     "        inside = (theta/scale)**2 - sp/scale*(sq/scale)\n"
     "        gamma = scale*np.sqrt(max(0, inside) if floored else inside)*(-1 if q > p else 1)\n"
     "        return gamma, (gamma - sq + theta)/(gamma - sq + gamma + sp)\n"
     "\n"
     "    turned = st*np.sign(sa) < 0\n"
     "    if ft > fa:  # higher: the minimum lies between\n"
     "        there = a + cubic(t, ft, st, a, fa, sa)[1]*(t - a)\n"
     "        quadratic = a + sa/((fa - ft)/(t - a) + sa)/2*(t - a)\n"
     "        there = there if abs(there - a) < abs(quadratic - a) else there + (quadratic - there)/2\n"
     "    elif turned:  # lower, with a slope of the other sign: likewise\n"
     "        there, secant = t + cubic(a, fa, sa, t, ft, st)[1]*(a - t), t + st/(st - sa)*(a - t)\n"
     "        there = there if abs(there - t) > abs(secant - t) else secant\n"
     "    elif abs(st) < abs(sa):  # lower and flatter\n"
     "        gamma, part = cubic(a, fa, sa, t, ft, st, floored=True)\n"
     "        there = t + part*(a - t) if part < 0 and gamma != 0 else high if t > a else low\n"
     "        secant = t + st/(st - sa)*(a - t)\n"
     "        if bracketed:\n"
     "            there = there if abs(there - t) < abs(secant - t) else secant\n"
     "            limit = t + 0.66*(b - t)\n"
     "            there = min(limit, there) if t > a else max(limit, there)\n"
     "        else:\n"
     "            there = max(low, min(high, there if abs(there - t) > abs(secant - t) else secant))\n"
     "    elif bracketed:  # lower and no flatter\n"
     "        there = t + cubic(b, fb, sb, t, ft, st)[1]*(b - t)\n"
     "    else:\n"
     "        there = high if t > a else low\n"
     "    if ft > fa:\n"
     "        return there, best, now, True\n"
     "    return there, now, best if turned else other, bracketed or turned\n"
     "\n\n"
     "def wolfe_search(along, value, slope, length, decrease, curvature):\n"
     "    \"\"\"A length at which along(length), value and slope, meets the strong Wolfe conditions (More & Thuente 1994, as in MINPACK-2), or "
     "None.\"\"\"\n"
     "    best = other = 0, value, slope\n"
     "    start, line, first, bracketed = value, decrease*slope, True, False\n"
     "    width, width_before, length = 1e100, 2e100, min(max(length, 1e-100), 1e100)\n"
     "    low, high, limit = 0, 5*length, -curvature*slope\n"
     "    for _ in range(100):\n"
     "        value, slope = along(length)\n"
     "        highest = start + length*line\n"
     "        first = first and not (value <= highest and slope >= 0)\n"
     "        if value <= highest and abs(slope) <= limit:\n"
     "            return length\n"
     "        if bracketed and (length <= low or length >= high or high - low <= 1e-14*high):\n"
     "            return None\n"
     "        if length in (1e-100, 1e100) or not (np.isfinite(value) and np.isfinite(slope)):\n"
     "            return None\n"
     "        tilt = line if first and best[1] >= value > highest else 0  # at first trials are judged by how far they lie above the line\n"
     "        best, other, now = ((a, fa - a*tilt, sa - tilt) for a, fa, sa in (best, other, (length, value, slope)))\n"
     "        length, best, other, bracketed = wolfe_step(best, other, now, bracketed, low, high)\n"
     "        best, other = ((a, fa + a*tilt, sa + tilt) for a, fa, sa in (best, other))\n"
     "        if bracketed:\n"
     "            if abs(other[0] - best[0]) >= 0.66*width_before:\n"
     "                length = best[0] + (other[0] - best[0])/2\n"
     "            width_before, width = width, abs(other[0] - best[0])\n"
     "            low, high = sorted([best[0], other[0]])\n"
     "        else:\n"
     "            low, high = length + 1.1*(length - best[0]), length + 4*(length - best[0])\n"
     "        length = min(max(length, 1e-100), 1e100)\n"
     "        if bracketed and (length <= low or length >= high or high - low <= 1e-14*high):\n"
     "            length = best[0]\n"
     "    return None\n"},
};

static void add_methods(struct script *script, const struct descent_parameters *parameters)
{
    struct buffer *out = &script->functions;
    const struct method **list = ARENA_NEW(out->arena, const struct method *, 2 * parameters->group_count);
    const size_t count = list_methods(parameters, list);
    bool value = false, sends = false;
    for (size_t i = 0; i < count; i++) {
        value = value || strstr(list[i]->python, " value(");
        sends = sends || strstr(list[i]->python, ".send(");
    }
    for (size_t k = 0; k < sizeof helpers / sizeof *helpers; k++) {
        bool called = false;
        for (size_t i = 0; i < count; i++)
            called = called || strstr(list[i]->python, helpers[k].call);
        if (called)
            buffer_format(out, "%s\n\n", helpers[k].text);
    }
    if (value)
        buffer_format(out, "def value(x):\n    return f(%s)\n\n\n", parameters->dimension > 2 ? "x" : "*x");
    for (size_t i = 0; i < count; i++)
        add_method(script, list[i], sends && list[i]->update && !strstr(list[i]->python, ".send("));
    bool any = false;
    for (size_t i = 0; i < count; i++)
        if (list[i]->probes) {
            buffer_format(out, any ? ", %s" : "PROBES = [%s", script_function_name(out->arena, &list[i]->callable));
            any = true;
        }
    buffer_text(out, any ? "]  # methods whose trials are no steps, however low\n\n\n" : "");
}

/* What a method may be given. */
static void add_given(struct buffer *out, const struct descent_parameters *parameters, const struct needs *needs)
{
    const char *point = parameters->dimension > 2 ? "x" : "*x";
    const char *count = needs->noise ? "        nonlocal evaluations\n" : "";
    buffer_format(out, "\n    def slope(x):\n%s", count);
    if (needs->noise)
        buffer_text(out, "        noise = NOISE*normals(SEED, run, evaluations*len(x), len(x))\n"
                         "        evaluations += 1\n");
    buffer_format(out, "        %s gradient(%s)%s\n", needs->clip ? "g =" : "return", point, needs->noise ? " + noise" : "");
    if (needs->clip)
        buffer_text(out, "        norm = np.hypot.reduce(g, initial=0)\n"
                         "        return g*min(1, clip/(norm + 1e-6)) if clip > 0 else g\n");
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
    if (needs->chance)
        buffer_format(out,
                      "\n    def chance(t):\n"
                      "        \"\"\"The random numbers of step t: uniform ones, and a normal one for each coordinate.\"\"\"\n"
                      "        draws = 2*len(start) + %d\n"
                      "        stream = %d << 48 | run\n"
                      "        return uniforms(SEED, stream, t*draws, draws), normals(SEED, stream, t*draws, len(start))\n",
                      METHOD_DRAWS, RANDOM_METHOD);
}

/* record(): a place becomes a row, after the mean of places has taken its. */
static void add_record(struct buffer *out, const struct descent_parameters *parameters, const struct needs *needs)
{
    const char *point = parameters->dimension > 2 ? "x" : "*x";
    buffer_text(out, "\n    def record(x, lr):\n"
                     "        \"\"\"Whether the run goes on from x, where a step at the rate lr led.\"\"\"\n");
    if (needs->average)
        buffer_text(out, "        if rows and average != \"none\":\n"
                         "            weight = 1 - average_decay if average == \"ema\" else 1/len(rows)\n"
                         "            before = np.array(rows[-1][1:-3])\n"
                         "            x = x if weight == 1 else before + weight*(x - before)\n");
    buffer_format(out,
                  "        value, norm = f(%s), np.hypot.reduce(gradient(%s), initial=0)\n"
                  "        if not (np.isfinite(value) and np.all(np.isfinite(x))):\n"
                  "            return False\n"
                  "        if rows:\n"
                  "            rows[-1][-1] = lr\n"
                  "        rows.append([len(rows), *x, value, norm, rates[len(rows)]])\n",
                  point, point);
    if (needs->search)
        buffer_text(out, "        trials.clear()\n");
    buffer_text(out, parameters->tolerance > 0 ? "        return TOLERANCE < norm < np.inf and len(rows) <= STEPS\n\n"
                                               : "        return np.isfinite(norm) and len(rows) <= STEPS\n\n");
}

static void add_arguments(struct buffer *out, const struct descent_parameters *parameters, const struct needs *needs)
{
    if (!differ(needs))
        return;
    buffer_text(out, "    given = {\"gradient\": slope");
    if (needs->search)
        buffer_text(out, ", \"value_and_gradient\": value_and_gradient");
    if (needs->curvature)
        buffer_format(out, ", \"hessian\": lambda x: hessian(%s)", parameters->dimension > 2 ? "x" : "*x");
    buffer_format(out, "%s}\n    arguments = [given[name] for name in wants.split(\", \")]\n", needs->chance ? ", \"chance\": chance" : "");
}

/* The loop; a method that searches evaluates points that are no steps, and ends with the lowest of them if there is no step any more. */
static void add_loop(struct script *script, const struct descent_parameters *parameters, const struct needs *needs)
{
    struct buffer *out = &script->functions;
    if (needs->search)
        buffer_text(out, "class BudgetSpent(Exception):\n    \"\"\"All gradients that a run may evaluate are.\"\"\"\n\n\n");
    buffer_format(out, "def descend(method, start, rates, run%s%s%s, **options):\n", differ(needs) ? ", wants" : "", needs->clip ? ", clip=0" : "",
                  needs->average ? ", average=\"none\", average_decay=0.99" : "");
    buffer_text(out, "    \"\"\"Lets the method take its steps: rows of step, coordinates, value, norm of the gradient, learning rate.\"\"\"\n"
                     "    rows = []\n");
    if (needs->search || needs->noise)
        buffer_text(out, "    evaluations = 0\n");
    if (needs->search)
        buffer_text(out, "    trials = []  # since the last step\n");
    add_given(out, parameters, needs);
    add_record(out, parameters, needs);
    add_arguments(out, parameters, needs);
    const char *arguments = differ(needs) ? "*arguments" : "slope", *shown = needs->shown ? ", *shown" : "";
    const char *recorded = needs->shown ? "shown[0] if shown else x" : "x";
    if (!needs->search) {
        buffer_format(out,
                      "    if record(start, 0):\n"
                      "        for x, lr%s in method(%s, start, rates, **options):\n"
                      "            if not record(%s, lr):\n"
                      "                break\n"
                      "    return rows\n\n\n",
                      shown, arguments, recorded);
        return;
    }
    buffer_format(out,
                  "    lr = 0\n"
                  "    try:\n"
                  "        if record(start, lr):\n"
                  "            for x, lr%s in method(%s, start, rates, **options):\n"
                  "                if not record(%s, lr):\n"
                  "                    break\n"
                  "    except BudgetSpent:\n"
                  "        pass\n"
                  "    lowest = min(trials, key=lambda trial: trial[0], default=None)\n"
                  "    if lowest and \"value_and_gradient\" in wants%s and lowest[0] < rows[-1][-3]:\n"
                  "        record(lowest[1], lr)\n"
                  "    return rows\n\n\n",
                  shown, arguments, recorded, needs->probes ? " and method not in PROBES" : "");
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
        buffer_text(out, "\n");
    }
    if (script->random)
        buffer_format(out, "SEED = %ld\n", parameters->seed);
    buffer_text(out, "RUNS = [  # name, method, its options, learning rate, schedule, its options, start, number of the start");
    buffer_text(out, differ(needs) ? ", what the method is given\n" : "\n");
    for (size_t i = 0; i < result->count; i++) {
        const struct trail *trail = &result->trails[i];
        const struct descent_group *group = trail->group;
        buffer_text(out, "    (");
        python_string(trail->name, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, group->method.callable));
        script_options(out, &group->method, METHOD_LR + 1);
        buffer_text(out, ", ");
        python_number(group->lr, out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, group->schedule->callable));
        script_options(out, group->schedule, 0);
        buffer_text(out, ", ");
        script_numbers(out, trail->x, n);
        buffer_format(out, ", %zu", trail->start);
        if (differ(needs)) {
            buffer_text(out, ", \"");
            append_wants(out, method_of(&group->method));
            buffer_text(out, "\"");
        }
        buffer_text(out, "),\n");
    }
    buffer_text(out, "]\n\n\n");
}

static void add_compute(struct script *script, const struct descent_parameters *parameters, const struct needs *needs)
{
    struct buffer *out = &script->compute;
    const char *wants = differ(needs) ? ", wants" : "";
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
                  wants, wants);
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
    script->random = needs.noise || needs.chance;
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
