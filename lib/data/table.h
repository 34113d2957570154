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
};

/* Reads a table whose first line names the columns; the numbers are plain decimals. False, naming the line, where a line has another number of
 * fields, a field is no finite number, or there are more than the limits of data.h allow. */
bool table_read(struct arena *arena, struct bytes bytes, struct data_table *table, struct error *error);

/* Reads images of bytes and their labels. The files are sound: they are part of the program. */
void table_read_images(struct arena *arena, struct bytes images, struct bytes labels, struct data_table *table);

#endif
