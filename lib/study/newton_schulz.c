/* What does Muon do to a matrix? The polynomial that each step applies to every singular value, beside the singular values of the matrix that the
 * iteration, which does not compute them, has changed. */
#include "study/newton_schulz.h"

#include "base/random.h"
#include "base/singular.h"
#include "optimize/newton_schulz.h"
#include "study/sentence.h"

#include <math.h>
#include <string.h>

enum { MOST_SIDE = 100, MOST_STEPS = 30, MOST_COUNTS = 8, CURVE = NEWTON_SCHULZ_CURVE };

#define FIELD(name) PARAMETER_FIELD(struct newton_schulz_parameters, name)
static const struct parameter rows[] = {
    {"rows", KIND_INTEGER, .primary = true, .offset = FIELD(rows), .initial = "16", .least = 1, .most = MOST_SIDE, .help = "rows of the matrix",
     .example = "20"},
    {"columns", KIND_INTEGER, .primary = true, .offset = FIELD(columns), .initial = "32", .least = 1, .most = MOST_SIDE,
     .help = "columns of the matrix: the nearer to square, the smaller the least singular value", .example = "20"},
    {"steps", KIND_REALS, .primary = true, .offset = FIELD(steps), .initial = "0,1,3,5", .least = 0, .most = MOST_STEPS,
     .help = "after how many steps of the iteration it is looked at", .example = "0,2,10"},
    {"seed", KIND_INTEGER, .offset = FIELD(seed), .initial = "1", .least = 0, .most = 9007199254740991, .help = "where the normal entries start",
     .example = "2"},
};

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    (void)arena;
    const struct newton_schulz_parameters *parameters = untyped;
    const struct reals *steps = &parameters->steps;
    if (steps->count > MOST_COUNTS) {
        error_set(error, ERROR_INVALID, "%zu numbers of steps are more than %d", steps->count, MOST_COUNTS);
        return error_blame(error, "steps", "");
    }
    for (size_t i = 0; i < steps->count; i++) {
        bool wrong = steps->items[i] != floor(steps->items[i]);
        for (size_t k = 0; k < i; k++)
            wrong = wrong || steps->items[k] == steps->items[i];
        if (wrong) {
            error_set(error, ERROR_INVALID, "whole numbers that differ are wanted here");
            return error_blame(error, "steps", "");
        }
    }
    return true;
}

static double cost(const void *untyped)
{
    enum { NORMAL = 40, ROTATIONS = 30, SWEEPS = 8 };
    const struct newton_schulz_parameters *parameters = untyped;
    const double most = fmax((double)parameters->rows, (double)parameters->columns),
                 least = fmin((double)parameters->rows, (double)parameters->columns);
    const double step = newton_schulz_work((size_t)parameters->rows, (size_t)parameters->columns);
    double work = most * least * NORMAL + ROTATIONS * least * least * most;
    for (size_t i = 0; i < parameters->steps.count; i++)
        work += parameters->steps.items[i] * step + SWEEPS * ROTATIONS / 10 * least * least * most + CURVE * parameters->steps.items[i] * 5;
    return work;
}

