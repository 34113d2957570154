/* How curved is the loss of a network, and how many directions lead down? At the start or the end of a training, or at critical points of every
 * index that are looked for on purpose. */
#include "study/hessian_spectrum.h"

#include <math.h>

/* Share of the Hessians that there may be which a search takes, as seen of the default network. */
#define SEARCHED 0.5

static const double affordable = 4e8; /* operations, for sums over all unit vectors */

#define FIELD(name) PARAMETER_FIELD(struct spectrum_parameters, name)
static const struct parameter rows[] = {
    TRAINING_ROWS_ONE(offsetof(struct spectrum_parameters, typed), "xor(n=40)", "mlp(hidden=4)", "adam(lr=0.02)", "0.003"),
    {"at", KIND_CHOICE, .offset = FIELD(at), .initial = "end", .choices = "start|end|critical",
     .help = "where: at the start or the end of the training, or at critical points of the loss, searched for from points along "
             "training paths",
     .example = "critical"},
    {"view", KIND_CHOICE, .offset = FIELD(view), .initial = "auto", .choices = "auto|rank|density",
     .help =
         "rank: every eigenvalue by its place among all; density: how many lie where; auto: rank where all eigenvalues are computed, else density",
     .example = "density"},
    {"lanczos", KIND_INTEGER, .offset = FIELD(lanczos), .initial = "80", .least = 2, .most = 300,
     .help = "steps of Lanczos' method, for networks of more than 600 parameters", .example = "100"},
    {"probes", KIND_INTEGER, .offset = FIELD(probes), .initial = "1", .least = 1, .most = 16,
     .help = "random vectors that Lanczos' method begins with, one after the other: their mean is the density", .example = "4"},
    {"points", KIND_INTEGER, .offset = FIELD(points), .initial = "60", .least = 1, .most = 400,
     .help = "how many critical points are looked for, which are distinct if no exchange of hidden units or change of their signs makes them one",
     .example = "20", .beside = "at=critical", .effective = "at=critical"},
    {"weights", KIND_BOOLEAN, .offset = FIELD(weights), .initial = "0", .help = "1: the JSON has the parameters at which the Hessian was taken",
     .example = "1"},
};

static bool refuse(const char *parameter, const char *sentence, struct error *error)
{
    error_set(error, ERROR_INVALID, "%s", sentence);
    return error_blame(error, parameter, "");
}

static double cost_of(struct arena *arena, struct spectrum_parameters *parameters)
{
    const struct training_plan *plan = &parameters->plan;
    const struct training_group *group = &plan->groups[0];
    const size_t n = group->model->parameters;
    const double size = (double)n, steps = (double)parameters->lanczos;
    const double product = training_product_cost(group);
    const double whole = objective_network_hessian_work(group->model, group->examples);
    const double dense = ceil(size / 8) * 8 * product, training = training_cost(arena, plan, group);
    double cost = learning_data_cost(&plan->sets[0]);
    if (parameters->at == SPECTRUM_CRITICAL)
        return cost + SPECTRUM_PATHS * training + (double)parameters->points * SPECTRUM_HESSIANS * SEARCHED * (whole + saddles_cost(n));
    parameters->exact = n <= SPECTRUM_MAX_EXACT;
    parameters->sums = parameters->exact || dense <= affordable;
    parameters->memory = parameters->exact ? 28 * size * size : lanczos_memory(size, steps);
    cost += training + (parameters->exact ? whole : parameters->sums ? dense : 0);
    if (parameters->exact)
        return cost + 1.5 * size * size * size;
    return cost + (double)parameters->probes * (steps * product + lanczos_cost(n, (size_t)parameters->lanczos));
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    struct spectrum_parameters *parameters = untyped;
    struct training_plan *plan = &parameters->plan;
    parameters->typed.seeds = 1;
    if (!training_plan(arena, &parameters->typed, 2, plan, error))
        return false;
    if (plan->group_count > 1) {
        error_set(error, ERROR_INVALID, "a spectrum is of one network, trained in one way; these are %zu", plan->group_count);
        return error_blame(error, parameters->typed.network.count > 1 ? "network" : "optimizer", "");
    }
    struct training_group *group = &plan->groups[0];
    if (parameters->at == SPECTRUM_START)
        group->steps = 0;
    if (parameters->at == SPECTRUM_CRITICAL && group->model->parameters > SPECTRUM_MAX_CRITICAL) {
        error_set(error, ERROR_TOO_MUCH, "critical points are looked for in networks of up to %d parameters; this one has %zu", SPECTRUM_MAX_CRITICAL,
                  group->model->parameters);
        return error_blame(error, "network", group->network->callable->name);
    }
    if (parameters->at == SPECTRUM_CRITICAL && parameters->view != SPECTRUM_AUTO)
        return refuse("view", "critical points are drawn as loss against index; rank and density are of one point, at=start or at=end", error);
    parameters->cost = cost_of(arena, parameters);
    if (parameters->at != SPECTRUM_CRITICAL && parameters->view == SPECTRUM_RANK && !parameters->exact) {
        error_set(error, ERROR_INVALID, "every eigenvalue is computed of networks with up to %d parameters; this one has %zu: view=density",
                  SPECTRUM_MAX_EXACT, group->model->parameters);
        return error_blame(error, "view", "rank");
    }
    if (parameters->view == SPECTRUM_AUTO)
        parameters->view = parameters->exact ? SPECTRUM_RANK : SPECTRUM_DENSITY;
    return true;
}

