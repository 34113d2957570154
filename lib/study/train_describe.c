/* Trainings as columns, facts and a sentence. */
#include "base/number.h"
#include "study/sentence.h"
#include "study/train.h"

#include <math.h>
#include <string.h>

enum { MAX_TOLD = 6, DIGITS = 4 };

static const char *const quantity_names[TRAINING_QUANTITIES] = {
    [TRAINING_LOSS] = "train_loss",
    [TRAINING_TEST_LOSS] = "test_loss",
    [TRAINING_ACCURACY] = "train_accuracy",
    [TRAINING_TEST_ACCURACY] = "test_accuracy",
    [TRAINING_GAP] = "gap",
    [TRAINING_GRADIENT] = "gradient_norm",
    [TRAINING_SHARPNESS] = "sharpness",
};

static double last_of(const struct train_run *run, enum training_quantity quantity)
{
    const double *numbers = run->course.curves[quantity].middle;
    return numbers ? numbers[run->course.rows - 1] : NAN;
}

static void add_columns(struct arena *arena, const struct train_run *run, size_t seeds, struct study_columns *columns)
{
    const struct training_course *course = &run->course;
    *columns = (struct study_columns){.arena = arena};
    study_columns_add(columns, "step", course->rows, course->step);
    study_columns_add(columns, "epoch", course->rows, course->epoch);
    study_columns_add(columns, "gradients", course->rows, course->gradients);
    for (int k = 0; k < TRAINING_QUANTITIES; k++) {
        const struct training_curve *curve = &course->curves[k];
        if (!curve->middle)
            continue;
        study_columns_add(columns, quantity_names[k], course->rows, curve->middle);
        if (seeds == 1)
            continue;
        study_columns_add(columns, arena_format(arena, "%s_low", quantity_names[k]), course->rows, curve->low);
        study_columns_add(columns, arena_format(arena, "%s_high", quantity_names[k]), course->rows, curve->high);
    }
    if (run->nudged)
        study_columns_add(columns, "sharpness_nudged", course->rows, run->nudged);
    if (run->stable)
        study_columns_add(columns, "stable_sharpness", course->rows, run->stable);
    study_columns_add(columns, "lr", course->rows, course->lr);
}

/* A vector a seed; of one seed the vector itself. */
static void add_weights(struct arena *arena, struct value *more, const char *name, const double *weights, size_t parameters, size_t seeds)
{
    struct value *list = seeds > 1 ? value_add(arena, more, name, VALUE_LIST) : more;
    for (size_t seed = 0; seed < seeds; seed++) {
        double *vector = ARENA_NEW(arena, double, parameters);
        for (size_t i = 0; i < parameters; i++)
            vector[i] = weights[i * seeds + seed];
        value_add_numbers(arena, list, seeds > 1 ? NULL : name, vector, parameters);
    }
}

static void add_batches(struct arena *arena, const struct train_parameters *parameters, const struct train_run *run, size_t seed, struct value *list)
{
    const struct training_group *group = run->course.group;
    const struct minibatch_options options = {.size = group->batch, .by_epoch = true, .seed = (uint64_t)parameters->typed.data.seed};
    uint32_t *which = ARENA_NEW(arena, uint32_t, group->examples), *scratch = ARENA_NEW(arena, uint32_t, group->examples);
    for (size_t step = 0; step < run->course.steps[seed]; step++) {
        size_t size = group->examples;
        if (group->batch)
            size = minibatch_of(&options, group->examples, seed, step, which, scratch);
        double *numbers = ARENA_NEW(arena, double, size);
        for (size_t k = 0; k < size; k++)
            numbers[k] = group->batch ? which[k] : (double)k;
        value_add_numbers(arena, list, NULL, numbers, size);
    }
}

