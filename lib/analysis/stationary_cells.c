/* Branch and prune (Hansen & Walster, Global Optimization Using Interval Analysis, ch. 9 and 11): a cell is empty if the bounds of the gradient over it
 * leave out zero; by Krawczyk's operator K = m − Y ∇f(m) + (1 − Y H(X)) (X − m) it is empty if K misses it, and holds exactly one zero if K is
 * inside it. Cells are looked at a little enlarged, so that a zero on their rim is inside of one. Others are cut in two, in order of size, so
 * that what is left when the budget is spent is small everywhere. */
#include "analysis/stationary.h"
#include "base/contract.h"

#include "expression/interval.h"

#include <math.h>
#include <string.h>

enum {
    NEWTON_STEPS = 12,
    MOST_CELLS = 1 << 17,
    MOST_LEFT = 200,
    MOST_FOLLOWED = 800,
    MANY_UNSURE = 32,
    KRAWCZYK = 30 /* operations of it */,
    EARLY = 4
};
/* A cut off the middle keeps the rims of cells off axes of symmetry. */
static const double cut_at = 0.48832, enlarged = 0.03, smallest = 1e-15;

struct cell {
    double low[2], high[2];
};

struct cells {
    struct stationary *search;
    size_t n;
    struct interval_program *value, *slope, *full; /* value; and gradient; and Hessian */
    struct program *program;
    struct workspace *workspace;
    struct cell *queue, current;
    bool singular; /* the Hessian where polish() came to */
    bool unbroken; /* the landscape has a value and no jump in all of the box */
    size_t open;   /* cells that were left so */
    size_t first, last;
    double *candidates[2]; /* zeros, exact or likely */
    size_t candidate_count, candidate_room;
    double *left[2]; /* middles of cells that the budget left open */
    size_t left_count;
    struct cell *proved; /* enlarged cells that hold exactly one zero */
    size_t proved_count;
};

enum verdict { VERDICT_EMPTY, VERDICT_ONE, VERDICT_FLAT, VERDICT_CUT };

static struct interval_program *compile(struct stationary *search, int order)
{
    const struct landscape *landscape = search->landscape;
    const size_t n = search->dimension, counts[3] = {1, 1 + n, 1 + n + n * (n + 1) / 2};
    node_id nodes[6] = {landscape->value};
    memcpy(nodes + 1, landscape->gradient, n * sizeof *nodes);
    memcpy(nodes + 1 + n, landscape->hessian, n * (n + 1) / 2 * sizeof *nodes);
    return interval_compile(search->arena, landscape->graph, nodes, counts[order], n);
}

static void add_candidate(struct cells *cells, const double at[2])
{
    if (cells->candidate_count == cells->candidate_room)
        return;
    CONTRACT(cells->n <= 2);
    for (size_t k = 0; k < cells->n; k++)
        cells->candidates[k][cells->candidate_count] = at[k];
    cells->candidate_count++;
}

/* Newton's step from the value, gradient and Hessian. Hessians are singular from so small a determinant on. */
static void newton_step(struct cells *cells, const double *numbers, double singular, double move[2])
{
    if (cells->n == 1) {
        move[0] = -numbers[1] / numbers[2];
        return;
    }
    const double determinant = numbers[3] * numbers[5] - numbers[4] * numbers[4];
    const double square = numbers[3] * numbers[3] + 2 * numbers[4] * numbers[4] + numbers[5] * numbers[5];
    cells->singular = !(fabs(determinant) > singular * square);
    if (!cells->singular) {
        move[0] = -(numbers[5] * numbers[1] - numbers[4] * numbers[2]) / determinant;
        move[1] = -(numbers[3] * numbers[2] - numbers[4] * numbers[1]) / determinant;
    } else { /* onto a curve of zeros, by the pseudo-inverse of rank one */
        move[0] = -(numbers[3] * numbers[1] + numbers[4] * numbers[2]) / square;
        move[1] = -(numbers[4] * numbers[1] + numbers[5] * numbers[2]) / square;
    }
}

static bool stays(const struct cells *cells, const struct cell *cell, const double at[2], const double move[2])
{
    for (size_t k = 0; k < cells->n; k++)
        if (!(at[k] + move[k] >= cell->low[k] && at[k] + move[k] <= cell->high[k]))
            return false;
    return true;
}

