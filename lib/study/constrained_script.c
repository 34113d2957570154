/* Constrained problems as programs: the KKT points of an answer, which Newton's method refines from near each, or the rounds of a penalty. */
#include "study/constrained.h"

#include "base/number.h"
#include "study/script.h"

#include <math.h>

/* Beyond this weight a rounding of a constraint, which is multiplied by it, shows in what a round says of the multipliers. */
static const double most_weight = 1e6;

static bool scripted_rounds(const struct constrained_parameters *parameters, struct error *error)
{
    double weight = parameters->penalty;
    for (long i = 1; i < parameters->rounds; i++)
        weight *= parameters->growth;
    return weight <= most_weight ||
           error_set(
               error, ERROR_INVALID,
               "there is no program of rounds whose weight goes beyond 1e6, by which roundings of the constraints are multiplied, and this goes to "
               "%.2g; csv and npz have their numbers",
               weight);
}

/* Whether Newton's method finds the point from nearby, and the signs of curvatures say what it is. */
static bool scripted_point(const struct constrained_parameters *parameters, const struct kkt_point *point, size_t number, struct error *error)
{
    const char *reason = !point->independent ? "where LICQ fails" : point->kind == CRITICAL_DEGENERATE ? "which is degenerate" : NULL;
    for (size_t i = 0; i < parameters->count && !reason; i++)
        if (point->active[i] && !parameters->equality[i] && !(point->multipliers[i] > 0))
            reason = "where an active constraint has the multiplier 0";
    return !reason || error_set(error, ERROR_INVALID, "there is no program of point %zu, %s; csv and npz have the numbers", number, reason);
}

bool constrained_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct constrained_parameters *parameters = untyped;
    const struct constrained_result *result = answer;
    for (size_t i = 0; i <= parameters->count; i++) {
        const struct landscape *function = &parameters->functions[i];
        if (!python_can(function->graph, &function->value, 1, error) || !python_can(function->graph, function->gradient, KKT_DIMENSION, error) ||
            !python_can(function->graph, function->hessian, 3, error))
            return false;
    }
    if (parameters->method != METHOD_KKT)
        return scripted_rounds(parameters, error);
    for (size_t k = 0; result && k < result->found->count; k++)
        if (!scripted_point(parameters, &result->found->items[k], k + 1, error))
            return false;
    return true;
}

/* --- Definitions --- */

static bool add_function(struct script *script, const struct landscape *function, const char *name, const char *prefix, const char *help,
                         struct error *error)
{
    enum { N = KKT_DIMENSION };
    const struct script_function value = {name, help, N, &function->value, 1, 0, false, NULL};
    const struct script_function slope = {arena_format(script->functions.arena, "%sgradient", prefix), NULL, N, function->gradient, N, 0, true, NULL};
    const struct script_function bend = {arena_format(script->functions.arena, "%shessian", prefix), NULL, N, function->hessian, 3, N, true, NULL};
    return script_add_function(script, function->graph, &value, error) && script_add_function(script, function->graph, &slope, error) &&
           script_add_function(script, function->graph, &bend, error);
}

static bool add_functions(struct script *script, const struct constrained_parameters *parameters, struct error *error)
{
    struct buffer *out = &script->functions;
    if (!add_function(script, parameters->functions, "f", "", parameters->functions->readable, error))
        return false;
    for (size_t k = 0; k < parameters->count; k++)
        if (!add_function(script, &parameters->functions[1 + k], arena_format(out->arena, "c%zu", k + 1), arena_format(out->arena, "c%zu_", k + 1),
                          constrained_words(out->arena, parameters, k), error))
            return false;
    buffer_text(out, "CONSTRAINTS = [  # left side, its gradient, its Hessian, whether it has to be 0; else it is at most 0\n");
    for (size_t k = 1; k <= parameters->count; k++)
        buffer_format(out, "    (c%zu, c%zu_gradient, c%zu_hessian, %s),\n", k, k, k, parameters->equality[k - 1] ? "True" : "False");
    buffer_text(out, "]\n");
    return true;
}

