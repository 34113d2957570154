/* The address of the service itself, as pages, previews and oEmbed mention it: a scheme, a host and, where it is not the scheme's own, a port. */
#ifndef SERVER_ORIGIN_H
#define SERVER_ORIGIN_H

#include "server/exchange/exchange.h"

/* What is wrong with a value of --public-url ("auto", or "https://figures.example.org"), as the end of a sentence; null if nothing is. */
const char *origin_fault(const char *value);

/* Whether answers depend on the request's Host: they do unless a setting says what the address is. */
bool origin_varies(const struct service_limits *limits);

/* "https://figures.example.org": the setting's, else by the request's Host; "" (and so relative addresses) where that can be no host. */
const char *origin_of(const struct exchange *exchange);

/* Whether an address is one of the service's: one without a host, or with the service's own, whichever of http and https it begins with. */
bool origin_is_ours(const struct exchange *exchange, const char *url);

#endif
