/* The power method needs no Hessian: what it multiplies with is a difference of two gradients. */
#include "optimize/rate.h"

#include "base/number.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

static const double apart = 1e-5;   /* of the domain's narrowest side: where gradients are compared for a product with the Hessian */
static const double straight = 0.1; /* of that side: the first step where nothing curves */

/* One point and its gradient. */
struct probe {
    const struct objective *objective;
    void *scratch;
    double *x, value, *gradient;
};

static void evaluate(struct probe *probe)
{
    const struct objective_points points = {1, 1, probe->x, &probe->value, probe->gradient, NULL};
    probe->objective->kind->evaluate(probe->scratch, &points, NULL);
}

static double norm_of(const double *numbers, size_t count)
{
    double largest = 0, sum = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(numbers[i]));
    if (!(largest > 0) || !isfinite(largest))
        return largest;
    for (size_t i = 0; i < count; i++)
        sum += numbers[i] / largest * (numbers[i] / largest);
    return largest * sqrt(sum);
}

/* The gradient at start + length · direction. */
static void evaluate_along(struct probe *probe, const double *start, double length, const double *direction)
{
    for (size_t d = 0; d < probe->objective->dimension; d++)
        probe->x[d] = start[d] + length * direction[d];
    evaluate(probe);
}

/* The largest magnitude of an eigenvalue of the Hessian at a place, by the power method from where `direction` was left; 0 where it is not defined. */
static double curvature_at(struct probe *probe, const double *place, double step, int products, double *direction, double *ahead)
{
    const size_t n = probe->objective->dimension;
    double curvature = 0, length = norm_of(direction, n);
    for (int k = 0; k < products && length > 0; k++) {
        for (size_t d = 0; d < n; d++)
            direction[d] /= length;
        evaluate_along(probe, place, step, direction);
        memcpy(ahead, probe->gradient, n * sizeof *ahead);
        evaluate_along(probe, place, -step, direction);
        for (size_t d = 0; d < n; d++)
            direction[d] = (ahead[d] - probe->gradient[d]) / (2 * step);
        length = norm_of(direction, n);
        if (!isfinite(length))
            return 0;
        curvature = fmax(curvature, length);
    }
    return curvature;
}

/* What gradient descent meets on its way from a start. */
struct rate_walk {
    double width, curvature, rate;
    int halvings;
};

/* Shortens the rate until a step from a place lowers the value as it should, and takes the step; false where none does, or there is no slope. */
static bool step_down(struct probe *probe, struct rate_walk *way, double *place, double *slope)
{
    const size_t n = probe->objective->dimension;
    const double value = probe->value, norm = norm_of(slope, n);
    for (; way->halvings < RATE_HALVINGS; way->halvings++, way->rate /= 2) {
        evaluate_along(probe, place, -way->rate, slope);
        /* Where less is promised than values can tell, any step will do. */
        const double promised = way->rate * norm * norm / 2;
        if (probe->value <= value - promised * (1 - 1e-6) || promised <= 1e-12 * fabs(value))
            break;
    }
    memcpy(place, probe->x, n * sizeof *place);
    return isfinite(probe->value);
}

/* Gradient descent from a place for some steps, at a rate that becomes 1 over the largest curvature on its way. */
static void walk(struct arena *arena, struct probe *probe, double *place, struct rate_walk *way)
{
    enum { FURTHER = 6 };
    static const double nothing = 1e-9; /* of the gradient, over the domain's width: rounding in the products */
    const size_t n = probe->objective->dimension;
    double *slope = ARENA_NEW(arena, double, n), *direction = ARENA_NEW(arena, double, n), *ahead = ARENA_NEW(arena, double, n);
    random_normals(1, random_stream(RANDOM_METHOD, 0), 0, direction, n);
    for (int k = 0; k < RATE_STEPS; k++) {
        const double curvature = curvature_at(probe, place, apart * way->width, k ? FURTHER : RATE_PRODUCTS, direction, ahead);
        evaluate_along(probe, place, 0, slope);
        memcpy(slope, probe->gradient, n * sizeof *slope);
        const double norm = norm_of(slope, n);
        if (curvature * way->width > nothing * norm && curvature > way->curvature) {
            way->curvature = curvature;
            way->rate = fmin(way->rate, 1 / curvature);
        }
        if (!(norm > 0) || !isfinite(norm))
            return;
        if (isinf(way->rate)) { /* nothing curves */
            way->rate = straight * way->width / norm;
            return;
        }
        if (!step_down(probe, way, place, slope))
            return;
    }
}

static double momentum_of(const struct call *call)
{
    for (size_t i = METHOD_OWN; i < call->callable->option_count; i++)
        if (!strcmp(call->callable->options[i].name, "momentum") && call->values[i] < 1)
            return call->values[i];
    return 0;
}

static double by_curvature(struct arena *arena, const struct objective *objective, const struct call *call, const double *starts, size_t count,
                           double width, const char **rule)
{
    const size_t n = objective->dimension;
    const double momentum = momentum_of(call);
    struct probe probe = {objective, objective->kind->open(arena, objective, 1, false), ARENA_NEW(arena, double, n + BLOCK_PADDING), 0,
                          ARENA_NEW(arena, double, n)};
    double *start = ARENA_NEW(arena, double, n), least = NAN;
    for (size_t i = 0; i < count; i++) {
        struct rate_walk way = {.width = width, .rate = INFINITY};
        for (size_t d = 0; d < n; d++)
            start[d] = starts[d * count + i];
        walk(arena, &probe, start, &way);
        const double rate = (1 - momentum) * way.rate;
        if (!(rate > 0) || !isfinite(rate) || rate >= least)
            continue;
        char text[NUMBER_SIZE];
        text[number_print_rounded(text, way.curvature, 4)] = 0;
        least = rate;
        *rule = way.curvature > 0 ? arena_format(arena, "%s/λ, with the largest curvature λ = %s on %d steps of gradient descent",
                                                 momentum > 0 ? "(1 − μ)" : "1", text, RATE_STEPS)
                                  : "a tenth of the domain's width over the gradient, as nothing curves at the start";
        if (way.halvings)
            *rule = arena_format(arena, "%s, halved %d time%s for the value to fall as the gradient says", *rule, way.halvings,
                                 way.halvings > 1 ? "s" : "");
    }
    return least;
}

double rate_choose(struct arena *arena, const struct objective *objective, const struct call *call, const double *starts, size_t count,
                   const double (*domain)[2], const char **rule)
{
    const struct call *inner = call->inner ? call->inner : call;
    const struct method *method = method_of(inner);
    double width = INFINITY, rate = NAN;
    for (size_t d = 0; d < objective->dimension; d++)
        width = fmin(width, domain[d][1] - domain[d][0]);
    if (method->rate_by_curvature)
        rate = by_curvature(arena, objective, inner, starts, count, width, rule);
    if (method->rate_by_width > 0) {
        char text[NUMBER_SIZE];
        text[number_print_rounded(text, 100 * method->rate_by_width, 4)] = 0;
        rate = method->rate_by_width * width;
        *rule = arena_format(arena, "%s %% of the domain's narrowest side", text);
    }
    if (rate > 0 && isfinite(rate))
        return rate;
    *rule = method->rate_by_curvature ? "the method's default, as the start has neither slope nor curvature"
                                      : "the method's default, which has the landscape's scale";
    return inner->callable->options[METHOD_LR].initial;
}
