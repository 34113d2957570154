/* The log: one JSON object a line on standard error, written in one piece. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <stddef.h>

struct log_line {
    char text[4096];
    size_t length;
};

/* Starts a line with the time and what happened. */
void log_begin(struct log_line *line, const char *event);

/* Add members; a text that would not fit is cut. */
void log_text(struct log_line *line, const char *name, const char *value);
void log_number(struct log_line *line, const char *name, double value);

/* Writes the line. */
void log_end(struct log_line *line);

#endif
