/* Contracts: conditions on arguments and limits that are checked. A contract that does not hold ends the process in debug, sanitizer,
 * fuzz and coverage builds. In a release it costs nothing and its condition is not evaluated. Never for what a client sends: that is checked
 * always, and refused. */
#ifndef BASE_CONTRACT_H
#define BASE_CONTRACT_H

#ifdef CONTRACTS
#include <assert.h>
#define CONTRACT(condition) assert(condition)
#else
#define CONTRACT(condition) ((void)sizeof(!(condition)))
#endif

#endif
