/* Files of data as bytes in memory: comma-separated tables and IDX files (the format of MNIST). */
#ifndef DATA_TABLE_H
#define DATA_TABLE_H

#include "data/data.h"

struct bytes {
    const unsigned char *start, *end;
};

/* A table: rows of inputs and, last, the target. */
struct data_table {
    size_t count, inputs;
    double *input, *target; /* [count][inputs], [count] */
    const char **names;     /* [inputs + 1]: of the columns */
    /* Where targets are words, the words in the order of their bytes: a target is the number of its own. Else 0 and null. */
    size_t words;
    const char **word_names;
};

/* Reads a table (RFC 4180; blanks around a field count for nothing, blank lines are passed over, a byte order mark may stand in front). The first
 * line names the columns: each has a name of its own, and not all of them are numbers. Inputs are decimal numbers within ±DATA_MAX_NUMBER; so
 * are the targets, or they are words, at most DATA_MAX_CLASSES different ones. False where a line is otherwise or there are more than the limits
 * of data.h allow, with a sentence that begins with the place: "line 7, column 3 (width): ". */
bool table_read(struct arena *arena, struct bytes bytes, struct data_table *table, struct error *error);

/* Reads images of bytes and their labels. The files are sound: they are part of the program. */
void table_read_images(struct arena *arena, struct bytes images, struct bytes labels, struct data_table *table);

/* Fills in a set with rows of a table by a permutation of the seed: training examples are from its front, test examples from its back, so that
 * the test part stays while n varies. False if there are not so many rows. */
bool table_deal(struct data_request *request, const struct data_table *table, struct error *error);

/* Classes of targets that are whole numbers from 0 to DATA_MAX_CLASSES − 1, at least two different ones, and each up to the greatest unless there
 * may be gaps; else 0: the targets are no classes. */
size_t table_classes(const double *target, size_t count, bool gaps);

#endif
