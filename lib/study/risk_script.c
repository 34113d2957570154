/* Risks as programs: the loss and how a datum is distributed, the expectation by Lobatto's rule on panels that adapt, and the minimisers of both risks. */
#include "base/random.h"
#include "study/risk.h"
#include "study/script.h"

#include <math.h>
#include <string.h>

/* The loss, with its derivatives by x that are wanted: of samples the first two, of the expectation the first. */
enum { LOSS_ORDERS = 3 };

/* Whether some minimisers are an interval. */
static bool has_levels(const struct risk_result *result)
{
    return result->doubts.level || minima_are_level(&result->minima);
}

bool risk_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct risk_parameters *parameters = untyped;
    const struct risk_result *result = answer;
    const struct landscape *landscape = parameters->landscape;
    const node_id nodes[LOSS_ORDERS] = {landscape->value, landscape->gradient[0], landscape->hessian[0]};
    if (!python_can(landscape->graph, nodes, LOSS_ORDERS, error))
        return false;
    if (result && result->doubts.tied)
        return error_set(
            error, ERROR_INVALID,
            "there is no program of these samples: the empirical risk of some is as low at two places, between which rounding decides; csv "
            "and npz have the numbers");
    if (result && (result->doubts.jump || minima_jump(&result->minima)))
        return error_set(
            error, ERROR_INVALID,
            "there is no program of these samples: the risk, or the empirical risk of some, is least beside a jump, which is not looked for in "
            "Python; csv and npz have the numbers");
    if (result && has_levels(result) && (result->doubts.rounded || minima_are_rounded(&result->minima)))
        return error_set(error, ERROR_INVALID,
                         "there is no program of these samples: the risk, or the empirical risk of some, is least on a whole interval whose ends "
                         "rounding decides; csv and npz have the numbers");
    return !(result && result->extrapolated) ||
           error_set(error, ERROR_INVALID,
                     "there is no program of this risk: a part of it, of far tails or beside a pole of the loss, is summed as a sequence, or by "
                     "logarithms where loss or density are out of a double's range, or the loss jumps or peaks there and back too near for Python's "
                     "panels, which is not written out there; csv and npz have its numbers");
}

static bool add_loss(struct script *script, const struct landscape *landscape, struct error *error)
{
    static const char *const names[LOSS_ORDERS] = {"loss", "loss_slope", "loss_bend"};
    const node_id nodes[LOSS_ORDERS] = {landscape->value, landscape->gradient[0], landscape->hessian[0]};
    for (size_t k = 0; k < LOSS_ORDERS; k++) {
        const struct script_function function = {
            .name = names[k], .help = k ? NULL : landscape->readable, .dimension = 2, .nodes = &nodes[k], .count = 1, .beside = "z"};
        if (!script_add_function(script, landscape->graph, &function, error))
            return false;
    }
    return true;
}

/* --- The datum --- */

static void add_points(struct buffer *out, const struct data *points)
{
    buffer_text(out, "POINTS = np.array(");
    script_numbers(out, points->z, points->count);
    buffer_text(out, ", float)\nPROBABILITIES = ");
    if (points->weights) {
        buffer_text(out, "np.array(");
        script_numbers(out, points->weights, points->count);
        buffer_text(out, ")");
    } else {
        buffer_text(out, "np.full(len(POINTS), 1/len(POINTS))");
    }
    buffer_text(out, "\n\n\ndef draw_data(stream, n):\n"
                     "    return POINTS[np.searchsorted(np.cumsum(PROBABILITIES)[:-1], uniforms(SEED, stream, 0, n), side=\"right\")]\n\n\n"
                     "def expectation(function):\n"
                     "    \"\"\"E function(z).\"\"\"\n"
                     "    return np.sum(PROBABILITIES*function(POINTS))\n\n\n");
}

/* The options of the distribution as local names. */
static void add_options(struct buffer *out, const struct risk_parameters *parameters)
{
    const struct call *call = &parameters->data;
    for (size_t i = 0; i < call->callable->option_count; i++) {
        buffer_format(out, "    %s = ", call->callable->options[i].name);
        python_number(call->values[i], out);
        buffer_text(out, "\n");
    }
}

