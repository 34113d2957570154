/* Branch and prune (Hansen & Walster, Global Optimization Using Interval Analysis, ch. 9 and 11): a cell is empty if the bounds of the gradient over it
 * leave out zero; by Krawczyk's operator K = m − Y ∇f(m) + (1 − Y H(X)) (X − m) it is empty if K misses it, and holds exactly one zero if K is
 * inside it. Cells are looked at a little enlarged, so that a zero on their rim is inside of one. Others are cut in two, in order of size, so
 * that what is left when the budget is spent is small everywhere. */
#include "analysis/stationary_judge.h"
#include "base/contract.h"

#include <math.h>
#include <string.h>

enum { MOST_CELLS = 1 << 17, MOST_LEFT = 200, MOST_FOLLOWED = 800, MANY_UNSURE = 32, KRAWCZYK = 30 /* operations of it */, EARLY = 4, LONGER = 8 };
/* A cut off the middle keeps the rims of cells off axes of symmetry. */
static const double cut_at = 0.48832;

struct cells {
    struct stationary *search;
    size_t n;
    struct stationary_judge judge;
    struct program *program;
    struct workspace *workspace;
    struct stationary_cell *queue, current;
    bool unbroken; /* the landscape has a value and no jump in all of the box */
    size_t open;   /* cells that were left so */
    size_t first, last;
    double *candidates[2]; /* zeros, exact or likely */
    size_t candidate_count, candidate_room;
    double *left[2]; /* middles of cells that the budget left open */
    size_t left_count;
    struct stationary_cell *proved; /* enlarged cells that hold exactly one zero */
    double *proved_at[2];           /* near these */
    size_t proved_count;
    struct arena *scratch;
};

static void add_candidate(struct cells *cells, const double at[2])
{
    if (cells->candidate_count == cells->candidate_room)
        return;
    CONTRACT(cells->n <= 2);
    for (size_t k = 0; k < cells->n; k++)
        cells->candidates[k][cells->candidate_count] = at[k];
    cells->candidate_count++;
}

static void polish(struct cells *cells, const struct stationary_cell *in, double *const at[2], size_t count, double singular,
                   enum stationary_rest *rests)
{
    stationary_polish(cells->scratch, cells->n, cells->program, cells->workspace, in, at, count, singular, rests);
}

static void prove(struct cells *cells, const struct stationary_judged *judged)
{
    if (cells->proved_count < cells->candidate_room) {
        cells->proved[cells->proved_count] = judged->wide;
        cells->proved_at[0][cells->proved_count] = judged->at[0];
        cells->proved_at[1][cells->proved_count] = judged->at[1];
    }
    cells->proved_count++;
}

/* The coordinate along which the cell is longest, in units of the box. */
static size_t longest(const struct cells *cells, const struct stationary_cell *cell)
{
    const double *extent = cells->search->extent;
    return cells->n == 2 && (cell->high[1] - cell->low[1]) / extent[1] > (cell->high[0] - cell->low[0]) / extent[0] ? 1 : 0;
}

static void cut(struct cells *cells, const struct stationary_cell *cell)
{
    const size_t axis = longest(cells, cell);
    struct stationary_cell *left = &cells->queue[cells->last++ % MOST_CELLS], *right = &cells->queue[cells->last++ % MOST_CELLS];
    const struct stationary_cell whole = *cell;
    *left = *right = whole;
    left->high[axis] = right->low[axis] = whole.low[axis] + cut_at * (whole.high[axis] - whole.low[axis]);
}

static void count_open(struct cells *cells, const struct stationary_cell *cell)
{
    struct stationary *search = cells->search;
    search->undecided += stationary_share(cells->search, cell);
    search->undecided_cells++;
    if (cells->n == 2) /* no use is made of it in one dimension */
        search->singular = search->singular || (!cells->unbroken && stationary_may_break(&cells->judge, cell));
    cells->open++;
}

/* Zeros in or beside cells that stay open, if Newton's method comes to them from the places: these are candidates, and found[i]. Else it leads the place
 * onto a curve of zeros, if there is one. */
