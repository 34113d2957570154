/* The only file that calls cJSON. It prints and parses; numbers go through it as raw text, because its own printing loses digits
 * and is slow, and all its memory is the arena's, so nothing needs freeing and the request's cap holds for it too. */
#include "server/text/json.h"

#include "base/number.h"

#include <cjson/cJSON.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

/* cJSON's allocators take no argument, so the arena they draw from stands here while a call into cJSON lasts. */
static _Thread_local struct arena *drawn_from;
static _Thread_local bool refused; /* memory, in the call that lasts */

static void *draw(size_t bytes)
{
    void *memory = arena_try_allocate(drawn_from, 1, bytes);
    refused = refused || !memory;
    return memory;
}

static void keep(void *memory)
{
    (void)memory;
}

void json_start(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = draw, .free_fn = keep});
}

/* What cJSON returns, which is null only when memory ran out. */
static cJSON *had(cJSON *item)
{
    if (!item)
        arena_exhausted(drawn_from);
    return item;
}

/* A raw item that refers to the text rather than copying it: cJSON has this for strings only. */
static cJSON *raw_reference(const char *text)
{
    cJSON *item = had(cJSON_CreateStringReference(text));
    item->type = cJSON_Raw | cJSON_IsReference;
    return item;
}

static void append_number(struct buffer *buffer, double number)
{
    if (isfinite(number))
        buffer_number(buffer, number_of_answer(number));
    else
        buffer_text(buffer, "null");
}

static cJSON *from_numbers(const double *items, size_t count)
{
    enum { NUMBER_BYTES = 20 }; /* with all its digits, and a comma */
    struct buffer text = {.arena = drawn_from};
    if (count > 1000)
        buffer_reserve(&text, NUMBER_BYTES * count + NUMBER_SIZE);
    buffer_character(&text, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_character(&text, ',');
        append_number(&text, items[i]);
    }
    buffer_character(&text, ']');
    return raw_reference(buffer_string(&text));
}

static cJSON *from_number(double number)
{
    struct buffer text = {.arena = drawn_from};
    append_number(&text, number);
    return raw_reference(buffer_string(&text));
}

static cJSON *from_value(const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        break;
    case VALUE_BOOLEAN:
        return had(cJSON_CreateBool(value->boolean));
    case VALUE_NUMBER:
        return from_number(value->number);
    case VALUE_TEXT:
        return had(cJSON_CreateStringReference(value->text));
    case VALUE_NUMBERS:
        return from_numbers(value->numbers.items, value->numbers.count);
    case VALUE_LIST: {
        cJSON *list = had(cJSON_CreateArray());
        for (const struct value *child = value->children.first; child; child = child->next)
            cJSON_AddItemToArray(list, from_value(child));
        return list;
    }
    case VALUE_OBJECT: {
        cJSON *object = had(cJSON_CreateObject());
        for (const struct value *child = value->children.first; child; child = child->next)
            if (!cJSON_AddItemToObjectCS(object, child->name, from_value(child)))
                arena_exhausted(drawn_from);
        return object;
    }
    }
    return had(cJSON_CreateNull());
}

/* About the bytes a value prints to: enough unless its strings are full of escapes. */
static size_t estimate(const cJSON *item)
{
    size_t bytes = 8;
    if (item->valuestring)
        bytes += strlen(item->valuestring) * 9 / 8;
    if (item->string)
        bytes += strlen(item->string) + 4;
    for (const cJSON *child = item->child; child; child = child->next)
        bytes += estimate(child);
    return bytes;
}

const char *json_text(struct arena *arena, const struct value *value, size_t *length)
{
    drawn_from = arena;
    cJSON *root = from_value(value);
    for (size_t size = estimate(root) + 64;; size *= 2) {
        if (size > INT_MAX / 2)
            arena_exhausted(arena);
        char *text = arena_room(arena, size, 1);
        if (cJSON_PrintPreallocated(root, text, (int)size - 1, false)) {
            const size_t printed = strlen(text);
            memcpy(text + printed, "\n", 2);
            if (length)
                *length = printed + 1;
            return text;
        }
    }
}

static struct value *to_value(struct arena *arena, struct value *parent, const cJSON *item)
{
    const char *name = item->string;
    if (cJSON_IsObject(item) || cJSON_IsArray(item)) {
        struct value *value = value_add(arena, parent, name, cJSON_IsObject(item) ? VALUE_OBJECT : VALUE_LIST);
        for (const cJSON *child = item->child; child; child = child->next)
            to_value(arena, value, child);
        return value;
    }
    if (cJSON_IsString(item))
        value_add_text(arena, parent, name, item->valuestring);
    else if (cJSON_IsNumber(item))
        value_add_number(arena, parent, name, item->valuedouble);
    else if (cJSON_IsBool(item))
        value_add_boolean(arena, parent, name, cJSON_IsTrue(item));
    else
        value_add(arena, parent, name, VALUE_NULL);
    return parent->children.last;
}

struct value *json_check(struct arena *arena, const char *text, const char **fault)
{
    /* The parser keeps its last error in a global. */
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const char *end = NULL;
    drawn_from = arena;
    refused = false;
    pthread_mutex_lock(&lock);
    const cJSON *root = cJSON_ParseWithOpts(text, &end, true);
    pthread_mutex_unlock(&lock);
    if (refused)
        arena_exhausted(arena);
    *fault = end;
    return root ? to_value(arena, value_list(arena), root) : NULL;
}

struct value *json_read(struct arena *arena, const char *text)
{
    const char *fault;
    return json_check(arena, text, &fault);
}

void json_attach(struct arena *arena, struct value *parent, const char *name, const struct value *value)
{
    struct value *copy = value_add(arena, parent, name, value->kind);
    struct value *const next = copy->next;
    *copy = *value;
    copy->name = name;
    copy->next = next;
}
