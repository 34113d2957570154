/* What is found around the ends of descents: where searches go on to from there, and what points those are. */
#ifndef ANALYSIS_OUTCOME_SEARCH_H
#define ANALYSIS_OUTCOME_SEARCH_H

#include "analysis/outcome_surroundings.h"

/* Searches on from the ends of `count` paths. */
bool outcome_search(struct arena *arena, const struct outcome_setting *setting, const struct outcome_path *paths, size_t count,
                    struct surroundings *around, struct error *error);

/* Whether the search downhill ended within the box where it is a thousandth as steep as at the path's end, or steeper: it has come to an end of its steps,
 * or to a crease that it could not follow, rather than to an end of the way down. */
bool outcome_goes_on(const struct surroundings *around, size_t path);

/* What a few probes around a point see, a thousandth of the path's extent away: whether any is lower, and whether any is higher. */
struct probes {
    bool lower, higher;
};
struct probes outcome_probe(const struct surroundings *around, size_t path, const double *point);

#endif