/* Newton's method on doubles; false if it leaves the cell or does not settle. */
static bool polish(struct cells *cells, const struct cell *cell, double singular, double at[2])
{
    const size_t n = cells->n;
    double numbers[6], *outputs[6];
    for (int i = 0; i < 6; i++)
        outputs[i] = &numbers[i];
    double before = INFINITY;
    for (int step = 0; step < NEWTON_STEPS; step++) {
        program_run(cells->program, cells->workspace, (const double *const[]){&at[0], &at[1]}, outputs, 1);
        double move[2] = {0, 0}, size = 0;
        newton_step(cells, numbers, singular, move);
        if (!stays(cells, cell, at, move))
            return false;
        for (size_t k = 0; k < n; k++)
            size = fmax(size, fabs(move[k]) / (cell->high[k] - cell->low[k]));
        if (size >= before && size < 1e-6) /* rounding is all that moves it */
            return true;
        memcpy(at, (double[2]){at[0] + move[0], n == 2 ? at[1] + move[1] : 0}, sizeof(double[2]));
        if (size == 0)
            return true;
        before = size;
    }
    return before < 1e-6;
}

/* The inverse of the middle of the Hessian's bounds; false if it has none. */
static bool invert_middle(size_t n, const struct enclosure *hessian, double inverse[2][2])
{
    double middle[3] = {0, 0, 0};
    for (size_t i = 0; i < n * (n + 1) / 2; i++)
        middle[i] = hessian[i].low / 2 + hessian[i].high / 2;
    if (n == 1) {
        inverse[0][0] = 1 / middle[0];
        return isfinite(inverse[0][0]);
    }
    const double determinant = middle[0] * middle[2] - middle[1] * middle[1];
    inverse[0][0] = middle[2] / determinant;
    inverse[1][1] = middle[0] / determinant;
    inverse[0][1] = inverse[1][0] = -middle[1] / determinant;
    return isfinite(inverse[0][0]) && isfinite(inverse[1][1]) && isfinite(inverse[0][1]);
}

static struct enclosure scaled(double factor, struct enclosure a)
{
    const struct enclosure number = enclosure_of(factor);
    return interval_apply(OPERATION_MULTIPLY, number, a, a);
}

static struct enclosure sum(struct enclosure a, struct enclosure b)
{
    return interval_apply(OPERATION_ADD, a, b, b);
}

/* Krawczyk's operator on the box: its bounds, and whether the Hessian is regular throughout, so that there is one zero at most. False if there is no
 * such operator; missed: the mean value theorem, slope(m) + H (X − m), proves that there is no zero. */
static bool krawczyk(struct cells *cells, const struct cell *box, const struct enclosure *hessian, struct enclosure result[2], bool *regular,
                     bool *missed)
{
    const size_t n = cells->n;
    double inverse[2][2], middle[2] = {0, 0};
    struct enclosure point[2], slope[3];
    CONTRACT(n == 1 || n == 2);
    for (size_t k = 0; k < n; k++) {
        middle[k] = box->low[k] + (box->high[k] - box->low[k]) / 2;
        point[k] = enclosure_of(middle[k]);
    }
    interval_run(cells->slope, point, slope);
    *missed = false;
    for (size_t i = 0; i < n; i++) {
        struct enclosure mean = slope[1 + i];
        for (size_t j = 0; j < n; j++) {
            const double half = fmax(box->high[j] - middle[j], middle[j] - box->low[j]);
            mean = sum(mean, interval_apply(OPERATION_MULTIPLY, hessian[i + j], enclosure_between(-half, half), point[j]));
        }
        *missed = *missed || !enclosure_holds(&mean, 0);
    }
    if (*missed || !invert_middle(n, hessian, inverse))
        return false;
    *regular = true;
    for (size_t i = 0; i < n; i++) {
        double norm = 0;
        struct enclosure newton = enclosure_of(0), rest = enclosure_of(0);
        for (size_t j = 0; j < n; j++) {
            newton = sum(newton, scaled(-inverse[i][j], slope[1 + j]));
            struct enclosure entry = enclosure_of(i == j);
            for (size_t l = 0; l < n; l++)
                entry = sum(entry, scaled(-inverse[i][l], hessian[l + j]));
            const struct enclosure offset = interval_apply(OPERATION_SUBTRACT, enclosure_between(box->low[j], box->high[j]), point[j], point[j]);
            rest = sum(rest, interval_apply(OPERATION_MULTIPLY, entry, offset, offset));
            norm += fmax(fabs(entry.low), fabs(entry.high)) * fmax(fabs(offset.low), fabs(offset.high));
        }
        *regular = *regular && norm < 0.999 * (middle[i] - box->low[i]);
        result[i] = sum(point[i], sum(newton, rest));
    }
    return isfinite(result[0].low) && isfinite(result[0].high) && (n == 1 || (isfinite(result[1].low) && isfinite(result[1].high)));
}

