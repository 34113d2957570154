/* The loop of programs in which methods take their steps. A method that searches evaluates points that are no steps, and ends with the lowest of them if
 * there is no step any more. */
#include "study/method_script.h"

#include "base/random.h"

static bool counts(const struct script_descent *descent)
{
    return descent->needs.search || descent->noise || descent->numbered;
}

static void add_slope(struct buffer *out, const struct script_descent *descent)
{
    const bool clip = descent->needs.clip;
    buffer_format(out, "\n    def slope(x):\n%s", descent->noise || descent->numbered ? "        nonlocal evaluations\n" : "");
    if (descent->noise)
        buffer_text(out, "        noise = NOISE*normals(SEED, run, evaluations*len(x), len(x))\n");
    if (descent->noise && !descent->numbered)
        buffer_text(out, "        evaluations += 1\n");
    buffer_format(out, "        %s %s%s\n", clip || descent->numbered ? "g =" : "return", descent->gradient, descent->noise ? " + noise" : "");
    if (descent->numbered)
        buffer_text(out, "        evaluations += 1\n");
    if (clip)
        buffer_text(out, "        norm = np.hypot.reduce(g, initial=0)\n"
                         "        return g*min(1, clip/(norm + 1e-6)) if clip > 0 else g\n");
    else if (descent->numbered)
        buffer_text(out, "        return g\n");
}

/* What a method may be given. */
static void add_given(struct buffer *out, const struct script_descent *descent)
{
    add_slope(out, descent);
    if (descent->needs.search)
        buffer_format(out,
                      "\n    def value_and_gradient(x):\n"
                      "        nonlocal evaluations\n"
                      "        if evaluations > %s:\n"
                      "            raise BudgetSpent\n"
                      "        value = %s\n"
                      "        if np.isfinite(value) and np.all(np.isfinite(x)):\n"
                      "            trials.append((value, x))\n"
                      "        %sreturn value, slope(x)\n",
                      descent->steps, descent->value, descent->noise || descent->numbered ? "" : "evaluations += 1\n        ");
    if (descent->needs.chance)
        buffer_format(out,
                      "\n    @functools.lru_cache(maxsize=1)\n"
                      "    def drawn(block, rows=256, draws=2*len(start) + %d):\n"
                      "        \"\"\"The random numbers of so many steps together.\"\"\"\n"
                      "        place = SEED, %d << 48 | run, block*rows*draws, rows*draws\n"
                      "        return uniforms(*place).reshape(rows, draws), normals(*place).reshape(rows, draws)[:, :len(start)]\n"
                      "\n    def chance(t):\n"
                      "        \"\"\"The random numbers of step t: uniform ones, and a normal one for each coordinate.\"\"\"\n"
                      "        block, row = divmod(t, 256)\n"
                      "        uniform, normal = drawn(block)\n"
                      "        return uniform[row], normal[row]\n",
                      METHOD_DRAWS, RANDOM_METHOD);
}

/* record(): a place becomes a row, after the mean of places has taken its. */
static void add_record(struct buffer *out, const struct script_descent *descent)
{
    buffer_text(out, "\n    def record(x, lr):\n"
                     "        \"\"\"Whether the run goes on from x, where a step at the rate lr led.\"\"\"\n");
    if (descent->needs.average)
        buffer_format(out,
                      "        if rows and average != \"none\":\n"
                      "            weight = 1 - average_decay if average == \"ema\" else 1/len(rows)\n"
                      "            before = %s\n"
                      "            x = x if weight == 1 else before + weight*(x - before)\n",
                      descent->before);
    if (descent->projected && (descent->needs.average || descent->needs.shown))
        buffer_text(out, "        x = project(x)\n");
    buffer_format(out,
                  "%s"
                  "        if not (np.isfinite(value) and np.all(np.isfinite(x))):\n"
                  "            return False\n"
                  "%s",
                  descent->measured, descent->kept);
    if (descent->needs.search)
        buffer_text(out, "        trials.clear()\n");
    buffer_text(out, "        return ");
    if (descent->tested)
        buffer_format(out, "TOLERANCE < %s < np.inf", descent->tested);
    else
        buffer_text(out, "np.isfinite(norm)");
    buffer_format(out, " and len(rows) <= %s\n\n", descent->steps);
}

static void add_arguments(struct buffer *out, const struct script_descent *descent)
{
    if (!script_methods_differ(&descent->needs))
        return;
    buffer_text(out, "    given = {\"gradient\": slope");
    if (descent->needs.search)
        buffer_text(out, ", \"value_and_gradient\": value_and_gradient");
    if (descent->needs.curvature)
        buffer_format(out, ", \"hessian\": lambda x: %s", descent->hessian);
    if (descent->needs.squares)
        buffer_format(out, ", \"gauss_newton\": lambda x: %s", descent->gauss_newton);
    buffer_format(out, "%s}\n    arguments = [given[name] for name in wants.split(\", \")]\n", descent->needs.chance ? ", \"chance\": chance" : "");
}

static void add_steps(struct buffer *out, const struct script_descent *descent)
{
    const struct script_needs *needs = &descent->needs;
    const char *arguments = script_methods_differ(needs) ? "*arguments" : "slope", *shown = needs->shown ? ", *shown" : "";
    const char *held = descent->projected ? "x[:] = project(x)  # in place: the method goes on from there\n" : "";
    const char *recorded = needs->shown ? "shown[0] if shown else x" : "x", *returned = descent->returned ? descent->returned : "rows";
    if (!needs->search) {
        buffer_format(out,
                      "    if record(start, 0):\n"
                      "        for x, lr%s in method(%s, start, rates, **options):\n"
                      "%s%s"
                      "            if not record(%s, lr):\n"
                      "                break\n"
                      "    return %s\n\n\n",
                      shown, arguments, descent->projected ? "            " : "", held, recorded, returned);
        return;
    }
    buffer_format(out,
                  "    lr = 0\n"
                  "    try:\n"
                  "        if record(start, lr):\n"
                  "            for x, lr%s in method(%s, start, rates, **options):\n"
                  "%s%s"
                  "                if not record(%s, lr):\n"
                  "                    break\n"
                  "    except BudgetSpent:\n"
                  "        pass\n"
                  "    lowest = min(trials, key=lambda trial: trial[0], default=None)\n"
                  "    if lowest and \"value_and_gradient\" in wants%s and lowest[0] < %s:\n"
                  "        record(lowest[1], lr)\n"
                  "    return %s\n\n\n",
                  shown, arguments, descent->projected ? "                " : "", held, recorded, needs->probes ? " and method not in PROBES" : "",
                  descent->lowest, returned);
}

void script_add_loop(struct script *script, const struct script_descent *descent)
{
    struct buffer *out = &script->functions;
    const struct script_needs *needs = &descent->needs;
    if (needs->search)
        buffer_text(out, "class BudgetSpent(Exception):\n    \"\"\"All gradients that a run may evaluate are.\"\"\"\n\n\n");
    buffer_format(out, "def descend(method, start, rates, run%s%s%s%s, **options):\n", descent->given, script_methods_differ(needs) ? ", wants" : "",
                  needs->clip ? ", clip=0" : "", needs->average ? ", average=\"none\", average_decay=0.99" : "");
    buffer_format(out, "    \"\"\"Lets the method take its steps: %s\"\"\"\n    rows = []\n", descent->help);
    if (counts(descent))
        buffer_text(out, "    evaluations = 0\n");
    if (needs->search)
        buffer_text(out, "    trials = []  # since the last step\n");
    add_given(out, descent);
    add_record(out, descent);
    add_arguments(out, descent);
    add_steps(out, descent);
}