/* The state after so many steps; `matrix` is left as it is. */
static void look(struct arena *arena, const struct newton_schulz_parameters *parameters, const double *matrix, struct newton_schulz_result *result,
                 struct newton_schulz_state *state)
{
    const size_t down = (size_t)parameters->rows, across = (size_t)parameters->columns, n = result->n;
    double *copy = ARENA_NEW(arena, double, down *across);
    memcpy(copy, matrix, down * across * sizeof *copy);
    newton_schulz_run(copy, down, across, state->steps, ARENA_NEW(arena, double, newton_schulz_scratch(down, across)));
    double *values = ARENA_NEW(arena, double, n), *sorted = ARENA_NEW(arena, double, n);
    singular_values(down, across, copy, sorted);
    state->values = values;
    state->mapped = ARENA_NEW(arena, double, n);
    state->least = sorted[n - 1];
    state->greatest = sorted[0];
    for (size_t i = 0; i < n; i++)
        state->mapped[i] = newton_schulz_map(result->initial[i], state->steps);
    /* The polynomial does not keep the order, and what it makes of a value may be negative: the k-th greatest goes to the k-th greatest magnitude. */
    for (size_t i = 0; i < n; i++) {
        size_t greater = 0;
        for (size_t k = 0; k < n; k++)
            greater += fabs(state->mapped[k]) > fabs(state->mapped[i]) || (fabs(state->mapped[k]) == fabs(state->mapped[i]) && k < i);
        values[i] = copysign(sorted[greater], state->mapped[i]);
        result->difference = fmax(result->difference, fabs(values[i] - state->mapped[i]));
    }
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    (void)error;
    const struct newton_schulz_parameters *parameters = untyped;
    const size_t down = (size_t)parameters->rows, across = (size_t)parameters->columns;
    struct newton_schulz_result *result = ARENA_NEW(arena, struct newton_schulz_result, 1);
    double *matrix = ARENA_NEW(arena, double, down *across);
    random_normals((uint64_t)parameters->seed, random_stream(RANDOM_MATRIX, 0), 0, matrix, down * across);
    result->n = down < across ? down : across;
    result->initial = ARENA_NEW(arena, double, result->n);
    double *divided = ARENA_NEW(arena, double, down *across);
    memcpy(divided, matrix, down * across * sizeof *divided);
    newton_schulz_run(divided, down, across, 0, ARENA_NEW(arena, double, newton_schulz_scratch(down, across)));
    singular_values(down, across, divided, result->initial);
    result->states = ARENA_NEW(arena, struct newton_schulz_state, parameters->steps.count);
    for (size_t i = 0; i < parameters->steps.count; i++) {
        result->states[i].steps = (size_t)parameters->steps.items[i];
        look(arena, parameters, matrix, result, &result->states[i]);
    }
    *answer = result;
    return true;
}

static const char *state_name(struct arena *arena, const struct newton_schulz_state *state)
{
    return arena_format(arena, "after %zu step%s", state->steps, state->steps == 1 ? "" : "s");
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct newton_schulz_parameters *parameters = untyped;
    const struct newton_schulz_result *result = answer;
    struct value *facts = description->facts = value_object(arena);
    value_add_numbers(arena, facts, "coefficients", newton_schulz_coefficients, 3);
    value_add_number(arena, facts, "condition", result->initial[0] / result->initial[result->n - 1]);
    value_add_number(arena, facts, "largest_difference", result->difference);
    description->run_count = parameters->steps.count;
    description->runs = ARENA_NEW(arena, struct study_run, description->run_count);
    for (size_t i = 0; i < description->run_count; i++) {
        const struct newton_schulz_state *state = &result->states[i];
        struct study_run *one = &description->runs[i];
        one->name = state_name(arena, state);
        one->columns = (struct study_columns){.arena = arena};
        study_columns_add(&one->columns, "initial", result->n, result->initial);
        study_columns_add(&one->columns, "singular_value", result->n, state->values);
        study_columns_add(&one->columns, "polynomial", result->n, state->mapped);
        one->more = value_object(arena);
        value_add_number(arena, one->more, "steps", (double)state->steps);
        value_add_number(arena, one->more, "least", state->least);
        value_add_number(arena, one->more, "greatest", state->greatest);
    }
}

static const struct newton_schulz_state *longest(const struct newton_schulz_parameters *parameters, const struct newton_schulz_result *result)
{
    const struct newton_schulz_state *last = &result->states[0];
    for (size_t i = 1; i < parameters->steps.count; i++)
        last = result->states[i].steps > last->steps ? &result->states[i] : last;
    return last;
}

static void say_range(struct buffer *sentence, double least, double greatest)
{
    enum { DIGITS = 3 };
    sentence_rounded(sentence, least, DIGITS);
    buffer_text(sentence, " to ");
    sentence_rounded(sentence, greatest, DIGITS);
}

static void tell(const void *untyped, const void *answer, struct buffer *sentence)
{
    const struct newton_schulz_parameters *parameters = untyped;
    const struct newton_schulz_result *result = answer;
    const struct newton_schulz_state *last = longest(parameters, result);
    buffer_format(sentence, "The %zu singular value%s of a normal %ld × %ld matrix, divided by its norm, run%s from ", result->n,
                  result->n == 1 ? "" : "s", parameters->rows, parameters->columns, result->n == 1 ? "s" : "");
    say_range(sentence, result->initial[result->n - 1], result->initial[0]);
    if (last->steps) {
        buffer_format(sentence, "; %s of X ← 3.4445 X − 4.775 XXᵀX + 2.0315 (XXᵀ)²X from ", state_name(sentence->arena, last));
        say_range(sentence, last->least, last->greatest);
    }
    buffer_text(sentence, ".");
}

