/* Two and more dimensions: Newton's method from the points of a grid, or from more and more points spread over the box, until as many again find
 * nothing new. In the plane the cells find the rest. */
#include "analysis/stationary.h"

#include "analysis/degree.h"
#include "analysis/newton.h"
#include "base/crew.h"
#include "base/random.h"
#include "expression/interval.h"
#include "expression/separated.h"

#include <math.h>
#include <string.h>

enum {
    SIDE = 112,
    MOST_STEPS = 44,
    POLISHING_STEPS = 160,
    MOST_POLISHED = 64,
    BLOCK = 512,
    FIRST_ROUND = 2048,
    FEW_UNSURE = 32,
    PIECE = 1024,
    SCRATCH_BYTES = 4 << 20
};

/* Newton's method nears degenerate points by a fixed fraction a step only, so some of those that still move get more steps. */
static void polish_slow(const struct stationary *search, struct newton_swarm *swarm, size_t most)
{
    const size_t each = swarm->count / most + 1;
    size_t kept = 0;
    for (size_t i = 0; i < swarm->count; i += each, kept++)
        for (size_t k = 0; k < search->dimension; k++)
            swarm->at[k][kept] = swarm->at[k][i];
    swarm->count = kept;
}

/* Leaves out what came to rest outside the box, beyond rounding. The cells of the plane may look a little over its rim. */
static void keep_inside(const struct stationary *search, struct newton_swarm *swarm)
{
    const size_t n = search->dimension;
    size_t kept = 0;
    for (size_t i = 0; i < swarm->count; i++) {
        bool inside = true;
        for (size_t k = 0; k < n; k++) {
            inside = inside && fabs((swarm->at[k][i] - search->low[k]) / search->extent[k] - 0.5) <= 0.5 + 1e-12;
            swarm->at[k][kept] = swarm->at[k][i];
        }
        kept += inside;
    }
    swarm->count = kept;
}

/* Takes in where the starts came to. */
static void take_in(struct stationary *search, struct newton_swarm *swarm)
{
    if (search->dimension > 2)
        keep_inside(search, swarm);
    stationary_add(search, (const double *const *)swarm->at, swarm->count, true);
}

/* Starts that are followed in pieces, as idle threads may do; where each piece's come to stands where its starts stood. */
struct settling {
    const struct newton *newton;
    struct newton_swarm *swarm, *rested;
    size_t *moving, *resting; /* [pieces]: how many there are of each */
};

static void copy_swarm(const struct newton_swarm *from, size_t first, struct newton_swarm *to, size_t into, size_t count, size_t n)
{
    for (size_t k = 0; k < n; k++)
        memmove(to->at[k] + into, from->at[k] + first, count * sizeof **to->at);
    memmove(to->step + into, from->step + first, count * sizeof *to->step);
    memmove(to->held + into, from->held + first, count * sizeof *to->held);
    memmove(to->way + into, from->way + first, count * sizeof *to->way);
}

static void settle_piece(void *untyped, struct arena *scratch, size_t index)
{
    const struct settling *settling = untyped;
    const size_t first = index * PIECE, left = settling->swarm->count - first, count = left < PIECE ? left : PIECE;
    struct newton newton = *settling->newton;
    newton.workspace = workspace_create(scratch, newton.program);
    if (newton.known) {
        const size_t outputs = program_outputs(newton.program);
        double **known = ARENA_NEW(scratch, double *, outputs);
        for (size_t k = 0; k < outputs; k++)
            known[k] = newton.known[k] + first;
        newton.known = known;
    }
    struct newton_swarm swarm = newton_swarm_of(scratch, &newton, count), rested = newton_swarm_of(scratch, &newton, count);
    copy_swarm(settling->swarm, first, &swarm, 0, count, newton.dimension);
    newton_settle(&newton, scratch, &swarm, MOST_STEPS, &rested);
    copy_swarm(&swarm, 0, settling->swarm, first, swarm.count, newton.dimension);
    copy_swarm(&rested, 0, settling->rested, first, rested.count, newton.dimension);
    settling->moving[index] = swarm.count;
    settling->resting[index] = rested.count;
}

