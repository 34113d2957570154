/* Parameters that calls may say themselves (parameter.h, argument_of): adam(lr=0.01) beside lr=0.1. */
#ifndef STUDY_OWN_ARGUMENT_H
#define STUDY_OWN_ARGUMENT_H

#include "study/parameter.h"

/* Of a parameter that was given, beside the calls `of` in the study's parameters, which were given or are the default. Where all of them say the
 * parameter themselves, the default is replaced by the same calls without it; what was given is refused, with the calls without it as a guess at what was meant. */
bool own_argument_settle(struct arena *arena, const struct parameter *parameter, const struct parameter *of, bool of_given, void *parameters,
                         struct error *error);

#endif
