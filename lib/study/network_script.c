/* Networks as programs: the layers forward, the loss, and the way back to the gradient. */
#include "study/network_script.h"

#include "landscape/landscape.h"
#include "network/layer.h"

#include <string.h>

struct layers {
    bool normalized, residual; /* some network has them */
};

static bool has(const struct training_group *group, const struct network_layer_kind *kind)
{
    for (size_t l = 0; l < group->model->layer_count; l++)
        if (group->model->layers[l].kind == kind)
            return true;
    return false;
}

/* The row of the activation that a network has; the first, which is linear, where it has none. */
static const struct activation *activation_of(const struct training_group *group)
{
    const struct call *call = group->network;
    for (size_t i = 0; i < call->callable->option_count; i++)
        if (!strcmp(call->callable->options[i].name, "activation"))
            return &activations[(size_t)call->values[i]];
    return &activations[0];
}

bool script_add_activation(struct script *script, const struct activation *activation, struct error *error)
{
    struct landscape *landscape;
    size_t count;
    struct arena *arena = script->functions.arena;
    if (!landscape_resolve(arena, activation->formula, 1, 1, NULL, 0, &landscape, &count, error) || !landscape_differentiate(landscape, 1, error))
        return false;
    const char *name = activation->callable.name;
    const struct script_function value = {arena_format(arena, "%s_unit", name), activation->written_out, 1, &landscape->value, 1, 0, false, NULL};
    const struct script_function slope = {arena_format(arena, "%s_slope", name), NULL, 1, landscape->gradient, 1, 0, false, NULL};
    return script_add_function(script, landscape->graph, &value, error) && script_add_function(script, landscape->graph, &slope, error);
}

static void add_forward(struct buffer *out, const struct layers *layers)
{
    if (layers->normalized)
        buffer_text(out, "def normalize(z):\n"
                         "    \"\"\"Layer normalization (Ba, Kiros & Hinton 2016): each example's units at mean 0 and variance 1; and what they were "
                         "multiplied by.\"\"\"\n"
                         "    z = z - z.mean(axis=1, keepdims=True)\n"
                         "    scale = 1/np.sqrt((z*z).mean(axis=1, keepdims=True) + 1e-5)\n"
                         "    return scale*z, scale\n\n\n");
    buffer_text(out, "def layers_of(w, network):\n"
                     "    \"\"\"The weights, a row an output, and the biases of each layer: w has them one layer behind the other.\"\"\"\n"
                     "    layers, at = [], 0\n"
                     "    for inputs, outputs in zip(network.units, network.units[1:]):\n"
                     "        weights = w[at:at + inputs*outputs].reshape(outputs, inputs)\n"
                     "        at += inputs*outputs\n"
                     "        biases = w[at:at + outputs] if network.bias else 0\n"
                     "        at += outputs*network.bias\n"
                     "        layers.append((weights, biases))\n"
                     "    return layers\n\n\n"
                     "def forward(w, x, network):\n"
                     "    \"\"\"The outputs for the inputs x, an example a row, and what the way back needs of each layer.\"\"\"\n"
                     "    *hidden, (weights, biases) = layers_of(w, network)\n"
                     "    kept = []\n"
                     "    for hidden_weights, hidden_biases in hidden:\n"
                     "        z = x @ hidden_weights.T + hidden_biases\n");
    if (layers->normalized)
        buffer_text(out, "        z, scale = normalize(z) if network.normalized else (z, 1)\n"
                         "        kept.append((x, z, scale))\n");
    else
        buffer_text(out, "        kept.append((x, z))\n");
    if (layers->residual)
        buffer_text(out, "        y = network.activation(z)\n"
                         "        x = x + y if network.residual and x.shape == y.shape else y\n");
    else
        buffer_text(out, "        x = network.activation(z)\n");
    buffer_text(out, "    return x @ weights.T + biases, x, kept\n\n\n");
}

static void add_loss(struct buffer *out, const struct loss_kind *loss)
{
    buffer_format(out, "def loss_of(outputs, targets):\n    \"\"\"%s: %s; and its gradient by the outputs.\"\"\"\n", loss->title, loss->formula);
    if (loss->classes)
        buffer_text(out, "    z = outputs - outputs.max(axis=1, keepdims=True)\n"
                         "    powers, rows = np.exp(z), np.arange(len(z))\n"
                         "    sums = powers.sum(axis=1)\n"
                         "    slopes = powers/sums[:, None]\n"
                         "    slopes[rows, targets] -= 1\n"
                         "    return np.mean(np.log(sums) - z[rows, targets]), slopes/len(z)\n\n\n");
    else
        buffer_format(out,
                      "    differences = outputs - targets\n"
                      "    return np.mean(differences**2)%s, %sdifferences/differences.size\n\n\n",
                      loss == &loss_half_squared ? "/2" : "", loss == &loss_half_squared ? "" : "2*");
}

