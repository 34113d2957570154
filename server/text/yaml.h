/* YAML text from values: block style, strings always quoted, so that no reader takes one for something else. */
#ifndef SERVER_YAML_H
#define SERVER_YAML_H

#include "base/buffer.h"
#include "base/value.h"

/* Appends the value as a YAML document. */
void yaml_write(struct buffer *text, const struct value *value);

#endif
