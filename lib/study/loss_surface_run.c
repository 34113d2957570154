/* The runs, the directions through the end of the first, and the loss along them: see loss_sampler.h. */
#include "study/loss_sampler.h"

#include "analysis/box_sharpness.h"
#include "analysis/curvature.h"
#include "analysis/directions.h"
#include "base/eigen.h"
#include "base/linear.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

static double *draw_direction(const struct loss_sampler *surface, uint64_t number)
{
    double *direction = loss_sampler_vector(surface);
    random_normals((uint64_t)surface->parameters->typed.data.seed, random_stream(RANDOM_DIRECTION, number), 0, direction, surface->size);
    return direction;
}

/* At right angles to `other`, and of length 1. */
static void straighten(double *direction, const double *other, size_t n)
{
    const double along = linear_dot(n, direction, other);
    for (size_t i = 0; i < n; i++)
        direction[i] -= along * other[i];
    linear_normalize(n, direction);
}

static void take_random(struct loss_sampler *surface)
{
    static const enum direction_normalization normalizations[] = {DIRECTION_FILTER, DIRECTION_LAYER, DIRECTION_UNIT};
    for (uint64_t k = 0; k < 2; k++) {
        double *direction = draw_direction(surface, k);
        direction_normalize(surface->model, surface->result->centre, normalizations[surface->parameters->normalization], direction);
        surface->result->direction[k] = direction;
    }
}

/* The leading eigenvectors of the training loss's Hessian. */
static void take_hessian(struct loss_sampler *surface, const struct examples *train)
{
    struct loss_surface_result *result = surface->result;
    struct objective objective;
    struct lanczos lanczos;
    objective_network(surface->arena, surface->model, train, surface->parameters->typed.decay, &objective);
    struct curvature *curvature = curvature_create(surface->arena, &objective);
    curvature_move(curvature, result->centre, 1);
    const struct linear_operator matrix = curvature_operator(curvature);
    const struct lanczos_options options = {.steps = SURFACE_LANCZOS_STEPS, .tolerance = 1e-10, .leading = 2};
    lanczos_run(surface->arena, &matrix, &options, &lanczos);
    for (size_t k = 0; k < 2; k++) {
        double *direction = loss_sampler_vector(surface);
        result->direction[k] = direction;
        if (k < lanczos.count) {
            lanczos_vector(&lanczos, lanczos.count - 1 - k, direction);
            result->eigenvalue[k] = lanczos.value[lanczos.count - 1 - k];
            result->residual[k] = lanczos.residual[lanczos.count - 1 - k];
            continue;
        }
        memcpy(direction, draw_direction(surface, k), surface->size * sizeof *direction);
        straighten(direction, result->direction[0], surface->size);
        result->eigenvalue[k] = result->residual[k] = NAN;
    }
}

/* All points of all paths, less the centre. */
struct path_cloud {
    double **points;
    size_t count;
};

static struct path_cloud gather(const struct loss_sampler *surface)
{
    const struct loss_surface_parameters *parameters = surface->parameters;
    const struct loss_surface_result *result = surface->result;
    struct path_cloud cloud = {.points = ARENA_NEW(surface->arena, double *, parameters->plan.group_count *SURFACE_MAX_POINTS)};
    for (size_t g = 0; g < parameters->plan.group_count; g++)
        for (size_t k = 0; k < result->courses[g].snapshot_count; k++) {
            double *point = cloud.points[cloud.count++] = loss_sampler_vector(surface);
            for (size_t i = 0; i < surface->size; i++)
                point[i] = result->courses[g].snapshots[k][i] - result->centre[i];
        }
    return cloud;
}