/* What both kinds of programs say of a place. */
static const char measures[] = "\n\ndef violation(x):\n"
                               "    \"\"\"The most by which a constraint is broken.\"\"\"\n"
                               "    return max(0, *(abs(c(*x)) if equality else c(*x) for c, _, _, equality in CONSTRAINTS))\n"
                               "\n\n"
                               "def residual(x, multipliers):\n"
                               "    \"\"\"The norm of the gradient of the Lagrangian.\"\"\"\n"
                               "    return np.hypot(*(gradient(*x) + sum(u*slope(*x) for u, (_, slope, _, _) in zip(multipliers, CONSTRAINTS))))\n"
                               "\n\n";

static const char points_functions[] =
    "def bend(x, multipliers):\n"
    "    \"\"\"The Hessian of the Lagrangian.\"\"\"\n"
    "    return hessian(*x) + sum(u*curve(*x) for u, (_, _, curve, _) in zip(multipliers, CONSTRAINTS))\n"
    "\n\n"
    "def across(x, active):\n"
    "    \"\"\"The gradients of the active constraints, as rows.\"\"\"\n"
    "    return np.array([CONSTRAINTS[i][1](*x) for i in active]).reshape(-1, 2)\n"
    "\n\n"
    "def refine(x, multipliers, active):\n"
    "    \"\"\"Newton's method on the equations of Karush, Kuhn and Tucker, until rounding is all that moves x.\"\"\"\n"
    "    x, multipliers = np.array(x, float), np.array(multipliers, float)\n"
    "    for _ in range(20):\n"
    "        rows = across(x, active)\n"
    "        matrix = np.block([[bend(x, multipliers), rows.T], [rows, np.zeros((len(active), len(active)))]])\n"
    "        left = np.concatenate([gradient(*x) + rows.T @ multipliers[active], [CONSTRAINTS[i][0](*x) for i in active]])\n"
    "        step = np.linalg.solve(matrix, left)\n"
    "        if not np.all(np.isfinite(step)):\n"
    "            break\n"
    "        x = x - step[:2]\n"
    "        multipliers[active] -= step[2:]\n"
    "        if np.all(abs(step[:2]) <= 1e-15*abs(x)):\n"
    "            break\n"
    "    return x, multipliers\n"
    "\n\n"
    "def curvatures(x, multipliers, active):\n"
    "    \"\"\"Of the Lagrangian along the active constraints: eigenvalues on the directions that these leave.\"\"\"\n"
    "    free = np.linalg.svd(across(x, active))[2][len(active):] if active else np.eye(2)\n"
    "    return np.linalg.eigvalsh(free @ bend(x, multipliers) @ free.T) if len(free) else np.array([])\n"
    "\n\n"
    "def kind(values, active):\n"
    "    if np.all(values > 0):\n"
    "        return \"minimum\"\n"
    "    return \"maximum\" if np.all(values < 0) and all(CONSTRAINTS[i][3] for i in active) else \"saddle\"\n"
    "\n\n";

static const char rounds_functions[] =
    "def downhill(g, h):\n"
    "    \"\"\"Newton's step, with the eigenvalues taken positive.\"\"\"\n"
    "    values, vectors = np.linalg.eigh(h)\n"
    "    values = abs(values)\n"
    "    return -vectors @ (vectors.T @ g/np.maximum(values, max(1e-10*max(values), 1e-300)))\n"
    "\n\n"
    "def minimize(x, weight, multipliers, steps):\n"
    "    \"\"\"So many steps down what is penalized, each halved until the value falls; where rounding hides that, the gradient decides.\"\"\"\n"
    "    for _ in range(steps):\n"
    "        value, g, h, _ = penalized(x, weight, multipliers)\n"
    "        way = downhill(g, h)\n"
    "        far = np.hypot(*way)\n"
    "        for part in min(1, EXTENT/far)*0.5**np.arange(30):\n"
    "            there = x + part*way\n"
    "            lower, slope, _, _ = penalized(there, weight, multipliers)\n"
    "            if lower <= value + 1e-4*part*(g @ way) or (far <= 1e-6*EXTENT and np.hypot(*slope) < np.hypot(*g)):\n"
    "                x = there\n"
    "                break\n"
    "    return x\n"
    "\n\n";

/* --- Points --- */

/* With the digits that tell places of the box apart, and some more. */
static double rounded(double value, double grain)
{
    const int digits = value != 0 ? number_exponent(fabs(value)) - number_exponent(grain) + 1 : 0;
    return digits > 15 ? value : digits < 1 ? 0 : number_round(value, digits);
}

