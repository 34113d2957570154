/* The kinds of parameter that are formulas: of functions, and of constraints. */
#ifndef STUDY_KIND_FORMULA_H
#define STUDY_KIND_FORMULA_H

#include "study/kind.h"

kind_reader kind_read_function, kind_read_constraint;
kind_writer kind_write_function, kind_write_constraint;

#endif