static void find_simple(struct cells *cells, const struct stationary_cell *wide, double *const at[2], size_t count, bool *found)
{
    struct stationary_cell *rest = ARENA_NEW(cells->scratch, struct stationary_cell, count);
    double *places[2];
    size_t *which = ARENA_NEW(cells->scratch, size_t, count), others = 0;
    enum stationary_rest *rests = ARENA_NEW(cells->scratch, enum stationary_rest, count);
    for (size_t k = 0; k < 2; k++) {
        places[k] = ARENA_NEW(cells->scratch, double, count);
        memcpy(places[k], at[k], count * sizeof *at[k]);
    }
    polish(cells, wide, places, count, 1e-10, rests);
    for (size_t i = 0; i < count; i++) {
        found[i] = rests[i] == STATIONARY_SIMPLE;
        if (found[i]) {
            add_candidate(cells, (double[2]){places[0][i], places[1][i]});
            continue;
        }
        which[others] = i;
        rest[others] = wide[i];
        places[0][others] = at[0][i];
        places[1][others++] = at[1][i];
    }
    polish(cells, rest, places, others, 1e-4, rests);
    for (size_t i = 0; i < others; i++)
        for (size_t k = 0; k < 2; k++)
            at[k][which[i]] = places[k][i];
}

/* A cell that stays open: its middle is a candidate. */
static void leave(struct cells *cells, const struct stationary_cell *cell)
{
    double at[2] = {0, 0};
    const struct stationary_cell wide = stationary_widened(cells->search, cell);
    bool found;
    stationary_middle(cells->search, cell, at);
    count_open(cells, cell);
    if (stationary_is_smallest(cells->search, cell)) { /* a corner that doubles do not reach, but short decimals may: 0 among 1e-16 */
        double short_at[2] = {0, 0};
        for (size_t k = 0; k < cells->n; k++)
            short_at[k] = stationary_rounded(cells->search, k, 11, at[k]);
        add_candidate(cells, short_at);
    }
    if (cells->n == 1 && cells->open > MOST_LEFT) /* on a stretch that is level: the grid of the line has looked there */
        return;
    find_simple(cells, &wide, (double *const[]){&at[0], &at[1]}, 1, &found);
    arena_clear(cells->scratch);
    if (!found)
        add_candidate(cells, at);
}

/* Of cells that stay open, by the thousands, those that the first steps of Newton's method from their middles do not leave. Their middles go to `at`, their
 * number is returned. */
static size_t list_promising(struct cells *cells, const struct stationary_cell *open, size_t count, double *const at[2], size_t *promising)
{
    double *numbers[6];
    size_t kept = 0;
    for (size_t k = 0; k < 6; k++)
        numbers[k] = ARENA_NEW(cells->scratch, double, count);
    for (size_t i = 0; i < count; i++) {
        double middle[2] = {0, 0};
        stationary_middle(cells->search, &open[i], middle);
        at[0][i] = middle[0];
        at[1][i] = middle[1];
    }
    program_run(cells->program, cells->workspace, (const double *const *)at, numbers, count);
    for (size_t i = 0; i < count; i++) {
        const struct stationary_cell wide = stationary_widened(cells->search, &open[i]);
        double place[2] = {at[0][i], at[1][i]}, here[6], moves[2][2];
        for (size_t k = 0; k < 6; k++)
            here[k] = numbers[k][i];
        stationary_newton_step(cells->n, here, 1e-10, moves[0]);
        stationary_newton_step(cells->n, here, 1e-4, moves[1]);
        if (stationary_stays(cells->n, &wide, place, moves[0]) || stationary_stays(cells->n, &wide, place, moves[1]))
            promising[kept++] = i;
    }
    return kept;
}

/* The cells that the budget leaves open. */
static void leave_rest(struct cells *cells)
{
    struct arena *scratch = cells->scratch;
    struct stationary_cell *open = ARENA_ROOM(cells->search->arena, struct stationary_cell, cells->last - cells->first + 1);
    size_t count = 0;
    for (; cells->first < cells->last; cells->first++) {
        const struct stationary_cell *cell = &cells->queue[cells->first % MOST_CELLS];
        if (stationary_is_smallest(cells->search, cell)) {
            leave(cells, cell);
            continue;
        }
        count_open(cells, cell);
        if (cells->n == 2 || cells->open <= MOST_LEFT)
            open[count++] = *cell;
    }
    double *const at[2] = {ARENA_NEW(scratch, double, count), ARENA_NEW(scratch, double, count)};
    size_t *promising = ARENA_NEW(scratch, size_t, count);
    const size_t tried = list_promising(cells, open, count, at, promising);
    struct stationary_cell *wide = ARENA_NEW(scratch, struct stationary_cell, tried);
    double *const places[2] = {ARENA_NEW(scratch, double, tried), ARENA_NEW(scratch, double, tried)};
    bool *found = ARENA_NEW(scratch, bool, tried), *done = ARENA_NEW(scratch, bool, count);
    for (size_t i = 0; i < tried; i++) {
        wide[i] = stationary_widened(cells->search, &open[promising[i]]);
        places[0][i] = at[0][promising[i]];
        places[1][i] = at[1][promising[i]];
    }
    find_simple(cells, wide, places, tried, found);
    for (size_t i = 0; i < tried; i++) {
        done[promising[i]] = found[i];
        at[0][promising[i]] = places[0][i];
        at[1][promising[i]] = places[1][i];
    }
    for (size_t i = 0; i < count; i++)
        if (!done[i] && cells->left_count == cells->candidate_room) {
            add_candidate(cells, (double[2]){at[0][i], at[1][i]});
        } else if (!done[i]) {
            cells->left[0][cells->left_count] = at[0][i];
            cells->left[1][cells->left_count++] = at[1][i];
        }
    arena_clear(scratch);
}

