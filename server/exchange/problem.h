/* Errors as answers: application/problem+json (RFC 9457), or a small picture that says the same where the request was for a picture, or a page where a
 * browser shows the answer by itself. */
#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include "server/exchange/exchange.h"

/* Sends what the exchange was refused for; the response is never stored by caches and closes the connection. */
void problem_send(struct exchange *exchange);

/* The status that the errors of a question call for: 400 for what is invalid or unknown, 422 for too much, 5xx for what is our fault. */
int problem_status(const struct error_list *errors);

/* "Not Found" for 404. */
const char *problem_title(int status);

#endif
