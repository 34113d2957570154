/* Our responses as libmicrohttpd's. */
#ifndef SERVER_PACK_H
#define SERVER_PACK_H

#include "server/dispatch/stored.h"
#include "server/service/service.h"

struct MHD_Response;

/* The response with more headers behind its own; its body has to stay where it is until the response has been sent. Null if memory runs out. */
struct MHD_Response *pack(const struct response *response, const struct response_header *more, size_t count);

/* The stored response, packed once and kept with it: not to be destroyed by the caller. Null if memory runs out. */
struct MHD_Response *pack_stored(struct stored *stored);

#endif
