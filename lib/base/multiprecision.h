/* Numbers of many digits (GNU MPFR, correctly rounded) whose memory is an arena's. */
#ifndef BASE_MULTIPRECISION_H
#define BASE_MULTIPRECISION_H

#include "base/arena.h"

#include <mpfr.h>

/* `count` numbers of so many bits, all zero. They are not cleared: they go with the arena. */
mpfr_t *multiprecision_numbers(struct arena *arena, size_t count, mpfr_prec_t precision);

#endif
