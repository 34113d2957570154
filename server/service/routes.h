/* What the rows of the routing table call: each handler fills in the exchange's response. */
#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "server/exchange/exchange.h"
#include "server/service/service.h"

/* formula.c: how a formula is read */
void formula_handle(struct exchange *exchange);

/* openapi.c */
void openapi_handle_json(struct exchange *exchange);
void openapi_handle_yaml(struct exchange *exchange);

/* listing.c: what there is, as JSON */
void listing_handle_index(struct exchange *exchange);
void listing_handle_figures(struct exchange *exchange);
void listing_handle_collection(struct exchange *exchange);
void listing_handle_item(struct exchange *exchange);
bool listing_is_collection(const char *name);
struct value;
void listing_send(struct exchange *exchange, const struct value *value); /* JSON, as every list */

/* questions.c: answers that are computed */
void questions_handle_study(struct exchange *exchange);
void questions_handle_figure(struct exchange *exchange);

/* Sends what an answer's work came to that took too much memory (422) or time (503), naming what to lower. */
void questions_refuse_fault(struct exchange *exchange, enum arena_fault fault);

/* Finds the route of the exchange's path and does its part, or leaves it to be done; sends 404 if there is none. */
void routes_enter(struct exchange *exchange);

/* Sends 404 that names the nearest path there is. */
void routes_send_unknown(struct exchange *exchange);

#endif