/* As newton_settle, but for the order of what rests, in which candidates do not stand either. */
static void settle(struct stationary *search, struct arena *scratch, const struct newton *newton, struct newton_swarm *swarm,
                   struct newton_swarm *rested)
{
    const size_t pieces = (swarm->count + PIECE - 1) / PIECE;
    if (pieces < 2 || crew_threads(search->arena) < 2) {
        newton_settle(newton, scratch, swarm, MOST_STEPS, rested);
        return;
    }
    struct settling settling = {newton, swarm, rested, ARENA_NEW(scratch, size_t, pieces), ARENA_NEW(scratch, size_t, pieces)};
    crew_share(search->arena, pieces, SCRATCH_BYTES, settle_piece, &settling);
    swarm->count = rested->count = 0;
    for (size_t i = 0; i < pieces; i++) {
        copy_swarm(swarm, i * PIECE, swarm, swarm->count, settling.moving[i], newton->dimension);
        copy_swarm(rested, i * PIECE, rested, rested->count, settling.resting[i], newton->dimension);
        swarm->count += settling.moving[i];
        rested->count += settling.resting[i];
    }
}

/* Near a degenerate point each step is a fixed part of the one before, by coordinate: where their sum to infinity leads (Aitken). */
static void extrapolate(const struct stationary *search, struct arena *scratch, const struct newton *newton, struct newton_swarm *swarm)
{
    static const double slowest = 0.04;
    const size_t n = search->dimension;
    for (size_t i = 0; i < swarm->count; i++) {
        struct newton_swarm one = newton_swarm_of(scratch, newton, 1), rested = newton_swarm_of(scratch, newton, 1);
        double before[NEWTON_MOST_DIMENSION], first[NEWTON_MOST_DIMENSION];
        copy_swarm(swarm, i, &one, 0, 1, n);
        for (int step = 0; step < 2 && one.count == 1; step++) {
            for (size_t k = 0; k < n; k++) {
                first[k] = step ? one.at[k][0] - before[k] : 0;
                before[k] = one.at[k][0];
            }
            newton_settle(newton, scratch, &one, 1, &rested);
        }
        for (size_t k = 0; k < n && one.count == 1; k++) {
            const double second = one.at[k][0] - before[k], ratio = second / first[k];
            swarm->at[k][i] = one.at[k][0] + (ratio > slowest && ratio < 1 - slowest ? second * ratio / (1 - ratio) : 0);
        }
    }
}

/* Short decimals in place of places that are known to few digits, where the gradient is much smaller there. */
static void round_ends(const struct stationary *search, struct arena *scratch, struct newton_swarm *ends)
{
    enum { DIGITS = 5, FEWER_DIGITS = 3 };
    const size_t n = search->dimension;
    double **places = ARENA_NEW(scratch, double *, ends->count);
    for (size_t i = 0; i < ends->count; i++) {
        places[i] = ARENA_NEW(scratch, double, n);
        for (size_t k = 0; k < n; k++)
            places[i][k] = ends->at[k][i];
    }
    newton_round(scratch, search->landscape, search->extent, DIGITS, places, ends->count);
    newton_round(scratch, search->landscape, search->extent, FEWER_DIGITS, places, ends->count);
    for (size_t i = 0; i < ends->count; i++)
        for (size_t k = 0; k < n; k++)
            ends->at[k][i] = places[i][k];
}

