/* What optimizers, schedules, activations and distributions there are, for the table of vocabularies. */
#ifndef STUDY_COLLECTIONS_OPTIMIZE_H
#define STUDY_COLLECTIONS_OPTIMIZE_H

#include "expression/call.h"
#include "study/study.h"

const char *optimizer_name(size_t index);
void describe_optimizer(struct arena *arena, struct value *entry, size_t index);

const char *schedule_name(size_t index);
void describe_schedule(struct arena *arena, struct value *entry, size_t index);

const char *activation_name(size_t index);
void describe_activation(struct arena *arena, struct value *entry, size_t index);

const char *distribution_name(size_t index);
void describe_distribution(struct arena *arena, struct value *entry, size_t index);

/* The member "parameters": the arguments of a callable with kinds, defaults and ranges. */
void describe_options(struct arena *arena, struct value *entry, const struct callable *callable);

#endif