static void add_density(struct buffer *out, const struct risk_parameters *parameters)
{
    const struct distribution *distribution = &parameters->distribution;
    const bool bounded = distribution->row->bounded;
    buffer_text(out, "def density(z):\n");
    add_options(out, parameters);
    buffer_format(out, "    return %s\n\n\ndef draw_data(stream, n):\n", distribution->row->python_density);
    add_options(out, parameters);
    script_lines(out, distribution->row->python_draw);
    buffer_format(out,
                  "\n\nLEGENDRE = np.polynomial.legendre.Legendre.basis(15)\n"
                  "NODES = np.array([-1, *LEGENDRE.deriv().roots(), 1])  # Lobatto's: the ends belong to them, so that no kink hides there\n"
                  "WEIGHTS = 2/(15*16*LEGENDRE(NODES)**2)\n\n\n"
                  "def expectation(function):\n"
                  "    \"\"\"E function(z) by Lobatto's rule on panels %s, each halved until its halves agree with it.\"\"\"\n"
                  "    def sums(low, high):\n"
                  "        half = (high - low)/2\n"
                  "        t = (low + high)/2 + half*NODES[:, None]\n"
                  "        z = %s\n"
                  "        weight = density(z)%s\n"
                  "        values = np.where(weight > 0, function(z)*weight, 0)\n"
                  "        return half*(WEIGHTS @ values), half*(WEIGHTS @ abs(values))\n\n"
                  "    edges = np.linspace(-1, 1, %d)*",
                  bounded ? "in z" : "in t, where z = sinh(t)", bounded ? "t" : "np.sinh(t)", bounded ? "" : "*np.cosh(t)", bounded ? 9 : 65);
    if (bounded)
        buffer_text(out, "1.0");
    else {
        buffer_text(out, "np.arcsinh(");
        python_number(distribution->row->reach(distribution->options), out);
        buffer_text(out, ")  # beyond, the density is lost to rounding");
    }
    buffer_text(out, "\n"
                     "    low, high = edges[:-1], edges[1:]\n"
                     "    whole, size = sums(low, high)\n"
                     "    total, scale = 0, size.sum()\n"
                     "    for _ in range(60):\n"
                     "        middle = (low + high)/2\n"
                     "        (left, _), (right, _) = sums(low, middle), sums(middle, high)\n"
                     "        apart = ~(abs(left + right - whole) <= 1e-15*scale)\n"
                     "        total += np.sum((left + right)[~apart])\n"
                     "        if not apart.any():\n"
                     "            return total\n"
                     "        low, high, whole = (np.concatenate([a[apart], b[apart]]) for a, b in ((low, middle), (middle, high), (left, right)))\n"
                     "    return total + whole.sum()\n\n\n");
}

/* --- The risks and where they are least --- */

static const char risks[] =
    "def risk(x):\n"
    "    \"\"\"The expectation of the loss.\"\"\"\n"
    "    return expectation(lambda z: loss(x, z))\n\n\n"
    "def empirical_risk(x, z):\n"
    "    \"\"\"The mean loss over a sample at places x, so many at a time that they fit into memory.\"\"\"\n"
    "    parts = np.array_split(x, -(-len(x)*len(z)//10**6))\n"
    "    return np.concatenate([np.mean(loss(part, z[:, None]) + np.zeros((len(z), 1)), axis=0) + 0*part for part in parts])\n\n\n"
    "GRID = LOW + (HIGH - LOW)*(np.arange(CELLS + 1)/CELLS)\n\n\n"
    "def lowest(values):\n"
    "    \"\"\"The deepest valleys of the grid, by the parabolas through their samples: what lies left of each, its lowest place and what lies "
    "right. What "
    "is alike but for rounding is one.\"\"\"\n"
    "    valleys, first = [], 0\n"
    "    while first <= CELLS:\n"
    "        last = first\n"
    "        while last < CELLS and abs(values[last + 1] - values[first]) <= 1e-13*abs(values[first]):\n"
    "            last += 1\n"
    "        left, right, k = max(first - 1, 0), min(last + 1, CELLS), first + np.argmin(values[first:last + 1])\n"
    "        if np.isfinite(values[first]) and not (first > 0 and values[left] < values[first]) and not (last < CELLS and values[right] < "
    "values[last]):\n"
    "            bend = values[k - 1] - 2*values[k] + values[k + 1] if 0 < k < CELLS else 0\n"
    "            depth = values[k] - (values[k - 1] - values[k + 1])**2/(8*bend) if bend > 0 else values[k]\n"
    "            valleys.append((depth if np.isfinite(depth) else values[k], left, k, right))\n"
    "        first = last + 1\n"
    "    return [valley[1:] for valley in sorted(valleys, key=lambda valley: valley[0])[:MOST]]\n\n\n";

