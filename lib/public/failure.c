#include "public/failure.h"

#include <stdio.h>

enum { DEFAULT_BYTES = 256 << 20, BYTES_TO_GO_ON = 1 << 20 };

struct public_work {
    bool (*work)(void *context, struct error *error);
    void *context;
    struct error error;
    bool done;
};

struct arena *public_arena(const struct landscape_limits *limits)
{
    return arena_create(limits && limits->memory ? limits->memory : DEFAULT_BYTES);
}

static void run(void *context)
{
    struct public_work *attempt = context;
    attempt->done = attempt->work(attempt->context, &attempt->error);
}

bool public_attempt(struct arena *arena, bool (*work)(void *context, struct error *error), void *context, struct landscape_error *told)
{
    struct public_work attempt = {.work = work, .context = context};
    if (!arena) {
        error_set(&attempt.error, ERROR_MEMORY, "there is no memory");
    } else if (!arena_protect(arena, run, &attempt)) {
        attempt.done = false;
        attempt.error = (struct error){0};
        error_set(&attempt.error, ERROR_MEMORY, arena_fault(arena) == ARENA_OVER_CAP ? "this takes more memory than it may" : "there is no memory");
        arena_recover(arena, BYTES_TO_GO_ON);
    }
    if (!attempt.done && told) {
        snprintf(told->parameter, sizeof told->parameter, "%s", attempt.error.parameter);
        snprintf(told->detail, sizeof told->detail, "%s", attempt.error.detail);
    }
    return attempt.done;
}
