/* Formulas as Python for NumPy: what a graph computes as statements that a person would write, for scalars and arrays alike. */
#ifndef EXPRESSION_PYTHON_H
#define EXPRESSION_PYTHON_H

#include "base/buffer.h"
#include "base/error.h"
#include "expression/graph.h"

/* Operations that a function written out in Python may have: a longer one would not be readable. */
enum { PYTHON_MOST_OPERATIONS = 4000 };

/* What functions of Python's own a program needs, gathered over all its formulas. Zeroed at first. */
struct python_uses {
    bool operation[OPERATION_COUNT];
};

/* Appends the statements, indented by four blanks, that compute the nodes, and puts the expression of each into results[]. variables[i] is what
 * variable i is called. Subexpressions that are shared, and those that would make long lines, have names: t1, t2, … False with a sentence if there are
 * too many operations, or one that NumPy has not. */
bool python_statements(const struct graph *graph, const node_id *nodes, size_t count, const char *const *variables, struct buffer *out,
                       const char **results, struct python_uses *uses, struct error *error);

/* Whether there are such statements; else false with the reason. */
bool python_can(const struct graph *graph, const node_id *nodes, size_t count, struct error *error);

/* Appends the definitions of the functions that the statements called, two empty lines behind each. */
void python_definitions(const struct python_uses *uses, struct buffer *out);

/* A number, a string and a comment or docstring as Python: whatever the text holds, it stays text. */
void python_number(double value, struct buffer *out);
void python_string(const char *text, struct buffer *out);
void python_prose(const char *text, struct buffer *out); /* within """…""" */

/* A name of an option or a function as an identifier: with _ behind it if it is a keyword. */
void python_name(const char *name, struct buffer *out);

#endif