/* The zeros of cells that hold one each. */
static void add_proved(struct cells *cells)
{
    const size_t count = cells->proved_count < cells->candidate_room ? cells->proved_count : cells->candidate_room;
    enum stationary_rest *rests = ARENA_NEW(cells->scratch, enum stationary_rest, count);
    polish(cells, cells->proved, cells->proved_at, count, 2.5e-16, rests);
    arena_clear(cells->scratch);
    for (size_t i = 0; i < count; i++)
        add_candidate(cells, (double[2]){cells->proved_at[0][i], cells->proved_at[1][i]});
}

/* Where the budget ended cells by the thousands, Newton's method goes on from some of their middles; and some are candidates themselves, as on curves of
 * zeros. */
static bool follow_left(struct cells *cells, struct error *error)
{
    struct arena *arena = cells->search->arena;
    const size_t each = cells->left_count / MOST_LEFT + 1, rare = cells->left_count / MOST_FOLLOWED + 1;
    double *x = ARENA_NEW(arena, double, MOST_FOLLOWED), *y = ARENA_NEW(arena, double, MOST_FOLLOWED);
    size_t count = 0;
    for (size_t i = 0; i < cells->left_count; i += each)
        add_candidate(cells, (double[2]){cells->left[0][i], cells->left[1][i]});
    for (size_t i = 0; i < cells->left_count; i += rare) {
        x[count] = cells->left[0][i];
        y[count++] = cells->left[1][i];
    }
    return cells->n == 1 || cells->search->unsure_count > MANY_UNSURE || stationary_follow(cells->search, (double *const[]){x, y}, count, error);
}

/* A zero that was proved but is not in the list, as its kind could not be decided, leaves its cell open. */
static void check_proved(struct cells *cells)
{
    struct stationary *search = cells->search;
    for (size_t i = 0; i < cells->proved_count && i < cells->candidate_room; i++)
        if (!stationary_within(search, cells->proved[i].low, cells->proved[i].high)) {
            search->undecided += stationary_share(cells->search, &cells->proved[i]);
            search->undecided_cells++;
        }
    if (cells->proved_count > cells->candidate_room)
        search->overfull = true;
}

/* Cuts what is left into twice as many cells as the budget would leave, for Newton's first steps cost less than bounds. */
static void cut_all(struct cells *cells)
{
    for (int part = 2 * EARLY; part > 1; part /= 2)
        for (size_t count = cells->last - cells->first; count && 2 * count < MOST_CELLS; count--) {
            cells->current = cells->queue[cells->first++ % MOST_CELLS];
            cut(cells, &cells->current);
        }
}

/* The part of the box that is not decided yet. */
static double open_part(const struct cells *cells)
{
    double open = cells->search->undecided;
    for (size_t i = cells->first; i < cells->last; i++)
        open += stationary_share(cells->search, &cells->queue[i % MOST_CELLS]);
    return open;
}

/* The work of the search. */
struct cell_pace {
    double price, spent, allowed, most;
    double mark, open; /* where the part that is open is looked at next; how much it was half the work before */
};

enum pace_step { STEP_GOES_ON, STEP_ENDS, STEP_HOPELESS };

/* A doubling of the work cuts cells in half. Where it leaves as many of them open, on curves of zeros or since bounds are wide at any size in sight, further
 * ones will, too: of the catalogue and of random landscapes, those whose cells were all decided in the end had far fewer from an eighth of the budget to a
 * quarter, or little of the box was left, and less. Where that is so at the end of the budget, some more work may decide all. */
