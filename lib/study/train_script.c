/* A training as a program: what is recorded of the runs, and the figure. */
#include "study/network_script.h"
#include "study/train.h"
#include "study/training_script.h"

bool train_scripted(const void *untyped, const void *result, struct error *error)
{
    const struct train_parameters *parameters = untyped;
    (void)result;
    if (!script_can_train(&parameters->plan, error))
        return false;
    if (parameters->view == TRAIN_SHARPNESS)
        return script_no_training(error, "of which the Hessian's eigenvalues are drawn");
    if (parameters->view == TRAIN_MISTAKES)
        return script_no_training(error, "of which images are drawn");
    return true;
}

/* --- What is recorded --- */

static void add_recording(struct buffer *out, const struct train_parameters *parameters, bool test)
{
    const struct training_plan *plan = &parameters->plan;
    const struct loss_kind *loss = plan->losses[0];
    const bool classes = plan->sets[0].classes > 0;
    const char *right = loss->classes ? "targets" : "targets.argmax(axis=1)";
    buffer_format(out,
                  "def judged(w, examples, network):\n"
                  "    \"\"\"The loss%s of some examples.\"\"\"\n"
                  "    inputs, targets = examples\n"
                  "    outputs = forward(w, inputs, network)[0]\n"
                  "    return [loss_of(outputs, targets)[0]%s%s%s]\n\n\n",
                  classes ? " and the share of right answers" : "", classes ? ", np.mean(outputs.argmax(axis=1) == " : "", classes ? right : "",
                  classes ? ")" : "");
    buffer_text(out, "def recorded(course, step, train, test, network):\n"
                     "    \"\"\"The numbers of a run after a step: at its end those of the end, and none once it has overflowed.\"\"\"\n"
                     "    rows, overflowed, *_ = course\n"
                     "    if step >= len(rows) and overflowed:\n");
    buffer_format(out, "        return [np.nan]*%d\n", (classes ? 2 : 1) * (test ? 2 : 1) + test + 1);
    buffer_text(out, "    w, _, norm = rows[min(step, len(rows) - 1)]\n");
    if (!test)
        buffer_text(out, "    return [*judged(w, train, network), norm]\n\n\n");
    else if (classes)
        buffer_text(out, "    (loss, accuracy), (test_loss, test_accuracy) = judged(w, train, network), judged(w, test, network)\n"
                         "    return [loss, test_loss, accuracy, test_accuracy, test_loss - loss, norm]\n\n\n");
    else
        buffer_text(out, "    [loss], [test_loss] = judged(w, train, network), judged(w, test, network)\n"
                         "    return [loss, test_loss, test_loss - loss, norm]\n\n\n");
    if (plan->seeds > 1)
        buffer_text(out, "def summaries(values):\n"
                         "    \"\"\"The median and the 10 % and 90 % quantiles over the runs; one that overflowed is beyond all others.\"\"\"\n"
                         "    most = 1e300\n"
                         "    quantiles = np.quantile(np.where(np.isfinite(values), values, most), [0.5, 0.1, 0.9], axis=0)\n"
                         "    return np.where(quantiles < 1e290, quantiles, np.nan)\n\n\n");
}

/* Steps besides the recorded ones after which decisions are drawn. */
static void add_drawn_steps(struct buffer *out, const struct train_parameters *parameters)
{
    script_numbers(out, parameters->at.items, parameters->at.count);
}

/* The columns of a run, from the courses of its seeds. */
static void add_columns(struct buffer *out, const struct train_parameters *parameters, const struct script_needs *needs)
{
    buffer_text(out, "        last = max(len(rows) for rows, *_ in courses) - 1\n"
                     "        shown = [step for step in shown if step < last] + [last]\n"
                     "        table = np.array([[recorded(course, step, train, test, network) for step in shown] for course in courses])\n"
                     "        gradients = np.array([step//per_epoch*len(train[0]) + step%per_epoch*size for step in shown])\n"
                     "        columns = [(\"step\", shown), (\"epoch\", gradients/len(train[0]))]\n");
    if (needs->search) /* a step of a search takes several gradients: as many on average as the first seed's */
        buffer_text(out, "        if searches and last:\n"
                         "            rows, _, evaluations = courses[0]\n"
                         "            gradients = np.rint(gradients*((evaluations - 1)/(len(rows) - 1)))  # several a step\n");
    buffer_text(out, "        columns.append((\"gradients\", gradients))\n");
    if (parameters->plan.seeds > 1)
        buffer_text(out, "        for k, column in enumerate(names):\n"
                         "            middle, low, high = summaries(table[:, :, k])\n"
                         "            columns += [(column, middle), (f\"{column}_low\", low), (f\"{column}_high\", high)]\n");
    else
        buffer_text(out, "        columns += zip(names, table[0].T)\n");
    buffer_text(out, "        columns.append((\"lr\", rates[shown]))\n        answer.append((name, columns");
    if (parameters->view == TRAIN_DECISION || parameters->view == TRAIN_BOTH) {
        if (parameters->at.count) {
            buffer_text(out, ", train, network, [courses[0][0][min(int(step), len(courses[0][0]) - 1)][0] for step in ");
            add_drawn_steps(out, parameters);
            buffer_text(out, "]");
        } else
            buffer_text(out, ", train, network, [courses[0][0][-1][0]]");
    }
    buffer_text(out, "))\n");
}

