/* Escapes as a program: all runs descend at once with their noise, and those outside are counted; Kramers' rate beside them. */
#include "study/escape.h"

#include "study/method_script.h"

static bool refuse(struct error *error, const char *why)
{
    return error_set(error, ERROR_INVALID, "there is no program of these escapes: %s; csv and npz have the numbers", why);
}

/* Whether a method treats coordinates alike, each for itself: then many runs of one coordinate are one run of many. */
static bool is_alike(const struct call *call)
{
    return method_of(call)->update && (!call->inner || method_of(call->inner)->update);
}

bool escape_scripted(const void *untyped, const void *answer, struct error *error)
{
    (void)answer;
    const struct escape_parameters *parameters = untyped;
    const struct landscape *landscape = parameters->landscape;
    const node_id nodes[] = {landscape->value, landscape->gradient[0], landscape->hessian[0]};
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        const struct call *call = &parameters->methods[i];
        const struct script_needs needs = script_needs(&call, 1);
        if (!script_has_method(call, 1, error))
            return false;
        if (!is_alike(call))
            return refuse(error, "the method takes the steps of each run on its own, and so many runs take Python minutes");
        if (needs.clip || needs.average || call->values[METHOD_MAXIMIZE] != 0)
            return refuse(error, "clip, average and maximize are written out for single descents only");
    }
    return python_can(landscape->graph, nodes, sizeof nodes / sizeof *nodes, error);
}

static const char leaving[] =
    "def ends(method, options, lr, noise, runs):\n"
    "    \"\"\"Where runs of these numbers end: the gradient has normal noise on it, and each step is put back into the interval.\"\"\"\n"
    "    numbers = normals(SEED, runs, 0, STEPS)\n"
    "    place, x, going = np.full(len(runs), START, float), np.full(len(runs), START, float), np.full(len(runs), True)\n"
    "    evaluation = itertools.count()\n"
    "\n"
    "    def noisy(x):\n"
    "        return slope(x) + noise*numbers[:, next(evaluation)]\n"
    "\n"
    "    def look(x):\n"
    "        \"\"\"A run goes on while there are a value and a gradient; else it ends where it had a value.\"\"\"\n"
    "        going[:] &= np.isfinite(x) & np.isfinite(f(x))\n"
    "        place[going] = x[going]\n"
    "        going[:] &= np.isfinite(slope(x))\n"
    "\n"
    "    look(x)\n";

static const char leaving_end[] = "    return place\n"
                                  "\n"
                                  "\n"
                                  "def count_outside(method, options, lr, noise):\n"
                                  "    \"\"\"How many of the runs end outside the region.\"\"\"\n"
                                  "    parts = np.array_split(np.arange(RUNS, dtype=np.uint64), -(-RUNS*STEPS//10**6))\n"
                                  "    places = np.concatenate([ends(method, options, lr, noise, runs) for runs in parts])\n"
                                  "    return np.sum(~((places >= REGION[0]) & (places <= REGION[1])))\n"
                                  "\n"
                                  "\n";

static const char kramers[] = "def kramers(lr, noise):\n"
                              "    \"\"\"The probability of having left the well over its barriers: descent with noise is diffusion with D = lr "
                              "noise²/2 (Kramers 1940).\"\"\"\n"
                              "    diffusion = lr*np.asarray(noise)**2/2\n"
                              "    heights, bends = f(BARRIERS) - f(WELL), np.sqrt(bend(WELL)*abs(bend(BARRIERS)))/(2*np.pi)\n"
                              "    rate = sum(factor*np.exp(-height/diffusion) for height, factor in zip(heights, bends))\n"
                              "    return np.where(diffusion > 0, -np.expm1(-rate*lr*STEPS), np.nan)\n"
                              "\n"
                              "\n";

static bool add_landscape(struct script *script, const struct landscape *landscape, bool bend, struct error *error)
{
    static const char *const names[] = {"f", "slope", "bend"};
    const node_id nodes[] = {landscape->value, landscape->gradient[0], landscape->hessian[0]};
    for (size_t k = 0; k < (bend ? 3 : 2); k++) {
        const struct script_function function = {names[k], k ? NULL : landscape->readable, 1, &nodes[k], 1, 0, false, NULL};
        if (!script_add_function(script, landscape->graph, &function, error))
            return false;
    }
    return true;
}

/* Whether the row of a method has Kramers' rate: of plain descent, where there is a barrier. */
static bool has_kramers(const struct escape_result *result, const struct call *method)
{
    return result->barrier_count && method->callable == result->quiet[0].callable;
}

static void add_methods(struct buffer *out, const struct escape_parameters *parameters)
{
    buffer_text(out, "METHODS = [  # name, method, its options, learning rate\n");
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        const struct call *call = &parameters->methods[i];
        buffer_text(out, "    (");
        python_string(parameters->names[i], out);
        buffer_format(out, ", %s, ", script_function_name(out->arena, call->callable));
        script_options(out, call, METHOD_LR + 1);
        buffer_text(out, ", ");
        python_number(call->values[METHOD_LR], out);
        buffer_text(out, "),\n");
    }
    buffer_text(out, "]\n");
}

