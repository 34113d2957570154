/* Comparisons, logic and choices of enclosures. */
#include "expression/interval_rules.h"

#include <math.h>

/* 0, 1 or either; of an operand that is undefined a comparison is 0, but ≠ and a condition of it are 1. */
static struct enclosure truth(bool surely, bool surely_not, bool of_undefined, bool maybe_undefined)
{
    const bool yes = !surely_not || (maybe_undefined && of_undefined), no = !surely || (maybe_undefined && !of_undefined);
    return (struct enclosure){.low = no ? 0 : 1, .high = yes ? 1 : 0, .jumps = yes && no};
}

static struct enclosure comparison(struct enclosure a, struct enclosure b, bool surely, bool surely_not, bool of_undefined)
{
    return enclosure_empty(&a) || enclosure_empty(&b) ? enclosure_of(of_undefined) : truth(surely, surely_not, of_undefined, a.partial || b.partial);
}

struct enclosure interval_less(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return comparison(a, b, a.high < b.low, a.low >= b.high, false);
}

struct enclosure interval_less_equal(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return comparison(a, b, a.high <= b.low, a.low > b.high, false);
}

struct enclosure interval_greater(struct enclosure a, struct enclosure b, struct enclosure c)
{
    return interval_less(b, a, c);
}

struct enclosure interval_greater_equal(struct enclosure a, struct enclosure b, struct enclosure c)
{
    return interval_less_equal(b, a, c);
}

static bool same_number(struct enclosure a, struct enclosure b)
{
    return a.low == a.high && b.low == b.high && a.low == b.low;
}

static bool disjoint(struct enclosure a, struct enclosure b)
{
    return a.high < b.low || b.high < a.low;
}

struct enclosure interval_equal(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return comparison(a, b, same_number(a, b), disjoint(a, b), false);
}

struct enclosure interval_unequal(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return comparison(a, b, disjoint(a, b), same_number(a, b), true);
}

static bool surely_true(struct enclosure a)
{
    return !enclosure_holds(&a, 0); /* undefined, too, is not 0 */
}

static bool surely_false(struct enclosure a)
{
    return a.low == 0 && a.high == 0 && !a.partial;
}

struct enclosure interval_and(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return truth(surely_true(a) && surely_true(b), surely_false(a) || surely_false(b), true, false);
}

struct enclosure interval_or(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return truth(surely_true(a) || surely_true(b), surely_false(a) && surely_false(b), true, false);
}

struct enclosure interval_not(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)b, (void)c;
    return truth(surely_false(a), surely_true(a), true, false);
}

struct enclosure interval_where(struct enclosure a, struct enclosure b, struct enclosure c)
{
    if (surely_true(a))
        return b;
    if (surely_false(a))
        return c;
    return (struct enclosure){fmin(b.low, c.low), fmax(b.high, c.high), b.partial || c.partial, true};
}

struct enclosure interval_max(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return enclosure_between(fmax(a.low, b.low), fmax(a.high, b.high));
}

struct enclosure interval_min(struct enclosure a, struct enclosure b, struct enclosure c)
{
    (void)c;
    return enclosure_between(fmin(a.low, b.low), fmin(a.high, b.high));
}
