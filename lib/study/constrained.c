/* Where is f least under constraints? The points of Karush, Kuhn and Tucker in a box, with their multipliers. */
#include "study/constrained.h"

#include "base/exact.h"
#include "study/box.h"
#include "study/region.h"
#include "study/subject.h"

#include <math.h>
#include <string.h>

#define EXAMPLE "f=(x-2)^2+(y-1)^2&subject=x^2<=y&subject=x+y<=2&x=-2:3&y=-1:4"
#define PENALIZED "method=penalty|augmented-lagrangian"
#define FIELD(name) PARAMETER_FIELD(struct constrained_parameters, name)
static const struct parameter rows[] = {
    {"f", KIND_FUNCTION, .primary = true, .required = true, .offset = FIELD(f), .help = "a landscape's name or a formula, of two coordinates",
     .example = "(x-2)^2+(y-1)^2"},
    {"subject", KIND_CONSTRAINT, .primary = true, .required = true, .repeatable = true, .most = KKT_MOST_CONSTRAINTS, .offset = FIELD(subject),
     .help = "a constraint: two formulas with <=, >= or = between them, as in x^2+y^2<=4; given twice, two of them. < is taken as <=",
     .example = "x+y<=2"},
    {"x", KIND_LIMITS, .primary = true, .offset = FIELD(x), .help = "the interval of x searched; by default the landscape's domain, else -5:5",
     .example = "-3:3"},
    {"y", KIND_LIMITS, .primary = true, .offset = FIELD(y), .help = "the interval of y searched; by default the landscape's domain, else -5:5",
     .example = "-3:3"},
    {"method", KIND_CHOICE, .offset = FIELD(method), .initial = "kkt", .choices = "kkt|penalty|augmented-lagrangian",
     .help = "kkt: the points alone; penalty: and the way of the quadratic penalty to one of them, from the start on, round by round; "
             "augmented-lagrangian: "
             "that of the augmented Lagrangian",
     .example = "augmented-lagrangian"},
    {"start", KIND_POINT, .offset = FIELD(start), .help = "where a penalty's way begins; by default near a corner of the box", .example = "0,2",
     .beside = EXAMPLE "&method=penalty", .effective = PENALIZED},
    {"rounds", KIND_INTEGER, .offset = FIELD(rounds), .initial = "10", .least = 1, .most = CONSTRAINED_ROUNDS,
     .help = "how often a penalized landscape is minimized, the weight growing in between", .example = "5", .beside = EXAMPLE "&method=penalty",
     .effective = PENALIZED},
    {"penalty", KIND_REAL, .offset = FIELD(penalty), .initial = "1", .least = 1e-9, .most = 1e10, .help = "the penalty's weight in the first round",
     .example = "2", .beside = EXAMPLE "&method=penalty", .effective = PENALIZED},
    {"growth", KIND_REAL, .offset = FIELD(growth), .initial = "4", .least = 1, .most = 1000,
     .help = "what the weight is multiplied by after a round, up to a weight of 1e10", .example = "10", .beside = EXAMPLE "&method=penalty",
     .effective = PENALIZED},
    TRANSFORMATION_ROWS(offsetof(struct constrained_parameters, transformation), NULL),
};

/* What is at most 0, or 0, as text. */
static const char *left_side(struct arena *arena, const struct constraint_text *constraint)
{
    const bool turned = constraint->relation == RELATION_AT_LEAST;
    if (!strcmp(constraint->right, "0"))
        return turned ? arena_format(arena, "-(%s)", constraint->left) : constraint->left;
    return arena_format(arena, "(%s)-(%s)", turned ? constraint->right : constraint->left, turned ? constraint->left : constraint->right);
}

static const char *typed(struct arena *arena, const struct constraint_text *constraint)
{
    static const char *const signs[] = {[RELATION_AT_MOST] = "<=", [RELATION_AT_LEAST] = ">=", [RELATION_EQUAL] = "="};
    return arena_format(arena, "%s%s%s", constraint->left, signs[constraint->relation], constraint->right);
}

/* Each constraint alone first, so that an error names the one it is in; then all in one graph. */
static bool resolve_functions(struct arena *arena, struct constrained_parameters *parameters, struct error *error)
{
    const struct constraint_text *constraints = parameters->subject.items;
    struct landscape *alone;
    struct buffer list = {.arena = arena};
    size_t count;
    parameters->count = parameters->subject.count;
    if (!subject_resolve(arena, parameters->f, KKT_DIMENSION, KKT_DIMENSION, &alone, error))
        return false;
    buffer_text(&list, parameters->f);
    for (size_t i = 0; i < parameters->count; i++) {
        const char *text = left_side(arena, &constraints[i]);
        parameters->equality[i] = constraints[i].relation == RELATION_EQUAL;
        if (!landscape_resolve(arena, text, KKT_DIMENSION, KKT_DIMENSION, NULL, 0, &alone, &count, error))
            return error_blame(error, "subject", typed(arena, &constraints[i]));
        buffer_format(&list, ",%s", text);
    }
    if (!landscape_resolve(arena, buffer_string(&list), KKT_DIMENSION, KKT_DIMENSION, NULL, 0, &parameters->functions, &count, error))
        return error_blame(error, "f", parameters->f);
    return true;
}

