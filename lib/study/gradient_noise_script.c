/* Noise of minibatch gradients as a program: the training, the gradient of every example at its start or end, and minibatches drawn of them. */
#include "study/gradient_noise.h"

#include "base/random.h"
#include "study/network_script.h"
#include "study/training_script.h"

bool noise_scripted(const void *untyped, const void *answer, struct error *error)
{
    (void)answer;
    return script_can_train(&((const struct noise_parameters *)untyped)->plan, error);
}

static const char functions[] =
    "def noise_of(w, train, network):\n"
    "    \"\"\"The gradient of each example less the mean of all, an example a row.\"\"\"\n"
    "    inputs, targets = train\n"
    "    gradients = np.array([loss_and_gradient(w, inputs[k:k + 1], targets[k:k + 1], network)[1] for k in range(len(inputs))])\n"
    "    return gradients - gradients.mean(axis=0)\n"
    "\n"
    "\n"
    "def below(words, bound):\n"
    "    \"\"\"The upper 64 bits of the product of 64-bit words and a bound below 2**32: numbers from 0 to bound - 1.\"\"\"\n"
    "    half, bound = np.uint64(32), np.uint64(bound)\n"
    "    return (((words >> half)*bound + ((words & np.uint64(0xFFFFFFFF))*bound >> half)) >> half).astype(int)\n"
    "\n"
    "\n"
    "def squares(noise, size, trials):\n"
    "    \"\"\"|noise|² of the mean over minibatches drawn without replacement (Fisher & Yates).\"\"\"\n"
    "    words = bits(SEED, PURPOSE << 48 | size, size*int(trials[0]), size*len(trials)).reshape(len(trials), size)\n"
    "    order, total, row = np.tile(np.arange(len(noise)), (len(trials), 1)), 0, np.arange(len(trials))\n"
    "    for k in range(size):\n"
    "        other = k + below(words[:, k], len(noise) - k)\n"
    "        total = total + noise[order[row, other]]\n"
    "        order[row, other] = order[:, k]\n"
    "    return np.sum(total**2, axis=1)/size**2\n"
    "\n"
    "\n";

static const char compute[] = "    noise = noise_of(rows[-1][0], train, network)\n"
                              "    count, variance = len(noise), np.mean(np.sum(noise**2, axis=1))\n"
                              "    parts = np.array_split(np.arange(TRIALS), -(-TRIALS*max(noise.shape)//10**6))\n"
                              "    table = []\n"
                              "    for size in SIZES:\n"
                              "        exact = variance/size*(count - size)/(count - 1) if count > 1 else 0\n"
                              "        drawn = np.concatenate([squares(noise, size, trials) for trials in parts])\n"
                              "        table.append([size, exact, *mean_interval(drawn)])\n"
                              "    return list(zip([\"batch\", \"exact\", \"simulated\", \"low\", \"high\"], np.transpose(table)))\n";

static const char drawing[] =
    "    size, exact, simulated, low, high = (values for _, values in answer)\n"
    "    seen = exact > 0\n"
    "    axes.plot(size[seen], exact[seen], label=\"exact\")\n"
    "    if seen.any():\n"
    "        axes.plot(size, exact[seen][0]*size[seen][0]/size*(COUNT - 1)/(COUNT - size[seen][0]), \"--\", color=\"gray\", label=\"1/b\")\n"
    "    axes.errorbar(size[seen], simulated[seen], [(simulated - low)[seen], (high - simulated)[seen]], fmt=\"o\", color=\"C1\", "
    "label=f\"{TRIALS:,} minibatches of each size\")\n"
    "    axes.legend()\n";

bool noise_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct noise_parameters *parameters = untyped;
    const struct noise_result *result = answer;
    struct buffer *out = &script->functions;
    struct script_needs needs;
    script->answer = SCRIPT_COLUMNS;
    if (!script_training(script, &parameters->plan, result->set, false, &needs, error))
        return false;
    if (!script->random) { /* which draws minibatches, whatever the training does */
        script->random = true;
        buffer_format(out, "SEED = %ld\n", parameters->typed.data.seed);
    }
    buffer_text(out, "SIZES = ");
    script_numbers(out, parameters->batches, parameters->batch_count);
    buffer_format(
        out,
        "  # of minibatches\nTRIALS = %ld  # minibatches of each\nCOUNT = %zu  # examples\nPURPOSE = %d  # of the streams of random numbers: "
        "minibatches\n\n\n%s",
        parameters->trials, result->noise.count, RANDOM_BATCH, functions);
    script_mean_interval(out);
    script_training_loop(script, &parameters->plan, &needs, false);
    script_training_run(script, &parameters->plan, &needs, "()");
    buffer_text(&script->compute, compute);
    buffer_text(&script->draw, drawing);
    return true;
}
