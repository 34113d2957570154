/* Parameters that have an effect beside some values of a choice alone (parameter.h, effective): azimuth where view=surface. */
#ifndef STUDY_EFFECT_H
#define STUDY_EFFECT_H

#include "study/study.h"

/* Whether the parameter has an effect beside these resolved parameters of the study. If not, the error says so and what would give it one; `also` has the
 * first value of the choice that would, which is not known to be accepted. */
bool effect_check(struct arena *arena, const struct study *study, const struct parameter *parameter, const void *parameters, struct error *error);

/* What a reader of the parameter's help is told, in arena memory or static: the help, and beside what it has an effect. `study` may be null for parameters that
 * all studies have. */
const char *effect_help(struct arena *arena, const struct study *study, const struct parameter *parameter);

#endif
