/* Lines are built on the stack and the buffer is static, so that logging works when memory does not. */
#include "server/http/log.h"

#include "base/number.h"
#include "server/dispatch/clock.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
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

/* --- The buffer and its writer --- */

enum { BUFFER_BYTES = 256 * 1024, HURRY_BYTES = BUFFER_BYTES / 4, MAX_WRITE = PIPE_BUF };

/* The writer gives a line so long to be followed by others, unless so much waits already: woken for each, it takes more time than the answer. */
static const double patience = 0.01; /* seconds */

/* Lines wait in a ring, whole. The lock is the innermost of the program: no other is taken while it is held, and nothing is written. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled, written;
    pthread_t thread;
    bool running, stopping;
    bool asleep; /* the writer, until the first line */
    char ring[BUFFER_BYTES];
    size_t first, used;
    uint64_t dropped, told; /* lines lost, and of how many of these the log says so */
} buffer = {.lock = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER, .written = PTHREAD_COND_INITIALIZER};

/* Writes all of it, as long as it takes. False if the file is closed, full or gone. */
static bool write_out(const char *bytes, size_t length)
{
    while (length) {
        const ssize_t count = write(STDERR_FILENO, bytes, length);
        if (count >= 0) {
            bytes += count;
            length -= (size_t)count;
        } else if (errno == EAGAIN) {
            /* Whoever shares the file has made it one that does not wait. */
            poll(&(struct pollfd){.fd = STDERR_FILENO, .events = POLLOUT}, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool put(const struct log_line *line)
{
    if (line->length > BUFFER_BYTES - buffer.used)
        return false;
    for (size_t i = 0, at = buffer.first + buffer.used; i < line->length; i++)
        buffer.ring[(at + i) % BUFFER_BYTES] = line->text[i];
    buffer.used += line->length;
    return true;
}

/* Takes as many whole lines as can be written in one piece, which those of another process do not come between; returns how many. */
static size_t take(char into[MAX_WRITE], size_t *length)
{
    size_t lines = 0, end = 0;
    for (size_t i = 0; i < buffer.used && i < MAX_WRITE; i++) {
        into[i] = buffer.ring[(buffer.first + i) % BUFFER_BYTES];
        if (into[i] == '\n') {
            lines++;
            end = i + 1;
        }
    }
    buffer.first = (buffer.first + end) % BUFFER_BYTES;
    buffer.used -= end;
    *length = end;
    return lines;
}

/* Says how many lines are missing, at the place where they are. False while there is no room for that: until then, none for others. */
static bool tell_of_dropped(void)
{
    struct log_line line;
    if (buffer.dropped == buffer.told)
        return true;
    log_begin(&line, "log-dropped");
    log_number(&line, "lines", (double)(buffer.dropped - buffer.told));
    append(&line, "}\n", 2);
    if (!put(&line))
        return false;
    buffer.told = buffer.dropped;
    return true;
}

/* Waits for the first line, and for those that follow it. */
static void await_lines(void)
{
    buffer.asleep = true;
    while (!buffer.used && !buffer.stopping)
        pthread_cond_wait(&buffer.filled, &buffer.lock);
    buffer.asleep = false;
    const struct timespec until = clock_time(clock_now() + patience);
    int late = 0;
    while (buffer.used < HURRY_BYTES && !buffer.stopping && !late)
        late = pthread_cond_clockwait(&buffer.filled, &buffer.lock, CLOCK_MONOTONIC, &until);
}

/* Adds a line, and wakes the writer if it sleeps, or has to hurry. False if there is no room. */
static bool submit(const struct log_line *line)
{
    const bool early = buffer.used < HURRY_BYTES;
    if (!put(line))
        return false;
    if (buffer.asleep || (early && buffer.used >= HURRY_BYTES))
        pthread_cond_signal(&buffer.filled);
    buffer.asleep = false;
    return true;
}

static void *write_lines(void *context)
{
    char piece[MAX_WRITE];
    (void)context;
    pthread_mutex_lock(&buffer.lock);
    while (buffer.used || !buffer.stopping) {
        size_t length;
        if (!buffer.used) {
            await_lines();
            continue;
        }
        const size_t lines = take(piece, &length);
        pthread_mutex_unlock(&buffer.lock);
        const bool written = write_out(piece, length);
        pthread_mutex_lock(&buffer.lock);
        if (written)
            tell_of_dropped();
        else
            buffer.dropped += lines;
    }
    buffer.running = false;
    pthread_cond_signal(&buffer.written);
    pthread_mutex_unlock(&buffer.lock);
    return NULL;
}

bool log_start(void)
{
    pthread_mutex_lock(&buffer.lock);
    buffer.stopping = false;
    buffer.running = !pthread_create(&buffer.thread, NULL, write_lines, NULL);
    const bool running = buffer.running;
    pthread_mutex_unlock(&buffer.lock);
    return running;
}

void log_stop(double seconds)
{
    const struct timespec until = clock_time(clock_now() + seconds);
    pthread_mutex_lock(&buffer.lock);
    buffer.stopping = true;
    pthread_cond_signal(&buffer.filled);
    int late = 0;
    while (buffer.running && !late)
        late = pthread_cond_clockwait(&buffer.written, &buffer.lock, CLOCK_MONOTONIC, &until);
    const bool ended = !buffer.running;
    pthread_mutex_unlock(&buffer.lock);
    /* A thread that is blocked in a write cannot be ended; it ends with the process. */
    if (ended)
        pthread_join(buffer.thread, NULL);
    else
        pthread_detach(buffer.thread);
}

void log_end(struct log_line *line)
{
    append(line, "}\n", 2);
    pthread_mutex_lock(&buffer.lock);
    const bool direct = !buffer.running;
    if (!direct && !(tell_of_dropped() && submit(line)))
        buffer.dropped++;
    pthread_mutex_unlock(&buffer.lock);
    /* A log that cannot be written is no reason to stop serving. */
    if (direct)
        write_out(line->text, line->length);
}

uint64_t log_dropped(void)
{
    pthread_mutex_lock(&buffer.lock);
    const uint64_t dropped = buffer.dropped;
    pthread_mutex_unlock(&buffer.lock);
    return dropped;
}
