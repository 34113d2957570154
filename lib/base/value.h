/* Plain data without a schema: what a study states as facts. Writers (JSON, YAML) turn it into text. */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include "base/arena.h"

enum value_kind { VALUE_NULL, VALUE_BOOLEAN, VALUE_NUMBER, VALUE_TEXT, VALUE_NUMBERS, VALUE_LIST, VALUE_OBJECT };

struct value {
    enum value_kind kind;
    const char *name; /* within an object; else null */
    union {
        bool boolean;
        double number; /* not-a-number and infinities are written as null */
        const char *text;
        struct {
            const double *items;
            size_t count;
        } numbers;
        struct {
            struct value *first, *last;
        } children; /* of a list or an object, in order */
    };
    struct value *next; /* the next sibling */
};

/* All of these allocate in the arena; texts and numbers are referred to, not copied. */
struct value *value_object(struct arena *arena);
struct value *value_list(struct arena *arena);

/* Append a child to a list (name null) or an object (name given) and return it. */
struct value *value_add(struct arena *arena, struct value *parent, const char *name, enum value_kind kind);
void value_add_boolean(struct arena *arena, struct value *parent, const char *name, bool boolean);
void value_add_number(struct arena *arena, struct value *parent, const char *name, double number);
void value_add_text(struct arena *arena, struct value *parent, const char *name, const char *text);
void value_add_numbers(struct arena *arena, struct value *parent, const char *name, const double *items, size_t count);

/* The child of that name, or null. */
const struct value *value_find(const struct value *object, const char *name);

#endif