static bool all_smooth(const struct enclosure *outputs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!enclosure_continuous(&outputs[i]) || !isfinite(outputs[i].low) || !isfinite(outputs[i].high))
            return false;
    return true;
}

/* What the bounds of the gradient over the cell tell. */
static enum verdict exclude(struct cells *cells, const struct cell *cell)
{
    const size_t n = cells->n;
    struct enclosure box[2], outputs[3];
    for (size_t k = 0; k < n; k++)
        box[k] = enclosure_between(cell->low[k], cell->high[k]);
    interval_run(cells->slope, box, outputs);
    if (enclosure_empty(&outputs[0]))
        return VERDICT_EMPTY;
    bool zero = true;
    for (size_t k = 0; k < n; k++) {
        const struct enclosure *slope = &outputs[1 + k];
        if (!enclosure_empty(slope) && !enclosure_holds(slope, 0))
            return VERDICT_EMPTY;
        zero = zero && slope->low == 0 && slope->high == 0 && enclosure_continuous(slope);
    }
    return zero && enclosure_continuous(&outputs[0]) ? VERDICT_FLAT : VERDICT_CUT;
}

static enum verdict judge(struct cells *cells, const struct cell *cell)
{
    const size_t n = cells->n;
    const enum verdict excluded = exclude(cells, cell);
    if (excluded != VERDICT_CUT)
        return excluded;
    struct cell wide = *cell;
    struct enclosure box[2], outputs[6], image[2];
    for (size_t k = 0; k < n; k++) {
        const double margin = enlarged * (cell->high[k] - cell->low[k]);
        wide.low[k] -= margin;
        wide.high[k] += margin;
        box[k] = enclosure_between(wide.low[k], wide.high[k]);
    }
    interval_run(cells->full, box, outputs);
    bool regular, missed = false, inside = true;
    if (!all_smooth(outputs, 1 + n + n * (n + 1) / 2) || !krawczyk(cells, &wide, outputs + 1 + n, image, &regular, &missed))
        return missed ? VERDICT_EMPTY : VERDICT_CUT;
    double at[2] = {0, 0};
    for (size_t k = 0; k < n; k++) {
        if (image[k].high < cell->low[k] || image[k].low > cell->high[k])
            return VERDICT_EMPTY;
        inside = inside && image[k].low > wide.low[k] && image[k].high < wide.high[k];
        at[k] = image[k].low / 2 + image[k].high / 2;
    }
    if (!regular)
        return VERDICT_CUT;
    if (inside) {
        polish(cells, &wide, 2.5e-16, at);
        add_candidate(cells, at);
        cells->proved[cells->proved_count++ % cells->candidate_room] = wide;
        return VERDICT_ONE;
    }
    return VERDICT_CUT;
}

/* The coordinate along which the cell is longest, in units of the box. */
static size_t longest(const struct cells *cells, const struct cell *cell)
{
    const double *extent = cells->search->extent;
    return cells->n == 2 && (cell->high[1] - cell->low[1]) / extent[1] > (cell->high[0] - cell->low[0]) / extent[0] ? 1 : 0;
}

static void cut(struct cells *cells, const struct cell *cell)
{
    const size_t axis = longest(cells, cell);
    struct cell *left = &cells->queue[cells->last++ % MOST_CELLS], *right = &cells->queue[cells->last++ % MOST_CELLS];
    const struct cell whole = *cell;
    *left = *right = whole;
    left->high[axis] = right->low[axis] = whole.low[axis] + cut_at * (whole.high[axis] - whole.low[axis]);
}

static double share(const struct cells *cells, const struct cell *cell)
{
    double part = 1;
    for (size_t k = 0; k < cells->n; k++)
        part *= (cell->high[k] - cell->low[k]) / cells->search->extent[k];
    return part;
}

