/* How does the learning rate move? Schedules as curves over the steps. */
#include "optimize/schedule.h"

#include "study/picture.h"
#include "study/script.h"
#include "study/sentence.h"
#include "study/study.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 1000000, MOST_SCHEDULES = 16, MARKED_STEPS = 60 };
static const double base_rate = 0.1;

struct schedule_parameters {
    struct picture picture;
    struct calls schedule;
    long steps;

    /* Resolved: */
    const char **names; /* of the columns */
};

struct schedule_result {
    double *steps;
    double **rates; /* [schedule][step] */
};

#define FIELD(name) PARAMETER_FIELD(struct schedule_parameters, name)
static const struct parameter rows[] = {
    {"schedule", KIND_SCHEDULES, .required = true, .offset = FIELD(schedule),
     .help = "the schedule, or several to compare; /v1/schedules lists them with their arguments", .example = "cosine(base_lr=0.3,eta_min=0.01)"},
    {"steps", KIND_INTEGER, .offset = FIELD(steps), .initial = "100", .least = 1, .most = MOST_STEPS, .help = "how many steps are shown",
     .example = "30"},
};

/* The schedule as it would be typed; never "step", which is the column of the steps. */
static const char *typed(struct arena *arena, const struct call *call)
{
    struct buffer text = {.arena = arena};
    call_print(call, &text);
    if (!strcmp(buffer_string(&text), "step"))
        buffer_text(&text, "()");
    return buffer_string(&text);
}

/* Each schedule's own name, with its arguments where that alone would not tell it from another column. */
static const char *column_name(struct arena *arena, const struct calls *schedules_given, size_t i)
{
    const struct call *calls = schedules_given->items;
    const char *name = calls[i].callable->name, *full = typed(arena, &calls[i]);
    bool alone = strcmp(name, "step") != 0;
    size_t turn = 1;
    for (size_t k = 0; k < schedules_given->count; k++) {
        alone = alone && (k == i || calls[k].callable != calls[i].callable);
        turn += k < i && !strcmp(typed(arena, &calls[k]), full);
    }
    return turn > 1 ? arena_format(arena, "%s (%zu)", full, turn) : alone ? name : full;
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct schedule_parameters *parameters = untyped;
    if (parameters->schedule.count > MOST_SCHEDULES) {
        error_set(error, ERROR_TOO_MUCH, "%zu schedules are more than the %d that one picture can tell apart", parameters->schedule.count,
                  MOST_SCHEDULES);
        return error_blame(error, "schedule", "");
    }
    parameters->names = ARENA_NEW(arena, const char *, parameters->schedule.count);
    for (size_t i = 0; i < parameters->schedule.count; i++)
        parameters->names[i] = column_name(arena, &parameters->schedule, i);
    return true;
}

static double cost(const void *untyped)
{
    const struct schedule_parameters *parameters = untyped;
    return 200.0 * (double)parameters->steps * (double)parameters->schedule.count;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct schedule_parameters *parameters = untyped;
    struct schedule_result *result = ARENA_NEW(arena, struct schedule_result, 1);
    const size_t steps = (size_t)parameters->steps;
    result->steps = ARENA_NEW(arena, double, steps);
    result->rates = ARENA_NEW(arena, double *, parameters->schedule.count);
    for (size_t t = 0; t < steps; t++)
        result->steps[t] = (double)t;
    for (size_t i = 0; i < parameters->schedule.count; i++) {
        result->rates[i] = ARENA_NEW(arena, double, steps);
        schedule_rates(&parameters->schedule.items[i], base_rate, steps, result->rates[i], steps);
    }
    *answer = result;
    return true;
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct schedule_parameters *parameters = untyped;
    const struct schedule_result *result = answer;
    const size_t steps = (size_t)parameters->steps;
    struct value *facts = description->facts = value_object(arena), *formulas = value_add(arena, facts, "formulas", VALUE_LIST);
    struct study_columns *columns = &description->columns;
    study_columns_add(columns, "step", steps, result->steps);
    for (size_t i = 0; i < parameters->schedule.count; i++) {
        study_columns_add(columns, parameters->names[i], steps, result->rates[i]);
        value_add_text(arena, formulas, NULL, schedule_of(&parameters->schedule.items[i])->rule);
    }
}

