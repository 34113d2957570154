/* The identity of a request: what it is called, all names made here.
 *
 *   as spelled   target and headers, as far as they decide about the answer: known before the request is read
 *   as meant     written the same way for all requests that mean the same: known when it has been read, before any work
 *   validator    what the ETag's hash is made of: known with it where it follows from the question, else made of the body
 *
 * The cache finds by the spelling the meaning, and by the meaning the answer; clients ask again with the validator. */
#ifndef SERVER_IDENTITY_H
#define SERVER_IDENTITY_H

#include "server/exchange/exchange.h"

enum { IDENTITY_MAX_SPELLED = 4096 };

/* Writes the request as spelled, with NULs in it; returns how many bytes it has, 0 if they are too many. */
size_t identity_spelled(const struct request *request, char into[IDENTITY_MAX_SPELLED]);

/* Settles the other two. `address` is written the same way whatever the headers say: these are seen to here, `shows_host` telling whether Host
 * is one that matters. Of a question, whose format is known by now, `title` is what else its bytes follow from, "" if nothing; null: it is no
 * question, and the validator is made of the body. What is asked with a body gets neither. */
void identity_settle(struct exchange *exchange, const char *address, const char *title, bool shows_host);

#endif
