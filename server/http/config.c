/* From the rows come parsing, ranges, help and the line that start-up logs. */
#include "server/http/config.h"

#include "base/text.h"
#include "figure/figure.h"
#include "server/exchange/origin.h"
#include "server/http/network.h"
#include "server/http/socket.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The sets themselves are known to expression/kernels; which of them this processor has is seen when one is chosen. */
static const char *simd_fault(const char *value)
{
    static const char *const sets[] = {"auto", "sse2", "avx", "avx512"};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (!strcmp(value, sets[i]))
            return NULL;
    return "is none of auto, sse2, avx and avx512";
}

/* What the folder lacks is said when it is read. */
static const char *folder_fault(const char *value)
{
    return *value ? NULL : "is no folder";
}

#define FIELD(field) offsetof(struct config, field)
#define TEXT(field, fault) SETTING_TEXT, 0, 0, NULL, fault, FIELD(field)
#define NUMBER(field, unit, min, max) SETTING_NUMBER, min, max, unit, NULL, FIELD(field)
#define WHOLE(field, unit, min, max) SETTING_WHOLE, min, max, unit, NULL, FIELD(field)
#define SWITCH(field) SETTING_WHOLE, 0, 1, NULL, NULL, FIELD(field)
const struct setting config_settings[] = {
    {"listen", "LANDSCAPED_LISTEN", "127.0.0.1:8080", TEXT(listen, socket_address_fault),
     "address and port; [::]:8080 for IPv6, port 0 for any free one"},
    {"max-cost", "LANDSCAPED_MAX_COST", "5e9", NUMBER(cost, "operations", 1, 1e15), "most operations for one answer (about a nanosecond each)"},
    {"max-pixels", "LANDSCAPED_MAX_PIXELS", "25e6", WHOLE(pixels, "pixels", 1, 1e9), "most final pixels of a picture"},
    {"max-target", "LANDSCAPED_MAX_TARGET", "45056", WHOLE(target_length, "bytes", 64, 1 << 20),
     "most bytes of path and query; beyond 16 KiB the first request of a connection only"},
    {"max-body", "LANDSCAPED_MAX_BODY", "1048576", WHOLE(body_length, "bytes", 1024, 1 << 26),
     "most bytes of a request's body; sixteen times as many are held at once, a quarter of these of one public address"},
    {"max-memory", "LANDSCAPED_MAX_MEMORY", "268435456", WHOLE(request_memory, "bytes", 1 << 20, 1e12), "most bytes of memory for one answer"},
    {"max-response", "LANDSCAPED_MAX_RESPONSE", "67108864", WHOLE(response_bytes, "bytes", 1024, 1e9), "most bytes of an answer"},
    {"deadline", "LANDSCAPED_DEADLINE", "20", NUMBER(seconds, "seconds", 0.01, 3600), "most seconds that are computed for one answer; 503 beyond"},
    {"cache-bytes", "LANDSCAPED_CACHE_BYTES", "67108864", WHOLE(cache_bytes, "bytes", 0, 1e12), "bytes of finished answers that are kept; 0: none"},
    {"threads", "LANDSCAPED_THREADS", "0", WHOLE(threads, "threads", 0, 1024),
     "threads that compute; 0: as many as the system grants processors; of two or more, one client's long requests leave one to others"},
    {"queue", "LANDSCAPED_QUEUE", "256", WHOLE(queue, "requests", 1, 65536),
     "requests that may wait for a thread; beyond, the dearest of the client that has most gets a 503"},
    {"max-connections", "LANDSCAPED_MAX_CONNECTIONS", "10000", WHOLE(connections, "connections", 1, 1e6),
     "connections open at once; beyond, the one idle for longest gives way"},
    {"max-per-address", "LANDSCAPED_MAX_PER_ADDRESS", "128", WHOLE(per_address, "connections", 1, 1e6), "of these, from one public address"},
    {"queue-per-address", "LANDSCAPED_QUEUE_PER_ADDRESS", "32", WHOLE(queue_per_address, "requests", 1, 1e6),
     "requests of one public address that may wait; 429 beyond"},
    {"limit-local", "LANDSCAPED_LIMIT_LOCAL", "0", SWITCH(limit_local), "1: private and loopback addresses, where proxies stand, are limited too"},
    {"public-url", "LANDSCAPED_PUBLIC_URL", "auto", TEXT(public_url, origin_fault),
     "what pages and previews say of their own address, such as https://figures.example.org; auto: what the Host header says"},
    {"trusted-proxies", "LANDSCAPED_TRUSTED_PROXIES", "none", TEXT(proxies, network_list_fault),
     "networks of proxies whose X-Forwarded-For says which client asks, such as 10.0.0.0/8,fd00::/8"},
    {"max-unsent", "LANDSCAPED_MAX_UNSENT", "67108864", WHOLE(unsent, "bytes", 1024, 1e12),
     "bytes of answers that may wait to be sent; beyond, the client that has most waiting loses its oldest"},
    {"unsent-per-address", "LANDSCAPED_UNSENT_PER_ADDRESS", "50331648", WHOLE(unsent_per_address, "bytes", 1024, 1e12),
     "of these, to one public address; beyond, its oldest is closed"},
    {"head-timeout", "LANDSCAPED_HEAD_TIMEOUT", "15", NUMBER(head_seconds, "seconds", 0.1, 3600),
     "seconds a new connection has to send a whole request head, and a request its whole body"},
    {"idle-timeout", "LANDSCAPED_IDLE_TIMEOUT", "75", NUMBER(idle_seconds, "seconds", 0.1, 3600),
     "seconds a kept connection has for its next request head"},
    {"send-timeout", "LANDSCAPED_SEND_TIMEOUT", "120", NUMBER(send_seconds, "seconds", 0.1, 86400), "seconds a client has to take an answer"},
    {"drain-delay", "LANDSCAPED_DRAIN_DELAY", "0", NUMBER(drain_delay, "seconds", 0, 3600),
     "seconds to go on accepting after SIGTERM, with /readyz at 503"},
    {"drain-timeout", "LANDSCAPED_DRAIN_TIMEOUT", "30", NUMBER(drain_seconds, "seconds", 0.1, 3600),
     "seconds accepted requests have to be answered after that; 503 beyond"},
    {"log-requests", "LANDSCAPED_LOG_REQUESTS", "1", SWITCH(log_requests), "1: log every request; 0: start, stop and faults only"},
    {"simd", "LANDSCAPED_SIMD", "auto", TEXT(simd, simd_fault), "instruction set of the inner loops: sse2, avx, avx512; the answers are the same"},
    {"data", "LANDSCAPED_DATA", "none", TEXT(data, folder_fault),
     "folder of CSV files, read once at the start: NAME.csv is offered as data=NAME; none: the built-in sets alone"},
    {"fonts", "LANDSCAPED_FONTS", FIGURE_FONTS, TEXT(fonts, folder_fault), "folder of the fonts, the files named as in Debian's packages"},
};
#undef FIELD
#undef TEXT
#undef NUMBER
#undef WHOLE
#undef SWITCH
const size_t config_setting_count = sizeof config_settings / sizeof *config_settings;

