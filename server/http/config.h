/* The settings of the program: flags, then environment, then defaults; one row each. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "base/error.h"
#include "server/http/log.h"
#include "server/service/service.h"

#include <stddef.h>
#include <stdio.h>

struct config {
    const char *listen;
    double cost, pixels, target_length, body_length, request_memory, response_bytes;
    double threads, queue, connections, cache_bytes;
    double per_address, queue_per_address, limit_local;
    const char *proxies; /* networks */
    double unsent, unsent_per_address;
    double seconds;
    const char *public_url;
    const char *simd, *fonts, *data;
    double head_seconds, idle_seconds, send_seconds;
    double drain_delay, drain_seconds;
    double log_requests;
};

/* How a setting is written. Numbers are decimal ("20", "0.5", "5e9"), with neither sign nor unit. */
enum setting_kind { SETTING_TEXT, SETTING_NUMBER, SETTING_WHOLE };

struct setting {
    const char *name, *environment; /* "queue" for --queue, "LANDSCAPED_QUEUE" */
    const char *initial;
    enum setting_kind kind;
    double min, max;                         /* of numbers */
    const char *unit;                        /* of numbers, in the plural: "seconds" */
    const char *(*fault)(const char *value); /* of texts: what is wrong with one, as the end of a sentence; null if nothing is */
    size_t offset;                           /* of the field of struct config: a double, or the text */
    const char *help;
};
extern const struct setting config_settings[];
extern const size_t config_setting_count;

/* Reads environment and flags; what is no setting stays in argv, *argc counting it. False with a sentence for the first fault. */
bool config_read(struct config *config, int *argc, char **argv, struct error *error);

/* The limits a request is answered under. */
struct service_limits config_limits(const struct config *config);

/* Prints the rows as help. */
void config_help(FILE *out);

/* Adds every setting to a line of the log. */
void config_log(const struct config *config, struct log_line *line);

#endif
