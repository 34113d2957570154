#include "study/learning.h"

#include <string.h>

static struct data_options options_of(const struct learning_data *typed)
{
    return (struct data_options){
        .seed = (uint64_t)typed->seed, .standardize = typed->standardize - 1, .given = typed->examples, .given_test = typed->test_examples};
}

bool learning_data_check(struct arena *arena, const struct learning_data *typed, struct data_request *size, struct error *error)
{
    const struct call *call = &typed->data.items[0];
    const struct data_options options = options_of(typed);
    if (strcmp(call->callable->name, "given") != 0 && (typed->examples || typed->test_examples)) {
        error_set(error, ERROR_INVALID, "examples are read with data=given only, not with data=%s", call->callable->name);
        return error_blame(error, typed->examples ? "examples" : "test_examples", typed->examples ? typed->examples : typed->test_examples);
    }
    if (data_size(arena, call, &options, size, error))
        return true;
    return error_blame(error, "data", call->callable->name);
}

bool learning_data_make_any(struct arena *arena, const struct learning_data *typed, struct data_set *set, struct error *error)
{
    const struct data_options options = options_of(typed);
    return data_make(arena, &typed->data.items[0], &options, set, error) || error_blame(error, "data", typed->data.items[0].callable->name);
}

bool learning_data_make(struct arena *arena, const struct learning_data *typed, struct data_set *set, struct error *error)
{
    const char *name = typed->data.items[0].callable->name;
    if (!learning_data_make_any(arena, typed, set, error))
        return false;
    if (!set->classes)
        return true;
    for (size_t i = 1; i < set->train.count; i++)
        if (set->train.target[i] != set->train.target[0])
            return true;
    error_set(error, ERROR_INVALID, "all %zu training examples of %s are of class '%s': there is nothing to tell apart; more examples have others",
              set->train.count, name, set->class_names[(size_t)set->train.target[0]]);
    return typed->examples ? error_blame(error, "examples", typed->examples) : error_blame(error, "data", name);
}

double learning_data_cost(const struct data_request *size)
{
    enum { NUMBER = 30 };
    return size->work + NUMBER * (double)(size->n + size->test) * (double)(size->inputs + 1);
}