/* Follows the starts until they rest, and takes in where. What the swarms hold is of the scratch. */
static void follow(struct stationary *search, struct arena *scratch, struct newton *newton, struct newton_swarm *swarm, struct newton_swarm *rested)
{
    settle(search, scratch, newton, swarm, rested);
    newton->known = NULL;
    take_in(search, rested);
    polish_slow(search, swarm, search->dimension == 2 ? MOST_POLISHED : MOST_POLISHED / 8);
    if (search->dimension > 2 && swarm->count) { /* in the plane the cells and the ends of valleys find the rest */
        struct newton_swarm ends = newton_swarm_of(scratch, newton, swarm->count);
        ends.count = swarm->count;
        copy_swarm(swarm, 0, &ends, 0, swarm->count, search->dimension);
        extrapolate(search, scratch, newton, &ends);
        round_ends(search, scratch, &ends);
        take_in(search, &ends);
    }
    newton_settle(newton, scratch, swarm, POLISHING_STEPS, rested);
    take_in(search, rested);
    take_in(search, swarm);
}

/* Starts at all places of x and y, row by row. */
struct start_grid {
    const double *x, *y; /* [side] */
    size_t side;
};

/* The outputs of Newton's method at the starts of a grid, where it pays that they are found together. */
static double *const *outputs_on(const struct stationary *search, struct arena *scratch, const struct newton *newton, const struct start_grid *grid)
{
    const struct landscape *landscape = search->landscape;
    const node_id nodes[6] = {landscape->value,      landscape->gradient[0], landscape->gradient[1],
                              landscape->hessian[0], landscape->hessian[1],  landscape->hessian[2]};
    const struct separated *separated =
        separated_compile(scratch, landscape->graph, nodes, 6, 2, (const size_t[2]){0, 1}, program_work(newton->program));
    double **outputs = ARENA_NEW(scratch, double *, 6);
    for (size_t k = 0; k < 6 && separated; k++)
        outputs[k] = ARENA_ROOM(scratch, double, grid->side * grid->side);
    if (separated)
        separated_run(scratch, separated, NULL, grid->x, grid->side, grid->y, grid->side, outputs);
    return separated ? outputs : NULL;
}

/* `grid`: what the starts are of; null: of none. */
static bool follow_all(struct stationary *search, double *const *at, size_t count, const struct start_grid *grid, struct error *error)
{
    struct arena *scratch = arena_within(search->arena);
    struct newton newton;
    if (stationary_is_full(search))
        return true;
    if (!newton_prepare(&newton, search->arena, search->landscape, search->low, search->extent, error))
        return false;
    struct newton_swarm swarm = newton_swarm_of(scratch, &newton, count), rested = newton_swarm_of(scratch, &newton, count);
    for (size_t k = 0; k < search->dimension; k++)
        memcpy(swarm.at[k], at[k], count * sizeof *at[k]);
    newton.known = grid ? outputs_on(search, scratch, &newton, grid) : NULL;
    follow(search, scratch, &newton, &swarm, &rested);
    arena_clear(scratch);
    return true;
}

bool stationary_follow(struct stationary *search, double *const *at, size_t count, struct error *error)
{
    return follow_all(search, at, count, NULL, error);
}

bool stationary_search_plane(struct stationary *search, struct error *error)
{
    const size_t total = SIDE * SIDE;
    double *const at[2] = {ARENA_ROOM(search->arena, double, total), ARENA_ROOM(search->arena, double, total)}, x[SIDE], y[SIDE];
    for (size_t i = 0; i < SIDE; i++) {
        const double part = ((double)i + 0.5) / SIDE;
        x[i] = search->low[0] + (1.003 * part - 0.0017) * search->extent[0];
        y[i] = search->low[1] + (1.003 * part - 0.0013) * search->extent[1];
    }
    for (size_t i = 0; i < total; i++) {
        at[0][i] = x[i % SIDE];
        at[1][i] = y[i / SIDE];
    }
    return follow_all(search, at, total, &(struct start_grid){x, y, SIDE}, error);
}

/* Starts number `first` and on: of four, one goes to any zero, one down and one up, as Newton's method hardly finds narrow wells and hills on a plain;
 * and one has each coordinate from any of the points known, which finds those of coordinates that hardly depend on each other. */
