/* An arena for a test's work, with a cap no test comes near. A test that is all such work needs no function around it: list it as
 * unit_test_in_arena(test_…). Include it behind cmocka.h. */
#ifndef TESTS_ARENA_H
#define TESTS_ARENA_H

#include "base/arena.h"
#include "base/buffer.h"

/* Runs work(arena). */
static inline void in_arena(void (*work)(void *arena))
{
    struct arena *arena = arena_create(256 << 20);
    assert_non_null(arena);
    assert_true(arena_protect(arena, work, arena));
    arena_destroy(arena);
}

struct arena_test {
    void (*work)(void *arena);
};

static inline void run_in_arena(void **state)
{
    const struct arena_test *test = *state;
    in_arena(test->work);
}

/* A row of a CMUnitTest table inside a function. */
#define unit_test_in_arena(test) /* clang-format off */ \
    {#test, run_in_arena, NULL, NULL, &(struct arena_test){test}} /* clang-format on */

/* `count` times a piece, between a head and a tail. */
static inline const char *repeated(struct arena *arena, const char *head, const char *piece, size_t count, const char *tail)
{
    struct buffer text = {.arena = arena};
    buffer_text(&text, head);
    for (size_t i = 0; i < count; i++)
        buffer_text(&text, piece);
    buffer_text(&text, tail);
    return buffer_string(&text);
}

#endif
