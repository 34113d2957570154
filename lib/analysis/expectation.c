/* All panels of a level are evaluated together. Beside a jump one panel a level is left, so it costs a few dozen levels of two panels. */
#include "analysis/expectation.h"

#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum { PANELS = 64, MOST_PANELS = 512, MOST_LEVELS = 48, OUTPUTS = 3, SUMS = 2, MOST_STEPS = 60, USUAL_EVALUATIONS = 2500 };
static const double negligible = 1e-15; /* of the whole: what halves may differ by from their panel */

/* Gauss and Lobatto's rule of seven points on [−1, 1] (Abramowitz & Stegun, table 25.6). It looks at the ends of its panel, so that a jump
 * just beside them is not overlooked. */
enum { NODES = 7 };
static const double lobatto_nodes[NODES] = {
    -1, -0.830223896278566929872, -0.468848793470714213804, 0, 0.468848793470714213804, 0.830223896278566929872, 1};
static const double lobatto_weights[NODES] = {
    1.0 / 21, 0.276826047361565948011, 0.431745381209862623418, 0.487619047619047619048, 0.431745381209862623418, 0.276826047361565948011, 1.0 / 21};

struct panel {
    double low, high;
    double sums[SUMS]; /* of the loss and of its slope */
};

struct expectation {
    const struct loss *loss;
    enum data_kind kind;
    struct workspace *workspace;
    struct panel *panels, *next, *halves; /* [MOST_PANELS] of this level and of the next; [2 · MOST_PANELS] */
    double *x, *z, *weights, *outputs[OUTPUTS];
};

struct expectation *expectation_create(struct arena *arena, const struct loss *loss, enum data_kind kind)
{
    enum { MOST_POINTS = 2 * MOST_PANELS * NODES };
    struct expectation *expectation = ARENA_NEW(arena, struct expectation, 1);
    *expectation = (struct expectation){.loss = loss, .kind = kind, .workspace = workspace_create(arena, loss->curvature)};
    expectation->panels = ARENA_NEW(arena, struct panel, MOST_PANELS);
    expectation->next = ARENA_NEW(arena, struct panel, MOST_PANELS);
    expectation->halves = ARENA_NEW(arena, struct panel, 2 * MOST_PANELS);
    double **const arrays[] = {&expectation->x,          &expectation->z,          &expectation->weights,
                               &expectation->outputs[0], &expectation->outputs[1], &expectation->outputs[2]};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = ARENA_NEW(arena, double, MOST_POINTS);
    return expectation;
}

static double density(enum data_kind kind, double z)
{
    static const double root_of_two_pi = 2.5066282746310002;
    return kind == DATA_NORMAL ? kernel_scalar(OPERATION_EXP, -z * z / 2, 0, 0) / root_of_two_pi : 0.5;
}

static void evaluate(struct expectation *expectation, double x, struct panel *panels, size_t count)
{
    const size_t points = count * NODES;
    for (size_t i = 0; i < points; i++) {
        const struct panel *panel = &panels[i / NODES];
        const double half = (panel->high - panel->low) / 2;
        expectation->z[i] = panel->low + half + half * lobatto_nodes[i % NODES];
        expectation->weights[i] = half * lobatto_weights[i % NODES];
        expectation->x[i] = x;
    }
    program_run(expectation->loss->curvature, expectation->workspace, (const double *const[]){expectation->x, expectation->z}, expectation->outputs,
                points);
    for (size_t i = 0; i < count; i++)
        memset(panels[i].sums, 0, sizeof panels[i].sums);
    for (size_t i = 0; i < points; i++) {
        const double weight = expectation->weights[i] * density(expectation->kind, expectation->z[i]);
        for (size_t k = 0; k < SUMS; k++)
            if (isfinite(expectation->outputs[k][i])) /* the slope of a root has a pole that can be integrated over */
                panels[i / NODES].sums[k] += weight * expectation->outputs[k][i];
    }
}

/* Takes the halves of a panel into the totals if they agree with it; else they are panels of the next level. */
static size_t settle(const struct panel *panel, const struct panel halves[2], const double scale[SUMS], bool last, double totals[SUMS],
                     struct panel *next)
{
    bool agree = true;
    for (size_t k = 0; k < SUMS; k++)
        agree = agree && fabs(halves[0].sums[k] + halves[1].sums[k] - panel->sums[k]) <= negligible * scale[k];
    if (!agree && !last) {
        memcpy(next, halves, 2 * sizeof *next);
        return 2;
    }
    for (size_t k = 0; k < SUMS; k++)
        totals[k] += halves[0].sums[k] + halves[1].sums[k];
    return 0;
}

void expectation_at(struct expectation *expectation, double x, double *value, double *slope)
{
    const double low = expectation->kind == DATA_NORMAL ? -10 : -1;
    struct panel *panels = expectation->panels, *next = expectation->next, *halves = expectation->halves;
    double totals[SUMS] = {0}, scale[SUMS] = {0};
    for (size_t i = 0; i < PANELS; i++)
        panels[i] = (struct panel){.low = low - 2 * low * (double)i / PANELS, .high = low - 2 * low * (double)(i + 1) / PANELS};
    evaluate(expectation, x, panels, PANELS);
    for (size_t i = 0; i < PANELS; i++)
        for (size_t k = 0; k < SUMS; k++)
            scale[k] += fabs(panels[i].sums[k]);
    size_t count = PANELS;
    for (int level = 0; count; level++) {
        for (size_t i = 0; i < count; i++) {
            const double middle = panels[i].low + (panels[i].high - panels[i].low) / 2;
            halves[2 * i] = (struct panel){.low = panels[i].low, .high = middle};
            halves[2 * i + 1] = (struct panel){.low = middle, .high = panels[i].high};
        }
        evaluate(expectation, x, halves, 2 * count);
        size_t left = 0;
        for (size_t i = 0; i < count; i++)
            left += settle(&panels[i], &halves[2 * i], scale, level == MOST_LEVELS || left + 2 > MOST_PANELS, totals, &next[left]);
        struct panel *const done = panels;
        panels = next;
        next = done;
        count = left;
    }
    *value = totals[0];
    *slope = totals[1];
}

double expectation_minimize(struct expectation *expectation, double low, double high, double *least)
{
    double slope, x = low;
    expectation_at(expectation, low, least, &slope);
    if (!(slope < 0))
        return low;
    expectation_at(expectation, high, least, &slope);
    if (!(slope > 0))
        return high;
    for (int step = 0; step < MOST_STEPS && slope != 0; step++) {
        x = low + (high - low) / 2;
        if (x <= low || x >= high)
            break;
        expectation_at(expectation, x, least, &slope);
        if (slope > 0)
            high = x;
        else
            low = x;
    }
    return x;
}

double expectation_cost(const struct loss *loss)
{
    return MOST_STEPS * (double)USUAL_EVALUATIONS * ((double)program_length(loss->curvature) + 30);
}
