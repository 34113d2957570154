/* From the rows come parsing, ranges, help and the line that start-up logs. */
#include "server/config.h"

#include "base/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct setting {
    const char *name, *environment, *initial;
    double least, most; /* both 0: a text */
    size_t offset;
    const char *help;
};

#define FIELD(field) offsetof(struct config, field)
static const struct setting settings[] = {
    {"listen", "LANDSCAPED_LISTEN", "127.0.0.1:8080", 0, 0, FIELD(listen), "address and port; [::]:8080 for IPv6, port 0 for any free one"},
    {"max-cost", "LANDSCAPED_MAX_COST", "5e9", 1, 1e15, FIELD(cost), "most operations for one answer (about a nanosecond each)"},
    {"max-pixels", "LANDSCAPED_MAX_PIXELS", "25e6", 1, 1e9, FIELD(pixels), "most final pixels of a picture"},
    {"max-target", "LANDSCAPED_MAX_TARGET", "45056", 64, 1 << 20, FIELD(target_length),
     "most bytes of path and query; beyond 16 KiB the first request of a connection only"},
    {"max-memory", "LANDSCAPED_MAX_MEMORY", "268435456", 1 << 20, 1e12, FIELD(request_memory), "most bytes of memory for one answer"},
    {"max-response", "LANDSCAPED_MAX_RESPONSE", "67108864", 1024, 1e9, FIELD(response_bytes), "most bytes of an answer"},
    {"deadline", "LANDSCAPED_DEADLINE", "20", 0.01, 3600, FIELD(seconds), "most seconds that are computed for one answer; 503 beyond"},
    {"cache-bytes", "LANDSCAPED_CACHE_BYTES", "67108864", 0, 1e12, FIELD(cache_bytes), "bytes of finished answers that are kept; 0: none"},
    {"threads", "LANDSCAPED_THREADS", "0", 0, 1024, FIELD(threads), "threads that compute; 0: as many as there are processors"},
    {"queue", "LANDSCAPED_QUEUE", "256", 1, 1e6, FIELD(queue), "requests that may wait for a thread; 503 beyond"},
    {"max-connections", "LANDSCAPED_MAX_CONNECTIONS", "10000", 1, 1e6, FIELD(connections), "connections open at once"},
    {"max-per-address", "LANDSCAPED_MAX_PER_ADDRESS", "128", 1, 1e6, FIELD(per_address), "of these, from one public address"},
    {"queue-per-address", "LANDSCAPED_QUEUE_PER_ADDRESS", "32", 1, 1e6, FIELD(queue_per_address),
     "requests of one public address that may wait; 429 beyond"},
    {"limit-local", "LANDSCAPED_LIMIT_LOCAL", "0", 0, 1, FIELD(limit_local),
     "1: private and loopback addresses, where proxies stand, are limited too"},
    {"head-timeout", "LANDSCAPED_HEAD_TIMEOUT", "15", 0.1, 3600, FIELD(head_seconds), "seconds a new connection has to send a whole request head"},
    {"idle-timeout", "LANDSCAPED_IDLE_TIMEOUT", "75", 0.1, 3600, FIELD(idle_seconds), "seconds a kept connection has for its next request head"},
    {"send-timeout", "LANDSCAPED_SEND_TIMEOUT", "120", 0.1, 86400, FIELD(send_seconds), "seconds a client has to take an answer"},
    {"drain-delay", "LANDSCAPED_DRAIN_DELAY", "0", 0, 3600, FIELD(drain_delay), "seconds to go on accepting after SIGTERM, with /readyz at 503"},
    {"drain-timeout", "LANDSCAPED_DRAIN_TIMEOUT", "30", 0.1, 3600, FIELD(drain_seconds),
     "seconds accepted requests have to be answered after that; 503 beyond"},
    {"log-requests", "LANDSCAPED_LOG_REQUESTS", "1", 0, 1, FIELD(log_requests), "1: log every request; 0: start, stop and faults only"},
    {"simd", "LANDSCAPED_SIMD", "auto", 0, 0, FIELD(simd), "instruction set of the inner loops: sse2, avx, avx512; the answers are the same"},
};
#undef FIELD
static const size_t setting_count = sizeof settings / sizeof *settings;

