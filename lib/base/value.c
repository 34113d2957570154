/* Children hang in a linked list with its tail known, so appending is cheap and order is kept. */
#include "base/value.h"

#include <string.h>

struct value *value_object(struct arena *arena)
{
    struct value *value = ARENA_NEW(arena, struct value, 1);
    value->kind = VALUE_OBJECT;
    return value;
}

struct value *value_list(struct arena *arena)
{
    struct value *value = ARENA_NEW(arena, struct value, 1);
    value->kind = VALUE_LIST;
    return value;
}

struct value *value_add(struct arena *arena, struct value *parent, const char *name, enum value_kind kind)
{
    struct value *child = ARENA_NEW(arena, struct value, 1);
    child->kind = kind;
    child->name = name;
    if (parent->children.last)
        parent->children.last->next = child;
    else
        parent->children.first = child;
    parent->children.last = child;
    return child;
}

void value_add_boolean(struct arena *arena, struct value *parent, const char *name, bool boolean)
{
    value_add(arena, parent, name, VALUE_BOOLEAN)->boolean = boolean;
}

void value_add_number(struct arena *arena, struct value *parent, const char *name, double number)
{
    value_add(arena, parent, name, VALUE_NUMBER)->number = number;
}

void value_add_text(struct arena *arena, struct value *parent, const char *name, const char *text)
{
    value_add(arena, parent, name, VALUE_TEXT)->text = text;
}

void value_add_numbers(struct arena *arena, struct value *parent, const char *name, const double *items, size_t count)
{
    struct value *child = value_add(arena, parent, name, VALUE_NUMBERS);
    child->numbers.items = items;
    child->numbers.count = count;
}

const struct value *value_find(const struct value *object, const char *name)
{
    for (const struct value *child = object->children.first; child; child = child->next)
        if (child->name && !strcmp(child->name, name))
            return child;
    return NULL;
}
