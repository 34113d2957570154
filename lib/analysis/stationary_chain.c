/* Curves of critical points, traced: a step along the tangent, then back onto the curve, as long as the place reached is critical, too, and as far away
 * as the step. Where the kind changes on the way, as on x = 0 of x² y, one curve ends and another begins. */
#include "analysis/stationary.h"

#include "base/contract.h"
#include "base/exact.h"

#include <math.h>
#include <string.h>

enum { MOST_LINKS = 600, ENDING = 40, SPLITTING = 24, SAMPLED = 16, AT_ENDS = 2 };
/* In units of the box: a step; how near to the rim is on it. */
static const double link = STATIONARY_LINK, arrived = 0.75, on_rim = 1e-9;
/* Of a step: the longer one over a crossing with another curve, so near to which Newton's method hardly comes back onto this one. */
static const double hop = 1.3;
/* The cosine from which on a direction is much the same. */
static const double ahead = 0.95;

bool stationary_in_box(const struct stationary *search, const double *at)
{
    for (int k = 0; k < 2; k++)
        if (!(at[k] >= search->low[k] && at[k] <= search->low[k] + search->extent[k]))
            return false;
    return true;
}

static double between(const struct stationary *search, const double a[2], const double b[2])
{
    return exact_hypot((a[0] - b[0]) / search->extent[0], (a[1] - b[1]) / search->extent[1]);
}

/* The place on the curve so far from `at` in a direction (in units of the box); false if there is none. */
static bool step(struct stationary *search, const struct stationary_curve *curve, const double at[2], const double direction[2], double length,
                 double next[2])
{
    for (int k = 0; k < 2; k++)
        next[k] = at[k] + length * direction[k] * search->extent[k];
    if (!curve->correct(curve->context, next) || !stationary_in_box(search, next))
        return false;
    const double u = (next[0] - at[0]) / search->extent[0], v = (next[1] - at[1]) / search->extent[1];
    return u * direction[0] + v * direction[1] > arrived * length && curve->holds(curve->context, next);
}

/* The farthest place on the curve short of a whole step. */
static bool last_step(struct stationary *search, const struct stationary_curve *curve, const double at[2], const double direction[2], double next[2])
{
    double low = 0, high = link, place[2];
    for (int i = 0; i < ENDING; i++) {
        const double middle = low + (high - low) / 2;
        const bool reached = step(search, curve, at, direction, middle, place);
        *(reached ? &low : &high) = middle;
        if (reached)
            memcpy(next, place, sizeof place);
    }
    for (int k = 0; k < 2 && low > 0; k++) {
        const double high_end = search->low[k] + search->extent[k], slack = on_rim * search->extent[k];
        next[k] = next[k] - search->low[k] < slack ? search->low[k] : high_end - next[k] < slack ? high_end : next[k];
    }
    return low > on_rim;
}

static bool is_on_rim(const struct stationary *search, const double at[2])
{
    for (int k = 0; k < 2; k++)
        if (at[k] == search->low[k] || at[k] == search->low[k] + search->extent[k])
            return true;
    return false;
}

enum reach { REACH_NOTHING, REACH_PART, REACH_WHOLE };

/* The next place on the curve, a step away, over a crossing, or where the curve ends. */
static enum reach advance(struct stationary *search, const struct stationary_curve *curve, const double at[2], const double direction[2],
                          double next[2])
{
    double over[2];
    if (step(search, curve, at, direction, link, next))
        return REACH_WHOLE;
    const bool part = last_step(search, curve, at, direction, next);
    if (part && is_on_rim(search, next))
        return REACH_PART;
    if (!step(search, curve, at, direction, hop * link, over))
        return part ? REACH_PART : REACH_NOTHING;
    memcpy(next, over, sizeof over);
    return REACH_WHOLE;
}

