/* The OpenAPI 3.1 document: made of the tables of studies, figures, collections and formats when it is first asked for, and kept. */
#ifndef SERVER_OPENAPI_H
#define SERVER_OPENAPI_H

#include <stddef.h>

/* The document's text, which lasts until the program ends; its length goes to *length. Null if memory runs out. */
const char *openapi_yaml(size_t *length);

#endif
