/* To which target the end of a run belongs. */
#include "study/basins.h"

#include "base/crew.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

struct basins_search {
    const struct basins_parameters *parameters;
    const struct critical_points *critical;
    const struct basins_result *result;
    double near[2];     /* what is further apart in a coordinate is not near: known without a quotient */
    double surely[2];   /* and what is less apart in both is */
    size_t last;        /* the target of the end before, which its neighbour mostly has, too; none: SIZE_MAX */
    signed char *alone; /* [targets]: 1, nothing that is near it is near another; −1, something may be; 0, not known yet */
};

struct basins_search *basins_search_open(struct arena *arena, const struct basins_parameters *parameters, const struct critical_points *critical,
                                         const struct basins_result *result)
{
    static const double more = BASINS_NEARNESS * (1 + 1e-9), less = BASINS_NEARNESS * (1 - 1e-9); /* than is rounded off */
    struct basins_search *search = ARENA_NEW(arena, struct basins_search, 1);
    *search = (struct basins_search){.parameters = parameters, .critical = critical, .result = result, .last = SIZE_MAX};
    for (size_t k = 0; k < 2; k++) {
        search->near[k] = more * (parameters->box[k][1] - parameters->box[k][0]);
        search->surely[k] = less * (parameters->box[k][1] - parameters->box[k][0]);
    }
    search->alone = ARENA_NEW(arena, signed char, result->target_count + 1);
    return search;
}

/* How far two places are apart, in units of the box. */
static double apart(const struct basins_parameters *parameters, const double *a, const double *b)
{
    double most = 0; /* not by fmax, a call: this is asked of every end and every minimum */
    for (size_t k = 0; k < 2; k++) {
        const double distance = fabs(a[k] - b[k]) / (parameters->box[k][1] - parameters->box[k][0]);
        most = distance > most ? distance : most;
    }
    return most;
}

/* Whether two places are further apart than so many times what is near. */
static bool is_far(const struct basins_search *search, const double *a, const double *b, double times)
{
    return fabs(a[0] - b[0]) > times * search->near[0] || fabs(a[1] - b[1]) > times * search->near[1];
}

static bool is_alone(struct basins_search *search, size_t target)
{
    const struct basins_result *result = search->result;
    signed char *alone = &search->alone[target];
    if (!*alone) {
        *alone = 1;
        for (size_t i = 0; i < result->target_count; i++)
            if (i != target && !is_far(search, result->targets[i].at, result->targets[target].at, 2)) {
                *alone = -1;
                break;
            }
    }
    return *alone > 0;
}

/* Whether a place is so near another that no rounding makes it further away. */
static inline bool is_surely_near(const struct basins_search *search, double x, double y, const double *at)
{
    return fabs(x - at[0]) < search->surely[0] && fabs(y - at[1]) < search->surely[1];
}

/* The target that is nearest to a place and near it; the number of targets: there is none. */
static size_t nearest(struct basins_search *search, const double *at)
{
    const struct basins_parameters *parameters = search->parameters;
    const struct basins_result *result = search->result;
    const size_t count = result->target_count, last = search->last;
    if (last < count && is_surely_near(search, at[0], at[1], result->targets[last].at) && is_alone(search, last))
        return last;
    double best = BASINS_NEARNESS;
    size_t found = count;
    for (size_t i = 0; i < count; i++) {
        if (is_far(search, at, result->targets[i].at, 1))
            continue;
        const double distance = apart(parameters, at, result->targets[i].at);
        if (distance < best) {
            best = distance;
            found = i;
        }
    }
    search->last = found;
    return found;
}

/* Whether an end is at a critical point that is no minimum. */
static bool is_elsewhere(const struct basins_parameters *parameters, const struct critical_points *critical, const struct basins_end *end)
{
    for (size_t i = 0; i < critical->count; i++)
        if (basins_stalls_at(&critical->items[i]) && apart(parameters, end->at, critical->items[i].at) < BASINS_NEARNESS)
            return true;
    return false;
}

static bool is_on_curve(const struct basins_parameters *parameters, const struct critical_points *critical, const struct basins_end *end)
{
    for (size_t i = 0; i < critical->chain_count; i++)
        for (size_t k = 0; critical->chains[i].kind == CRITICAL_MINIMUM && k < critical->chains[i].count; k++)
            if (apart(parameters, end->at, critical->chains[i].at[k]) < BASINS_NEARNESS)
                return true;
    return false;
}