/* Whatever is needed to repeat the training elsewhere. */
static void add_repeatable(struct arena *arena, const struct train_parameters *parameters, const struct train_run *run, struct value *more)
{
    const size_t seeds = parameters->plan.seeds, count = run->course.group->model->parameters;
    add_weights(arena, more, "start_weights", run->course.start, count, seeds);
    add_weights(arena, more, "end_weights", run->course.end, count, seeds);
    struct value *batches = value_add(arena, more, "batches", VALUE_LIST);
    for (size_t seed = 0; seed < seeds; seed++)
        add_batches(arena, parameters, run, seed, seeds > 1 ? value_add(arena, batches, NULL, VALUE_LIST) : batches);
}

static void add_end(struct arena *arena, const struct train_run *run, size_t seeds, struct value *more)
{
    struct value *end = value_add(arena, more, "end", VALUE_OBJECT);
    for (int k = 0; k < TRAINING_QUANTITIES; k++) {
        const struct training_curve *curve = &run->course.curves[k];
        if (!curve->middle)
            continue;
        value_add_number(arena, end, quantity_names[k], curve->middle[run->course.rows - 1]);
        if (seeds == 1)
            continue;
        value_add_number(arena, end, arena_format(arena, "%s_low", quantity_names[k]), curve->low[run->course.rows - 1]);
        value_add_number(arena, end, arena_format(arena, "%s_high", quantity_names[k]), curve->high[run->course.rows - 1]);
    }
    if (run->units) {
        value_add_number(arena, end, "dead_units", run->dead);
        if (!isnan(run->saturated))
            value_add_number(arena, end, "saturated", run->saturated);
    }
    if (!isnan(run->floor))
        value_add_number(arena, end, "above_floor", last_of(run, TRAINING_LOSS) - run->floor);
}

static void add_sharpness(struct arena *arena, const struct train_run *run, struct value *more)
{
    struct value *sharpness = value_add(arena, more, "sharpness", VALUE_OBJECT);
    if (run->reached != SIZE_MAX) {
        value_add_number(arena, sharpness, "reached", run->course.step[run->reached]);
        value_add_number(arena, sharpness, "least", run->least);
        value_add_number(arena, sharpness, "most", run->most);
    }
    if (run->apart != SIZE_MAX)
        value_add_number(arena, sharpness, "apart", run->course.step[run->apart]);
}

static const char *printed(struct arena *arena, const struct call *call)
{
    struct buffer text = {.arena = arena};
    call_print(call, &text);
    return buffer_string(&text);
}

static void describe_run(struct arena *arena, const struct train_parameters *parameters, const struct train_run *run, struct study_run *into)
{
    const struct training_course *course = &run->course;
    const struct training_group *group = course->group;
    const size_t seeds = parameters->plan.seeds;
    add_columns(arena, run, seeds, &into->columns);
    into->name = group->name;
    into->outcome = training_outcome_name(run->outcome.kind);
    struct value *more = into->more = value_object(arena);
    value_add_text(arena, more, "evidence", run->outcome.evidence);
    value_add_text(arena, more, "data", printed(arena, group->data));
    value_add_text(arena, more, "network", printed(arena, group->network));
    value_add_text(arena, more, "optimizer", group->method.callable->name);
    value_add_number(arena, more, "lr", group->lr);
    value_add_text(arena, more, "schedule", printed(arena, group->schedule));
    value_add_number(arena, more, "batch", (double)(group->batch ? group->batch : group->examples));
    value_add_number(arena, more, "parameters", (double)group->model->parameters);
    value_add_number(arena, more, "steps", course->step[course->rows - 1]);
    value_add_number(arena, more, "gradients", course->gradients[course->rows - 1]);
    if (course->diverged)
        value_add_number(arena, more, "seeds_diverged", (double)course->diverged);
    if (run->outcome.turn != SIZE_MAX) {
        struct value *turn = value_add(arena, more, "least_test_loss", VALUE_OBJECT);
        value_add_number(arena, turn, "step", course->step[run->outcome.turn]);
        value_add_number(arena, turn, "value", course->curves[TRAINING_TEST_LOSS].middle[run->outcome.turn]);
    }
    add_end(arena, run, seeds, more);
    if (course->curves[TRAINING_SHARPNESS].middle)
        add_sharpness(arena, run, more);
    if (parameters->weights)
        add_repeatable(arena, parameters, run, more);
}