static void add_points(struct script *script, const struct constrained_parameters *parameters, const struct constrained_result *result)
{
    static const double reach = 1e-8;
    struct buffer *out = &script->functions;
    buffer_text(out, "STARTS = [  # near the points that the search has found: place, multipliers, active constraints\n");
    for (size_t k = 0; k < result->found->count; k++) {
        const struct kkt_point *point = &result->found->items[k];
        double at[KKT_DIMENSION], multipliers[KKT_MOST_CONSTRAINTS];
        for (size_t d = 0; d < KKT_DIMENSION; d++)
            at[d] = rounded(point->at[d], reach * (parameters->box[d][1] - parameters->box[d][0]));
        for (size_t i = 0; i < parameters->count; i++)
            multipliers[i] = rounded(point->multipliers[i], reach * fabs(point->multipliers[i]));
        buffer_text(out, "    (");
        script_numbers(out, at, KKT_DIMENSION);
        buffer_text(out, ", ");
        script_numbers(out, multipliers, parameters->count);
        buffer_format(out, ", [%s%s%s]),\n", point->active[0] ? "0" : "", point->active[0] && point->active[1] ? ", " : "",
                      point->active[1] ? "1" : "");
    }
    buffer_text(out, "]\n");
    buffer_text(out, measures);
    buffer_text(out, points_functions);
    buffer_text(&script->compute, "    points = [(*refine(*start), start[-1]) for start in STARTS]\n"
                                  "    values = [curvatures(*point) for point in points]\n"
                                  "    return [\n"
                                  "        (\"x\", [x[0] for x, _, _ in points]),\n"
                                  "        (\"y\", [x[1] for x, _, _ in points]),\n"
                                  "        (\"value\", [f(*x) for x, _, _ in points]),\n"
                                  "        (\"kind\", [kind(each, active) for each, (_, _, active) in zip(values, points)]),\n"
                                  "        *((f\"multiplier{i + 1}\", [u[i] for _, u, _ in points]) for i in range(len(CONSTRAINTS))),\n"
                                  "        (\"active\", [\"+\".join(str(i + 1) for i in active) or \"none\" for _, _, active in points]),\n"
                                  "        (\"licq\", [\"holds\" for _ in points]),\n"
                                  "        (\"curvature\", [each[0] if len(each) else np.nan for each in values]),\n"
                                  "        (\"residual\", [residual(x, u) for x, u, _ in points]),\n"
                                  "        (\"violation\", [violation(x) for x, _, _ in points]),\n"
                                  "    ]\n");
}

/* --- Rounds --- */

static void add_penalized(struct buffer *out, bool augmented)
{
    buffer_format(out,
                  "def penalized(x, weight, multipliers):\n"
                  "    \"\"\"%s: value, gradient, Hessian, and what it says of the multipliers.\"\"\"\n"
                  "    value, g, h, said = f(*x), gradient(*x), hessian(*x), []\n"
                  "    for u, (c, slope, curve, equality) in zip(multipliers, CONSTRAINTS):\n"
                  "        pull = %sweight*c(*x)\n"
                  "        said.append(pull if equality or pull > 0 else 0)\n"
                  "        value += %s/(2*weight)\n"
                  "        if equality or pull > 0:\n"
                  "            g = g + pull*slope(*x)\n"
                  "            h = h + pull*curve(*x) + weight*np.outer(slope(*x), slope(*x))\n"
                  "    return value, g, h, said\n"
                  "\n\n",
                  augmented ? "The augmented Lagrangian" : "f and the quadratic penalty", augmented ? "u + " : "",
                  augmented ? "(said[-1]**2 - u**2)" : "said[-1]**2");
}