static bool is_text(const struct setting *setting)
{
    return setting->least == 0 && setting->most == 0;
}

/* `source` is what the value came by: "--queue" or "LANDSCAPED_QUEUE". */
static bool set(struct config *config, const struct setting *setting, const char *value, const char *source, struct error *error)
{
    char *field = (char *)config + setting->offset;
    if (is_text(setting)) {
        memcpy(field, &value, sizeof value);
        return true;
    }
    char *end;
    const double number = strtod(value, &end);
    if (!*value || *end || !(number >= setting->least && number <= setting->most))
        return error_set(error, ERROR_INVALID, "%s takes a number from %.15g to %.15g, not '%s'", source, setting->least, setting->most, value);
    memcpy(field, &number, sizeof number);
    return true;
}

static bool set_initial(struct config *config, struct error *error)
{
    for (size_t i = 0; i < setting_count; i++) {
        const char *given = getenv(settings[i].environment);
        if (!set(config, &settings[i], given ? given : settings[i].initial, settings[i].environment, error))
            return false;
    }
    return true;
}

/* Flags of single verbs, which read them themselves. */
static bool is_of_verb(const char *name, size_t length)
{
    static const char *const names[] = {"theme", "format"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && !memcmp(names[i], name, length))
            return true;
    return false;
}

static const struct setting *setting_find(const char *name, size_t length)
{
    for (size_t i = 0; i < setting_count; i++)
        if (strlen(settings[i].name) == length && !memcmp(settings[i].name, name, length))
            return &settings[i];
    return NULL;
}

static bool unknown_flag(const char *flag, struct error *error)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < setting_count; i++)
        text_nearest(flag + 2, settings[i].name, &nearest);
    return error_set(error, ERROR_UNKNOWN, "there is no flag %s%s%s; --help lists them", flag, nearest ? "; the nearest is --" : "",
                     nearest ? nearest : "");
}

bool config_read(struct config *config, int *argc, char **argv, struct error *error)
{
    int kept = 1;
    if (!set_initial(config, error))
        return false;
    for (int i = 1; i < *argc; i++) {
        const char *equals = strchr(argv[i], '=');
        const size_t length = equals ? (size_t)(equals - argv[i]) : strlen(argv[i]);
        if (strncmp(argv[i], "--", 2) != 0 || is_of_verb(argv[i] + 2, length - 2)) {
            argv[kept++] = argv[i];
            continue;
        }
        const struct setting *setting = setting_find(argv[i] + 2, length - 2);
        if (!setting)
            return unknown_flag(argv[i], error);
        if (!equals && i + 1 == *argc)
            return error_set(error, ERROR_INVALID, "--%s needs a value: %s", setting->name, setting->help);
        char source[64];
        snprintf(source, sizeof source, "--%s", setting->name);
        if (!set(config, setting, equals ? equals + 1 : argv[++i], source, error))
            return false;
    }
    *argc = kept;
    return true;
}

struct service_limits config_limits(const struct config *config)
{
    return (struct service_limits){.cost = config->cost,
                                   .pixels = config->pixels,
                                   .seconds = config->seconds,
                                   .target_length = (size_t)config->target_length,
                                   .arena_bytes = (size_t)config->request_memory,
                                   .response_bytes = (size_t)config->response_bytes};
}

void config_help(FILE *out)
{
    for (size_t i = 0; i < setting_count; i++)
        fprintf(out, "  --%-16s %s\n  %18s (default %s; %s)\n", settings[i].name, settings[i].help, "", settings[i].initial, settings[i].environment);
}

void config_log(const struct config *config, struct log_line *line)
{
    for (size_t i = 0; i < setting_count; i++) {
        const char *field = (const char *)config + settings[i].offset;
        const char *text;
        double number;
        memcpy(&text, field, sizeof text);
        memcpy(&number, field, sizeof number);
        if (is_text(&settings[i]))
            log_text(line, settings[i].name, text);
        else
            log_number(line, settings[i].name, number);
    }
}