static void start(const struct stationary *search, size_t first, struct newton_swarm *swarm)
{
    stationary_spread(search, first, swarm->count, swarm->at);
    for (size_t i = 0; i < swarm->count; i++) {
        const size_t turn = (first + i) % 4;
        swarm->way[i] = turn == 1 ? 1 : turn == 2 ? -1 : 0;
        for (size_t k = 0; k < search->dimension && turn == 3 && search->count > 1; k++)
            swarm->at[k][i] = search->points[random_below(0, random_stream(RANDOM_START, first + i), k, search->count)]->point.at[k];
    }
}

static size_t known(const struct stationary *search)
{
    return search->count - (search->unsure_count > FEW_UNSURE ? search->unsure_count - FEW_UNSURE : 0);
}

/* What a start costs: a descent of so many steps. */
static double start_cost(size_t dimension, double work)
{
    static const double steps = 16;
    const double n = (double)dimension;
    return steps * (work + 16 * n * n * n);
}

static size_t most_starts(size_t dimension, double work)
{
    static const double affordable = 8e8;
    size_t most = 2 * FIRST_ROUND;
    while (most < 65536 && 2 * (double)most * start_cost(dimension, work) <= affordable)
        most *= 2;
    return most;
}

double stationary_space_cost(size_t dimension, double work)
{
    return (double)most_starts(dimension, work) * start_cost(dimension, work) + 1e6 * work;
}

/* Whether the degree shows that points are missing. */
static bool contradicted(const struct stationary *search)
{
    long sum = 0;
    for (size_t i = 0; i < search->count; i++) {
        if (!search->points[i]->sure)
            return false;
        sum += search->points[i]->point.index;
    }
    return search->degree_known && sum != search->degree;
}

/* Whether the landscape has a finite gradient that is continuous in all of the box, for certain: poles and jumps add to the degree as well. */
static bool is_unbroken(const struct stationary *search)
{
    const struct landscape *landscape = search->landscape;
    const size_t n = search->dimension;
    struct enclosure *box = ARENA_NEW(search->arena, struct enclosure, 2 * n + 1), *bounds = box + n;
    node_id *nodes = ARENA_NEW(search->arena, node_id, n + 1);
    nodes[0] = landscape->value;
    memcpy(nodes + 1, landscape->gradient, n * sizeof *nodes);
    for (size_t k = 0; k < n; k++)
        box[k] = enclosure_between(search->low[k], search->low[k] + search->extent[k]);
    interval_run(interval_compile(search->arena, landscape->graph, nodes, n + 1, n), box, bounds);
    for (size_t k = 0; k <= n; k++)
        if (!enclosure_continuous(&bounds[k]) || !isfinite(bounds[k].low) || !isfinite(bounds[k].high))
            return false;
    return true;
}

bool stationary_search_space(struct stationary *search, struct error *error)
{
    struct arena *arena = search->arena, *scratch = arena_within(arena);
    const size_t n = search->dimension, most = most_starts(n, graph_work(search->landscape->graph));
    struct newton newton;
    if (!newton_prepare(&newton, arena, search->landscape, search->low, search->extent, error))
        return false;
    size_t round = FIRST_ROUND, before = 0;
    search->degree_known = is_unbroken(search) && degree_count(arena, search->landscape, &search->degree);
    while (search->starts < most && !search->overfull) {
        for (size_t done = 0; done < round; done += BLOCK, arena_clear(scratch)) {
            struct newton_swarm swarm = newton_swarm_of(scratch, &newton, BLOCK), rested = newton_swarm_of(scratch, &newton, BLOCK);
            start(search, search->starts + done, &swarm);
            follow(search, scratch, &newton, &swarm, &rested);
        }
        search->starts += round;
        search->idle = known(search) == before ? round : 0;
        if (search->idle && search->starts > round && !contradicted(search))
            break;
        before = known(search);
        round = search->starts;
    }
    return true;
}
