/* Gradients through depth as a program: random networks forward and backward, with the logarithms of the gradients' norms. */
#include "study/depth.h"

#include "base/random.h"
#include "study/network_script.h"

/* How often a relative change of a layer's output may come out as large at the end before rounding decides what the program prints: 10⁻¹⁶ of it is 10⁻¹⁰. */
static const double most_growth = 6; /* powers of ten */

bool depth_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct depth_parameters *parameters = untyped;
    const struct depth_result *result = answer;
    const size_t layers = (size_t)parameters->depth + 1;
    for (size_t i = 0; result && i < parameters->network.count; i++) {
        const struct depth_curve *curve = &result->curves[i];
        for (size_t l = 0; l < layers; l++)
            if (curve->gradient[l] + curve->size[l] - curve->size[layers - 1] > most_growth)
                return error_set(error, ERROR_INVALID,
                                 "there is no program of %s, in which changes grow from layer to layer, and rounding with them; csv and npz have its "
                                 "numbers",
                                 parameters->network.items[i].callable->name);
    }
    return true;
}

static const char network[] = "def norm(vector):\n"
                              "    return np.sqrt(np.sum(vector*vector))\n"
                              "\n"
                              "\n"
                              "@functools.lru_cache(maxsize=1)\n"
                              "def draw_network(number):\n"
                              "    \"\"\"The input, the direction of the loss, which is a unit vector, and the weights of all layers, a row an input "
                              "and not yet scaled.\"\"\"\n";

static const char measure[] =
    "    return x, direction/norm(direction), weights.reshape(DEPTH, UNITS, UNITS)\n"
    "\n"
    "\n"
    "def measure(number, activation, slope, deviation, normalized, residual):\n"
    "    \"\"\"By layer the logarithms to base 10 of the gradient's norm by its output and by its weights, and of the root mean square of its "
    "output.\"\"\"\n"
    "    x, gradient, weights = draw_network(number)\n"
    "    layers, sizes = [], [np.log10(norm(x)/np.sqrt(UNITS))]\n"
    "    for matrix in weights:\n"
    "        z, scale = deviation*(x @ matrix), 1\n"
    "        if normalized:  # layer normalization (Ba, Kiros & Hinton 2016)\n"
    "            z = z - z.mean()\n"
    "            scale = np.sqrt(np.mean(z*z) + 1e-5)\n"
    "            z = z/scale\n"
    "        layers.append((x, matrix, z, scale))\n"
    "        x = activation(z) + (x if residual else 0)\n"
    "        sizes.append(np.log10(norm(x)/np.sqrt(UNITS)))\n"
    "    logarithm, by_output, by_weights = 0, [0], []  # the gradient is kept at norm 1 with its logarithm beside, so that it does not underflow\n"
    "    for x, matrix, z, scale in reversed(layers):\n"
    "        inner = gradient*slope(z)\n"
    "        if normalized:\n"
    "            inner = (inner - inner.mean() - z*np.mean(inner*z))/scale\n"
    "        by_weights.append(logarithm + np.log10(norm(inner)) + np.log10(norm(x)))\n"
    "        gradient = deviation*(matrix @ inner) + (gradient if residual else 0)\n"
    "        length = norm(gradient)\n"
    "        logarithm = logarithm + np.log10(length)\n"
    "        by_output.append(logarithm)\n"
    "        gradient = gradient/length if length > 0 else gradient\n"
    "    return by_output[::-1], by_weights[::-1], sizes\n"
    "\n"
    "\n";

static const char compute[] =
    "    answer = []\n"
    "    drawn = [[measure(number, *network) for _, *network in NETWORKS] for number in range(SEEDS)]\n"
    "    for (name, *_), records in zip(NETWORKS, zip(*drawn)):\n"
    "        gradients, weights, sizes = (np.array(each, float) for each in zip(*records))\n"
    "        mean = gradients.mean(axis=0)\n"
    "        deviation = gradients.std(axis=0, ddof=1) if SEEDS > 1 else 0\n"
    "        answer.append((name, [(\"layer\", np.arange(DEPTH + 1)), (\"log10_gradient\", mean), (\"low\", mean - deviation), (\"high\", mean + "
    "deviation),\n"
    "                              (\"log10_weight_gradient\", [np.nan, *weights.mean(axis=0)]), (\"log10_rms\", sizes.mean(axis=0))]))\n"
    "    return answer\n";

