/* What the pages have in common. */
#ifndef SERVER_PAGE_H
#define SERVER_PAGE_H

#include "server/exchange.h"

#include "base/buffer.h"

/* Sends HTML under the policy of our pages: scripts, styles and pictures from here alone, nothing inline. */
void page_send(struct exchange *exchange, const struct buffer *page);

#endif
