/* Repairs of refused values: applies the changes that errors suggest, one after the other, until the value is accepted. */
#ifndef STUDY_REPAIR_H
#define STUDY_REPAIR_H

#include "base/arena.h"
#include "base/error.h"

/* Reads a value anew; where it is refused, false with the complaint in `error`. */
typedef bool repair_reader(struct arena *arena, void *context, const char *value, struct error *error);

/* Fills in error->repair if `value`, so changed, is accepted by the reader; else leaves it empty. */
void repair_find(struct arena *arena, const char *value, repair_reader *read, void *context, struct error *error);

#endif
