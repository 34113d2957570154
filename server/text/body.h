/* The body of a request: the same parameters as behind the '?' of an address, as a form or as JSON. */
#ifndef SERVER_BODY_H
#define SERVER_BODY_H

#include "server/text/query.h"

/* The media types that are read, for messages and headers. */
extern const char body_types[];

/* Whether a Content-Type (null: none) is one of these. */
bool body_is_read(const char *content_type);

/* Adds the body's parameters behind those of the address, where they are known as if they stood there. All that is wrong is listed.
 *
 * JSON is an object of them: texts as they would be typed, numbers, true and false; a list of numbers is written with commas, a list of lists of
 * numbers as rows between semicolons, and of a list of texts each is a parameter of its own, for those that may be repeated. */
bool body_parse(struct arena *arena, const char *content_type, const char *body, size_t length, struct query *query, struct error_list *errors);

#endif
