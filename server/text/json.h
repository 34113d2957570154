/* JSON text from values and back. */
#ifndef SERVER_JSON_H
#define SERVER_JSON_H

#include "base/buffer.h"
#include "base/value.h"

/* Has the JSON library allocate from the arena of the request at hand; once, at start, before any other call here. */
void json_start(void);

/* The value as compact JSON text in the arena, a newline at its end; numbers are the shortest that read back, those that are
 * not finite are null. The length goes to *length unless it is null. */
const char *json_text(struct arena *arena, const struct value *value, size_t *length);

/* Reads JSON text, in arena memory; null if it is none. Of a name that an object has twice both members are there. */
struct value *json_read(struct arena *arena, const char *text);

/* The same; where the text ceases to be JSON goes to *fault. */
struct value *json_check(struct arena *arena, const char *text, const char **fault);

/* Puts a value made elsewhere into `parent` under `name` (null in a list); what is below it is shared, not copied. */
void json_attach(struct arena *arena, struct value *parent, const char *name, const struct value *value);

#endif
