/* What follows from a call of any method, methods that are made of another, and what several methods share. */
#include "optimize/method.h"

#include "base/random.h"
#include "expression/kernels.h"

#include <string.h>

const struct method *method_of(const struct call *call)
{
    /* The callable is the first member of its method. */
    return (const struct method *)(const void *)call->callable;
}

const char *method_lacks(const struct method *method, size_t option)
{
    if (option == METHOD_CLIP && method->values_only)
        return "asks for values alone, and has no gradient that clip could shorten";
    if (option == METHOD_MAXIMIZE && method->squares)
        return "lowers a sum of squares, and -f is none";
    return NULL;
}

/* Options of all methods that would have no effect. */
static bool options_matter(const struct call *call, struct error *error)
{
    const char *name = call->callable->name;
    if (call->given[METHOD_LR] && isnan(call->values[METHOD_LR]))
        return error_set(error, ERROR_INVALID, "lr=auto is chosen by descent alone: give %s a number, or leave lr out", name);
    if (call->given[METHOD_MEMORY] && call->values[METHOD_AVERAGE] != AVERAGE_EMA)
        return error_set(error, ERROR_INVALID, "average_decay is of average=ema, and %s has average=%s", name,
                         call->values[METHOD_AVERAGE] == AVERAGE_NONE ? "none" : "polyak");
    for (size_t i = METHOD_CLIP; i < METHOD_OWN; i++) {
        const char *reason = call->values[i] > 0 ? method_lacks(method_of(call), i) : NULL;
        if (reason)
            return error_set(error, ERROR_INVALID, "%s %s: leave %s out", name, reason, call->callable->options[i].name);
    }
    return true;
}

bool method_direction(const struct calls *calls, bool *climbs, struct error *error)
{
    *climbs = calls->items[0].values[METHOD_MAXIMIZE] != 0;
    for (size_t i = 1; i < calls->count; i++)
        if ((calls->items[i].values[METHOD_MAXIMIZE] != 0) != *climbs)
            return error_set(error, ERROR_INVALID, "%s %s and %s %s: give maximize=1 to all of them or to none", calls->items[0].callable->name,
                             *climbs ? "climbs" : "descends", calls->items[i].callable->name, *climbs ? "descends" : "climbs");
    return true;
}

bool method_takes(const struct call *call, size_t dimension, size_t runs, struct error *error)
{
    enum { MOST_NUMBERS = 1 << 24, LANES = 8 };
    const struct method *method = method_of(call);
    if (!options_matter(call, error) || (method->fits && !method->fits(call->values, dimension, error)))
        return false;
    const double lanes = runs > 1 ? LANES : 1, numbers = method->rows ? lanes * (double)method->rows(call->values, dimension, (size_t)lanes) : 0;
    return numbers <= MOST_NUMBERS ||
           error_set(error, ERROR_TOO_MUCH, "%s keeps about %.2g numbers of %zu coordinates%s; at most %.2g are kept", call->callable->name, numbers,
                     dimension, runs > 1 ? ", of eight runs at once" : "", (double)MOST_NUMBERS);
}

bool method_shows(const struct call *call)
{
    const struct method *method = method_of(call);
    return call->values[METHOD_AVERAGE] != AVERAGE_NONE || (method->show && (!method->shown_by || call->values[method->shown_by] != 0));
}

size_t method_arrays(const struct call *call)
{
    return method_of(call)->arrays + (call->inner ? method_of(call->inner)->arrays : 0);
}

bool method_adopt_inner(struct arena *arena, struct call *call, struct error *error)
{
    const struct call *inner = call->inner;
    const struct method *method = method_of(inner);
    const char *outer = call->callable->name, *name = inner->callable->name;
    if (!method->update || method->show)
        return error_set(error, ERROR_INVALID,
                         "%s cannot be within %s, which takes methods whose step is a rule for each coordinate, such as sgd and adam", name, outer);
    for (size_t i = METHOD_CLIP; i < METHOD_OWN; i++)
        if (inner->given[i])
            return error_set(error, ERROR_INVALID, "%s belongs to %s, not to the %s within it", inner->callable->options[i].name, outer, name);
    if (call->given[METHOD_LR] && inner->given[METHOD_LR])
        return error_set(error, ERROR_INVALID, "the learning rate of %s is that of the %s within it: one of them says it", outer, name);
    struct call *settled = ARENA_NEW(arena, struct call, 1);
    *settled = *inner;
    if (!call->given[METHOD_LR])
        call->values[METHOD_LR] = inner->values[METHOD_LR];
    call->given[METHOD_LR] = call->given[METHOD_LR] || inner->given[METHOD_LR];
    settled->given[METHOD_LR] = false;
    call->inner = settled;
    return true;
}

static struct method_step inner_of(const struct method_step *step, size_t t)
{
    struct method_step inner = *step;
    inner.t = t;
    inner.values = step->inner->values;
    inner.inner = NULL;
    return inner;
}

void inner_begin(struct method_step *step, size_t t)
{
    struct method_step inner = inner_of(step, t);
    if (!method_of(step->inner)->begin)
        return;
    method_of(step->inner)->begin(&inner);
    memcpy(step->running, inner.running, sizeof step->running);
    memcpy(step->constants, inner.constants, sizeof step->constants);
}

void inner_update(const struct method_step *step, size_t t, double *restrict x, const double *restrict g, double *const *memory, size_t count)
{
    const struct method_step inner = inner_of(step, t);
    method_of(step->inner)->update(&inner, x, g, memory, count);
}

void moments_begin(struct method_step *step)
{
    enum { BETA1 = METHOD_OWN, BETA2 };
    step->constants[MOMENTS_RATE] = step->lr / (1 - method_power(step, step->values[BETA1]));
    step->constants[MOMENTS_ROOT] = sqrt(1 - method_power(step, step->values[BETA2]));
}

void moments_begin_each(struct method_rows *rows, size_t count)
{
    enum { BETA1 = METHOD_OWN, BETA2 };
    double *restrict rate = rows->constants[MOMENTS_RATE], *restrict root = rows->constants[MOMENTS_ROOT];
    const double *restrict lr = rows->lr;
    method_powers_each(rows, rows->values[BETA1], rate, count);
    method_powers_each(rows, rows->values[BETA2], root, count);
    for (size_t i = 0; i < count; i++) {
        rate[i] = lr[i] / (1 - rate[i]);
        root[i] = sqrt(1 - root[i]);
    }
}

static uint64_t place_of(const struct method_step *step, const struct block *block)
{
    return (uint64_t)step->t * (2 * block->dimension + METHOD_DRAWS);
}

double method_uniform(const struct method_step *step, const struct block *block, size_t point, size_t k)
{
    return random_uniform(step->seed, random_stream(RANDOM_METHOD, block->stream[point]), place_of(step, block) + k);
}

void method_normals(const struct method_step *step, const struct block *block, size_t point, double *rows)
{
    const uint64_t stream = random_stream(RANDOM_METHOD, block->stream[point]);
    for (size_t d = 0; d < block->dimension; d += 2) {
        double pair[2];
        random_normals(step->seed, stream, place_of(step, block) + d, pair, 2);
        rows[d * block->lanes + point] = pair[0];
        if (d + 1 < block->dimension)
            rows[(d + 1) * block->lanes + point] = pair[1];
    }
}
