/* The tables of methods, schedules, activations and distributions, put into words. */
#include "study/collections_optimize.h"

#include "analysis/distribution.h"
#include "analysis/network.h"
#include "landscape/landscape.h"
#include "optimize/method.h"
#include "optimize/schedule.h"

#include <math.h>
#include <string.h>

static const char *kind_name(enum call_option_kind kind)
{
    static const char *const kinds[] = {[OPTION_REAL] = "number",
                                        [OPTION_WHOLE] = "whole number",
                                        [OPTION_SWITCH] = "0 or 1",
                                        [OPTION_CHOICE] = "choice",
                                        [OPTION_LIST] = "numbers separated by ;",
                                        [OPTION_TEXT] = "text",
                                        [OPTION_CALLS] = "calls separated by ;"};
    return kinds[kind];
}

static void add_default(struct arena *arena, struct value *entry, const struct call_option *option)
{
    if (option->kind == OPTION_CHOICE)
        value_add_text(arena, entry, "default", arena_copy(arena, option->choices, strcspn(option->choices, "|")));
    else if (option->choices && option->kind != OPTION_REAL)
        value_add_text(arena, entry, "default", option->choices);
    else
        value_add_number(arena, entry, "default", option->initial);
}

static void describe_option(struct arena *arena, struct value *list, const struct call_option *option)
{
    struct value *item = value_add(arena, list, NULL, VALUE_OBJECT);
    value_add_text(arena, item, "name", option->name);
    if (option->alias)
        value_add_text(arena, item, "alias", option->alias);
    value_add_text(arena, item, "kind", kind_name(option->kind));
    add_default(arena, item, option);
    if (option->kind == OPTION_CHOICE) {
        value_add_text(arena, item, "choices", option->choices);
    } else if (option->kind != OPTION_TEXT && option->kind != OPTION_CALLS) {
        value_add_number(arena, item, "least", option->least);
        value_add_number(arena, item, "most", option->most);
    }
    value_add_text(arena, item, "help", option->help);
}

void describe_options(struct arena *arena, struct value *entry, const struct callable *callable)
{
    struct value *list = value_add(arena, entry, "parameters", VALUE_LIST);
    for (size_t i = 0; i < callable->option_count; i++)
        describe_option(arena, list, &callable->options[i]);
}

const char *optimizer_name(size_t index)
{
    return call_name_at(method_at, index);
}

void describe_optimizer(struct arena *arena, struct value *entry, size_t index)
{
    const struct callable *callable = method_at(index);
    const struct call call = call_default(callable);
    const struct method *method = method_of(&call);
    value_add_text(arena, entry, "name", callable->name);
    value_add_text(arena, entry, "title", method->title);
    value_add_text(arena, entry, "formula", method->rule);
    value_add_text(arena, entry, "tex", method->tex);
    value_add_text(arena, entry, "paper", method->paper);
    value_add_boolean(arena, entry, "uses_hessian", method->curvature);
    value_add_boolean(arena, entry, "uses_gradient", !method->values_only);
    value_add_boolean(arena, entry, "searches_along_lines", method->judge != NULL && !method->probes);
    struct value *list = value_add(arena, entry, "parameters", VALUE_LIST);
    for (size_t i = 0; i < callable->option_count; i++)
        if (!method_lacks(method, i))
            describe_option(arena, list, &callable->options[i]);
}

const char *schedule_name(size_t index)
{
    return call_name_at(schedule_at, index);
}

void describe_schedule(struct arena *arena, struct value *entry, size_t index)
{
    const struct callable *callable = schedule_at(index);
    const struct call call = call_default(callable);
    const struct schedule *schedule = schedule_of(&call);
    value_add_text(arena, entry, "name", callable->name);
    value_add_text(arena, entry, "title", schedule->title);
    value_add_text(arena, entry, "formula", schedule->rule);
    value_add_text(arena, entry, "tex", schedule->tex);
    value_add_text(arena, entry, "source", schedule->source);
    describe_options(arena, entry, callable);
}

/* What the engine says of f(x): its TeX and its derivative. */
static void add_calculus(struct arena *arena, struct value *entry, const char *f)
{
    struct landscape *landscape;
    struct error error = {0};
    size_t count;
    if (!landscape_resolve(arena, f, 1, 0, NULL, 0, &landscape, &count, &error) || !landscape_differentiate(landscape, 1, &error))
        return;
    value_add_text(arena, entry, "tex", landscape_formula(landscape, landscape->value, PRINT_TEX));
    value_add_text(arena, entry, "derivative", landscape_formula(landscape, landscape->gradient[0], PRINT_TEXT));
}

const char *activation_name(size_t index)
{
    return call_name_at(activation_at, index);
}

void describe_activation(struct arena *arena, struct value *entry, size_t index)
{
    const struct activation *activation = &activations[index];
    value_add_text(arena, entry, "name", activation->callable.name);
    value_add_text(arena, entry, "title", activation->title);
    value_add_text(arena, entry, "formula", activation->written_out);
    add_calculus(arena, entry, activation->formula);
    value_add_text(arena, entry, "help", activation->remark);
    value_add_text(arena, entry, "source", activation->source);
    describe_options(arena, entry, &activation->callable);
}

const char *distribution_name(size_t index)
{
    return call_name_at(distribution_at, index);
}

void describe_distribution(struct arena *arena, struct value *entry, size_t index)
{
    const struct distribution_row *row = distributions[index];
    value_add_text(arena, entry, "name", row->callable.name);
    value_add_text(arena, entry, "title", row->title);
    if (row->formula)
        value_add_text(arena, entry, "density", row->formula);
    value_add_text(arena, entry, "help", row->help);
    describe_options(arena, entry, &row->callable);
}
