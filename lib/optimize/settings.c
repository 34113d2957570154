/* A method reads its options from the step it is handed, once for as many numbers as it is handed. So it is handed the numbers of one point at a
 * time, with that point's step; methods do not see it. */
#include "optimize/settings.h"

#include "optimize/powers.h"

#include <math.h>
#include <string.h>

/* What one run has for itself. */
struct own {
    struct method_powers powers;
    struct method_step step, before; /* the one under way, and as it was before the first group of coordinates */
    double values[CALL_MOST_OPTIONS], group_rates[SETTINGS_MAX_GROUPS];
    const double *rates;
};

struct own_settings {
    struct powers_table *powers;
    struct method_rows rows;
    double *row_numbers; /* [options + 4 + 1][lanes], what they point at: options, constants, rates; then zeros */
    double *row_groups;  /* [groups][lanes]: the rates of groups of coordinates; not-a-number: the run's own */
    uint64_t *row_runs;  /* [lanes]: the runs whose options are there */
    const double **row_rates;
    bool row_scheduled; /* rates change from step to step */
    bool looked_at;     /* steps are looked at by others than the rule */
    size_t row_count;
    const struct call *call;
    const struct method *method;
    const struct descent_settings *settings;
    struct own *items; /* [lanes], by the run's number in the block as it was filled: points change their lanes */
    uint64_t first;
    double *numbers; /* [2 + arrays][dimension], of one point: coordinates, gradient, the method's arrays */
    double **memory; /* those arrays, from a coordinate on */
    size_t arrays, dimension;
};

static void make_rows(struct arena *arena, struct own_settings *own, size_t lanes)
{
    const size_t options = own->method->callable.option_count;
    own->row_numbers = ARENA_NEW(arena, double, (options + 6) * lanes);
    own->row_groups = ARENA_NEW(arena, double, own->settings->group_count *lanes);
    own->row_runs = ARENA_NEW(arena, uint64_t, lanes);
    own->row_rates = ARENA_NEW(arena, const double *, lanes);
    own->looked_at = method_shows(own->call) || (own->method->begin && !own->method->begin_each);
    own->rows.powers = own->powers;
    for (size_t k = 0; k < CALL_MOST_OPTIONS; k++)
        own->rows.values[k] = own->row_numbers + (k < options ? k : options + 5) * lanes;
    for (size_t k = 0; k < 4; k++)
        own->rows.constants[k] = own->row_numbers + (options + k) * lanes;
    own->rows.lr = own->row_numbers + (options + 4) * lanes;
}

struct own_settings *own_settings_create(struct arena *arena, const struct call *call, const struct descent_settings *settings, size_t steps,
                                         const struct block *block)
{
    struct own_settings *own = ARENA_NEW(arena, struct own_settings, 1);
    const struct method *method = method_of(call);
    const size_t n = block->dimension;
    *own = (struct own_settings){.call = call, .method = method, .settings = settings, .items = ARENA_ROOM(arena, struct own, block->lanes)};
    own->arrays = method_arrays(call);
    own->dimension = n;
    own->powers = powers_create(arena, steps);
    make_rows(arena, own, block->lanes);
    own->numbers = ARENA_NEW(arena, double, (2 + own->arrays) * n + BLOCK_PADDING);
    own->memory = ARENA_NEW(arena, double *, own->arrays + 1);
    return own;
}

void own_settings_fill(struct own_settings *own, const struct block *block, size_t run, const struct method_step *first)
{
    own->first = block->run[0];
    own->row_count = 0;
    for (size_t i = 0; i < block->active; i++) {
        struct own *item = &own->items[i];
        struct descent_setting setting = {.values = item->values, .group_rates = item->group_rates};
        for (size_t k = 0; k < SETTINGS_MAX_GROUPS; k++)
            item->group_rates[k] = NAN;
        memcpy(item->values, own->call->values, sizeof item->values);
        own->settings->set(own->settings->context, run + i, &setting);
        item->rates = setting.rates;
        item->step = *first;
        item->step.values = item->values;
        item->powers = (struct method_powers){.table = own->powers};
        item->step.powers = &item->powers;
    }
}

