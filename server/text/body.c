#include "server/text/body.h"

#include "base/number.h"
#include "base/text.h"
#include "server/text/json.h"

#include <string.h>
#include <strings.h>

static const char form_type[] = "application/x-www-form-urlencoded", json_type[] = "application/json";
const char body_types[] = "application/x-www-form-urlencoded, application/json";

/* The media type alone; what follows it (charset) says nothing that is not checked in the bytes. */
static bool is_type(const char *content_type, const char *type)
{
    const size_t length = strlen(type);
    return content_type && !strncasecmp(content_type, type, length) && strchr("; \t", content_type[length]) != NULL;
}

bool body_is_read(const char *content_type)
{
    return is_type(content_type, form_type) || is_type(content_type, json_type);
}

static bool refuse(struct error_list *errors, const char *parameter, const char *value, const char *sentence)
{
    struct error *error = error_list_next(errors);
    error_set(error, ERROR_INVALID, "%s", sentence);
    return error_blame(error, parameter, value);
}

static bool is_scalar(const struct value *value)
{
    return value->kind == VALUE_NUMBER || value->kind == VALUE_BOOLEAN || value->kind == VALUE_TEXT;
}

static void write_scalar(struct buffer *text, const struct value *value)
{
    if (value->kind == VALUE_NUMBER)
        buffer_number(text, value->number);
    else
        buffer_text(text, value->kind == VALUE_TEXT ? value->text : value->boolean ? "1" : "0");
}

/* Numbers between commas; false if there is anything else, which is the *place-th. */
static bool write_numbers(struct buffer *text, const struct value *list, size_t *place)
{
    *place = 1;
    for (const struct value *item = list->children.first; item; item = item->next, ++*place) {
        if (item->kind != VALUE_NUMBER)
            return false;
        buffer_text(text, item == list->children.first ? "" : ",");
        buffer_number(text, item->number);
    }
    return list->children.first != NULL;
}

/* Numbers, or rows of them; false with the place of what is neither: of rows the first number is that of the row. */
static bool write_list(struct buffer *text, const struct value *list, size_t places[2])
{
    if (!list->children.first)
        return false;
    if (list->children.first->kind != VALUE_LIST)
        return write_numbers(text, list, &places[0]);
    places[0] = 1;
    for (const struct value *row = list->children.first; row; row = row->next, places[0]++) {
        buffer_text(text, row == list->children.first ? "" : ";");
        if (row->kind != VALUE_LIST || !write_numbers(text, row, &places[1]))
            return false;
    }
    return true;
}

static const char mixed_list[] = "a list holds texts, or numbers, or lists of numbers, and one of these alone";

static const char *list_fault(struct arena *arena, const size_t places[2])
{
    if (!places[0])
        return "the list is empty";
    return places[1] ? arena_format(arena, "item %zu of row %zu: %s", places[1], places[0], mixed_list)
                     : arena_format(arena, "item %zu: %s", places[0], mixed_list);
}

static bool add_member(struct arena *arena, const struct value *member, struct query *query, struct error_list *errors)
{
    struct buffer text = {.arena = arena};
    if (is_scalar(member)) {
        write_scalar(&text, member);
        return query_add(arena, query, member->name, buffer_string(&text), errors);
    }
    if (member->kind == VALUE_LIST && member->children.first && member->children.first->kind == VALUE_TEXT) {
        for (const struct value *item = member->children.first; item; item = item->next)
            if (item->kind != VALUE_TEXT)
                return refuse(errors, member->name, "", mixed_list);
            else if (!query_add(arena, query, member->name, item->text, errors))
                return false;
        return true;
    }
    size_t places[2] = {0};
    if (member->kind == VALUE_LIST && write_list(&text, member, places))
        return query_add(arena, query, member->name, buffer_string(&text), errors);
    return refuse(errors, member->name, "",
                  member->kind == VALUE_LIST   ? list_fault(arena, places)
                  : member->kind == VALUE_NULL ? "null is no value: a parameter that is not given is left out"
                                               : "an object is no value: write it as it would stand in an address");
}

/* The parser ends texts at a NUL, which would hide what stands behind it. */
static bool has_escaped_nul(const char *json)
{
    for (const char *at = json; (at = strchr(at, '\\')); at += 2) {
        if (!strncmp(at + 1, "u0000", 5))
            return true;
        if (!at[1])
            break;
    }
    return false;
}

/* Where a body ceases to be JSON, and what is written there that is none. */
static const char *json_fault(struct arena *arena, const char *body, const char *fault)
{
    static const struct {
        const char *begins, *says;
    } usual[] = {{"NaN", "; JSON has no NaN"},
                 {"nan", "; JSON has no nan"},
                 {"Infinity", "; JSON has no Infinity"},
                 {"-Infinity", "; JSON has no Infinity"},
                 {"'", "; texts stand in double quotes"},
                 {"]", "; a comma before it is too much, or a value is missing"},
                 {"}", "; a comma before it is too much, or a value is missing"},
                 {"None", "; JSON has null"},
                 {"True", "; JSON has true"},
                 {"False", "; JSON has false"}};
    size_t line = 1, column = 1;
    for (const char *at = body; at < fault; line += *at == '\n', column = *at == '\n' ? 1 : column + (((unsigned char)*at & 0xc0) != 0x80), at++)
        ;
    const char *says = *fault ? fault > body && fault[-1] == '\'' ? "; texts stand in double quotes" : "" : "; it ends too early";
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (text_starts_with(fault, usual[i].begins))
            says = usual[i].says;
    return arena_format(arena, "the body is not JSON (RFC 8259): line %zu, column %zu%s", line, column, says);
}

static bool parse_json(struct arena *arena, const char *body, struct query *query, struct error_list *errors)
{
    const char *fault = NULL;
    const struct value *object = has_escaped_nul(body) ? NULL : json_check(arena, body, &fault);
    if (!object || object->kind != VALUE_OBJECT)
        return refuse(errors, "body", "",
                      object  ? "the body is JSON, but no object of parameters"
                      : fault ? json_fault(arena, body, fault)
                              : "the body is not JSON (RFC 8259)");
    bool sound = true;
    for (const struct value *member = object->children.first; member; member = member->next)
        sound = (*member->name ? add_member(arena, member, query, errors) : refuse(errors, "body", "", "a parameter's name is empty")) && sound;
    return sound;
}

bool body_parse(struct arena *arena, const char *content_type, const char *body, size_t length, struct query *query, struct error_list *errors)
{
    if (!length)
        return true;
    if (memchr(body, 0, length))
        return refuse(errors, "body", "", "the body holds a NUL byte");
    if (!text_is_utf8(body, length))
        return refuse(errors, "body", "", "the bytes of the body are not well-formed UTF-8");
    if (is_type(content_type, json_type))
        return parse_json(arena, body, query, errors);
    while (length && (body[length - 1] == '\n' || body[length - 1] == '\r')) /* what an editor leaves at a file's end */
        length--;
    return query_add_form(arena, arena_copy(arena, body, length), query, errors);
}
