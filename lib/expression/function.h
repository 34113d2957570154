/* Functions of the language that are defined by a formula in it: compositions of the operations of operations.def, whose derivatives and bounds
 * follow from those. A row is the whole definition of one. */
#ifndef EXPRESSION_FUNCTION_H
#define EXPRESSION_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>

struct function_row {
    const char *name;
    size_t arity;               /* 0: two or more */
    const char *formula;        /* in x, y, z; of any number of operands in x[i] and n. It may call rows that stand before it */
    const char *tex, *readable; /* #1 #2 #3 are the operands, #! the first in brackets where it needs them; null: name(#1, ...) */
    const char *help;
};
extern const struct function_row function_rows[];
extern const size_t function_count;

/* The function of that name or one of its aliases, or null. */
const struct function_row *function_find(const char *name);

/* The names that function_find finds besides those of the table; null past the last. */
const char *function_alias(size_t index);

/* Whether the function takes so many operands. */
bool function_takes(const struct function_row *row, size_t count);

#endif