static struct own *own_of(const struct own_settings *own, const struct block *block, size_t point)
{
    return &own->items[block->run[point] - own->first];
}

const struct method_step *own_settings_step(const struct own_settings *own, const struct block *block, size_t point)
{
    return &own_of(own, block, point)->step;
}

bool own_settings_judge(struct own_settings *own, struct block *block, size_t point)
{
    struct block view = block_point(block, point);
    return own->method->judge(&own_of(own, block, point)->step, &view, 0);
}

/* The rule for the point's numbers from `first` on, `count` of them, with a rate of their own; what the step carries on stays in `step`. */
static void update_group(struct own_settings *own, struct method_step *step, double lr, size_t first, size_t count)
{
    const size_t n = own->dimension;
    const double usual = step->lr;
    for (size_t k = 0; k < own->arrays; k++)
        own->memory[k] = own->numbers + (2 + k) * n + first;
    step->lr = isnan(lr) ? usual : lr;
    if (own->method->begin)
        own->method->begin(step);
    own->method->update(step, own->numbers + first, own->numbers + n + first, own->memory, count);
    step->lr = usual;
}

/* All numbers of a point, by groups: each group's step begins as if it were the only one. */
static void update_groups(struct own_settings *own, struct own *item)
{
    const struct descent_settings *settings = own->settings;
    const struct method_step before = item->step;
    if (!settings->group_count)
        update_group(own, &item->step, NAN, 0, own->dimension);
    for (size_t group = 0, first = 0; group < settings->group_count; first = settings->group_ends[group++]) {
        item->step = before;
        update_group(own, &item->step, item->group_rates[group], first, settings->group_ends[group] - first);
    }
}

/* A method of coordinates that are all alike: the point's numbers are brought together and put back. */
static void update(struct own_settings *own, struct own *item, struct block *block, size_t point)
{
    const size_t n = block->dimension, lanes = block->lanes, arrays = own->arrays;
    double *x = own->numbers, *gradient = x + n;
    for (size_t d = 0, at = point; d < n; d++, at += lanes) {
        x[d] = block->x[at];
        gradient[d] = block->gradient[at];
        for (size_t k = 0; k < arrays; k++)
            gradient[(1 + k) * n + d] = block->memory[at + k * n * lanes];
    }
    update_groups(own, item);
    for (size_t d = 0, at = point; d < n; d++, at += lanes) {
        block->x[at] = x[d];
        for (size_t k = 0; k < arrays; k++)
            block->memory[at + k * n * lanes] = gradient[(1 + k) * n + d];
    }
}

/* The options of the points, where others were there: points change their lanes when one leaves. */
static void fill_rows(struct own_settings *own, const struct block *block)
{
    const size_t options = own->method->callable.option_count;
    if (own->row_count == block->active && !memcmp(own->row_runs, block->run, block->active * sizeof *block->run))
        return;
    own->row_count = block->active;
    own->row_scheduled = false;
    memcpy(own->row_runs, block->run, block->active * sizeof *block->run);
    for (size_t point = 0; point < block->active; point++) {
        const struct own *item = own_of(own, block, point);
        own->row_rates[point] = item->rates;
        own->row_scheduled = own->row_scheduled || item->rates;
        for (size_t group = 0; group < own->settings->group_count; group++)
            own->row_groups[group * block->lanes + point] = item->group_rates[group];
        for (size_t k = 0; k < options; k++)
            own->row_numbers[k * block->lanes + point] = item->values[k];
    }
}

/* Steps that are looked at, or begin one by one; with `again` from where they were before the first group. */
static void begin_points(struct own_settings *own, struct block *block, bool again)
{
    for (size_t point = 0; point < block->active; point++) {
        struct own *item = own_of(own, block, point);
        struct method_step *step = &item->step;
        if (again)
            *step = item->before;
        step->t = own->rows.t;
        step->lr = own->rows.lr[point];
        if (own->method->begin)
            own->method->begin(step);
        for (size_t k = 0; k < 4 && own->method->begin; k++)
            own->rows.constants[k][point] = step->constants[k];
    }
}

