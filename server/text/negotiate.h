/* What a client's headers say it can take: media types and encodings with their qualities, entity tags it holds (RFC 9110, 12 and 13). */
#ifndef SERVER_NEGOTIATE_H
#define SERVER_NEGOTIATE_H

#include <stdbool.h>

/* The quality, 0 to 1, that an Accept header gives a media type ("image/png"), by its most specific range; 1 when the header is null or blank. */
double accept_quality(const char *accept, const char *media_type);

/* Whether an Accept header names a range itself, wildcards not counted: accept_names(accept, "text/html"); "image/" asks for any of a type. */
bool accept_names(const char *accept, const char *range);

/* Whether a coding ("gzip") may be sent; not when the header is null. */
bool encoding_accepted(const char *accept_encoding, const char *coding);

/* The first tag in If-None-Match (or null) that begins with `beginning`, an opening quote and more, weakly compared: from that quote on.
 * Null if there is none. */
const char *tag_find(const char *if_none_match, const char *beginning);

/* Whether If-None-Match is "*". */
bool tag_any(const char *if_none_match);

#endif
