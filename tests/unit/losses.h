/* Losses over distributions as tests name them: by texts that are known to be sound. Include it behind cmocka.h. */
#ifndef TESTS_LOSSES_H
#define TESTS_LOSSES_H

#include "analysis/expectation.h"

static inline void prepare(struct arena *arena, const char *text, const char *data, struct loss *loss, struct distribution *distribution)
{
    struct call *call = ARENA_NEW(arena, struct call, 1);
    struct landscape *landscape;
    struct error error = {0};
    if (!loss_resolve(arena, text, &landscape, loss, &error) || !call_read(arena, data, "distribution", distribution_at, call, &error) ||
        !distribution_make(arena, call, distribution, &error))
        fail_msg("%s over %s: %s", text, data, error.detail);
}

static inline struct expectation *prepare_expectation(struct arena *arena, const char *text, const char *data, struct loss *loss)
{
    struct distribution *distribution = ARENA_NEW(arena, struct distribution, 1);
    prepare(arena, text, data, loss, distribution);
    return expectation_create(arena, loss, distribution);
}

#endif
