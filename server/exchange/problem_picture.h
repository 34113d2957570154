/* A problem as a picture, for where one was asked for: a broken <img> then explains itself. */
#ifndef SERVER_PROBLEM_PICTURE_H
#define SERVER_PROBLEM_PICTURE_H

#include "figure/figure.h"

/* Appends a picture of the heading and, below it, the lines of the text. A line of blanks and a '^' points at a character of the line
 * before it. False with the error set if the drawing library fails. */
bool problem_picture(const char *heading, const char *text, enum figure_format format, struct buffer *out, struct error *error);

#endif
