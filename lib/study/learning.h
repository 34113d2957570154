/* What the studies of networks share: the data, by rows of parameters and how they are read. */
#ifndef STUDY_LEARNING_H
#define STUDY_LEARNING_H

#include "data/data.h"
#include "study/parameter.h"

/* The data as typed, a member of a study's parameters. */
struct learning_data {
    struct calls data;
    const char *examples, *test_examples;
    int standardize; /* 0: as the data have it, 1: no, 2: yes */
    long seed;
};

enum { LEARNING_MAX_TEXT = 1000000 };

/* Rows for the member at `at` (an offset); `sets` is how many there may be. Those of training examples alone go besides with what their examples need to work. */
/* clang-format off */
#define LEARNING_TRAINING_ROWS(at, set, sets, beside_data, beside_given)                                                                             \
    {"data", KIND_DATA, .primary = true, .offset = (at) + PARAMETER_FIELD(struct learning_data, data), .initial = set, .most = (sets),               \
     .help = "the data set with its arguments; /v1/datasets lists them", .example = "moons(n=400,noise=0.2)", .beside = beside_data},                \
    {"examples", KIND_TABLE, .offset = (at) + PARAMETER_FIELD(struct learning_data, examples), .most = LEARNING_MAX_TEXT,                            \
     .help = "your own training examples, with data=given: inputs and target separated by commas, examples by semicolons or lines; a target is the number of a class (0, 1, …) or a number to be learnt", \
     .example = "0,0,0;0,1,1;1,0,1;1,1,0", .beside = beside_given},                                                                                  \
    {"standardize", KIND_CHOICE, .offset = (at) + PARAMETER_FIELD(struct learning_data, standardize), .initial = "auto", .choices = "auto|0|1",      \
     .help = "1: inputs, and targets that are numbers, are brought to mean 0 and deviation 1 over the training examples; auto: 1 for shipped data and the tables of a folder, 0 for generated and given ones", \
     .example = "1", .beside = beside_data}
#define LEARNING_DATA_ROWS(at, set, sets)                                                                                                            \
    LEARNING_TRAINING_ROWS(at, set, sets, NULL, "data=given"),                                                                                       \
    {"test_examples", KIND_TABLE, .offset = (at) + PARAMETER_FIELD(struct learning_data, test_examples), .most = LEARNING_MAX_TEXT,                  \
     .help = "your own test examples, written alike", .example = "0.1,0,0;0.9,1,0", .beside = "data=given&examples=0,0,0;1,1,1"},                    \
    {"seed", KIND_INTEGER, .offset = (at) + PARAMETER_FIELD(struct learning_data, seed), .initial = "1", .least = 0, .most = 9007199254740991,       \
     .help = "where the random numbers start", .example = "2"}
/* clang-format on */

/* Checks the data's arguments: its size, and examples that are given where they are not wanted. */
bool learning_data_check(struct arena *arena, const struct learning_data *typed, struct data_request *size, struct error *error);

/* Makes the set, to look at or to learn from: then its training examples must be of two classes at least, where there are classes. */
bool learning_data_make_any(struct arena *arena, const struct learning_data *typed, struct data_set *set, struct error *error);
bool learning_data_make(struct arena *arena, const struct learning_data *typed, struct data_set *set, struct error *error);

/* Operations of making it. */
double learning_data_cost(const struct data_request *size);

#endif