static void add_backward(struct buffer *out, const struct layers *layers, double decay)
{
    buffer_text(out, "def loss_and_gradient(w, x, targets, network):\n"
                     "    \"\"\"By back-propagation (Rumelhart, Hinton & Williams 1986)");
    buffer_text(out, decay > 0 ? ", with DECAY/2 times the sum of all squares.\"\"\"\n" : ".\"\"\"\n");
    buffer_format(out,
                  "    outputs, last, kept = forward(w, x, network)\n"
                  "    loss, slopes = loss_of(outputs, targets)\n"
                  "    parts = []  # from the last layer to the first\n"
                  "%s"
                  "    for weights, _ in reversed(layers_of(w, network)):\n"
                  "        if network.bias:\n"
                  "            parts.append(slopes.sum(axis=0))\n"
                  "        parts.append((slopes.T @ last).ravel())\n"
                  "        if not kept:\n"
                  "            break\n"
                  "        slopes = slopes @ weights%s\n",
                  layers->residual ? "    around = 0  # along a residual connection\n" : "", layers->residual ? " + around" : "");
    buffer_format(out, "        last, z%s = kept.pop()\n", layers->normalized ? ", scale" : "");
    if (layers->residual)
        buffer_text(out, "        around = slopes if network.residual and last.shape == z.shape else 0\n");
    buffer_text(out, "        slopes = slopes*network.slope(z)\n");
    if (layers->normalized)
        buffer_text(out, "        if network.normalized:\n"
                         "            slopes = scale*(slopes - slopes.mean(axis=1, keepdims=True) - z*(z*slopes).mean(axis=1, keepdims=True))\n");
    buffer_text(out, decay > 0 ? "    return loss + DECAY/2*np.sum(w*w), np.concatenate(parts[::-1]) + DECAY*w\n\n\n"
                               : "    return loss, np.concatenate(parts[::-1])\n\n\n");
}

/* The activation's second derivative. */
static bool add_bend(struct script *script, const struct activation *activation, struct error *error)
{
    struct landscape *landscape;
    size_t count;
    struct arena *arena = script->functions.arena;
    if (!landscape_resolve(arena, activation->formula, 1, 1, NULL, 0, &landscape, &count, error) || !landscape_differentiate(landscape, 2, error))
        return false;
    const struct script_function bend = {arena_format(arena, "%s_bend", activation->callable.name), NULL, 1, landscape->hessian, 1, 0, false, NULL};
    return script_add_function(script, landscape->graph, &bend, error);
}

/* How the gradient of the loss by the outputs moves with them. */
static void add_loss_along(struct buffer *out, const struct loss_kind *loss)
{
    buffer_text(out, "def loss_along(outputs, moved):\n"
                     "    \"\"\"The derivative of loss_of's gradient as the outputs move.\"\"\"\n");
    if (loss->classes)
        buffer_text(out, "    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))\n"
                         "    shares = powers/powers.sum(axis=1, keepdims=True)\n"
                         "    return shares*(moved - (shares*moved).sum(axis=1, keepdims=True))/len(outputs)\n\n\n");
    else
        buffer_format(out, "    return %smoved/outputs.size\n\n\n", loss == &loss_half_squared ? "" : "2*");
}

bool script_can_bend(const struct training_plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->group_count; i++)
        for (size_t l = 0; l < plan->groups[i].model->layer_count; l++)
            if (plan->groups[i].model->layers[l].kind != &layer_affine && plan->groups[i].model->layers[l].kind != &layer_activation)
                return error_set(
                    error, ERROR_INVALID,
                    "there is no program of this Hessian: second derivatives are written out of layers that are fully connected, neither "
                    "normalized nor residual; csv and npz have its numbers");
    return true;
}

