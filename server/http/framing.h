/* Whether the head of a request is one that every server and proxy would read the same way. What is doubtful is refused, because two
 * readers that disagree about where a request ends can be made to smuggle another one past each other. */
#ifndef SERVER_FRAMING_H
#define SERVER_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct header_field {
    const char *name, *value;
    size_t name_length, value_length;
};

/* What is wrong with a head, as a sentence; null if nothing is. `version` is "HTTP/1.1" or the like. Bodies are looked at for the methods
 * that have none (GET, HEAD, OPTIONS) and for POST: all others are refused anyway. */
const char *framing_fault(const char *method, const char *version, const struct header_field *fields, size_t count);

/* The bytes that Content-Length announces in a sound head: 0 if there is none, SIZE_MAX if the body comes in
 * chunks, less by one if it has more than can be counted. */
size_t framing_body_length(const struct header_field *fields, size_t count);

/* Whether the method is one whose requests have no body: GET, HEAD or OPTIONS. */
bool framing_has_no_body(const char *method);

#endif