/* The start, near a corner of the box where none is given. */
static bool resolve_start(struct arena *arena, struct constrained_parameters *parameters, struct error *error)
{
    static const double corner[KKT_DIMENSION] = {0.1, 0.2};
    if (parameters->method == METHOD_KKT)
        return true;
    if (!parameters->start.count) {
        double *start = ARENA_NEW(arena, double, KKT_DIMENSION);
        for (size_t d = 0; d < KKT_DIMENSION; d++)
            start[d] = parameters->box[d][0] + corner[d] * (parameters->box[d][1] - parameters->box[d][0]);
        parameters->start = (struct coordinates){start, KKT_DIMENSION};
    }
    if (parameters->start.count == KKT_DIMENSION)
        return true;
    error_set(error, ERROR_INVALID, "the start has %zu coordinate%s, the landscape 2", parameters->start.count,
              parameters->start.count == 1 ? "" : "s");
    return error_blame(error, "start", "");
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct constrained_parameters *parameters = untyped;
    if (!resolve_functions(arena, parameters, error) ||
        !transformation_apply(arena, &parameters->transformation, false, parameters->functions, 1 + parameters->count, error))
        return false;
    parameters->work = graph_work(parameters->functions->graph);
    for (size_t i = 0; i <= parameters->count; i++)
        if (!landscape_differentiate(&parameters->functions[i], 2, error))
            return error_blame(error, i ? "subject" : "f", "");
    if (!box_resolve(arena, parameters->functions, &parameters->x, &parameters->y, NULL, &parameters->box, error))
        return false;
    for (size_t k = 0; k < KKT_DIMENSION; k++)
        if (!(parameters->box[k][0] < parameters->box[k][1])) {
            error_set(error, ERROR_INVALID, "the box has no width");
            return error_blame(error, k ? "y" : "x", "");
        }
    return resolve_start(arena, parameters, error);
}

static double cost(const void *untyped)
{
    const struct constrained_parameters *parameters = untyped;
    const double work = graph_work(parameters->functions->graph);
    return kkt_cost(parameters->count, work) + (parameters->method == METHOD_KKT ? 0 : (double)parameters->rounds * penalty_cost(work));
}

static bool run_penalty(struct arena *arena, const struct constrained_parameters *parameters, const struct kkt_problem *problem,
                        struct constrained_result *result, struct error *error)
{
    const struct penalty_options options = {.augmented = parameters->method == METHOD_AUGMENTED,
                                            .weight = parameters->penalty,
                                            .growth = parameters->growth,
                                            .rounds = (size_t)parameters->rounds,
                                            .start = {parameters->start.items[0], parameters->start.items[1]}};
    double least = INFINITY;
    result->rounds = ARENA_NEW(arena, struct penalty_round, options.rounds + 1);
    result->round_count = penalty_run(arena, problem, &options, result->rounds, error);
    if (!result->round_count)
        return false;
    if (!isfinite(result->rounds[0].value)) {
        error_set(error, ERROR_INVALID, "the landscape is undefined at the start");
        return error_blame(error, "start", "");
    }
    const double *end = result->rounds[result->round_count - 1].at;
    for (size_t i = 0; i < result->found->count; i++) {
        const struct kkt_point *point = &result->found->items[i];
        const double away = exact_hypot(point->at[0] - end[0], point->at[1] - end[1]);
        if (point->held && away < least) {
            least = away;
            result->nearest = point;
        }
    }
    return true;
}

static bool run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct constrained_parameters *parameters = untyped;
    struct constrained_result *result = ARENA_NEW(arena, struct constrained_result, 1);
    struct kkt_found *found = result->found = ARENA_NEW(arena, struct kkt_found, 1);
    const struct kkt_problem problem = {
        .functions = parameters->functions, .count = parameters->count, .equality = parameters->equality, .box = (const double(*)[2])parameters->box};
    if (!kkt_find(arena, &problem, found, error))
        return false;
    if (found->feasible == KKT_EMPTY) {
        error_set(error, ERROR_INVALID, "no point of the box holds the constraint%s: interval arithmetic proves it; loosen %s, or widen x and y",
                  parameters->count > 1 ? "s" : "", parameters->count > 1 ? "one" : "it");
        return error_blame(error, "subject", typed(arena, parameters->subject.items));
    }
    *answer = result;
    return parameters->method == METHOD_KKT || run_penalty(arena, parameters, &problem, result, error);
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct constrained_parameters *parameters = untyped;
    size->numbers = KKT_MOST_POINTS * 11;
    picture_measure_map(&parameters->picture, CONSTRAINED_MAP, CONSTRAINED_MAP, MAP_LEVELS, parameters->work, size);
    size->evaluated += REGION_SAMPLES * REGION_SAMPLES * parameters->work;
}

