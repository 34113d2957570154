/* Places on the rim of a box. */
#include "analysis/critical_rim.h"

#include "base/contract.h"
#include "base/exact.h"

#include <math.h>

void rim_evaluate(const struct rim *rim, const double at[2], double outputs[3])
{
    double *pointers[3] = {&outputs[0], &outputs[1], &outputs[2]};
    program_run(rim->program, rim->workspace, (const double *const[]){&at[0], &at[1]}, pointers, 1);
}

bool rim_is_end(const struct rim *rim, size_t axis, double x)
{
    return x == rim->box[axis][0] || x == rim->box[axis][1];
}

/* Nearer arcs may see nothing but rounding. */
bool rim_is_minimum_inside(const struct rim *rim, const double at[2])
{
    enum { ARCS = 9, TURNS = 64 };
    CONTRACT(rim->n <= 2);
    double outputs[3], value, radius = 1e-9;
    bool higher = false;
    rim_evaluate(rim, at, outputs);
    value = outputs[0];
    const double noise = 0x1p-48 * fabs(value);
    for (int arc = 0; arc < ARCS; arc++, radius *= 5)
        for (int turn = 0; turn < (rim->n == 1 ? 2 : TURNS); turn++) {
            const double angle = 6.283185307179586 * turn / (rim->n == 1 ? 2 : TURNS), way[2] = {exact_cos(angle), exact_sin(angle)};
            double place[2] = {at[0], at[1]};
            bool inside = true;
            for (size_t k = 0; k < rim->n; k++) {
                const double part = fabs(way[k]) < 1e-9 ? 0 : way[k];
                place[k] += part * radius * (rim->box[k][1] - rim->box[k][0]);
                inside = inside && place[k] >= rim->box[k][0] && place[k] <= rim->box[k][1];
            }
            if (!inside)
                continue;
            rim_evaluate(rim, place, outputs);
            if (!(outputs[0] >= value - noise))
                return false;
            higher = higher || outputs[0] > value + noise;
        }
    return higher;
}

bool rim_is_on_curve(const struct rim *rim, const double at[2])
{
    static const double near = 1e-6; /* in units of the box */
    const struct critical_points *found = rim->found;
    for (size_t i = 0; i < found->chain_count && rim->n == 2; i++) {
        const struct critical_chain *chain = &found->chains[i];
        for (size_t link = 0; link + 1 < chain->count && chain->kind == CRITICAL_MINIMUM; link++) {
            double from[2], way[2], dot = 0, square = 0, away = 0;
            for (size_t k = 0; k < 2; k++) {
                const double extent = rim->box[k][1] - rim->box[k][0];
                from[k] = (at[k] - chain->at[link][k]) / extent;
                way[k] = (chain->at[link + 1][k] - chain->at[link][k]) / extent;
                dot += from[k] * way[k];
                square += way[k] * way[k];
            }
            const double part = square > 0 ? fmin(fmax(dot / square, 0), 1) : 0;
            for (size_t k = 0; k < 2; k++)
                away = fmax(away, fabs(from[k] - part * way[k]));
            if (away <= near)
                return true;
        }
    }
    return false;
}
