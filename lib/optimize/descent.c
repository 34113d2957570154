/* The runs are divided into blocks, and these among threads. */
#include "optimize/descent.h"

#include "base/crew.h"
#include "expression/kernels.h"
#include "optimize/relay.h"
#include "optimize/runner.h"

#include <math.h>

static size_t lanes_for(const struct objective *objective, const struct descent_options *options, size_t count)
{
    enum { LANES = 8 }; /* with one lane there is room enough */
    const struct method *method = method_of(options->method);
    const size_t n = objective->dimension, triangle = method->curvature ? n * (n + 1) / 2 : 0;
    return block_lanes((method_shows(options->method) ? 12 : 6) * n + 10 + runner_memory_rows(options, n, LANES) + triangle + objective->terms,
                       count < PROGRAM_BLOCK ? count : PROGRAM_BLOCK);
}

/* What descent_run was asked for, as pieces of some blocks each. */
struct division {
    const struct objective *objective;
    const struct descent_options *options;
    const double *starts;
    size_t count, lanes;
    const size_t *ends_of_pieces; /* the block behind each one's last */
    const struct descent_ends *ends;
    const struct descent_observer *observer;
    const struct relay_runs *relay; /* runs take turns in the lanes (relay.h); null: all of a block begin together */
};

static void run_piece(void *untyped, struct arena *arena, size_t index)
{
    const struct division *division = untyped;
    const size_t lanes = division->lanes, start = (index ? division->ends_of_pieces[index - 1] : 0) * lanes,
                 behind = division->ends_of_pieces[index] * lanes, end = behind < division->count ? behind : division->count;
    if (division->relay) {
        relay_run(arena, division->relay, start, end, lanes);
        return;
    }
    struct runner *runner = runner_create(arena, division->objective, division->options, division->ends, division->observer, division->count, lanes);
    for (size_t first = start; first < end; first += lanes)
        runner_run(runner, division->starts, first, end - first < lanes ? end - first : lanes);
}

/* The smallest pieces, of which there could be so many for each thread, so that the last to be done takes little; and how much work a piece has at most,
 * if it has more than a block: a new request may have to wait so long for a thread that is lent. Where all takes less than a fraction of a millisecond,
 * waking a thread does not pay. */
enum { PIECES = 16, SCRATCH_BYTES = 8 << 20 };
static const double most_work = 1e7, least_shared = 2e6;

/* Each piece makes room of its own and ends with blocks that are not full any more, so there are few: the next one is a thread's half of what is left, as
 * long as that is more than the smallest piece (guided self-scheduling, Polychronopoulos and Kuck 1987). Returns how many there are. */
static size_t divide(size_t all, size_t threads, double work, size_t *ends_of_pieces)
{
    const double most = fmax(1, floor((double)all * (most_work / work))), least = fmin(most, ceil((double)all / (double)(PIECES * threads)));
    size_t pieces = 0;
    for (size_t done = 0; done < all; ends_of_pieces[pieces++] = done) {
        const double left = (double)(all - done), blocks = fmin(most, fmax(least, floor(left / (double)(2 * threads))));
        done += (size_t)fmin(left, blocks);
    }
    return pieces;
}

void descent_run(struct arena *arena, const struct objective *objective, const struct descent_options *options, const double *starts, size_t count,
                 const struct descent_ends *ends, const struct descent_observer *observer)
{
    const size_t lanes = lanes_for(objective, options, count), all = (count + lanes - 1) / lanes, threads = crew_threads(arena);
    struct relay_runs relay = {.objective = objective, .options = options, .starts = starts, .count = count, .ends = ends};
    const bool by_turns = lanes > 1 && !observer && relay_fits(options);
    struct division division = {objective, options, starts, count, lanes, &all, ends, observer, by_turns ? &relay : NULL};
    if (by_turns)
        relay_slopes(arena, &relay);
    const double work = threads > 1 && all > 1 && (!observer || observer->apart) ? descent_cost(objective, options, count) : 0;
    if (work < least_shared) {
        run_piece(&division, arena, 0);
        return;
    }
    size_t *ends_of_pieces = ARENA_ROOM(arena, size_t, all);
    division.ends_of_pieces = ends_of_pieces;
    crew_share(arena, divide(all, threads, work, ends_of_pieces), SCRATCH_BYTES, run_piece, &division);
}

double descent_cost(const struct objective *objective, const struct descent_options *options, size_t count)
{
    enum { STEP = 200, BOOKKEEPING = 4, NORMAL = 40, PROJECTIONS = 2 };
    const struct call *call = options->method;
    const struct method *method = method_of(call);
    const double n = (double)objective->dimension;
    const double lanes = count == 1 ? 1 : ceil((double)count / KERNEL_LANES) * KERNEL_LANES; /* block_lanes */
    static const double in_full_blocks = 0.2, bookkeeping_by_turns = 0.5; /* of what an evaluation takes where blocks become empty; of a coordinate */
    const bool by_turns = count > 1 && relay_fits(options);
    const double bookkeeping = by_turns ? bookkeeping_by_turns : BOOKKEEPING, arrays = (by_turns ? 1 : 2) * (double)method_arrays(call);
    double work = STEP + lanes * n * (bookkeeping + (options->noise > 0 ? NORMAL : 0) + arrays);
    if (method_shows(call))
        work += objective->kind->work(objective, count, false, 0);
    if (options->projection)
        work += (double)count * (options->stationarity ? PROJECTIONS : 1) * projection_work(options->projection);
    if (!options->batch || !objective->estimates)
        work += (by_turns ? in_full_blocks : 1) * objective->kind->work(objective, count, method->curvature, 0);
    if (options->batch)
        work += objective->kind->work(objective, count, method->curvature, options->batch);
    if (options->settings)
        work += (double)count * own_settings_work(call, objective->dimension);
    return ((double)options->steps + 1) * (work + (double)count * (method->work ? method->work(call->values, objective->dimension) : 0));
}
