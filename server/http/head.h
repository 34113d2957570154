/* The head of a request as libmicrohttpd has read it: checked for what the library lets pass, and turned into ours. */
#ifndef SERVER_HEAD_H
#define SERVER_HEAD_H

#include "server/service/service.h"

#include <stdbool.h>

struct MHD_Connection;

/* What is known of the request line before the head is read. */
struct head_line {
    const char *method, *version;
    const char *target;  /* as sent */
    const char *sent_at; /* where the library has it, for comparison only */
};

/* To be called before the library reads the headers, with the target where the library has it: has it leave Content-Length to head_read, but for
 * POST, whose body the library reads. */
void head_begin(struct MHD_Connection *connection, const char *target);

/* Fills in the request's method, target and headers, which live as long as the library's; returns what is wrong with the head, as a sentence,
 * or null. `request_id` and `forwarded_for` get X-Request-Id and X-Forwarded-For, or stay as they are. */
const char *head_read(struct MHD_Connection *connection, const struct head_line *line, struct request *request, const char **request_id,
                      const char **forwarded_for);

#endif
