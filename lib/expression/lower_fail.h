/* What is said of a formula that has no meaning, and what its author may have meant. */
#ifndef EXPRESSION_LOWER_FAIL_H
#define EXPRESSION_LOWER_FAIL_H

#include "expression/lower.h"

struct index_binding;
struct parsed_definition;

/* What names stand for where the walk over the syntax tree is. */
struct environment {
    struct graph *graph;
    struct scope *scope;
    struct error *error;
    const struct index_binding *indices;
    const node_id *coordinates; /* arguments of a call of a landscape; null: the variables themselves */
    size_t dimension;           /* of coordinates, or of the scope */
    size_t *visits;
    struct parsed_definition *parsed;
    bool called; /* inside a landscape's own formula */
};

/* The error that a part of the formula makes, if there is none yet; returns 0, as do the others. */
__attribute__((format(printf, 3, 4))) node_id lower_fail(struct environment *environment, const struct syntax *at, const char *format, ...);

/* Behind lower_fail: the name of the tree would better read so; nothing if `text` is null. */
node_id lower_mend(struct environment *environment, const struct syntax *at, const char *text);

/* Behind lower_fail: a formula in letters of its own only, sin(t) or u^2 + v^2, would better have them named x, y and z; beside x, an unknown name may be a
 * constant, if a tree is given. */
node_id lower_mend_letters(struct environment *environment, const struct syntax *tree);

/* A name, or a function's, that there is not; and an index of something else than x. */
node_id lower_fail_unknown(struct environment *environment, const struct syntax *tree, bool function);
node_id lower_fail_index(struct environment *environment, const struct syntax *tree);

#endif