/* What is level, where it is: analysis/level.h, as far as rounding does not decide. */
static const char levels[] = "NARROWEST = 1e-6*(HIGH - LOW)  # what is narrower is one place\n\n\n"
                             "def level_around(value, slope, place, least):\n"
                             "    \"\"\"The ends of the interval around a place on which a function is the least value and its slope 0 but for "
                             "rounding, or the place twice. Both functions\n"
                             "    have beside the sum that they are the sum of what is summed without signs.\"\"\"\n"
                             "    slack, by_slope = 1e-14*value(place)[1], False\n\n"
                             "    def flat(x):\n"
                             "        rise, size = slope(x)\n"
                             "        return abs(rise) <= 1e-13*size\n\n"
                             "    def holds(x):\n"
                             "        return value(x)[0] <= least + slack and (not by_slope or flat(x))\n\n"
                             "    def end(good, side):\n"
                             "        step = NARROWEST/2\n"
                             "        while good != (bad := min(max(good + side*step, LOW), HIGH)) and holds(bad):\n"
                             "            good, step = bad, min(2*step, (HIGH - LOW)/128)\n"
                             "        for _ in range(50):\n"
                             "            middle = good + (bad - good)/2\n"
                             "            if middle in (good, bad):\n"
                             "                break\n"
                             "            good, bad = (middle, bad) if holds(middle) else (good, middle)\n"
                             "        return good\n\n"
                             "    if not any(holds(min(max(place + away, LOW), HIGH)) for away in (-2*NARROWEST, 2*NARROWEST)):\n"
                             "        return place, place\n"
                             "    left, right = end(place, -1), end(place, 1)\n"
                             "    flats = [x for x in left + (right - left)*np.arange(1, 10)/10 if flat(x)]\n"
                             "    if right - left <= NARROWEST or len(flats) < 2:\n"
                             "        return place, place\n"
                             "    by_slope = True\n"
                             "    return end(flats[len(flats)//2], -1), end(flats[len(flats)//2], 1)\n\n\n";

static const char minimising[] =
    "def least_risk():\n"
    "    \"\"\"What the least risk is, and where: by the golden section, and then by where the slope changes its sign.\"\"\"\n"
    "    golden, found = (5**0.5 - 1)/2, []\n"
    "    values = np.array([risk(x) for x in GRID])\n"
    "    for left, k, right in lowest(values):\n"
    "        low, high = GRID[left], GRID[right]\n"
    "        best, ends = (values[k], GRID[k]), (low, high)\n"
    "        left, right = ((risk(x), x) for x in (high - golden*(high - low), low + golden*(high - low)))\n"
    "        for _ in range(45):\n"
    "            best = min(best, left, right)\n"
    "            if left[0] <= right[0]:\n"
    "                high, right = right[1], left\n"
    "                x = high - golden*(high - low)\n"
    "                left = risk(x), x\n"
    "            else:\n"
    "                low, left = left[1], right\n"
    "                x = low + golden*(high - low)\n"
    "                right = risk(x), x\n"
    "        near = 1e-6*(HIGH - LOW)\n"
    "        low, high = max(ends[0], best[1] - near), min(ends[1], best[1] + near)\n"
    "        slope = lambda x: expectation(lambda z: loss_slope(x, z))\n"
    "        if slope(low) < 0 < slope(high):\n"
    "            while low < (middle := (low + high)/2) < high:\n"
    "                low, high = (low, middle) if slope(middle) > 0 else (middle, high)\n"
    "            if risk(middle) <= best[0] + 1e-14*abs(best[0]):\n"
    "                best = risk(middle), middle\n"
    "        found.append(best)\n"
    "    return minimisers_of(found)\n\n\n"
    "def least_empirical_risk(z):\n"
    "    \"\"\"The same over a sample: by Newton's method, inside of what the slope's sign leaves.\"\"\"\n"
    "    found = []\n"
    "    for low, k, high in lowest(empirical_risk(GRID, z)):\n"
    "        low, high, x = GRID[low], GRID[high], GRID[k]\n"
    "        for _ in range(60):\n"
    "            slope, bend = (np.add.reduce(f(x, z) + np.zeros(len(z)))/len(z) for f in (loss_slope, loss_bend))\n"
    "            if slope == 0 or not np.isfinite(slope) or (slope > 0 and x <= low) or (slope < 0 and x >= high):\n"
    "                break\n"
    "            low, high = (low, x) if slope > 0 else (x, high)\n"
    "            newton, before = x - slope/bend, x\n"
    "            x = newton if bend > 0 and low < newton < high else (low + high)/2\n"
    "            if abs(x - before) <= 1e-13*(HIGH - LOW):\n"
    "                break\n"
    "        found.append((empirical_risk(np.array([x]), z)[0], x))\n"
    "    value, x = min(found, key=lambda each: each[0])\n";

