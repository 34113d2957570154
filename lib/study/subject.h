/* The subject of a study of one landscape: the landscape that `f` means, and the point that its descents start from. */
#ifndef STUDY_SUBJECT_H
#define STUDY_SUBJECT_H

#include "landscape/landscape.h"
#include "study/parameter.h"

/* Resolves `f`, which has to be one landscape; `dimension` and `suggested` as landscape_resolve takes them. False with an error that names f. */
bool subject_resolve(struct arena *arena, const char *f, size_t dimension, size_t suggested, struct landscape **landscape, struct error *error);

/* Whether a start of `given` coordinates (0: none was given) fits the landscape: with `repeated` fewer coordinates than it has will do. False with an
 * error that names start. */
bool subject_takes_start(const struct landscape *landscape, size_t given, bool repeated, struct error *error);

/* Coordinate `d` of a start: that of `given`, repeated where it has fewer, or, where `given` is null or empty, near the lower corner of the domain. */
double subject_start(const struct landscape *landscape, const struct coordinates *given, size_t d);

#endif
