/* Which start ends where? A descent from every point of a grid, all in lockstep, coloured by the minimum it reaches and shaded by the
 * steps it took. */
#include "study/basins.h"

#include "analysis/critical_points.h"
#include "base/crew.h"
#include "base/finite_range.h"
#include "base/sort.h"
#include "expression/kernels.h"
#include "study/sampling.h"
#include "study/subject.h"

#include <math.h>
#include <string.h>
#include <stdlib.h>

enum { MOST_SAMPLES = 1001 };

#define FIELD(name) PARAMETER_FIELD(struct basins_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .primary = true, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula, of two coordinates",
     .example = "himmelblau"},
    {"x", KIND_LIMITS, .offset = FIELD(x), .help = "the interval of x that starts are spread over; by default the landscape's domain, else -5:5",
     .example = "-5:5"},
    {"y", KIND_LIMITS, .offset = FIELD(y), .help = "the interval of y", .example = "-5:5"},
    {"optimizer", KIND_METHODS, .primary = true, .offset = FIELD(optimizer), .initial = "gd", .help = "the method", .example = "momentum"},
    {"lr", KIND_REALS, .argument_of = "optimizer", .offset = FIELD(lr), .least = 0, .most = 1e6,
     .help = "learning rate of a method that does not say its own; by default 1/λ for gradient descent and (1 − μ)/λ with momentum, λ the "
             "largest curvature at the minima; else the method's",
     .example = "0.01"},
    {"steps", KIND_INTEGER, .primary = true, .offset = FIELD(steps), .initial = "300", .least = 1, .most = 100000,
     .help = "the most steps a run takes", .example = "1000"},
    {"samples", KIND_INTEGER, .offset = FIELD(samples), .initial = "161", .least = 2, .most = MOST_SAMPLES, .help = "starts in each direction",
     .example = "301"},
    {"view", KIND_CHOICE, .primary = true, .offset = FIELD(view), .initial = "basin", .choices = "basin|steps",
     .help = "basin: the number of the minimum reached; steps: how many steps it took", .example = "steps"},
    TRANSFORMATION_ROWS(offsetof(struct basins_parameters, transformation), NULL),
};

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct basins_parameters *parameters = untyped;
    if (!subject_resolve(arena, parameters->f, 2, 2, &parameters->landscape, error))
        return false;
    if (parameters->optimizer.count > 1 || parameters->lr.count > 1) {
        const bool many = parameters->optimizer.count > 1;
        error_set(error, ERROR_INVALID, "one %s is wanted here: a map shows one", many ? "method" : "rate");
        return error_blame(error, many ? "optimizer" : "lr", "");
    }
    if (!transformation_apply(arena, &parameters->transformation, false, parameters->landscape, 1, error))
        return false;
    if (!landscape_differentiate(parameters->landscape, 2, error) ||
        !objective_for_methods(arena, parameters->landscape, &parameters->optimizer, "optimizer", &parameters->objective, error))
        return error_blame(error, "f", parameters->f);
    struct interval *const sides[2] = {&parameters->x, &parameters->y};
    for (size_t k = 0; k < 2; k++) {
        const double *domain = parameters->landscape->domain[k];
        if (!sides[k]->given)
            *sides[k] = (struct interval){.given = true, .low = domain[0], .high = domain[1]};
        parameters->box[k][0] = fmin(sides[k]->low, sides[k]->high);
        parameters->box[k][1] = fmax(sides[k]->low, sides[k]->high);
    }
    parameters->expected_steps = basins_expected_steps(arena, parameters);
    return true;
}

static size_t start_count(const struct basins_parameters *parameters)
{
    return (size_t)parameters->samples * (size_t)parameters->samples;
}

/* Runs that end make room in their block for others, or leave it emptier; the sample may have missed some that take long. */
static double cost(const void *untyped)
{
    static const double missed = 0.02;
    const struct basins_parameters *parameters = untyped;
    const double budget = (double)parameters->steps, steps = parameters->expected_steps + missed * (budget - parameters->expected_steps);
    const struct descent_options options = {.method = &parameters->optimizer.items[0], .steps = (size_t)parameters->steps};
    return descent_cost(&parameters->objective, &options, start_count(parameters)) * ((steps + 1) / (budget + 1)) +
           critical_points_cost(2, graph_work(parameters->landscape->graph), graph_is_smooth(parameters->landscape->graph));
}

/* Gradients of points, and what they are ranked by. */
struct slopes {
    double *x, *y, *squares;
    size_t count;
    bool ranked;      /* the sums of squares are in the order of the norms, to their last bits; else some over- or underflow */
    double low, high; /* if so, between which they lie */
};

