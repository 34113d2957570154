/* Lines are built on the stack, so that logging works when memory does not. */
#include "server/log.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_TEXT_BYTES = 2048 }; /* of a line that texts may fill, so that names, numbers and the end always fit */

static void append(struct log_line *line, const char *bytes, size_t length)
{
    if (line->length + length <= sizeof line->text) {
        memcpy(line->text + line->length, bytes, length);
        line->length += length;
    }
}

static void append_string(struct log_line *line, const char *text, size_t most)
{
    append(line, "\"", 1);
    for (; *text && line->length < most; text++) {
        const unsigned char byte = (unsigned char)*text;
        char escape[8];
        /* Bytes above 127 may be no UTF-8; escaped one by one they keep the line readable for any parser. */
        if (byte == '"' || byte == '\\')
            append(line, escape, (size_t)snprintf(escape, sizeof escape, "\\%c", byte));
        else if (byte < ' ' || byte > '~')
            append(line, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", byte));
        else
            append(line, text, 1);
    }
    append(line, "\"", 1);
}

static void append_name(struct log_line *line, const char *name)
{
    append(line, ",", 1);
    append_string(line, name, sizeof line->text);
    append(line, ":", 1);
}

void log_begin(struct log_line *line, const char *event)
{
    struct timespec now;
    struct tm utc;
    char stamp[96];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    snprintf(stamp, sizeof stamp, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
             utc.tm_sec, now.tv_nsec / 1000000);
    line->length = 0;
    append(line, "{\"time\":", 8);
    append_string(line, stamp, sizeof line->text);
    log_text(line, "event", event);
}

void log_text(struct log_line *line, const char *name, const char *value)
{
    append_name(line, name);
    append_string(line, value, MOST_TEXT_BYTES);
}

void log_number(struct log_line *line, const char *name, double value)
{
    char text[NUMBER_SIZE];
    append_name(line, name);
    if (isfinite(value))
        append(line, text, number_print(text, value));
    else
        append(line, "null", 4);
}

void log_end(struct log_line *line)
{
    append(line, "}\n", 2);
    /* A log that cannot be written is no reason to stop serving. */
    if (write(STDERR_FILENO, line->text, line->length) < 0)
        return;
}