static bool is_smallest(const struct cells *cells, const struct cell *cell)
{
    for (size_t k = 0; k < cells->n; k++) {
        const double size = fmax(fabs(cell->low[k]), fabs(cell->high[k]));
        if (cell->high[k] - cell->low[k] > fmax(smallest * cells->search->extent[k], 4 * 0x1p-52 * size))
            return false;
    }
    return true;
}

/* Whether the landscape may have a pole, a jump or no value somewhere in the cell. */
static bool may_break(struct cells *cells, const struct cell *cell)
{
    struct enclosure box[2], value;
    for (size_t k = 0; k < cells->n; k++)
        box[k] = enclosure_between(cell->low[k], cell->high[k]);
    interval_run(cells->value, box, &value);
    return !all_smooth(&value, 1);
}

static struct cell widened(const struct cells *cells, const struct cell *cell)
{
    struct cell wide = *cell;
    for (size_t k = 0; k < cells->n; k++) {
        wide.low[k] -= cell->high[k] - cell->low[k];
        wide.high[k] += cell->high[k] - cell->low[k];
    }
    return wide;
}

static void middle_of(const struct cells *cells, const struct cell *cell, double at[2])
{
    for (size_t k = 0; k < cells->n; k++)
        at[k] = cell->low[k] + (cell->high[k] - cell->low[k]) / 2;
}

static void count_open(struct cells *cells, const struct cell *cell)
{
    struct stationary *search = cells->search;
    search->undecided += share(cells, cell);
    search->undecided_cells++;
    if (cells->n == 2) /* no use is made of it in one dimension */
        search->singular = search->singular || (!cells->unbroken && may_break(cells, cell));
    cells->open++;
}

/* A zero in or beside a cell that stays open, if Newton's method comes to one from its middle; else it ends in `at`. */
static bool find_simple(struct cells *cells, const struct cell *wide, double at[2])
{
    double simple[2] = {at[0], at[1]};
    if (polish(cells, wide, 1e-10, simple) && !cells->singular) {
        add_candidate(cells, simple);
        return true;
    }
    polish(cells, wide, 1e-4, at);
    return false;
}

/* A cell that stays open: its middle is a candidate. */
static void leave(struct cells *cells, const struct cell *cell)
{
    double at[2] = {0, 0};
    const struct cell wide = widened(cells, cell);
    middle_of(cells, cell, at);
    count_open(cells, cell);
    if (is_smallest(cells, cell)) { /* a corner that doubles do not reach, but short decimals may: 0 among 1e-16 */
        double short_at[2] = {0, 0};
        for (size_t k = 0; k < cells->n; k++)
            short_at[k] = stationary_rounded(cells->search, k, 11, at[k]);
        add_candidate(cells, short_at);
    }
    if (cells->n == 1 && cells->open > MOST_LEFT) /* on a stretch that is level: the grid of the line has looked there */
        return;
    if (!find_simple(cells, &wide, at))
        add_candidate(cells, at);
}

/* The cells that the budget leaves open, by the thousands: the first steps of Newton's method from their middles are made at once, and most leave. */
static void leave_rest(struct cells *cells)
{
    struct arena *arena = cells->search->arena;
    const size_t n = cells->n, count = cells->last - cells->first;
    double *columns[8];
    for (size_t k = 0; k < 8; k++)
        columns[k] = ARENA_ROOM(arena, double, count + 1);
    for (size_t i = 0; i < count; i++) {
        double at[2] = {0, 0};
        middle_of(cells, &cells->queue[(cells->first + i) % MOST_CELLS], at);
        columns[0][i] = at[0];
        columns[1][i] = at[1];
    }
    program_run(cells->program, cells->workspace, (const double *const *)columns, columns + 2, count);
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &cells->queue[(cells->first + i) % MOST_CELLS], wide = widened(cells, cell);
        double at[2] = {columns[0][i], columns[1][i]}, numbers[6], moves[2][2];
        if (is_smallest(cells, cell)) {
            leave(cells, cell);
            continue;
        }
        count_open(cells, cell);
        if (n == 1 && cells->open > MOST_LEFT)
            continue;
        for (size_t k = 0; k < 6; k++)
            numbers[k] = columns[2 + k][i];
        newton_step(cells, numbers, 1e-10, moves[0]);
        newton_step(cells, numbers, 1e-4, moves[1]);
        if ((stays(cells, &wide, at, moves[0]) || stays(cells, &wide, at, moves[1])) && find_simple(cells, &wide, at))
            continue;
        if (cells->left_count == cells->candidate_room) {
            add_candidate(cells, at);
            continue;
        }
        for (size_t k = 0; k < 2; k++)
            cells->left[k][cells->left_count] = at[k];
        cells->left_count++;
    }
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
            search->undecided += share(cells, &cells->proved[i]);
            search->undecided_cells++;
        }
    if (cells->proved_count > cells->candidate_room)
        search->overfull = true;
}