static enum pace_step take_step(const struct cells *cells, struct cell_pace *pace)
{
    static const double falls = 0.45, little = 1e-3, shrinks = 0.75;
    const double before = pace->spent;
    pace->spent += pace->price;
    if (before < pace->mark && pace->spent >= pace->mark) {
        const double open = open_part(cells), mark = pace->mark;
        const bool fell = pace->open > 0 && (open <= falls * pace->open || (open <= little && open < shrinks * pace->open));
        pace->open = open;
        pace->mark *= 2;
        if (mark * EARLY == pace->allowed && !fell)
            return STEP_HOPELESS;
        if (mark == pace->allowed && fell && 2 * pace->allowed <= pace->most)
            pace->allowed *= 2;
    }
    return pace->spent > pace->allowed ? STEP_ENDS : STEP_GOES_ON;
}

static bool make_cells(struct stationary *search, struct cells *cells, struct error *error)
{
    enum { ROOM = 1 << 14 };
    *cells = (struct cells){.search = search, .n = search->dimension, .judge = stationary_judge_of(search)};
    if (!landscape_program(search->landscape, 2, &cells->program, error))
        return false;
    cells->workspace = workspace_create(search->arena, cells->program);
    cells->queue = ARENA_ROOM(search->arena, struct stationary_cell, MOST_CELLS);
    cells->candidate_room = ROOM;
    for (size_t k = 0; k < 2; k++) {
        cells->candidates[k] = ARENA_ROOM(search->arena, double, ROOM);
        cells->left[k] = ARENA_ROOM(search->arena, double, ROOM);
        cells->proved_at[k] = ARENA_ROOM(search->arena, double, ROOM);
    }
    cells->scratch = arena_within(search->arena);
    cells->proved = ARENA_ROOM(search->arena, struct stationary_cell, ROOM);
    struct stationary_cell *whole = &cells->queue[cells->last++];
    for (size_t k = 0; k < search->dimension; k++) {
        whole->low[k] = search->low[k];
        whole->high[k] = search->low[k] + search->extent[k];
    }
    cells->unbroken = !stationary_may_break(&cells->judge, whole);
    return true;
}

/* What becomes of the first cell of the queue. */
static void settle(struct cells *cells, const struct stationary_judged *judged)
{
    cells->current = cells->queue[cells->first++ % MOST_CELLS]; /* a copy: the queue is a ring */
    if (cells->last - cells->first + 2 > MOST_CELLS || stationary_is_smallest(cells->search, &cells->current))
        leave(cells, &cells->current);
    else if (judged->verdict == STATIONARY_CUT)
        cut(cells, &cells->current);
    else if (judged->verdict == STATIONARY_ONE)
        prove(cells, judged);
    else if (judged->verdict == STATIONARY_FLAT)
        stationary_note_level(cells->search, &cells->current);
}

bool stationary_search_cells(struct stationary *search, double budget, struct error *error)
{
    struct cells cells;
    if (!make_cells(search, &cells, error))
        return false;
    if (search->unsure_count > MANY_UNSURE || search->overfull) /* on curves of zeros, which cells cannot decide, or of more points than are kept */
        budget /= 8;
    else if (search->dimension == 2 && stationary_has_corners(search)) /* nor at corners */
        budget /= 2;
    struct cell_pace pace = {.price = (double)(interval_length(cells.judge.full) + interval_length(cells.judge.slope)) + KRAWCZYK,
                             .allowed = budget,
                             .most = search->unsure_count > MANY_UNSURE || search->overfull ? budget : LONGER * budget,
                             .mark = budget / (2 * EARLY)};
    for (bool left = false; !left && cells.first < cells.last;) {
        struct stationary_cell block[INTERVAL_BLOCK];
        struct stationary_judged judged[INTERVAL_BLOCK];
        size_t count = 0;
        for (; count < INTERVAL_BLOCK && cells.first + count < cells.last; count++)
            block[count] = cells.queue[(cells.first + count) % MOST_CELLS];
        stationary_judge(&cells.judge, block, count, judged);
        for (size_t i = 0; i < count && !left; i++) {
            const enum pace_step step = take_step(&cells, &pace);
            left = step != STEP_GOES_ON;
            if (step == STEP_HOPELESS)
                cut_all(&cells);
            if (!left)
                settle(&cells, &judged[i]);
        }
    }
    leave_rest(&cells);
    add_proved(&cells);
    if (!follow_left(&cells, error))
        return false;
    stationary_add(search, (const double *const *)cells.candidates, cells.candidate_count, true);
    check_proved(&cells);
    return true;
}
