/* The pages: what the rows of the routing table call, and what they have in common. */
#ifndef SERVER_PAGE_H
#define SERVER_PAGE_H

#include "server/exchange/exchange.h"

#include "base/buffer.h"

/* page.c: the page at '/', the files it is made of */
void page_handle(struct exchange *exchange);
void page_handle_asset(struct exchange *exchange);

/* docs.c: the reference */
void docs_handle(struct exchange *exchange);

/* oembed.c: links that unfold */
void oembed_handle(struct exchange *exchange);
void oembed_handle_page(struct exchange *exchange);

/* Sends HTML under the policy of our pages: scripts, styles and pictures from here alone, nothing inline. */
void page_send(struct exchange *exchange, const struct buffer *page);

#endif
