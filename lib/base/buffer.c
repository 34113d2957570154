/* Doubling growth; the outgrown copies stay in the arena until it is freed, so a buffer costs at most twice its size. */
#include "base/buffer.h"

#include "base/number.h"

#include <stdio.h>
#include <string.h>

/* Room for `extra` more bytes and a NUL; false if it cannot be had. */
static bool reserve(struct buffer *buffer, size_t extra)
{
    const size_t needed = buffer->length + extra + 1;
    if (needed <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 256;
    while (capacity < needed)
        capacity *= 2;
    char *data = arena_try_room(buffer->arena, capacity, 1);
    if (!data)
        return false;
    if (buffer->length)
        memcpy(data, buffer->data, buffer->length);
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void buffer_reserve(struct buffer *buffer, size_t extra)
{
    const size_t needed = buffer->length + extra + 1;
    if (needed <= buffer->capacity)
        return;
    char *data = arena_room(buffer->arena, needed, 1);
    if (buffer->length)
        memcpy(data, buffer->data, buffer->length);
    buffer->data = data;
    buffer->capacity = needed;
}

bool buffer_try_bytes(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!reserve(buffer, length))
        return false;
    if (length)
        memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = 0;
    return true;
}

void buffer_bytes(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!buffer_try_bytes(buffer, bytes, length))
        arena_exhausted(buffer->arena);
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_bytes(buffer, text, strlen(text));
}

void buffer_character(struct buffer *buffer, char character)
{
    if (!reserve(buffer, 1))
        arena_exhausted(buffer->arena);
    buffer->data[buffer->length++] = character;
    buffer->data[buffer->length] = 0;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    if (!buffer->capacity && !reserve(buffer, 0))
        arena_exhausted(buffer->arena);
    for (bool again = true; again;) { /* only what does not fit is printed twice */
        const size_t room = buffer->capacity - buffer->length;
        va_start(arguments, format);
        const int length = vsnprintf(buffer->data + buffer->length, room, format, arguments);
        va_end(arguments);
        again = (size_t)length >= room;
        if (!again)
            buffer->length += (size_t)length;
        else if (!reserve(buffer, (size_t)length))
            arena_exhausted(buffer->arena);
    }
}

void buffer_number(struct buffer *buffer, double value)
{
    if (!reserve(buffer, NUMBER_SIZE))
        arena_exhausted(buffer->arena);
    buffer->length += number_print(buffer->data + buffer->length, value);
}

void buffer_count(struct buffer *buffer, size_t count)
{
    if (count >= 1000) {
        buffer_count(buffer, count / 1000);
        buffer_format(buffer, ",%03zu", count % 1000);
    } else {
        buffer_format(buffer, "%zu", count);
    }
}

const char *buffer_string(const struct buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}
