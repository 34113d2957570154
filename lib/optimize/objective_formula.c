/* A compiled formula as an objective: one program for value and gradient, one with the Hessian, one for the gradient of some of its terms. */
#include "optimize/objective.h"

#include "expression/interval.h"
#include "expression/kernels.h"
#include "optimize/method.h"
#include "optimize/terms.h"

#include <math.h>

struct formula {
    const struct landscape *landscape;
    const struct program *slope; /* value and gradient; of an objective of slopes the gradient alone */
    bool slopes;
    const struct program *curvature; /* and the Hessian's lower triangle; null: not wanted */
    const struct program *squares;   /* and the Gauss–Newton matrix's in its place; null: not wanted */
    const struct program *partial;   /* the gradient of Σ weight·term, whose further inputs are the weights; null without minibatches */
};

struct formula_scratch {
    const struct objective *objective;
    const struct program *whole; /* slope or curvature */
    struct workspace *workspace, *partial_workspace;
    struct objective_points bound; /* what the rows below are of */
    const double **inputs;         /* the coordinates, then the weights of a minibatch */
    double **outputs;              /* value, gradient, Hessian */
    double *weights;               /* [terms] rows */
    size_t lanes;
};

static struct formula_scratch *open_whole(struct arena *arena, const struct objective *objective, size_t lanes, const struct program *whole)
{
    const struct formula *formula = objective->context;
    struct formula_scratch *scratch = ARENA_NEW(arena, struct formula_scratch, 1);
    const size_t n = objective->dimension;
    *scratch = (struct formula_scratch){.objective = objective, .whole = whole, .lanes = lanes};
    scratch->workspace = workspace_create(arena, scratch->whole);
    scratch->inputs = ARENA_NEW(arena, const double *, n + objective->terms);
    scratch->outputs = ARENA_NEW(arena, double *, program_outputs(whole));
    if (!formula->partial)
        return scratch;
    scratch->partial_workspace = workspace_create(arena, formula->partial);
    scratch->weights = ARENA_NEW(arena, double, objective->terms *lanes);
    for (size_t k = 0; k < objective->terms; k++)
        scratch->inputs[n + k] = scratch->weights + k * lanes;
    return scratch;
}

static void *open(struct arena *arena, const struct objective *objective, size_t lanes, bool curvature)
{
    const struct formula *formula = objective->context;
    return open_whole(arena, objective, lanes, curvature ? formula->curvature : formula->slope);
}

static void *open_squares(struct arena *arena, const struct objective *objective, size_t lanes)
{
    return open_whole(arena, objective, lanes, ((const struct formula *)objective->context)->squares);
}

/* The rows of points stay where they are for a whole descent, so they are looked up once. */
static void bind(struct formula_scratch *scratch, const struct objective_points *points)
{
    const struct objective_points *bound = &scratch->bound;
    const size_t n = scratch->objective->dimension, lanes = points->lanes;
    double **const outputs = scratch->outputs + !((const struct formula *)scratch->objective->context)->slopes; /* behind the value */
    if (bound->x == points->x && bound->value == points->value && bound->gradient == points->gradient && bound->hessian == points->hessian &&
        bound->lanes == lanes)
        return;
    scratch->outputs[0] = points->value;
    for (size_t d = 0; d < n; d++) {
        scratch->inputs[d] = points->x + d * lanes;
        outputs[d] = points->gradient + d * lanes;
    }
    for (size_t k = 0; 1 + n + k < program_outputs(scratch->whole); k++)
        outputs[n + k] = points->hessian + k * lanes;
    scratch->bound = *points;
}

/* terms/size for the terms of a point's minibatch, 0 for the others: the weighted sum is right on average. */
static void weigh(struct formula_scratch *scratch, size_t count, const struct minibatch *batch)
{
    const size_t terms = scratch->objective->terms, lanes = scratch->lanes;
    const double weight = (double)terms / (double)batch->size;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < terms; k++)
            scratch->weights[k * lanes + i] = 0;
        for (size_t k = 0; k < batch->size; k++)
            scratch->weights[batch->which[k * lanes + i] * lanes + i] = weight;
    }
}

static void evaluate(void *untyped, const struct objective_points *points, const struct minibatch *batch)
{
    struct formula_scratch *scratch = untyped;
    const struct formula *formula = scratch->objective->context;
    bind(scratch, points);
    if (!batch) {
        program_run(scratch->whole, scratch->workspace, scratch->inputs, scratch->outputs, points->count);
        return;
    }
    weigh(scratch, points->count, batch);
    program_run(formula->partial, scratch->partial_workspace, scratch->inputs, scratch->outputs + 1, points->count);
}

double objective_lanes(size_t count)
{
    static const double single = 3;
    return count == 1 ? single : ceil((double)count / KERNEL_LANES) * KERNEL_LANES;
}

