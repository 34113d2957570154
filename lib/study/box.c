#include "study/box.h"

#include <math.h>

bool box_resolve(struct arena *arena, const struct landscape *landscape, struct interval *x, struct interval *y, struct repeated *sides,
                 double (**box)[2], struct error *error)
{
    const size_t n = landscape->dimension, given = sides ? sides->count : 0;
    struct interval *const named[2] = {x, y};
    if (y->given && n != 2) {
        error_set(error, ERROR_INVALID,
                  n == 1  ? "there is no y here: the landscape has one coordinate"
                  : sides ? "of %zu coordinates all have the interval x, or each its own, one box after the other: box=-1:1&box=0:2 …"
                          : "of %zu coordinates all have the interval x",
                  n);
        return error_blame(error, "y", "");
    }
    if (given > n || (given && (x->given || y->given))) {
        error_set(error, ERROR_INVALID, given > n ? "there are %zu coordinates, and not as many as boxes" : "it is given beside x or y", n);
        return error_blame(error, "box", "");
    }
    struct interval *resolved = ARENA_NEW(arena, struct interval, n);
    *box = arena_allocate(arena, n, sizeof **box);
    for (size_t k = 0; k < n; k++) {
        const struct interval *own = n > 2 ? x : named[k], *const listed = given ? sides->items : NULL;
        const struct interval whole = {.given = true, .low = landscape->domain[k][0], .high = landscape->domain[k][1]};
        resolved[k] = given ? listed[k % given] : own->given ? *own : whole;
        (*box)[k][0] = fmin(resolved[k].low, resolved[k].high);
        (*box)[k][1] = fmax(resolved[k].low, resolved[k].high);
    }
    if (sides && n > 2 && !x->given)
        *sides = (struct repeated){resolved, n};
    for (size_t k = 0; k < n && n <= 2 && !given; k++)
        *named[k] = resolved[k];
    return true;
}
