/* The operators of the expression language: what the rows of operations.def say, by number. */
#ifndef EXPRESSION_OPERATION_H
#define EXPRESSION_OPERATION_H

#include <stddef.h>

enum operation {
    /* leaves of a graph */
    OPERATION_NUMBER, /* a literal */
    OPERATION_PI,
    OPERATION_E,
    OPERATION_VARIABLE,
    OPERATION_SPLINE, /* a constant, whose value is the handle of a grid (grid.h) */
#define OPERATION(id, ...) OPERATION_##id,
#include "expression/operations.def"
#undef OPERATION
    OPERATION_COUNT,
    OPERATION_FIRST_COMPUTED = OPERATION_ADD
};

struct operation_row {
    const char *name;
    int arity;                  /* 0 for leaves */
    const char *derivatives[3]; /* in terms of a, b, c, r; null: zero */
    const char *tex, *readable;
    const char *help;   /* null: internal, not to be typed */
    const char *kernel; /* as it stands in the table */
    const char *python; /* an operator, an expression or a definition (expression/python.h); null: there is none, or a leaf */
};
extern const struct operation_row operation_rows[OPERATION_COUNT];

/* Infix and prefix operators: what parser and printer share. */
struct infix_row {
    const char *symbol;
    enum operation operation;
    int precedence; /* higher binds tighter */
    int right_associative;
};
extern const struct infix_row infix_rows[];
extern const size_t infix_count;
enum {
    PRECEDENCE_OR = 1,
    PRECEDENCE_AND,
    PRECEDENCE_NOT,
    PRECEDENCE_COMPARISON,
    PRECEDENCE_SUM,
    PRECEDENCE_PRODUCT,
    PRECEDENCE_NEGATION,
    PRECEDENCE_POWER,
    PRECEDENCE_PRIMARY
};

/* The work of an operation on one number, in sums. It is read off the kernel's text: of all operations at once by operation_start, before there are
 * threads, or else with each call. */
double operation_work(enum operation operation);
void operation_start(void);

/* The infix row of a binary operation, or null if it is written as a function. */
const struct infix_row *infix_of(enum operation operation);

/* The function (not infix) of that name or one of its aliases; OPERATION_COUNT if there is none. */
enum operation operation_find(const char *name);

/* The names that operation_find finds besides those of the table: "ln", "arctan", ... Null past the last. */
const char *operation_alias(size_t index);

#endif