/* One number where all are the same, else a list. */
static void add_counts(struct arena *arena, struct value *facts, const char *name, const double *counts, size_t count)
{
    bool same = true;
    for (size_t i = 1; i < count; i++)
        same = same && counts[i] == counts[0];
    if (same)
        value_add_number(arena, facts, name, counts[0]);
    else
        value_add_numbers(arena, facts, name, counts, count);
}

void train_describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct train_parameters *parameters = untyped;
    const struct train_result *result = answer;
    const struct train_run *first = &result->runs[0];
    const size_t sets = parameters->typed.data.data.count;
    double *sizes = ARENA_NEW(arena, double, result->count), *examples = ARENA_NEW(arena, double, sets), *tests = ARENA_NEW(arena, double, sets);
    for (size_t i = 0; i < result->count; i++)
        sizes[i] = (double)result->runs[i].course.group->model->parameters;
    for (size_t i = 0; i < sets; i++) {
        examples[i] = (double)result->sets[i].train.count;
        tests[i] = (double)result->sets[i].test.count;
    }
    struct value *facts = description->facts = value_object(arena);
    add_counts(arena, facts, "parameters", sizes, result->count);
    add_counts(arena, facts, "examples", examples, sets);
    add_counts(arena, facts, "test_examples", tests, sets);
    value_add_number(arena, facts, "inputs", (double)first->set->inputs);
    value_add_number(arena, facts, "classes", (double)first->set->classes);
    value_add_text(arena, facts, "loss", parameters->plan.losses[0]->name);
    value_add_number(arena, facts, "blind_loss", first->outcome.blind);
    if (!isnan(first->floor))
        value_add_number(arena, facts, "floor", first->floor);
    const struct train_run *best = &result->runs[result->best];
    if (!isnan(last_of(best, best->course.curves[TRAINING_TEST_LOSS].middle ? TRAINING_TEST_LOSS : TRAINING_LOSS)))
        value_add_text(arena, facts, "best", best->course.group->name);
    description->run_count = result->count;
    description->runs = ARENA_NEW(arena, struct study_run, result->count);
    for (size_t i = 0; i < result->count; i++)
        describe_run(arena, parameters, &result->runs[i], &description->runs[i]);
}

static void tell_pair(struct buffer *sentence, const char *what, const double values[2], bool shares)
{
    const int digits = number_digits(values, 2, DIGITS);
    buffer_format(sentence, "training %s ", what);
    for (int k = 0; k < 2 && !isnan(values[k]); k++) {
        if (k)
            buffer_format(sentence, ", test %s ", what);
        if (shares)
            sentence_percent(sentence, values[k]);
        else
            sentence_rounded(sentence, values[k], digits);
    }
}

static void tell_losses(const struct train_run *run, struct buffer *sentence)
{
    tell_pair(sentence, "loss", (const double[]){last_of(run, TRAINING_LOSS), last_of(run, TRAINING_TEST_LOSS)}, false);
    if (!run->set->classes)
        return;
    buffer_text(sentence, "; ");
    tell_pair(sentence, "accuracy", (const double[]){last_of(run, TRAINING_ACCURACY), last_of(run, TRAINING_TEST_ACCURACY)}, true);
}

static void tell_gap(const struct train_run *run, size_t seeds, struct buffer *sentence)
{
    const struct training_curve *gap = &run->course.curves[TRAINING_GAP];
    const size_t last = run->course.rows - 1;
    if (!gap->middle || seeds == 1 || !isfinite(gap->middle[last]))
        return;
    /* The median of the gaps is not the gap of the medians. */
    buffer_text(sentence, "; seed by seed the gap, test loss less training loss, is ");
    sentence_rounded(sentence, gap->middle[last], DIGITS);
    buffer_text(sentence, " in the median (");
    sentence_rounded(sentence, gap->low[last], DIGITS);
    buffer_text(sentence, " to ");
    sentence_rounded(sentence, gap->high[last], DIGITS);
    buffer_text(sentence, " from the 10 % to the 90 % quantile)");
}