size_t basins_settle(struct basins_search *search, const struct basins_end *end)
{
    const struct basins_parameters *parameters = search->parameters;
    const struct critical_points *critical = search->critical;
    const size_t count = search->result->target_count, target = nearest(search, end->at);
    if (target < count)
        return target;
    bool inside = end->stop != STOP_OVERFLOW;
    for (size_t k = 0; k < 2; k++)
        inside = inside && end->at[k] >= parameters->box[k][0] && end->at[k] <= parameters->box[k][1];
    return count + (!inside                                                                  ? BASINS_OUTSIDE
                    : end->stop == STOP_NOWHERE || end->stop == STOP_UNDEFINED               ? BASINS_UNDEFINED
                    : is_on_curve(parameters, critical, end)                                 ? BASINS_CURVE
                    : end->stop == STOP_STUCK || !(fabs(end->gradient_norm) > 0)             ? BASINS_STALLED
                    : end->stop == STOP_TOLERANCE && is_elsewhere(parameters, critical, end) ? BASINS_STALLED
                                                                                             : BASINS_UNSETTLED);
}

/* Runs that end at a target, their steps together, and the most that one took: whole numbers, so that sums do not depend on how the grid is parted. */
struct end_counts {
    size_t count, steps, most_steps;
};

/* The ends as pieces of so many each, which idle threads settle as well. */
struct ends_settling {
    const struct basins_parameters *parameters;
    const struct basins_ends *ends;
    struct basins_result *result;
    size_t each;
    struct end_counts *counts; /* [pieces][targets] */
};

static size_t all_targets(const struct basins_result *result)
{
    return result->target_count + BASINS_NOWHERE;
}

/* How many ends from number `first` on, before `last`, belong to the target of that one without a doubt: neighbours mostly have one. */
static size_t settled_alike(struct basins_search *search, const struct basins_ends *ends, size_t target, size_t first, size_t last)
{
    const struct basins_result *result = search->result;
    const double *x = ends->x, *y = ends->x + result->rows * result->columns, *at = result->targets[target].at;
    size_t end = first + 1;
    if (target < result->target_count && is_alone(search, target))
        while (end < last && is_surely_near(search, x[end], y[end], at))
            end++;
    return end - first;
}

/* Writes down where so many runs of one target ended, from number `first` on. */
static void keep_ends(struct basins_result *result, const struct basins_ends *ends, size_t target, size_t first, size_t count,
                      struct end_counts *counts)
{
    size_t steps = 0, most_steps = counts->most_steps;
    for (size_t i = first; i < first + count; i++) {
        const size_t taken = ends->steps[i];
        result->category[i] = (double)target;
        result->steps[i] = (double)(int64_t)taken;
        steps += taken;
        most_steps = taken > most_steps ? taken : most_steps;
    }
    counts->count += count;
    counts->steps += steps;
    counts->most_steps = most_steps;
}

static void settle_piece(void *untyped, struct arena *scratch, size_t index)
{
    const struct ends_settling *settling = untyped;
    const struct basins_ends *ends = settling->ends;
    struct basins_result *result = settling->result;
    struct end_counts *counts = settling->counts + index * all_targets(result);
    const size_t count = result->rows * result->columns, first = index * settling->each, left = count - first,
                 last = first + (left < settling->each ? left : settling->each);
    struct basins_search *search = basins_search_open(scratch, settling->parameters, &result->critical, result);
    memset(counts, 0, all_targets(result) * sizeof *counts);
    for (size_t i = first, alike; i < last; i += alike) {
        const struct basins_end end = {{ends->x[i], ends->x[count + i]}, ends->gradient_norm[i], ends->stops[i]};
        const size_t target = basins_settle(search, &end);
        alike = settled_alike(search, ends, target, i, last);
        keep_ends(result, ends, target, i, alike, &counts[target]);
    }
}

void basins_settle_all(struct arena *arena, const struct basins_parameters *parameters, const struct basins_ends *ends, struct basins_result *result)
{
    enum { FEWEST = 4096, MOST = 16384, PIECES = 2 /* for each thread */, SCRATCH_BYTES = 1 << 20 };
    const size_t count = result->rows * result->columns, threads = crew_threads(arena), most = threads > 1 ? PIECES * threads : 1,
                 share = (count + most - 1) / most,
                 each = share < FEWEST ? FEWEST
                        : share < MOST ? share
                                       : MOST,
                 pieces = (count + each - 1) / each;
    struct ends_settling settling = {parameters, ends, result, each, ARENA_ROOM(arena, struct end_counts, pieces * all_targets(result))};
    crew_share(arena, pieces, SCRATCH_BYTES, settle_piece, &settling);
    for (size_t i = 0; i < pieces * all_targets(result); i++) {
        const struct end_counts *counts = &settling.counts[i];
        struct basins_target *target = &result->targets[i % all_targets(result)];
        target->count += counts->count;
        target->steps += (double)counts->steps;
        result->most_steps = fmax(result->most_steps, (double)counts->most_steps);
    }
}
