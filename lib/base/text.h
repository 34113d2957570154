/* Text: UTF-8, edit distance between names, lists of words. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the `length` bytes are well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool text_is_utf8(const char *text, size_t length);

/* Whether the text begins so. */
bool text_starts_with(const char *text, const char *beginning);

/* The digits 0 to 9 set high, as exponents, and low, as indices. */
extern const char *const text_superscripts[10], *const text_subscripts[10];

/* Decodes the character at *cursor of well-formed, NUL-terminated UTF-8 and moves past it; 0 at the end. */
uint32_t text_next(const char **cursor);

/* Cuts an incomplete UTF-8 character off the end of `text`, as truncation leaves behind. */
void text_trim_partial(char *text);

/* Copies `text` into `size` bytes, ending it with an ellipsis if it does not fit. */
void text_shorten(char *into, size_t size, const char *text);

/* The optimal-string-alignment distance (insert, delete, replace, swap neighbours), ignoring ASCII case; names of over 63 bytes are far from all. */
unsigned text_distance(const char *a, const char *b);

/* Keeps in *best the nearer to `wanted` of *best and `candidate`; only names within a third of its length count.
 * Start with *best null. */
void text_nearest(const char *wanted, const char *candidate, const char **best);

/* The next piece of a list, up to a separator outside round brackets: its start, and its length in *length; null at the end. *at moves
 * past the separator, and is null behind the last piece. */
const char *text_piece(const char **at, char separator, size_t *length);

/* Whether the name is one of those with this separator between them; of null there are none. */
bool text_lists(const char *names, char separator, const char *name);

#endif