/* What is left above the exact floor; that of examples on a line is the square of what rounding leaves of their residuals.
 * `whose` is the run's name where there are several. */
static void tell_floor(const struct train_run *run, const char *whose, struct buffer *sentence)
{
    if (isnan(run->floor))
        return;
    static const double rounding = 1e-26; /* of the best constant answer's loss */
    const double end = last_of(run, TRAINING_LOSS), values[2] = {end, run->floor};
    const bool zero = run->floor <= rounding * run->outcome.blind;
    buffer_text(sentence, " The least loss that linear regression has is ");
    sentence_rounded(sentence, zero ? 0 : run->floor, number_digits(values, 2, 6));
    buffer_text(sentence, zero && run->floor > 0 ? ", to rounding" : "");
    if (isfinite(end) && !zero) {
        buffer_format(sentence, "; the training loss%s%s is ", whose ? " of " : "", whose ? whose : "");
        sentence_percent(sentence, fmax(0, end / run->floor - 1));
        buffer_text(sentence, " above it");
    }
    buffer_text(sentence, ".");
}

static void tell_units(const struct train_run *run, struct buffer *sentence)
{
    static const double worth_telling = 0.05;
    if (run->dead >= worth_telling) {
        buffer_text(sentence, " Of the hidden units ");
        sentence_percent(sentence, run->dead);
        buffer_text(sentence, " are dead: their slope is 0 at every training example.");
    } else if (run->saturated >= 0.5) {
        buffer_text(sentence, " The hidden units are saturated at ");
        sentence_percent(sentence, run->saturated);
        buffer_text(sentence, " of the training examples: their slope is under a hundredth of the activation's greatest.");
    }
}

static void tell_step(struct buffer *sentence, const struct train_run *run, size_t row)
{
    buffer_text(sentence, "step ");
    buffer_count(sentence, (size_t)run->course.step[row]);
}

/* Of recorded steps alone: those between are not known. */
static void tell_sharpness(const struct train_run *run, struct buffer *sentence)
{
    const struct training_course *course = &run->course;
    const double *sharpness = course->curves[TRAINING_SHARPNESS].middle;
    if (!sharpness)
        return;
    buffer_text(sentence, " The greatest eigenvalue of the Hessian goes from ");
    sentence_rounded(sentence, sharpness[0], DIGITS);
    buffer_text(sentence, " to ");
    sentence_rounded(sentence, sharpness[course->rows - 1], DIGITS);
    if (run->stable) {
        buffer_text(sentence, "; steps at this rate stay bounded on quadratics of up to ");
        sentence_rounded(sentence, run->stable[course->rows - 1], DIGITS);
        if (run->reached == SIZE_MAX) {
            buffer_text(sentence, ", which it does not come to");
        } else {
            buffer_text(sentence, ". It is there at ");
            tell_step(sentence, run, run->reached);
            buffer_text(sentence, ", and from then on between ");
            sentence_rounded(sentence, run->least, 3);
            buffer_text(sentence, " and ");
            sentence_rounded(sentence, run->most, 3);
            buffer_text(sentence, " times that");
        }
    }
    buffer_text(sentence, ".");
    if (run->nudged && run->apart == SIZE_MAX)
        buffer_text(sentence, " A second run that starts one unit in the last place away keeps within a hundredth of it.");
    if (run->nudged && run->apart != SIZE_MAX) {
        buffer_text(sentence, " In a second run that starts one unit in the last place away it differs by more than a hundredth from ");
        tell_step(sentence, run, run->apart);
        buffer_text(sentence, " on.");
    }
}

static void tell_last_sharpness(const struct train_run *run, struct buffer *sentence)
{
    const double end = last_of(run, TRAINING_SHARPNESS);
    if (isnan(end))
        return;
    buffer_text(sentence, ", the greatest eigenvalue ");
    sentence_rounded(sentence, end, DIGITS);
    if (!run->stable)
        return;
    buffer_text(sentence, ", where up to ");
    sentence_rounded(sentence, run->stable[run->course.rows - 1], DIGITS);
    buffer_text(sentence, " is stable");
}

