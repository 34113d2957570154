/* The OpenAPI 3.1 document: made once, at start, from the tables of studies, figures, collections and formats. */
#ifndef SERVER_OPENAPI_H
#define SERVER_OPENAPI_H

#include "base/error.h"
#include "base/value.h"

/* Makes the document; once, before anything below is called. False if memory runs out. */
bool openapi_start(struct error *error);

/* The document's text, which lasts until the program ends; its length goes to *length. */
const char *openapi_yaml(size_t *length);

#endif
