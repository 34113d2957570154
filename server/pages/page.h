/* The pages: what the rows of the routing table call, and what they have in common. */
#ifndef SERVER_PAGE_H
#define SERVER_PAGE_H

#include "server/exchange/exchange.h"

#include "base/buffer.h"
#include "server/pages/html.h"

/* page.c: the page at '/', the files it is made of */
enum verdict page_handle(struct exchange *exchange);
enum verdict page_handle_asset(struct exchange *exchange);

/* docs.c: the reference */
enum verdict docs_handle(struct exchange *exchange);

/* cookbook.c: lessons, and notebooks of them */
enum verdict cookbook_handle(struct exchange *exchange);
enum verdict cookbook_handle_notebook(struct exchange *exchange);

/* oembed.c: links that unfold */
enum verdict oembed_handle(struct exchange *exchange);
enum verdict oembed_handle_page(struct exchange *exchange);

/* discovery.c: how programs find what there is */
enum verdict discovery_handle_robots(struct exchange *exchange);
enum verdict discovery_handle_sitemap(struct exchange *exchange);
enum verdict discovery_handle_catalog(struct exchange *exchange);
enum verdict discovery_handle_icon(struct exchange *exchange);

/* embed.c: one state, to be framed anywhere */
enum verdict embed_handle(struct exchange *exchange);

/* qr.c: an address of ours to be scanned */
enum verdict qr_handle(struct exchange *exchange);

/* Appends a template of server/web/, its markers replaced by what the parts write (html_fill), and <!--bar--> by the bar that all pages have. */
void page_fill(struct buffer *page, const char *template, const struct html_part *parts, const void *context);

/* Sends HTML under the policy of our pages: scripts, styles and pictures from here alone, nothing inline. */
enum verdict page_send(struct exchange *exchange, const struct buffer *page);

/* Adds the policy of pages that any site may frame, as it may show their picture: without scripts and forms no click can be misled. */
void page_allow_frames(struct exchange *exchange);

#endif