/* Cuts what is left into twice as many cells as the budget would leave, for the first steps of Newton's method cost less than bounds. */
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
        open += share(cells, &cells->queue[i % MOST_CELLS]);
    return open;
}

/* Whether the budget passes a mark at this step. */
static bool passes(double before, double after, double mark)
{
    return before > mark && after <= mark;
}

static bool make_cells(struct stationary *search, struct cells *cells, struct error *error)
{
    enum { ROOM = 1 << 14 };
    *cells = (struct cells){
        .search = search, .n = search->dimension, .value = compile(search, 0), .slope = compile(search, 1), .full = compile(search, 2)};
    if (!landscape_program(search->landscape, 2, &cells->program, error))
        return false;
    cells->workspace = workspace_create(search->arena, cells->program);
    cells->queue = ARENA_ROOM(search->arena, struct cell, MOST_CELLS);
    cells->candidate_room = ROOM;
    for (size_t k = 0; k < 2; k++) {
        cells->candidates[k] = ARENA_ROOM(search->arena, double, ROOM);
        cells->left[k] = ARENA_ROOM(search->arena, double, ROOM);
    }
    cells->proved = ARENA_ROOM(search->arena, struct cell, ROOM);
    struct cell *whole = &cells->queue[cells->last++];
    for (size_t k = 0; k < search->dimension; k++) {
        whole->low[k] = search->low[k];
        whole->high[k] = search->low[k] + search->extent[k];
    }
    cells->unbroken = !may_break(cells, whole);
    return true;
}

bool stationary_search_cells(struct stationary *search, double budget, struct error *error)
{
    struct cells cells;
    if (!make_cells(search, &cells, error))
        return false;
    if (search->unsure_count > MANY_UNSURE) /* on curves of zeros, which cells cannot decide */
        budget /= 8;
    else if (search->dimension == 2 && stationary_has_corners(search)) /* nor at corners */
        budget /= 2;
    const double price = (double)(interval_length(cells.full) + interval_length(cells.slope)) + KRAWCZYK;
    /* A doubling of the work cuts cells in half. Where it leaves as many of them open, on curves of zeros or since bounds are wide at any size in sight,
     * further ones will, too: of the catalogue and of random landscapes, those whose cells were all decided in the end had far fewer from an eighth of the
     * budget to a quarter. */
    static const double falls = 0.45;
    const double marks[2] = {budget - budget / (2 * EARLY), budget - budget / EARLY};
    double open_before = 0;
    while (cells.first < cells.last) {
        const double before = budget;
        budget -= price;
        if (passes(before, budget, marks[0]))
            open_before = open_part(&cells);
        const bool hopeless = passes(before, budget, marks[1]) && open_part(&cells) > falls * open_before;
        if (hopeless)
            cut_all(&cells);
        if (hopeless || budget < 0) {
            leave_rest(&cells);
            break;
        }
        cells.current = cells.queue[cells.first++ % MOST_CELLS]; /* a copy: the queue is a ring */
        if (cells.last - cells.first + 2 > MOST_CELLS || is_smallest(&cells, &cells.current)) {
            leave(&cells, &cells.current);
            continue;
        }
        switch (judge(&cells, &cells.current)) {
        case VERDICT_CUT:
            cut(&cells, &cells.current);
            break;
        case VERDICT_FLAT:
            search->flat = true;
            break;
        default:
            break;
        }
    }
    if (!follow_left(&cells, error))
        return false;
    stationary_add(search, (const double *const *)cells.candidates, cells.candidate_count, true);
    check_proved(&cells);
    return true;
}