static void add_constants(struct buffer *out, const struct escape_parameters *parameters, const struct escape_result *result)
{
    const double region[2] = {parameters->region.low, parameters->region.high};
    add_methods(out, parameters);
    buffer_text(out, "START = ");
    python_number(parameters->start.items[0], out);
    buffer_text(out, "\nREGION = ");
    script_numbers(out, region, 2);
    buffer_text(out, "  # that is left behind\nINTERVAL = ");
    script_numbers(out, parameters->box[0], 2);
    buffer_text(out, "  # to which runs are held\nNOISES = ");
    script_numbers(out, parameters->noise.items, parameters->noise.count);
    buffer_format(out, "\nSTEPS = %ld\nRUNS = %ld  # at each noise\nSEED = %ld\n", parameters->steps, parameters->runs, parameters->seed);
    if (result->barrier_count) {
        double tops[2];
        for (size_t i = 0; i < result->barrier_count; i++)
            tops[i] = result->barriers[i].x;
        buffer_text(out, "WELL = ");
        python_number(result->well->at[0], out);
        buffer_text(out, "  # the minimum that the start belongs to\nBARRIERS = np.array(");
        script_numbers(out, tops, result->barrier_count);
        buffer_text(out, ", float)  # the maxima on the way out\n");
    }
    buffer_text(out, "\n\n");
}

static void add_compute(struct script *script, const struct escape_parameters *parameters, const struct escape_result *result)
{
    struct buffer *out = &script->compute;
    const bool one = parameters->optimizer.count == 1;
    bool any = false, all = true;
    for (size_t i = 0; i < parameters->optimizer.count; i++) {
        any = any || has_kramers(result, &parameters->methods[i]);
        all = all && has_kramers(result, &parameters->methods[i]);
    }
    buffer_text(out, one ? "    [(_, method, options, lr)] = METHODS\n" : "    answer = []\n    for name, method, options, lr in METHODS:\n");
    const char *indent = one ? "" : "    ";
    buffer_format(
        out,
        "%s    counts = [count_outside(method, options, lr, noise) for noise in NOISES]\n"
        "%s    low, high = np.transpose([wilson(count, RUNS) for count in counts])\n"
        "%s    rates = %s%s\n"
        "%s    %s[(\"noise\", NOISES), (\"probability\", np.array(counts)/RUNS), (\"low\", low), (\"high\", high), (\"kramers\", rates)]%s\n%s",
        indent, indent, indent, any ? "kramers(lr, NOISES)" : "np.full(len(NOISES), np.nan)",
        all || !any ? "" : " if method is gd else np.full(len(NOISES), np.nan)", indent, one ? "return " : "answer.append((name, ", one ? "" : "))",
        one ? "" : "    return answer\n");
    if (has_kramers(result, &parameters->methods[0]))
        buffer_text(&script->draw, "    noise = np.linspace(min(NOISES), max(NOISES), 121)\n"
                                   "    axes.plot(noise, kramers(METHODS[0][3], noise), \"--\", color=\"gray\", label=\"left once, by Kramers\")\n");
    buffer_format(&script->draw,
                  "    for (name, *_), %s in zip(METHODS, %s):\n"
                  "        noise, share, low, high, _ = (np.array(values) for _, values in columns)\n"
                  "        axes.errorbar(noise, share, [share - low, high - share], fmt=\"o\", label=name)\n"
                  "    axes.legend()\n",
                  one ? "columns" : "(_, columns)", one ? "[answer]" : "answer");
}

bool escape_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct escape_parameters *parameters = untyped;
    const struct escape_result *result = answer;
    struct buffer *out = &script->functions;
    const struct call **calls = ARENA_NEW(out->arena, const struct call *, parameters->optimizer.count);
    for (size_t i = 0; i < parameters->optimizer.count; i++)
        calls[i] = &parameters->methods[i];
    const struct script_descent descent = {
        .calls = calls, .count = parameters->optimizer.count, .needs = script_needs(calls, parameters->optimizer.count), .value = "f(x)"};
    bool rates = false;
    for (size_t i = 0; i < parameters->optimizer.count; i++)
        rates = rates || has_kramers(result, calls[i]);
    script->answer = parameters->optimizer.count == 1 ? SCRIPT_COLUMNS : SCRIPT_RUNS;
    script->random = true;
    if (!add_landscape(script, parameters->landscape, rates, error))
        return false;
    script_add_methods(script, &descent);
    add_constants(out, parameters, result);
    buffer_format(out,
                  "%s"
                  "    for x, _%s in itertools.islice(method(noisy, x, np.full(STEPS + 1, lr), **options), STEPS):\n"
                  "        x[:] = np.clip(x, *INTERVAL)  # in place: the method goes on from there\n"
                  "        look(%s)\n"
                  "%s%s",
                  leaving, descent.needs.shown ? ", *shown" : "", descent.needs.shown ? "np.clip(shown[0] if shown else x, *INTERVAL)" : "x",
                  leaving_end, rates ? kramers : "");
    script_wilson(out);
    add_compute(script, parameters, result);
    return true;
}