/* How many gradients are exactly 0. */
static size_t count_zeros(const struct slopes *slopes, size_t count)
{
    size_t zeros = 0;
    for (size_t i = 0; i < count; i++)
        zeros += (slopes->x[i] == 0) & (slopes->y[i] == 0);
    return zeros;
}

/* The gradients that are finite, from where they were evaluated. */
static void keep_finite(struct slopes *slopes, size_t count)
{
    static const double least = 1e-280, most = 1e300;
    for (size_t i = 0; i < count; i++)
        slopes->squares[i] = slopes->x[i] * slopes->x[i] + slopes->y[i] * slopes->y[i];
    const struct finite_range range = finite_range_of(slopes->squares, count);
    slopes->count = count;
    slopes->low = range.low;
    slopes->high = range.high;
    slopes->ranked = range.finite == count && range.least_positive > least && range.high < most &&
                     (range.positive == count || count_zeros(slopes, count) == count - range.positive);
    if (slopes->ranked)
        return;
    slopes->count = 0;
    slopes->ranked = true;
    for (size_t i = 0; i < count; i++) {
        const double x = slopes->x[i], y = slopes->y[i], square = slopes->squares[i];
        slopes->x[slopes->count] = x;
        slopes->y[slopes->count] = y;
        slopes->squares[slopes->count] = square;
        slopes->ranked = slopes->ranked && ((square > least && square < most) || !isfinite(x) || !isfinite(y) || (x == 0 && y == 0));
        slopes->count += isfinite(x) && isfinite(y);
    }
}

/* The norm that has `rank` others before it, of a library's accuracy, which takes longer than a root: only of those whose squares are so near to that of
 * this rank that rounding may have exchanged them. The gradients are not kept. `room` is for as many numbers, and as many 16-bit ones behind them. */
static double ranked_norm(struct slopes *slopes, size_t rank, double *room)
{
    static const double rounding = 1e-14;
    double low = -INFINITY, high = INFINITY, x[PROGRAM_BLOCK], y[PROGRAM_BLOCK];
    if (slopes->ranked) {
        double square;
        sort_ranks(slopes->squares, slopes->count, slopes->low, slopes->high, &rank, 1, room, &square);
        low = square * (1 - rounding);
        high = square * (1 + rounding);
    }
    size_t near = 0, below = 0;
    for (size_t i = 0; i < slopes->count; i++)
        below += slopes->squares[i] < low;
    for (size_t i = 0; i < slopes->count; i++)
        if (!(slopes->squares[i] < low) && !(slopes->squares[i] > high)) {
            slopes->x[near] = slopes->x[i];
            slopes->y[near++] = slopes->y[i];
        }
    for (size_t first = 0; first < near; first += PROGRAM_BLOCK) {
        const size_t block = near - first < PROGRAM_BLOCK ? near - first : PROGRAM_BLOCK;
        memset(x, 0, sizeof x); /* behind the last, where the kernel reads */
        memset(y, 0, sizeof y);
        memcpy(x, slopes->x + first, block * sizeof *x);
        memcpy(y, slopes->y + first, block * sizeof *y);
        kernels_chosen()->functions[OPERATION_HYPOT](x, x, y, NULL, PROGRAM_BLOCK);
        memcpy(room + first, x, block * sizeof *x);
    }
    return sort_ranked(room, near, rank - below);
}

/* Where the runs start, and what is known of that before the minima are. */
struct starts {
    const struct basins_parameters *parameters;
    const struct basins_result *result;
    size_t count;
    double *at; /* [2][count] */
    struct workspace *workspace;
    double *numbers, *room; /* scratch: [3][count]; [count], and as many 16-bit numbers */
    double usual_gradient;  /* the gradient's median norm: what is small beside it is nearly level */
};

static struct starts *make_starts(struct arena *arena, const struct basins_parameters *parameters, const struct basins_result *result)
{
    const size_t count = start_count(parameters);
    struct starts *starts = ARENA_NEW(arena, struct starts, 1);
    starts->parameters = parameters;
    starts->result = result;
    starts->count = count;
    starts->at = ARENA_ROOM(arena, double, 2 * count);
    starts->workspace = workspace_create(arena, objective_formula_program(&parameters->objective, false));
    starts->numbers = ARENA_ROOM(arena, double, 3 * count);
    starts->room = ARENA_ROOM(arena, double, count + count / 4 + 1);
    return starts;
}

