/* A request target taken apart: path segments and arguments, percent-decoded and known to be well-formed UTF-8. */
#ifndef SERVER_QUERY_H
#define SERVER_QUERY_H

#include "base/buffer.h"
#include "study/parameter.h"

enum { QUERY_MOST_SEGMENTS = 6, QUERY_MOST_ARGUMENTS = 2048 };

struct query {
    char *segments[QUERY_MOST_SEGMENTS]; /* of "/v1/figures": "v1", "figures"; of "/": "" */
    size_t segment_count;
    struct argument *arguments; /* empty pieces between '&' are left out */
    size_t count;
};

/* Splits and decodes; all that is wrong is listed, with the parameter at fault ("path" for the path). */
bool query_parse(struct arena *arena, const char *target, struct query *query, struct error_list *errors);

/* Adds what a form's encoder wrote (application/x-www-form-urlencoded) behind the arguments that there are: a '+' is a blank, unless the text
 * holds brackets or the like raw, which no encoder leaves so. */
bool query_add_form(struct arena *arena, const char *form, struct query *query, struct error_list *errors);

/* Adds one argument that was not encoded. False with an error if there are too many. */
bool query_add(struct arena *arena, struct query *query, const char *name, const char *value, struct error_list *errors);

/* As for a target, but splits what stands behind '?' only and takes every character for itself: stored queries. */
void query_split(struct arena *arena, const char *text, struct argument **arguments, size_t *count);

/* The value of the first argument of that name, or null. */
const char *query_find(const struct argument *arguments, size_t count, const char *name);

/* Appends text as it may stand in a query's value: percent-encoded but for what reads well there. */
void query_encode(struct buffer *buffer, const char *text);

/* The same for a whole stored query, "name=value&name=value": every '&' separates. */
void query_encode_stored(struct buffer *buffer, const char *text);

/* A query in its raw form without the arguments of a name. */
const char *query_without(struct arena *arena, const char *raw, const char *name);

/* Raw bytes of a request as they may be shown: what is not printable ASCII is percent-encoded. */
const char *query_visible(struct arena *arena, const char *raw, size_t length);

/* An empty list in the arena. */
struct error_list *error_list_make(struct arena *arena);

/* The next item of the list, blank; behind a full list, one that is never read. */
struct error *error_list_next(struct error_list *errors);

#endif
