/* Kinds by values, of the points that the Hessian leaves open. */
#include "analysis/stationary.h"

#include <math.h>
#include <string.h>

bool stationary_inspect(struct stationary *search, const double *at, struct inspection *inspection)
{
    if (search->looks < 1)
        return false;
    search->looks--;
    critical_inspect_by(search->inspector, at, 1, true, inspection);
    return true;
}

/* Whether a place is no farther from a zero of the gradient than another, but by chance. */
static bool is_as_good(const struct stationary *search, const struct inspection *there, const struct inspection *here)
{
    static const double by_chance = 2;
    return stationary_steepness(search, there) <= by_chance * stationary_steepness(search, here);
}

/* Rounds a point that values decide to so many digits, if that is as good: it is critical there, too. */
static void round_unsure(struct stationary *search, struct stationary_point *point, int digits, struct inspection *inspection)
{
    const size_t n = search->dimension;
    double *at = ARENA_NEW(search->arena, double, n);
    struct inspection there;
    const bool corner = !inspection->smooth && inspection->kind != CRITICAL_REGULAR;
    if (corner && digits <= 3)
        return;
    bool short_already = true;
    for (size_t k = 0; k < n; k++) {
        at[k] = stationary_rounded(search, k, digits, point->point.at[k]);
        short_already = short_already && at[k] == point->point.at[k];
    }
    if (short_already)
        return;
    if (!stationary_inspect(search, at, &there))
        return;
    const bool decided = corner ? there.kind == inspection->kind && !there.smooth /* a corner stays one */
                                : inspection->kind == CRITICAL_DEGENERATE || inspection->kind == CRITICAL_REGULAR ||
                                      (there.kind != CRITICAL_DEGENERATE && is_as_good(search, &there, inspection));
    if (critical_kind_listed(there.kind) && decided && !there.flat && !there.sure) {
        memcpy(point->point.at, at, n * sizeof *at);
        *inspection = there;
    }
}

/* Whether another point of the list stands where this one was rounded to. */
static bool stands_twice(const struct stationary *search, size_t i)
{
    const double *at = search->points[i]->point.at;
    for (size_t k = 0; k < search->count; k++)
        if (k != i && search->points[k]->resolved && memcmp(search->points[k]->point.at, at, search->dimension * sizeof *at) == 0)
            return true;
    return false;
}

void stationary_resolve(struct stationary *search)
{
    size_t looked_at = 0;
    for (size_t i = 0; i < search->count; i++) {
        struct stationary_point *at = search->points[i];
        struct inspection inspection;
        if (at->resolved)
            continue;
        if (looked_at++ == STATIONARY_MOST_UNSURE || search->looks < 1) {
            search->crowded = search->crowded || !at->point.smooth;
            search->unresolved = true;
        }
        if (looked_at > STATIONARY_MOST_UNSURE || !stationary_inspect(search, at->point.at, &inspection)) {
            stationary_take_out(search, i--);
            continue;
        }
        round_unsure(search, at, 11, &inspection);
        round_unsure(search, at, 3, &inspection);
        stationary_note(search, &inspection, at);
        at->resolved = true;
        search->level = search->level || inspection.level;
        if (inspection.level || stands_twice(search, i) || !critical_kind_listed(inspection.kind) || stationary_on_level(search, at->point.at))
            stationary_take_out(search, i--);
    }
}

void stationary_take_out_ends(struct stationary *search)
{
    for (size_t i = search->count; i-- > 0 && search->dimension == 2;) {
        const struct critical_point *point = &search->points[i]->point;
        bool ends = false, same_kind = true;
        for (size_t k = 0; k < search->chain_count && !search->points[i]->sure; k++)
            if (stationary_ends_at(search, &search->chains[k], point->at)) {
                ends = true;
                same_kind = same_kind && search->chains[k].kind == point->kind;
            }
        if (ends && same_kind)
            stationary_take_out(search, i);
    }
}
