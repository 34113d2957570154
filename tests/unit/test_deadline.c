/* Work that takes too long is cancelled, at its own time, whatever work ended before it; and to watch work that is quick wakes nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/dispatch/clock.h"
#include "server/dispatch/deadline.h"

#include <dirent.h>

static void pause_for(double seconds)
{
    const struct timespec time = clock_time(seconds);
    nanosleep(&time, NULL);
}

static void go_on(void *context)
{
    arena_checkpoint(context);
}

static bool is_cancelled(struct arena *arena)
{
    return !arena_protect(arena, go_on, arena) && arena_fault(arena) == ARENA_CANCELLED;
}

/* Waits until the work is cancelled, which is not before it is due. */
static void await_cancelled(struct arena *arena, const struct deadline *deadline)
{
    const double patience = 20, begun = clock_now();
    while (!is_cancelled(arena)) {
        assert_true(clock_now() - begun < patience);
        pause_for(1e-3);
    }
    assert_true(clock_now() >= deadline->due);
}

static void watch_quick(struct deadlines *deadlines, struct arena *arena, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct deadline deadline;
        deadline_begin(deadlines, &deadline, arena);
        deadline_end(deadlines, &deadline);
    }
}

static void test_quick_before_late(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct deadlines *deadlines = deadlines_start(0.3);
        struct arena *arena = arena_create(1 << 20), *other = arena_create(1 << 20);
        struct deadline late, later;
        watch_quick(deadlines, arena, 3);
        pause_for(0.1 * i);
        deadline_begin(deadlines, &late, arena);
        pause_for(0.1);
        deadline_begin(deadlines, &later, other);
        await_cancelled(arena, &late);
        await_cancelled(other, &later);
        deadline_end(deadlines, &late);
        deadline_end(deadlines, &later);
        assert_int_equal(deadlines_passed(deadlines), 2);
        deadlines_stop(deadlines);
        arena_destroy(arena);
        arena_destroy(other);
    }
}

/* Work that has ended is not cancelled at the time it was due at. */
static void test_quick_alone(void **state)
{
    (void)state;
    struct deadlines *deadlines = deadlines_start(0.05);
    struct arena *arena = arena_create(1 << 20);
    watch_quick(deadlines, arena, 10);
    pause_for(0.15);
    assert_false(is_cancelled(arena));
    assert_int_equal(deadlines_passed(deadlines), 0);
    deadlines_stop(deadlines);
    arena_destroy(arena);
}

static void test_expire(void **state)
{
    (void)state;
    struct deadlines *deadlines = deadlines_start(1000);
    struct arena *arena = arena_create(1 << 20), *other = arena_create(1 << 20);
    struct deadline under_way, begun;
    watch_quick(deadlines, arena, 1);
    deadline_begin(deadlines, &under_way, arena);
    deadlines_expire(deadlines);
    await_cancelled(arena, &under_way);
    deadline_end(deadlines, &under_way);
    deadline_begin(deadlines, &begun, other);
    await_cancelled(other, &begun);
    deadline_end(deadlines, &begun);
    deadlines_stop(deadlines);
    arena_destroy(arena);
    arena_destroy(other);
}

/* How often threads of this process have gone to sleep. */
static unsigned long count_sleeps(void)
{
    unsigned long sum = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (const struct dirent *task; (task = readdir(tasks));) {
        char path[300], line[200];
        snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        FILE *status = *task->d_name == '.' ? NULL : fopen(path, "r");
        unsigned long sleeps;
        while (status && fgets(line, sizeof line, status))
            sum += sscanf(line, "voluntary_ctxt_switches: %lu", &sleeps) == 1 ? sleeps : 0;
        if (status)
            fclose(status);
    }
    closedir(tasks);
    return sum;
}

static void test_wakes_nobody(void **state)
{
    enum { COUNT = 200 };
    (void)state;
    struct deadlines *deadlines = deadlines_start(1000);
    struct arena *arena = arena_create(1 << 20);
    watch_quick(deadlines, arena, 1);
    pause_for(0.05);
    const unsigned long before = count_sleeps();
    for (size_t i = 0; i < COUNT; i++) {
        watch_quick(deadlines, arena, 1);
        pause_for(1e-4); /* one sleep of this thread; time enough for the other to wake up and to go to sleep again */
    }
    const unsigned long sleeps = count_sleeps() - before;
    assert_true(sleeps < COUNT + COUNT / 2);
    deadlines_stop(deadlines);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_quick_before_late), cmocka_unit_test(test_quick_alone), cmocka_unit_test(test_expire),
                                       cmocka_unit_test(test_wakes_nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