/* What so many steps make of every value up to a little beyond the greatest. */
static struct figure_layer curve(struct arena *arena, const struct newton_schulz_result *result, const struct newton_schulz_state *state)
{
    double *x = ARENA_NEW(arena, double, CURVE), *y = ARENA_NEW(arena, double, CURVE);
    const double end = fmin(1, 1.1 * result->initial[0]);
    for (size_t i = 0; i < CURVE; i++) {
        x[i] = end * (double)i / (CURVE - 1);
        y[i] = newton_schulz_map(x[i], state->steps);
    }
    return (struct figure_layer){.kind = LAYER_LINE,
                                 .label = state_name(arena, state),
                                 .count = CURVE,
                                 .x = x,
                                 .y = y,
                                 .style = {.dash = DASH_SOLID, .line_width = 1},
                                 .traced = true};
}

static void draw(struct arena *arena, const void *untyped, const void *answer, struct figure *figure)
{
    const struct newton_schulz_parameters *parameters = untyped;
    const struct newton_schulz_result *result = answer;
    struct figure_panel *panel = ARENA_NEW(arena, struct figure_panel, 1);
    struct figure_layer *layers = ARENA_NEW(arena, struct figure_layer, 2 * parameters->steps.count);
    for (size_t i = 0; i < parameters->steps.count; i++) {
        const struct newton_schulz_state *state = &result->states[i];
        layers[2 * i] = curve(arena, result, state);
        layers[2 * i + 1] = (struct figure_layer){.kind = LAYER_POINTS,
                                                  .like = 2 * i + 1,
                                                  .count = result->n,
                                                  .x = result->initial,
                                                  .y = state->values,
                                                  .style = {.marker = MARKER_DOT, .marker_size = 4}};
    }
    panel->layers = layers;
    panel->layer_count = 2 * parameters->steps.count;
    panel->x.label = "singular value of X/|X|";
    panel->x.column = "initial";
    panel->y.label = "singular value after the steps";
    panel->y.column = "singular_value";
    figure->panels = panel;
    figure->panel_count = 1;
    figure->alternative_title = "Newton–Schulz steps on singular values";
}

static const struct study_fact facts[] = {
    {"coefficients", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "a, b, c of X ← aX + b(XXᵀ)X + c(XXᵀ)²X"},
    {"condition", "{\"type\":[\"number\",\"null\"]}", "the greatest singular value over the least, before"},
    {"largest_difference", "{\"type\":\"number\"}", "of any singular value from what the polynomial makes of it, at most"},
};
static const struct study_fact members[] = {
    {"steps", "{\"type\":\"integer\"}", "how often the polynomial was applied"},
    {"least", "{\"type\":\"number\"}", "the least singular value of the matrix then"},
    {"greatest", "{\"type\":\"number\"}", "the greatest"},
};

static const struct study_fact answer_columns[] = {
    {"initial", STUDY_NUMBERS, "singular values of the matrix"},
    {"singular_value", STUDY_NUMBERS, "after the steps"},
    {"polynomial", STUDY_NUMBERS, "what the polynomial makes of the first"},
};

const struct study newton_schulz_study = {
    .name = "newton-schulz",
    .question = "what does Muon's iteration do to singular values?",
    .help = "The Newton–Schulz iteration by which Muon orthogonalizes a matrix, on one with normal entries: its singular values after so many steps, "
            "found "
            "by rotations, on the curve of the polynomial that each step applies to all of them. One that it makes negative is drawn below 0: the "
            "pair of "
            "singular vectors has turned round.",
    STUDY_PARAMETERS(struct newton_schulz_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_MEMBERS(members),
    STUDY_COLUMNS(answer_columns),
    .example = "rows=16&columns=32",
    .lower = "rows, columns or steps",
    .resolve = resolve,
    .cost = cost,
    .run = run,
    .describe = describe,
    .tell = tell,
    .draw = draw,
    .script = newton_schulz_script,
};