static void add_rounds(struct script *script, const struct constrained_parameters *parameters, const struct constrained_result *result)
{
    struct buffer *out = &script->functions;
    buffer_text(out, "START = ");
    script_numbers(out, parameters->start.items, KKT_DIMENSION);
    buffer_text(out, "\nWEIGHT, GROWTH = ");
    python_number(parameters->penalty, out);
    buffer_text(out, ", ");
    python_number(parameters->growth, out);
    buffer_text(out, "\nSTEPS = [");
    for (size_t i = 1; i < result->round_count; i++)
        buffer_format(out, i > 1 ? ", %zu" : "%zu", result->rounds[i].steps);
    buffer_text(out, "]  # of each round, after which rounding is all that moves x\nEXTENT = ");
    python_number(fmax(parameters->box[0][1] - parameters->box[0][0], parameters->box[1][1] - parameters->box[1][0]), out);
    buffer_text(out, "  # of the box: no step is longer\n");
    buffer_text(out, measures);
    add_penalized(out, parameters->method == METHOD_AUGMENTED);
    buffer_text(out, rounds_functions);
    buffer_text(&script->compute, "    x, weight, multipliers = np.array(START, float), WEIGHT, [0]*len(CONSTRAINTS)\n"
                                  "    rows = [[0, *x, f(*x), violation(x), 0, residual(x, multipliers), 0, *multipliers]]\n"
                                  "    for steps in STEPS:\n"
                                  "        x = minimize(x, weight, multipliers, steps)\n"
                                  "        multipliers = penalized(x, weight, multipliers)[-1]\n"
                                  "        rows.append([len(rows), *x, f(*x), violation(x), weight, residual(x, multipliers), steps, *multipliers])\n"
                                  "        weight *= GROWTH\n"
                                  "    names = [\"round\", \"x\", \"y\", \"value\", \"violation\", \"weight\", \"residual\", \"steps\"]\n"
                                  "    names += [f\"multiplier{i + 1}\" for i in range(len(CONSTRAINTS))]\n"
                                  "    return list(zip(names, np.transpose(rows)))\n");
}

static void add_drawing(struct script *script, const struct constrained_parameters *parameters)
{
    struct buffer *out = &script->draw;
    bool inequality = false;
    for (size_t k = 0; k < parameters->count; k++)
        inequality = inequality || !parameters->equality[k];
    buffer_text(out, "    columns = dict(answer)\n    x, y = np.meshgrid(");
    for (size_t d = 0; d < KKT_DIMENSION; d++) {
        buffer_text(out, d ? ", np.linspace(" : "np.linspace(");
        python_number(parameters->box[d][0], out);
        buffer_text(out, ", ");
        python_number(parameters->box[d][1], out);
        buffer_text(out, ", 161)");
    }
    buffer_text(out, ")\n    z = f(x, y) + 0*x\n"
                     "    axes.contour(x, y, z, np.unique(np.nanquantile(z, np.linspace(0.02, 0.98, 12))), colors=\"gray\", linewidths=0.8)\n");
    if (inequality)
        buffer_text(out, "    outside = np.max([c(x, y) + 0*x for c, _, _, equality in CONSTRAINTS if not equality], axis=0)\n"
                         "    axes.contourf(x, y, np.nan_to_num(outside, nan=1, posinf=1), [0, 1e300], colors=\"gray\", alpha=0.3)\n");
    buffer_text(out, "    for (c, *_), colour in zip(CONSTRAINTS, (\"tab:purple\", \"tab:green\")):\n"
                     "        axes.contour(x, y, c(x, y) + 0*x, [0], colors=colour)\n");
    if (parameters->method != METHOD_KKT)
        buffer_format(out, "    axes.plot(columns[\"x\"], columns[\"y\"], \"o-\", color=\"tab:orange\", label=\"%s\")\n    axes.legend()\n",
                      parameters->method == METHOD_PENALTY ? "quadratic penalty" : "augmented Lagrangian");
    else
        buffer_text(out, "    for kind, marker in ((\"minimum\", \"o\"), (\"maximum\", \"^\"), (\"saddle\", \"x\")):\n"
                         "        here = [k for k, each in enumerate(columns[\"kind\"]) if each == kind]\n"
                         "        if here:\n"
                         "            axes.plot(np.array(columns[\"x\"])[here], np.array(columns[\"y\"])[here], marker, label=kind)\n"
                         "    if columns[\"kind\"]:\n"
                         "        axes.legend()\n");
    buffer_text(out, "    axes.set_aspect(\"equal\")\n");
}

bool constrained_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct constrained_parameters *parameters = untyped;
    const struct constrained_result *result = answer;
    if (!add_functions(script, parameters, error))
        return false;
    script->answer = SCRIPT_COLUMNS;
    (parameters->method == METHOD_KKT ? add_points : add_rounds)(script, parameters, result);
    add_drawing(script, parameters);
    return true;
}
