/* What the rows of the routing table call: each handler does its part of the exchange, and says in its verdict what is to follow. */
#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "server/exchange/exchange.h"
#include "server/formats/format.h"
#include "server/service/service.h"

/* formula.c: how a formula is read */
enum verdict formula_handle(struct exchange *exchange);

/* openapi.c */
enum verdict openapi_handle_json(struct exchange *exchange);
enum verdict openapi_handle_rows(struct exchange *exchange);
enum verdict openapi_handle_yaml(struct exchange *exchange);

/* listing.c: what there is, as JSON */
enum verdict listing_handle_index(struct exchange *exchange);
enum verdict listing_handle_figures(struct exchange *exchange);
enum verdict listing_handle_collection(struct exchange *exchange);
enum verdict listing_handle_item(struct exchange *exchange);
bool listing_is_collection(const char *name);
struct value;
enum verdict listing_send(struct exchange *exchange, const struct value *value); /* JSON, as every list */

/* questions.c: answers that are computed */
enum verdict questions_handle_study(struct exchange *exchange);
enum verdict questions_handle_figure(struct exchange *exchange);

/* tiles.c: parts of a study's map, to be zoomed in */
enum verdict tiles_handle(struct exchange *exchange);

/* The number of a study in a format, for response.question; and the sentence, for errors whose parameters at fault are those that `lower` names. */
size_t questions_number(const struct study *study, const struct format *format);
enum verdict questions_refuse(struct exchange *exchange, int status, const struct question *question, const char *lower, const struct error *error);

/* Refuses an answer whose work took too much memory (422) or time (503), naming what to lower. */
enum verdict questions_refuse_fault(struct exchange *exchange, enum arena_fault fault);

/* Whether the exchange's path is one whose parameters may come as a body. */
bool routes_take_body(const struct exchange *exchange);

/* Finds the route of the exchange's path and has its handler called, now or later. */
enum verdict routes_enter(struct exchange *exchange);

/* Refuses with a 404 that names the nearest path there is. */
enum verdict routes_refuse_unknown(struct exchange *exchange);

#endif
