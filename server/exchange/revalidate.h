/* Whether the client holds the answer already: If-None-Match is looked at here, and nowhere else. All others make whole answers. */
#ifndef SERVER_REVALIDATE_H
#define SERVER_REVALIDATE_H

#include "server/exchange/exchange.h"

/* Before the work: answers 304 and returns true if the client holds what the exchange's validator stands for, in its format. */
bool revalidate_early(struct exchange *exchange);

/* After it: fills in the 304 that a whole answer of status 200 calls for if the client holds that; false if it does not. `whole` may be
 * `response` itself. The arena may not be null. */
bool revalidate(const struct response *whole, const struct request *request, struct arena *arena, struct response *response);

#endif
