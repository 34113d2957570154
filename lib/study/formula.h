/* How the text of a formula is read, for the page on which it is typed: typeset, and with the dimension and domain it implies. */
#ifndef STUDY_FORMULA_H
#define STUDY_FORMULA_H

#include "base/error.h"
#include "base/value.h"

/* The object {"f": the text, "formulas": [{name, formula, readable, tex, mathml, dimension, domain}, …]}; null with an error that holds a
 * caret if the text cannot be parsed. Dimension and domain are left out where a name has a meaning in one study only (the datum z). */
struct value *formula_describe(struct arena *arena, const char *text, struct error *error);

#endif
