/* A data set as a program. */
#ifndef STUDY_DATA_SCRIPT_H
#define STUDY_DATA_SCRIPT_H

#include "data/data.h"
#include "study/script.h"

/* Whether the set has a program; else false with the reason. */
bool script_has_data(const struct data_request *request, struct error *error);

/* Fills in the program of a set that has one; its figure shows the columns `shown`. */
void script_data(struct script *script, const struct data_request *request, bool standardized, const size_t shown[2]);

#endif