static double cost(const void *untyped)
{
    return ((const struct spectrum_parameters *)untyped)->cost;
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct spectrum_parameters *parameters = untyped;
    const double n = (double)parameters->plan.groups[0].model->parameters;
    if (parameters->at == SPECTRUM_CRITICAL)
        size->numbers = (double)parameters->points * (6 + (parameters->weights ? n : 0));
    else
        size->numbers = (parameters->exact ? 2 * n : 4 * (double)(parameters->lanczos * parameters->probes)) + (parameters->weights ? n : 0);
    size->memory = parameters->memory;
}

#define NUMBER "{\"type\":\"number\"}"
#define COUNT "{\"type\":\"integer\"}"
static const struct study_fact facts[] = {
    {"parameters", COUNT, "of the network"},
    {"examples", COUNT, "training examples, whose mean loss it is, with the decay"},
    {"classes", COUNT, "classes; 0: targets are numbers"},
    {"exact", "{\"type\":\"boolean\"}", "start and end: all eigenvalues are there; else Ritz values, each within `bound` of an eigenvalue"},
    {"loss", NUMBER, "start and end: the loss there, with the decay"},
    {"gradient_norm", NUMBER, "start and end: of the loss with the decay"},
    {"negative", COUNT, "start and end, of all eigenvalues: those below −zero_threshold"},
    {"zero", COUNT, "start and end: those in between"},
    {"positive", COUNT, "start and end: those above zero_threshold"},
    {"index", COUNT, "start and end: the number of negative eigenvalues"},
    {"negative_share", NUMBER, "start and end: the share of negative eigenvalues; estimated where not all are computed"},
    {"zero_share", NUMBER, "start and end: likewise"},
    {"positive_share", NUMBER, "start and end: likewise"},
    {"zero_threshold", NUMBER, "start and end: 10⁻⁶ of the greatest magnitude of an eigenvalue"},
    {"top", NUMBER, "start and end: the greatest eigenvalue, or Ritz value"},
    {"bottom", NUMBER, "start and end: the least"},
    {"top_bound", NUMBER, "start and end, not exact: there is an eigenvalue within so much of top"},
    {"trace", NUMBER, "start and end: the sum of all eigenvalues; exact, unless trace_deviation is there"},
    {"trace_deviation", "{\"type\":[\"number\",\"null\"]}", "start and end: the standard error of an estimated trace, of several probes"},
    {"frobenius", NUMBER, "start and end: the root of the sum of all squared eigenvalues; exact or estimated as the trace is"},
    {"outliers", COUNT,
     "start and end: eigenvalues above the bulk, which ends at a gap at least as wide as it reaches from the median of all, and holds nine "
     "tenths of them"},
    {"bulk_edge", NUMBER, "start and end, where there are outliers: the greatest eigenvalue of the bulk"},
    {"weights", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "start and end, weights=1: the parameters there"},
    {"critical_points", COUNT, "critical: distinct points found"},
    {"minima", COUNT, "critical: those with positive eigenvalues alone"},
    {"degenerate", COUNT, "critical: those with an eigenvalue of zero"},
    {"attempts", COUNT, "critical: starts of the search"},
    {"repeated", COUNT, "critical: ends that were known already, or are images of such: the same loss and eigenvalues"},
    {"correlation", "{\"type\":[\"number\",\"null\"]}", "critical: Spearman's rank correlation of index and loss"},
    {"correlation_low", NUMBER, "critical: its 95 % interval"},
    {"correlation_high", NUMBER, "critical: its 95 % interval"},
    {"points", "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}", "critical, weights=1: their parameters"},
};

static const struct study_fact answer_columns[] = {
    {"eigenvalue", STUDY_NUMBERS, "of the Hessian"},
    {"weight", STUDY_NUMBERS, "share of the spectrum that it stands for"},
    {"bound", STUDY_NUMBERS, "of its error"},
    {"probe", STUDY_NUMBERS, "of Lanczos' method"},
    {"loss", STUDY_NUMBERS, "of each critical point"},
    {"index", STUDY_NUMBERS, "its share of negative eigenvalues, or their number"},
    {"negative", STUDY_NUMBERS, "negative eigenvalues"},
    {"zero", STUDY_NUMBERS, "those that are 0 to within rounding"},
    {"positive", STUDY_NUMBERS, "positive ones"},
    {"gradient_norm", STUDY_NUMBERS, "there"},
};

const struct study hessian_spectrum_study = {
    .name = "hessian-spectrum",
    .known_as = "spectrum eigenvalues hessian-eigenvalues",
    .question = "how curved is the loss of a network, and how many directions lead down?",
    .help = "Eigenvalues of the Hessian of a network's training loss at the start or the end of a training: all of them up to 600 parameters, beyond "
            "that the density by Lanczos' method with error bounds. With at=critical many critical points of a small network, each with its loss "
            "and its index: do saddles lie higher than minima?",
    STUDY_PARAMETERS(struct spectrum_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "data=blobs(n=40)&network=mlp(hidden=3)",
    .lower = "epochs or steps, the network's hidden units, n of data, points, lanczos or probes",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .run = spectrum_run,
    .describe = spectrum_describe,
    .tell = spectrum_tell,
    .draw = spectrum_draw,
    .scripted = spectrum_scripted,
    .script = spectrum_script,
};
