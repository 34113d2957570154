#include "study/own_argument.h"

#include "study/kind.h"

static bool all_say(const struct calls *calls, const char *name)
{
    for (size_t i = 0; i < calls->count; i++) {
        const struct call *call = &calls->items[i];
        const size_t option = call_option_find(call->callable, name);
        if (option == call->callable->option_count || !call->given[option])
            return false;
    }
    return true;
}

static struct calls without(struct arena *arena, const struct calls *calls, const char *name)
{
    struct call *items = ARENA_NEW(arena, struct call, calls->count);
    for (size_t i = 0; i < calls->count; i++) {
        const size_t option = call_option_find(calls->items[i].callable, name);
        items[i] = calls->items[i];
        items[i].values[option] = items[i].callable->options[option].initial;
        items[i].given[option] = false;
    }
    return (struct calls){items, calls->count};
}

bool own_argument_settle(struct arena *arena, const struct parameter *parameter, const struct parameter *of, bool of_given, void *parameters,
                         struct error *error)
{
    struct calls *calls = (void *)((char *)parameters + of->offset);
    if (!all_say(calls, parameter->name))
        return true;
    const struct calls plain = without(arena, calls, parameter->name);
    if (!of_given) {
        *calls = plain;
        return true;
    }
    struct buffer said = {.arena = arena};
    kind_rows[of->kind].write(of, &plain, &said);
    error_set(error, ERROR_INVALID, "%s would have no effect, as the %s says its own: leave one of them out", parameter->name, of->name);
    error_mend(error, 0, EDIT_TO_END, buffer_string(&said));
    return error_blame(error, of->name, "");
}