/* Behind them, and before: with intervals, and without. */
static const char level_ends[] = "    mean = lambda f: lambda x: (np.mean(f(x, z) + 0*z), np.mean(abs(f(x, z) + 0*z)))\n"
                                 "    left, right = level_around(mean(loss), mean(loss_slope), x, value)\n"
                                 "    return value, left + (right - left)/2, right - left\n\n\n";
static const char single_ends[] = "    return value, x, 0  # no interval has a width\n\n\n";
static const char level_minimisers[] =
    "def minimisers_of(found):\n"
    "    \"\"\"The least of the values found, and the ends of the intervals on which it is taken.\"\"\"\n"
    "    mean = lambda f: lambda x: (expectation(lambda z: f(x, z)), expectation(lambda z: abs(f(x, z))))\n"
    "    least, place = min(found)\n"
    "    slack, ends = 1e-14*mean(loss)(place)[1], []\n"
    "    for value, x in found:\n"
    "        if value <= least + slack and not any(left - 0.1*NARROWEST <= x <= right + 0.1*NARROWEST for left, right in ends):\n"
    "            ends.append(level_around(mean(loss), mean(loss_slope), x, value))\n"
    "    return 0 if abs(least) <= slack and any(left < right for left, right in ends) else least, np.array(ends)\n\n\n";
static const char single_minimisers[] = "def minimisers_of(found):\n"
                                        "    \"\"\"The least of the values found, and where it is taken: intervals from a place to itself.\"\"\"\n"
                                        "    least = min(found)[0]\n"
                                        "    return least, np.array([(x, x) for value, x in found if value <= least + 1e-13*abs(least)])\n\n\n";

static void add_constants(struct buffer *out, const struct risk_parameters *parameters)
{
    buffer_format(out, "SEED = %ld\nTRIALS = %ld\nCELLS, MOST = %zu, %d  # where valleys are looked for, and how many are kept\nSIZES = ",
                  parameters->seed, parameters->trials, parameters->loss.cells, MINIMA_MAX);
    script_numbers(out, parameters->n.items, parameters->n.count);
    buffer_text(out, "\nLOW, HIGH = ");
    python_number(parameters->interval[0], out);
    buffer_text(out, ", ");
    python_number(parameters->interval[1], out);
    buffer_text(out, "\n");
    if (parameters->view == RISK_DESCENT) {
        buffer_format(out, "STEPS = %ld\nBATCH = %ld\nLR = ", parameters->steps, parameters->batch);
        python_number(parameters->lr, out);
        buffer_text(out, "\nSTART = ");
        python_number(parameters->start.items[0], out);
        buffer_text(out, "\n");
    }
    buffer_text(out, "\n\n");
}

static void add_sampling(struct buffer *out, const struct risk_parameters *parameters)
{
    buffer_format(out,
                  "def sample(trial, n):\n"
                  "    return draw_data(%d << 48 | trial, n)\n\n\n",
                  RANDOM_DATA);
    if (parameters->view == RISK_DESCENT)
        buffer_format(out,
                      "def descend(trial, z):\n"
                      "    \"\"\"The places of a descent with batches drawn from the sample, kept inside of the interval.\"\"\"\n"
                      "    words = bits(SEED, %d << 48 | trial, 0, STEPS*BATCH)\n"
                      "    chosen = np.array([int(word)*len(z) >> 64 for word in words]).reshape(STEPS, BATCH)\n"
                      "    places = [START]\n"
                      "    for batch in z[chosen]:\n"
                      "        slope = np.mean(loss_slope(places[-1], batch) + np.zeros(BATCH))\n"
                      "        places.append(min(max(places[-1] - LR*slope, LOW), HIGH))\n"
                      "    return places\n\n\n",
                      RANDOM_BATCH);
}

/* --- The answer and its figure --- */

