/* What does the loss look like around a trained network? Its parameters are many; what is seen is a line or a plane through them. */
#include "study/loss_surface.h"

#include "analysis/box_sharpness.h"
#include "analysis/directions.h"
#include "analysis/lanczos.h"

#include <math.h>

enum { MAX_SAMPLES = 1001 };

#define FIELD(name) PARAMETER_FIELD(struct loss_surface_parameters, name)
static const struct parameter rows[] = {
    TRAINING_ROWS_WITH(offsetof(struct loss_surface_parameters, typed), "moons(noise=0.3)", "mlp", "adam(lr=0.01)", "mlp(hidden=16,activation=relu)",
                       "2", "directions=between&epochs=10"),
    {"directions", KIND_CHOICE, .offset = FIELD(directions), .initial = "random", .choices = "random|pca|hessian|between",
     .help = "through the end of the first run: two random ones; pca: those along which the paths of all runs spread most; hessian: the leading "
             "eigenvectors of the training loss's Hessian; between: from an end to another: of the first two runs, or seeds, else from start to end",
     .example = "pca"},
    {"normalization", KIND_CHOICE, .offset = FIELD(normalization), .initial = "filter", .choices = "filter|layer|none",
     .help = "of random directions: each filter (row of weights) as long as that of the network, or each layer, with biases 0; none: of length 1",
     .example = "layer", .effective = "directions=random"},
    {"x", KIND_INTERVAL, .offset = FIELD(x),
     .help = "along the first direction; by default -1:1, of pca what the paths reach, of between -0.5:1.5, where 0 and 1 are the ends",
     .example = "-2:2"},
    {"y", KIND_INTERVAL, .offset = FIELD(y), .help = "along the second direction, alike", .example = "-2:2",
     .effective = "view=contour|filled|heatmap|surface|wireframe"},
    {"samples", KIND_INTEGER, .offset = FIELD(samples), .initial = "0", .least = 0, .most = MAX_SAMPLES,
     .help = "samples of an interval without a step; 0: 101 on a line, 51 in each direction of a plane", .example = "31"},
    {"of", KIND_CHOICE, .offset = FIELD(of), .initial = "train", .choices = "train|test", .help = "the examples whose loss is shown",
     .example = "test"},
    {"view", KIND_CHOICE, .offset = FIELD(view), .initial = "auto", .choices = "auto|line|contour|filled|heatmap|wireframe|surface",
     .help = "how it is drawn; auto: a line between ends, else contours", .example = "surface"},
    {"levels", KIND_INTEGER, .offset = FIELD(levels), .initial = "10", .least = 1, .most = 100, .help = "about how many contour levels",
     .example = "15", .effective = "view=contour|filled"},
    {"zscale", KIND_CHOICE, .offset = FIELD(zscale), .initial = "auto", .choices = "auto|linear|log|rank",
     .help = "how losses become colours and levels; auto: linear where that shows the minimum, else log or rank, and linear in space",
     .example = "log", .effective = "view=contour|filled|heatmap|surface|wireframe"},
    {"paths", KIND_CHOICE, .offset = FIELD(paths), .initial = "auto", .choices = "auto|0|1",
     .help = "whether the runs' paths are drawn, at their feet in the plane; auto: with pca", .example = "1"},
    {"match", KIND_BOOLEAN, .offset = FIELD(match), .initial = "0",
     .help = "1: beside it, the line to the same network with its hidden units in the order nearest to the first end", .example = "1",
     .beside = "directions=between&seeds=2&epochs=5"},
    {"box", KIND_REAL, .offset = FIELD(box), .initial = "0", .least = 0, .most = 10,
     .help =
         "more than 0: how much the training loss rises at both ends in the box of parameters w that change by up to so many times |w| + 1: Keskar's "
         "sharpness; 0.001 is usual",
     .example = "0.001", .beside = "directions=between&seeds=2&epochs=5"},
    {"azimuth", KIND_REAL, .offset = FIELD(azimuth), .initial = "-60", .least = -360, .most = 360, .unit = "degrees",
     .help = "direction a surface is seen from", .example = "-35", .beside = "view=surface", .effective = "view=surface|wireframe"},
    {"elevation", KIND_REAL, .offset = FIELD(elevation), .initial = "30", .least = -90, .most = 90, .unit = "degrees",
     .help = "height a surface is seen from", .example = "45", .beside = "view=surface", .effective = "view=surface|wireframe"},
    {"weights", KIND_BOOLEAN, .offset = FIELD(weights), .initial = "0",
     .help = "1: the JSON has the parameters at the centre and the directions, which is enough to repeat it elsewhere", .example = "1"},
};

