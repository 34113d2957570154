/* Slices through a loss as programs: the training, the directions through its end, and the loss along them. */
#include "base/linear.h"
#include "base/random.h"
#include "study/loss_surface.h"
#include "study/map_script.h"
#include "study/network_script.h"
#include "study/training_script.h"

#include <math.h>

/* --- Whether there is one --- */

/* Eigenvectors whose eigenvalues are nearer to each other than this share of the greatest are told by rounding. */
static const double apart = 1e-4;

static bool can_have_eigenvectors(const struct loss_surface_parameters *parameters, const struct loss_surface_result *result, struct error *error)
{
    if (parameters->plan.groups[0].model->parameters > SCRIPT_HESSIAN_MOST)
        return error_set(error, ERROR_INVALID,
                         "there is no program of the eigenvectors of a Hessian with more than %d parameters; csv and npz have the numbers",
                         SCRIPT_HESSIAN_MOST);
    if (result && !(fabs(result->eigenvalue[0] - result->eigenvalue[1]) > apart * fabs(result->eigenvalue[0])))
        return error_set(error, ERROR_INVALID,
                         "there is no program of this plane: the Hessian's leading eigenvalues are so near to each other that rounding decides what "
                         "their vectors are; csv and npz have the numbers");
    return script_can_bend(&parameters->plan, error);
}

/* Shares of the spread below which a principal direction is told by rounding, and between two of which it tells them apart: with a second share of
 * 1e-11 losses differ by 1e-11 between our matrix of inner products and LAPACK's singular vectors, with one of 8e-15 by 2e-7. */
static const double spread_told = 1e-12, shares_apart = 1e-6;

static bool can_have_principal(const struct loss_surface_result *result, struct error *error)
{
    const double *shares = result->shares;
    if (!(shares[1] > SURFACE_STRAIGHT) ||
        (shares[1] > spread_told && shares[1] - shares[2] > shares_apart * shares[1] && shares[0] - shares[1] > shares_apart))
        return true;
    return error_set(
        error, ERROR_INVALID,
        "there is no program of this plane: rounding decides which directions the paths spread along most; csv and npz have the numbers");
}

bool loss_surface_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct loss_surface_parameters *parameters = untyped;
    const struct loss_surface_result *result = answer;
    if (!script_can_train(&parameters->plan, error))
        return false;
    if (parameters->match)
        return error_set(error, ERROR_INVALID,
                         "there is no program of hidden units that are matched: NumPy has no assignment; csv and npz have the numbers");
    if (parameters->plan.groups[0].model->parameters < 2 && parameters->directions != SURFACE_BETWEEN)
        return error_set(error, ERROR_INVALID, "there is no program of a plane through one parameter; csv and npz have the numbers");
    for (size_t g = 0; result && g < parameters->plan.group_count; g++)
        if (result->courses[g].diverged)
            return script_no_training(error, "which overflows");
    if (result && parameters->directions == SURFACE_PCA && !can_have_principal(result, error))
        return false;
    return parameters->directions != SURFACE_HESSIAN || can_have_eigenvectors(parameters, result, error);
}

/* --- The directions --- */

/* random_directions(centre, network): each as long as what the normalization says. */
static void add_random(struct buffer *out, const struct loss_surface_parameters *parameters)
{
    enum { FILTER, LAYER, NONE };
    buffer_format(out,
                  "def random_direction(number, centre, network):\n"
                  "    direction = normals(SEED, %d << 48 | number, 0, len(centre))\n",
                  RANDOM_DIRECTION);
    if (parameters->normalization == NONE) {
        buffer_text(out, "    return direction/np.linalg.norm(direction)\n\n\n");
        return;
    }
    const char *axis = parameters->normalization == FILTER ? ", axis=1, keepdims=True" : "";
    buffer_format(out,
                  "    parts = []  # %s is as long as that of the network (Li, Xu, Taylor, Studer & Goldstein 2018), and biases are 0\n"
                  "    for (weights, biases), (drawn, _) in zip(layers_of(centre, network), layers_of(direction, network)):\n"
                  "        length = np.linalg.norm(drawn%s)\n"
                  "        parts.append((drawn*np.linalg.norm(weights%s)/np.where(length > 0, length, 1)).ravel())\n"
                  "        parts.append(np.zeros(np.size(biases)*network.bias))\n"
                  "    return np.concatenate(parts)\n\n\n",
                  parameters->normalization == FILTER ? "each row of weights" : "each layer", axis, axis);
}

static void add_turned(struct buffer *out)
{
    buffer_text(out, "def turned(direction):\n"
                     "    \"\"\"With the sign that makes the first of its greatest coordinates positive, where those equal but for rounding count as "
                     "equal.\"\"\"\n"
                     "    sizes = abs(direction)\n"
                     "    return direction*(-1 if direction[np.argmax(sizes >= (1 - ");
    python_number(LINEAR_TIE, out);
    buffer_text(out, ")*sizes.max())] < 0 else 1)\n\n\n");
}

static void add_directions(struct buffer *out, const struct loss_surface_parameters *parameters, const struct loss_surface_result *result)
{
    if (parameters->directions == SURFACE_RANDOM)
        add_random(out, parameters);
    else if (parameters->directions != SURFACE_BETWEEN)
        add_turned(out);
    if (parameters->directions != SURFACE_PCA)
        return;
    const bool straight = !(result->shares[1] > SURFACE_STRAIGHT);
    buffer_text(out, "def principal_directions(points):\n"
                     "    \"\"\"Those along which the points spread most about the centre, which is 0.\"\"\"\n"
                     "    first, second = np.linalg.svd(points, full_matrices=False)[2][:2]\n");
    if (straight)
        buffer_format(out,
                      "    second = normals(SEED, %d << 48 | 1, 0, len(first))  # the paths are straight: any other direction will do\n"
                      "    second -= (second @ first)*first\n"
                      "    second /= np.linalg.norm(second)\n",
                      RANDOM_DIRECTION);
    buffer_text(out, "    return turned(first), turned(second)\n\n\n");
}

