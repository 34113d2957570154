/* /v1/formula: how a formula is read. Apart from the studies, since there is nothing to draw and it answers at every key that is pressed. */
#include "server/service/routes.h"

#include "server/exchange/problem.h"
#include "study/formula.h"
#include "study/meant_ranges.h"
#include "study/repair.h"

#include <string.h>

/* The one parameter there is; null with the errors filled in. */
static const char *find_f(struct exchange *exchange, struct error_list *errors)
{
    const char *f = NULL;
    for (size_t i = 0; i < exchange->query.count; i++) {
        const struct argument *argument = &exchange->query.arguments[i];
        const bool known = !strcmp(argument->name, "f");
        if (known && !f) {
            f = argument->value;
            continue;
        }
        struct error *error = error_list_next(errors);
        error_set(error, known ? ERROR_INVALID : ERROR_UNKNOWN, known ? "f is given more than once" : "the only parameter here is f");
        error_blame(error, argument->name, argument->value);
    }
    if (!f && !errors->count) {
        struct error *error = error_list_next(errors);
        error_set(error, ERROR_INVALID, "f is required: a landscape's name or a formula; for instance f=x*cos(pi*x)");
        error_blame(error, "f", "");
    }
    return errors->count ? NULL : f;
}

static bool read_again(struct arena *arena, void *context, const char *value, struct error *error)
{
    (void)context;
    return formula_describe(arena, value, error) != NULL;
}

/* A formula with ranges, for which there are no parameters here; the pages of studies have them. */
static bool read_ranges(struct arena *arena, void *context, struct meant_ranges *ranges)
{
    struct error error = {0};
    for (size_t i = 0; i < ranges->count; i++)
        ranges->items[i].coordinate = ranges->items[i].coordinate < 0 ? (int)i : ranges->items[i].coordinate;
    if (read_again(arena, context, ranges->formula, &error))
        return true;
    repair_find(arena, ranges->formula, read_again, context, &error);
    ranges->formula = arena_copy(arena, error.repair, strlen(error.repair));
    return *ranges->formula;
}

enum verdict formula_handle(struct exchange *exchange)
{
    struct error_list *errors = ARENA_NEW(exchange->arena, struct error_list, 1);
    const char *f = find_f(exchange, errors);
    struct error error = {0};
    const struct value *answer = f ? formula_describe(exchange->arena, f, &error) : NULL;
    if (answer)
        return listing_send(exchange, answer);
    if (f) {
        error_blame(&error, "f", f);
        struct meant_ranges ranges;
        if (!meant_with_ranges(exchange->arena, f, read_ranges, NULL, &ranges) || !meant_tell_ranges(exchange->arena, &ranges, &error))
            repair_find(exchange->arena, f, read_again, NULL, &error);
        *error_list_next(errors) = error;
    }
    return exchange_refuse(exchange, problem_status(errors), errors);
}
