/* What the files that make the OpenAPI document share. */
#ifndef SERVER_OPENAPI_PARTS_H
#define SERVER_OPENAPI_PARTS_H

#include "base/value.h"
#include "study/study.h"

/* An empty object in a parent; a reference to a component ("schemas/Run"). The name is null in a list. */
struct value *openapi_object(struct arena *arena, struct value *parent, const char *name);
void openapi_reference(struct arena *arena, struct value *parent, const char *name, const char *to);

/* The JSON schema and the description of a parameter, as they stand in the document. */
struct value *openapi_parameter(struct arena *arena, const struct study *study, const struct parameter *parameter);

/* Adds the schema of a study's answer as JSON; null: that of any. */
void openapi_add_answer_schema(struct arena *arena, struct value *schemas, const struct study *study);

/* Adds the schema of a study's parameters as a body; null: those that all have. */
void openapi_add_body_schema(struct arena *arena, struct value *schemas, const struct study *study);

#endif