static bool refuse(struct error *error, const char *parameter, const char *sentence)
{
    error_set(error, ERROR_INVALID, "%s", sentence);
    return error_blame(error, parameter, "");
}

static bool check_runs(const struct loss_surface_parameters *parameters, struct error *error)
{
    const struct training_plan *plan = &parameters->plan;
    const bool between = parameters->directions == SURFACE_BETWEEN;
    if (parameters->typed.data.data.count > 1)
        return refuse(error, "data", "one data set has one loss; several are asked for");
    if (parameters->typed.network.count > 1)
        return refuse(error, "network", "a plane goes through the parameters of one network; several are asked for");
    if (between && plan->group_count * plan->seeds > 2)
        return refuse(error, plan->seeds > 1 ? "seeds" : "optimizer",
                      "a line goes from one end to another: two runs, or one with two seeds, have them");
    if (!between && plan->seeds > 1)
        return refuse(error, "seeds",
                      "several seeds have paths of no common start; directions=between goes from the end of one to that of the other");
    if (parameters->of && !plan->groups[0].test_examples)
        return refuse(error, "of", "there are no test examples: test of data says how many");
    if (parameters->directions == SURFACE_PCA && plan->groups[0].steps == 0)
        return refuse(error, "directions", "without steps there are no paths to take directions from");
    return true;
}

static bool check_view(const struct loss_surface_parameters *parameters, struct error *error)
{
    if (parameters->directions == SURFACE_BETWEEN && parameters->plane)
        return refuse(error, "view", "between two ends there is one direction: view=line");
    if (parameters->match && (parameters->directions != SURFACE_BETWEEN || parameters->to_start))
        return refuse(error, "match", "hidden units are matched of the ends of two runs: directions=between, with seeds=2 or two optimizers");
    if (parameters->match && !directions_can_match(parameters->plan.groups[0].model))
        return refuse(error, "match", "hidden units are matched of fully connected layers without residual connections");
    if (parameters->box > 0 && parameters->directions != SURFACE_BETWEEN)
        return refuse(error, "box", "the sharpness in a box is told of two ends: directions=between");
    if (parameters->paths == 2 && !parameters->plane)
        return refuse(error, "paths", "paths are drawn on planes");
    return interval_check(&parameters->x, "x", error) && interval_check(&parameters->y, "y", error);
}

static void resolve_ranges(struct loss_surface_parameters *parameters)
{
    static const struct interval around = {.given = true, .low = -1, .high = 1}, between = {.given = true, .low = -0.5, .high = 1.5};
    if (parameters->directions == SURFACE_PCA) /* the paths tell */
        return;
    if (!parameters->x.given)
        parameters->x = parameters->directions == SURFACE_BETWEEN ? between : around;
    if (!parameters->y.given)
        parameters->y = around;
}