bool script_network_hessian(struct script *script, const struct training_plan *plan, struct error *error)
{
    struct buffer *out = &script->functions;
    const struct activation *activation = activation_of(&plan->groups[0]);
    const bool decay = plan->typed->decay > 0;
    if (!add_bend(script, activation, error))
        return false;
    add_loss_along(out, plan->losses[0]);
    buffer_format(out,
                  "def gradient_along(v, w, x, targets, network):\n"
                  "    \"\"\"The Hessian times v: the derivative of the gradient along v, forward and back like it (Pearlmutter 1994).\"\"\"\n"
                  "    layers, along = layers_of(w, network), layers_of(v, network)\n"
                  "    moved, kept = np.zeros_like(x), []  # what stands beside a value is its derivative\n"
                  "    for (weights, biases), (turn, shift) in zip(layers[:-1], along):\n"
                  "        z, dz = x @ weights.T + biases, moved @ weights.T + x @ turn.T + shift\n"
                  "        kept.append((x, moved, z, dz))\n"
                  "        x, moved = network.activation(z), network.slope(z)*dz\n"
                  "    (weights, biases), (turn, shift) = layers[-1], along[-1]\n"
                  "    outputs, out = x @ weights.T + biases, moved @ weights.T + x @ turn.T + shift\n"
                  "    slopes, bends = loss_of(outputs, targets)[1], loss_along(outputs, out)\n"
                  "    parts = []  # from the last layer to the first\n"
                  "    for (weights, _), (turn, _) in zip(layers[::-1], along[::-1]):\n"
                  "        if network.bias:\n"
                  "            parts.append(bends.sum(axis=0))\n"
                  "        parts.append((bends.T @ x + slopes.T @ moved).ravel())\n"
                  "        if not kept:\n"
                  "            break\n"
                  "        slopes, bends = slopes @ weights, bends @ weights + slopes @ turn\n"
                  "        x, moved, z, dz = kept.pop()\n"
                  "        slopes, bends = slopes*network.slope(z), bends*network.slope(z) + slopes*%s_bend(z)*dz\n"
                  "    return np.concatenate(parts[::-1])%s\n\n\n"
                  "def hessian(w, examples, network):\n"
                  "    return np.array([gradient_along(axis, w, *examples, network) for axis in np.eye(len(w))])\n\n\n",
                  activation->callable.name, decay ? " + DECAY*v" : "");
    return true;
}

bool script_network(struct script *script, const struct training_plan *plan, struct error *error)
{
    struct buffer *out = &script->functions;
    struct layers layers = {0};
    for (size_t i = 0; i < plan->group_count; i++) {
        const struct training_group *group = &plan->groups[i];
        bool known = false;
        layers.normalized = layers.normalized || has(group, &layer_normalization);
        layers.residual = layers.residual || has(group, &layer_addition);
        for (size_t k = 0; k < i; k++)
            known = known || activation_of(&plan->groups[k]) == activation_of(group);
        if (!known && !script_add_activation(script, activation_of(group), error))
            return false;
    }
    buffer_format(out, "Network = collections.namedtuple(\"Network\", \"units deviations bias activation slope%s%s\")\n\n\n",
                  layers.normalized ? " normalized" : "", layers.residual ? " residual" : "");
    if (plan->typed->decay > 0) {
        buffer_text(out, "DECAY = ");
        python_number(plan->typed->decay, out);
        buffer_text(out, "\n\n\n");
    }
    add_forward(out, &layers);
    add_loss(out, plan->losses[0]);
    add_backward(out, &layers, plan->typed->decay);
    return true;
}

static void add_layer_sizes(struct buffer *out, const struct model *model, bool deviations)
{
    const char *before = deviations ? "" : arena_format(out->arena, "%zu", model->inputs);
    buffer_format(out, "[%s", before);
    for (size_t l = 0, any = !deviations; l < model->layer_count; l++) {
        if (model->layers[l].kind != &layer_affine)
            continue;
        buffer_text(out, any ? ", " : "");
        if (deviations)
            python_number(model->layers[l].deviation, out);
        else
            buffer_format(out, "%zu", model->layers[l].outputs);
        any = 1;
    }
    buffer_text(out, "]");
}

void script_architecture(struct buffer *out, const struct training_plan *plan, const struct training_group *group)
{
    bool normalized = false, residual = false;
    const char *name = activation_of(group)->callable.name;
    for (size_t i = 0; i < plan->group_count; i++) {
        normalized = normalized || has(&plan->groups[i], &layer_normalization);
        residual = residual || has(&plan->groups[i], &layer_addition);
    }
    buffer_text(out, "Network(");
    add_layer_sizes(out, group->model, false);
    buffer_text(out, ", ");
    add_layer_sizes(out, group->model, true);
    buffer_format(out, ", %d, %s_unit, %s_slope", group->model->layers[0].bias, name, name);
    if (normalized)
        buffer_text(out, has(group, &layer_normalization) ? ", True" : ", False");
    if (residual)
        buffer_text(out, has(group, &layer_addition) ? ", True" : ", False");
    buffer_text(out, ")");
}
