#include "optimize/relay.h"

#include "base/contract.h"
#include "expression/program.h"
#include "optimize/rows.h"

#include <math.h>
#include <string.h>

enum { WORDS = PROGRAM_BLOCK / 64, FEW_STARTS = 1024, ROUNDS_AWAY = 16 };

#define ALWAYS_INLINE inline __attribute__((always_inline))

struct relay {
    const struct relay_runs *runs;
    const struct descent_options *options;
    const struct method *method;
    size_t next, last;   /* starts that have no lane yet are next … last − 1 */
    struct block *block; /* after a round kept_… is what was evaluated in the round before */
    void *scratch, *slopes_scratch;
    bool near;                  /* no coordinate is larger than `reach`, so that slopes will do */
    size_t away;                /* the round in which one was found to be */
    size_t round;               /* evaluations of the block before this one */
    size_t due;                 /* no run has used up its budget before this round */
    size_t *begun;              /* [lanes]: the round of a run's first evaluation */
    uint64_t marked[WORDS];     /* a bit a lane: what is to be looked at */
    size_t over[PROGRAM_BLOCK]; /* lanes whose runs ended in this round, from the last to the first */
    size_t over_count;
    double least_square; /* a gradient whose sum of squares is larger is not within the tolerance */
};

bool relay_fits(const struct descent_options *options)
{
    const struct call *call = options->method;
    if (!method_of(call)->timeless || call->inner || method_shows(call) || call->values[METHOD_CLIP] > 0 || options->clip > 0 || options->noise > 0 ||
        options->batch || options->settings || options->projection)
        return false;
    for (size_t i = 1; options->rates && i < options->steps; i++)
        if (options->rates[i] != options->rates[0])
            return false;
    return true;
}

/* Puts the next start into a lane. `n` is the dimension, here and below: where it is known beforehand loops over coordinates are none. */
static ALWAYS_INLINE void begin_run(struct relay *relay, size_t n, size_t lane, size_t round)
{
    struct block *block = relay->block;
    const size_t lanes = block->lanes, count = relay->runs->count, start = relay->next++;
    const double *starts = relay->runs->starts + start;
    for (size_t d = 0; d < n; d++)
        block->x[d * lanes + lane] = block->kept_x[d * lanes + lane] = starts[d * count];
    for (size_t row = 0; row < relay->method->arrays * n; row++)
        block->memory[row * lanes + lane] = 0;
    block->run[lane] = start;
    relay->begun[lane] = round;
}

/* Writes down where a run ended: where it is, or where it was before if it cannot stand there. */
static ALWAYS_INLINE void end_run(const struct relay *relay, size_t n, size_t lane, enum descent_stop stop, bool stands, double norm)
{
    const struct block *block = relay->block;
    const struct descent_ends *ends = relay->runs->ends;
    const size_t run = block->run[lane], round = relay->round - relay->begun[lane];
    const bool has_stood = stands || round > 0;
    for (size_t d = 0; d < n; d++)
        ends->x[d * relay->runs->count + run] = (stands ? block->x : block->kept_x)[d * block->lanes + lane];
    if (ends->value)
        ends->value[run] = has_stood ? (stands ? block->value : block->kept_value)[lane] : NAN;
    if (ends->gradient_norm)
        ends->gradient_norm[run] = stands ? norm : has_stood ? block_norm(block, block->kept_gradient, lane) : NAN;
    if (ends->steps)
        ends->steps[run] = has_stood ? round - !stands : 0;
    if (ends->evaluations)
        ends->evaluations[run] = round + 1;
    if (ends->stops)
        ends->stops[run] = stop;
}

/* Gives the lane of a run that is over to the next start; without any, to the last run of the block. */
static ALWAYS_INLINE void hand_over(struct relay *relay, size_t n, size_t lane)
{
    struct block *block = relay->block;
    if (relay->next < relay->last) {
        begin_run(relay, n, lane, relay->round + 1);
        return;
    }
    block_remove(block, lane);
    relay->begun[lane] = relay->begun[block->active];
}

static bool is_finite(const struct block *block, size_t lane)
{
    bool finite = true;
    for (size_t at = lane; at < block->dimension * block->lanes; at += block->lanes)
        finite = finite && isfinite(block->x[at]);
    return finite;
}

/* As block_norm has it, without a call for most. */
static ALWAYS_INLINE double norm_of(const struct block *block, size_t n, size_t lane)
{
    static const double least = 1e-200, most = 1e200; /* sums that it takes the root of as they are */
    double sum = 0;
    for (size_t d = 0; d < n; d++) {
        const double slope = block->gradient[d * block->lanes + lane];
        sum += slope * slope;
    }
    return sum > least && sum < most ? sqrt(sum) : block_norm(block, block->gradient, lane);
}

