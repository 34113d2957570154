/* Nodes are placed by the kernels of the expression language; those of the usual panels once. */
#include "analysis/expectation_panels.h"

#include "expression/kernels.h"

#include <math.h>
#include <string.h>

static bool is_spot(double edge, const double *spots, size_t spot_count)
{
    for (size_t s = 0; s < spot_count; s++)
        if (spots[s] == edge)
            return true;
    return false;
}

/* Makes the next spot an edge between panels. An inner edge that is near by gives way: halving a short panel would soon reach the spacing of numbers,
 * before its halves beside the singularity are a geometric sequence. Returns the number of edges. */
static size_t insert_spot(double *edges, size_t count, const double *spots, size_t s)
{
    const double part = 0.25; /* of the panel that the spot lies in */
    size_t at = 0;
    while (at < count && edges[at] < spots[s])
        at++;
    if (at == 0 || at == count || edges[at] == spots[s])
        return count;
    const double width = edges[at] - edges[at - 1];
    for (size_t edge = at - 1; edge <= at; edge++)
        if (edge > 0 && edge + 1 < count && fabs(edges[edge] - spots[s]) < part * width && !is_spot(edges[edge], spots, s)) {
            edges[edge] = spots[s];
            return count;
        }
    memmove(edges + at + 1, edges + at, (count - at) * sizeof *edges);
    edges[at] = spots[s];
    return count + 1;
}

/* Makes both sides of each jump edges, in order. Returns the number of edges. */
static size_t insert_jumps(const struct expectation *expectation, double *edges, size_t count)
{
    for (size_t k = 0; k < 2 * expectation->jump_count; k++) {
        const double place = expectation->jumps[k / 2][k % 2];
        size_t at = count;
        while (at > 0 && edges[at - 1] >= place)
            at--;
        if (at == 0 || at == count || edges[at] == place)
            continue;
        memmove(edges + at + 1, edges + at, (count - at) * sizeof *edges);
        edges[at] = place;
        count++;
    }
    return count;
}

static bool is_gap(const struct expectation *expectation, const struct panel *panel)
{
    for (size_t k = 0; k < expectation->jump_count; k++)
        if (panel->low >= expectation->jumps[k][0] && panel->high <= expectation->jumps[k][1])
            return true;
    return false;
}

/* The first panels: equal ones around 0, and on both sides ever wider ones up to the reach; those of a bounded datum are all equal, in z. */
void panels_choose(struct expectation *expectation, const double *spots, size_t spot_count)
{
    const struct distribution_row *row = expectation->distribution->row;
    const double *options = expectation->distribution->options;
    const double reach = expectation->weighted ? row->far(options) : row->reach(options),
                 end = row->bounded ? reach : kernel_scalar(OPERATION_ASINH, reach, 0, 0);
    const double middle = row->bounded ? end : PANELS_CENTRAL;
    double edges[FIRST + 1];
    size_t count = 0;
    for (size_t k = 0; k < (row->bounded ? 0 : TAIL); k++) { /* squares of equal steps */
        const double part = (double)(TAIL - k) / TAIL;
        edges[count++] = -middle - (end - middle) * part * part;
    }
    for (size_t k = 0; k <= CENTRAL; k++)
        edges[count++] = middle * (2 * (double)k / CENTRAL - 1);
    for (size_t k = 1; k <= (row->bounded ? 0 : TAIL); k++) {
        const double part = (double)k / TAIL;
        edges[count++] = middle + (end - middle) * part * part;
    }
    for (size_t s = 0; s < spot_count; s++)
        count = insert_spot(edges, count, spots, s);
    count = insert_jumps(expectation, edges, count);
    expectation->first = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        expectation->panels[expectation->first] = (struct panel){.low = edges[i], .high = edges[i + 1]};
        expectation->first += !is_gap(expectation, &expectation->panels[expectation->first]);
    }
}

