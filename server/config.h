/* The settings of the program: flags, then environment, then defaults; one row each. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "base/error.h"
#include "server/log.h"
#include "server/service.h"

#include <stdio.h>

struct config {
    const char *listen;
    double cost, pixels, target_length, request_memory, response_bytes;
    double threads, queue, connections, cache_bytes;
    double per_address, queue_per_address, limit_local;
    double seconds;
    const char *simd;
    double head_seconds, idle_seconds, send_seconds;
    double drain_delay, drain_seconds;
    double log_requests;
};

/* Reads environment and flags; what is no flag stays in argv, *argc counting it. False with a sentence for the first fault. */
bool config_read(struct config *config, int *argc, char **argv, struct error *error);

/* The limits a request is answered under. */
struct service_limits config_limits(const struct config *config);

/* Prints the rows as help. */
void config_help(FILE *out);

/* Adds every setting to a line of the log. */
void config_log(const struct config *config, struct log_line *line);

#endif