/* The principal directions of the points about the centre, from the matrix of their inner products: with K points it is K × K. */
static void take_principal(struct loss_sampler *surface, const struct path_cloud *cloud)
{
    const size_t count = cloud->count, n = surface->size;
    double *products = ARENA_NEW(surface->arena, double, count *count), *values = ARENA_NEW(surface->arena, double, count),
           *vectors = ARENA_NEW(surface->arena, double, count *count), largest = 0, total = 0;
    for (size_t a = 0; a < count; a++)
        for (size_t i = 0; i < n; i++)
            largest = fmax(largest, fabs(cloud->points[a][i]));
    const double scale = largest > 0 ? largest : 1;
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b <= a; b++)
            products[a * count + b] = linear_dot(n, cloud->points[a], cloud->points[b]) / scale / scale;
    symmetric_eigen(count, products, values, vectors);
    for (size_t k = 0; k < count; k++)
        total += fmax(0, values[k]);
    for (size_t k = 0; k < 3 && k < count; k++)
        surface->result->shares[k] = total > 0 ? fmax(0, values[count - 1 - k]) / total : 0;
    for (size_t k = 0; k < 2; k++) {
        double *direction = loss_sampler_vector(surface);
        surface->result->direction[k] = direction;
        const bool spread = surface->result->shares[k] > SURFACE_STRAIGHT;
        if (!spread) /* a straight path: any second direction will do */
            memcpy(direction, draw_direction(surface, k), n * sizeof *direction);
        for (size_t a = 0; a < count && spread; a++)
            for (size_t i = 0; i < n; i++)
                direction[i] += vectors[(count - 1 - k) * count + a] * (cloud->points[a][i] / scale);
        if (k)
            straighten(direction, surface->result->direction[0], n);
        direction_normalize(surface->model, surface->result->centre, DIRECTION_UNIT, direction);
        linear_turn_up(n, direction);
    }
}

/* The foot of a point in the plane, whose directions need not be at right angles; returns its squared distance from the centre. */
static double project(const struct loss_sampler *surface, const double *point, double *x, double *y, double *away)
{
    const double *first = surface->result->direction[0], *second = surface->result->direction[1];
    const size_t n = surface->size;
    const double a = linear_dot(n, first, first), b = linear_dot(n, first, second), c = linear_dot(n, second, second),
                 p = linear_dot(n, first, point), q = linear_dot(n, second, point);
    const double determinant = a * c - b * b;
    double foot = 0, off = 0;
    *x = determinant > 0 ? (c * p - b * q) / determinant : a > 0 ? p / a : 0;
    *y = determinant > 0 ? (a * q - b * p) / determinant : 0;
    for (size_t i = 0; i < n; i++) {
        const double in = *x * first[i] + *y * second[i];
        foot += in * in;
        off += (point[i] - in) * (point[i] - in);
    }
    *away = sqrt(off);
    return foot;
}

static void make_paths(struct loss_sampler *surface, const struct path_cloud *cloud)
{
    struct loss_surface_result *result = surface->result;
    const size_t groups = surface->parameters->plan.group_count;
    double all = 0, shown = 0;
    result->paths = ARENA_NEW(surface->arena, struct surface_path, groups);
    for (size_t g = 0, at = 0; g < groups; g++) {
        const struct training_course *course = &result->courses[g];
        struct surface_path *path = &result->paths[g];
        *path = (struct surface_path){.course = course, .points = course->snapshot_count};
        double **const columns[] = {&path->step, &path->x, &path->y, &path->away, &path->loss, &path->in_plane};
        for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
            *columns[k] = ARENA_NEW(surface->arena, double, path->points);
        for (size_t k = 0; k < path->points; k++, at++) {
            const double foot = project(surface, cloud->points[at], &path->x[k], &path->y[k], &path->away[k]);
            path->step[k] = (double)course->snapshot_steps[k];
            shown += foot;
            all += foot + path->away[k] * path->away[k];
        }
        loss_sampler_points(surface, course->snapshots, path->points, path->loss);
        loss_sampler_line(surface, result->direction[0], result->direction[1], path->x, path->y, path->points, path->in_plane);
    }
    result->share = all > 0 ? shown / all : 0;
}