static const char draw_one[] = "    for k, (name, columns) in enumerate(answer):\n"
                               "        layer, middle, low, high = (np.array(values) for _, values in columns[:4])\n"
                               "        axes.fill_between(layer, 10**low, 10**high, color=f\"C{k}\", alpha=0.14)\n"
                               "        axes.plot(layer, 10**middle, color=f\"C{k}\", label=name)\n"
                               "    axes.legend()\n";

static const char draw_apart[] =
    "    for k, (name, columns) in enumerate(answer):\n"
    "        layer, middle, low, high = (np.array(values) for _, values in columns[:4])\n"
    "        kept = np.all(abs(middle) <= KEPT)  # beside one that vanishes the others look like one line: they have a panel of their own\n"
    "        for panel in axes if kept else axes[:1]:\n"
    "            panel.fill_between(layer, 10**low, 10**high, color=f\"C{k}\", alpha=0.14)\n"
    "            panel.plot(layer, 10**middle, color=f\"C{k}\", label=name if kept == (panel is axes[1]) else None)\n"
    "    for panel in axes:\n"
    "        panel.legend(fontsize=\"x-small\").set_in_layout(False)\n";

/* NETWORKS, and the functions of their activations, each once. */
static bool add_networks(struct script *script, const struct depth_parameters *parameters, struct error *error)
{
    struct buffer *out = &script->functions, list = {.arena = out->arena};
    for (size_t i = 0; i < parameters->network.count; i++) {
        const struct network *one = &parameters->networks[i];
        bool known = false;
        for (size_t k = 0; k < i; k++)
            known = known || parameters->networks[k].activation == one->activation;
        if (!known && !script_add_activation(script, one->activation, error))
            return false;
        const char *name = one->activation->callable.name;
        buffer_text(&list, "    (");
        python_string(depth_network_name(out->arena, parameters, i), &list);
        buffer_format(&list, ", %s_unit, %s_slope, ", name, name);
        python_number(one->deviation, &list);
        buffer_format(&list, ", %s, %s),\n", one->layer_norm ? "True" : "False", one->residual ? "True" : "False");
    }
    buffer_format(out, "NETWORKS = [  # name, activation, its slope, deviation of the weights, whether normalized by layer, whether residual\n%s]\n",
                  buffer_string(&list));
    return true;
}

bool depth_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct depth_parameters *parameters = untyped;
    struct buffer *out = &script->functions;
    const bool apart = depth_draws_apart(parameters, answer);
    script->answer = SCRIPT_RUNS;
    script->random = true;
    if (!add_networks(script, parameters, error))
        return false;
    buffer_format(out, "DEPTH = %ld\nUNITS = %ld  # of a layer\nSEEDS = %ld\nSEED = %ld\n", parameters->depth, parameters->units, parameters->seeds,
                  parameters->seed);
    if (apart)
        buffer_format(out, "KEPT = %d  # powers of ten between which a gradient is kept\n", DEPTH_KEPT);
    buffer_format(out,
                  "\n\n%s"
                  "    stream = %d << 48 | number\n"
                  "    x, direction = normals(SEED, stream, 0, UNITS), normals(SEED, stream, %d, UNITS)\n"
                  "    weights = normals(SEED, stream, %d, DEPTH*UNITS*UNITS)\n%s",
                  network, RANDOM_NETWORK, NETWORK_MOST_WIDTH, 2 * NETWORK_MOST_WIDTH, measure);
    buffer_text(&script->compute, compute);
    buffer_text(&script->draw, apart ? draw_apart : draw_one);
    return true;
}
