/* Text to syntax tree: the expression language as it is typed, with positions for error messages.
 *
 *   text        = formula, ..., formula; name = number; ...           constants, whose numbers take the places of their names
 *   formula     = [name =] conditional                        "y =", "f(x, y) =", "lambda x:", "@(x)" and "x ->" in front are passed over
 *   conditional = expression | expression ? formula : formula | expression if formula else formula
 *   expression  = operators by precedence over powers: or, and, not, < <= > >= == !=, + -, * / % and products without a sign, unary -, ^
 *   power       = primary [superscripts], to the power of another by ^ (right-associative)
 *   primary     = number | name | name(formula, ...) | name[formula] | (formula) | {formula} | |formula| | √primary | ⌊formula⌋ | ⌈formula⌉
 *                 | grid(number:number, number:number, row; ...; row)       row = number, ..., number; rows may be lines
 *                 | {condition: formula, ..., formula} | function^number(formula) | \frac{formula}{formula} | \sqrt{formula}
 *
 * A product may be left out between a number, a name, a bracket or a call: 2x, (x + 1)(x - 1), x cos(x). It binds like *, so 1/2x is (1/2)*x. A
 * bracket behind the name of a number is a factor: x(x + 1); behind any other name it holds operands. The spellings of names and operators are
 * those of spelling.h.
 *
 * A '+' typed by hand is a plus, yet forms turn blanks into '+'; so a '+' that cannot be a binary plus is passed over. */
#ifndef EXPRESSION_SYNTAX_H
#define EXPRESSION_SYNTAX_H

#include "base/arena.h"
#include "base/error.h"
#include "expression/operation.h"

enum {
    SYNTAX_MOST_BYTES = 65536, /* of a formula */
    SYNTAX_MOST_DEPTH = 2048,  /* of operations that wait for each other: x + x + x is two deep; the stack of all that walks a tree */
    SYNTAX_MOST_NESTING = 100, /* of brackets, signs and powers within each other */
};

enum syntax_kind {
    SYNTAX_NUMBER,
    SYNTAX_NAME,      /* a variable, constant, index or landscape */
    SYNTAX_INDEX,     /* name[children[0]] */
    SYNTAX_CALL,      /* name(children...): a landscape, sum, prod or diff */
    SYNTAX_OPERATION, /* an operation of the table over its children */
    SYNTAX_GRID       /* the last operand of OPERATION_GRID: the spline through values that stand in the formula */
};

struct syntax {
    enum syntax_kind kind;
    enum operation operation;
    const char *name;
    double number;
    struct grid_spline *grid;
    size_t position, length; /* bytes from the start of the text, for the caret */
    struct syntax **children;
    size_t child_count;
    unsigned depth; /* of what the parser made: 0 of leaves, else one more than the deepest child's */
};

/* A formula, or several separated by top-level commas. The text must be UTF-8 and outlive the tree. */
struct syntax *syntax_parse(struct arena *arena, const char *text, struct error *error);
struct syntax **syntax_parse_list(struct arena *arena, const char *text, size_t *count, struct error *error);

/* Sets an error at a place in a formula: the sentence, the formula (an excerpt if it is long) and a caret under the place. */
bool syntax_error(struct error *error, const char *text, size_t position, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Builders of trees. */
struct syntax *syntax_node(struct arena *arena, enum syntax_kind kind, size_t child_count);
struct syntax *syntax_number(struct arena *arena, double number);
struct syntax *syntax_name(struct arena *arena, const char *name);
struct syntax *syntax_operation(struct arena *arena, enum operation operation, struct syntax *const *children, size_t count);

#endif
