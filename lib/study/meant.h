/* What people write where another spelling is wanted: intervals as [-1,1], points as (1,2), calls as torch.optim.SGD(lr=0.1, momentum=0.9). Each kind
 * of parameter has rewritings, applied one after the other to what was typed; whoever refuses a value tries each result, and suggests the first that
 * is accepted. No rewriting adds a number, and none drops one but what is said beside it. */
#ifndef STUDY_MEANT_H
#define STUDY_MEANT_H

#include "study/parameter.h"
#include "study/repair.h"

/* Reads each rewriting of `value` that differs from the one before, until one is accepted (repair.h): that text, of less than an error's repair has room
 * for, or null. All memory is the arena's. */
const char *meant_value(struct arena *arena, const struct parameter *parameter, const char *value, repair_reader *read, void *context);

/* The same of calls (expression/call.h) of a table, several separated by commas: names as libraries spell them, arguments in brackets of any kind,
 * without their names or by other names, lists as tuples. Null where it cannot be read as calls of that table. */
const char *meant_calls(struct arena *arena, call_table *table, const char *value);

/* What a parameter that is called so elsewhere may be called here: the index-th name, the likeliest first; null when there is none more. */
const char *meant_parameter(const char *name, size_t index);

#endif
