/* Jumps of the loss in z are found by the operations that jump: between nodes of the usual first panels at which these differ, sections are taken until
 * their ends are neighbouring numbers. */
#include "analysis/expectation_integral.h"

#include "expression/kernels.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECTIONS = JUMP_SECTIONS, MAX_ROUNDS = 64 };
static const double narrowest = 0x1p-62; /* of t: what is left beside t = 0, where numbers are ever denser */

struct jump_bracket {
    double low, high; /* of t */
};

/* Whether one of the first `count` values differs between two points. */
static bool differ(double *const *steps, size_t count, size_t i, size_t j)
{
    for (size_t k = 0; k < count; k++)
        if (steps[k][i] != steps[k][j] && !(isnan(steps[k][i]) && isnan(steps[k][j])))
            return true;
    return false;
}

/* Between which nodes of the usual first panels something changes, from the centre outward: from the last two panels of a tail on it is extrapolated. */
static size_t find_brackets(struct expectation *expectation, double x, struct jump_bracket *brackets)
{
    const struct loss *loss = expectation->loss;
    const size_t outer = expectation->distribution->row->bounded ? 0 : 2, points = expectation->usual_first * PANEL_NODES,
                 all = program_outputs(loss->steps);
    size_t count = 0;
    for (size_t i = 0; i < points; i++)
        expectation->x[i] = x;
    program_run(loss->steps, expectation->steps_space, (const double *const[]){expectation->x, expectation->usual_z}, expectation->steps, points);
    expectation->stepped += (double)points;
    for (size_t k = 0; k < points && count < MAX_JUMPS; k++) {
        const size_t i = k % 2 ? points / 2 - 1 - k / 2 : points / 2 + k / 2, node = i % PANEL_NODES, panel = i / PANEL_NODES;
        if (node == PANEL_NODES - 1 || panel < outer || panel + outer >= expectation->usual_first || !differ(expectation->steps, all, i, i + 1))
            continue;
        brackets[count++] = (struct jump_bracket){expectation->usual_t[i], expectation->usual_t[i + 1]};
    }
    return count;
}

/* Evaluates what jumps at the ends of all sections; their places go to t. */
static void evaluate(struct expectation *expectation, double x, const struct jump_bracket *brackets, size_t count, double *t)
{
    const size_t points = count * (SECTIONS + 1), lanes = (points + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
    for (size_t i = 0; i < lanes; i++) {
        const struct jump_bracket *bracket = &brackets[i < points ? i / (SECTIONS + 1) : 0];
        const size_t section = i % (SECTIONS + 1);
        t[i] = section == SECTIONS ? bracket->high : bracket->low + (bracket->high - bracket->low) * ((double)section / SECTIONS);
        expectation->x[i] = x;
    }
    if (t != expectation->z)
        kernels_chosen()->functions[OPERATION_SINH](expectation->z, t, NULL, NULL, lanes);
    program_run(expectation->loss->steps, expectation->steps_space, (const double *const[]){expectation->x, expectation->z}, expectation->steps,
                points);
    expectation->stepped += (double)points;
}

static int ascending(const void *a, const void *b)
{
    const double *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* Jumps in order; those at both sides of one place, up to rounding, are one: the loss may have another value there, or none. */
static void join_neighbours(struct expectation *expectation)
{
    size_t count = 0;
    qsort(expectation->jumps, expectation->jump_count, sizeof *expectation->jumps, ascending);
    for (size_t k = 0; k < expectation->jump_count; k++)
        if (count && expectation->jumps[k][0] - expectation->jumps[count - 1][1] <= 4 * DBL_EPSILON * fabs(expectation->jumps[k][0]))
            expectation->jumps[count - 1][1] = expectation->jumps[k][1];
        else
            memmove(expectation->jumps[count++], expectation->jumps[k], sizeof *expectation->jumps);
    expectation->jump_count = count;
}

void expectation_find_jumps(struct expectation *expectation, double x)
{
    const struct loss *loss = expectation->loss;
    expectation->jump_count = 0;
    if (!loss->steps)
        return;
    struct jump_bracket brackets[MAX_JUMPS], next[MAX_JUMPS];
    double *t = expectation->distribution->row->bounded ? expectation->z : expectation->t;
    size_t count = find_brackets(expectation, x, brackets);
    for (int round = 0; round < MAX_ROUNDS && count; round++) {
        size_t left = 0;
        evaluate(expectation, x, brackets, count, t);
        for (size_t i = 0; i + 1 < count * (SECTIONS + 1); i++) {
            const double middle = t[i] + (t[i + 1] - t[i]) / 2;
            if (i % (SECTIONS + 1) == SECTIONS || !(t[i] < t[i + 1]) || !differ(expectation->steps, program_outputs(loss->steps), i, i + 1))
                continue;
            if (middle > t[i] && middle < t[i + 1] && t[i + 1] - t[i] > narrowest) {
                if (left < MAX_JUMPS)
                    next[left++] = (struct jump_bracket){t[i], t[i + 1]};
            } else if (expectation->jump_count < MAX_JUMPS && differ(expectation->steps, loss->step_count, i, i + 1)) {
                expectation->jumps[expectation->jump_count][0] = t[i];
                expectation->jumps[expectation->jump_count++][1] = t[i + 1];
            }
        }
        memcpy(brackets, next, left * sizeof *next);
        count = left;
    }
    join_neighbours(expectation);
}