/* Reads a decimal number without a sign, as far as it goes; strtod alone would take signs, blanks, hexadecimal digits, infinities. */
static bool read_number(const char *value, double *number, const char **rest)
{
    const char *end = value + strspn(value, "0123456789");
    size_t digits = (size_t)(end - value);
    if (*end == '.') {
        const size_t places = strspn(end + 1, "0123456789");
        digits += places;
        end += 1 + places;
    }
    if ((*end == 'e' || *end == 'E') && digits) {
        const char *exponent = end + 1 + (end[1] == '-' || end[1] == '+');
        const size_t length = strspn(exponent, "0123456789");
        end = length ? exponent + length : end;
    }
    *rest = end;
    *number = digits ? strtod(value, NULL) : 0;
    return digits > 0;
}

/* What a number with a unit behind it would be in the setting's own; 0 if that is not known. */
static double convert(const struct setting *setting, double number, const char *suffix)
{
    static const struct {
        const char *unit, *suffix;
        double factor;
    } units[] = {
        {"bytes", "B", 1},        {"bytes", "K", 1 << 10},   {"bytes", "KB", 1 << 10},  {"bytes", "KiB", 1 << 10},
        {"bytes", "M", 1 << 20},  {"bytes", "MB", 1 << 20},  {"bytes", "MiB", 1 << 20}, {"bytes", "G", 1 << 30},
        {"bytes", "GB", 1 << 30}, {"bytes", "GiB", 1 << 30}, {"seconds", "ms", 1e-3},   {"seconds", "s", 1},
        {"seconds", "sec", 1},    {"seconds", "m", 60},      {"seconds", "min", 60},    {"seconds", "h", 3600},
    };
    suffix += strspn(suffix, " ");
    for (size_t i = 0; setting->unit && i < sizeof units / sizeof *units; i++)
        if (!strcmp(units[i].unit, setting->unit) && !strcasecmp(units[i].suffix, suffix))
            return number * units[i].factor;
    return 0;
}

