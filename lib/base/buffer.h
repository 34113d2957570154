/* Text or bytes that grow, in arena memory. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/arena.h"

#include <stdarg.h>

struct buffer {
    struct arena *arena;
    char *data;    /* NUL-terminated once anything was appended; null before */
    size_t length; /* without the NUL */
    size_t capacity;
};

/* An empty buffer in the arena is `(struct buffer){.arena = arena}`. */
void buffer_bytes(struct buffer *buffer, const void *bytes, size_t length);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_character(struct buffer *buffer, char character);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3), nonnull));

/* Room for so many more bytes, where it is known how many will come: no outgrown copies are left in the arena. */
void buffer_reserve(struct buffer *buffer, size_t extra);

/* As buffer_bytes, but false when memory runs out: for callbacks that foreign code must return from. */
bool buffer_try_bytes(struct buffer *buffer, const void *bytes, size_t length);

/* The shortest decimal text that reads back as the same double (see number_print). */
void buffer_number(struct buffer *buffer, double value);

/* A count with its thousands parted: "10,000". */
void buffer_count(struct buffer *buffer, size_t count);

/* The contents as a string, never null. */
const char *buffer_string(const struct buffer *buffer);

#endif
