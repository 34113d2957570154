/* What may be swept: the numbers among the options of the method and of the schedule, and the coordinates of the start. */
#include "study/sweep.h"

#include "base/contract.h"
#include "base/exact.h"
#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

static bool is_number(const struct call_option *option)
{
    return option->kind == OPTION_REAL || option->kind == OPTION_WHOLE || option->kind == OPTION_SWITCH;
}

/* A search for a name, and what could have been meant. */
struct setting_search {
    const char *name;
    struct sweep_axis *axis;
    const struct call_option *option; /* of what was found; null for a start */
    bool found;
    const char *nearest;
    struct buffer allowed;
};

static void try_name(struct setting_search *search, const char *name, const char *shown, enum sweep_target target, size_t index,
                     const struct call_option *option)
{
    CONTRACT(name);
    if (shown)
        buffer_format(&search->allowed, "%s%s", search->allowed.length ? ", " : "", shown);
    if (shown)
        text_nearest(search->name, shown, &search->nearest);
    if (search->found || strcmp(search->name, name) != 0)
        return;
    search->found = true;
    search->option = option;
    search->axis->target = target;
    search->axis->index = index;
    search->axis->whole = option && option->kind != OPTION_REAL;
}

/* Options go by their name, by another name they have, and behind the word for what they are of. */
static void try_options(struct arena *arena, struct setting_search *search, const struct callable *callable, enum sweep_target target)
{
    const char *of = target == SWEEP_METHOD ? "optimizer" : "schedule";
    for (size_t i = 0; i < callable->option_count; i++) {
        const struct call_option *option = &callable->options[i];
        if (!is_number(option) || (target == SWEEP_METHOD && i == METHOD_MAXIMIZE)) /* a map shows one direction */
            continue;
        const char *full = arena_format(arena, "%s.%s", of, option->name);
        try_name(search, option->name, target == SWEEP_METHOD ? option->name : NULL, target, i, option);
        try_name(search, full, target == SWEEP_SCHEDULE ? full : NULL, target, i, option);
        if (option->alias)
            try_name(search, option->alias, NULL, target, i, option);
    }
}

static void try_starts(struct arena *arena, struct setting_search *search, size_t dimension)
{
    enum { SHOWN = 3 };
    for (size_t d = 0; d < dimension; d++) {
        const char *name = arena_format(arena, "start.%s", coordinate_name(arena, dimension, d));
        try_name(search, name, d < SHOWN ? name : NULL, SWEEP_START, d, NULL);
    }
}

/* A rate of a coordinate's own, or of a layer's: lr.x, lr.2. */
static void try_group_rates(struct arena *arena, struct setting_search *search, const struct sweep_parameters *parameters)
{
    enum { SHOWN = 3 };
    for (size_t i = 0; i < parameters->group_count && method_of(&parameters->method)->update; i++) {
        const char *name = parameters->landscape ? arena_format(arena, "lr.%s", coordinate_name(arena, parameters->objective.dimension, i))
                                                 : arena_format(arena, "lr.%zu", i + 1);
        try_name(search, name, i < SHOWN ? name : NULL, SWEEP_GROUP_RATE, i, &parameters->method.callable->options[METHOD_LR]);
    }
}

static bool find(struct arena *arena, const struct sweep_parameters *parameters, struct sweep_axis *axis, const struct call_option **option,
                 struct error *error)
{
    struct setting_search search = {.name = axis->typed->name, .axis = axis, .allowed = {.arena = arena}};
    try_options(arena, &search, parameters->method.callable, SWEEP_METHOD);
    try_options(arena, &search, parameters->schedule.items[0].callable, SWEEP_SCHEDULE);
    try_group_rates(arena, &search, parameters);
    if (parameters->landscape)
        try_starts(arena, &search, parameters->objective.dimension);
    *option = search.option;
    if (search.found)
        return true;
    text_shorten(error->allowed, sizeof error->allowed, buffer_string(&search.allowed));
    if (search.nearest) {
        text_shorten(error->nearest, sizeof error->nearest, search.nearest);
        error_mend(error, 0, strlen(axis->typed->name), search.nearest);
    }
    return error_set(error, ERROR_UNKNOWN,
                     "there is no setting '%s' of %s with schedule %s; settings are the options of both, rates of coordinates or "
                     "layers (lr.x, …, lr.1, …) and coordinates of the start (start.x, …)",
                     axis->typed->name, parameters->method.callable->name, parameters->schedule.items[0].callable->name);
}

static bool check_range(const struct sweep_axis *axis, const struct call_option *option, struct error *error)
{
    if (!option || (axis->typed->low >= option->least && axis->typed->high <= option->most))
        return true;
    char least[NUMBER_SIZE], most[NUMBER_SIZE];
    number_print(least, option->least);
    number_print(most, option->most);
    return error_set(error, ERROR_INVALID, "%s must be from %s to %s", option->name, least, most);
}