static void add_compute(struct buffer *out, const struct risk_parameters *parameters)
{
    buffer_text(out, "    least, minimisers = least_risk()\n"
                     "    rows = []\n"
                     "    for n in SIZES:\n"
                     "        minima = [least_empirical_risk(sample(trial, n)) for trial in range(TRIALS)]\n"
                     "        empirical, places, widths = np.transpose(minima)\n"
                     "        reached = np.array([risk(x) for x in places])\n"
                     "        gaps = np.min([np.maximum(0, np.maximum(left - places, places - right)) for left, right in minimisers], axis=0)\n"
                     "        ends = [0.05, 0.95]\n"
                     "        rows.append([n, gaps.mean(), *np.quantile(gaps, ends), places.mean(), *np.quantile(places, ends), widths.mean(),\n"
                     "                     reached.mean() - least, reached.mean() - empirical.mean()])\n"
                     "    names = [\"n\", \"gap\", \"gap_low\", \"gap_high\", \"argmin_empirical\", \"argmin_low\", \"argmin_high\", "
                     "\"argmin_width\", \"excess_risk\", "
                     "\"generalization_gap\"]\n"
                     "    columns = list(zip(names, np.transpose(rows)))\n");
    if (parameters->view == RISK_CURVES)
        buffer_format(out,
                      "    x = LOW + (HIGH - LOW)*(np.arange(%d)/%d)\n"
                      "    columns += [(\"x\", x), (\"risk\", np.array([risk(each) for each in x])), "
                      "(\"empirical_risk\", empirical_risk(x, sample(0, SIZES[0])))]\n",
                      RISK_SAMPLES, RISK_SAMPLES - 1);
    if (parameters->view == RISK_DESCENT)
        buffer_format(out,
                      "    step = np.arange(0, STEPS + 1, %zu)\n"
                      "    along, empirical = np.zeros(len(step)), np.zeros(len(step))\n"
                      "    for trial in range(TRIALS):\n"
                      "        z = sample(trial, SIZES[0])\n"
                      "        places = np.array(descend(trial, z))[step]\n"
                      "        along += np.array([risk(x) for x in places])/TRIALS\n"
                      "        empirical += empirical_risk(places, z)/TRIALS\n"
                      "    columns += [(\"step\", step), (\"risk\", along), (\"empirical_risk\", empirical), (\"difference\", along - empirical)]\n",
                      risk_record_every(parameters));
    buffer_text(out, "    return columns\n");
}

static void add_drawing(struct buffer *out, const struct risk_parameters *parameters)
{
    buffer_text(out, "    columns = dict(answer)\n");
    if (parameters->view == RISK_CURVES)
        buffer_format(out,
                      "    x, n = columns[\"x\"], SIZES[0]\n"
                      "    for trial in range(1, min(TRIALS, %d)):\n"
                      "        axes.plot(x, empirical_risk(x, sample(trial, n)), color=\"gray\", linewidth=0.6, alpha=0.35)\n"
                      "    axes.plot(x, columns[\"risk\"], label=\"risk\")\n"
                      "    axes.plot(x, columns[\"empirical_risk\"], \"--\", label=f\"empirical risk, n = {n}\")\n"
                      "    axes.legend()\n",
                      RISK_SHOWN_TRIALS);
    else if (parameters->view == RISK_DESCENT)
        buffer_text(out, "    for name in (\"risk\", \"empirical_risk\"):\n"
                         "        axes[0].plot(columns[\"step\"], columns[name], label=name.replace(\"_\", \" \"))\n"
                         "    axes[0].legend()\n"
                         "    axes[1].plot(columns[\"step\"], columns[\"difference\"])\n");
    else
        buffer_text(out, "    n = columns[\"n\"]\n"
                         "    axes[0].fill_between(n, columns[\"argmin_low\"], columns[\"argmin_high\"], alpha=0.25, label=\"90 %\")\n"
                         "    axes[0].plot(n, columns[\"argmin_empirical\"], \"o-\", label=\"min of empirical risk\")\n"
                         "    axes[0].legend()\n"
                         "    axes[1].plot(n, columns[\"gap\"], \"o-\", label=\"gap\")\n"
                         "    axes[1].plot(n, columns[\"gap\"][0]*np.sqrt(n[0]/n), \"--\", label=\"∝ 1/√n\")\n"
                         "    axes[1].legend()\n");
}

bool risk_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct risk_parameters *parameters = untyped;
    struct buffer *out = &script->functions;
    script->answer = SCRIPT_COLUMNS;
    script->random = true;
    add_constants(out, parameters);
    if (!add_loss(script, parameters->landscape, error))
        return false;
    if (parameters->distribution.points.count)
        add_points(out, &parameters->distribution.points);
    else
        add_density(out, parameters);
    const bool level = has_levels(answer);
    const char *const parts[] = {risks, level ? levels : "", level ? level_minimisers : single_minimisers, minimising,
                                 level ? level_ends : single_ends};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buffer_text(out, parts[i]);
    add_sampling(out, parameters);
    add_compute(&script->compute, parameters);
    add_drawing(&script->draw, parameters);
    return true;
}
