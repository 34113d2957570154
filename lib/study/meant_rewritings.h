/* The rewritings of lists, points and intervals, and what all of them use (meant.c has which apply to what, and the rest of them). All memory is the
 * arena's. */
#ifndef STUDY_MEANT_REWRITINGS_H
#define STUDY_MEANT_REWRITINGS_H

#include "study/meant.h"

/* The changed text, or null where the rewriting does not apply. */
typedef const char *meant_rewriting(struct arena *arena, const struct parameter *parameter, const char *text);
meant_rewriting meant_unbracketed, meant_unconstructed, meant_points_parted, meant_behind_tuple, meant_without_names, meant_with_commas,
    meant_one_point, meant_in_pairs, meant_unchained, meant_ranged, meant_both_signs, meant_with_colons, meant_ascending, meant_swept,
    meant_ungrouped, meant_with_point, meant_with_decimals, meant_counted, meant_squared, meant_with_points, meant_as_number, meant_without_unit;

/* What stands between two places, without blanks around it. */
const char *meant_trimmed(struct arena *arena, const char *start, const char *end);

/* With every one of some spellings, the last of them null, replaced by another. */
const char *meant_replaced(struct arena *arena, const char *text, const char *const *spellings, const char *by);

#endif