static void add_compute(struct script *script, const struct train_parameters *parameters, const struct script_needs *needs, bool test)
{
    struct buffer *out = &script->compute;
    const struct training_plan *plan = &parameters->plan;
    const bool classes = plan->sets[0].classes > 0;
    buffer_format(out, "    names = [\"train_loss\"%s%s%s, \"gradient_norm\"]\n    answer = []\n", test ? ", \"test_loss\"" : "",
                  classes ? test ? ", \"train_accuracy\", \"test_accuracy\"" : ", \"train_accuracy\"" : "", test ? ", \"gap\"" : "");
    script_training_loop(script, plan, needs, true);
    buffer_text(out, "        shown = sorted({*range(0, steps, stride), steps})\n");
    if (parameters->at.count) {
        buffer_text(out, "        kept = {*shown, *");
        add_drawn_steps(out, parameters);
        buffer_text(out, "}\n");
    }
    buffer_text(out, "        courses = []\n");
    script_training_run(script, plan, needs, parameters->at.count ? "kept" : "shown");
    buffer_text(out, needs->search ? "            searches = \"value_and_gradient\" in wants\n"
                                     "            courses.append((rows, len(rows) <= steps and not searches, evaluations))\n"
                                   : "            courses.append((rows, len(rows) <= steps))\n");
    add_columns(out, parameters, needs);
    buffer_text(out, "    return answer\n");
}

/* --- The figure --- */

static void draw_curves(struct buffer *out, const struct train_parameters *parameters, const struct figure_panel *panel, const char *axes, bool test)
{
    static const char *const columns[][2] = {[TRAIN_LOSS] = {"train_loss", "test_loss"},
                                             [TRAIN_ACCURACY] = {"train_accuracy", "test_accuracy"},
                                             [TRAIN_GAP] = {"gap", NULL},
                                             [TRAIN_BOTH] = {"train_loss", "test_loss"},
                                             [TRAIN_GRADIENT_NORM] = {"gradient_norm", NULL}};
    const char *const *names = columns[parameters->view];
    buffer_format(out,
                  "    for k, (name, columns, *_) in enumerate(answer):\n"
                  "        columns = dict(columns)\n"
                  "        x = columns[\"%s\"]\n"
                  "        %s.plot(x, columns[\"%s\"], color=f\"C{k}\", label=name)\n",
                  panel->x.column, axes, names[0]);
    if (test && names[1])
        buffer_format(out, "        %s.plot(x, columns[\"%s\"], \"--\", color=f\"C{k}\", label=f\"{name}, test\")\n", axes, names[1]);
    if (parameters->plan.seeds > 1)
        buffer_format(out, "        %s.fill_between(x, columns[\"%s_low\"], columns[\"%s_high\"], color=f\"C{k}\", alpha=0.25)\n", axes, names[0],
                      names[0]);
    buffer_format(out, "    %s.legend()\n", axes);
}

static void draw_decisions(struct buffer *out, const struct train_parameters *parameters, bool one)
{
    const struct data_request *set = &parameters->plan.sets[0];
    buffer_format(out,
                  "    panels = iter(%s%s)\n"
                  "    for _, _, (inputs, targets), network, stages in answer:\n"
                  "        low, high = inputs.min(axis=0), inputs.max(axis=0)\n"
                  "        sides = np.linspace(low - 0.08*(high - low), high + 0.08*(high - low), 201).T\n"
                  "        for w in stages:\n"
                  "            panel = next(panels)\n",
                  one ? "[axes]" : "axes", parameters->view == TRAIN_BOTH ? "[1:]" : "");
    if (set->inputs == 1) {
        buffer_text(out, "            panel.plot(sides[0], forward(w, sides.T, network)[0])\n            panel.plot(inputs[:, 0], targets, \".\")\n");
        return;
    }
    buffer_text(out, "            grid = np.stack(np.meshgrid(*sides), axis=-1)\n"
                     "            outputs = forward(w, grid.reshape(-1, 2), network)[0]\n");
    const char *labels = parameters->plan.losses[0]->classes ? "targets" : "targets.argmax(axis=1)";
    if (set->classes)
        buffer_format(
            out,
            "            panel.contourf(*sides, outputs.argmax(axis=1).reshape(grid.shape[:2]), np.arange(%zu) - 0.5, cmap=\"tab10\", alpha=0.3, "
            "vmin=0, vmax=9)\n"
            "            panel.scatter(*inputs.T, c=%s, cmap=\"tab10\", s=9, vmin=0, vmax=9)\n",
            set->classes + 1, labels);
    else
        buffer_text(out, "            panel.contourf(*sides, outputs.reshape(grid.shape[:2]), 20)\n"
                         "            panel.scatter(*inputs.T, c=targets[:, 0], s=9, edgecolors=\"black\")\n");
}

bool train_script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    const struct train_parameters *parameters = untyped;
    const struct train_result *result = answer;
    const bool test = parameters->plan.sets[0].test > 0;
    struct script_needs needs;
    struct figure figure = {0};
    script->answer = SCRIPT_RUNS;
    if (!script_training(script, &parameters->plan, result->sets, true, &needs, error))
        return false;
    add_recording(&script->functions, parameters, test);
    add_compute(script, parameters, &needs, test);
    train_draw(script->functions.arena, parameters, result, &figure);
    if (parameters->view != TRAIN_DECISION)
        draw_curves(&script->draw, parameters, &figure.panels[0], figure.panel_count > 1 ? "axes[0]" : "axes", test);
    if (parameters->view == TRAIN_DECISION || parameters->view == TRAIN_BOTH)
        draw_decisions(&script->draw, parameters, figure.panel_count == 1);
    return true;
}