static void place_nodes(struct expectation *expectation, const struct panel *panels, size_t count)
{
    const size_t points = count * PANEL_NODES, lanes = (points + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
    const bool bounded = expectation->distribution->row->bounded;
    double *t = bounded ? expectation->z : expectation->t, *z = expectation->z, *weights = expectation->weights;
    for (size_t i = 0; i < lanes; i++) {
        const struct panel *panel = &panels[i < points ? i / PANEL_NODES : 0];
        const double half = (panel->high - panel->low) / 2;
        const size_t node = i % PANEL_NODES; /* the ends to the bit: a tail is cut where the loss is still a number */
        t[i] = node == 0 ? panel->low : node == PANEL_NODES - 1 ? panel->high : panel->low + half + half * lobatto_nodes[node];
    }
    if (!bounded)
        kernels_chosen()->functions[OPERATION_SINH](z, t, NULL, NULL, lanes);
    if (expectation->weighted)
        distribution_log_density(expectation->distribution, z, expectation->log_weights, points);
    else
        distribution_density(expectation->distribution, z, weights, points);
    for (size_t i = 0; i < points; i++)
        weights[i] = (expectation->weighted ? 1 : weights[i]) * (bounded ? 1 : sqrt(1 + z[i] * z[i]));
}

void panels_halve(const struct panel *panels, size_t count, struct panel *halves)
{
    for (size_t i = 0; i < count; i++) {
        const double middle = panels[i].low + (panels[i].high - panels[i].low) / 2;
        halves[2 * i] = (struct panel){.low = panels[i].low, .high = middle};
        halves[2 * i + 1] = (struct panel){.low = middle, .high = panels[i].high};
    }
}

static void prepare_usual(struct arena *arena, struct expectation *expectation)
{
    panels_choose(expectation, NULL, 0);
    const size_t first = expectation->usual_first = expectation->first, points = 3 * first * PANEL_NODES;
    expectation->usual = ARENA_NEW(arena, struct panel, 3 * first);
    expectation->usual_z = ARENA_NEW(arena, double, points);
    expectation->usual_weights = ARENA_NEW(arena, double, points);
    memcpy(expectation->usual, expectation->panels, first * sizeof *expectation->usual);
    panels_halve(expectation->usual, first, expectation->usual + first);
    place_nodes(expectation, expectation->usual, 3 * first);
    memcpy(expectation->usual_z, expectation->z, points * sizeof *expectation->z);
    if (expectation->loss->steps) {
        expectation->usual_t = ARENA_NEW(arena, double, first *PANEL_NODES);
        memcpy(expectation->usual_t, expectation->distribution->row->bounded ? expectation->z : expectation->t,
               first * PANEL_NODES * sizeof *expectation->t);
    }
    memcpy(expectation->usual_weights, expectation->weights, points * sizeof *expectation->weights);
}

/* The grid on which narrow peaks are looked for: evenly in t, over the central panels. */
static void prepare_narrow(struct arena *arena, struct expectation *expectation)
{
    const struct distribution *distribution = expectation->distribution;
    const bool bounded = distribution->row->bounded;
    const double end = bounded ? distribution->row->reach(distribution->options) : PANELS_CENTRAL;
    double *t = expectation->narrow_t = ARENA_NEW(arena, double, EXPECTATION_NARROW_GRID + KERNEL_LANES);
    double *z = expectation->narrow_z = bounded ? t : ARENA_NEW(arena, double, EXPECTATION_NARROW_GRID + KERNEL_LANES);
    double *weights = expectation->narrow_weights = ARENA_NEW(arena, double, EXPECTATION_NARROW_GRID + KERNEL_LANES);
    expectation->narrow_x = ARENA_NEW(arena, double, EXPECTATION_NARROW_GRID + KERNEL_LANES);
    expectation->narrow_heights = ARENA_NEW(arena, double, EXPECTATION_NARROW_GRID + KERNEL_LANES);
    for (size_t i = 0; i < EXPECTATION_NARROW_GRID + KERNEL_LANES; i++)
        t[i] = end * (2 * fmin(1, ((double)i + 0.5) / EXPECTATION_NARROW_GRID) - 1);
    if (!bounded)
        kernels_chosen()->functions[OPERATION_SINH](z, t, NULL, NULL, EXPECTATION_NARROW_GRID);
    distribution_density(distribution, z, weights, EXPECTATION_NARROW_GRID);
    for (size_t i = 0; i < EXPECTATION_NARROW_GRID; i++)
        weights[i] *= bounded ? 1 : sqrt(1 + z[i] * z[i]);
}

struct expectation *expectation_create(struct arena *arena, const struct loss *loss, const struct distribution *distribution)
{
    enum { MAX_POINTS = 2 * MAX_PANELS * PANEL_NODES + KERNEL_LANES };
    struct expectation *expectation = ARENA_NEW(arena, struct expectation, 1);
    *expectation = (struct expectation){.loss = loss,
                                        .distribution = distribution,
                                        .value_space = workspace_create(arena, loss->value),
                                        .slope_space = workspace_create(arena, loss->slope),
                                        .sums = SUMS};
    expectation->grid = ARENA_NEW(arena, double, loss->cells + 1);
    expectation->heights = ARENA_NEW(arena, double, loss->cells + 1);
    if (!distribution->points.count) {
        expectation->panels = ARENA_NEW(arena, struct panel, MAX_PANELS);
        expectation->next = ARENA_NEW(arena, struct panel, MAX_PANELS);
        expectation->halves = ARENA_NEW(arena, struct panel, 2 * MAX_PANELS);
    }
    double **const arrays[] = {&expectation->x,       &expectation->t,          &expectation->z,
                               &expectation->weights, &expectation->outputs[0], &expectation->outputs[1]};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        *arrays[i] = ARENA_NEW(arena, double, MAX_POINTS);
    if (loss->weighted && !distribution->points.count && !distribution->row->bounded) {
        expectation->weighted_space = workspace_create(arena, loss->weighted);
        expectation->log_weights = ARENA_NEW(arena, double, MAX_POINTS);
    }
    if (!distribution->points.count)
        prepare_usual(arena, expectation);
    if (loss->steps && !distribution->points.count) {
        expectation->steps_space = workspace_create(arena, loss->steps);
        for (size_t k = 0; k < program_outputs(loss->steps); k++)
            expectation->steps[k] = ARENA_NEW(arena, double, MAX_STEPPED);
    }
    if (loss->narrow)
        prepare_narrow(arena, expectation);
    return expectation;
}

/* A panel of which some terms of output k are not finite: they are counted, and left out. */
static void sum_broken(struct panel *panel, size_t k, double half, const double *terms, const double *outputs)
{
    panel->sums[k] = 0;
    for (size_t node = 0; node < PANEL_NODES; node++) {
        const bool finite = isfinite(terms[node]), end = node == 0 || node == PANEL_NODES - 1;
        if (finite)
            panel->sums[k] += half * lobatto_weights[node] * terms[node];
        if (end)
            panel->ends[k][node != 0] = finite ? terms[node] : 0;
        if (k == 1) {
            panel->steep += !finite;
            continue;
        }
        panel->undefined += isnan(outputs[node]);
        panel->infinite += !finite && !isnan(outputs[node]);
        if (end)
            panel->infinite_ends[node != 0] = !finite;
    }
}

/* Sums output k over a panel; nearly always all terms are finite. */
static void sum_panel(struct panel *panel, size_t k, const double *weights, const double *outputs)
{
    const double half = (panel->high - panel->low) / 2;
    double terms[PANEL_NODES], sum = 0, zero = 0;
    for (size_t node = 0; node < PANEL_NODES; node++)
        terms[node] = weights[node] * outputs[node];
    for (size_t node = 0; node < PANEL_NODES; node++)
        zero += terms[node] * 0;
    if (zero != 0) { /* not a number */
        sum_broken(panel, k, half, terms, outputs);
        return;
    }
    for (size_t node = 0; node < PANEL_NODES; node++)
        sum += half * lobatto_weights[node] * terms[node];
    panel->sums[k] = sum;
    panel->ends[k][0] = terms[0];
    panel->ends[k][1] = terms[PANEL_NODES - 1];
    if (k == 0)
        panel->infinite_ends[0] = panel->infinite_ends[1] = false;
}

static void sum_up(struct expectation *expectation, double x, const double *z, const double *weights, struct panel *panels, size_t count)
{
    const size_t points = count * PANEL_NODES;
    expectation->nodes += (double)points;
    for (size_t i = 0; i < points; i++)
        expectation->x[i] = x;
    if (expectation->weighted)
        program_run(expectation->loss->weighted, expectation->weighted_space, (const double *const[]){expectation->x, z, expectation->log_weights},
                    expectation->outputs, points);
    else if (expectation->sums == 1)
        program_run(expectation->loss->value, expectation->value_space, (const double *const[]){expectation->x, z}, expectation->outputs, points);
    else
        program_run(expectation->loss->slope, expectation->slope_space, (const double *const[]){expectation->x, z}, expectation->outputs, points);
    for (size_t i = 0; i < count; i++) {
        panels[i].undefined = panels[i].infinite = panels[i].steep = 0;
        for (size_t k = 0; k < expectation->sums; k++)
            sum_panel(&panels[i], k, weights + i * PANEL_NODES, expectation->outputs[k] + i * PANEL_NODES);
    }
}

void panels_evaluate(struct expectation *expectation, double x, struct panel *panels, size_t count)
{
    place_nodes(expectation, panels, count);
    expectation->placed += (double)(count * PANEL_NODES);
    sum_up(expectation, x, expectation->z, expectation->weights, panels, count);
}

/* The usual panels in which no jump lies, and the parts of the others, which are evaluated here. */
static void part_usual(struct expectation *expectation, double x)
{
    struct panel *panels = expectation->panels, *halves = expectation->halves, *fresh = expectation->next;
    const struct panel *usual = expectation->usual;
    size_t number[FIRST], count = 0;
    panels_choose(expectation, NULL, 0);
    for (size_t i = 0; i < expectation->first; i++) {
        while (usual->high <= panels[i].low)
            usual++;
        if (usual->low == panels[i].low && usual->high == panels[i].high) {
            panels[i] = *usual;
            memcpy(&halves[2 * i], expectation->usual + expectation->usual_first + 2 * (usual - expectation->usual), 2 * sizeof *halves);
            continue;
        }
        number[count] = i;
        fresh[count++] = panels[i];
    }
    panels_halve(fresh, count, fresh + count);
    panels_evaluate(expectation, x, fresh, 3 * count);
    for (size_t k = 0; k < count; k++) {
        panels[number[k]] = fresh[k];
        memcpy(&halves[2 * number[k]], &fresh[count + 2 * k], 2 * sizeof *halves);
    }
}

void panels_evaluate_usual(struct expectation *expectation, double x)
{
    const size_t first = expectation->first = expectation->usual_first;
    sum_up(expectation, x, expectation->usual_z, expectation->usual_weights, expectation->usual, 3 * first);
    if (expectation->jump_count) {
        part_usual(expectation, x);
        return;
    }
    memcpy(expectation->panels, expectation->usual, first * sizeof *expectation->usual);
    memcpy(expectation->halves, expectation->usual + first, 2 * first * sizeof *expectation->usual);
}