/* Follows the curve one way; the places go behind each other into `places`. */
static size_t follow(struct stationary *search, const struct stationary_curve *curve, const double start[2], double sign, double (*places)[2],
                     bool *closed)
{
    double at[2] = {start[0], start[1]}, heading[2] = {0, 0};
    size_t count = 0;
    *closed = false;
    while (count + 1 < MOST_LINKS) {
        double tangent[2], direction[2], next[2];
        curve->tangent(curve->context, at, tangent);
        const double along = count ? heading[0] * tangent[0] + heading[1] * tangent[1] : sign;
        for (int k = 0; k < 2; k++)
            direction[k] = along < 0 ? -tangent[k] : tangent[k];
        if (count && !(fabs(along) >= ahead)) /* at a crossing the direction is the last one */
            memcpy(direction, heading, sizeof direction);
        if (isnan(direction[0]))
            break;
        const enum reach reach = advance(search, curve, at, direction, next);
        if (reach == REACH_NOTHING)
            break;
        const double length = between(search, next, at);
        for (int k = 0; k < 2; k++)
            heading[k] = (next[k] - at[k]) / search->extent[k] / length;
        memcpy(places[count++], next, sizeof next);
        memcpy(at, next, sizeof at);
        *closed = reach == REACH_WHOLE && count > 4 && fabs(at[0] - start[0]) < 0.7 * link * search->extent[0] &&
                  fabs(at[1] - start[1]) < 0.7 * link * search->extent[1];
        if (reach == REACH_PART || *closed)
            break;
    }
    return count;
}

/* Whether what goes through a place is sure to be shorter than a step: it ends within half a step on either side. Of most degenerate points, which are on
 * no curve, that takes a few looks; following takes a hundred. */
static bool is_short(struct stationary *search, const struct stationary_curve *curve, const double start[2])
{
    const double lengths[] = {link / 2, link, hop * link};
    double tangent[2], next[2];
    curve->tangent(curve->context, start, tangent);
    for (int sign = -1; sign <= 1; sign += 2)
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            if (step(search, curve, start, (double[2]){sign * tangent[0], sign * tangent[1]}, lengths[i], next))
                return false;
    return true;
}

/* Removes from the list the points that belong to chains. */
static void absorb(struct stationary *search, size_t first)
{
    for (size_t i = search->count; i-- > 0;)
        if (!search->points[i]->sure && stationary_on_chain(search, first, search->points[i]->point.at))
            stationary_take_out(search, i);
}

/* Where the kind changes along a curve. */
struct change {
    enum critical_kind kind;    /* before it */
    double bend;                /* before it, if it has another sign behind it; else 0 */
    size_t link;                /* of the places before and behind, the first's number */
    double before[2], after[2]; /* as near to each other as it takes */
};

/* Whether a place comes before the change: by the sign of its bend, if that tells, as values take a thousand times as long. */
static bool is_before(const struct stationary_curve *curve, const struct change *change, const double at[2])
{
    return curve->bend && change->bend != 0 ? curve->bend(curve->context, at) * change->bend > 0 : curve->kind(curve->context, at) == change->kind;
}

/* Narrows down a change between the places number `low` and `high`. */
static void narrow(const struct stationary *search, const struct stationary_curve *curve, double (*at)[2], size_t low, size_t high,
                   struct change *change)
{
    while (high - low > 1) {
        const size_t middle = (low + high) / 2;
        *(is_before(curve, change, at[middle]) ? &low : &high) = middle;
    }
    change->link = low;
    memcpy(change->before, at[low], sizeof change->before);
    memcpy(change->after, at[high], sizeof change->after);
    for (int i = 0; i < SPLITTING && search->looks >= 1; i++) {
        double middle[2] = {change->before[0] / 2 + change->after[0] / 2, change->before[1] / 2 + change->after[1] / 2};
        if (!curve->correct(curve->context, middle))
            return;
        memcpy(is_before(curve, change, middle) ? change->before : change->after, middle, sizeof middle);
    }
}

/* Whether the bend that led to a change goes through zero there. */
static bool is_zero_of_bend(const struct stationary_curve *curve, double (*at)[2], const struct change *change)
{
    static const double none = 1e-3;
    CONTRACT(curve->bend);
    const double low = curve->bend(curve->context, at[change->link]), high = curve->bend(curve->context, at[change->link + 1]);
    const double least = none * fmax(fabs(low), fabs(high)); /* one of them may be at the zero */
    return fabs(curve->bend(curve->context, change->before)) <= least && fabs(curve->bend(curve->context, change->after)) <= least;
}