static double work(const struct objective *objective, size_t count, bool curvature, size_t batch)
{
    const struct formula *formula = objective->context;
    const double vectors = objective_lanes(count);
    if (batch)
        return vectors * (program_work(formula->partial) + 4 * (double)objective->terms);
    const double squares = curvature && formula->squares ? program_work(formula->squares) : 0;
    return vectors * fmax(squares, program_work(curvature ? formula->curvature : formula->slope));
}

/* Whether value and gradient are finite at all points whose coordinates are no larger than `reach`, by their enclosures. */
static bool are_finite(struct arena *arena, const struct landscape *landscape, double reach)
{
    static const double most = 1e140; /* the squares of which can be summed up */
    const size_t n = landscape->dimension;
    node_id *nodes = ARENA_NEW(arena, node_id, n + 1);
    struct enclosure *box = ARENA_NEW(arena, struct enclosure, n), *outputs = ARENA_NEW(arena, struct enclosure, n + 1);
    nodes[0] = landscape->value;
    for (size_t d = 0; d < n; d++) {
        nodes[1 + d] = landscape->gradient[d];
        box[d] = enclosure_between(-reach, reach);
    }
    interval_run(interval_compile(arena, landscape->graph, nodes, n + 1, n), box, outputs);
    bool finite = true;
    for (size_t k = 0; k <= n; k++)
        finite = finite && !outputs[k].partial && outputs[k].low > -most && outputs[k].high < most;
    return finite;
}

static const struct objective *slopes(struct arena *arena, const struct objective *objective, double reach)
{
    const struct formula *formula = objective->context;
    const struct landscape *landscape = formula->landscape;
    if (!are_finite(arena, landscape, reach))
        return NULL;
    struct formula *alone = ARENA_NEW(arena, struct formula, 1);
    struct objective *made = ARENA_NEW(arena, struct objective, 1);
    *alone = (struct formula){.landscape = landscape, .slopes = true};
    alone->slope = program_compile(arena, landscape->graph, landscape->gradient, landscape->dimension, landscape->dimension);
    *made = (struct objective){.kind = objective->kind, .context = alone, .dimension = objective->dimension};
    return made;
}

static const struct objective_kind kind = {.slopes = slopes, .open = open, .open_squares = open_squares, .evaluate = evaluate, .work = work};

bool objective_formula(struct arena *arena, struct landscape *landscape, bool curvature, struct objective *objective, struct error *error)
{
    struct formula *formula = ARENA_NEW(arena, struct formula, 1);
    struct program *program;
    formula->landscape = landscape;
    *objective = (struct objective){.kind = &kind, .context = formula, .dimension = landscape->dimension};
    if (!landscape_program(landscape, 1, &program, error))
        return false;
    formula->slope = program;
    if (!curvature)
        return true;
    if (!landscape_program(landscape, 2, &program, error))
        return false;
    formula->curvature = program;
    return true;
}

bool objective_formula_terms(struct arena *arena, struct landscape *landscape, struct objective *objective, struct error *error)
{
    struct formula *formula = ARENA_NEW(arena, struct formula, 1);
    *formula = *(const struct formula *)objective->context;
    objective->context = formula;
    return terms_program(arena, landscape, OBJECTIVE_MAX_TERMS, &formula->partial, &objective->terms, error);
}

bool objective_formula_squares(struct arena *arena, struct landscape *landscape, struct objective *objective, struct error *error)
{
    struct formula *formula = ARENA_NEW(arena, struct formula, 1);
    *formula = *(const struct formula *)objective->context;
    objective->context = formula;
    return terms_squares_program(arena, landscape, OBJECTIVE_MAX_TERMS, &formula->squares, error);
}

bool objective_for_methods(struct arena *arena, struct landscape *landscape, const struct calls *calls, const char *parameter,
                           struct objective *objective, struct error *error)
{
    const char *squares = NULL; /* the method that needs a sum of them */
    bool curvature = false, climbs;
    if (!method_direction(calls, &climbs, error))
        return error_blame(error, parameter, "maximize");
    if (climbs && !landscape->negated) {
        error_set(error, ERROR_INVALID, "what is asked here is of minima: leave maximize out and give f=-(%s)", landscape->formula);
        return error_blame(error, parameter, "maximize=1");
    }
    for (size_t i = 0; i < calls->count; i++) {
        const struct method *method = method_of(&calls->items[i]);
        curvature = curvature || method->curvature;
        squares = method->squares ? method->callable.name : squares;
        if (!method_takes(&calls->items[i], landscape->dimension, PROGRAM_BLOCK, error))
            return error_blame(error, parameter, method->callable.name);
    }
    if (!objective_formula(arena, landscape, curvature, objective, error))
        return false;
    return !squares || objective_formula_squares(arena, landscape, objective, error) || error_blame(error, parameter, squares);
}

const struct program *objective_formula_program(const struct objective *objective, bool curvature)
{
    const struct formula *formula = objective->context;
    return curvature ? formula->curvature : formula->slope;
}