/* Whether a run is over at what was just evaluated: if so, it is written down. */
static bool ends_run(const struct relay *relay, size_t lane)
{
    const struct block *block = relay->block;
    const size_t n = block->dimension;
    const bool finite = is_finite(block, lane);
    const double value = block->value[lane], norm = norm_of(block, n, lane);
    if (!finite || !isfinite(value))
        end_run(relay, n, lane, finite && isnan(value) ? STOP_NOWHERE : STOP_OVERFLOW, false, NAN);
    else if (!isfinite(norm))
        end_run(relay, n, lane, STOP_UNDEFINED, true, norm);
    else if (norm <= relay->options->tolerance)
        end_run(relay, n, lane, STOP_TOLERANCE, true, norm);
    else if (relay->round - relay->begun[lane] == relay->options->steps)
        end_run(relay, n, lane, STOP_BUDGET, true, norm);
    else
        return false;
    return true;
}

/* The same where all is known to be finite. */
static ALWAYS_INLINE bool ends_near_run(const struct relay *relay, size_t n, size_t lane)
{
    const double norm = norm_of(relay->block, n, lane);
    const bool arrives = norm <= relay->options->tolerance, ends = arrives || relay->round - relay->begun[lane] == relay->options->steps;
    if (ends)
        end_run(relay, n, lane, arrives ? STOP_TOLERANCE : STOP_BUDGET, true, norm);
    return ends;
}

/* Marks the runs that have used up their budget, and finds when the next will have. */
static void mark_due(struct relay *relay)
{
    const size_t steps = relay->options->steps;
    size_t oldest = relay->round + 1;
    for (size_t lane = 0; lane < relay->block->active; lane++) {
        if (relay->round - relay->begun[lane] == steps)
            relay->marked[lane / 64] |= (uint64_t)1 << lane % 64;
        else if (relay->begun[lane] < oldest)
            oldest = relay->begun[lane];
    }
    relay->due = oldest + steps;
}

/* Adds the runs whose budget is used up to those that are marked, if any is. */
static bool mark_all(struct relay *relay, bool any)
{
    if (relay->round != relay->due)
        return any;
    mark_due(relay);
    return true;
}

/* The lane of the last bit that is set, which is cleared. */
static inline size_t take_last(uint64_t *bits, size_t word)
{
    const unsigned bit = 63 - (unsigned)__builtin_clzll(*bits);
    *bits ^= (uint64_t)1 << bit;
    return 64 * word + bit;
}

/* Looks at the points that are marked, those that may be the last of their runs, and keeps the lanes of those that are. */
static void look_at_marked(struct relay *relay)
{
    for (size_t word = (relay->block->active + 63) / 64; word-- > 0;)
        for (uint64_t left = relay->marked[word]; left;) {
            const size_t lane = take_last(&left, word);
            if (ends_run(relay, lane))
                relay->over[relay->over_count++] = lane;
        }
}

/* The same where all is known to be finite and all points are moved already: lanes are handed over at once. */
static ALWAYS_INLINE void end_marked_of(struct relay *relay, size_t n)
{
    for (size_t word = (relay->block->active + 63) / 64; word-- > 0;)
        for (uint64_t left = relay->marked[word]; left;) {
            const size_t lane = take_last(&left, word);
            if (ends_near_run(relay, n, lane))
                hand_over(relay, n, lane);
        }
}

static void end_marked(struct relay *relay)
{
    const size_t n = relay->block->dimension;
    if (n == 2)
        end_marked_of(relay, 2);
    else
        end_marked_of(relay, n);
}

/* What was evaluated becomes what is kept, by turns: the next evaluation writes over what was kept before. */
static void keep_evaluated(struct block *block)
{
    double *const value = block->value, *const gradient = block->gradient;
    block->value = block->kept_value;
    block->kept_value = value;
    block->gradient = block->kept_gradient;
    block->kept_gradient = gradient;
}

/* Keeps all points and moves them against the gradients that are kept. Rows are neighbours in memory, so that those of a block that is nearly full are
 * one; what is in free lanes has no effect. */
static void move(struct relay *relay)
{
    const struct block *block = relay->block;
    const struct method_step step = {.values = relay->options->method->values, .lr = relay->options->rates[0], .t = 1, .seed = relay->options->seed};
    const bool whole = 2 * block->active > block->lanes;
    const size_t rows = whole ? 1 : block->dimension, length = whole ? block->dimension * block->lanes : block->active;
    for (size_t row = 0; row < rows; row++) {
        const size_t at = row * block->lanes;
        double *memory[METHOD_MAX_ARRAYS] = {NULL};
        for (size_t k = 0; k < relay->method->arrays; k++)
            memory[k] = block->memory + k * block->dimension * block->lanes + at;
        memcpy(block->kept_x + at, block->x + at, length * sizeof *block->x);
        relay->method->update(&step, block->x + at, block->kept_gradient + at, memory, length);
    }
}

static struct rows rows_of(const struct block *block)
{
    return (struct rows){block->x, block->lanes, block->dimension, block->active};
}

