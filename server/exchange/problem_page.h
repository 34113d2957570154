/* A refusal as a page, for requests by a browser. */
#ifndef SERVER_PROBLEM_PAGE_H
#define SERVER_PROBLEM_PAGE_H

#include "server/exchange/exchange.h"

#include "base/buffer.h"

/* Appends a page: the heading, and of each error the parameter, the sentence, what is allowed, and a link to the nearest path or to the same address
 * with the repaired value. */
void problem_page(const struct exchange *exchange, const char *heading, const struct error_list *errors, struct buffer *out);

#endif