/* Whether they are placed so soon that a thread may be lent for it: a request that comes meanwhile may have to wait for that. */
static bool are_soon_placed(const struct starts *starts)
{
    static const double most_work = 1e7;
    return (double)starts->count * graph_work(starts->parameters->landscape->graph) <= most_work;
}

/* Sets where they are, and the usual gradient. */
static void place_starts(void *untyped)
{
    struct starts *starts = untyped;
    const struct basins_result *result = starts->result;
    const size_t count = starts->count;
    double *at = starts->at, *room = starts->room;
    for (size_t row = 0, i = 0; row < result->rows; row++)
        for (size_t column = 0; column < result->columns; column++, i++) {
            at[i] = result->x[column];
            at[count + i] = result->y[row];
        }
    struct slopes slopes = {.x = starts->numbers, .y = starts->numbers + count, .squares = starts->numbers + 2 * count};
    program_run(objective_formula_program(&starts->parameters->objective, false), starts->workspace, (const double *const[]){at, at + count},
                (double *const[]){room, slopes.x, slopes.y}, count);
    keep_finite(&slopes, count);
    starts->usual_gradient = slopes.count ? ranked_norm(&slopes, slopes.count / 2, room) : 0;
}

static int by_value(const void *a, const void *b)
{
    const double p = ((const struct basins_target *)a)->value, q = ((const struct basins_target *)b)->value;
    return (p > q) - (p < q);
}

/* The minima, corners among them. */
static void set_targets(struct arena *arena, const struct critical_points *critical, struct basins_result *result)
{
    struct basins_target *targets = result->targets = ARENA_NEW(arena, struct basins_target, critical->count + BASINS_NOWHERE);
    for (size_t i = 0; i < critical->count; i++) {
        const struct critical_point *point = &critical->items[i];
        if (point->kind == CRITICAL_MINIMUM)
            targets[result->target_count++] = (struct basins_target){.at = {point->at[0], point->at[1]}, .value = point->value};
    }
    qsort(targets, result->target_count, sizeof *targets, by_value);
}

/* Runs them all, and settles where they end; `numbers` of the starts is written over. */
static void run_all(struct arena *arena, const struct starts *starts, struct basins_result *result)
{
    const struct basins_parameters *parameters = starts->parameters;
    const size_t count = starts->count;
    const struct basins_ends ends = {.x = starts->numbers,
                                     .gradient_norm = starts->numbers + 2 * count,
                                     .steps = ARENA_ROOM(arena, size_t, count),
                                     .stops = ARENA_ROOM(arena, enum descent_stop, count)};
    double *rates = ARENA_NEW(arena, double, (size_t)parameters->steps + 1);
    for (size_t i = 0; i <= (size_t)parameters->steps; i++)
        rates[i] = result->lr;
    const struct descent_options options = {.method = &parameters->optimizer.items[0],
                                            .rates = rates,
                                            .steps = (size_t)parameters->steps,
                                            .tolerance = BASINS_ARRIVED * starts->usual_gradient};
    descent_run(arena, &parameters->objective, &options, starts->at, count,
                &(struct descent_ends){.x = ends.x, .gradient_norm = ends.gradient_norm, .steps = ends.steps, .stops = ends.stops}, NULL);
    basins_settle_all(arena, parameters, &ends, result);
}

/* The critical points in the box, which are looked for while another thread may place the starts. */
struct finding {
    struct arena *arena;
    const struct basins_parameters *parameters;
    struct critical_points *critical;
    struct error *error;
    bool found;
};

static void find_critical(void *untyped)
{
    struct finding *finding = untyped;
    const struct basins_parameters *parameters = finding->parameters;
    finding->found =
        critical_points_find(finding->arena, parameters->landscape, (const double(*)[2])parameters->box, finding->critical, finding->error);
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct basins_parameters *parameters = untyped;
    struct arena *scratch = arena_within(arena);
    struct basins_result *result = ARENA_NEW(arena, struct basins_result, 1);
    const struct interval across = {.low = parameters->box[0][0], .high = parameters->box[0][1]},
                          up = {.low = parameters->box[1][0], .high = parameters->box[1][1]};
    result->x = interval_positions(arena, &across, (size_t)parameters->samples, &result->columns);
    result->y = interval_positions(arena, &up, (size_t)parameters->samples, &result->rows);
    struct starts *starts = make_starts(scratch, parameters, result);
    struct finding finding = {arena, parameters, &result->critical, error, false};
    if (are_soon_placed(starts)) {
        crew_beside(arena, find_critical, &finding, place_starts, starts);
    } else {
        find_critical(&finding);
        place_starts(starts);
    }
    if (!finding.found)
        return false;
    result->category = ARENA_ROOM(arena, double, start_count(parameters));
    result->steps = ARENA_ROOM(arena, double, start_count(parameters));
    result->lr = basins_rate(parameters, &result->critical);
    set_targets(arena, &result->critical, result);
    run_all(scratch, starts, result);
    arena_clear(scratch);
    *answer = result;
    return true;
}

