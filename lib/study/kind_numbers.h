/* The kinds of parameter that are numbers: one, several, intervals, points, angles. */
#ifndef STUDY_KIND_NUMBERS_H
#define STUDY_KIND_NUMBERS_H

#include "study/kind.h"

kind_reader kind_read_integer, kind_read_real, kind_read_optional, kind_read_reals, kind_read_interval, kind_read_swept, kind_read_point,
    kind_read_points, kind_read_rotation;
kind_writer kind_write_integer, kind_write_real, kind_write_optional, kind_write_reals, kind_write_interval, kind_write_swept, kind_write_point,
    kind_write_points, kind_write_rotation;

/* The calls that a rotation may be: how it is drawn. */
call_table kind_random_rotation_at;

enum { KIND_MOST_ITEMS = 1000 }; /* of a list, but for the coordinates of one point */

/* Reads at most `most` numbers with `separator` between them into the arena. False with the error set. */
bool kind_read_numbers(struct arena *arena, const char *text, char separator, size_t most, const double **items, size_t *count, struct error *error);
void kind_write_numbers(const double *items, size_t count, const char *separator, struct buffer *out);

#endif
