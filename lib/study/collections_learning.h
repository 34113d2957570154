/* What data sets, networks and losses there are, for the table of vocabularies. */
#ifndef STUDY_COLLECTIONS_LEARNING_H
#define STUDY_COLLECTIONS_LEARNING_H

#include "study/study.h"

const char *dataset_name(size_t index);
void describe_dataset(struct arena *arena, struct value *entry, size_t index);

const char *network_name(size_t index);
void describe_network(struct arena *arena, struct value *entry, size_t index);

const char *loss_name(size_t index);
void describe_loss(struct arena *arena, struct value *entry, size_t index);

#endif
