/* A data set as a program: the rule of its row, the noise, the labels drawn anew, and what is standardised. */
#include "study/data_script.h"

#include "base/random.h"

static void add_random(struct buffer *out, const char *seed, bool labels)
{
    buffer_format(out,
                  "def uniform(stream, i):\n"
                  "    \"\"\"%d random numbers of each of the examples i.\"\"\"\n"
                  "    return uniforms(%s, %d << 48 | stream, 0, %d*(max(i, default=0) + 1)).reshape(-1, %d)[i]\n\n\n"
                  "def normal(stream, i):\n"
                  "    return normals(%s, %d << 48 | stream, 0, %d*(max(i, default=0) + 1)).reshape(-1, %d)[i]\n\n\n",
                  DATA_NUMBERS, seed, RANDOM_EXAMPLES, DATA_NUMBERS, DATA_NUMBERS, seed, RANDOM_EXAMPLES, DATA_NUMBERS, DATA_NUMBERS);
    if (!labels)
        return;
    buffer_format(out,
                  "def redraw(target, share, classes):\n"
                  "    \"\"\"A share of the labels is drawn anew among all classes.\"\"\"\n"
                  "    stream = %d << 48 | %d\n"
                  "    chosen = uniforms(%s, stream, 0, 2*len(target))[::2] < share\n"
                  "    drawn = [int(word)*classes >> 64 for word in bits(%s, stream, 0, 2*len(target))[1::2]]\n"
                  "    return np.where(chosen, drawn, target)\n\n\n",
                  RANDOM_EXAMPLES, DATA_LABELS, seed, seed);
}

static void add_rule(struct buffer *out, const struct data_request *request)
{
    buffer_format(out, "def %s(stream, i", script_function_name(out->arena, request->call->callable));
    script_parameters(out, request->call->callable, DATA_OWN);
    buffer_text(out, "):\n    \"\"\"");
    python_prose(request->kind->title, out);
    buffer_text(out, ": ");
    python_prose(request->kind->help, out);
    buffer_text(out, ".\"\"\"\n");
    script_lines(out, request->kind->python);
    buffer_text(out, "\n\n");
}

static void add_part(struct buffer *out, const struct data_request *request)
{
    const double noise = request->call->values[DATA_NOISE];
    buffer_format(out,
                  "def part(stream, count):\n"
                  "    \"\"\"The columns of the training (0) or the test examples (1), the target last.\"\"\"\n"
                  "    i = np.arange(count)\n"
                  "    inputs, target = %s(stream, i, **",
                  script_function_name(out->arena, request->call->callable));
    script_options(out, request->call, DATA_OWN);
    buffer_text(out, ")\n    columns = np.array([*inputs, target], float)\n");
    if (noise > 0) {
        buffer_text(out, request->classes ? "    columns[:-1] += " : "    columns[-1:] += ");
        python_number(noise, out);
        buffer_format(out, "*normal(%d + stream, i)[:, :%zu].T\n", DATA_INPUT_NOISE, request->classes ? request->inputs : 1);
    }
    buffer_text(out, "    return columns\n\n\n");
}

bool script_has_data(const struct data_request *request, struct error *error)
{
    return request->kind->python ||
           error_set(error, ERROR_INVALID, "there is no program of the data set %s, which is no short rule; csv and npz have it",
                     request->call->callable->name);
}

void script_data_parts(struct script *script, const struct data_request *request, const char *seed)
{
    const double labels = request->call->values[DATA_LABEL_NOISE];
    add_random(&script->functions, seed, labels > 0);
    add_rule(&script->functions, request);
    add_part(&script->functions, request);
    buffer_format(&script->compute, "    train, test = part(0, %zu), part(1, %zu)\n", request->n, request->test);
    if (labels > 0) {
        buffer_text(&script->compute, "    train[-1] = redraw(train[-1], ");
        python_number(labels, &script->compute);
        buffer_format(&script->compute, ", %zu)\n", request->classes);
    }
}

void script_data(struct script *script, const struct data_request *request, bool standardized, const size_t shown[2])
{
    struct buffer *compute = &script->compute;
    script->answer = SCRIPT_COLUMNS;
    script->random = true;
    buffer_format(&script->functions, "SEED = %llu\n\n\n", (unsigned long long)request->seed);
    script_data_parts(script, request, "SEED");
    buffer_text(compute, "    columns = np.concatenate([train, test], axis=1)\n");
    if (standardized)
        buffer_format(compute,
                      "    means, deviations = train.mean(axis=1, keepdims=True), train.std(axis=1, keepdims=True)\n"
                      "    standard = np.where(deviations > 1e-13*abs(means), (columns - means)/deviations, 0)\n"
                      "    columns[:%zu] = standard[:%zu]\n",
                      request->inputs + !request->classes, request->inputs + !request->classes);
    buffer_format(compute,
                  "    names = [*(f\"x{k + 1}\" for k in range(%zu)), \"target\"]\n"
                  "    return [*zip(names, columns), (\"set\", [\"train\"]*%zu + [\"test\"]*%zu)]\n",
                  request->inputs, request->n, request->test);
    buffer_format(&script->draw,
                  "    columns = [values for _, values in answer]\n"
                  "    x, y, target, train = columns[%zu], columns[%zu], columns[-2], np.array(columns[-1]) == \"train\"\n"
                  "    for label in %s:\n"
                  "        for here, name, size in ((train, f\"%s\", 6), (~train, None, 3)):\n"
                  "            here = here & %s\n"
                  "            axes.plot(x[here], y[here], \"o\", color=f\"C{int(label)}\", markersize=size, alpha=size/7, label=name)\n"
                  "    axes.legend()\n",
                  shown[0], shown[1], request->classes ? "np.unique(target)" : "[0]", request->classes ? "class {label:g}" : "training",
                  request->classes ? "(target == label)" : "True");
}
