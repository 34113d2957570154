/* Spectra as programs: the training, the Hessian at its end, and its eigenvalues; critical points as they were found. */
#include "study/hessian_spectrum.h"
#include "study/network_script.h"
#include "study/training_script.h"

enum { MOST_EMBEDDED = 60000 /* numbers */ };

bool spectrum_scripted(const void *untyped, const void *answer, struct error *error)
{
    const struct spectrum_parameters *parameters = untyped;
    const struct spectrum_result *result = answer;
    const bool critical = parameters->at == SPECTRUM_CRITICAL;
    if (!script_can_bend(&parameters->plan, error) || !(critical ? script_can_have_examples : script_can_train)(&parameters->plan, error))
        return false;
    if (!critical && !parameters->exact)
        return error_set(
            error, ERROR_INVALID,
            "there is no program of a Hessian with more than %d parameters: Lanczos' method estimates its spectrum, and rounding decides "
            "where the inner values lie; csv and npz have its numbers",
            SCRIPT_HESSIAN_MOST);
    return !critical || !result || result->saddles.count * result->group->model->parameters <= MOST_EMBEDDED ||
           error_set(error, ERROR_INVALID,
                     "there is no program of so many critical points: their coordinates are %zu numbers, more than %d; csv and npz have theirs",
                     result->saddles.count * result->group->model->parameters, MOST_EMBEDDED);
}

static void add_points(struct buffer *out, const struct spectrum_result *result)
{
    buffer_text(out, "POINTS = np.array([  # critical points, as a search from starts along training paths has reached them\n");
    for (size_t k = 0; k < result->saddles.count; k++) {
        buffer_text(out, "    ");
        script_numbers(out, result->saddles.items[k].point, result->group->model->parameters);
        buffer_text(out, ",\n");
    }
    buffer_text(out, "])\n\n\n");
}

static void compute_critical(struct script *script)
{
    buffer_text(&script->compute,
                "    both = [loss_and_gradient(w, *train, NETWORK) for w in POINTS]\n"
                "    spectra = [np.linalg.eigvalsh(hessian(w, train, NETWORK)) for w in POINTS]\n"
                "    negative, zero, positive = np.transpose([signs(values) for values in spectra])\n"
                "    losses, norms = [loss for loss, _ in both], [np.linalg.norm(slopes) for _, slopes in both]\n"
                "    return [(\"loss\", losses), (\"index\", negative), (\"negative\", negative), (\"zero\", zero), (\"positive\", positive), "
                "(\"gradient_norm\", norms)]\n");
    buffer_text(&script->draw, "    columns = {name: np.array(values) for name, values in answer}\n"
                               "    share = columns[\"negative\"]/len(POINTS[0])\n"
                               "    flat = columns[\"zero\"] > 0\n"
                               "    for here, label in ((~flat & (share == 0), \"minima\"), (~flat & (0 < share) & (share < 1), \"saddles\"),\n"
                               "                        (flat, \"with zero eigenvalues\"), (~flat & (share == 1), \"maxima\")):\n"
                               "        if here.any():\n"
                               "            axes.plot(share[here], columns[\"loss\"][here], \"o\", label=label)\n"
                               "    axes.legend()\n");
}

static void compute_point(struct script *script, const struct spectrum_parameters *parameters, const struct script_needs *needs)
{
    struct buffer *out = &script->compute;
    script_training_loop(script, &parameters->plan, needs, false);
    script_training_run(script, &parameters->plan, needs, "()");
    buffer_text(out, "    values = np.linalg.eigvalsh(hessian(rows[-1][0], train, network))\n"
                     "    return [(\"eigenvalue\", values), (\"weight\", np.full(len(values), 1/len(values)))]\n");
    if (parameters->view == SPECTRUM_DENSITY) {
        buffer_text(&script->draw, "    (_, values), (_, weights) = answer\n"
                                   "    spread = np.ptp(values) or max(abs(values[0]), 1)\n"
                                   "    width = spread/150  # of a narrow bell for each eigenvalue (Ghorbani, Krishnan & Xiao 2019)\n"
                                   "    x = np.linspace(values[0] - 6*width, values[-1] + 6*width, 601)\n"
                                   "    bells = np.exp(-((x[:, None] - values)/width)**2/2)/(width*np.sqrt(2*np.pi))\n"
                                   "    axes.plot(x, bells @ weights)\n");
        return;
    }
    buffer_text(&script->draw, "    values = answer[0][1][::-1]\n"
                               "    negative, zero, positive = signs(values)\n"
                               "    ends = np.cumsum([0, positive, zero, negative])\n"
                               "    for first, end, label in zip(ends, ends[1:], (\"positive\", \"zero\", \"negative\")):\n"
                               "        if end > first:\n"
                               "            axes.plot(np.arange(first, end) + 1, values[first:end], \"o\", label=f\"{label}: {end - first}\")\n"
                               "    axes.legend()\n");
}

/* What a training is made of, or at critical points the data and the network alone. */
static bool add_subject(struct script *script, const struct spectrum_parameters *parameters, const struct spectrum_result *result,
                        struct script_needs *needs, struct error *error)
{
    struct buffer *out = &script->functions;
    const struct training_plan *plan = &parameters->plan;
    if (parameters->at != SPECTRUM_CRITICAL)
        return script_training(script, plan, result->set, false, needs, error);
    script->random = script_examples_by_rule(plan);
    if (script->random)
        buffer_format(out, "SEED = %ld\n", plan->typed->data.seed);
    if (!script_add_examples(script, plan, result->set, error) || !script_network(script, plan, error))
        return false;
    buffer_text(out, "NETWORK = ");
    script_architecture(out, plan, result->group);
    buffer_text(out, "\n\n\n");
    return true;
}

bool spectrum_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct spectrum_parameters *parameters = untyped;
    const struct spectrum_result *result = answer;
    struct script_needs needs;
    script->answer = SCRIPT_COLUMNS;
    if (!add_subject(script, parameters, result, &needs, error) || !script_network_hessian(script, &parameters->plan, error))
        return false;
    buffer_text(&script->functions, "def signs(values):\n"
                                    "    \"\"\"How many are negative, zero within a millionth of the greatest magnitude, and positive.\"\"\"\n"
                                    "    least = 1e-6*abs(values).max()\n"
                                    "    return np.sum(values < -least), np.sum(abs(values) <= least), np.sum(values > least)\n\n\n");
    if (parameters->at == SPECTRUM_CRITICAL) {
        add_points(&script->functions, result);
        compute_critical(script);
    } else {
        compute_point(script, parameters, &needs);
    }
    return true;
}