/* Between places whose kinds differ. */
static struct change find_change(const struct stationary *search, const struct stationary_curve *curve, double (*at)[2], size_t low, size_t high,
                                 enum critical_kind kind)
{
    struct change change = {.kind = kind};
    const double bend = curve->bend ? curve->bend(curve->context, at[low]) : 0;
    change.bend = curve->bend && curve->bend(curve->context, at[high]) * bend < 0 ? bend : 0;
    narrow(search, curve, at, low, high, &change);
    if (curve->bend && change.bend != 0 && !is_zero_of_bend(curve, at, &change)) {
        change.bend = 0;
        narrow(search, curve, at, low, high, &change);
    }
    return change;
}

static double length_of(const struct stationary *search, double (*at)[2], size_t count)
{
    double length = 0;
    for (size_t i = 1; i < count; i++)
        length += between(search, at[i], at[i - 1]);
    return length;
}

static void put_in(struct stationary *search, double (*at)[2], size_t count, bool closed, enum critical_kind kind)
{
    static const double least = 0.25; /* of a step: a shorter piece is but where the kind changes */
    if (count < 2 || kind == CRITICAL_REGULAR || length_of(search, at, count) < least * link)
        return;
    if (search->chain_count == CRITICAL_MOST_CHAINS)
        search->more_chains = true;
    else
        search->chains[search->chain_count++] = (struct critical_chain){.at = at, .count = count, .closed = closed, .kind = kind};
}

/* The last piece of a closed curve that is cut goes on as its first. */
static void put_joined(struct stationary *search, double (*last)[2], size_t count, double (*first)[2], size_t first_count, enum critical_kind kind)
{
    double(*piece)[2] = arena_allocate(search->arena, count + first_count, sizeof *piece);
    memcpy(piece, last, count * sizeof *piece);
    memcpy(piece + count, first + 1, (first_count - 1) * sizeof *piece); /* which begins where the last ends */
    put_in(search, piece, count + first_count - 1, false, kind);
}

/* Puts in the curve, cut where its kind changes, as far as places off its ends tell. The places of change are candidates: they may be points of
 * their own. A closed curve's last place is its first. */
static void put_pieces(struct stationary *search, const struct stationary_curve *curve, double (*at)[2], size_t count, bool closed)
{
    const size_t off = closed ? 0 : count > 2 * AT_ENDS ? AT_ENDS : count / 2, last = count - 1 - off;
    enum critical_kind kind = curve->kind(curve->context, at[off]);
    size_t first = 0, from = off, start_count = 0;
    double(*start)[2] = NULL;
    while (from < last && search->looks >= 1) {
        const size_t low = from, high = from + SAMPLED < last ? from + SAMPLED : last;
        const enum critical_kind there = curve->kind(curve->context, at[high]);
        from = high;
        if (there == kind)
            continue;
        const struct change change = find_change(search, curve, at, low, high, kind);
        const size_t length = change.link - first + 2;
        double(*piece)[2] = arena_allocate(search->arena, length, sizeof *piece), middle[2];
        memcpy(piece, at + first, (length - 1) * sizeof *piece);
        memcpy(piece[length - 1], change.before, sizeof *piece);
        if (closed && !start) {
            start = piece;
            start_count = length;
        } else {
            put_in(search, piece, length, false, kind);
        }
        for (size_t k = 0; k < 2; k++)
            middle[k] = stationary_rounded(search, k, 7, change.before[k] / 2 + change.after[k] / 2);
        stationary_add(search, (const double *const[]){&middle[0], &middle[1]}, 1, false);
        memcpy(at[change.link], change.after, sizeof change.after);
        first = change.link;
        from = change.link + 1;
        kind = curve->kind(curve->context, at[from]);
    }
    if (start)
        put_joined(search, at + first, count - first, start, start_count, kind);
    else
        put_in(search, at + first, count - first - closed, closed, kind);
}

/* How many of the places from number `i` on are alike. */
static size_t run_of(const bool *known, size_t i, size_t count)
{
    size_t end = i;
    while (end < count && known[end] == known[i])
        end++;
    return end - i;
}

