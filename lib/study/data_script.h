/* A data set as a program. */
#ifndef STUDY_DATA_SCRIPT_H
#define STUDY_DATA_SCRIPT_H

#include "data/data.h"
#include "study/script.h"

/* Whether the set has a program; else false with the reason. */
bool script_has_data(const struct data_request *request, struct error *error);

/* Fills in the program of a set that has one; its figure shows the columns `shown`. */
void script_data(struct script *script, const struct data_request *request, bool standardized, const size_t shown[2]);

/* Adds part(), by the set's rule, and to compute() the lines that make `train` and `test`: arrays of columns, the target last, not standardised. `seed` is what
 * the program calls the set's seed. */
void script_data_parts(struct script *script, const struct data_request *request, const char *seed);

#endif