static bool is_allowed(const struct setting *setting, double number)
{
    return number >= setting->min && number <= setting->max && (setting->kind != SETTING_WHOLE || number == (double)(int64_t)number);
}

static bool set_number(struct config *config, const struct setting *setting, const char *value, const char *source, struct error *error)
{
    const char *rest;
    double number;
    char repair[64] = "";
    const bool begins = read_number(value, &number, &rest);
    if (begins && !*rest && is_allowed(setting, number)) {
        memcpy((char *)config + setting->offset, &number, sizeof number);
        return true;
    }
    const double meant = begins ? convert(setting, number, rest) : 0;
    if (meant > 0 && is_allowed(setting, meant))
        snprintf(repair, sizeof repair, "; write %.15g", meant);
    return error_set(error, ERROR_INVALID, "%s takes a %snumber%s%s from %.15g to %.15g, without a sign or a unit, not '%.80s'%s", source,
                     setting->kind == SETTING_WHOLE ? "whole " : "", setting->unit ? " of " : "", setting->unit ? setting->unit : "", setting->min,
                     setting->max, value, repair);
}

/* `source` is what the value came by: "--queue" or "LANDSCAPED_QUEUE". */
static bool set(struct config *config, const struct setting *setting, const char *value, const char *source, struct error *error)
{
    if (setting->kind != SETTING_TEXT)
        return set_number(config, setting, value, source, error);
    const char *fault = setting->fault(value);
    if (fault)
        return error_set(error, ERROR_INVALID, "%s: '%.200s' %s", source, value, fault);
    memcpy((char *)config + setting->offset, &value, sizeof value);
    return true;
}

static bool set_initial(struct config *config, struct error *error)
{
    for (size_t i = 0; i < config_setting_count; i++) {
        const char *given = getenv(config_settings[i].environment);
        if (!set(config, &config_settings[i], given ? given : config_settings[i].initial, config_settings[i].environment, error))
            return false;
    }
    return true;
}

static const struct setting *setting_find(const char *name, size_t length)
{
    for (size_t i = 0; i < config_setting_count; i++)
        if (strlen(config_settings[i].name) == length && !memcmp(config_settings[i].name, name, length))
            return &config_settings[i];
    return NULL;
}

bool config_read(struct config *config, int *argc, char **argv, struct error *error)
{
    int kept = 1;
    if (!set_initial(config, error))
        return false;
    for (int i = 1; i < *argc; i++) {
        const char *equals = strchr(argv[i], '=');
        const size_t length = equals ? (size_t)(equals - argv[i]) : strlen(argv[i]);
        const struct setting *setting = strncmp(argv[i], "--", 2) ? NULL : setting_find(argv[i] + 2, length - 2);
        if (!setting) { /* of a verb, or unknown to it */
            argv[kept++] = argv[i];
            continue;
        }
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
                                   .body_length = (size_t)config->body_length,
                                   .pixels = config->pixels,
                                   .seconds = config->seconds,
                                   .target_length = (size_t)config->target_length,
                                   .arena_bytes = (size_t)config->request_memory,
                                   .response_bytes = (size_t)config->response_bytes,
                                   .public_url = config->public_url};
}

void config_help(FILE *out)
{
    for (size_t i = 0; i < config_setting_count; i++)
        fprintf(out, "  --%-16s %s\n  %18s (default %s; %s)\n", config_settings[i].name, config_settings[i].help, "", config_settings[i].initial,
                config_settings[i].environment);
}

void config_log(const struct config *config, struct log_line *line)
{
    for (size_t i = 0; i < config_setting_count; i++) {
        const char *field = (const char *)config + config_settings[i].offset;
        const char *text;
        double number;
        memcpy(&text, field, sizeof text);
        memcpy(&number, field, sizeof number);
        if (config_settings[i].kind == SETTING_TEXT)
            log_text(line, config_settings[i].name, text);
        else
            log_number(line, config_settings[i].name, number);
    }
}