/* Which places of a path are on curves traced already, but for crossings with them. */
static bool *find_known(const struct stationary *search, double (*at)[2], size_t count)
{
    enum { CROSSING = 8 };
    bool *known = ARENA_NEW(search->arena, bool, count);
    for (size_t i = 0; i < count; i++)
        known[i] = stationary_is_traced(search, at[i]);
    for (size_t i = 0, run; i < count; i += run) {
        run = run_of(known, i, count);
        if (run < CROSSING && i && i + run < count)
            memset(known + i, 0, run * sizeof *known);
    }
    return known;
}

/* Whether values show no slope at most of some places along a path. Along a line on which a formula cancels rounding leads the path, and values fall. */
static bool holds_along(struct stationary *search, double (*at)[2], size_t count)
{
    enum { PLACES = 5 };
    size_t sloping = 0;
    for (size_t i = 0; i < PLACES; i++) {
        struct inspection inspection;
        sloping += stationary_inspect(search, at[count * (2 * i + 1) / (2 * PLACES)], &inspection) && inspection.kind == CRITICAL_REGULAR;
    }
    return 2 * sloping <= PLACES;
}

/* Whether f is the same all along a path, as it must be along a curve of critical points: but for rounding of values, and what rounding of places makes of
 * them by the curvature across. Where slopes are below rounding along a valley, as of (y − x²)² + x²⁰, it is not. */
static bool is_level_along(const struct stationary *search, const struct stationary_curve *curve, double (*at)[2], size_t count)
{
    static const double rounding = 0x1p-46;
    double low = INFINITY, high = -INFINITY, noise = 0;
    for (size_t i = 0; i < count && curve->bend; i++) {
        double value, *output = &value, off = 0;
        program_run(search->value, search->of_value, (const double *const[]){&at[i][0], &at[i][1]}, &output, 1);
        for (size_t k = 0; k < 2; k++)
            off = fmax(off, rounding * fmax(fabs(at[i][k]) / search->extent[k], 1));
        noise = fmax(noise, rounding * fabs(value) + fabs(curve->bend(curve->context, at[i])) * off * off);
        low = fmin(low, value);
        high = fmax(high, value);
    }
    return !(high - low > noise);
}

/* Puts in a part of a path, if it is long enough and a curve. */
static bool put_part(struct stationary *search, const struct stationary_curve *curve, double (*at)[2], size_t count, bool closed)
{
    if (length_of(search, at, count) < link || curve->kind(curve->context, at[count / 3]) == CRITICAL_REGULAR ||
        !is_level_along(search, curve, at, count) || !holds_along(search, at, count))
        return false;
    if (closed) /* back to the start, if it is cut */
        memcpy(at[count++], at[0], sizeof *at);
    const size_t before = search->chain_count;
    put_pieces(search, curve, at, count, closed);
    absorb(search, before);
    return true;
}

bool stationary_trace(struct stationary *search, const struct stationary_curve *curve, const double start[2])
{
    bool closed, unused, any = false;
    if (search->more_chains || search->looks < 1 || !stationary_in_box(search, start) || !curve->holds(curve->context, start) ||
        stationary_on_level(search, start) || is_short(search, curve, start))
        return false;
    double(*back)[2] = arena_room(search->arena, MOST_LINKS, sizeof *back), (*at)[2] = arena_room(search->arena, 2 * MOST_LINKS, sizeof *at);
    const size_t behind = follow(search, curve, start, -1, back, &closed);
    size_t count = 0;
    for (size_t i = behind - (closed && behind); i-- > 0;)
        memcpy(at[count++], back[i], sizeof *back);
    memcpy(at[count++], start, sizeof *back);
    if (!closed)
        count += follow(search, curve, start, 1, at + count, &unused);
    const bool *known = find_known(search, at, count);
    for (size_t i = 0, run; i < count; i += run) {
        run = run_of(known, i, count);
        const size_t first = i - (i > 0), end = i + run + (i + run < count); /* parts begin and end on what is known */
        any = (!known[i] && put_part(search, curve, at + first, end - first, closed && run == count)) || any;
    }
    return any;
}