static double frame(const void *untyped)
{
    const struct constrained_parameters *parameters = untyped;
    return parameters->method == METHOD_KKT ? 0 : picture_lines_work(1, (double)parameters->rounds);
}

static const struct study_fact facts[] = {
    {"formula", "{\"type\":\"string\"}", "the landscape as a formula that can be sent back"},
    {"constraints", "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
     "each constraint: formula, what is at most 0 or 0, and relation, at_most or equal"},
    {"feasible", "{\"enum\":[\"found\",\"not_found\"]}",
     "whether a point of the box is known that holds the constraints; that there is none is an error"},
    {"count", "{\"type\":\"integer\"}", "KKT points found"},
    {"minima", "{\"type\":\"integer\"}", "of which minima"},
    {"unqualified", "{\"type\":\"integer\"}", "places listed where the gradients of the active constraints are dependent (LICQ fails)"},
    {"best", "{\"type\":\"object\"}", "the minimum of the least value: at, value, multipliers"},
    {"lowest_seen", "{\"type\":[\"number\",\"null\"]}", "the least value among 256 places of the box and 128 of its rim that hold the constraints"},
    {"lower_elsewhere", "{\"type\":\"boolean\"}",
     "it is less than all that is listed, by more than a ten-thousandth: f is less on the rim of the box, or a point is missing"},
    {"complete", "{\"const\":\"no proof\"}", "the list is what Newton's method finds from 256 places for each active set"},
    {"end", "{\"type\":\"object\"}",
     "with a method other than kkt: where its rounds end: at, value, violation, multipliers, residual, and how far the nearest KKT point and its "
     "multipliers are"},
    {"overfull", "{\"type\":\"boolean\"}", "there are more points than the 100 listed"},
    TRANSFORMATION_FACT,
};

static const struct study_fact answer_columns[] = {
    {"round", STUDY_NUMBERS, "with a method other than kkt, whose columns are of its rounds in place of the points: from 0, the start"},
    {"weight", STUDY_NUMBERS, "of the penalty in that round"},
    {"steps", STUDY_NUMBERS, "of Newton's method in that round"},
    {"x", STUDY_NUMBERS, "of the point"},
    {"y", STUDY_NUMBERS, "likewise"},
    {"value", STUDY_NUMBERS, "of the landscape"},
    {"kind", STUDY_TEXTS, "minimum, maximum, saddle or degenerate, along the active constraints; none, where there are no multipliers"},
    {"multiplier#", STUDY_NUMBERS, "of that constraint; 0 where it is not active, null where there are none; what a round says of it"},
    {"active", STUDY_TEXTS, "the numbers of the active constraints: 1, 2, 1+2 or none"},
    {"licq", STUDY_TEXTS, "holds, or fails: whether the gradients of the active constraints are linearly independent"},
    {"curvature", STUDY_NUMBERS, "the least of the Lagrangian along the active constraints; null where no direction is left"},
    {"residual", STUDY_NUMBERS, "the norm of the gradient of the Lagrangian"},
    {"violation", STUDY_NUMBERS, "the most by which a constraint is broken"},
};

const struct study constrained_study = {
    .name = "constrained",
    .known_as = "constraint constraints kkt lagrange lagrangian",
    .question = "where is f least under constraints, and what do they cost?",
    .help = "The points of Karush, Kuhn and Tucker of a landscape of two coordinates under one or two constraints, by Newton's method on their "
            "equations for "
            "every active set: multipliers, kind, residual, and where the constraints' gradients are dependent (LICQ fails). A multiplier is what "
            "the least value "
            "falls by when its constraint is loosened by a little. With "
            "method=penalty or augmented-lagrangian, the way that these take to such a point, and what their rounds say of the multipliers.",
    STUDY_PARAMETERS(struct constrained_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = EXAMPLE,
    .lower = "the length of the formulas",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .frame = frame,
    .moves_with = "method=augmented-lagrangian",
    .run = run,
    .describe = constrained_describe,
    .tell = constrained_tell,
    .draw = constrained_draw,
    .scripted = constrained_scripted,
    .script = constrained_script,
};
