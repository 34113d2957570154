/* A row for each base, by the number of the step; bases are found by hashing, once for each run. */
#include "optimize/powers.h"

#include "expression/kernels.h"

#include <math.h>
#include <string.h>

enum { SLOT_BITS = 11, SLOTS = 1 << SLOT_BITS, MOST_NUMBERS = 1 << 19 };

struct powers_table {
    struct arena *arena;
    size_t steps, count, most; /* bases that have rows, and that may have */
    struct {
        double base, *row; /* [steps + 1], not-a-number where not worked out yet */
    } slots[SLOTS];
};

struct powers_table *powers_create(struct arena *arena, size_t steps)
{
    struct powers_table *table = ARENA_NEW(arena, struct powers_table, 1);
    const size_t most = MOST_NUMBERS / (steps + 1);
    table->arena = arena;
    table->steps = steps;
    table->most = most < SLOTS / 2 ? most : SLOTS / 2;
    return table;
}

/* The row of a base; null if there is no room for more. */
static double *find_row(struct powers_table *table, double base)
{
    uint64_t bits;
    memcpy(&bits, &base, sizeof bits);
    size_t slot = (size_t)(bits * 0x9e3779b97f4a7c15u >> (64 - SLOT_BITS));
    while (table->slots[slot].row && table->slots[slot].base != base)
        slot = (slot + 1) % SLOTS;
    if (table->slots[slot].row || table->count == table->most)
        return table->slots[slot].row;
    double *row = ARENA_ROOM(table->arena, double, table->steps + 1);
    for (size_t t = 0; t <= table->steps; t++)
        row[t] = NAN;
    table->count++;
    table->slots[slot].base = base;
    table->slots[slot].row = row;
    return row;
}

static double *row_of(struct method_powers *own, double base)
{
    for (size_t k = 0; k < own->count; k++)
        if (own->bases[k] == base)
            return own->rows[k];
    double *row = own->count < POWERS_OF_RUN ? find_row(own->table, base) : NULL;
    if (row) {
        own->bases[own->count] = base;
        own->rows[own->count++] = row;
    }
    return row;
}

/* base^t, which is kept in the base's row, if there is one. */
static double power_at(double *row, double base, size_t t)
{
    if (!row)
        return kernel_scalar(OPERATION_POWER, base, (double)t, 0);
    if (isnan(row[t]))
        row[t] = kernel_scalar(OPERATION_POWER, base, (double)t, 0);
    return row[t];
}

double method_power(const struct method_step *step, double base)
{
    return power_at(step->powers && step->t <= step->powers->table->steps ? row_of(step->powers, base) : NULL, base, step->t);
}

/* Neighbours often have the base in common. */
void method_powers_each(const struct method_rows *rows, const double *bases, double *powers, size_t count)
{
    double base = NAN, power = NAN;
    for (size_t i = 0; i < count; i++) {
        if (bases[i] != base) {
            base = bases[i];
            power = power_at(rows->t <= rows->powers->steps ? find_row(rows->powers, base) : NULL, base, rows->t);
        }
        powers[i] = power;
    }
}