/* The rule for coordinates first … end − 1 of all points, whose rates are there, a coordinate after the other. */
static void move_rows(struct own_settings *own, struct block *block, size_t first, size_t end, bool again)
{
    const size_t lanes = block->lanes, n = block->dimension;
    if (own->method->begin_each)
        own->method->begin_each(&own->rows, block->active);
    if (own->looked_at)
        begin_points(own, block, again);
    for (size_t d = first; d < end; d++) {
        double *memory[METHOD_MAX_ARRAYS];
        for (size_t k = 0; k < METHOD_MAX_ARRAYS; k++) /* those that the method does not have are not looked at */
            memory[k] = block->memory + ((k < own->arrays ? k : 0) * n + d) * lanes;
        own->method->update_each(&own->rows, block->x + d * lanes, block->gradient + d * lanes, memory, block->active);
    }
}

/* Those of a group, or the usual ones where it has none: both are read, so that compilers make vectors of the loop. */
static void choose_rates(double *restrict rates, const double *restrict of_group, const double *restrict usual, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const double other = usual[i], own = of_group[i];
        rates[i] = isnan(own) ? other : own;
    }
}

/* All points by rows, by groups of coordinates with rates of their own: each group's step begins as if it were the only one. */
static void move_all(struct own_settings *own, struct block *block, size_t round)
{
    const struct descent_settings *settings = own->settings;
    double *rates = own->row_numbers + (own->method->callable.option_count + 4) * block->lanes;
    fill_rows(own, block);
    own->rows.t = round + 1;
    memcpy(block->length, own->rows.values[METHOD_LR], block->active * sizeof *rates);
    for (size_t point = 0; point < block->active && own->row_scheduled; point++)
        if (own->row_rates[point])
            block->length[point] = own->row_rates[point][round];
    memcpy(rates, block->length, block->active * sizeof *rates);
    if (!settings->group_count) {
        move_rows(own, block, 0, block->dimension, false);
        return;
    }
    for (size_t point = 0; point < block->active && own->looked_at; point++) {
        struct own *item = own_of(own, block, point);
        item->before = item->step;
    }
    for (size_t group = 0, first = 0; group < settings->group_count; first = settings->group_ends[group++]) {
        choose_rates(rates, own->row_groups + group * block->lanes, block->length, block->active);
        move_rows(own, block, first, settings->group_ends[group], true);
    }
    for (size_t point = 0; point < block->active && own->looked_at; point++)
        own_of(own, block, point)->step.lr = block->length[point];
}

void own_settings_move(struct own_settings *own, struct block *block, size_t round)
{
    const struct method *method = own->method;
    if (method->update_each) {
        move_all(own, block, round);
        return;
    }
    for (size_t point = 0; point < block->active; point++) {
        struct own *item = own_of(own, block, point);
        struct method_step *step = &item->step;
        step->t = round + 1;
        step->lr = item->rates ? item->rates[round] : item->values[METHOD_LR];
        if (method->update) {
            update(own, item, block, point);
            block->length[point] = step->lr;
        } else {
            struct block view = block_point(block, point);
            if (method->begin)
                method->begin(step);
            method->advance(step, &view);
        }
    }
}

double own_settings_work(const struct call *call, size_t dimension)
{
    enum { CALL = 15, BEGIN = 100, NUMBER = 2, EACH = 6, BEGIN_EACH = 20 };
    const struct method *method = method_of(call);
    if (method->update_each)
        return EACH + (method->begin ? BEGIN_EACH : 0) + NUMBER * (double)dimension;
    return CALL + (method->begin ? BEGIN : 0) + NUMBER * (double)dimension * (double)(2 + method_arrays(call));
}