/* What the paths reach, with room; as wide as a fifth of the other direction at least. */
static struct interval reach(const struct loss_surface_result *result, size_t groups, bool up)
{
    static const double room = 0.2, narrow = 0.2;
    double low[2] = {0, 0}, high[2] = {0, 0};
    for (size_t g = 0; g < groups; g++)
        for (size_t k = 0; k < result->paths[g].points; k++) {
            const double at[2] = {result->paths[g].x[k], result->paths[g].y[k]};
            for (int d = 0; d < 2; d++) {
                low[d] = fmin(low[d], at[d]);
                high[d] = fmax(high[d], at[d]);
            }
        }
    const double span = fmax(high[up] - low[up], narrow * (high[!up] - low[!up])), middle = (low[up] + high[up]) / 2;
    const double half = span > 0 ? (0.5 + room) * span : 1;
    return (struct interval){.given = true, .low = middle - half, .high = middle + half};
}

static void find_extremes(struct loss_surface_result *result, const double *values, size_t count)
{
    result->least = result->greatest = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i])) {
            result->undefined++;
            continue;
        }
        result->least = result->least == SIZE_MAX || values[i] < values[result->least] ? i : result->least;
        result->greatest = result->greatest == SIZE_MAX || values[i] > values[result->greatest] ? i : result->greatest;
    }
}

static void measure_ends(struct loss_sampler *surface, const struct examples *train, const double *far_end)
{
    const struct loss_surface_parameters *parameters = surface->parameters;
    struct objective objective;
    const double *const ends[2] = {surface->result->centre, far_end};
    objective_network(surface->arena, surface->model, train, parameters->typed.decay, &objective);
    for (int k = 0; k < 2; k++)
        surface->result->sharpness[k] = box_sharpness(surface->arena, &objective, ends[k], parameters->box, (uint64_t)parameters->typed.data.seed);
}

static void sample_plane_of_loss(struct loss_sampler *surface)
{
    const struct loss_surface_parameters *parameters = surface->parameters;
    struct loss_surface_result *result = surface->result;
    const size_t groups = parameters->plan.group_count;
    const struct interval x = parameters->x.given ? parameters->x : reach(result, groups, false),
                          y = parameters->y.given ? parameters->y : reach(result, groups, true);
    struct map *map = &result->map;
    map->x = interval_positions(surface->arena, &x, loss_surface_count(parameters, false), &map->columns);
    map->y = interval_positions(surface->arena, &y, loss_surface_count(parameters, true), &map->rows);
    map->samples = ARENA_NEW(surface->arena, double, map->columns * map->rows);
    loss_sampler_grid(surface, map->x, map->columns, map->y, map->rows, map->samples);
    map->z = map->samples;
    find_extremes(result, map->samples, map->columns * map->rows);
}

/* How far the values rise above the straight line between the ends. */
static double barrier_of(const double *x, const double *values, size_t count, const double ends[2])
{
    double barrier = 0;
    for (size_t k = 0; k < count; k++)
        if (x[k] >= 0 && x[k] <= 1)
            barrier = isnan(values[k]) ? NAN : fmax(barrier, values[k] - ((1 - x[k]) * ends[0] + x[k] * ends[1]));
    return isfinite(ends[0] + ends[1]) ? barrier : NAN;
}

static void sample_line(struct loss_sampler *surface, const double *far_end)
{
    const struct loss_surface_parameters *parameters = surface->parameters;
    struct loss_surface_result *result = surface->result;
    const struct interval x = parameters->x.given ? parameters->x : reach(result, parameters->plan.group_count, false);
    result->x = interval_positions(surface->arena, &x, loss_surface_count(parameters, false), &result->columns);
    double *values = ARENA_NEW(surface->arena, double, result->columns);
    loss_sampler_line(surface, result->direction[0], NULL, result->x, NULL, result->columns, values);
    result->values = values;
    find_extremes(result, values, result->columns);
    if (!far_end)
        return;
    loss_sampler_line(surface, result->direction[0], NULL, (const double[]){0, 1}, NULL, 2, result->ends);
    result->barrier[0] = barrier_of(result->x, values, result->columns, result->ends);
    result->distance[0] = sqrt(linear_dot(surface->size, result->direction[0], result->direction[0]));
    if (!parameters->match)
        return;
    double *other = loss_sampler_vector(surface), *direction = loss_sampler_vector(surface);
    memcpy(other, far_end, surface->size * sizeof *other);
    result->moved = directions_match(surface->arena, surface->model, result->centre, other);
    for (size_t i = 0; i < surface->size; i++)
        direction[i] = other[i] - result->centre[i];
    result->matched = ARENA_NEW(surface->arena, double, result->columns);
    loss_sampler_line(surface, direction, NULL, result->x, NULL, result->columns, result->matched);
    result->barrier[1] = barrier_of(result->x, result->matched, result->columns, result->ends);
    result->distance[1] = sqrt(linear_dot(surface->size, direction, direction));
    result->direction[1] = direction;
}