static void describe(struct arena *arena, const void *untyped, const void *answer, struct study_description *description)
{
    const struct basins_parameters *parameters = untyped;
    const struct basins_result *result = answer;
    const size_t count = result->target_count;
    struct value *facts = description->facts = value_object(arena);
    transformation_describe(arena, parameters->landscape, facts);
    value_add_number(arena, facts, "minima", (double)count);
    value_add_number(arena, facts, "lr", result->lr);
    for (size_t i = 0; i < BASINS_NOWHERE; i++) {
        struct value *entry = value_add(arena, facts, basins_nowhere[i].name, VALUE_OBJECT);
        value_add_number(arena, entry, "number", (double)(count + i));
        value_add_number(arena, entry, "share", basins_share(result, count + i));
    }
    double *columns[6];
    static const char *const names[6] = {"minimum", "x", "y", "value", "share", "mean_steps"};
    for (size_t k = 0; k < 6; k++) {
        columns[k] = ARENA_NEW(arena, double, count);
        study_columns_add(&description->columns, names[k], count, columns[k]);
    }
    for (size_t i = 0; i < count; i++) {
        const struct basins_target *target = &result->targets[i];
        const double values[6] = {(double)i,     target->at[0],           target->at[1],
                                  target->value, basins_share(result, i), target->count ? target->steps / (double)target->count : NAN};
        for (size_t k = 0; k < 6; k++)
            columns[k][i] = values[k];
    }
    description->grid = (struct study_grid){result->rows, result->columns, result->x, result->y,
                                            parameters->view == BASINS_VIEW_NUMBER ? result->category : result->steps};
}

static const struct study_fact facts[] = {
    {"minima", "{\"type\":\"integer\"}", "how many minima there are in the box; the columns list them, the lowest first"},
    {"lr", "{\"type\":\"number\"}", "the learning rate used"},
    {"outside", "{\"type\":\"object\"}", "starts that leave the box: their number in the grid and their share"},
    {"undefined", "{\"type\":\"object\"}", "starts where the landscape is undefined, or that come to where it is: number and share"},
    {"curve", "{\"type\":\"object\"}", "starts that end on a curve of minima: number and share"},
    {"stalled", "{\"type\":\"object\"}",
     "starts that stop where no isolated minimum is known: at another critical point, as Newton's method does at saddles, or where the gradient is "
     "0: "
     "number and share"},
    {"unsettled", "{\"type\":\"object\"}", "starts that reach nothing of that in the steps given: number and share"},
    TRANSFORMATION_FACT,
};

static void measure(const void *untyped, struct study_size *size)
{
    const struct basins_parameters *parameters = untyped;
    size->cells = (double)start_count(parameters);
    size->numbers = size->cells / 100; /* the minima, of which there are few */
    size->coloured = 1;
}

/* The map is painted anew. */
static double frame(const void *untyped)
{
    const struct basins_parameters *parameters = untyped;
    return 1e6 + 12 * picture_pixels(&parameters->picture);
}

static const struct study_fact answer_columns[] = {
    {"minimum", STUDY_NUMBERS, "its number in the grid"},
    {"x", STUDY_NUMBERS, "where it is"},
    {"y", STUDY_NUMBERS, "likewise"},
    {"value", STUDY_NUMBERS, "of the landscape"},
    {"share", STUDY_NUMBERS, "of starts that end there"},
    {"mean_steps", STUDY_NUMBERS, "that these take"},
};

const struct study basins_study = {
    .name = "basins",
    .known_as = "basin basins-of-attraction attraction-basins",
    .question = "which start ends where?",
    .help = "A descent from every point of a grid: the map is coloured by the minimum each start reaches and shaded by the steps it took; the grid "
            "holds the minimum's number in the table of columns, or the steps.",
    STUDY_PARAMETERS(struct basins_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "f=himmelblau&samples=101",
    .lower = "samples or steps",
    .resolve = resolve,
    .cost = cost,
    .frame = frame,
    .measure = measure,
    .run = run,
    .describe = describe,
    .tell = basins_tell,
    .draw = basins_draw,
    .scripted = basins_scripted,
    .script = basins_script,
};