static double cost_of(struct arena *arena, const struct loss_surface_parameters *parameters)
{
    const struct training_plan *plan = &parameters->plan;
    const struct training_group *group = &plan->groups[0];
    const double examples = (double)(parameters->of ? group->test_examples : group->examples), size = (double)group->model->parameters;
    const double example = OBJECTIVE_NETWORK_OPERATION * model_cost(group->model), points = (double)(parameters->points * plan->group_count);
    double evaluations = (double)loss_surface_count(parameters, false) * (parameters->plane ? (double)loss_surface_count(parameters, true) : 1);
    double total = learning_data_cost(&plan->sets[0]);
    for (size_t i = 0; i < plan->group_count; i++)
        total += training_cost(arena, plan, &plan->groups[i]);
    if (parameters->directions == SURFACE_PCA)
        total += points * points * (size + 15 * points);
    if (parameters->directions == SURFACE_HESSIAN)
        total += SURFACE_LANCZOS_STEPS * training_product_cost(group) + lanczos_cost((size_t)size, SURFACE_LANCZOS_STEPS);
    if (parameters->match) {
        evaluations *= 2;
        total += directions_match_cost(group->model);
    }
    if (parameters->box > 0)
        total += 2 * BOX_SHARPNESS_EVALUATIONS * (3 * example * (double)group->examples + 10 * size);
    double sample = examples * example + 3 * size;
    if (loss_surface_once(parameters)) {
        const double units = (double)group->model->units[1], first = units * (double)group->model->inputs;
        total += 3 * examples * first;
        sample = examples * (example + OBJECTIVE_NETWORK_OPERATION * (3 * units - first)) + 3 * size;
    }
    return total + evaluations * sample + (2 * points + 16) * (examples * example + 3 * size);
}

static bool resolve(struct arena *arena, void *untyped, struct error *error)
{
    static const enum map_kind kinds[] = {MAP_CONTOUR,   MAP_CONTOUR, [SURFACE_FILLED] = MAP_FILLED, [SURFACE_HEATMAP] = MAP_HEATMAP,
                                          MAP_WIREFRAME, MAP_SURFACE};
    struct loss_surface_parameters *parameters = untyped;
    struct training_plan *plan = &parameters->plan;
    const bool between = parameters->directions == SURFACE_BETWEEN;
    if (!training_plan(arena, &parameters->typed, parameters->directions == SURFACE_HESSIAN ? 2 : 1, plan, error))
        return false;
    if (parameters->view == SURFACE_AUTO)
        parameters->view = between ? SURFACE_LINE : SURFACE_CONTOUR;
    parameters->plane = parameters->view != SURFACE_LINE;
    parameters->to_start = between && plan->group_count * plan->seeds == 1;
    parameters->shown = (struct map_view){.kind = kinds[parameters->view],
                                          .zscale = parameters->zscale,
                                          .levels = parameters->levels,
                                          .azimuth = parameters->azimuth,
                                          .elevation = parameters->elevation};
    parameters->draws_paths = parameters->plane && (parameters->paths == 2 || (!parameters->paths && parameters->directions == SURFACE_PCA));
    if (parameters->draws_paths || parameters->directions == SURFACE_PCA)
        parameters->points = SURFACE_MAX_POINTS / plan->group_count;
    if (!check_runs(parameters, error) || !check_view(parameters, error))
        return false;
    resolve_ranges(parameters);
    parameters->cost = cost_of(arena, parameters);
    return true;
}

static double cost(const void *untyped)
{
    return ((const struct loss_surface_parameters *)untyped)->cost;
}

static void measure(const void *untyped, struct study_size *size)
{
    const struct loss_surface_parameters *parameters = untyped;
    const double across = (double)loss_surface_count(parameters, false), up = (double)loss_surface_count(parameters, true);
    size->numbers = 6 * (double)(parameters->points * parameters->plan.group_count);
    if (parameters->weights)
        size->numbers += 3 * (double)parameters->plan.groups[0].model->parameters;
    if (!parameters->plane) {
        size->numbers += 3 * across;
        return;
    }
    size->cells = across * up;
    map_show_measure(&parameters->picture, &parameters->shown, across, up, size);
}

/* Surfaces turn; elsewhere paths grow. */
static double frame(const void *untyped)
{
    const struct loss_surface_parameters *parameters = untyped;
    const size_t groups = parameters->plan.group_count;
    if (!parameters->plane)
        return 0;
    if (map_in_space(&parameters->shown))
        return map_show_frame(&parameters->picture, (double)(loss_surface_count(parameters, false) * loss_surface_count(parameters, true)));
    return parameters->draws_paths && parameters->plan.groups[0].steps ? picture_lines_work((double)groups, (double)(groups * parameters->points))
                                                                       : 0;
}