/* From the centre to another end; of one run from its start to the centre. */
static const double *take_between(struct loss_sampler *surface)
{
    const struct loss_surface_parameters *parameters = surface->parameters;
    struct loss_surface_result *result = surface->result;
    const struct training_course *first = &result->courses[0], *last = &result->courses[parameters->plan.group_count - 1];
    const size_t seeds = parameters->plan.seeds;
    const double *other = training_weights(surface->arena, last->group, last->end + (seeds > 1), seeds);
    if (parameters->to_start) {
        other = result->centre;
        result->centre = training_weights(surface->arena, first->group, first->start, 1);
    }
    double *direction = loss_sampler_vector(surface);
    for (size_t i = 0; i < surface->size; i++)
        direction[i] = other[i] - result->centre[i];
    result->direction[0] = direction;
    return other;
}

static void train(struct loss_sampler *surface)
{
    const struct loss_surface_parameters *parameters = surface->parameters;
    const struct training_plan *plan = &parameters->plan;
    struct training_course *courses = ARENA_NEW(surface->arena, struct training_course, plan->group_count);
    for (size_t g = 0; g < plan->group_count; g++) {
        const struct training_group *group = &plan->groups[g];
        const size_t most = parameters->points, count = group->steps + 1 < most ? group->steps + 1 : most;
        double *steps = ARENA_NEW(surface->arena, double, count + 1);
        for (size_t k = 0; k < count; k++)
            steps[k] = count > 1 ? floor((double)group->steps * ((double)k / (double)(count - 1))) : 0;
        training_run(surface->arena, plan, group, &surface->result->set, &(struct training_recording){.snapshots = steps, .snapshot_count = count},
                     &courses[g]);
    }
    surface->result->courses = courses;
    surface->result->centre = training_weights(surface->arena, courses[0].group, courses[0].end, plan->seeds);
}

bool loss_surface_run(struct arena *arena, const void *untyped, void **answer, struct error *error)
{
    const struct loss_surface_parameters *parameters = untyped;
    struct loss_surface_result *result = ARENA_NEW(arena, struct loss_surface_result, 1);
    struct loss_sampler surface = {.arena = arena, .parameters = parameters, .result = result, .model = parameters->plan.groups[0].model};
    const double *far_end = NULL;
    surface.size = surface.model->parameters;
    if (!learning_data_make(arena, &parameters->typed.data, &result->set, error))
        return false;
    train(&surface);
    const struct examples train_part = training_examples(arena, &parameters->plan, 0, &result->set.train);
    surface.examples = parameters->of ? training_examples(arena, &parameters->plan, 0, &result->set.test) : train_part;
    surface.evaluation = evaluation_create(arena, surface.model, LOSS_LANES, 0);
    surface.weights = ARENA_NEW(arena, double, surface.size *LOSS_LANES + PRODUCT_PADDING);
    const struct path_cloud cloud = parameters->points ? gather(&surface) : (struct path_cloud){0};
    if (parameters->directions == SURFACE_RANDOM)
        take_random(&surface);
    else if (parameters->directions == SURFACE_HESSIAN)
        take_hessian(&surface, &train_part);
    else if (parameters->directions == SURFACE_PCA)
        take_principal(&surface, &cloud);
    else
        far_end = take_between(&surface);
    if (parameters->box > 0)
        measure_ends(&surface, &train_part, far_end);
    if (parameters->points)
        make_paths(&surface, &cloud);
    loss_sampler_line(&surface, result->direction[0], NULL, (const double[]){0}, NULL, 1, &result->centre_loss);
    if (parameters->plane)
        sample_plane_of_loss(&surface);
    else
        sample_line(&surface, far_end);
    *answer = result;
    return true;
}
