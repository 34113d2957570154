/* The log: one JSON object a line on standard error. A thread that answers requests never waits for the log's reader: lines go into a buffer,
 * and a thread of the log's own writes them. What finds the buffer full is dropped and counted; the log says so when it flows again. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_line {
    char text[4096];
    size_t length;
};

/* Starts the thread that writes; false if it cannot be had. Until then, and after log_stop, log_end writes by itself, and waits. */
bool log_start(void);

/* Ends the thread when all lines are written, or after `seconds` without it: what is left then is lost. */
void log_stop(double seconds);

/* Starts a line with the time and what happened. */
void log_begin(struct log_line *line, const char *event);

/* Add members; a text that would not fit is cut. */
void log_text(struct log_line *line, const char *name, const char *value);
void log_number(struct log_line *line, const char *name, double value);

/* Hands the line on to be written. */
void log_end(struct log_line *line);

/* How many lines have been dropped. */
uint64_t log_dropped(void);

#endif
