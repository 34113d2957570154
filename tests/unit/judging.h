/* Judges the convexity of formulas that are known to be sound. Include it behind cmocka.h. */
#ifndef TESTS_JUDGING_H
#define TESTS_JUDGING_H

#include "analysis/convexity.h"
#include "tests/unit/landscapes.h"

static inline struct convexity judge(struct arena *arena, const char *f, size_t n, const double (*box)[2])
{
    struct convexity result;
    struct error error = {0};
    if (!convexity_judge(arena, resolve(arena, f, n), box, &result, &error))
        fail_msg("%s: %s", f, error.detail);
    return result;
}

#endif