static void evaluate(const struct objective *objective, void *scratch, const struct block *block, size_t count)
{
    objective->kind->evaluate(scratch, &(struct objective_points){block->lanes, count, block->x, block->value, block->gradient, NULL}, NULL);
}

/* A round of what every method and landscape needs. Some rounds after a point was too far off for slopes alone, all may be near again. */
static void go_on(struct relay *relay)
{
    static const double most_square = 1e300;
    const struct relay_runs *runs = relay->runs;
    struct block *block = relay->block;
    const struct rows x = rows_of(block);
    evaluate(runs->objective, relay->scratch, block, block->active);
    relay->over_count = 0;
    if (mark_all(relay, rows_chosen()->mark_ends(&x, block->value, block->gradient, relay->least_square, most_square, relay->marked)))
        look_at_marked(relay);
    keep_evaluated(block);
    move(relay);
    for (size_t i = 0; i < relay->over_count; i++)
        hand_over(relay, block->dimension, relay->over[i]);
    if (!runs->slopes || relay->round < relay->away + ROUNDS_AWAY)
        return;
    int64_t within[PROGRAM_BLOCK];
    relay->near = rows_chosen()->within(&(struct row_limits){rows_of(block), -1, runs->reach}, 1, within);
    relay->away = relay->round;
}

/* A round of gradient descent where all is known to be finite: of the points, which are kept by turns, nothing but their gradients is needed, and of these
 * none is kept, so that the block stays in the first-level cache. */
static void go_on_by_slopes(struct relay *relay)
{
    const struct relay_runs *runs = relay->runs;
    struct block *block = relay->block;
    const struct rows x = rows_of(block);
    evaluate(runs->slopes, relay->slopes_scratch, block, (block->active + ROWS_LANES - 1) / ROWS_LANES * ROWS_LANES); /* nothing is copied then */
    const struct row_stride stride = {relay->options->rates[0], relay->least_square, runs->reach};
    const unsigned found = rows_chosen()->stride(&x, block->gradient, &stride, block->kept_x, relay->marked);
    if (mark_all(relay, found & STRIDE_ENDS))
        end_marked(relay);
    if (found & STRIDE_LEAVES) {
        relay->near = false;
        relay->away = relay->round;
        keep_evaluated(block);
    }
    double *const evaluated = block->x;
    block->x = block->kept_x;
    block->kept_x = evaluated;
}

static void make_block(struct arena *arena, struct relay *relay, size_t lanes)
{
    const struct relay_runs *runs = relay->runs;
    const size_t n = runs->objective->dimension, starts = relay->last - relay->next, arrays = relay->method->arrays;
    struct block *block = relay->block = block_create(arena, n, lanes, arrays * n, false, false);
    relay->scratch = runs->objective->kind->open(arena, runs->objective, lanes, false);
    if (runs->slopes)
        relay->slopes_scratch = runs->slopes->kind->open(arena, runs->slopes, lanes, false);
    relay->begun = ARENA_NEW(arena, size_t, lanes);
    block->active = starts < lanes ? starts : lanes;
    for (size_t lane = 0; lane < block->active; lane++)
        begin_run(relay, n, lane, 0);
}

void relay_slopes(struct arena *arena, struct relay_runs *runs)
{
    static const double wide = 1e6, times = 4; /* of the largest coordinate of a start, where that is nearer: most runs get no further */
    const struct objective *objective = runs->objective;
    if (!objective->kind->slopes || !method_of(runs->options->method)->plain || runs->ends->value || runs->count < FEW_STARTS)
        return;
    const size_t numbers = objective->dimension * runs->count;
    runs->reach = wide;
    runs->slopes = block_between(runs->starts, numbers, -1, wide) ? objective->kind->slopes(arena, objective, wide) : NULL;
    double largest = 0;
    for (size_t i = 0; i < numbers && !runs->slopes; i++) {
        const double start = fabs(runs->starts[i]);
        if (!(start < INFINITY))
            return;
        largest = start > largest ? start : largest;
    }
    if (runs->slopes)
        return;
    runs->reach = times * largest;
    runs->slopes = objective->kind->slopes(arena, objective, runs->reach);
}

void relay_run(struct arena *arena, const struct relay_runs *runs, size_t first, size_t last, size_t lanes)
{
    static const double least = 1e-280, spare = 1e-9; /* squares do not vanish, and what roots and sums round off does not matter */
    const double tolerance = fmax(0, runs->options->tolerance);
    struct relay relay = {.runs = runs,
                          .options = runs->options,
                          .method = method_of(runs->options->method),
                          .near = runs->slopes != NULL,
                          .next = first,
                          .last = last,
                          .due = runs->options->steps,
                          .least_square = fmax(least, tolerance * tolerance * (1 + spare))};
    CONTRACT(lanes > 1 && lanes <= PROGRAM_BLOCK);
    make_block(arena, &relay, lanes);
    for (const struct block *block = relay.block; block->active; relay.round++) {
        if (relay.near)
            go_on_by_slopes(&relay);
        else
            go_on(&relay);
    }
}
