#include "study/descent_window.h"

#include <math.h>

void descent_place_row(const struct descent_result *result, size_t n, const struct trail *trail, size_t row, double at[2])
{
    descent_place(result, n, trail->x + row * n, at);
    if (n == 1)
        at[1] = trail->value[row];
}

static void widen(struct descent_window *view, const double at[2])
{
    for (int k = 0; k < 2; k++) {
        view->low[k] = fmin(view->low[k], at[k]);
        view->high[k] = fmax(view->high[k], at[k]);
    }
}

bool descent_window_sees(const struct descent_window *window, const double at[2])
{
    return at[0] >= window->low[0] && at[0] <= window->high[0] && at[1] >= window->low[1] && at[1] <= window->high[1];
}

/* The box around all paths; those that diverge count until they are out of reach. */
static struct descent_window hull_of(struct arena *arena, const struct descent_result *result, size_t n, double reach)
{
    struct descent_window hull = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
    for (size_t i = 0; i < result->count; i++) {
        const struct trail *trail = &result->trails[i];
        double first[2], at[2];
        descent_place_row(result, n, trail, 0, first);
        for (size_t row = 0; row < trail->rows; row++) {
            descent_place_row(result, n, trail, row, at);
            const double away = fmax(fabs(at[0] - first[0]), n == 1 ? 0 : fabs(at[1] - first[1]));
            if (!isfinite(away) || (trail->outcome.kind == OUTCOME_DIVERGED && away > reach))
                break;
            widen(&hull, at);
        }
        if (n == 2 && trail->outcome.kind != OUTCOME_DIVERGED)
            descent_search_widen(arena, trail, hull.low, hull.high);
    }
    return hull;
}

/* The whole of a set of one or two coordinates is seen, unless it is much larger than the domain. */
static void widen_to_set(const struct descent_parameters *parameters, struct descent_window *view)
{
    const size_t n = (size_t)parameters->dimension;
    enum { LARGE = 2 };
    const struct projection *set = parameters->set;
    const struct landscape *landscape = parameters->landscape;
    bool small = true;
    for (size_t k = 0; k < n && set; k++) {
        double extent[2];
        projection_extent(set, k, extent);
        small = small && extent[1] - extent[0] <= LARGE * (landscape->domain[k][1] - landscape->domain[k][0]);
    }
    for (size_t k = 0; k < n && set && small && n <= 2; k++) {
        double extent[2];
        projection_extent(set, k, extent);
        view->low[k] = fmin(view->low[k], extent[0]);
        view->high[k] = fmax(view->high[k], extent[1]);
    }
}

static double width_of(const double box[2])
{
    return box[1] - box[0];
}

/* An interval of the hull with some room, never of width 0. */
static void with_room(double *low, double *high, double part, double least)
{
    const double room = fmax(part * (*high - *low), least > 0 ? least : 1e-3 * fmax(1, fabs(*low)));
    *low -= room;
    *high += room;
}

struct descent_window descent_window_choose(struct arena *arena, const struct descent_parameters *parameters, const struct descent_result *result)
{
    const size_t n = (size_t)parameters->dimension;
    static const double curve_reach = 10, plane_reach = 1, closer = 0.2; /* of the domain's width */
    const struct landscape *landscape = parameters->landscape;
    const bool known = landscape->domain_known && n <= 2;
    const double width = fmax(width_of(landscape->domain[0]), n == 2 ? width_of(landscape->domain[1]) : 0);
    struct descent_window hull = hull_of(arena, result, n, (n == 1 ? curve_reach : plane_reach) * width);
    const size_t axes = n == 1 ? 1 : 2;
    widen_to_set(parameters, &hull);
    struct descent_window window = hull;
    bool small = known && axes == 2;
    for (size_t i = 0; i < result->count; i++)
        small = small && result->trails[i].outcome.kind != OUTCOME_DIVERGED;
    for (size_t k = 0; k < axes; k++)
        small = small && hull.high[k] - hull.low[k] < closer * width_of(landscape->domain[k]);
    for (size_t k = 0; k < axes; k++) {
        double *low = &window.low[k], *high = &window.high[k];
        const double *domain = landscape->domain[known ? k : 0];
        const double span = fmax(hull.high[0] - hull.low[0], axes == 2 ? hull.high[1] - hull.low[1] : 0);
        if (known && !small) {
            const double edge = 0.01 * width_of(domain); /* a marker on the edge would be cut in half */
            const bool beyond = *low < domain[0] + edge || *high > domain[1] - edge;
            *low = fmin(*low, domain[0]);
            *high = fmax(*high, domain[1]);
            if (beyond)
                with_room(low, high, 0.03, 0);
        } else {
            with_room(low, high, 0.15, 0.1 * span);
        }
    }
    const struct interval *given[2] = {&parameters->picture.xlim, &parameters->picture.ylim};
    if (axes == 1) { /* the height of a curve is what is seen of it */
        window.low[1] = -INFINITY;
        window.high[1] = INFINITY;
    }
    for (size_t k = 0; k < 2; k++)
        if (given[k]->given) {
            window.low[k] = fmin(given[k]->low, given[k]->high);
            window.high[k] = fmax(given[k]->low, given[k]->high);
        }
    return window;
}

double descent_window_crossing(const struct descent_window *window, const double from[2], const double to[2], double at[2])
{
    double part = 1;
    for (int k = 0; k < 2; k++) {
        const double edge = to[k] > window->high[k] ? window->high[k] : to[k] < window->low[k] ? window->low[k] : to[k];
        if (edge != to[k])
            part = fmin(part, (edge - from[k]) / (to[k] - from[k]));
    }
    for (int k = 0; k < 2; k++)
        at[k] = from[k] + part * (to[k] - from[k]);
    return part;
}