/* An option whose value was given as well would be given for nothing. */
static bool check_given(const struct sweep_parameters *parameters, const struct sweep_axis *axis, struct error *error)
{
    const bool method = axis->target == SWEEP_METHOD && parameters->optimizer.items[0].given[axis->index];
    const bool schedule = axis->target == SWEEP_SCHEDULE && parameters->schedule.items[0].given[axis->index];
    const bool rate = axis->target == SWEEP_METHOD && axis->index == METHOD_LR, lr = rate && parameters->lr.count;
    const bool base = rate && parameters->schedule.items[0].given[SCHEDULE_BASE_LR];
    return !(method || schedule || lr || base) ||
           error_set(error, ERROR_INVALID, "%s is swept and given a value of its own (%s) as well: leave one of them out", axis->name,
                     lr       ? "lr"
                     : method ? "in optimizer"
                              : "in schedule");
}

double sweep_value(const struct swept *typed, double part)
{
    const double low = typed->log ? exact_log(typed->low) : typed->low, high = typed->log ? exact_log(typed->high) : typed->high;
    const double at = low + (high - low) * part;
    return part == 0 ? typed->low : part == 1 ? typed->high : typed->log ? exact_exp(at) : at;
}

static void place(struct arena *arena, struct sweep_axis *axis, size_t samples)
{
    const struct swept *typed = axis->typed;
    axis->count = samples;
    axis->positions = ARENA_NEW(arena, double, samples);
    for (size_t i = 0; i < samples; i++)
        axis->positions[i] = sweep_value(typed, (double)i / (double)(samples - 1));
}

bool sweep_has(const struct sweep_parameters *parameters, enum sweep_target target)
{
    bool has = false;
    for (size_t k = 0; k < parameters->axis_count; k++)
        has = has || parameters->axes[k].target == target;
    return has;
}

bool sweep_only_starts(const struct sweep_parameters *parameters)
{
    bool only = true;
    for (size_t k = 0; k < parameters->axis_count; k++)
        only = only && parameters->axes[k].target == SWEEP_START;
    return only;
}

bool sweep_schedules(const struct sweep_axis *axis)
{
    return axis->target == SWEEP_SCHEDULE || (axis->target == SWEEP_METHOD && axis->index == METHOD_LR);
}

void sweep_position(const struct sweep_parameters *parameters, size_t cell, double position[2])
{
    const struct sweep_axis *x = &parameters->axes[0], *y = &parameters->axes[1];
    position[0] = x->positions[cell % x->count];
    position[1] = parameters->axis_count == 2 ? y->positions[cell / x->count] : 0;
}

void sweep_settle(const struct sweep_parameters *parameters, const double position[2], double *values, struct call *schedule, double *start,
                  size_t stride)
{
    for (size_t k = 0; k < parameters->axis_count; k++) {
        const struct sweep_axis *axis = &parameters->axes[k];
        const double value = axis->whole ? rint(position[k]) : position[k];
        if (axis->target == SWEEP_METHOD && values)
            values[axis->index] = value;
        if (axis->target == SWEEP_SCHEDULE && schedule)
            schedule->values[axis->index] = value;
        if (axis->target == SWEEP_START && start)
            start[axis->index * stride] = value;
    }
}

/* Arguments that contradict each other may do so in one corner of the plane alone. */
static bool check_corners(struct arena *arena, const struct sweep_parameters *parameters, struct error *error)
{
    for (size_t corner = 0; corner < 4; corner++) {
        double position[2] = {0};
        for (size_t k = 0; k < parameters->axis_count; k++)
            position[k] = corner >> k & 1 ? parameters->axes[k].typed->high : parameters->axes[k].typed->low;
        struct call method = parameters->method, schedule = parameters->schedule.items[0];
        sweep_settle(parameters, position, method.values, &schedule, NULL, 0);
        if (method.callable->check && !method.callable->check(arena, &method, error))
            return error_blame(error, "optimizer", "");
        if (schedule.callable->check && !schedule.callable->check(arena, &schedule, error))
            return error_blame(error, "schedule", "");
    }
    return true;
}

bool sweep_resolve_axes(struct arena *arena, struct sweep_parameters *parameters, struct error *error)
{
    static const char *const names[2] = {"x", "y"};
    const struct swept *const typed[2] = {&parameters->x, &parameters->y};
    for (size_t k = 0; k < 2 && typed[k]->name; k++) {
        struct sweep_axis *axis = &parameters->axes[k];
        const struct call_option *option;
        *axis = (struct sweep_axis){.typed = typed[k], .name = typed[k]->name};
        if (!find(arena, parameters, axis, &option, error) || !check_range(axis, option, error) || !check_given(parameters, axis, error))
            return error_blame(error, names[k], typed[k]->name);
        if (k && axis->target == parameters->axes[0].target && axis->index == parameters->axes[0].index) {
            error_set(error, ERROR_INVALID, "x and y sweep over the same setting");
            return error_blame(error, names[k], typed[k]->name);
        }
        place(arena, axis, (size_t)parameters->samples);
        parameters->axis_count++;
    }
    if (!check_corners(arena, parameters, error))
        return false;
    double highest[2] = {0};
    for (size_t k = 0; k < parameters->axis_count; k++)
        highest[k] = parameters->axes[k].typed->high;
    sweep_settle(parameters, highest, parameters->method.values, NULL, NULL, 0);
    return true;
}