static void tell_subject(const struct train_parameters *parameters, const struct train_run *run, struct buffer *sentence)
{
    const struct training_group *group = run->course.group;
    const struct data_kind *kind = run->set->kind;
    const struct network_task task = {.inputs = run->set->inputs, .outputs = group->model->outputs};
    network_describe(group->network, &task, sentence);
    buffer_format(sentence, " (%zu parameters) on %s, ", group->model->parameters, kind->callable.name);
    call_print(&group->method, sentence);
    const bool scheduled = group->schedule->given[SCHEDULE_BASE_LR];
    if (scheduled || !group->method.given[METHOD_LR]) {
        buffer_text(sentence, scheduled ? " with the schedule's lr " : " with lr ");
        sentence_number(sentence, group->lr);
    }
    if (parameters->plan.seeds > 1)
        buffer_format(sentence, ", median of %zu seeds", parameters->plan.seeds);
}

static void tell_one(const struct train_parameters *parameters, const struct train_run *run, struct buffer *sentence)
{
    const size_t last = run->course.rows - 1, steps = (size_t)run->course.step[last];
    tell_subject(parameters, run, sentence);
    buffer_text(sentence, ": after ");
    buffer_count(sentence, steps);
    buffer_format(sentence, " step%s (", steps == 1 ? "" : "s");
    sentence_rounded(sentence, run->course.epoch[last], 3);
    buffer_format(sentence, " epoch%s)", run->course.epoch[last] == 1 ? "" : "s");
    const bool told = !isnan(last_of(run, TRAINING_LOSS)); /* of most seeds */
    if (told) {
        buffer_text(sentence, " ");
        tell_losses(run, sentence);
        tell_gap(run, parameters->plan.seeds, sentence);
    }
    buffer_format(sentence, "%s %s: %s.", told ? ";" : "", training_outcome_clause(run->outcome.kind), run->outcome.evidence);
    tell_sharpness(run, sentence);
    tell_floor(run, NULL, sentence);
    tell_units(run, sentence);
}

static void tell_several(const struct train_result *result, struct buffer *sentence)
{
    const struct train_run *best = &result->runs[result->best];
    const bool tested = best->course.curves[TRAINING_TEST_LOSS].middle;
    const enum training_quantity quantity = tested ? TRAINING_TEST_LOSS : TRAINING_LOSS;
    double *ends = ARENA_NEW(sentence->arena, double, result->count);
    for (size_t i = 0; i < result->count; i++)
        ends[i] = last_of(&result->runs[i], quantity);
    const int digits = number_digits(ends, result->count, DIGITS);
    if (isnan(ends[result->best])) {
        buffer_format(sentence, "Of %zu trainings none ends with a loss that can be told", result->count);
    } else {
        buffer_format(sentence, "Of %zu trainings %s ends with the least %s loss, ", result->count, best->course.group->name,
                      tested ? "test" : "training");
        sentence_rounded(sentence, ends[result->best], digits);
    }
    for (size_t i = 0; i < result->count && i < MAX_TOLD; i++) {
        const struct train_run *run = &result->runs[i];
        buffer_format(sentence, "; %s: ", run->course.group->name);
        if (!isnan(ends[i])) {
            sentence_rounded(sentence, ends[i], digits);
            buffer_text(sentence, ", ");
        }
        buffer_text(sentence, training_outcome_words(run->outcome.kind));
        tell_last_sharpness(run, sentence);
    }
    buffer_text(sentence, result->count > MAX_TOLD ? "; …." : ".");
    tell_floor(best, best->course.group->name, sentence);
}

void train_tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct train_parameters *parameters = untyped;
    const struct train_result *result = answer;
    if (result->count == 1)
        tell_one(parameters, &result->runs[0], sentence);
    else
        tell_several(result, sentence);
}