static const struct study_fact facts[] = {
    {"parameters", "{\"type\":\"integer\"}", "of the network"},
    {"centre_loss", "{\"type\":[\"number\",\"null\"]}", "the loss at the centre, the end of the first run, with decay"},
    {"least_sample", "{\"type\":\"object\"}", "the least sample: at, value"},
    {"greatest_sample", "{\"type\":\"object\"}", "the greatest sample: at, value"},
    {"undefined", "{\"type\":\"integer\"}", "how many samples are undefined (null)"},
    {"share_of_variance", "{\"type\":\"number\"}",
     "of the squared distances of the paths' points from the centre, the share that lies in the plane; the rest is off it"},
    {"shares", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "pca: the same by direction"},
    {"eigenvalues", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "hessian: of the two directions"},
    {"residuals", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "hessian: within so much of each there is an eigenvalue"},
    {"ends", "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}", "between: the loss at 0 and at 1"},
    {"distance", "{\"type\":\"number\"}", "between: of the two ends"},
    {"box_sharpness", "{\"type\":\"array\",\"items\":{\"type\":[\"number\",\"null\"]}}",
     "between, where box is more than 0: 100 (max − L)/(1 + L) at both ends, with L the training loss there and max the greatest found in the box"},
    {"barrier", "{\"type\":[\"number\",\"null\"]}",
     "between: how far the loss at samples from 0 to 1 rises at most above the straight line from one end's loss to the other's"},
    {"matched_units", "{\"type\":\"integer\"}", "match=1: hidden units that changed places"},
    {"matched_distance", "{\"type\":\"number\"}", "match=1: the distance then"},
    {"matched_barrier", "{\"type\":[\"number\",\"null\"]}", "match=1: the barrier then"},
    {"centre", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "weights=1: the parameters at (0, 0)"},
    {"direction1", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}", "weights=1: what is added for x = 1"},
    {"direction2", "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}",
     "weights=1: what is added for y = 1; with match=1, on the line to the matched end for x = 1"},
};

static const struct study_fact answer_columns[] = {
    {"x", STUDY_NUMBERS, "along the first direction"},
    {"y", STUDY_NUMBERS, "along the second, of a path"},
    {"loss", STUDY_NUMBERS, "there"},
    {"matched", STUDY_NUMBERS, "loss between the minima once their units are in matching order"},
    {"step", STUDY_NUMBERS, "of a path"},
    {"off_plane", STUDY_NUMBERS, "distance of the path from the plane"},
    {"loss_in_plane", STUDY_NUMBERS, "loss at the path's shadow"},
};

const struct study loss_surface_study = {
    .name = "loss-surface",
    .known_as = "loss-landscape network-surface",
    .question = "what does the loss look like around a trained network?",
    .help =
        "Trains a network, and samples its loss on a plane or a line through where the training ended: along random directions, filter by filter as "
        "long as the network's, the principal directions of the optimizers' paths, the leading eigenvectors of the Hessian, or from one end to "
        "another, with and without its hidden units in matching order. The share of the paths that lies in the plane is told, and how far off it "
        "the rest is.",
    STUDY_PARAMETERS(struct loss_surface_parameters, rows),
    STUDY_FACTS(facts),
    STUDY_COLUMNS(answer_columns),
    .example = "data=moons(n=100)&network=mlp(hidden=8)&epochs=20&samples=21",
    .lower = "samples, epochs or steps, the n that data has, or the network's hidden units",
    .resolve = resolve,
    .cost = cost,
    .measure = measure,
    .frame = frame,
    .moves_with = "view=surface, view=wireframe or directions=pca",
    .run = loss_surface_run,
    .describe = loss_surface_describe,
    .tell = loss_surface_tell,
    .draw = loss_surface_draw,
    .scripted = loss_surface_scripted,
    .script = loss_surface_script,
};
