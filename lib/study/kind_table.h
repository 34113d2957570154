/* The kind of parameter that is a table. */
#ifndef STUDY_KIND_TABLE_H
#define STUDY_KIND_TABLE_H

#include "study/kind.h"

/* Reads rows, of which numbers are between commas, into the field, a const char *: rows between semicolons, without lines. False with the error set, and
 * the table in our spelling as its repair if it has semicolons, blanks or tabs in place of commas. */
kind_reader kind_read_table;
kind_writer kind_write_table;

#endif
