/* For tests that draw: fonts have to be at hand before the first figure. Give start_drawing to cmocka_run_group_tests as the group's
 * setup. Include it behind cmocka.h. */
#ifndef TESTS_DRAWING_H
#define TESTS_DRAWING_H

#include "figure/figure.h"

/* Calls start; says why if it fails. Returns what a group's setup has to. */
static inline int start_or_say_why(bool (*start)(struct error *error))
{
    struct error error = {0};
    if (start(&error))
        return 0;
    print_error("%s\n", error.detail);
    return -1;
}

static inline int start_drawing(void **state)
{
    (void)state;
    return start_or_say_why(figure_start);
}

#endif
