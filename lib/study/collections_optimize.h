/* What optimizers, schedules and activations there are, for the table of collections. */
#ifndef STUDY_COLLECTIONS_OPTIMIZE_H
#define STUDY_COLLECTIONS_OPTIMIZE_H

#include "study/study.h"

struct value *optimizers_list(struct arena *arena);
struct value *optimizers_item(struct arena *arena, const char *name);
const char *optimizers_nearest(const char *name);

struct value *schedules_list(struct arena *arena);
struct value *schedules_item(struct arena *arena, const char *name);
const char *schedules_nearest(const char *name);

struct value *activations_list(struct arena *arena);
struct value *activations_item(struct arena *arena, const char *name);
const char *activations_nearest(const char *name);

#endif