/* --- The loss along them --- */

static void append_samples(struct buffer *out, const char *name, const double *positions, size_t count)
{
    buffer_format(out, "    %s = np.linspace(", name);
    python_number(positions[0], out);
    buffer_text(out, ", ");
    python_number(positions[count - 1], out);
    buffer_format(out, ", %zu)\n", count);
}

/* The lines that make the runs, of which `ends` are the parameters at their ends and `points` those on their ways. */
static void compute_runs(struct script *script, const struct loss_surface_parameters *parameters, const struct script_needs *needs)
{
    struct buffer *out = &script->compute;
    const bool pca = parameters->directions == SURFACE_PCA;
    buffer_text(out, pca ? "    ends, points = [], []\n" : "    ends = []\n");
    script_training_loop(script, &parameters->plan, needs, false);
    if (pca)
        buffer_format(out,
                      "        count = min(steps + 1, %zu)\n"
                      "        marked = [int(steps*(k/(count - 1))) for k in range(count)]\n",
                      parameters->points);
    script_training_run(script, &parameters->plan, needs, pca ? "marked" : "()");
    buffer_text(out, "            ends.append(rows[-1][0])\n");
    if (pca)
        buffer_text(out, "            points += [rows[min(step, len(rows) - 1)][0] for step in marked]\n");
}

static void compute_directions(struct buffer *out, const struct loss_surface_parameters *parameters)
{
    switch (parameters->directions) {
    case SURFACE_RANDOM:
        buffer_format(out,
                      "    centre = ends[0]\n"
                      "    first%s = random_direction(0, centre, network)%s\n",
                      parameters->plane ? ", second" : "", parameters->plane ? ", random_direction(1, centre, network)" : "");
        break;
    case SURFACE_PCA:
        buffer_text(out, "    centre = ends[0]\n    first, second = principal_directions(np.array(points) - centre)\n");
        break;
    case SURFACE_HESSIAN:
        buffer_text(out, "    centre = ends[0]\n    vectors = np.linalg.eigh(hessian(centre, train, network))[1]\n"
                         "    first, second = turned(vectors[:, -1]), turned(vectors[:, -2])\n");
        break;
    default:
        buffer_text(out, parameters->to_start ? "    centre, first = start, ends[0] - start\n" : "    centre, first = ends[0], ends[1] - ends[0]\n");
    }
}

static void compute_losses(struct script *script, const struct loss_surface_parameters *parameters, const struct loss_surface_result *result)
{
    struct buffer *out = &script->compute;
    const char *shown = parameters->of ? "test" : "train";
    if (parameters->plane) {
        script->answer = SCRIPT_GRID;
        append_samples(out, "x", result->map.x, result->map.columns);
        append_samples(out, "y", result->map.y, result->map.rows);
        buffer_format(out, "    return x, y, np.array([[loss(centre + u*first + v*second, %s, network) for u in x] for v in y])\n", shown);
        return;
    }
    script->answer = SCRIPT_COLUMNS;
    append_samples(out, "x", result->x, result->columns);
    buffer_format(out, "    return [(\"x\", x), (\"loss\", np.array([loss(centre + u*first, %s, network) for u in x]))]\n", shown);
}

static void add_loss(struct buffer *out, const struct training_plan *plan)
{
    const bool decay = plan->typed->decay > 0;
    buffer_format(out,
                  "def loss(w, examples, network):\n"
                  "    \"\"\"%s\"\"\"\n"
                  "    inputs, targets = examples\n"
                  "    return loss_of(forward(w, inputs, network)[0], targets)[0]%s\n\n\n",
                  decay ? "The mean over the examples, with DECAY/2 times the sum of all squares." : "The mean over the examples.",
                  decay ? " + DECAY/2*np.sum(w*w)" : "");
}

static void add_drawing(struct script *script, const struct loss_surface_parameters *parameters, const struct loss_surface_result *result)
{
    struct buffer *out = &script->draw;
    if (parameters->plane) {
        script_draw_map(script, &parameters->shown);
        if (!script->space && result->map.x[0] <= 0 && result->map.x[result->map.columns - 1] >= 0 && result->map.y[0] <= 0 &&
            result->map.y[result->map.rows - 1] >= 0)
            buffer_text(out, "    axes.plot(0, 0, \"rx\")  # the end of the first run\n");
        return;
    }
    buffer_text(out, "    (_, x), (_, z) = answer\n    axes.plot(x, z)\n");
    if (parameters->directions == SURFACE_BETWEEN)
        buffer_text(out, "    ends = np.interp([0, 1], x, z)\n    axes.plot([0, 1], ends, \"o--\")\n");
}

bool loss_surface_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct loss_surface_parameters *parameters = untyped;
    const struct loss_surface_result *result = answer;
    struct buffer *out = &script->functions;
    struct script_needs needs;
    script->random = parameters->directions == SURFACE_RANDOM || parameters->directions == SURFACE_PCA;
    if (!script_training(script, &parameters->plan, &result->set, false, &needs, error))
        return false;
    if (parameters->directions == SURFACE_HESSIAN && !script_network_hessian(script, &parameters->plan, error))
        return false;
    add_directions(out, parameters, result);
    add_loss(out, &parameters->plan);
    compute_runs(script, parameters, &needs);
    compute_directions(&script->compute, parameters);
    compute_losses(script, parameters, result);
    add_drawing(script, parameters, result);
    return true;
}
