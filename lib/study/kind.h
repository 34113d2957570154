/* How each kind of parameter is read and written: one row a kind. */
#ifndef STUDY_KIND_H
#define STUDY_KIND_H

#include "base/buffer.h"
#include "study/parameter.h"

/* Reads an argument into the field; errors need not name the parameter. */
typedef bool kind_reader(struct arena *arena, const struct parameter *parameter, const struct argument *argument, void *field, struct error *error);

/* Appends the canonical text; nothing for a field left at "not given". */
typedef void kind_writer(const struct parameter *parameter, const void *field, struct buffer *out);

struct kind_row {
    const char *id;     /* for programs: "real" */
    const char *name;   /* for people: "a number" */
    const char *schema; /* JSON Schema type: "number", "integer", "boolean", "string" */
    size_t size;        /* of the field */
    kind_reader *read;
    kind_writer *write;
    /* Of calls: what one is called in errors, and the table of its names. */
    const char *what;
    call_table *table;
};
extern const struct kind_row kind_rows[KIND_COUNT];

#endif
