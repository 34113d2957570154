/* TeX as our printer writes it, turned into MathML: so that the TeX of a row of the operator table is all that is needed to see its
 * function typeset in a page. */
#ifndef EXPRESSION_MATHML_H
#define EXPRESSION_MATHML_H

#include "base/buffer.h"

/* Appends a <math> element (MathML Core, in its namespace, well-formed XML). Understands the TeX that syntax_print and operations.def write;
 * an unknown command is shown as a word. `block`: on a line of its own. */
void mathml_from_tex(const char *tex, bool block, struct buffer *out);

#endif
