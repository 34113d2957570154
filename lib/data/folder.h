/* A folder of tables that whoever runs the program offers beside the built-in sets: NAME.csv is data=NAME. It is read once, before the first
 * request, and stays in memory; answers depend on what was read, so it has a digest that goes into their identity. */
#ifndef DATA_FOLDER_H
#define DATA_FOLDER_H

#include "data/data.h"

enum { FOLDER_MAX_FILES = 64, FOLDER_MAX_FILE_BYTES = 16 << 20, FOLDER_MAX_BYTES = 256 << 20 };

/* Has folder_start read that folder; null: none. */
void folder_choose(const char *path);

/* Reads the folder chosen: every file whose name ends in .csv and does not begin with a dot, symbolic links to files included; what else is there
 * is left alone. False with a sentence that names the file, and of its content the line and column, at the first fault in the order of names.
 * Once, from one thread. */
bool folder_start(struct error *error);

/* The sets read, in the order of their names; null past the last. */
const struct data_kind *folder_kind(size_t index);

/* 32 hexadecimal digits that depend on the names and every byte of the files read; "" if there is no folder. */
const char *folder_digest(void);

/* Bytes of memory that the sets take; what reading a file takes beside them is free again. Both together are at most FOLDER_MAX_BYTES. */
size_t folder_bytes(void);

/* Forgets what was read: for tests. */
void folder_stop(void);

#endif