/* The step with the highest rate. */
static size_t highest(const double *rates, size_t steps)
{
    size_t best = 0;
    for (size_t t = 1; t < steps; t++)
        if (rates[t] > rates[best])
            best = t;
    return best;
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct schedule_parameters *parameters = untyped;
    const struct schedule_result *result = answer;
    const size_t steps = (size_t)parameters->steps;
    for (size_t i = 0; i < parameters->schedule.count; i++) {
        const double *rates = result->rates[i];
        const size_t peak = highest(rates, steps);
        buffer_format(sentence, "%s%s starts at ", i ? "; " : "The learning rate of ", parameters->names[i]);
        sentence_number(sentence, rates[0]);
        if (peak > 0 && peak + 1 < steps && rates[peak] > rates[0]) {
            buffer_text(sentence, ", is highest at step ");
            buffer_count(sentence, peak);
            buffer_text(sentence, " (");
            sentence_number(sentence, rates[peak]);
            buffer_text(sentence, ")");
        }
        buffer_text(sentence, " and is ");
        sentence_number(sentence, rates[steps - 1]);
        buffer_text(sentence, " at step ");
        buffer_count(sentence, steps - 1);
    }
    buffer_text(sentence, ".");
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct schedule_parameters *parameters = untyped;
    const struct schedule_result *result = answer;
    const size_t count = parameters->schedule.count;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, count);
    const double *times = picture_even_times(arena, (size_t)parameters->steps);
    for (size_t i = 0; i < count; i++) {
        layers[i] =
            (struct figure_layer){.kind = LAYER_LINE, .count = (size_t)parameters->steps, .x = result->steps, .y = result->rates[i], .times = times};
        layers[i].label = count <= 1                               ? NULL
                          : strcmp(parameters->names[i], "step()") ? parameters->names[i]
                                                                   : "step"; /* no column here to be mistaken for */
        if (count == 1)
            layers[i].style = (struct figure_style){.colour = COLOUR_BLUE, .dash = DASH_SOLID};
        if (count == 1 && parameters->steps <= MARKED_STEPS) { /* a rate belongs to a step, not to the time between */
            layers[i].style.marker = MARKER_DOT;
            layers[i].style.marker_size = 3.5;
        }
    }
    panel->layers = layers;
    panel->layer_count = count;
    panel->x.label = "step";
    panel->x.scale = SCALE_COUNT;
    panel->y.label = "learning rate";
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = count == 1 ? arena_format(arena, "Learning rate: %s", parameters->names[0]) : "Learning rates";
}

static bool scripted(const void *untyped, const void *result, struct error *error)
{
    (void)result;
    const struct schedule_parameters *parameters = untyped;
    for (size_t i = 0; i < parameters->schedule.count; i++)
        if (!script_has_schedule(&parameters->schedule.items[i], error))
            return false;
    return true;
}

static bool script(const void *untyped, const void *answer, struct script *script, struct error *error)
{
    (void)answer, (void)error;
    const struct schedule_parameters *parameters = untyped;
    const size_t count = parameters->schedule.count;
    struct buffer *out = &script->compute;
    const struct call **calls = ARENA_NEW(out->arena, const struct call *, count);
    for (size_t i = 0; i < count; i++)
        calls[i] = &parameters->schedule.items[i];
    script_add_schedules(script, calls, count);
    buffer_format(out, "    steps = %ld\n    return [\n        (\"step\", np.arange(steps)),\n", parameters->steps);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, "        (");
        python_string(parameters->names[i], out);
        buffer_format(out, ", learning_rates(%s, ", script_function_name(out->arena, calls[i]->callable));
        python_number(base_rate, out);
        buffer_text(out, ", steps, steps, **");
        script_options(out, calls[i], 0);
        buffer_text(out, ")),\n");
    }
    buffer_text(out, "    ]\n");
    buffer_format(&script->draw,
                  "    (_, steps), *schedules = answer\n"
                  "    for name, rates in schedules:\n"
                  "        axes.plot(steps, rates, \"%s\", label=name)\n"
                  "%s",
                  count == 1 && parameters->steps <= MARKED_STEPS ? ".-" : "-", count > 1 ? "    axes.legend()\n" : "");
    return true;
}

static const struct study_fact facts[] = {
    {"formulas", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", "each schedule's rate of step t, counted from 0"},
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct schedule_parameters *parameters = untyped;
    size->numbers = (double)parameters->steps * (double)(1 + parameters->schedule.count);
}

static double frame(const void *untyped)
{
    const struct schedule_parameters *parameters = untyped;
    const double count = (double)parameters->schedule.count;
    return picture_lines_work(count, count * (double)parameters->steps);
}

static const struct study_fact answer_columns[] = {
    {"step", STUDY_NUMBERS, "from 0"},
    {"*", STUDY_NUMBERS, "the learning rate of each schedule, by its name"},
};

const struct study schedule_study = {
    .name = "schedule",
    .known_as = "lr learning-rate learning-rate-schedule lr-schedule scheduler",
    .question = "how does the learning rate move?",
    .help = "The learning rate of each step under one schedule or several: steps, exponential, cosine with or without restarts, one cycle and "
            "others, all with a "
            "linear warm-up if wanted.",
    STUDY_PARAMETERS(struct schedule_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "schedule=cosine(base_lr=0.3,eta_min=0.01,warmup_steps=5),one_cycle(max_lr=0.3)&steps=30",
    .lower = "steps or the number of schedules",
    .resolve = resolve,
    .cost = cost,
    .frame = frame,
    .measure = measure,
    .run = run,
    .describe = describe,
    .tell = tell,
    .draw = draw,
    .scripted = scripted,
    .script = script,
};
